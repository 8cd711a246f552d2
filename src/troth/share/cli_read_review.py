"""`troth read --review`: people decide of claims, in the terminal; every decision is a line of a file."""

import json as jsons
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from pydantic import JsonValue, ValidationError

from troth.read import Document
from troth.read.claims import WEIGHTS, features
from troth.read.review import ACCEPTED, CHANGEABLE, REJECTED, Reviewed, edited, learn, queue, reviewed
from troth.records import Claim, ClaimJudgement, Decision
from troth.records.errors import Problem, ProblemsError

from .terminal import heading, say, table

HELP = "[a]ccept  [e]dit  [s]plit  [r]eject  [n]ext  [q]uit"
HELD = 4
"""One reviewed claim in so many is kept to compare the weights before and after."""


def judgements(path: Path) -> list[ClaimJudgement]:
    """The decisions of a file, one JSON object a line; a file that is not there yet holds none.

    Raises
    ------
    ProblemsError
        Lines that are no decision, each with its number.
    """
    if not path.exists():
        return []
    found, problems = [], []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            found.append(ClaimJudgement.model_validate_json(line))
        except ValidationError as error:
            what = error.errors()[0]
            field = ".".join(map(str, what["loc"])) or None
            problems.append(
                Problem(
                    file=str(path),
                    line=number,
                    field=field,
                    found=line[:60],
                    expected=what["msg"],
                    remedy="correct or remove the line",
                )
            )
    if problems:
        raise ProblemsError(problems)
    return found


def review(documents: Sequence[Document], claims: Sequence[Claim], path: Path, by: str | None) -> None:
    """Ask `by` about one claim after the other, the most pressing first; without a name, tell how all of them stand."""
    shas = {document.name: document.sha256 for document in documents}
    if by is None:
        _tell(reviewed(claims, shas, judgements(path)))
        return
    texts = {document.name: document.text for document in documents}
    passed: set[str] = set()
    while (one := _next(reviewed(claims, shas, judgements(path)), by, passed)) is not None:
        decision = _ask(one, texts[one.claim.doc], by)
        if decision == "quit":
            break
        passed.add(one.fingerprint)
        if isinstance(decision, ClaimJudgement):
            _append(path, decision)
    _tell(reviewed(claims, shas, judgements(path)))


def _next(claims: Sequence[Reviewed], by: str, passed: set[str]) -> Reviewed | None:
    """The first that still needs somebody other than those who have spoken, and that was not passed over."""
    return next(
        (
            one
            for one in queue(claims)
            if one.fingerprint not in passed and by not in {said.by for said in one.judgements}
        ),
        None,
    )


def _ask(one: Reviewed, text: str, by: str) -> ClaimJudgement | str:
    heading(
        f"{one.claim.id}: {one.claim.type.value.replace('_', ' ')} ({one.claim.confidence:.2f}), {one.state}"
    )
    span = one.claim.spans[0]
    say(
        f"  …{text[max(0, span.start - 80) : span.start]}[{span.text}]{text[span.end : span.end + 80]}…".replace(
            "\n", " "
        )
    )
    for field in CHANGEABLE:
        if value := one.claim.model_dump(mode="json")[field]:
            say(f"  {field}: {jsons.dumps(value, ensure_ascii=False)}")
    for said in one.judgements:
        say(
            f"  {said.by}: {said.decision.value} {jsons.dumps(said.contents, ensure_ascii=False) if said.contents else ''}{said.note}"
        )
    while True:
        say(HELP)
        answer = sys.stdin.readline()
        if not answer or answer.strip().lower() == "q":
            return "quit"
        if (decision := _decision(one, answer.strip().lower(), by)) is not None:
            return decision


