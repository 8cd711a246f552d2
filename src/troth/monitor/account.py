"""An account: what is known of a quantity over one or many days, from any choice of origins."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from troth.records.evidence import Form
from troth.records.moment import Precision, parse_zone
from troth.records.term import Measure, Term
from troth.records.verdict import Context

from .fold import UNKNOWN, ZERO, Day, Span, combine, fold, fold_level, total
from .problem import Item
from .select import Roles, Sorted
from .windows import Bounds, Stretch, day_start

Covered = Callable[[Stretch], frozenset[str]]
"""Origins whose silence counts in a stretch."""


@dataclass(frozen=True, slots=True)
class Period:
    """A count over several days, by one page: it stands for all of the days from `start` to `end`."""

    item: Item
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Days that are added, and period counts that are held against their sum."""

    days: tuple[tuple[Stretch, Day], ...]
    periods: tuple[Period, ...] = ()
    dropped: tuple[Period, ...] = ()
    """Counts since a start that a later one of the same origin has replaced."""
    measure: Measure

    def span(self, *, without: frozenset[str] = frozenset(), trusting: str | None = None) -> Span:
        """The total: days added, then held against every count since the start."""
        added = self.added(without=without, trusting=trusting)
        told = [
            self._since(period, without, trusting) for period in self.periods if self._heard(period, without)
        ]
        if trusting is not None:
            told = []  # its own period counts are shown beside, not mixed in
        return combine([added, *told])

    def added(self, *, without: frozenset[str] = frozenset(), trusting: str | None = None) -> Span:
        """The sum of the days alone."""
        return total(day.span(without=without, trusting=trusting) for _, day in self.days)

    def since(self, origin: str) -> Span | None:
        """What one origin's own counts since the start make of the total."""
        told = [
            self._since(period, frozenset(), None) for period in self.periods if origin in period.item.origins
        ]
        return combine(told) if told else None

    def own(self, origin: str) -> list[Span]:
        """What one origin's own figures make of the total: its days added, and its counts since the start."""
        told = [total(day.origins.get(origin, UNKNOWN) for _, day in self.days)]
        since = self.since(origin)
        return told if since is None else [*told, since]

    def _heard(self, period: Period, without: frozenset[str]) -> bool:
        return not period.item.origins <= without

    def _since(self, period: Period, without: frozenset[str], trusting: str | None) -> Span:
        whole = Span(*period.item.amount(self.measure))
        for stretch, day in self.days:
            if stretch.end <= period.start or stretch.start >= period.end:
                whole += day.span(without=without, trusting=trusting)
            elif (
                stretch.start < period.start or stretch.end > period.end
            ):  # partly inside: it may add up to its all
                whole += Span(ZERO, day.span(without=without, trusting=trusting).high)
        return whole

    def origins(self) -> tuple[str, ...]:
        """Everybody who gives a figure."""
        names = {origin for _, day in self.days for origin in day.origins}
        return tuple(sorted(names | {origin for period in self.periods for origin in period.item.origins}))

    def items(self) -> list[Item]:
        """All rows that count."""
        return [item for _, day in self.days for item in day.items] + [period.item for period in self.periods]


@dataclass(slots=True)
class Memo:
    """Folds and stretches of one term, kept between judgings of slightly different worlds."""

    days: dict[tuple[object, ...], Day] = field(default_factory=dict)
    stretches: dict[tuple[object, ...], tuple[Stretch, ...]] = field(default_factory=dict)
    parts: dict[tuple[object, ...], Any] = field(default_factory=dict)
    """Graded days (`troth.monitor.summary.Part`), kept by the room's grader."""
    outside: dict[tuple[object, ...], bool] = field(default_factory=dict)
    """Whether a row surely lies outside of a window."""
    sorted: Sorted = field(default_factory=dict)
    """What each row can do for the term."""
    places: dict[int, tuple[Sequence[Stretch], dict[str, tuple[list[int], list[int]]]]] = field(
        default_factory=dict
    )
    """By identity of the stretches (held, so that it stays theirs): the days that each row falls into."""

    def placing(self, stretches: Sequence[Stretch]) -> Callable[[Item], tuple[list[int], list[int]]]:
        """How a row is put into its days: each is looked up once."""
        known = self.places.setdefault(id(stretches), (stretches, {}))[1]

        def days_of(item: Item) -> tuple[list[int], list[int]]:
            name = item.row.id
            if name not in known:
                known[name] = _days_of(item, stretches)
            return known[name]

        return days_of


