"""All claims of a document, in the order in which they stand."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from troth.read.actors import Gazetteer, house_gazetteer
from troth.read.documents import Block, BlockKind, Document
from troth.records import Claim, ClaimType, Polarity
from troth.records.claim import BINDING

from .build import claim, trimmed
from .confidence import WEIGHTS, measure
from .drafts import Draft
from .lists import bullet, is_decided, is_sentence
from .memory import Memory
from .prose import notes, prose, relatives
from .restating import Heard, content
from .scene import Scene, scene
from .tables import rows


def read_claims(
    document: Document,
    gazetteer: Gazetteer | None = None,
    *,
    prefix: str = "C",
    weights: Mapping[str, float] | None = None,
) -> list[Claim]:
    """Read the claims of a document.

    Parameters
    ----------
    document
        A document that `read_document` made.
    gazetteer
        Who and what is known by name; None: the house's.
    prefix
        What the ids begin with: ``prefix-001``.
    weights
        Of the confidence, as a review learnt them; None: the house's.

    Returns
    -------
    list[Claim]
        In the order of the text. ``document.text[span.start:span.end] == span.text`` for every span.
    """
    seen = scene(document, gazetteer or house_gazetteer())
    claims: list[Claim] = []
    heard, sure = Heard(), measure(weights or WEIGHTS)
    for number, (draft, places, words) in enumerate(_once(seen, _drafts(seen)), 1):
        name = f"{prefix}-{number:03}"
        first = heard.said(seen, draft, words, name)
        claims.append(claim(seen, draft, places, sure, (name, first)))
    return claims


def _drafts(seen: Scene) -> list[Draft]:
    found: list[Draft] = []
    memory = Memory(parties=seen.signatories, country=_states(seen))
    blocks = seen.document.blocks
    place = 0
    english = seen.document.language in {"en", "und"}
    while place < len(blocks):
        block = blocks[place]
        if block.kind is BlockKind.CELL:
            last = _table_end(blocks, place)
            found += rows(seen, blocks[place:last], memory)
            place = last
            continue
        if english and block.kind is BlockKind.PARAGRAPH:
            drafts, memory = prose(seen, block, memory)
            found += drafts
        elif english and block.kind is BlockKind.BULLET:
            drafts, memory = _bullet(seen, block, memory)
            found += drafts
        place += 1
    return found


def _states(seen: Scene) -> tuple[str, ...]:
    """The one state among those who sign or issue the document."""
    states = {mention.candidates[0].name for mention in seen.mentions if mention.kind == "country"}
    own = [
        name for name in (*seen.signatories, *seen.issuers) if name.removeprefix("Government of ") in states
    ]
    return tuple(dict.fromkeys(own)) if len(set(own)) == 1 else ()


def _table_end(blocks: Sequence[Block], place: int) -> int:
    table = blocks[place].table
    while place < len(blocks) and blocks[place].table == table and blocks[place].kind is BlockKind.CELL:
        place += 1
    return place


def _bullet(seen: Scene, block: Block, memory: Memory) -> tuple[list[Draft], Memory]:
    memory = replace(memory, decided=is_decided(seen, block))
    if is_sentence(seen, block, memory):
        drafts, memory = prose(seen, block, memory)
    else:
        drafts = list(bullet(seen, block, memory))
        drafts += relatives(seen, block, memory) if drafts else notes(seen, block, memory)
    return drafts, replace(memory, decided=False)


class Kept(NamedTuple):
    """A draft with where its object stands and the words of it that carry meaning."""

    draft: Draft
    places: tuple[int, int]
    words: frozenset[str]


def _says_something(seen: Scene, kept: Kept) -> bool:
    """Whether its object has a word that carries meaning; only an event may be told by its verb alone."""
    if kept.words or kept.draft.type is ClaimType.EVENT:
        return True
    if kept.draft.type in BINDING and seen.document.text[slice(*kept.places)].lower() in {
        "it",
        "them",
        "this",
        "these",
    }:
        return True  # *Ministry of Health to clear it*
    return any(letter.isdigit() for letter in seen.document.text[slice(*kept.places)])


_NOTHING = re.compile(r"(?:no(?! (?:more|fewer|less|later) than\b)|nothing|none|nil|zero)\b", re.IGNORECASE)


def binds_nothing(seen: Scene, kept: Kept) -> bool:
    """*Promised nothing*, *T\u00fcrkiye: no new pledge*: what is undertaken is nothing at all."""
    return kept.draft.type in BINDING and _NOTHING.match(seen.document.text, *kept.places) is not None


def _once(seen: Scene, drafts: Sequence[Draft]) -> list[Kept]:
    """Each thing once: a claim that another holds, of the same kind and words, is the same."""
    kept: dict[tuple[object, ...], Kept] = {}
    for draft in drafts:
        places = trimmed(seen, draft)
        one = Kept(draft, places, content(seen.document.text[slice(*places)]))
        if binds_nothing(seen, one):
            one = one._replace(draft=draft._replace(type=ClaimType.STATEMENT, polarity=Polarity.NEGATIVE))
        if _says_something(seen, one):
            kept.setdefault((draft.type, draft.object, draft.action, draft.actor), one)
    return sorted(kept.values(), key=lambda one: (one.draft.start, one.draft.object, one.draft.end))
