"""One way of judging per kind of term: which stretches are looked at, and how the states of the parts make the whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal, assert_never

from troth.records.term import Kind, Measure, Term
from troth.records.verdict import Context, Reason, State

from .account import (
    Account,
    Covered,
    Memo,
    acts_since,
    by_day,
    comparable,
    lowest,
    mean,
    open_ended,
    over_window,
)
from .averages import by_average, together
from .fold import Day, Span, combine, fold, fold_level
from .grade import Grade, Grounds, alone_says, grade_count, grade_level, grade_limit
from .problem import Item
from .respond import responses
from .select import Roles
from .summary import Part, summarise
from .windows import Bounds, Stretch, day_windows_after, day_windows_up_to, days

CENT = Decimal("0.01")
NO_LIMIT = Decimal(10) ** 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one judging of one term looks at."""

    term: Term
    bound: Bounds
    roles: Roles
    own: Sequence[Item]
    as_of: datetime
    target: Decimal | None
    adverse: frozenset[str]
    obligors: frozenset[str]
    covered: Covered
    memo: Memo
    trusting: str | None = None

    def grounds(self, account: Account, *, closed: bool, roles: Roles | None = None) -> Grounds:
        """Grade an account of this term."""
        words = self.roles if roles is None else roles
        tolerance = self.term.recur.tolerance if self.term.recur is not None else Decimal(0)
        silent = all(self.covered(stretch) for stretch, _ in account.days)
        return Grounds(
            term=self.term, account=account, target=self.target, closed=closed, adverse=self.adverse,
            obligors=self.obligors, supporting=words.supporting, opposing=words.opposing, tolerance=tolerance,
            trusting=self.trusting, covered=bool(account.days) and silent,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A summary and its parts, before conditions, excuses and explanations."""

    grade: Grade
    parts: tuple[Part, ...] = ()
    account: Account = field(default_factory=lambda: Account(days=(), measure=Measure()))
    roles: Roles = field(default_factory=Roles)
    kept: int | None = None
    total: int | None = None
    scene: Scene | None = None
    """What was looked at, so that a part can be graded again as it was known earlier."""


def judge(scene: Scene) -> Judged:
    """Judge one term by its kind."""
    return replace(_by_kind(_inside(scene)), scene=scene)


def _by_kind(inside: Scene) -> Judged:
    match inside.term.kind:
        case Kind.ACHIEVE:
            return _achieve(inside)
        case Kind.RECUR:
            return _recur(inside)
        case Kind.REFRAIN:
            return _refrain(inside)
        case Kind.SUSTAIN:
            return _sustain(inside)
        case Kind.RESPOND:
            return _respond(inside)
        case _ as never:
            assert_never(never)


def _inside(scene: Scene) -> Scene:
    """Drop rows that surely lie outside the window; a denial may come after it."""
    half_open = scene.term.kind in {Kind.REFRAIN, Kind.SUSTAIN}
    roles = Roles(context=list(scene.roles.context))
    for name in ("counted", "periods", "averages", "supporting", "opposing"):
        for item in getattr(scene.roles, name):
            if _outside(item, scene.bound, half_open=half_open, kind=scene.term.kind):
                roles.context.append(Context(id=item.id, why="outside_window"))
            else:
                getattr(roles, name).append(item)
    return replace(scene, roles=roles)


def _outside(item: Item, bound: Bounds, *, half_open: bool, kind: Kind) -> bool:
    if bound.start is not None and (item.start < bound.start if item.instant else item.end <= bound.start):
        return True
    if bound.end is None:
        return False
    if item.row.form.value == "denial" and kind in {Kind.ACHIEVE, Kind.RESPOND}:
        return False
    if item.instant:
        return item.start >= bound.end if half_open else item.start > bound.end
    return item.start >= bound.end


def _open_days(scene: Scene) -> tuple[Stretch, ...]:
    """Days of a window without an end: only those that rows speak of."""
    items, first = scene.roles.counted, scene.bound.start
    if first is None:
        first = min((item.start for item in items), default=scene.as_of)
    last = max([scene.as_of, *(item.end for item in items)])
    if last <= first:
        last = first + timedelta(days=1)
    whole = days(scene.term, Bounds(start=first, end=last), closed_end=True, tail=True)
    return tuple(stretch for stretch in whole if any(stretch.touches(item) for item in items))


def _achieve(scene: Scene) -> Judged:
    bound, term = scene.bound, scene.term
    if bound.end is None or bound.start is None:
        stretches = _open_days(scene)
        start = bound.start or min((s.start for s in stretches), default=scene.as_of)
        end = bound.end or max([scene.as_of, *(s.end for s in stretches)])
        window = Stretch(None, start, end, closed_end=True)
        account = open_ended(term, scene.roles.counted, scene.roles.periods, stretches, window)
        closed = bound.end is not None and scene.as_of >= bound.end
    else:
        stretches, start, end = _days(scene, closed_end=True), bound.start, bound.end
        window = Stretch(None, start, end, closed_end=True)
        account = over_window(term, scene.roles, stretches, window, scene.covered, scene.memo)
        closed = scene.as_of >= end
    grade = grade_count(scene.grounds(account, closed=closed))
    _left_out(scene, account)
    scene.roles.context.extend(
        Context(id=item.id, why="longer_period")
        for item in scene.roles.periods
        if bound.end is not None and not comparable(item, stretches, window)
    )
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    return Judged(grade=grade, account=account, roles=scene.roles)


def _words_of(scene: Scene, stretch: Stretch) -> Roles:
    roles = Roles()
    roles.supporting = [item for item in scene.roles.supporting if stretch.touches(item)]
    roles.opposing = [item for item in scene.roles.opposing if stretch.touches(item)]
    return roles


def _parts(
    scene: Scene, account: Account, grader: Callable[[Grounds], Grade], *, only_told: bool = False
) -> tuple[Part, ...]:
    parts = []
    for stretch, day in account.days:
        words = _words_of(scene, stretch)
        if only_told and not (day.items or words.opposing):
            continue
        said = tuple(item.id for item in (*words.supporting, *words.opposing))
        closed = scene.as_of >= stretch.end
        still = scene.bound.is_suspended(stretch.start)
        key = (stretch, id(day), said, closed, still, scene.trusting, scene.obligors)
        if key not in scene.memo.parts:
            scene.memo.parts[key] = _part(scene, stretch, day, words, grader)
        parts.append(scene.memo.parts[key])
    return tuple(parts)


def _part(scene: Scene, stretch: Stretch, day: Day, words: Roles, grader: Callable[[Grounds], Grade]) -> Part:
    alone = Account(days=((stretch, day),), measure=scene.term.measure)
    grade = grader(scene.grounds(alone, closed=scene.as_of >= stretch.end, roles=words))
    if scene.bound.is_suspended(stretch.start) and grade.state is not State.KEPT:
        grade = replace(grade, state=State.SUSPENDED, reasons=(Reason(code="suspended"),))
    return Part(stretch=stretch, grade=grade, account=alone, words=words)


def regrade(scene: Scene, part: Part, *, as_of: datetime, covered: Covered) -> State:
    """The state of one day as it was known earlier."""
    grader = {Kind.RECUR: grade_count, Kind.REFRAIN: grade_limit, Kind.SUSTAIN: grade_level}[scene.term.kind]
    rows = [item for item in part.account.items() if _by(item, as_of)]
    stretch, measure = part.stretch, scene.term.measure
    blurred = any(day.blurred for _, day in part.account.days)
    if scene.term.kind is Kind.SUSTAIN:
        day = fold_level(rows, lowest=scene.term.target.at_most is None)
    else:
        day = fold(rows, measure, covered(stretch), blurred=blurred)
    words = Roles(
        supporting=[item for item in part.words.supporting if _by(item, as_of)],
        opposing=[item for item in part.words.opposing if _by(item, as_of)],
    )
    return _part(replace(scene, as_of=as_of), stretch, day, words, grader).grade.state


def _by(item: Item, moment: datetime) -> bool:
    return item.row.recorded_at is None or item.row.recorded_at <= moment


def _days(scene: Scene, *, closed_end: bool, tail: bool = False) -> tuple[Stretch, ...]:
    """The days of the window, cut once for all worlds in which it is the same; without an end, those so far."""
    bound, ended = scene.bound, scene.bound.end is not None
    if not ended:
        bound = replace(bound, end=scene.as_of)
    key = (bound.start, bound.end, closed_end and ended, tail)
    if key not in scene.memo.stretches:
        scene.memo.stretches[key] = days(scene.term, bound, closed_end=closed_end and ended, tail=tail)
    return scene.memo.stretches[key]


def _left_out(scene: Scene, account: Account) -> None:
    """Say which rows fell into no day."""
    placed = {item.id for item in account.items()}
    for item in scene.roles.counted:
        if item.id not in placed:
            touches = any(stretch.touches(item) for stretch, _ in account.days)
            scene.roles.context.append(
                Context(id=item.id, why="not_comparable" if touches else "outside_window")
            )


def _unheard(scene: Scene, stretches: Sequence[Stretch]) -> None:
    """Words about a time in which nothing is judged (a last partial day) are shown, and have no effect."""
    for name in ("supporting", "opposing"):
        words: list[Item] = getattr(scene.roles, name)
        idle = [item for item in words if not any(stretch.touches(item) for stretch in stretches)]
        for item in idle:
            words.remove(item)
            scene.roles.context.append(Context(id=item.id, why="day_left_out"))
            if name == "opposing":
                scene.roles.remarks.append(item)


def _recur(scene: Scene) -> Judged:
    sliding = scene.term.window.day == "sliding"
    stretches = (
        day_windows_after(scene.term, scene.bound, [(i.start, i.end) for i in scene.roles.counted])
        if sliding
        else _days(scene, closed_end=True)
    )
    _unheard(scene, stretches)
    account = by_day(scene.roles.counted, stretches, scene.term.measure, scene.covered, memo=scene.memo)
    parts = _parts(scene, account, grade_count)
    _left_out(scene, account)
    grade, kept = summarise(scene.term, parts, complete=_complete(scene))
    done = Account(days=tuple(d for d in account.days if d[0].end <= scene.as_of), measure=account.measure)
    average = _average(scene, stretches, done)
    told = [lowest(done) if sliding else mean(done, trusting=scene.trusting)] if done.days else []
    span = _rounded(combine([*told, *([average] if average is not None and scene.trusting is None else [])]))
    grade = replace(grade, span=span)
    if scene.trusting is None:
        grade = by_average(
            scene.grounds(account, closed=_complete(scene)), grade, parts, scene.roles.averages
        )
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles, kept=kept, total=len(parts))


def _rounded(span: Span) -> Span:
    """To the cent, outwards: rounding never narrows what is known."""
    high = None if span.high is None else span.high.quantize(CENT, ROUND_CEILING)
    return Span(span.low.quantize(CENT, ROUND_FLOOR), high)


def _average(scene: Scene, stretches: Sequence[Stretch], done: Account) -> Span | None:
    """What the averages over all of the days that are over say; one of fewer days is no mean of the whole."""
    last = max((stretch.end for stretch in stretches), default=None)
    for item in tuple(scene.roles.averages):
        if last is None or item.start < stretches[0].start or item.end > last:
            scene.roles.averages.remove(item)
            scene.roles.context.append(Context(id=item.id, why="longer_period"))
    over = max((stretch.end for stretch, _ in done.days), default=None)
    whole = [
        item
        for item in scene.roles.averages
        if over and item.start <= stretches[0].start and item.end >= over
    ]
    return together(scene.term.measure, whole)


def _complete(scene: Scene) -> bool:
    """Whether the window is over, so that no further day can be owed."""
    return scene.bound.end is not None and scene.as_of >= scene.bound.end


def _refrain(scene: Scene) -> Judged:
    if scene.bound.end is None or scene.bound.start is None:
        stretches = _open_days(scene)
    else:
        stretches = _days(scene, closed_end=False, tail=True)
    standing = [item for item in scene.roles.counted if not scene.bound.is_suspended(item.start)]
    account = by_day(standing, stretches, scene.term.measure, scene.covered, memo=scene.memo)
    _left_out(scene, account)
    account = replace(account, periods=acts_since(scene.term, scene.roles, stretches, scene.bound))
    if scene.term.window.day == "sliding":
        return _in_any_day(scene, account, standing)
    parts = _parts(scene, account, grade_limit, only_told=True)
    if scene.bound.end is None:  # what may still come keeps the high end open
        account = replace(account, days=(*account.days, (Stretch(None, scene.as_of, scene.as_of), Day())))
    grade = grade_limit(scene.grounds(account, closed=_complete(scene)))
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles)


def _in_any_day(scene: Scene, account: Account, standing: Sequence[Item]) -> Judged:
    """A limit on any 24 hours: judged on the hours up to each happening, where a sum can be highest."""
    spans = by_day(
        standing,
        day_windows_up_to([item.end for item in standing]),
        scene.term.measure,
        lambda _: frozenset(),
    )
    parts = _parts(scene, spans, grade_limit, only_told=True)
    states = [part.grade.state for part in parts]
    without_limit = replace(scene.grounds(account, closed=_complete(scene)), target=NO_LIMIT)
    grade = grade_limit(without_limit)
    for state in (State.BROKEN, State.DISPUTED):
        if state in states:
            grade = replace(parts[states.index(state)].grade, state=state)
            break
    else:
        worst = [part.grade.span for part in parts]
        if worst:
            grade = replace(grade, span=Span(max(span.low for span in worst), grade.span.high))
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles)


def _sustain(scene: Scene) -> Judged:
    if scene.bound.end is None or scene.bound.start is None:
        stretches = _open_days(scene)
    else:
        stretches = _days(scene, closed_end=False)
    level: Literal["highest", "lowest"] = "highest" if scene.term.target.at_most is not None else "lowest"
    account = by_day(
        scene.roles.counted, stretches, scene.term.measure, scene.covered, level=level, memo=scene.memo
    )
    _left_out(scene, account)
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    parts = _parts(scene, account, grade_level)
    grade, kept = summarise(scene.term, parts, complete=_complete(scene))
    told = [part.grade.span for part in parts if part.account.items()]
    if told:
        highs = [span.high for span in told if span.high is not None]
        grade = replace(
            grade, span=Span(min(s.low for s in told), max(highs) if len(highs) == len(told) else None)
        )
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles, kept=kept, total=len(parts))


def _fairly_asked(scene: Scene, stretch: Stretch, grade: Grade) -> Grade:
    """Nobody is in breach for not answering what an adverse party alone says has happened."""
    trigger = next(item for item in scene.own if item.id == stretch.label)
    if grade.state is not State.BROKEN or not trigger.origins <= scene.adverse:
        return grade
    return replace(grade, state=State.DISPUTED, reasons=(alone_says([trigger]), *grade.reasons))


def _respond(scene: Scene) -> Judged:
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    parts = []
    for stretch, day in responses(scene.term, scene.own, scene.roles.counted, scene.bound, scene.covered):
        alone = Account(days=((stretch, day),), measure=scene.term.measure)
        words = _words_of(scene, stretch)
        grounds = replace(
            scene.grounds(alone, closed=scene.as_of >= stretch.end, roles=words),
            target=scene.target or Decimal(1),
        )
        grade = _fairly_asked(scene, stretch, grade_count(grounds))
        parts.append(Part(stretch=stretch, grade=grade, account=alone, words=words))
    grade, kept = summarise(scene.term, parts, complete=_complete(scene))
    account = Account(
        days=tuple(day for part in parts for day in part.account.days), measure=scene.term.measure
    )
    _left_out(scene, account)
    met = Span(Decimal(kept), Decimal(kept))
    grade = replace(grade, span=met if parts else Span())
    return Judged(
        grade=grade, parts=tuple(parts), account=account, roles=scene.roles, kept=kept, total=len(parts)
    )
