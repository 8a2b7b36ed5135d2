"""Files that are cut short, changed, or of another kind end in drafts or in reasons, and never in a traceback."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.drafts import Draft
from analysis.corpus.readers import docx, pdf, rtf, warc
from tests.corpus.readers.stories import STORIES
from tests.corpus.readers.test_warc import read_page
from tests.documents import Answer, factiva, html, nexis_uni, outcome, scanned_pdf, spoiled
from tests.documents import docx as make_docx
from tests.documents import pdf as make_pdf
from tests.documents import rtf as make_rtf
from tests.documents import warc as make_warc


def read_warc(blob, _options):
    return warc.pages(blob, read_page)


LINES = [paragraph for story in STORIES[:2] for paragraph in story.paragraphs]
PAGES = [Answer(f"https://bay.example/{i}", html(story)) for i, story in enumerate(STORIES)]
SAMPLES = {
    "docx": (docx.read, make_docx(nexis_uni(STORIES))),
    "rtf": (rtf.read, make_rtf(factiva(STORIES, codes=True).split("\n"))),
    "pdf": (pdf.read, make_pdf([[LINES, LINES], [LINES]], title="Storm", head="The Bay Times")),
    "scanned": (pdf.read, scanned_pdf(1)),
    "warc.gz": (read_warc, make_warc(PAGES)),
    "warc": (read_warc, make_warc(PAGES, compressed=False)),
}
REASONS = {"broken", "encrypted", "empty", "no text", "too large", "incomplete", "format", "encoding", "error", "copy"}
sample = pytest.mark.parametrize("name", SAMPLES)


def check(read, data):
    found = outcome(read, data)
    for piece in found:
        if not isinstance(piece, Draft):
            assert piece.reason in REASONS | {"redirect"}
            assert piece.detail[0].islower()
            assert "\n" not in piece.detail
    return found


@sample
def test_cut_at_every_tenth_of_its_length(name):
    read, data = SAMPLES[name]
    for cut in spoiled(data):
        check(read, cut)


@pytest.mark.parametrize(("name", "other"), list(itertools.permutations(SAMPLES, 2)))
def test_the_bytes_of_another_form(name, other):
    found = check(SAMPLES[name][0], SAMPLES[other][1])
    same = {name, other} in ({"pdf", "scanned"}, {"warc", "warc.gz"})
    assert same or not any(isinstance(piece, Draft) for piece in found)


@sample
@settings(max_examples=60)
@given(changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(1, 255)), min_size=1, max_size=8))
def test_changed_bytes(name, changes):
    read, data = SAMPLES[name]
    changed = bytearray(data)
    for place, change in changes:
        changed[int(place * len(changed))] ^= change
    check(read, bytes(changed))


@sample
def test_the_same_bytes_give_the_same_articles(name):
    read, data = SAMPLES[name]
    assert outcome(read, data) == outcome(read, data)
