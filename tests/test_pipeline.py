"""The whole line: laws that hold whatever the articles are."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import analysis as an
from analysis import tables
from analysis.pipeline import corrected_trends, count_passages, hold_lexicon_against
from analysis.pipeline.counting import count_ready, names_left_out, shown_as_written
from tests.planted import planted_articles

QUICK = an.Settings(n_refits=10, min_count=1, n_free=1)
LEXICON = an.Lexicon({"energy": ["oil", "fuel", "gas"], "war": ["army", "soldier", "missile"]})


@pytest.fixture(scope="module")
def small() -> an.Analysis:
    return an.analyse(planted_articles(24, seed=1), LEXICON, QUICK)


def test_every_table_keeps_its_contract(run: an.Analysis, small: an.Analysis) -> None:
    for analysis in (run, small):
        for name in tables.CONTRACTS.keys() & {field.name for field in fields(analysis)}:
            table = getattr(analysis, name)
            pd.testing.assert_frame_equal(tables.conform(name, table), table.reset_index(drop=True))


def test_weights_of_an_article_sum_to_one_and_lie_in_their_intervals(run: an.Analysis, small: an.Analysis) -> None:
    for analysis in (run, small):
        sums = analysis.weights.groupby(["model", "article_id"])["weight"].sum()
        np.testing.assert_allclose(sums, 1.0, atol=1e-9)
        known = analysis.weights.dropna(subset=["low"])
        assert (known["low"] <= known["weight"] + 1e-12).all()
        assert (known["weight"] <= known["high"] + 1e-12).all()


def same(a: an.Analysis, b: an.Analysis) -> None:
    for field in fields(an.Analysis):
        first, second = getattr(a, field.name), getattr(b, field.name)
        if isinstance(first, pd.DataFrame):
            pd.testing.assert_frame_equal(first, second, check_exact=True)


def test_paragraphs_without_a_counted_word_are_no_choice_of_passages() -> None:
    articles = planted_articles(24, seed=1)
    articles["text"] = articles["text"].where(articles.index > 0, articles["text"].str.split("\n\n").str[0])
    nothing = (
        "\n\nIt is what it was, and so they had been there before that; and then we were not, and he was here too."
    )
    longer = articles.assign(text=articles["text"].where(articles.index > 0, articles["text"] + 4 * nothing))
    for run, n_passages in ((an.analyse(articles, LEXICON, QUICK), 1), (an.analyse(longer, LEXICON, QUICK), 5)):
        first = run.weights[run.weights["article_id"] == run.articles["article_id"].iloc[0]]
        assert (run.passages["article_id"] == first["article_id"].iloc[0]).sum() == n_passages
        assert first["low"].isna().all()
        assert run.weights["low"].notna().any()


def test_the_order_of_the_articles_changes_nothing(small: an.Analysis) -> None:
    shuffled = planted_articles(24, seed=1).sample(frac=1.0, random_state=3)
    same(small, an.analyse(shuffled, LEXICON, QUICK))


def test_articles_that_were_prepared_give_the_same_bytes_also_after_other_lexicons(small: an.Analysis) -> None:
    """What an earlier lexicon added to the words that are shared (phrases, prefixes) leaves no trace."""
    ready = an.prepare(planted_articles(24, seed=1), QUICK)
    other = an.Lexicon(
        {"energy": {"words": ["oil fuel*", "gas", "brim*"], "exclude": ["gas army"]}, "war": ["tank oil"]}
    )
    an.check_lexicon(ready, other)
    same(small, an.analyse(ready, LEXICON, QUICK))
    first, again = an.check_lexicon(planted_articles(24, seed=1), other, QUICK), an.check_lexicon(ready, other)
    for name in ("words", "coverage", "suggestions", "contexts"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(again, name), check_exact=True)


def test_articles_that_other_settings_prepared_are_refused() -> None:
    ready = an.prepare(planted_articles(24, seed=1), QUICK)
    an.check_lexicon(ready, LEXICON, QUICK.model_copy(update={"min_count": 3, "seed": 9}))
    with pytest.raises(an.InputError, match="unit was 'paragraph' and is 'article'; copies was 'drop' and is 'keep'"):
        an.analyse(ready, LEXICON, QUICK.model_copy(update={"copies": "keep", "unit": "article"}))


def test_a_prefix_and_the_words_that_it_stands_for_give_the_same_weights() -> None:
    articles = planted_articles(24, seed=1)
    lists = {"energy": ["oil", "fuel", "gas"], "war": ["army", "soldier", "missile"]}
    open_ones = {"energy": ["oi*", "fuel*", "gas*"], "war": ["arm*", "soldie*", "miss*"]}
    listed, opened = (an.analyse(articles, an.Lexicon(words), QUICK) for words in (lists, open_ones))
    pd.testing.assert_frame_equal(listed.weights, opened.weights, check_exact=True)


@pytest.fixture(scope="module")
def with_sport() -> an.Analysis:
    """An analysis with a theme none of whose words occurs."""
    lexicon = an.Lexicon({"energy": ["oil", "fuel"], "sport": ["football"], "war": ["army", "missile"]})
    return an.analyse(planted_articles(24, seed=1), lexicon, QUICK)


def test_a_theme_none_of_whose_words_occurs_keeps_its_column_and_is_told(with_sport: an.Analysis) -> None:
    told = with_sport.set_aside[with_sport.set_aside["stage"] == "lexicon"]
    assert list(told["path"]) == ["sport"]
    assert list(with_sport.themes["theme"])[:3] == ["energy", "sport", "war"]


def test_a_theme_none_of_whose_words_occurs_has_no_weight(with_sport: an.Analysis) -> None:
    assert (with_sport.weights.loc[with_sport.weights["theme"] == "sport", "weight"] == 0).all()


def copied(n_copies: int) -> pd.DataFrame:
    """Return planted articles, of which each of the first eight stands there once more for each copy asked for."""
    articles = planted_articles(24, seed=1).assign(article_id=lambda t: [f"a{i:02d}" for i in range(len(t))])
    copies = [
        articles.iloc[:8].assign(
            article_id=lambda t, n=n: t["article_id"] + f"-{n}", duplicate_of=articles["article_id"]
        )
        for n in range(n_copies)
    ]
    return pd.concat([articles, *copies], ignore_index=True)


def test_copies_that_are_dropped_change_nothing_and_are_told() -> None:
    once, often = (an.analyse(copied(n), LEXICON, QUICK) for n in (0, 2))
    for name in ("weights", "trends", "theme_terms", "changes"):
        pd.testing.assert_frame_equal(getattr(once, name), getattr(often, name), check_exact=True)
    told = often.set_aside[often.set_aside["stage"] == "copies"]
    assert sorted(told["article_id"]) == sorted(f"a{i:02d}-{n}" for i in range(8) for n in range(2))


def test_copies_that_are_weighed_count_as_one_together() -> None:
    once = an.analyse(copied(0), LEXICON, QUICK)
    weighed, kept = (
        an.analyse(copied(3), LEXICON, QUICK.model_copy(update={"copies": copies})) for copies in ("weigh", "keep")
    )
    key = ["model", "theme", "period"]
    columns = ["n_articles", "share"]
    alike, other = (run.trends.set_index(key)[columns] for run in (weighed, kept))
    before = once.trends.set_index(key)[columns]
    assert len(weighed.articles) == len(kept.articles) == 48
    np.testing.assert_allclose(alike["n_articles"], before["n_articles"])
    assert other["n_articles"].sum() == 2 * before["n_articles"].sum()
    lda, lda_before = (table.loc["lda"].loc[["energy", "war"], "share"] for table in (alike, before))
    np.testing.assert_allclose(lda, lda_before, atol=0.05)


def test_threads_change_nothing(small: an.Analysis) -> None:
    same(small, an.analyse(planted_articles(24, seed=1), LEXICON, QUICK.model_copy(update={"threads": 3})))


@pytest.mark.parametrize("environment", [{"TZ": "Pacific/Kiritimati"}, {"LC_ALL": "C", "PYTHONHASHSEED": "7"}])
def test_another_time_zone_locale_or_process_changes_nothing(
    run: an.Analysis, root: Path, environment: dict[str, str]
) -> None:
    code = (
        "import analysis as an; from tests.gold_scores import seed_run;"
        "run = seed_run(); print(run.weights.to_csv(), run.trends.to_csv(), run.evidence.to_csv())"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout == f"{run.weights.to_csv()} {run.trends.to_csv()} {run.evidence.to_csv()}\n"


def test_the_weights_of_another_seed_lie_in_the_intervals(run: an.Analysis, root: Path) -> None:
    reading = an.read_articles(root / "seeds")
    lexicon = an.Lexicon.load(root / "seeds" / "themes.toml")
    again = an.analyse(reading.articles, lexicon, an.Settings(seed=1, n_refits=10))
    both = run.weights.merge(again.weights, on=["model", "article_id", "theme"])
    named = both[both["theme"].isin(lexicon.names)]
    assert named["weight_y"].between(named["low_x"], named["high_x"]).mean() >= 0.95
    assert (named["weight_x"] - named["weight_y"]).abs().median() < 0.005
    assert not run.weights["low"].equals(again.weights["low"])


def test_a_free_theme_too_many_is_told_off_and_the_named_ones_are_not() -> None:
    run = an.analyse(planted_articles(60), LEXICON, QUICK.model_copy(update={"n_free": 2}))
    junk = run.themes.set_index("theme")["junk"]
    assert junk[["free_1", "free_2"]].notna().any()
    assert junk[["energy", "war", "background"]].isna().all()


def test_the_callers_table_is_left_alone() -> None:
    articles = planted_articles(8)
    before = articles.copy(deep=True)
    an.analyse(articles, LEXICON, QUICK)
    pd.testing.assert_frame_equal(articles, before)


def test_further_columns_are_kept() -> None:
    run = an.analyse(planted_articles(8).assign(country="CU"), LEXICON, QUICK)
    assert (run.articles["country"] == "CU").all()


def test_one_undated_article_is_weighed_and_not_charted() -> None:
    run = an.analyse(pd.DataFrame({"text": ["Oil and gas. The army took the oil. Fuel."]}), LEXICON, QUICK)
    assert run.weights["weight"].notna().all()
    assert run.trends.empty
    assert "weight-by-date" not in an.pictures(run)


def test_an_article_of_unknown_words_has_missing_weights() -> None:
    articles = pd.DataFrame({"text": ["Oil and gas.", "The army.", "Of the and in."], "date": "2020-01-01"})
    run = an.analyse(articles, LEXICON, QUICK)
    mine = run.weights[
        run.weights["article_id"] == run.articles.loc[run.articles["text"] == "Of the and in.", "article_id"].item()
    ]
    assert mine["weight"].isna().all()
    assert run.trends["n_missing"].max() == 1


def test_a_planted_step_is_found_with_its_date() -> None:
    run = an.analyse(planted_articles(150, step=0.3, seed=2), LEXICON, QUICK.model_copy(update={"period": "month"}))
    energy = run.changes[run.changes["theme"] == "energy"]
    assert set(energy["model"]) == {"lda", "tfidf", "both"}
    assert ((energy["at"] - pd.Timestamp("2021-01-01")).abs() <= pd.Timedelta(days=62)).all()
    assert (energy["after"] > energy["before"]).all()
    assert "share-by-period" in an.pictures(run)


def test_titles_are_counted_where_asked() -> None:
    articles = pd.DataFrame(
        {"text": ["The army came.", "Gas here."], "title": ["Oil", "Missile"], "date": "2020-01-01"}
    )
    lexicon = an.Lexicon({"energy": ["oil", "gas"], "war": ["army", "missile"]})
    by = {
        fields: hold_lexicon_against(articles, lexicon, QUICK.model_copy(update={"text_fields": fields})).set_index(
            "term"
        )["count"]
        for fields in ("text", "title", "both")
    }
    assert dict(by["text"]) == {"oil": 0, "gas": 1, "army": 1, "missile": 0}
    assert dict(by["title"]) == {"oil": 1, "gas": 0, "army": 0, "missile": 1}
    assert dict(by["both"]) == {"oil": 1, "gas": 1, "army": 1, "missile": 1}


@pytest.mark.parametrize("unit", ["sentence", "article"])
def test_other_units_work(unit: str) -> None:
    run = an.analyse(planted_articles(12), LEXICON, QUICK.model_copy(update={"unit": unit}))
    assert len(run.passages) == (12 if unit == "article" else 60)
    assert run.weights["low"].isna().all() == (unit == "article")


def test_the_corpus_as_all_there_is_has_narrower_intervals(small: an.Analysis) -> None:
    whole = an.analyse(planted_articles(24, seed=1), LEXICON, QUICK.model_copy(update={"estimand": "corpus"}))
    named = small.weights["theme"].isin(LEXICON.names)
    width = [(w["high"] - w["low"])[named].mean() for w in (small.weights, whole.weights)]
    assert width[1] < width[0] / 2


def test_an_unknown_theme_is_refused_with_the_known_ones(small: an.Analysis) -> None:
    with pytest.raises(an.InputError, match=r"known: .*energy, .*war"):
        small.theme("sport")


def test_learned_phrases_are_terms_where_they_are_asked_for() -> None:
    articles = planted_articles(24, seed=1)
    articles["text"] = articles["text"].str.replace("\n\n", " The prime minister of Saudi Arabia spoke.\n\n", n=1)
    plain, _ = count_passages(articles, LEXICON, QUICK)
    learned, member = count_passages(articles, LEXICON, QUICK.model_copy(update={"learn_phrases": True}))
    assert "saudi arabia" not in plain.terms
    assert "saudi arabia" in learned.terms
    assert learned.totals.sum() < plain.totals.sum()
    assert member.any(axis=1).all()


def test_names_are_left_out_but_for_those_of_the_lexicon() -> None:
    articles = planted_articles(24, seed=1)
    told = " The talks of Saudi Arabia with Rosneft ended as those of Saudi Arabia with Gazprom did.\n\n"
    articles["text"] = articles["text"].str.replace("\n\n", told, n=1)
    lexicon = an.Lexicon({"energy": ["oil", "fuel", "gas", "Gazprom"], "war": ["army", "soldier", "missile"]})
    dropping = QUICK.model_copy(update={"names": "drop"})
    plain, _ = count_passages(articles, lexicon, QUICK)
    dropped, member = count_passages(articles, lexicon, dropping)
    assert {*plain.terms} - {*dropped.terms} == {"saudi", "arabia", "rosneft"}
    assert member[0, dropped.terms.index("gazprom")]
    ready = an.prepare(articles, dropping)
    counted = count_ready(ready, lexicon, dropping)
    (left_out,) = shown_as_written(ready, counted, names_left_out(ready, counted))
    assert list(left_out.itertuples(index=False, name=None)) == [
        ("arabia", "Arabia", 48, 24), ("saudi", "Saudi", 48, 24), ("rosneft", "Rosneft", 24, 24),
    ]  # fmt: skip
    kept = an.prepare(articles, QUICK)
    assert names_left_out(kept, count_ready(kept, lexicon, QUICK)).empty
    learned, _ = count_passages(articles, lexicon, dropping.model_copy(update={"learn_phrases": True}))
    assert not {"saudi", "arabia", "saudi arabia"} & {*learned.terms}
    with pytest.raises(an.InputError, match="names was 'keep' and is 'drop'"):
        count_passages(an.prepare(articles, QUICK), lexicon, dropping)


def article_of(run: an.Analysis, table: pd.DataFrame) -> pd.Series:
    return table["passage_id"].map(run.passages.set_index("passage_id")["article_id"])


def test_a_weight_can_be_followed_down_to_words(run: an.Analysis, small: an.Analysis) -> None:
    for analysis in (run, small):
        words = analysis.explain(analysis, analysis.articles["article_id"])
        words = words.assign(article_id=article_of(analysis, words))
        sums = words.groupby(["model", "article_id", "theme"])["carried"].sum()
        weights = analysis.weights.set_index(["model", "article_id", "theme"])["weight"].dropna()
        np.testing.assert_allclose(sums.reindex(weights.index, fill_value=0.0), weights, atol=1e-9)


def test_a_words_weights_for_all_themes_add_up_to_the_word(run: an.Analysis) -> None:
    words = run.explain(run, run.articles["article_id"].head(2))
    sums = words.groupby(["model", "passage_id", "start"])["weight"].sum()
    np.testing.assert_allclose(sums, 1.0, atol=1e-9)


def test_the_evidence_of_a_theme_is_that_of_its_articles(run: an.Analysis) -> None:
    key = ["model", "theme", "passage_id", "start"]
    words = run.explain(run, article_of(run, run.evidence)).set_index(key)
    mine = run.evidence.set_index(key)
    for column in ("weight", "carried"):
        np.testing.assert_allclose(words.loc[mine.index, column], mine[column], atol=1e-9)


def test_articles_that_are_not_there_are_told(small: an.Analysis) -> None:
    with pytest.raises(an.InputError, match="no article is called 'x'"):
        small.explain(small, ["x"])


N_FREE = an.Settings(seed=3, n_refits=10, n_free=4, threads=2)  # a seed with which all four are found


@pytest.fixture(scope="module")
def four_free() -> an.Analysis:
    return an.analyse(articles_of_themes(40), LEXICON, N_FREE)


def articles_of_themes(n: int) -> pd.DataFrame:
    """Return articles of paragraphs, each of common words and one of four themes that nobody named, some rarer."""
    random = np.random.default_rng(5)
    syllables = ("bri", "cal", "dor", "fen", "gol", "hul", "jas", "kem", "lup", "mor")
    *words, common = [[f"{a}{b}{c}a" for a in syllables for b in ("vo", "zi", "ke")] for c in "mnrtl"]
    rows = []
    for i in range(n):
        kinds = random.choice(4, size=8, p=[0.37, 0.28, 0.2, 0.15])
        drawn = [[*random.choice(words[k], size=18), *random.choice(common, size=14)] for k in kinds]
        paragraphs = [" ".join([*some, "oil" if i % 2 else "army"]).capitalize() + "." for some in drawn]
        rows.append({"article_id": f"p{i:03d}", "text": "\n\n".join(paragraphs)})
    return pd.DataFrame(rows)


def letters(run: an.Analysis) -> dict[str, str]:
    """Return of each free theme the letter that its planted words have in common."""
    return {
        theme: mine.nsmallest(10, "rank")["term"].str[-2].mode()[0]
        for theme, mine in run.theme_terms[run.theme_terms["model"] == "lda"].groupby("theme")
        if theme.startswith("free")
    }


def test_free_themes_stand_by_their_weight(four_free) -> None:
    assert letters(four_free) == {"free_1": "m", "free_2": "n", "free_3": "r", "free_4": "t"}
    weights = four_free.weights.query("model == 'lda'").groupby("theme")["weight"].mean()
    free = weights[weights.index.str.startswith("free")]
    assert free.is_monotonic_decreasing


def kept(run: an.Analysis, earlier: an.Analysis) -> list[str]:
    """Return the letters of the themes that both runs found, all of which must have one name."""
    mine, theirs = ({letter: name for name, letter in letters(each).items()} for each in (run, earlier))
    both = sorted(mine.keys() & theirs.keys())
    assert [mine[letter] for letter in both] == [theirs[letter] for letter in both]
    return both


def test_free_themes_keep_their_names_when_articles_are_added(four_free) -> None:
    run = an.analyse(articles_of_themes(44), LEXICON, N_FREE, like=four_free)
    assert len(kept(run, four_free)) >= 3
    new = set(letters(run)) - set(letters(four_free))
    assert new <= {"free_5"}


def test_free_themes_keep_their_names_where_one_is_gone_and_another_the_heaviest(four_free) -> None:
    articles = articles_of_themes(44)
    other = articles.assign(text=articles["text"].str.replace(r"ma\b", "ta", regex=True))
    run = an.analyse(other, LEXICON, N_FREE.model_copy(update={"n_free": 3}), like=four_free.bundle)
    assert letters(run) == {"free_2": "n", "free_3": "r", "free_4": "t"}
    colours = [each.themes.set_index("theme").loc["free_4", "colour"] for each in (run, four_free)]
    assert colours[0] == colours[1]
    fresh = an.analyse(articles, LEXICON, N_FREE, like=run)
    assert kept(fresh, run) == ["n", "r", "t"]
    assert list(fresh.bundle.themes["theme"])[-2:] == ["free_5", "background"]


def test_the_number_of_free_themes_is_left_to_the_corpus() -> None:
    run = an.analyse(articles_of_themes(40), LEXICON, N_FREE.model_copy(update={"n_free": "auto"}))
    n = int(run.number_of_themes.loc[run.number_of_themes["chosen"], "n_themes"].item())
    assert n in (4, 6, 8)
    assert (run.themes["kind"] == "free").sum() == n
    assert an.analyse(articles_of_themes(4), LEXICON, N_FREE).number_of_themes.empty


def test_what_a_share_is_a_share_of_is_a_setting() -> None:
    articles = planted_articles(40).assign(source=["north", "south"] * 20)
    lexicon = an.Lexicon({"energy": ["oil", "fuel"], "war": ["army", "soldier"]})
    asked = {"n_refits": 10, "min_count": 1, "n_free": 0, "period": "year"}
    published = pd.DataFrame({"period": ["2020", "2021"], "n": [200, 200]})

    def trends(published: pd.DataFrame | None = None, **options: object) -> pd.DataFrame:
        return an.analyse(articles, lexicon, an.Settings.of({**asked, **options}), published=published).trends

    plain = trends()
    by_outlet = trends(fixed_mix=True, cluster="outlet_day")
    among = trends(denominator="articles_with_theme")
    of_all = trends(denominator="published", published=published)
    np.testing.assert_allclose(by_outlet["share"], plain["share"], atol=0.01)  # outlets publish as much as each other
    assert set(by_outlet["denominator"]) == {"articles, fixed mix of outlets"}
    assert (among["total"] <= plain["total"] + 1e-9).all()
    np.testing.assert_allclose(of_all["count"], plain["count"])
    np.testing.assert_allclose(of_all["total"], 200)
    for table in (plain, by_outlet, among, of_all):
        assert table["low"].notna().all()
        assert (table["low"] <= table["share"]).all()
        assert (table["share"] <= table["high"]).all()
    with pytest.raises(an.InputError, match="--published FILE"):
        trends(denominator="published")


def test_shares_of_a_run_are_corrected_by_labels(small: an.Analysis) -> None:
    chosen = small.articles["article_id"].iloc[::2]
    labels = pd.DataFrame({"article_id": chosen, "theme": "energy", "label": [0.0, 0.5] * 6, "inclusion": 0.5})
    found = corrected_trends(small, labels)
    whole = found.iloc[0]
    assert (whole["theme"], whole["period"], whole["n_labels"]) == ("energy", "all time", 12)
    assert whole["low"] < whole["share"] < whole["high"]
    weights = small.weights[(small.weights["model"] == "both") & (small.weights["theme"] == "energy")]
    assert whole["model_share"] == pytest.approx(weights["weight"].mean())
    by_source = corrected_trends(small, labels, group="language")
    assert set(by_source["group"]) == {"language=en"}
    with pytest.raises(an.InputError, match=r"no model is called 'foo' \(known: lda, tfidf, both\)"):
        corrected_trends(small, labels, model="foo")
    with pytest.raises(an.InputError, match=r"no column 'languge' \(did you mean 'language'\?\)"):
        corrected_trends(small, labels, group="languge")


def test_a_label_on_which_coders_are_split_counts_half(small: an.Analysis) -> None:
    chosen = small.articles["article_id"].iloc[::2]
    labels = pd.DataFrame({"unit": "article", "article_id": chosen, "theme": "energy", "inclusion": 0.5})
    labels["label"] = pd.array([0, 1, None] * 4, dtype="Int64")
    split = corrected_trends(small, labels.assign(share=[0.0, 1.0, 0.5] * 4))
    halves = corrected_trends(small, labels.assign(label=[0.0, 1.0, 0.5] * 4))
    pd.testing.assert_frame_equal(split, halves)
