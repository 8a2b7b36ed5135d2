import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus.dates import Candidate, Resolved, orders_shown, resolve, written

PLACES = ("front matter", "column", "link", "page", "header", "dateline", "byline", "post", "file name")
CANDIDATES = st.builds(
    Candidate,
    date=st.dates(dt.date(2019, 1, 1), dt.date(2021, 12, 31)),
    precision=st.sampled_from(["day", "month", "year"]),
    place=st.sampled_from((*PLACES, "text", "metadata")),
    words=st.just("as written"),
    confidence=st.sampled_from([0.3, 0.7, 0.8, 0.95]),
    event=st.booleans(),
)


def said(date, place="page", confidence=0.9, precision="day", **more):
    """Return a candidate."""
    return Candidate(dt.date.fromisoformat(date), precision, place, f"on {date}", confidence, **more)


def test_no_candidates_give_no_date_and_no_problem():
    assert resolve([]) == Resolved()


@pytest.mark.parametrize("place", PLACES)
def test_one_candidate_is_the_date(place):
    found = resolve([said("2022-05-09", place)])
    assert found[:3] == (dt.date(2022, 5, 9), "day", place)
    assert found.evidence == f"the {place} has 'on 2022-05-09'"
    assert found.problem is None


def test_what_a_person_wrote_is_the_date_whatever_else_is_found():
    found = resolve([said("2022-05-09", "header", 0.95), said("2020-01-01", "metadata", 0.5)])
    assert found[:3] == (dt.date(2020, 1, 1), "day", "metadata")
    assert found.problem is None


def test_a_persons_date_in_the_future_is_taken_and_told():
    found = resolve([said("2202-05-09", "metadata")], today=dt.date(2022, 6, 1))
    assert found.date == dt.date(2202, 5, 9)
    assert "which lies in the future" in found.problem


def test_places_that_agree_are_told_and_believed_more():
    one, both = resolve([said("2022-05-09", "page")]), resolve([said("2022-05-09", "page"), said("2022-05-09", "link")])
    assert both.date == one.date
    assert both.confidence > one.confidence
    assert both.evidence == "the link has 'on 2022-05-09'; the page agrees ('on 2022-05-09')"


def test_places_that_contradict_each_other_leave_the_date_open():
    found = resolve([said("2022-05-09", "page"), said("2022-05-12", "dateline")])
    assert found.date is None
    assert found.problem == (
        "the page says 2022-05-09 ('on 2022-05-09'), but the dateline says 2022-05-12 ('on 2022-05-12')"
    )
    assert found.proposal == said("2022-05-09", "page")


def test_a_day_is_allowed_for_time_zones_and_the_place_most_trusted_taken():
    found = resolve([said("2022-05-10", "page", 0.95), said("2022-05-09", "link", 0.75)])
    assert (found.date, found.source, found.problem) == (dt.date(2022, 5, 9), "link", None)


def test_two_as_sure_of_one_place_that_differ_are_a_problem_and_the_surer_wins():
    assert resolve([said("2022-05-09"), said("2022-07-01")]).date is None
    assert resolve([said("2022-05-09", confidence=0.95), said("2022-07-01")]).date == dt.date(2022, 5, 9)


@pytest.mark.parametrize(("coarse", "span"), [("2022-05-01", "month"), ("2022-01-01", "year")])
def test_the_finer_of_two_that_agree_is_taken(coarse, span):
    found = resolve([said(coarse, "front matter", 0.95, span), said("2022-05-09", "file name", 0.8)])
    assert found[:3] == (dt.date(2022, 5, 9), "day", "file name")
    other = resolve([said(coarse, "front matter", 0.95, span), said("2021-05-09", "file name", 0.8)])
    assert other.date is None
    assert f"says {coarse[: 7 if span == 'month' else 4]} " in other.problem


def test_running_text_and_unsure_candidates_are_proposals_only():
    for candidate in (said("2022-05-09", "text", 0.99), said("2022-05-09", "page", 0.5)):
        assert resolve([candidate]) == Resolved(proposal=candidate)
    sure, text = said("2022-05-09", "header"), said("2021-01-01", "text", 0.99)
    assert resolve([sure, text]).date == sure.date
    assert resolve([said("2021-01-01", "page", 0.5), text]).proposal.place == "page"


