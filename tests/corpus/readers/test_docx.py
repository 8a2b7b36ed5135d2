import datetime as dt
import io
import zipfile

import docx as python_docx
import pytest

from analysis.corpus.drafts import Draft, UnreadableError
from analysis.corpus.readers import docx
from tests.corpus.readers.stories import FROST, STORIES, STORM
from tests.documents import blob, nexis_uni, outcome
from tests.documents import docx as make

HEAD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
TAIL = "</w:body></w:document>"


def read(data):
    return list(docx.read(blob(data)))


def bare(xml, **parts):
    """Return an archive with this as the document's part, and further parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refused(data):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    return caught.value


def test_paragraphs_title_and_the_day_it_was_made():
    (draft,) = read(make(FROST.paragraphs, title=FROST.title, created=dt.datetime(2019, 2, 15, 23, 30)))
    assert (draft.text, draft.title) == (FROST.text, FROST.title)
    (made,) = draft.dates
    assert (made.date, made.event, made.confidence < 0.5) == (dt.date(2019, 2, 15), True, True)
    assert draft.told == ("made on 2019-02-15, as the file says of itself",)


def test_the_text_is_the_one_that_python_docx_finds():
    document = python_docx.Document()
    document.add_heading("Storm closes the harbour", 1)
    for paragraph in STORM.paragraphs:
        document.add_paragraph(paragraph).add_run(" (Reuters)").bold = True
    stream = io.BytesIO()
    document.save(stream)
    (draft,) = read(stream.getvalue())
    assert draft.text.split("\n\n") == [p.text for p in python_docx.Document(stream).paragraphs]
    assert draft.title == "Storm closes the harbour"


def test_a_table_stands_where_it_is_with_its_cells_in_a_row():
    document = python_docx.Document()
    document.add_paragraph("Before.")
    table = document.add_table(2, 2)
    for i, words in enumerate(["boats", "9", "crews", "4"]):
        table.cell(i // 2, i % 2).text = words
    document.add_paragraph("After.")
    stream = io.BytesIO()
    document.save(stream)
    assert read(stream.getvalue())[0].text == "Before.\n\nboats\t9\n\ncrews\t4\n\nAfter."


def test_long_cells_are_paragraphs():
    cell = f"<w:tc><w:p><w:r><w:t>{'Long words. ' * 30}</w:t></w:r></w:p><w:p><w:r><w:t>Two.</w:t></w:r></w:p></w:tc>"
    (draft,) = read(bare(f"{HEAD}<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>{TAIL}"))
    assert draft.text.count("\n\n") == 3


def test_breaks_tabs_deleted_words_and_copies_for_older_programs():
    box = "<w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
    both = (
        '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    words = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t></w:r>"
    words += "<w:del><w:r><w:delText>x</w:delText></w:r></w:del>"
    style = '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>'
    (draft,) = read(bare(f"{HEAD}<w:p>{style}{words}<w:r>{both}</w:r></w:p>{TAIL}"))
    assert draft.text == "In a box.\n\na\tb\nc"


def test_an_export_of_nexis_gives_its_articles():
    found = read(make(nexis_uni(STORIES)))
    assert [(d.title, d.text, d.dates[0].date) for d in found] == [(s.title, s.text, s.date) for s in STORIES]
    assert all("made on 2024-03-04, as the file says of itself" in d.told for d in found)


def test_a_document_that_inflates_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(docx, "MOST_XML", 1 << 20)
    data = bare(HEAD + "<w:p/>" * (1 << 18) + TAIL)
    assert len(data) < 1 << 14
    assert refused(data).reason == "too large"


def test_entities_are_not_followed_nor_multiplied():
    bombs = "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10 if i else "ha" * 100}">' for i in range(9))
    for declared in (bombs, '<!ENTITY e8 SYSTEM "file:///etc/passwd">'):
        xml = f"<!DOCTYPE d [{declared}]>{HEAD}<w:p><w:r><w:t>Word &e8;</w:t></w:r></w:p>{TAIL}"
        assert [getattr(piece, "text", "Word") for piece in outcome(docx.read, bare(xml))] == ["Word"]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "broken"),
        (b"PK\x03\x04 and nothing else", "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old or locked", "encrypted"),
        (bare("<p>no document"), "broken"),
        (bare(HEAD + "<w:p/>" + TAIL), "empty"),
        (bare(HEAD + "<w:p>" * 400), "broken"),
    ],
)
def test_what_is_no_document_is_refused(data, reason):
    error = refused(data)
    assert error.reason == reason
    assert str(error)[0].islower()


def test_an_archive_without_a_text_or_with_too_many_parts_is_refused(monkeypatch):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("xl/workbook.xml", "<a/>")
    assert refused(stream.getvalue()).reason == "broken"
    monkeypatch.setattr(docx, "MOST_PARTS", 3)
    assert refused(bare(HEAD + TAIL, a="", b="", c="")).reason == "too large"


def test_properties_that_cannot_be_read_are_left_out():
    xml = f"{HEAD}<w:p><w:r><w:t>Word</w:t></w:r></w:p>{TAIL}"
    assert read(bare(xml, **{"docProps/core.xml": "<broken"})) == [Draft(text="Word")]
