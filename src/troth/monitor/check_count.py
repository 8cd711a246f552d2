"""The checker's own counting: per day, per origin, then across origins, then over the days."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from troth.records.evidence import Form
from troth.records.moment import parse_zone
from troth.records.term import Coverage, Kind, Term

from .check_read import Fact, Reading, figure
from .check_window import Span, Stretch

Interval = tuple[Decimal, Decimal | None]
ZERO = Decimal(0)
NOBODY: frozenset[str] = frozenset()
NOTHING_KNOWN: Interval = (ZERO, None)
CENT = Decimal("0.01")
PER_DAY = frozenset({Form.ITEM, Form.TALLY, Form.AT_LEAST, Form.DENIAL})


def agree(figures: Iterable[Interval]) -> Interval:
    """What several figures for one thing come to.

    Those with both ends span from the lowest to the highest. A low end alone is no count: it opens the high end when
    it lies above all of them, and says nothing more; without any closed figure the highest low end stands.

    >>> agree([(Decimal(183), Decimal(199)), (Decimal(187), None)])
    (Decimal('183'), Decimal('199'))
    """
    figures = list(figures)
    closed = [(low, high) for low, high in figures if high is not None]
    bare = [low for low, high in figures if high is None]
    if not closed:
        return (max(bare, default=ZERO), None)
    highest = max(high for _, high in closed)
    opened = any(low > highest for low in bare)
    return (min(low for low, _ in closed), None if opened else highest)


def plus(parts: Iterable[Interval]) -> Interval:
    """Add interval by interval; one open end opens the sum."""
    parts = list(parts)
    highs = [high for _, high in parts]
    total = sum((low for low, _ in parts), ZERO)
    return (total, None if None in highs else sum((high for high in highs if high is not None), ZERO))


def by_one_origin(term: Term, facts: Sequence[Fact], *, reports_all: bool = False) -> Interval:
    """What one origin says of one stretch.

    Its happenings are added, and give a low end; a tally closes its day, the parts of it added and its pages held side
    by side; a denial of the whole stretch is a nought. Of an origin that reports everything, what it does not report
    did not happen.
    """
    named: list[Interval] = []
    if tallies := [fact for fact in facts if fact.row.form is Form.TALLY]:
        named.append(_widest(_pages(term, tallies).values()))
    if any(fact.row.form is Form.DENIAL and not fact.point for fact in facts):
        named.append((ZERO, ZERO))
    so_far = max((figure(term, f)[0] for f in facts if f.row.form is Form.AT_LEAST), default=ZERO)
    happened = _happened(term, [fact for fact in facts if fact.row.form is Form.ITEM])
    if reports_all and not named and so_far <= happened[0]:
        return happened
    return agree([*named, (max(so_far, happened[0]), None)])


def _widest(figures: Iterable[Interval]) -> Interval:
    figures = list(figures)
    highs = [high for _, high in figures]
    high = None if None in highs else max(high for high in highs if high is not None)
    return min(low for low, _ in figures), high


def _pages(term: Term, tallies: Sequence[Fact]) -> dict[frozenset[tuple[str, ...]], Interval]:
    """What the pages count, by how they part the whole: parts are added.

    A page that gives only some of another's parts is an excerpt of it, and no count of the whole.
    """
    parts: dict[str, dict[tuple[str, ...], list[Interval]]] = {}
    for fact in tallies:
        row = fact.row
        part = (row.event, row.category, row.place, row.key)
        parts.setdefault(row.source, {}).setdefault(part, []).append(figure(term, fact))
    ways = {frozenset(page) for page in parts.values()}
    found = {}
    for way in ways:
        if not any(way < other for other in ways):
            pages = [page for page in parts.values() if way >= frozenset(page)]
            found[way] = plus(_widest(f for page in pages for f in page.get(part, [])) for part in way)
    return found


def _happened(term: Term, items: Sequence[Fact]) -> Interval:
    """The sum of the happenings; one that several pages tell of is one: of one key and day, or alike in kind, place and time."""
    told: dict[tuple[object, ...], dict[str, list[Interval]]] = {}
    for fact in items:
        row = fact.row
        alike = (row.event.casefold(), row.category.casefold(), row.place.casefold(), fact.start, fact.end)
        pages = told.setdefault((row.key, on(term, fact)) if row.key else alike, {})
        pages.setdefault(row.source, []).append(figure(term, fact))
    return plus(_widest(plus(page) for page in _whole_pages(pages.values())) for pages in told.values())


def on(term: Term, fact: Fact) -> date:
    """The term's day on which a row begins: before the boundary it still is the day before."""
    hour, minute = (int(part) for part in term.window.day_boundary.split(":"))
    return (
        fact.start.astimezone(parse_zone(term.window.timezone)).replace(tzinfo=None)
        - timedelta(hours=hour, minutes=minute)
    ).date()


