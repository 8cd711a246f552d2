"""Reaching a quantity by a deadline."""

from decimal import Decimal

from support.truce import change, codes, problem, row, span, state, term, verdict, window
from troth.monitor import settle
from troth.monitor.check import check
from troth.records.term import Coverage, Expiry, Measure, Ratio, Target

FIFTY = term(
    measure=Measure(event=("release",), category=("captives",), unit="person"),
    target=Target(at_least=Decimal(50)),
    window=window("2024-05-01T07:00Z", "2024-05-05T07:00Z"),
)


def day(number, count, **more):
    name = more.pop("id", f"E{number}")
    more.setdefault("category", "captives")
    return row(name, f"2024-05-0{number}", more.pop("form", "tally"), count, event="release", **more)


FOUR_DAYS = (day(1, 13), day(2, 13), day(3, 13), day(4, 11))


def test_fifty_released_in_four_days_keep_a_term_of_fifty():
    result = verdict(FIFTY, FOUR_DAYS)
    assert (result.state.value, span(result)) == ("kept", (50, 50))
    assert result.because == ("E1", "E2", "E3", "E4")


def test_the_term_is_pending_while_there_is_time_left():
    result = verdict(FIFTY, FOUR_DAYS[:2], "2024-05-03T12:00Z")
    assert (result.state.value, span(result)) == ("pending", (26, None))


def test_one_person_short_is_broken_once_the_window_is_closed():
    short = (*FOUR_DAYS[:3], day(4, 10))
    assert state(FIFTY, short, "2024-05-05T06:59Z") == "pending"
    result = verdict(FIFTY, short)
    assert (result.state.value, result.shortfall_low, result.shortfall_high) == ("broken", 1, 1)


def test_a_day_that_nobody_reported_leaves_the_total_unknown_and_not_broken():
    result = verdict(FIFTY, FOUR_DAYS[:3])
    assert (result.state.value, span(result)) == ("unknown", (39, None))


def test_two_counts_of_one_day_widen_the_interval_and_are_not_added():
    result = verdict(FIFTY, (*FOUR_DAYS, day(3, 14, id="E3b", by="agency")))
    assert (result.state.value, span(result)) == ("kept", (50, 51))


def test_an_interval_that_straddles_the_target_is_disputed():
    result = verdict(FIFTY, (*FOUR_DAYS, day(3, 12, id="E3b", by="agency")))
    assert (result.state.value, span(result), codes(result)) == ("disputed", (49, 50), ["straddles"])


def test_a_count_since_the_start_is_never_added_to_the_days():
    total = day(1, 51, id="C", form="cumulative", until="2024-05-04", known="2024-05-04")
    assert span(verdict(FIFTY, (*FOUR_DAYS, total))) == (50, 51)


def test_a_count_since_the_start_stands_in_for_a_day_that_nobody_reported():
    total = day(1, 51, id="C", form="cumulative", until="2024-05-04", known="2024-05-04")
    result = verdict(FIFTY, (*FOUR_DAYS[:3], total))
    assert (result.state.value, span(result)) == ("kept", (51, 51))


def test_days_after_a_count_since_the_start_are_added_to_it():
    total = day(1, 39, id="C", form="cumulative", until="2024-05-03", known="2024-05-04")
    assert span(verdict(FIFTY, (day(4, 11), total))) == (50, 50)


def test_people_of_another_category_do_not_count():
    result = verdict(FIFTY, (*FOUR_DAYS[:3], day(4, 11, category="foreign nationals")))
    assert span(result) == (39, None)
    assert [(one.id, one.why) for one in result.context] == [("E4", "other_category")]


def test_an_intent_is_not_performance():
    result = verdict(FIFTY, (day(4, None, form="intent"),))
    assert result.state.value == "unknown"
    assert [(one.id, one.why) for one in result.context] == [("E4", "intent_not_performance")]


