"""Lines of the table about articles on their way in: dates against gold sets, copies, and how long reading takes."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from benchmarks.row import GIGABYTE, Row

NONE = math.nan
ALONE = "trafilatura alone"


def corpus_rows(results: dict[str, Any]) -> Iterator[Row]:
    """Yield the lines of the sections dating, copies and reading, as far as they were measured."""
    yield from _dating_rows(results.get("dating", {}))
    yield from _copies_rows(results.get("copies", {}))
    yield from _reading_rows(results.get("reading", {}))


def _dating_rows(dating: dict[str, Any]) -> Iterator[Row]:
    if not dating:
        return
    pages = dating["pages"]
    ours = pages["themeline"]
    for peer in ("htmldate, extensive", "htmldate, fast"):
        theirs, strict = pages[peer], peer.endswith("extensive")
        right, wrong = (ours["right"], theirs["right"]), (ours["wrong"], theirs["wrong"])
        yield Row(
            "right dates of web pages", "htmldate", peer, *right, ours["right"], theirs["right"] if strict else None
        )
        limit = theirs["wrong"] - 1 if strict else None
        yield Row("wrong dates of web pages", "htmldate", peer, *wrong, ours["wrong"], limit, less=True)
        speeds = ours["pages_a_second"], theirs["pages_a_second"]
        yield Row("web pages dated a second", "htmldate", peer, *speeds, speeds[0] / speeds[1])
    head, absent = dating["trove_text"]["head"], dating["trove_text"]["absent"]
    yield _alone("precision, date in the head", "trove_text", head["precision"], 0.98)
    yield _alone("recall, date in the head", "trove_text", head["recall"], 0.92)
    n_absent = sum(absent[verdict] for verdict in ("right", "wrong", "none"))
    yield _alone("dated though nothing states it", "trove_text", absent.get("false", 0) / n_absent, 0.02, less=True)
    yield _alone("right dates, share", "cfk_es", dating["cfk_es"]["right_share"], 0.97)
    yield _alone("right dates, share", "digitalgov_md", dating["digitalgov_md"]["right_share"], 0.999)
    yield _alone("false dates, share", "timeml", dating["timeml"]["false_share"], 0.02, less=True)


def _copies_rows(copies: dict[str, Any]) -> Iterator[Row]:
    for name, both in copies.items():
        if name in ("growth", "memory"):
            continue
        ours, theirs = both["ours"], both["datasketch"]
        a, b = (1e6 * side["seconds"] / side["articles"] for side in (ours, theirs))
        yield Row("microseconds an article, copies", name, "datasketch", a, b, b / a)
        for score in ("recall", "precision"):
            # Of the sets with known exact copies alone, precision counts near copies as false.
            asked = 1.0 if score == "recall" or name.startswith("neardup") else None
            yield Row(f"copies, {score}", name, "datasketch", ours[score], theirs[score], ours[score], asked)
    if "growth" in copies:
        yield _alone("growth of time, copies (exponent)", "made up", copies["growth"]["exponent"], 1.2, less=True)


def _reading_rows(reading: dict[str, Any]) -> Iterator[Row]:
    for kind, most in (("table", 30.0), ("files", 180.0)):
        if found := reading.get(kind):
            what = f"{found['kept']:,} as {kind}"
            whole = (found["peak_bytes"] - found["text_bytes"]) / GIGABYTE
            beyond = (found["parts_peak_bytes"] - found["part_bytes"]) / GIGABYTE
            yield _alone("seconds to read and hold against each other", what, found["seconds"], most, less=True)
            yield Row("memory beyond the texts, all in memory, GB", what, "", whole, NONE, whole)
            yield _alone("memory beyond a part, GB", what, beyond, 1.0, less=True)
            yield _alone("growth of time, reading (exponent)", what, found["exponent"], 1.1, less=True)
    if pages := reading.get("pages"):
        seconds = pages["ours"], pages[ALONE]
        yield Row(
            "seconds to read web pages", f"{pages['n_pages']} pages", ALONE, *seconds, seconds[1] / seconds[0], 1.0
        )


def _alone(measure: str, corpus: str, value: float, must: float, *, less: bool = False) -> Row:
    return Row(measure, corpus, "", value, NONE, value, must, less=less)
