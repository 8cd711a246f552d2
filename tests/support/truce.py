"""A small made-up truce between A and B, in words short enough for a test to read like a sentence."""

from datetime import datetime
from decimal import Decimal

from troth.monitor import Problem, Result, settle
from troth.records.evidence import Evidence
from troth.records.moment import parse_moment
from troth.records.party import Party
from troth.records.quantity import parse_quantity
from troth.records.term import Agreement, Term, Window

PARTIES = (
    Party(id="A", name="A"),
    Party(id="A-army", name="army of A", part_of="A"),
    Party(id="B", name="B"),
    Party(id="B-army", name="army of B", part_of="B"),
    Party(id="observer", name="observer"),
)
TRUCE = Agreement(id="truce", title="A made-up truce", parties=("A", "B"), end_event="truce ended")


def at(text):
    """The end of a day, or a time, in UTC."""
    return parse_moment(text).end


def window(start, end=None, **more):
    """From a time to a time; dates stand for their first moment."""
    span = {"valid_from": parse_moment(start).start}
    if end is not None:
        span["valid_to"] = parse_moment(end).start
    return Window(**span, **more)


def term(id="T1", kind="achieve", obligor=("A",), beneficiary=("B",), **more):
    """A term of the truce."""
    what = more.pop("what", "do what was agreed")
    return Term(
        id=id, agreement="truce", kind=kind, obligor=obligor, beneficiary=beneficiary, what=what, **more
    )


def change(term, **fields):
    """The same term with some fields replaced, validated anew."""
    return Term.model_validate({**term.model_dump(exclude_unset=True), **fields})


def row(
    id,
    when,
    form="tally",
    quantity=None,
    *,
    terms=("T1",),
    by="observer",
    unit="person",
    until=None,
    known=None,
    **more,
):
    """A row of evidence: what `by` says happened `when`, known from the end of that time unless said otherwise."""
    moment = parse_moment(when)
    span = {"valid_from": moment.start, "valid_from_precision": moment.precision}
    if until is not None:
        end = parse_moment(until)
        span |= {"valid_to": end.end, "valid_to_precision": end.precision}
    return Evidence(
        id=id, terms=terms, form=form, source=more.pop("source", f"page of {by}"), attributed_to=(by,) if isinstance(by, str) else by,
        quantity=None if quantity is None else parse_quantity(str(quantity), unit),
        recorded_at=moment.end if known is None else at(known), **span, **more,
    )  # fmt: skip


def problem(terms, rows=(), as_of="2024-06-30", **more) -> Problem:
    """The question of a time, with the rows known by then."""
    time = as_of if isinstance(as_of, datetime) else at(as_of)
    terms = (terms,) if isinstance(terms, Term) else tuple(terms)
    return Problem(
        terms=terms, agreements=(TRUCE,), parties=PARTIES, as_of=time, viewer=more.pop("viewer", "owner"), owner="owner",
        evidence=tuple(one for one in rows if one.recorded_at <= time), **more,
    )  # fmt: skip


def judged(terms, rows=(), as_of="2024-06-30", **more) -> Result:
    """The result as of a time, from the rows known by then."""
    return settle(problem(terms, rows, as_of, **more))


def verdict(terms, rows=(), as_of="2024-06-30", **more):
    """The summary verdict on the first term."""
    result = judged(terms, rows, as_of, **more)
    first = terms if isinstance(terms, Term) else next(iter(terms))
    return result.summary(first.id)


def state(terms, rows=(), as_of="2024-06-30", **more):
    """The state of the first term, as a word."""
    return verdict(terms, rows, as_of, **more).state.value


def codes(verdict):
    """The codes of a verdict's reasons."""
    return [reason.code for reason in verdict.reasons]


def span(verdict):
    """Low and high end."""
    low, high = verdict.quantity.low, verdict.quantity.high
    return (_plain(low), None if high is None else _plain(high))


def _plain(number: Decimal):
    return int(number) if number == number.to_integral_value() else float(number)
