"""From an account to a state: the rules that a lawyer can check line by line.

    support                                   window open      window closed
    ───────────────────────────────────────   ─────────────    ──────────────────────────────
    low >= target, nobody says otherwise      kept             kept
    low >= target, somebody says otherwise    disputed         disputed
    high < target, independently              pending          broken
    high < target, by an adverse party only   pending          disputed
    high < target, somebody says it was done  pending          disputed
    low < target <= high, both ends stated    pending          disputed
    low < target, high end open               pending          unknown (disputed where one origin denies it)
    the same, with words on one side          pending          unknown (words contest a number, and settle none)
    the same, with words on both sides        pending          disputed
    nothing at all                            pending          unknown (a covered silence counts as nothing done)

A kept term that would not be so without the obligor's own word says so; for `min_sources` that word counts nothing.

For a limit (*refrain*): low > limit by independent evidence is broken at once; by an adverse party alone it is
disputed; what the obligor itself denies does not undo what others attest. It is kept only when the window is closed,
the high end stays within the limit, and a source declares to report all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from troth.records.term import Kind, Term
from troth.records.verdict import Reason, State

from .account import Account
from .fold import UNKNOWN, Span
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

    def accusing(self, items: Sequence[Item], goal: Decimal) -> int:
        """Independent origins behind a shortfall; the obligor is one only where its own figures admit it."""
        silent = {one for one in self.obligors if not _short(self.account.own(one), goal)}
        return len({origin for item in items for origin in item.origins} - self.adverse - silent)


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
    return _undecided(grounds, span, goal)


def _short(figures: Sequence[Span], goal: Decimal) -> bool:
    """Whether one of an origin's own figures for the whole stays below what is owed."""
    return any(span.high is not None and span.high < goal for span in figures)


def _nothing(grounds: Grounds, span: Span = UNKNOWN) -> Grade:
    """Nobody looked, or nobody says that they would have told."""
    codes = ["no_evidence", *([] if grounds.term.coverage else ["no_coverage"])]
    return Grade(state=State.UNKNOWN, span=span, reasons=tuple(Reason(code=code) for code in codes))


def _reached(grounds: Grounds, span: Span) -> Grade:
    if grounds.opposing:
        return _both_sides(grounds, span, grounds.opposing)
    if grounds.term.min_sources > 1 and len(_behind(grounds)) < grounds.term.min_sources:
        return Grade(
            state=State.UNKNOWN if grounds.closed else State.PENDING, span=span, reasons=(_too_few(grounds),)
        )
    code = "target_met" if grounds.target is None or span.low >= grounds.target else "within_tolerance"
    reasons = [Reason(code=code, amount=span.low)]
    if span.high is not None and span.high > span.low:
        reasons.append(Reason(code="estimates_differ"))
    return Grade(state=State.KEPT, span=span, reasons=(*reasons, *_resting(grounds)))


def _resting(grounds: Grounds) -> list[Reason]:
    """On whose word a kept term rests, where it would not stand without the parties to it."""
    account, rows = grounds.account, grounds.account.items()
    if _holds(grounds, account.span(without=grounds.adverse | grounds.obligors)):
        return []
    if _holds(grounds, account.span(without=grounds.obligors)):
        return [_word_of("conceded", rows, grounds.adverse)]
    return [_word_of("rests_on_obligor", rows, grounds.obligors)]


def _word_of(code: str, rows: Sequence[Item], parties: frozenset[str]) -> Reason:
    told = [item for item in rows if item.origins & parties]
    names = tuple(sorted({origin for item in told for origin in item.origins & parties}))
    return Reason(code=code, ids=tuple(sorted({item.id for item in told})), names=names)


def _holds(grounds: Grounds, span: Span) -> bool:
    """Whether a term is surely kept by these figures."""
    target = grounds.target if grounds.target is not None else Decimal(0)
    if grounds.term.kind is Kind.REFRAIN or grounds.term.target.at_most is not None:
        return span.high is not None and span.high <= target
    return span.low >= target - grounds.tolerance


