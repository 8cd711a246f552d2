"""An independent verifier of verdicts: it shares no code with the computation.

It reads the terms and the evidence for itself, by the rules of the term language and by the simplest route, and
compares. Two readings of one rule book find slips of either; a rule that is wrong in the book is wrong in both, and is
for the tests and the desk officers' expectations to find. What it does not reach it leaves alone, and says so here:

- sliding days, terms with several obligors, recurrences that are no whole number of days, and increments
  dated by more than one day: their rows are checked for structure, windows, arithmetic and grounds, and
  their states only against their own intervals;
- targets and shares of responses;
- of a running sum, which origin stands behind which of its moments: under `min_sources`, and where the high end is open;
- what one obligor of a joint term did: only its grounds; where an agreement stands: not at all;
- `flips`, `origins` and `decidable_at`: only that they name known rows, or no time after `as_of`;
- where the rules leave a choice (a pause of the clock over an instance, an average against days that were all kept),
  every state that they permit is accepted.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.term import Kind, Term
from troth.records.verdict import State, Verdict

from .check_acts import Acts
from .check_answers import Answers
from .check_events import ByEvent, Occasions
from .check_grounds import Case
from .check_interest import interests
from .check_overlay import Overlay, overlaid
from .check_read import Reading
from .check_settling import settles_at
from .check_state import target
from .check_window import Span, span
from .problem import Problem
from .result import Result

SLACK = Decimal("0.0001")


def check(problem: Problem, result: Result) -> tuple[str, ...]:
    """Say where verdicts and evidence disagree; nothing: they agree.

    Returns
    -------
    tuple[str, ...]
        One plain line for each disagreement: term, instance, what the verdict says, what follows from the evidence.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from datetime import UTC, datetime
    >>> from troth.monitor import settle
    >>> from troth.records.term import Target, Window
    >>> may = lambda day: datetime(2024, 5, day, tzinfo=UTC)
    >>> term = Term(id="T1", agreement="truce", kind="achieve", obligor=("A",), what="release ten people",
    ...             target=Target(at_least=10), window=Window(valid_from=may(1), valid_to=may(3)))
    >>> problem = Problem(terms=(term,), as_of=may(4))
    >>> result = settle(problem)
    >>> check(problem, result)
    ()
    >>> kept = result.verdicts[0].model_copy(update={"state": State.KEPT})
    >>> check(problem, replace(result, verdicts=(kept,)))
    ('T1, summary: the verdict says kept; the evidence permits unknown',)
    """
    reading = Reading(problem)
    states = {v.term: v.state for v in result.verdicts if v.instance is None and v.obligor is None}
    lines: list[str] = []
    for term in problem.terms:
        rows = [v for v in result.verdicts if v.term == term.id]
        lines.extend(_of_term(reading, term, rows, Overlay(states, reading.clock)))
    lines.extend(
        f"{v.term}, {v.instance or 'summary'}: the verdict is on a term that is not there"
        for v in result.verdicts
        if v.term not in reading.terms
    )
    return tuple(lines)


def _say(row: Verdict, says: object, follows: object) -> str:
    return f"{row.term}, {row.instance or 'summary'}: the verdict says {says}; the evidence {follows}"


def _of_term(reading: Reading, term: Term, rows: list[Verdict], over: Overlay) -> Iterator[str]:
    summaries = [row for row in rows if row.instance is None]
    if len(summaries) != 1:
        yield f"{term.id}, summary: the verdict says {len(summaries)} summary rows; exactly one is owed"
        return
    summary = summaries[0]
    whole = span(reading, term)
    for row in rows:
        yield from _structure(reading, term, row, whole)
        yield from _figures(reading, term, row)
    if term.recorded_at is not None and term.recorded_at > reading.problem.as_of:
        due = State.UNKNOWN if whole.closed(over.as_of) else State.PENDING
        if summary.state is not due:
            yield _say(summary, summary.state.value, f"permits {due.value}: the term is not recorded yet")
        return
    yield from _window(summary, whole, over.as_of)
    if _nothing_owed(whole):
        due = State.LAPSED if whole.closed(over.as_of) else State.PENDING
        if summary.state is not due:
            yield _say(summary, summary.state.value, f"permits {due.value}: its window ends before it starts")
        return
    yield from _judged(_case(reading, term, whole), summary, rows, over)


def _case(reading: Reading, term: Term, whole: Span) -> Case | ByEvent:
    """The reading that fits the term's kind; several obligors are read no further than their structure."""
    if len(term.obligor) > 1 or term.window.day == "sliding":
        return Case(reading, term, whole)
    if term.kind is Kind.RESPOND:
        return Answers(reading, term, whole)
    if term.recur is not None and term.recur.at is not None:
        return Occasions(reading, term, whole)
    return Case(reading, term, whole) if term.refrain is None else Acts(reading, term, whole)


