"""The checker's own rules for states: which of them the evidence permits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from troth.records.evidence import Stance
from troth.records.term import Kind, Term
from troth.records.verdict import State

from .check_count import Interval
from .check_read import Fact, Reading, figure, tells_of_act
from .check_window import Stretch

States = frozenset[State]
OPEN: Interval = (Decimal(0), None)
"""What is known where nothing is said."""


def only(*states: State) -> States:
    """The states that are permitted."""
    return frozenset(states)


def target(reading: Reading, term: Term) -> Decimal | None:
    """The number that is owed; of a ratio, so many times the number that was agreed for the other term.

    >>> from datetime import UTC, datetime
    >>> from troth.monitor.problem import Problem
    >>> from troth.records.term import Ratio, Target
    >>> agreed = Term(id="T1", agreement="a", kind="achieve", obligor=("A",), what="x", target=Target(at_least=50))
    >>> due = agreed.model_copy(update={"id": "T2", "target": Target(ratio=Ratio(times=3, of="T1"))})
    >>> target(Reading(Problem(terms=(agreed, due), as_of=datetime(2024, 5, 1, tzinfo=UTC))), due)
    Decimal('150')
    """
    if term.target.ratio is not None:
        other = reading.terms.get(term.target.ratio.of)
        base = None if other is None else target(reading, other)
        return None if base is None else base * term.target.ratio.times
    return term.target.at_most if term.target.at_least is None else term.target.at_least


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What a stretch, or a whole window, has to be judged by."""

    everybody: Interval
    """What all origins say."""
    neutral: Interval
    """What is left without the adverse parties."""
    voices: dict[str, Interval]
    """What each origin says by itself."""
    facts: Sequence[Fact]
    """The rows that are counted in it."""
    words: Sequence[Fact]
    """The rows that speak of it without a figure."""
    begun: bool
    closed: bool
    covered: bool = False
    """Whether a source that this viewer sees all of declares to report every stretch of it."""
    silent: bool = False
    """Whether declared coverage turns silence into nought."""
    bearing: frozenset[str] = frozenset()
    """The origins whose own counts bear out the low end (of a level that is capped: the cap) of some day."""
    charged: Decimal = Decimal(0)
    """The least that all origins tell together, adverse parties among them, whatever the obligor denies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is due for one instance."""

    stretch: Stretch
    interval: Interval
    states: States
    because: set[str]
    until: datetime | None = None
    """Until then a breach may still be made good."""


def bearing(term: Term, told: Iterable[tuple[Interval, dict[str, Interval]]]) -> frozenset[str]:
    """The origins that bear out, on some day, what is known of it: its low end, or that it stays within a cap."""
    found: set[str] = set()
    most = term.target.at_most
    for (low, _), voices in told:
        for origin, (least, high) in voices.items():
            if (0 < low <= least) if most is None else (high is not None and high <= most):
                found.add(origin)
    return frozenset(found)


def most_told(*figures: Interval) -> Decimal:
    """The highest of some low ends."""
    return max(low for low, _ in figures)


def permitted(reading: Reading, term: Term, ground: Ground, number: Decimal | None) -> States:
    """The states that a stretch may have before conditions, excuses and the like are laid over it."""
    if term.kind is Kind.REFRAIN:
        states = _limit(reading, term, ground, Decimal(0) if number is None else number)
    elif number is None:
        states = _in_words(reading, term, ground)
    elif term.kind is Kind.SUSTAIN:
        states = _level(reading, term, ground, number)
    else:
        states = _owed(reading, term, ground, number)
    return states


def _voiced(
    reading: Reading, term: Term, facts: Sequence[Fact], *, not_counting: frozenset[str] = frozenset()
) -> bool:
    """Whether as many independent origins stand behind a breach as the term asks for."""
    origins = {origin for fact in facts for origin in fact.origins}
    return len(origins - reading.adverse(term) - not_counting) >= term.min_sources


def _kept(reading: Reading, term: Term, ground: Ground, origins: frozenset[str]) -> States:
    """Kept, if enough others than the obligor say so: its own word in its own cause is no second source."""
    if term.min_sources == 1 or len(origins - reading.obligors(term)) >= term.min_sources:
        return only(State.KEPT)
    return only(State.UNKNOWN if ground.closed else State.PENDING)


