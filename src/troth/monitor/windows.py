"""When a term is in force, and the days (or other stretches) in which it is judged.

The end of a window moves only by what the parties agreed and said: an extension statement, a suspension, the end of
the term it runs with. A deadline without an anchor stays without a date.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta, tzinfo
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.moment import Duration, parse_zone
from troth.records.term import Kind, Term
from troth.records.verdict import AFTER, Reason

from .fold import Span, combine
from .problem import Item, ProblemError

DAY = timedelta(days=1)
_PER_DAY = {"day": Decimal(1), "hour": Decimal(24), "week": Decimal(1) / 7}
MOST_STRETCHES = 20_000
"""A window is cut into at most so many days (or other periods); a longer one is refused."""
UNSAID = frozenset({Form.INTENT, Form.DENIAL})
"""Forms that do not say that something happened."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One day of a window (or another period): half-open, unless it is the last of a deadline."""

    label: str | None
    start: datetime
    end: datetime
    closed_end: bool = False
    open_start: bool = False

    def holds(self, item: Item) -> bool:
        """Whether all of the item surely lies within."""
        if item.instant:
            begun = self.start < item.start if self.open_start else self.start <= item.start
            return begun and (item.start < self.end or (self.closed_end and item.start == self.end))
        return self.start <= item.start and item.end <= self.end

    def touches(self, item: Item) -> bool:
        """Whether some of the item may lie within."""
        if item.instant:
            return self.holds(item)
        if self.start == self.end:
            return item.start <= self.start < item.end
        return item.start < self.end and self.start < item.end


def is_past(term: Term, stretch: Stretch, as_of: datetime) -> bool:
    """Whether a stretch is over: an answer in the very moment of its deadline is in time, so that moment must be past."""
    return as_of > stretch.end if term.kind is Kind.RESPOND else as_of >= stretch.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """The window of a term as far as it is known: both ends may still be open."""

    start: datetime | None
    end: datetime | None
    first_end: datetime | None = None
    """The end as first agreed, before extensions and suspensions."""
    suspended: tuple[tuple[datetime, datetime], ...] = ()
    reasons: tuple[Reason, ...] = ()
    because: tuple[str, ...] = ()
    """The extensions that moved the end."""
    used: tuple[str, ...] = ()
    """Every row that set, moved or stopped the window: anchor, extensions, suspensions."""

    @property
    def empty(self) -> bool:
        """Whether nothing can be owed in it: the extension that it belongs to was never agreed."""
        return self.start is not None and self.end is not None and self.end <= self.start

    def is_suspended(self, at: datetime) -> bool:
        """Whether the clock stands still at `at`."""
        return any(start <= at < end for start, end in self.suspended)


def zone_of(term: Term) -> tzinfo:
    """The time zone in which the term's days are counted."""
    return parse_zone(term.window.timezone)


def bounds(
    term: Term,
    own: Sequence[Item],
    everything: Sequence[Item],
    *,
    leader: Bounds | None,
    parties: frozenset[str] = frozenset(),
) -> Bounds:
    """The window of `term` as the evidence so far has it.

    Parameters
    ----------
    own
        The term's rows.
    everything
        All rows: an anchor may be told of by rows that name no term.
    leader
        The window that this one runs with (`during`).
    parties
        The parties to the agreement, none of whom can extend it alone.
    """
    window = term.window
    start, end = window.valid_from, window.valid_to
    anchored: tuple[str, ...] = ()
    if window.anchor is not None and window.within is not None:
        first_told = _anchor(term, everything, parties)
        if not first_told:
            return Bounds(start=start, end=None, reasons=(Reason(code="no_anchor", names=(window.anchor,)),))
        start = first_told[0].end
        end, anchored = window.within.after(start), tuple(item.id for item in first_told)
    reasons: list[Reason] = []
    if leader is not None and leader.end is not None:
        end = leader.end if end is None else min(end, leader.end)
        reasons += [reason for reason in leader.reasons if reason.code in {"extended", "extension_conflict"}]
    agreed = Bounds(start=start, end=end, first_end=end, reasons=tuple(reasons), used=anchored)
    return _changed(term, own, agreed, parties)


