import hashlib
import os
import sys

import pytest

from analysis.corpus import audit_reading, read_articles, write_metadata
from analysis.corpus.opening.files import find_files
from analysis.errors import Faults
from analysis.report import audit_json


def found(sources):
    """Return the files of the sources; raise InputError with all faults."""
    faults = Faults("source")
    files = find_files(sources, faults)
    faults.raise_if_any()
    return files


def names(sources):
    return [file.name for file in found(sources)]


def test_a_folder_is_searched_with_its_subfolders_in_the_order_of_names(folder):
    here = folder({"b.txt": "x", "a/z.txt": "x", "c.pdf": "x"})
    assert names([here]) == ["a/z.txt", "b.txt", "c.pdf"]


def test_hidden_files_and_companions_are_no_articles(folder):
    companions = dict.fromkeys(["articles.csv", "themes.toml", "settings.toml", ".b.txt", ".git/c.txt"], "x")
    assert names([folder({"a.txt": "x", **companions})]) == ["a.txt"]


def test_a_folder_named_articles_holds_the_articles(folder):
    assert names([folder({"articles/a.txt": "x", "readme.txt": "x"})]) == ["a.txt"]


def test_a_file_that_is_found_twice_stands_once(folder):
    here = folder({"a.txt": "x", "b.txt": "x"})
    assert names([here, here / "a.txt", str(here / "*.txt")]) == ["a.txt", "b.txt"]


def test_a_glob_names_the_files_it_matches(folder):
    here = folder({"2021/a.txt": "x", "2022/b.txt": "x", "2022/c.pdf": "x"})
    assert names([str(here / "**" / "*.txt")]) == ["a.txt", "b.txt"]
    assert not any(file.named for file in found([str(here / "2022" / "*")]))
    assert not any(file.named for file in found([here]))
    assert found([here / "2022" / "b.txt"])[0].named


def test_companions_that_a_glob_finds_among_others_are_no_articles(folder):
    here = folder({"a.csv": "x", "articles.csv": "x", "sources.csv": "x"})
    assert names([str(here / "*.csv")]) == ["a.csv"]
    assert names([str(here / "art*.csv")]) == ["articles.csv"]


@pytest.mark.parametrize("sources", [["*/*/a.txt"], ["2021/x/a.txt", "2022/x/a.txt", "2022/y/a.txt"], ["2*/*"]])
def test_files_of_one_name_are_told_apart_by_as_many_folders_as_are_needed(folder, sources):
    here = folder({"2021/x/a.txt": "x", "2022/x/a.txt": "x", "2022/y/a.txt": "x"})
    assert names([str(here / source) for source in sources]) == ["2021/x/a.txt", "2022/x/a.txt", "2022/y/a.txt"]


def test_every_source_at_fault_is_told_at_once(folder, faults_of):
    here = folder({"a.txt": "x", "empty/.hidden": "x"})
    told = faults_of(found, [here, here / "none.txt", here / "empty", str(here / "*.doc")])
    assert len(told) == 3
    for fault, words in zip(
        told, ["none.txt' does not exist", "empty' holds no article", "*.doc' does not"], strict=True
    ):
        assert words in fault


def test_a_link_to_nowhere_that_was_named_is_a_fault(folder, faults_of):
    here = folder({"a.txt": "x"})
    (here / "b.txt").symlink_to(here / "none.txt")
    (fault,) = faults_of(read_articles, here / "b.txt")
    assert "is a link" in fault


@pytest.mark.parametrize(
    "content", ["Oil.\nGas.\n", "Oil.\r\nGas.\r\n", "Oil.\rGas.\r", b"\xef\xbb\xbfOil.\r\nGas.\r\n"]
)
def test_line_ends_and_a_byte_order_mark_make_no_difference_to_the_text(folder, content):
    file = folder({"a.txt": content}) / "a.txt"
    article = read_articles(file).articles.iloc[0]
    assert (article["text"], article["sha256"]) == ("Oil.\nGas.\n", hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.doc", "Oil.", "format"),
        ("a.txt", b"Oil \x01\xff", "no text"),
        ("a.txt", "Oil\0", "no text"),
        ("a", "Oil\0", "no text"),
        ("a.txt", "\x1b[1mOil", "no text"),
        ("a.txt", "", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", " \r\n 2022 —", "empty"),
        ("a.csv", "", "empty"),
        ("a.csv", "n,m\n1,2\n", "columns"),
        ("a.json", "", "empty"),
        ("a.json", "[1]", "record"),
        ("a.json", "[" * 100_000, "too deep"),
        ("a.parquet", "PAR1", "broken"),
        ("a.html", "<html><body></body></html>", "no text"),
        ("a.gz", b"\x1f\x8b\x08", "broken"),
        ("a.zip", "no archive", "format"),
    ],
)
def test_a_file_that_holds_no_article_is_told_with_its_reason(folder, name, content, reason):
    reading = read_articles(folder({"good.txt": "Oil.", name: content}))
    assert reading.set_aside[["path", "position", "reason"]].to_numpy().tolist() == [[name, 0, reason]]
    assert reading.articles["path"].tolist() == ["good.txt"]


