"""How many themes: planted numbers are found again, whatever the order, the seed or the threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from analysis.models import LDA, choose_n_themes
from analysis.models.number import CANDIDATES, _chosen, _enough, _likeness, _sample
from analysis.tables import TermCounts
from tests.models.naive import best_sum
from tests.planted import planted


def chosen(table):
    return int(table.loc[table["chosen"], "n_themes"].item())


@pytest.fixture(scope="module")
def eight():
    return planted(n_articles=80, n_passages=12, n_themes=8)


@pytest.fixture(scope="module")
def groups(eight):
    return [f"a{i:02d}" for i in eight.article_of_passage]


@pytest.fixture(scope="module")
def table(eight, groups):
    return choose_n_themes(eight.counts, groups=groups)


def test_eight_planted_themes_are_found(table):
    assert chosen(table) == 8
    best = table.set_index("n_themes").loc[8]
    assert best["gain"] == table["gain"].max()
    assert best["stability"] > table["stability"].median()


@pytest.mark.parametrize("seed", [1, 2])
def test_another_sample_of_starts_and_folds_gives_about_the_same_number(eight, groups, seed):
    assert chosen(choose_n_themes(eight.counts, [4, 6, 8, 11, 16], groups=groups, seed=seed)) in (6, 8, 11)


def test_named_themes_are_not_counted(groups):
    corpus = planted(n_articles=80, n_passages=12, n_themes=8, n_lexicon=20)
    model = LDA(4, prior=corpus.lexicon[:3], background=True, n_jobs=1)
    # Five are left. A fit may need one or two more to find them all.
    assert chosen(choose_n_themes(corpus.counts, [2, 3, 4, 5, 6, 7, 9, 11], model=model, groups=groups)) in (5, 6, 7)


def test_every_figure_lies_in_its_interval(table):
    assert table["n_themes"].tolist() == list(CANDIDATES)
    for value in ("perplexity", "stability"):
        assert table[value].between(table[f"{value}_low"], table[f"{value}_high"]).all()
    assert table["stability"].between(0, 1).all()
    assert table.loc[table["chosen"], "enough"].all()


def test_neither_order_nor_threads_matter(eight, groups):
    numbers = [3, 8]
    first = choose_n_themes(eight.counts, numbers, groups=groups)
    order = np.random.default_rng(0).permutation(len(groups))
    shuffled = TermCounts(
        sparse.csr_array(eight.counts.counts[order]),
        tuple(eight.counts.passage_ids[i] for i in order),
        eight.counts.terms,
    )
    with ThreadPoolExecutor(3) as pool:
        second = choose_n_themes(shuffled, numbers[::-1], groups=[groups[i] for i in order], run=pool.map)
    pd.testing.assert_frame_equal(first, second)


def test_words_drawn_at_random_get_the_fewest_themes():
    rows = np.random.default_rng(0).multinomial(30, np.full(200, 1 / 200), size=300).astype(float)
    counts = TermCounts(sparse.csr_array(rows), tuple(f"p{i:03d}" for i in range(300)), tuple(map(str, range(200))))
    table = choose_n_themes(counts, [2, 4, 8])
    assert chosen(table) == 2
    assert not table["enough"].any()


@pytest.mark.parametrize("n", [1, 2, 12])
def test_a_tiny_corpus_gets_the_smallest_number(n):
    counts = TermCounts(
        sparse.csr_array(np.eye(n) + 1), tuple(f"p{i:02d}" for i in range(n)), tuple("abcdefghijkl"[:n])
    )
    table = choose_n_themes(counts, [3, 2, 40])
    assert table["n_themes"].tolist() == [2]
    assert chosen(table) == 2


@pytest.mark.parametrize("candidates", [[], [0, 3]])
def test_bad_candidates_are_refused(eight, candidates):
    with pytest.raises(ValueError, match="candidates are"):
        choose_n_themes(eight.counts, candidates)


def test_a_sample_holds_whole_articles_and_does_not_depend_on_their_order():
    articles = [f"a{i % 50:02d}" for i in range(400)]
    rows, place = _sample(articles, 100, seed=3)
    taken = {articles[i] for i in rows}
    assert 1 < len(rows) <= 100
    assert sorted(rows) == [i for i, a in enumerate(articles) if a in taken]
    assert len(set(place)) == len(taken)
    again, _ = _sample(articles[::-1], 100, seed=3)
    assert {articles[::-1][i] for i in again} == taken


def test_likeness_is_the_mean_over_the_best_matching_with_each_other_fit():
    random = np.random.default_rng(0)
    fits = [random.dirichlet(np.ones(6), 3) for _ in range(3)]

    def pair(a, b):
        lengths = [np.linalg.norm(fits[i], axis=1, keepdims=True) for i in (a, b)]
        return best_sum((fits[a] / lengths[0]) @ (fits[b] / lengths[1]).T) / 3

    expected = [(pair(0, 1) + pair(0, 2)) / 2, (pair(0, 1) + pair(1, 2)) / 2, (pair(0, 2) + pair(1, 2)) / 2]
    np.testing.assert_allclose(_likeness(fits), expected)


def test_the_rule_takes_the_smallest_of_those_that_tell_enough_and_are_about_as_stable():
    gain = np.array([[0.5, 0.5], [0.96, 0.96], [1.0, 1.0], [0.97, 0.97]])
    assert _enough(gain).tolist() == [False, True, True, True]
    assert _chosen(gain, np.array([[1.0, 1.0], [0.7, 0.7], [0.8, 0.8], [0.6, 0.6]])) == 2
    assert _chosen(gain, np.array([[1.0, 1.0], [0.6, 0.9], [0.8, 0.8], [0.6, 0.6]])) == 1  # within one standard error