def _whole_pages(pages: Iterable[list[Interval]]) -> list[list[Interval]]:
    """Pages that are no excerpts of another: each figure of an excerpt stands in the other, which has more."""
    every = [sorted(page, key=str) for page in pages]
    return [page for page in every if not any(len(o) > len(page) and _excerpt(page, o) for o in every)]


def _excerpt(part: list[Interval], whole: list[Interval]) -> bool:
    left = list(whole)
    for one in part:
        if one not in left:
            return False
        left.remove(one)
    return True


def of_stretch(
    term: Term,
    facts: Sequence[Fact],
    *,
    without: frozenset[str] = NOBODY,
    quiet: frozenset[str] = frozenset(),
) -> Interval:
    """What all origins together say of one stretch.

    Parameters
    ----------
    without
        Origins that are left out.
    quiet
        Origins whose silence counts here, unless anybody else reports anything.
    """
    told = {origin for fact in facts for origin in fact.origins}
    quiet = frozenset() if told - quiet else quiet
    voices = (told | quiet) - without
    if not voices:
        return NOTHING_KNOWN
    if term.kind is Kind.SUSTAIN:
        return agree(level(term, [f for f in facts if voice in f.origins]) for voice in sorted(voices))
    figures = [
        by_one_origin(term, [f for f in facts if voice in f.origins], reports_all=voice in quiet)
        for voice in sorted(voices)
    ]
    return agree([*figures, (by_key(term, facts, voices), None)])


def by_key(term: Term, facts: Sequence[Fact], voices: AbstractSet[str]) -> Decimal:
    """The least that happened by the keys: each key is, on each day, a happening of its own, whichever of the voices tells of it."""
    keyed = [fact for fact in facts if fact.row.key and fact.row.form is Form.ITEM]
    least = ZERO
    for key, day in sorted({(fact.row.key, on(term, fact)) for fact in keyed}):
        told = [fact for fact in keyed if (fact.row.key, on(term, fact)) == (key, day)]
        own = [
            _happened(term, [fact for fact in told if voice in fact.origins])[0]
            for voice in sorted(voices)
            if any(voice in fact.origins for fact in told)
        ]
        least += min(own, default=ZERO)
    return least


def level(term: Term, facts: Sequence[Fact]) -> Interval:
    """A level is not added up: of an origin's readings of a day the lowest counts, or the highest for a limit."""
    read = [
        (row.quantity.low, None if row.form is Form.AT_LEAST else row.quantity.high)
        for row in (fact.row for fact in facts)
        if row.quantity is not None and row.form is not Form.DENIAL
    ]
    if not read:
        return NOTHING_KNOWN
    highs = [high for _, high in read if high is not None]
    if term.target.at_most is None:
        return min(low for low, _ in read), min(highs, default=None)
    return max(low for low, _ in read), max(highs) if len(highs) == len(read) else None


def inside(fact: Fact, start: datetime, end: datetime, *, closed: bool = False) -> bool:
    """Whether the row's time lies in [start, end), or in [start, end] for a deadline that counts."""
    if fact.point:
        return start <= fact.start < end or (closed and fact.start == end)
    return start <= fact.start and fact.end <= end


def touches(fact: Fact, start: datetime, end: datetime, *, closed: bool = False) -> bool:
    """Whether some of the row's time may lie in a stretch."""
    if fact.point:
        return inside(fact, start, end, closed=closed)
    if start == end:
        return fact.start <= start < fact.end
    return fact.start < end and start < fact.end


def quiet_in(reading: Reading, term: Term, whole: Span, stretch: Stretch) -> frozenset[str]:
    """The origins whose silence counts as nought: declared for a stretch that is over, for a viewer who sees all."""
    if stretch.end > reading.clock or term.kind is Kind.SUSTAIN:
        return frozenset()
    begin = stretch.start if whole.start is None else max(stretch.start, whole.start)
    found: set[str] = set()
    for one in term.coverage:
        begun = one.valid_from is None or one.valid_from <= begin
        told = one.lag.after(stretch.end) <= reading.problem.as_of
        if (
            told
            and _sees_all(reading, one)
            and begun
            and (one.valid_to is None or one.valid_to >= stretch.end)
        ):
            found |= reading.said_by(one.source)
    return frozenset(found)