def test_a_release_after_the_deadline_does_not_repair_a_broken_term():
    late = row("L", "2024-05-06", "tally", 1, event="release", category="captives")
    result = verdict(FIFTY, (*FOUR_DAYS[:3], day(4, 10), late))
    assert result.state.value == "broken"
    assert [(one.id, one.why) for one in result.context] == [("L", "outside_window")]


def test_a_release_dated_only_by_the_day_of_the_deadline_may_have_come_in_time():
    unsure = row("L", "2024-05-05", "tally", 1, event="release", category="captives")
    result = verdict(FIFTY, (*FOUR_DAYS[:3], day(4, 10), unsure))
    assert (result.state.value, span(result)) == ("disputed", (49, 50))


def test_a_release_at_the_very_minute_of_the_deadline_is_in_time():
    last = row("L", "2024-05-05T07:00Z", "tally", 1, event="release", category="captives")
    assert state(FIFTY, (*FOUR_DAYS[:3], day(4, 10), last)) == "kept"


def test_a_shortfall_that_only_the_other_party_counts_is_disputed():
    theirs = tuple(day(n, count, by="B") for n, count in ((1, 13), (2, 13), (3, 13), (4, 10)))
    result = verdict(FIFTY, theirs)
    assert (result.state.value, codes(result)) == ("disputed", ["party_alone"])


def test_a_shortfall_that_the_obligor_itself_counts_is_broken():
    own = tuple(day(n, count, by="army of A") for n, count in ((1, 13), (2, 13), (3, 13), (4, 10)))
    result = verdict(FIFTY, own)
    assert (result.state.value, codes(result)) == ("broken", ["short_of_target", "obligor_admits"])


def test_silence_of_a_source_that_declares_to_report_everything_counts_as_nothing_done():
    covered = FIFTY.model_copy(update={"coverage": (Coverage(source="observer"),)})
    assert state(covered, FOUR_DAYS[:3]) == "broken"


def test_declared_coverage_does_not_count_for_a_viewer_who_may_not_see_all_of_it():
    covered = FIFTY.model_copy(update={"coverage": (Coverage(source="observer"),)})
    assert state(covered, FOUR_DAYS[:3], viewer="B") == "unknown"
    everybody = FIFTY.model_copy(update={"coverage": (Coverage(source="observer", full_set_for=("*",)),)})
    assert state(everybody, FOUR_DAYS[:3], viewer="B") == "broken"


def test_silence_never_outweighs_what_somebody_else_reports():
    covered = FIFTY.model_copy(update={"coverage": (Coverage(source="observer"),)})
    assert state(covered, (*FOUR_DAYS[:3], day(4, 11, by="agency"))) == "kept"


def test_two_sources_are_needed_where_the_term_asks_for_two():
    careful = FIFTY.model_copy(update={"min_sources": 2})
    result = verdict(careful, FOUR_DAYS)
    assert (result.state.value, codes(result)) == ("unknown", ["too_few_sources"])
    assert state(careful, (*FOUR_DAYS, day(1, 13, id="X", by="agency"))) == "kept"


def test_two_papers_with_one_origin_are_one_source():
    careful = FIFTY.model_copy(update={"min_sources": 2})
    assert state(careful, (*FOUR_DAYS, day(1, 13, id="X", source="another paper"))) == "unknown"


def test_a_ratio_is_of_the_agreed_number_and_not_of_the_count_so_far():
    triple = term(
        "T2", obligor=("B",), beneficiary=("A",), measure=Measure(event=("release",), category=("prisoners",), unit="person"),
        target=Target(ratio=Ratio(times=Decimal(3), of="T1")), window=FIFTY.window,
    )  # fmt: skip
    result = verdict(
        (triple, FIFTY), (day(1, 78, id="P1", terms=("T2",), category="prisoners"), *FOUR_DAYS[:2])
    )
    assert result.target == 150


