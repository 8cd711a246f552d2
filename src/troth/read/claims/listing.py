"""Pledges that a sentence lists or splits: *the following pledges were made: Germany 120 million; …*, *40 million is intended for …*."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .deeds import Deed
from .drafting import commitment, unmarked
from .drafts import Draft
from .memory import Who
from .sentence import Sentence

_PLEDGES = re.compile(r"\b(?:pledg|contribut|commit|promis|announc|donat|allocat)", re.IGNORECASE)
_SIGNS = frozenset("$\u20ac\u00a3")


def listed_sums(told: Sentence) -> Iterator[Draft]:
    """*The following pledges were made: Germany 120 million euros; the European Union 232 million*: one of each."""
    colon = next((place for place, token in enumerate(told.tokens) if token.text == ":"), None)
    if colon is None or not told.clauses:
        return
    lead = told.scene.document.text[told.start : told.tokens[colon].start]
    clause = told.clauses[0]
    if not _PLEDGES.search(lead) or clause.group.negated:
        return
    for first, last in _segments(told, colon + 1):
        named = told.scene.parties_in(told.cut((first, last)))
        if not named or named[0].start - told.tokens[first].start > 6:
            continue
        after = next((at for at in range(first, last) if told.tokens[at].start >= named[0].end), last)
        if after < last and told.tokens[after].text in {"(", ":", ",", "\u2013", "-"}:
            after += 1
        if after < last and _is_sum(told, after):
            owner = Who((named[0].name,), "named", (named[0],))
            yield commitment(
                told, _at(clause, after, last), owner, "pledged", Deed("provide", (after, last), first, verbal=True),
                "a sum in a list of pledges",
            )  # fmt: skip


def _at(clause: Clause, first: int, last: int) -> Clause:
    """The clause as if it stood where the sum does."""
    group = replace(clause.group, first=first, last=first)
    return replace(clause, group=group, complement=(first, last), inherited=True)


def _is_sum(told: Sentence, at: int) -> bool:
    token = told.tokens[at]
    money = told.scene.amounts_in(*told.span((at, min(at + 6, len(told.tokens)))))
    return bool(money) and money[0].start <= token.start + 8


def _segments(told: Sentence, start: int) -> Iterator[tuple[int, int]]:
    """The members of a list that semicolons part, or commas where there is no semicolon."""
    end = len(told.tokens)
    mark = ";" if any(token.text == ";" for token in told.tokens[start:]) else ","
    cuts = [start, *(place + 1 for place in range(start, end) if told.tokens[place].text == mark), end + 1]
    for first, following in pairwise(cuts):
        begin, last = first, min(following - 1, end)
        while begin < last and told.tokens[begin].low in {"and", "the"}:
            begin += 1
        while last > begin and told.tokens[last - 1].text in {".", ",", ";"}:
            last -= 1
        if begin < last:
            yield begin, last


def bracketed_sums(told: Sentence) -> Iterator[Draft]:
    """*The largest recipients will be the HALO Trust (EUR 9 million) and MAG (EUR 7 million)*: parts of what was promised."""
    text = told.scene.document.text[told.start : told.end]
    if (
        not (told.memory.promised_at_all and told.memory.actors and _CHANNELS.search(text))
        or not told.clauses
    ):
        return
    owner = Who(told.memory.actors, "pronoun", inferred=True)
    for place, token in enumerate(told.tokens):
        close = next(
            (at for at in range(place, min(place + 8, len(told.tokens))) if told.tokens[at].text == ")"), None
        )
        if token.text != "(" or close is None or not _is_sum(told, place + 1):
            continue
        first = place
        while first > 0 and (
            told.tokens[first - 1].is_capital or told.tokens[first - 1].low in {"of", "for", "the"}
        ):
            first -= 1
        if first < place:
            deed = Deed("provide", (first, close), first, verbal=True)
            clause = _at(told.clauses[0], place + 1, close)
            yield commitment(told, clause, owner, "announced", deed, "a part of a sum in brackets")


def givers_in_brackets(told: Sentence) -> Iterator[Draft]:
    """*Funding is provided by Luxembourg (USD 6 million) and Australia (USD 9 million)*: each gives what stands behind it."""
    text = told.scene.document.text[told.start : told.end]
    if not told.clauses or not _GIVEN.search(text) or _PAID.search(text) or told.clauses[0].group.negated:
        return
    pairs = []
    for place, token in enumerate(told.tokens):
        if token.text != "(" or not place or not _is_sum(told, place + 1):
            continue
        close = next(
            (at for at in range(place, min(place + 9, len(told.tokens))) if told.tokens[at].text == ")"), None
        )
        first = max(
            (
                at
                for at in range(place)
                if told.tokens[at].kind == "mark" or told.tokens[at].low in {"by", "from", "and", "with"}
            ),
            default=-1,
        )
        named = told.scene.parties_in(told.cut((first + 1, place)))
        if close is not None and len(named) == 1:
            pairs.append((Who((named[0].name,), "named", (named[0],)), first + 1, place + 1, close))
    for owner, first, start, close in pairs if len(pairs) > 1 else ():
        deed = Deed("provide", (start, close), first, verbal=True)
        yield commitment(
            told,
            _at(told.clauses[0], start, close),
            owner,
            "announced",
            deed,
            "a giver with a sum in brackets",
        )


_GIVEN = re.compile(r"\b(?:fund|financ|support|contribut|pledg|donat|provid|commit|donor)", re.IGNORECASE)
_PAID = re.compile(
    r"\b(?:paid|disbursed|received|spent|was|were|recipients?|channel\w*|beneficiar\w+|go(?:es)? to)\b",
    re.IGNORECASE,
)
_CHANNELS = re.compile(
    r"\b(?:recipients?|beneficiar\w+|channel\w*|through|receive|go to|goes to|delivered by|implemented by)\b",
    re.IGNORECASE,
)
_GOES = listed("go support fund finance help cover pay benefit enable")
_MEANT = listed("intend earmark reserve allocate set spend use designate channel dedicate")
_SHARE = re.compile(
    r"\bof (?:this|that|the total|these|which|it)\b|\b(?:remaining|remainder|rest|sum|half|share|bulk|part|portion|further|another|additional)\b",
    re.IGNORECASE,
)


def split_sum(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*Of the total, EUR 40 million is intended for the fund*: a part of what has just been promised."""
    group = clause.group
    goes = group.verb in _GOES and group.mood in {"will", "would", "present"} and not group.passive
    if not (goes or (group.passive and group.verb in _MEANT)) or not told.memory.promised_at_all:
        return
    first, last = told.span((clause.subject[0], max(clause.subject[1], group.first)))
    money = [amount for amount in told.scene.amounts_in(first, last) if amount.currency]
    bare = bool(money) and money[0].start - first <= 3
    if (
        not money
        or not told.memory.actors
        or not (bare or _SHARE.search(told.scene.document.text, told.start, last))
    ):
        return
    owner = Who(told.memory.actors, "pronoun", inferred=True)
    deed = Deed("provide", (clause.subject[0], unmarked(told, clause)), clause.subject[0], verbal=True)
    yield commitment(told, clause, owner, "announced", deed, "a part of a sum")


def made_available(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Is making an extra EUR 70 million available*, *will make 40 buses available*."""
    group = clause.group
    start, end = group.last, clause.complement[1]
    at = next((place for place in range(start + 1, end) if told.tokens[place].low == "available"), None)
    if group.verb != "make" or at is None or not actor.acts or group.negated or group.passive:
        return
    if any(token.low in words.RELATIVES for token in told.cut((start, at))):
        return
    deed = Deed("provide", (start, at), start, verbal=True)
    yield commitment(told, clause, actor, group.mood, deed, "makes it available")
