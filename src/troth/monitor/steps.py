"""The steps of a proof: rows, what an origin says by them, what all say of a stretch, and the rule that decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from troth.records.term import Kind, Term
from troth.records.verdict import State, Step

from .account import Account
from .fold import Day
from .grade import Grade
from .overlay import ALSO_MEETS
from .problem import Item
from .scene import Judged
from .select import Roles
from .summary import Part
from .trials import SUMMARY, Key, states_of
from .windows import Stretch
from .world import Standing, World

PARTED = frozenset({Kind.RECUR, Kind.SUSTAIN, Kind.RESPOND})
BY_STATE = {
    State.PENDING: "still_open",
    State.UNKNOWN: "undecided",
    State.SUSPENDED: "suspended",
    State.EXCUSED: "excused",
    State.REPAIRED: "repaired",
    State.LAPSED: "nothing_owed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """What one row of a term was judged from, in the world of its proof."""

    grade: Grade
    account: Account
    words: Roles
    averages: Sequence[Item] = ()
    parts: Sequence[Part] = ()


def steps_of(world: World, term: Term, key: Key, minimal: Sequence[str]) -> Step:
    """How the state of a row of `term` follows in a world of a few rows."""
    standing = world.standing(term.id)
    state = states_of(standing)[key]
    row = _row(standing, key)
    joint = bool(standing.obligors) and term.joint == "each"
    if key == SUMMARY and joint:
        under = [_of_obligor(standing, name, judged) for name, judged in standing.obligors]
    else:
        under = [*_figures(standing, row), *_words(row)]
    if key == SUMMARY:
        under += _terms(world, term)
    told = {one for step in under for one in _ids(step)}
    rest = tuple(one for one in sorted(minimal) if one not in told)
    if rest:
        under.append(Step(rule="around", ids=rest))
    span = row.grade.span
    return Step(
        rule=_rule(world, standing, key, state, row),
        name=key[0],
        state=state,
        low=span.low,
        high=span.high,
        steps=tuple(under),
    )


def steps_of_part(standing: Standing, part: Part) -> Step:
    """The same of a part that depends on nothing but its own rows, judged from those of its proof."""
    steps = (*_days(standing.term, part.account), *_words(_part(part)))
    return _of_part(standing.term, standing, part, steps)


def _ids(step: Step) -> Iterator[str]:
    yield from step.ids
    for one in step.steps:
        yield from _ids(one)


def _row(standing: Standing, key: Key) -> _Row:
    judged, name = standing.judged, key[0]
    if key == SUMMARY:
        return _whole(judged)
    for obligor, own in standing.obligors:
        if obligor == name:
            return _whole(own)
        for part in own.parts:
            if f"{obligor} {part.stretch.label}" == name:
                return _part(part)
    return _part(next(part for part in judged.parts if part.stretch.label == name))


def _whole(judged: Judged) -> _Row:
    return _Row(
        grade=judged.grade, account=judged.account, words=judged.roles, averages=judged.roles.averages, parts=judged.parts
    )  # fmt: skip


def _of_obligor(standing: Standing, name: str, judged: Judged) -> Step:
    """What one of several who each owe the whole comes to."""
    row, grade = _whole(judged), judged.grade
    return Step(
        rule=_by_kind(standing, grade.state, grade), name=name, state=grade.state, low=grade.span.low,
        high=grade.span.high, steps=(*_figures(standing, row), *_words(row)),
    )  # fmt: skip


def _part(part: Part) -> _Row:
    return _Row(grade=part.grade, account=part.account, words=part.words)


# --- figures --------------------------------------------------------------------------------------------------------
def _figures(standing: Standing, row: _Row) -> Iterator[Step]:
    term = standing.term
    if row.parts and term.kind in PARTED:
        for part in row.parts:
            steps = (*_days(term, part.account), *_words(_part(part)))
            if steps:
                yield _of_part(term, standing, part, steps)
        if term.kind is Kind.RECUR:
            yield from (_lone("average", term, item) for item in row.averages)
        return
    yield from _days(term, row.account)
    yield from (_lone("since", term, period.item) for period in row.account.periods)


def _of_part(term: Term, standing: Standing, part: Part, steps: tuple[Step, ...]) -> Step:
    span = part.grade.span
    return Step(
        rule=decides(term, part.grade.state, span.low, span.high, standing.target), name=part.stretch.label,
        state=part.grade.state, low=span.low, high=span.high, steps=steps,
    )  # fmt: skip


def _days(term: Term, account: Account) -> Iterator[Step]:
    for stretch, day in account.days:
        if day.items and day.origins:  # a denial measures no level
            yield _day(term, stretch, day)


def _day(term: Term, stretch: Stretch, day: Day) -> Step:
    span, voices = day.span(), []
    for origin, own in day.origins.items():
        rows = tuple(
            _lone("row", term, item)
            for item in sorted(day.items, key=lambda item: item.id)
            if origin in item.origins
        )
        voices.append(Step(rule="origin", name=origin, low=own.low, high=own.high, steps=rows))
    return Step(
        rule="stretch", valid_from=stretch.start, valid_to=stretch.end, low=span.low, high=span.high, steps=tuple(voices)
    )  # fmt: skip


def _lone(rule: str, term: Term, item: Item) -> Step:
    low, high = item.amount(term.measure)
    return Step(rule=rule, ids=(item.id,), low=low, high=high, valid_from=item.start, valid_to=item.end)


def _words(row: _Row) -> Iterator[Step]:
    for rule, items in (("for", row.words.supporting), ("against", row.words.opposing)):
        if items:
            yield Step(rule=rule, ids=tuple(sorted({item.id for item in items})))


def _terms(world: World, term: Term) -> Iterator[Step]:
    """How the terms stand that this one looks at."""
    for condition in term.condition:
        look = world.standing if condition.state == "kept" else world.unrepaired
        yield Step(rule="term", name=condition.term, state=look(condition.term).state)
    if term.reparation is not None:
        yield Step(rule="term", name=term.reparation.term, state=world.standing(term.reparation.term).state)


# --- the rule that decides ------------------------------------------------------------------------------------------
def _rule(world: World, standing: Standing, key: Key, state: State, row: _Row) -> str:
    term, (instance, obligor) = standing.term, key
    settled = {State.KEPT, State.REPAIRED, State.EXCUSED}
    if key == SUMMARY and state not in settled and _conditional(world, term):
        return "condition"
    if obligor is not None and term.joint == "together":
        return "shared"
    if key == SUMMARY and standing.obligors and term.joint == "each" and state not in BY_STATE:
        return "parts"
    if key == SUMMARY or instance == obligor:
        return _by_kind(standing, state, row.grade)
    return decides(term, state, row.grade.span.low, row.grade.span.high, standing.target)


def _by_kind(standing: Standing, state: State, grade: Grade) -> str:
    """The rule of a whole: what is judged in parts follows from them."""
    if standing.term.kind in PARTED and state not in BY_STATE:
        return "parts"
    return decides(standing.term, state, grade.span.low, grade.span.high, standing.target)


def _conditional(world: World, term: Term) -> bool:
    """Whether a condition on another term is open, or was not met."""
    for condition in term.condition:
        look = world.standing if condition.state == "kept" else world.unrepaired
        wanted, found = State(condition.state), look(condition.term).state
        if found is not wanted and found not in ALSO_MEETS.get(wanted, ()):
            return True
    return False


def decides(term: Term, state: State, low: Decimal, high: Decimal | None, target: Decimal | None) -> str:
    """The name of the rule by which a figure, or words, lead to a state (docs/methods/proofs.md)."""
    if state in BY_STATE:
        return BY_STATE[state]
    tolerance = term.recur.tolerance if term.recur is not None else Decimal(0)
    due = Decimal(1) if target is None and term.kind is Kind.RESPOND else target
    limit = term.kind is Kind.REFRAIN or term.target.at_most is not None
    if due is None and term.kind is not Kind.REFRAIN:
        rules = {State.KEPT: "said", State.BROKEN: "denied"}
    elif limit:
        rules = {State.KEPT: "within_limit", State.BROKEN: "above_limit"}
    else:
        assert due is not None  # noqa: S101 - only a limit may do without a number
        goal = due - tolerance
        short = high is not None and high < goal
        straddles = low < goal and high is not None and high >= goal
        rules = {
            State.KEPT: "target_reached",
            State.BROKEN: "falls_short" if short else "denied",
            State.DISPUTED: "straddles" if straddles else "contested",
        }
    return rules.get(state, "contested")
