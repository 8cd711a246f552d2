"""Bullets: what kind of claim they are, their lead-in says."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from troth.read.documents import Block, BlockKind
from troth.read.sentences import sentences
from troth.records import ClaimType

from . import words
from .clauses import Clause
from .deeds import Deed, deeds
from .drafts import Draft
from .memory import Memory, stated
from .scene import Scene
from .sentence import Sentence, sentence
from .subjects import who
from .tokens import Token, tokens
from .verbs import FORMS

_LABEL = re.compile(r"^\**(?P<label>[A-Z][^:.;*]{2,60})(?::\**|\**:)\s+(?=\S)")
_COMMITS = re.compile(
    r"\b(?:pledg|commit(?!tee)|announc|decid|resolved|confirm|contribut|will\b|shall\b|plan\b|plans\b|roadmap|undertak|agree|offer|provid|support|package|includ\w* (?:the )?following (?:measures|steps|contributions)|steps|measures|deliverables|obligation|promis|allocat|donat|fund)",
    re.IGNORECASE,
)
_HOLDS = re.compile(
    r"^\W*(?:this|it|these|(?:the|our) (?:new )?(?:package|support|funding|money|total|sum|contribution|measures))\s(?:will\s)?(?:includ|compris|consist|go to)",
    re.IGNORECASE,
)
"""*This includes:* behind a sum that has just been announced."""
_RECOMMENDS = re.compile(
    r"\b(?:recommend|should|propos|suggest|advis|urge|call(?:s|ed)? (?:on|for)|invite|could|options?)\b",
    re.IGNORECASE,
)
_NEEDS = re.compile(r"\b(?:needs?|shortages?|requirements?|lack|gaps?|priorities)\b", re.IGNORECASE)
_REPORTS = re.compile(
    r"\b(?:delivered|disbursed|received|completed|achieved|reported|recorded|so far|to date|since|arrived|figures|challenges|risks|discussed|concerns|topics|issues)\b",
    re.IGNORECASE,
)
_LACKS = re.compile(r"\b(?:missing|needed|outstanding|gaps?|unfunded|pending|open)\b", re.IGNORECASE)
_TERMS = re.compile(r"\b(?:agreement|deal|truce|ceasefire|accord|parties|sides)\b", re.IGNORECASE)


def kind_of_list(scene: Scene, lead: Block | None, section: str) -> ClaimType | None:
    """What the items behind a lead-in are; None where it does not say."""
    said = scene.document.said(lead) if lead is not None else ""
    last = said[max(said.rfind(". "), said.rfind("\n")) + 1 :]
    if _RECOMMENDS.search(last) or (
        not last.rstrip().endswith(":") and re.search("recommend", section, re.IGNORECASE)
    ):
        return ClaimType.RECOMMENDATION
    if _TERMS.search(last) and (
        scene.is_agreement or re.search(r"\b(?:provid|agree|includ|terms|under|shall|will)", last)
    ):
        return ClaimType.AGREEMENT_TERM
    if _NEEDS.search(last):
        return ClaimType.NEED
    if _REPORTS.search(last) and not re.search(r"\b(?:will|shall|commits?|pledg)", last):
        return None
    if _COMMITS.search(last) or _HOLDS.search(last):
        return ClaimType.AGREEMENT_TERM if scene.is_agreement else ClaimType.COMMITMENT
    return None


def bullet(scene: Scene, block: Block, memory: Memory) -> Iterator[Draft]:
    """The claims of one bullet; a whole sentence in it is read as prose by whoever calls."""
    document = scene.document
    lead = document.blocks[block.lead] if block.lead is not None else None
    section = " ".join(document.said(document.blocks[number]) for number in block.section)
    actor, own = _actor(scene, block, lead, memory)
    kind = kind_of_list(scene, lead, section)
    if (
        kind is None
        and own
        and _is_sum(scene, block, lead, promised=memory.promised_at_all or _of_promises(scene))
    ):
        kind = ClaimType.COMMITMENT
    if kind is None and own and _dash(scene, block):
        kind = ClaimType.COMMITMENT
    if kind is None or _entitles(scene, block):
        return
    label = _LABEL.match(document.said(block))
    if label is not None and _LACKS.search(label["label"]):
        return
    start = block.start + (label.end() if label is not None and not own else 0)
    cut = tokens(document.text, start, block.end)
    if not cut or not actor:
        return
    for deed in _items(cut, own=own):
        yield _draft(scene, block, cut, deed, kind, actor, "" if label is None or own else label["label"])


_DECIDED = re.compile(
    r"\b(?:agreed|decided|resolved|concluded|settled|determined)\b[^.]{0,80}:\s*$|\b(?:next steps|action points|decisions|follow-up actions)\b",
    re.IGNORECASE,
)


def is_decided(scene: Scene, block: Block) -> bool:
    """Whether the lead-in of a bullet says that its items were decided: *The delegations decided that:*, *Next steps*."""
    lead = scene.document.blocks[block.lead] if block.lead is not None else None
    if lead is None:
        return False
    said = scene.document.said(lead).strip()
    last = said[max(said.rfind(". "), said.rfind("\n")) + 1 :]
    return _DECIDED.search(last) is not None and not _RECOMMENDS.search(last)


def _entitles(scene: Scene, block: Block) -> bool:
    """*3. Displaced persons*, with its text on the line below: a title, and no item of a list."""
    said = scene.document.said(block)
    short = (
        len(said.split()) <= 8 and not any(letter.isdigit() for letter in said) and said[-1:] not in ".;:,"
    )
    blocks = scene.document.blocks
    after = bisect_left(blocks, block.end, key=lambda one: one.start)
    return short and after < len(blocks) and blocks[after].kind is BlockKind.PARAGRAPH


def _of_promises(scene: Scene) -> bool:
    """Whether the document's title says that it tells what was promised."""
    return re.search(r"\b(?:promis|pledg|commit|contribut)", scene.document.title, re.IGNORECASE) is not None


