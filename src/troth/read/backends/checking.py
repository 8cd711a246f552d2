"""From what a model proposes to claims: every word is found in the text, or the proposal is refused with the reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from troth.read.actors import Gazetteer, house_gazetteer
from troth.read.claims.build import claim, trimmed
from troth.read.claims.confidence import WEIGHTS, measure
from troth.read.claims.drafts import Draft
from troth.read.claims.scene import Scene, scene
from troth.read.claims.tokens import tokens
from troth.read.claims.verbs import lemma
from troth.read.documents import Document
from troth.read.listed import listed
from troth.records import Claim, Polarity, Role

from .proposals import Proposal

RULE = "proposed by {}; every word of it stands in the text"
MODEL = "a language model"
_DENIES = re.compile(
    r"\b(?:no|not|never|none|nobody|neither|nor|without|cannot|declin\w+|refus\w+|reject\w+|den(?:y|ies|ied)|rul(?:e|ed|es) out|fail(?:s|ed)?)\b|n[\u2019']t\b",
    re.IGNORECASE,
)
_NAMES_NOBODY = listed("it they we he she i this that these those who which there")


@dataclass(frozen=True, slots=True)
class Refused:
    """A proposal that the text does not bear out."""

    proposal: Proposal
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The proposals for one document, apart by whether the text bears them out."""

    claims: tuple[Claim, ...]
    refused: tuple[Refused, ...]


def checked(
    document: Document,
    proposals: Sequence[Proposal],
    gazetteer: Gazetteer | None = None,
    *,
    prefix: str = "M",
    weights: Mapping[str, float] | None = None,
    by: str = MODEL,
) -> Checked:
    """Hold proposals to the text.

    The quote is looked for letter by letter, and actor, verb and object within it. Amounts and times are read from
    the quote by the house's own grammars, never taken from the model; so no number and no name can come in that
    the quote does not hold.

    Parameters
    ----------
    document
        The document for which they were proposed.
    proposals
        In any order.
    gazetteer
        Who is known by name; None: the house's.
    prefix
        What the ids begin with.
    weights
        Of the confidence, as a review learnt them; None: the house's.
    by
        Who proposed them, as the claim's explanation says it.

    >>> from troth.read import read_document
    >>> note = read_document(b"Norway is minded to part with 40 tents.", "n.txt")
    >>> said = Proposal(quote="Norway is minded to part with 40 tents.", type="commitment", actor="Norway", verb="part", object="40 tents")
    >>> wrong = said.model_copy(update={"object": "4,000 tents"})
    >>> found = checked(note, [said, wrong])
    >>> found.claims[0].quantity.value, found.refused[0].why
    (40.0, 'the object does not stand in the quote: 4,000 tents')
    """
    seen = scene(document, gazetteer or house_gazetteer())
    claims: list[Claim] = []
    refused: list[Refused] = []
    sure = measure(weights or WEIGHTS)
    for proposal in proposals:
        try:
            draft = _draft(seen, proposal, RULE.format(by))
        except ValueError as error:
            refused.append(Refused(proposal, str(error)))
            continue
        name = f"{prefix}-{len(claims) + 1:03}"
        claims.append(claim(seen, draft, trimmed(seen, draft), sure, (name, None)))
    return Checked(tuple(claims), tuple(refused))


def _draft(seen: Scene, proposal: Proposal, rule: str) -> Draft:
    text = seen.document.text
    start = text.find(proposal.quote)
    if start < 0:
        raise ValueError(_not_there("the quote does not stand in the text", proposal.quote))
    end = start + len(proposal.quote)
    thing = _within(text, start, end, proposal.object, "object")
    verb = _within(text, start, end, proposal.verb, "verb")
    if bool(_DENIES.search(proposal.quote)) is not proposal.denied:
        msg = (
            "it is proposed as denied, and the quote denies nothing"
            if proposal.denied
            else "the quote denies something, and the proposal does not say so"
        )
        raise ValueError(msg)
    names, where = _actor(seen, start, end, proposal.actor)
    said = [token.low for token in tokens(text, *verb) if token.kind == "word"]
    if not said:
        raise ValueError(_not_there("the verb is no word", proposal.verb))
    return Draft(
        type=proposal.type,
        modality="proposed",
        start=start,
        end=end,
        actor=names,
        action=lemma(said[-1]),
        object=thing,
        rule=rule,
        polarity=Polarity.NEGATIVE if proposal.denied else Polarity.POSITIVE,
        frame=(start, end),
        cue=verb,
        actor_span=where,
    )


def _actor(seen: Scene, start: int, end: int, said: str) -> tuple[tuple[str, ...], tuple[int, int] | None]:
    """The names in the words of the actor; a pronoun names nobody, and nobody is put in its place."""
    if not said.strip() or said.strip().lower() in _NAMES_NOBODY:
        return (), None
    where = _within(seen.document.text, start, end, said, "actor")
    named = tuple(
        dict.fromkeys(
            mention.candidates[0].name for mention in seen.mentions_in(*where) if mention.candidates
        )
    )
    return named or (" ".join(said.split()),), where


def _within(text: str, start: int, end: int, said: str, what: str) -> tuple[int, int]:
    """Where the words stand in the quote, as words and not as parts of others."""
    bare = said.strip()
    match = re.search(rf"(?<![^\W_]){re.escape(bare)}(?![^\W_])", text[start:end]) if bare else None
    if match is None:
        raise ValueError(_not_there(f"the {what} does not stand in the quote", said))
    return start + match.start(), start + match.end()


def _not_there(what: str, said: str) -> str:
    short = " ".join(said.split())
    return f"{what}: {short[:80]}{'…' if len(short) > 80 else ''}"


def joined(ours: Sequence[Claim], proposed: Sequence[Claim]) -> list[Claim]:
    """The claims of the rules, then those of a model that say something else, in the order of the text.

    What a rule has read is never proposed a second time: the same kind, and an object of which half lies in the other.
    """
    new: list[Claim] = []
    for one in proposed:
        if not any(_same(one, known) for known in (*ours, *new)):
            new.append(one)
    return sorted((*ours, *new), key=lambda one: (one.spans[0].start, one.spans[0].end))


def _same(one: Claim, other: Claim) -> bool:
    if one.type is not other.type or one.polarity is not other.polarity:
        return False
    (start, end), (low, high) = _thing(one), _thing(other)
    shared = min(end, high) - max(start, low)
    return 2 * shared >= min(end - start, high - low) > 0


def _thing(claim_: Claim) -> tuple[int, int]:
    span = next((span for span in claim_.spans if span.role is Role.OBJECT), claim_.spans[0])
    return span.start, span.end
