"""Dates, durations and other words of time; what the text does not say stays open."""

import datetime as dt
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.read.times import times

WRITTEN = dt.date(2024, 5, 2)


@pytest.mark.parametrize(
    ("text", "kind", "value", "mod"),
    [
        ("22 November 2023", "DATE", "2023-11-22", None),
        ("November 22nd, 2023", "DATE", "2023-11-22", None),
        ("2023-11-22", "DATE", "2023-11-22", None),
        ("22/11/2023", "DATE", "2023-11-22", None),
        ("On November 22", "DATE", "XXXX-11-22", None),
        ("by 30 June 2026", "DATE", "2026-06-30", "BY"),
        ("no later than 30 June 2026", "DATE", "2026-06-30", "BY"),
        ("by the end of 2026", "DATE", "2026", "BY"),
        ("until 31 December 2025", "DATE", "2025-12-31", "UNTIL"),
        ("since October 7", "DATE", "XXXX-10-07", "SINCE"),
        ("24-27 November 2023", "DATE", "2023-11-24/2023-11-27", None),
        ("between January and March 2025", "DATE", "2025-01/2025-03", None),
        ("in the first half of 2026", "DATE", "2026-H1", None),
        ("Q3 2025", "DATE", "2025-Q3", None),
        ("by the summer of 2027", "DATE", "2027-SU", "BY"),
        ("in 2027", "DATE", "2027", None),
        ("the 1990s", "DATE", "199X", None),
        ("fiscal year 2026", "DATE", "FY2026", None),
        ("this week", "DATE", "PRESENT-WEEK", None),
        ("next month", "DATE", "FUTURE-MONTH", None),
        ("through the week", "DATE", "PRESENT-WEEK", "END"),
        ("last Monday", "DATE", "XXXX-WXX-1", None),
        ("earlier this year", "DATE", "XXXX", "START"),
        ("Earlier in October", "DATE", "XXXX-10", None),
        ("promptly", "DATE", "FUTURE_REF", None),
        ("two days ago", "DATE", "PAST_REF", None),
        ("within the first 6 months", "DURATION", "P6M", "WITHIN"),
        ("a four-day pause", "DURATION", "P4D", None),
        ("48 hours", "DURATION", "PT48H", None),
        ("two and a half years", "DURATION", "P2.5Y", None),
        ("it will take years", "DURATION", "PXY", None),
        ("within one year", "DURATION", "P1Y", "WITHIN"),
        ("every week", "SET", "P1W", None),
        ("monthly", "SET", "P1M", None),
        ("at 07:00 local time", "TIME", "T07:00", None),
        ("by day two", "RELATIVE", "DAY-2", "BY"),
        ("once hostilities cease", "RELATIVE", "AFTER", "AFTER"),
        ("following the cessation of hostilities", "RELATIVE", "AFTER", "AFTER"),
        ("before winter", "RELATIVE", "BEFORE", "BEFORE"),
    ],
)
def test_an_expression_has_the_value_that_its_words_have(text, kind, value, mod):
    found = times(text)[0]
    assert (found.kind, found.value, found.mod) == (kind, value, mod)


@pytest.mark.parametrize(
    "text",
    [
        "€50 million",
        "they may march on",
        "2000 trucks",
        "the 2030 Agenda",
        "Resolution 2720",
        "1M+ citizens",
        "1,500 tents",
        "a second bridge",
    ],
)
def test_what_is_no_time_is_not_read_as_one(text):
    assert [found.text for found in times(text)] == []


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("On November 22", "2023-11-22"), ("this week", "2024-W18"), ("next month", "2024-06"), ("yesterday", "2024-05-01"), ("two days ago", "2024-04-30"), ("last Monday", "2024-04-29"), ("in July", "2024-07"), ("by the end of the year", "2024"),
    ],
)  # fmt: skip
def test_the_date_of_the_document_settles_what_counts_from_it(text, resolved):
    assert times(text, written=WRITTEN)[0].resolved == resolved
    assert times(text)[0].resolved is None


@pytest.mark.parametrize(
    "text", ["yesterday", "this week", "last month", "two days ago", "every week", "six months"]
)
def test_a_capital_at_the_beginning_of_a_sentence_changes_nothing(text):
    assert [found.value for found in times(text.capitalize())] == [found.value for found in times(text)] != []


def test_a_duration_says_from_when_it_counts():
    assert times("within six months of a ceasefire")[0].anchor == "a ceasefire"
    assert (
        times("within 30 days of the signing of this agreement, the Parties")[0].anchor
        == "the signing of this agreement"
    )
    assert times("within the first 6 months")[0].anchor == "start not given"


def test_a_pause_that_was_given_its_length_lends_it_to_what_happens_during_it():
    assert [
        found.value for found in times("They agreed on a four-day pause. During this pause, 50 are freed.")
    ] == ["P4D", "P4D"]


def test_a_day_that_could_be_two_is_not_read_and_says_so():
    (found,) = times("on 05/06/2024")
    assert (found.value, found.resolved) == ("2024-XX-XX", None)
    assert "day/month" in found.problem


@given(
    st.dates(dt.date(1950, 1, 1), dt.date(2090, 12, 31)),
    st.sampled_from(["{0.day} {0:%B} {0.year}", "{0:%B} {0.day}, {0.year}", "{0:%Y-%m-%d}"]),
)
def test_a_date_that_was_written_comes_back(day, form):
    (found,) = times(f"It was signed on {form.format(day)}.")
    assert found.resolved == day.isoformat()


@given(st.text(max_size=200))
def test_no_year_is_ever_invented(text):
    for found in times(text):
        assert text[found.start : found.end].strip()
        years = [part for part in (found.resolved or "").split("/") if part[:4].isdigit()]
        assert all(year[:4] in text or year[:2] in text or year[:3] in text for year in years)


@pytest.mark.parametrize("piece", ["1,", "1 ", "after ", "in the ", "May ", "within ", "1-1 "])
def test_a_hostile_text_takes_no_longer_than_its_length(piece):
    begun = time.process_time()
    times(piece * (20_000 // len(piece)))
    assert time.process_time() - begun < 2
