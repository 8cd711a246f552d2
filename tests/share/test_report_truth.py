"""Sentences that a reader could be misled by, and what they say instead."""

from datetime import timedelta
from decimal import Decimal

import pytest

from share.fixtures.pause import AS_OF, at, tables
from troth.share.report import phrases, words
from troth.share.report.disputes import disputes
from troth.share.report.sentences import Index, answer, catalog, sentence
from troth.share.report.text import plain
from troth.share.report.views import term_views

TEXTS = catalog("en")
LITRES = {"unit": "litre/day"}


def term(kind, **more):
    return {
        "id": "T", "agreement": "a", "kind": kind, "what": "let fuel in", "obligor": ["North"], "beneficiary": ["South"],
        "measure": {"unit": "litre/day"}, **more,
    }  # fmt: skip


def report(key, origin, day=24, **more):
    return {
        "id": key, "terms": ["T"], "form": "tally", "source": "s", "origins": [origin],
        "valid_from": at(f"11-{day}T00:00"), "valid_from_precision": "day", **more,
    }  # fmt: skip


def a_case(kind, evidence, *verdicts, **more):
    return Index.of({
        "case": [{"timezone": "+02:00", "as_of": AS_OF}], "terms": [term(kind)], "evidence": evidence,
        "verdicts": verdicts, **more,
    })  # fmt: skip


def verdict(state, **more):
    quantity = {"low": Decimal(110), "high": Decimal(110), **LITRES}
    return {"term": "T", "state": state, "quantity": quantity, "target": Decimal(130), **more}


def by(origin, state, low, high, *because, days=None, kept=None, form="increments"):
    return {
        "origin": origin, "state": state, "low": Decimal(low), "high": Decimal(high), "because": because,
        "days_total": days, "days_kept": kept, "form": form,
    }  # fmt: skip


def test_a_broken_daily_duty_is_not_laid_at_the_door_of_who_reports_more_than_was_due():
    rows = [
        report("E13", "Observers"),
        report("E14", "Egypt"),
        report("E25", "Observers", 25),
        report("E52", "Agency"),
    ]
    whole = verdict(
        "broken", because=("E13", "E14", "E25", "E52"), kept_instances=0, total_instances=7,
        reasons=({"code": "average_below", "ids": ("E52",), "amount": Decimal(110)},),
    )  # fmt: skip
    days = [
        verdict("disputed", instance="2023-11-24", because=("E13", "E14")),
        verdict("broken", instance="2023-11-25", because=("E25",)),
    ]
    text = sentence(whole, a_case("recur", rows, whole, *days))
    assert "was broken, by the reports of Observers and Agency:" in text
    assert "Egypt" not in text


def test_an_origin_whose_own_days_lead_to_another_verdict_is_not_named_for_this_one():
    rows = [report("E1", "UNRWA"), report("E2", "Agency")]
    counts = (
        by("UNRWA", "partly_kept", 1, 1, "E1", days=7, kept=1),
        by("Agency", "broken", 1, 1, "E2", days=7, kept=0),
    )
    whole = verdict("broken", because=("E1", "E2"), origins=counts, kept_instances=0, total_instances=7)
    day = verdict("broken", instance="2023-11-24", because=("E1", "E2"))
    assert "by the reports of Agency:" in sentence(whole, a_case("recur", rows, whole, day))


def test_a_kept_release_is_not_told_by_the_reports_of_whose_count_falls_short():
    rows = [report("E1", "Agency"), report("E2", "Gazette")]
    counts = (by("Agency", "kept", 130, 130, "E1"), by("Gazette", "broken", 120, 120, "E2"))
    whole = verdict("kept", because=("E1", "E2"), origins=counts)
    assert "was kept, by the reports of Agency:" in sentence(whole, a_case("achieve", rows, whole))


def test_a_kept_daily_duty_does_not_name_the_reports_of_the_days_that_were_not_kept():
    rows = [report("E1", "Agency"), report("E2", "Gazette", 25)]
    whole = verdict("kept", because=("E1", "E2"), kept_instances=1, total_instances=2)
    days = [
        verdict("kept", instance="2023-11-24", because=("E1",)),
        verdict("broken", instance="2023-11-25", because=("E2",)),
    ]
    assert "by the reports of Agency:" in sentence(whole, a_case("recur", rows, whole, *days))


