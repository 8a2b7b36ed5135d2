"""Text and Markdown: a file is an article, but for the exports of news databases, which hold many."""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.corpus.columns import dates_of, ours_of
from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.encodings import decode
from analysis.corpus.opening.limits import Options
from analysis.corpus.readers import factiva, nexis
from analysis.corpus.readers.front_matter import Above, parted

_HEADING = re.compile(
    r"\A\s*(?:#[ \t]+(?P<marked>\S[^\n]{0,300}?)[ \t]*#*\n|(?P<lined>\S[^\n]{0,300})\n(?:=|-){3,}[ \t]*\n)"
)


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the article of a text, or those of an export of Nexis or Factiva."""
    decoded = decode(blob.read(options.limits.text))
    for database in (nexis, factiva):
        if database.looks_like(decoded.text):
            yield from database.split(decoded.text)
            return
    yield article(decoded.text, decoded.told)


def read_markdown(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the article of a Markdown text; its first heading is its title."""
    decoded = decode(blob.read(options.limits.text))
    found = article(decoded.text, decoded.told)
    if isinstance(found, Draft) and found.title is None and (heading := _HEADING.match(found.text)):
        title = (heading["marked"] or heading["lined"]).strip()
        found = Draft(**{**{name: getattr(found, name) for name in found.__slots__}, "title": title})
    yield found


def article(text: str, told: tuple[str, ...] = ()) -> Draft | Unread:
    """Return the article of a text with what stands above it, or why it is none."""
    above = parted(text)
    if not any(c.isalpha() for c in above.text):
        # A page that is only a link may have all its words in its summary, or its title.
        by_ours = {ours_of(name): str(value) for name, value in reversed(above.fields.items())}
        above = above._replace(text=by_ours.get("text") or by_ours.get("title") or "")
    if not any(c.isalpha() for c in above.text):
        return Unread("empty", "holds no word")
    return _with(above, told)


def _with(above: Above, told: tuple[str, ...]) -> Draft:
    known: dict[str, str] = {}
    fields: dict[str, object] = {}
    for name, value in above.fields.items():
        ours = ours_of(name)
        if ours in ("title", "date", "source", "link", "language", "article_id") and ours not in known:
            known[ours] = str(value).strip()
        else:
            fields[name] = value
    dates, untold = dates_of(known.pop("date", ""), above.place)
    if article_id := known.pop("article_id", ""):
        fields["article_id"] = article_id
    given = {name: value or None for name, value in known.items()}
    return Draft(text=above.text, dates=dates, fields=fields, told=(*told, *untold), **given)