def by_day(
    items: Sequence[Item], stretches: Sequence[Stretch], measure: Measure, covered: Covered,
    *, level: Literal["lowest", "highest"] | None = None, memo: Memo | None = None,
) -> Account:  # fmt: skip
    """Put each row into its day and fold the days; a day that nobody reports stays unknown.

    With `level` the rows are measurements of a level, which are compared and never added.
    """
    kept = Memo() if memo is None else memo
    placed: dict[int, list[Item]] = {index: [] for index in range(len(stretches))}
    blurred: set[int] = set()
    days_of = kept.placing(stretches)
    for item in items:
        surely, maybe = days_of(item)
        if item.goes_on:  # it may have happened later: it opens the high end of the days it may belong to
            blurred.update((*surely, *maybe))
            continue
        now = replace(item, partial=True) if item.row.form is Form.DENIAL and item.instant else item
        for index in surely:
            placed[index].append(now)
        blurred.update(maybe)
    folded = []
    for index, stretch in enumerate(stretches):
        rows, silent, unsure = placed[index], covered(stretch), index in blurred
        told = tuple([(item.row.id, item.uncertain) for item in rows])
        key = (stretch.start, stretch.end, told, silent, unsure, level)
        if key not in kept.days:
            if level is None:
                kept.days[key] = fold(rows, measure, silent, blurred=unsure)
            else:
                kept.days[key] = fold_level(rows, lowest=level == "lowest")
        folded.append((stretch, kept.days[key]))
    return Account(days=tuple(folded), measure=measure)


def _days_of(item: Item, stretches: Sequence[Stretch]) -> tuple[list[int], list[int]]:
    """The days an item surely belongs to, and those that it may belong to."""
    first, last = candidates(item, stretches)
    held = [index for index in range(first, last) if stretches[index].holds(item)]
    if held:  # sliding days overlap, and an item belongs to each that holds it
        return held, []
    touched = [index for index in range(first, last) if stretches[index].touches(item)]
    if item.row.form is Form.DENIAL:  # one that spans several days denies each of them
        inside = [i for i in touched if item.start <= stretches[i].start and stretches[i].end <= item.end]
        return inside or touched, []
    longest = max((stretches[index].end - stretches[index].start for index in touched), default=None)
    return [], touched if longest is not None and item.end - item.start <= longest else []


def candidates(item: Item, stretches: Sequence[Stretch]) -> tuple[int, int]:
    """The range of days, in order of time, that an item can touch."""
    first = bisect_left(stretches, item.start, key=lambda stretch: stretch.end)
    last = bisect_right(stretches, item.end, key=lambda stretch: stretch.start)
    return first, last


def over_window(
    term: Term, roles: Roles, stretches: Sequence[Stretch], window: Stretch, covered: Covered, memo: Memo
) -> Account:
    """The account of a total over a whole window: days added, period counts beside.

    Rows dated by a date on a last partial day may lie after the deadline: they give a high end only. A row that
    spans several days stands beside the sum of those days, as a count since a start does.
    """
    measure = term.measure
    daily: list[Item] = []
    spread: list[Item] = []
    days_of = memo.placing(stretches)
    for item in roles.counted:
        (daily if not _looks_back(item) and any(days_of(item)) else spread).append(item)
    account = by_day(daily, stretches, measure, covered, memo=memo)
    tail = [item for item in spread if _on_last_day(item, stretches, window)]
    days = account.days
    if tail:
        last = [
            item if window.holds(item) and not item.goes_on else replace(item, uncertain=True)
            for item in tail
        ]
        days = (*days, (Stretch(None, stretches[-1].end, window.end, closed_end=True), fold(last, measure)))
    told = [item for item in (*roles.periods, *spread) if item not in tail]
    periods, dropped = totals(term, told, stretches, window)
    return Account(days=days, periods=periods, dropped=dropped, measure=measure)


