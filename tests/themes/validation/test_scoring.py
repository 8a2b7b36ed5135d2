"""Scores of planted coders: the truth is known, and comes back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.hashing import stable_hash
from analysis.themes.validation import Plan, draw_tasks, label_table, score_answers
from tests.themes import naive
from tests.themes.validation.planted import answered, planted_tables, truthful

TABLES = planted_tables()
PLAN = Plan(n_labels=60, n_passages=30)
KEY = draw_tasks(TABLES, PLAN).key
THEMES = [f"theme{k}" for k in range(6)]
TRUTH = (
    TABLES["passage_weights"].query("model == 'tfidf'").set_index("passage_id")[THEMES] > 0.2
)  # what texts are about
TRUE = TRUTH.stack().to_dict()  # noqa: PD013


def is_in(unit_id, theme):
    return TRUE[unit_id, theme]


def figures(scores, kind, measure, model="lda"):
    mine = scores[(scores["kind"] == kind) & (scores["measure"] == measure) & (scores["model"] == model)]
    return mine.set_index("theme")


@pytest.fixture(scope="module")
def perfect():
    answers = pd.concat([answered(KEY, coder, truthful(is_in)) for coder in ("ann", "ben", "eve")])
    return answers, score_answers(answers, KEY)


def test_coders_who_know_the_truth_find_all_intruders_and_agree(perfect):
    _, scores = perfect
    for kind in ("word_intrusion", "theme_intrusion"):
        found = figures(scores, kind, "found")
        assert (found["value"] == 1).all()
        assert found.loc["all", "low"] > 0.85
        assert (found["low"] < found["value"]).all()
        assert figures(scores, kind, "alpha", "coders")["value"].tolist() == [1.0]
    assert (figures(scores, "label", "alpha", "coders")["value"] == 1).all()


def test_coders_who_guess_find_what_chance_does_and_do_not_agree():
    def guess(coder):
        def choose(options):
            return options[stable_hash(f"{coder}/{options[0].task_id}") % len(options)].letter

        return choose

    key = draw_tasks(planted_tables(n_articles=150, seed=5), Plan(n_labels=100, n_words=5, n_passages=200)).key
    scores = score_answers(pd.concat([answered(key, c, guess(c)) for c in "abcdef"]), key, level=0.99)
    for kind in ("word_intrusion", "theme_intrusion"):
        found, chance = figures(scores, kind, "found").loc["all"], figures(scores, kind, "chance").loc["all"]
        assert found["low"] <= chance["value"] <= found["high"]
        assert figures(scores, kind, "alpha", "coders").loc["all", "value"] == pytest.approx(0, abs=0.05)
    assert figures(scores, "word_intrusion", "chance").loc["all", "value"] == pytest.approx(1 / 6)


def test_a_theme_whose_words_do_not_belong_together_is_told_by_its_score():
    def choose(options):
        own = next(o for o in options if not o.intruder)
        if own.kind == "word_intrusion" and own.theme == "theme2":  # takes a word of the theme for the intruder
            return own.letter
        return truthful(is_in)(options)

    found = figures(score_answers(answered(KEY, "ann", choose), KEY), "word_intrusion", "found")["value"]
    assert found["theme2"] == 0
    assert (found.drop(["theme2", "all"]) == 1).all()
    assert found["all"] == pytest.approx(7 / 8)


def test_labels_are_what_most_coders_say_with_ties_missing():
    key = KEY[KEY["kind"] == "label"]
    task = key["task_id"].iloc[0]
    given = [("ann", "A B"), ("ben", "A"), ("eve", "A"), ("joe", "B C")]
    table = label_table(pd.DataFrame([(c, task, a) for c, a in given], columns=["coder", "task_id", "answer"]), key)
    assert table["theme"].tolist() == [f"theme{k}" for k in range(6)]
    assert table["share"].tolist() == [0.75, 0.5, 0.25, 0, 0, 0]
    assert table["label"].isna().tolist() == [False, True, False, False, False, False]
    assert table["label"].dropna().tolist() == [1, 0, 0, 0, 0]
    assert (table["coders"] == 4).all()
    of_task = key[key["task_id"] == task].iloc[0]
    assert table[["unit_id", "article_id", "inclusion"]].drop_duplicates().to_numpy().tolist() == [
        [of_task["unit_id"], of_task["article_id"], of_task["inclusion"]]
    ]


@pytest.fixture(scope="module")
def uneven():
    """Keys of several samples of texts of which half are of one theme, and so drawn more rarely; and the truth.

    What the model calls heavy in theme1 is true more often, and that in other ways where theme0 is heavy as well.
    """
    tables = planted_tables(common=2.5)
    weights = tables["passage_weights"].query("model == 'lda'").set_index("passage_id")
    chance = np.where(
        weights["theme0"] > 0.3, np.where(weights["theme1"] >= 0.1, 30, 2), np.where(weights["theme1"] >= 0.1, 90, 40)
    )
    truth = {i: (stable_hash(i) % 100) < p for i, p in zip(weights.index, chance, strict=True)}
    keys = [draw_tasks(tables, Plan(kinds=("label",), n_labels=70, seed=seed)).key for seed in range(14)]
    return keys, weights["theme1"], truth


def answers_of(truth, key):
    return answered(key, "ann", truthful(lambda i, t: t == "theme1" and truth[i]))


def test_labels_weighed_by_their_probability_give_the_share_in_all_texts_on_average(uneven):
    keys, _, truth = uneven
    plain, weighed = [], []
    for key in keys:
        labels = label_table(answers_of(truth, key), key).query("theme == 'theme1'")
        plain.append(labels["label"].astype(float).mean())
        weighed.append((labels["label"] / labels["inclusion"]).astype(float).sum() / len(truth))
    share, spread = np.mean(list(truth.values())), np.std(weighed) / np.sqrt(len(keys))
    assert abs(np.mean(weighed) - share) < 3 * spread
    assert abs(np.mean(plain) - share) > 5 * spread  # what the sample itself says is wrong
    assert {"unit", "unit_id", "theme", "label", "coders", "inclusion"} <= set(labels)


def test_precision_recall_and_area_are_those_of_all_texts_on_average(uneven):
    keys, weight, truth = uneven
    yes, said = np.array(list(truth.values())), weight.to_numpy() >= 0.1
    wanted = {
        ("coders", "prevalence"): yes.mean(),
        ("lda", "precision_weight"): (yes & said).sum() / said.sum(),
        ("lda", "recall_weight"): (yes & said).sum() / yes.sum(),
        ("lda", "f1_weight"): 2 * (yes & said).sum() / (yes.sum() + said.sum()),
        ("lda", "auc_weight"): naive.area(weight, yes, np.ones(len(yes))),
    }
    seen, inside = {m: [] for m in wanted}, dict.fromkeys(wanted, 0)
    for key in keys:
        scores = score_answers(answers_of(truth, key), key)
        for (model, measure), value in wanted.items():
            row = figures(scores, "label", measure, model).loc["theme1"]
            seen[model, measure].append(row["value"])
            inside[model, measure] += row["low"] <= value <= row["high"]
    for measure, value in wanted.items():
        spread = np.std(seen[measure]) / np.sqrt(len(keys))
        assert np.mean(seen[measure]) == pytest.approx(value, abs=max(0.02, 3 * spread)), measure
        assert inside[measure] >= 9, measure  # at 90%, chance alone has fewer of fourteen inside once in 500 times


def test_scores_depend_on_neither_the_order_of_answers_nor_the_names_of_coders(perfect):
    answers, scores = perfect
    labelling = set(KEY.loc[KEY["kind"] == "label", "task_id"])
    slips = [t in labelling and stable_hash(f"{c}{t}") % 4 == 0 for c, t, _ in answers.itertuples(index=False)]
    noisy = answers.assign(answer=answers["answer"].mask(slips, "none"))
    first = score_answers(noisy, KEY)
    renamed = noisy.assign(coder=noisy["coder"].map({"ann": "zoe", "ben": "x", "eve": "a"})).iloc[::-1]
    pd.testing.assert_frame_equal(score_answers(renamed, KEY), first)
    assert not first["value"].equals(scores["value"])
    alpha = figures(first, "label", "alpha", "coders").loc["all"]
    assert 0 < alpha["low"] < alpha["value"] < alpha["high"] < 1


def test_one_coder_has_nobody_to_agree_with_and_few_tasks_no_interval():
    scores = score_answers(answered(KEY, "ann", truthful(is_in)), KEY)
    alpha = scores[scores["measure"] == "alpha"]
    assert alpha["value"].isna().all()
    assert (alpha["covers"] == "none: no two coders answered the same task").all()
    few = KEY[KEY["task_id"].isin(sorted(set(KEY.loc[KEY["kind"] == "label", "task_id"]))[:3])]
    answers = pd.concat([answered(few, coder, truthful(is_in)) for coder in "ab"])
    scores = score_answers(answers, few)
    assert scores.loc[scores["measure"] == "alpha", "low"].isna().all()
    assert not scores["kind"].ne("label").any()


def test_articles_are_scored_by_their_presence_as_well():
    key = draw_tasks(TABLES, Plan(kinds=("label",), unit="article", n_labels=30, design="simple")).key
    said = key[key["model"] == "lda"].set_index(["unit_id", "theme"])["presence"]
    scores = score_answers(answered(key, "ann", truthful(lambda i, t: said[i, t] >= 0.5)), key)
    for measure in ("precision_presence", "recall_presence", "f1_presence", "auc_presence"):
        assert figures(scores, "label", measure)["value"].dropna().to_numpy() == pytest.approx(1)
    assert {"precision_weight", "auc_weight"} <= set(scores["measure"])


def test_intervals_hold_their_values_and_say_what_they_cover(perfect):
    _, scores = perfect
    known = scores.dropna(subset=["low"])
    assert ((known["low"] <= known["value"]) & (known["value"] <= known["high"])).all()
    assert (scores.loc[scores["low"].isna(), "covers"].str.startswith("none")).all()
    assert not known["covers"].str.startswith("none").any()
