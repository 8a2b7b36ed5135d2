"""The order of the stages: articles and a lexicon in, every table out. Nothing else knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from threadpoolctl import threadpool_limits

from analysis import corpus, models, tables, text, themes, trends
from analysis.errors import InputError
from analysis.results import MODELS, Analysis, Applied, Bundle
from analysis.settings import Settings
from analysis.tables import TermCounts
from analysis.themes import Lexicon
from analysis.versions import versions

Floats = NDArray[np.float64]
Progress = Callable[[str, int, int], None]

N_EVIDENCE = 10  # passages kept as evidence of each theme, in each model
_COUNTED = ("n_counted", "n_left_out")  # columns of an applied bundle's passages that are summed over each article


@dataclass(frozen=True)
class _Counted:
    """What the text stage makes for the models, with the words of the lexicon among the terms."""

    counts: TermCounts
    member: NDArray[np.bool_]
    phrases: frozenset[tuple[str, ...]]
    words: text.Words


@dataclass(frozen=True)
class _Fitted:
    """One model: its fit, and what its refits said."""

    model: Any
    passage_weights: Floats
    article_weights: Floats
    spread: models.Spread
    draws: trends.ShareDraws | None


def analyse(
    articles: pd.DataFrame,
    lexicon: Lexicon,
    settings: Settings | None = None,
    *,
    set_aside: pd.DataFrame | None = None,
    published: pd.DataFrame | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Return the analysis of some articles by the themes of a lexicon.

    articles: any DataFrame with the column ``text``, and ``date`` where it is known (see
    ``complete_articles``). set_aside: what reading could not use, to be kept with the rest. published: how much was
    published at all, where that is the denominator (``trends.Cells.of``). progress: called with a stage's name, how
    much of it is done, and how much there is.
    Raises InputError with every fault of the input, among them a theme none of whose words occurs. The result
    depends on the articles, the lexicon and the settings alone, not on the order of the articles, nor on threads.

    >>> texts = ["Oil and gas. " * 20, "The army fought a war. " * 20]
    >>> lexicon = Lexicon({"energy": ["oil", "gas"], "war": ["army", "war"]})
    >>> found = analyse(pd.DataFrame({"text": texts}), lexicon, Settings(min_count=1, n_free=0))
    >>> energy = found.theme("energy")
    >>> sorted(energy[energy["model"] == "lda"]["weight"].round(1).tolist())
    [0.0, 1.0]
    """
    settings = settings or Settings()
    tell = progress or _silent
    # One thread for linear algebra: the order in which a sum is taken must not depend on the machine.
    with threadpool_limits(limits=1):
        if not isinstance(lexicon, Lexicon):
            lexicon = Lexicon(lexicon)
        articles, passages, aside = _split(articles, settings)
        if set_aside is not None:
            aside = tables.conform("set_aside", pd.concat([set_aside, aside], ignore_index=True))
        counted = _count(articles, passages, lexicon, settings)
        _refuse_absent(lexicon, counted)
        index = pd.Index(articles["article_id"])
        belongs = models.membership(index.get_indexer(passages["article_id"]), len(index))
        counts_as = _counts_as(articles, settings)
        frequency = trends.choose_frequency(articles) if settings.period == "auto" else settings.period
        periods = trends.Periods.of(articles, frequency, counts_as)
        words = np.asarray(belongs @ passages["n_tokens"].to_numpy(dtype=np.float64))
        cells = _cells(articles, periods, words, published, settings)
        fitted: dict[str, _Fitted] = {}
        for name in MODELS:
            model = _model(name, counted, np.asarray(counts_as @ belongs), settings)
            if fitted:
                models.match_free(fitted["lda"].model, model)
            fitted[name] = _with_refits(MODELS[name], model, counted, belongs, counts_as, cells, settings, tell)
    return _tables(articles, passages, aside, counted, fitted, cells, lexicon, settings)


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
        by_passage = {name: _transform(model, counts) for name, model in bundle.models.items()}
        frames = [
            _weight_rows(index, names, model, {"weight": models.article_weights(block, counts.totals, belongs)})
            for model, block in by_passage.items()
        ]
    articles = articles.assign(**told)
    parts = [set_aside, aside, _unknown(articles, len(bundle.terms))]
    return Applied(
        articles=articles,
        passages=passages,
        set_aside=tables.conform("set_aside", pd.concat([p for p in parts if p is not None], ignore_index=True)),
        weights=tables.conform("weights", pd.concat(frames, ignore_index=True)),
        passage_weights=_passage_weights(counts.passage_ids, by_passage, names),
        bundle=bundle,
    )


