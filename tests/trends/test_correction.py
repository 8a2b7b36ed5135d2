"""Correction by labels: planted truths under biased models, plain loops, and the planner against what is then found."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.trends import corrected_difference, corrected_shares, labels_needed, plan_labels
from analysis.trends.correction import _two_phases
from tests.trends import naive


def correct(cells, weights, labels, **options):
    """Return the corrected shares of the theme 'war', the only one there is."""
    return corrected_shares(cells, weights, labels, ids_of(len(weights)), themes=["war"], **options)


def months_of(n_articles, n_months):
    """Return the first days of months, each as often as any other."""
    return np.repeat(pd.date_range("2010-01-01", periods=n_months, freq="MS").to_numpy(), n_articles // n_months)


def ids_of(n):
    return [f"a{i:06d}" for i in range(n)]


def labels_of(places, label, inclusion=1.0):
    table = pd.DataFrame({"article_id": [f"a{i:06d}" for i in places], "theme": "war", "label": label})
    return table.assign(inclusion=inclusion)


def half_blind(random, rates):
    """Return the truth of articles, and a model that sees about half of it and sees some where there is none."""
    truth = (random.random(len(rates)) < rates / 0.5) * random.beta(5, 5, len(rates))
    seen = np.where(random.random(len(rates)) < 0.7, 0.75, 0.1)
    return truth, np.clip(truth * seen + random.beta(1, 30, len(rates)), 0, 1)


def chances(random, weights, n_labels, how):
    """Return the probability with which each article is labelled, and who was."""
    size = np.ones(len(weights)) if how == "evenly" else 0.1 + weights
    chance = np.minimum(n_labels * size / size.sum(), 1)
    if how == "evenly":
        return chance, np.sort(random.choice(len(weights), n_labels, replace=False))
    return chance, np.flatnonzero(random.random(len(weights)) < chance)


@pytest.mark.slow
@pytest.mark.parametrize("how", ["evenly", "rather those with the theme"])
@pytest.mark.parametrize("estimand", ["population", "corpus"])
def test_ninety_of_a_hundred_intervals_hold_the_truth_though_the_model_sees_half_of_it(cells_of, how, estimand):
    n, n_months, n_labels = 1600, 8, 200
    rates = np.repeat(np.linspace(0.1, 0.3, n_months), n // n_months)
    cells, random, inside, widths, blind = cells_of(months_of(n, n_months)), np.random.default_rng(5), [], [], []
    for _ in range(150):
        truth, weights = half_blind(random, rates)
        chance, chosen = chances(random, weights, n_labels, how)
        found = correct(cells, weights[:, None], labels_of(chosen, truth[chosen], chance[chosen]), estimand=estimand)
        aim = rates if estimand == "population" else truth
        aims = np.array([aim.mean(), *aim.reshape(n_months, -1).mean(axis=1)])
        inside.append((found["low"] <= aims) & (aims <= found["high"]))
        blind.append(abs(found["model_share"] - aims) < (found["high"] - found["low"]) / 2)
        widths.append(((found["high"] - found["low"]) / found["labels_width"])[0])
    whole, by_month = np.mean(inside, axis=0)[0], np.mean(inside, axis=0)[1:]
    assert 0.83 <= whole <= 0.97  # 150 replicates
    assert 0.86 <= by_month.mean() <= 0.95  # 1,200 months
    assert np.mean(blind, axis=0)[0] < 0.05  # what the model alone says is wrong
    assert np.mean(widths) < 0.85


@pytest.mark.parametrize("seed", range(5))
def test_share_and_variance_are_what_loops_over_labels_give(cells_of, seed):
    random = np.random.default_rng(seed)
    weights, chance = random.uniform(0, 1, 60), random.uniform(0.1, 0.9, 60)
    chosen = np.flatnonzero(random.random(60) < chance)
    label = random.uniform(0, 1, len(chosen))
    found = correct(cells_of(["2020-01-01"] * 60), weights[:, None], labels_of(chosen, label, chance[chosen]))
    tuning = found["tuning"][0]
    share, variance = naive.corrected(
        weights, dict(zip(chosen, label, strict=True)), dict(enumerate(chance)), tuning, 60
    )
    assert found["share"].tolist() == pytest.approx([share, share])
    here = cells_of(["2020-01-01"] * 60).mass[:, chosen] / 60
    residual, told = label - tuning * weights[chosen], tuning * np.array([weights.mean()])
    _, scatter = _two_phases(here.tocsr(), label, residual, chance[chosen], told, np.zeros(1), "population")
    assert scatter.variance.item() == pytest.approx(variance)


def test_labels_of_every_article_are_the_share_of_the_corpus_without_doubt(cells_of):
    truth = np.random.default_rng(0).uniform(0, 1, 30)
    found = correct(
        cells_of(["2020-01-01"] * 30), np.full((30, 1), 0.3), labels_of(range(30), truth), estimand="corpus"
    )
    for column in ("share", "low", "high", "labels_share"):
        np.testing.assert_allclose(found[column], truth.mean())


def test_a_model_that_tells_nothing_leaves_the_labels_alone(cells_of):
    truth = np.random.default_rng(0).uniform(0, 1, 20)
    found = correct(cells_of(["2020-01-01"] * 50), np.full((50, 1), 0.9), labels_of(range(20), truth, 0.4))
    assert found["tuning"].tolist() == [0, 0]
    np.testing.assert_allclose(found["share"], truth.mean())
    np.testing.assert_allclose(found["high"] - found["low"], found["labels_width"])


def test_a_month_with_few_labels_has_no_interval_and_one_without_has_no_share(cells_of):
    places = [*range(20), *range(40, 44)]
    found = correct(cells_of(months_of(120, 3)), np.full((120, 1), 0.2), labels_of(places, [0, 1] * 12, 0.2))
    assert found["n_labels"].tolist() == [24, 20, 4, 0]
    assert found["low"].isna().tolist() == [False, False, True, True]
    assert found["share"].isna().tolist() == [False, False, False, True]


def test_groups_are_corrected_each_by_its_own_labels(cells_of):
    source = np.tile(["north", "south"], 40)
    cells = cells_of(months_of(80, 2), columns={"source": source}, group="source")
    label = np.where(source == "north", 0.0, 1.0)
    found = correct(cells, np.full((80, 1), 0.5), labels_of(range(80), label, 0.5))
    assert found["group"].tolist() == ["source=north"] * 3 + ["source=south"] * 3
    assert found["period"].tolist() == ["all time", "2010-01", "2010-02"] * 2
    np.testing.assert_allclose(found["share"], [0] * 3 + [1] * 3, atol=1e-12)


def test_a_model_that_is_good_in_one_group_and_worthless_in_another_is_used_in_the_one(cells_of):
    """Of either group about 30 labels, yes or no; the model's weights go with the truth in the north alone."""
    n, rates, random = 800, np.array([0.2, 0.5]), np.random.default_rng(7)
    south = np.repeat([False, True], n // 2)
    cells = cells_of(["2020-01-01"] * n, columns={"source": np.where(south, "south", "north")}, group="source")
    inside, widths, alone, tuning = [], [], [], []
    for _ in range(150):
        truth = (random.random(n) < np.where(south, rates[1], rates[0])).astype(float)
        weights = np.where(south, random.beta(2, 3, n), 0.1 + 0.4 * truth + random.normal(0, 0.05, n)).clip(0, 1)
        chosen = np.sort(random.choice(n, 60, replace=False))
        table = correct(cells, weights[:, None], labels_of(chosen, truth[chosen], 60 / n))
        whole = table[table["period"] == "all time"]
        inside.append((whole["low"] <= rates) & (rates <= whole["high"]))
        widths.append(whole["high"] - whole["low"])
        alone.append(whole["labels_width"])
        tuning.append(whole["tuning"])
    covered, (good, worthless) = np.mean(inside, axis=0), np.mean(widths, axis=0) / np.mean(alone, axis=0)
    assert (abs(covered - 0.9) <= 0.07).all()  # 150 replicates
    assert good < 0.5
    assert worthless < 1.02
    np.testing.assert_allclose(np.median(tuning, axis=0), [0.4 * 0.16 / (0.4**2 * 0.16 + 0.05**2), 0], atol=0.2)


def test_few_labels_of_a_group_take_over_what_all_groups_say(cells_of):
    """Six groups of nine labels each, the model as good in each: its slope in them differs by chance alone."""
    n, random = 1200, np.random.default_rng(1)
    source = np.repeat([f"g{i}" for i in range(6)], n // 6)
    cells = cells_of(["2020-01-01"] * n, columns={"source": source}, group="source")
    inside, spread = [], []
    for _ in range(60):
        truth = random.beta(2, 4, n)
        weights = (truth / 2 + random.normal(0, 0.05, n)).clip(0, 1)
        chosen = np.sort(random.choice(n, 54, replace=False))
        table = correct(cells, weights[:, None], labels_of(chosen, truth[chosen], 54 / n))
        whole = table[(table["period"] == "all time") & table["low"].notna()]
        inside.append(whole["low"].lt(1 / 3) & whole["high"].gt(1 / 3))
        spread.append(np.ptp(whole["tuning"]))
    assert 0.85 <= np.concatenate(inside).mean() <= 0.96  # 360 groups
    assert np.median(spread) < 0.35


def test_a_group_whose_labels_are_all_alike_goes_by_them_alone(cells_of):
    source = np.tile(["north", "south"], 60)
    cells = cells_of(["2020-01-01"] * 120, columns={"source": source}, group="source")
    weights = np.random.default_rng(0).uniform(0.1, 0.5, 120)
    label = np.where(source == "north", (weights > 0.3).astype(float), 1.0)
    table = correct(cells, weights[:, None], labels_of(range(60), label[:60], 0.5))
    south = table[table["group"] == "source=south"]
    np.testing.assert_allclose(south["share"], 1)
    np.testing.assert_allclose(south["high"] - south["low"], south["labels_width"])
    assert (table.loc[table["group"] == "source=north", "tuning"] > 1).all()


def test_a_share_that_is_corrected_to_beyond_one_is_not_taken_to_be_anything(cells_of):
    """Of 25 labels one says no; that the model's weights differ a little leaves no doubt of three quarters."""
    random = np.random.default_rng(0)
    weights = random.uniform(0.4, 0.5, 200)
    label = np.array([0.0] + [1.0] * 24)
    weights[0], weights[25:] = 0.35, weights[25:] + 0.05
    whole = correct(cells_of(["2020-01-01"] * 200), weights[:, None], labels_of(range(25), label, 0.125)).iloc[0]
    assert whole["share"] > 1
    assert whole["high"] - whole["low"] < 2 * whole["labels_width"]


def test_words_count_where_they_are_the_denominator(cells_of):
    cells = cells_of(["2020-01-01"] * 6, words=[100] * 5 + [500], denominator="words")
    found = correct(cells, np.zeros((6, 1)), labels_of(range(6), [0, 0, 0, 0, 0, 1]))
    np.testing.assert_allclose(found["share"], 0.5)


def test_the_order_of_the_articles_does_not_matter(cells_of):
    random, n = np.random.default_rng(0), 60
    weights, ids, dates = random.random(n), np.array(ids_of(n)), months_of(n, 2)
    labels = labels_of(range(40), (random.random(40) < weights[:40]).astype(float), random.choice([0.2, 0.5, 0.9], 40))
    straight, turned = (
        corrected_shares(cells_of(dates[o]), weights[o][:, None], labels, list(ids[o]), themes=["war"])
        for o in (np.arange(n), random.permutation(n))
    )
    pd.testing.assert_frame_equal(straight, turned, rtol=1e-12)


def test_the_models_share_is_the_one_of_the_trends_where_articles_have_no_weight(cells_of):
    weights = np.array([0.2, 0.6, np.nan, np.nan, 0.1, 0.3])
    cells = cells_of(months_of(6, 2))
    found = correct(cells, weights[:, None], labels_of(range(6), [0, 1, 0, 1, 0, 0]))
    np.testing.assert_allclose(found["model_share"], [0.3, 0.4, 0.2])
    np.testing.assert_allclose(found["model_share"].iloc[1:], cells.shares(weights[:, None])[:, 0])


def test_an_undated_article_of_a_group_of_its_own_is_in_no_group(cells_of):
    dates, groups = ["2020-01-01"] * 12 + [None], ["x"] * 6 + ["y"] * 6 + ["z"]
    cells = cells_of(dates, columns={"g": groups}, group="g")
    assert cells.groups == ("g=x", "g=y")
    label = np.tile([0.0, 1.0], 6)
    found = correct(cells, np.append(label, 1.0)[:, None], labels_of(range(13), [*label, 0.0]))
    assert found["group"].unique().tolist() == ["g=x", "g=y"]
    np.testing.assert_allclose(found["share"], 0.5)


def test_order_of_labels_and_themes_without_labels_do_not_matter(cells_of):
    random = np.random.default_rng(0)
    weights, labels = random.uniform(0, 1, (60, 2)), labels_of(range(30), random.uniform(0, 1, 30), 0.5)
    straight, shuffled = (
        corrected_shares(cells_of(months_of(60, 2)), weights, table, ids_of(60), themes=["peace", "war"])
        for table in (labels, labels.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(straight, shuffled, check_exact=True)
    assert set(straight["theme"]) == {"war"}


@pytest.mark.slow
def test_differences_of_months_hold_what_was_planted_in_ninety_of_a_hundred(cells_of):
    n, rates = 1200, np.repeat([0.1, 0.3], 600)
    cells, random, inside = cells_of(months_of(n, 2)), np.random.default_rng(2), []
    for _ in range(300):
        truth, weights = half_blind(random, rates)
        chosen = np.sort(random.choice(n, 120, replace=False))
        table = correct(cells, weights[:, None], labels_of(chosen, truth[chosen], 0.1))
        difference, low, high = corrected_difference(table.iloc[2], table.iloc[1])
        assert low <= difference <= high
        inside.append(low <= 0.2 <= high)
    assert 0.85 <= np.mean(inside) <= 0.95


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"label": [2.0]}, "row 0: label is 2.0"),
        ({"label": ["much"]}, "label is 'much'"),
        ({"label": [np.nan]}, "label is nan"),
        ({"inclusion": [0.0]}, "inclusion is 0.0"),
        ({"article_id": ["b"]}, "'b' is not in the corpus"),
        ({"label": pd.array([None], dtype="Int64")}, "label is (<NA>|None); it must"),
        ({"theme": ["sport"]}, "theme 'sport' is not known"),
        ({"unit": "passage"}, "1 of 1 are of the unit 'passage'; .* draw --unit article"),
    ],
)
def test_labels_that_cannot_be_used_are_refused_in_words(cells_of, change, words):
    with pytest.raises(InputError, match=words):
        correct(cells_of(["2020-01-01"]), np.ones((1, 1)), labels_of([0], [1.0]).assign(**change))


