"""What was said and when it stopped being said: the rows of a case with their corrections and retractions, over time."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from graphlib import CycleError
from typing import Literal

from troth.records.evidence import Evidence
from troth.records.standing import Links, no_longer_said

from .problem import ProblemError

Does = Literal["known", "corrected", "retracted", "back"]
ALWAYS = datetime(1, 1, 2, tzinfo=UTC)
"""When a row without a recorded time became known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What one row did to the record at a time."""

    at: datetime
    row: str
    does: Does
    """``known``: it was said; ``corrected`` or ``retracted``: it stopped being said; ``back``: what took it back was taken back."""
    by: tuple[str, ...] = ()
    """The rows that corrected it or took it back."""


def known_from(row: Evidence) -> datetime:
    """Since when a row could be known."""
    return ALWAYS if row.recorded_at is None else row.recorded_at


def counting(rows: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The rows that tell of something: all but those that only take back another."""
    return tuple(row for row in rows if row.retracts is None)


def live(rows: Iterable[Evidence], as_of: datetime) -> tuple[Evidence, ...]:
    """The rows that stand at a time: said by then, and by then neither corrected nor taken back.

    >>> from datetime import timedelta
    >>> day = lambda n: datetime(2024, 5, n, tzinfo=UTC)
    >>> said = [Evidence(id="E1", form="item", source="s", recorded_at=day(1)),
    ...         Evidence(id="E2", form="item", source="s", recorded_at=day(3), supersedes="E1")]
    >>> [[row.id for row in live(said, day(n))] for n in (1, 2, 3)]
    [['E1'], ['E1'], ['E2']]

    Raises
    ------
    ProblemError
        Rows take each other back in a circle.
    """
    known = [row for row in rows if known_from(row) <= as_of]
    try:
        gone = no_longer_said({row.id: _links(row) for row in known if row.supersedes or row.retracts})
    except CycleError as error:
        msg = f"rows take each other back in a circle: {', '.join(error.args[1])}; take one of the references out"
        raise ProblemError(msg) from None
    return tuple(row for row in counting(known) if row.id not in gone)


def _links(row: Evidence) -> Links:
    return Links((row.supersedes,) if row.supersedes else (), row.retracts)


def events(rows: Sequence[Evidence]) -> list[Event]:
    """Everything that became known or stopped being said, in order of time.

    Rows that are tied by corrections are looked at together, and no others: a million rows with a few corrections are
    gone through once.
    """
    found: list[Event] = []
    for group in _tied(rows):
        found += _lives(group)
    return sorted(found, key=lambda event: (event.at, event.row))


def _tied(rows: Sequence[Evidence]) -> Iterator[list[Evidence]]:
    """The rows in groups: those that correct or take back one another, however many steps apart, are one."""
    by_id = {row.id: row for row in rows}
    near: dict[str, list[str]] = {}
    for row in rows:
        for target in (row.supersedes, row.retracts):
            if target in by_id and target is not None:
                near.setdefault(row.id, []).append(target)
                near.setdefault(target, []).append(row.id)
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            continue
        group, wait = [], [row.id]
        seen.add(row.id)
        while wait:
            one = wait.pop()
            group.append(by_id[one])
            new = [other for other in near.get(one, ()) if other not in seen]
            seen.update(new)
            wait += new
        yield group


def _lives(group: Sequence[Evidence]) -> Iterator[Event]:
    """When each row of a group was said, corrected or taken back."""
    if len(group) == 1:
        yield from (Event(at=known_from(row), row=row.id, does="known") for row in counting(group))
        return
    was: dict[str, str] = {}
    for at in sorted({known_from(row) for row in group}):
        stand = {row.id for row in live(group, at)}
        for row in counting(group):
            before = was.get(row.id, "unknown")
            now = "said" if row.id in stand else "gone" if known_from(row) <= at else "unknown"
            if now == before:
                continue
            was[row.id] = now
            by = () if before == "unknown" and now == "said" else _who(group, row.id, at)
            yield Event(
                at=at, row=row.id, does=_does(row.id, before, now, [r for r in group if r.id in by]), by=by
            )


def _does(one: str, before: str, now: str, by: Sequence[Evidence]) -> Does:
    if now == "gone":
        return "retracted" if any(row.retracts == one for row in by) else "corrected"
    return "known" if before == "unknown" else "back"


def _who(group: Sequence[Evidence], one: str, at: datetime) -> tuple[str, ...]:
    """The rows of this time behind what happened to a row: those that name it, else whatever was said then."""
    fresh = [row for row in group if known_from(row) == at]
    direct = [row.id for row in fresh if one in {row.supersedes, row.retracts}]
    return tuple(sorted(direct or [row.id for row in fresh]))


def by_time(found: Iterable[Event]) -> Mapping[datetime, list[Event]]:
    """Events by their time."""
    times: dict[datetime, list[Event]] = {}
    for event in found:
        times.setdefault(event.at, []).append(event)
    return times
