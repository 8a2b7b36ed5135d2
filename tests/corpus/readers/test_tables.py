"""CSV, JSON and JSON lines: no record is lost without a word, however the files were put together or cut."""

import io
import json

import pytest

from analysis.corpus import read_articles
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.limits import Limits, Options
from analysis.corpus.readers import read_blob

TEXT = "The harbour of {} was closed after a storm. Ships waited for two days."


def record(place, **fields):
    return json.dumps({"title": place, "text": TEXT.format(place), **fields})


def pieces_of(name, content, **limits):
    """Return what a file gives: drafts of articles, and why pieces are none, in their order."""
    blob = Blob(name, lambda: io.BytesIO(content))
    return [what for _, _, what in read_blob(blob, Options(limits=Limits(**limits))) if what]


def found(name, content, **limits):
    """Return the titles of a file's articles and the reasons why pieces are none."""
    return [getattr(piece, "reason", None) or piece.title for piece in pieces_of(name, content, **limits)]


@pytest.mark.parametrize(
    "content",
    [
        f"[{record('Oslo')},{record('Riga')}]",
        f"{record('Oslo')}\n{record('Riga')}\n",
        f"[{record('Oslo')}]\n[{record('Riga')}]\n",
        f'{{"status": "ok", "articles": [{record("Oslo")}]}}\n{{"status": "ok", "articles": [{record("Riga")}]}}\n',
        f'{{"data": [{record("Oslo")}], "n": 2, "posts": [{record("Riga")}]}}',
        f'{{"response": {{"docs": [{record("Oslo")}, {record("Riga")}], "meta": [1]}}, "status": "ok"}}',
        f'{{"id": 1, "data": {record("Oslo")}}}\n{{"id": 2, "data": {record("Riga")}}}\n',
        f"{record('Oslo', data={'x': 1}, items=[{'n': 1}])}\n{record('Riga', entries=['a', 'b'])}\n",
        f'{{"entries": ["a"], "title": "Oslo", "text": "Oil rose."}}\n{record("Riga")}\n',
    ],
)
def test_records_are_found_wherever_they_stand(content):
    assert found("a.json", content.encode()) == ["Oslo", "Riga"]


def test_a_field_that_a_record_lacks_is_told():
    blob = Blob("a.json", lambda: io.BytesIO(record("Oslo", published="2020-01-05").encode()))
    options = Options(columns={"date": "publishd", "title": "title"})
    ((_, _, draft),) = [piece for piece in read_blob(blob, options) if piece[2]]
    assert draft.told == ("no field 'publishd'", "columns guessed: date=published")
    blob = Blob("a.json", lambda: io.BytesIO(b'{"tx": "Oil rose."}'))
    ((_, _, unread),) = [piece for piece in read_blob(blob, Options(columns={"text": "txt"})) if piece[2]]
    assert unread.detail.endswith("its columns are 'tx'; no field 'txt'")


def test_a_text_beside_records_is_an_article_too():
    content = f'{{"items": [{record("Oslo")}], "title": "Riga", "body": "Oil rose."}}'
    assert found("a.json", content.encode()) == ["Oslo", "Riga"]


@pytest.mark.parametrize(
    ("content", "pieces"),
    [
        (f"[{record('Oslo')},{record('Riga')}", ["Oslo", "Riga", "broken"]),
        (f'{{"items": [{record("Oslo")}]', ["Oslo", "broken"]),
        (f"[{record('Oslo')},{record('Riga')[:-9]}", ["Oslo", "broken"]),
        (f"[\n{record('Oslo')},\n{{none}},\n{record('Riga')}\n]", ["Oslo", "broken", "Riga"]),
        (f"{record('Oslo')}\n{record('Turku')[:-3]}\n{record('Riga')}\n", ["Oslo", "broken", "Riga"]),
        (f'{record("Oslo")}\n{{"x": [\n{record("Riga")}\n', ["Oslo", "broken", "Riga"]),
        (f'{record("Oslo")}\n{{"a" 1}}\n"Oil rose', ["Oslo", "broken", "broken"]),
    ],
)
def test_a_value_without_an_end_is_told_and_the_lines_after_it_are_read(content, pieces):
    assert found("a.json", content.encode()) == pieces


