"""Movements inside that were planned, facilitated, partly facilitated, impeded, denied, postponed: as each reporter counts them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from scipy import special

from .stages import PRIOR, Contradiction

Status = Literal["planned", "facilitated", "partly facilitated", "impeded", "denied", "postponed"]
STATUSES: tuple[Status, ...] = get_args(Status)
"""*planned* are all that were coordinated, whatever became of them."""
_SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Movements:
    """How many movements of a period had a status, as one reporter counts them."""

    id: str
    first: date
    last: date
    area: str
    status: Status
    count: float
    reporter: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """What became of the movements of a period in an area."""

    reporter: str
    first: date
    last: date
    area: str
    counts: dict[Status, float]
    """As told; a status of which nothing is said does not stand in it."""
    unsaid: float | None
    """Planned of which no status is told: cancelled by those who planned them, or left out. None: the planned are not told."""
    facilitated: tuple[float, float, float] | None
    """Share of the planned: 5 % quantile, mean, 95 % quantile of its Beta posterior; None where either is not told."""
    because: tuple[str, ...]


def access(told: Iterable[Movements]) -> tuple[list[Access], list[Contradiction]]:
    """Period by period and area by area, and where statuses add up to more than was planned.

    >>> rows = [Movements(id=s, first=date(2030, 6, 1), last=date(2030, 6, 18), area="north", status=s, count=n, reporter="UN")
    ...         for s, n in (("planned", 61), ("facilitated", 28), ("impeded", 16), ("denied", 8))]
    >>> [north], wrong = access(rows)
    >>> north.unsaid, round(north.facilitated[1], 2), wrong
    (9, 0.46, [])
    """
    groups: dict[tuple[str, date, date, str], list[Movements]] = {}
    for row in told:
        groups.setdefault((row.reporter, row.first, row.last, row.area), []).append(row)
    found = [(_access(rows), rows) for _, rows in sorted(groups.items())]
    return [one for one, _ in found], [wrong for one, rows in found for wrong in _contradictions(one, rows)]


def _access(rows: list[Movements]) -> Access:
    counts: dict[Status, float] = {}
    for status in STATUSES:
        if same := [row.count for row in rows if row.status == status]:
            counts[status] = max(same)
    planned, eased = counts.get("planned"), counts.get("facilitated")
    rest = sum(count for status, count in counts.items() if status != "planned")
    share = None
    if planned is not None and eased is not None and eased <= planned:
        a, b = PRIOR + eased, PRIOR + planned - eased
        share = (float(special.betaincinv(a, b, 0.05)), a / (a + b), float(special.betaincinv(a, b, 0.95)))
    return Access(
        reporter=rows[0].reporter, first=rows[0].first, last=rows[0].last, area=rows[0].area, counts=counts,
        unsaid=None if planned is None else max(0, planned - rest), facilitated=share,
        because=tuple(row.id for row in rows),
    )  # fmt: skip


def _contradictions(one: Access, rows: list[Movements]) -> list[Contradiction]:
    where = f"{one.reporter}, movements from {one.first} to {one.last}, {one.area}"
    found = []
    for status in one.counts:
        figures = sorted({row.count for row in rows if row.status == status})
        if len(figures) > 1:
            what = f"{where}: {' and '.join(f'{each:g}' for each in figures)} {status}"
            used = tuple(row.id for row in rows if row.status == status)
            found.append(Contradiction(
                kind="told twice", reporters=(one.reporter,), what=what, low=figures[0], high=figures[-1], because=used
            ))  # fmt: skip
    planned = one.counts.get("planned")
    rest = sum(count for status, count in one.counts.items() if status != "planned")
    if planned is not None and rest > planned + _SLACK:
        what = f"{where}: {planned:g} planned, but the statuses add up to {rest:g}"
        found.append(Contradiction(
            kind="a part is larger than the whole", reporters=(one.reporter,), what=what, low=planned, high=rest,
            because=one.because,
        ))  # fmt: skip
    return found
