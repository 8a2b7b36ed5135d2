"""What is drawn for coders: the same each time, by known chances, and silent on what the models say."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chisquare, spearmanr

from analysis.errors import InputError
from analysis.hashing import stable_id
from analysis.themes.validation import Plan, draw_tasks, needed_tables
from analysis.themes.validation.sampling import allocation, draw_sample
from tests.themes.validation.planted import intruders, planted_tables, planted_word

TABLES = planted_tables()
PLAN = Plan(n_labels=40, n_passages=30)
OPTIONS = list("ABCDEF")


@pytest.fixture(scope="module")
def drawn():
    return draw_tasks(TABLES, PLAN)


@pytest.fixture(scope="module")
def many():
    """Intrusion tasks of twenty runs with their keys: a row an option, with what can be seen of it."""
    frames = []
    for seed in range(20):
        plan = Plan(kinds=("word_intrusion", "theme_intrusion"), n_passages=60, seed=seed)
        found = draw_tasks(planted_tables(seed=seed), plan)
        long = found.tasks.melt(["task_id", "position", "kind", "text"], OPTIONS, "letter", "shown").dropna(
            subset=["shown"]
        )
        frames.append(long.merge(found.key, on=["task_id", "letter", "kind"]).assign(run=seed))
    return pd.concat(frames, ignore_index=True)


def test_the_same_tables_and_seed_give_the_same_tasks_whatever_the_order_of_rows(drawn):
    upside_down = {name: table.iloc[::-1].reset_index(drop=True) for name, table in TABLES.items()}
    again = draw_tasks(upside_down, PLAN)
    pd.testing.assert_frame_equal(again.tasks, drawn.tasks)
    pd.testing.assert_frame_equal(again.key, drawn.key)


def test_another_seed_draws_other_tasks(drawn):
    other = draw_tasks(TABLES, Plan(n_labels=40, n_passages=30, seed=1))
    assert len(set(other.tasks["task_id"]) & set(drawn.tasks["task_id"])) < 0.5 * len(drawn.tasks)


def test_the_plan_is_kept(drawn):
    assert drawn.tasks["kind"].value_counts().to_dict() == {"label": 40, "theme_intrusion": 30, "word_intrusion": 16}
    assert drawn.tasks["position"].tolist() == list(range(1, 87))
    assert drawn.notes == ()
    assert set(drawn.key["task_id"]) == set(drawn.tasks["task_id"])


def test_an_identifier_is_made_of_what_is_seen_alone(drawn):
    for row in drawn.tasks.to_dict("records"):
        seen = [row["kind"], row["text"] if isinstance(row["text"], str) else ""]
        seen += [row[letter] for letter in OPTIONS if isinstance(row[letter], str)]
        assert row["task_id"] == stable_id("\n".join(seen))
    assert not drawn.tasks.astype("str").map(lambda cell: cell in set(drawn.key["unit_id"].dropna())).to_numpy().any()


def test_labels_are_asked_before_a_word_of_the_models_is_seen_and_words_before_themes(drawn):
    assert list(dict.fromkeys(drawn.tasks["kind"])) == ["label", "word_intrusion", "theme_intrusion"]


def test_what_coders_label_is_the_same_whatever_the_model_says():
    plan = Plan(kinds=("label",), n_labels=30, design="simple")
    names = list(TABLES["themes"]["theme"])
    other = TABLES["passage_weights"].assign(
        **{name: TABLES["passage_weights"][name].to_numpy()[::-1] for name in names}
    )
    first, second = draw_tasks(TABLES, plan), draw_tasks({**TABLES, "passage_weights": other}, plan)
    pd.testing.assert_frame_equal(first.tasks, second.tasks)
    assert not first.key["weight"].equals(second.key["weight"])


def test_the_order_of_label_tasks_tells_neither_stratum_nor_weight():
    found = draw_tasks(planted_tables(n_articles=200, seed=3), Plan(kinds=("label",), n_labels=500))
    seen = found.key[found.key["model"] == "lda"].merge(found.tasks[["task_id", "position"]], on="task_id")
    for _, mine in seen.groupby("theme"):
        assert abs(spearmanr(mine["position"], mine["weight"]).statistic) < 0.13
        order = mine["task_id"].map(lambda i: int(i[1:], 16))
        assert abs(spearmanr(order, mine["weight"]).statistic) < 0.13
    assert abs(spearmanr(seen["position"], seen["inclusion"]).statistic) < 0.1


@pytest.mark.parametrize("kind", ["word_intrusion", "theme_intrusion"])
def test_no_column_of_the_tasks_tells_the_intruder(many, kind):
    mine = many[many["kind"] == kind].copy()
    n_options = mine.groupby(["run", "task_id"])["letter"].transform("size")
    in_task = mine.groupby(["run", "task_id"])
    mine["place"] = mine["letter"].map(OPTIONS.index) / (n_options - 1)
    mine["length"] = in_task["shown"].transform(lambda s: s.str.len().rank(pct=True))
    mine["alphabet"] = in_task["shown"].rank(pct=True)
    mine["hash"] = mine["task_id"].map(lambda i: int(i[1:], 16))
    surprise = mine["intruder"] - 1 / n_options
    for column in ("place", "length", "alphabet"):
        assert abs(spearmanr(mine[column], surprise).statistic) < 0.06, column
    places = mine[mine["intruder"]].groupby("letter").size()
    expected = (1 / n_options).groupby(mine["letter"]).sum()
    assert chisquare(places, expected).pvalue > 0.001
    first = mine[mine["intruder"]]
    for column in ("position", "hash"):
        assert abs(spearmanr(first[column], first["place"]).statistic) < 0.08, column


def test_no_word_is_shown_twice_and_intruders_rank_as_high_as_the_words_around_them(many):
    words = many[many["kind"] == "word_intrusion"]
    assert not words.duplicated(["run", "shown"]).any()
    rank = words["weight"].rank()
    assert abs(spearmanr(rank, words["intruder"]).statistic) < 0.03
    assert (words.groupby(["run", "task_id"]).size() == 6).all()
    assert (words.groupby(["run", "task_id"])["intruder"].sum() == 1).all()


def test_a_theme_is_the_intruder_about_as_often_as_its_being_shown_suggests(many):
    themes = many[many["kind"] == "theme_intrusion"]
    share = themes.groupby("theme")["intruder"].mean()
    assert share.max() - share.min() < 0.06
    within = themes.groupby(["run", "theme"])["intruder"].agg(["mean", "size"])
    assert (within["mean"] - themes["intruder"].mean()).abs().max() < 0.2


def test_an_intruding_theme_hardly_stands_in_its_passage_and_the_others_do(many):
    themes = many[many["kind"] == "theme_intrusion"]
    assert themes.loc[themes["intruder"], "weight"].max() <= 0.05
    assert themes.loc[~themes["intruder"], "weight"].min() >= 0.1
    assert themes.groupby(["run", "task_id"]).size().between(2, 4).all()


def test_no_labelled_text_is_shown_with_its_themes():
    for unit, column in (("passage", "unit_id"), ("article", "article_id")):
        key = draw_tasks(TABLES, Plan(n_labels=20, n_passages=100, unit=unit)).key
        labelled, shown = (set(key.loc[key["kind"] == k, column]) for k in ("label", "theme_intrusion"))
        assert labelled
        assert shown
        assert not labelled & shown


def test_an_intruding_word_is_light_where_it_intrudes():
    shared = {
        planted_word(1, rank): planted_word(0, rank) for rank in range(1, 7)
    }  # two themes with the same top words
    tables = planted_tables(words=shared)
    key = draw_tasks(tables, Plan(kinds=("word_intrusion",))).key
    terms = tables["theme_terms"].query("model == 'lda'")
    weight = {(t.theme, t.term): t.weight for t in terms.itertuples()}
    assert len(key)
    for _, mine in key.groupby("task_id"):
        host, intruder = mine.loc[~mine["intruder"], "theme"].iloc[0], mine[mine["intruder"]].iloc[0]
        assert intruder["theme"] != host
        assert weight.get((host, intruder["term"]), 0.0) <= 0.1 * weight[intruder["theme"], intruder["term"]]


def test_themes_with_too_few_words_are_told():
    few = TABLES["theme_terms"].query("theme != 'theme0' or rank <= 7")
    found = draw_tasks({**TABLES, "theme_terms": few}, Plan(kinds=("word_intrusion",)))
    assert found.notes == ("1 of 2 word intrusion tasks for 'theme0': too few words that set it apart",)
    alone = {**TABLES, "themes": TABLES["themes"].query("theme in ['theme0', 'background']")}
    with pytest.raises(InputError, match="no task can be drawn"):
        draw_tasks(alone, Plan(kinds=("word_intrusion",)))


def test_tasks_that_look_the_same_have_identifiers_of_their_own():
    same = {**TABLES, "articles": TABLES["articles"].assign(text="The same few words in every text. " * 4)}
    found = draw_tasks(same, Plan(kinds=("label",), n_labels=50))
    assert found.tasks["task_id"].is_unique
    assert len(found.key) == 50 * 6 * 2


@given(st.dictionaries(st.text(max_size=3), st.integers(1, 50), min_size=1, max_size=8), st.integers(1, 200))
def test_an_allocation_is_even_and_whole(sizes, n):
    drawn = allocation(sizes, n)
    assert sum(drawn.values()) == min(n, sum(sizes.values()))
    assert all(drawn[name] <= size for name, size in sizes.items())
    short = [drawn[name] for name, size in sizes.items() if drawn[name] < size]
    assert max(short, default=0) - min(short, default=0) <= 1
    if n >= len(sizes):
        assert min(drawn.values()) >= 1


def test_texts_are_drawn_as_often_as_their_probability_says():
    strata = pd.Series(["rare"] * 3 + ["common"] * 12 + ["other"] * 25, index=[f"u{i}" for i in range(40)])
    said, times, n = {}, Counter(), 600
    for seed in range(n):
        sample = draw_sample(strata, 12, seed=seed)
        said |= dict(zip(sample["unit_id"], sample["inclusion"], strict=True))
        times.update(sample["unit_id"])
        assert (1 / sample["inclusion"]).sum() == pytest.approx(40)
    assert set(said) == set(strata.index)
    for unit_id, inclusion in said.items():
        assert times[unit_id] / n == pytest.approx(inclusion, abs=4 * np.sqrt(inclusion * (1 - inclusion) / n) + 1e-9)


def test_a_text_stays_drawn_when_others_come_into_other_strata():
    small = pd.Series("a", index=[f"u{i}" for i in range(20)])
    large = pd.concat([small, pd.Series("b", index=[f"v{i}" for i in range(20)])])
    first, second = draw_sample(small, 5, seed=0), draw_sample(large, 10, seed=0)
    assert set(first["unit_id"]) <= set(second["unit_id"])


def test_a_sample_too_small_for_its_strata_is_refused():
    with pytest.raises(InputError, match="fall into 7 strata"):
        draw_tasks(TABLES, Plan(kinds=("label",), n_labels=3))


def test_whole_articles_are_labelled_with_their_weight_and_presence():
    plan = Plan(kinds=("label",), unit="article", n_labels=20)
    key = draw_tasks({name: TABLES[name] for name in needed_tables(plan)}, plan).key
    both = key.merge(
        TABLES["weights"], left_on=["unit_id", "theme", "model"], right_on=["article_id", "theme", "model"],
        suffixes=("", "_of_run"),
    )  # fmt: skip
    assert len(both) == len(key) == 20 * 6 * 2
    np.testing.assert_allclose(both["weight"], both["weight_of_run"])
    np.testing.assert_allclose(both["presence"], both["presence_of_run"])
    assert (key["unit"] == "article").all()


def test_every_fault_of_a_plan_is_told_at_once():
    with pytest.raises(InputError) as error:
        Plan(kinds=("lable",), unit="word", design="odd", n_labels=0, n_words=0, n_passages=-1, model="lsa")
    told = "\n".join(error.value.faults)
    for part in ("did you mean 'label'?", "unit is 'word'", "design is 'odd'", "n_labels is 0", "n_words is 0",
                 "n_passages is -1", "no model 'lsa'"):  # fmt: skip
        assert part in told


def test_missing_tables_and_unknown_models_are_refused():
    with pytest.raises(InputError, match="the tables articles, passages, passage_weights are missing"):
        draw_tasks({name: TABLES[name] for name in ("themes", "theme_terms")}, PLAN)
    by_lda = TABLES["theme_terms"].query("model == 'lda'")
    with pytest.raises(InputError, match="no model 'tfidf'"):
        draw_tasks({**TABLES, "theme_terms": by_lda}, Plan(model="tfidf"))
    assert Plan(kinds=("label",), model="both").model == "both"
    with pytest.raises(InputError, match="no model 'both'"):
        Plan(model="both")


def test_the_key_knows_the_intruder_of_every_intrusion_task(drawn):
    kinds = drawn.tasks.set_index("task_id")["kind"]
    assert set(intruders(drawn.key).index) == set(kinds[kinds != "label"].index)