def _nothing_owed(whole: Span) -> bool:
    return whole.start is not None and whole.end is not None and whole.end <= whole.start


# --- structure ------------------------------------------------------------------------------------------------------
def _structure(reading: Reading, term: Term, row: Verdict, whole: Span) -> Iterator[str]:
    aside = [one.id for one in row.context]
    cited = {*row.because, *row.supporting, *row.opposing, *aside, *(one.id for one in row.charges)}
    for one in sorted(cited):
        yield from _cited(reading, term, row, one, whole)
    for one in sorted(set(row.because) & set(aside)):
        yield _say(row, f"that {one} counts and that it is context", "row is one or the other")
    if list(row.because) != sorted(set(row.because)):
        yield _say(row, f"because {', '.join(row.because)}", "gives each row once, in order of its id")
    if row.disputed != term.disputed:
        yield _say(row, f"disputed: {row.disputed}", f"and the term say {term.disputed}")
    if row.decidable_at is not None and row.decidable_at > reading.problem.as_of:
        yield _say(row, f"decidable at {row.decidable_at.isoformat()}", "ends at as_of")
    sides = (bool(row.supporting), bool(row.opposing))
    side = {(True, True): "both", (True, False): "for", (False, True): "against"}.get(sides, "none")
    if row.support != side:
        yield _say(row, f"support {row.support}", f"it lists gives {side}")
    yield from _charges(reading, term, row)
    yield from (_say(row, says, follows) for says, follows in interests(reading, term, row))
    yield from _readings(reading, term, row)
    yield from _provisional(reading, term, row)


def _cited(reading: Reading, term: Term, row: Verdict, one: str, whole: Span) -> Iterator[str]:
    found = reading.rows.get(one)
    if found is None:
        yield _say(row, f"that {one} matters", "holds no such row")
    elif found.recorded_at is not None and found.recorded_at > reading.problem.as_of:
        yield _say(row, f"that {one} matters", f"has it only from {found.recorded_at.isoformat()}")
    elif not {term.id, *whole.follows} & set(found.terms) and one not in whole.moved_by:
        yield _say(row, f"that {one} matters", "row names other terms, and does not move the window")


def _charges(reading: Reading, term: Term, row: Verdict) -> Iterator[str]:
    """A charge is what a party adverse to the obligor says by itself."""
    if len(term.obligor) > 1:
        return
    told = {fact.row.id: fact for fact in reading.told(one.id for one in row.charges)}
    for one in row.charges:
        if one.id in told and not told[one.id].origins <= reading.adverse(term):
            yield _say(row, f"that {one.id} is a charge by one party", "has it from somebody else")


def _readings(reading: Reading, term: Term, row: Verdict) -> Iterator[str]:
    if row.instance is not None:
        return
    name = term.dispute.reading_of
    others = {
        other.id
        for other in reading.terms.values()
        if name is not None and other.dispute.reading_of == name and other.id != term.id
    }
    if set(row.readings) != others:
        yield _say(row, f"readings {sorted(row.readings)}", f"and the terms give {sorted(others)}")


