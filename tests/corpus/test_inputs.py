"""Every piece of every file is accounted for, whatever the files are."""

import gzip
import io
import json
import os
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import audit_reading, read_articles
from analysis.corpus.drafting import Drafting
from analysis.corpus.drafts import Unread
from analysis.corpus.inputs import Piece, _File, _resume, _Task
from analysis.corpus.opening.guard import Death
from analysis.corpus.opening.limits import Limits, Options
from analysis.corpus.reading import read_parts
from analysis.errors import InputError

TEXT = "The harbour of {} was closed after a storm. Ships waited for two days, and the mayor spoke of losses."


def zipped(members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def nested(depth):
    """Return an archive in an archive, so many deep."""
    return zipped({"a.zip": nested(depth - 1)} if depth else {"a.txt": "oil"})


def found(reading):
    """Return what became of each piece: the reason by path and position, or 'kept'."""
    kept = {(row.path, row.position): "kept" for row in reading.articles.itertuples()}
    return kept | {(row.path, row.position): row.reason for row in reading.set_aside.itertuples()}


def test_members_of_archives_are_read_and_told_by_their_names(folder):
    inner = zipped({"deep/c.txt": TEXT.format("Riga"), "d.xyz": "no"})
    here = folder({"a.zip": zipped({"b.txt": TEXT.format("Oslo"), "inner.zip": inner, "e.pdf": b"%PDF-1.4 broken"})})
    assert found(read_articles(here)) == {
        ("a.zip/b.txt", 0): "kept",
        ("a.zip/inner.zip/deep/c.txt", 0): "kept",
        ("a.zip/inner.zip/d.xyz", 0): "format",
        ("a.zip/e.pdf", 0): "broken",
    }


def test_members_of_one_name_each_have_their_own(folder):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for i, name in enumerate(("a/b.txt", "a//b.txt", "a/../a/b.txt", "a", "c.txt", "c.txt/d.txt")):
            archive.writestr(name, "" if i == 1 else TEXT.format(f"Oslo and {i} islands"))
    reading = read_articles(folder({"a.zip": stream.getvalue()}))
    assert found(reading) == {
        ("a.zip/a/b.txt", 0): "kept",
        ("a.zip/a/b (2).txt", 0): "empty",
        ("a.zip/a/a/b.txt", 0): "kept",
        ("a.zip/a (2)", 0): "kept",
        ("a.zip/c.txt", 0): "kept",
        ("a.zip/c.txt/d (2).txt", 0): "kept",
    }
    assert audit_reading(reading).total("read") == 6


def test_metadata_speaks_of_members_and_of_rows(folder):
    table = f'text\n"{TEXT.format("Oslo")}"\n"{TEXT.format("Riga and its islands")}"\n'
    here = folder({"a.zip": zipped({"b.txt": TEXT.format("Bergen")}), "rows.csv": table})
    (here / "articles.csv").write_text("file,position,date\na.zip/b.txt,,2020\nrows.csv,1,2021-05\n", encoding="utf-8")
    rows = read_articles(here).articles.set_index(["path", "position"])["date_precision"]
    assert rows[("a.zip/b.txt", 0)] == "year"
    assert rows[("rows.csv", 1)] == "month"
    assert rows.isna()[("rows.csv", 0)]


def test_metadata_that_names_a_file_of_many_articles_must_say_which(folder, faults_of):
    here = folder({"rows.csv": "text\nThe oil price rose.\nThe army marched.\n"})
    (here / "articles.csv").write_text("file,position,date\nrows.csv,,2020\nrows.csv,7,2020\n", encoding="utf-8")
    assert [fault.split("articles.csv, ")[1][:60] for fault in faults_of(read_articles, here)] == [
        "line 2: the file 'rows.csv' holds 2 articles; say which in a"[:60],
        "line 3: the file 'rows.csv' has no position 7, only 0 to 1",
    ]


def test_an_identifier_that_stands_twice_is_kept_once_and_told(folder):
    here = folder({name: f"id;text\n1;{TEXT.format(name)}\n" for name in ("a.csv", "b.csv")})
    reading = read_articles(here)
    assert reading.articles["article_id"].is_unique
    assert reading.articles.set_index("path")["article_id"]["a.csv"] == "1"
    assert "the article_id '1' stands twice; this one was given another" in set(reading.notes["note"])


def test_a_link_and_a_pipe_are_told_and_not_opened(folder):
    here = folder({"a.txt": TEXT.format("Oslo")})
    (here / "b.txt").symlink_to(here / "a.txt")
    expected = {("a.txt", 0): "kept", ("b.txt", 0): "link"}
    if hasattr(os, "mkfifo"):
        os.mkfifo(here / "c.txt")
        expected["c.txt", 0] = "unreadable"
    done = threading.Event()
    reading = {}

    def read():
        reading.update(found(read_articles(here)))
        done.set()

    threading.Thread(target=read, daemon=True).start()
    assert done.wait(30)
    assert reading == expected


def test_a_file_that_changes_while_it_is_read_is_told(folder, monkeypatch):
    here = folder(
        {"a.txt": TEXT.format("Oslo"), "b.txt": TEXT.format("Riga"), "rows.csv": "text\nOil rose.\nGas fell.\n"}
    )
    row = Drafting.row

    def write_and_go_on(self, draft, name, position, said):
        if name != "b.txt" and position == 0:
            with (here / name).open("a", encoding="utf-8") as stream:
                stream.write("More.\n")
        return row(self, draft, name, position, said)

    monkeypatch.setattr(Drafting, "row", write_and_go_on)
    told = found(read_articles(here))
    assert told["a.txt", 0] == "changed"
    assert told["b.txt", 0] == "kept"
    assert "changed" in {reason for (name, _), reason in told.items() if name == "rows.csv"}


def test_parts_together_are_the_whole(folder):
    here = folder({f"{i:02d}.txt": TEXT.format(f"the place {i} " * (i + 1)) for i in range(25)})
    parts = list(read_parts(here, rows=10))
    assert [len(part.articles) for part in parts] == [10, 10, 5]
    whole = read_articles(here)
    ids = [article_id for part in parts for article_id in part.articles["article_id"]]
    assert sorted(ids) == whole.articles["article_id"].tolist()


def day_first(n_clear, n_doubtful):
    """Return a table of which the first rows show that the day stands first, and the others do not."""
    dates = [f"{13 + i % 15}/04/2022" for i in range(n_clear)] + [f"0{i + 3}/04/2022" for i in range(n_doubtful)]
    return "title,text,date\n" + "".join(
        f"t{i},{TEXT.format(i).replace(',', '')},{date}\n" for i, date in enumerate(dates)
    )


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("n_clear", [9, 10, 11, 18])
def test_the_order_of_day_and_month_is_that_of_the_whole_file(folder, monkeypatch, n_clear, turned):
    monkeypatch.setattr("analysis.corpus.reading.PART", 10)
    head, *lines = day_first(n_clear, 3).splitlines(keepends=True)
    here = folder({"a.csv": head + "".join(lines[::-1] if turned else lines)})
    articles = read_articles(here).articles
    assert articles["date"].notna().all()
    assert (articles["date"].dt.month == 4).all()
    assert articles["date_problem"].isna().all()


def test_what_a_later_part_shows_settles_dates_and_copies_of_earlier_ones(folder, monkeypatch):
    same = "The bridge over the river was opened by the mayor, and many people came to see it and to walk over."
    told = {"03/04/2022": same, "05/04/2022": TEXT.format("a"), "2022-03-15": same, "25/04/2022": TEXT.format("b")}
    here = folder({"a.csv": "date,text\n" + "".join(f'{date},"{text}"\n' for date, text in told.items())})
    whole = read_articles(here)
    monkeypatch.setattr("analysis.corpus.reading.PART", 2)
    parts = read_articles(here)
    assert parts.articles.equals(whole.articles)
    assert parts.copies.equals(whole.copies)
    assert (whole.articles["date"].dt.month.tolist()).count(4) == 3


def test_a_file_that_shows_both_orders_leaves_its_dates_open_in_every_part(folder, monkeypatch):
    dates = ["25/04/2022", "03/04/2022", "04/25/2022"]
    here = folder({"a.csv": "date,text\n" + "".join(f'{d},"{TEXT.format(d[:2])}"\n' for d in dates)})
    monkeypatch.setattr("analysis.corpus.reading.PART", 2)
    articles = read_articles(here).articles
    assert articles["date"].isna().sum() == 1
    assert articles["date_problem"].notna().sum() == 1


def test_many_files_are_read_in_processes_to_the_same_result(folder, monkeypatch):
    here = folder(
        {f"{i % 3}/{i:03d}.txt": f"May {i % 28 + 1}, 2020\n\n" + TEXT.format(f"place {i}" * 9) for i in range(60)}
    )
    few = read_articles(here)
    monkeypatch.setattr("analysis.corpus.inputs.FEW_FILES", 10)
    for threads in (1, 2):
        many = read_articles(here, threads=threads)
        assert many.articles.equals(few.articles)
        assert many.dates.equals(few.dates)


def test_what_breaks_its_reader_is_told_and_the_rest_goes_on():
    files = tuple(_File(Path(name), name) for name in ("a.txt", "b.zip", "c.txt"))
    task = _Task(files, Options(), Drafting(None), {})
    marks = [((0, "a.txt"), 0), ((1, "b.zip"), 1), ((1, "b.zip/x.txt"), 1), ((1, "b.zip/y.pdf"), 3)]
    told, rest = _resume(5, task, Death(True, marks, 4))
    assert told == [Piece("b.zip/y.pdf", 1, Unread("too slow", told[0].found.detail))]
    assert rest.files == (files[1]._replace(n_done=2, left_out=frozenset({"b.zip/y.pdf"})), files[2])
    told, rest = _resume(5, task, Death(False, marks[:1], 0))
    assert (told[0].name, told[0].found.reason) == ("a.txt", "breaks")
    assert rest.files == files[1:]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.gz", lambda: gzip.compress(b"oil " * (60 << 20))),
        ("bomb.zip", lambda: zipped({"a.txt": b"oil " * (60 << 20)})),
        ("nested.zip", lambda: nested(5)),
    ],
)
def test_a_bomb_is_told_in_no_time(folder, name, content):
    reading = read_articles(folder({name: content(), "good.txt": TEXT.format("Oslo")}))
    assert reading.articles["path"].tolist() == ["good.txt"]
    assert set(reading.set_aside["reason"]) <= {"too large", "too deep"}
    assert len(reading.set_aside) == 1


