"""After an event, act within a time: one stretch per trigger, with the responses that fall into it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from troth.records.evidence import Form
from troth.records.moment import Duration
from troth.records.term import Response
from troth.records.verdict import Context, Reason, State

from .account import Account
from .fold import Day, Span, fold
from .grade import Grade, grade_count
from .order import Timelines, came_before, told_once
from .problem import Item
from .scene import Judged, Scene, fairly_asked, is_over, left_out, words_of
from .select import Roles, happened
from .summary import Part, summarise
from .windows import Bounds, Stretch, is_past

NONE: frozenset[str] = frozenset()


def respond(scene: Scene, duty: Response) -> Judged:
    """Judge each answer that was owed; the summary's figure is how many were given."""
    scene.roles.context.extend(Context(id=item.id, why="not_comparable") for item in scene.roles.averages)
    answers = _Answers(scene, duty)
    parts = tuple(answers.part(told) for told in _triggers(scene, duty))
    grade, kept = summarise(scene.term, parts, complete=is_over(scene))
    account = Account(
        days=tuple(day for part in parts for day in part.account.days), measure=scene.term.measure
    )
    left_out(scene, account)
    met = Span(Decimal(kept), Decimal(kept))
    grade = replace(grade, span=met if parts else Span())
    return Judged(grade=grade, parts=parts, account=account, roles=scene.roles, kept=kept, total=len(parts))


def _triggers(scene: Scene, duty: Response) -> Iterator[list[Item]]:
    """What was to be answered, in order of the log, each with all the rows that tell of it."""
    told = happened(duty.trigger, scene.own)
    yield from told_once(item for item in told if _begun(item, scene.bound))


