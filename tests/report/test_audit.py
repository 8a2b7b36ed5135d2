"""The audit for people and programs: lines on a terminal, JSON, and a page on which text is text."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.corpus import Audit, audit_reading, find_copies, read_articles, show_difference
from analysis.corpus.reading import Reading
from analysis.report import audit_json, audit_lines, audit_page
from analysis.report.audit_json import TABLES
from analysis.report.audit_page import coverage_picture
from analysis.report.audit_words import attention

HOSTILE = "</td><script>alert('1')</script>\x1b[31m{{ 7*7 }} & \"quoted\""
LONG = " ".join(f"word{i}" for i in range(300))


def audited(rows: list[dict[str, object]]) -> tuple[Audit, dict[str, str]]:
    """Return the audit of a table of articles, and their texts."""
    reading = read_articles(pd.DataFrame(rows))
    texts = dict(zip(reading.articles["article_id"], reading.articles["text"], strict=True))
    return audit_reading(reading), texts


@pytest.fixture(scope="module")
def hostile() -> tuple[Audit, dict[str, str]]:
    """Articles of two sources that try to be markup, with near-copies, a gap, an undated and a doubtful one."""
    days = [day for day in pd.date_range("2020-01-01", "2020-12-31") if day.month != 5]
    rows: list[dict[str, object]] = [
        {"text": f"{HOSTILE} story {i} {'x' * i} of the day", "title": f"{HOSTILE} {i}", "date": f"{day:%Y-%m-%d}",
         "source": HOSTILE if i % 2 else "B"}
        for i, day in enumerate(days)
    ]  # fmt: skip
    rows += [
        {"text": f"{HOSTILE} {LONG} {end}", "title": None, "date": None, "source": None}
        for end in ("<b>first</b> end", "<i>second</i> end")
    ]
    rows.append({"text": f"{HOSTILE} On 3 March 2021 they met.", "date": "2999-01-01", "title": HOSTILE, "source": "B"})
    return audited(rows)


class Markup(HTMLParser):
    """Collects the elements of a page and what the policy and the style say."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self.attributes += attrs


def parsed(page: str) -> Markup:
    markup = Markup()
    markup.feed(page)
    return markup


def test_what_comes_from_articles_is_text_on_the_page(hostile: tuple[Audit, dict[str, str]]) -> None:
    found, texts = hostile
    page = audit_page(found, text_of=texts.__getitem__, show_difference=show_difference)
    markup = parsed(page)
    assert not {"script", "i", "iframe", "link", "object"} & set(markup.elements)
    assert markup.elements.count("b") == 5  # the totals
    assert not [name for name, _ in markup.attributes if name.startswith("on")]
    assert all(value.startswith(("#", "data:image/svg+xml;base64,")) for name, value in markup.attributes
               if name in ("src", "href") and value)  # fmt: skip
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'" in page
    assert "{{ 7*7 }}" in page
    assert "&lt;script&gt;alert" in page
    assert "\x1b" not in "".join(line for line in audit_lines(found, 100))


def test_the_page_is_the_same_bytes_each_time(hostile: tuple[Audit, dict[str, str]]) -> None:
    found, texts = hostile
    first, second = (audit_page(found, text_of=texts.__getitem__, show_difference=show_difference) for _ in range(2))
    assert first == second


def test_near_copies_stand_side_by_side_with_their_difference(hostile: tuple[Audit, dict[str, str]]) -> None:
    found, texts = hostile
    page = audit_page(found, text_of=texts.__getitem__, show_difference=show_difference)
    ends = {"&lt;b&gt;first&lt;/b&gt; ", "&lt;i&gt;second&lt;/i&gt; "}
    assert {*re.findall(r"<del>([^<]*)</del>", page), *re.findall(r"<ins>([^<]*)</ins>", page)} == ends
    assert "word150" not in page  # a long stretch that both have is shortened


def test_the_picture_frames_the_gap_and_nothing_else(hostile: tuple[Audit, dict[str, str]]) -> None:
    picture = coverage_picture(hostile[0])
    assert picture is not None
    values = picture.values.set_index("source")
    assert values.index.tolist()[0] == "all articles"
    assert values.loc["all articles", "2020-05"] == 0
    assert values.loc["all articles", "2020-01"] == 31
    assert (values.iloc[1:].sum() == values.loc["all articles"]).all()
    assert "with 3 gaps framed" in picture.alt  # of all articles and of both sources
    frames = picture.figure.axes[0].patches
    assert {round(float(frame.get_x()), 1) for frame in frames} == {3.5}


def test_lines_tell_totals_first_and_what_to_do(hostile: tuple[Audit, dict[str, str]]) -> None:
    lines = list(audit_lines(hostile[0], 100))
    assert lines[0] == "338 read = 338 kept (3 undated) + 0 set aside"
    told = "\n".join(lines)
    for part in ("2 without a date.", "--write FILE", "1 with a doubtful date.", "1 copy of 1 article.",
                 "1 gap in coverage.", "all articles  2020-05-01  2020-05-31  31 days"):  # fmt: skip
        assert part in told
    assert max(map(len, lines[:20])) <= 100


def test_what_is_undated_is_listed_by_file_and_position(tmp_path: Path) -> None:
    (tmp_path / "rows.csv").write_text("text\nOil rose.\nGas fell.\nRain came.\n", encoding="utf-8")
    (tmp_path / "a.txt").write_text("Nothing.", encoding="utf-8")
    (tmp_path / "z.txt").write_text("They met on 3 June 2022 in town.", encoding="utf-8")
    rows = next(rows for name, _, rows in attention(audit_reading(read_articles(tmp_path))) if name == "undated")
    assert rows["File"].tolist() == ["z.txt", "a.txt", *(f"rows.csv, position {n}" for n in range(3))]