def _provisional(reading: Reading, term: Term, row: Verdict) -> Iterator[str]:
    if term.respond is not None and term.respond.repair is not None:
        return  # what may still be made good is looked at beside the parts
    due = settles_at(reading, term, row.state, row.valid_to)
    if row.provisional_until != due:
        yield _say(row, f"provisional until {row.provisional_until}", f"settles at {due}")


# --- windows and arithmetic -----------------------------------------------------------------------------------------
def _window(summary: Verdict, whole: Span, as_of: datetime, *, answer: bool = False) -> Iterator[str]:
    if (summary.valid_from, summary.valid_to) != (whole.start, whole.end):
        yield _say(
            summary, f"from {summary.valid_from} to {summary.valid_to}", f"gives {whole.start} to {whole.end}"
        )
    closed = whole.closed(as_of) and not (
        answer and whole.end == as_of
    )  # an answer at its deadline is in time
    if summary.window_closed != closed:
        yield _say(summary, f"window closed: {summary.window_closed}", f"gives {closed}")


def _figures(reading: Reading, term: Term, row: Verdict) -> Iterator[str]:
    """What is due and what is missing; the whole of a *respond* term counts answers, and no number of them is due."""
    if term.kind is not Kind.RESPOND:
        if row.obligor is None:
            yield from _arithmetic(row, target(reading, term))
    elif row.instance is None and (row.quantity.unit, row.target, row.shortfall_low) != (
        "response",
        None,
        None,
    ):
        yield _say(row, f"{row.target} {row.quantity.unit} due", "counts answers, each due by itself")


def _arithmetic(row: Verdict, number: Decimal | None) -> Iterator[str]:
    """Fulfilment is the share of the target, the shortfall what is missing from it; a limit has neither."""
    if row.obligor is None and row.target != number:
        yield _say(row, f"target {row.target}", f"and the term give {number}")
    shares = (row.fulfilment_low, row.fulfilment_high, row.shortfall_low, row.shortfall_high)
    low, high = row.quantity.low, row.quantity.high
    if row.target is None or row.target_kind == "at_most":
        due: tuple[Decimal | None, ...] = (None, None, None, None)
    else:
        by = row.target
        lacking = Decimal(0) if high is None else max(Decimal(0), by - high)
        share = (low / by, None if high is None else high / by) if by else (None, None)
        due = (*share, lacking, max(Decimal(0), by - low))
    if shares == (None, None, None, None) and row.target is None:
        return
    names = ("fulfilment low", "fulfilment high", "shortfall low", "shortfall high")
    for name, said, follows in zip(names, shares, due, strict=True):
        if not _near(said, follows):
            yield _say(row, f"{name} {said}", f"and the target give {follows}")


def _near(said: Decimal | None, follows: Decimal | None) -> bool:
    if said is None or follows is None:
        return said is follows
    return abs(said - follows) <= SLACK


# --- what follows ---------------------------------------------------------------------------------------------------
def _judged(case: Case | ByEvent, summary: Verdict, rows: list[Verdict], over: Overlay) -> Iterator[str]:
    yield from _nothing_lost(case, summary)
    if not case.reach:
        yield from _own_interval(case, [row for row in rows if row.obligor is None])
        return
    instances = {row.instance: row for row in rows if row.instance is not None}
    due = case.instances()
    for name in sorted(set(due) ^ {str(name) for name in instances}):
        says = "has no row for" if name in due else "has a row for"
        yield f"{case.term.id}, {name}: the verdict {says} this instance; the window gives {sorted(due)}"
    for name, part in due.items():
        if name in instances:
            stretch = Span(start=part.stretch.start, end=part.stretch.end)
            yield from _window(instances[name], stretch, over.as_of, answer=case.term.kind is Kind.RESPOND)
            yield from _interval(instances[name], part.interval)
            yield from _state(instances[name], part.states)
            yield from _because(instances[name], part.because, exact=True)
    if (total := case.total()) is not None:
        yield from _interval(summary, total)
    composed = case.states([instances[name].state for name in due if name in instances])
    yield from _state(summary, overlaid(case.reading, case.term, composed, case.whole, over))
    yield from _because(summary, case.because(), exact=False)
    yield from _counts(case, summary, list(instances.values()))
    if case.term.respond is not None and case.term.respond.repair is not None:
        for name in (name for name in due if name in instances):
            yield from _until(case, instances[name], due[name].until)
        yield from _until(
            case, summary, max((part.until for part in due.values() if part.until), default=None)
        )