OWN = {
    "report": {"manifest.json": '{"themeline": "0.1.0", "outputs": {}}', "tables/themes.csv": "text\nNo article.\n"},
    "weights": {"manifest.json": '{"format": "themeline weights"}', "articles.csv": "x", "weights.csv": "text\nNo.\n"},
    "bundle": {"bundle.json": '{"format": "themeline bundle"}', "vocabulary.json": '{"text": "No article."}'},
    "tasks": dict.fromkeys(["tasks.csv", "tasks.html", "key.csv"], "text\nNo article.\n"),
    "scores": dict.fromkeys(["validation.csv", "labels.csv", "answers.csv"], "text\nNo article.\n"),
    "lexicon": dict.fromkeys(["lexicon.csv", "coverage.csv"], "text\nNo article.\n"),
    "moved": dict.fromkeys(["themes.csv", "shares.csv", "articles.csv", "words.csv"], "text\nNo article.\n"),
}


@pytest.mark.parametrize("kind", OWN)
def test_what_themeline_wrote_among_the_articles_is_set_aside_as_a_whole(folder, faults_of, kind):
    written = {f"x/{kind}/{name}": content for name, content in OWN[kind].items()}
    here = folder({"a.txt": "Oil.", "x/b.txt": "Gas.", **written})
    reading = read_articles(here)
    assert sorted(reading.articles["path"]) == ["a.txt", "x/b.txt"]
    assert reading.set_aside[["path", "reason"]].to_numpy().tolist() == [[f"x/{kind}", "own output"]]
    fault, *_ = faults_of(read_articles, here / "x" / kind)
    assert "that Themeline wrote, and is not read; name the folder of the articles" in fault


@pytest.mark.parametrize("manifest", ['{"name": "an app"}', "[1]", "{", '{"format": 1}'])
def test_a_manifest_of_others_is_a_file_like_others(folder, manifest):
    reading = read_articles(folder({"x/manifest.json": manifest, "x/a.txt": "Oil."}))
    assert reading.articles["path"].tolist() == ["x/a.txt"]
    assert reading.set_aside["path"].tolist() == ["x/manifest.json"]


def test_tables_of_an_audit_are_no_articles(folder):
    here = folder({"a.txt": "Title: Oil\n\nIt rose on 3 June 2022."})
    reading = read_articles(here)
    write_metadata(reading.articles, here / "new.csv")
    (here / "audit.json").write_bytes(audit_json(audit_reading(reading)))
    again = read_articles(here)
    assert again.articles["path"].tolist() == ["a.txt"]
    assert again.set_aside["path"].tolist() == ["audit.json", "new.csv"]
    assert "name it with --metadata" in again.set_aside["detail"].iloc[1]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow no such names")
def test_a_name_that_is_no_text_is_shown_with_escapes(tmp_path):
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Oil.", encoding="utf-8")
    assert read_articles(tmp_path).articles["path"].tolist() == ["caf\\udce9.txt"]


@pytest.mark.skipif(os.name == "nt", reason="Windows allows few of these names")
def test_odd_names_are_names_like_others(folder):
    names = [
        "[2020].txt",
        "*.txt",
        "100%.txt",
        "a\\b.txt",
        "new\nline.txt",
        "CON.txt",
        "a:b.txt",
        "=1+1.txt",
        "e\u0301.txt",
    ]
    here = folder({name: f"The oil price rose {i} times." for i, name in enumerate(names)}, name="news [2020] (c)")
    reading = read_articles(here)
    assert sorted(reading.articles["path"]) == sorted(names)
    write_metadata(reading.articles, here.parent / "about.csv")
    again = read_articles(here, metadata=here.parent / "about.csv")
    assert again.articles["article_id"].equals(reading.articles["article_id"])


def test_brackets_in_the_name_of_a_folder_are_no_pattern(folder):
    here = folder({"a1.txt": "Oil rose.", "a2.txt": "Gas fell.", "b.txt": "Grain."}, name="news [2020]")
    assert sorted(read_articles(here / "a*.txt").articles["path"]) == ["a1.txt", "a2.txt"]
    assert len(read_articles(str(here.parent / "news*" / "a[2].txt")).articles) == 1


def test_an_empty_name_is_not_the_folder_that_one_is_in(faults_of):
    assert "a name is empty" in faults_of(read_articles, "")[0]
