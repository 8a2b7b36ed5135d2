"""The page on which a coder does the tasks: one file of HTML that opens without a network and sends nothing."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pandas as pd

from analysis.hashing import stable_id
from analysis.report.templates import rendered

FOR_CODERS = ("task_id", "kind", "question", "text")  # of a task's columns, those that coders are given
FILLED_IN = ("answer", "coder")
_INTRODUCTION = """\
Read each text and answer by what it says, not by what you know of its subject or think that others would say. There is
no hurry, and no answer that is expected of you. Leave a task open if you cannot tell.

Your answers stay in this browser, under your name, until you download them at the end; nothing is sent anywhere. You
may stop at any time and go on later on the same computer."""


def coding_page(tasks: pd.DataFrame) -> str:
    """Return the page of the table ``tasks``.

    The page holds what ``tasks.csv`` holds and no more. Its policy lets no other script run than the page's own, by its
    hash, and nothing be loaded. What stands in articles and labels is text, never markup.
    """
    script = rendered("coding.js.j2")
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    return rendered(
        "coding.html.j2",
        title=f"{len(tasks):,} tasks for a careful reader",
        paragraphs=_INTRODUCTION.split("\n\n"),
        tasks=_content(tasks),
        script=script,
        script_hash=f"sha256-{digest}",
    )


def columns_for_coders(tasks: pd.DataFrame) -> list[str]:
    """Return the columns of a coder's file: what a task is, its options by their letters, what is to be filled in."""
    return [*FOR_CODERS, *option_columns(tasks), *FILLED_IN]


def option_columns(tasks: pd.DataFrame) -> list[str]:
    """Return the columns of ``tasks`` that hold options: those named by capital letters."""
    return [column for column in tasks if column.isupper()]


def _content(tasks: pd.DataFrame) -> dict[str, Any]:
    letters = option_columns(tasks)
    ids = list(tasks["task_id"])
    return {
        "name": stable_id("\n".join(ids)),
        "columns": columns_for_coders(tasks),
        "tasks": [
            {name: row[name] for name in FOR_CODERS if isinstance(row[name], str)}
            | {"options": {letter: row[letter] for letter in letters if isinstance(row[letter], str)}}
            for row in tasks.to_dict("records")
        ],
    }