def test_labels_that_say_that_they_are_of_articles_are_taken(cells_of):
    plain, told = (labels_of(range(8), [0.0, 1.0] * 4, 0.5).assign(**unit) for unit in ({}, {"unit": "article"}))
    found = [correct(cells_of(["2020-01-01"] * 16), np.ones((16, 1)), labels) for labels in (plain, told)]
    pd.testing.assert_frame_equal(*found)


def test_labels_given_twice_or_not_at_all_are_refused(cells_of):
    def corrected(labels):
        return correct(cells_of(["2020-01-01"]), np.ones((1, 1)), labels)

    with pytest.raises(InputError, match=r"has a label for 'war' already; give one: join .*--unit article"):
        corrected(labels_of([0, 0], [1.0, 0.0]))
    with pytest.raises(InputError, match="there is none"):
        corrected(labels_of([], []))
    with pytest.raises(InputError, match=r"'label' is missing\n.*'inclusion' is missing"):
        corrected(pd.DataFrame({"article_id": ["a000000"], "theme": ["war"]}))


def test_labels_correct_no_share_of_what_was_published(cells_of):
    published = pd.DataFrame({"period": ["2020-01"], "n": [9]})
    cells = cells_of(["2020-01-01"], denominator="published", published=published)
    with pytest.raises(InputError, match="make cells of another"):
        correct(cells, np.ones((1, 1)), labels_of([0], [1.0]))


