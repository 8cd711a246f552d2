"""Undertakings that a noun carries wherever it stands: *welcomed Chad's assurance that \u2026*, *its promise of 20,000 tonnes*.

The noun has an owner (a possessive, *by*, *of*, or whoever gives it) and a content (*to do*, *that \u2026*, *of so much*).
The verb of the sentence decides nothing, unless it undoes the noun: a promise that was broken or withdrawn is none.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from troth.read.listed import listed

from . import words
from .announcements import kept_or_not
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import commitment, unmarked
from .drafts import Draft
from .group import Group
from .hearsay import nobody
from .memory import Who
from .sentence import Sentence
from .subjects import who
from .verbs import FORMS, is_gerund

NOUNS = listed(
    "announcement assurance guarantee pledge promise undertaking commitment offer intention decision vow word plan agreement consent"
)
_UNDOES = listed(
    "withdraw cancel break breach reject doubt question deny fail retract violate suspend drop keep honour honor fulfil fulfill meet "
    "abandon renounce forget await demand require lack refuse regret hope seek want need criticise criticize condemn negotiate discuss"
)
_GIVES = listed(
    "give make express announce reaffirm reiterate renew confirm signal voice declare state convey repeat restate recall take offer present receive"
)
_MADE = listed("given made announced expressed voiced issued offered extended conveyed received")
_OWN = listed("its their his her our my")


class Carrier(NamedTuple):
    """A noun of undertaking with who owns it and where its content begins."""

    owner: Who
    noun: int
    content: int
    how: str
    """`to`, `that` or `of`."""
    clause: Clause


def carried(told: Sentence, taken: list[tuple[int, int]]) -> Iterator[Draft]:
    """The commitments of nouns whose content no other rule has read: `taken` are the objects of those that were."""
    for carrier in _carriers(told):
        if carrier.how == "that":
            drafts = list(_that(told, carrier))
        elif carrier.how == "to":
            drafts = list(_to(told, carrier))
        else:
            drafts = list(_of(told, carrier))
        for draft in drafts:
            if not any(start < draft.object[1] and draft.object[0] < end for start, end in taken):
                yield draft


def of_carriers(told: Sentence) -> set[Clause]:
    """The clauses that are the content of a noun with an owner: no other rule reads them."""
    found = (_clause_at(told, carrier.content) for carrier in _carriers(told) if carrier.how == "that")
    return {clause for clause in found if clause is not None}


def _carriers(told: Sentence) -> Iterator[Carrier]:
    last: Who | None = None
    for place, token in enumerate(told.tokens):
        noun = token.low.removesuffix("s")
        if noun not in NOUNS or place == 0:
            continue
        if any(
            before in words.CONTINUED | {"no", "without", "despite"}
            for before in told.low((max(0, place - 3), place))
        ):
            continue
        clause = _holding(told, place) or _verbless(told)
        if clause.group.verb in _UNDOES or clause.link in {"if", "unless"}:
            continue
        found = _content(told, place)
        owner = _owner(told, place, found, clause) if found is not None else None
        if last is not None and told.tokens[place - 1].low in {"its", "their"}:
            owner = last  # *the pledge by Chad to \u2026, and its assurance that \u2026*
        last = owner or last
        if found is not None and owner is not None and owner.names:
            yield Carrier(replace(owner, inferred=True), place, found[0], found[1], clause)


def _verbless(told: Sentence) -> Clause:
    """A sentence in which no verb is found, as one clause: *The Ost Fund: commitment to rebuild 6 clinics*."""
    end = len(told.tokens)
    end -= bool(end) and told.tokens[end - 1].kind == "mark"
    group = Group(0, 0, "", "present", passive=False, negated=False)
    return Clause(group, (0, end), (0, end), (0, 0), "")


def _holding(told: Sentence, place: int) -> Clause | None:
    """The clause in whose subject or complement a word stands."""
    return next(
        (
            clause
            for clause in reversed(told.clauses)
            if clause.subject[0] <= place < max(clause.complement[1], clause.group.last)
            and not clause.inherited
        ),
        None,
    ) or next((clause for clause in reversed(told.clauses) if clause.group.first <= place), None)


_FAR = 14


def _content(told: Sentence, noun: int) -> tuple[int, str] | None:
    """Where the content begins, past *given by the authorities* and *of the Council*."""
    last = min(len(told.tokens) - 1, noun + _FAR)
    for place in range(noun + 1, last):
        low, following = told.tokens[place].low, told.tokens[place + 1]
        if low == "that" and place - noun <= _FAR:
            return (place, "that") if _clause_at(told, place) is not None else None
        if low == "to" and (following.low in FORMS or following.low == "not"):
            form = FORMS.get(following.low)
            verbal = form is None or form.tense in {"base", "ing"}
            return (place, "to") if verbal else None
        if low == "of" and place == noun + 1 and _counted(told, place + 1):
            return (place, "of")
        if told.tokens[place].text in {".", ";", ":", "("} or low in words.MODALS | words.BE:
            return None
    return None


def _counted(told: Sentence, place: int) -> bool:
    first = told.tokens[place]
    sums = told.scene.amounts_in(*told.span((place, min(place + 7, len(told.tokens)))))
    return bool(sums) and sums[0].start - first.start <= 12


def _clause_at(told: Sentence, that: int) -> Clause | None:
    return next(
        (
            clause
            for clause in told.clauses
            if clause.group.first > that
            and clause.subject[0] - that in {1, 2}
            and clause.group.mood in {"will", "would", "shall", "is to", "must", "may", "can"}
        ),
        None,
    )


def _owner(told: Sentence, noun: int, found: tuple[int, str], clause: Clause) -> Who | None:
    """Whose it is: *X's promise*, *the promise of X to*, *the assurance given by X that*, *its*, or who gives it."""
    before = told.tokens[noun - 1].low
    plain = before in _OWN | {"'s", "'", ":", "\u2013", "\u2014"} | words.DETERMINERS
    adjective = noun - 1 if plain or noun < 2 else noun - 2
    mark = told.tokens[adjective].low
    if mark in {"'s", "'"}:
        return _named(told, (_phrase(told, adjective), adjective))
    if mark in {":", "\u2013", "\u2014"}:
        return _named(told, (0, adjective))
    between = told.low((noun + 1, found[0]))
    if between:
        by = next((place for place, low in enumerate(between) if low in {"by", "of", "from"}), None)
        if by is not None:
            return _named(told, (noun + 2 + by, found[0]))
        if not _MADE.intersection(between):
            return None
    if mark in _OWN:
        return _possessor(told, adjective, clause)
    noted = clause.group.verb == "take" and "note" in told.low(clause.complement)[:2]
    gives = (
        clause.group.verb in _GIVES and not noted and not clause.group.passive and clause.group.first < noun
    )
    actor = told.who(clause) if gives else None
    return actor if actor is not None and actor.acts else None