def _until(case: Case | ByEvent, row: Verdict, repair: datetime | None) -> Iterator[str]:
    """A breach is provisional while it may still be made good, or its sources have not settled."""
    breach = row.state in {State.BROKEN, State.PARTLY_KEPT}
    settled = settles_at(case.reading, case.term, row.state, row.valid_to)
    due = max((one for one in (settled, repair) if one is not None and breach), default=None)
    if row.provisional_until != due:
        yield _say(row, f"provisional until {row.provisional_until}", f"gives {due}")


def _interval(row: Verdict, due: tuple[Decimal, Decimal | None]) -> Iterator[str]:
    if (row.quantity.low, row.quantity.high) != due:
        yield _say(row, f"{_text(row.quantity.low, row.quantity.high)}", f"gives {_text(*due)}")


def _text(low: Decimal, high: Decimal | None) -> str:
    return f"[{low}, {'open' if high is None else high}]"


def _state(row: Verdict, due: Iterable[State]) -> Iterator[str]:
    names = sorted(state.value for state in due)
    if row.state.value not in names:
        yield _say(row, row.state.value, f"permits {' or '.join(names)}")


def _because(row: Verdict, due: set[str], *, exact: bool) -> Iterator[str]:
    for one in sorted(due - set(row.because)):
        yield _say(row, f"nothing of {one}", "counts it")
    for one in sorted(set(row.because) - due if exact else ()):
        yield _say(row, f"because {one}", "does not count it here")


def _counts(case: Case | ByEvent, summary: Verdict, rows: list[Verdict]) -> Iterator[str]:
    if summary.total_instances is None or case.term.kind is Kind.REFRAIN:
        return
    kept = sum(row.state is State.KEPT for row in rows)
    if (summary.kept_instances, summary.total_instances) != (kept, len(rows)):
        yield _say(
            summary,
            f"{summary.kept_instances} of {summary.total_instances} kept",
            f"gives {kept} of {len(rows)}",
        )


def _nothing_lost(case: Case | ByEvent, summary: Verdict) -> Iterator[str]:
    """Every row that names the term is counted, or stands beside it with a reason."""
    shown = {*summary.because, *(one.id for one in summary.context)}
    for fact in case.reading.facts:
        if case.term.id in fact.row.terms and fact.row.id not in shown:
            yield _say(
                summary, f"nothing of {fact.row.id}", "names the term: counted, or context with a reason"
            )


def _own_interval(case: Case | ByEvent, rows: list[Verdict]) -> Iterator[str]:
    """Where the rows are out of reach: no state may contradict its own interval."""
    for row in rows:
        low, high = row.quantity.low, row.quantity.high
        if row.target is None or row.target_kind == "at_most" or row.instance is None:
            continue
        tolerance = Decimal(0) if case.term.recur is None else case.term.recur.tolerance
        if row.state is State.KEPT and low < row.target - tolerance:
            yield _say(row, f"kept with {_text(low, high)}", f"owes {row.target}")
        denied = any(
            case.reading.rows[one].form is Form.DENIAL for one in row.because if one in case.reading.rows
        )
        if (
            row.state is State.BROKEN
            and (high is None or high >= row.target)
            and not row.opposing
            and not denied
        ):
            yield _say(row, f"broken with {_text(low, high)}", f"owes {row.target}")
