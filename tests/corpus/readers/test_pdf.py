import datetime as dt
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.drafts import UnreadableError
from analysis.corpus.readers import pdf, pdf_lines, pdf_streams
from analysis.corpus.readers.pdf_layout import in_reading_order, without_running_lines
from analysis.corpus.readers.pdf_lines import Line, Page
from analysis.corpus.readers.pdf_paragraphs import mended
from tests.corpus.readers.stories import FROST
from tests.documents import bare_pdf, blob, dejavu, scanned_pdf
from tests.documents import pdf as make


def read(data):
    return next(iter(pdf.read(blob(data))))


def refused(data):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    return caught.value


def named(n):
    """Return a number as a name of letters, since lines that differ in a number only look like running ones."""
    return "".join(chr(ord("a") + int(digit)) for digit in f"{n:05d}")


def counted(n_columns, n_pages, n_lines=30):
    """Return pages of columns whose boats count on from one to the next, every second line broken within a word."""
    pages, n = [], 0
    for _ in range(n_pages):
        columns = []
        for _ in range(n_columns):
            lines = []
            for _ in range(n_lines // 2):
                lines += [f"boat {named(n)} of the har-", f"bour, boat {named(n + 1)} too,"]
                n += 2
            columns.append(lines)
        pages.append(columns)
    return pages, " ".join(f"boat {named(i)} of the harbour, boat {named(i + 1)} too," for i in range(0, n, 2))


@pytest.mark.parametrize("n_columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other_without_heads_and_broken_words(n_columns):
    pages, words = counted(n_columns, 3)
    draft = read(make(pages, title="Storm closes the harbour", head="The Bay Times"))
    assert draft.text == f"Storm closes the harbour\n\n{words}"
    assert draft.title == "Storm closes the harbour"
    assert draft.fields == {"pages": 3}
    assert draft.told[-1] == "running lines left out: #; page # of #; the bay times"


def test_a_page_of_heads_between_columns_keeps_its_bands_in_order():
    lines = [Line("A headline over both of the columns here", 50, 500, 780, 800, 20)]
    for top, words in ((700, "upper"), (300, "lower")):
        for left, side in ((50, "left"), (300, "right")):
            for i in range(4):
                bottom = top - 12 * i - (3 if side == "right" else 0)
                text = f"{words} {side} column {i}"
                lines.append(Line(text, left, left + 230, bottom, bottom + 10, 10))
        lines.append(Line(f"Under the {words} columns stands one line", 50, 530, top - 80, top - 70, 10))
    told = [line.text for stretch in in_reading_order(reversed(lines)) for line in stretch]
    expected = ["A headline over both of the columns here"]
    for words in ("upper", "lower"):
        expected += [f"{words} {side} column {i}" for side in ("left", "right") for i in range(4)]
        expected += [f"Under the {words} columns stands one line"]
    assert told == expected


def test_the_cells_of_a_table_stay_in_their_rows():
    names = ["Amber", "Beryl", "Coral", "Delta", "Ember"]
    lines = [
        Line(text, left, left + 60, 700 - 14 * i, 710 - 14 * i, 10)
        for i, name in enumerate(names)
        for left, text in ((50, name), (200, f"{i} t"), (400, "sunk"))
    ]
    assert [line.text for s in in_reading_order(lines) for line in s] == [
        f"{n} {i} t sunk" for i, n in enumerate(names)
    ]


@given(st.permutations(range(12)))
def test_the_order_in_which_lines_were_drawn_is_of_no_matter(order):
    lines = [
        Line(f"column {c} has its line {i}", 50 + 250 * c, 250 + 250 * c, 700 - 12 * i, 710 - 12 * i, 10)
        for c in range(2)
        for i in range(6)
    ]
    assert in_reading_order([lines[i] for i in order]) == in_reading_order(lines)


def test_running_lines_repeat_over_pages_whatever_their_number():
    def page(i):
        head = Line("The Bay Times" if i % 2 else "Thursday, 5 January", 50, 200, 810, 820, 8)
        number = Line(f"– {i} –", 280, 300, 20, 30, 8)
        first = Line(f"This line {'abcdefgh'[i]} is text", 50, 500, 770, 780, 10)
        return Page(842, [head, first, number, Line("Same in the middle", 50, 500, 400, 410, 10)], 0)

    kept, running = without_running_lines([page(i) for i in range(8)])
    assert [[line.text for line in lines] for lines in kept] == [
        [f"This line {'abcdefgh'[i]} is text", "Same in the middle"] for i in range(8)
    ]
    assert running == ["the bay times", "thursday, # january", "– # –"]
    one = page(0)
    assert without_running_lines([one]) == ([one.lines], [])


def test_paragraphs_by_space_and_by_indent_also_over_columns_and_pages():
    spaced = ["One begins here and", "ends there.", "", "Two begins here and", "goes on in the"]
    rest = ["next column, then", "it ends.", "", "Three is a paragraph", "of its own."]
    expected = [
        "One begins here and ends there.",
        "Two begins here and goes on in the next column, then it ends.",
        "Three is a paragraph of its own.",
    ]
    for pages in ([[spaced, rest]], [[spaced], [rest]]):
        assert read(make(pages)).text.split("\n\n") == expected
    indented = [f"\t{line}" if i and not spaced[i - 1] else line for i, line in enumerate(spaced) if line]
    assert read(make([[indented]], indent=15)).text.split("\n\n") == [expected[0], "Two begins here and goes on in the"]


@pytest.mark.parametrize(
    ("lines", "known", "text"),
    [
        (["the har-", "bour"], [], "the harbour"),
        (["the north-", "west wind"], ["north-west"], "the north-west wind"),
        (["the north-", "west wind"], ["north-west", "northwest"], "the northwest wind"),
        (["the Anglo-", "Saxon 2020-", "21"], [], "the Anglo-Saxon 2020-21"),
        (["soft\xad", "ened"], ["soft-ened"], "softened"),
        (["a dash -", "then words"], [], "a dash - then words"),
        (["порто-", "вый"], [], "портовый"),
        ([], [], ""),
    ],
)
def test_hyphens_at_the_end_of_lines(lines, known, text):
    assert mended(lines, frozenset(known)) == text


def test_a_hyphen_stays_where_the_document_writes_the_word_with_it():
    draft = read(make([[["The north-west wind blew. A north-", "west wind is cold in the har-", "bour."]]]))
    assert draft.text == "The north-west wind blew. A north-west wind is cold in the harbour."


def test_the_title_is_what_the_file_says_if_the_page_has_it_else_the_largest_type():
    lines = [["The ferries lay at their moorings all week."] * 5]
    assert read(make([lines], title="Storm at sea", said_title="Storm")).title == "Storm"
    assert read(make([lines], title="Storm at sea", said_title="Template of the desk")).title == "Storm at sea"
    assert read(make([lines], said_title="Storm at sea")).title == "Storm at sea"
    assert read(make([lines], said_title="Microsoft Word - storm.doc")).title is None


def test_the_day_it_was_made_is_little_believed():
    (made,) = read(make([[["The harbour was closed."]]])).dates
    assert (made.date, made.event, made.confidence < 0.5) == (dt.date(2000, 1, 1), True, True)


def test_letters_beyond_latin():
    draft = read(make([[FROST.paragraphs]], title=FROST.title, font=dejavu()))
    assert draft.title == FROST.title
    assert draft.text.split("\n\n", 1)[1].replace("\n\n", " ") == " ".join(FROST.paragraphs)


def test_pictures_of_pages_are_told_apart_from_empty_ones():
    scanned = refused(scanned_pdf(3))
    assert (scanned.reason, "pictures of pages (3)" in str(scanned)) == ("no text", True)
    assert refused(make([[[]], [[]]])).reason == "empty"


def test_a_locked_file_is_refused_and_one_that_anybody_can_open_is_read():
    lines = [[["The harbour was closed."]]]
    assert refused(make(lines, password="quay")).reason == "encrypted"
    assert read(make(lines, password="")).text == "The harbour was closed."


BOMB = zlib.compress(b" " * (33 << 20))
SHOWN = b"BT /F1 12 Tf 72 700 Td (The harbour) Tj ET "


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "broken"),
        (b"The harbour", "broken"),
        (b"%PDF-1.4\n", "broken"),
        (bare_pdf(b"", packing="[/ASCIIHexDecode /FlateDecode]", packed=BOMB.hex().encode()), "too large"),
        (bare_pdf(b"", packing="[/FlateDecode /FlateDecode]", packed=zlib.compress(BOMB)), "too large"),
        (bare_pdf(b"", packing="/RunLengthDecode", packed=b"\x81 " * 200_000), "too large"),
        (bare_pdf(SHOWN + b" " * (33 << 20)), "too large"),
        (bare_pdf(SHOWN * 9_100), "too large"),
        (bare_pdf(b"0 0 1 1 re f " * 300_000), "too large"),
    ],
)
def test_what_cannot_be_read_within_bounds_is_refused(data, reason):
    assert refused(data).reason == reason


