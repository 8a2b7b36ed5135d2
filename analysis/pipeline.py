"""The order of the stages: articles and a lexicon in, every table out. Nothing else knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis import corpus, models, tables, text, themes, trends
from analysis.errors import InputError
from analysis.results import VIEWS, Analysis, Applied, Bundle, LexiconCheck
from analysis.settings import Settings
from analysis.tables import TermCounts
from analysis.themes import Lexicon
from analysis.themes.validation import checked_labels
from analysis.versions import versions

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

N_EVIDENCE = 10  # passages kept as evidence of each theme, in each model
# What ``prepare`` depends on; the other settings can differ from one analysis of what it made to the next.
_PREPARED_BY = ("text_fields", "unit", "passage_words", "languages", "learn_phrases", "names", "copies")
_COUNTED = ("n_counted", "n_left_out")  # columns of an applied bundle's passages that are summed over each article


@dataclass(frozen=True, eq=False)
class Prepared:
    """Articles made ready by ``prepare``: all that depends on no lexicon."""

    articles: pd.DataFrame
    passages: pd.DataFrame
    set_aside: pd.DataFrame
    settings: Settings
    texts: tuple[str, ...]  # of the passages
    read: text.ReadTexts
    learned: frozenset[tuple[str, ...]]  # phrases
    names: frozenset[str]  # terms that are left out

    def __repr__(self) -> str:
        return f"Prepared: {len(self.articles)} articles, {len(self.passages)} passages"


@dataclass(frozen=True)
class _Counted:
    """What the text stage makes for the models, with the words of the lexicon among the terms."""

    counts: TermCounts
    member: NDArray[np.bool_]
    languages: Floats | None  # x terms, how often each stands in passages of each, where there are several
    phrases: frozenset[tuple[str, ...]]
    words: text.Words
    text_of: dict[str, str]  # of each passage


@dataclass(frozen=True)
class _Fitted:
    """One model: its fit, and what its refits said."""

    model: Any
    passage_weights: Floats
    article_weights: Floats
    spread: models.Spread
    draws: trends.ShareDraws | None

    def add(self, draw: models.Draw) -> None:
        """Take in one refit."""
        self.spread.add(draw)
        if self.draws is not None:
            self.draws.add(draw.plain, draw.present)


def prepare(articles: pd.DataFrame, settings: Settings | None = None) -> Prepared:
    """Return articles split in passages, their words read: to be analysed again and again with other lexicons.

    articles: any DataFrame with the column ``text``. What is returned can stand in place of the articles in
    ``analyse``, ``check_lexicon`` and ``hold_lexicon_against``, which give the same bytes as without it, one call at a
    time. Raises InputError with every fault of the articles.

    >>> ready = prepare(pd.DataFrame({"text": ["Oil and gas. " * 20, "The army fought a war. " * 20]}))
    >>> [check_lexicon(ready, Lexicon({"energy": [word]})).words["count"].tolist() for word in ("oil", "gas", "army")]
    [[20.0], [20.0], [20.0]]
    """
    settings = settings or Settings()
    articles, passages, aside = _split(articles, settings)
    texts = _texts(articles, passages, settings)
    languages = list(passages["language"])
    read = text.read_texts(texts, languages=languages)
    names = text.find_names(texts, languages=languages, words=read.words) if settings.names == "drop" else frozenset()
    learned = text.find_phrases(read)["phrase"] if settings.learn_phrases else ()
    phrases = frozenset(tuple(phrase.split()) for phrase in learned)
    other = frozenset(phrase for phrase in phrases if not names.issuperset(phrase))  # a phrase of names is a name
    return Prepared(articles, passages, aside, settings, tuple(texts), read, other, names)


def analyse(
    articles: pd.DataFrame | Prepared,
    lexicon: Lexicon,
    settings: Settings | None = None,
    *,
    set_aside: pd.DataFrame | None = None,
    published: pd.DataFrame | None = None,
    like: Analysis | Bundle | None = None,
    labels: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Return the analysis of some articles by the themes of a lexicon.

    articles: any DataFrame with the column ``text``, and ``date`` where it is known (see ``complete_articles``), or
    what ``prepare`` made of it. set_aside: what reading could not use, to be kept with the rest. published: how
    much was published at all, where that is the denominator (``trends.Cells.of``). like: an earlier run, or its bundle:
    free themes that are found again keep the names that they have there. labels: what people said of some of the
    articles or passages, by which presence is put right (see ``calibrate``). progress: called with a stage's name, how
    much of it is done, and how much there is. A theme none of whose words occurs keeps its column,
    with no weight, and is told in ``set_aside``. Raises InputError with every fault of the input. The result depends on
    the articles, the lexicon and the settings alone, not on the order of the articles, nor on threads.

    >>> texts = ["Oil and gas. " * 20, "The army fought a war. " * 20]
    >>> lexicon = Lexicon({"energy": ["oil", "gas"], "war": ["army", "war"]})
    >>> found = analyse(pd.DataFrame({"text": texts}), lexicon, Settings(min_count=1, n_free=0))
    >>> energy = found.theme("energy")
    >>> sorted(energy[energy["model"] == "lda"]["weight"].round(1).tolist())
    [0.0, 1.0]
    """
    settings = _settings_for(articles, settings)
    tell = progress or _silent
    # One thread for linear algebra: the order in which a sum is taken must not depend on the machine.
    with threadpool_limits(limits=1):
        if not isinstance(lexicon, Lexicon):
            lexicon = Lexicon(lexicon)
        ready = _ready(articles, settings)
        articles, passages = ready.articles, ready.passages
        if labels is not None:  # before hours of work
            labels = _checked_labels(labels, articles, passages, lexicon.names)
        counted = _count(ready, lexicon, settings)
        index = pd.Index(articles["article_id"])
        belongs = models.membership(index.get_indexer(passages["article_id"]), len(index))
        held = _lexicon_table(lexicon, counted, _corpus_of(ready, counted, belongs))
        parts = [set_aside, ready.set_aside, themes.empty_themes(held)]
        aside = tables.conform("set_aside", pd.concat([p for p in parts if p is not None], ignore_index=True))
        counts_as = _counts_as(articles, settings)
        frequency = trends.choose_frequency(articles) if settings.period == "auto" else settings.period
        periods = trends.Periods.of(articles, frequency, counts_as)
        words = np.asarray(belongs @ passages["n_tokens"].to_numpy(dtype=np.float64))
        tried = _numbers_tried(counted, passages, settings)
        n_free = settings.n_free if settings.n_free != "auto" else int(tried.loc[tried["chosen"], "n_themes"].iloc[0])
        model = _unfitted(counted, n_free, settings)
        model.fit(counted.counts.counts, sample_weight=np.asarray(counts_as @ belongs))
        free = _put_in_order(model, counted, n_free, like)
        cells = _cells(articles, periods, words, published, settings)
        fitted = _with_refits(model, counted, belongs, counts_as, cells, settings, tell)
    run = _tables(articles, passages, aside, counted, fitted, cells, lexicon, held, settings, model, free, tried)
    return run if labels is None else calibrate(run, labels)


