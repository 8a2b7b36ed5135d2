import datetime as dt
import gzip
import io

import pytest
import zstandard
from warcio.archiveiterator import ArchiveIterator

from analysis.corpus.dates import in_page
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.readers import http_body, warc, warc_records
from tests.corpus.readers.stories import FROST, STORIES, STORM, VOTE
from tests.documents import Answer, blob, chunked, gzipped, html
from tests.documents import warc as make

SITE = "https://bay.example"


def read_page(page, *, link=None, declared=None):
    """Stand in for the reader of pages: the words between the marks of paragraphs."""
    text = page.decode(declared or "utf-8", errors="replace")
    paragraphs = [piece.partition("</p>")[0] for piece in text.split("<p>")[1:]]
    if not any(c.isalpha() for c in "".join(paragraphs)):
        raise UnreadableError("no text", "holds no paragraph with a word")
    title = text.partition("<title>")[2].partition("</title>")[0]
    return Draft(text="\n\n".join(paragraphs), title=title, link=link, dates=tuple(in_page(text)))


def read(data):
    return list(warc.pages(blob(data, "crawl.warc"), read_page))


def page(i, story, **coded):
    return Answer(f"{SITE}/{i}", html(story), **coded)


@pytest.mark.parametrize("packed", ["each record", "as a whole", "not"])
def test_each_page_is_an_article_with_its_link_and_not_dated_by_the_crawl(packed):
    data = make([page(i, story) for i, story in enumerate(STORIES)], compressed=packed == "each record")
    found = read(gzipped(data) if packed == "as a whole" else data)
    assert [(d.title, d.text) for d in found] == [(s.title, s.text) for s in STORIES]
    assert [d.link for d in found] == [f"{SITE}/{i}" for i in range(3)]
    assert all(d.fields == {"crawled": "2021-02-03"} for d in found)
    assert dt.date(2021, 2, 3) not in {c.date for d in found for c in d.dates}


def test_the_pages_are_those_that_warcio_finds():
    data = make([page(i, story) for i, story in enumerate(STORIES)])
    archive = ArchiveIterator(io.BytesIO(data))
    theirs = [(r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read()) for r in archive]
    ours = [(r.link, http_body.answer_in(r.block).body()) for r in warc_records.records(io.BytesIO(data))]
    assert ours == theirs


def test_what_is_no_page_is_counted_by_its_kind():
    others = [
        Answer(f"{SITE}/gone", b"<p>Not found.</p>", status="404 Not Found"),
        Answer(f"{SITE}/moved", b"", status="301 Moved"),
        Answer(f"{SITE}/a.png", b"\x89PNG", media="image/png"),
        Answer(f"{SITE}/b.png", b"\x89PNG", media="image/png"),
        Answer(f"{SITE}/robots.txt", b"User-agent: *", media="text/plain"),
        page("empty", STORM._replace(paragraphs=())),
    ]
    found = read(make([page(0, STORM), *others], revisited=[f"{SITE}/0"]))
    assert found[0].text == STORM.text
    told = [(piece.reason, piece.detail) for piece in found[1:]]
    assert [reason for reason, _ in told] == ["no text", "copy", "error", "format", "format", "redirect"]
    details = "\n".join(detail for _, detail in told)
    for words in ("/empty", "404", "301", "2 records of this kind: image/png", "robots.txt", "1 record of"):
        assert words in details


@pytest.mark.parametrize(
    ("coded", "headers"),
    [
        (chunked(html(STORM)), [("Transfer-Encoding", "chunked")]),
        (html(STORM), [("Transfer-Encoding", "chunked")]),  # many tools keep the header and not the chunks
        (gzipped(html(STORM)), [("Content-Encoding", "gzip")]),
        (html(STORM), [("Content-Encoding", "gzip")]),
        (chunked(gzipped(html(STORM))), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
        (zstandard.compress(html(STORM)), [("Content-Encoding", "zstd")]),
        (gzip.compress(html(STORM))[10:-8], [("Content-Encoding", "deflate")]),
    ],
)
def test_a_page_is_read_however_it_was_sent(coded, headers):
    (draft,) = read(make([Answer(f"{SITE}/0", coded, headers=headers)]))
    assert draft.text == STORM.text


def test_a_page_packed_in_an_unknown_way_or_too_large_is_set_aside(monkeypatch):
    monkeypatch.setattr(http_body, "MOST_BODY", 5_000)
    bomb = gzipped(b"<p>" + b"x" * 5_000)
    pages = [("/br", b"..", "br"), ("/bomb", bomb, "gzip"), ("/zstd", zstandard.compress(b"x" * 9_000), "zstd")]
    answers = [Answer(SITE + path, body, headers=[("Content-Encoding", coding)]) for path, body, coding in pages]
    found = read(make([*answers, page(0, VOTE)]))
    assert [piece.reason for piece in found[:3]] == ["encoding", "too large", "too large"]
    assert found[3].text == VOTE.text


def test_a_record_that_is_too_large_is_passed_over(monkeypatch):
    monkeypatch.setattr(warc_records, "MOST_RECORD", 3_000)
    large = page("large", STORM._replace(paragraphs=["word " * 1_000]))
    found = read(make([page(0, STORM), large, page(1, VOTE)]))
    assert [type(piece) for piece in found] == [Draft, Unread, Draft]
    assert "/large" in found[1].detail


def test_a_plain_text_is_an_article():
    answers = [
        Answer(f"{SITE}/a", FROST.text.encode("cp1251"), media="text/plain; charset=windows-1251"),
        Answer(f"{SITE}/b", STORM.text.encode(), media="text/plain"),
        Answer(f"{SITE}/c", b"\0\1\2", media="text/plain"),
    ]
    frost, storm, broken = read(make(answers))
    assert (frost.text, frost.told) == (FROST.text, ("encoding windows-1251",))
    assert (storm.text, storm.told) == (STORM.text, ())
    assert broken.reason == "no text"


@pytest.mark.parametrize("compressed", [True, False])
def test_a_broken_tail_loses_no_earlier_page(compressed):
    data = make([page(i, story) for i, story in enumerate(STORIES)], compressed=compressed)
    found = read(data[:-40])
    assert [d.title for d in found[:2]] == [STORM.title, VOTE.title]
    assert len(found) > 2
    assert found[2].told == ("cut short by the crawler",)
    assert [piece.reason for piece in found[3:]] == ["broken"] * compressed


def test_what_stands_between_records_is_told_and_the_rest_is_read():
    one, two = make([page(0, STORM)], compressed=False), make([page(1, VOTE)], compressed=False)
    found = read(one + b"garbage\n\n" + two + b"WARC/1.0\r\nContent-Length: many\r\n\r\n")
    assert [type(piece) for piece in found] == [Draft, Unread, Draft, Unread]
    assert found[1].detail.startswith("holds 8 bytes that belong to no record")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"HTTP/1.1 200 OK\r\n\r\n<p>word"])
def test_what_is_no_warc_is_refused(data):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.reason == "broken"
