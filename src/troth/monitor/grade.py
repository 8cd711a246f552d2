"""From an account to a state: the rules that a lawyer can check line by line.

    support                                   window open      window closed
    ───────────────────────────────────────   ─────────────    ──────────────────────────────
    low >= target, nobody says otherwise      kept             kept
    low >= target, somebody says otherwise    disputed         disputed
    high < target, independently              pending          broken
    high < target, by an adverse party only   pending          disputed
    low < target <= high, both ends stated    pending          disputed
    low < target, high end open               pending          unknown (disputed where one origin denies it)
    nothing at all                            pending          unknown (a covered silence counts as nothing done)

For a limit (*refrain*): low > limit by independent evidence is broken at once; by an adverse party alone it is
disputed; what the obligor itself denies does not undo what others attest. It is kept only when the window is closed,
the high end stays within the limit, and a source declares to report all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.term import Measure, Term
from troth.records.verdict import Reason, State

from .account import Account
from .fold import UNKNOWN, Span, total
from .problem import Item
from .select import adverse_only, independent, some_of_them

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    """A state with its codes and the interval it was read from."""

    state: State
    span: Span = UNKNOWN
    reasons: tuple[Reason, ...] = ()
    until: datetime | None = None
    """Until then a breach may still be made good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """What one grading may look at: the account, the words on both sides, and who is adverse to the obligor."""

    term: Term
    account: Account
    target: Decimal | None
    closed: bool
    adverse: frozenset[str] = NONE
    obligors: frozenset[str] = NONE
    supporting: Sequence[Item] = ()
    opposing: Sequence[Item] = ()
    tolerance: Decimal = Decimal(0)
    trusting: str | None = None
    covered: bool = False
    """Whether some source declares to report every stretch of the account, and this viewer sees all of it."""

    def ids(self, items: Sequence[Item]) -> tuple[str, ...]:
        """Ids in order, each once."""
        return tuple(sorted({item.id for item in items}))

    def sources(self, items: Sequence[Item]) -> int:
        """Independent origins behind some rows."""
        return len({origin for item in items for origin in item.origins} - self.adverse)


def grade_count(grounds: Grounds) -> Grade:
    """At least so much, by a time."""
    if grounds.target is None:
        return grade_words(grounds)
    span = grounds.account.span(trusting=grounds.trusting)
    goal = grounds.target - grounds.tolerance
    if span.low >= goal:
        return _reached(grounds, span)
    if not grounds.closed:
        return Grade(state=State.PENDING, span=span, reasons=(Reason(code="window_open"),))
    if span.high is not None and span.high < goal:
        return _missed(grounds, span, goal)
    if grounds.opposing:
        return _opposed(grounds, span)
    return _undecided(grounds, span, goal)


def _nothing(grounds: Grounds, span: Span = UNKNOWN) -> Grade:
    """Nobody looked, or nobody says that they would have told."""
    codes = ["no_evidence", *([] if grounds.term.coverage else ["no_coverage"])]
    return Grade(state=State.UNKNOWN, span=span, reasons=tuple(Reason(code=code) for code in codes))


def _reached(grounds: Grounds, span: Span) -> Grade:
    if grounds.opposing:
        reason = Reason(code="both_sides", ids=grounds.ids(grounds.opposing))
        return Grade(state=State.DISPUTED, span=span, reasons=(reason,))
    if grounds.term.min_sources > 1 and len(_behind(grounds)) < grounds.term.min_sources:
        return Grade(
            state=State.UNKNOWN if grounds.closed else State.PENDING, span=span, reasons=(_too_few(grounds),)
        )
    code = "target_met" if grounds.target is None or span.low >= grounds.target else "within_tolerance"
    reasons = [Reason(code=code, amount=span.low)]
    if span.high is not None and span.high > span.low:
        reasons.append(Reason(code="estimates_differ"))
    return Grade(state=State.KEPT, span=span, reasons=tuple(reasons))


def _behind(grounds: Grounds) -> set[str]:
    """Origins that stand behind the low end: on some day their own count is not below it."""
    found = {origin for period in grounds.account.periods for origin in period.item.origins}
    for _, day in grounds.account.days:
        low = day.span().low
        found |= {origin for origin, own in day.origins.items() if low > 0 and own.low >= low}
    return found


def alone_says(items: Sequence[Item]) -> Reason:
    """That only parties to the agreement say so, and which."""
    names = tuple(sorted({origin for item in items for origin in item.origins}))
    return Reason(code="party_alone", ids=tuple(sorted({item.id for item in items})), names=names)