def test_the_planner_foretells_the_width(cells_of):
    n, random, widths, pilots = 2000, np.random.default_rng(3), [], []
    for _ in range(40):
        truth = (random.random(n) < 0.3).astype(float)
        weights = np.clip(0.2 + 0.5 * truth + random.normal(0, 0.2, n), 0, 1)
        chosen = np.sort(random.choice(n, 150, replace=False))
        table = correct(cells_of(["2020-01-01"] * n), weights[:, None], labels_of(chosen, truth[chosen], 0.075))
        widths.append([table["high"][0] - table["low"][0], table["labels_width"][0]])
        pilots.append(table["correlation"][0])
    plan = plan_labels([150], n_articles=n, share=0.3, correlation=np.mean(pilots))
    np.testing.assert_allclose(np.mean(widths, axis=0), plan[["width", "width_alone"]].iloc[0], rtol=0.06)


@pytest.mark.parametrize("n_periods", [1, 12])
def test_the_number_needed_is_the_least_that_gives_the_width(n_periods):
    told = {"n_articles": 30_000, "share": 0.2, "correlation": 0.6, "n_periods": n_periods}
    n = labels_needed(0.08, **told)
    widths = plan_labels([n - 1, n], **told)["period_width"]
    assert not widths[0] <= 0.08
    assert widths[1] <= 0.08


def test_no_number_of_labels_makes_up_for_few_articles():
    assert labels_needed(0.01, n_articles=100, share=0.3, correlation=0.9) is None
    assert labels_needed(0.01, n_articles=3, share=0.3, correlation=0.9) is None


def test_one_number_of_labels_may_be_asked_for_alone():
    known = {"n_articles": 5000, "share": 0.2, "correlation": 0.7}
    pd.testing.assert_frame_equal(plan_labels(100, **known), plan_labels([100], **known))


def test_a_plan_that_makes_no_sense_is_refused_with_all_its_faults():
    with pytest.raises(InputError) as told:
        plan_labels([0], n_articles=10, share=1.0, correlation=2, n_periods=0, spread=0)
    assert len(told.value.faults) == 5