def _decision(one: Reviewed, answer: str, by: str) -> ClaimJudgement | str | None:
    base = {"claim": one.fingerprint, "by": by, "decided_at": datetime.now(UTC)}
    if answer == "n":
        return "next"
    if answer == "a":
        return ClaimJudgement(decision=Decision.ACCEPT, **base)
    if answer == "r":
        return ClaimJudgement(decision=Decision.REJECT, note=_line("why? "), **base)
    if answer == "e" and (
        contents := _contents(one.claim, "fields that change, as field=value, then an empty line:")
    ):
        return ClaimJudgement(decision=Decision.EDIT, contents=contents, **base)
    if answer == "s":
        parts: list[dict[str, JsonValue]] = []
        while part := _contents(
            one.claim, f"part {len(parts) + 1}: fields as field=value, then an empty line; an empty part ends"
        ):
            parts.append(part)
        if len(parts) > 1:
            return ClaimJudgement(decision=Decision.SPLIT, parts=tuple(parts), **base)
        say("a split has two parts or more")
    return None


def _line(prompt: str) -> str:
    say(prompt)
    return sys.stdin.readline().strip()


def _contents(claim: Claim, prompt: str) -> dict[str, JsonValue]:
    """The fields that somebody types; what does not fit is said, and nothing is kept of it."""
    say(prompt)
    typed: dict[str, JsonValue] = {}
    while line := sys.stdin.readline().strip():
        field, equals, value = line.partition("=")
        if not equals:
            say("write field=value")
            continue
        typed[field.strip()] = _value(value.strip())
    try:
        edited(claim, typed)
    except ValueError as error:
        said = error.errors()[0] if isinstance(error, ValidationError) else None
        say(f"{'.'.join(map(str, said['loc']))}: {said['msg']}" if said else str(error))
        return {}
    return typed


def _value(said: str) -> JsonValue:
    try:
        value: JsonValue = jsons.loads(said)
    except ValueError:
        return said
    return value


def _append(path: Path, judgement: ClaimJudgement) -> None:
    """Write the decision down before the next question: what was decided is not lost with the terminal."""
    with path.open("a", encoding="utf-8") as file:
        file.write(judgement.model_dump_json(exclude_defaults=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def _tell(claims: Sequence[Reviewed]) -> None:
    counted = Counter(one.state for one in claims)
    table(("state", "claims"), [(state, str(number)) for state, number in counted.most_common()])


def weights_from(claims: Sequence[Claim], documents: Sequence[Document], path: Path, to: Path) -> None:
    """Learn the weights of the confidence from a review, say what they are worth, and write them."""
    shas = {document.name: document.sha256 for document in documents}
    settled = [one for one in reviewed(claims, shas, judgements(path)) if one.state in {ACCEPTED, REJECTED}]
    if len(settled) < 2 * HELD:
        raise ProblemsError(
            [
                Problem(
                    file=str(path),
                    found=f"{len(settled)} claims that are settled",
                    expected=f"at least {2 * HELD}",
                    remedy="review more of them first",
                )
            ]
        )
    settled.sort(key=lambda one: one.fingerprint)
    learnt = learn(
        [features(one.claim) for one in settled],
        [one.state == ACCEPTED and one.accepted == (one.claim,) for one in settled],
        WEIGHTS,
        held=[number % HELD == 0 for number in range(len(settled))],
    )
    to.write_text(jsons.dumps(dict(learnt.weights), indent=1) + "\n", encoding="utf-8")
    say(f"learnt from {learnt.reviewed} settled claims, one in {HELD} of them held back for the comparison")
    say(
        f"precision of what counts as likely, held back: {_rate(learnt.precision_before)} before, {_rate(learnt.precision_after)} after"
    )
    say(
        f"logarithmic loss, held back: {learnt.loss_before:.3f} before, {learnt.loss_after:.3f} after; the weights are in {to}"
    )


def _rate(value: float | None) -> str:
    return "none" if value is None else f"{value:.2f}"


def read_weights(path: Path) -> Mapping[str, float]:
    """The weights that a review learnt.

    Raises
    ------
    ProblemsError
        No file of weights: a JSON object of numbers.
    """
    try:
        weights = jsons.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        weights = None
    if not isinstance(weights, dict) or not all(isinstance(value, int | float) for value in weights.values()):
        raise ProblemsError(
            [
                Problem(
                    file=str(path),
                    found="something else",
                    expected="a JSON object of numbers",
                    remedy="write it with `troth read … --review FILE --learn WEIGHTS`",
                )
            ]
        )
    return weights
