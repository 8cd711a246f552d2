"""Where each claim stands after what people decided of it."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from troth.records import Claim
from troth.records.claim_judgement import ClaimJudgement, Decision, fits

WAITING, SECOND, ACCEPTED, REJECTED, DIVIDED = (
    "waiting",
    "waiting for a second person",
    "accepted",
    "rejected",
    "divided",
)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A claim with its state."""

    claim: Claim
    """As it was read."""
    fingerprint: str
    state: str
    accepted: tuple[Claim, ...]
    """What was accepted in its place: itself, an edited form, or its parts; empty unless the state is `accepted`."""
    judgements: tuple[ClaimJudgement, ...]
    """The last word of each person, in order of time."""


def fingerprint(claim: Claim, sha256: str) -> str:
    """What names a claim over all readings of the same bytes: the document, the place, the kind and the thing.

    >>> from troth.read import read_claims, read_document
    >>> document = read_document(b"Norway will send 40 engineers.", "n.txt")
    >>> claim, = read_claims(document)
    >>> len(fingerprint(claim, document.sha256)), fingerprint(claim, "0" * 64) == fingerprint(claim, document.sha256)
    (16, False)
    """
    spans = [
        (span.role.value, span.start, span.end)
        for span in claim.spans
        if span.role.value in {"claim", "object"}
    ]
    said = json.dumps([sha256, claim.type.value, claim.action, spans])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def reviewed(
    claims: Sequence[Claim], shas: Mapping[str, str], judgements: Iterable[ClaimJudgement]
) -> list[Reviewed]:
    """The state of every claim.

    Parameters
    ----------
    claims
        As they were read, in the order of the text.
    shas
        The SHA-256 of each document, by its name.
    judgements
        All decisions, in any order.
    """
    by_claim: dict[str, list[ClaimJudgement]] = {}
    for judgement in sorted(judgements, key=lambda one: (one.decided_at, one.by, one.decision.value)):
        by_claim.setdefault(judgement.claim, []).append(judgement)
    return [
        _state(claim, name := fingerprint(claim, shas[claim.doc]), by_claim.get(name, [])) for claim in claims
    ]


def _state(claim: Claim, name: str, said: Sequence[ClaimJudgement]) -> Reviewed:
    last: dict[str, ClaimJudgement] = {}
    for judgement in said:
        last.pop(judgement.by, None)
        last[judgement.by] = judgement
    words = tuple(last.values())
    rejected = [one for one in words if one.decision is Decision.REJECT]
    accepted = [one for one in words if one.decision is not Decision.REJECT]
    if not words:
        return Reviewed(claim, name, WAITING, (), words)
    if rejected and accepted:
        return Reviewed(claim, name, DIVIDED, (), words)
    if rejected:
        return Reviewed(claim, name, REJECTED, (), words)
    forms = _forms(claim, accepted)
    if len(set(map(_contents, forms))) > 1:
        return Reviewed(claim, name, DIVIDED, (), words)
    binding = any(one.binding for one in forms[0])
    if binding and len(accepted) == 1:
        return Reviewed(claim, name, SECOND, (), words)
    return Reviewed(claim, name, ACCEPTED, forms[0], words)


def _contents(form: tuple[Claim, ...]) -> str:
    return json.dumps([one.model_dump(mode="json") for one in form], sort_keys=True)


def _forms(claim: Claim, accepted: Sequence[ClaimJudgement]) -> list[tuple[Claim, ...]]:
    """What each person accepted: a plain *accept* is of the form that stood last before it."""
    forms: list[tuple[Claim, ...]] = []
    standing: tuple[Claim, ...] = (claim,)
    for judgement in accepted:
        if judgement.decision is Decision.EDIT:
            standing = (edited(claim, judgement.contents),)
        elif judgement.decision is Decision.SPLIT:
            standing = tuple(
                edited(claim, part, f"{claim.id}.{number}") for number, part in enumerate(judgement.parts, 1)
            )
        forms.append(standing)
    return forms


def edited(claim: Claim, contents: Mapping[str, JsonValue], name: str = "") -> Claim:
    """The claim with other contents.

    Raises
    ------
    ValueError
        A field that may not be changed, or a value that does not fit.
    """
    fits(contents)
    return Claim.model_validate({**claim.model_dump(mode="json"), **contents, "id": name or claim.id})
