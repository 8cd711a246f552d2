"""Undertakings that are told from the other end: who is to receive, and what more is to follow."""

import re
from collections.abc import Iterator
from dataclasses import replace

from troth.read.actors.tables import country_names
from troth.read.listed import listed
from troth.read.values.currencies import CODES

from . import words
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import commitment
from .drafts import Draft
from .memory import Who
from .sentence import Sentence
from .subjects import who
from .who import Party


def of_a_giver(told: Sentence, clause: Clause) -> Who | None:
    """Who stands behind a passive that names no agent.

    *Kenyan doctors would be deployed* are Kenya's; *a first tranche of 8 million will be disbursed* is that of whoever
    has just promised.
    """
    if clause.group.verb in _GROWS:
        named = told.scene.parties_in(told.cut(clause.subject))
        return Who((named[0].name,), "named", (named[0],), inferred=True) if named else None
    if clause.group.verb not in _GOES:
        return None
    first, last = told.span(clause.subject)
    own = next(
        (
            known
            for known in told.scene.mentions_in(first, last)
            if known.start - first <= 4 and known.candidates
        ),
        None,
    )
    adjective = own is not None and own.kind in {"people", "country"} and own.text != own.candidates[0].name
    if own is not None and adjective and told.cut(clause.subject)[-1].end > own.end:
        name = own.candidates[0].name
        return Who((name,), "named", inferred=True)
    low = told.low(clause.subject)
    lead = told.scene.document.text[told.start : first + 12].lower()
    part = (bool(_PARTS.intersection(low)) or _OF_THIS.match(lead) is not None) and bool(
        told.scene.amounts_in(first, last)
    )
    if part and told.memory.promised_at_all and told.memory.actors:
        return Who(told.memory.actors, "pronoun", inferred=True)
    return None


def of_its_country(told: Sentence, clause: Clause) -> Who | None:
    """*A Dutch frigate is going to join the mission*: what is a state's own does it for the state."""
    subject = told.cut(clause.subject)
    if len(subject) < 2 or clause.group.verb not in _SERVES:
        return None
    first, last = subject[0].start, subject[-1].end
    own = next((one for one in told.scene.mentions_in(first, last) if one.candidates), None)
    adjective = own is not None and own.kind in {"people", "country"} and own.text != own.candidates[0].name
    if (
        own is None
        or not adjective
        or own.end >= last
        or any(token.low in words.PREPOSITIONS for token in subject if token.end < own.start)
    ):
        return None
    return Who((own.candidates[0].name,), "named", inferred=True)


_SERVES = listed(
    "join patrol escort transport evacuate deploy carry clear repair protect take fly sail lead support secure train rebuild deliver bring"
)
_GROWS = listed("increase expand raise double triple extend strengthen reinforce")
"""*The EU mission will be increased to 209 observers*: whose it is increases it."""
_OF_THIS = re.compile(r"of (?:this|that|the total|these|which|it)\b|the (?:remaining|rest|other)\b")
_PARTS = listed(
    "tranche instalment installment payment share funds remainder half rest disbursement batch convoy shipment"
)
RECEIVES = listed("receive get obtain")
_COMES_FROM = listed("come")
_FOLLOWS = listed("follow arrive come")
_GOES = listed("send ship deliver disburse provide pay deploy dispatch release give transfer grant spend")


def gapped(told: Sentence, deed: Deed) -> tuple[Deed, list[tuple[Who, Deed]]]:
    """*Germany pledged 244 million euros, and France 110 million*: the deed without its tail, and what the others do.

    Each name that stands behind a comma or *and* with nothing but a number after it does the same.
    """
    first, last = deed.object
    cuts: list[tuple[int, Who, int]] = []
    for place in range(first + 1, last - 1):
        if told.tokens[place].low != "and" and told.tokens[place].text not in {",", ";"}:
            continue
        named = (
            told.scene.parties_in(told.cut((place + 1, min(last, place + 7))))
            or _capital(told, place + 1, last)
            or _body_before(told, place + 1, last)
        )
        if not named or named[0].start - told.tokens[place].end > 6:
            continue
        after = next((at for at in range(place + 1, last) if told.tokens[at].start >= named[0].end), last)
        if after < last and _counts(told, after):
            cuts.append((place, Who((named[0].name,), "named", (named[0],)), after))
    if not cuts:
        return deed, []
    ends = [place for place, _, _ in cuts[1:]] + [last]
    others = [
        (who, replace(deed, object=(after, _trim(told, end)), start=after))
        for (_, who, after), end in zip(cuts, ends, strict=True)
    ]
    return replace(deed, object=(first, _trim(told, cuts[0][0]))), others