def test_an_archive_never_leaves_its_folder_and_its_links_are_not_followed(folder, tmp_path):
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for name in ("../../outside.txt", "/absolute.txt", "a\\b.txt"):
            entry = tarfile.TarInfo(name)
            content = TEXT.format(name).encode()
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
        for name, kind in (("link.txt", tarfile.SYMTYPE), ("device.txt", tarfile.CHRTYPE)):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, "/etc/passwd"
            archive.addfile(entry)
    here = folder({"a.tar.gz": stream.getvalue()})
    before = sorted(tmp_path.rglob("*"))
    reading = read_articles(here)
    assert sorted(reading.articles["path"]) == [f"a.tar.gz/{n}" for n in ("a/b.txt", "absolute.txt", "outside.txt")]
    assert reading.set_aside["reason"].tolist() == ["link", "link"]
    assert sorted(tmp_path.rglob("*")) == before


def test_limits_are_those_of_the_options():
    from analysis.corpus.opening.blobs import Blob
    from analysis.corpus.readers import read_blob

    content = zipped({f"{i}.txt": TEXT.format(i) for i in range(9)})
    blob = Blob("a.zip", lambda: io.BytesIO(content))
    for limits, reason in (
        (Limits(entries=3), "too large"),
        (Limits(archive=300), "too large"),
        (Limits(text=20), "too large"),
    ):
        reasons = {f.reason for _, _, f in read_blob(blob, Options(limits=limits)) if isinstance(f, Unread)}
        assert reasons == {reason}