def hold_lexicon_against(articles: pd.DataFrame, lexicon: Lexicon, settings: Settings | None = None) -> pd.DataFrame:
    """Return a row for each term of the lexicon, before any model: theme, term, words, languages, count.

    A term that does not occur has the count 0. Raises InputError where the articles cannot be counted.
    """
    settings = settings or Settings()
    articles, passages, _ = _split(articles, settings)
    return _lexicon_table(lexicon, _count(articles, passages, lexicon, settings))


def count_passages(
    articles: pd.DataFrame, lexicon: Lexicon, settings: Settings | None = None
) -> tuple[TermCounts, NDArray[np.bool_]]:
    """Return what the models are given: the passages' counts, and which terms are the lexicon's (themes x terms)."""
    settings = settings or Settings()
    articles, passages, _ = _split(articles, settings)
    counted = _count(articles, passages, lexicon, settings)
    return counted.counts, counted.member


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


def _count(articles: pd.DataFrame, passages: pd.DataFrame, lexicon: Lexicon, settings: Settings) -> _Counted:
    words = text.Words()
    named = frozenset(phrase for group in lexicon.phrases(words.phrase).values() for phrase in group)
    texts, languages = _texts(articles, passages, settings), list(passages["language"])
    learned = text.find_phrases(texts, languages=languages, words=words)["phrase"] if settings.learn_phrases else ()
    phrases = named | {tuple(phrase.split()) for phrase in learned}
    counts = text.count_terms(
        texts,
        passage_ids=list(passages["passage_id"]),
        languages=languages,
        phrases=phrases,
        keep={" ".join(phrase) for phrase in named},
        min_count=settings.min_count,
        max_share=settings.max_share,
        words=words,
    )
    return _Counted(counts, lexicon.matrix(counts.terms, words.phrase), phrases, words)


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


def _transform(model: Any, counts: TermCounts) -> Floats:
    """Return the weights of passages, of which there may be none: passages x themes."""
    return np.asarray(model.transform(counts.counts)) if counts.passage_ids else np.empty((0, model.n_themes))


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


def _refuse_absent(lexicon: Lexicon, counted: _Counted) -> None:
    """Raise InputError that names every theme none of whose words occurs."""
    absent = [theme.name for theme, row in zip(lexicon.themes, counted.member, strict=True) if not row.any()]
    if absent:
        advice = "give it words that the articles use, or drop the theme"
        raise InputError(
            [f"none of the words of the theme {name!r} occurs in the articles; {advice}" for name in absent]
        )


def _counts_as(articles: pd.DataFrame, settings: Settings) -> Floats:
    """Return what each article counts, (articles,): 1, but where copies are weighed 1 over their number."""
    return corpus.copy_weights(articles) if settings.copies == "weigh" else np.ones(len(articles))


def _model(name: str, counted: _Counted, passage_counts_as: Floats, settings: Settings) -> Any:
    # The refits run side by side, so each on one thread.
    kinds: dict[str, Callable[..., Any]] = {"lda": partial(models.LDA, n_jobs=1), "tfidf": models.TfidfThemes}
    n_themes = len(counted.member) + settings.n_free + 1
    prior = counted.member.astype(np.float64)
    model = kinds[name](n_themes, prior=prior, background=True, random_state=settings.seed)
    return model.fit(counted.counts.counts, sample_weight=passage_counts_as)


