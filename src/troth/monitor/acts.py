"""Refrain: what may not be done, which acts are allowed all the same, and when nothing is forbidden."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from troth.records.evidence import Form
from troth.records.term import Activity, Precedence
from troth.records.verdict import Context, Reason, State

from .account import Account, acts_since, by_day
from .fold import Day, Span, fold
from .grade import Grade, alone_says, grade_limit
from .order import Timeline, Timelines, came_before, not_after, told_once
from .problem import Item
from .restated import restated
from .scene import Judged, Scene, days_of, is_over, left_out, open_days, parts_of
from .select import Roles, happened
from .summary import Part
from .windows import Stretch, day_windows_up_to

NO_LIMIT = Decimal(10) ** 30
Code = Literal["forbidden", "permitted", "not_active", "contested", "unclear"]
Ruling = tuple[Code, tuple[Item, ...]]
"""What is to be said of an act, and the rows that say it: contested where only a party's own word allows it."""
NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """The acts of a term that count, each with the rows by which it is forbidden or allowed."""

    counted: tuple[Item, ...]
    """Those of which it is not settled whether they were allowed give a high end only."""
    basis: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)
    """By act: what began the state in which it was done, or what would allow it."""
    contested: frozenset[str] = NONE
    unclear: frozenset[str] = NONE


def refrain(scene: Scene) -> Judged:
    """Judge what is not to be done: on the days on which something is told, or act by act, and as a whole."""
    acts = _acts(scene)
    counting = replace(scene, roles=replace(scene.roles, counted=list(acts.counted)))
    if scene.bound.end is None or scene.bound.start is None:
        stretches = open_days(counting)
    else:
        stretches = days_of(scene, closed_end=False, tail=True)
    account = by_day(acts.counted, stretches, scene.term.measure, scene.covered, memo=scene.memo)
    left_out(counting, account)
    account = _with_periods(scene, stretches, account)
    basis = tuple(sorted({row.id for rows in acts.basis.values() for row in rows}))
    if scene.term.window.day == "sliding":
        judged = _in_any_day(scene, account, acts.counted)
        return replace(judged, grade=_doubted(judged.grade, scene, account, acts), basis=basis)
    if scene.term.refrain is not None and scene.term.refrain.per == "event":
        parts = tuple(_each(scene, acts))
    else:
        parts = tuple(
            replace(part, grade=_doubted(part.grade, scene, part.account, acts), basis=_basis(part, acts))
            for part in parts_of(scene, account, grade_limit, only_told=True)
        )
    whole = account
    if scene.bound.end is None:  # what may still come keeps the high end open
        whole = replace(account, days=(*account.days, (Stretch(None, scene.as_of, scene.as_of), Day())))
    grade = restated(whole, scene.roles, grade_limit(scene.grounds(whole, closed=is_over(scene))))
    grade = _doubted(grade, scene, whole, acts)
    return Judged(grade=grade, parts=parts, account=whole, roles=scene.roles, basis=basis)


def _with_periods(scene: Scene, stretches: Sequence[Stretch], account: Account) -> Account:
    """With counts over several days; they do not say which of the acts were allowed, where some are."""
    narrowed = scene.term.refrain is not None and (
        scene.term.refrain.unless_preceded_by is not None or scene.term.refrain.only_while is not None
    )
    return acts_since(scene.term, scene.roles, () if narrowed else stretches, scene.bound, account)


def _basis(part: Part, acts: Acts) -> tuple[str, ...]:
    return tuple(sorted({row.id for item in part.account.items() for row in acts.basis.get(item.id, ())}))


