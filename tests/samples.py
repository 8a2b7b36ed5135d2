"""A folder that mixes the forms in which articles come, with what is to be found in it."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from tests.documents import (
    Answer,
    Story,
    dejavu,
    docx,
    factiva,
    gzipped,
    html,
    nexis_text,
    nexis_uni,
    pdf,
    rtf,
    warc,
)

STORIES = Path(__file__).parent / "data" / "stories.txt"
LANGUAGES = {"en": "English", "es": "Spanish", "ru": "Russian"}


class Expected(NamedTuple):
    """An article that a file holds; title, source and date are missing where nothing in the file says them.

    A day on which a file was made is no date of an article.
    """

    path: str
    text: str
    language: str
    title: str | None = None
    source: str | None = None
    date: dt.date | None = None


class Mixed(NamedTuple):
    """What a folder holds: its articles, and the files that are none."""

    articles: list[Expected]
    refused: list[str]


def stories() -> list[Story]:
    """Return the made-up articles: thirty, of 60 to 90 words, in English, Spanish and Russian; no two alike."""
    found = []
    for piece in STORIES.read_text(encoding="utf-8").split("# ")[1:]:
        head, _, text = piece.partition("\n")
        date, source, language, title = head.split(" | ")
        paragraphs = text.strip().split("\n\n")
        found.append(Story(title, source, dt.date.fromisoformat(date), paragraphs, LANGUAGES[language]))
    return found


def write_mixed(folder: Path) -> Mixed:
    """Write files of twenty forms, and some that cannot be read, into a folder; return what is to be found in them."""
    told = stories()
    files: dict[str, bytes] = {}
    articles: list[Expected] = []

    def put(
        name: str, data: bytes, mine: Sequence[Story], *, said: str = "title source date", within: str = ""
    ) -> None:
        files[name] = data
        articles.extend(_expected(name + within, story, said.split()) for story in mine)

    put("front matter.txt", _front_matter(told[0]), told[:1])
    put("headers.txt", _headers(told[1]), told[1:2])
    put(f"{told[2].date} tugs.txt", told[2].text.encode(), told[2:3], said="date")
    put("notes.md", _front_matter(told[3]), told[3:4])
    put("page.html", html(told[4]), told[4:5], said="title date")
    put("table.csv", _delimited(told[5:8], ";", ["title", "date", "source", "text"]), told[5:8])
    put("table.tsv", _delimited(told[8:10], "\t", ["Headline", "Published", "Publication", "Full text"]), told[8:10])
    put("items.json", _json(told[10:12]), told[10:12])
    put("lines.jsonl", _json_lines(told[12:14]), told[12:14])
    put("rows.parquet", _parquet(told[14:16]), told[14:16])
    put(f"{told[16].date} heads.pdf", _two_columns(told[16]), told[16:17], said="title date")
    put("letter.docx", docx(told[17].paragraphs, title=told[17].title), told[17:18], said="title")
    put(
        f"{told[18].date:%Y%m%d}_choir.rtf",
        rtf(told[18].paragraphs, title=told[18].title),
        told[18:19],
        said="title date",
    )
    put(f"{told[19].date}.txt.gz", gzipped(told[19].text.encode()), told[19:20], said="date")
    put("nexis uni.DOCX", docx(nexis_uni(told[20:22])), told[20:22])
    put("nexis.txt", nexis_text(told[22:23]).encode(), told[22:23])
    put("factiva.txt", factiva(told[23:24], codes=True).encode(), told[23:24])
    put("factiva.rtf", rtf(factiva(told[24:25], codes=False).split("\n")), told[24:25])
    pages = [Answer(f"https://bay.example/{i}", html(story)) for i, story in enumerate(told[25:27])]
    put("crawl.warc.gz", warc(pages), told[25:27], said="title date")
    articles[-2:] = [page._replace(source="bay.example") for page in articles[-2:]]  # the site is the source
    bundle = {"a/headers.txt": _headers(told[27]), "page.html": html(told[28]), "lines.jsonl": _json_lines(told[29:30])}
    files["bundle.zip"] = _zip(bundle)
    articles += [
        _expected("bundle.zip/a/headers.txt", told[27], ["title", "source", "date"]),
        _expected("bundle.zip/page.html", told[28], ["title", "date"]),
        _expected("bundle.zip/lines.jsonl", told[29], ["title", "source", "date"]),
    ]
    files["broken.pdf"] = files[f"{told[16].date} heads.pdf"][:400]
    files["picture.png"] = _picture()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return Mixed(articles, ["broken.pdf", "picture.png"])


def _expected(path: str, story: Story, said: Sequence[str]) -> Expected:
    language = next(code for code, name in LANGUAGES.items() if name == story.language)
    return Expected(path, story.text, language, **{name: getattr(story, name) for name in said})


def _front_matter(story: Story) -> bytes:
    head = f'---\ntitle: "{story.title}"\ndate: {story.date}\nsource: {story.source}\n---\n'
    return f"{head}\n{story.text}\n".encode()


def _headers(story: Story) -> bytes:
    return f"Title: {story.title}\nDate: {story.date}\nSource: {story.source}\n\n{story.text}\n".encode()


def _delimited(mine: Sequence[Story], sign: str, columns: Sequence[str]) -> bytes:
    """Return a table whose texts stand in quotation marks, as spreadsheets write it."""
    import csv

    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=sign)
    writer.writerow(columns)
    said = {
        "title": 0,
        "headline": 0,
        "date": 1,
        "published": 1,
        "source": 2,
        "publication": 2,
        "text": 3,
        "full text": 3,
    }
    for story in mine:
        row = (story.title, story.date.isoformat(), story.source, story.text)
        writer.writerow([row[said[column.lower()]] for column in columns])
    return stream.getvalue().encode("utf-8-sig")


def _json(mine: Sequence[Story]) -> bytes:
    items = [{"headline": s.title, "published": f"{s.date}", "outlet": s.source, "body": s.text} for s in mine]
    return json.dumps(items, ensure_ascii=False, indent=1).encode()


def _json_lines(mine: Sequence[Story]) -> bytes:
    rows = ({"title": s.title, "date": f"{s.date}T06:30:00Z", "source": s.source, "content": s.text} for s in mine)
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def _parquet(mine: Sequence[Story]) -> bytes:
    import pandas as pd

    stream = io.BytesIO()
    rows = [{"title": s.title, "date": pd.Timestamp(s.date), "source": s.source, "text": s.text} for s in mine]
    pd.DataFrame(rows).to_parquet(stream)
    return stream.getvalue()


def _two_columns(story: Story) -> bytes:
    """Return a page of two columns, its lines of 40 letters at most, the first that ends with a long word within it."""
    import textwrap

    columns = [textwrap.wrap(paragraph, 40) for paragraph in story.paragraphs]
    lines = columns[0]
    at = next(i for i, line in enumerate(lines[:-1]) if line[-7:].isalpha())
    lines[at], lines[at + 1] = f"{lines[at][:-3]}-", lines[at][-3:] + " " + lines[at + 1]
    return pdf([columns], title=story.title, said_title=story.title, font=dejavu(), size=9)


def _zip(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data)
    return stream.getvalue()


def _picture() -> bytes:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (4, 4), 200).save(stream, "PNG")
    return stream.getvalue()
