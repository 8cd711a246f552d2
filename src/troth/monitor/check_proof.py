"""An independent verifier of proofs: it shares no code with the engine, and judges the rows of each proof again.

Of every verdict it asks, by the checker's own reading of terms and rows: do the rows of the proof suffice; does the
state change without each of them, and to what is said; are the figures of each step those of the rows; is what is
missing what is missing; does each flip flip, and is none left out. Where the checker's own judging does not reach
(`check_follows.py`), the verdict is listed as not re-evaluated, and only its rows and figures are looked at.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from troth.records.term import Kind, Term
from troth.records.verdict import Flip, Lack, Proof, State, Verdict

from .check_follows import Follows, Key
from .check_read import Reading
from .check_state import States
from .check_steps import steps
from .check_untried import Untried
from .problem import Problem
from .result import Result

MOST_TRIED = 150
"""Of a verdict that rests on more rows not every row is left out to see whether a flip was passed over."""
FEW = 60
"""Of a proof of so few rows each row must have been left out."""
NAMED = 20
"""So many rows a line names before it says how many more there are."""
SOME = 5
"""So many flips of each verdict are tried even where the effort is spent."""
WANTING = frozenset({State.PENDING, State.UNKNOWN, State.DISPUTED, State.BROKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofCheck:
    """What the verifier of proofs found."""

    wrong: tuple[str, ...] = ()
    """One plain line for each disagreement."""
    left: tuple[str, ...] = ()
    """The verdicts that were not re-evaluated, or not to the end, each with what was left."""
    checked: int = 0
    """How many proofs were looked at."""


def check_proofs(problem: Problem, result: Result) -> ProofCheck:
    """Judge the rows of every proof again, and say what does not follow.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from datetime import UTC, datetime
    >>> from troth.monitor import settle
    >>> from troth.records.term import Target, Window
    >>> may = lambda day: datetime(2024, 5, day, tzinfo=UTC)
    >>> term = Term(id="T1", agreement="truce", kind="achieve", obligor=("A",), what="release ten people",
    ...             target=Target(at_least=10), window=Window(valid_from=may(1), valid_to=may(3)))
    >>> problem = Problem(terms=(term,), as_of=may(4))
    >>> result = settle(problem)
    >>> check_proofs(problem, result)
    ProofCheck(wrong=(), left=(), checked=1)
    >>> row = result.verdicts[0]
    >>> less = row.proof.model_copy(update={"missing": Lack(amount=9, by=may(3))})
    >>> for line in check_proofs(problem, replace(result, verdicts=(row.model_copy(update={"proof": less}),))).wrong:
    ...     print(line)
    T1, summary: the proof says that 9 are missing; 10 are
    T1, summary: the proof says that 10 by 2024-05-03 00:00:00+00:00 (kept) would keep it; 9 by 2024-05-03 00:00:00+00:00 (kept) would
    """
    examiner = Examiner(problem)
    found = [examiner.examine(verdict) for verdict in result.verdicts if verdict.proof is not None]
    return ProofCheck(
        wrong=tuple(line for one in found for line in one.wrong),
        left=tuple(line for one in found for line in one.left),
        checked=len(found),
    )


class Examiner:
    """Looks at one proof after another; what was judged for one is not judged again for the next."""

    def __init__(self, problem: Problem) -> None:
        self.reading = Reading(problem)
        self.follows = Follows(self.reading)
        self._wrong: list[str] = []
        self._left: list[str] = []

    def examine(self, verdict: Verdict) -> ProofCheck:
        """What is wrong with the proof and the flips of one verdict, and what was left."""
        self._wrong, self._left = [], []
        if verdict.proof is None:
            return ProofCheck()
        if verdict.term in self.reading.terms:
            self._hear(verdict, verdict.proof)
        else:
            self._say(verdict, ["that there is such a term; there is none"])
        return ProofCheck(wrong=tuple(self._wrong), left=tuple(self._left), checked=1)

    def _hear(self, verdict: Verdict, proof: Proof) -> None:
        term = self.reading.terms[verdict.term]
        self._say(verdict, _shape(self.reading, proof))
        if any(one not in self.reading.rows for one in proof.minimal):
            return
        key = (verdict.instance, verdict.obligor)
        permitted = self.follows.at(term, proof.minimal, key)
        self._say(verdict, steps(self.follows, term, verdict, proof))
        self._say(verdict, _missing(term, verdict, proof.missing))
        self._say(verdict, _added(verdict))
        if permitted is None:
            self._left.append(f"{_name(verdict)}: not re-evaluated; only its rows and figures were looked at")
            return
        if verdict.state not in permitted:
            follows = _states(permitted)
            self._say(
                verdict, [f"{verdict.state.value} by {_listed(proof.minimal)} alone; {follows} follows"]
            )
        self._needed(verdict, proof, term, key)
        self._flips(verdict, term, key)

    def _say(self, verdict: Verdict, lines: Iterable[str]) -> None:
        self._wrong.extend(f"{_name(verdict)}: the proof says {line}" for line in lines)

    def _needed(self, verdict: Verdict, proof: Proof, term: Term, key: Key) -> None:
        """Whether the state changes without each row, and to what the proof says."""
        for at, one in enumerate(proof.without):
            if self.follows.spent(term) and len(proof.without) > FEW:
                rest = len(proof.without) - at
                self._left.append(
                    f"{_name(verdict)}: what it is without {rest} of its rows was not re-evaluated"
                )
                break
            less = [other for other in proof.minimal if other != one.id]
            self._changed(verdict, term, key, less, one.state, f"without {one.id}")
        if not proof.tested:
            rest = len(proof.minimal) - len(proof.without)
            self._left.append(f"{_name(verdict)}: whether {rest} of its rows are needed was not tried")

    def _changed(
        self, verdict: Verdict, term: Term, key: Key, ids: Collection[str], says: State | None, how: str
    ) -> None:
        permitted = self.follows.at(term, ids, key)
        if permitted is None:
            self._left.append(f"{_name(verdict)}: {how} it was not re-evaluated")
            return
        if says is verdict.state:
            self._say(verdict, [f"that it is {says.value} {how} too; then {how} nothing changes"])
        elif says not in permitted if says is not None else permitted:
            said = "no such verdict" if says is None else says.value
            self._say(verdict, [f"{said} {how}; {_states(permitted)} follows"])

    # --- flips -------------------------------------------------------------------------------------------------------
    def _flips(self, verdict: Verdict, term: Term, key: Key) -> None:
        everything = self.follows.bearing(term)
        taken = [flip for flip in verdict.flips if flip.without]
        for at, flip in enumerate(taken):
            if at >= SOME and self.follows.spent(term):
                self._left.append(f"{_name(verdict)}: {len(taken) - at} of its flips were not re-evaluated")
                break
            gone = set(flip.without)
            if not gone <= set(verdict.because):
                self._say(
                    verdict,
                    [
                        f"what it is without {_listed(sorted(gone - set(verdict.because)))}; it does not rest on that"
                    ],
                )
            self._changed(
                verdict, term, key, everything - gone, flip.state, f"with all but {_listed(flip.without)}"
            )
        said, untried = self._said(verdict), Untried.of(verdict)
        self._say(verdict, _origins(taken, said))
        self._say(verdict, untried.wrong(verdict, said, few=len(everything) <= FEW))
        self._left.extend(f"{_name(verdict)}: {line}" for line in untried.left())
        self._passed_over(verdict, term, key, said, untried)
        self._put_back(verdict, term, key, untried)
        if not taken:
            self._nothing(verdict, term, key, untried)

    def _said(self, verdict: Verdict) -> dict[str, tuple[str, ...]]:
        """What each origin alone says, of what the verdict rests on."""
        told: dict[str, list[str]] = {}
        for fact in self.reading.told(verdict.because):
            if len(fact.origins) == 1:
                told.setdefault(next(iter(fact.origins)), []).append(fact.row.id)
        return {origin: tuple(sorted(ids)) for origin, ids in told.items()}

    def _passed_over(
        self, verdict: Verdict, term: Term, key: Key, said: dict[str, tuple[str, ...]], untried: Untried
    ) -> None:
        """All that one origin says, and single rows, that would flip it and are not named."""
        everything = self.follows.bearing(term)
        named = {flip.without for flip in verdict.flips}
        single = {ids[0] for ids in named if len(ids) == 1}
        several = {origin: ids for origin, ids in said.items() if len(ids) > 1 and not set(ids) <= single}
        tried = [ids for origin, ids in several.items() if origin not in untried.origins]
        tried += [(one,) for one in verdict.because if one not in untried.rows]
        for at, ids in enumerate(tried):
            if ids in named:
                continue
            if at >= MOST_TRIED or (at >= SOME and self.follows.spent(term)):
                self._left.append(
                    f"{_name(verdict)}: whether a flip was passed over was tried for {at} of {len(tried)}"
                )
                break
            permitted = self.follows.at(term, everything - set(ids), key)
            if permitted is not None and verdict.state not in permitted:
                self._say(verdict, [f"nothing of {_listed(ids)}, without which {_states(permitted)} follows"])

    def _put_back(self, verdict: Verdict, term: Term, key: Key, untried: Untried) -> None:
        """A set that flips it only together: with any one row back, the state is what it was."""
        everything = self.follows.bearing(term)
        for flip in verdict.flips:
            if len(flip.without) <= 1 or flip.origin is not None or set(flip.without) == untried.unreduced:
                continue
            for at, one in enumerate(flip.without):
                if at >= MOST_TRIED or (at >= SOME and self.follows.spent(term)):
                    rest = len(flip.without) - at
                    self._left.append(
                        f"{_name(verdict)}: whether {rest} rows of a set could be put back was not tried"
                    )
                    break
                permitted = self.follows.at(term, (everything - set(flip.without)) | {one}, key)
                if permitted is not None and verdict.state not in permitted:
                    self._say(verdict, [f"{_listed(flip.without)} together; {one} could be put back"])

    def _nothing(self, verdict: Verdict, term: Term, key: Key, untried: Untried) -> None:
        """Where no rows are named that flip it, leaving out all of them changes nothing, or it says that it did not try.

        Of a summary that is never left untried.
        """
        because = set(verdict.because)
        permitted = self.follows.at(term, self.follows.bearing(term) - because, key) if because else None
        if permitted is None or verdict.state in permitted:
            return
        if untried.admitted and verdict.instance is not None:
            self._left.append(f"{_name(verdict)}: something flips it, and what does was not looked for")
        else:
            rows = _listed(sorted(because))
            self._say(verdict, [f"that nothing flips it; without {rows} {_states(permitted)} follows"])


def _name(verdict: Verdict) -> str:
    return f"{verdict.term}, {verdict.instance or 'summary'}"


def _listed(ids: Iterable[str]) -> str:
    named = list(ids)
    more = [f"{len(named) - NAMED} more"] if len(named) > NAMED + 1 else []
    return ", ".join([*named[: NAMED if more else None], *more]) or "no row"


def _states(permitted: States | None) -> str:
    if not permitted:
        return "no such verdict"
    return " or ".join(sorted(state.value for state in permitted))


def _shape(reading: Reading, proof: Proof) -> Iterator[str]:
    """Rows that exist, were known, stand once and in order; and what is said of leaving each of them out."""
    if list(proof.minimal) != sorted(set(proof.minimal)):
        yield f"{_listed(proof.minimal)}; each row stands once, in order of its id"
    for one in proof.minimal:
        row = reading.rows.get(one)
        if row is None:
            yield f"that it needs {one}; there is no such row"
        elif row.recorded_at is not None and row.recorded_at > reading.problem.as_of:
            yield f"that it needs {one}; that is known only from {row.recorded_at.isoformat()}"
    left = [one.id for one in proof.without]
    if left != list(proof.minimal[: len(left)]):
        yield f"what it is without {_listed(left)}; its rows are {_listed(proof.minimal)}"
    if not proof.tested and len(proof.minimal) <= FEW:
        yield "nothing of what it is without some of its rows; of so few each is left out once"


def _missing(term: Term, verdict: Verdict, said: Lack | None) -> Iterator[str]:
    """What is missing from what was due, and by when."""
    due = _due(term, verdict)
    if due is None or said is None:
        if due is not said:
            yield f"that {_amount(said)} missing; {_amount(due)}"
        return
    if said.amount != due.amount:
        yield f"that {said.amount} are missing; {due.amount} are"
    if said.unit != due.unit:
        yield f"that {said.unit or 'nothing'} is missing; {due.unit or 'nothing'} is counted"
    if said.by != due.by:
        yield f"that it is missing by {said.by}; its time ends {due.by}"


def _amount(lack: Lack | None) -> str:
    return "nothing is" if lack is None else f"{lack.amount} {lack.unit} are"


def _due(term: Term, verdict: Verdict) -> Lack | None:
    summed = verdict.instance is None and term.kind in {Kind.RECUR, Kind.RESPOND}
    shared = verdict.obligor is not None and term.joint == "together"
    if verdict.target is None or verdict.target_kind == "at_most" or summed or shared:
        return None
    lacking: Decimal = verdict.target - verdict.quantity.low
    if verdict.state not in WANTING or lacking <= 0:
        return None
    return Lack(amount=lacking, unit=verdict.quantity.unit, by=verdict.valid_to)


def _added(verdict: Verdict) -> Iterator[str]:
    """What more would keep it is what the proof says is missing."""
    added = [flip for flip in verdict.flips if flip.needed is not None]
    missing = None if verdict.proof is None else verdict.proof.missing
    due = (
        []
        if missing is None
        else [Flip(needed=missing.amount, unit=missing.unit, by=missing.by, state=State.KEPT)]
    )
    if added != due:
        yield f"that {_more(added)} would keep it; {_more(due)} would"


def _more(flips: Iterable[Flip]) -> str:
    return (
        " and ".join(
            f"{flip.needed}{f' {flip.unit}' if flip.unit else ''} by {flip.by} ({flip.state})"
            for flip in flips
        )
        or "nothing"
    )


def _origins(taken: Iterable[Flip], said: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Whoever is named with a flip says all of its rows, and no other that counts."""
    for flip in taken:
        if flip.origin is not None and said.get(flip.origin) != flip.without:
            yield f"that {flip.origin} says {_listed(flip.without)}; it says {_listed(said.get(flip.origin, ()))}"