def calibrate(run: Analysis, labels: pd.DataFrame) -> Analysis:
    """Return a run whose presence is put right by what people said of some of its articles or passages.

    labels: the table ``labels`` of human validation (see ``themes.validation``): for each unit that was drawn and each
    theme whether most coders found it there (a tie counts half), and the probability with which the unit was drawn. The
    column ``calibration`` of ``weights`` says for each theme by how many labels of what presence was put right, or
    'none': with fewer than 20, or than five of either kind, nothing is changed (see ``models.calibration``).

    Labels of articles put articles right. Where there are not enough of these, labels of passages put passages right,
    and an article is taken to have a theme as probably as its surest passage (``models.article_presence``): passages
    are then right on the whole, of articles that was not asked. Labels of the two are never taken together.

    ``presence_low`` and ``presence_high``, missing where nothing was put right, say at the level of the settings what
    the choice of labelled units leaves open. Weights are shares of words, of which labels say nothing: not the column
    ``share`` either, which is how many of the coders found the theme. So weights stay, their intervals stay, which
    cover nothing of this, and so do shares, also those of the denominator 'articles_with_theme'. Nothing of it goes
    into the bundle: articles that are weighed later have the presence that the models gave.

    Raises InputError with every fault of the labels, and for a run that was put right before.
    """
    labels = _checked_labels(labels, run.articles, run.passages, run.bundle.lexicon.names)
    if (run.weights["calibration"] != "none").any():
        raise InputError(["the run's presence was put right by labels before; give the run as 'analyse' returned it"])
    of_passages = _presence_of_passages(run, labels.loc[labels["unit"] == "passage", "unit_id"])
    parts = []
    for (model, theme), mine in run.weights.groupby(["model", "theme"], sort=False):
        presence = {
            "article": mine.set_index("article_id")["presence"],
            "passage": of_passages[str(model)][str(theme)],
        }
        parts.append(_put_right(mine, labels[labels["theme"] == theme], presence, run.settings.level))
    return replace(run, weights=tables.conform("weights", pd.concat(parts).sort_index()))


def _checked_labels(
    labels: pd.DataFrame, articles: pd.DataFrame, passages: pd.DataFrame, named: Iterable[str]
) -> pd.DataFrame:
    units = {"article": set(articles["article_id"]), "passage": set(passages["passage_id"])}
    return checked_labels(labels, units=units, themes=list(named))


