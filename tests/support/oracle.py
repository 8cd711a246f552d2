"""Random logs with obligations whose outcome other monitors agree on, told to Troth as terms and rows of evidence.

A template of the file becomes fields of a term and nothing else: what is violated and what is pending is read off the
verdicts. One unit of a log's time is an hour, so that every time and every bound is exact.
"""

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from troth.monitor import Problem
from troth.records.evidence import Evidence, Form
from troth.records.moment import Duration
from troth.records.quantity import Quantity
from troth.records.term import (
    Activity,
    Coverage,
    Kind,
    Measure,
    Precedence,
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
LOG = "log"
"""The one source of a case: it declares to report everything."""
Engine = Callable[[Problem], Iterable[Verdict]]
"""Whatever judges a problem."""
Outcome = tuple[list[Any], list[Any]]
"""What is violated and what is pending, each as [time, event index, values]."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One log with its obligation and what is expected of it."""

    id: str
    template: str
    params: Mapping[str, int]
    events: tuple[tuple[int, str, tuple[int, ...]], ...]
    violated: tuple[Any, ...]
    pending: tuple[Any, ...]


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How a template is said in the language of terms."""

    kind: Kind
    counted: str
    """The event that the term's measure counts."""
    fields: Callable[[Mapping[str, int]], dict[str, Any]]
    target: Callable[[Mapping[str, int]], Target] = lambda _: Target()
    figure: bool = False
    """Whether a violation is told by its figure rather than by the values of its event."""


def event(name: str) -> Selector:
    return Selector(event=(name,))


def hours(many: int) -> Duration:
    return Duration(seconds=many * 3_600)


SHAPES: Mapping[str, Shape] = {
    "bounded_response": Shape(
        kind=Kind.RESPOND,
        counted="ack",
        fields=lambda p: {"respond": Response(trigger=event("req"), within=hours(p["d"]))},
    ),
    "precedence": Shape(
        kind=Kind.REFRAIN,
        counted="ack",
        fields=lambda p: {
            "refrain": Prohibition(
                unless_preceded_by=Precedence(event=("req",), within=hours(p["d"])), per="event"
            )
        },
    ),
    "prohibition_while_active": Shape(
        kind=Kind.REFRAIN,
        counted="shot",
        fields=lambda _: {
            "refrain": Prohibition(
                only_while=Activity(since=event("start"), until=event("stop")), per="event"
            )
        },
    ),
    "window_sum_below": Shape(
        kind=Kind.RECUR,
        counted="truck",
        fields=lambda p: {"recur": Recurrence(every=hours(p["window"]), at=event("truck"))},
        target=lambda p: Target(at_least=Decimal(p["min"])),
        figure=True,
    ),
    "cumulative_target": Shape(
        kind=Kind.RESPOND,
        counted="rel",
        fields=lambda p: {
            "respond": Response(
                trigger=event("deal"), within=hours(p["T"]), over=hours(p["T"]), same_key=False
            )
        },
        target=lambda p: Target(at_least=Decimal(p["N"])),
    ),
    "recurring_daily_quota": Shape(
        kind=Kind.RECUR,
        counted="truck",
        fields=lambda p: {"recur": Recurrence(every=hours(p["day"] - 1), at=event("day"))},
        target=lambda p: Target(at_least=Decimal(p["Q"])),
    ),
    "contrary_to_duty": Shape(
        kind=Kind.RESPOND,
        counted="ack",
        fields=lambda p: {
            "respond": Response(
                trigger=event("req"),
                within=hours(p["d"]),
                repair=Repair(event=("repair",), within=hours(p["r"])),
            )
        },
    ),
}


def cases(path: Path) -> Iterator[Case]:
    """The cases of a file."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            told = json.loads(line)
            yield Case(
                id=told["id"],
                template=told["template"],
                params=told["params"],
                events=tuple((time, name, tuple(values)) for time, name, values in told["events"]),
                violated=tuple(told["violations_open"]),
                pending=tuple(told["pending"]),
            )


def term(case: Case) -> Term:
    """The obligation of a case."""
    shape = SHAPES[case.template]
    return Term(
        id="T1",
        agreement="log",
        kind=shape.kind,
        obligor=("A",),
        what=case.template,
        measure=Measure(event=(shape.counted,), unit="one"),
        target=shape.target(case.params),
        coverage=(Coverage(source=LOG),),
        **shape.fields(case.params),
    )


def row(index: int, time: int, name: str, values: tuple[int, ...]) -> Evidence:
    """One event: its first value is its key, a second one of a truck or a release is its quantity."""
    amount = Decimal(values[1]) if name in {"truck", "rel"} else None
    return Evidence(
        id=str(index),
        terms=("T1",),
        form=Form.ITEM,
        event=name,
        actor="A",
        source=LOG,
        key=str(values[0]),
        sequence=index,
        quantity=None if amount is None else Quantity(low=amount, high=amount, unit="one"),
        valid_from=START + timedelta(hours=time),
    )


def problem(case: Case) -> Problem:
    """A case as the monitor sees it at the time of its last event."""
    return Problem(
        terms=(term(case),),
        evidence=tuple(row(index, *told) for index, told in enumerate(case.events)),
        as_of=START + timedelta(hours=max((time for time, _, _ in case.events), default=0)),
    )


def outcome(case: Case, verdicts: Iterable[Verdict]) -> Outcome:
    """What some verdicts say of a case; what is broken and may still be made good is pending."""
    violated, pending = [], []
    for verdict in verdicts:
        if verdict.instance is None:
            continue
        index = int(verdict.instance)
        time, _, values = case.events[index]
        told = [int(verdict.quantity.low)] if SHAPES[case.template].figure else list(values)
        if verdict.state is State.PENDING or (
            verdict.state is State.BROKEN and verdict.provisional_until is not None
        ):
            pending.append([time, index, told])
        elif verdict.state is State.BROKEN:
            violated.append([time, index, told])
    return sorted(violated), sorted(pending)


def answered(case: Case, engine: Engine) -> Outcome:
    """What an engine says of a case."""
    return outcome(case, engine(problem(case)))


def agrees(case: Case, found: Outcome) -> bool:
    """Whether an outcome is exactly what is expected."""
    return found == (sorted(case.violated), sorted(case.pending))