_HARM = re.compile(r"\b(?:\w+ed|dead|lost|without|hit)\b")
"""*40 schools damaged* tells a state; among pledges, *40 excavators* is one."""


def _is_sum(scene: Scene, block: Block, lead: Block | None, *, promised: bool) -> bool:
    """*Switzerland: CHF 50 million (demining)*: a donor and a sum, where nothing says that it is missing, paid or asked for."""
    said = scene.document.said(block)
    about = said + (scene.document.said(lead) if lead is not None else "")
    if any(pattern.search(about) for pattern in (_LACKS, _NEEDS, _REPORTS, _RECOMMENDS)):
        return False
    begin = block.start + (said.index(":") + 1 if ":" in said else len(said))
    first = next(iter(scene.amounts_in(begin, block.end)), None)
    if first is None or first.start - begin > 3:
        return False
    return first.currency is not None or (promised and first.kind == "count" and not _HARM.search(said))


def _actor(scene: Scene, block: Block, lead: Block | None, memory: Memory) -> tuple[tuple[str, ...], bool]:
    """Who stands behind a bullet: whom it names itself before a colon or a verb, else the lead-in's subject, else the last actor."""
    own = _own(scene, block)
    if own:
        return own, True
    if lead is not None and lead.kind is not BlockKind.HEADING:
        names = _of_lead(scene, lead, memory)
        if names:
            return names, False
    headed = _of_heading(scene, lead, memory) if lead is not None else ()
    return headed or stated(memory.actors or scene.signatories or scene.issuers), False