def _with_refits(
    label: str,
    model: Any,
    counted: _Counted,
    belongs: sparse.csr_array,
    counts_as: Floats,
    cells: trends.Cells | None,
    settings: Settings,
    tell: Progress,
) -> _Fitted:
    passage_weights = model.transform(counted.counts.counts)
    article_weights = models.article_weights(passage_weights, counted.counts.totals, belongs)
    n_passages = np.diff(belongs.indptr)
    spread = models.Spread(article_weights, n_passages, np.asarray(belongs @ counted.counts.totals))
    draws = trends.ShareDraws(cells, seed=settings.seed) if cells else None
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
        for draw in again:
            spread.add(draw)
            if draws is not None:
                draws.add(draw.plain, draw.present)
            tell(label, draw.number, settings.n_refits)
    return _Fitted(model, passage_weights, article_weights, spread, draws)


def _tables(
    articles: pd.DataFrame,
    passages: pd.DataFrame,
    aside: pd.DataFrame,
    counted: _Counted,
    fitted: dict[str, _Fitted],
    cells: trends.Cells | None,
    lexicon: Lexicon,
    settings: Settings,
) -> Analysis:
    names = [*lexicon.names, *themes.free_names(settings.n_free), themes.background_name()]
    totals = counted.counts.term_totals
    terms = pd.concat(
        [
            themes.theme_terms(f.model.components_, totals, counted.counts.terms, counted.member, model=m, themes=names)
            for m, f in fitted.items()
        ],
        ignore_index=True,
    )
    shares, share_draws = _shares(fitted, cells, names, settings)
    changes, why = trends.find_changes(shares, share_draws, level=settings.level, seed=settings.seed)
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
        n_free=settings.n_free,
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
        evidence=_evidence(articles, passages, counted, fitted, names, settings),
        trends=shares,
        trend_draws=share_draws,
        changes=changes,
        quality=quality,
        lexicon=_lexicon_table(lexicon, counted),
        settings=settings,
        bundle=Bundle(
            models={m: f.model for m, f in fitted.items()},
            terms=counted.counts.terms,
            phrases=counted.phrases,
            themes=table,
            lexicon=lexicon,
            settings=settings,
            versions=versions(),
        ),
    )


def _lexicon_table(lexicon: Lexicon, counted: _Counted) -> pd.DataFrame:
    counts = counted.counts
    return pd.DataFrame(lexicon.against(counts.terms, list(counts.term_totals), counted.words.phrase))


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


def _evidence(
    articles: pd.DataFrame,
    passages: pd.DataFrame,
    counted: _Counted,
    fitted: dict[str, _Fitted],
    names: list[str],
    settings: Settings,
) -> pd.DataFrame:
    ids = counted.counts.passage_ids
    best = {
        model: themes.typical_passages(fit.passage_weights, counted.counts.totals, ids, n_passages=N_EVIDENCE)
        for model, fit in fitted.items()
    }
    wanted = {i for lists in best.values() for passage_ids in lists for i in passage_ids}
    shown = passages[passages["passage_id"].isin(wanted)]
    places = text.locate_terms(
        _texts(articles, shown, settings),
        passage_ids=list(shown["passage_id"]),
        languages=list(shown["language"]),
        phrases=counted.phrases,
        words=counted.words,
    )
    offset = places["passage_id"].map(shown.set_index("passage_id")["start"])
    places = places.assign(start=places["start"] + offset, end=places["end"] + offset)
    frames = [
        themes.evidence_table(
            places,
            dict(zip(names, best[model], strict=True)),
            pd.DataFrame(fit.passage_weights, index=list(ids), columns=names),
            pd.DataFrame(fit.model.components_, index=names, columns=list(counted.counts.terms)),
            model=model,
        )
        for model, fit in fitted.items()
    ]
    return pd.concat(frames, ignore_index=True)


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
        "agreement": [fit.passage_weights for fit in fitted.values()],
        "agreement_masked": [fit.model.transform(others) for fit in fitted.values()],
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
        frames.append(
            models.model_quality(
                fit.model, counted.counts, fit.passage_weights, name=model, themes=names, seed=settings.seed
            )
        )
    return tables.conform("quality", pd.concat(frames, ignore_index=True))
