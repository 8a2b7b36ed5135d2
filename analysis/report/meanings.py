"""What the columns of the tables of articles, themes and words mean; those of time stand in columns.py."""

from __future__ import annotations

from typing import NamedTuple


class Meaning(NamedTuple):
    """A column: its unit, the denominator of its shares ('' where it has none), and what it says."""

    unit: str
    share_of: str
    words: str


_SHARES, _P, _TIMES, _DAY = "shares, 0 to 1", "probability", "times", "date"
_LIKENESS = "likeness, 0 to 1"
_ID = Meaning("name", "", "the article")
_TERM = Meaning("words", "", "the term: all forms of a word, or a phrase, as they are counted")
_WRITTEN = Meaning("words", "", "the term as it is shown: with accents and capitals, in a form that occurs")

_ARTICLES: dict[str, Meaning] = {
    "article_id": _ID,
    "date": Meaning(_DAY, "", "of the article; the first day where the month or year alone is known"),
    "date_precision": Meaning("name", "", "how far the date is known: day, month or year"),
    "date_source": Meaning("name", "", "where the date stands: metadata, header, name of the file, and so on"),
    "date_evidence": Meaning("words", "", "what is written there"),
    "date_confidence": Meaning(_P, "", "how sure the date is"),
    "source": Meaning("words", "", "the outlet"),
    "title": Meaning("words", "", "the headline"),
    "language": Meaning("name", "", "the code of the language that the article is in"),
    "path": Meaning("name", "", "the file that it was read from"),
    "duplicate_of": Meaning("name", "", "the article that it is a copy of"),
    "link": Meaning("words", "", "the address that it was published at"),
    "date_problem": Meaning("words", "", "what speaks against the date, or why it was refused"),
    "date_proposed": Meaning("words", "", "a date that could be the article's, for a person to confirm"),
    "position": Meaning("number", "", "its place in the file, from 0"),
    "sha256": Meaning("name", "", "the SHA-256 of the file, or of the text where there is none"),
    "n_passages": Meaning("passages", "", "that the article was cut into"),
    "n_tokens": Meaning("words", "", "of the article"),
    "n_counted": Meaning("words", "", "of them that are counted"),
}

_MEASURES = (
    "agreement, agreement_masked (of both models' weights over the passages, without the lexicon's words), "
    "agreement_over_time: correlations; stability: likeness of its words in the refits; npmi, c_v: how far its "
    "heaviest words stand together; exclusivity, diversity: how far they are its own; n_words: words it takes; "
    "perplexity, unigram_perplexity: equally likely words that unseen ones are told among, with themes and without; "
    "corpus_distance, uniform_distance: nats from the words of all articles, and from all terms alike; "
    "effective_terms: equally heavy terms; document_entropy: nats, low where few passages hold it; rank_1: of the "
    "passages that hold it, those in which it is the heaviest; allocation_ratio: passages of which it takes half, over "
    "those of which it takes 2%"
)

