"""What stands around a duty: excuses, conditions on other terms, reparation, and the day it expires."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from troth.records.evidence import Form
from troth.records.term import Condition, Excuse, Kind, Term
from troth.records.verdict import Reason, State

from .grade import alone_says
from .problem import Item
from .scene import Judged, is_over
from .summary import summarise
from .windows import Stretch

BREACH = frozenset({State.BROKEN, State.PARTLY_KEPT})
ALSO_MEETS = {State.KEPT: (State.REPAIRED,), State.BROKEN: (State.PARTLY_KEPT,)}
"""States that meet a condition as well as the one it names: a duty kept on some days only is broken."""
SAID = frozenset({Form.ITEM, Form.TALLY, Form.AT_LEAST})


def _restate(judged: Judged, state: State, *reasons: Reason) -> Judged:
    return replace(
        judged, grade=replace(judged.grade, state=state, reasons=(*reasons, *judged.grade.reasons))
    )


def excused(
    term: Term, judged: Judged, own: Sequence[Item], *, obligors: frozenset[str], window: Stretch | None
) -> Judged:
    """A breach is excused by force majeure that others attest, with notice in time.

    By the obligor's word alone it is disputed. Of a duty that is judged day by day only the days are excused on which
    the event lay.
    """
    k_of_n = (
        term.recur is not None and term.recur.k is not None
    )  # so that a day may be missed, and the whole kept
    if term.excuse is None or (judged.grade.state not in BREACH and not k_of_n):
        return judged
    excuse = term.excuse
    events = [item for item in own if item.row.event in excuse.event and item.row.form in SAID]
    valid = [item for item in events if _noticed(item, excuse, own, obligors)]
    if judged.parts:
        heard = _parts_excused(term, judged, valid, obligors, _notices(excuse, own, obligors))
        return _limit_excused(judged, heard) if term.kind is Kind.REFRAIN else heard
    valid = [item for item in valid if window is None or window.touches(item)]
    state = _plea(valid, obligors)
    if state is None:
        return judged
    return _restate(judged, state, _reason(state, [*valid, *_notices(excuse, own, obligors)]))


def _plea(events: Sequence[Item], obligors: frozenset[str]) -> State | None:
    if not events:
        return None
    return State.DISPUTED if all(item.origins <= obligors for item in events) else State.EXCUSED


def _reason(state: State, events: Sequence[Item]) -> Reason:
    if state is State.DISPUTED:
        return alone_says(events)
    return Reason(code="excused", ids=tuple(item.id for item in events))


def _parts_excused(
    term: Term, judged: Judged, events: Sequence[Item], obligors: frozenset[str], notices: Sequence[Item]
) -> Judged:
    parts, used = [], []
    for part in judged.parts:
        lying = [item for item in events if part.stretch.touches(item)]
        state = _plea(lying, obligors) if part.grade.state is State.BROKEN else None
        if state is None:
            parts.append(part)
            continue
        used += [item for item in lying if item not in used]
        grade = replace(part.grade, state=state, reasons=(_reason(state, lying), *part.grade.reasons))
        parts.append(replace(part, grade=grade))
    if not used:
        return judged
    over = judged.scene is None or is_over(judged.scene)
    whole = summarise(term, parts, complete=over)[0].state
    judged, before = replace(judged, parts=tuple(parts)), judged.grade.state
    if before is whole and before not in BREACH:
        return judged
    return _restate(judged, whole, _reason(State.EXCUSED, [*used, *notices]))


def _limit_excused(before: Judged, heard: Judged) -> Judged:
    """A limit that holds for a whole window is not kept by the days that are left: its worst day decides."""
    if heard is before:
        return before
    states = [part.grade.state for part in heard.parts]
    worst = next((s for s in (State.BROKEN, State.DISPUTED) if s in states), State.EXCUSED)
    return replace(heard, grade=replace(heard.grade, state=worst))


def _noticed(event: Item, excuse: Excuse, own: Sequence[Item], obligors: frozenset[str]) -> bool:
    if excuse.notice_event is None:
        return True
    for item in _notices(excuse, own, obligors):
        latest = None if excuse.notice_within is None else excuse.notice_within.after(event.end)
        if latest is None or item.start <= latest:
            return True
    return False


def _notices(excuse: Excuse, own: Sequence[Item], obligors: frozenset[str]) -> list[Item]:
    """The notices that the obligor gave."""
    if excuse.notice_event is None:
        return []
    return [item for item in own if item.row.event == excuse.notice_event and item.actors & obligors]


def conditioned(term: Term, judged: Judged, states: Mapping[str, State]) -> Judged:
    """Owed only if other terms stand as asked; an open or contested condition never makes a breach certain."""
    for condition in term.condition:
        judged = _one_condition(condition, judged, states[condition.term])
    return judged


def _one_condition(condition: Condition, judged: Judged, found: State) -> Judged:
    wanted = State(condition.state)
    met = found is wanted or found in ALSO_MEETS.get(wanted, ())
    own = judged.grade.state
    if met or own is State.KEPT:
        return judged
    names = (condition.term,)
    if found in {State.PENDING, State.SUSPENDED}:
        return _restate(judged, State.PENDING, Reason(code="condition_open", names=names))
    if found in {State.UNKNOWN, State.DISPUTED}:
        state = found if own in {*BREACH, State.UNKNOWN} else own
        return _restate(judged, state, Reason(code="condition_open", names=names))
    return _restate(judged, State.LAPSED, Reason(code="condition_unmet", names=names))


def repaired(term: Term, judged: Judged, reparation: State) -> Judged:
    """A breach whose reparation was made."""
    if term.reparation is None or judged.grade.state not in BREACH or reparation is not State.KEPT:
        return judged
    return _restate(judged, State.REPAIRED, Reason(code="repaired", names=(term.reparation.term,)))


def expired(term: Term, judged: Judged, at: datetime | None, as_of: datetime, end: datetime | None) -> Judged:
    """Ended as agreed before anything was owed: a lapse, not a breach. A breach before that stays one."""
    if term.expiry is None or at is None or at > as_of or (end is not None and at > end):
        return judged
    state = judged.grade.state
    owing = term.kind is Kind.ACHIEVE and state is not State.KEPT
    if not owing and state not in {State.PENDING, State.SUSPENDED}:
        return judged
    return _restate(judged, State.LAPSED, Reason(code="expired", at=at))
