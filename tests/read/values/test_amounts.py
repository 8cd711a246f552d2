"""Quantities as the texts of a recovery say them."""

import json
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.quantities import LEFT_OUT, right
from support.reading import SHARED
from troth.read.values import amounts

CASES = SHARED / "data/read/quantities/quantities.json"


@pytest.mark.skipif(
    not CASES.is_file(), reason="../shared is not here: the other tool's cases are read from it"
)
def test_another_tools_cases_come_out_right_where_they_do_not_contradict_our_rules():
    rows = [
        row
        for number, row in enumerate(json.loads(CASES.read_text(encoding="utf-8")))
        if number not in LEFT_OUT
    ]
    assert len(rows) == 85
    assert sum(right(row["req"], row["res"]) for row in rows) >= 83


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("€50 million funding", 5e7, 5e7, "EUR"),
        ("NOK 200 million for the grid", 2e8, 2e8, "NOK"),
        ("200 million Norwegian kroner", 2e8, 2e8, "NOK"),
        ("US$ 30m", 3e7, 3e7, "USD"),
        ("CHF 8.5 million", 8.5e6, 8.5e6, "CHF"),
        ("between $2.5bn and $3bn", 2.5e9, 3e9, "USD"),
        ("15 to 20 million dollars", 1.5e7, 2e7, "USD"),
        ("$15-20 million", 1.5e7, 2e7, "USD"),
        ("half a million people", 5e5, 5e5, "person"),
        ("services for 1M+ citizens", 1e6, None, "person"),
        ("5m people", 5e6, 5e6, "person"),
        ("5m of road", 5, 5, "metre"),
        ("200 trained peacekeepers", 200, 200, "peacekeeper"),
        ("50 women and children", 50, 50, "person"),
        ("two dozen generators", 24, 24, "generator"),
        ("dozens of homes", 24, None, "home"),
        ("several thousand tents", 2000, None, "tent"),
        ("up to 1,200 troops", 0, 1200, "troop"),
        ("more than 300 km of lines", 300, None, "kilometre"),
        ("at least 15 litres of water per person per day", 15, None, "litre per person per day"),
        ("one in five children", 20, 20, "percent"),
        ("3 of 10 bakeries", 3, 3, "bakery"),
        ("20-30 trucks", 20, 30, "truck"),
        ("a four-day pause", 4, 4, "day"),
        ("12,000 tonnes of wheat", 12000, 12000, "tonne"),
        ("100 MW", 100, 100, "megawatt"),
        ("8,000 sq m", 8000, 8000, "square metre"),
        ("some 640 families", 640, 640, "family"),
        ("3 June 120 homes", 120, 120, "home"),
    ],
)
def test_what_is_counted_or_measured_is_read_as_an_interval_with_its_unit(text, low, high, unit):
    found = amounts(text)[0]
    assert (found.low, found.high, found.unit) == (low, high, unit)


@pytest.mark.parametrize(
    "text",
    [
        "on November 22", "22 November 2023", "by 5 May 2024", "in 2023", "2013-14", "2026-2028", "24-27 November 2023", "at 7 a.m.", "07:00", "the 21st century", "Resolution 2720",
        "Article 5", "an F-16", "COVID-19", "galaxy J1149.5", "Route 4", "1/0", "245 23 yen", "may march", "one of the bridges", "the 2030 Agenda",
    ],
)  # fmt: skip
def test_dates_names_and_labels_are_no_amounts(text):
    assert amounts(text) == []


def test_billions_of_dollars_have_a_least_and_no_value():
    (found,) = amounts("could cost billions of dollars")
    assert (found.value, found.low, found.high, found.currency, found.ambiguous) == (
        None,
        2e9,
        None,
        "USD",
        True,
    )


def test_a_bare_dollar_is_flagged_and_a_named_one_is_not():
    assert amounts("$5")[0].ambiguous
    assert not amounts("US$5")[0].ambiguous
    assert amounts("5 Canadian dollars")[0].currency == "CAD"


@given(st.integers(1, 10**9), st.sampled_from(["tents", "trucks", "people", "litres", "euros", "kilometres"]))
def test_a_number_that_was_written_comes_back(number, noun):
    found = amounts(f"They sent {number:,} {noun} there.")
    assert [one.value for one in found] == [number]


@given(st.text(max_size=200))
def test_every_amount_stands_where_it_says_and_none_overlap(text):
    found = amounts(text)
    for one, other in pairwise(found):
        assert one.end <= other.start
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@given(
    st.sampled_from(["Norway gives 200 tents.", "At least 15 litres a day.", "Between 20 and 30 trucks."]),
    st.sampled_from(["", "Nothing else. ", "\n\n"]),
)
def test_what_stands_before_changes_nothing_of_an_amount(text, before):
    assert [(one.value, one.low, one.unit) for one in amounts(before + text)] == [
        (one.value, one.low, one.unit) for one in amounts(text)
    ]


@pytest.mark.parametrize("piece", ["1,", "1 ", "9", "one ", "a million and ", "$", "1-1 "])
def test_a_hostile_text_takes_no_longer_than_its_length(piece):
    begun = time.process_time()
    amounts(piece * (20_000 // len(piece)))
    assert time.process_time() - begun < 2
