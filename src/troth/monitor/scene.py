"""What a judging looks at, and the steps that all kinds of terms share: cutting into days, grading a part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from troth.records.term import Measure, Term
from troth.records.verdict import Context, Reason, State

from .account import Account, Covered, Memo, candidates
from .fold import Day
from .grade import Grade, Grounds, alone_says
from .problem import Item
from .select import Roles
from .summary import Part
from .windows import Bounds, Stretch, days


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What one judging of one term looks at."""

    term: Term
    bound: Bounds
    roles: Roles
    own: Sequence[Item]
    as_of: datetime
    """The time by which windows close."""
    target: Decimal | None
    adverse: frozenset[str]
    obligors: frozenset[str]
    covered: Covered
    reported: Covered
    """As `covered`, and also where a stretch begins before the window: only what was declared for that time counts."""
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
    basis: tuple[str, ...] = ()
    """Rows that are not counted, and that it rests on all the same (beside those of its parts)."""
    scene: Scene | None = None
    """What was looked at, so that a part can be graded again as it was known earlier."""


def open_days(scene: Scene) -> tuple[Stretch, ...]:
    """Days of a window without an end: only those that rows speak of."""
    items, first = scene.roles.counted, scene.bound.start
    if first is None:
        first = min((item.start for item in items), default=scene.as_of)
    last = max([first, scene.as_of, *(item.end for item in items)]) + timedelta(
        days=1
    )  # so that each day is whole
    whole = days(scene.term, Bounds(start=first, end=last), closed_end=False)
    told = {
        index for item in items for index in range(*candidates(item, whole)) if whole[index].touches(item)
    }
    return tuple(whole[index] for index in sorted(told))


def words_of(scene: Scene, stretch: Stretch) -> Roles:
    """What is said in words about a stretch."""
    roles = Roles()
    if not scene.roles.supporting and not scene.roles.opposing:
        return roles
    roles.supporting = [item for item in scene.roles.supporting if stretch.touches(item)]
    roles.opposing = [item for item in scene.roles.opposing if stretch.touches(item)]
    return roles


def parts_of(
    scene: Scene, account: Account, grader: Callable[[Grounds], Grade], *, only_told: bool = False
) -> tuple[Part, ...]:
    """Grade every stretch of an account on its own; with `only_told` those on which something is told."""
    parts, known = [], scene.memo.parts
    for stretch, day in account.days:
        words = words_of(scene, stretch)
        if only_told and not (day.items or words.opposing):
            continue
        said = tuple(item.id for item in (*words.supporting, *words.opposing))
        closed = scene.as_of >= stretch.end
        still = scene.bound.is_suspended(stretch.start)
        where = (stretch.label, stretch.start, stretch.end, stretch.closed_end, stretch.open_start)
        key = (where, id(day), said, closed, still, scene.trusting, scene.obligors)
        if key not in known:
            known[key] = part_of(scene, stretch, day, words, grader)
        parts.append(known[key])
    return tuple(parts)


def part_of(
    scene: Scene, stretch: Stretch, day: Day, words: Roles, grader: Callable[[Grounds], Grade]
) -> Part:
    """Grade one stretch; while the clock stands still nothing is owed."""
    alone = Account(days=((stretch, day),), measure=scene.term.measure)
    grade = grader(scene.grounds(alone, closed=scene.as_of >= stretch.end, roles=words))
    if scene.bound.is_suspended(stretch.start) and grade.state is not State.KEPT:
        grade = replace(grade, state=State.SUSPENDED, reasons=(Reason(code="suspended"),))
    return Part(stretch=stretch, grade=grade, account=alone, words=words)


def days_of(scene: Scene, *, closed_end: bool, tail: bool = False) -> tuple[Stretch, ...]:
    """The days of the window, cut once for all worlds in which it is the same; without an end, those so far."""
    bound, ended = scene.bound, scene.bound.end is not None
    if not ended:
        bound = replace(bound, end=scene.as_of)
    key = (bound.start, bound.end, closed_end and ended, tail)
    if key not in scene.memo.stretches:
        scene.memo.stretches[key] = days(
            scene.term, bound, closed_end=closed_end and ended, tail=tail, running=not ended
        )
    return scene.memo.stretches[key]


def left_out(scene: Scene, account: Account) -> None:
    """Say which rows fell into no day."""
    placed = {item.id for item in account.items()}
    for item in scene.roles.counted:
        if item.id not in placed:
            touches = any(stretch.touches(item) for stretch, _ in account.days)
            why = "not_comparable" if touches else "outside_window"
            scene.roles.context.append(Context(id=item.id, why="happened_later" if item.goes_on else why))


def is_over(scene: Scene) -> bool:
    """Whether the window is over, so that no further day can be owed."""
    return scene.bound.end is not None and scene.as_of >= scene.bound.end


def fairly_asked(scene: Scene, told: Sequence[Item], grade: Grade) -> Grade:
    """Nobody is in breach for not answering what only adverse parties say has happened."""
    if grade.state is not State.BROKEN or any(not item.origins <= scene.adverse for item in told):
        return grade
    return replace(grade, state=State.DISPUTED, reasons=(alone_says(told), *grade.reasons))
