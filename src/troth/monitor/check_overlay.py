"""The checker's own order of what stands around a duty: clock, excuse, condition, reparation, expiry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.records.evidence import Form
from troth.records.term import Kind, Term
from troth.records.verdict import State

from .check_count import touches
from .check_read import Fact, Reading
from .check_state import States, only
from .check_window import Span, Stretch, expires, paused

BREACH = frozenset({State.BROKEN, State.PARTLY_KEPT})
WAITING = frozenset({State.PENDING, State.SUSPENDED})
CONTESTED = frozenset({State.UNKNOWN, State.DISPUTED})


@dataclass(frozen=True, slots=True)
class Overlay:
    """The states of other terms, and the time."""

    others: Mapping[str, State]
    as_of: datetime
    """The time by which windows close."""


def plea(
    reading: Reading, term: Term, start: datetime | None, end: datetime | None, *, closed: bool
) -> State | None:
    """What force majeure in a stretch makes of a breach: excused; disputed where only who owes it says so.

    Where the term asks for notice, who owes it must have given it in time.
    """
    if term.excuse is None:
        return None
    obligors = reading.obligors(term)
    happened = [
        fact
        for fact in reading.naming(term)
        if fact.row.event in term.excuse.event
        and fact.row.form in {Form.ITEM, Form.TALLY, Form.AT_LEAST}
        and _noticed(reading, term, fact)
        and (start is None or end is None or touches(fact, start, end, closed=closed))
    ]
    if not happened:
        return None
    return State.DISPUTED if all(fact.origins <= obligors for fact in happened) else State.EXCUSED


def _noticed(reading: Reading, term: Term, event: Fact) -> bool:
    excuse = term.excuse
    if excuse is None or excuse.notice_event is None:
        return True
    latest = None if excuse.notice_within is None else excuse.notice_within.after(event.end)
    return any(
        fact.row.event == excuse.notice_event
        and fact.actors & reading.obligors(term)
        and (latest is None or fact.start <= latest)
        for fact in reading.naming(term)
    )


def excused(reading: Reading, term: Term, states: States, whole: Span, parts: Sequence[State]) -> States:
    """A breach of the whole once its excuse is heard; a term judged in parts is excused part by part."""
    if term.excuse is None or not states & BREACH:
        return states
    if term.kind is Kind.ACHIEVE:
        found = plea(reading, term, whole.start, whole.end, closed=True)
        return states if found is None else states - BREACH | {found}
    if term.kind is Kind.REFRAIN and State.EXCUSED in parts:
        worst = [one for one in (State.BROKEN, State.DISPUTED, State.EXCUSED) if one in parts]
        return states - BREACH | {worst[0]}
    if term.kind is Kind.REFRAIN and State.BROKEN not in parts and State.DISPUTED in parts:
        return states | {
            State.DISPUTED
        }  # by a plea that only who owes it makes, or for a reason of the day's own
    return states


def overlaid(reading: Reading, term: Term, states: States, whole: Span, over: Overlay) -> States:
    """The states that remain once condition, reparation and expiry are laid over them, in this order."""
    return frozenset(_laid(reading, term, state, whole, over) for state in states)


def _laid(reading: Reading, term: Term, state: State, whole: Span, over: Overlay) -> State:
    if term.window.anchor is not None and whole.end is None:
        state = State.PENDING
    if state is State.PENDING and whole.begun(over.as_of) and paused(reading, term, over.as_of):
        state = State.SUSPENDED
    for one in term.condition:
        state = _owed_if(state, over.others[one.term], State(one.state))
    if term.reparation is not None and state in BREACH and over.others[term.reparation.term] is State.KEPT:
        state = State.REPAIRED
    owing = state in WAITING or (term.kind is Kind.ACHIEVE and state is not State.KEPT)
    at, _ = expires(reading, term)
    past = at is not None and at <= over.as_of and (whole.end is None or at <= whole.end)
    return State.LAPSED if past and owing else state


def _owed_if(state: State, found: State, wanted: State) -> State:
    """Owed only if: an unmet condition leaves nothing owed, and an open one makes no breach certain."""
    breached = wanted is not State.KEPT and found is State.REPAIRED  # it was broken before it was repaired
    partly = wanted is State.BROKEN and found is State.PARTLY_KEPT
    met = found is wanted or (wanted is State.KEPT and found is State.REPAIRED) or breached or partly
    if met or state is State.KEPT:
        return state
    if found in WAITING:
        return State.PENDING
    if found in CONTESTED:
        return found if state in BREACH | {State.UNKNOWN} else state
    return State.LAPSED


def part_states(reading: Reading, term: Term, states: States, one: Stretch, *, last: bool) -> States:
    """The states of a part once its excuse is heard."""
    if State.BROKEN not in states:
        return states
    found = plea(reading, term, one.start, one.end, closed=last)
    return states if found is None else states - only(State.BROKEN) | {found}
