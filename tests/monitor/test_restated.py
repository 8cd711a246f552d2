"""Counts since a start that became smaller, happenings told twice, and where a day is cut."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.truce import codes, judged, row, span, state, term, verdict, window
from troth.records.term import Measure, Target

LAW = settings(
    max_examples=60, deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)  # fmt: skip
FIFTY = term(
    measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(50)),
    window=window("2024-05-01T00:00Z", "2024-05-05T00:00Z"),
)  # fmt: skip


def since_start(id, last, number, **more):
    return row(
        id,
        "2024-05-01",
        "cumulative",
        number,
        until=f"2024-05-0{last}",
        known=f"2024-05-0{last}",
        event="release",
        **more,
    )


def freed(id, day, number, form="tally", **more):
    return row(id, f"2024-05-0{day}", form, number, event="release", **more)


def reasons(result, code):
    return [(one.ids, one.amount, one.names) for one in result.reasons if one.code == code]


# --- restated downward -------------------------------------------------------------------------------------------------
def test_a_later_lower_total_stands_and_says_what_it_replaced():
    result = verdict(FIFTY, (since_start("C1", 3, 60), since_start("C2", 4, 45)))
    assert (result.state.value, span(result)) == ("broken", (45, 45))
    assert reasons(result, "restated_downward") == [(("C1", "C2"), 15, ("observer",))]
    assert [(one.id, one.why) for one in result.context] == [("C1", "restated_downward")]


def test_before_it_was_restated_the_higher_total_kept_the_term():
    rows = (since_start("C1", 3, 60), since_start("C2", 4, 45))
    assert state(FIFTY, rows, "2024-05-04T12:00Z") == "kept"


def test_a_total_that_grows_is_no_restatement():
    result = verdict(FIFTY, (since_start("C1", 3, 40), since_start("C2", 4, 60)))
    assert (result.state.value, codes(result)) == ("kept", ["target_met"])


def test_another_origin_s_lower_total_is_a_conflict_and_no_restatement():
    result = verdict(FIFTY, (since_start("C1", 4, 60), since_start("C2", 4, 45, by="agency")))
    assert (result.state.value, span(result)) == ("disputed", (45, 60))
    assert reasons(result, "restated_downward") == []


def test_days_that_add_up_to_more_than_the_same_origin_s_later_total_stand_beside_it_and_say_so():
    days = [freed(f"D{n}", n, 15) for n in (1, 2, 3, 4)]
    result = verdict(FIFTY, (*days, since_start("C", 4, 45)))
    assert (result.state.value, span(result)) == ("disputed", (45, 60))
    assert reasons(result, "restated_downward") == [(("D1", "D2", "D3", "D4", "C"), 15, ("observer",))]


def test_happenings_that_add_up_to_more_than_the_later_total_open_the_high_end():
    happened = [freed(f"D{n}", n, 30, "item") for n in (1, 2)]
    result = verdict(FIFTY, (*happened, since_start("C", 4, 45)))
    assert span(result) == (45, None)
    assert [amount for _, amount, _ in reasons(result, "restated_downward")] == [15]


def test_a_total_that_was_corrected_by_a_row_is_no_second_count():
    """A correction takes the earlier row out of the picture; only a silent restatement is told as one."""
    result = verdict(FIFTY, (since_start("C2", 4, 45),))
    assert codes(result) == ["short_of_target"]


def test_of_forbidden_acts_a_restated_total_is_told_too():
    limit = FIFTY.model_copy(update={"kind": "refrain", "target": Target(at_most=Decimal(50))})
    rows = (since_start("C1", 3, 60, actor="A"), since_start("C2", 4, 45, actor="A"))
    result = verdict(limit, rows)
    assert result.state.value == "unknown"
    assert reasons(result, "restated_downward") == [(("C1", "C2"), 15, ("observer",))]


# --- sets and bags -----------------------------------------------------------------------------------------------------
def test_two_equal_rows_on_one_page_are_two_happenings():
    twins = [freed(f"E{n}", 2, 25, "item", source="one page") for n in (1, 2)]
    assert span(verdict(FIFTY, twins)) == (50, None)


def test_equal_rows_on_two_pages_of_one_origin_are_one_happening():
    pages = [freed(f"E{n}", 2, 25, "item", source=f"page {n}") for n in (1, 2)]
    assert span(verdict(FIFTY, pages)) == (25, None)


def test_two_pages_with_different_keys_tell_of_two_happenings_and_with_one_key_of_one():
    def told(first, second):
        hours = ("2024-05-02T10:00Z", "2024-05-02T11:00Z")
        return [
            row(f"E{n}", when, "item", 25, event="release", source=f"page {n}", key=key)
            for n, (when, key) in enumerate(zip(hours, (first, second), strict=True))
        ]

    assert span(verdict(FIFTY, told("north gate", "south gate"))) == (50, None)
    assert span(verdict(FIFTY, told("north gate", "north gate"))) == (25, None)
    assert span(verdict(FIFTY, told("", ""))) == (50, None), "at different hours they are two"


@LAW
@given(st.lists(st.integers(0, 9), min_size=1, max_size=8))
def test_equal_amounts_on_one_page_are_never_merged(amounts):
    rows = [freed(f"E{n}", 2, number, "item", source="one page") for n, number in enumerate(amounts)]
    assert span(verdict(FIFTY, rows)) == (sum(amounts), None)


@LAW
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 9)), min_size=1, max_size=6), st.booleans())
def test_keys_make_a_set_of_happenings_whoever_tells_of_them(told, apart):
    """Each key once, at the least that anybody tells of it; by several origins or by several pages of one."""
    rows = [
        freed(
            f"E{n}",
            2,
            number,
            "item",
            key=key,
            **({"by": f"agency {n}"} if apart else {"source": f"page {n}"}),
        )
        for n, (key, number) in enumerate(told)
    ]
    least = {key: min(number for other, number in told if other == key) for key, _ in told}
    whole = max(sum(least.values()), *(number for _, number in told)) if apart else sum(least.values())
    assert span(verdict(FIFTY, rows)) == (whole, None)


# --- where a day is cut ------------------------------------------------------------------------------------------------
def daily(boundary, zone="UTC", start="2024-05-01T07:00Z", end="2024-05-04T07:00Z"):
    return term(
        kind="recur", measure=Measure(event=("entry",), unit="truck"), target=Target(at_least=Decimal(100)),
        window=window(start, end, day_boundary=boundary, timezone=zone),
    )  # fmt: skip


def trucks(id, when, number, form="item"):
    return row(id, when, form, number, event="entry", unit="truck")


def by_instance(term, rows):
    return {
        one.instance: (one.state.value, span(one)) for one in judged(term, rows, "2024-12-31").instances("T1")
    }


def test_a_night_convoy_belongs_to_another_day_under_a_boundary_of_seven():
    night = (trucks("E1", "2024-05-02T03:00Z", 100),)
    midnight, seven = by_instance(daily("00:00"), night), by_instance(daily("07:00"), night)
    assert midnight["2024-05-02"][0] == "kept"
    assert midnight["2024-05-01"][0] == "unknown"
    assert seven["2024-05-01"][0] == "kept"
    assert seven["2024-05-02"][0] == "unknown"


def test_a_tally_dated_by_its_date_fits_no_day_that_is_cut_at_seven():
    by_date = (trucks("E1", "2024-05-02", 100, "tally"),)
    assert by_instance(daily("00:00"), by_date)["2024-05-02"] == ("kept", (100, 100))
    shifted = by_instance(daily("07:00"), by_date)
    assert {name: told[0] for name, told in shifted.items()} == dict.fromkeys(shifted, "unknown")
    context = verdict(daily("07:00"), by_date).context
    assert [(one.id, one.why) for one in context] == [("E1", "not_comparable")]


def test_a_tally_with_its_hours_fits_the_day_that_is_cut_at_seven():
    hours = row(
        "E1", "2024-05-02T07:00Z", "tally", 100, until="2024-05-03T07:00Z", event="entry", unit="truck"
    )
    assert by_instance(daily("07:00"), (hours,))["2024-05-02"] == ("kept", (100, 100))
    assert by_instance(daily("00:00"), (hours,))["2024-05-02"][0] == "unknown"


def test_three_days_are_owed_from_seven_to_seven_and_by_midnight_as_many_begin():
    assert sorted(by_instance(daily("07:00"), ())) == ["2024-05-01", "2024-05-02", "2024-05-03"]
    assert sorted(by_instance(daily("00:00"), ())) == ["2024-05-01", "2024-05-02", "2024-05-03"]


@pytest.mark.parametrize(("day", "last_hour", "next_hour"), [
    ("2024-03-31", "2024-03-31T20:59Z", "2024-03-31T21:00Z"),  # 23 hours in Kyiv: clocks go forward
    ("2024-10-27", "2024-10-27T21:59Z", "2024-10-27T22:00Z"),  # 25 hours: clocks go back
])  # fmt: skip
def test_a_day_on_which_clocks_change_ends_at_local_midnight(day, last_hour, next_hour):
    owed = daily(
        "00:00", "Europe/Kyiv", f"{day[:-2]}{int(day[-2:]) - 1}T00:00Z", f"{day[:-2]}{day[-2:]}T23:00Z"
    )
    inside, after = (trucks("E1", last_hour, 100),), (trucks("E1", next_hour, 100),)
    assert by_instance(owed, inside)[day][0] == "kept"
    assert by_instance(owed, after)[day][0] == "unknown"