def _owed(reading: Reading, term: Term, ground: Ground, number: Decimal) -> States:
    need = number - (term.recur.tolerance if term.recur is not None else 0)
    low, high = ground.everybody
    opposed = [fact for fact in ground.words if reading.stance(term, fact) is Stance.AGAINST]
    if low >= need and (ground.facts or ground.silent):
        return only(State.DISPUTED) if opposed else _kept(reading, term, ground, ground.bearing)
    if not ground.begun or not ground.closed:
        return only(State.PENDING)
    if high is not None and high < need:
        said = len(ground.words) > len(opposed)
        return only(State.DISPUTED) if said else _short(reading, term, ground, need)
    if high is not None or (opposed and len(opposed) < len(ground.words)):
        return only(State.DISPUTED)
    return _open_ended(ground, need)


def _short(reading: Reading, term: Term, ground: Ground, need: Decimal) -> States:
    """Everybody says less: broken where that holds without the adverse parties."""
    alone = ground.neutral[1]
    if alone is None or alone >= need:
        return only(State.DISPUTED)
    if _some_of_them(reading, term, ground.facts):
        return only(State.DISPUTED)
    own = reading.obligors(term)
    mute = frozenset(o for o in own if (high := ground.voices.get(o, OPEN)[1]) is None or high >= need)
    enough = not ground.facts or term.min_sources == 1
    enough = enough or _voiced(reading, term, ground.facts, not_counting=mute)
    return only(State.BROKEN if enough else State.UNKNOWN)


def _some_of_them(reading: Reading, term: Term, facts: Sequence[Fact]) -> bool:
    """Whether, of those who owe it together, only some say so: that admits nothing for the others."""
    said = {origin for fact in facts for origin in fact.origins} - reading.adverse(term)
    return bool(said) and said < reading.obligors(term)


def _open_ended(ground: Ground, need: Decimal) -> States:
    """No high end: unknown, unless one origin's own count reaches what is owed and another's stays below it."""
    more = any(low >= need for low, _ in ground.voices.values())
    less = any(high is not None and high < need for _, high in ground.voices.values())
    return only(State.DISPUTED if more and less else State.UNKNOWN)


def _in_words(reading: Reading, term: Term, ground: Ground) -> States:
    """No number is owed: the rows are for it or against it."""
    rows = [*ground.facts, *ground.words]
    agreeing = [fact for fact in rows if reading.stance(term, fact) is Stance.FOR]
    opposing = [fact for fact in rows if reading.stance(term, fact) is Stance.AGAINST]
    if agreeing and not opposing:
        return _kept(reading, term, ground, frozenset(o for fact in agreeing for o in fact.origins))
    if not ground.closed:
        return only(State.PENDING)
    if agreeing:
        return only(State.DISPUTED)
    if not opposing:
        return only(State.UNKNOWN)
    if not reading.independent(term, opposing) or _some_of_them(reading, term, opposing):
        return only(State.DISPUTED)
    return only(State.BROKEN if _voiced(reading, term, opposing) else State.UNKNOWN)


def _limit(reading: Reading, term: Term, ground: Ground, limit: Decimal) -> States:
    """A limit is broken by what origins other than the adverse parties establish, even while the window is open."""
    acts = [fact for fact in ground.facts if tells_of_act(term, fact, limit)]
    if not [fact for fact in acts if not fact.maybe]:
        limit = max(limit, Decimal(0))  # silence passes no limit, nor does what may have been allowed
    telling = [fact for fact in acts if not fact.origins <= reading.adverse(term)]
    if [fact for fact in telling if not fact.maybe] and ground.neutral[0] > limit:
        return only(State.BROKEN if _voiced(reading, term, telling) else State.DISPUTED)
    charged = any(reading.stance(term, fact) is Stance.AGAINST for fact in ground.words)
    if charged or max([ground.charged, *(low for low, _ in ground.voices.values())]) > limit:
        return only(State.DISPUTED)
    if not ground.closed:
        return only(State.PENDING)
    high = ground.everybody[1]
    return only(State.KEPT if high is not None and high <= limit and ground.covered else State.UNKNOWN)


def _level(reading: Reading, term: Term, ground: Ground, number: Decimal) -> States:
    """A level, as measured: broken by one measurement on the wrong side that does not rest on adverse parties."""
    most = term.target.at_most is not None
    if _wrong(ground.neutral, number, most=most):
        if any(reading.stance(term, fact) is Stance.FOR for fact in ground.words):
            return only(State.DISPUTED)
        own = reading.obligors(term)
        telling = [
            fact
            for fact in ground.facts
            if fact.origins - own or _wrong(figure(term, fact), number, most=most)
        ]
        return only(State.BROKEN if _voiced(reading, term, telling) else State.DISPUTED)
    charged = any(reading.stance(term, fact) is Stance.AGAINST for fact in ground.words)
    if charged or _wrong(ground.everybody, number, most=most):
        return only(State.DISPUTED)
    if not ground.closed:
        return only(State.PENDING)
    low, high = ground.everybody
    if (high is not None and high <= number) if most else low >= number:
        return _kept(reading, term, ground, ground.bearing) if ground.facts else only(State.UNKNOWN)
    return only(State.DISPUTED) if high is not None else _open_ended(ground, number)