def _each(scene: Scene, acts: Acts) -> Iterator[Part]:
    """One part for each act: several pages that tell of one tell of one."""
    done = [item for item in acts.counted if item.row.form is not Form.DENIAL and not item.goes_on]
    for told in told_once(done):
        first, last = told[0], scene.bound.end
        stretch = Stretch(first.id, first.start, first.end, closed_end=True)
        late = last is not None and first.end > last  # dated by a day in which the window ends
        items = [replace(item, uncertain=True) for item in told] if late else told
        day = fold(items, scene.term.measure, scene.covered(stretch))
        alone = Account(days=((stretch, day),), measure=scene.term.measure)
        grade = grade_limit(scene.grounds(alone, closed=scene.as_of >= stretch.end, roles=Roles()))
        grade = grade if late else _doubted(grade, scene, alone, acts)
        part = Part(stretch=stretch, grade=grade, account=alone)
        yield replace(part, basis=_basis(part, acts))


def _in_any_day(scene: Scene, account: Account, standing: Sequence[Item]) -> Judged:
    """A limit on any 24 hours: judged on the hours up to each happening, where a sum can be highest."""
    spans = by_day(
        standing,
        day_windows_up_to([item.end for item in standing]),
        scene.term.measure,
        lambda _: frozenset(),
    )
    parts = parts_of(scene, spans, grade_limit, only_told=True)
    states = [part.grade.state for part in parts]
    without_limit = replace(scene.grounds(account, closed=is_over(scene)), target=NO_LIMIT)
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


# --- what is allowed -------------------------------------------------------------------------------------------------
def _acts(scene: Scene) -> Acts:
    """Leave out what was allowed and what was done while nothing was forbidden; mark what is not settled."""
    duty = scene.term.refrain
    standing = [item for item in scene.roles.counted if not scene.bound.is_suspended(item.start)]
    if duty is None or (duty.unless_preceded_by is None and duty.only_while is None):
        return Acts(counted=tuple(standing))
    rule = _Rule(scene, duty.only_while, duty.unless_preceded_by)
    counted: list[Item] = []
    basis: dict[str, tuple[Item, ...]] = {}
    marked: dict[str, set[str]] = {"contested": set(), "unclear": set()}
    for item in standing:
        if item.row.form is Form.DENIAL:
            counted.append(item)
            continue
        code, basis[item.id] = rule.of(item)
        if code in {"permitted", "not_active"}:
            scene.roles.context.append(Context(id=item.id, why=code))
        else:
            counted.append(item if code == "forbidden" else replace(item, uncertain=True))
            marked.setdefault(code, set()).add(item.id)
    contested, unclear = frozenset(marked["contested"]), frozenset(marked["unclear"])
    return Acts(counted=tuple(counted), basis=basis, contested=contested, unclear=unclear)


class _Rule:
    """Whether an act is forbidden: in force when it was done, and not allowed by what came before it."""

    def __init__(self, scene: Scene, active: Activity | None, permission: Precedence | None) -> None:
        self._scene, self._permission = scene, permission
        self._active = None if active is None else _State(scene, active)
        if permission is not None:
            told = happened(permission, scene.own)
            self._permitting = Timelines(told, same_key=permission.same_key)

    def of(self, act: Item) -> Ruling:
        """What is to be said of an act."""
        active: Ruling = ("forbidden", ()) if self._active is None else self._active.at(act)
        if active[0] == "not_active" or self._permission is None:
            return active
        allowed = self._allowed(act, self._permission)
        if allowed[0] == "permitted":
            return allowed
        codes, rows = (active[0], allowed[0]), (*active[1], *allowed[1])
        worst: Code = (
            "unclear" if "unclear" in codes else "contested" if "contested" in codes else "forbidden"
        )
        return worst, rows

    def _allowed(self, act: Item, permission: Precedence) -> Ruling:
        earliest, latest = permission.within.before(act.start), permission.within.before(act.end)
        near = self._permitting.beside(act).meeting(earliest, act.end)
        maybe = [row for row in near if not came_before(act, row)]
        surely = [row for row in maybe if not_after(row, act) and row.start >= latest]
        heard = [row for row in surely if not row.origins <= self._scene.obligors]
        if heard:
            return "permitted", tuple(heard)
        if surely:
            return "contested", tuple(surely)
        if maybe or not self._scene.reported(Stretch(None, earliest, act.end, closed_end=True)):
            return "unclear", tuple(maybe)
        return "forbidden", ()


