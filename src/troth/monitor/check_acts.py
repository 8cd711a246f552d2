"""The checker's own reading of acts that may be allowed, or forbidden only in some state of things."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from troth.records.evidence import Form
from troth.records.term import Activity, Precedence, Prohibition, Term
from troth.records.verdict import State

from .check_count import NOBODY, Interval, of_stretch, quiet_in
from .check_events import ANY_TIME, earlier, happenings, no_later, tellings
from .check_grounds import Case
from .check_overlay import part_states
from .check_read import Fact, Reading
from .check_state import Ground, Part, States, only, permitted
from .check_window import Span, Stretch

Answer = Literal["counts", "allowed", "contested", "open"]
"""Contested: allowed by the word of one party alone. Open: the record does not settle it."""
DOUBTED = frozenset({State.PENDING, State.UNKNOWN, State.KEPT})


class Acts(Case):
    """A prohibition with exceptions.

    Parameters
    ----------
    believing
        Count the acts in full that only one party's word allows: what they would come to makes a dispute or none.
    """

    def __init__(self, reading: Reading, term: Term, whole: Span, *, believing: bool = False) -> None:
        self._believing = believing
        self._behind: dict[str, set[str]] = {}
        super().__init__(reading, term, whole)
        self._doubter = None if believing else Acts(reading, term, whole, believing=True)

    @property
    def _duty(self) -> Prohibition:
        assert self.term.refrain is not None  # noqa: S101 - such a term alone is read here
        return self.term.refrain

    def _standing(self, facts: list[Fact]) -> list[Fact]:
        """The acts that count; of those that may have been allowed only the high end."""
        counted: list[Fact] = []
        for fact in super()._standing(facts):
            answer, rows = self._answer(fact)
            if fact.row.form is not Form.DENIAL and self._in_window(fact):
                self._behind[fact.row.id] = {row.row.id for row in rows}
            sure = answer == "counts" or (answer == "contested" and self._believing)
            if answer != "allowed":
                counted.append(fact if sure else replace(fact, maybe=True))
        return counted

    def _in_window(self, fact: Fact) -> bool:
        start, end = self.whole.start, self.whole.end
        begun = start is None or (fact.start >= start if fact.point else fact.end > start)
        return begun and (end is None or fact.start < end)

    # --- exceptions ------------------------------------------------------------------------------------------------
    def _answer(self, act: Fact) -> tuple[Answer, list[Fact]]:
        answers: list[tuple[Answer, list[Fact]]] = []
        if act.row.form is Form.DENIAL:
            return "counts", []
        if self._duty.only_while is not None:
            answers.append(self._in_state(act, self._duty.only_while))
        if self._duty.unless_preceded_by is not None:
            answers.append(self._preceded(act, self._duty.unless_preceded_by))
        for answer, rows in answers:
            if answer == "allowed":
                return answer, rows
        rows = [row for _, more in answers for row in more]
        given = {answer for answer, _ in answers}
        if "open" in given:
            return "open", rows
        return ("contested" if "contested" in given else "counts"), rows

    def _preceded(self, act: Fact, allowing: Precedence) -> tuple[Answer, list[Fact]]:
        first, latest = allowing.within.before(act.start), allowing.within.before(act.end)
        told = [
            f for f in happenings(self.reading, self.term, allowing) if _keyed(f, act, same=allowing.same_key)
        ]
        near = [f for f in told if not earlier(act, f) and f.end >= first]
        surely = [f for f in near if no_later(f, act) and f.start >= latest]
        heard = [f for f in surely if f.origins - self.reading.obligors(self.term)]
        if heard:
            return "allowed", heard
        if surely:
            return "contested", surely
        told_all = quiet_in(self.reading, self.term, ANY_TIME, Stretch(name="", start=first, end=act.end))
        return ("counts", []) if told_all and not near else ("open", near)

    def _in_state(self, act: Fact, state: Activity) -> tuple[Answer, list[Fact]]:
        begun = [
            f for f in happenings(self.reading, self.term, state.since) if _keyed(f, act, same=state.same_key)
        ]
        ended = [
            f for f in happenings(self.reading, self.term, state.until) if _keyed(f, act, same=state.same_key)
        ]
        fair = self.reading.independent(self.term, begun)
        heard = [f for f in ended if f.origins - self.reading.obligors(self.term)]
        if surely := _surely_since(act, fair, ended):
            return "counts", surely[-1:]
        possibly = _possibly_since(act, begun, heard)
        if not possibly:
            return "allowed", []
        alleged = _surely_since(act, begun, heard)
        return ("contested", alleged[-1:]) if alleged else ("open", possibly[-1:])

    # --- what follows ------------------------------------------------------------------------------------------------
    def _still(self) -> bool:
        """Counts over several days do not say which of their acts were allowed."""
        return (
            self._duty.unless_preceded_by is not None or self._duty.only_while is not None or super()._still()
        )

    def instances(self, name: str | None = None) -> dict[str, Part]:
        """Days on which something is told, or each act."""
        if self._duty.per == "event":
            acts = [f for f in self.facts if f.row.form is not Form.DENIAL and self._in_window(f)]
            return {
                told[0].row.id: self._one(told) for told in tellings(acts) if name in {None, told[0].row.id}
            }
        return super().instances(name)

    def _part(self, one: Stretch) -> Part:
        part = super()._part(one)
        behind = {row for act in part.because for row in self._behind.get(act, ())}
        return replace(part, because=part.because | behind)

    def _permits(self, ground: Ground, one: Stretch | None) -> States:
        states = super()._permits(ground, one)
        other = self._doubter
        if other is None:
            return states
        believed = other.whole_ground() if one is None else other.ground_of(one)
        return _doubted(states, permitted(self.reading, self.term, believed, self.number))

    def _one(self, told: Sequence[Fact]) -> Part:
        one, end = Stretch(name=told[0].row.id, start=told[0].start, end=told[0].end), self.whole.end
        late = end is not None and one.end > end  # dated by a day in which the window ends
        told = [replace(fact, maybe=True) for fact in told] if late else told
        states, interval = self._alone(one, told)
        if self._doubter is not None:
            ids = {fact.row.id for fact in told}
            believed = [fact for fact in self._doubter.facts if fact.row.id in ids]
            states = states if late else _doubted(states, self._alone(one, believed)[0])
        states = part_states(self.reading, self.term, states, one, last=True)
        rows = {fact.row.id for fact in told}
        return Part(
            stretch=one,
            interval=interval,
            states=states,
            because=rows | {r for i in rows for r in self._behind[i]},
        )

    def _alone(self, one: Stretch, told: Sequence[Fact]) -> tuple[States, Interval]:
        """One act held against the limit by itself."""
        term = self.term
        quiet = quiet_in(self.reading, term, self.whole, one)
        everybody, neutral, outside = (
            of_stretch(term, told, quiet=quiet, without=without)
            for without in (NOBODY, self.adverse, self.parties)
        )
        voices = {origin for fact in told for origin in fact.origins}
        ground = Ground(
            everybody=everybody, neutral=self.attested(neutral, outside), facts=told, words=[], begun=True,
            voices={voice: of_stretch(term, self.by(voice, told)) for voice in voices},
            closed=one.end <= self.as_of, covered=bool(quiet),
        )  # fmt: skip
        low, high = ground.neutral[0], everybody[1]
        return permitted(self.reading, term, ground, self.number), (
            low,
            None if high is None else max(low, high),
        )

    def because(self) -> set[str]:
        """Also what began the states in which acts were done, and what would allow them."""
        return super().because().union(*self._behind.values())


def _keyed(fact: Fact, act: Fact, *, same: bool) -> bool:
    return not same or fact.row.key == act.row.key


def _surely_since(act: Fact, begun: Sequence[Fact], ended: Sequence[Fact]) -> list[Fact]:
    """The beginnings that surely lie no later than the act, with no end that may lie after them, up to the act."""
    return [
        start
        for start in _ordered(begun)
        if no_later(start, act)
        and not any(not earlier(act, end) and not no_later(end, start) for end in ended)
    ]


def _possibly_since(act: Fact, begun: Sequence[Fact], ended: Sequence[Fact]) -> list[Fact]:
    """The beginnings that may lie no later than the act, with no end that surely lies between the two."""
    return [
        start
        for start in _ordered(begun)
        if not earlier(act, start) and not any(no_later(end, act) and earlier(start, end) for end in ended)
    ]


def _ordered(facts: Sequence[Fact]) -> list[Fact]:
    return sorted(facts, key=lambda f: (f.start, -1 if f.row.sequence is None else f.row.sequence, f.row.id))


def _doubted(states: States, believed: States) -> States:
    return only(State.DISPUTED) if states <= DOUBTED and believed == only(State.BROKEN) else states
