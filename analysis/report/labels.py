"""How articles are called on charts and on the page, by date and title, and how long names are made to fit."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from analysis.results import Analysis

_GAP = " … "
_STARTS = (0.5, 1.0, 0.0)  # of the room, for a name's beginning: the middle goes, or the end, or the beginning


def as_written(date: pd.Timestamp, precision: str) -> str:
    """Return a date as precisely as it is known, '' where it is missing."""
    formats = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
    return "" if pd.isna(date) else date.strftime(formats[precision])


def article_labels(run: Analysis) -> pd.DataFrame:
    """Return article_id, date (as written, '' where there is none) and label (date and title), sorted by date."""
    return labelled(run.articles)


def labelled(articles: pd.DataFrame) -> pd.DataFrame:
    """Return the table ``article_labels`` of articles with article_id, date, date_precision, title and path."""
    articles = articles.sort_values(["date", "article_id"], na_position="last")
    date = [as_written(d, p) for d, p in zip(articles["date"], articles["date_precision"], strict=True)]
    names = articles["title"].fillna(articles["path"]).fillna(articles["article_id"])
    label = [f"{d or 'undated'}  {name}" for d, name in zip(date, names, strict=True)]
    return pd.DataFrame({"article_id": articles["article_id"], "date": date, "label": label}).reset_index(drop=True)


def wrapped(label: str, width: int) -> str:
    """Return a label on at most two lines of a width in letters.

    >>> wrapped("the memory of the Second World War", 14).splitlines()
    ['the memory of', 'the Second …']
    """
    return "\n".join(textwrap.wrap(label, width, max_lines=2, placeholder=" …"))


def brief(names: Iterable[str], width: int) -> dict[str, str]:
    """Return for each name one of at most a width in letters (12 or more), no two alike.

    What is too long loses its middle; names that then read the same lose their end instead, or their beginning, and
    are numbered where none of this tells them apart. A name that fits stays as it is.

    >>> list(brief(["Frankfurter Allgemeine Zeitung", "Frankfurter Allgemeine Sonntagszeitung"], 30).values())
    ['Frankfurter Allgemeine Zeitung', 'Frankfurter … Sonntagszeitung']
    """
    names = list(dict.fromkeys(names))
    whole = {name: name for name in names if len(name) <= width}
    for start in _STARTS:
        left = [name for name in names if name not in whole]
        cut = {name: _cut(name, width, start) for name in left}
        seen = Counter(cut.values())
        whole |= {name: short for name, short in cut.items() if seen[short] == 1 and short not in whole.values()}
    taken = set(whole.values())
    for name in names:
        if name not in whole:
            whole[name] = _numbered(name, width, taken)
            taken.add(whole[name])
    return {name: whole[name] for name in names}


def _cut(name: str, width: int, start: float) -> str:
    """Return what fits of a name, in whole words where one fits; start: how much of the room is for its beginning."""
    room = width - len(_GAP)
    before = _whole_words(name, round(start * room))
    after = _whole_words(name[::-1], room - len(before))[::-1] if start < 1.0 else ""
    return f"{before}{_GAP}{after}".strip()


def _whole_words(text: str, room: int) -> str:
    """Return the first words of a text that have room together; letters where not even one has."""
    space = text.rfind(" ", 0, room + 1)
    return text[:space].rstrip() if space > 0 else text[:room]


def _numbered(name: str, width: int, taken: set[str]) -> str:
    numbers = (f" ({n})" for n in range(1, len(taken) + 2))
    return next(s for s in (_cut(name, width - len(end), 1.0) + end for end in numbers) if s not in taken)
