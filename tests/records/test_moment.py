"""Times as people give them: dates, months and years keep their precision, and clocks that change are minded."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.records import Moment, Period, Precision, parse_duration, parse_moment, parse_zone

JERUSALEM = parse_zone("+02:00")
KYIV = ZoneInfo("Europe/Kyiv")


def test_a_date_covers_its_whole_local_day_and_is_known_from_its_end():
    moment = parse_moment("2023-11-24", JERUSALEM)
    assert moment.start.isoformat() == "2023-11-24T00:00:00+02:00"
    assert moment.known_from.isoformat() == "2023-11-25T00:00:00+02:00"
    assert moment.precision is Precision.DAY


def test_a_month_is_a_value_and_covers_the_whole_month():
    moment = parse_moment("2023-11", JERUSALEM)
    assert (moment.start.date(), moment.end.date()) == (date(2023, 11, 1), date(2023, 12, 1))
    assert moment.precision is Precision.MONTH


def test_december_ends_in_the_next_year():
    assert parse_moment("2023-12").end.isoformat() == "2024-01-01T00:00:00+00:00"


def test_a_year_is_a_value_and_covers_the_whole_year():
    moment = parse_moment("2023")
    assert (moment.start.year, moment.end.year, moment.precision) == (2023, 2024, Precision.YEAR)


def test_a_time_with_an_offset_is_an_instant():
    moment = parse_moment("2023-11-24T07:00+02:00")
    assert moment.start == moment.end == datetime(2023, 11, 24, 5, tzinfo=UTC)
    assert moment.precision is Precision.MINUTE


def test_a_time_without_an_offset_is_meant_in_the_zone_of_the_case():
    assert parse_moment("2023-11-24 07:00", JERUSALEM) == parse_moment("2023-11-24T07:00+02:00")


def test_seconds_and_fractions_of_seconds_are_kept():
    moment = parse_moment("2023-11-24T07:00:30.25Z")
    assert moment.start == datetime(2023, 11, 24, 7, 0, 30, 250_000, tzinfo=UTC)
    assert moment.precision is Precision.SECOND


def test_the_twenty_ninth_of_february_exists_in_leap_years_only():
    assert parse_moment("2024-02-29").end.date() == date(2024, 3, 1)
    with pytest.raises(ValueError, match="2023-02-29.* not a date or time that exists"):
        parse_moment("2023-02-29")


@pytest.mark.parametrize(
    "text",
    [
        "2023-13",
        "2023-11-31",
        "2023-11-24T24:00",
        "2023-11-24T07:60",
        "2023-11-24T23:59:60Z",
        "0000-01-01",
        "2023-11-24T07:00+25:00",
    ],
)
def test_a_time_that_does_not_exist_is_refused_with_what_to_write(text: str):
    with pytest.raises(ValueError, match=r"'.*' is not .*; write") as caught:
        parse_moment(text)
    assert text in str(caught.value) or text[-6:] in str(caught.value)


@pytest.mark.parametrize(
    "text", ["24/11/2023", "24 November", "11-24", "23-11-24", "", "now", "2023-11-24T7:00", "2023-W47"]
)
def test_a_missing_year_or_another_notation_is_never_guessed(text: str):
    with pytest.raises(ValueError, match="write it as 2023-11-24"):
        parse_moment(text)


@pytest.mark.parametrize("text", ["1000-01-01", "9000-12-31"])
def test_a_year_from_1000_to_9000_can_be_told(text: str):
    assert parse_moment(text, JERUSALEM).start.date() == date.fromisoformat(text)


@pytest.mark.parametrize("text", ["0001", "0001-01-01", "0999-12-31T23:59+02:00", "9001-01", "9999-12-31"])
def test_a_year_outside_of_these_is_refused_because_sums_with_it_leave_the_calendar(text: str):
    with pytest.raises(ValueError, match=re.escape(text) + ".*; write a year from 1000 to 9000"):
        parse_moment(text, JERUSALEM)


@pytest.mark.parametrize("text", ["P100Y", "P1200M", "P36525D", "PT876600H"])
def test_a_hundred_years_are_the_longest_length(text: str):
    assert parse_duration(text)


@pytest.mark.parametrize("text", ["P101Y", "P36526D", "P99999Y", "PT876600H1S", "P" + "9" * 5000 + "D"])
def test_a_longer_length_is_refused(text: str):
    with pytest.raises(ValueError, match="longer than 100 years; write a length of at most P100Y") as caught:
        parse_duration(text)
    assert len(str(caught.value)) < 120


def test_the_day_on_which_clocks_go_back_has_twenty_five_hours():
    moment = parse_moment("2023-10-29", KYIV)
    assert moment.end.astimezone(UTC) - moment.start.astimezone(UTC) == timedelta(hours=25)


def test_the_day_on_which_clocks_go_forward_has_twenty_three_hours():
    moment = parse_moment("2023-03-26", KYIV)
    assert moment.end.astimezone(UTC) - moment.start.astimezone(UTC) == timedelta(hours=23)


@pytest.mark.parametrize("text", ["2023-03-26T03:30", "2023-10-29T03:30"])
def test_an_hour_that_happens_twice_or_never_must_name_its_offset(text: str):
    with pytest.raises(ValueError, match="twice or never"):
        parse_moment(text, KYIV)
    assert parse_moment(f"{text}+03:00", KYIV).start.utcoffset() == timedelta(hours=3)


def test_a_day_that_begins_when_clocks_change_at_midnight_begins_when_the_day_before_ends():
    beirut = ZoneInfo("Asia/Beirut")
    before, after = parse_moment("2022-03-26", beirut), parse_moment("2022-03-27", beirut)
    assert before.end.astimezone(UTC) == after.start.astimezone(UTC)


@pytest.mark.parametrize("text", ["+99:00", "+02:75", "Kyiv", "../etc/passwd", "", "+2"])
def test_a_zone_that_does_not_exist_is_refused_with_what_to_write(text: str):
    with pytest.raises(ValueError, match="is not a time zone; write an offset"):
        parse_zone(text)


def test_a_moment_that_ends_before_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        Moment(
            start=datetime(2023, 11, 25, tzinfo=UTC), end=datetime(2023, 11, 24, tzinfo=UTC), precision="day"
        )


def test_a_time_without_a_zone_is_no_moment():
    naive = parse_moment("2023-11-24").start.replace(tzinfo=None)
    with pytest.raises(ValueError, match="timezone"):
        Moment(start=naive, end=naive, precision="minute")


def test_a_period_may_be_open_but_not_run_backwards():
    start = parse_moment("2023-11-24").start
    assert Period(valid_from=start, valid_from_precision="day").valid_to is None
    with pytest.raises(ValueError, match="ends .* before it starts"):
        Period(valid_from=start, valid_to=start - timedelta(seconds=1))


def test_each_end_of_a_period_has_a_precision_of_its_own():
    period = Period(
        valid_from=parse_moment("2023-11").start,
        valid_from_precision="month",
        valid_to=parse_moment("2024").end,
        valid_to_precision="year",
    )
    assert (period.valid_from_precision, period.valid_to_precision) == (Precision.MONTH, Precision.YEAR)


def test_six_months_after_the_end_of_august_is_the_end_of_february():
    assert parse_duration("P6M").after(parse_moment("2023-08-31").start).date() == date(2024, 2, 29)


def test_two_weeks_and_a_day_are_fifteen_days():
    assert parse_duration("P2W1D").span == timedelta(days=15)


def test_a_month_has_no_fixed_length():
    with pytest.raises(ValueError, match="no fixed length"):
        _ = parse_duration("P1M").span


@pytest.mark.parametrize("text", ["", "P", "PT", "six months", "6M", "P1.5D", "-P1D"])
def test_a_length_of_time_in_another_notation_is_refused_with_what_to_write(text: str):
    with pytest.raises(ValueError, match="is not a duration; write it as P6M"):
        parse_duration(text)


@given(day=st.dates(min_value=date(1000, 1, 1), max_value=date(9000, 12, 31)))
def test_a_day_lies_in_its_month_and_its_month_in_its_year(day: date):
    year, month, whole = (parse_moment(day.isoformat()[:length], JERUSALEM) for length in (4, 7, 10))
    assert year.start <= month.start <= whole.start < whole.end <= month.end <= year.end


@given(
    moment=st.datetimes(
        min_value=datetime(1000, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone itself
        max_value=datetime(9000, 12, 31),  # noqa: DTZ001 - the same
        timezones=st.just(UTC),
    )
)
def test_an_instant_is_read_as_it_was_written(moment: datetime):
    read = parse_moment(moment.isoformat())
    assert (read.start, read.precision) == (moment, Precision.SECOND)


@given(
    day=st.dates(min_value=date(2000, 1, 1), max_value=date(2037, 12, 30)),
    zone=st.sampled_from(["Europe/Kyiv", "Asia/Gaza", "Asia/Beirut", "UTC"]),
)
def test_days_follow_each_other_without_gap_or_overlap(day: date, zone: str):
    one = parse_moment(day.isoformat(), ZoneInfo(zone))
    following = parse_moment((day + timedelta(days=1)).isoformat(), ZoneInfo(zone))
    assert one.end.astimezone(UTC) == following.start.astimezone(UTC)


@given(
    years=st.integers(0, 50), months=st.integers(0, 24), days=st.integers(0, 400), hours=st.integers(0, 100)
)
def test_a_length_of_time_is_read_part_by_part(years: int, months: int, days: int, hours: int):
    read = parse_duration(f"P{years}Y{months}M{days}DT{hours}H")
    assert (read.months, read.days, read.seconds) == (12 * years + months, days, 3_600 * hours)
