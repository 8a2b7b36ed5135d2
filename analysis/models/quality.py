"""How good each theme is: the figures, and in plain words why one looks like junk."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from analysis import tables
from analysis.models.coherence import c_v, diversity, exclusivity, npmi
from analysis.models.held_out import held_out_perplexity
from analysis.models.languages import LanguageView
from analysis.tables import TermCounts

Floats = NDArray[np.float64]

WHOLE_MODEL = "all"  # stands in the column ``theme`` of a figure of the model as a whole

_A_WORD = 0.5  # a passage holds a theme when at least this many of its counted words are expected to be the theme's

# Where a theme begins to look like junk. Measured on 16 planted corpora of three themes and a background, fitted with 4
# or 6 themes too many: of 63 that recovered a planted theme none was told off, of 23 that had taken common words all
# were. Starved themes: the seed articles with 20 free themes.
_EVEN = 0.58  # of the spread that all words have; recovered themes lie at 0.40 to 0.63, common words at 0.58 to 0.82
_BY_CHANCE = 0.05  # NPMI; recovered themes lie above 0.08, common words below 0.02
# Of many themes too many each takes a few of the common words, and lies less even. Beside three named themes and random
# words, 23 free ones had at most 0.02 (and an NPMI below 0.03); themes that were planted beside them 0.2 or more.
_HARDLY_FIRST = 0.05  # of the passages that hold it
_CORPUS_AGAIN = 0.1  # of the largest distance at the theme's size; recovered themes have 0.48 or more
_NO_CHOICE = 0.25  # nats from uniform; a starved theme has its prior's 0.14, any other theme of the seeds 0.5 or more
_ONE_PASSAGE = 2.0  # passages that would hold it as unevenly
_ONE_TERM = 2.0  # terms that would be as concentrated
_FEW_PASSAGES = 10.0  # below this many, evenness and chance cannot be told


def model_quality(
    model: Any, counts: TermCounts, weights: ArrayLike, *, name: str, themes: Sequence[str], seed: int = 0
) -> pd.DataFrame:
    """Return the table ``quality`` of one fitted model.

    model: an estimator with ``components_``. counts: what it was fitted on. weights: passages x themes, what its
    ``transform`` gives. name: what the table calls the model. themes: the names of its columns.
    Rows: for each theme the figures of ``theme_figures``, ``npmi``, ``c_v`` and ``exclusivity`` of its top ten terms;
    for the theme 'all' their means, ``diversity``, how many words there are (``n_words``) and how they are spread over
    the passages (``document_entropy``). A model that gives words a probability (that has ``alpha_``: LDA) has
    ``perplexity`` and ``unigram_perplexity`` too, of passages it was not fitted on (``held_out_perplexity``: five
    more fits). Intervals are missing. Raises ValueError for shapes that do not fit.
    """
    figures = theme_figures(model.components_, weights, counts)
    tops = {
        "npmi": npmi(model.components_, counts.counts),
        "c_v": c_v(model.components_, counts.counts),
        "exclusivity": exclusivity(model.components_),
    }
    if len(themes) != len(model.components_):
        raise ValueError(f"themes has {len(themes)} names and the model {len(model.components_)} themes")
    whole = {measure: _mean(values) for measure, values in tops.items()}
    whole |= {"diversity": diversity(model.components_), "n_words": float(counts.totals.sum())}
    whole |= {"document_entropy": float(_entropies(counts.totals[:, None])[0])}
    by_words, told = (model.model, model.told_apart(counts)) if isinstance(model, LanguageView) else (model, counts)
    if hasattr(by_words, "alpha_"):
        held_out = held_out_perplexity(by_words, told, seed=seed)
        whole |= {"perplexity": held_out.perplexity, "unigram_perplexity": held_out.unigram}
    frames = [
        pd.DataFrame({"theme": list(themes), "measure": measure, "value": values})
        for measure, values in {**figures, **tops}.items()
    ]
    frames.append(pd.DataFrame({"theme": WHOLE_MODEL, "measure": list(whole), "value": list(whole.values())}))
    return tables.conform("quality", pd.concat(frames, ignore_index=True).assign(model=name))


def junk_reasons(quality: pd.DataFrame, *, model: str, named: Collection[str] = ()) -> dict[str, str]:
    """Return for each theme that looks like junk why it does, in plain words; the others are left out.

    quality: the table ``quality`` with the rows of ``model_quality`` for ``model``. named: the themes whose words a
    person chose. Those may well stand in every passage, in one, or be one word, and are told off only where the model
    made nothing of them: no words, the corpus over again, or no choice of words. A background is like the corpus by
    intent: leave its reason out. Fewer than ten passages give no reasons. A reason is a warning to read the
    theme's words and passages, no proof that it is worthless; and where none is given, no proof of the contrary.

    >>> mine = {"theme": "free_1", "n_words": 500, "rank_1": 0.2, "document_entropy": 4.6, "corpus_distance": 0.01}
    >>> whole = {"theme": "all", "n_words": 1000, "document_entropy": 4.6}
    >>> table = pd.DataFrame([mine, whole]).melt("theme", var_name="measure").assign(model="lda")
    >>> junk_reasons(table, model="lda")
    {'free_1': 'hardly differs from the whole corpus'}
    """
    mine = quality[quality["model"] == model].pivot_table(
        index="theme", columns="measure", values="value", aggfunc="first", sort=False
    )
    if WHOLE_MODEL not in mine.index:
        raise ValueError(f"the table has no figures of the model {model!r} as a whole; make it with model_quality")
    whole = mine.loc[WHOLE_MODEL]
    if np.exp(whole["document_entropy"]) < _FEW_PASSAGES:
        return {}
    reasons = {
        str(theme): "; ".join(_reasons(row, whole, named=theme in named))
        for theme, row in mine.drop(index=WHOLE_MODEL).iterrows()
    }
    return {theme: reason for theme, reason in reasons.items() if reason}


def _reasons(theme: pd.Series, whole: pd.Series, *, named: bool) -> Iterator[str]:
    """Yield what makes a theme look like junk. A figure that misses gives no reason (a comparison with it is false)."""
    n_words, entropy = theme["n_words"], theme["document_entropy"]
    if np.isnan(theme["rank_1"]):
        yield "takes almost no words: in no passage as much as half a word"
        return
    farthest = -np.log(n_words / whole["n_words"])  # of a theme all of whose terms are its own
    if theme["corpus_distance"] < _CORPUS_AGAIN * farthest:
        yield "hardly differs from the whole corpus"
    if theme.get("uniform_distance", np.nan) < _NO_CHOICE:
        yield "prefers hardly any word to another"
    if named:
        return
    if theme.get("npmi", np.nan) < _BY_CHANCE:
        by_chance = "its top words stand together no more than chance has it"
        if np.exp(entropy - whole["document_entropy"]) > _EVEN:
            yield f"is spread over all passages alike, and {by_chance}"
        elif theme["rank_1"] < _HARDLY_FIRST:
            yield f"is the heaviest theme of hardly any passage, and {by_chance}"
    if np.exp(entropy) < _ONE_PASSAGE:
        yield "comes from hardly more than one passage"
    if theme.get("effective_terms", np.nan) < _ONE_TERM:
        yield "is hardly more than one word"


def theme_figures(components: ArrayLike, weights: ArrayLike, counts: TermCounts) -> dict[str, Floats]:
    """Return figures that tell a good theme from junk, each (themes,), after MALLET's topic diagnostics.

    components: themes x terms, rows sum to 1 (or to 0: that theme's figures are missing). weights: passages x themes,
    the share of each passage's counted words; missing rows are left out. With p the profile of a theme, q the
    frequencies of the corpus, n_d the words of passage d that are expected to be the theme's, and n their sum:

    - ``n_words``: n, in words.
    - ``corpus_distance``: sum_w p log(p / q), in nats; near 0, the theme is the corpus over again.
    - ``uniform_distance``: sum_w p log(p V) over all V terms, in nats; near 0, the theme prefers no term.
    - ``effective_terms``: 1 / sum_w p^2, how many equally heavy terms would be as concentrated.
    - ``document_entropy``: -sum_d (n_d / n) log(n_d / n), in nats: low where few passages hold the theme, high
      where it is spread alike.
    - ``rank_1``: of the passages with at least half an expected word of the theme, the share in which it is the
      heaviest.
    - ``allocation_ratio``: passages of which it takes half or more, over passages of which it takes 2% or more.

    MALLET counts the words that a sample of its chain assigned; here they are expected, so 'at least one word'
    becomes 'at least half a word'. Terms that do not occur are left out. Raises ValueError for shapes that do not fit.
    """
    profiles: Floats = np.asarray(components, dtype=np.float64)
    shares: Floats = np.asarray(weights, dtype=np.float64)
    _refuse_misfits(profiles, shares, counts)
    known = ~np.isnan(shares).any(axis=1)
    words = shares[known] * counts.totals[known, None]
    return {**_of_passages(shares[known], words), **_of_profiles(profiles, counts.term_totals)}


def _of_passages(weights: Floats, words: Floats) -> dict[str, Floats]:
    holds, first = words >= _A_WORD, weights == weights.max(axis=1, keepdims=True)
    return {
        "n_words": _sums(words),
        "document_entropy": _entropies(words),
        "rank_1": _ratios((holds & first).sum(axis=0), holds.sum(axis=0)),
        "allocation_ratio": _ratios((weights >= 0.5).sum(axis=0), (weights >= 0.02).sum(axis=0)),
    }


def _of_profiles(components: Floats, totals: Floats) -> dict[str, Floats]:
    occurs = totals > 0
    q = totals[occurs] / totals.sum()
    p = components[:, occurs]
    p = _ratios(p, np.broadcast_to(p.sum(axis=1, keepdims=True), p.shape))
    logs = np.log(np.where(p > 0, p, 1.0))
    return {
        "corpus_distance": (p * (logs - np.log(q))).sum(axis=1),
        "uniform_distance": (p * (logs + np.log(len(q)))).sum(axis=1),
        "effective_terms": 1 / (p**2).sum(axis=1),
    }


def _mean(values: Floats) -> float:
    """Return the mean of what does not miss, taken from the least up: the same in any order of the themes."""
    known = np.sort(values[~np.isnan(values)])
    return float(known.mean()) if len(known) else float("nan")


def _sums(columns: Floats) -> Floats:
    """Return the sum of each column, taken from the least up: the same to the byte in any order of the rows."""
    return np.asarray(np.sort(columns, axis=0).sum(axis=0))


def _entropies(words: Floats) -> Floats:
    part = _ratios(words, np.broadcast_to(_sums(words), words.shape))
    return -_sums(part * np.log(np.where(part > 0, part, 1.0)))


def _ratios(above: NDArray[np.generic], below: NDArray[np.generic]) -> Floats:
    """Return above / below, missing where there is nothing below."""
    return np.divide(above, below, out=np.full(np.shape(above), np.nan), where=np.asarray(below) > 0)  # type: ignore[no-any-return]


def _refuse_misfits(components: Floats, weights: Floats, counts: TermCounts) -> None:
    n_passages, n_terms = counts.counts.shape
    if components.ndim != 2 or components.shape[1] != n_terms:
        raise ValueError(f"components has the shape {components.shape}; it must be (themes, {n_terms} terms)")
    if weights.shape != (n_passages, len(components)):
        raise ValueError(
            f"weights has the shape {weights.shape}; it must be ({n_passages} passages, {len(components)} themes)"
        )
    if not np.isfinite(components).all() or (components < 0).any():
        raise ValueError("components holds a negative value or none; weights of terms must be 0 or more")
