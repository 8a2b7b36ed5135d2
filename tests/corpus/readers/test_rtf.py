import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from striprtf.striprtf import rtf_to_text

from analysis.corpus.drafts import UnreadableError
from analysis.corpus.readers import rtf
from tests.corpus.readers.stories import FROST, STORIES, STORM, VOTE
from tests.documents import blob, factiva, nexis_uni, outcome
from tests.documents import rtf as make


def read(data):
    return list(rtf.read(blob(data if isinstance(data, bytes) else data.encode("latin-1"))))


def text_of(body):
    return read(r"{\rtf1\ansi " + body + "}")[0].text


def test_paragraphs_title_and_the_day_it_was_made():
    for code_page in (1252, 1251):
        (draft,) = read(make(FROST.paragraphs, title=FROST.title, code_page=code_page))
        assert (draft.text, draft.title) == (FROST.text, FROST.title)
        assert [(c.date, c.event) for c in draft.dates] == [(dt.date(2024, 3, 4), True)]


def test_an_export_gives_its_articles():
    for lines in (
        nexis_uni(STORIES),
        factiva(STORIES, codes=True).split("\n"),
        factiva(STORIES, codes=False).split("\n"),
    ):
        found = read(make(lines))
        assert [(d.title, d.text, d.dates[0].date) for d in found] == [(s.title, s.text, s.date) for s in STORIES]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"\b bold\b0  word", "bold word"),
        (r"a\par b\line c", "a\n\nb\n\nc"),
        (r"{\*\generator Word;}shown{\footer page 3}", "shown"),
        (r"{\field{\*\fldinst{HYPERLINK \"https://bay.example/1\" }}{\fldrslt{\ul The link}}}", "The link"),
        (r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}}{\f1 \'cf\'ee\'f0\'f2} caf\'e9", "Порт café"),
        (r"{\fonttbl{\f0\fcharset128 Mincho;}}\f0 \'8d\'60", "港"),
        (r"\u1055?\u1086?{\uc2\u1088 ab\u1090\'41\'42}!", "Порт!"),
        (r"\u-10179?\u-8704? smile", "😀 smile"),
        (r"\{braces\} and \\ slash", r"{braces} and \ slash"),
        (r"\ldblquote quay\rdblquote  north\_west \endash  half\-way", "“quay” north-west – halfway"),
        (r"{\pict\wmetafile8 010203abcdef}after", "after"),
        (r"{\pict\bin6 }}}{{{}after", "after"),
        (r"seen {\v hidden {\b \v0 again}} seen", "seen again seen"),
        (r"{\*\skipped {\v0 never}}seen", "seen"),
        (r"\trowd a\cell b\cell\row", "a\tb"),
    ],
)
def test_control_words(body, text):
    assert text_of(body) == text


@given(
    st.lists(st.text("abc é€Пя{}\\", min_size=1).filter(lambda line: "a" in line and line.strip() == line), min_size=1)
)
def test_any_text_comes_back(lines):
    lines = [" ".join(line.split()) for line in lines]
    assert read(make(lines))[0].text == "\n\n".join(lines)


def test_the_words_are_those_that_striprtf_finds():
    data = make([*STORM.paragraphs, *VOTE.paragraphs])
    assert read(data)[0].text.split() == rtf_to_text(data.decode("ascii")).split()


def test_a_file_that_ends_too_early_says_so():
    (draft,) = read(r"{\rtf1 The harbour {\b was")
    assert draft.text == "The harbour was"
    assert draft.told == ("cut short: the file ends before its last brace",)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "broken"),
        (b"{\\rt The harbour", "broken"),
        (b"{\\rtf1 }", "empty"),
        (b"{\\rtf1 " + b"{" * 200_000, "broken"),
    ],
)
def test_what_is_no_rtf_is_refused(data, reason):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "piece", [r'{\field{\*\fldinst{HYPERLINK "a" }x', "{", "\\", r"\'e", r"\u1 ", r"{\fonttbl{\f0 ", "a\\par "]
)
def test_the_time_grows_with_the_length(piece, seconds_of):
    def spend(n):
        outcome(rtf.read, b"{\\rtf1 words " + piece.encode() * n)

    assert seconds_of(lambda: spend(40_000)) < 40 * max(seconds_of(lambda: spend(4_000)), 0.01)
