"""The checker's own windows: when a term is in force, and the stretches that it is judged by."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.moment import parse_zone
from troth.records.term import Kind, Term

from .check_read import Fact, Reading

RUNNING = frozenset({Kind.REFRAIN, Kind.SUSTAIN, Kind.RECUR})
"""Duties that run all along, and simply end when the term expires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` to `end`; None: not yet known, or never."""

    start: datetime | None
    end: datetime | None
    moved_by: frozenset[str] = frozenset()
    """The term's own rows that set or moved it."""
    follows: frozenset[str] = frozenset()
    """The terms whose end it shares."""

    def closed(self, as_of: datetime) -> bool:
        """Whether it is over."""
        return self.end is not None and self.end <= as_of

    def begun(self, as_of: datetime) -> bool:
        """Whether it has started."""
        return self.start is not None and self.start <= as_of


def span(reading: Reading, term: Term, seen: tuple[str, ...] = ()) -> Span:
    """When the term is in force, as the evidence moves it.

    An end moves by statements that an extension was agreed (rows of one date tell of the same one; the shortest
    figure holds; one party alone cannot agree), never past the cap; by the length of a suspension; and with the
    end of the term that this one lasts as long as.
    """
    start, end = term.window.valid_from, term.window.valid_to
    moved: set[str] = set()
    follows: frozenset[str] = frozenset()
    if term.window.anchor is not None and term.window.within is not None:
        anchor, ids = _anchored(reading, term)
        if anchor is None:
            return Span(start=start, end=None)
        start, end = anchor, term.window.within.after(anchor)
        moved |= ids
    if (
        term.window.during is not None
        and term.window.during in reading.terms
        and term.window.during not in seen
    ):
        other = span(reading, reading.terms[term.window.during], (*seen, term.id))
        end = end if other.end is None else other.end if end is None else min(end, other.end)
        follows = frozenset({term.window.during}) | other.follows
    if start is not None and end is not None:
        end, ids = _extended(reading, term, start, end)
        moved |= ids
        for one in suspensions(reading, term):
            if one.start < end and one.end > start:
                end += one.end - max(one.start, start)
                moved |= {fact.row.id for fact in _suspending(reading, term)}
    at, ids = expires(reading, term)
    if at is not None and term.kind in RUNNING:
        end = at if end is None else min(end, at)
        moved |= ids
    return Span(start=start, end=end, moved_by=frozenset(moved), follows=follows)


def expires(reading: Reading, term: Term) -> tuple[datetime | None, set[str]]:
    """When a term expires: on its date, or at the first event of which not one party alone tells."""
    if term.expiry is None:
        return None, set()
    told = [
        fact
        for fact in reading.naming(term)
        if fact.row.event == term.expiry.event and fact.row.form not in {Form.INTENT, Form.DENIAL}
    ]
    told = [] if _alone(reading, term, told) else told
    moments = [fact.end for fact in told] + ([] if term.expiry.at is None else [term.expiry.at])
    first = min(moments, default=None)
    return first, {fact.row.id for fact in told if fact.end == first}


def _anchored(reading: Reading, term: Term) -> tuple[datetime | None, set[str]]:
    """The first time at which the anchor is known to have happened: of a date, its end."""
    found = [
        fact
        for fact in reading.heard(term)
        if fact.row.event == term.window.anchor
        and fact.row.form not in {Form.INTENT, Form.DENIAL}
        and (term.id in fact.row.terms or not fact.row.terms)
    ]
    if not found or _alone(reading, term, found):
        return None, set()
    first = min(fact.end for fact in found)
    return first, {fact.row.id for fact in found if fact.end == first}


def _extended(reading: Reading, term: Term, start: datetime, end: datetime) -> tuple[datetime, set[str]]:
    if term.extension is None:
        return end, set()
    zone = parse_zone(term.window.timezone)
    told: dict[object, list[Fact]] = {}
    for fact in reading.naming(term):
        row = fact.row
        if row.event == term.extension.event and row.form is Form.ITEM and row.quantity is not None:
            told.setdefault(row.key or fact.start.astimezone(zone).date(), []).append(fact)
    moved, ids = end, set()
    for facts in sorted(told.values(), key=lambda facts: min((fact.start, fact.row.key) for fact in facts)):
        if not _alone(reading, term, facts) and min(fact.start for fact in facts) <= moved:
            moved += timedelta(days=float(min(_in_days(fact) for fact in facts)))
            ids |= {fact.row.id for fact in facts}
    if term.extension.max is not None:
        moved = max(end, min(moved, term.extension.max.after(start)))
    return moved, ids


def _alone(reading: Reading, term: Term, facts: list[Fact]) -> bool:
    """Whether one party to the agreement says so by itself: an extension is agreed by more than one."""
    speakers = {origin for fact in facts for origin in fact.origins}
    return len(speakers) == 1 and speakers <= reading.parties(term)


def _in_days(fact: Fact) -> Decimal:
    assert fact.row.quantity is not None  # noqa: S101  (rows without one are left out above)
    return fact.row.quantity.low * {"hour": Decimal(1) / 24, "week": Decimal(7)}.get(
        fact.row.quantity.unit, Decimal(1)
    )


def _suspending(reading: Reading, term: Term) -> list[Fact]:
    if term.suspension is None:
        return []
    told = [
        fact
        for fact in reading.naming(term)
        if fact.row.event == term.suspension.event and fact.row.form not in {Form.INTENT, Form.DENIAL}
    ]
    return [fact for fact in told if not _alone(reading, term, [one for one in told if _meet(one, fact)])]


def _meet(one: Fact, other: Fact) -> bool:
    return one.start <= other.end and other.start <= one.end


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock of a term stands still."""

    start: datetime
    end: datetime


def suspensions(reading: Reading, term: Term) -> list[Pause]:
    """The times in which the term is suspended, joined where they overlap."""
    joined: list[Pause] = []
    lasting = [fact for fact in _suspending(reading, term) if not fact.point]
    for fact in sorted(lasting, key=lambda fact: fact.start):
        if joined and fact.start <= joined[-1].end:
            joined[-1] = Pause(joined[-1].start, max(joined[-1].end, fact.end))
        else:
            joined.append(Pause(fact.start, fact.end))
    return joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One instance: a civil day, or the time of one recurrence."""

    name: str
    start: datetime
    end: datetime


def paused(reading: Reading, term: Term, moment: datetime) -> bool:
    """Whether the clock of a term stands still at `moment`."""
    return any(one.start <= moment < one.end for one in suspensions(reading, term))


def days(term: Term, whole: Span, *, running: bool = False) -> list[Stretch]:
    """The civil days of a window: a first, partial day counts; a later, partial day at its end is left out.

    A first period of several days counts where it ends within the window, or while the window is `running` on.
    """
    if whole.start is None or whole.end is None or whole.end <= whole.start:
        return []
    zone = parse_zone(term.window.timezone)
    hour, minute = (int(part) for part in term.window.day_boundary.split(":"))
    step = 1
    if term.recur is not None and term.recur.every.days:
        step = term.recur.every.days
    local = whole.start.astimezone(zone)
    at = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if at > local:
        at -= timedelta(days=1)
    found: list[Stretch] = []
    while (following := at + timedelta(days=step)) <= whole.end or (not found and (step == 1 or running)):
        found.append(Stretch(name=_name(at, following, step), start=at, end=following))
        at = following
    return found


def _name(start: datetime, end: datetime, step: int) -> str:
    if step == 1:
        return start.date().isoformat()
    return f"{start.isoformat(timespec='minutes')}/{end.isoformat(timespec='minutes')}"


def day_of(term: Term, moment: datetime) -> Stretch:
    """The civil day that holds `moment`."""
    whole = Span(start=moment, end=moment + timedelta(days=2))
    daily = term.model_copy(update={"recur": None})
    return days(daily, whole)[0]


def within_reach(reading: Reading, term: Term) -> bool:
    """Whether the simple route of this checker can count the term's rows.

    Out of reach: sliding days, terms with several obligors, recurrences that are no whole number of days, and counts
    dated by more than one day; those that are judged event by event are read elsewhere.
    """
    if term.window.day == "sliding" or len(term.obligor) > 1:
        return False
    if term.recur is not None and (term.recur.every.months or term.recur.every.seconds):
        return False
    increments = {Form.ITEM, Form.TALLY, Form.AT_LEAST, *([] if term.kind is Kind.ACHIEVE else [Form.DENIAL])}
    return not any(
        not fact.point and _spreads(reading, term, fact)
        for fact in reading.naming(term)
        if fact.row.form in increments and reading.role(term, fact) != "none"
    )


def _spreads(reading: Reading, term: Term, fact: Fact) -> bool:
    key = (term.id, fact.row.id)
    if key not in reading.spreads:
        day = day_of(term, fact.start)
        reading.spreads[key] = fact.start < day.start or fact.end > day.end
    return reading.spreads[key]