def _missed(grounds: Grounds, span: Span, goal: Decimal) -> Grade:
    rows = grounds.account.items()
    alone = grounds.account.span(without=grounds.adverse, trusting=grounds.trusting)
    if some_of_them(rows, grounds.obligors, grounds.adverse):
        return Grade(state=State.DISPUTED, span=span, reasons=(alone_says(rows),))
    if alone.high is None or alone.high >= goal:
        theirs = [item for item in rows if item.origins <= grounds.adverse]
        return Grade(state=State.DISPUTED, span=span, reasons=(alone_says(theirs),))
    if rows and grounds.sources(rows) < grounds.term.min_sources:
        return Grade(state=State.UNKNOWN, span=span, reasons=(_too_few(grounds),))
    reasons = [
        Reason(
            code="short_of_target",
            amount=None if grounds.target is None else grounds.target - (span.high or 0),
        )
    ]
    if not rows:
        reasons.append(Reason(code="coverage_silent"))
    elif all(item.origins <= grounds.obligors for item in rows):
        reasons.append(Reason(code="obligor_admits", ids=grounds.ids(rows)))
    return Grade(state=State.BROKEN, span=span, reasons=tuple(reasons))


def _opposed(grounds: Grounds, span: Span) -> Grade:
    """Somebody says in words that it was not done, and no count settles it."""
    ids = grounds.ids(grounds.opposing)
    alone = some_of_them(grounds.opposing, grounds.obligors, grounds.adverse)
    if alone or adverse_only(grounds.opposing, grounds.adverse):
        return Grade(state=State.DISPUTED, span=span, reasons=(alone_says(grounds.opposing),))
    if grounds.account.items() or grounds.supporting:
        return Grade(state=State.DISPUTED, span=span, reasons=(Reason(code="both_sides", ids=ids),))
    if grounds.sources(grounds.opposing) < grounds.term.min_sources:
        return Grade(state=State.UNKNOWN, span=span, reasons=(_too_few(grounds),))
    return Grade(state=State.BROKEN, span=span, reasons=(Reason(code="denied", ids=ids),))


def _too_few(grounds: Grounds) -> Reason:
    return Reason(code="too_few_sources", amount=Decimal(grounds.term.min_sources))


def _undecided(grounds: Grounds, span: Span, goal: Decimal) -> Grade:
    """The interval holds the target: contested where both ends are stated or one origin denies it, else unknown."""
    if span.high is not None:
        reason = Reason(code="straddles", amount=grounds.target)
        return Grade(state=State.DISPUTED, span=span, reasons=(reason,))
    below = [o for o in grounds.account.origins() if _states(grounds, o, below=goal)]
    above = [o for o in grounds.account.origins() if _states(grounds, o, reaching=goal)]
    if below and above:
        reason = Reason(code="both_sides", names=(*above, *below))
        return Grade(state=State.DISPUTED, span=span, reasons=(reason,))
    if grounds.account.items() or grounds.supporting:
        return Grade(state=State.UNKNOWN, span=span, reasons=(Reason(code="open_high_end", amount=span.low),))
    return _nothing(grounds, span)


def _states(
    grounds: Grounds,
    origin: str,
    *,
    below: Decimal | None = None,
    reaching: Decimal | None = None,
    strictly: bool = False,
) -> bool:
    """Whether one origin's own figures put the total below, or at, a number."""
    spans = [day.origins.get(origin, Span()) for _, day in grounds.account.days]
    told = [total(spans)]
    if (since := grounds.account.since(origin)) is not None:
        told.append(since)
    if reaching is not None:
        return any(span.low > reaching or (span.low == reaching and not strictly) for span in told)
    return below is not None and any(span.high is not None and span.high < below for span in told)


def grade_words(grounds: Grounds) -> Grade:
    """A term without a number: four-valued support."""
    rows = grounds.account.items()
    denials = [item for item in rows if item.row.form.value == "denial"]
    pro = [item for item in rows if item not in denials and not item.uncertain] + list(grounds.supporting)
    contra = denials + list(grounds.opposing)
    if pro and not contra:
        if (
            grounds.sources(pro) < grounds.term.min_sources
            and len({o for i in pro for o in i.origins}) < grounds.term.min_sources
        ):
            return Grade(
                state=State.UNKNOWN if grounds.closed else State.PENDING, reasons=(_too_few(grounds),)
            )
        return Grade(state=State.KEPT, reasons=(Reason(code="target_met", ids=grounds.ids(pro)),))
    if not grounds.closed:
        return Grade(state=State.PENDING, reasons=(Reason(code="window_open"),))
    if pro:
        reason = Reason(code="both_sides", ids=grounds.ids(contra))
        return Grade(state=State.DISPUTED, reasons=(reason,))
    if contra:
        return _opposed(_only(grounds, contra), UNKNOWN)
    return _nothing(grounds)