@pytest.mark.parametrize(
    ("packing", "packed"),
    [
        ("[/ASCIIHexDecode /FlateDecode]", zlib.compress(b"BT /F1 12 Tf (The harbour) Tj ET").hex().encode()),
        ("[/FlateDecode /FlateDecode]", zlib.compress(zlib.compress(b"BT /F1 12 Tf (The harbour) Tj ET"))),
        ("/RunLengthDecode", b"\x1fBT /F1 12 Tf (The harbour) Tj ET\x80"),
        ("[]", b"BT /F1 12 Tf (The harbour) Tj ET"),
    ],
)
def test_a_page_is_read_however_it_is_packed(packing, packed):
    assert read(bare_pdf(b"", packing=packing, packed=packed)).text == "The harbour"


def test_a_stream_that_is_broken_is_read_as_far_as_it_goes():
    packed = zlib.compress(SHOWN * 20 + bytes(range(256)) * 300)
    assert "The harbour" in read(bare_pdf(b"", packed=packed[:-9])).text
    assert pdf_streams.inflate(b"no deflated stream") == b""


def test_a_page_that_takes_too_much_to_draw_is_left_out_and_told(monkeypatch):
    monkeypatch.setattr(pdf_streams, "MOST_CONTENT", 2_000)
    draft = read(make([[["The harbour was closed."]], [["A map. "] * 200]]))
    assert draft.text == "The harbour was closed."
    assert draft.told[-1] == "1 of 2 pages take too much to draw and are left out"


def test_too_many_pages_are_refused(monkeypatch):
    monkeypatch.setattr(pdf_lines, "MOST_PAGES", 2)
    assert refused(make([[["word"]]] * 3)).reason == "too large"


@pytest.mark.slow
def test_two_hundred_pages():
    pages, words = counted(2, 200, n_lines=50)
    assert read(make(pages, head="The Bay Times")).text == words