def _behind(grounds: Grounds) -> set[str]:
    """Origins whose own count bears it out, on some day at least: not below the low end. The obligor is none."""
    found = {origin for period in grounds.account.periods for origin in period.item.origins}
    most = grounds.term.target.at_most
    for _, day in grounds.account.days:
        low = day.span().low
        for origin, own in day.origins.items():
            bears = low > 0 and own.low >= low if most is None else own.high is not None and own.high <= most
            found |= {origin} if bears else set()
    return found - grounds.obligors


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
    if grounds.supporting:
        return _both_sides(grounds, span, grounds.supporting)
    least = grounds.term.min_sources
    if rows and least > 1 and grounds.accusing(rows, goal) < least:
        return Grade(state=State.UNKNOWN, span=span, reasons=(_too_few(grounds),))
    reasons = [
        Reason(
            code="short_of_target",
            amount=None if grounds.target is None else grounds.target - (span.high or 0),
        )
    ]
    if not rows:
        reasons.append(Reason(code="coverage_silent"))
    return Grade(state=State.BROKEN, span=span, reasons=(*reasons, *_admitted(grounds, rows)))


def _admitted(grounds: Grounds, rows: Sequence[Item]) -> list[Reason]:
    """That every row behind a breach is the obligor's own."""
    if not rows or not all(item.origins <= grounds.obligors for item in rows):
        return []
    return [_word_of("obligor_admits", rows, grounds.obligors)]


def _both_sides(grounds: Grounds, span: Span, words: Sequence[Item]) -> Grade:
    """Words that stand against the counts, or against other words."""
    return Grade(
        state=State.DISPUTED, span=span, reasons=(Reason(code="both_sides", ids=grounds.ids(words)),)
    )


def _denied(grounds: Grounds, contra: Sequence[Item]) -> Grade:
    """All that is said of a term without a number says that it was not done."""
    alone = some_of_them(contra, grounds.obligors, grounds.adverse)
    if alone or adverse_only(contra, grounds.adverse):
        return Grade(state=State.DISPUTED, reasons=(alone_says(contra),))
    if grounds.sources(contra) < grounds.term.min_sources:
        return Grade(state=State.UNKNOWN, reasons=(_too_few(grounds),))
    reasons = (Reason(code="denied", ids=grounds.ids(contra)), *_admitted(grounds, contra))
    return Grade(state=State.BROKEN, reasons=reasons)


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
    if words := [*grounds.supporting, *grounds.opposing]:
        if grounds.supporting and grounds.opposing:
            return _both_sides(grounds, span, words)
        reason = Reason(code="words_only", ids=grounds.ids(words))
        return Grade(state=State.UNKNOWN, span=span, reasons=(reason,))
    if grounds.account.items():
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
    told = grounds.account.own(origin)
    if reaching is not None:
        return any(span.low > reaching or (span.low == reaching and not strictly) for span in told)
    return below is not None and _short(told, below)


def grade_words(grounds: Grounds) -> Grade:
    """A term without a number: four-valued support."""
    rows = grounds.account.items()
    denials = [item for item in rows if item.row.form.value == "denial"]
    pro = [item for item in rows if item not in denials and not item.uncertain] + list(grounds.supporting)
    contra = denials + list(grounds.opposing)
    if pro and not contra:
        return _told(grounds, pro)
    if not grounds.closed:
        return Grade(state=State.PENDING, reasons=(Reason(code="window_open"),))
    if pro:
        return _both_sides(grounds, UNKNOWN, contra)
    return _denied(grounds, contra) if contra else _nothing(grounds)


def _told(grounds: Grounds, pro: Sequence[Item]) -> Grade:
    """All that is said of a term without a number says that it was done."""
    heard = {origin for item in pro for origin in item.origins} - grounds.obligors
    if grounds.term.min_sources > 1 and len(heard) < grounds.term.min_sources:
        state = State.UNKNOWN if grounds.closed else State.PENDING
        return Grade(state=state, reasons=(_too_few(grounds),))
    reasons = [Reason(code="target_met", ids=grounds.ids(pro))]
    if not heard:
        reasons.append(_word_of("rests_on_obligor", pro, grounds.obligors))
    elif heard <= grounds.adverse:
        reasons.append(_word_of("conceded", pro, grounds.adverse))
    return Grade(state=State.KEPT, reasons=tuple(reasons))


