"""RTF: the paragraphs of a document, or the articles of a Nexis or Factiva export.

The control words are read here rather than with striprtf, whose pattern for links takes a time that grows with the
cube of the length (56 kB of unfinished links: 25 s) and writes the links' addresses into the text.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.readers.office import articles_in, likely_title, made_on

MOST_BYTES = 128 << 20
UTF_8 = 65001  # its number as a code page
MOST_OPEN = 100_000  # groups within groups
_TOKEN = re.compile(
    r"\\(?:([a-zA-Z]{1,32})(-?\d{1,10})? ?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|([^\\{}\r\n]+)|[\r\n]+|\\"
)
# Groups that are not the text; those that a star marks are none either.
_NOT_TEXT = frozenset(
    (  # noqa: SIM905 - as words they can be read
        "annotation atnid author bkmkend bkmkstart category colortbl comment company fldinst filetbl footer footerf"
        " footerl footerr footnote generator header headerf headerl headerr keywords listtable nonshppict object"
        " operator pict private revtbl rxe stylesheet subject tc template themedata xe"
    ).split()
)
_SIGNS = {
    "par": "\n", "line": "\n", "sect": "\n", "page": "\n", "column": "\n", "row": "\n", "nestrow": "\n",
    "cell": "\t", "nestcell": "\t", "tab": "\t", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘",
    "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emspace": " ", "enspace": " ", "qmspace": " ",
    "~": "\xa0", "_": "-", "-": "", "\n": "\n", "\r": "\n", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
# The code pages of the fonts' character sets (\fcharset), where they are not the document's own.
_CODE_PAGES = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "cp950", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds within a pair of braces.

    to: where its words go (text, title) or what they are (info, made, fonts, nothing). skipped: how many signs follow
    a sign that is written as a number, for programs that do not know it.
    """

    to: str = "text"
    skipped: int = 1
    font: str = ""
    hidden: bool = False


def read(blob: Blob, options: object = None) -> Iterator[Draft | Unread]:  # noqa: ARG001 - one signature for all
    """Yield the article of an RTF file, or those of the export that it is; raise UnreadableError where it is none."""
    data = blob.read(MOST_BYTES)
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{\\rtf"):
        raise UnreadableError("broken", "is no RTF file (it does not begin with '{\\rtf'); save it anew, or as text")
    reader = _Reader()
    whole = reader.read(data.decode("latin-1"))
    dates = made_on(reader.made_on)
    told = [f"made on {reader.made_on}, as the file says of itself"] if dates else []
    told += [] if whole else ["cut short: the file ends before its last brace"]
    title = likely_title(_mended("".join(reader.title)))
    draft = Draft(text="", title=title, dates=dates, told=tuple(told))
    yield from articles_in(_mended("".join(reader.text)).split("\n"), draft)


def _mended(words: str) -> str:
    """Return words in which a sign beyond the first 65,536, written as two halves, is one again."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _Reader:
    """Reads the tokens of a file one after the other; ``text`` and ``title`` are the pieces found so far."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.title: list[str] = []
        self.made: dict[str, int] = {}
        self.group = _Group()
        self.outer: list[_Group] = []
        self.code_page = "cp1252"
        self.code_pages: dict[str, str] = {}  # of the fonts
        self.pending = bytearray()  # bytes that are not yet words
        self.to_skip = 0  # signs that only repeat one that was written as a number
        self.starred = False  # whether a star says that the group may be left out

    @property
    def made_on(self) -> str:
        """The day on which the document was made, as YYYY-MM-DD, or nothing."""
        return "{yr:04d}-{mo:02d}-{dy:02d}".format(**self.made) if len(self.made) == len(_DAY) else ""

    def read(self, text: str) -> bool:
        """Read the characters of a file, one for each byte; return whether it is whole."""
        at = 0
        while match := _TOKEN.match(text, at):
            at = match.end()
            word, argument, code, sign, brace, words = match.groups()
            if code or words:
                self._take(bytes.fromhex(code) if code else words.encode("latin-1"))
                continue
            self._flush()
            if brace:
                self._enter_or_leave(brace)
                if not self.outer:
                    return True
            elif word == "bin":
                at += max(int(argument or 0), 0)
            elif word:
                self._word(word, argument)
            elif sign:
                self.starred = sign == "*"
                self._add(_SIGNS.get(sign, ""))
        self._flush()
        return False

    def _take(self, data: bytes) -> None:
        skipped = min(self.to_skip, len(data))
        self.to_skip -= skipped
        self.pending += data[skipped:]

    def _flush(self) -> None:
        """Turn the pending bytes into words, by the code page of their font."""
        if self.pending:
            code_page = self.code_pages.get(self.group.font, self.code_page)
            self._add(self.pending.decode(code_page, errors="replace"))
            self.pending.clear()

    def _add(self, words: str) -> None:
        if self.group.to == "text" and not self.group.hidden:
            self.text.append(words)
        elif self.group.to == "title":
            self.title.append(words)

    def _enter_or_leave(self, brace: str) -> None:
        self.to_skip, self.starred = 0, False
        if brace == "{":
            self.outer.append(self.group)
        elif self.outer:
            self.group = self.outer.pop()
        if len(self.outer) > MOST_OPEN:
            raise UnreadableError("broken", "is no RTF file that can be read (too many groups within each other)")

    def _word(self, word: str, argument: str | None) -> None:
        starred, self.starred = self.starred, False
        number = int(argument) if argument else 0
        if word == "u" and argument:
            self._add(chr(number % 0x10000))
            self.to_skip = self.group.skipped
        elif word in _SIGNS:
            self._add(_SIGNS[word])
        elif self.group.to == "info" and word in _OF_INFO:
            self.group = replace(self.group, to=_OF_INFO[word])
        elif self.group.to == "made" and word in _DAY:
            self.made.setdefault(word, number)
        elif starred or word in _NOT_TEXT:
            self.group = replace(self.group, to="nothing")
        elif word in _CODE_PAGE_WORDS:
            self._know_code_page(word, number)
        elif change := _CHANGES.get(word):
            self.group = change(self.group, argument)

    def _know_code_page(self, word: str, number: int) -> None:
        if word == "fcharset":
            if number in _CODE_PAGES:
                self.code_pages[self.group.font] = _CODE_PAGES[number]
        else:
            self.code_page = "mac_roman" if word == "mac" else _codec(number) or self.code_page


_DAY = ("yr", "mo", "dy")
_OF_INFO = {"title": "title", "creatim": "made"}
_CODE_PAGE_WORDS = ("ansicpg", "mac", "fcharset")
_CHANGES: dict[str, Callable[[_Group, str | None], _Group]] = {
    "info": lambda group, _: replace(group, to="info"),
    "fonttbl": lambda group, _: replace(group, to="fonts"),
    "f": lambda group, argument: replace(group, font=argument or ""),
    "uc": lambda group, argument: replace(group, skipped=max(int(argument or 1), 0)),
    "v": lambda group, argument: replace(group, hidden=argument != "0"),
    "plain": lambda group, _: replace(group, hidden=False),
}


def _codec(number: int) -> str | None:
    """Return Python's name of a code page of Windows, or None where it knows none."""
    try:
        return codecs.lookup("utf-8" if number == UTF_8 else f"cp{number}").name
    except LookupError:
        return None
