"""Documents made for the tests, as bytes: DOCX, RTF, PDF, WARC, and exports after the layouts of Nexis and Factiva."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob


class Story(NamedTuple):
    """A made-up article."""

    title: str
    source: str
    date: dt.date
    paragraphs: Sequence[str]
    language: str = "English"

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)

    @property
    def n_words(self) -> int:
        return len(self.text.split())


def blob(data: bytes, name: str = "sample") -> Blob:
    return Blob(name, lambda: io.BytesIO(data))


def outcome(read, data: bytes, name: str = "sample") -> list[Draft | Unread]:
    """Return what a reader makes of some bytes; what it refuses is one Unread."""
    try:
        found = list(read(blob(data, name), None))
    except UnreadableError as error:
        return [Unread(error.reason, str(error))]
    assert found, "a reader that neither yields nor refuses loses its input"
    assert all(any(c.isalpha() for c in piece.text) for piece in found if isinstance(piece, Draft))
    return found


def spoiled(data: bytes) -> Iterable[bytes]:
    """Yield the data cut at every tenth of its length."""
    return (data[: len(data) * tenth // 10] for tenth in range(10))


def english(day: dt.date) -> str:
    """Return a day as American databases write it, whatever the locale: 'January 5, 2012'."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def british(day: dt.date) -> str:
    """Return a day as '5 January 2012'."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def docx(lines: Iterable[str], *, title: str = "", created: dt.datetime | None = None) -> bytes:
    """Return a DOCX file with a paragraph for each line."""
    import docx

    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    document.core_properties.title = title
    document.core_properties.created = created or dt.datetime(2024, 3, 4, 5, 6)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def rtf(lines: Iterable[str], *, code_page: int = 1252, title: str = "") -> bytes:
    """Return an RTF file with a paragraph for each line, in a code page of one byte a sign, else by number."""
    info = rf"{{\info{{\title {_rtf_text(title, code_page)}}}{{\creatim\yr2024\mo3\dy4}}}}"
    body = "".join(rf"\pard {_rtf_text(line, code_page)}\par" + "\r\n" for line in lines)
    head = rf"{{\rtf1\ansi\ansicpg{code_page}\deff0{{\fonttbl{{\f0 Arial;}}}}{{\colortbl;\red0\green0\blue0;}}"
    return f"{head}{info}{{\\header Running head\\par}}{body}}}".encode("ascii")


def _rtf_text(words: str, code_page: int) -> str:
    return "".join(c if c.isascii() and c not in "\\{}" else _rtf_sign(c, code_page) for c in words)


def _rtf_sign(sign: str, code_page: int) -> str:
    if sign in "\\{}":
        return "\\" + sign
    try:
        return f"\\'{sign.encode(f'cp{code_page}')[0]:02x}"
    except UnicodeEncodeError:
        halves = sign.encode("utf-16-le")
        units = [int.from_bytes(halves[i : i + 2], "little", signed=True) for i in range(0, len(halves), 2)]
        return "".join(rf"\u{unit}?" for unit in units)


def nexis_uni(stories: Sequence[Story], *, notes: Mapping[str, str] | None = None) -> list[str]:
    """Return the lines of an export of Nexis Uni: the list of articles, then the articles.

    notes: what stands under the date of the article with that title, such as 'Correction Appended'.
    """
    lines = ["User Name: Ana", "Date and Time: Tuesday, January 14, 2020 10:18:00 AM EST", "Job Number: 107"]
    lines += [f"Documents ({len(stories)})"]
    for i, story in enumerate(stories, 1):
        lines += [f"{i}. {story.title}", "Client/Matter: -None-", "Search Terms: harbour", "News"]
        lines += ["Timeline: Jan 01, 2010 to Dec 31, 2020"]
    for story in stories:
        lines += [story.title, story.source, f"{english(story.date)} {_DAYS[story.date.weekday()]}"]
        lines += [notes[story.title]] if notes and story.title in notes else []
        lines += [f"Copyright {story.date.year} {story.source} All Rights Reserved", ""]
        lines += ["Section:\xa0NEWS; Pg. 3", f"Length:\xa0{story.n_words} words", "Byline:\xa0Ana Lee", "Body", ""]
        lines += [*story.paragraphs, "Graphic", " ", "A picture of the quay", "Classification", ""]
        lines += [f"Language: {story.language.upper()}", "", "Publication-Type: Newspaper", ""]
        lines += [f"Load-Date: {english(story.date + dt.timedelta(days=40))}", "", "End of Document", ""]
    return lines


def nexis_text(stories: Sequence[Story]) -> str:
    """Return an export as the older text files were: centred heads, labels in capitals, wrapped lines."""
    import textwrap

    pieces = ["Download Request: Selected Items: 1-2\nTime Of Request: Friday, March 20, 2018  16:51:31\n"]
    for i, story in enumerate(stories, 1):
        date = f"{english(story.date)} {_DAYS[story.date.weekday()]}"
        head = [f"{i} of {len(stories)} DOCUMENTS", "", "", story.source, "", date, "Late Edition;", "Scotland"]
        pieces += ["\n".join(line.center(78).rstrip() for line in head)]
        pieces += [textwrap.fill(story.title, 40), "BYLINE: Ana Lee", "SECTION: NEWS; Pg. 3"]
        pieces += [f"LENGTH: {story.n_words} words", *(textwrap.fill(p, 78) for p in story.paragraphs)]
        pieces += [f"LOAD-DATE: {english(story.date + dt.timedelta(days=40))}", f"LANGUAGE: {story.language.upper()}"]
        pieces += [f"PUBLICATION-TYPE: Newspaper\n\n\n{f'Copyright {story.date.year} {story.source}'.center(78)}"]
    return "\n\n".join(pieces) + "\n"


def factiva(stories: Sequence[Story], *, codes: bool) -> str:
    """Return a text export of Factiva, with field codes or without."""
    pieces = ["\nFactiva\n\nDow Jones\n"]
    for i, story in enumerate(stories):
        end = f"Document BAYT000020{story.date:%y%m%d}e8150000{i}"
        text, copyright_line = "\n\n".join(story.paragraphs), f"(c) {story.date.year} {story.source}"
        if codes:
            fields = {"SE": "News", "HD": story.title, "BY": "Ana Lee", "WC": f"{story.n_words} words"}
            fields |= {"PD": british(story.date), "SN": story.source, "SC": "BAYT", "LA": story.language}
            fields |= {"CY": copyright_line, "LP": f"\n{story.paragraphs[0]}\n"}
            fields |= {"TD": "\n" + "\n\n".join(story.paragraphs[1:]) + "\n", "NS": "gweather : Weather", "AN": end}
            pieces.append("\n".join(f"{code}  {value}" for code, value in fields.items()))
        else:
            head = ["News", story.title, "By Ana Lee", f"{story.n_words} words", british(story.date), story.source]
            head += ["BAYT", "3", story.language, copyright_line]
            pieces.append("\n".join(head) + f"\n\n{text}\n\n{end}\n")
    return "\n\n".join([*pieces, "Search Summary\nText\tharbour"])


class Answer(NamedTuple):
    """What a server answered, for a WARC file."""

    link: str
    body: bytes
    media: str = "text/html; charset=utf-8"
    status: str = "200 OK"
    headers: Sequence[tuple[str, str]] = ()


def warc(answers: Iterable[Answer], *, compressed: bool = True, revisited: Sequence[str] = ()) -> bytes:
    """Return a WARC file with a response for each answer, and a revisit for each link."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    stream = io.BytesIO()
    writer = WARCWriter(stream, gzip=compressed)
    date = {"WARC-Date": "2021-02-03T04:05:06Z"}
    for answer in answers:
        http = StatusAndHeaders(answer.status, [("Content-Type", answer.media), *answer.headers], protocol="HTTP/1.1")
        block = len(http.to_bytes()) + len(answer.body)  # or the library leaves a temporary file open
        record = writer.create_warc_record(
            answer.link,
            "response",
            payload=io.BytesIO(answer.body),
            length=len(answer.body),
            http_headers=http,
            warc_headers_dict={**date, "Content-Length": str(block)},
        )
        writer.write_record(record)
    for link in revisited:
        record = writer.create_revisit_record(link, "sha1:AA", link, date["WARC-Date"], warc_headers_dict=dict(date))
        writer.write_record(record)
    return stream.getvalue()


