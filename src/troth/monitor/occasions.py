"""Recur, judged whenever something happens: so much in the time up to and including it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from troth.records.evidence import Form
from troth.records.term import Recurrence
from troth.records.verdict import Context, Reason, State

from .account import Account, lowest
from .fold import Day, fold
from .grade import grade_count
from .order import Timeline, came_before, told_once
from .problem import Item
from .scene import Judged, Scene, fairly_asked, is_over, left_out, words_of
from .select import happened
from .summary import Part, summarise
from .windows import Stretch


def recur_at(scene: Scene, duty: Recurrence) -> Judged:
    """Judge a quota at each of its occasions; the summary's figure is that of the occasion that has least."""
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    scene.roles.averages.clear()
    parts = tuple(_part(scene, told, stretch, day) for told, stretch, day in _occasions(scene, duty))
    account = Account(
        days=tuple(day for part in parts for day in part.account.days), measure=scene.term.measure
    )
    left_out(scene, account)
    grade, kept = summarise(scene.term, parts, complete=is_over(scene))
    done = Account(days=tuple(d for d in account.days if d[0].end <= scene.as_of), measure=account.measure)
    if done.days and scene.target is not None:
        grade = replace(grade, span=lowest(done))
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles, kept=kept, total=len(parts))


def _occasions(scene: Scene, duty: Recurrence) -> Iterator[tuple[list[Item], Stretch, Day]]:
    """Each occasion in the window with the stretch before it (labelled with its id) and what was done in that.

    A row that is dated by its day stands for the end of it. An occasion whose stretch begins before the window is left out.
    """
    if duty.at is None:
        return
    bound, rows = scene.bound, Timeline(scene.roles.counted)
    for told in told_once(happened(duty.at, scene.own)):
        last = told[-1]
        start = duty.every.before(last.end)
        if (bound.start is not None and start < bound.start) or (
            bound.end is not None and last.end > bound.end
        ):
            scene.roles.context.extend(Context(id=item.id, why="outside_window") for item in told)
            continue
        stretch = Stretch(told[0].id, start, last.end, closed_end=last.instant)
        yield told, stretch, _done(scene, stretch, last, rows.meeting(start, last.end))


def _done(scene: Scene, stretch: Stretch, last: Item, near: Sequence[Item]) -> Day:
    """What the rows no later than an occasion come to; one that only touches the stretch leaves the high end open."""
    inside: list[Item] = []
    blurred = False
    for item in near:
        if came_before(last, item):
            continue
        denied = item.row.form is Form.DENIAL and stretch.touches(item)
        if denied:
            whole = item.start <= stretch.start and stretch.end <= item.end
            inside.append(replace(item, partial=not whole))
        elif stretch.holds(item) and not item.goes_on:
            inside.append(item)
        else:
            blurred |= stretch.touches(item)
    return fold(inside, scene.term.measure, scene.covered(stretch), blurred=blurred)


def _part(scene: Scene, told: Sequence[Item], stretch: Stretch, day: Day) -> Part:
    alone = Account(days=((stretch, day),), measure=scene.term.measure)
    words = words_of(scene, stretch)
    closed = scene.as_of >= stretch.end
    grade = fairly_asked(scene, told, grade_count(scene.grounds(alone, closed=closed, roles=words)))
    if scene.bound.is_suspended(stretch.end) and grade.state is not State.KEPT:
        grade = replace(grade, state=State.SUSPENDED, reasons=(Reason(code="suspended"),))
    basis = tuple(sorted(item.id for item in told))
    return Part(stretch=stretch, grade=grade, account=alone, words=words, basis=basis)
