"""Days as lists write them: two ways of writing in one column are named, and nothing is guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.supply.states import read_days

DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))
MONTHS = ("Jan", "Feb", "March", "Apr", "May", "June", "Jul", "August", "Sept", "Oct", "Nov.", "December")


@given(st.lists(DAYS, min_size=1))
def test_one_way_of_writing_is_read_without_a_word(days):
    for texts in (
        [day.isoformat() for day in days],
        [f"{day.day} {MONTHS[day.month - 1]} {day.year}" for day in days],
    ):
        assert read_days(texts) == (days, [])


@given(st.lists(DAYS, min_size=1))
def test_numbers_are_read_where_one_row_shows_which_is_the_day(days):
    texts = [f"{day.day}/{day.month:02}/{day.year}" for day in [date(2024, 5, 13), *days]]
    assert read_days(texts) == ([date(2024, 5, 13), *days], [])


def test_numbers_that_may_be_either_are_not_guessed():
    days, [fault] = read_days(["1/2/2024", "3/4/2024"])
    assert days == [None, None]
    assert str(fault) == (
        "found '1/2/2024', expected a column in which one row at least shows which number is the day; "
        "write every day as in 2024-05-01"
    )


def test_two_orders_of_day_and_month_are_named_with_a_row_of_each():
    days, [fault] = read_days(["13/05/2024", "01/02/2024", "05/14/2024"])
    assert days == [None, None, None]
    assert fault.rows == (0, 2)


def test_two_ways_of_writing_are_named_and_what_is_plain_is_read():
    days, [fault] = read_days(["2024-05-01", "25 Feb 2024"])
    assert days == [date(2024, 5, 1), date(2024, 2, 25)]
    assert fault.found == "'2024-05-01' and '25 Feb 2024'"
    assert fault.expected == "one way of writing days in a column"


@pytest.mark.parametrize("text", ["", "yesterday", "2024-13-01", "31/31/2024", "30 Feb 2024", "5 Foo 2024"])
def test_what_is_no_day_is_named(text):
    days, faults = read_days(["2024-05-01", text])
    assert days[1] is None
    assert any(fault.rows == (1,) and fault.found == repr(text) for fault in faults)


def test_a_leap_day_is_a_day():
    assert read_days(["2024-02-29"])[0] == [date(2024, 2, 28) + timedelta(days=1)]
