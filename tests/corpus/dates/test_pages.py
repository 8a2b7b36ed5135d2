import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.dates import in_page, resolve

PROSE = "<p>" + "The harbour was quiet that week, and nobody in the town could say why. " * 8 + "</p>"


def page(head="", body="", *, title="Ships stay away from the harbour", language=None):
    """Return a page with a headline, some prose, and what is given."""
    lang = f' lang="{language}"' if language else ""
    return (
        f"<!doctype html><html{lang}><head><title>{title} - The Daily Harbour</title>{head}</head>"
        f"<body>{body.replace('HEADLINE', f'<h1>{title}</h1>')}{PROSE}</body></html>"
    )


def date_of(html, **options):
    """Return the date that a page comes to, or None."""
    found = resolve(in_page(html, **options)).date
    return found and str(found)


def json_ld(value):
    return f'<script type="application/ld+json">{value if isinstance(value, str) else json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "declared",
    [
        '<meta property="article:published_time" content="2022-05-09T10:00:00+03:00">',
        "<meta content='2022-05-09' name='DC.date.issued'>",
        '<META NAME="pubdate" CONTENT="20220509">',
        '<meta name="date" content="9. Mai 2022">',
        '<meta itemprop="datePublished" content="2022-05-09">',
        json_ld({"@type": "NewsArticle", "datePublished": "2022-05-09T23:30:00-05:00"}),
        json_ld(
            {"@graph": [{"@type": ["Article", "Thing"], "datePublished": "2022-05-09", "dateModified": "2023-01-01"}]}
        ),
        json_ld('<!-- {"@type": "Article", "datePublished": "2022-05-09"} -->'),
        json_ld('{"@type": "Article", "datePublished": "2022-05-09", broken'),
    ],
)
def test_what_a_page_declares_is_its_date(declared):
    html = page(declared, "<p>Updated 1 June 2023</p>HEADLINE<span class='date'>2 July 2021</span>")
    assert date_of(html) == "2022-05-09"


@pytest.mark.parametrize(
    "shown",
    [
        "HEADLINE<time datetime='2022-05-09'>Monday</time>",
        "HEADLINE<div class='byline'>By A. Writer | 9 May 2022</div>",
        "HEADLINE<p>9 мая 2022 года, 10:30</p>",
        "<p class='entry-meta'>Veröffentlicht am 9. Mai 2022</p>HEADLINE",
        "HEADLINE<abbr class='published' title='2022-05-09T10:00:00'>a while ago</abbr>",
        "HEADLINE<span>09.05.22</span>",
        "HEADLINE<span itemprop='datePublished' content='2022-05-09'>lately</span>",
        '<script>var page = {"published_at": "2022-05-09T10:00:00"};</script>',
    ],
)
def test_where_it_declares_none_the_date_that_it_shows_is_its_own(shown):
    around = (
        "<nav><span class='date'>1 June 2023</span></nav>{}"
        "<div class='comments'><time datetime='2022-06-01'>1 June 2022</time> Somebody wrote</div>"
        "<aside class='related'><a>Other ships</a> <span class='date'>3 July 2021</span></aside>"
        "<footer>© 2 May 2019 The Daily Harbour</footer>"
    )
    assert date_of(page(body=around.format(shown))) == "2022-05-09"


@pytest.mark.parametrize(
    "body",
    [
        "HEADLINE<footer>Copyright © 9 May 2022</footer>",
        "HEADLINE" + "<p>Ships</p>" * 40 + "".join(f"<div class='related'>{day} May 2022</div>" for day in (7, 8, 9)),
        "HEADLINE<p>Last modified: 9 May 2022</p>",
        "HEADLINE",
        "",
    ],
)
def test_a_page_without_a_date_of_its_own_gets_none(body):
    assert date_of(page(body=body)) is None


def test_a_date_of_modification_is_a_proposal_only():
    found = resolve(in_page(page('<meta property="article:modified_time" content="2022-05-09T10:00:00">')))
    assert found.date is None
    assert found.proposal.date == dt.date(2022, 5, 9)


