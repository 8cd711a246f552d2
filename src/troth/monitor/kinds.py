"""One way of judging per kind of term: which stretches are looked at, and how the states of the parts make the whole."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal, assert_never

from troth.records.term import Kind
from troth.records.verdict import Context

from .account import Account, Covered, by_day, comparable, lowest, mean, open_ended, over_window
from .acts import refrain
from .averages import by_average, together
from .fold import Span, combine, fold, fold_level
from .grade import grade_count, grade_level, grade_limit
from .occasions import recur_at
from .problem import Item
from .respond import respond
from .restated import restated
from .scene import Judged, Scene, days_of, is_over, left_out, open_days, part_of, parts_of
from .select import Roles
from .summary import Part, summarise
from .windows import Bounds, Stretch, day_windows_after

CENT = Decimal("0.01")


def judge(scene: Scene) -> Judged:
    """Judge one term by its kind."""
    return replace(_by_kind(_inside(scene)), scene=scene)


def _by_kind(inside: Scene) -> Judged:
    match inside.term.kind:
        case Kind.ACHIEVE:
            return _achieve(inside)
        case Kind.RECUR:
            duty = inside.term.recur
            return _recur(inside) if duty is None or duty.at is None else recur_at(inside, duty)
        case Kind.REFRAIN:
            return refrain(inside)
        case Kind.SUSTAIN:
            return _sustain(inside)
        case Kind.RESPOND:
            assert inside.term.respond is not None  # noqa: S101 - the record's own check
            return respond(inside, inside.term.respond)
        case _ as never:
            assert_never(never)


def _inside(scene: Scene) -> Scene:
    """Drop rows that surely lie outside the window; a denial may come after it.

    What answers a trigger lies within the trigger's own time, wherever the window ends.
    """
    half_open = scene.term.kind in {Kind.REFRAIN, Kind.SUSTAIN}
    answers = scene.term.kind is Kind.RESPOND
    roles = Roles(context=list(scene.roles.context), counted=list(scene.roles.counted) if answers else [])
    for name in (*(() if answers else ("counted",)), "periods", "averages", "supporting", "opposing"):
        for item in getattr(scene.roles, name):
            if _lies_outside(scene, item, half_open=half_open):
                roles.context.append(Context(id=item.id, why="outside_window"))
            else:
                getattr(roles, name).append(item)
    return replace(scene, roles=roles)


def _lies_outside(scene: Scene, item: Item, *, half_open: bool) -> bool:
    key = (item.row.id, scene.bound.start, scene.bound.end)
    if key not in scene.memo.outside:
        outside = _outside(item, scene.bound, half_open=half_open, kind=scene.term.kind)
        scene.memo.outside[key] = outside
    return scene.memo.outside[key]


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


def _achieve(scene: Scene) -> Judged:
    bound, term = scene.bound, scene.term
    if bound.end is None or bound.start is None:
        stretches = open_days(scene)
        start = bound.start or min((s.start for s in stretches), default=scene.as_of)
        end = bound.end or max([scene.as_of, *(s.end for s in stretches)])
        window = Stretch(None, start, end, closed_end=True)
        account = open_ended(term, scene.roles.counted, scene.roles.periods, stretches, window)
        closed = bound.end is not None and scene.as_of >= bound.end
    else:
        stretches, start, end = days_of(scene, closed_end=True), bound.start, bound.end
        window = Stretch(None, start, end, closed_end=True)
        account = over_window(term, scene.roles, stretches, window, scene.covered, scene.memo)
        closed = scene.as_of >= end
    grade = restated(account, scene.roles, grade_count(scene.grounds(account, closed=closed)))
    left_out(scene, account)
    scene.roles.context.extend(
        Context(id=item.id, why="longer_period")
        for item in scene.roles.periods
        if bound.end is not None and not comparable(item, stretches, window)
    )
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    return Judged(grade=grade, account=account, roles=scene.roles)


def regrade(
    scene: Scene,
    part: Part,
    *,
    as_of: datetime,
    clock: datetime,
    covered: Covered,
    only: Collection[str] | None = None,
) -> Part:
    """One day as it was known earlier, when the clock stood at `clock`, or as it would be by some of its rows `only`."""
    grader = {Kind.RECUR: grade_count, Kind.REFRAIN: grade_limit, Kind.SUSTAIN: grade_level}[scene.term.kind]

    def kept(items: Iterable[Item]) -> list[Item]:
        return [item for item in items if _by(item, as_of) and (only is None or item.id in only)]

    rows = kept(part.account.items())
    stretch, measure = part.stretch, scene.term.measure
    blurred = any(day.blurred for _, day in part.account.days)
    if scene.term.kind is Kind.SUSTAIN:
        day = fold_level(rows, lowest=scene.term.target.at_most is None)
    else:
        day = fold(rows, measure, covered(stretch), blurred=blurred)
    words = Roles(supporting=kept(part.words.supporting), opposing=kept(part.words.opposing))
    return part_of(replace(scene, as_of=clock), stretch, day, words, grader)


def _by(item: Item, moment: datetime) -> bool:
    return item.row.recorded_at is None or item.row.recorded_at <= moment


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
        else days_of(scene, closed_end=True)
    )
    _unheard(scene, stretches)
    account = by_day(scene.roles.counted, stretches, scene.term.measure, scene.covered, memo=scene.memo)
    parts = parts_of(scene, account, grade_count)
    left_out(scene, account)
    grade, kept = summarise(scene.term, parts, complete=is_over(scene))
    done = Account(days=tuple(d for d in account.days if d[0].end <= scene.as_of), measure=account.measure)
    average = _average(scene, stretches, done)
    told = [lowest(done) if sliding else mean(done, trusting=scene.trusting)] if done.days else []
    span = _rounded(combine([*told, *([average] if average is not None and scene.trusting is None else [])]))
    grade = replace(grade, span=span)
    if scene.trusting is None:
        grade = by_average(scene.grounds(account, closed=is_over(scene)), grade, parts, scene.roles.averages)
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


def _sustain(scene: Scene) -> Judged:
    if scene.bound.end is None or scene.bound.start is None:
        stretches = open_days(scene)
    else:
        stretches = days_of(scene, closed_end=False)
    level: Literal["highest", "lowest"] = "highest" if scene.term.target.at_most is not None else "lowest"
    account = by_day(
        scene.roles.counted, stretches, scene.term.measure, scene.covered, level=level, memo=scene.memo
    )
    left_out(scene, account)
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    parts = parts_of(scene, account, grade_level)
    grade, kept = summarise(scene.term, parts, complete=is_over(scene))
    told = [part.grade.span for part in parts if part.account.items()]
    if told:
        highs = [span.high for span in told if span.high is not None]
        grade = replace(
            grade, span=Span(min(s.low for s in told), max(highs) if len(highs) == len(told) else None)
        )
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles, kept=kept, total=len(parts))