def _sees_all(reading: Reading, coverage: Coverage) -> bool:
    problem = reading.problem
    if "*" in coverage.full_set_for or problem.viewer == problem.owner:
        return True
    return reading.top(problem.viewer) in {reading.top(name) for name in coverage.full_set_for} or (
        problem.viewer in coverage.full_set_for
    )


def counted(
    reading: Reading, term: Term, forms: frozenset[Form] = PER_DAY, *, maybe: bool = False
) -> list[Fact]:
    """The rows with a figure for the term, of these forms; or those that may lie after the time that is asked about."""
    return [
        fact
        for fact in reading.naming(term)
        if reading.role(term, fact) == "count" and fact.row.form in forms and fact.maybe is maybe
    ]


def words(reading: Reading, term: Term) -> list[Fact]:
    """The rows that speak of the term without a figure; not yet those of a time that still goes on."""
    named = reading.naming(term)
    return [fact for fact in named if reading.role(term, fact) == "word" and not fact.maybe]


def looks_back(fact: Fact) -> bool:
    """Whether it denies all the time up to its own date: a denial without an end of its own."""
    return fact.row.form is Form.DENIAL and fact.row.valid_to is None


Daily = list[tuple[Stretch, Interval]]


def since(
    term: Term, daily: Daily, facts: Sequence[Fact], *, without: frozenset[str], begin: datetime | None
) -> list[Interval]:
    """Second estimates: each count over several days of the window, with the days that it does not cover added.

    Of one origin's counts from one start only the latest is used, since it contains those before.
    """
    starts = [one.start for one, _ in daily] + [fact.start for fact in facts]
    first = min(starts, default=None)
    found = []
    for fact in facts:
        whole = fact.row.form is Form.DENIAL or (begin is not None and fact.start <= begin)
        start = first if whole else fact.start
        alike = [o for o in facts if o.origins == fact.origins and _from(o, first) == _from(fact, first)]
        if fact.end == max(other.end for other in alike) and fact.origins - without and start is not None:
            found.append(plus([figure(term, fact), *_outside(daily, start, fact.end)]))
    return found


def comparable(fact: Fact, first: datetime, last: datetime) -> bool:
    """Whether a row says nothing of the time outside the days, or denies all of the time up to some moment."""
    if fact.row.form is Form.DENIAL:
        return fact.end > first and (looks_back(fact) or fact.start <= first)
    return first <= fact.start and fact.end <= last


def _from(fact: Fact, first: datetime | None) -> datetime | None:
    return first if fact.row.form is Form.DENIAL else fact.start


def _outside(daily: Daily, start: datetime, end: datetime) -> Iterable[Interval]:
    """The days that lie outside of a span; of one that lies partly outside it is not known how much."""
    for day, figures in daily:
        if day.end <= start or day.start >= end:
            yield figures
        elif day.start < start or day.end > end:
            yield (ZERO, figures[1])


def outward(low: Decimal, high: Decimal | None, parts: int) -> Interval:
    """A mean over `parts`, rounded to hundredths so that the interval only widens."""
    down = (low / parts).quantize(CENT, ROUND_FLOOR)
    return (down, None if high is None else (high / parts).quantize(CENT, ROUND_CEILING))


def mean(parts: Sequence[Interval], averages: Sequence[Interval]) -> Interval:
    """The mean per stretch over those that are over, held against the averages that were reported."""
    figures = list(averages)
    if parts:
        low, high = plus(parts)
        figures.append(outward(low, high, len(parts)))
    return agree(figures)


class Near:
    """Rows in order of time, so that a stretch need not look at all of them."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self._facts = sorted(facts, key=lambda fact: fact.start)
        self._longest = max((fact.end - fact.start for fact in facts), default=timedelta(0))

    def to(self, one: Stretch) -> Sequence[Fact]:
        """The rows that may touch a stretch."""
        first = bisect_left(self._facts, one.start - self._longest, key=lambda fact: fact.start)
        return self._facts[first : bisect_right(self._facts, one.end, key=lambda fact: fact.start)]
