"""Real corpora written out in other forms: each form gives the same articles, dates and texts as the table itself."""

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from analysis.corpus import read_articles

FORMS = ("csv", "tsv", "semicolon", "jsonl", "json", "wrapped", "csv.gz", "jsonl.xz", "csv.bz2", "zip", "tar.gz")
COLUMNS = ["article_id", "title", "text", "source", "date", "date_precision", "language"]

pytestmark = pytest.mark.slow


def delimited(table, sep=","):
    return table.to_csv(index=False, sep=sep).encode()


def lines(table):
    return table.to_json(orient="records", lines=True, force_ascii=False).encode()


def zipped(table):
    """Return a ZIP with the halves of a table in two forms."""
    half = len(table) // 2
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/first.csv", delimited(table[:half]))
        archive.writestr("a/second.jsonl", lines(table[half:]))
    return stream.getvalue()


def tarred(table):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        entry, content = tarfile.TarInfo("table.json"), written(table, "json")[1]
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return stream.getvalue()


def written(table, form):
    """Return a name and the bytes of a table in a form."""
    records = table.to_dict("records")
    make = {
        "csv": lambda: delimited(table),
        "tsv": lambda: delimited(table, "\t"),
        "semicolon": lambda: delimited(table, ";"),
        "jsonl": lambda: lines(table),
        "json": lambda: json.dumps(records, indent=1).encode(),
        "wrapped": lambda: json.dumps({"status": "ok", "articles": records}, ensure_ascii=False).encode(),
        "csv.gz": lambda: gzip.compress(delimited(table)),
        "jsonl.xz": lambda: lzma.compress(lines(table)),
        "csv.bz2": lambda: bz2.compress(delimited(table)),
        "zip": lambda: zipped(table),
        "tar.gz": lambda: tarred(table),
    }[form]
    ending = {"semicolon": "csv", "wrapped": "json"}.get(form, form)
    return f"table.{ending}", make()


def rows(articles):
    """Return what an article is, whatever form it came in: lines end with a newline, none stands at an end."""
    found = articles[COLUMNS].sort_values("article_id", ignore_index=True)
    return found.assign(text=found["text"].str.replace("\r\n?", "\n", regex=True).str.strip("\n"))


@pytest.mark.parametrize("name", ["wikinews_en", "cubadebate_es", "kremlin_ru", "digitalgov_posts"])
def test_a_corpus_is_the_same_in_every_form(name, tmp_path):
    path = Path(os.environ.get("THEMELINE_CORPORA", ""), f"{name}.parquet")
    if not path.is_file():
        pytest.skip(f"THEMELINE_CORPORA names no folder with {path.name}")
    whole = read_articles(path)
    wanted, aside = rows(whole.articles), whole.set_aside["reason"].tolist()
    table = pd.read_parquet(path)
    assert len(wanted) + len(aside) == len(table)
    table = table.astype(object).where(table.notna(), None)
    for form in FORMS:
        folder = tmp_path / form
        folder.mkdir()
        file, content = written(table, form)
        (folder / file).write_bytes(content)
        reading = read_articles(folder)
        assert reading.set_aside["reason"].tolist() == aside, form
        pd.testing.assert_frame_equal(rows(reading.articles), wanted, obj=f"{name} as {form}")
