"""The checker's own outlook: rates from its own counts, and what may be said of a term that is still open.

It shares no code with the computation and builds no best world: it asks of the verdicts' own rows whether a day or an
event is lost already, and of its own reading whether anything stands in the way. It accepts *not known* wherever it sees
a reason for it, and insists on *yes* where nothing is in the way at all. What it does not reach: the rates of joint obligors
and of terms with rows that span several days or with more rows than are explained, and `recent`, `margin` and `may_miss`.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from troth.records.outlook import Outlook
from troth.records.quantity import Quantity
from troth.records.term import Kind, Term
from troth.records.verdict import State, Verdict

from .check_grounds import Case
from .check_read import Reading
from .check_state import target
from .check_window import Span, expires, span, suspensions
from .problem import Problem
from .result import Result

LOST = frozenset({State.BROKEN, State.PARTLY_KEPT})
FINE = frozenset({State.KEPT, State.SUSPENDED, State.EXCUSED, State.PENDING})
BY_PARTS = frozenset({Kind.RECUR, Kind.SUSTAIN, Kind.RESPOND})
DAY = Decimal(86_400)
CENT, NEAR = Decimal("0.01"), Decimal("0.0001")


def check_outlook(problem: Problem, result: Result, outlooks: tuple[Outlook, ...]) -> tuple[str, ...]:
    """Say where an outlook does not follow from the verdicts and the evidence; nothing: it does.

    Returns
    -------
    tuple[str, ...]
        One plain line for each disagreement.
    """
    if not outlooks:
        return ()
    reading = Reading(problem)
    lines: list[str] = []
    for one in outlooks:
        if one.term not in reading.terms:
            lines.append(f"{one.term}: the outlook is on a term that is not there")
        elif one.obligor is None:
            lines.extend(_of_row(reading, result, one))
    return tuple(lines)


def _say(one: Outlook, says: object, follows: object) -> str:
    return f"{one.term}, {one.instance or 'summary'}: the outlook says {says}; the evidence gives {follows}"


def _of_row(reading: Reading, result: Result, one: Outlook) -> Iterator[str]:
    term = reading.terms[one.term]
    if one.can_be_kept != "yes" and not one.reasons:
        yield _say(one, f"{one.can_be_kept} without a reason", "every such answer its reason")
    if one.instance is not None:
        yield from _of_instance(result, one)
        return
    whole = span(reading, term)
    row = result.summary(one.term)
    yield from _time(reading, term, whole, one)
    if not any(reason.code == "too_many_rows" for reason in one.reasons):
        case, parts = Case(reading, term, whole), result.instances(one.term)
        yield from _answer(case, row, [part for part in parts if part.obligor is None], one)
        if term.kind is Kind.ACHIEVE and one.missing is not None:
            yield from _rates(case, row, one)
    if term.kind is Kind.RECUR and one.required is not None:
        yield from _each(reading, term, one)


def _of_instance(result: Result, one: Outlook) -> Iterator[str]:
    rows = [row for row in result.instances(one.term) if row.instance == one.instance]
    if not rows:
        yield _say(one, "something of it", "no such day or event")
    elif one.until != rows[0].valid_to:
        yield _say(one, f"until {one.until}", f"{rows[0].valid_to}")
    elif rows[0].state in LOST and one.can_be_kept == "yes":
        yield _say(one, "yes", f"{rows[0].state.value}")


# --- the time left --------------------------------------------------------------------------------------------------
def _time(reading: Reading, term: Term, whole: Span, one: Outlook) -> Iterator[str]:
    end = whole.end
    if term.kind is Kind.ACHIEVE and (at := expires(reading, term)[0]) is not None:
        end = at if end is None else min(end, at)
    if one.until != end:
        yield _say(one, f"until {one.until}", end)
    if one.days_left is None or end is None:
        return
    as_of = reading.problem.as_of
    begin = as_of if whole.start is None else max(as_of, whole.start)
    due = max(Decimal(0), _seconds(end - begin)) / DAY
    if not due - NEAR <= one.days_left <= due:
        yield _say(one, f"{one.days_left} days left", f"{due:f}")


def _seconds(length: timedelta) -> Decimal:
    return Decimal(length // timedelta(microseconds=1)) / 1_000_000


# --- whether it can be kept -----------------------------------------------------------------------------------------
def _answer(case: Case, row: Verdict, parts: list[Verdict], one: Outlook) -> Iterator[str]:
    lost = _lost(case, row, parts)
    if one.can_be_kept == "no" and not lost:
        yield _say(one, "no", "nothing that is lost already")
    if one.can_be_kept == "yes" and (why := _in_the_way(case, row, parts)):
        yield _say(one, "yes", why)
    if one.can_be_kept == "not_known" and _plain(case, row) and row.state not in LOST:
        yield _say(one, "not known", "nothing that stands in the way")


def _lost(case: Case, row: Verdict, parts: list[Verdict]) -> bool:
    """Whether a breach is on record that nothing done later undoes."""
    if row.state not in LOST:
        return False
    if case.term.kind is Kind.ACHIEVE:
        return row.window_closed
    if case.term.kind is Kind.REFRAIN:
        return row.target is None or row.quantity.low > row.target or len(case.term.obligor) > 1
    averages = any(reason.code == "average_below" for reason in row.reasons)
    return averages or len(case.term.obligor) > 1 or any(part.state in LOST for part in parts)


def _in_the_way(case: Case, row: Verdict, parts: list[Verdict]) -> str:
    """Why it surely cannot be said that it can be kept; empty: no such reason is seen."""
    term = case.term
    if row.state in LOST and (term.kind is not Kind.RECUR or term.recur is None or term.recur.k is None):
        return row.state.value
    if term.kind is not Kind.ACHIEVE and case.whole.end is None:
        return "no end of its time"
    if term.kind is Kind.REFRAIN and not term.coverage:
        return "nobody who would tell"
    each = term.kind in BY_PARTS and (term.recur is None or term.recur.k is None)
    over = [part for part in parts if part.window_closed and part.instance is not None]
    if each and (bad := [part for part in over if part.state not in FINE]):
        return f"{bad[0].instance} {bad[0].state.value}"
    return ""


def _plain(case: Case, row: Verdict) -> bool:
    """Whether nothing at all stands in the way of a total: nothing said against it, nothing counted in time to come."""
    term, as_of = case.term, case.as_of
    end = case.whole.end
    if term.kind is not Kind.ACHIEVE or len(term.obligor) > 1 or end is None or end <= as_of:
        return False
    if term.condition or term.expiry is not None or row.state is not State.PENDING or case.spoken_against():
        return False
    latest = case.last_counted()
    return latest is None or latest <= min(as_of, end - timedelta(days=2))


# --- rates ----------------------------------------------------------------------------------------------------------
def _rates(case: Case, row: Verdict, one: Outlook) -> Iterator[str]:
    goal = case.number
    if goal is None or one.missing is None or len(case.term.obligor) > 1 or not case.reach:
        return
    due = max(Decimal(0), goal - row.quantity.low)
    if one.missing.high != due:
        yield _say(one, f"{one.missing.high} missing", due)
    high = case.so_far(case.as_of, begun=True)[1]
    least = Decimal(0) if high is None else max(Decimal(0), goal - max(high, row.quantity.low))
    if one.missing.low != least:
        yield _say(one, f"at least {one.missing.low} missing", least)
    if one.required is not None and one.until is not None:
        begin = case.as_of if case.whole.start is None else max(case.as_of, case.whole.start)
        yield from _rate(one, "required", (least, due), _seconds(one.until - begin))
    yield from _observed(case, one)


def _rate(one: Outlook, name: str, amount: tuple[Decimal, Decimal | None], seconds: Decimal) -> Iterator[str]:
    """An amount over a time, per day, rounded outwards."""
    said: Quantity = getattr(one, name)
    low, high = amount
    due = Quantity(
        low=(low * DAY / seconds).quantize(CENT, ROUND_FLOOR),
        high=None if high is None else (high * DAY / seconds).quantize(CENT, ROUND_CEILING),
        unit=said.unit,
    )
    if said != due:
        yield _say(one, f"{name} {said.text()} a day", due.text())


def _observed(case: Case, one: Outlook) -> Iterator[str]:
    if one.observed is None or case.whole.start is None:
        return
    whole_days = [piece for piece in case.pieces if piece.end - piece.start >= timedelta(hours=23)]
    over = [piece.end for piece in whole_days if piece.end <= case.as_of]
    if not over:
        yield _say(one, f"{one.observed.text()} so far", "no day that is over")
        return
    end = max(over)
    seconds = _seconds(end - case.whole.start) - _still(case, case.whole.start, end)
    done = case.so_far(end, begun=False)
    yield from _rate(one, "observed", done, seconds)
    yield from _kept_by(case, one, done, seconds)


def _kept_by(
    case: Case, one: Outlook, done: tuple[Decimal, Decimal | None], seconds: Decimal
) -> Iterator[str]:
    assert one.missing is not None  # noqa: S101 - asked for only where something is missing
    ends = (
        ("earliest", one.kept_by_earliest, one.missing.low, done[1]),
        ("latest", one.kept_by_latest, one.missing.high, done[0]),
    )
    for name, said, missing, rate in ends:
        if missing is None or not rate:
            if said is not None:
                yield _say(one, f"kept by {said} at the {name}", "no rate")
            continue
        away = missing * seconds / rate
        if said is not None and not 0 <= _seconds(said - case.as_of) - away <= 1:
            yield _say(one, f"kept by {said} at the {name}", f"{away:f} seconds from then")


def _still(case: Case, start: datetime, end: datetime) -> Decimal:
    """Seconds in which the clock stood still."""
    inside = [min(pause.end, end) - max(pause.start, start) for pause in suspensions(case.reading, case.term)]
    return sum((_seconds(length) for length in inside if length > timedelta()), Decimal(0))


def _each(reading: Reading, term: Term, one: Outlook) -> Iterator[str]:
    number = target(reading, term)
    if number is None or one.required is None:
        return
    due = number - (Decimal(0) if term.recur is None else term.recur.tolerance)
    if (one.required.low, one.required.high) != (due, due):
        yield _say(one, f"{one.required.text()} each time", due)
