"""Claims of paragraphs, sentence by sentence, with what one sentence leaves for the next."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from troth.read.documents import Block
from troth.read.sentences import sentences
from troth.records.claim import BINDING

from . import words
from .agreements import terms
from .carried import carried, of_carriers
from .clauses import Clause
from .drafts import Draft
from .listing import bracketed_sums, givers_in_brackets, listed_sums
from .memory import Memory, Who, of_state, spoken_for
from .other_claims import other_claims
from .scene import Scene
from .sentence import Sentence, sentence
from .subjects import speaker, who
from .told_of import tells_agreement
from .undertakings import undertakings
from .unfinished import to_be_done_by, unfinished
from .verbs import is_gerund, lemma
from .who import SPEAKS

_DATELINE = re.compile(
    r"(?:[A-Z][\w.'-]+(?:[ ,/]+[A-Z][\w.'-]+){0,3}\s*\([^)\n]{2,40}\)\s*[-\u2013\u2014]{1,2}\s)|"
    r"(?:[A-Z][\w.' -]{2,30},\s\d{1,2}\.\d{1,2}\.\d{4}\s*[-\u2013\u2014]{1,2}\s)|"
    r"(?:[A-Z][\w.'/ -]{2,30},\s(?:[A-Z][\w.' -]{2,30},\s)?(?:\d{1,2}\s[A-Z][a-z]{2,8}\.?|[A-Z][a-z]{2,8}\.?\s\d{1,2})(?:,?\s\d{4})?\s*(?:\([^)\n]*\))?\s*[-\u2013\u2014]{1,2}\s)|"
    r"[A-Z][A-Z\s.,'/-]{2,40}(?:,?\s(?:[A-Z][a-z]+\.?\s\d{1,2}|\d{1,2}\s[A-Z][a-z]+)(?:,?\s\d{4})?)?\s*(?:\([^)]{2,40}\)\s*)?[-\u2013\u2014]{1,2}\s"
)
"""*KAMPALA, March 3 (Wire) -*: where and by whom a news item was written, before its first sentence."""


_NUMBER = re.compile(r"\d{1,2}(?:\.\d{1,2})+\.?\s+(?=[A-Z])")
"""*2.4 Any balance shall be returned*: the number of a clause."""


def prose(scene: Scene, block: Block, memory: Memory) -> tuple[list[Draft], Memory]:
    """The claims of a paragraph, and what it leaves in memory."""
    found: list[Draft] = []
    told_before = memory.agreement and memory.section == block.section
    memory = replace(
        memory,
        agreement=scene.is_agreement,
        told=told_before or (memory.told and memory.section == block.section),
        section=block.section,
        promised=False,
        group=memory.group if memory.section == block.section else (),
    )
    begin = block.start
    for before in (_NUMBER, _DATELINE):
        if (line := before.match(scene.document.text, begin, block.end)) is not None:
            begin = line.end()
    for begins, end in sentences(scene.document.text, begin, block.end):
        number = _NUMBER.match(scene.document.text, begins, end)
        start = begins if number is None else number.end()
        told = sentence(scene, start, end, memory)
        memory = _agreement(told, memory)
        told = replace(told, memory=memory, known={})
        drafts = list(_of_sentence(told))
        drafts += _of_nouns(told, drafts)
        found += drafts
        memory = _remember(told, memory, drafts)
    return found, memory


def _agreement(told: Sentence, memory: Memory) -> Memory:
    """Whether an agreement is told, and between whom."""
    if not tells_agreement(told):
        return memory
    named = [
        name
        for clause in told.clauses
        if clause.group.verb in {"agree", "sign", "reach", "conclude"}
        for name in told.who(clause).names
        if told.who(clause).kind == "named"
    ]
    named = named if len(set(named)) >= 2 else _between(told)
    parties = (
        tuple(dict.fromkeys(named)) if len(set(named)) >= 2 else told.scene.signatories or memory.parties
    )
    return replace(memory, agreement=True, parties=parties)


def _between(told: Sentence) -> list[str]:
    """*An understanding between the Kessar army and the Marsh Brigades*: the two behind *between*."""
    low = [token.low for token in told.tokens]
    if "between" not in low or "and" not in low[low.index("between") :]:
        return []
    first = low.index("between") + 1
    link = low.index("and", first)
    end = next(
        (
            place
            for place in range(link + 1, len(low))
            if told.tokens[place].kind == "mark"
            or low[place] in words.MODALS | words.BE | words.HAVE | words.PREPOSITIONS
            or any(clause.group.first == place for clause in told.clauses)
        ),
        len(low),
    )
    pair = who(told, told.cut((first, link))), who(told, told.cut((link + 1, end)))
    return [name for one in pair for name in one.names[:1]] if all(one.acts for one in pair) else []


def _of_sentence(told: Sentence) -> Iterator[Draft]:
    yield from listed_sums(told)
    yield from list(givers_in_brackets(told)) or bracketed_sums(told)
    carried_ = of_carriers(told)
    for clause in told.clauses:
        if clause in carried_:
            continue
        found = (
            list(terms(told, clause)) or list(undertakings(told, clause)) or list(other_claims(told, clause))
        )
        source, mode = _attribution(told, found)
        yield from (draft._replace(source=source, mode=mode) if source else draft for draft in found)


def relatives(scene: Scene, block: Block, memory: Memory) -> Iterator[Draft]:
    """What a relative clause in a bullet undertakes: *a contact group, which will meet before May*."""
    told = sentence(scene, block.start, block.end, memory)
    for clause in told.clauses:
        if clause.link in {"which", "who"} and clause.group.mood in {"will", "shall"}:
            yield from list(terms(told, clause)) or undertakings(told, clause)


def notes(scene: Scene, block: Block, memory: Memory) -> Iterator[Draft]:
    """What a bullet notes without a finite verb: *UN mission to provide two buses*."""
    for start, end in sentences(scene.document.text, block.start, block.end):
        yield from unfinished(sentence(scene, start, end, memory))


def _of_nouns(told: Sentence, drafts: Sequence[Draft]) -> Iterator[Draft]:
    """What only a noun carries, or a note without a finite verb."""
    taken = [draft.object for draft in drafts if draft.type in BINDING]
    yield from carried(told, taken)
    yield from to_be_done_by(told)
    yield from (
        draft
        for draft in unfinished(told)
        if not any(start < draft.object[1] and draft.object[0] < end for start, end in taken)
    )


def _attribution(told: Sentence, found: list[Draft]) -> tuple[str, str]:
    """Who says the sentence, where somebody does: *X said that …*, *…, X said*, *according to X*."""
    if not found:
        return "", ""
    for clause in told.clauses:
        if is_gerund(told.tokens[clause.group.first].low) or clause.group.verb in words.UNDERTAKE:
            continue
        if clause.group.verb in words.SAY and clause.group.mood in {"past", "present", "perfect"}:
            actor = told.who(clause)
            outside = not any(
                draft.cue == told.span((clause.group.first, clause.group.last)) for draft in found
            )
            if (
                actor.names
                and outside
                and (clause.complement[1] - clause.group.last <= 1 or clause.subject[0] <= 2)
            ):
                return actor.names[0], "indirect"
    low = [token.low for token in told.tokens]
    if low[:2] == ["according", "to"]:
        end = next((place for place, token in enumerate(told.tokens) if token.text == ","), 8)
        first, last = told.span((2, min(end, len(told.tokens))))
        said = told.scene.document.text[first:last]
        return said, "anonymous" if {"sources", "officials", "people", "source"} & set(
            low[2:end]
        ) else "indirect"
    return "", ""


def _acted(memory: Memory, actor: Who) -> Memory:
    """Who acted last, of countries and of organisations each."""
    states = tuple(party.name for party in actor.parties if party.kind in {"country", "government"})
    bodies = tuple(party.name for party in actor.parties if party.kind in {"organisation", "armed_group"})
    return replace(
        memory, actors=actor.names, country=states[:1] or memory.country, body=bodies[:1] or memory.body
    )


def _remember(told: Sentence, memory: Memory, drafts: list[Draft]) -> Memory:
    for clause in told.clauses:
        actor = told.who(clause)
        if clause.group.verb in words.SAY and (says := speaker(told, clause)).kind in {"named", "body"}:
            memory = replace(memory, speaker=spoken_for(says))
        if clause.group.verb in words.SAY and clause is not told.clauses[0] and memory.country:
            continue  # who only tells it is not *the government* of what is told
        memory = _governs(_asked(told, clause, _recalled(told, clause, actor, memory)), actor)
    promised = memory.promised or any(draft.type.value == "commitment" for draft in drafts)
    return replace(memory, promised=promised, promised_at_all=memory.promised_at_all or promised)


_GOVERNS = re.compile(r"\bgovernment\b", re.IGNORECASE)


def _governs(memory: Memory, actor: Who) -> Memory:
    """*The government of Ardania*, of which no gazetteer knows, is *the government* from then on."""
    names = [name for name in actor.names if _GOVERNS.search(name) and " " in name]
    return (
        replace(memory, country=(names[0],))
        if len(names) == 1 and actor.kind in {"body", "named"}
        else memory
    )


def _asked(told: Sentence, clause: Clause, memory: Memory) -> Memory:
    """*We urge the authorities to investigate. They have assured us \u2026*: *they* are who was asked."""
    start, end = clause.complement
    if clause.group.verb not in words.ASK:  # *we continue to urge the authorities to \u2026*
        asks = (
            at
            for at in range(start + 1, min(end, start + 4))
            if told.low((at - 1, at)) == ["to"] and lemma(told.tokens[at].low) in words.ASK
        )
        start = next(asks, end) + 1
    to = next((place for place in range(start, min(end, start + 8)) if told.tokens[place].low == "to"), None)
    if clause.group.passive or to is None:
        return memory
    asked = who(told, told.cut((start, to)))
    return replace(memory, asked=asked.names) if asked.acts and asked.names else memory


def _recalled(told: Sentence, clause: Clause, actor: Who, memory: Memory) -> Memory:
    """Whom pronouns and *the government* stand for after a clause with this actor."""
    if actor.kind == "named" and not clause.inherited:
        person = [party for party in actor.parties if party.speaker_of]
        if (
            person
            and person[0].name not in person[0].speaker_of
            and person[0].name.count(" ")
            and not person[0].name.startswith("Government")
        ):
            memory = replace(memory, person=actor.names[:1], person_of=person[0].speaker_of)
        elif not all(party.kind == "person" for party in actor.parties):
            memory = _acted(memory, actor)
    elif actor.kind == "group":
        many = actor.inferred and len(actor.names) > 1
        memory = replace(memory, actors=actor.names if many else memory.actors, group=actor.names)
    elif actor.kind == "pronoun" and not clause.inherited and told.low(clause.subject)[:1] == ["the"]:
        memory = replace(memory, actors=actor.names)
    elif actor.kind == "body" and actor.names and not SPEAKS.intersection(actor.names[0].lower().split()):
        state = of_state(actor.names[0])
        memory = replace(memory, actors=actor.names[:1], country=(state,) if state else memory.country)
    return memory