def test_a_value_that_is_too_long_costs_no_more_than_itself():
    lines = ",\n".join(record(str(i)) for i in range(400))
    pieces = found("a.json", f'{{"x": [\n{lines}'.encode(), text=20_000)
    assert pieces == ["too large", *map(str, range(400))]


def test_a_file_that_is_all_values_without_an_end_is_given_up_and_that_is_told():
    content = "\n".join('{"x":[' + "1," * 3000 for _ in range(900)).encode()
    last = pieces_of("a.json", content, text=5000)[-1]
    assert "what stands after it is not read" in last.detail


def test_a_quotation_mark_that_is_not_closed_takes_no_rows_in_silence():
    rows = f'title,text\nOslo,"{TEXT}"\nRiga,"{TEXT}\nTurku,{TEXT}\n'
    assert found("a.csv", rows.encode()) == ["Oslo", "row"]
    assert found("a.csv", f'title,text\nOslo,"{TEXT}"'.encode()) == ["Oslo"]


@pytest.mark.parametrize("lines_before", [2, 3000])
@pytest.mark.parametrize(
    ("name", "head", "line"),
    [
        ("a.csv", "title,text\n", "a,El petróleo subió mucho\n"),
        ("a.jsonl", "", '{"title": "a", "text": "El petróleo subió mucho"}\n'),
        ("a.txt", "", "El petróleo subió mucho.\n"),
    ],
)
def test_lines_in_two_encodings_are_read_each_in_its_own(folder, name, head, line, lines_before):
    content = head.encode() + line.encode() * lines_before + line.encode("cp1252") * 3
    reading = read_articles(folder({name: content}))
    assert reading.set_aside.empty
    texts = " ".join(reading.articles["text"]).replace("\n", " ").split()
    assert set(texts) <= {"El", "petróleo", "subió", "mucho", "mucho."}
    assert "encoding utf-8, and cp1252 in some lines (detected)" in set(reading.notes["note"])


def test_a_late_byte_that_is_no_utf_8_loses_no_row():
    content = b"title,text\n" + b"a,The harbour was closed\n" * 4000 + "b,El petróleo subió\n".encode("cp1252")
    assert found("a.csv", content) == ["a"] * 4000 + ["b"]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-16-le", "utf-8-sig"])
def test_the_encoding_of_a_table_is_told_and_the_same_text_comes_of_each(name, encoding):
    text = "Цены на нефть выросли после аварии. Рабочие ждали два дня."
    content = f"text\n{text}\n" if name == "a.csv" else json.dumps({"text": text}, ensure_ascii=False) + "\n"
    (piece,) = pieces_of(name, content.encode(encoding))
    assert piece.text == text
    assert any(said.startswith("encoding ") for said in piece.told) == (encoding != "utf-8-sig")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "title,text\nEl petrÃ³leo,SubiÃ³ mucho\n"),
        ("a.json", '{"title":"El petrÃ³leo","text":"SubiÃ³ mucho"}'),
    ],
)
def test_a_cell_that_was_decoded_wrongly_before_it_was_saved_is_mended(name, content):
    (piece,) = pieces_of(name, content.encode())
    assert (piece.title, piece.text) == ("El petróleo", "Subió mucho")
    assert "mojibake mended" in piece.told


def test_names_of_columns_are_told_in_one_line(folder):
    reading = read_articles(folder({"a.csv": "headline;body;published;n\nOslo;Oil rose.;2022-05-09;1\n"}))
    assert reading.notes["note"].tolist() == ["columns guessed: text=body, title=headline, date=published"]
