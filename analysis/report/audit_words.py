"""The audit in words: what a person is told on a terminal, and what to do about each thing."""

from __future__ import annotations

import shutil
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator

import pandas as pd

from analysis.corpus.audit import Audit
from analysis.report.labels import as_written

FEW = 20  # articles that are listed one by one
SHOWN = 10  # rows of a table that are shown; the JSON file has them all
YEARS = 30  # rows of the table of years, in which a year that is left out would look like a gap
NAMES_OF_COUNTS = {
    "source": "Source", "year": "Year", "language": "Language", "date_source": "Date from",
    "date_precision": "Date precise to",
}  # fmt: skip
TO_DO = {
    "set_aside": "Mend these files or save them in a form that is read; they are in no figure.",
    "undated": "These are modelled and counted, but stand on no chart of time. Write the metadata table with"
    " --write FILE, put in the dates that you have checked, and read again with --metadata FILE.",
    "problem": "Something speaks against each of these dates; where none was taken, the proposal is a guess. Settle"
    " them in the metadata table (--write FILE).",
    "copies": "The earliest of each group is kept; the setting 'copies' says whether the others are dropped, weighed or"
    " kept.",
    "gaps": "A trend over a gap is no trend: find the missing articles, or read the two sides apart.",
    "notes": "Check these. Where columns were guessed wrongly, name them: --columns text=body,date=published.",
}
_CUT = ("undated", "copies", "gaps")  # whose rows may be cut to the width of the terminal
_UNCUT = 10_000
UNTITLED = "(no title)"


def audit_lines(audit: Audit, width: int | None = None) -> Iterator[str]:
    """Yield the lines of an audit for a terminal: totals first, then what there is, then what needs attention.

    width: of the terminal, in characters. Control characters of titles and names are shown as a question mark.
    """
    width = width or shutil.get_terminal_size((100, 24)).columns
    undated, n_aside = audit.total("undated"), audit.total("set aside")
    yield f"{audit.total('read')} read = {audit.total('kept')} kept ({undated} undated) + {n_aside} set aside"
    if copies := audit.total("copies"):
        yield f"{_copies(copies, len(audit.copy_groups))} among the kept"
    if len(audit.articles) <= FEW:
        yield ""
        yield from _table(_listed(audit), width)
    for by, name in NAMES_OF_COUNTS.items():
        rows = audit.counts[audit.counts["by"] == by]
        if len(rows) and not (rows["value"] == "(none)").all():
            yield ""
            yield from _table(_counted(rows, name), width)
            yield from _more(len(rows), _most(name))
    for name, heading, rows in attention(audit):
        yield ""
        yield from textwrap.wrap(f"{heading}. {TO_DO[name]}", width, break_on_hyphens=False)
        yield from _table(rows.head(SHOWN), width if name in _CUT else _UNCUT, indent="  ")
        yield from _more(len(rows))


def attention(audit: Audit) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yield what needs a person: the name of what to do in ``TO_DO``, a heading, and the rows to be shown, as text."""
    if n := audit.total("set aside"):
        yield "set_aside", f"{n:,} set aside", _set_aside(audit)
    doubtful = audit.doubtful.assign(written=_written(audit.doubtful), title=audit.doubtful["title"].fillna(UNTITLED))
    position = audit.articles.set_index("article_id")["position"]
    doubtful = doubtful.assign(at=doubtful["article_id"].map(position), none=doubtful["proposed"].isna())
    doubtful = doubtful.sort_values(["none", "path", "at", "article_id"])  # those that can be confirmed first
    doubtful = doubtful.assign(path=_places(audit, doubtful))
    columns = {"path": "File", "title": "Title", "proposed": "Proposed", "problem": "Problem"}
    if len(rows := doubtful[doubtful["problem"].isna()]):
        yield "undated", f"{len(rows):,} without a date", _as_text(rows, columns).drop(columns="Problem")
    if len(rows := doubtful[doubtful["problem"].notna()]):
        yield "problem", f"{len(rows):,} with a doubtful date", _as_text(rows, {"written": "Date", **columns})
    if len(groups := audit.copy_groups):
        named = groups.assign(title=groups["title"].fillna(UNTITLED))
        columns = {"n_copies": "Copies", "n_near": "Of these near", "path": "File", "title": "Title"}
        yield "copies", _copies(audit.total("copies"), len(groups)), _as_text(named, columns)
    if len(gaps := shown_gaps(audit.coverage_gaps)):
        yield "gaps", f"{len(gaps):,} {'gap' if len(gaps) == 1 else 'gaps'} in coverage", gap_rows(gaps)
    if len(audit.notes):
        told = audit.notes.groupby("note", as_index=False).agg(n=("path", "size"), path=("path", "first"))
        told = told.sort_values(["n", "note"], ascending=[False, True])
        yield "notes", "Guessed or mended", _as_text(told, {"n": "Files", "path": "Such as", "note": "What"})


def _places(audit: Audit, rows: pd.DataFrame) -> pd.Series:
    """Return where each article stands: its file, and its position there where the file holds several."""
    of = audit.articles.set_index("article_id")
    several = set(of.loc[of["path"].duplicated(), "path"].dropna())
    placed = of.loc[rows["article_id"], ["path", "position"]].itertuples(index=False)
    told = [f"{p}, position {n}" if p in several and not pd.isna(n) else p for p, n in placed]
    return pd.Series(told, index=rows.index, dtype="str")


def _set_aside(audit: Audit) -> pd.DataFrame:
    """Return a few inputs that were set aside one by one, of many the reasons with an example each."""
    few = len(audit.set_aside) <= SHOWN
    rows, file = (audit.set_aside, "path") if few else (audit.reasons, "example")
    told = rows.assign(detail=rows[file] + " " + rows["detail"].fillna(""))
    return _as_text(
        told,
        {"reason": "Reason", "detail": "Input"} if few else {"reason": "Reason", "n": "Inputs", "detail": "Such as"},
    )


def _copies(n_copies: int, n_groups: int) -> str:
    copies = "1 copy" if n_copies == 1 else f"{n_copies:,} copies"
    return f"{copies} of {n_groups:,} {'article' if n_groups == 1 else 'articles'}"


def shown_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return the gaps of the corpus, and those of sources that do not lie within one of them, the most missed first."""
    whole = gaps[gaps["scope"] == "corpus"]
    week = pd.Timedelta(days=7)
    within = [
        bool(((whole["start"] - week <= gap.start) & (gap.end <= whole["end"] + week)).any())
        for gap in gaps.itertuples()
    ]
    own = gaps[(gaps["scope"] == "source") & ~pd.Series(within, index=gaps.index, dtype=bool)]
    own = own.sort_values(["expected", "source", "start"], ascending=[False, True, True])
    return pd.concat([whole.sort_values(["start"]), own], ignore_index=True)