def _of_heading(scene: Scene, lead: Block, memory: Memory) -> tuple[str, ...]:
    """*Undertakings of the Transitional Council*, *Norway's commitments*: whose they are, where a heading leads a list in."""
    told = sentence(scene, lead.start, lead.end, memory)
    low = [token.low for token in told.tokens]
    noun = next(
        (place for place, word in enumerate(low) if word.removesuffix("s") in words.PLEDGE_LIKE), None
    )
    if noun is None:
        return ()
    if low[noun + 1 : noun + 2] in (["of"], ["by"], ["from"]):
        found = who(told, told.cut((noun + 2, len(low))))
    else:
        found = who(told, told.cut((0, noun - (low[noun - 1] == "'s")))) if noun else who(told, ())
    return found.names if found.acts else ()


def _own(scene: Scene, block: Block) -> tuple[str, ...]:
    """*Norway: NOK 200 million*, *Sweden \u2013 40 engineers*."""
    said = scene.document.said(block)
    head = re.match(
        r"^(?:\[[ xX]\]\s*)?\**(?:[Tt]he )?(?:[Ss]ame for )?(?P<who>[^:\u2013\u2014(]{2,60}?)\**\s*(?::|\s[\u2013\u2014-]\s|\((?=[^)]*\d))",
        said,
    )
    if head is None:
        return ()
    cut = tokens(scene.document.text, block.start + head.start("who"), block.start + head.end("who"))
    if _is_task(scene, block, head.end()):
        doer = who(
            sentence(scene, block.start + head.start("who"), block.start + head.end("who"), Memory()), cut
        )
        if doer.acts and doer.names:
            return doer.names
    parties = scene.parties_in(cut)
    whole = sum(party.end - party.start for party in parties)
    return (
        tuple(party.name for party in parties)
        if parties and whole >= 0.6 * len(head["who"].strip("*"))
        else ()
    )


def _of_lead(scene: Scene, lead: Block, memory: Memory) -> tuple[str, ...]:
    *_, (start, end) = [(lead.start, lead.end), *sentences(scene.document.text, lead.start, lead.end)]
    told = sentence(scene, start, end, memory)
    for clause in reversed(told.clauses):
        actor = told.who(clause)
        if actor.acts and actor.kind != "body":
            return actor.names
    opener = [token.low in {"will", "shall", "would"} for token in told.tokens]
    before = (
        told.cut((0, opener.index(True))) if True in opener else told.tokens
    )  # *Subject to approval, X will:*
    doer = who(told, before) if True in opener else who(told, ())
    if doer.acts and doer.names:
        return doer.names
    parties = scene.parties_in(list(before)[-1:]) or scene.parties_in(told.tokens)
    return tuple(party.name for party in parties[:1])


def _dash(scene: Scene, block: Block) -> bool:
    said = scene.document.said(block)
    mark = re.search(r"\s[\u2013\u2014-]\s|:\s", said)
    return mark is not None and _is_task(scene, block, mark.end())


def _is_task(scene: Scene, block: Block, at: int) -> bool:
    """*WFP \u2013 circulate the list*: a verb in its base form behind whom it falls to."""
    after = tokens(scene.document.text, block.start + at, min(block.end, block.start + at + 60))
    form = FORMS.get(after[0].low) if after else None
    return (
        form is not None
        and form.tense == "base"
        and len(after) > 1
        and after[1].kind == "word"
        and after[1].low not in words.PREPOSITIONS
    )


def _items(cut: list[Token], *, own: bool) -> list[Deed]:
    start = 0
    if own:
        start = next(
            (
                place + 1
                for place, token in enumerate(cut)
                if token.text in {":", "\u2013", "\u2014", "-", "("}
            ),
            0,
        )
    closes = {".", ";", ")"} if own and start and cut[start - 1].text == "(" else {".", ";"}
    end = next((place for place, token in enumerate(cut) if token.text in closes and place > start), len(cut))
    if start < end and cut[start].low in {"to", "will", "shall"}:
        start += 1
    if start + 1 < end and cut[start].low == "not" and cut[start + 1].low in FORMS:
        return [replace(deed, action=f"not {deed.action}") for deed in deeds(cut, start + 1, end)]
    found = deeds(cut, start, end)
    return [replace(deed, action=deed.action or "provide") for deed in found]


