"""Exports of Nexis and Factiva: every article found, with its own date and nothing but its body."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.readers import factiva, nexis
from analysis.corpus.readers.exported import leading_date
from tests.corpus.readers.stories import FROST, STORIES, STORM, VOTE
from tests.documents import factiva as factiva_export
from tests.documents import nexis_text, nexis_uni

NOTES = {STORM.title: "Correction Appended", VOTE.title: "First Edition"}
EXPORTS = {
    "nexis uni": (nexis, "\n".join(nexis_uni(STORIES, notes=NOTES))),
    "nexis text": (nexis, nexis_text(STORIES)),
    "factiva with codes": (factiva, factiva_export(STORIES, codes=True)),
    "factiva without codes": (factiva, factiva_export(STORIES, codes=False)),
}
export = pytest.mark.parametrize("name", EXPORTS)


def split(name):
    reader, text = EXPORTS[name]
    assert reader.looks_like(text)
    return reader.split(text)


@export
def test_each_article_is_found_with_its_date_and_its_body(name):
    found = split(name)
    assert [type(piece) for piece in found] == [Draft] * len(STORIES)
    for draft, story in zip(found, STORIES, strict=True):
        assert (draft.title, draft.source, draft.text) == (story.title, story.source, story.text)
        assert [candidate.date for candidate in draft.dates] == [story.date]
        assert draft.dates[0].place == "header"
        assert draft.dates[0].words in EXPORTS[name][1]
        assert draft.language == {"English": "en", "Russian": "ru"}[story.language]
        assert draft.fields["length"] == story.n_words


@export
def test_what_the_database_says_besides_is_kept_in_fields(name):
    fields = split(name)[0].fields
    assert fields["section"].startswith("NEWS" if "nexis" in name else "News")
    assert fields["byline"].removeprefix("By ") == "Ana Lee"
    if "nexis" in name:
        assert fields["load_date"] == "February 14, 2012"
    else:
        assert fields["accession"] == "BAYT00002012" + "0105e81500000"
        assert fields["source_code"] == "BAYT"


def test_a_correction_and_an_edition_under_the_date_do_not_move_it():
    storm, vote, _ = split("nexis uni")
    assert storm.fields["correction"] == "Correction Appended"
    assert "edition" not in storm.fields
    assert vote.fields["edition"] == "First Edition"
    assert split("nexis text")[0].fields["edition"] == "Late Edition; Scotland"


@pytest.mark.parametrize("headline", ["Covid-19, part 1", "2000 um 4,5 Prozent", "January 5, 1999", "2001"])
def test_a_headline_is_never_the_date(headline):
    story = STORM._replace(title=headline)
    for reader, text in [
        (nexis, "\n".join(nexis_uni([story, story]))),
        (factiva, factiva_export([story], codes=True)),
        (factiva, factiva_export([story], codes=False)),
    ]:
        for draft in reader.split(text):
            assert draft.title == headline
            assert [c.date for c in draft.dates] == [STORM.date]


def test_an_export_that_ends_too_early_says_so():
    lines = nexis_uni(STORIES)
    whole = nexis.split("\n".join(lines[: lines.index("End of Document") + 1]))
    assert isinstance(whole[0], Draft)
    assert whole[1:] == [Unread("incomplete", whole[1].detail)]
    assert "holds 3 articles" in whole[1].detail
    unmarked = nexis.split("\n".join(lines[:-2]))
    assert unmarked[-1].told == ("an article without the mark that ends it",)
    text = factiva_export([STORM, VOTE], codes=False).partition("Document")[0]
    cut = factiva.split(factiva_export([STORM], codes=False).partition("Search Summary")[0] + text[:60])
    assert [type(piece) for piece in cut] == [Draft, Unread]


def test_an_article_without_a_body_is_told():
    lines = [line for line in nexis_uni([STORM, VOTE]) if line not in STORM.paragraphs]
    found = nexis.split("\n".join(lines))
    assert found[0].reason == "no text"
    assert found[1].title == VOTE.title


def test_an_undated_article_has_no_date():
    text = "\n".join(nexis_uni([STORM, VOTE])).replace("November 30, 2014 Sunday", "Sometime")
    draft = nexis.split(text)[1]
    assert (draft.title, draft.source, draft.dates) == (VOTE.title, VOTE.source, ())
    assert draft.fields["edition"] == "Sometime"


@pytest.mark.parametrize(
    "text",
    [
        "",
        STORM.text,
        "End of Document",
        "The End of Document\nBody of water",
        "Documento 5 de 20\nThe words of it.",
        "1 of 20 DOCUMENTS were found in the harbour.",
        "Document no. 5\n\n300 words",
        "HD  a disk\nPD  a diode",
    ],
)
def test_an_ordinary_text_is_no_export(text):
    assert not nexis.looks_like(text)
    assert not factiva.looks_like(text)


@export
@given(cut=st.integers(0, 4000), line=st.integers(0, 80))
def test_a_spoiled_export_is_still_told_apart(name, cut, line):
    reader, text = EXPORTS[name]
    lines = text.splitlines()
    del lines[line : line + 1]
    for spoiled in (text[:cut], text[cut:], "\n".join(lines)):
        if reader.looks_like(spoiled):
            for piece in reader.split(spoiled):
                assert isinstance(piece, Unread) or any(c.isalpha() for c in piece.text)


@export
def test_the_time_grows_with_the_length(name, seconds_of):
    reader, text = EXPORTS[name]
    short, long = (seconds_of(lambda n=n: reader.looks_like(text * n) and reader.split(text * n)) for n in (20, 200))
    assert long < 40 * max(short, 0.01)


def test_a_line_that_opens_with_a_date_gives_it_and_what_else_it_says():
    candidate, rest = leading_date("January 5, 2012 Thursday 10:14 PM GMT, Late Edition - Final")
    assert (candidate.date, candidate.precision, rest) == (dt.date(2012, 1, 5), "day", "Late Edition - Final")
    candidate, rest = leading_date("January 2012, Vol. 3")
    assert (candidate.precision, rest) == ("month", "Vol. 3")
    assert leading_date("2012") is None
    assert leading_date(FROST.text) is None
