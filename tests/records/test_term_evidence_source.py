"""Terms that cannot be checked, evidence that cannot be counted and sources that cannot be dated are refused."""

from datetime import timedelta
from decimal import Decimal

import pytest

from troth.records import (
    Dispute,
    Evidence,
    Incident,
    Measure,
    Quote,
    Ratio,
    Recurrence,
    Response,
    Selector,
    Source,
    Target,
    Term,
    Window,
    parse_duration,
    parse_moment,
    parse_quantity,
    parse_zone,
)

START = parse_moment("2023-11-24T07:00+02:00").start
DUTY = {"id": "T1", "agreement": "pause", "obligor": ("A",), "beneficiary": ("B",), "what": "release fifty"}


def term(kind: str, **parts: object) -> Term:
    return Term(**(DUTY | {"kind": kind} | parts))


def test_a_term_with_an_unknown_field_is_refused():
    with pytest.raises(ValueError, match="deadline"):
        term("achieve", deadline="2023-11-28")


def test_a_term_is_never_edited():
    with pytest.raises(ValueError, match="frozen"):
        term("achieve").what = "release sixty"


def test_a_deadline_before_its_start_is_refused():
    with pytest.raises(ValueError, match="ends .* before it starts"):
        Window(valid_from=START, valid_to=START - timedelta(hours=1))


def test_a_window_that_is_over_when_it_starts_is_refused():
    with pytest.raises(ValueError, match="before it starts"):
        Window(valid_from=START, valid_to=START)


def test_a_deadline_counted_from_an_event_needs_the_event_and_the_length():
    assert Window(within=parse_duration("P6M"), anchor="phase begun").valid_to is None
    with pytest.raises(ValueError, match="within and anchor come together"):
        Window(within=parse_duration("P6M"))
    with pytest.raises(ValueError, match="within and anchor come together"):
        Window(anchor="phase begun")


def test_a_window_ends_in_one_way_only():
    with pytest.raises(ValueError, match="one of the three"):
        Window(within=parse_duration("P6M"), anchor="phase begun", valid_to=START)


@pytest.mark.parametrize("boundary", ["7:00", "24:00", "06:60", "dawn"])
def test_the_boundary_of_a_day_is_a_time_of_day(boundary: str):
    with pytest.raises(ValueError, match="day_boundary"):
        Window(day_boundary=boundary)


def test_a_target_is_one_number_not_two():
    with pytest.raises(ValueError, match="found at_least and at_most"):
        Target(at_least=Decimal(50), at_most=Decimal(60))


def test_a_ratio_is_of_another_term_and_greater_than_nothing():
    assert Target(ratio=Ratio(times=Decimal(3), of="T1")).at_least is None
    with pytest.raises(ValueError, match="greater than 0"):
        Ratio(times=Decimal(0), of="T1")


def test_eight_of_seven_days_cannot_be_kept():
    with pytest.raises(ValueError, match="k = 8 of 7 days"):
        Recurrence(k=8, of=7)
    with pytest.raises(ValueError, match="k and of come together"):
        Recurrence(k=5)


def test_a_duty_to_respond_says_to_what_and_how_soon():
    with pytest.raises(ValueError, match=r"'respond' needs \[term.respond\]"):
        term("respond")
    answer = Response(trigger=Selector(event=("alarm",)), within=parse_duration("PT24H"))
    assert term("respond", respond=answer).respond.same_key
    with pytest.raises(ValueError, match=r"'achieve' has no \[term.respond\]"):
        term("achieve", respond=answer)


def test_only_a_recurring_duty_recurs():
    with pytest.raises(ValueError, match="belongs to kind 'recur', not 'achieve'"):
        term("achieve", recur=Recurrence())


def test_a_duty_to_refrain_has_a_ceiling_and_the_others_a_floor():
    with pytest.raises(ValueError, match="write target at_most"):
        term("refrain", target=Target(at_least=Decimal(1)))
    with pytest.raises(ValueError, match="has a target at_least"):
        term("achieve", target=Target(at_most=Decimal(1)))


def test_a_duty_that_nobody_owes_is_refused():
    with pytest.raises(ValueError, match="obligor"):
        term("achieve", obligor=())


def test_a_reading_among_others_is_in_dispute_even_where_the_duty_was_agreed():
    assert term("recur", dispute=Dispute(reading_of="T4")).disputed
    assert term("recur", dispute=Dispute(existence="disputed")).disputed
    assert not term("recur").disputed