def grade_limit(grounds: Grounds) -> Grade:
    """At most so much: broken as soon as it is exceeded, kept only when it is known that it was not."""
    measure, rows = grounds.account.measure, grounds.account.items()
    limit = grounds.target if grounds.target is not None else Decimal(0)
    acts = [item for item in rows if item.is_act(measure, limit)]
    if not acts:  # where nothing was done, nothing was done too much
        limit = max(limit, Decimal(0))
        grounds = replace(grounds, target=limit)
    alone = grounds.account.span(without=grounds.adverse)
    everybody = grounds.account.span(trusting=grounds.trusting)
    span = Span(alone.low, None if everybody.high is None else max(alone.low, everybody.high))
    attested = max(alone.low, grounds.account.span(without=grounds.adverse | grounds.obligors).low)
    span = Span(attested, None if span.high is None else max(attested, span.high))
    acts = independent(acts, grounds.adverse)
    passed = attested > limit and bool(acts)
    if passed and grounds.sources(acts) >= grounds.term.min_sources:
        reason = Reason(code="limit_exceeded", ids=grounds.ids(acts), amount=attested - limit)
        return Grade(state=State.BROKEN, span=span, reasons=(reason, *_admitted(grounds, acts)))
    if (contested := _contested(grounds, limit, rows, passed=passed)) is not None:
        return Grade(state=State.DISPUTED, span=span, reasons=(contested,))
    if not grounds.closed:
        return Grade(state=State.PENDING, span=span, reasons=(Reason(code="window_open"),))
    if span.high is not None and span.high <= limit and grounds.covered:
        met = Reason(code="target_met", amount=span.high)
        return Grade(state=State.KEPT, span=span, reasons=(met, *_resting(grounds)))
    codes = ["no_evidence" if not rows else "open_high_end", *([] if grounds.covered else ["no_coverage"])]
    return Grade(state=State.UNKNOWN, span=span, reasons=tuple(Reason(code=code) for code in codes))


def _contested(grounds: Grounds, limit: Decimal, rows: Sequence[Item], *, passed: bool) -> Reason | None:
    """Why a limit that is not established as exceeded is disputed, if it is; passed: others than adverse parties say so."""
    if passed:
        return _too_few(grounds)
    above = {
        origin
        for origin in grounds.account.origins()
        if _states(grounds, origin, reaching=limit, strictly=True)
    }
    told = max(grounds.account.span(without=side).low for side in (NONE, grounds.obligors))
    if told > limit and not above:  # what others attest, and what adverse parties alone add to it
        return alone_says([item for item in rows if item.origins <= grounds.adverse])
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
        return _level_missed(grounds, span, alone, most=most)
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


def _level_missed(grounds: Grounds, span: Span, alone: Span, *, most: bool) -> Grade:
    """Measured on the wrong side, also without the adverse parties."""
    target = grounds.target if grounds.target is not None else Decimal(0)
    if grounds.supporting:
        return _both_sides(grounds, span, grounds.supporting)
    wrong = [
        item
        for item in independent(grounds.account.items(), grounds.adverse)
        if not item.origins <= grounds.obligors
        or _beyond(Span(*item.amount(grounds.account.measure)), target, most=most)
    ]
    if grounds.sources(wrong) < grounds.term.min_sources:
        return Grade(state=State.DISPUTED, span=span, reasons=(_too_few(grounds),))
    gap = alone.low - target if most else target - (alone.high or Decimal(0))
    reason = Reason(code="limit_exceeded" if most else "short_of_target", amount=gap)
    return Grade(state=State.BROKEN, span=span, reasons=(reason, *_admitted(grounds, wrong)))


def _beyond(span: Span, target: Decimal, *, most: bool) -> bool:
    """Whether a level is surely on the wrong side."""
    return span.low > target if most else span.high is not None and span.high < target
