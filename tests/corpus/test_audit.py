"""The audit adds up, whatever was read, in whatever parts."""

import dataclasses

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import tables
from analysis.corpus import Auditor, Copies, Reading, Spool, audit_reading, read_parts
from analysis.corpus.audit import Audit
from analysis.errors import ContractError

LAW = settings(max_examples=60)
TABLES = [field.name for field in dataclasses.fields(Audit)]
ARTICLE = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["A", "B", None]),
        "date": st.sampled_from([None, "2020-01-05", "2020-02-01", "2021-01-01"]),
        "date_precision": st.sampled_from(["day", "month", "year"]),
        "language": st.sampled_from(["en", "es", None]),
        "date_problem": st.sampled_from([None, None, "the link says so, the page otherwise"]),
        "copy": st.booleans(),
        "path": st.sampled_from(["a.txt", "b.csv"]),
    }
)
ASIDE = st.fixed_dictionaries(
    {"path": st.sampled_from(["x.doc", "b.csv"]), "reason": st.sampled_from(["format", "empty"])}
)


def reading(articles, aside=()):
    """Return a reading from rows of articles and of what was set aside, each in its own place."""
    rows = [
        {**row, "article_id": f"a{i:03}", "position": i, "text": "Oil rose.", "date_source": row.get("date") and "link"}
        for i, row in enumerate(articles)
    ]
    kept = pd.DataFrame(rows or {"article_id": [], "text": []})
    if rows:
        kept["date"] = pd.to_datetime(kept["date"]).astype("datetime64[s]")
        kept.loc[kept["date"].isna(), "date_precision"] = None
    copies = [
        {"article_id": row["article_id"], "duplicate_of": "a000", "similarity": 0.9, "kind": "near"}
        for row in rows[1:]
        if row["copy"]
    ]
    left = [{**row, "stage": "corpus", "position": 1000 + i, "detail": "is none"} for i, row in enumerate(aside)]
    dates = [
        {"article_id": row["article_id"], "number": n, "date": pd.Timestamp("2020-01-01"), "precision": "day",
         "place": "link", "words": "2020/01/01", "confidence": 0.5}
        for row in rows
        for n in range(2)
    ]  # fmt: skip
    return Reading(
        articles=tables.conform("articles", kept),
        set_aside=tables.conform("set_aside", pd.DataFrame(left)) if left else tables.empty("set_aside"),
        dates=tables.conform("dates", pd.DataFrame(dates)) if dates else tables.empty("dates"),
        copies=tables.conform("copies", pd.DataFrame(copies)) if copies else tables.empty("copies"),
        notes=tables.conform(
            "notes", pd.DataFrame([{"path": "b.csv", "note": "columns guessed", "articles": len(rows)}])
        ),
    )


@LAW
@given(st.lists(ARTICLE, max_size=12), st.lists(ASIDE, max_size=6))
def test_every_way_of_counting_adds_up(articles, aside):
    found = audit_reading(reading(articles, aside))
    assert found.total("read") == len(articles) + len(aside)
    assert found.total("kept") + found.total("set aside") == found.total("read")
    assert found.total("dated") + found.total("undated") == found.total("kept")
    assert found.reasons["n"].sum() == len(aside)
    sums = found.counts.groupby("by")[["n_articles", "n_undated", "n_copies"]].sum()
    expected = [found.total(count) for count in ("kept", "undated", "copies")]
    if articles:
        assert sums.to_numpy().tolist() == [expected] * 6
    assert found.copy_groups["n_copies"].sum() == found.total("copies")
    assert found.coverage_months.query("scope == 'corpus'")["n_articles"].sum() == pytest.approx(found.total("dated"))
    assert set(found.dates["article_id"]) == set(found.doubtful["article_id"])


@pytest.mark.slow
@LAW
@given(st.lists(ARTICLE, min_size=1, max_size=10), st.lists(ASIDE, max_size=5), st.integers(0, 10), st.booleans())
def test_parts_in_any_order_give_the_same_audit(articles, aside, cut, turned):
    whole = reading(articles, aside)
    first, second = (
        Reading(
            articles=whole.articles[at], set_aside=whole.set_aside[: len(aside) * one],
            dates=whole.dates[whole.dates["article_id"].isin(whole.articles["article_id"][at])],
            notes=whole.notes.assign(articles=len(whole.articles[at])),
        )
        for one, at in ((1, slice(cut)), (0, slice(cut, None)))
    )  # fmt: skip
    parts = (second, first) if turned else (first, second)
    auditor = Auditor()
    for part in parts:
        auditor.add(part)
    together, alone = auditor.done(whole.copies), audit_reading(whole)
    for name in TABLES:
        pd.testing.assert_frame_equal(getattr(together, name), getattr(alone, name), obj=name)