def test_few_inputs_that_were_set_aside_are_named_one_by_one_and_many_by_their_reasons() -> None:
    good: list[dict[str, object]] = [{"text": "Oil rose."}]
    few = list(audit_lines(audited([*good, *[{"text": None}] * 3])[0], 100))
    assert len([line for line in few if "holds no word" in line]) == 3
    many = list(audit_lines(audited([*good, *[{"text": None}] * 30])[0], 100))
    assert [line.split()[:2] for line in many if "holds no word" in line] == [["empty", "30"]]


def test_columns_that_were_guessed_are_told_in_one_line_that_is_not_cut() -> None:
    names = {"headline": "Oil", "full_text": "Oil rose.", "published": "2020-01-01", "newspaper": "The Bay Times"}
    told = "text=full_text, title=headline, date=published, source=newspaper"
    assert any(line.endswith(f"columns guessed: {told}") for line in audit_lines(audited([names])[0], 60))


def test_no_year_is_left_out_of_a_decade_or_two() -> None:
    rows: list[dict[str, object]] = [{"text": f"Story {y}", "date": f"{y}-01-01"} for y in range(2000, 2025)]
    years = [line.split()[0] for line in audit_lines(audited(rows)[0], 100) if line.startswith("20")]
    assert years == [str(year) for year in range(2000, 2025)]


def test_lines_of_nothing_wrong_tell_no_more() -> None:
    found, _ = audited([{"text": "Oil rose.", "date": "2020-01-01"}])
    told = "\n".join(audit_lines(found, 100))
    assert "1 read = 1 kept (0 undated) + 0 set aside" in told
    assert "gap" not in told
    assert "doubtful" not in told


def test_a_page_of_nothing_dated_has_no_picture() -> None:
    found, texts = audited([{"text": "Oil rose."}])
    assert coverage_picture(found) is None
    page = audit_page(found, text_of=texts.__getitem__, show_difference=show_difference)
    assert "<img" not in page
    assert "1 without a date" in page


def test_a_long_span_is_shown_by_years_and_many_sources_are_cut() -> None:
    rows = [
        {"text": f"Story {i} of {i * i}", "date": f"{1950 + i}-01-01", "source": f"S{i % 40:02}"} for i in range(70)
    ]
    picture = coverage_picture(audited(rows)[0])
    assert picture is not None
    assert picture.values.shape == (31, 71)
    assert "Articles a year" in picture.caption
    assert "10 more are not" in picture.caption


def test_the_json_keeps_its_schema(hostile: tuple[Audit, dict[str, str]]) -> None:
    data = audit_json(hostile[0])
    told = json.loads(data)
    assert (told["format"], told["schema_version"]) == ("themeline-audit", 1)
    assert set(told) == {"format", "schema_version", "totals", *TABLES}
    assert {name: sorted(told[name][0]) for name in TABLES if told[name]} == {
        "counts": ["by", "first", "last", "n_articles", "n_copies", "n_undated", "value"],
        "doubtful": ["article_id", "date", "date_precision", "path", "problem", "proposed", "title"],
        "dates": ["article_id", "confidence", "date", "number", "place", "precision", "words"],
        "copies": ["article_id", "duplicate_of", "kind", "similarity"],
        "copy_groups": ["duplicate_of", "furthest", "n_copies", "n_near", "path", "similarity", "title"],
        "coverage_gaps": ["days", "end", "expected", "kind", "scope", "source", "start"],
        "coverage_spans": ["first", "judged", "last", "n_articles", "n_units", "partial_first", "partial_last", "scope",
                           "source", "unit"],
        "coverage_months": ["month", "n_articles", "scope", "source"],
    }  # fmt: skip
    assert told["totals"] == {
        "read": 338, "kept": 338, "set aside": 0, "dated": 335, "undated": 3, "doubtful": 1, "copies": 1,
    }  # fmt: skip
    assert data == (json.dumps(told, indent=1, sort_keys=True) + "\n").encode()
    gap = told["coverage_gaps"][0]
    assert (gap["start"], gap["end"], gap["source"]) == ("2020-05-01", "2020-05-31", "")


def test_what_was_set_aside_stands_in_the_json() -> None:
    one = read_articles(pd.DataFrame([{"text": "Oil rose."}, {"text": None}]))
    told = json.loads(audit_json(audit_reading(one)))
    assert told["totals"]["read"] == 2
    assert [row["reason"] for row in told["set_aside"]] == [row["reason"] for row in told["reasons"]]


def test_differences_come_from_the_function_given() -> None:
    rows = [{"text": f"{LONG} {end}"} for end in ("one", "two")]
    found, texts = audited(rows)
    assert find_copies(list(texts.values()), ids=list(texts))["kind"].tolist() == ["near"]
    page = audit_page(found, text_of=texts.__getitem__, show_difference=lambda *_: [("changed", "left!", "right!")])
    assert "<del>left!</del>" in page
    assert "<ins>right!</ins>" in page


def test_a_reading_of_nothing_is_told() -> None:
    empty = read_articles(pd.DataFrame([{"text": "Oil rose."}]))
    none = Reading(articles=empty.articles.iloc[:0], set_aside=empty.set_aside)
    found = audit_reading(none)
    assert next(iter(audit_lines(found))) == "0 read = 0 kept (0 undated) + 0 set aside"
    assert np.isclose(found.totals["n"].sum(), 0)
