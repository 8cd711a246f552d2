"""From formulas to terms: which fields of a term say a formula, and what its verdicts mean for the formula.

A term has no variables. A formula with some becomes a term for each of their values in the log where they have to be told
apart in the measure; elsewhere the key of the rows does it. A time point of a log is a row of its own (``tick``), and all
rows of one time point have its number as their place in the log.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from support.mfotl import (
    NESTED,
    Aggregate,
    And,
    Bounds,
    Compared,
    Eventually,
    Exists,
    Log,
    Not,
    Once,
    Or,
    Pred,
    Values,
    is_number,
    predicate,
    refuse,
    variables,
)
from troth.monitor import Problem
from troth.records.evidence import Evidence, Form
from troth.records.moment import Duration
from troth.records.quantity import Quantity
from troth.records.term import (
    Activity,
    Coverage,
    Kind,
    Measure,
    Prohibition,
    Recurrence,
    Repair,
    Response,
    Selector,
    Target,
    Term,
)
from troth.records.verdict import State, Verdict

START = datetime(2024, 1, 1, tzinfo=UTC)
LOG, TICK, NEVER = "log", "tick", "never"
EVER = Duration(months=1_200)
"""Longer than any log."""


@dataclass(frozen=True, kw_only=True)
class Translation:
    """What a formula is in terms.

    Parameters
    ----------
    terms
        The ids of the terms, each with the values of the variables that it stands for.
    said
        The terms.
    columns
        The variables of an answer, in the order in which `answer` gives them.
    holds
        The state of an instance in which the formula holds.
    answer
        The tuple that an instance stands for; None: it stands for none.
    horizon
        How many seconds later an answer is decided; None: at once.
    """

    terms: Mapping[str, Values]
    said: tuple[Term, ...]
    columns: Values
    holds: frozenset[State]
    answer: Callable[[Verdict, Values, Values, str], Values | None]
    marks: Callable[[str, Values], dict[str, Any]]
    """What key, category and quantity a row of a predicate carries."""
    horizon: int | None = None


def translated(formula: Any, log: Log) -> Translation:
    """The terms that say a formula over a log; refused where there are none."""
    match formula:
        case Once(bounds, body):
            return _per_point(body, log, lambda pred, value: _once(bounds, pred, value))
        case Eventually(bounds, body):
            assert bounds.high is not None
            found = _per_point(body, log, lambda pred, value: _eventually(bounds, pred, value))
            return replace(found, horizon=bounds.high)
        case Aggregate():
            return _aggregate(formula, log)
        case And(left, right) if isinstance(left, Pred | Exists) and isinstance(right, Pred | Exists):
            return _together(left, right, log)
        case Pred() | Or() | And():
            return _acts(formula, log)
        case _:
            return refuse(_name(formula))


def _name(formula: Any) -> str:
    names = {
        "Since": "SINCE",
        "Until": "UNTIL",
        "Compared": "a comparison alone",
        "Constant": "what is always true, or never",
    }
    return names.get(type(formula).__name__, NESTED)


def _term(name: str, kind: Kind, measure: Measure, **more: Any) -> Term:
    return Term(
        id=name, agreement=LOG, kind=kind, obligor=("A",), what=name, measure=measure, coverage=(Coverage(source=LOG),), **more
    )  # fmt: skip


def _seconds(many: int | None) -> Duration:
    return EVER if many is None else Duration(seconds=many)


def _text(values: Iterable[str]) -> str:
    return "|".join(values)


# --- acts: a predicate, one of several, with what is asked of its arguments --------------------------------------------
def _asked(preds: Sequence[Pred], conditions: Sequence[Any], columns: Values, log: Log) -> "_Asked":
    """What is asked of the arguments of a predicate."""
    named = {name: pred for pred in preds for name in variables(pred)}
    if any(set(pred.args) != set(columns) for pred in preds):
        refuse("OR of different variables")
    if conditions and len(preds) > 1:
        refuse("a comparison under OR")
    fixed: dict[str, str] = {}
    same: dict[str, str] = {}
    above: list[tuple[str, int]] = []
    for condition in conditions:
        _condition(condition, named, fixed, same, above)
    if len(above) > 1 or any(not _whole(log, preds[0], name) for name, _ in above):
        refuse("a lower bound that is not on one whole number")
    return named, fixed, same, above


_Asked = tuple[dict[str, Pred], dict[str, str], dict[str, str], list[tuple[str, int]]]


def _acts(formula: Any, log: Log) -> Translation:
    preds, conditions = _split(formula)
    columns = tuple(dict.fromkeys(name for pred in preds for name in pred.args))
    named, fixed, same, above = _asked(preds, conditions, columns, log)
    limit = Decimal(above[0][1]) if above else Decimal(0)
    inner = {name: value for name, value in fixed.items() if name in named}
    measure = Measure(
        event=tuple(dict.fromkeys(pred.name for pred in preds)),
        category=(_text(inner.values()),) if inner else (),
        count="quantity" if above else "events",
    )
    term = _term("T", Kind.REFRAIN, measure, target=Target(at_most=limit), refrain=Prohibition(per="event"))
    outer = {name: value for name, value in fixed.items() if name not in named}
    shown = (*columns, *same, *outer)
    by_name = {pred.name: pred for pred in preds}

    def marks(name: str, row: Values) -> dict[str, Any]:
        if name not in by_name or len(row) != len(by_name[name].args):
            return {}
        given = dict(zip(by_name[name].args, row, strict=True))
        told: dict[str, Any] = {"key": _text(row), "category": _text(given[one] for one in inner)}
        if above:
            told["amount"] = given[above[0][0]]
        return told

    def answer(_: Verdict, _value: Values, row: Values, name: str) -> Values:
        given = dict(zip(by_name[name].args, row, strict=True))
        return (*(given[c] for c in columns), *(given[same[c]] for c in same), *outer.values())

    return Translation(
        terms={"T": ()},
        said=(term,),
        columns=shown,
        holds=frozenset({State.BROKEN}),
        answer=answer,
        marks=marks,
    )


def _split(formula: Any) -> tuple[list[Pred], list[Any]]:
    """The predicates of a disjunction, or one predicate, and what is asked beside it."""
    match formula:
        case Pred():
            return [formula], []
        case Or(left, right):
            first, second = _split(left), _split(right)
            if first[1] or second[1]:
                refuse("a comparison under OR")
            return first[0] + second[0], []
        case And(left, right):
            if isinstance(right, Pred):
                left, right = right, left
            preds, conditions = _split(left)
            if isinstance(right, And):
                return preds, [*conditions, *_conditions(right)]
            return preds, [*conditions, right]
        case _:
            return refuse(_name(formula))


def _conditions(formula: Any) -> list[Any]:
    if isinstance(formula, And):
        return [*_conditions(formula.left), *_conditions(formula.right)]
    return [formula]


def _condition(
    condition: Any,
    named: Mapping[str, Pred],
    fixed: dict[str, str],
    same: dict[str, str],
    above: list[tuple[str, int]],
) -> None:
    denied = isinstance(condition, Not)
    one = condition.body if denied else condition
    if not isinstance(one, Compared):
        refuse(_name(one))
    left, sign, right = one.left, one.sign, one.right
    if is_number(left):
        left, right = right, left
        sign = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
    if sign == "=" and not denied:
        _equal(left, right, named, fixed, same)
        return
    if sign == "=":
        refuse("not equal")
    if denied:
        sign = {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}[sign]
    if not is_number(right) or left not in named:
        refuse("a comparison of two variables")
    if sign not in {">", ">="}:
        refuse("an upper bound on an argument")
    above.append((left, int(right) - (sign == ">=")))


def _equal(
    left: str, right: str, named: Mapping[str, Pred], fixed: dict[str, str], same: dict[str, str]
) -> None:
    if is_number(right):
        fixed[left] = right
    elif left in named and right in named:
        refuse("a comparison of two variables")
    elif left in named or right in named:
        new, old = (right, left) if left in named else (left, right)
        same[new] = old
    else:
        refuse("a comparison alone")


def _whole(log: Log, pred: Pred, name: str) -> bool:
    return all(value.lstrip("-").isdigit() for (value,) in log.values(pred, (name,)))


# --- what was, or will be, at each time point ------------------------------------------------------------------------------
def _per_point(
    body: Any, log: Log, say: Callable[[Pred, str], tuple[Kind, Measure, dict[str, Any], State]]
) -> Translation:
    names = variables(body)
    pred = predicate(body)
    said, values = [], {}
    state = State.KEPT
    for number, value in enumerate(log.values(pred, names)):
        kind, measure, more, state = say(pred, _text(value))
        said.append(_term(f"T{number}", kind, measure, **more))
        values[f"T{number}"] = value

    def marks(name: str, row: Values) -> dict[str, Any]:
        return {"category": _text(_taken(pred, row, names))} if name == pred.name else {}

    return Translation(
        terms=values, said=tuple(said), columns=names, holds=frozenset({state}), marks=marks,
        answer=lambda _verdict, value, _row, _name: value,
    )  # fmt: skip


def _taken(pred: Pred, row: Values, names: Sequence[str]) -> Values:
    return tuple(row[pred.args.index(name)] for name in names)


def _once(bounds: Bounds, pred: Pred, value: str) -> tuple[Kind, Measure, dict[str, Any], State]:
    if bounds.low > 0:
        refuse("ONCE with a lower bound")
    if bounds.high is None:  # a state that nothing ends
        since, until = Selector(event=(pred.name,), category=(value,)), Selector(event=(NEVER,))
        duty = Prohibition(only_while=Activity(since=since, until=until, same_key=False), per="event")
        return (
            Kind.REFRAIN,
            Measure(event=(TICK,), count="events"),
            {"refrain": duty, "target": Target(at_most=Decimal(0))},
            State.BROKEN,
        )
    recur = Recurrence(every=_seconds(bounds.high), at=Selector(event=(TICK,)))
    measure = Measure(event=(pred.name,), category=(value,), count="events")
    return Kind.RECUR, measure, {"recur": recur, "target": Target(at_least=Decimal(1))}, State.KEPT


def _eventually(bounds: Bounds, pred: Pred, value: str) -> tuple[Kind, Measure, dict[str, Any], State]:
    assert bounds.high is not None
    tick = Selector(event=(TICK,))
    if bounds.low == 0:
        measure = Measure(event=(pred.name,), category=(value,), count="events")
        return (
            Kind.RESPOND,
            measure,
            {"respond": Response(trigger=tick, within=_seconds(bounds.high), same_key=False)},
            State.KEPT,
        )
    # nothing answers in the first part, and what comes after it makes good
    first = bounds.low - 1
    repair = Repair(event=(pred.name,), category=(value,), within=_seconds(bounds.high - first))
    duty = Response(trigger=tick, within=_seconds(first), same_key=False, repair=repair)
    return Kind.RESPOND, Measure(event=(NEVER,), count="events"), {"respond": duty}, State.REPAIRED


# --- two predicates at one time point ----------------------------------------------------------------------------------------
def _together(left: Any, right: Any, log: Log) -> Translation:
    if not log.one_point_per_time:
        refuse("AND where two time points have one time")
    first, second = variables(left), variables(right)
    if isinstance(left, Exists) or not set(second) <= set(first):
        left, right, first, second = right, left, second, first
    if isinstance(left, Exists) or not set(second) <= set(first):
        refuse("AND of different variables")
    trigger, other = predicate(left), predicate(right)
    if trigger.name == other.name:
        refuse("AND of one predicate with itself")
    term = _term(
        "T",
        Kind.RESPOND,
        Measure(event=(other.name,), count="events"),
        respond=Response(trigger=Selector(event=(trigger.name,)), within=Duration()),
    )

    def marks(name: str, row: Values) -> dict[str, Any]:
        pred = {trigger.name: trigger, other.name: other}.get(name)
        return {} if pred is None else {"key": _text(_taken(pred, row, second))}

    return Translation(
        terms={"T": ()}, said=(term,), columns=first, holds=frozenset({State.KEPT}), marks=marks,
        answer=lambda _verdict, _value, row, _name: _taken(trigger, row, first),
    )  # fmt: skip


# --- sums and counts -------------------------------------------------------------------------------------------------------
def _summed(formula: Aggregate, log: Log) -> tuple[Pred, Duration]:
    """The predicate of an aggregation, and over how long it is summed up."""
    body, every = formula.body, Duration()
    if formula.operator not in {"SUM", "CNT"}:
        refuse(formula.operator)
    if isinstance(body, Once):
        body, every = body.body, _seconds(body.bounds.high)
    if not isinstance(body, Pred):
        refuse("an aggregation of more than one predicate")
    if isinstance(formula.body, Once):
        if formula.body.bounds.low > 0:
            refuse("ONCE with a lower bound")
        if log.repeats(body.name):
            refuse("a set over time, where a tuple comes twice")
    elif not log.one_point_per_time:
        refuse("a sum at a time point, where two have one time")
    return body, every


def _aggregate(formula: Aggregate, log: Log) -> Translation:
    body, every = _summed(formula, log)
    names = variables(body)
    place = names.index(formula.over)
    if formula.operator == "SUM" and not _whole(log, body, formula.over):
        refuse("a sum of what is no whole number")
    groups = log.values(body, formula.groups) if formula.groups else [()]
    count = "events" if formula.operator == "CNT" else "quantity"
    said, values = [], {}
    for number, value in enumerate(groups):
        measure = Measure(
            event=(body.name,), category=(_text(value),) if formula.groups else (), unit="one", count=count
        )
        recur = Recurrence(every=every, at=Selector(event=(TICK,)))
        said.append(_term(f"T{number}", Kind.RECUR, measure, recur=recur, target=Target(at_least=Decimal(0))))
        values[f"T{number}"] = value

    def marks(name: str, row: Values) -> dict[str, Any]:
        if name != body.name:
            return {}
        told: dict[str, Any] = {"category": _text(_taken(body, row, formula.groups)), "key": _text(row)}
        return told | ({"amount": row[place]} if formula.operator == "SUM" else {})

    def answer(verdict: Verdict, value: Values, _row: Values, _name: str) -> Values | None:
        alone = len(verdict.because) <= 1  # the time point itself
        return None if formula.groups and alone else (str(verdict.quantity.low), *value)

    return Translation(
        terms=values, said=tuple(said), columns=(formula.figure, *formula.groups), holds=frozenset({State.KEPT}),
        answer=answer, marks=marks,
    )  # fmt: skip


# --- rows and answers --------------------------------------------------------------------------------------------------------
def problem(found: Translation, log: Log, *, closed: bool) -> Problem:
    """Terms and rows, as of the last time of the log; of a closed log, as of after everything that is still awaited."""
    last = log.points[-1][0] + ((found.horizon or 0) + 1 if closed else 0)
    return Problem(terms=found.said, evidence=tuple(_rows(found, log)), as_of=START + timedelta(seconds=last))


def _rows(found: Translation, log: Log) -> Iterable[Evidence]:
    names = tuple(found.terms)
    for number, (time, facts) in enumerate(log.points):
        told = [(f"{number}", TICK, {})]
        for name, rows in sorted(facts.items()):
            told += [
                (f"{number}:{name}:{place}", name, found.marks(name, row)) for place, row in enumerate(rows)
            ]
        for id_, event, marks in told:
            amount = marks.get("amount")
            yield Evidence(
                id=id_, terms=names, form=Form.ITEM, event=event, actor="A", source=LOG, sequence=number,
                key=marks.get("key", ""), category=marks.get("category", ""),
                quantity=None if amount is None else Quantity(low=Decimal(amount), high=Decimal(amount), unit="one"),
                valid_from=START + timedelta(seconds=time),
            )  # fmt: skip


def answers(
    found: Translation, log: Log, verdicts: Iterable[Verdict], *, closed: bool
) -> dict[int, frozenset[Values]]:
    """At each time point that is decided, the tuples for which the formula holds."""
    last = log.points[-1][0]
    awaited = found.horizon
    decided = [
        number
        for number, (time, _) in enumerate(log.points)
        if awaited is None or closed or time + awaited < last
    ]
    at: dict[int, set[Values]] = {number: set() for number in decided}
    for verdict in verdicts:
        if verdict.instance is None or verdict.state not in found.holds:
            continue
        number, name, row = _source(verdict.instance, log)
        if number in at:
            given = found.answer(verdict, found.terms[verdict.term], row, name)
            if given is not None:
                at[number].add(given)
    return {number: frozenset(rows) for number, rows in at.items()}


def _source(instance: str, log: Log) -> tuple[int, str, Values]:
    number, _, rest = instance.partition(":")
    name, _, place = rest.partition(":")
    return int(number), name, log.points[int(number)][1][name][int(place)] if place else ()
