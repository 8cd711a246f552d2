"""What an undecided term still asks for, in words: on the terminal, in the document, on the page."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from troth.share.report.sentences import Index, outlook_sentence

INDEX = Index.of({
    "case": [{"timezone": "+02:00"}],
    "terms": [{"id": "T1", "kind": "achieve"}, {"id": "T4", "kind": "recur"}, {"id": "T3", "kind": "refrain"}],
})  # fmt: skip


def amount(low, high, unit):
    return {"low": Decimal(low), "high": None if high is None else Decimal(high), "unit": unit}


def at(day, hour=0):
    return datetime(2023, 11, day, hour, tzinfo=UTC)


def said(term="T1", can="yes", *reasons, **more):
    return outlook_sentence({"term": term, "can_be_kept": can, "reasons": reasons, **more}, INDEX)


def test_a_total_tells_what_is_missing_the_rate_that_it_takes_and_the_rate_so_far():
    assert said(
        missing=amount(0, 24, "person"), required=amount(0, "13.40", "person/day"), observed=amount(10, 11, "person/day"),
        until=at(28, 5),
    ) == (
        "It can still be kept. Still missing: at most 24 people. "
        "Needed from here on: at most 13.4 people a day until 28 Nov 2023, 07:00; so far counted: 10 to 11 people a day."
    )  # fmt: skip


def test_a_date_at_the_rate_so_far_says_that_it_is_no_forecast():
    text = said(
        missing=amount(10, 20, "person"), required=amount(5, 10, "person/day"), until=at(28),
        kept_by_earliest=at(26), kept_by_latest=at(29),
    )  # fmt: skip
    assert "would be reached by 29 Nov 2023, 02:00, at the earliest by 26 Nov 2023, 02:00" in text
    assert text.endswith("that is arithmetic, not a forecast.")


def test_where_the_rate_so_far_is_nought_no_date_is_said():
    assert "At the rate" not in said(missing=amount(10, 20, "person"), observed=amount(0, 0, "person/day"))


def test_a_lost_day_is_named_and_late_reports_are_not_forgotten():
    text = said(
        "T4",
        "no",
        {"code": "instance_broken", "names": ("2023-11-24",)},
        {"code": "may_settle", "at": at(30)},
    )
    assert text == (
        "It can no longer be kept every time, whatever is done from here on; not kept: 24 Nov 2023. "
        "Reports that come late may still change that, until 30 Nov 2023, 02:00."
    )


def test_a_limit_says_how_much_would_still_lie_within_it():
    assert "Until 28 Nov 2023, 02:00 at most 2 attacks more would lie within the limit." in said(
        "T3", margin=amount(0, 2, "attack"), until=at(28)
    )


def test_of_days_that_may_be_missed_the_number_is_told():
    text = said("T4", required=amount(200, 200, "truck/day"), may_miss=amount(1, 2, "instance"))
    assert (
        "Needed from here on: 200 trucks a day; of what is still to come, 1 to 2 times may be missed." in text
    )


def test_one_thing_that_is_owed_by_a_time_has_no_rate():
    text = said(missing=amount(1, 1, "visit"), required=amount("0.5", "0.5", "visit/day"), until=at(28))
    assert text == "It can still be kept. Still missing: 1 visit. It is needed by 28 Nov 2023, 02:00."


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("excuse_open", "The term foresees an excuse, and one may still be heard."),
        ("no_coverage", "No source has declared to report all of this, so silence proves nothing."),
        ("no_deadline", "It names no deadline, so no day on record can show that it was missed."),
    ],
)
def test_what_stands_in_the_way_is_said(code, words):
    assert said("T1", "not_known", {"code": code}) == f"Whether it can still be kept is not known. {words}"
