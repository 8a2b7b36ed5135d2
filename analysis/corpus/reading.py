"""Sources to the table of articles, with everything that could not be used, and every date that could be theirs."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import pandas as pd

from analysis import tables
from analysis.corpus.columns import known_overrides
from analysis.corpus.dates import Candidate
from analysis.corpus.drafting import Drafting, Row
from analysis.corpus.drafts import Unread
from analysis.corpus.duplicates import Copies, text_getter
from analysis.corpus.inputs import Piece, read_files, read_table
from analysis.corpus.languages import article_languages
from analysis.corpus.ledger import Ledger
from analysis.corpus.metadata import load_metadata, no_metadata
from analysis.corpus.opening.files import FoundFile, companion, find_files
from analysis.corpus.orders import DateOrders
from analysis.corpus.outlets import load_outlets, outlets_of_no_article
from analysis.corpus.readers import Options
from analysis.errors import Faults

Source: TypeAlias = str | Path | pd.DataFrame | Sequence[str | Path]

PART = 10_000  # articles that are put into tables together
OUTLETS = "sources.csv"
_TABLES = ("articles", "set_aside", "dates", "notes")
_NO_COLUMNS = ("candidates", "told")


@dataclass(frozen=True)
class Reading:
    """What reading gave, as tables.

    ``articles``; ``set_aside``, the inputs that are no article, with the reason; ``dates``, every date that could be an
    article's; ``copies``, the articles that are copies of an earlier one; ``notes``, what was guessed or mended.
    """

    articles: pd.DataFrame
    set_aside: pd.DataFrame
    dates: pd.DataFrame = field(default_factory=lambda: tables.empty("dates"))
    copies: pd.DataFrame = field(default_factory=lambda: tables.empty("copies"))
    notes: pd.DataFrame = field(default_factory=lambda: tables.empty("notes"))


def read_articles(
    source: Source,
    *,
    metadata: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    today: dt.date | None = None,
    threads: int = 2,
) -> Reading:
    """Return the articles of a source, and what was set aside.

    source: a folder (searched with its subfolders; where it holds a folder ``articles``, that one), a file, a glob, a
    list of these, or a DataFrame. Read are text, Markdown, HTML, CSV, JSON, Parquet, PDF, DOCX, RTF, exports of Nexis
    and Factiva, and WARC, each also compressed, or in a ZIP or TAR archive. metadata: a CSV with what a person knows of
    each file (see ``load_metadata``); where none is named, a folder's own ``articles.csv``. columns: which of a table's
    columns is which of ours, such as ``{"text": "body"}``, where the guess is wrong. today: dates after it lie in the
    future. threads: processes that read side by side; the result is the same.

    Every piece of every input becomes an article or a row of ``set_aside``. Dates are resolved by the rules of
    ``analysis.corpus.dates.resolve``; of copies the earliest is the one that others are ``duplicate_of``.
    Raises InputError with every fault: no article at all, as where the only file cannot be read, metadata that fits no
    file, an impossible date, a file that changed since its SHA-256 was written down.
    """
    frames: dict[str, list[pd.DataFrame]] = {name: [] for name in _TABLES}
    orders = DateOrders(Drafting(today or dt.date.today()))
    for part in _read(source, orders, metadata=metadata, columns=columns, threads=threads, rows=PART):
        for name, frame in frames.items():
            frame.append(getattr(part, name))
    sketches, changed = Copies(n_jobs=threads), orders.changed()
    for i, part in enumerate(frames["articles"]):
        frames["articles"][i] = mine = _dated_anew(part, changed)
        sketches.add(mine["article_id"].tolist(), mine["text"].tolist(), mine["date"].to_numpy())
    articles = _joined(frames, "articles").sort_values("article_id", ignore_index=True)
    copies = sketches.found(text_getter(articles["text"], articles["article_id"]))
    of = copies.set_index("article_id")["duplicate_of"]
    articles["duplicate_of"] = articles["article_id"].map(of).astype("str")
    notes = _joined(frames, "notes").groupby(["path", "note"], as_index=False)["articles"].sum()
    return Reading(articles, _joined(frames, "set_aside"), _joined(frames, "dates"), copies, notes)


def _dated_anew(articles: pd.DataFrame, changed: Mapping[str, Row]) -> pd.DataFrame:
    """Return a part of the articles with the columns of the date of those that later parts let read otherwise."""
    mine = [row for row, article_id in enumerate(articles["article_id"]) if article_id in changed]
    if not mine:
        return articles
    of = [changed[article_id] for article_id in articles["article_id"].iloc[mine]]
    articles = articles.copy()
    for column in of[0]:
        values = articles[column].astype(object)
        values.iloc[mine] = [columns[column] for columns in of]
        articles[column] = values
    articles["date"] = pd.to_datetime(articles["date"]).astype("datetime64[s]")
    return tables.conform("articles", articles)


def _joined(frames: dict[str, list[pd.DataFrame]], name: str) -> pd.DataFrame:
    """Return the parts of a table as one; they are let go, so that texts are not held twice for long."""
    return pd.concat(frames.pop(name), ignore_index=True)


def read_parts(
    source: Source,
    *,
    metadata: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    today: dt.date | None = None,
    threads: int = 2,
    rows: int = PART,
) -> Iterator[Reading]:
    """Yield the articles of a source in parts of so many ``rows``, none of which knows of copies in the others.

    So a table may be larger than memory. The order of day and month in dates in figures is what the parts so far show.
    For the rest see ``read_articles``; faults are raised at the end.
    """
    orders = DateOrders(Drafting(today or dt.date.today()))
    yield from _read(source, orders, metadata=metadata, columns=columns, threads=threads, rows=rows)


def _read(
    source: Source,
    orders: DateOrders,
    *,
    metadata: str | Path | None,
    columns: Mapping[str, str] | None,
    threads: int,
    rows: int,
) -> Iterator[Reading]:
    """Yield parts as ``read_parts`` does; orders: learns how dates are written, and of the outlets that are known."""
    faults = Faults("source")
    options, drafting = Options(columns=known_overrides(columns or {}, faults.about("columns"))), orders.drafting
    if isinstance(source, pd.DataFrame):
        if metadata is not None:
            faults.add("metadata: a table of articles carries its own columns; join yours to it first")
            faults.raise_if_any()
        ledger = Ledger(no_metadata(), faults)
        files: list[FoundFile] = []
        pieces = read_table(source, options, drafting)
    else:
        sources = [source] if isinstance(source, str | Path) else list(source)
        files, ledger, drafting = _offered(sources, metadata, drafting, faults)
        pieces = read_files(files, options, drafting, ledger.said, n_workers=threads)
    orders.drafting = drafting
    none: Reading | None = None
    for part in _parts(ledger.entered(pieces), rows, orders):
        none = none or replace(part, **{name: getattr(part, name).iloc[:0].copy() for name in _TABLES})
        yield part
    ledger.close(files, faults)
    faults.raise_if_any()
    told = outlets_of_no_article(drafting.began, ledger.sources)
    if none is not None and told:
        notes = pd.DataFrame({"path": OUTLETS, "note": told, "articles": 0})
        yield replace(none, notes=tables.conform("notes", notes))


def _offered(
    sources: list[str | Path], metadata: str | Path | None, drafting: Drafting, faults: Faults
) -> tuple[list[FoundFile], Ledger, Drafting]:
    """Return the files of the sources, what is known of them, and of the outlets that they come from."""
    if not sources:
        faults.add("none is named; name a file, a folder or a glob")
    files = find_files(sources, faults)
    path = Path(metadata) if metadata is not None else companion(sources, "articles.csv", faults)
    about = faults.about(str(path))
    told: list[str] = []
    metadata_rows = load_metadata(path, about, told) if path is not None else no_metadata()
    ledger = Ledger(metadata_rows, about, files=[file.name for file in files], told=told)
    if (outlets := companion(sources, OUTLETS, faults)) is not None:
        drafting = replace(drafting, began=load_outlets(outlets, faults.about(str(outlets))))
    return files, ledger, drafting


def _parts(pieces: Iterable[Piece], rows: int, orders: DateOrders) -> Iterator[Reading]:
    part: list[Piece] = []
    for piece in pieces:
        part.append(piece)
        if len(part) == rows:
            yield _as_tables(part, orders)
            part = []
    if part:
        yield _as_tables(part, orders)


def _as_tables(pieces: list[Piece], orders: DateOrders) -> Reading:
    rows = [piece.found for piece in pieces if not isinstance(piece.found, Unread)]
    aside = [(piece, piece.found) for piece in pieces if isinstance(piece.found, Unread)]
    orders.settle(rows)
    _tell_languages(rows)
    found = {
        "articles": [{c: v for c, v in row.items() if c not in _NO_COLUMNS} for row in rows],
        "set_aside": [
            {"stage": "corpus", "path": p.name, "position": p.position, "reason": u.reason, "detail": u.detail}
            for p, u in aside
        ],
        "dates": [_date_row(row, n, c) for row in rows for n, c in enumerate(row["candidates"])],
        "notes": _notes(rows),
    }
    made = {name: pd.DataFrame(part) if part else tables.empty(name) for name, part in found.items()}
    made["articles"]["date"] = pd.to_datetime(made["articles"]["date"]).astype("datetime64[s]")
    if rows:
        made["dates"]["date"] = pd.to_datetime(made["dates"]["date"]).astype("datetime64[s]")
    return Reading(**{name: tables.conform(name, table) for name, table in made.items()})


def _date_row(row: Row, number: int, candidate: Candidate) -> Row:
    names = ("date", "precision", "place", "words", "confidence")
    return {"article_id": row["article_id"], "number": number} | {name: getattr(candidate, name) for name in names}


def _notes(rows: list[Row]) -> list[Row]:
    """Return what was told, once for each file."""
    told = Counter((row["path"], note) for row in rows for note in row["told"])
    return [{"path": path, "note": note, "articles": n} for (path, note), n in sorted(told.items())]


def _tell_languages(rows: list[Row]) -> None:
    """Fill in the language of the articles of which it is not said."""
    unknown = [row for row in rows if not row["language"]]
    for row, language in zip(
        unknown, article_languages([row["text"] for row in unknown], tables.LANGUAGES), strict=True
    ):
        row["language"] = language