def _begun(item: Item, bound: Bounds) -> bool:
    after = bound.start is None or item.start >= bound.start or (not item.instant and item.end > bound.start)
    return after and (bound.end is None or item.start < bound.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Highest(Day):
    """A running sum over some time: of all its moments, the one with most."""

    moments: tuple[Day, ...]

    def span(self, *, without: frozenset[str] = NONE, trusting: str | None = None) -> Span:
        """The highest low end, and the highest high end."""
        told = _highest([day.span(without=without, trusting=trusting) for day in self.moments])
        return Span(told.low) if self.blurred else told


def _highest(spans: Sequence[Span]) -> Span:
    highs = [span.high for span in spans if span.high is not None]
    return Span(max(span.low for span in spans), max(highs) if len(highs) == len(spans) else None)


class _Answers:
    """The rows of one term, ready to be asked what answered a trigger."""

    def __init__(self, scene: Scene, duty: Response) -> None:
        self._scene, self._duty = scene, duty
        counted = scene.roles.counted
        same = duty.same_key
        denials = [item for item in counted if item.row.form is Form.DENIAL]
        self._rows = Timelines((i for i in counted if i.row.form is not Form.DENIAL), same_key=same)
        self._denied = Timelines(denials, same_key=same)
        self._orders = tuple(
            (Timelines(happened(selector, scene.own), same_key=same), wanted)
            for selector, wanted in ((duty.only_after, True), (duty.only_before, False))
            if selector is not None
        )
        repairs = [] if duty.repair is None else happened(duty.repair, scene.own)
        self._repairs = Timelines(repairs, same_key=same)

    def part(self, told: Sequence[Item]) -> Part:
        """One answer that was owed, graded."""
        trigger, duty = told[0], self._duty
        stretch = Stretch(trigger.id, trigger.start, duty.within.after(trigger.end), closed_end=True)
        words = words_of(self._scene, stretch)
        if duty.over is not None:
            return self._part(told, stretch, words, self._sum(told, stretch, duty.over))
        near, known = self._near(told, stretch), self._scene.memo.parts
        if duty.repair is not None:
            return self._part(told, stretch, words, self._answer(near, trigger, stretch))
        key = self._key(told, stretch, near, words)
        if key not in known:
            known[key] = self._part(told, stretch, words, self._answer(near, trigger, stretch))
        found: Part = known[key]
        return found

    def _key(
        self, told: Sequence[Item], stretch: Stretch, near: Sequence[Item], words: Roles
    ) -> tuple[object, ...]:
        """What an answer is judged by: where that is the same, the answer is."""
        scene = self._scene
        rows = (told, near, words.supporting, words.opposing)
        read = tuple(tuple((item.row.id, item.goes_on) for item in items) for items in rows)
        now = (scene.as_of > stretch.end, is_past(scene.term, stretch, scene.as_of), scene.trusting)
        return (read, now, scene.reported(stretch), scene.covered(stretch), scene.obligors)

    def _part(self, told: Sequence[Item], stretch: Stretch, words: Roles, day: Day) -> Part:
        scene, trigger, latest = self._scene, told[0], stretch.end
        alone = Account(days=((stretch, day),), measure=scene.term.measure)
        closed = is_past(scene.term, stretch, scene.as_of)
        grounds = scene.grounds(alone, closed=closed, roles=words)
        grade = grade_count(replace(grounds, target=scene.target or Decimal(1)))
        grade, repairs = self._repaired(fairly_asked(scene, told, grade), trigger, latest)
        basis = tuple(sorted({item.id for item in (*told, *repairs)}))
        return Part(stretch=stretch, grade=grade, account=alone, words=words, basis=basis)

    def _silent(self, stretch: Stretch) -> frozenset[str]:
        """Origins whose silence counts: only once the moment of the deadline is past."""
        return self._scene.reported(stretch) if self._scene.as_of > stretch.end else NONE

    def _near(self, told: Sequence[Item], stretch: Stretch) -> list[Item]:
        """The rows that may answer it, and the denials."""
        trigger, ids = told[0], {item.id for item in told}
        near = [
            *self._rows.beside(trigger).meeting(trigger.start, stretch.end),
            *self._denied.beside(trigger).rows,
        ]
        return [
            item for item in near if item.id not in ids and self._in_order(item) and _follows(item, trigger)
        ]

    def _answer(self, answering: Sequence[Item], trigger: Item, stretch: Stretch) -> Day:
        surely = [item for item in answering if not item.goes_on and _in_time(item, trigger, self._duty)]
        blurred = any(item not in surely and item.row.form is not Form.DENIAL for item in answering)
        return fold(surely, self._scene.term.measure, self._silent(stretch), blurred=blurred)

    def _in_order(self, item: Item) -> bool:
        """Whether it comes after what it must follow, and before what must not have happened yet."""
        return all(self._seen(line, item) is wanted for line, wanted in self._orders)

    @staticmethod
    def _seen(line: Timelines, item: Item) -> bool:
        return any(
            other.id != item.id and not came_before(item, other)
            for other in line.beside(item).back_from(item.start)
        )

    def _sum(self, told: Sequence[Item], stretch: Stretch, over: Duration) -> Day:
        """The running sum at its highest: at the trigger, and at each row that is counted until the deadline."""
        trigger, rows = told[0], self._rows.beside(told[0])
        near = [
            item for item in rows.meeting(over.before(trigger.start), stretch.end) if self._in_order(item)
        ]
        silent = self._silent(replace(stretch, start=over.before(stretch.start)))
        moments = [
            trigger,
            *(item for item in near if not item.goes_on and _later(item, trigger, self._duty)),
        ]
        days = tuple(self._up_to(moment, near, over, silent) for moment in moments)
        origins = sorted({origin for day in days for origin in day.origins})
        return Highest(
            origins={
                one: _highest([day.origins[one] for day in days if one in day.origins]) for one in origins
            },
            items=tuple({item.id: item for day in days for item in day.items}.values()),
            blurred=not trigger.instant
            or any(_unsure(item, trigger, stretch.end, self._duty) for item in near),
            moments=days,
        )

    def _up_to(self, moment: Item, near: Sequence[Item], over: Duration, silent: frozenset[str]) -> Day:
        """The sum of the last `over` up to a moment, itself included."""
        first = over.before(moment.end)
        rows = [item for item in near if item.end >= first and not came_before(moment, item)]
        surely = [
            item for item in rows if not item.goes_on and item.start >= first and item.end <= moment.end
        ]
        blurred = any(item.instant is False for item in rows if item not in surely)
        return fold(surely, self._scene.term.measure, silent, blurred=blurred)

    def _repaired(self, grade: Grade, trigger: Item, latest: datetime) -> tuple[Grade, list[Item]]:
        """A missed answer that was made good in its time; until then it may still be."""
        repair = self._duty.repair
        if repair is None or grade.state is not State.BROKEN:
            return grade, []
        until = repair.within.after(latest)
        near = self._repairs.beside(trigger).meeting(latest, until)
        maybe = [item for item in near if (item.start > latest if item.instant else item.end > latest)]
        surely = [item for item in maybe if item.start > latest and item.end <= until]
        ids = tuple(sorted(item.id for item in surely or maybe))
        if surely:
            reasons = (Reason(code="made_good", ids=ids), *grade.reasons)
            return replace(grade, state=State.REPAIRED, reasons=reasons), surely
        if maybe:
            reasons = (Reason(code="repair_unclear", ids=ids), *grade.reasons)
            return replace(grade, state=State.UNKNOWN, reasons=reasons), maybe
        return replace(grade, until=until if self._scene.as_of <= until else None), []


def _follows(item: Item, trigger: Item) -> bool:
    """Whether some of it may lie no earlier in the log than the trigger."""
    return not came_before(item, trigger) and (item.instant or item.end > trigger.start)


def _later(item: Item, trigger: Item, duty: Response) -> bool:
    return item.id != trigger.id and _follows(item, trigger) and _in_time(item, trigger, duty)


def _unsure(item: Item, trigger: Item, latest: datetime, duty: Response) -> bool:
    """Whether it may lie in the time, and may as well not."""
    surely = _in_time(item, trigger, duty) and not item.goes_on
    return _follows(item, trigger) and item.start <= latest and not surely


def _in_time(item: Item, trigger: Item, duty: Response) -> bool:
    """Surely within the time, both ends counting, however roughly the two are dated.

    A denial speaks of all the time up to its date (or of its own span), so it must reach to the deadline.
    """
    if item.row.form is Form.DENIAL:
        begun = item.row.valid_to is None or item.start <= trigger.start
        return begun and item.end >= duty.within.after(trigger.end)
    return item.start >= trigger.start and item.end <= duty.within.after(trigger.start)