def _phrase(told: Sentence, end: int) -> int:
    """Where a name begins that a possessive ends."""
    start = end
    while (
        start > 0
        and told.tokens[start - 1].kind == "word"
        and (told.tokens[start - 1].is_capital or told.tokens[start - 1].low in {"the", "of"} | words.BODIES)
    ):
        start -= 1
    return start


def _named(told: Sentence, places: tuple[int, int]) -> Who | None:
    cut = [token for token in told.cut(places) if token.kind != "mark"]
    found = who(told, cut)
    return found if found.acts else None


def _possessor(told: Sentence, place: int, clause: Clause) -> Who | None:
    """*Thanked Peru for its promise*: the last party before; with a verb of giving, who gives it."""
    parties = told.scene.parties_in(told.cut((0, place)))
    actor = told.who(clause)
    noted = clause.group.verb == "take" and "note" in told.low(clause.complement)[:2]
    if clause.group.verb in _GIVES and actor.acts and not noted:
        return actor
    behind = [
        party for party in parties if party.start > told.span((clause.group.first, clause.group.last))[0]
    ]
    if len(behind) > 1 and told.tokens[place].low == "their":
        return Who(tuple(party.name for party in behind), "named", tuple(behind))
    if behind:
        return Who((parties[-1].name,), "named", (parties[-1],))
    return None


def _within(told: Sentence, carrier: Carrier) -> Clause:
    """The clause as if it began with the noun and ended where the content does."""
    holding = next(
        (one for one in reversed(told.clauses) if one.group.last <= carrier.content < one.complement[1]), None
    )
    clause = holding or carrier.clause
    ends = clause.complement[1] if holding is not None or not told.clauses else clause.group.first
    group = replace(clause.group, first=carrier.noun, last=carrier.noun + 1)
    return replace(clause, group=group, complement=(carrier.content, ends), inherited=True)


def _to(told: Sentence, carrier: Carrier) -> Iterator[Draft]:
    clause = _within(told, carrier)
    start = carrier.content + 1
    negated = told.tokens[start].low == "not"
    for deed in deeds(told.tokens, carrier.content + negated, clause.complement[1]):
        if deed.verbal and kept_or_not(told, deed):
            said = replace(deed, action=f"not {deed.action}") if negated else deed
            yield commitment(
                told, clause, carrier.owner, "announced", said, "a noun carries what is undertaken"
            )


def _of(told: Sentence, carrier: Carrier) -> Iterator[Draft]:
    clause = _within(told, carrier)
    for deed in deeds(told.tokens, carrier.content + 1, clause.complement[1], governed="thing"):
        if told.scene.amounts_in(*told.span(deed.object)):
            action = deed.action if deed.verbal else "provide"
            given = replace(deed, action=action)
            yield commitment(
                told, clause, carrier.owner, "announced", given, "a noun carries how much is undertaken"
            )


def _that(told: Sentence, carrier: Carrier) -> Iterator[Draft]:
    clause = _clause_at(told, carrier.content)
    if clause is None or clause.group.verb in words.WEAK - {"be"}:
        return
    subject = told.who(clause)
    allowed = clause.group.mood in {"may", "can"}
    active = subject.acts and not clause.group.passive and not allowed
    owner = subject if active and subject.kind == "named" else carrier.owner
    first = clause.group.last if active else clause.subject[0]
    places = (first, unmarked(told, clause))
    action = "allow" if allowed else clause.group.verb
    if clause.group.negated or nobody(told, clause):
        action = f"not {action}"
    if places[0] < places[1] and not is_gerund(told.tokens[places[0]].low):
        deed = Deed(action, places, places[0], verbal=True)
        yield commitment(told, clause, owner, clause.group.mood, deed, "a noun carries what is undertaken")