def _wrong(figures: Interval, number: Decimal, *, most: bool) -> bool:
    """Whether a level is surely on the wrong side of its target."""
    low, high = figures
    return low > number if most else high is not None and high < number


ASIDE = frozenset({State.SUSPENDED, State.EXCUSED, State.LAPSED})
"""States of a part in which nothing was owed: they are left aside."""


def composed(term: Term, states: Sequence[State], *, average: States, closed: bool) -> States:
    """What the states of the instances, and the averages, make of the whole."""
    if not states:
        return average or only(State.UNKNOWN if closed else State.PENDING)
    if term.recur is not None and term.recur.k is not None and term.recur.of is not None:
        return _quota(states, term.recur.k, term.recur.of, closed=closed)
    found = _finished(_whole(states), closed=closed)
    if not average or found <= only(State.BROKEN, State.PARTLY_KEPT):
        return found
    return only(State.DISPUTED) if State.DISPUTED in average or found == only(State.KEPT) else _proven(states)


def _proven(states: Sequence[State]) -> States:
    """An average proves that some day of it fell short; where all of them are kept by other counts, it is disputed."""
    if State.KEPT in states:
        return only(State.PARTLY_KEPT, State.DISPUTED)
    return only(State.BROKEN)


def _finished(state: State, *, closed: bool) -> States:
    return only(State.PENDING) if state in {State.KEPT, State.REPAIRED} and not closed else only(state)


def _whole(states: Sequence[State]) -> State:
    """A broken part breaks the whole, partly where another is kept; an open one leaves it open; else it is kept."""
    owed = [state for state in states if state not in ASIDE]
    if not owed:
        return states[0] if states else State.KEPT
    if State.BROKEN in owed or State.PARTLY_KEPT in owed:
        return State.PARTLY_KEPT if {State.KEPT, State.PARTLY_KEPT} & set(owed) else State.BROKEN
    for other in (State.PENDING, State.DISPUTED, State.UNKNOWN, State.REPAIRED):
        if other in owed:
            return other
    return State.KEPT


def _runs(states: Sequence[State], length: int) -> list[Sequence[State]]:
    """Runs that follow each other; a last, shorter one is left out."""
    whole = [states[at : at + length] for at in range(0, len(states) - length + 1, length)]
    return whole or [states]


def _quota(states: Sequence[State], k: int, of: int, *, closed: bool) -> States:
    """So many of each run: while it is open a run may become whole; over, fewer days than are owed settle nothing."""
    lost = states.count(State.BROKEN)
    if len(states) < of and not closed and states.count(State.KEPT) < k:
        return only(State.BROKEN if of - lost < k else State.PENDING)
    if len(states) < k and closed:
        return only(State.BROKEN if of - lost < k else State.UNKNOWN)
    return _finished(_whole([_run(run, k) for run in _runs(states, of)]), closed=closed)


def _run(states: Sequence[State], k: int) -> State:
    """One run: what is excused, or was suspended, counts on neither side, and stands for a run that nothing else decides."""
    if states.count(State.KEPT) >= k:
        return State.KEPT
    if len(states) - states.count(State.BROKEN) < k:
        return State.BROKEN
    first = (State.PENDING, State.DISPUTED, State.UNKNOWN, State.SUSPENDED, State.EXCUSED)
    return next((s for s in first if s in states), State.UNKNOWN)


def rule_for(term: Term, number: Decimal | None, state: State, low: Decimal, high: Decimal | None) -> str:
    """The rule by which a figure, or words, lead to a state."""
    if term.kind is Kind.REFRAIN or term.target.at_most is not None:
        return {State.KEPT: "within_limit", State.BROKEN: "above_limit"}.get(state, "contested")
    if number is None and term.kind is not Kind.RESPOND:
        return {State.KEPT: "said", State.BROKEN: "denied"}.get(state, "contested")
    need = (Decimal(1) if number is None else number) - (
        term.recur.tolerance if term.recur is not None else 0
    )
    below, reaching = high is not None and high < need, high is not None and low < need <= high
    if state is State.KEPT:
        return "target_reached"
    if state is State.BROKEN:
        return "falls_short" if below else "denied"
    return "straddles" if state is State.DISPUTED and reaching else "contested"
