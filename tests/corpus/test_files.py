import hashlib
import os
import threading

import pytest

from analysis.corpus import read_articles
from analysis.corpus.files import UnreadableError, find_files, read_text
from analysis.errors import Faults


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
    assert all(file.named for file in found([str(here / "2022" / "*")]))
    assert not any(file.named for file in found([here]))


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
    assert read_text(file) == ("Oil.\nGas.\n", hashlib.sha256(file.read_bytes()).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.pdf", "Oil.", "format"),
        ("a", "Oil.", "format"),
        ("a.txt", b"Oil \xff", "no text"),
        ("a.txt", "Oil.".encode("utf-16"), "no text"),
        ("a.txt", "Oil\0", "no text"),
        ("a.txt", "\x1b[1mOil", "no text"),
        ("a.txt", "", "empty"),
        ("a.txt", b"\xef\xbb\xbf", "empty"),
        ("a.txt", " \r\n 2022 —", "empty"),
    ],
)
def test_a_file_that_is_no_text_is_refused_with_its_reason(folder, name, content, reason):
    with pytest.raises(UnreadableError) as caught:
        read_text(folder({name: content}) / name)
    assert caught.value.reason == reason


def test_a_link_is_not_followed(folder):
    here = folder({"a.txt": "Oil."})
    (here / "b.txt").symlink_to(here / "a.txt")
    with pytest.raises(UnreadableError) as caught:
        read_text(here / "b.txt")
    assert caught.value.reason == "link"


def test_a_file_that_vanished_is_refused(tmp_path):
    with pytest.raises(UnreadableError, match="cannot be read"):
        read_text(tmp_path / "gone.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    pipe = tmp_path / "a.txt"
    os.mkfifo(pipe)
    # The writer gives a reader that does open the pipe something to read, so that this test fails and does not hang.
    writer = threading.Thread(target=pipe.write_bytes, args=(b"Oil.",), daemon=True)
    writer.start()
    try:
        with pytest.raises(UnreadableError):
            read_text(pipe)
    finally:
        unblock = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        writer.join(10)
        os.close(unblock)