def _presence_of_passages(run: Analysis, passage_ids: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return the presence of the themes in some passages, by each model: a row a passage, a column a theme."""
    passages = run.passages[run.passages["passage_id"].isin(set(passage_ids))]
    with threadpool_limits(limits=1):
        counts, _ = _count_known(_texts(run.articles, passages, run.settings), passages, run.bundle)
        told = run.bundle.model.told(counts.counts) if counts.passage_ids else _nothing_told(run.bundle)
    names = list(run.bundle.themes["theme"])
    return {
        model: pd.DataFrame(presence, index=list(counts.passage_ids), columns=names)
        for model, (_, presence) in told.items()
    }


def _put_right(rows: pd.DataFrame, labels: pd.DataFrame, presence: dict[str, pd.Series], level: float) -> pd.DataFrame:
    """Return the rows of ``weights`` of one model and theme, their presence put right where there are labels enough.

    presence: of articles and of passages, by their ids; what is tried first comes first.
    """
    for unit, by_id in presence.items():
        asked = labels[labels["unit"] == unit].sort_values("unit_id")  # sums are taken in one order
        found = models.calibration(
            asked["unit_id"].map(by_id).to_numpy(dtype=np.float64),
            asked["label"].astype("Float64").fillna(asked["share"]).to_numpy(dtype=np.float64),
            asked["inclusion"].to_numpy(dtype=np.float64),
            asked["article_id"],
        )
        if found is not None:
            before = rows["presence"].to_numpy()
            low, high = found.interval(before, level)
            told = f"presence: {found.n_labels} labels of {unit}s, {_coders(asked['coders'])}"
            return rows.assign(presence=found(before), calibration=told, presence_low=low, presence_high=high)
    return rows


def _coders(each: pd.Series) -> str:
    """Return how many coders a label is of, in words."""
    least, most = int(each.min()), int(each.max())
    return f"{least if least == most else f'{least} to {most}'} coder{'' if most == 1 else 's'} each"


def apply_bundle(bundle: Bundle, articles: pd.DataFrame, *, set_aside: pd.DataFrame | None = None) -> Applied:
    """Return the weights that the models of a bundle give to articles; nothing is fitted.

    articles: any DataFrame with the column ``text``. set_aside: what reading could not use, to be kept with the rest.
    The articles are split and counted by the bundle's own settings, phrases and terms; what it was fitted on
    gets the weights that it got then, to the byte. Copies are kept. An article without a known term has missing
    weights and is told in ``set_aside``. Raises InputError with every fault of the articles.

    >>> texts = ["Oil and gas. " * 20, "The army fought a war. " * 20]
    >>> lexicon = Lexicon({"energy": ["oil", "gas"], "war": ["army", "war"]})
    >>> run = analyse(pd.DataFrame({"text": texts}), lexicon, Settings(min_count=1, n_free=0))
    >>> new = apply_bundle(run.bundle, pd.DataFrame({"text": ["An oil war.", "Bananas."]}))
    >>> new.articles["n_counted"].tolist(), new.articles["n_left_out"].tolist()
    ([2, 0], [0, 1])
    >>> new.set_aside["reason"].tolist()
    ['no known term']
    """
    settings = bundle.settings.model_copy(update={"copies": "keep"})
    names = list(bundle.themes["theme"])
    with threadpool_limits(limits=1):
        articles, passages, aside = _split(articles, settings)
        counts, words = _count_known(_texts(articles, passages, settings), passages, bundle)
        passages = passages.assign(
            n_counted=counts.totals.astype(np.int64), n_left_out=(words - counts.totals).astype(np.int64)
        )
        index = pd.Index(articles["article_id"])
        belongs = models.membership(index.get_indexer(passages["article_id"]), len(index))
        told = {column: (belongs @ passages[column].to_numpy()).astype(np.int64) for column in _COUNTED}
        blocks = bundle.model.told(counts.counts) if counts.passage_ids else _nothing_told(bundle)
        frames = [
            _weight_rows(
                index,
                names,
                name,
                {
                    "weight": models.article_weights(weights, counts.totals, belongs),
                    "presence": models.article_presence(present, belongs),
                },
            )
            for name, (weights, present) in blocks.items()
        ]
    articles = articles.assign(**told)
    parts = [set_aside, aside, _unknown(articles, len(bundle.terms))]
    return Applied(
        articles=articles,
        passages=passages,
        set_aside=tables.conform("set_aside", pd.concat([p for p in parts if p is not None], ignore_index=True)),
        weights=tables.conform("weights", pd.concat(frames, ignore_index=True)),
        passage_weights=_passage_weights(counts.passage_ids, {name: w for name, (w, _) in blocks.items()}, names),
        bundle=bundle,
    )


def hold_lexicon_against(
    articles: pd.DataFrame | Prepared, lexicon: Lexicon, settings: Settings | None = None
) -> pd.DataFrame:
    """Return the table ``lexicon``, before any model: for each term of each theme how often it occurs, where and when.

    articles: any DataFrame with the column ``text``, or what ``prepare`` made of it. Raises InputError where the
    articles cannot be counted.
    """
    return check_lexicon(articles, lexicon, settings, suggest=False).words


def check_lexicon(
    articles: pd.DataFrame | Prepared, lexicon: Lexicon, settings: Settings | None = None, *, suggest: bool = True
) -> LexiconCheck:
    """Return a lexicon held against articles, before any model: what its words say, and which words it could have.

    articles: any DataFrame with the column ``text``, or what ``prepare`` made of it. suggest: whether to look for
    further words. Raises InputError where the articles cannot be counted.

    >>> texts = [f"A refinery {verb} oil and fuel." for verb in ("sells", "buys", "spills", "has")]
    >>> texts += [f"A {bird} sang by the river." for bird in ("wren", "robin", "rook", "swan", "kite", "gull", "owl")]
    >>> lexicon = Lexicon({"energy": ["oil", "fuel", "coal"]})
    >>> found = check_lexicon(pd.DataFrame({"text": texts}), lexicon, Settings(max_share=1))
    >>> found.words["problem"].tolist(), found.coverage["n_articles"].tolist(), found.suggestions["term"].tolist()
    ([nan, nan, 'absent'], [4, 4], ['refinery'])
    """
    settings = _settings_for(articles, settings)
    ready = _ready(articles, settings)
    counted = _count(ready, lexicon, settings)
    index = pd.Index(ready.articles["article_id"])
    article_of = index.get_indexer(ready.passages["article_id"])
    held = _corpus_of(ready, counted, models.membership(article_of, len(index)))
    words = _lexicon_table(lexicon, counted, held)
    coverage = themes.coverage_table(counted.member, lexicon.names, held)
    suggestions, contexts = tables.empty("suggestions"), tables.empty("contexts")
    if suggest:
        suggestions = themes.suggested_words(
            held.by_article, counted.counts.terms, counted.member, themes=lexicon.names
        )
        shown = themes.passages_to_show(suggestions, held, article_of, counted.member, lexicon.names)
        contexts = _contexts(ready, counted, shown)
    return LexiconCheck(
        words=words,
        coverage=coverage,
        suggestions=suggestions,
        contexts=contexts,
        articles=ready.articles,
        languages=tuple(sorted(ready.passages["language"].dropna().unique())),
        empty=themes.empty_themes(words),
        settings=settings,
    )


def _contexts(ready: Prepared, counted: _Counted, shown: pd.DataFrame) -> pd.DataFrame:
    """Return where the suggested words stand. shown: theme, term, passage_id."""
    passages = ready.passages[ready.passages["passage_id"].isin(shown["passage_id"])]
    texts = [counted.text_of[i] for i in passages["passage_id"]]
    places = shown.merge(_places(passages, texts, counted.phrases, counted.words), on=["passage_id", "term"])
    places = places.merge(passages[["passage_id", "article_id"]], on="passage_id")
    return themes.contexts_table(places, ready.articles)


def count_passages(
    articles: pd.DataFrame | Prepared, lexicon: Lexicon, settings: Settings | None = None
) -> tuple[TermCounts, NDArray[np.bool_]]:
    """Return what the models are given: the passages' counts, and which terms are the lexicon's (themes x terms)."""
    settings = _settings_for(articles, settings)
    counted = _count(_ready(articles, settings), lexicon, settings)
    return counted.counts, counted.member


def _settings_for(articles: pd.DataFrame | Prepared, settings: Settings | None) -> Settings:
    if settings is not None:
        return settings
    return articles.settings if isinstance(articles, Prepared) else Settings()


def _ready(articles: pd.DataFrame | Prepared, settings: Settings) -> Prepared:
    """Return the articles prepared, where they are not yet; raise InputError where other settings prepared them."""
    if not isinstance(articles, Prepared):
        return prepare(articles, settings)
    theirs = {name: (getattr(articles.settings, name), getattr(settings, name)) for name in _PREPARED_BY}
    if moved := [f"{name} was {was!r} and is {now!r}" for name, (was, now) in theirs.items() if was != now]:
        raise InputError([f"the articles were prepared with other settings: {'; '.join(moved)}; prepare them anew"])
    return articles


def _split(articles: pd.DataFrame, settings: Settings) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    if not isinstance(articles, pd.DataFrame):
        raise InputError([f"articles is {type(articles).__name__}; it must be a DataFrame with the column 'text'"])
    articles, copies = corpus.complete_articles(articles), tables.empty("set_aside")
    if settings.copies == "drop":
        articles, copies = corpus.drop_copies(articles)
    articles = corpus.counted_text(articles, settings.text_fields)
    passages, aside = corpus.split_passages(
        articles,
        unit=settings.unit,
        passage_words=settings.passage_words,
        languages=settings.languages,
        cut_headline=_cuts_headline(settings),
    )
    return articles, passages, tables.conform("set_aside", pd.concat([copies, aside], ignore_index=True))


def _texts(articles: pd.DataFrame, passages: pd.DataFrame, settings: Settings) -> list[str]:
    return corpus.passage_texts(articles, passages, cut_headline=_cuts_headline(settings))


def _cuts_headline(settings: Settings) -> bool:
    """Whether a headline at the top of a text is furniture: where titles are counted, it is none."""
    return settings.text_fields == "text"


def _silent(stage: str, done: int, of: int) -> None:
    """Tell nobody of the progress."""


def _count(ready: Prepared, lexicon: Lexicon, settings: Settings) -> _Counted:
    words, vocabulary = ready.read.words, ready.read.vocabulary
    named = frozenset(p for group in lexicon.phrases(words.phrase, vocabulary).values() for p in group)
    phrases = named | lexicon.excluded(words.phrase, vocabulary) | ready.learned
    counts = text.count_terms(
        ready.read,
        passage_ids=list(ready.passages["passage_id"]),
        phrases=phrases,
        keep={" ".join(phrase) for phrase in named},
        leave_out=ready.names,
        min_count=settings.min_count,
        max_share=settings.max_share,
    )
    member = lexicon.matrix(counts.terms, words.phrase)
    languages = models.language_counts(counts, list(ready.passages["language"]))
    return _Counted(counts, member, languages, phrases, words, dict(zip(counts.passage_ids, ready.texts, strict=True)))


def _count_known(texts: list[str], passages: pd.DataFrame, bundle: Bundle) -> tuple[TermCounts, Floats]:
    """Return the counts of a bundle's terms, and how many words each passage has, known or not, but for stop words."""
    ids = tuple(passages["passage_id"])
    try:
        counts = text.count_terms(
            texts,
            passage_ids=ids,
            languages=list(passages["language"]),
            phrases=bundle.phrases,
            min_count=1,
            max_share=1.0,
        )
    except InputError:  # there is nothing but stop words; languages and identifiers are the passages' own
        counts = TermCounts(sparse.csr_array((len(ids), 0), dtype=np.float64), ids, ())
    return _chosen(counts, bundle.terms), counts.totals


def _chosen(counts: TermCounts, terms: tuple[str, ...]) -> TermCounts:
    """Return the counts of the given terms in their order; one that does not occur is a column of zeros."""
    column = pd.Index(terms).get_indexer(list(counts.terms))
    rows = np.flatnonzero(column >= 0)
    choice = sparse.csr_array((np.ones(len(rows)), (rows, column[rows])), shape=(len(column), len(terms)))
    chosen = sparse.csr_array(counts.counts @ choice)
    chosen.sort_indices()
    return TermCounts(chosen, counts.passage_ids, terms)


def _nothing_told(bundle: Bundle) -> dict[str, tuple[Floats, Floats]]:
    """Return the weights and the presence of no passage, for each model: 0 x themes."""
    nothing = np.empty((0, bundle.model.n_themes))
    return dict.fromkeys(bundle.models, (nothing, nothing))


def _unknown(articles: pd.DataFrame, n_terms: int) -> pd.DataFrame:
    """Return a row of ``set_aside`` for each article without a counted word."""
    shared = articles["path"].duplicated(keep=False)
    unknown = articles[articles["n_counted"] == 0]
    rows = [
        {
            "stage": "weights",
            "path": article_id if not isinstance(path, str) else f"{path}#{article_id}" if shared[i] else path,
            "position": 0,
            "article_id": article_id,
            "reason": "no known term",
            "detail": f"none of its {n} words, stop words aside, is among the {n_terms} terms of the bundle",
        }
        for i, article_id, path, n in zip(
            unknown.index, unknown["article_id"], unknown["path"], unknown["n_left_out"], strict=True
        )
    ]
    return tables.conform("set_aside", pd.DataFrame(rows)) if rows else tables.empty("set_aside")


def _counts_as(articles: pd.DataFrame, settings: Settings) -> Floats:
    """Return what each article counts, (articles,): 1, but where copies are weighed 1 over their number."""
    return corpus.copy_weights(articles) if settings.copies == "weigh" else np.ones(len(articles))


def _unfitted(counted: _Counted, n_free: int, settings: Settings) -> models.CombinedThemes | models.ThemesByLanguage:
    n_themes, prior = len(counted.member) + n_free + 1, counted.member.astype(np.float64)
    # The refits run side by side, so each on one thread.
    same: dict[str, Any] = {"prior": prior, "background": True, "random_state": settings.seed, "n_jobs": 1}
    if counted.languages is None:
        return models.CombinedThemes(n_themes, **same)
    return models.ThemesByLanguage(n_themes, language_counts=counted.languages, **same)


def _numbers_tried(counted: _Counted, passages: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Return the table ``number_of_themes``, without rows where the number of free themes is given.

    Where there are several languages, the passages in the most frequent one are asked.
    """
    if settings.n_free != "auto":
        return tables.empty("number_of_themes")
    counts, member, articles = counted.counts, counted.member, passages["article_id"]
    if counted.languages is not None:
        asked = np.flatnonzero(passages["language"] == passages["language"].mode()[0])
        counts, known = _some_passages(counts, asked)
        member, articles = member[:, known], articles.iloc[asked]
    n_themes, prior = len(member) + 2, member.astype(np.float64)
    model = models.LDA(n_themes, prior=prior, background=True, random_state=settings.seed, n_jobs=1)
    with ThreadPoolExecutor(settings.threads) as pool:
        return models.choose_n_themes(
            counts, model=model, groups=list(articles), level=settings.level,
            seed=settings.seed, run=pool.map,
        )  # fmt: skip


def _some_passages(counts: TermCounts, rows: NDArray[np.int64]) -> tuple[TermCounts, NDArray[np.int64]]:
    """Return the counts of some passages, of the terms that stand there, and which terms those are."""
    some = counts.counts[rows]
    known = np.flatnonzero(some.sum(axis=0))
    ids, terms = (np.array(names, dtype=object) for names in (counts.passage_ids, counts.terms))
    return TermCounts(some[:, known], tuple(ids[rows]), tuple(terms[known])), known


def _put_in_order(model: Any, counted: _Counted, n_free: int, like: Analysis | Bundle | None) -> list[str]:
    """Put the free themes of the first model into their order, and return their names."""
    counts = counted.counts
    models.order_free(model, np.nan_to_num(model.lda_.transform(counts.counts)).T @ counts.totals)
    if like is None:
        return themes.free_names(n_free)
    bundle = like.bundle if isinstance(like, Analysis) else like
    is_free = (bundle.themes["kind"] == "free").to_numpy()
    earlier = bundle.model.lda_.components_[is_free]
    same = models.recognise(model, counts.terms, earlier, bundle.terms)
    return themes.carried_names(same, list(bundle.themes.loc[is_free, "theme"]))


def _with_refits(
    model: models.CombinedThemes | models.ThemesByLanguage,
    counted: _Counted,
    belongs: sparse.csr_array,
    counts_as: Floats,
    cells: trends.Cells | None,
    settings: Settings,
    tell: Progress,
) -> dict[str, _Fitted]:
    fitted = {}
    for name, (by_passage, _) in model.told(counted.counts.counts).items():
        by_article = models.article_weights(by_passage, counted.counts.totals, belongs)
        spread = models.Spread(by_article, np.diff(belongs.indptr), np.asarray(belongs @ counted.counts.totals))
        draws = trends.ShareDraws(cells, seed=settings.seed) if cells else None
        fitted[name] = _Fitted(model.views()[name], by_passage, by_article, spread, draws)
    with ThreadPoolExecutor(settings.threads) as pool:

        def run(refit: Callable[[int], Any], numbers: Iterable[int]) -> Iterable[Any]:
            return pool.map(refit, numbers)

        again = models.refits(
            model,
            counted.counts,
            belongs,
            n_refits=settings.n_refits,
            seed=settings.seed,
            reweigh=settings.estimand == "population",
            counts_as=np.asarray(counts_as @ belongs),
            run=run,
        )
        for number, of_views in enumerate(again, start=1):
            for name, draw in of_views.items():
                fitted[name].add(draw)
            tell("refits", number, settings.n_refits)
    return fitted


def _tables(
    articles: pd.DataFrame,
    passages: pd.DataFrame,
    aside: pd.DataFrame,
    counted: _Counted,
    fitted: dict[str, _Fitted],
    cells: trends.Cells | None,
    lexicon: Lexicon,
    held: pd.DataFrame,
    settings: Settings,
    model: models.CombinedThemes | models.ThemesByLanguage,
    free: list[str],
    tried: pd.DataFrame,
) -> Analysis:
    names = [*lexicon.names, *free, themes.background_name()]
    totals = counted.counts.term_totals
    terms = pd.concat(
        [
            themes.theme_terms(f.model.components_, totals, counted.counts.terms, counted.member, model=m, themes=names)
            for m, f in fitted.items()
        ],
        ignore_index=True,
    )
    shares, share_draws = _shares(fitted, cells, names, settings)
    changes, why = trends.find_changes(shares, share_draws, level=settings.level)
    if why:
        row = {
            "stage": "changes",
            "path": "all articles",
            "position": 0,
            "reason": "no change to report",
            "detail": why,
        }
        aside = tables.conform("set_aside", pd.concat([aside, pd.DataFrame([row])], ignore_index=True))
    quality = _quality(counted, fitted, names, settings)
    spread = fitted["lda"].spread
    lda_terms = terms[terms["model"] == "lda"]
    table = themes.themes_table(
        lexicon,
        lda_terms,
        free=free,
        stability=spread.stability,
        found_in=spread.found_in,
        junk=models.junk_reasons(quality, model="lda", named=lexicon.names),
    )
    return Analysis(
        articles=articles,
        passages=passages.assign(n_counted=counted.counts.totals),
        set_aside=aside,
        themes=table,
        theme_terms=terms,
        weights=_weights(articles, fitted, names, settings),
        passage_weights=_passage_weights(
            counted.counts.passage_ids, {m: f.passage_weights for m, f in fitted.items()}, names
        ),
        evidence=_evidence(passages, counted, fitted, names),
        trends=shares,
        trend_draws=share_draws,
        changes=changes,
        quality=quality,
        explain=article_evidence,
        number_of_themes=tried,
        lexicon=held,
        settings=settings,
        bundle=Bundle(
            model=model,
            terms=counted.counts.terms,
            phrases=counted.phrases,
            themes=table,
            lexicon=lexicon,
            settings=settings,
            versions=versions(),
        ),
    )


def _lexicon_table(lexicon: Lexicon, counted: _Counted, corpus_of: themes.Corpus) -> pd.DataFrame:
    return lexicon.against(corpus_of, counted.words.phrase, counted.words.is_stop)


def _corpus_of(ready: Prepared, counted: _Counted, belongs: sparse.csr_array) -> themes.Corpus:
    dates = ready.articles["date"].to_numpy(dtype="datetime64[s]")
    return themes.Corpus(counted.counts, belongs, dates, ready.read.vocabulary)


def _weights(articles: pd.DataFrame, fitted: dict[str, _Fitted], names: list[str], settings: Settings) -> pd.DataFrame:
    frames = []
    for model, fit in fitted.items():
        low, high = fit.spread.interval(settings.level, reweighed=settings.estimand == "population")
        blocks = {"weight": fit.article_weights, "low": low, "high": high, "presence": fit.spread.presence}
        frames.append(_weight_rows(articles["article_id"], names, model, blocks))
    return tables.conform("weights", pd.concat(frames, ignore_index=True))


def _weight_rows(ids: Iterable[str], names: list[str], model: str, blocks: dict[str, Floats]) -> pd.DataFrame:
    """Return one model's rows of ``weights`` from blocks of articles x themes, one a column."""
    index = pd.MultiIndex.from_product([ids, names], names=["article_id", "theme"])
    frame = pd.DataFrame({name: block.ravel() for name, block in blocks.items()}, index=index).reset_index()
    return frame.assign(model=model, calibration="none")


def _passage_weights(passage_ids: Iterable[str], weights: dict[str, Floats], names: list[str]) -> pd.DataFrame:
    """Return the weights of the passages: model, passage_id, then a column for each theme."""
    ids = list(passage_ids)
    frames = [
        pd.DataFrame(block, columns=names).assign(model=model, passage_id=ids)[["model", "passage_id", *names]]
        for model, block in weights.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _evidence(passages: pd.DataFrame, counted: _Counted, fitted: dict[str, _Fitted], names: list[str]) -> pd.DataFrame:
    ids = counted.counts.passage_ids
    best = {
        model: themes.typical_passages(fit.passage_weights, counted.counts.totals, ids, n_passages=N_EVIDENCE)
        for model, fit in fitted.items()
    }
    wanted = {i for lists in best.values() for passage_ids in lists for i in passage_ids}
    shown = passages[passages["passage_id"].isin(wanted)]
    places = _places(shown, [counted.text_of[i] for i in shown["passage_id"]], counted.phrases, counted.words)
    frames = [
        themes.evidence_table(
            places,
            dict(zip(names, best[model], strict=True)),
            _carried(fit.model, places, counted.counts.terms, names, _of_its_article(passages, counted.counts.totals)),
            model=model,
        )
        for model, fit in fitted.items()
    ]
    return pd.concat(frames, ignore_index=True)


def _places(
    passages: pd.DataFrame, texts: list[str], phrases: frozenset[tuple[str, ...]], words: text.Words
) -> pd.DataFrame:
    """Return where each counted word of some passages stands, in characters of its article."""
    places = text.locate_terms(
        texts,
        passage_ids=list(passages["passage_id"]),
        languages=list(passages["language"]),
        phrases=phrases,
        words=words,
    )
    offset = places["passage_id"].map(passages.set_index("passage_id")["start"])
    return places.assign(start=places["start"] + offset, end=places["end"] + offset)


def _of_its_article(passages: pd.DataFrame, n_counted: Floats) -> pd.Series:
    """Return which share of its article's counted words each passage has, by passage_id."""
    words = pd.Series(np.asarray(n_counted, dtype=np.float64), index=passages.index)
    whole = words.groupby(passages["article_id"]).transform("sum")
    return pd.Series((words / whole.where(whole > 0)).fillna(0.0).to_numpy(), index=passages["passage_id"])


def _carried(
    model: Any, places: pd.DataFrame, terms: tuple[str, ...], names: list[str], of_its_article: pd.Series
) -> pd.DataFrame:
    """Return what the words of each term carry of the article's weights: passage_id and term by theme."""
    column = pd.Index(terms).get_indexer(places["term"])
    known = places[column >= 0]
    row, ids = pd.factorize(known["passage_id"], sort=True)
    counts = sparse.csr_array(
        sparse.coo_array((np.ones(len(row)), (row, column[column >= 0])), shape=(len(ids), len(terms)))
    )
    counts.sum_duplicates()
    carried, row = models.carried_weights(model, counts)
    index = pd.MultiIndex.from_arrays([ids[row], np.array(terms, dtype=object)[counts.indices]])
    return pd.DataFrame(carried * of_its_article.loc[ids].to_numpy()[row][:, None], index=index, columns=names)


def article_evidence(run: Analysis, article_ids: Iterable[str]) -> pd.DataFrame:
    """Return the table ``evidence`` of all passages of some articles, for every theme, however little a word counts.

    Its column ``carried`` adds up, over an article's words, to the theme's weight in the article. Raises InputError
    where an article is not the run's.
    """
    wanted = list(dict.fromkeys(article_ids))
    unknown = sorted(set(wanted) - set(run.articles["article_id"]))
    if unknown:
        raise InputError([f"no article is called {i!r}; see the column article_id of run.articles" for i in unknown])
    bundle, passages = run.bundle, run.passages
    mine = passages[passages["article_id"].isin(wanted)]
    names = list(bundle.themes["theme"])
    with threadpool_limits(limits=1):
        places = _places(mine, _texts(run.articles, mine, run.settings), bundle.phrases, text.Words())
        share = _of_its_article(passages, passages["n_counted"].to_numpy())
        every = dict.fromkeys(names, tuple(mine["passage_id"]))
        frames = [
            themes.evidence_table(
                places, every, _carried(model, places, bundle.terms, names, share), model=name, least=0.0
            )
            for name, model in bundle.models.items()
        ]
    return pd.concat(frames, ignore_index=True)


def corrected_trends(
    run: Analysis, labels: pd.DataFrame, *, model: str = "both", group: str | None = None
) -> pd.DataFrame:
    """Return the shares of a run as hand labels correct them: of all time and each period (see ``corrected_shares``).

    labels: a row for each labelled article and theme: article_id, theme, label (0 to 1), inclusion (the probability
    with which the article was chosen). group: a column of the articles, each value of which is corrected on its own.
    Raises InputError with every fault of the labels, and where the run has no dated article.
    """
    settings, articles = run.settings, run.articles
    frequency = trends.choose_frequency(articles) if settings.period == "auto" else settings.period
    periods = trends.Periods.of(articles, frequency, _counts_as(articles, settings))
    if periods is None:
        raise InputError(["no article has a date, so there are no trends that labels could correct"])
    ids, names = articles["article_id"], list(run.themes["theme"])
    words = run.passages.groupby("article_id")["n_tokens"].sum().reindex(ids, fill_value=0).to_numpy(dtype=np.float64)
    mine = run.weights[run.weights["model"] == model]
    weights = mine.pivot_table(index="article_id", columns="theme", values="weight", dropna=False).reindex(ids)[names]
    cells = trends.Cells.of(
        articles, periods, words=words, denominator=settings.denominator, group=group, fixed_mix=settings.fixed_mix
    )
    return trends.corrected_shares(
        cells, weights.to_numpy(), labels, list(ids), themes=names, estimand=settings.estimand, level=settings.level
    )


def _cells(
    articles: pd.DataFrame,
    periods: trends.Periods | None,
    words: Floats,
    published: pd.DataFrame | None,
    settings: Settings,
) -> trends.Cells | None:
    if periods is None:
        return None
    return trends.Cells.of(
        articles,
        periods,
        words=words,
        denominator=settings.denominator,
        published=published,
        fixed_mix=settings.fixed_mix,
        cluster=settings.cluster,
    )


def _shares(
    fitted: dict[str, _Fitted], cells: trends.Cells | None, names: list[str], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame]:
    if cells is None:
        return tables.empty("trends"), tables.empty("trend_draws")
    frames = [
        trends.period_shares(
            cells,
            fit.article_weights,
            fit.draws,
            model=model,
            themes=names,
            estimand=settings.estimand,
            level=settings.level,
            presence=fit.spread.presence,
        )
        for model, fit in fitted.items()
        if fit.draws is not None
    ]
    shares, draws = (pd.concat(parts, ignore_index=True) for parts in zip(*frames, strict=True))
    return shares, draws


def _quality(counted: _Counted, fitted: dict[str, _Fitted], names: list[str], settings: Settings) -> pd.DataFrame:
    """Return how far the two models agree on each theme, with all words and without the lexicon's, and its quality."""
    others = models.masked(counted.counts, np.asarray(counted.member.any(axis=0)))
    seen = {
        "agreement": [fitted[name].passage_weights for name in VIEWS],
        "agreement_masked": [fitted[name].model.transform(others) for name in VIEWS],
    }
    frames = []
    for measure, (first, second) in seen.items():
        value, low, high = models.agreement(
            first, second, counted.counts.passage_ids, level=settings.level, seed=settings.seed
        )
        figures = {"model": "lda~tfidf", "theme": names, "measure": measure, "value": value, "low": low, "high": high}
        frames.append(pd.DataFrame(figures))
    for model, fit in fitted.items():
        figures = {"model": model, "theme": names, "measure": "stability", "value": fit.spread.stability}
        frames.append(pd.DataFrame(figures))
        if model in VIEWS:
            frames.append(
                models.model_quality(
                    fit.model, counted.counts, fit.passage_weights, name=model, themes=names, seed=settings.seed
                )
            )
    return tables.conform("quality", pd.concat(frames, ignore_index=True))
