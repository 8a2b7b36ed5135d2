"""Further words for each theme, for the user to take or leave, and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from analysis import tables
from analysis.themes.held import Corpus, sure_articles

Floats = NDArray[np.float64]

LEAST_ARTICLES = 3  # that hold a word which is suggested
SHOWN = 10  # words suggested for a theme
CONTEXTS = 3  # places shown of each
WIDTH = 60  # characters on each side of a word
_LEAST_SCORE = 1.5  # three sure articles of fifty, and no other, reach it; two and one do not


def suggested_words(
    by_article: sparse.csc_array,
    terms: Sequence[str],
    member: NDArray[np.bool_],
    *,
    themes: Sequence[str],
    n_words: int = SHOWN,
) -> pd.DataFrame:
    """Return the table ``suggestions``: for each theme the words that its sure articles hold and the others do not.

    by_article: articles x terms. member: themes x terms, the lexicon's, none of which is suggested. Sure are articles
    with two different words of the theme or more, and more than of any other theme. An article counts a word once, so
    that one that repeats a name does not decide.

    score: how firmly a word is of the sure articles, see ``log_odds``; below 1.5 nothing is suggested, nor what fewer
    than three articles hold. n_sure, n_other: articles of each group that hold the word. share_sure, share_other: these
    over the articles of the group.
    """
    holds = sparse.csc_array(by_article > 0).astype(np.float64)
    in_all = np.asarray(holds.sum(axis=0)).ravel()
    allowed = (in_all >= LEAST_ARTICLES) & ~member.any(axis=0)
    frames = []
    for theme, sure in zip(themes, sure_articles(member, by_article), strict=True):
        if not sure.any() or sure.all():
            continue
        in_sure = np.asarray(sure.astype(np.float64) @ holds).ravel()
        score = log_odds(in_sure, in_all - in_sure, int(sure.sum()), int((~sure).sum()))
        best = [j for j in np.flatnonzero(allowed & (score >= _LEAST_SCORE)).tolist() if in_sure[j] > 1]
        best = sorted(best, key=lambda j: (-round(float(score[j]), 9), terms[j]))[:n_words]
        n_sure, n_other = int(sure.sum()), int((~sure).sum())
        rows = pd.DataFrame({"theme": theme, "term": [terms[j] for j in best], "rank": range(1, len(best) + 1)})
        rows = rows.assign(score=score[best], n_sure=in_sure[best], n_other=(in_all - in_sure)[best])
        frames.append(rows.assign(share_sure=rows["n_sure"] / n_sure, share_other=rows["n_other"] / n_other))
    frames = [frame for frame in frames if len(frame)]
    return tables.conform("suggestions", pd.concat(frames)) if frames else tables.empty("suggestions")


def log_odds(first: Floats, second: Floats, n_first: int, n_second: int) -> Floats:
    """Return how much more each word is of the first group of articles than of the second, as a z-score, (words,).

    first, second: how many articles of each group hold each word; one at least does. n_first, n_second: how many
    articles there are. The log odds ratio of the two groups over its standard deviation, with an informative prior:
    both groups are taken to be like the whole corpus until they show otherwise, which keeps rare words from coming
    first. Source: B. Monroe, M. Colaresi and K. Quinn (2008), Fightin' words, Political Analysis 16(4): the z-scores of
    their log odds ratio with an informative Dirichlet prior, with articles that hold a word or do not in place of
    words. y are the counts; alpha, the prior, is half of both groups' counts together, so that it needs no setting.

    >>> log_odds(np.array([4.0, 5.0]), np.array([0.0, 5.0]), 5, 6).round(2).tolist()
    [1.85, 0.65]
    """
    alpha, n = 0.5 * (first + second), 0.5 * (n_first + n_second)
    odds, variance = [], np.zeros(len(first))
    for y, n_group in ((first, n_first), (second, n_second)):
        having, lacking = y + alpha, n_group - y + n - alpha
        # A word that all articles have leaves nothing on the other side: its odds are those of one without.
        lacking = np.maximum(lacking, 0.5)
        odds.append(np.log(having / lacking))
        variance += 1.0 / having + 1.0 / lacking
    return np.asarray((odds[0] - odds[1]) / np.sqrt(variance))


def passages_to_show(
    suggestions: pd.DataFrame,
    corpus: Corpus,
    article_of: NDArray[np.int64],
    member: NDArray[np.bool_],
    themes: Sequence[str],
) -> pd.DataFrame:
    """Return theme, term, passage_id: for each suggested term up to three passages that hold it, of sure articles.

    article_of: the row of each passage's article. No two passages are of one article.
    """
    column = {term: j for j, term in enumerate(corpus.counts.terms)}
    sure = dict(zip(themes, sure_articles(member, corpus.by_article), strict=True))
    by_passage = sparse.csc_array(corpus.counts.counts)
    rows = []
    for row in suggestions.itertuples():
        j = column[row.term]
        mine = np.sort(by_passage.indices[by_passage.indptr[j] : by_passage.indptr[j + 1]])
        mine = mine[sure[row.theme][article_of[mine]]]
        _, firsts = np.unique(article_of[mine], return_index=True)
        ids = [corpus.counts.passage_ids[i] for i in mine[np.sort(firsts)][:CONTEXTS]]
        rows += [{"theme": row.theme, "term": row.term, "passage_id": i} for i in ids]
    return pd.DataFrame(rows, columns=["theme", "term", "passage_id"], dtype="str")


def contexts_table(places: pd.DataFrame, articles: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``contexts``: each place of a suggested word with what stands before and after it, on one line.

    places: theme, term, article_id, passage_id, start and end (characters of the article's text). articles: article_id,
    text. A word that stands several times in a passage is shown where it first does.
    """
    if places.empty:
        return tables.empty("contexts")
    firsts = places.sort_values("start", kind="stable").drop_duplicates(["theme", "term", "passage_id"]).sort_index()
    text_of = articles.set_index("article_id")["text"]
    texts = [text_of[i] for i in firsts["article_id"]]
    spans = list(zip(texts, firsts["start"], firsts["end"], strict=True))
    return tables.conform(
        "contexts",
        firsts.assign(
            before=[_line(text[max(0, start - WIDTH) : start]) for text, start, _ in spans],
            keyword=[_line(text[start:end]) for text, start, end in spans],
            after=[_line(text[end : end + WIDTH]) for text, _, end in spans],
        ),
    )


def _line(text: str) -> str:
    """Return a stretch of text with every run of spaces and line ends as one space."""
    words = " ".join(text.split())
    return f"{' ' * text[:1].isspace()}{words}{' ' * (bool(words) and text[-1:].isspace())}"