def test_the_article_with_the_pages_own_address_is_meant():
    articles = [
        {"@type": "NewsArticle", "url": f"https://harbour.example/{name}", "datePublished": date}
        for name, date in (("other", "2021-01-01"), ("ships", "2022-05-09"))
    ]
    assert date_of(page(json_ld(articles)), link="https://harbour.example/ships") == "2022-05-09"
    assert date_of(page(json_ld(articles))) is None


def test_articles_that_a_page_lists_are_not_the_page():
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "datePublished": "2021-01-01"}]}
    assert date_of(page(json_ld(listed))) is None
    teasers = "<meta itemprop='datePublished' content='2021-01-01'><meta itemprop='datePublished' content='2021-02-02'>"
    assert (
        date_of(page(body=f"HEADLINE<time>9 May 2022</time>{PROSE}<div class='teaser'>{teasers}</div>")) == "2022-05-09"
    )


def test_two_days_of_publication_that_are_as_sure_leave_the_date_open():
    html = page('<meta name="pubdate" content="2022-05-09"><meta name="dc.date.issued" content="2022-07-01">')
    assert resolve(in_page(html)).problem.startswith("the page says 2022-05-09")


def test_a_time_in_utc_gives_way_to_the_day_that_the_page_shows():
    declared = '<meta property="article:published_time" content="2022-05-10T02:00:00Z">'
    assert date_of(page(declared)) == "2022-05-10"
    assert date_of(page(declared, "HEADLINE<p class='date'>Published May 9, 2022</p>")) == "2022-05-09"
    assert date_of(page(declared, "HEADLINE<p class='date'>Published May 1, 2022</p>")) == "2022-05-10"


@pytest.mark.parametrize(
    ("language", "date"), [("de", "2022-03-05"), ("en-US", "2022-05-03"), ("en", None), (None, None)]
)
def test_figures_are_read_as_the_declared_language_has_them(language, date):
    assert date_of(page(body="HEADLINE<p class='date'>05/03/2022</p>", language=language)) == date


def test_the_months_in_a_link_tell_which_of_two_dates_is_meant():
    body = "<p class='date'>15 June 2022</p>HEADLINE<p>9 May 2022</p>"
    assert date_of(page(body=body), link="https://harbour.example/2022/05/ships") == "2022-05-09"
    assert date_of(page(body=body), link="https://harbour.example/2022/06/ships") == "2022-06-15"


def test_a_year_of_another_calendar_does_not_hide_ours():
    persian = '<meta property="article:published_time" content="1401-02-19">'
    ours = json_ld({"@type": "NewsArticle", "datePublished": "2022-05-09"})
    assert date_of(page(persian + ours)) == "2022-05-09"
    assert "before the first page of the web" in resolve(in_page(page(persian))).problem


@pytest.mark.parametrize(
    "html",
    [
        "", " ", "<", "\x00", "no markup at all, 9 May 2022", "<?xml version='1.0' encoding='utf-16'?><html></html>",
        "<html><script type='application/ld+json'>" + "[" * 100_000, "\ud800<p>9 May 2022</p>",
        "<!-- only a comment -->",
    ],
)  # fmt: skip
def test_odd_pages_are_read_as_far_as_they_go(html):
    assert isinstance(in_page(html, link="http://[::1"), list)


@given(st.text(alphabet="<>/=\"' abdehimtp1-2022May:{}[]", max_size=300), st.text(max_size=40))
def test_no_page_raises(html, link):
    for candidate in in_page(html, link=link):
        assert 0 < candidate.confidence <= 1


@pytest.mark.parametrize(
    "piece",
    [
        "<h1>", "<div class='date'>", "<time datetime='2022-05-09'>",
        "<meta itemprop='datePublished' content='2022-05-09'>",
        "9 May 2022<br>", '"published_at": "',
        "<script type='application/ld+json'>{\"datePublished\": \"2022-05-09\"}</script>",
        "<p title='2022", "&", "<table><tr><td>1.1.22",
    ],
)  # fmt: skip
def test_time_grows_no_faster_than_the_page(piece, seconds_of):
    short, long = (
        seconds_of(lambda n=n: in_page(piece * (n // len(piece)), link="https://harbour.example/2022/05/ships"))
        for n in (30_000, 240_000)
    )
    assert long < max(16 * short, 0.5)