def test_a_pledge_without_a_start_is_pending_and_never_dated_by_guess():
    pledge = term(
        basis="pledge", target=Target(at_least=Decimal(200)), measure=Measure(event=("deployment",), unit="person"),
        window={"within": {"months": 6}, "anchor": "hostilities cease"},
    )  # fmt: skip
    result = verdict(pledge)
    assert (result.state.value, codes(result), result.valid_to) == ("pending", ["no_anchor"], None)


def test_a_pledge_gets_its_deadline_when_the_anchor_is_in_evidence():
    pledge = term(
        basis="pledge", target=Target(at_least=Decimal(200)), measure=Measure(event=("deployment",), unit="person"),
        window={"within": {"months": 6}, "anchor": "hostilities cease"},
    )  # fmt: skip
    anchor = row("A1", "2024-01-10T00:00Z", "item", event="hostilities cease", terms=())
    result = verdict(pledge, (anchor,), "2024-03-01")
    assert (result.state.value, result.valid_to.date().isoformat()) == ("pending", "2024-07-10")
    kept = row("D", "2024-02-01", "tally", 200, event="deployment")
    assert state(pledge, (anchor, kept), "2024-03-01") == "kept"


def test_an_open_pledge_without_any_deadline_can_be_kept_and_never_be_broken():
    pledge = term(
        basis="pledge", target=Target(at_least=Decimal(50)), measure=Measure(event=("payment",), unit="EUR")
    )
    assert state(pledge, (), "2030-01-01") == "pending"
    paid = row("P", "2024-03-05", "item", 50, event="payment", unit="EUR")
    assert state(pledge, (paid,)) == "kept"


def test_a_count_since_the_start_keeps_a_pledge_without_a_deadline():
    pledge = term(
        basis="pledge", target=Target(at_least=Decimal(50)), measure=Measure(event=("payment",), unit="EUR")
    )
    so_far = row(
        "P",
        "2024-01-01",
        "cumulative",
        50,
        event="payment",
        unit="EUR",
        until="2024-03-05",
        known="2024-03-06",
    )
    assert state(pledge, (so_far,)) == "kept"


def test_a_term_that_expires_before_anything_was_owed_lapses():
    pledge = term(
        target=Target(at_least=Decimal(1)), window={"within": {"months": 6}, "anchor": "start"},
        expiry=Expiry(at="2024-06-01T00:00:00Z"),
    )  # fmt: skip
    assert state(pledge, (), "2024-05-31") == "lapsed"
    assert state(pledge, (), "2024-05-01") == "pending"


def test_a_term_that_no_source_has_stated_yet_is_listed_and_not_judged():
    later = FIFTY.model_copy(update={"recorded_at": FIFTY.window.valid_to})
    result = verdict(later, FOUR_DAYS[:2], "2024-05-03T12:00Z")
    assert (result.state.value, codes(result), result.because) == ("pending", ["term_not_recorded"], ())


def test_a_denial_after_the_window_says_that_nothing_was_done():
    visit = term(
        measure=Measure(event=("visit",), unit="visit"),
        target=Target(at_least=Decimal(1)),
        window=FIFTY.window,
    )
    denied = row("N", "2024-05-20", "denial", event="visit", unit="visit")
    assert state(visit, (denied,)) == "broken"
    assert state(visit, (row("N", "2024-05-20", "denial", event="visit", by="B"),)) == "disputed"


def test_support_on_both_sides_in_words_is_disputed():
    access = term(window=FIFTY.window)
    yes = row("Y", "2024-05-02", "item", event="trucks seen", stance={"T1": "for"})
    no = row("N", "2024-05-02", "item", event="trucks seen", stance={"T1": "against"}, by="agency")
    assert state(access, (yes,)) == "kept"
    assert state(access, (no,)) == "broken"
    assert state(access, (yes, no)) == "disputed"


