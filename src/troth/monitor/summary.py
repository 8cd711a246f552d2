"""From the states of the parts to the state of the whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from troth.records.term import Measure, Term
from troth.records.verdict import Reason, State

from .account import Account
from .grade import Grade
from .select import Roles
from .windows import Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One day, event or obligor of a term, graded on its own."""

    stretch: Stretch
    grade: Grade
    account: Account = field(default_factory=lambda: Account(days=(), measure=Measure()))
    words: Roles = field(default_factory=Roles)
    basis: tuple[str, ...] = ()
    """Rows that are not counted, and that it rests on all the same: what asked for an answer, what began a state."""


OPEN = (State.PENDING, State.DISPUTED, State.UNKNOWN)
"""The undecided states, the first that occurs stands for the whole."""
ASIDE = (State.SUSPENDED, State.EXCUSED, State.LAPSED)
"""States in which nothing was owed, or nothing is held against who owed it."""


def merge(states: Sequence[State]) -> State:
    """One state for several: a broken part breaks the whole, and is partly kept where another part is kept.

    A part that was made good breaks nothing; where nothing else is wrong the whole was broken, and made good.

    >>> merge([State.KEPT, State.BROKEN]).value, merge([State.KEPT, State.UNKNOWN]).value
    ('partly_kept', 'unknown')
    >>> merge([State.KEPT, State.REPAIRED]).value, merge([State.BROKEN, State.REPAIRED]).value
    ('repaired', 'broken')
    """
    judged = [state for state in states if state not in ASIDE]
    if not judged:
        return states[0] if states else State.UNKNOWN
    if State.BROKEN in judged or State.PARTLY_KEPT in judged:
        kept = State.KEPT in judged or State.PARTLY_KEPT in judged
        return State.PARTLY_KEPT if kept else State.BROKEN
    return next((state for state in (*OPEN, State.REPAIRED) if state in judged), State.KEPT)


def summarise(term: Term, parts: Sequence[Part], *, complete: bool) -> tuple[Grade, int]:
    """The summary of a term that is judged day by day or event by event, and how many parts are kept."""
    states = [part.grade.state for part in parts]
    kept = states.count(State.KEPT)
    if not states:
        return _without_parts(term, complete=complete), 0
    if term.recur is not None and term.recur.k is not None and term.recur.of is not None:
        return _k_of_n(parts, term.recur.k, term.recur.of, complete=complete), kept
    state = merge(states)
    if state in {State.KEPT, State.REPAIRED} and not complete:
        return Grade(state=State.PENDING, reasons=(Reason(code="window_open"),)), kept
    until = [part.grade.until for part in parts if part.grade.until is not None]
    return Grade(state=state, reasons=(_why(state, parts),), until=max(until, default=None)), kept


def _without_parts(term: Term, *, complete: bool) -> Grade:
    """No event happened, or no whole period fits into the window."""
    if not complete:
        return Grade(state=State.PENDING, reasons=(Reason(code="window_open"),))
    timed = term.recur is not None and term.recur.at is None
    return Grade(state=State.UNKNOWN, reasons=(Reason(code="window_too_short" if timed else "no_evidence"),))


def _why(state: State, parts: Sequence[Part]) -> Reason:
    """The reason of the whole: which parts made it what it is."""
    if state is State.KEPT:
        return Reason(code="all_instances_kept")
    if state in {State.BROKEN, State.PARTLY_KEPT}:
        names = tuple(
            p.stretch.label or "" for p in parts if p.grade.state in {State.BROKEN, State.PARTLY_KEPT}
        )
        return Reason(code="instance_broken", names=names)
    for part in parts:
        if part.grade.state is state and part.grade.reasons:
            return part.grade.reasons[0]
    return Reason(code="window_open")


def _k_of_n(parts: Sequence[Part], k: int, n: int, *, complete: bool) -> Grade:
    """In each run of `n` days `k` must be kept; a last shorter run is left out.

    What was excused or suspended is no breach, and is not kept either: it alone never breaks a run, nor keeps one.
    """
    states = [part.grade.state for part in parts]
    runs = [states[start : start + n] for start in range(0, len(states), n)]
    if len(runs) > 1 and len(runs[-1]) < n:
        runs.pop()
    if complete and len(states) < k:  # so that it could not have been kept, whatever was done
        if n - states.count(State.BROKEN) < k:
            return Grade(state=State.BROKEN, reasons=(Reason(code="k_of_n_missed"),))
        return Grade(state=State.UNKNOWN, reasons=(Reason(code="window_too_short"),))
    state = merge([_run(run, k, n, complete=complete) for run in runs])
    if state is State.KEPT and not complete:
        return Grade(state=State.PENDING, reasons=(Reason(code="window_open"),))
    code = {State.KEPT: "k_of_n_met", State.BROKEN: "k_of_n_missed", State.PARTLY_KEPT: "k_of_n_missed"}.get(
        state
    )
    return Grade(state=state, reasons=(_why(state, parts) if code is None else Reason(code=code),))


def _run(states: Sequence[State], k: int, n: int, *, complete: bool) -> State:
    """One run; one that is shorter than `n` may still grow while the window is open."""
    growing = not complete and len(states) < n
    if states.count(State.KEPT) >= k:
        return State.KEPT
    if (n if growing else len(states)) - states.count(State.BROKEN) < k:
        return State.BROKEN
    if growing:
        return State.PENDING
    return next((state for state in (*OPEN, *ASIDE) if state in states), State.UNKNOWN)
