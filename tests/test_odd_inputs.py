"""Odd but legal input: small, large, undated, long-labelled; every one of them makes a report, or a fault in words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import analysis as an
from tests.planted import planted_articles

QUICK = {"n_refits": 10, "min_count": 1}
TWO = {"energy": ["oil", "gas", "fuel"], "war": ["army", "missile"]}
LONG = "A label of some sixty characters that somebody may well write"


def articles(*texts: str, **columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"text": list(texts), **columns})


WORDS = [
    "oil",
    "fuel",
    "gas",
    "electricity",
    "refinery",
    "pipeline",
    "army",
    "soldier",
    "missile",
    "tank",
    "troop",
    "weapon",
]
TWELVE = {f"theme_{i + 1}": {"label": f"{LONG} {i}", "words": [word]} for i, word in enumerate(WORDS)}
RUSSIAN = {"energy": ["нефть", "газ"], "war": ["армия", "ракета"]}
RARE = "oil army " + "word other thing more text " * 200

CASES: dict[str, tuple[pd.DataFrame, dict[str, Any], dict[str, Any]]] = {
    "one article": (articles("Oil and gas. The army took the oil.\n\nFuel was short.", date="2020"), TWO, {}),
    "one word": (articles("oil army", date="2020-01-01"), TWO, {"n_free": 0}),
    "no evidence": (articles(RARE, RARE, RARE), TWO, {"unit": "article"}),
    "unknown words on the only date": (
        articles("Bonjour voila.", "Oil and gas.", "The army.", date=["2020-01-01", None, None]),
        TWO,
        {},
    ),
    "three precisions": (articles("Oil.", "The army.", "Gas.", date=["1700", "2021-05", "2024-05-06"]), TWO, {}),
    "many undated": (planted_articles(60).drop(columns="date"), TWO, {}),
    "a gap of years": (
        planted_articles(60).assign(date=["2000-01-05"] * 30 + ["2010-01-05"] * 30),
        TWO,
        {"period": "year"},
    ),
    "Cyrillic": (articles("Нефть и газ подорожали.", "Армия получила ракеты.", date="2022-01-01"), RUSSIAN, {}),
    "twelve themes with long labels": (planted_articles(12).assign(title="A title that goes on " * 14), TWELVE, {}),
    "many free themes": (planted_articles(20), TWO, {"n_free": 20}),
    "years beside missing ones": (articles("Oil.", "The army.", date=[2020.0, None]), TWO, {}),
}

LONG = ("twelve themes with long labels", "many free themes")


@pytest.mark.filterwarnings("ignore:Glyph")  # a script that the font lacks is drawn as boxes
@pytest.mark.parametrize("case", [pytest.param(c, marks=pytest.mark.slow) if c in LONG else c for c in CASES])
def test_a_report_is_made_of(case: str, tmp_path: Path) -> None:
    table, lexicon, settings = CASES[case]
    run = an.analyse(table, an.Lexicon(lexicon), an.Settings(**{**QUICK, **settings}))
    files = an.write_report(run, tmp_path / "out")
    assert files["report.html"].stat().st_size > 10_000


def test_a_theme_that_may_hold_no_term_has_no_weight() -> None:
    table = articles("Oil rises sharply.", "The army marches.", "Zebra, oil, army.", date="2020-01-01")
    run = an.analyse(table, an.Lexicon({"energy": ["oil"], "war": ["army"]}), an.Settings(n_refits=10, min_count=2))
    text = dict(zip(run.articles["article_id"], run.articles["text"], strict=True))
    energy = run.theme("energy")
    energy["text"] = energy["article_id"].map(text)
    assert energy.loc[energy["text"] == "Oil rises sharply.", "weight"].round(6).tolist() == [1.0, 1.0, 1.0]
    assert energy.loc[energy["text"] == "Zebra, oil, army.", "weight"].round(2).tolist() == [0.5, 0.5, 0.5]


def test_copies_keep_their_identifiers_in_any_order() -> None:
    table = articles("Oil.", "Oil.", "The army.", date="2020-01-01", title=["A", "B", "C"])
    ids = [
        an.read_articles(order).articles.set_index("title")["article_id"].to_dict()
        for order in (table, table.iloc[::-1])
    ]
    assert ids[0] == ids[1]
    assert len(set(ids[0].values())) == 3


def test_empty_periods_are_rows_of_the_charts() -> None:
    table, lexicon, settings = CASES["a gap of years"]
    run = an.analyse(table, an.Lexicon(lexicon), an.Settings(**{**QUICK, **settings}))
    values = an.pictures(run)["composition"].values
    assert values[values["model"] == "lda"]["year"].tolist() == [str(year) for year in range(2000, 2011)]
    assert values["energy"].isna().sum() == 2 * 9


@pytest.mark.parametrize("name", ["background", "free_1", "model", "passage_id", "article", "day", "repeated_1"])
def test_a_theme_may_not_be_called_like_a_column_of_ours(name: str) -> None:
    lexicon = {name: ["oil"], "war": ["army"]}
    if name == "repeated_1":
        assert an.Lexicon(lexicon).names == ("repeated_1", "war")
    else:
        with pytest.raises(an.InputError, match="one of the package's own columns"):
            an.Lexicon(lexicon)


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda: an.analyse(["Oil."], an.Lexicon(TWO)), "articles is list"),
        (lambda: an.Lexicon(["oil"]), "lexicon: is list"),
        (lambda: an.Lexicon({1: ["oil"]}), "the theme's name '1'"),
        (lambda: an.Lexicon({"a": {"words": {1: ["oil"]}}}), "words in '1'"),
        (lambda: an.Settings(seed=-1), "seed is -1"),
        (lambda: an.read_articles([]), "none is named"),
        (lambda: an.read_articles("x" * 300), "longer than a path can be"),
        (lambda: an.count_terms(["oil", "gas"], languages=["en"]), "1 entries for 2 texts"),
        (lambda: an.analyse(articles("Oil.", "The army.", date=["1700-01-01", "2024-01-01"]), an.Lexicon(TWO),
                            an.Settings(**QUICK, period="day")), "choose a longer one: month or quarter or year$"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_told_in_words(call: Any, told: str) -> None:
    with pytest.raises(an.InputError, match=told):
        call()


def test_two_folders_with_a_table_each_are_refused(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"{name}.txt").write_text("Oil.", encoding="utf-8")
        (tmp_path / name / "articles.csv").write_text(f"file,date\n{name}.txt,2020\n", encoding="utf-8")
    with pytest.raises(an.InputError, match="cannot both be used"):
        an.read_articles([tmp_path / "a", tmp_path / "b"])
    assert len(an.read_articles([tmp_path / "a", tmp_path / "b"], metadata=_joined(tmp_path)).articles) == 2


def _joined(folder: Path) -> Path:
    path = folder / "both.csv"
    path.write_text("file,date\na.txt,2020\nb.txt,2021\n", encoding="utf-8")
    return path


def test_an_input_of_the_manifest_that_is_missing_is_refused(run: an.Analysis, tmp_path: Path) -> None:
    with pytest.raises(an.InputError, match=r"nope\.toml' cannot be read"):
        an.write_report(run, tmp_path / "out", inputs=[tmp_path / "nope.toml"])
    assert not (tmp_path / "out").exists()