class _State:
    """A state of things that some rows begin and others end, as far as their order is known."""

    def __init__(self, scene: Scene, active: Activity) -> None:
        begun, ended = happened(active.since, scene.own), happened(active.until, scene.own)
        fair = [row for row in begun if not row.origins <= scene.adverse]
        heard = [row for row in ended if not row.origins <= scene.obligors]
        self._begun, self._fairly = (Timelines(rows, same_key=active.same_key) for rows in (begun, fair))
        self._ended, self._heard = (Timelines(rows, same_key=active.same_key) for rows in (ended, heard))

    def at(self, act: Item) -> Ruling:
        """Whether the state held at an act.

        That it began is not settled by an adverse party alone, that it ended is not by the obligor alone: who believes
        both settles it otherwise than who believes neither, and it is contested.
        """
        begun, fairly = self._begun.beside(act), self._fairly.beside(act)
        ended, heard = self._ended.beside(act), self._heard.beside(act)
        if (since := _running(act, fairly, ended, surely=True)) is not None:
            return "forbidden", (since,)
        if (since := _running(act, begun, heard, surely=False)) is None:
            return "not_active", ()
        alleged = _running(act, begun, heard, surely=True)
        return ("unclear", (since,)) if alleged is None else ("contested", (alleged,))


def _running(act: Item, since: Timeline, until: Timeline, *, surely: bool) -> Item | None:
    """The latest row that began a state which surely (or possibly) still held at an act; None: no such row."""
    ended: Item | None = None
    for begun in since.back_from(act.end):
        if not (not_after(begun, act) if surely else not came_before(act, begun)):
            continue
        if ended is not None and begun.start + since.longest < ended.start:
            return None  # whatever began earlier ended with it
        ended = _ending(begun, act, until, surely=surely)
        if ended is None:
            return begun
    return None


def _ending(begun: Item, act: Item, until: Timeline, *, surely: bool) -> Item | None:
    """A row after the beginning, up to the act, that may have ended the state; of a possible state: surely did."""
    for row in until.back_from(act.end):
        if row.start + until.longest < begun.start:
            return None
        if surely and not came_before(act, row) and not not_after(row, begun):
            return row
        if not surely and not_after(row, act) and came_before(begun, row):
            return row
    return None


# --- what is not settled ---------------------------------------------------------------------------------------------
def _doubted(grade: Grade, scene: Scene, account: Account, acts: Acts) -> Grade:
    """Whether a limit would be broken if a party's own word did not count: then it is disputed; else say what is unclear."""
    if grade.state in {State.BROKEN, State.DISPUTED} or not (acts.contested or acts.unclear):
        return grade
    rows = account.items()
    contested = [item for item in rows if item.id in acts.contested]
    if contested:
        believed = _believing(scene, account, acts.contested)
        if grade_limit(scene.grounds(believed, closed=True)).state is State.BROKEN:
            said = [row for item in contested for row in acts.basis[item.id]]
            return replace(grade, state=State.DISPUTED, reasons=(alone_says(said),))
    unclear = tuple(sorted({item.id for item in rows if item.id in acts.unclear}))
    if unclear and grade.state is not State.KEPT:
        return replace(grade, reasons=(*grade.reasons, Reason(code="permission_unknown", ids=unclear)))
    return grade


def _believing(scene: Scene, account: Account, counted: AbstractSet[str]) -> Account:
    """The account in which these acts count in full."""
    folded = []
    for stretch, day in account.days:
        if any(item.id in counted for item in day.items):
            items = [replace(item, uncertain=False) if item.id in counted else item for item in day.items]
            covered = scene.covered(stretch)
            day = fold(items, scene.term.measure, covered, blurred=day.blurred)  # noqa: PLW2901 - the same day, folded anew
        folded.append((stretch, day))
    return replace(account, days=tuple(folded))
