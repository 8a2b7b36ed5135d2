"""Scripts that put no spaces between words: a text in them cannot be counted word by word."""

from __future__ import annotations

import re

# Thai and Lao; Burmese; Khmer; kana and bopomofo with the ideographic marks; Han; more Burmese; half-width kana;
# old kana; Han beyond the first plane. Korean writes spaces.
WITHOUT_SPACES = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua9e0-\ua9ff\uaa60-\uaa7f\uf900-\ufaff\uff66-\uff9f\U0001aff0-\U0001b16f\U00020000-\U0003ffff"
)
_LETTERS = re.compile(f"[{WITHOUT_SPACES}]")


def share_without_spaces(text: str) -> float:
    """Return the share of a text's letters that belong to scripts without spaces between words, 0 to 1.

    >>> share_without_spaces("石油 oil"), share_without_spaces("нефть"), share_without_spaces("2022")
    (0.4, 0.0, 0.0)
    """
    found = [] if text.isascii() else _LETTERS.findall(text)
    if not found:
        return 0.0
    return sum(map(str.isalpha, found)) / max(1, sum(map(str.isalpha, text)))
