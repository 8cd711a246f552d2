"""A plain term, held so that one late row settles again only the instances whose time holds it.

The rows stand in blocks sorted by key, time and place in the log, each with what was last found of the instance that
it names. A row that comes or goes reaches a stretch of instances; the rows that these look at are cut out, judged by
the same functions that judge a whole log, and what differs from what stood there is the change.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import repeat

import numpy as np

from troth.monitor.columnar.features import Feature, Instances, classify, instances
from troth.monitor.columnar.judging import Court
from troth.monitor.columnar.kernels import Ints, Log
from troth.monitor.columnar.rows import LARGEST_SUM, POINTS, TermLog, in_window, kinds, places_of, scaled
from troth.monitor.columnar.spec import ALWAYS, Role, Shape, Spec, stamp
from troth.monitor.problem import Problem
from troth.records.columns import EXACT_PLACES
from troth.records.evidence import Evidence, Form
from troth.records.evidence_table import to_table
from troth.records.quantity import Quantity
from troth.records.verdict import State

from .blocks import NO_INSTANCE, TYPES, Block, Blocks, Cut, Key
from .changes import Change, changed
from .reach import Reach, instances_near, rows_near
from .running_sums import moved, own
from .store import Store

STATE_ROLES = int(Role.SINCE | Role.UNTIL)
AMOUNTS = ("low", "high", "sum_low", "sum_high")
"""The columns that hold amounts."""


@dataclass(slots=True)
class Settling:
    """What one stimulus did to the instances of a term."""

    settled: int = 0
    touched: int = 0
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)
    """By the number of the row that names it: the class that an instance had, and that it has."""

    def note(self, number: int, before: int, after: int) -> None:
        """Remember that an instance changed its class."""
        first = self.moved.get(number, (before, before))[0]
        self.moved[number] = (first, after)


@dataclass(slots=True)
class PlainTerm:
    """The rows and instances of one plain term."""

    spec: Spec
    context: Problem
    store: Store
    ordered: bool
    places: int
    source: str
    blocks: Blocks = field(default_factory=Blocks)
    groups: dict[str, int] = field(default_factory=dict)
    states: dict[int, State] = field(default_factory=dict)
    """The state of every class that occurred."""
    counts: Counter[int] = field(default_factory=Counter)
    """Instances by class."""
    _roles: dict[tuple[str, ...], int] = field(default_factory=dict)

    def begun(self) -> Settling:
        """Every instance as one that came."""
        cut = self.blocks.whole()
        kind, handle = cut.column("kind"), cut.column("handle")
        named = kind != NO_INSTANCE
        moved = dict(
            zip(
                handle[named].tolist(),
                zip(repeat(NO_INSTANCE), kind[named].tolist(), strict=False),
                strict=False,
            )
        )
        return Settling(settled=len(moved), touched=len(moved), moved=moved)

    # --- one row ------------------------------------------------------------------------------------------------------
    def fits(self, row: Evidence) -> bool:
        """Whether a row is of the same make as the log: an item at a point in time, of the same source."""
        plain = row.form is Form.ITEM and row.valid_from is not None and row.valid_to is None
        plain = plain and not row.attributed_to and not row.stance
        exact = row.valid_from_precision is None or row.valid_from_precision.value in POINTS
        closed = (
            row.quantity is None or row.quantity.high is not None or self.spec.term.measure.count == "events"
        )
        return (
            plain
            and exact
            and closed
            and row.source == self.source
            and (row.sequence is not None) == self.ordered
        )

    def admits(self, row: Evidence) -> bool:
        """Whether a row can stand in this log among the rows that are there; if not, the term is no longer plain."""
        if not self.fits(row):
            return False
        if row.quantity is not None and row.quantity.high is not None and not self._holds(row.quantity):
            return False
        key = self.key_of(0, row)
        beside = self.blocks.between(key[0], key[1], key[1])
        if not self.ordered:
            both = int(Role.INSTANCE | Role.COUNTED)
            answers_itself = self.spec.shape is Shape.ANSWER and self._role(row) & both == both
            strict = self.spec.shape is Shape.ACT or self.spec.over is not None or answers_itself
            return not strict or len(beside) == 0
        return not (beside.column("place") == key[2]).any()

    def _holds(self, quantity: Quantity) -> bool:
        """Make room for more decimal places where they are needed; whether the amounts still fit into whole numbers."""
        assert quantity.high is not None  # noqa: S101 - `fits` asks for it
        needed = max(places_of(quantity.low), places_of(quantity.high))
        if needed > self.places:
            step = 10 ** (needed - self.places)
            cut = self.blocks.whole()
            if needed > EXACT_PLACES or any(
                np.abs(cut.column(name)).sum(dtype=float) * step >= LARGEST_SUM for name in AMOUNTS
            ):
                return False
            for name in AMOUNTS:
                cut.write(name, cut.column(name) * step)
            self.places = needed
        return (
            scaled(max(abs(quantity.low), abs(quantity.high)), self.places) * (len(self.blocks) + 1)
            < LARGEST_SUM
        )

    def add(self, number: int, row: Evidence, done: Settling) -> None:
        """A row came."""
        key, role = self.key_of(number, row), self._role(row)
        if not role:
            return
        low, high = self._amount(row)
        self.blocks.insert(
            {
                "group": key[0], "time": key[1], "place": key[2], "handle": number, "role": role, "low": low,
                "high": high, "kind": NO_INSTANCE, "sum_low": 0, "sum_high": 0,
            }
        )  # fmt: skip
        self._follow(key, role, (low, high), done)

    def remove(self, number: int, row: Evidence, done: Settling) -> None:
        """A row went: it was taken back or corrected."""
        key, role = self.key_of(number, row), self._role(row)
        if not role:
            return
        cut = self.blocks.between(key[0], key[1], key[1])
        mine = cut.column("handle") == number
        before = int(cut.column("kind")[mine][0])
        if before != NO_INSTANCE:
            self._count(before, -1)
            done.note(number, before, NO_INSTANCE)
        self.blocks.remove(key)
        low, high = self._amount(row)
        self._follow(key, role & ~int(Role.INSTANCE), (-low, -high), done)

    def key_of(self, number: int, row: Evidence) -> Key:
        """What a row is sorted by."""
        assert row.valid_from is not None  # noqa: S101 - `fits` asks for it
        group = self.groups.setdefault(row.key, len(self.groups)) if self.spec.keyed else 0
        return group, stamp(row.valid_from), row.sequence if row.sequence is not None else 0, number

    def _role(self, row: Evidence) -> int:
        assert row.valid_from is not None  # noqa: S101 - `fits` asks for it
        unit = "" if row.quantity is None else row.quantity.unit
        kind = (row.event, row.category, row.place, unit, row.actor, str(row.quantity is None))
        if kind not in self._roles:
            self._roles[kind] = int(kinds(self.spec, self.context, to_table([row]))[0])
        role = np.array([self._roles[kind]], dtype=np.uint8)
        return int(in_window(self.spec, role, np.array([stamp(row.valid_from)]))[0])

    def _amount(self, row: Evidence) -> tuple[int, int]:
        if self.spec.term.measure.count == "events" or row.quantity is None:
            return 10**self.places, 10**self.places
        assert row.quantity.high is not None  # noqa: S101 - `fits` asks for it
        return scaled(row.quantity.low, self.places), scaled(row.quantity.high, self.places)

    # --- settling -----------------------------------------------------------------------------------------------------
    def _follow(self, key: Key, role: int, amounts: tuple[int, int], done: Settling) -> None:
        """Settle what a row that came (or went: negative amounts) changes."""
        if self.spec.shape is not Shape.MOMENT or not self._shift(key, role, amounts, done):
            self._resettle(key, role, done)

    def _shift(self, key: Key, role: int, amounts: tuple[int, int], done: Settling) -> bool:
        """Move the sums that a row lies in, and judge the moment that it names; False: that does not do."""
        cut = self.blocks.between(key[0], key[1], key[1] + self.spec.back)
        columns = {name: cut.column(name) for name in ("kind", "sum_low", "sum_high")}
        if role & Role.COUNTED:
            found = moved(self, cut, key, *amounts)
            if found is None or amounts == (0, 0):
                return False
            columns = found
        if role & Role.INSTANCE:
            mine = cut.column("handle") == key[3]
            for name, value in zip(columns, own(self, key, role), strict=True):
                columns[name][mine] = value
        old = cut.column("kind")
        named = (columns["kind"] != NO_INSTANCE) & (
            (columns["sum_low"] != cut.column("sum_low")) | (columns["kind"] != old)
        )
        done.settled += int(named.sum())
        done.touched += int(named.sum())
        for name, values in columns.items():
            cut.write(name, values)
        if self._unknown_kinds(columns["kind"]):
            self.learn_of(cut, columns["kind"])
        self.tell(cut, old, columns["kind"], done)
        return True

    def _unknown_kinds(self, kinds_now: Ints) -> bool:
        return any(
            kind not in self.states
            for kind in np.flatnonzero(np.bincount(kinds_now + 1)) - 1
            if kind != NO_INSTANCE
        )

    def learn_of(self, cut: Cut, kinds_now: Ints) -> None:
        """Ask the rules for the state of each new class, of the first instance in a cut that has it."""
        for kind in np.unique(kinds_now).tolist():
            if kind != NO_INSTANCE and kind not in self.states:
                at = int(np.flatnonzero(kinds_now == kind)[0])
                group, time = int(cut.column("group")[at]), int(cut.column("time")[at])
                wide = rows_near(self.spec, Reach(time, time))
                near = self.blocks.between(group, wide.first, wide.last)
                log = self.log_of(near)
                self.learn(*self.judge(log), log, near.column("handle"))

    def _resettle(self, key: Key, role: int, done: Settling) -> None:
        """Settle again the instances that a row at this place belongs to."""
        near = instances_near(self.spec, role, key[1])
        if role & STATE_ROLES:
            following = self.blocks.after(key, STATE_ROLES)
            last = ALWAYS if following is None else following[0].key(following[1])[1]
            near = Reach(near.first, max(near.last, last))
        wide = rows_near(self.spec, near)
        cut = self.blocks.between(key[0], wide.first, wide.last)
        if len(cut):
            self._write(cut, near, self.before(cut), done)

    def before(self, cut: Cut) -> Cut:
        """The rows before a cut that say which state of things held at its beginning."""
        if not self.spec.active:
            return Cut(())
        block, low, _ = cut.pieces[0]
        first = block.key(low)
        found = [self.blocks.before(first, int(role)) for role in (Role.SINCE, Role.UNTIL)]
        rows = sorted((one for one in found if one is not None), key=lambda one: one[0].key(one[1]))
        once: dict[Key, tuple[Block, int]] = {one[0].key(one[1]): one for one in rows}
        return Cut(tuple((block, at, at + 1) for block, at in once.values()))

    def _write(self, cut: Cut, near: Reach, before: Cut, done: Settling) -> None:
        whole = Cut((*before.pieces, *cut.pieces))
        skip = len(before)
        log = self.log_of(whole)
        found, classes = self.judge(log)
        time = log.time[skip:]
        inside = (time >= near.first) & (time <= near.last)
        new = {name: cut.column(name).copy() for name in ("kind", "sum_low", "sum_high")}
        old = {name: column.copy() for name, column in new.items()}
        new["kind"][inside] = NO_INSTANCE
        mine = found.at >= skip
        at = found.at[mine] - skip
        within = inside[at]
        for name, values in (("kind", classes), ("sum_low", found.low), ("sum_high", found.high)):
            new[name][at[within]] = values[mine][within]
        named = (old["kind"] != NO_INSTANCE) | (new["kind"] != NO_INSTANCE)
        differ = named & (
            (old["kind"] != new["kind"])
            | (old["sum_low"] != new["sum_low"])
            | (old["sum_high"] != new["sum_high"])
        )
        done.settled += int(within.sum())
        done.touched += int(differ.sum())
        if not differ.any():
            return
        self.learn(found, classes, log, whole.column("handle"))
        for name, values in new.items():
            cut.write(name, values)
        self.tell(cut, old["kind"], new["kind"], done)

    def tell(self, cut: Cut, old: Ints, new: Ints, done: Settling) -> None:
        """Note which instances changed their class, and count them."""
        moved = np.flatnonzero(old != new)
        if len(moved) == 0:
            return
        handles = cut.column("handle")[moved].tolist()
        for number, before, after in zip(handles, old[moved].tolist(), new[moved].tolist(), strict=True):
            done.note(number, before, after)
            self._count(before, -1)
            self._count(after, 1)

    def _count(self, kind: int, step: int) -> None:
        if kind != NO_INSTANCE:
            self.counts[kind] += step

    def log_of(self, cut: Cut) -> Log:
        """Rows of one key as a log."""
        time = cut.column("time")
        none = np.zeros(len(time), dtype=np.int64)
        low = cut.column("low")
        return Log(
            time=time,
            group=none,
            role=cut.column("role"),
            low=low,
            high=cut.column("high"),
            ordered=self.ordered,
        )

    def judge(self, log: Log) -> tuple[Instances, Ints]:
        """The instances of a log, and their classes by the present time."""
        term = self.term_of(log, np.zeros(0, dtype=np.int64))
        found = instances(term)
        return found, classify(term, found, self.context)

    def term_of(self, log: Log, numbers: Ints) -> TermLog:
        """A log with the names of its rows."""
        none = np.zeros(0, dtype=np.int64)
        return TermLog(
            spec=self.spec,
            log=log,
            ids=self.store.names(numbers),
            rows=numbers,
            idle=none,
            places=self.places,
        )

    def learn(self, found: Instances, classes: Ints, log: Log, numbers: Ints) -> None:
        """Ask the rules for the state of every class that did not occur before."""
        fresh = [kind for kind in np.unique(classes).tolist() if kind not in self.states]
        if not fresh:
            return
        court = self.court(found, classes, log, numbers)
        for kind in fresh:
            index = int(np.flatnonzero(classes == kind)[0])
            self.states[kind] = court.part(index).grade.state

    def court(self, found: Instances, classes: Ints, log: Log, numbers: Ints) -> Court:
        """The instances of a log, ready to be judged by the rules."""
        mended = replace(found, repaired=classes & int(Feature.REPAIRED) > 0)
        term = self.term_of(log, numbers)
        return Court(
            term=term,
            found=mended,
            context=self.context,
            fetch=lambda rows: self.store.records(rows.tolist()),
        )

    # --- the clock, and what came of it -----------------------------------------------------------------------------
    def advance(self, context: Problem, done: Settling) -> None:
        """The clock moved: settle every instance by the new time."""
        self.context = context
        cut = self.blocks.whole()
        if not len(cut):
            return
        columns = {name: cut.column(name) for name in TYPES}
        order = np.lexsort((columns["handle"], columns["place"], columns["time"]))
        held = {name: column[order] for name, column in columns.items()}
        log = Log(
            time=held["time"], group=held["group"], role=held["role"], low=held["low"], high=held["high"],
            ordered=self.ordered,
        )  # fmt: skip
        found, classes = self.judge(log)
        self.learn(found, classes, log, held["handle"])
        new = np.full(len(log), NO_INSTANCE, dtype=columns["kind"].dtype)
        new[order[found.at]] = classes
        done.settled += len(found)
        done.touched += int((new != columns["kind"]).sum())
        cut.write("kind", new)
        self.tell(cut, columns["kind"], new, done)

    def changes(self, done: Settling) -> Iterable[Change]:
        """The instances of which the state is not what it was."""
        kinds_known = {NO_INSTANCE: None, **self.states}
        return changed(
            self.spec.term.id, done.moved, kinds_known, lambda ones: self.store.names(ones).to_list()
        )

    def told(self, done: Settling) -> dict[str, State]:
        """The states of all instances as they were before a stimulus."""
        cut = self.blocks.whole()
        held = dict(zip(cut.column("handle").tolist(), cut.column("kind").tolist(), strict=True))
        before = {**held, **{number: kinds_then[0] for number, kinds_then in done.moved.items()}}
        known = [(number, kind) for number, kind in before.items() if kind != NO_INSTANCE]
        names = self.store.names(np.array([number for number, _ in known], dtype=np.int64)).to_list()
        return {name: self.states[kind] for name, (_, kind) in zip(names, known, strict=True)}
