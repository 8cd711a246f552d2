"""Which instances a row can change, and which rows those instances look at."""

from typing import NamedTuple

from troth.monitor.columnar.spec import Role, Shape, Spec


class Reach(NamedTuple):
    """From one time to another, both included, in microseconds."""

    first: int
    last: int


def instances_near(spec: Spec, role: int, time: int) -> Reach:
    """The times of the instances that a row of this role at this time may belong to.

    >>> from troth.records.moment import parse_duration
    >>> from troth.records.term import Response, Selector, Term
    >>> from troth.monitor.columnar.spec import plain
    >>> duty = Response(trigger=Selector(event=("request",)), within=parse_duration("PT1S"))
    >>> term = Term(id="T", agreement="truce", kind="respond", obligor=("A",), what="answer", respond=duty)
    >>> instances_near(plain(term), Role.COUNTED, 5_000_000)
    Reach(first=4000000, last=5000000)
    """
    first = last = time
    if role & Role.COUNTED and spec.shape is not Shape.ACT:
        first, last = time - spec.ahead, time + spec.back
    if role & Role.REPAIR:
        first = min(first, time - spec.ahead - (spec.repair or 0))
    if role & Role.PERMIT:
        last = max(last, time + (spec.permit or 0))
    return Reach(first, last)


def rows_near(spec: Spec, near: Reach) -> Reach:
    """The times of all rows that the instances of some times look at."""
    return Reach(near.first - spec.back, near.last + spec.ahead + (spec.repair or 0))