def _changed(term: Term, own: Sequence[Item], agreed: Bounds, parties: frozenset[str]) -> Bounds:
    """The window as extensions, suspensions and what ends the term have changed it."""
    start, end = agreed.start, agreed.end
    more: list[Reason] = []
    if end is not None and term.extension is not None:
        end, more = _extended(term, start, end, own, parties)
    because = tuple(sorted({one for reason in more for one in reason.ids}))
    stopping = _suspending(term, own, parties)
    spans = _union([(item.start, item.end) for item in stopping if not item.instant])
    if end is not None and spans:
        end = _moved(end, start, spans)
    expiry, ending = expires(term, own, parties), _expiring(term, own, parties)
    if expiry is not None and _runs(term):
        end = expiry if end is None else min(end, expiry)
    return replace(
        agreed, end=end, suspended=spans, reasons=(*agreed.reasons, *more), because=because,
        used=(*agreed.used, *because, *(item.id for item in (*stopping, *ending) if item not in ending or item.end == expiry)),
    )  # fmt: skip


def expires(term: Term, own: Sequence[Item], parties: frozenset[str]) -> datetime | None:
    """When the term expires: on its date, or when the event happens that more than one party tells of."""
    at = None if term.expiry is None else term.expiry.at
    moments = [item.end for item in _expiring(term, own, parties)]
    return min([*moments, *([] if at is None else [at])], default=None)


def _expiring(term: Term, own: Sequence[Item], parties: frozenset[str]) -> list[Item]:
    event = None if term.expiry is None else term.expiry.event
    told = [item for item in own if event is not None and item.row.event == event]
    return _not_alone([item for item in told if item.row.form not in UNSAID], parties)


def _runs(term: Term) -> bool:
    """Whether the duty runs all along, so that it simply ends when the term expires."""
    return term.kind in {Kind.REFRAIN, Kind.SUSTAIN, Kind.RECUR}


def _anchor(term: Term, everything: Sequence[Item], parties: frozenset[str]) -> list[Item]:
    """The first rows that tell of the anchor event; of one that was dated by its day, the day's end counts."""
    window = term.window
    told = [
        item
        for item in everything
        if item.row.event == window.anchor
        and item.row.form not in UNSAID
        and (term.id in item.row.terms or not item.row.terms)
    ]
    heard = _not_alone(told, parties)
    first = min((item.end for item in heard), default=None)
    return [item for item in heard if item.end == first]


def _extended(
    term: Term, start: datetime | None, end: datetime, own: Sequence[Item], parties: frozenset[str]
) -> tuple[datetime, list[Reason]]:
    """Move the end by every extension that was agreed while there was something to extend; pages that tell of one count once."""
    extension = term.extension
    assert extension is not None  # noqa: S101 - asked for only where there is one
    reasons: list[Reason] = []
    moved = end
    for items in _announced(term, extension.event, own):
        ids = tuple(item.id for item in items)
        speakers = frozenset(origin for item in items for origin in item.origins)
        agreed = _agreed_days(items)
        alone = not _not_alone(items, parties) or min(item.start for item in items) > moved
        if alone or agreed.high is None or agreed.low != agreed.high:
            reasons.append(Reason(code="extension_conflict", ids=ids, names=tuple(sorted(speakers))))
        if alone or agreed.low <= 0:
            continue
        moved += timedelta(days=float(agreed.low))
        reasons.append(Reason(code="extended", ids=ids, at=moved, amount=agreed.low))
    latest = _limit(extension.max, start)
    if latest is not None and moved > latest:
        moved = max(end, latest)
        reasons.append(Reason(code="extension_capped", at=moved))
    return moved, reasons


def _announced(term: Term, event: str, own: Sequence[Item]) -> list[list[Item]]:
    """The extensions that rows tell of: rows with one key tell of one, else those of one civil day."""
    zone = zone_of(term)
    told: dict[str, list[Item]] = {}
    for item in own:
        if item.row.event == event and item.row.quantity is not None and item.row.form is Form.ITEM:
            day = item.start.astimezone(zone).date().isoformat()
            told.setdefault(item.row.key or day, []).append(item)
    return sorted(told.values(), key=lambda items: min((item.start, item.row.key) for item in items))


def _agreed_days(items: Sequence[Item]) -> Span:
    spans = []
    for item in items:
        quantity = item.row.quantity
        if quantity is not None and quantity.unit in _PER_DAY:
            per = _PER_DAY[quantity.unit]
            spans.append(Span(quantity.low / per, None if quantity.high is None else quantity.high / per))
    return combine(spans) if spans else Span(Decimal(0), Decimal(0))


def _limit(longest: Duration | None, start: datetime | None) -> datetime | None:
    return None if longest is None or start is None else longest.after(start)


def _not_alone(items: Sequence[Item], parties: frozenset[str]) -> list[Item]:
    """What moves a window, unless one party to the agreement alone says so."""
    speakers = frozenset(origin for item in items for origin in item.origins)
    return [] if len(speakers) == 1 and speakers <= parties else list(items)


