"""The workflow of incidents: what is alleged is not what is decided, and what is decided needs a panel with its quorum."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.monitor.incidents import AFTER, IllegalStepError, Problem, Progress, check, settle, take
from troth.monitor.problem import ProblemError
from troth.records import Incident, IncidentStep, Member, Panel, Party, Quantity, Stage
from troth.records.term import Agreement, Term

START = datetime(2030, 6, 1, tzinfo=UTC)
LATER = START + timedelta(days=100)
SIDES = ("North", "South")
PARTIES = tuple(Party(id=name, name=name) for name in (*SIDES, "Monitors"))
PANEL = Panel(
    id="JCC",
    name="Commission",
    quorum=3,
    members=(
        Member(office="chair"),
        Member(office="guarantor"),
        Member(office="witness"),
        Member(office="delegate of North", party="North"),
        Member(office="delegate of South", party="South"),
    ),
)
SHELLING = Incident(
    id="I1",
    event="fire",
    region="West",
    terms=("T1",),
    cooperation=("T2",),
    panel="JCC",
    valid_from=START,
    valid_from_precision="minute",
)
TRUCE = Agreement(id="truce", title="The truce", parties=SIDES)
TERMS = tuple(
    Term(id=name, agreement="truce", kind="refrain", obligor=("North",), what="as agreed")
    for name in ("T1", "T2")
)


def step(hour: int, action: str, by: str = "Monitors", **values) -> IncidentStep:
    values = {"id": f"S{hour:03}", "source": "log", "recorded_at": START + timedelta(hours=hour), **values}
    at = START + timedelta(hours=hour)
    return IncidentStep(
        incident="I1", action=action, by=by, valid_from=at, valid_from_precision="minute", **values
    )


def alleged(hour: int = 1, by: str = "South", **values) -> IncidentStep:
    return step(hour, "allegation", by, **{"party": "North", **values})


EXAMINED = (
    alleged(),
    step(2, "triage", outcome="verify"),
    step(3, "request", party="North"),
    step(4, "visit", party="North", outcome="granted", key="S003"),
)
NAMED = step(5, "attribution", party="North", confidence="moderate")


def votes(**said: str) -> tuple[IncidentStep, ...]:
    """One vote for each office, an hour apart, and the closing of the sitting."""
    cast = [
        step(10 + n, "vote", office.replace("_", " "), outcome=outcome)
        for n, (office, outcome) in enumerate(said.items())
    ]
    return (*cast, step(20, "decision", "Commission"))


AGREED = votes(chair="confirmed", guarantor="confirmed", witness="not_established")


def settled(*steps: IncidentStep, panel: Panel = PANEL, incident: Incident = SHELLING, as_of=LATER):
    problem = Problem(
        incidents=(incident,), steps=steps, panels=(panel,), parties=PARTIES, terms=TERMS, agreements=(TRUCE,), as_of=as_of
    )  # fmt: skip
    result = settle(problem)
    assert check(problem, result) == ()
    return result


def acts(result) -> list[tuple[str, str]]:
    """Rows that can count against the term on the act: everything on it that is not context."""
    return [
        (row.id, row.actor)
        for row in result.evidence
        if "T1" in row.terms and row.stance.get("*", row.stance.get("T1")) != "context"
    ]


# --- what is alleged, observed, refused -------------------------------------------------------------------------------


def test_an_observation_is_a_figure_and_no_violation():
    heard = step(1, "observation", quantity=Quantity(low=Decimal(11), high=Decimal(11), unit="explosion"))
    result = settled(heard)
    assert result.findings[0].stage is Stage.REPORTED
    assert result.findings[0].observed[0].low == 11
    assert acts(result) == []


def test_the_other_partys_allegation_is_its_charge():
    result = settled(alleged())
    assert result.findings[0].charges[0].by == ("South",)
    assert [(row.id, row.attributed_to) for row in result.evidence] == [("S001", ("South",))]
    assert acts(result) == [("S001", "North")]


@pytest.mark.parametrize("by", ["Monitors", "a newspaper", "North"])
def test_anybody_elses_allegation_is_context_until_a_panel_has_decided(by: str):
    assert acts(settled(alleged(by=by))) == []


def test_who_alleges_in_confidence_is_named_nowhere():
    result = settled(alleged(by="hotline desk", protection="confidential"))
    told = result.findings[0].model_dump_json() + "".join(row.model_dump_json() for row in result.evidence)
    assert "hotline desk" not in told
    assert result.findings[0].confidential == 1


def test_denied_access_is_evidence_on_the_duty_to_cooperate_only():
    denied = step(4, "visit", party="North", outcome="denied", key="S003")
    result = settled(step(1, "observation"), *EXAMINED[1:3], denied)
    assert result.findings[0].stage is Stage.REFERRED
    assert [(row.id, row.event, row.terms, row.key) for row in result.evidence if row.id != "S001"] == [
        ("S003", "access requested", ("T2",), "S003"),
        ("S004", "access denied", ("T2",), "S003"),
    ]
    assert acts(result) == []


def test_an_incident_names_the_act_and_access_by_terms_of_their_own():
    with pytest.raises(ValueError, match="keep the two duties apart"):
        Incident(id="I9", event="fire", region="West", terms=("T1",), cooperation=("T1",))


# --- the panel --------------------------------------------------------------------------------------------------------


def test_an_attributed_incident_that_a_quorum_confirms_is_evidence_of_an_act():
    result = settled(*EXAMINED, NAMED, *AGREED)
    [sitting] = result.findings[0].sittings
    assert (result.findings[0].stage, result.findings[0].adjudicated_actor) == (Stage.CONFIRMED, "North")
    assert (sitting.counted, sitting.decision.dissent) == (3, ("witness",))
    assert acts(result) == [("S020", "North")]
    assert next(row for row in result.evidence if row.id == "S020").attributed_to == ("Commission",)


def test_an_incident_may_stay_unattributed_for_ever():
    result = settled(*EXAMINED, *AGREED)
    assert (result.findings[0].stage, result.findings[0].attribution) == (Stage.CONFIRMED, "none")
    assert acts(result) == [("S020", "not established")]


def test_attributions_to_two_parties_name_neither():
    other = step(6, "attribution", party="South", confidence="high")
    result = settled(*EXAMINED, NAMED, other, *AGREED)
    assert result.findings[0].attribution == "contested"
    assert acts(result) == [("S020", "not established")]


def test_an_attribution_after_the_decision_is_a_claim_until_the_panel_sits_again():
    late = step(30, "attribution", party="North", confidence="high")
    result = settled(*EXAMINED, *AGREED, late)
    assert (result.findings[0].actor, result.findings[0].adjudicated_actor) == ("North", "")
    assert acts(result) == [("S020", "not established")]


def test_a_panel_without_its_quorum_decides_nothing():
    result = settled(*EXAMINED, NAMED, *votes(chair="confirmed", guarantor="confirmed"))
    assert result.findings[0].sittings[0].decision.decision == "no_quorum"
    assert result.findings[0].stage is Stage.EXAMINED
    assert acts(result) == [("S001", "North")], "South's charge stays South's charge"


def test_a_member_sent_by_a_party_to_the_incident_steps_aside():
    cast = votes(chair="confirmed", guarantor="confirmed", delegate_of_North="not_confirmed", delegate_of_South="confirmed")  # fmt: skip
    [sitting] = settled(*EXAMINED, NAMED, *cast).findings[0].sittings
    assert sitting.conflicts == sitting.recused == ("delegate of North", "delegate of South")
    assert (sitting.counted, sitting.decision.decision) == (2, "no_quorum")


def test_where_the_panels_rules_let_parties_vote_the_conflict_is_shown():
    mixed = PANEL.model_copy(update={"recuse": "none"})
    cast = votes(chair="confirmed", delegate_of_North="not_confirmed", delegate_of_South="confirmed")
    [sitting] = settled(*EXAMINED, NAMED, *cast, panel=mixed).findings[0].sittings
    assert (sitting.decision.decision, sitting.decision.dissent) == ("confirmed", ("delegate of North",))
    assert sitting.conflicts == ("delegate of North", "delegate of South")
    assert sitting.recused == ()


@pytest.mark.parametrize(
    ("majority", "said", "decided"),
    [
        ("simple", ("confirmed", "confirmed", "not_confirmed"), "confirmed"),
        ("simple", ("confirmed", "not_confirmed", "not_established"), "no_majority"),
        ("simple", ("confirmed", "abstain", "not_confirmed"), "no_majority"),
        ("two_thirds", ("not_confirmed", "not_confirmed", "confirmed"), "not_confirmed"),
        ("unanimous", ("confirmed", "confirmed", "not_confirmed"), "no_majority"),
        ("unanimous", ("confirmed", "confirmed", "abstain"), "confirmed"),
        ("simple", ("abstain", "abstain", "abstain"), "no_majority"),
    ],
)
def test_the_majority_is_counted_as_the_panels_rules_say(majority: str, said: tuple[str, ...], decided: str):
    panel = PANEL.model_copy(update={"majority": majority})
    cast = votes(**dict(zip(("chair", "guarantor", "witness"), said, strict=True)))
    [sitting] = settled(*EXAMINED, *cast, panel=panel).findings[0].sittings
    assert sitting.decision.decision == decided


def test_a_decision_under_appeal_is_no_evidence_until_it_is_heard_again():
    appeal = step(30, "appeal", "North", party="North")
    result = settled(*EXAMINED, NAMED, *AGREED, appeal)
    assert result.findings[0].stage is Stage.APPEALED
    assert acts(result) == [("S001", "North")]


def test_where_an_appeal_does_not_suspend_the_decision_stands():
    firm = PANEL.model_copy(update={"appeal_suspends": False})
    result = settled(*EXAMINED, NAMED, *AGREED, step(30, "appeal", "North", party="North"), panel=firm)
    assert ("S020", "North") in acts(result)


def test_a_rehearing_may_come_to_another_decision():
    again = [step(40 + n, "vote", office, outcome="not_confirmed") for n, office in enumerate(("chair", "guarantor", "witness"))]  # fmt: skip
    steps = (
        *EXAMINED,
        NAMED,
        *AGREED,
        step(30, "appeal", "North", party="North"),
        *again,
        step(50, "decision", "Commission"),
    )
    result = settled(*steps)
    assert result.findings[0].stage is Stage.NOT_CONFIRMED
    assert [one.decision.decision for one in result.findings[0].sittings] == ["confirmed", "not_confirmed"]
    assert acts(result) == []


# --- the table of transitions -----------------------------------------------------------------------------------------


def test_every_stage_stands_in_the_table_and_can_be_reached():
    reached = {after for ways in AFTER.values() for after in ways.values()} | {Stage.NEW}
    assert set(AFTER) == set(Stage) == reached


def test_no_way_leads_to_a_decision_past_an_examination():
    unexamined, frontier = {Stage.NEW}, [Stage.NEW]
    while frontier:
        for deed, stage in AFTER[frontier.pop()].items():
            if deed != "visit: granted" and stage not in unexamined:
                unexamined.add(stage)
                frontier.append(stage)
    assert unexamined == {Stage.NEW, Stage.REPORTED, Stage.MONITORED, Stage.REFERRED}


def test_an_illegal_step_says_what_is_possible_and_changes_nothing():
    problem = Problem(incidents=(SHELLING,), panels=(PANEL,), as_of=LATER)
    before = take(problem, SHELLING, Progress(), alleged())
    with pytest.raises(
        IllegalStepError, match=r"S010: found vote while the incident is reported, expected one of .*triage"
    ):
        take(problem, SHELLING, before, step(10, "vote", "chair", outcome="confirmed"))
    assert before == take(problem, SHELLING, Progress(), alleged())


@pytest.mark.parametrize(
    ("vote", "said"),
    [
        (step(21, "vote", "a stranger", outcome="confirmed"), "expected a member of JCC"),
        (step(15, "vote", "Chair", outcome="not_confirmed"), "found a second vote by 'Chair' in one sitting"),
    ],
)
def test_votes_that_cannot_be_counted_are_refused_by_name(vote: IncidentStep, said: str):
    steps = (*EXAMINED, step(10, "vote", "chair", outcome="confirmed"), vote)
    [refused] = settled(*steps).findings[0].refused
    assert refused.step == vote.id
    assert said in refused.why


def test_two_steps_with_one_id_and_different_content_are_refused():
    with pytest.raises(ProblemError, match="S001"):
        settled(alleged(), alleged(by="North"))


# --- what was known when ----------------------------------------------------------------------------------------------


def test_a_step_counts_from_when_it_was_recorded():
    late = step(2, "triage", outcome="verify", recorded_at=START + timedelta(hours=50))
    assert settled(alleged(), late, as_of=START + timedelta(hours=49)).findings[0].stage is Stage.REPORTED
    assert settled(alleged(), late, as_of=START + timedelta(hours=50)).findings[0].stage is Stage.REFERRED


def test_a_correction_is_a_step_of_its_own():
    wrong, right = AGREED[1], step(11, "vote", "guarantor", outcome="not_confirmed", id="S900", supersedes="S011", recorded_at=START + timedelta(hours=60))  # fmt: skip
    steps = (*EXAMINED, NAMED, *AGREED, right)
    assert wrong.id == "S011"
    assert settled(*steps, as_of=START + timedelta(hours=59)).findings[0].stage is Stage.CONFIRMED
    assert settled(*steps).findings[0].sittings[0].decision.decision == "no_majority"


def test_to_take_a_retraction_back_is_to_say_the_first_step_again():
    back = step(60, "allegation", "South", party="North", id="S901", retracts="S001")
    again = step(70, "allegation", "South", party="North", id="S902", retracts="S901")
    assert settled(alleged(), back).findings == ()
    assert settled(alleged(), back, again).findings[0].stage is Stage.REPORTED
    assert settled(alleged(), back, again).findings[0].because == ("S001",)


def test_steps_that_take_each_other_back_are_refused():
    circle = [alleged(retracts="S002"), step(2, "allegation", "South", party="North", retracts="S001")]
    with pytest.raises(ProblemError, match="in a circle"):
        settled(*circle)


def test_steps_of_one_day_without_hours_follow_the_workflow():
    day = {"valid_from": START, "valid_from_precision": "day"}
    steps = [one.model_copy(update=day) for one in (*EXAMINED, NAMED, *AGREED)]
    assert settled(*steps).findings[0].stage is Stage.CONFIRMED


# --- laws -------------------------------------------------------------------------------------------------------------

OFFICES = [member.office for member in PANEL.members]
OUTCOMES = ("confirmed", "not_confirmed", "not_established", "abstain")


@st.composite
def chains(draw) -> tuple[IncidentStep, ...]:
    """Chains that make sense, and chains that do not: any of the steps may be missing."""
    said = draw(st.dictionaries(st.sampled_from(OFFICES), st.sampled_from(OUTCOMES), min_size=1))
    cast = [step(10 + n, "vote", office, outcome=outcome) for n, (office, outcome) in enumerate(said.items())]
    claims = [
        step(5 + n, "attribution", party=party, confidence="low")
        for n, party in enumerate(draw(st.lists(st.sampled_from(SIDES), max_size=2)))
    ]
    whole = [*EXAMINED, *claims, *cast, step(20, "decision", "Commission")]
    missing = draw(st.sets(st.sampled_from(range(len(whole))), max_size=2))
    return tuple(one for n, one in enumerate(whole) if n not in missing)


@given(chains(), st.randoms(use_true_random=False))
def test_the_order_in_which_statements_come_in_does_not_matter(steps, random):
    shuffled = list(steps)
    random.shuffle(shuffled)
    assert settled(*shuffled) == settled(*steps)


@given(chains(), st.integers(0, 30))
def test_what_is_recorded_later_changes_nothing_of_what_was_known_then(steps, hours):
    then = START + timedelta(hours=hours)
    known = [one for one in steps if one.recorded_at <= then]
    assert settled(*steps, as_of=then) == settled(*known, as_of=then)


@given(chains(), st.data())
def test_a_report_that_comes_in_twice_changes_nothing(steps, data):
    twice = data.draw(st.lists(st.sampled_from(steps))) if steps else []
    assert settled(*steps, *twice) == settled(*steps)


@given(chains())
def test_swapping_the_parties_swaps_the_outcome(steps):
    other = {"North": "South", "South": "North"}

    def swapped(one: IncidentStep) -> IncidentStep:
        by = other.get(one.by) or one.by.replace("of North", "of *").replace("of South", "of North").replace("of *", "of South")  # fmt: skip
        return one.model_copy(update={"by": by, "party": other.get(one.party, one.party)})

    here, there = settled(*steps).findings, settled(*map(swapped, steps)).findings
    assert [one.stage for one in here] == [one.stage for one in there]
    assert [other.get(one.actor, "") for one in here] == [one.actor for one in there]
    assert [[s.decision.decision for s in one.sittings] for one in here] == [
        [s.decision.decision for s in one.sittings] for one in there
    ]


@given(chains())
def test_no_act_is_handed_over_that_no_quorum_confirmed(steps):
    result = settled(*steps)
    confirmed = {
        sitting.because[-1]
        for one in result.findings
        for sitting in one.sittings
        if sitting.decision.decision == "confirmed" and sitting.counted >= PANEL.quorum
    }
    charges = {one.id for finding in result.findings for one in finding.charges}
    assert {name for name, _ in acts(result)} <= confirmed | charges


@pytest.mark.parametrize("field", ["stage", "sittings"])
def test_the_check_finds_a_finding_that_the_steps_do_not_bear_out(field: str):
    problem = Problem(incidents=(SHELLING,), steps=(*EXAMINED, NAMED, *AGREED), panels=(PANEL,), parties=PARTIES, as_of=LATER)  # fmt: skip
    result = settle(problem)
    [one] = result.findings
    sitting = one.sittings[0]
    wrong = {
        "stage": Stage.NOT_CONFIRMED,
        "sittings": (
            sitting.model_copy(
                update={"decision": sitting.decision.model_copy(update={"decision": "not_confirmed"})}
            ),
        ),
    }
    spoiled = one.model_copy(update={field: wrong[field]})
    assert check(problem, result) == ()
    assert check(problem, type(result)(findings=(spoiled,), evidence=result.evidence, gates=result.gates))


# --- gates ------------------------------------------------------------------------------------------------------------


def test_a_gate_is_the_share_of_the_days_on_which_somebody_tried():
    asked = [step(24 * day, "request", party="North", id=f"R{day}") for day in range(1, 5)]
    told = [
        step(24 * day + 1, "visit", party="North", outcome=outcome, id=f"V{day}", key=f"R{day}")
        for day, outcome in zip(range(1, 5), ("granted", "denied", "granted", "granted"), strict=True)
    ]
    [gate] = settled(alleged(), step(2, "triage", outcome="verify"), *asked, *told).gates
    assert (gate.tried, gate.p_open) == (4, 0.75)
    assert [round(gate.p_low, 3), round(gate.p_high, 3)] == [0.194, 0.994]
    assert (gate.first, gate.last) == ("2030-06-02", "2030-06-05")


def test_where_nobody_tried_there_is_no_gate():
    assert settled(alleged()).gates == ()
