"""Any pile of articles in: how long it takes to read, date and hold against each other 100,000 made-up articles.

They are read as one table with dates (CSV), and as loose text files whose dates stand in their first lines and are
searched; each in a process of its own, with whatever processes that starts. Memory is the most that all of them held
together beyond what the process held when it had loaded the package, sampled twenty times a second: once with the whole
table in memory, once part by part, as the audit reads. Growth is from an eighth of the articles to all of them.
"""

from __future__ import annotations

import csv
import datetime as dt
import tarfile
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.alone import alone
from benchmarks.copies import N_ARTICLES, made_up
from benchmarks.corpus_rows import ALONE
from benchmarks.dating import archive_of, missing
from benchmarks.growth import exponent

FIRST_DAY = dt.date(2001, 1, 1)
DAYS = 8000  # over which they are spread
LINE = 20  # words
N_PAGES = 200  # at least
PLACES = ("MOSCOW", "HAVANA", "LONDON", "GENEVA", "MADRID")


def made_articles(n: int) -> Iterator[tuple[dt.date, str]]:
    """Yield the date and text of so many articles, those of ``benchmarks.copies`` in lines."""
    for i, text in enumerate(made_up(n).texts):
        words = text.split()
        lines = (" ".join(words[start : start + LINE]).capitalize() + "." for start in range(0, len(words), LINE))
        yield FIRST_DAY + dt.timedelta(days=i % DAYS), "\n".join(lines)


def measure_reading(n: int = N_ARTICLES) -> dict[str, Any]:
    """Return seconds, bytes, exponent of growth, and the counts found, for a table and for loose files."""
    found: dict[str, Any] = {"n_articles": n}
    for name, write in (("table", _write_table), ("files", _write_files)):
        sizes, seconds = (n // 8, n), []
        for size in sizes:
            with tempfile.TemporaryDirectory() as folder:
                write(Path(folder), size)
                told = alone(read_and_watch, Path(folder))
                in_parts = alone(read_in_parts, Path(folder)) if size == n else {}
            seconds.append(told["seconds"])
        found[name] = {**told, **in_parts, "eighth": seconds[0], "exponent": exponent(sizes, seconds)}
    return found if missing() else found | {"pages": measure_pages()}


def measure_pages() -> dict[str, Any]:
    """Return the seconds to read web pages of a gold set as articles, and those of trafilatura alone on one core."""
    with tempfile.TemporaryDirectory() as name, tarfile.open(archive_of("htmldate")) as archive:
        members = sorted((m for m in archive if m.isfile() and m.name.endswith(".html")), key=lambda m: m.name)
        for i, member in enumerate(members[:: len(members) // N_PAGES]):
            content = archive.extractfile(member)
            (Path(name) / f"{i:04d}.html").write_bytes(content.read() if content else b"")
        found = {"ours": alone(read_and_watch, Path(name))["seconds"], ALONE: alone(extract_all, Path(name))}
        return {**found, "n_pages": len(list(Path(name).iterdir()))}


def extract_all(folder: Path) -> float:
    """Return the seconds in which trafilatura makes text and metadata of every page of a folder."""
    import trafilatura

    pages = [path.read_bytes() for path in sorted(folder.iterdir())]
    trafilatura.extract(pages[0], with_metadata=True)
    start = time.perf_counter()
    for page in pages:
        trafilatura.extract(page, with_metadata=True)
    return time.perf_counter() - start


def _write_table(folder: Path, n: int) -> None:
    with (folder / "articles-export.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["published", "headline", "body"])
        for i, (date, text) in enumerate(made_articles(n)):
            writer.writerow([date.isoformat(), f"Headline {i}", text])


def _write_files(folder: Path, n: int) -> None:
    for i, (date, text) in enumerate(made_articles(n)):
        inner = folder / f"{i // 1000:03d}"
        inner.mkdir(exist_ok=True)
        dateline = f"{PLACES[i % len(PLACES)]}, {date:%B} {date.day}, {date.year} - "
        (inner / f"{i:06d}.txt").write_text(dateline + text, encoding="utf-8")


def read_and_watch(folder: Path) -> dict[str, float]:
    """Read a folder; return the seconds, the most bytes held, and how many articles are kept, dated, copies."""
    from analysis.corpus import read_articles

    _read_a_little()
    with _Memory() as memory:
        start = time.perf_counter()
        reading = read_articles(folder)
        seconds = time.perf_counter() - start
    text_bytes = int(reading.articles["text"].str.len().sum())
    return {
        "seconds": seconds, "peak_bytes": memory.most, "text_bytes": text_bytes, "kept": len(reading.articles),
        "dated": int(reading.articles["date"].notna().sum()), "copies": len(reading.copies),
    }  # fmt: skip


def read_in_parts(folder: Path) -> dict[str, float]:
    """Read a folder part by part and find its copies, as the audit does; return the most bytes held, and a part's."""
    from analysis.corpus import Copies, Spool, read_parts

    _read_a_little()
    largest = 0
    with _Memory() as memory, Spool() as texts:
        copies = Copies()
        for part in read_parts(folder):
            ids = part.articles["article_id"].tolist()
            copies.add(ids, part.articles["text"].tolist(), part.articles["date"].to_numpy())
            texts.add(ids, part.articles["text"])
            largest = max(largest, int(part.articles["text"].str.len().sum()))
        n_copies = len(copies.found(texts.text))
    return {"parts_peak_bytes": memory.most, "part_bytes": largest, "parts_copies": n_copies}


def _read_a_little() -> None:
    """Load and compile what reading needs, which does not grow with the corpus."""
    from analysis.corpus import read_articles

    with tempfile.TemporaryDirectory() as folder:
        _write_files(Path(folder), 300)
        read_articles(folder)


class _Memory:
    """The most bytes that this process and its children held together, beyond what it held at the start."""

    def __enter__(self) -> _Memory:
        import psutil

        self._process = psutil.Process()
        self._errors = (psutil.NoSuchProcess, psutil.AccessDenied)
        self._before = self._held()
        self.most = 0
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def _held(self) -> int:
        total = 0
        for process in (self._process, *self._process.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except self._errors:
                continue
        return total

    def _watch(self) -> None:
        while not self._done.wait(0.05):
            self.most = max(self.most, self._held() - self._before)

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()
