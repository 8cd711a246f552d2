"""Which terms can be judged column by column, and what such a term asks of its log.

A *plain* term has instances that are named by rows (the event that asks for an answer, the moment at which a sum is
judged, the act that is forbidden), each decided by the rows near it in time. Everything that ties a term to other
terms, moves its window or weighs several origins stays with `troth.monitor.settle`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum, IntFlag

from troth.records.moment import Duration
from troth.records.term import Kind, Prohibition, Recurrence, Response, Selector, Term

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
ALWAYS = 2**61
"""A time, in microseconds since 1970, beyond every time that a row may have."""


class Role(IntFlag):
    """What a row can be to a term; one row may be several of these."""

    INSTANCE = 1
    """It names an instance."""
    COUNTED = 2
    """It counts in the term's measure."""
    REPAIR = 4
    """It makes good a missed answer."""
    PERMIT = 8
    """It allows an act that follows it."""
    SINCE = 16
    """It begins the state in which acts are forbidden."""
    UNTIL = 32
    """It ends that state."""


class Shape(IntEnum):
    """How an instance looks at its log."""

    ANSWER = 1
    """From a trigger on: what follows within a time."""
    MOMENT = 2
    """Up to a moment: what the stretch before it adds up to."""
    ACT = 3
    """The act itself, unless something before it allows it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What a plain term asks of its log. Lengths are in microseconds; None: the term does not ask for it."""

    term: Term
    shape: Shape
    roles: tuple[tuple[Role, Selector], ...]
    keyed: bool = False
    """Whether only rows with the instance's own key belong to it."""
    back: int = 0
    """How far before an instance the rows that count for it may lie."""
    ahead: int = 0
    """How far after it."""
    over: int | None = None
    """Length of the running sum that an answer is measured by."""
    repair: int | None = None
    """How long after its deadline a missed answer may be made good."""
    permit: int | None = None
    """How long before an act lies what allows it."""
    active: bool = False
    """Whether acts are forbidden only in a state that rows begin and end."""

    @property
    def start(self) -> int:
        """First instant of the term's window."""
        start = self.term.window.valid_from
        return -ALWAYS if start is None else stamp(start)

    @property
    def end(self) -> int:
        """Last instant of the window; of a prohibition the first after it."""
        end = self.term.window.valid_to
        return ALWAYS if end is None else stamp(end)


def stamp(moment: datetime) -> int:
    """Microseconds since 1970 of an aware datetime.

    >>> stamp(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
    1000000
    """
    return (moment - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    """The time, in UTC, that a stamp stands for.

    >>> moment(1_000_000).isoformat()
    '1970-01-01T00:00:01+00:00'
    """
    return EPOCH + at * MICROSECOND


def plain(term: Term) -> Spec | str:
    """What the term asks of its log, or why it is not plain (a code, see docs/methods/engine.md).

    >>> from troth.records.moment import parse_duration
    >>> duty = Response(trigger=Selector(event=("request",)), within=parse_duration("PT6H"))
    >>> term = Term(id="T", agreement="truce", kind="respond", obligor=("A",), what="answer", respond=duty)
    >>> plain(term).ahead // 3_600_000_000
    6
    >>> plain(term.model_copy(update={"min_sources": 2}))
    'weighs_origins'
    """
    why = next(_not_plain(term), None)
    if why is not None:
        return why
    if term.kind is Kind.RESPOND and term.respond is not None:
        return _answers(term, term.respond)
    if term.kind is Kind.RECUR and term.recur is not None and term.recur.at is not None:
        return _moments(term, term.recur)
    if term.kind is Kind.REFRAIN and term.refrain is not None and term.refrain.per == "event":
        return _acts(term, term.refrain)
    return "judged_by_days"


def plain_by(term: Term, as_of: datetime) -> Spec | str:
    """The same by a time: a term that nobody had stated by then is not judged column by column."""
    if term.recorded_at is not None and term.recorded_at > as_of:
        return "not_yet_recorded"
    return plain(term)


def _not_plain(term: Term) -> Iterator[str]:
    around = (term.extension, term.suspension, term.excuse, term.reparation, term.expiry, *term.condition)
    if any(one is not None for one in around) or term.window.anchor or term.window.during:
        yield "depends_on_others"
    if len(term.obligor) > 1:
        yield "several_obligors"
    if term.min_sources > 1:
        yield "weighs_origins"
    if term.target.ratio is not None:
        yield "ratio"
    if any(one.lag.months for one in term.coverage):
        yield "calendar_months"


def _length(duration: Duration | None) -> int | None:
    """Microseconds of a fixed length; None stays None."""
    return None if duration is None else duration.span // MICROSECOND


def _answers(term: Term, duty: Response) -> Spec | str:
    if duty.only_after is not None or duty.only_before is not None:
        return "order_of_answers"
    lengths = [duty.within, duty.over, None if duty.repair is None else duty.repair.within]
    if any(one is not None and one.months for one in lengths):
        return "calendar_months"
    roles: list[tuple[Role, Selector]] = [(Role.INSTANCE, duty.trigger), (Role.COUNTED, term.measure)]
    if duty.repair is not None:
        roles.append((Role.REPAIR, duty.repair))
    over = _length(duty.over)
    return Spec(
        term=term, shape=Shape.ANSWER, roles=tuple(roles), keyed=duty.same_key, back=over or 0,
        ahead=_length(duty.within) or 0, over=over, repair=_length(lengths[2]),
    )  # fmt: skip


def _moments(term: Term, rhythm: Recurrence) -> Spec | str:
    if rhythm.k is not None:
        return "k_of_n"
    if rhythm.every.months:
        return "calendar_months"
    assert rhythm.at is not None  # noqa: S101 - asked for only where there is one
    roles = ((Role.INSTANCE, rhythm.at), (Role.COUNTED, term.measure))
    return Spec(term=term, shape=Shape.MOMENT, roles=roles, back=_length(rhythm.every) or 0)


def _acts(term: Term, ban: Prohibition) -> Spec | str:
    if term.window.day == "sliding":
        return "sliding_days"
    roles: list[tuple[Role, Selector]] = [(Role.INSTANCE | Role.COUNTED, term.measure)]
    permit, state = ban.unless_preceded_by, ban.only_while
    if permit is not None:
        if permit.within.months:
            return "calendar_months"
        roles.append((Role.PERMIT, permit))
    if state is not None:
        roles += [(Role.SINCE, state.since), (Role.UNTIL, state.until)]
    keys = {one.same_key for one in (permit, state) if one is not None}
    if len(keys) > 1:
        return "two_kinds_of_key"
    length = None if permit is None else _length(permit.within)
    return Spec(
        term=term, shape=Shape.ACT, roles=tuple(roles), keyed=keys == {True}, back=length or 0,
        permit=length, active=state is not None,
    )  # fmt: skip
