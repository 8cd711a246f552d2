"""The checker's own look at the steps of a proof: rows as they stand, figures that follow, and the rule that decides."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal

from troth.records.evidence import Form, Stance
from troth.records.term import Kind, Term
from troth.records.verdict import Proof, State, Step, Verdict

from .check_acts import Acts
from .check_count import NOTHING_KNOWN, Interval, by_one_origin, level, of_stretch, quiet_in
from .check_follows import WHOLE, ByActor, Follows, alone, by_event, case_for, within
from .check_grounds import Case
from .check_read import Fact, Reading, figure
from .check_state import rule_for, target
from .check_window import Span, Stretch, span

OPEN_STATES = {
    State.PENDING: "still_open",
    State.UNKNOWN: "undecided",
    State.SUSPENDED: "suspended",
    State.EXCUSED: "excused",
    State.REPAIRED: "repaired",
    State.LAPSED: "nothing_owed",
}
IN_PARTS = frozenset({Kind.RECUR, Kind.SUSTAIN, Kind.RESPOND})
SETTLED = frozenset({State.KEPT, State.REPAIRED, State.EXCUSED})
"""States that no condition on another term changes, or that came after it."""
MOST_STEPS = 200
"""A proof of more rows gives no steps."""


def steps(follows: Follows, term: Term, verdict: Verdict, proof: Proof) -> Iterator[str]:
    """What does not follow in the steps of a proof."""
    root = proof.steps
    if root is None:
        if len(proof.minimal) <= MOST_STEPS:
            yield f"no steps; it has {len(proof.minimal)} rows"
        return
    if root.state is not verdict.state or root.name != verdict.instance:
        yield f"at its root {root.name or 'summary'} {root.state}; the verdict says {verdict.state.value}"
    told = sorted({one for step in _all(root) for one in step.ids})
    if told != list(proof.minimal):
        yield f"in its steps {', '.join(told) or 'no row'}; its rows are {', '.join(proof.minimal) or 'none'}"
        return
    reading = follows.reading.only(set(proof.minimal))
    facts = {fact.row.id: fact for fact in reading.facts}
    if any(one not in facts for one in proof.minimal):
        yield "that a row without a time counts; it is in no stretch"
        return
    yield from _leaves(reading, term, root, facts)
    yield from _trees(follows, reading, term, verdict, root)


def _trees(follows: Follows, reading: Reading, term: Term, verdict: Verdict, root: Step) -> Iterator[str]:
    """The tree of a row, or one for each of several obligors."""
    recorded, several = term.recorded_at, len(term.obligor) > 1
    if recorded is not None and recorded > reading.problem.as_of:
        return
    whole = _Walk(follows, reading, term, summary=verdict.obligor is None and verdict.instance is None)
    if verdict.obligor is not None:
        label = (verdict.instance or "").removeprefix(verdict.obligor).strip() or None
        own = _Walk(
            follows, ByActor.of(reading), alone(term, verdict.obligor), shared=term.joint == "together"
        )
        yield from own.tree(root, label)
    elif several and term.joint == "each":
        yield from _obligors(whole, root)
        yield from whole.terms(root)
    else:
        yield from whole.tree(root, verdict.instance)
        yield from whole.terms(root)


def _obligors(whole: "_Walk", root: Step) -> Iterator[str]:
    parts = [step for step in root.steps if step.state is not None and step.rule != "term"]
    if [step.name for step in parts] != list(whole.term.obligor):
        yield f"what {', '.join(str(step.name) for step in parts)} did; {', '.join(whole.term.obligor)} owe it"
        return
    for step in parts:
        own = _Walk(whole.follows, ByActor.of(whole.reading), alone(whole.term, str(step.name)))
        yield from own.tree(step, None)
    if within(whole.reading, whole.term) and (root.low, root.high) not in {
        (one.low, one.high) for one in parts
    }:
        yield f"{_interval(root.low, root.high)}; none of its obligors comes to that"
    due = "parts" if root.state is None else OPEN_STATES.get(root.state, "parts")
    if not whole.conditions_met() and root.state not in SETTLED:
        due = "condition"
    if root.rule != due:
        yield f"that it follows by the rule {root.rule!r}; by its parts it is {due!r}"


def _told(step: Step) -> set[str]:
    return {one for under in _all(step) for one in under.ids}


def _words(steps: Sequence[Step]) -> set[tuple[str, str]]:
    """The rows that speak in words, each with its side."""
    return {(step.rule, one) for step in steps if step.rule in {"for", "against"} for one in step.ids}


def _all(step: Step) -> Iterator[Step]:
    yield step
    for one in step.steps:
        yield from _all(one)


def _leaves(reading: Reading, term: Term, root: Step, facts: Mapping[str, Fact]) -> Iterator[str]:
    for step in _all(root):
        if step.rule in {"row", "since", "average"}:
            yield from _leaf(term, step, facts)
        elif step.rule in {"for", "against"}:
            yield from _spoken(reading, term, step, facts)


def _leaf(term: Term, step: Step, facts: Mapping[str, Fact]) -> Iterator[str]:
    """A row as it stands: its figure and its time."""
    if len(step.ids) != 1 or step.steps or step.state is not None:
        yield f"of {', '.join(step.ids)} that it is one row"
        return
    fact = facts[step.ids[0]]
    low, high = figure(term, fact)
    tail = low != step.low and step.low == 0 and step.high == high  # it may lie after the deadline
    if (step.low, step.high) != (low, high) and not tail:
        yield f"that {fact.row.id} gives {_interval(step.low, step.high)}; it gives {_interval(low, high)}"
    if (step.valid_from, step.valid_to) != (fact.start, fact.end):
        yield f"that {fact.row.id} is of {step.valid_from} to {step.valid_to}; it is of {fact.start} to {fact.end}"


def _spoken(reading: Reading, term: Term, step: Step, facts: Mapping[str, Fact]) -> Iterator[str]:
    wanted = Stance.FOR if step.rule == "for" else Stance.AGAINST
    for one in step.ids:
        if reading.stance(term, facts[one]) is not wanted:
            yield f"that {one} speaks {step.rule} it; it does not"


@dataclass(slots=True)
class _Walk:
    """One tree of steps, in the world of its rows."""

    follows: Follows
    reading: Reading
    term: Term
    summary: bool = False
    around: frozenset[str] = frozenset()
    """The rows of the tree that are not counted."""
    shared: bool = False
    """Whether its state is that of what several owe together."""

    def tree(self, root: Step, part: str | None) -> Iterator[str]:
        """The figures of a whole (`part` None) or of one of its parts, and the rule that decides."""
        if not within(self.reading, self.term):
            return
        whole = span(self.reading, self.term)
        facts = self._facts(whole)
        parts = self._parts(whole, part)
        self.around = frozenset(one for step in root.steps if step.rule == "around" for one in step.ids)
        for one in _stretches(root) if self._plain() else ():
            yield from self._stretch(one, facts, whole, list(parts.values()))
        for step in root.steps:
            if step.state is not None and step.rule != "term":
                yield from self._of_parts(step, parts)
        if part is None:
            yield from self._in_parts(root, parts)
            yield from self._beside(root, facts, [one.stretch for one in parts.values()])
            yield from self._whole(root, whole)
        elif part in parts:
            yield from self._part(root, parts[part])

    def _facts(self, whole: Span) -> dict[str, Fact]:
        """The rows as they are read; of acts, those that may have been allowed as such."""
        facts = {fact.row.id: fact for fact in self.reading.facts}
        if self.term.refrain is not None:
            facts |= {fact.row.id: fact for fact in Acts(self.reading, self.term, whole).facts}
        return facts

    def _parts(self, whole: Span, part: str | None) -> dict[str, "_Due"]:
        if whole.start is not None and whole.end is not None and whole.end <= whole.start:
            return {}
        case = case_for(self.reading, self.term, whole)
        shown = case.instances(part) if isinstance(case, Case) else case.instances()
        due = {
            name: _Due(part.stretch, part.interval, part.states, frozenset(part.because) - self._unmeasured())
            for name, part in shown.items()
        }
        if isinstance(case, Case) and self.term.kind in {Kind.ACHIEVE, Kind.REFRAIN}:
            due |= {one.name: _Due(one) for one in case.pieces if one.name not in due}
        return due

    def _plain(self) -> bool:
        """Whether a stretch counts its rows as they are read: no running sum, no occasion, nothing that may lie later."""
        running = self.term.respond is not None and self.term.respond.over is not None
        asked = self.term.recur is not None and self.term.recur.at is not None
        return not running and not asked and self.reading.clock == self.reading.problem.as_of

    def _unmeasured(self) -> set[str]:
        """Rows that give no level, though they are of the measure: denials, and those without a figure."""
        if self.term.kind is not Kind.SUSTAIN:
            return set()
        return {
            fact.row.id
            for fact in self.reading.facts
            if self.reading.role(self.term, fact) == "count"
            and (fact.row.form is Form.DENIAL or fact.row.quantity is None)
        }

    def _stretch(
        self, step: Step, facts: Mapping[str, Fact], whole: Span, known: Sequence["_Due"]
    ) -> Iterator[str]:
        """A day: each origin's figure from its rows, and what all of them say together."""
        rows = sorted({one for voice in step.steps for row in voice.steps for one in row.ids})
        held = [facts[one] for one in rows]
        spans = (step.valid_from, step.valid_to)
        alike = [one for one in known if (one.stretch.start, one.stretch.end) == spans]
        if not alike:
            yield f"that {step.valid_from} to {step.valid_to} is a stretch of the term; it is none"
            return
        piece = alike[0].stretch
        held = [self._placed(fact, piece, whole) for fact in held]
        for fact in held:
            late = self.term.kind is Kind.RESPOND and fact.row.form is Form.DENIAL  # it looks back
            if not late and not _meets(fact, piece):
                yield f"that {fact.row.id} lies in {piece.name}; it does not"
        quiet = self._quiet(whole, piece)
        voices = {origin for fact in held for origin in fact.origins}
        quiet = frozenset() if voices - quiet else quiet
        for voice in step.steps:
            yield from self._voice(voice, held, quiet)
        if sorted(voice.name or "" for voice in step.steps) != sorted(voices | quiet):
            yield f"that {', '.join(str(one.name) for one in step.steps)} speak of {piece.name}; {', '.join(sorted(voices))} do"
        low, high = of_stretch(self.term, held, quiet=quiet)
        if self.term.kind is Kind.RESPOND and (low, None) in {one.interval for one in alike}:
            high = None  # others may have answered in time too
        if (step.low, step.high) != (low, high):
            yield f"{_interval(step.low, step.high)} for {piece.name}; its rows give {_interval(low, high)}"

    def _placed(self, fact: Fact, piece: Stretch, whole: Span) -> Fact:
        """A row of a last day that is not whole may lie after the deadline: then it gives a high end only."""
        if self.term.kind is Kind.RESPOND and fact.row.form is Form.DENIAL and fact.point:
            return replace(fact, end=fact.start + timedelta(microseconds=1))
        late = (
            self.term.kind is Kind.ACHIEVE
            and piece.end == whole.end
            and fact.end > piece.end
            and not fact.point
        )
        acts = self.term.refrain is not None
        if acts and piece.name == fact.row.id and whole.end is not None and fact.end > whole.end:
            late = True  # an act by itself, dated by a day in which the window ends
        return replace(fact, maybe=(acts and fact.maybe) or (late and fact.row.form is not Form.DENIAL))

    def _quiet(self, whole: Span, piece: Stretch) -> frozenset[str]:
        if self.term.kind is Kind.ACHIEVE and whole.end is None:
            return frozenset()
        return quiet_in(self.reading, self.term, whole, piece)

    def _voice(self, step: Step, held: Sequence[Fact], quiet: frozenset[str]) -> Iterator[str]:
        own = [fact for fact in held if step.name in fact.origins]
        if sorted(one for row in step.steps for one in row.ids) != sorted(fact.row.id for fact in own):
            yield f"another choice of rows for {step.name} than {', '.join(fact.row.id for fact in own)}"
        if self.term.kind is Kind.SUSTAIN:
            due = level(self.term, own)
        else:
            due = by_one_origin(self.term, own, reports_all=step.name in quiet)
        if (step.low, step.high) != due:
            yield f"that {step.name} gives {_interval(step.low, step.high)}; its rows give {_interval(*due)}"

    def _in_parts(self, root: Step, parts: Mapping[str, "_Due"]) -> Iterator[str]:
        """What is judged in parts names each part of which a row tells, and what is said of it in words."""
        if self.term.kind not in IN_PARTS:
            return
        given = [step for step in root.steps if step.state is not None and step.rule != "term"]
        due = {name for name, part in parts.items() if part.because - self.around}
        if {step.name for step in given} != due or len(given) != len(due):
            yield f"what {', '.join(str(step.name) for step in given)} come to; {', '.join(sorted(due))} are told of"
        if not {word for step in given for word in _words(step.steps)} <= _words(root.steps):
            yield "nothing at its root of the words that its parts rest on"

    def _of_parts(self, step: Step, parts: Mapping[str, "_Due"]) -> Iterator[str]:
        due = None if step.name is None else parts.get(step.name)
        if due is None:
            yield f"that {step.name} is a part of the term; it is none"
            return
        yield from self._part(step, due)

    def _part(self, step: Step, due: "_Due") -> Iterator[str]:
        if due.states is None or due.interval is None:
            return
        if step.state not in due.states:
            yield f"{step.state} for {step.name}; {' or '.join(sorted(due.states))} follows"
        if (step.low, step.high) != due.interval:
            yield f"{_interval(step.low, step.high)} for {step.name}; its rows give {_interval(*due.interval)}"
        told = {one for under in step.steps if under.rule != "around" for one in _told(under)}
        beside = due.because - told if by_event(self.term) else frozenset[str]()
        if told != due.because - beside or not beside <= self.around:
            yield f"that {', '.join(sorted(told))} tell of {step.name}; {', '.join(sorted(due.because))} do"
        yield from self._rule(step, part=True)

    def _beside(self, root: Step, facts: Mapping[str, Fact], known: Sequence[Stretch]) -> Iterator[str]:
        """What stands around the duty is no count of it."""
        for one in (one for step in root.steps if step.rule == "around" for one in step.ids):
            fact = facts[one]
            counts = self.term.id in fact.row.terms and self.reading.role(self.term, fact) == "count"
            daily = counts and fact.row.form in {Form.TALLY, Form.AT_LEAST}
            if daily and any(_within(fact, piece) for piece in known):
                yield f"that {one} stands around it; it is counted"

    def _whole(self, root: Step, whole: Span) -> Iterator[str]:
        empty = whole.start is not None and whole.end is not None and whole.end <= whole.start
        total = NOTHING_KNOWN if empty else case_for(self.reading, self.term, whole).total()
        if total is not None and (root.low, root.high) != total:
            yield f"{_interval(root.low, root.high)}; its rows give {_interval(*total)}"
        yield from self._rule(root, part=False)

    def _rule(self, step: Step, *, part: bool) -> Iterator[str]:
        due = self._rule_due(step, part=part)
        if step.rule != due:
            yield f"that it follows by the rule {step.rule!r}; by its figures it is {due!r}"

    def _rule_due(self, step: Step, *, part: bool) -> str:
        state = step.state
        if state is None:
            return "the rule of a state"
        if self.summary and not part and state not in SETTLED and not self.conditions_met():
            return "condition"
        if self.shared and not part:
            return "shared"
        if state in OPEN_STATES:
            return OPEN_STATES[state]
        if not part and self.term.kind in IN_PARTS:
            return "parts"
        return rule_for(self.term, target(self.reading, self.term), state, step.low or Decimal(0), step.high)

    # --- other terms -------------------------------------------------------------------------------------------------
    def conditions_met(self) -> bool:
        """Whether the other terms stand as this one asks, in the world of its rows."""
        ids = set(self.reading.rows)
        for one in self.term.condition:
            found = self.follows.of(self.reading.terms[one.term], ids, repaired=one.state == "kept")
            wanted = {State(one.state)}
            wanted |= {"kept": {State.REPAIRED}, "broken": {State.PARTLY_KEPT}}.get(one.state, set())
            if found is not None and not found[WHOLE] <= wanted:
                return False
        return True

    def terms(self, root: Step) -> Iterator[str]:
        """How the other terms stand that a summary looks at."""
        due = [(one.term, one.state == "kept") for one in self.term.condition] if self.summary else []
        if self.summary and self.term.reparation is not None:
            due.append((self.term.reparation.term, True))
        told = [step for step in root.steps if step.rule == "term"]
        if [step.name for step in told] != [name for name, _ in due]:
            yield f"that it looks at {[step.name for step in told]}; it looks at {[name for name, _ in due]}"
            return
        for step, (name, repaired) in zip(told, due, strict=True):
            found = self.follows.of(self.reading.terms[name], set(self.reading.rows), repaired=repaired)
            if found is not None and step.state not in found[WHOLE]:
                yield f"that {name} is {step.state}; {' or '.join(sorted(found[WHOLE]))} follows"


@dataclass(frozen=True, slots=True)
class _Due:
    """What is due for one stretch."""

    stretch: Stretch
    interval: Interval | None = None
    states: frozenset[State] | None = None
    because: frozenset[str] = frozenset()


def _stretches(root: Step) -> Iterator[Step]:
    return (step for step in _all(root) if step.rule == "stretch")


def _interval(low: Decimal | None, high: Decimal | None) -> str:
    return f"[{low}, {'open' if high is None else high}]"


def _meets(fact: Fact, piece: Stretch) -> bool:
    if fact.point:
        return piece.start <= fact.start <= piece.end
    return fact.start < piece.end and piece.start < fact.end


def _within(fact: Fact, piece: Stretch) -> bool:
    return not fact.point and piece.start <= fact.start and fact.end <= piece.end