def _counts(told: Sentence, place: int) -> bool:
    """Whether a number, a sum or one thing begins at a place: *Malta a fire boat*, *Switzerland 8*."""
    token = told.tokens[place]
    return (
        token.kind == "number"
        or token.text in _SIGNS
        or token.text in CODES
        or token.low in {"a", "an"}
        or token.low in NUMERALS
    )


NUMERALS = listed(
    "one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty"
)


def _body_before(told: Sentence, start: int, end: int) -> list[Party]:
    """*The Committees* before a number, of whom no gazetteer knows."""
    number = next((at for at in range(start, min(end, start + 6)) if told.tokens[at].kind == "number"), None)
    if number is None or number == start or not any(token.is_capital for token in told.cut((start, number))):
        return []
    found = who(told, told.cut((start, number)))
    first, last = told.span((start, number))
    return (
        [Party(found.names[0], first, last, kind="organisation")]
        if found.acts and len(found.names) == 1
        else []
    )


def _capital(told: Sentence, start: int, end: int) -> list[Party]:
    """*Copenhagen* stands for Denmark where nothing but a sum stands behind it."""
    first, last = told.span((start, min(start + 2, end)))
    found = [one for one in told.scene.mentions_in(first, last) if one.start == first and one.country]
    state = country_names().get(found[0].country or "", "") if found else ""
    return [Party(state, found[0].start, found[0].end, kind="country")] if state else []


_SIGNS = frozenset("$\u20ac\u00a3")


def _trim(told: Sentence, end: int) -> int:
    while end > 1 and (told.tokens[end - 1].text in {",", ";", "."} or told.tokens[end - 1].low == "and"):
        end -= 1
    return end


def received(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Haiti will receive 20 vehicles from Germany*: Germany is to give them."""
    start, end = clause.group.last, clause.complement[1]
    source = next((place for place in range(start, end) if told.tokens[place].low == "from"), None)
    if source is None:
        return
    givers = told.scene.parties_in(told.cut((source + 1, end)))
    if not givers:
        return
    giver = Who(tuple(party.name for party in givers), "named", tuple(givers))
    for deed in deeds(told.tokens, start, source, governed="thing"):
        draft = commitment(
            told, clause, giver, clause.group.mood, replace(deed, action="provide"), "received from"
        )
        yield draft._replace(recipient=told.who(clause).names)


def comes_from(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*A further 20 million will come from the Global Fund*: who is behind *from* gives it."""
    low = told.low(clause.complement)
    if (
        clause.group.verb not in _COMES_FROM
        or low[:1] != ["from"]
        or not told.scene.amounts_in(*told.span(clause.subject))
    ):
        return
    end = next(
        (
            at
            for at in range(clause.complement[0] + 1, clause.complement[1])
            if told.tokens[at].kind == "mark"
        ),
        clause.complement[1],
    )
    giver = who(told, told.cut((clause.complement[0] + 1, end)))
    if giver.acts and giver.names:
        deed = Deed("provide", clause.subject, clause.subject[0], verbal=True)
        yield commitment(told, clause, giver, clause.group.mood, deed, "comes from a giver")


def more_follows(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Poland will send 30 buses; a further 20 will be shipped*: the same giver, and the same things."""
    low = told.low(clause.subject)
    more = bool({"further", "another", "additional", "remaining"} & set(low[:3]))
    goes = clause.group.verb in (_GOES if clause.group.passive else _FOLLOWS)
    if not more or not goes or clause.group.mood not in {"will", "would", "shall", "is to"}:
        return
    number = told.clauses.index(clause)
    before = next(
        (
            told.who(known)
            for known in reversed(told.clauses[:number])
            if told.who(known).kind in {"named", "pronoun"} and known.group.verb not in words.ASK
        ),
        None,
    )
    if before is None and told.memory.promised and told.memory.actors:
        before = Who(told.memory.actors, "pronoun", inferred=True)
    if before is None:
        return
    deed = Deed(
        clause.group.verb if clause.group.passive else "provide",
        clause.subject,
        clause.subject[0],
        verbal=True,
    )
    yield commitment(
        told, clause, replace(before, inferred=True), clause.group.mood, deed, "more of the same"
    )