def asked(index):
    return answer({"ask": "Was it kept?", "terms": ["T"]}, index).text


def test_who_reports_one_day_of_four_is_believed_for_that_day_and_counts_no_whole():
    rows = [report(f"E{day}", "Agency", day) for day in (24, 25, 26, 27)] + [
        report("P", "AFP", 26),
        report("M", "Media"),
    ]
    counts = (
        by("AFP", "kept", 51, 51, "P", days=1), by("Reuters", "kept", 51, 51, "P", days=1), by("Media", "kept", 50, 51, "M", days=1),
        by("Agency", "kept", 50, 50, "E24", "E25", "E26", "E27", days=4), by("Agency", "kept", 51, 51, "E27", form="cumulative"),
    )  # fmt: skip
    whole = verdict(
        "kept",
        target=Decimal(50),
        quantity={"low": Decimal(50), "high": Decimal(51), "unit": "person"},
        origins=counts,
    )
    assert (
        "By every count it is kept: 50 people day by day (Agency), 51 people since the start (Agency), "
        "51 people (believing AFP or Reuters on the one day each reports) and "
        "50 to 51 people (believing Media on the one day it reports)."
    ) in asked(a_case("achieve", rows, whole))


def test_who_reports_one_day_of_three_of_a_daily_duty_is_believed_for_that_day_only():
    rows = [report("E1", "Mission"), report("E2", "Office")]
    counts = (
        by("Mission", "partly_kept", 28, 28, "E1", days=3, kept=2),
        by("Office", "kept", 31, 31, "E2", days=1, kept=1),
    )
    whole = verdict("disputed", origins=counts, kept_instances=2, total_instances=3)
    assert (
        "It depends on whose count: partly kept with 2 of 3 days (Mission); "
        "kept with 1 of 1 day (believing Office)."
    ) in asked(a_case("recur", rows, whole))


SHOT = report("E53", "Mission", actor="not established")
ASIDE = ({"id": "E53", "why": "no_established_actor"},)


def test_a_shot_that_nobody_is_known_to_have_fired_is_on_record_though_it_does_not_count():
    whole = verdict(
        "unknown",
        target_kind="at_most",
        target=Decimal(0),
        quantity={},
        context=ASIDE,
        reasons=({"code": "no_evidence"},),
    )
    index = a_case("refrain", [SHOT], whole)
    told = (
        "No report that counts speaks of it; 1 on record is not counted (E53: who did it is not established)."
    )
    assert told in sentence(whole, index)
    assert told in asked(index)
    assert told in [plain(line) for line in term_views([whole], index, TEXTS)[0].reasons]


def test_a_kept_term_tells_of_the_reports_that_are_not_counted_before_nobody_speaks_against_it():
    whole = verdict("kept", target_kind="at_most", context=(*ASIDE, {"id": "E54", "why": "outside_window"}))
    text = asked(a_case("refrain", [SHOT], whole))
    assert (
        "No report that counts speaks against it; 2 on record are not counted (E53: who did it is not established; E54: "
        in text
    )
    assert "No report on record speaks against it" not in text


def test_only_where_nothing_is_on_record_does_no_report_on_record_speak_of_it():
    whole = verdict("unknown", quantity={}, reasons=({"code": "no_evidence"},))
    assert "No report on record speaks of it." in sentence(whole, a_case("achieve", [], whole))
    assert "No report that counts speaks of it." in sentence(whole, a_case("achieve", [SHOT], whole))


def test_a_denial_of_a_kept_term_is_told_although_others_give_figures():
    rows = [report("E1", "Agency"), report("E2", "Gazette", form="denial")]
    whole = verdict(
        "kept",
        because=("E1", "E2"),
        opposing=("E2",),
        supporting=("E1",),
        origins=(by("Agency", "kept", 130, 130, "E1"),),
    )
    index = a_case("achieve", rows, whole)
    assert "Against it: Gazette (E2)." in asked(index)
    assert "by the reports of Agency:" in sentence(whole, index)


def test_a_day_that_only_an_average_covers_is_not_said_to_be_without_reports():
    whole = verdict("broken", because=("E52",))
    day = verdict("unknown", instance="2023-11-26", quantity={}, reasons=({"code": "no_evidence"},))
    text = sentence(day, a_case("recur", [report("E52", "Agency")], whole, day))
    assert "No report that counts tells of it alone." in text