def chunked(body: bytes) -> bytes:
    """Return a body in two chunks, as servers send it."""
    half = len(body) // 2
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in (body[:half], body[half:])) + b"0\r\n\r\n"


def html(story: Story) -> bytes:
    """Return a page with the story, its date in the markup."""
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in story.paragraphs)
    meta = f'<meta property="article:published_time" content="{story.date}T08:00:00+00:00">'
    head = f'<head><meta charset="utf-8"><title>{story.title}</title>{meta}</head>'
    body = f"<body><article><h1>{story.title}</h1>{paragraphs}</article></body>"
    return f'<!doctype html><html lang="en">{head}{body}</html>'.encode()


WIDTH, HEIGHT, MARGIN, GUTTER = 595, 842, 50, 16


def pdf(
    pages: Sequence[Sequence[Sequence[str]]],
    *,
    title: str = "",
    said_title: str = "",
    head: str = "",
    font: str = "Helvetica",
    size: float = 10,
    indent: float = 0,
    password: str | None = None,
) -> bytes:
    """Return a PDF file: pages of columns of lines; an empty line parts paragraphs, a leading tab indents a line.

    title: in large type above the columns of the first page. said_title: what the file says of itself. head: the
    running head, beside which stands the page's number; at the foot stands 'Page 3 of 9'.
    """
    from reportlab.lib.pdfencrypt import StandardEncryption
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    encrypt = StandardEncryption(password, canPrint=0) if password is not None else None
    drawing = canvas.Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=True, encrypt=encrypt)
    drawing.setTitle(said_title)
    for number, columns in enumerate(pages, 1):
        if head:
            drawing.setFont(font, 8)
            drawing.drawString(MARGIN, HEIGHT - 30, head)
            drawing.drawRightString(WIDTH - MARGIN, HEIGHT - 30, str(number))
            drawing.drawCentredString(WIDTH / 2, 25, f"Page {number} of {len(pages)}")
        top = HEIGHT - 70
        if number == 1 and title:
            drawing.setFont(font, 2 * size)
            drawing.drawString(MARGIN, top, title)
            top -= 4 * size
        drawing.setFont(font, size)
        width = (WIDTH - 2 * MARGIN + GUTTER) / max(len(columns), 1)
        for i, lines in enumerate(columns):
            y = top
            for line in lines:
                left = MARGIN + i * width + (indent if line.startswith("\t") else 0)
                drawing.drawString(left, y, line.strip("\t"))
                y -= 1.2 * size if line else 0.8 * size
        drawing.showPage()
    drawing.save()
    return stream.getvalue()


