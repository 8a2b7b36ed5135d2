"""What a share is a share of: denominators, groups, and outlets held in their mix."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.trends import Cells, Periods, coarse_enough

JANUARY, FEBRUARY = "2020-01-15", "2020-02-15"


def test_among_the_articles_with_the_theme_presence_is_what_counts(shares_of):
    weights = np.array([[0.8, 0.2], [0.4, 0.6], [0.0, 1.0]])
    presence = np.array([[1.0, 1.0], [0.5, 1.0], [0.0, 1.0]])
    table, _ = shares_of([JANUARY] * 3, weights, presence=presence, denominator="articles_with_theme")
    assert table["share"].tolist() == pytest.approx([(0.8 + 0.2) / 1.5, 0.6])
    assert table["total"].tolist() == pytest.approx([1.5, 3.0])
    assert table["count"].tolist() == pytest.approx([1.0, 1.8])
    assert set(table["denominator"]) == {"articles_with_theme"}


def test_presence_must_be_given_where_it_counts(cells_of):
    cells = cells_of([JANUARY], denominator="articles_with_theme")
    with pytest.raises(InputError, match="needs the presence"):
        cells.shares(np.array([[1.0]]))


def test_counts_are_the_articles_or_words_of_the_theme(shares_of):
    weights, words = np.array([[1.0, 0.0], [0.5, 0.5]]), [300, 100]
    by = {d: shares_of([JANUARY] * 2, weights, words=words, denominator=d)[0] for d in ("articles", "words")}
    assert by["articles"]["count"].tolist() == [1.5, 0.5]
    assert by["words"]["count"].tolist() == [350, 50]
    assert by["words"]["total"].tolist() == [400, 400]


def test_a_busier_month_of_one_outlet_is_no_trend_where_the_mix_is_fixed(shares_of):
    """North writes of the theme in half of its words, south never; only how much north writes changes."""
    dates = np.repeat([JANUARY, FEBRUARY], [20, 20])
    source = np.repeat(["north", "south", "north", "south"], [5, 15, 15, 5])
    weights = np.where(source[:, None] == "north", [[0.5, 0.5]], [[0.0, 1.0]])
    tables = [shares_of(dates, weights, columns={"source": source}, fixed_mix=f)[0] for f in (False, True)]
    plain, fixed = (table[table["theme"] == "t0"] for table in tables)
    assert plain["share"].tolist() == pytest.approx([0.125, 0.375])
    assert fixed["share"].tolist() == pytest.approx([0.25, 0.25])
    assert set(fixed["denominator"]) == {"articles, fixed mix of outlets"}
    assert fixed["mix_present"].tolist() == pytest.approx([1.0, 1.0])


def test_an_outlet_that_is_silent_in_a_month_leaves_the_mix_to_the_others_and_that_is_told(shares_of):
    dates, source = [JANUARY] * 4 + [FEBRUARY] * 4, ["north", "north", "north", "south", *["south"] * 4]
    weights = np.array([[0.8, 0.2]] * 3 + [[0.1, 0.9]] * 5)
    table = shares_of(dates, weights, columns={"source": source}, fixed_mix=True)[0].query("theme == 't0'")
    assert table["share"].tolist() == pytest.approx([3 / 8 * 0.8 + 5 / 8 * 0.1, 0.1])
    assert table["mix_present"].tolist() == pytest.approx([1.0, 5 / 8])


def test_a_group_is_what_its_articles_alone_would_give(shares_of, monthly):
    random = np.random.default_rng(0)
    weights, source = random.dirichlet(np.ones(2), 60), random.choice(["north", "south"], 60)
    both, _ = shares_of(monthly(6, 10), weights, columns={"source": source}, group="source")
    for outlet in ("north", "south"):
        mine = source == outlet
        alone, _ = shares_of(monthly(6, 10)[mine], weights[mine])
        grouped = both[both["group"] == f"source={outlet}"]
        numbers = ["share", "low", "high", "n_articles", "n_words", "n_effective", "total", "from_articles"]
        merged = alone.merge(grouped, on=["period", "theme"], suffixes=("", "_grouped"))
        assert len(merged) == len(alone)
        for name in numbers:
            np.testing.assert_allclose(merged[name], merged[f"{name}_grouped"], err_msg=name)


def test_articles_without_a_value_are_a_group_of_their_own(cells_of):
    cells = cells_of([JANUARY] * 2, columns={"language": pd.array(["es", None], dtype="str")}, group="language")
    assert cells.groups == ("language unknown", "language=es")


def test_a_group_that_starts_later_is_partial_before(shares_of):
    dates, source = ["2020-01-01", "2020-03-31", FEBRUARY, "2020-03-31"], ["north", "north", "south", "south"]
    table, _ = shares_of(dates, np.ones((4, 1)), columns={"source": source}, group="source")
    assert table["partial"].tolist() == [False, False, False, True, True, False]
    assert table["share"].isna().tolist() == [False, True, False, True, False, False]


def published(**columns):
    return pd.DataFrame(columns)


def test_what_was_published_elsewhere_counts_as_free_of_the_theme(shares_of):
    weights = np.array([[0.5, 0.5]] * 8)
    table, _ = shares_of(
        [JANUARY] * 8, weights, denominator="published", published=published(period=["2020-01"], n=[100])
    )
    padded, _ = shares_of([JANUARY] * 100, np.vstack([weights, np.zeros((92, 2))]))
    for name in ("share", "low", "high", "n_effective", "total", "count", "from_articles"):
        np.testing.assert_allclose(table[name], padded[name], err_msg=name)


def test_a_month_without_articles_in_which_much_was_published_has_a_share_of_zero(shares_of):
    n = published(date=["2020-01-03", "2020-01-30", "2020-02-01", "2020-03-31"], n=[50, 50, 200, 100])
    dates = ["2020-01-15"] * 6 + ["2020-03-15"] * 6
    table, _ = shares_of(dates, np.full((12, 1), 0.5), denominator="published", published=n)
    assert table["share"].tolist() == pytest.approx([0.03, 0.0, 0.03])
    assert 0 < table["high"][1] < table["high"][0]


def test_an_article_without_a_weight_is_like_the_others_of_its_month(shares_of):
    weights = np.array([[0.5], [0.5], [np.nan], [0.5]])
    n = published(period=["2020-01"], n=[100])
    table, _ = shares_of([JANUARY] * 4, weights, denominator="published", published=n)
    assert table["share"].tolist() == pytest.approx([0.02])
    assert table["n_missing"].tolist() == [1]


def test_the_mix_of_what_was_published_is_held_too(shares_of):
    """South publishes a hundred a month, north fifty then 150; of north's a tenth is the theme's, of south's none."""
    n = published(period=["2020-01", "2020-02"] * 2, source=["north"] * 2 + ["south"] * 2, n=[50, 150, 100, 100])
    dates, source = [JANUARY] * 5 + [FEBRUARY] * 15, ["north"] * 20
    table, _ = shares_of(
        dates, np.ones((20, 1)), columns={"source": source}, fixed_mix=True, denominator="published", published=n
    )
    assert table["share"].tolist() == pytest.approx([0.05, 0.05])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"denominator": "pages"}, "denominator is 'pages'"),
        ({"cluster": "week"}, "cluster is 'week'"),
        ({"denominator": "published"}, r"give the table .*\(--published FILE\)"),
        ({"published": published(period=["2020-01"], n=[9])}, "but denominator is 'articles'; set 'published'"),
        ({"group": "party"}, "no column 'party'"),
        ({"fixed_mix": True}, "fixed_mix: .* no column 'source'"),
        ({"fixed_mix": True, "columns": {"source": [None, ""]}}, "fixed_mix: no article names its outlet"),
        ({"cluster": "outlet_day"}, "cluster: .* no column 'source'"),
        ({"denominator": "published", "published": published(period=["2020-01"])}, "column 'n' is missing"),
        ({"denominator": "published", "published": published(n=[5])}, "neither a column 'period'"),
        ({"denominator": "published", "published": published(period=["2020-01"], n=["many"])}, "n is 'many'"),
        ({"denominator": "published", "published": published(period=["2020-01"], n=[-1])}, "n is -1"),
        ({"denominator": "published", "published": published(date=["once"], n=[5])}, "'once' is no date"),
        ({"denominator": "published", "published": published(period=["2020-01"], n=[1])}, "holds 2 articles"),
        (
            {"denominator": "published", "published": published(period=["2019-01"], n=[9])},
            "2020-01 is missing, but the corpus holds 2 articles",
        ),
        ({"denominator": "published", "published": published(period=["2020-01"], n=[0])}, "2020-01 has n 0, but"),
        ({"denominator": "published", "published": published(period=["2020-W1"], n=[9])}, "'2020-W1' is no month"),
    ],
)
def test_what_cannot_be_counted_is_refused_in_words(cells_of, options, words):
    with pytest.raises(InputError, match=words):
        cells_of([JANUARY] * 2, **options)


