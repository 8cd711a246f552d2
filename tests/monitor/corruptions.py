"""Ways to spoil a proof: each changes one thing in it, and leaves everything else as it was."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from troth.records.verdict import Flip, Lack, Proof, Removal, State, Step, Verdict

RULES = (
    "target_reached", "falls_short", "straddles", "contested", "said", "denied", "within_limit", "above_limit", "parts",
    "condition", "still_open", "undecided", "suspended", "excused", "repaired", "nothing_owed",
    "shared",
)  # fmt: skip
"""The names of the rules that decide."""
Spoiled = Iterator[tuple[str, Verdict]]
HOUR = timedelta(hours=1)


def corrupted(verdict: Verdict, ids: list[str]) -> Spoiled:
    """A verdict with each of its proof's parts changed in turn; `ids` are the rows of the case."""
    assert verdict.proof is not None
    proof = verdict.proof
    for name, spoiled in (*_rows(proof, ids), *_without(proof), *_missing(proof), *_steps(proof, ids)):
        yield name, verdict.model_copy(update={"proof": spoiled})
    for name, flips in _flips(verdict, ids):
        yield name, verdict.model_copy(update={"flips": flips})


def _with(proof: Proof, **update: object) -> Proof:
    return proof.model_copy(update=update)


def _rows(proof: Proof, ids: list[str]) -> Iterator[tuple[str, Proof]]:
    others = [one for one in ids if one not in proof.minimal]
    for one in proof.minimal:
        rest = tuple(other for other in proof.minimal if other != one)
        yield f"{one} left out", _with(proof, minimal=rest)
        yield (
            f"{one} left out, also of the removals",
            _with(proof, minimal=rest, without=tuple(r for r in proof.without if r.id != one)),
        )
        yield f"{one} twice", _with(proof, minimal=tuple(sorted((*proof.minimal, one))))
        if others:
            swapped = tuple(sorted((*rest, others[0])))
            yield f"{one} for {others[0]}", _with(proof, minimal=swapped)
    for other in [*others[:3], "nobody wrote this"]:
        yield f"{other} added", _with(proof, minimal=tuple(sorted((*proof.minimal, other))))
    if len(proof.minimal) > 1:
        yield "rows in another order", _with(proof, minimal=proof.minimal[::-1])


def _without(proof: Proof) -> Iterator[tuple[str, Proof]]:
    if proof.without:
        yield "a removal less", _with(proof, without=proof.without[:-1])
    for at, removal in enumerate(proof.without):
        for state in (*State, None):
            if state is not removal.state:
                changed = Removal(id=removal.id, state=state)
                yield (
                    f"without {removal.id} {state}",
                    _with(proof, without=(*proof.without[:at], changed, *proof.without[at + 1 :])),
                )
        renamed = Removal(id="nobody wrote this", state=removal.state)
        yield (
            f"another row than {removal.id} left out",
            _with(proof, without=(*proof.without[:at], renamed, *proof.without[at + 1 :])),
        )


def _missing(proof: Proof) -> Iterator[tuple[str, Proof]]:
    lack = proof.missing
    if lack is None:
        yield "something missing", _with(proof, missing=Lack(amount=Decimal(1), unit="person"))
        return
    yield "nothing missing", _with(proof, missing=None)
    yield "one more missing", _with(proof, missing=lack.model_copy(update={"amount": lack.amount + 1}))
    yield "something else missing", _with(proof, missing=lack.model_copy(update={"unit": "camel"}))
    later = None if lack.by is None else lack.by + HOUR
    if lack.by is not None:
        yield "missing without a time", _with(proof, missing=lack.model_copy(update={"by": None}))
        yield "missing by later", _with(proof, missing=lack.model_copy(update={"by": later}))


def _steps(proof: Proof, ids: list[str]) -> Iterator[tuple[str, Proof]]:
    if proof.steps is None:
        return
    yield "no steps", _with(proof, steps=None)
    for name, root in _step(proof.steps, ids, "root"):
        yield name, _with(proof, steps=root)


def _step(step: Step, ids: list[str], where: str) -> Iterator[tuple[str, Step]]:
    for what, update in _changes(step, ids):
        yield f"{where}: {what}", step.model_copy(update=update)
    for at, under in enumerate(step.steps):
        rest = (*step.steps[:at], *step.steps[at + 1 :])
        yield f"{where}: {under.rule} dropped", step.model_copy(update={"steps": rest})
        for name, changed in _step(under, ids, f"{where}/{under.rule}"):
            yield name, step.model_copy(update={"steps": (*step.steps[:at], changed, *step.steps[at + 1 :])})


def _changes(step: Step, ids: list[str]) -> Iterator[tuple[str, dict[str, object]]]:
    if step.low is not None:
        yield "low", {"low": step.low + 1}
        yield "high", {"high": Decimal(10**6) if step.high is None else step.high + 1}
    if step.high is not None:
        yield "open high", {"high": None}
    if step.state is not None:
        yield from ((f"state {state}", {"state": state}) for state in State if state is not step.state)
        yield from (
            (f"rule {rule}", {"rule": rule}) for rule in RULES if rule != step.rule and step.rule in RULES
        )
    if step.name is not None:
        yield "name", {"name": "nobody"}
    for end in ("valid_from", "valid_to"):
        if (at := getattr(step, end)) is not None:
            yield end, {end: at + HOUR}
    if step.ids:
        other = next((one for one in ids if one not in step.ids), "nobody wrote this")
        yield "another id", {"ids": (other, *step.ids[1:])}
        yield "an id less", {"ids": step.ids[1:]}


def _flips(verdict: Verdict, ids: list[str]) -> Iterator[tuple[str, tuple[Flip, ...]]]:
    flips = verdict.flips
    for at, flip in enumerate(flips):

        def put(*changed: Flip, at: int = at) -> tuple[Flip, ...]:
            return (*flips[:at], *changed, *flips[at + 1 :])

        yield f"flip {at} dropped", put()
        if flip.needed is not None:
            yield f"flip {at}: one more", put(flip.model_copy(update={"needed": flip.needed + 1}))
            yield f"flip {at}: unit", put(flip.model_copy(update={"unit": "camel"}))
            if flip.by is not None:
                yield f"flip {at}: later", put(flip.model_copy(update={"by": flip.by + HOUR}))
            continue
        for state in (*State, None):
            if state is not flip.state:
                yield f"flip {at}: {state}", put(flip.model_copy(update={"state": state}))
        if flip.origin is not None:
            yield f"flip {at}: origin", put(flip.model_copy(update={"origin": "nobody"}))
        yield f"flip {at}: an id less", put(flip.model_copy(update={"without": flip.without[1:]}))
        other = next((one for one in ids if one not in verdict.because), "nobody wrote this")
        yield f"flip {at}: an id more", put(flip.model_copy(update={"without": (*flip.without, other)}))