def scanned_pdf(n_pages: int) -> bytes:
    """Return a PDF file of pictures of pages."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen import canvas

    stream = io.BytesIO()
    drawing = canvas.Canvas(stream, pagesize=(WIDTH, HEIGHT), invariant=True)
    for shade in range(n_pages):
        drawing.drawImage(ImageReader(Image.new("L", (60, 80), 100 + shade)), 0, 0, WIDTH, HEIGHT)
        drawing.showPage()
    drawing.save()
    return stream.getvalue()


def bare_pdf(content: bytes, *, packing: str = "/FlateDecode", packed: bytes | None = None) -> bytes:
    """Return the least PDF file of one page with this content, packed as told (for streams that are too large)."""
    data = zlib.compress(content) if packed is None else packed
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter %b>>\nstream\n%b\nendstream" % (len(data), packing.encode(), data),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for i, obj in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (i, obj)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%b" % (len(objects) + 1, table)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def dejavu() -> str:
    """Return the name of a font with Cyrillic letters, known to reportlab."""
    import matplotlib as mpl
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    pdfmetrics.registerFont(TTFont("DejaVuSans", str(path)))
    return "DejaVuSans"


def gzipped(data: bytes) -> bytes:
    """Return the data packed with gzip, the same bytes each time."""
    return gzip.compress(data, mtime=0)