def _suspending(term: Term, own: Sequence[Item], parties: frozenset[str]) -> list[Item]:
    """The suspensions that rows tell of; each must be told by more than one party, or by somebody else.

    One without an end is told of a moment: it stops the clock for no time.
    """
    if term.suspension is None:
        return []
    event = term.suspension.event
    told = [item for item in own if item.row.event == event and item.row.form not in UNSAID]
    return [
        item for item in told if item in _not_alone([one for one in told if _overlap(one, item)], parties)
    ]


def _overlap(one: Item, other: Item) -> bool:
    return one.start <= other.end and other.start <= one.end


def _union(spans: list[tuple[datetime, datetime]]) -> tuple[tuple[datetime, datetime], ...]:
    merged: list[tuple[datetime, datetime]] = []
    for start, end in sorted(spans, key=lambda span: span[0]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def _moved(end: datetime, start: datetime | None, spans: Sequence[tuple[datetime, datetime]]) -> datetime:
    """The end, later by as long as the clock stood still before it."""
    for begun, over in spans:
        if begun < end and (start is None or over > start):
            end += over - (begun if start is None else max(begun, start))
    return end


def day_start(at: datetime, zone: tzinfo, boundary: str) -> datetime:
    """Start of the civil day (by its own boundary) that `at` lies in."""
    local = at.astimezone(zone)
    cut = time.fromisoformat(boundary)
    start = datetime.combine(local.date(), cut, tzinfo=zone)
    return start if start <= local else datetime.combine(local.date() - DAY, cut, tzinfo=zone)


def days(
    term: Term, bound: Bounds, *, closed_end: bool, tail: bool = False, running: bool = False
) -> tuple[Stretch, ...]:
    """The civil days of a window: the first counts even where it is partial, a last partial day is left out.

    A longer period counts where it ends within the window. With `tail` the last partial day stands as a stretch of its
    own: what is forbidden is forbidden to the end. With `running` the window goes on, and so does its first period.
    """
    if bound.start is None or bound.end is None or bound.empty:
        return ()
    every = term.recur.every if term.recur is not None else Duration(days=1)
    zone = zone_of(term)
    whole = not every.seconds
    start = day_start(bound.start, zone, term.window.day_boundary) if whole else bound.start
    found: list[Stretch] = []
    while start < bound.end:
        if len(found) == MOST_STRETCHES:
            msg = (
                f"term {term.id!r}: its window, {bound.start.isoformat()} to {bound.end.isoformat()}, is cut into more than "
                f"{MOST_STRETCHES} periods; give it an earlier end, or a longer [term.recur] every"
            )
            raise ProblemError(msg)
        end = every.after(start)
        if end > bound.end and (found or not (running or end - start == DAY)):
            if tail:
                found.append(Stretch(_label(start, end), start, bound.end))
            break
        found.append(Stretch(_label(start, end), start, end))
        start = end
    if not found:
        return ()
    last = found[-1]
    found[-1] = Stretch(last.label, last.start, last.end, closed_end and last.end == bound.end)
    return tuple(found)


def _label(start: datetime, end: datetime) -> str:
    """A day goes by the date on which it starts, whatever its boundary."""
    if end - start == DAY:
        return start.date().isoformat()
    return _interval(start, end)


def day_windows_after(
    term: Term, bound: Bounds, spans: Sequence[tuple[datetime, datetime]]
) -> tuple[Stretch, ...]:
    """The sliding days in which a sum can be lowest: one from the start, and one from just after each happening."""
    if bound.start is None or bound.end is None or bound.empty:
        return ()
    length = term.recur.every.span if term.recur is not None else DAY
    starts = {(bound.start, False)} | {(end, start == end) for start, end in spans}
    found = [
        Stretch(
            f"{AFTER if after else ''}{_interval(start, start + length)}",
            start,
            start + length,
            start + length == bound.end,
            after,
        )
        for start, after in sorted(starts)
        if bound.start <= start and start + length <= bound.end
    ]
    return tuple(found)


def day_windows_up_to(ends: Sequence[datetime]) -> tuple[Stretch, ...]:
    """The sliding days in which a sum can be highest: the 24 hours up to each happening."""
    return tuple(
        Stretch(_interval(end - DAY, end), end - DAY, end, closed_end=True, open_start=True)
        for end in sorted(set(ends))
    )


def _interval(start: datetime, end: datetime) -> str:
    return f"{start.isoformat(timespec='minutes')}/{end.isoformat(timespec='minutes')}"