def test_a_date_after_today_is_a_problem():
    today = dt.date(2022, 5, 8)
    assert resolve([said("2022-05-09")], today=today).date == dt.date(2022, 5, 9)  # it is tomorrow somewhere
    found = resolve([said("2022-05-10")], today=today)
    assert found.date is None
    assert found.problem == "the page says 2022-05-10 ('on 2022-05-10'), which lies in the future"
    assert resolve([said("2022-05-01", precision="month")], today=today).date == dt.date(2022, 5, 1)
    assert resolve([said("2022-05-10", "text", 0.3)], today=today) == Resolved()


def test_a_date_from_before_its_source_began_is_a_problem():
    found = resolve([said("2022-05-01", "header")], earliest=dt.date(2022, 5, 9))
    assert found.date is None
    assert "which lies before 2022-05-09, when the source began" in found.problem
    assert resolve([said("2022-05-01", "header", precision="month")], earliest=dt.date(2022, 5, 9)).date


@pytest.mark.parametrize(("place", "dated"), [("page", False), ("link", False), ("dateline", True), ("column", True)])
def test_only_what_is_on_the_web_cannot_be_older_than_the_web(place, dated):
    found = resolve([said("1945-05-09", place)])
    assert (found.date is not None) == dated
    assert dated or "before the first page of the web" in found.problem


def test_day_month_ambiguity_is_a_problem_until_the_source_or_another_place_settles_it():
    doubtful = written("05/03/2022", "column")
    found = resolve([doubtful])
    assert found.date is None
    assert found.problem == "the column has '05/03/2022', which can be 5 March 2022 or 3 May 2022"
    assert found.proposal == doubtful
    assert resolve([doubtful], order="dmy").date == dt.date(2022, 3, 5)
    assert resolve([doubtful], order="mdy").date == dt.date(2022, 5, 3)
    settled = resolve([doubtful, said("2022-05-01", "link", precision="month")])
    assert (settled.date, settled.precision, settled.source) == (dt.date(2022, 5, 3), "day", "column")
    assert resolve([doubtful, said("2022-01-01", "link", precision="year")]).precision == "year"  # fits both readings
    assert resolve([doubtful, said("2022-05-03", "text", 0.95)]).date is None


def test_the_date_of_an_event_is_taken_last_and_named_so():
    event = said("2022-05-09", "dateline", event=True)
    assert resolve([event])[:3] == (dt.date(2022, 5, 9), "day", "event")
    assert resolve([event, said("2022-05-20", "page")]).source == "page"


def test_the_order_of_a_source_is_what_its_clear_dates_show():
    clear = {"dmy": written("25/03/2022", "column"), "mdy": written("03/25/2022", "column")}
    doubtful, dotted = written("05/03/2022", "column"), written("25.03.2022", "column")
    for order, candidate in clear.items():
        assert orders_shown([doubtful, candidate, candidate]) == {order}
    assert orders_shown([*clear.values()]) == {"dmy", "mdy"}
    assert orders_shown([doubtful, dotted]) == set()
    assert orders_shown([]) == set()


@given(st.lists(CANDIDATES, max_size=5), st.sampled_from([None, dt.date(2020, 6, 1)]))
def test_the_order_of_the_candidates_does_not_matter(candidates, today):
    first = resolve(candidates, today=today)
    for other in itertools.islice(itertools.permutations(candidates), 24):
        assert resolve(other, today=today) == first


@given(st.lists(CANDIDATES, max_size=6), st.sampled_from([None, dt.date(2020, 6, 1)]))
def test_a_date_has_all_that_belongs_to_it_and_an_open_one_none(candidates, today):
    found = resolve(candidates, today=today)
    given_ones = {c.date for c in candidates}
    assert found.date is None or found.date in given_ones
    assert found.proposal is None or (found.date is None and found.proposal.date in given_ones)
    told = (found.precision, found.source, found.evidence, found.confidence)
    assert all(told) if found.date else told == (None, None, None, None)
    assert found.date is None or found.problem is None or found.source == "metadata"
    assert found.date is None or found.source == "metadata" or not today or found.date <= today + dt.timedelta(1)