@pytest.mark.parametrize("name", [name for name in TABLES if name != "articles"])
def test_each_table_keeps_its_contract(name):
    row = {"source": "A", "date": None, "date_precision": None, "language": "en", "copy": True, "path": "a.txt"}
    for found in (
        audit_reading(reading([row] * 3, [{"path": "x.doc", "reason": "format"}])),
        audit_reading(reading([])),
    ):
        table = getattr(found, name)
        pd.testing.assert_frame_equal(tables.conform(name, table), table)


def test_no_text_is_kept():
    row = {"source": "A", "date": None, "date_precision": None, "language": "en", "copy": False, "path": "a.txt"}
    auditor = Auditor().add(reading([row]))
    assert "text" not in auditor.done(tables.empty("copies")).articles


def test_an_input_that_is_counted_twice_is_a_fault():
    row = {"source": "A", "date": None, "date_precision": None, "language": "en", "copy": False, "path": "a.txt"}
    one = reading([row])
    with pytest.raises(ContractError, match="'a000' stands twice"):
        Auditor().add(one).add(one).done(one.copies)
    aside = one.set_aside.reindex([0]).assign(stage="corpus", path="a.txt", position=0, reason="empty")
    with pytest.raises(ContractError, match=r"'a\.txt', 0, is kept and set aside"):
        audit_reading(dataclasses.replace(one, set_aside=aside))


def test_months_and_years_are_counted_as_far_as_they_are_known():
    rows = [
        {"source": "A", "date": "2020-03-01", "date_precision": precision, "language": "en", "copy": False, "path": "a"}
        for precision in ("day", "month", "year")
    ]
    counts = audit_reading(reading(rows)).counts.set_index(["by", "value"])["n_articles"]
    assert counts["month"].to_dict() == {"2020": 1, "2020-03": 2}
    assert counts["year"].to_dict() == {"2020": 3}


def test_the_most_frequent_reason_and_the_largest_group_come_first():
    rows = [
        {
            "source": "A",
            "date": None,
            "date_precision": None,
            "language": "en",
            "copy": i > 0,
            "path": "a",
            "title": "T",
        }
        for i in range(4)
    ]
    aside = [{"path": f"{i}.x", "reason": "empty" if i else "format"} for i in range(3)]
    found = audit_reading(reading(rows, aside))
    assert found.reasons[["reason", "n", "example"]].to_numpy().tolist() == [["empty", 2, "1.x"], ["format", 1, "0.x"]]
    group = found.copy_groups.iloc[0]
    assert (group["duplicate_of"], group["n_copies"], group["n_near"], group["furthest"]) == ("a000", 3, 3, "a001")


def test_a_folder_that_streams_is_audited_as_a_whole(folder):
    mine = folder({f"{i}.txt": f"date 2020-01-0{i + 1} The price of oil rose by {i} cents." for i in range(5)})
    (mine / "again.txt").write_text("date 2020-01-01 The price of oil rose by 0 cents.", encoding="utf-8")
    (mine / "page.doc").write_text("no", encoding="utf-8")
    auditor, copies, n = Auditor(), Copies(), 0
    with Spool() as texts:
        for part in read_parts(mine, rows=2):
            ids = part.articles["article_id"].tolist()
            auditor.add(part)
            copies.add(ids, part.articles["text"].tolist(), part.articles["date"].to_numpy())
            texts.add(ids, part.articles["text"])
            n += 1
        found = auditor.done(copies.found(texts.text))
    assert n > 1
    assert [found.total(count) for count in ("read", "kept", "set aside", "copies")] == [7, 6, 1, 1]


def test_texts_laid_aside_come_back_in_any_order():
    with Spool() as texts:
        texts.add(["a", "b"], ["Öl \ud800", ""])
        assert texts.text("b") == ""
        texts.add(["c"], ["Oil\n"])
        assert [texts.text(i) for i in "cab"] == ["Oil\n", "Öl \ud800", ""]
        with pytest.raises(KeyError):
            texts.text("d")