def totals(
    term: Term, items: Sequence[Item], stretches: Sequence[Stretch], window: Stretch
) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Counts over several days, all of them days of the window: second estimates of its total; and those replaced."""
    told = [_period(item, term, window) for item in items if comparable(item, stretches, window)]
    return _latest(told)


def acts_since(
    term: Term, roles: Roles, stretches: Sequence[Stretch], bound: Bounds, account: Account
) -> Account:
    """The account with counts of forbidden acts over several days, where the clock never stood still."""
    found: tuple[Period, ...] = ()
    dropped: tuple[Period, ...] = ()
    if stretches and bound.start is not None and bound.end is not None and not bound.suspended:
        found, dropped = totals(term, roles.periods, stretches, Stretch(None, bound.start, bound.end))
    used = {period.item.id for period in found}
    for item in (*roles.periods, *roles.averages):
        if item.id not in used:
            roles.context.append(Context(id=item.id, why="not_comparable"))
    return replace(account, periods=found, dropped=dropped)


def open_ended(
    term: Term,
    counted: Sequence[Item],
    periods: Sequence[Item],
    stretches: Sequence[Stretch],
    window: Stretch,
) -> Account:
    """The account of a total without a deadline: what may still come keeps the high end open."""
    ahead = Stretch(None, window.end, window.end)
    account = by_day(counted, (*stretches, ahead), term.measure, lambda _: frozenset())
    told = [_period(item, term, window) for item in periods]
    newest, dropped = _latest(told)
    return replace(account, periods=newest, dropped=dropped)


def _looks_back(item: Item) -> bool:
    """Whether a row speaks of all the time up to its own date: a denial without an end of its own."""
    return item.row.form is Form.DENIAL and item.row.valid_to is None


def _period(item: Item, term: Term, window: Stretch) -> Period:
    """The span a count stands for; one from the start of the window stands for all of its first day."""
    if item.row.form is Form.DENIAL or item.start <= window.start:
        first = day_start(window.start, parse_zone(term.window.timezone), term.window.day_boundary)
        return Period(item, first, item.end)
    return Period(item, item.start, item.end)


def _on_last_day(item: Item, stretches: Sequence[Stretch], window: Stretch) -> bool:
    if not stretches or item.start < stretches[-1].end:
        return False
    short = item.instant or item.row.valid_from_precision is Precision.DAY
    return short and item.row.form is not Form.DENIAL and window.touches(item)


def comparable(item: Item, stretches: Sequence[Stretch], window: Stretch) -> bool:
    """Whether a count over several days covers nothing outside the window's days, so that it bounds the total."""
    first = stretches[0].start if stretches else window.start
    if item.row.form is Form.DENIAL:
        return item.end > first and (_looks_back(item) or item.start <= first)
    return item.start >= first and item.end <= max(window.end, stretches[-1].end if stretches else window.end)


def _latest(periods: Sequence[Period]) -> tuple[tuple[Period, ...], tuple[Period, ...]]:
    """Of one origin's counts from one start, only the latest count: each contains the one before. And the others."""
    newest: dict[tuple[frozenset[str], datetime], datetime] = {}
    for period in periods:
        key = (period.item.origins, period.start)
        newest[key] = max(newest.get(key, period.end), period.end)
    late = [newest[(period.item.origins, period.start)] == period.end for period in periods]
    kept = tuple(period for period, is_late in zip(periods, late, strict=True) if is_late)
    return kept, tuple(period for period, is_late in zip(periods, late, strict=True) if not is_late)


def mean(account: Account, *, without: frozenset[str] = frozenset(), trusting: str | None = None) -> Span:
    """Per day, over the days of the account."""
    if not account.days:
        return UNKNOWN
    total, count = account.added(without=without, trusting=trusting), len(account.days)
    return Span(total.low / count, None if total.high is None else total.high / count)


def lowest(account: Account) -> Span:
    """The day that has least, over the (sliding) days of the account."""
    spans = [day.span() for _, day in account.days]
    highs = [span.high for span in spans if span.high is not None]
    return Span(min(span.low for span in spans), min(highs) if highs else None)