def gap_rows(gaps: pd.DataFrame) -> pd.DataFrame:
    """Return gaps as text: where, from, to, days, articles missed, and what kind of gap."""
    kinds = {"gap": "", "before": "begins late", "after": "ends early"}
    rows = gaps.assign(
        source=gaps["source"].replace("", "(no source)").mask(gaps["scope"] == "corpus", "all articles"),
        start=gaps["start"].dt.strftime("%Y-%m-%d"),
        end=gaps["end"].dt.strftime("%Y-%m-%d"),
        days=[f"{days:,} days" for days in gaps["days"]],
        expected=[f"some {max(1, round(n)):,} articles missing" for n in gaps["expected"]],
        kind=gaps["kind"].map(kinds),
    )
    names = {"source": "Source", "start": "From", "end": "To", "days": "Long", "expected": "Missing", "kind": "Note"}
    return _as_text(rows, names)


def _listed(audit: Audit) -> pd.DataFrame:
    ordered = audit.articles.sort_values(["date", "path", "article_id"])
    rows = ordered.assign(written=_written(ordered))
    rows["written"] = rows["written"].where(rows["written"] != "", "undated")
    return _as_text(rows, {"written": "Date", "date_source": "Date from", "source": "Source", "path": "File"})


def _counted(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    ordered = rows.sort_values(["n_articles", "value"], ascending=[False, True]).head(_most(name))
    if name == "Year":
        ordered = ordered.sort_values("value")
    dates = {c: ordered[c].dt.strftime("%Y-%m-%d") for c in ("first", "last")}
    columns = {"value": name, "n_articles": "Articles", "n_undated": "Undated", "n_copies": "Copies"}
    return _as_text(ordered.assign(**dates), columns | {"first": "From", "last": "To"})


def _most(name: str) -> int:
    """Return how many rows of a table of counts are shown."""
    return YEARS if name == "Year" else SHOWN


def _written(articles: pd.DataFrame) -> list[str]:
    return [as_written(d, p) for d, p in zip(articles["date"], articles["date_precision"], strict=True)]


def _as_text(rows: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Return some columns under their headings, every value as text, whole numbers with commas."""
    texts = {
        heading: [f"{v:,}" if isinstance(v, int) else "" if pd.isna(v) else str(v) for v in rows[name].tolist()]
        for name, heading in columns.items()
    }
    return pd.DataFrame(texts, dtype="str")


def _more(n: int, shown: int = SHOWN) -> Iterator[str]:
    if n > shown:
        yield f"  ... and {n - shown:,} more; --json FILE has all of them"


def _table(rows: pd.DataFrame, width: int, *, indent: str = "") -> Iterator[str]:
    """Yield the lines of a table, its columns aligned, numbers to the right; what does not fit is cut."""
    cells = [[plain(value) for value in row] for row in rows.itertuples(index=False, name=None)]
    lines = [list(map(str, rows.columns)), *cells]
    columns = [[line[i] for line in lines] for i in range(rows.shape[1])]
    widths = [min(max(map(columns_of, column), default=0), max(12, width // 2)) for column in columns]
    right = [all(cell.replace(",", "").isdecimal() for cell in [line[i] for line in cells]) for i in range(len(widths))]
    for line in lines:
        padded = [_fit(cell, w, to_right) for cell, w, to_right in zip(line, widths, right, strict=True)]
        yield cut(indent + "  ".join(padded).rstrip(), width)


def _fit(cell: str, width: int, to_right: bool) -> str:
    short = cut(cell, width)
    space = " " * (width - columns_of(short))
    return space + short if to_right else short + space


def columns_of(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    >>> columns_of("oil"), columns_of("石油")
    (3, 4)
    """
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def cut(text: str, width: int) -> str:
    """Return a text that takes no more columns than there are; three dots stand for what is left out.

    >>> cut("The price of oil", 9)
    'The pr...'
    """
    if columns_of(text) <= width:
        return text
    while text and columns_of(text) > max(0, width - 3):
        text = text[:-1]
    return text + "..."


def first_of(words: Iterable[str], most: int) -> str:
    """Return the first of some words in a row, and how many more there are.

    >>> first_of(["oil", "gas", "fuel"], 2)
    'oil, gas, and 1 more'
    """
    words = list(words)
    more = f", and {len(words) - most:,} more" if len(words) > most else ""
    return f"{', '.join(words[:most])}{more}"


def plain(text: str) -> str:
    r"""Return a text on one line without what would steer a terminal.

    >>> plain("a\x1b[31m b\nc")
    'a?[31m b c'
    """
    return "".join("?" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in " ".join(text.split()))