def test_the_verdict_says_what_would_flip_it_and_how_much_is_missing():
    flips = verdict(FIFTY, FOUR_DAYS).flips
    assert {flip.without: flip.state.value for flip in flips if len(flip.without) == 1} == {
        ("E1",): "unknown", ("E2",): "unknown", ("E3",): "unknown", ("E4",): "unknown",
    }  # fmt: skip
    missing = verdict(FIFTY, FOUR_DAYS[:2], "2024-05-03T12:00Z").flips[0]
    assert (missing.needed, missing.unit, missing.state.value) == (24, "person", "kept")


def test_the_verdict_says_since_when_it_could_be_known():
    assert verdict(FIFTY, FOUR_DAYS).decidable_at.isoformat() == "2024-05-05T00:00:00+00:00"


def test_the_total_is_told_origin_by_origin():
    rows = (*FOUR_DAYS, day(3, 12, id="E3b", by="agency"))
    told = {one.origin: (one.low, one.high, one.state.value) for one in verdict(FIFTY, rows).origins}
    assert told == {"observer": (50, 50, "kept"), "agency": (49, 49, "broken")}


def test_what_is_paid_before_the_clock_starts_is_shown_and_decides_nothing():
    pledge = term(
        basis="pledge", target=Target(at_least=Decimal(50)), measure=Measure(event=("payment",), unit="EUR"),
        window={"within": {"months": 6}, "anchor": "hostilities cease"},
    )  # fmt: skip
    paid = row("P", "2024-03-05", "item", 50, event="payment", unit="EUR")
    result = verdict(pledge, (paid,))
    assert (result.state.value, codes(result), result.because) == ("pending", ["no_anchor"], ("P",))


def released(id, when, source, key="depot", **more):
    return row(id, when, "item", 5, event="release", category="captives", key=key, source=source, **more)


def test_one_key_told_by_two_pages_at_different_hours_of_a_day_is_one_happening():
    told = (
        released("E1", "2024-05-02T09:00Z", "paper one"),
        released("E2", "2024-05-02T09:20Z", "paper two"),
    )
    assert span(verdict(FIFTY, told)) == (5, None)


def test_one_key_on_two_days_is_two_happenings():
    told = (
        released("E1", "2024-05-02T09:00Z", "paper one"),
        released("E2", "2024-05-03T09:00Z", "paper two"),
    )
    assert span(verdict(FIFTY, told)) == (10, None)


def test_the_day_of_a_key_begins_where_the_days_of_the_term_begin():
    told = (
        released("E1", "2024-05-02T23:50Z", "paper one"),
        released("E2", "2024-05-03T00:10Z", "paper two"),
    )
    by_night = change(FIFTY, window=window("2024-05-01T07:00Z", "2024-05-05T07:00Z", day_boundary="07:00"))
    assert (span(verdict(FIFTY, told)), span(verdict(by_night, told))) == ((10, None), (5, None))


def test_a_key_is_of_one_day_also_where_several_days_are_summed():
    """Ten days up to a count are one stretch; the key ties two releases on two days to one deal."""
    counted = term(
        kind="recur", measure=Measure(event=("release",), unit="person"), target=Target(at_least=Decimal(10)),
        window=window("2024-05-01", "2024-05-20"), recur={"every": {"days": 10}, "at": {"event": ["count"]}},
    )  # fmt: skip
    told = (
        released("E1", "2024-05-08T09:00Z", "paper one"),
        released("E2", "2024-05-08T09:20Z", "paper two"),
        released("E3", "2024-05-09T09:00Z", "paper two"),
    )
    asked = problem(counted, (*told, row("C", "2024-05-12T00:00Z", "item", event="count")))
    found = settle(asked)
    assert [(one.state.value, one.quantity.low) for one in found.instances("T1")] == [("kept", 10)]
    assert check(asked, found) == ()


def test_a_row_counts_once_even_where_a_record_made_without_validation_names_the_term_twice():
    five = day(1, 5, form="item")
    twice = five.model_copy(update={"terms": ("T1", "T1")})
    once, doubled = (verdict(FIFTY, [one]) for one in (five, twice))
    assert (doubled.state, doubled.quantity) == (once.state, once.quantity)
