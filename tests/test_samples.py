"""The mixed folder itself: its texts are apart from each other, and our readers find in their files what it says."""

from collections import Counter
from pathlib import Path

import pytest

from analysis.corpus.blobs import Blob
from analysis.corpus.drafts import Draft, UnreadableError
from analysis.corpus.readers import docx, factiva, nexis, pdf, rtf, warc
from tests.corpus.readers.test_warc import read_page
from tests.samples import stories, write_mixed


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mixed")
    return folder, write_mixed(folder)


def drafts_of(file: Path) -> list[Draft]:
    blob = Blob(file.name, lambda: file.open("rb"))
    readers = {".docx": docx.read, ".pdf": pdf.read, ".rtf": rtf.read, ".gz": lambda b, _: warc.pages(b, read_page)}
    if blob.ending in readers:
        found = list(readers[blob.ending](blob, None))
    else:
        text = file.read_text(encoding="utf-8")
        found = nexis.split(text) if nexis.looks_like(text) else factiva.split(text)
    assert all(isinstance(piece, Draft) for piece in found)
    return found


def test_no_two_of_its_texts_are_alike():
    told = stories()
    assert len(told) == 30
    assert all(60 <= story.n_words <= 150 for story in told)
    runs = [{tuple(words[i : i + 4]) for i in range(len(words) - 3)} for words in (s.text.split() for s in told)]
    assert max(Counter(run for some in runs for run in some).values()) < 4


def test_every_file_is_accounted_for(mixed):
    folder, expected = mixed
    names = {article.path.partition("/")[0] for article in expected.articles} | set(expected.refused)
    assert {file.name for file in folder.iterdir()} == names
    assert len({Path(name).suffix for name in names}) >= 12
    assert len(expected.articles) == 30


def test_it_is_the_same_each_time(mixed, tmp_path):
    folder, expected = mixed
    assert write_mixed(tmp_path) == expected
    for file in folder.iterdir():
        if file.suffix.lower() not in {".docx", ".gz"}:  # their libraries write when and who
            assert (tmp_path / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "2019-03-22 heads.pdf",
        "letter.docx",
        "20200416_choir.rtf",
        "nexis uni.DOCX",
        "nexis.txt",
        "factiva.txt",
        "factiva.rtf",
        "crawl.warc.gz",
    ],
)
def test_the_readers_find_what_it_says(mixed, name):
    folder, expected = mixed
    articles = [article for article in expected.articles if article.path == name]
    drafts = drafts_of(folder / name)
    assert len(drafts) == len(articles) > 0
    for draft, article in zip(drafts, articles, strict=True):
        assert draft.text.removeprefix(f"{article.title}\n\n") == article.text
        assert draft.title == article.title
        assert draft.source == article.source
        published = {candidate.date for candidate in draft.dates if not candidate.event}
        assert published == ({article.date} if article.date and article.source else published)


def test_what_cannot_be_read_is_refused(mixed):
    folder, _ = mixed
    with pytest.raises(UnreadableError):
        drafts_of(folder / "broken.pdf")
