"""What a web page declares of its own date."""

from __future__ import annotations

import re

from analysis.corpus.dates.candidates import Candidate
from analysis.corpus.dates.parsing import written

_PUBLISHED = re.compile(r'property="article:published_time" content="([^"]{4,40})"')


def in_page(html: str, *, link: str | None = None) -> list[Candidate]:
    """Return the candidates that a page's own markup gives."""
    return [c for found in _PUBLISHED.findall(html) if (c := written(found, "page"))]
