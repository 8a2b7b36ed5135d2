"""What documents of word processors have in common: exports of news databases in them, the day they were made."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from analysis.corpus.dates import Candidate, written
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.readers import factiva, nexis

# How far the day on which a file was made is to be believed: an article can be typed or saved years after it came out.
MADE_CONFIDENCE = 0.2
_NO_TITLE = re.compile(
    r"(?:untitled|do[ck]ument\d*$|microsoft word|word document|.{0,200}\.(?:docx?|rtf|odt|pages|indd|qxd|pdf|txt)$)",
    re.IGNORECASE,
)


def articles_in(lines: Sequence[str], draft: Draft) -> Iterator[Draft | Unread]:
    """Yield the articles of an export of Nexis or Factiva where the lines are one, else the draft with their text.

    lines: the paragraphs, empty ones among them. What was told of the draft is told of each article. Raises
    UnreadableError where there is no word.
    """
    text = "\n".join(lines)
    for export in (nexis, factiva):
        if export.looks_like(text):
            for piece in export.split(text):
                yield replace(piece, told=(*draft.told, *piece.told)) if isinstance(piece, Draft) else piece
            return
    if not any(c.isalpha() for c in text):
        raise UnreadableError("empty", "holds no word")
    yield replace(draft, text="\n\n".join(line.strip() for line in lines if line.strip()))


def made_on(day: str) -> tuple[Candidate, ...]:
    """Return the candidate that the day gives on which a file was made (YYYY-MM-DD), or none.

    It is no day of publication: an event, and little believed.

    >>> [(c.date.isoformat(), c.event) for c in made_on("2012-01-05")]
    [('2012-01-05', True)]
    """
    found = written(day, "page")
    return (found._replace(confidence=MADE_CONFIDENCE, event=True),) if found else ()


def likely_title(title: str) -> str | None:
    """Return a title that a file says of itself, or None where it is only the name of a file or a program.

    >>> likely_title("Storm closes the harbour"), likely_title("Microsoft Word - storm3.doc")
    ('Storm closes the harbour', None)
    """
    words = " ".join(title.split())
    return words if any(c.isalpha() for c in words) and not _NO_TITLE.match(words) else None