def test_all_faults_are_told_at_once(cells_of):
    with pytest.raises(InputError) as told:
        cells_of([JANUARY], denominator="pages", cluster="week", group="party", fixed_mix=True)
    assert len(told.value.faults) == 4


def test_articles_that_only_a_month_is_known_of_are_not_clustered_by_its_first_day(dated):
    articles = dated(["2020-01-01"] * 3, ["day", "day", "month"]).assign(source="north", article_id=list("abc"))
    cells = Cells.of(articles, Periods.of(articles, "month"), words=np.ones(3), cluster="outlet_day")
    assert len(set(cells.clusters)) == 2
    assert cells.clusters[0] == cells.clusters[1]


@pytest.mark.parametrize(
    "options",
    [{}, {"denominator": "words"}, {"fixed_mix": True}, {"group": "source"}, {"cluster": "outlet_day"}],
    ids=str,
)
def test_the_whole_time_is_one_period_of_all_that_count(cells_of, options):
    random = np.random.default_rng(0)
    dates = ["2020-01-05"] * 4 + ["2020", "2020-02", None, "2020-12-30"]
    precision = ["day"] * 4 + ["year", "month", None, "day"]
    columns, words = {"source": ["north", "south"] * 4}, np.array([0, 50, 10, 20, 40, 60, 70, 30])
    cells = cells_of(
        [d and pd.Timestamp(d) for d in dates], precision=precision, columns=columns, words=words, **options
    )
    whole, weights = cells.over_all_time(), random.uniform(size=(8, 2))
    counts = np.where(np.arange(8) == 6, 0, words if options.get("denominator") == "words" else 1)
    groups = [np.arange(8) % 2 == k for k in (0, 1)] if "group" in options else [np.ones(8, dtype=bool)]
    for share, mine in zip(whole.shares(weights), groups, strict=True):
        np.testing.assert_allclose(share, np.average(weights, axis=0, weights=counts * mine))
    np.testing.assert_allclose(whole.number_of(np.ones(8)), [(mine & (np.arange(8) != 6)).sum() for mine in groups])
    (period,) = whole.periods.periods
    assert (period.name, str(period.start), str(period.end)) == ("all time", "2020-01-01", "2020-12-31")


