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
        known = table[table[value].notna()]
        assert known[value].between(known[f"{value}_low"], known[f"{value}_high"]).all()
        assert known["n_themes"].tolist() == list(CANDIDATES)[value == "stability" :]  # of no themes none is stable
    assert table["stability"].dropna().between(0, 1).all()
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


def beside_filler(n_free, filler, seed):
    """Return passages of a theme each, of three named ones and some free, two thirds of whose words are filler."""
    random = np.random.default_rng(seed)
    n, n_themes, n_filler = 300, 3 + n_free, 80
    p = np.full(n_filler, 1.0) if filler == "even" else 1 / np.arange(1, n_filler + 1)
    rows = np.zeros((n, n_filler + 6 * n_themes))
    rows[:, :n_filler] = random.multinomial(30, p / p.sum(), size=n)
    for i in range(n):
        mine = n_filler + 6 * (i // 3 % n_themes)
        rows[i, mine : mine + 6] = random.multinomial(15, np.full(6, 1 / 6))
    prior = np.zeros((3, rows.shape[1]))
    for k in range(3):
        prior[k, n_filler + 6 * k : n_filler + 6 * k + 3] = 1
    ids = tuple(f"p{i:03d}" for i in range(n))
    counts = TermCounts(sparse.csr_array(rows), ids, tuple(f"t{j:03d}" for j in range(rows.shape[1])))
    return counts, LDA(4, prior=prior, background=True, n_jobs=1), [f"a{i // 3:03d}" for i in range(n)]


@pytest.mark.parametrize("filler", ["even", "uneven"])
@pytest.mark.parametrize(("n_free", "found"), [(0, (0,)), (1, (1, 2)), (3, (3, 4))])
def test_beside_named_themes_and_filler_as_many_are_found_as_there_are(n_free, found, filler):
    counts, model, groups = beside_filler(n_free, filler, seed=n_free + 1)
    assert chosen(choose_n_themes(counts, CANDIDATES[:9], model=model, groups=groups)) in found


@pytest.mark.parametrize("n", [1, 2, 12])
def test_a_tiny_corpus_gets_the_smallest_number(n):
    counts = TermCounts(
        sparse.csr_array(np.eye(n) + 1), tuple(f"p{i:02d}" for i in range(n)), tuple("abcdefghijkl"[:n])
    )
    table = choose_n_themes(counts, [3, 2, 40])
    assert table["n_themes"].tolist() == [2]
    assert chosen(table) == 2


@pytest.mark.parametrize(
    ("candidates", "model", "least"), [([], None, "0"), ([-1, 3], None, "0"), ([0], LDA(2), "1"), ([-1], LDA(2), "1")]
)
def test_bad_candidates_are_refused(eight, candidates, model, least):
    with pytest.raises(ValueError, match=f"candidates are .*each {least} or more"):
        choose_n_themes(eight.counts, candidates, model=model)


def test_where_there_is_no_other_theme_one_is_the_least_that_is_tried(eight, groups):
    assert choose_n_themes(eight.counts, [0, 1, 4], model=LDA(2, n_jobs=1), groups=groups)["n_themes"].tolist() == [
        1,
        4,
    ]


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
    gain = np.array([[0.3, 0.3], [0.97, 0.97], [1.0, 1.0], [0.98, 0.98]])
    assert _enough(gain).tolist() == [False, True, True, True]
    stable = [0.8, 0.8]
    assert _chosen(gain, np.array([[1.0, 1.0], [0.7, 0.7], stable, [0.6, 0.6]])) == 2
    assert _chosen(gain, np.array([[1.0, 1.0], [0.6, 0.9], stable, [0.6, 0.6]])) == 1  # within one standard error


def test_what_is_gained_is_held_against_what_the_smallest_number_tells_and_against_the_error():
    named_tell_most = np.array([[0.90, 0.90], [0.96, 0.96], [1.0, 1.0]])
    assert _enough(named_tell_most).tolist() == [False, False, True]
    within_error = np.array([[0.90, 0.99], [0.93, 0.93], [1.0, 0.99]])
    assert _enough(within_error).tolist() == [True, False, True]
    assert _chosen(within_error, np.array([[np.nan, np.nan], [0.5, 0.5], [0.9, 0.9]])) == 0  # more gain nothing


def test_where_all_numbers_are_level_none_is_taken_for_being_stable():
    level, stability = np.full((4, 5), 0.29), np.linspace(0.5, 0.7, 4)[:, None] + np.zeros(5)
    assert _chosen(level, stability) == 0