OF_THE_RUN: dict[str, dict[str, Meaning]] = {
    "articles_read": _ARTICLES,
    "themes": {
        "label": Meaning("words", "", "what the theme is called"),
        "kind": Meaning("name", "", "named by the lexicon, free (found from the data) or background (what is left)"),
        "order": Meaning("number", "", "its place among the themes"),
        "colour": Meaning("name", "", "its colour in pictures"),
        "stability": Meaning(_LIKENESS, "", "how far its words in LDA's refits are those here"),
        "found_in": Meaning("refits", "", "that found it again"),
        "junk": Meaning("words", "", "why it looks like junk; missing where nothing says so"),
    },
    "weights": {
        "article_id": _ID,
        "weight": Meaning(_SHARES, "the article's counted words", "the theme's; missing where no word is counted"),
        "low": Meaning(_SHARES, "the article's counted words", "lower end of the weight's interval"),
        "high": Meaning(_SHARES, "the article's counted words", "upper end of the weight's interval"),
        "presence": Meaning(_P, "", "that the article speaks of the theme at all"),
        "calibration": Meaning("words", "", "what put the presence right, such as labels of people, or none"),
        "presence_low": Meaning(_P, "", "lower end of the presence's interval, where labels were given"),
        "presence_high": Meaning(_P, "", "upper end of it"),
    },
    "theme_terms": {
        "term": _TERM,
        "written": _WRITTEN,
        "weight": Meaning(_SHARES, "the theme's words", "the term's"),
        "rank": Meaning("number", "", "its place among the theme's terms, the heaviest first"),
        "lift": Meaning("ratio", "", "how many times more of the theme's words than of all words it makes up"),
        "in_lexicon": Meaning("yes or no", "", "whether the lexicon gave it to the theme"),
    },
    "lexicon": {
        "term": _TERM,
        "words": Meaning("words", "", "the entries of the lexicon that become it"),
        "languages": Meaning("name", "", "those of the entries"),
        "count": Meaning(_TIMES, "", "that it stands in the articles"),
        "n_passages": Meaning("passages", "", "that have it"),
        "n_articles": Meaning("articles", "", "that have it"),
        "share": Meaning(_SHARES, "all articles", "those that have it"),
        "first": Meaning(_DAY, "", "of the first article that has it"),
        "last": Meaning(_DAY, "", "of the last article that has it"),
        "problem": Meaning("name", "", "why it says nothing of the theme; missing where it does"),
        "shared_with": Meaning("name", "", "other themes that have it"),
        "nearest": Meaning("words", "", "terms spelt alike that occur, where it does not"),
    },
    "quality": {
        "model": Meaning("name", "", "lda, tfidf, or lda~tfidf: the two held against each other"),
        "theme": Meaning("name", "", "the theme; all: the model as a whole"),
        "measure": Meaning("name", "", _MEASURES),
        "value": Meaning("as measure", "", "the figure"),
        "low": Meaning("as measure", "", "lower end of its interval; missing where it has none"),
        "high": Meaning("as measure", "", "upper end of its interval"),
    },
    "set_aside": {
        "stage": Meaning("name", "", "of the analysis, or the table of time, that could not use it"),
        "path": Meaning("name", "", "the file, or what else is meant"),
        "position": Meaning("number", "", "its place in the file, or among what was set aside of it"),
        "article_id": Meaning("name", "", "the article, where it is one"),
        "reason": Meaning("words", "", "why, in short"),
        "detail": Meaning("words", "", "why, in full"),
    },
    "drift_contexts": {
        "term": _TERM,
        "article_id": _ID,
        "passage_id": Meaning("name", "", "the passage in which it stands"),
        "start": Meaning("number", "", "the character of the article's text at which it begins, from 0"),
        "end": Meaning("number", "", "the character behind its last"),
        "before": Meaning("words", "", "what stands before it"),
        "keyword": Meaning("words", "", "the term as it stands there"),
        "after": Meaning("words", "", "what stands behind it"),
    },
    "event_dates": {
        "date": Meaning(_DAY, "", "of the event"),
        "label": Meaning("words", "", "what the event is called"),
    },
    "excluded_words": {
        "language": Meaning("name", "", "the language in which they are excluded"),
        "words": Meaning("words", "", "that the theme excludes, as the lexicon says them"),
    },
    "names_left_out": {
        "term": _TERM,
        "written": _WRITTEN,
        "count": Meaning(_TIMES, "", "that it stands in the articles"),
        "n_passages": Meaning("passages", "", "that have it"),
    },
    "number_of_themes": {
        "n_themes": Meaning("themes", "", "free ones, that were tried"),
        "perplexity": Meaning("words", "", "equally likely ones that unseen words are told among: lower is better"),
        "perplexity_low": Meaning("words", "", "lower end of its interval over five fits"),
        "perplexity_high": Meaning("words", "", "upper end of its interval"),
        "gain": Meaning("nats a word", "", "by which unseen words are more probable than by how frequent words are"),
        "stability": Meaning(_LIKENESS, "", "of the themes of two fits"),
        "stability_low": Meaning(_LIKENESS, "", "lower end of its interval"),
        "stability_high": Meaning(_LIKENESS, "", "upper end of its interval"),
        "enough": Meaning("yes or no", "", "whether unseen words are told nearly as well as by the best number"),
        "chosen": Meaning("yes or no", "", "whether this number was taken"),
    },
}