def _only(grounds: Grounds, contra: Sequence[Item]) -> Grounds:
    return Grounds(
        term=grounds.term, account=Account(days=(), measure=Measure()), target=None, closed=grounds.closed, adverse=grounds.adverse,
        obligors=grounds.obligors, opposing=contra,
    )  # fmt: skip


def grade_limit(grounds: Grounds) -> Grade:
    """At most so much: broken as soon as it is exceeded, kept only when it is known that it was not."""
    limit = grounds.target if grounds.target is not None else Decimal(0)
    alone = grounds.account.span(without=grounds.adverse)
    everybody = grounds.account.span(trusting=grounds.trusting)
    span = Span(alone.low, None if everybody.high is None else max(alone.low, everybody.high))
    rows = grounds.account.items()
    attested = max(alone.low, grounds.account.span(without=grounds.adverse | grounds.obligors).low)
    span = Span(attested, None if span.high is None else max(attested, span.high))
    neutral = [item for item in independent(rows, grounds.adverse) if item.row.form is not Form.DENIAL]
    if attested > limit and grounds.sources(neutral) >= grounds.term.min_sources:
        reason = Reason(code="limit_exceeded", ids=grounds.ids(neutral), amount=attested - limit)
        return Grade(state=State.BROKEN, span=span, reasons=(reason,))
    if (contested := _contested(grounds, attested, limit, rows)) is not None:
        return Grade(state=State.DISPUTED, span=span, reasons=(contested,))
    if not grounds.closed:
        return Grade(state=State.PENDING, span=span, reasons=(Reason(code="window_open"),))
    if span.high is not None and span.high <= limit and grounds.covered:
        return Grade(state=State.KEPT, span=span, reasons=(Reason(code="target_met", amount=span.high),))
    codes = ["no_evidence" if not rows else "open_high_end", *([] if grounds.covered else ["no_coverage"])]
    return Grade(state=State.UNKNOWN, span=span, reasons=tuple(Reason(code=code) for code in codes))


def _contested(grounds: Grounds, attested: Decimal, limit: Decimal, rows: Sequence[Item]) -> Reason | None:
    """Why a limit that is not established as exceeded is disputed, if it is."""
    if attested > limit:
        return _too_few(grounds)
    above = {
        origin
        for origin in grounds.account.origins()
        if _states(grounds, origin, reaching=limit, strictly=True)
    }
    if not above and not grounds.opposing:
        return None
    saying = [*grounds.opposing, *(item for item in rows if item.origins & above)]
    if adverse_only(saying, grounds.adverse):
        return alone_says(saying)
    return Reason(code="both_sides", ids=grounds.ids(saying), names=tuple(sorted(above)))


def grade_level(grounds: Grounds) -> Grade:
    """A level to hold, as measured: broken by one independent measurement on the wrong side, even while open."""
    if grounds.target is None:
        return grade_words(grounds)
    most = grounds.term.target.at_most is not None
    span = grounds.account.span(trusting=grounds.trusting)
    alone = grounds.account.span(without=grounds.adverse, trusting=grounds.trusting)
    rows = grounds.account.items()
    beyond = _beyond(alone, grounds.target, most=most)
    if beyond:
        gap = alone.low - grounds.target if most else grounds.target - (alone.high or Decimal(0))
        reason = Reason(code="limit_exceeded" if most else "short_of_target", amount=gap)
        enough = grounds.sources(rows) >= grounds.term.min_sources
        state = State.BROKEN if enough else State.DISPUTED
        return Grade(state=state, span=span, reasons=(reason if enough else _too_few(grounds),))
    if _beyond(span, grounds.target, most=most) or grounds.opposing:
        charged = [*grounds.opposing, *(item for item in rows if item.origins <= grounds.adverse)]
        both = Reason(code="both_sides", ids=grounds.ids(charged))
        reason = alone_says(charged) if adverse_only(charged, grounds.adverse) else both
        return Grade(state=State.DISPUTED, span=span, reasons=(reason,))
    if not grounds.closed:
        return Grade(state=State.PENDING, span=span, reasons=(Reason(code="window_open"),))
    held = span.high is not None and span.high <= grounds.target if most else span.low >= grounds.target
    if held and rows:
        return _reached(grounds, span)
    return _undecided(grounds, span, grounds.target) if rows else _nothing(grounds, span)


def _beyond(span: Span, target: Decimal, *, most: bool) -> bool:
    """Whether a level is surely on the wrong side."""
    return span.low > target if most else span.high is not None and span.high < target