def test_a_late_answer_is_on_record_and_the_sentence_does_not_deny_it():
    events = [
        verdict("kept", instance="E1", quantity={}),
        verdict("unknown", instance="E2", quantity={}, reasons=({"code": "no_evidence"},)),
    ]
    whole = verdict(
        "unknown", quantity={}, target=None, kept_instances=1, total_instances=2, because=("E1",), reasons=({"code": "no_evidence"},)
    )  # fmt: skip
    index = a_case(
        "respond",
        [report("E1", "Agency"), report("E2", "Agency"), report("E3", "Agency", 29)],
        whole,
        *events,
    )
    text = sentence(whole, index)
    assert (
        "done in time 1 of 2 times (1 unknown). Of at least one event no report that counts tells that it was done in time."
        in text
    )
    assert "kept 1 of 2 times (1 unknown) (E1)." in asked(index)
    assert "No report that counts tells that it was done in time." in sentence(events[1], index)


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_no_word_is_said_twice_where_times_are_counted(kept):
    for kind in ("respond", "recur"):
        whole = verdict("partly_kept", kept_instances=kept, total_instances=2)
        index = a_case(kind, [], whole)
        assert "times times" not in sentence(whole, index) + asked(index)


def test_a_mean_of_thirty_two_in_three_days_is_one_figure_and_not_two_counts():
    mean = verdict(
        "kept", quantity={"low": Decimal("10.66"), "high": Decimal("10.67"), **LITRES}, target=Decimal(10)
    )
    index = a_case("recur", [], mean)
    assert "10.67 litres a day on average" in sentence(mean, index)
    assert phrases.counted(mean, index, TEXTS, exact=True) == "10.67 litres a day"


def test_a_mean_just_short_of_a_whole_number_is_not_shown_as_that_number():
    assert words.interval(Decimal("9.99"), Decimal(10), "truck", TEXTS) == "9.99 trucks"


def test_a_sentence_has_one_decimal_rounded_outwards_and_the_table_has_all():
    aid = verdict(
        "broken",
        quantity={"low": Decimal("152.85"), "high": Decimal("213.86"), **LITRES},
        target=Decimal(300),
    )
    index = a_case("recur", [], aid)
    assert "152.8 to 213.9 litres a day" in sentence(aid, index)
    assert term_views([aid], index, TEXTS)[0].counted == "152.85 to 213.86 litres a day"


def test_rounding_outwards_never_lifts_a_count_to_what_was_due():
    assert words.outwards(Decimal("152.85"), Decimal("199.97"), Decimal(200)) == (
        Decimal("152.8"),
        Decimal("199.97"),
    )


@pytest.mark.parametrize(("reported", "clause"), [
    (at("11-30T00:00"), ", though E75 reports its end on 30 Nov 2023."), (at("12-01T00:00"), " a lapse, not a breach (E75)."),
])  # fmt: skip
def test_a_report_that_dates_the_end_too_early_is_told_beside_the_end_that_was_agreed(reported, clause):
    run = tables()
    run["evidence"] = [
        {**row, "valid_from": reported} if row["id"] == "E75" else row for row in run["evidence"]
    ]
    text = answer(run["questions"][3], Index.of(run)).text.split(" T3a (")[0]
    assert text.endswith(clause)
    assert ("though" in text) == clause.startswith(", though")


@pytest.mark.parametrize("since", [timedelta(0), timedelta(days=1), timedelta(days=400)])
def test_what_has_settled_is_not_called_provisional(since):
    whole = verdict("broken", provisional_until=AS_OF - since)
    index = a_case("achieve", [], whole)
    assert "provisional" not in sentence(whole, index) + asked(index)


def test_beside_a_charge_it_is_not_said_that_nobody_counts_otherwise():
    rows = [report("E14", "Egypt"), report("E55", "South", form="item")]
    whole = verdict(
        "broken", because=("E14",), supporting=("E14",), origins=(by("Agency", "broken", 110, 110),), charges=({"id": "E55", "by": ("South",)},)
    )  # fmt: skip
    index = a_case("recur", rows, whole)
    [dispute] = disputes(term_views([whole], index, TEXTS), index, TEXTS)
    assert [column.heading for column in dispute.columns] == ["Says it was not, or charges a breach"]