def test_a_year_of_months_is_coarse_enough_by_quarters(dated):
    periods = Periods.of(dated(["2020-01-01", "2020-12-31"]), "day")
    assert [coarse_enough(periods, most) for most in (400, 60, 20, 6, 2, 1)] == [
        "day", "week", "month", "quarter", "year", "year",
    ]  # fmt: skip


def test_outlets_can_be_the_groups_of_what_was_published_and_be_held_in_their_mix(shares_of):
    n = published(period=["2020-01"] * 2, source=["north", "south"], n=[40, 80])
    dates, source = [JANUARY] * 6, ["north", "south"] * 3
    options = {"group": "source", "denominator": "published", "published": n, "columns": {"source": source}}
    for fixed_mix in (False, True):
        table, _ = shares_of(dates, np.ones((6, 1)), fixed_mix=fixed_mix, **options)
        assert table.set_index("group")["share"].to_dict() == {"source=north": 3 / 40, "source=south": 3 / 80}


def test_of_which_outlet_more_was_published_is_told(cells_of):
    n = published(period=["2020-01"] * 2, source=["north", "south"], n=[40, 1])
    told = {"columns": {"source": ["north", "south", "south", "west"]}, "denominator": "published", "published": n}
    with pytest.raises(InputError) as faults:
        cells_of([JANUARY] * 4, fixed_mix=True, **told)
    of = "but the corpus holds {} of it; count all that was published"
    assert list(faults.value.faults) == [
        f"published: 2020-01, 'south' has n 1, {of.format('2 articles')}",
        f"published: 2020-01, 'west' is missing, {of.format('1 article')}",
    ]