def _draft(  # noqa: PLR0913, PLR0917 - the parts of one thing, which the caller has just told apart
    scene: Scene,
    block: Block,
    cut: list[Token],
    deed: Deed,
    kind: ClaimType,
    actor: tuple[str, ...],
    label: str,
) -> Draft:
    places = (cut[deed.object[0]].start, cut[deed.object[1] - 1].end)
    end = block.end - (1 if scene.document.text[block.end - 1] in ".;," else 0)
    modality = {
        ClaimType.COMMITMENT: "plans",
        ClaimType.AGREEMENT_TERM: "agreed",
        ClaimType.RECOMMENDATION: "recommends",
        ClaimType.NEED: "reported",
    }[kind]
    return Draft(
        type=kind,
        modality=modality,
        start=block.start,
        end=max(end, places[1]),
        actor=actor if kind is not ClaimType.RECOMMENDATION else ("document author",),
        action=deed.action,
        object=places,
        rule="a bullet of a list whose lead-in says what it holds",
        label=label if not deed.verbal else "",
        frame=(block.start, block.end),
        group=-1 - (block.lead or 0),
        inferred=("actor",),
    )


_OBLIGES = frozenset({"shall", "will", "is to", "must"})


def is_sentence(scene: Scene, block: Block, memory: Memory) -> bool:
    """Whether a bullet is a sentence of its own, with who does what."""
    parts = sentences(scene.document.text, block.start, block.end)
    if len(parts) > 1 and (len(parts) > 2 or parts[0][1] - parts[0][0] <= _LABELLED):
        return any(_is_one(scene, start, end, memory) for start, end in parts)
    return _is_one(scene, block.start, block.end, memory)


def _subject_first(told: Sentence) -> bool:
    """*Trade preferences are to be granted*: a word that may be a verb is the head of a subject."""
    clause = told.clauses[0] if told.clauses else None
    return (
        clause is not None
        and clause.subject[0] == 0
        and clause.group.mood in _OBLIGES
        and clause.link not in words.RELATIVES
        and not any(
            token.low in words.RELATIVES | words.DETERMINERS for token in told.cut((1, clause.group.first))
        )
    )


def _stated(told: Sentence, clause: Clause) -> bool:
    """Whether a clause of an article says of a thing what may or may not be: *No heavy equipment enters the valley*."""
    first = told.low(clause.subject)[:1]
    return clause.group.mood == "may" or clause.group.passive or first in (["no"], ["neither"])


_LABELLED = 40
"""Characters of a label before the sentence: *1. Lists. The two sides shall \u2026*."""


def _is_one(scene: Scene, start: int, end: int, memory: Memory) -> bool:
    told = sentence(scene, start, end, memory)
    first = told.tokens[0].low if told.tokens else ""
    if told.clauses and told.clauses[0].group.last == 1:
        return True  # *Decides to deploy \u2026*
    verbal = first in FORMS and FORMS[first].tense in {"base", "ing"} and not _subject_first(told)
    if verbal or first == "to":
        return False
    if (scene.is_agreement or memory.decided) and any(
        clause.group.mood in _OBLIGES | ({"should"} if first == "that" else set())
        or (clause.group.passive and "hereby" in told.low((0, len(told.tokens))))
        for clause in told.clauses
    ):
        return True  # *1. The remains of the fallen shall be returned.*
    if scene.is_agreement or memory.decided:
        return any(
            (told.who(clause).acts or _stated(told, clause))
            and clause.group.mood in {"present", "may"} | _OBLIGES | {"past"}
            for clause in told.clauses
        )
    return any(
        told.who(clause).acts
        and clause.group.mood in {"will", "shall", "would", "is to", "past", "present", "perfect"}
        and (
            clause.group.mood != "present"
            or clause.group.verb in words.UNDERTAKE
            or clause.group.verb == "refrain"
        )
        for clause in told.clauses
    )