def test_a_quotation_has_a_length():
    with pytest.raises(ValueError, match="empty or reversed"):
        Quote(document="a" * 64, start=5, end=5)


def test_terms_are_counted_in_one_unit_and_dispatched_is_not_entered():
    assert Measure(event=("trucks",), category=("entered",), unit="truck") != Measure(
        event=("trucks",), category=("dispatched",), unit="truck"
    )


@pytest.mark.parametrize("form", ["tally", "at_least", "cumulative", "average"])
def test_a_count_without_a_number_is_refused(form: str):
    with pytest.raises(ValueError, match=f"a row of form '{form}' needs a quantity"):
        Evidence(id="E1", form=form, source="S1")


@pytest.mark.parametrize("form", ["item", "denial", "intent"])
def test_what_happened_or_was_denied_or_announced_needs_no_number(form: str):
    assert Evidence(id="E1", form=form, source="S1").quantity is None


def test_fewer_than_none_cannot_be_counted():
    with pytest.raises(ValueError, match="a count cannot be negative: -1"):
        Evidence(id="E1", form="tally", source="S1", quantity=parse_quantity("-1"))


def test_what_ended_before_it_began_did_not_happen():
    with pytest.raises(ValueError, match="before it starts"):
        Evidence(id="E1", form="item", source="S1", valid_from=START, valid_to=START - timedelta(days=1))


def test_evidence_has_a_source():
    with pytest.raises(ValueError, match="source"):
        Evidence(id="E1", form="item")


def test_a_word_that_is_no_form_is_refused():
    with pytest.raises(ValueError, match="tally"):
        Evidence(id="E1", form="rumour", source="S1")


def test_a_source_known_by_its_date_counts_from_the_end_of_that_day():
    published = parse_moment("2023-11-24", parse_zone("+02:00"))
    source = Source(
        id="ocha-49",
        publisher="UN OCHA",
        recorded_at=published.known_from,
        recorded_at_precision=published.precision,
    )
    assert source.recorded_at.isoformat() == "2023-11-25T00:00:00+02:00"
    assert source.recorded_at_precision == "day"


def test_a_source_published_at_a_time_counts_from_that_time():
    published = parse_moment("2023-11-24T19:30+02:00")
    assert published.known_from.isoformat() == "2023-11-24T19:30:00+02:00"


def test_a_time_of_publication_comes_with_its_precision():
    with pytest.raises(ValueError, match="comes with its precision"):
        Source(id="S1", publisher="A paper", recorded_at=START)


def test_a_paper_that_cites_an_agency_is_not_an_origin_of_its_own():
    assert Source(id="S1", publisher="A paper", origin=("An agency",)).origins == ("An agency",)
    assert Source(id="S1", publisher="A paper").origins == ("A paper",)


@pytest.mark.parametrize("digest", ["abc", "A" * 64, "g" * 64])
def test_a_checksum_that_is_none_is_refused(digest: str):
    with pytest.raises(ValueError, match="sha256"):
        Source(id="S1", publisher="A paper", sha256=digest)


def test_a_row_that_names_a_term_twice_is_refused_since_it_would_count_twice():
    with pytest.raises(ValueError, match="each term once, not T1 twice; name it once"):
        Evidence(id="E1", terms=("T1", "T2", "T1"), form="item", source="log")


def test_an_incident_that_names_a_term_twice_is_refused_since_its_steps_would_count_twice():
    with pytest.raises(ValueError, match="each term once, not T1 twice"):
        Incident(id="I1", event="shelling", region="West", terms=("T1", "T1"))


def test_evidence_that_ends_by_the_day_before_it_starts_is_refused_though_the_two_moments_are_one():
    start, end = parse_moment("2031-03-02"), parse_moment("2031-03-01")
    span = {"valid_from": start.start, "valid_from_precision": start.precision}
    with pytest.raises(ValueError, match="ends .* before it starts"):
        Evidence(
            id="E1", form="item", source="log", **span, valid_to=end.end, valid_to_precision=end.precision
        )


def test_a_happening_may_begin_and_end_at_one_moment():
    noon = parse_moment("2031-03-02T12:00Z")
    row = Evidence(
        id="E1",
        form="item",
        source="log",
        valid_from=noon.start,
        valid_to=noon.end,
        valid_to_precision=noon.precision,
    )
    assert row.valid_to == row.valid_from


def test_a_term_that_names_an_obligor_twice_is_refused_since_both_would_be_judged_under_one_name():
    with pytest.raises(ValueError, match="each obligor once, not A twice"):
        term("achieve", obligor=("A", "A"))