CONTENTS = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
    st.sampled_from(
        [
            b"%PDF-1.7\n",
            b"PK\x03\x04",
            b"\x1f\x8b\x08",
            b"{\\rtf1 oil}",
            b"<html><p>oil",
            b'{"text": "oil"}',
            b"WARC/1.0\r\n",
        ]
    ),
)
NAMES = st.sampled_from(["txt", "md", "csv", "tsv", "json", "jsonl", "html", "rtf", "zip", "gz", "tar", "xyz", "docx"])


@settings(max_examples=25)
@given(st.lists(st.tuples(NAMES, CONTENTS), min_size=1, max_size=6))
def test_inputs_and_outputs_always_add_up(tmp_path_factory, files):
    here = tmp_path_factory.mktemp("any")
    for i, (ending, content) in enumerate(files):
        (here / f"{i}.{ending}").write_bytes(content)
    (here / "good.jsonl").write_text(json.dumps({"text": TEXT.format("Oslo")}), encoding="utf-8")
    reading = read_articles(here)
    told = found(reading)
    assert len(told) == len(reading.articles) + len(reading.set_aside)
    for i, (ending, _) in enumerate(files):
        assert any(name.startswith(f"{i}.{ending}") for name, _ in told)


def test_nothing_left_is_a_fault(folder):
    with pytest.raises(InputError, match="no article is left to read"):
        read_articles(folder({"a.json": "[[[["}))
