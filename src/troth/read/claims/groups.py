"""Verb groups: a verb with its mood, found by the words that only a verb group has."""

from collections.abc import Sequence
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .group import Group, low_at
from .lexical import lexical
from .tokens import Token
from .verbs import FORMS, Form, is_gerund, is_participle, lemma

MOODS = {"'ll": "will", "won": "will", "ought": "should", "'d": "would"}
_GOING = listed(
    "going about due set scheduled expected ready prepared willing poised likely required obliged bound"
)


def groups(tokens: Sequence[Token]) -> list[Group]:
    """The verb groups of a sentence, in order."""
    found: list[Group] = []
    place = 0
    while place < len(tokens):
        group = _group(tokens, place, found)
        if group is None:
            place += 1
        else:
            found.append(group)
            place = group.last
    return found


def _group(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> Group | None:
    low = tokens[at].low
    if tokens[at].kind in {"number", "mark"} or _is_no_verb(tokens, at):
        return None
    if low in words.MODALS or (low == "won" and low_at(tokens, at + 1) == "'t"):
        return _modal(tokens, at)
    if (
        low in words.BE
        and low not in {"being", "be", "been"}
        and not (low == "'s" and _possessive(tokens, at))
    ):
        return _be(tokens, at, at, "past" if low in {"was", "were"} else "present")
    if low == "be" and is_participle(low_at(tokens, at + 1)) and _subjunctive(tokens, at):
        return Group(at, at + 2, lemma(low_at(tokens, at + 1)), "shall", passive=True, negated=False)
    if low in words.HAVE:
        return _have(tokens, at)
    if low in words.DO and _skip(tokens, at + 1)[1]:
        return _did_not(tokens, at)
    return lexical(tokens, at, before)


def _is_no_verb(tokens: Sequence[Token], at: int) -> bool:
    """*We'd agreed* is past, and *in May* is a month."""
    past = tokens[at].low == "'d" and FORMS.get(low_at(tokens, at + 1), Form("", "")).tense != "base"
    return past or (tokens[at].text == "May" and at > 0)


def _did_not(tokens: Sequence[Token], at: int) -> Group:
    after, _ = _skip(tokens, at + 1)
    mood = "past" if tokens[at].low == "did" else "present"
    return Group(at, after + 1, lemma(low_at(tokens, after)), mood, passive=False, negated=True)


def _subjunctive(tokens: Sequence[Token], at: int) -> bool:
    """*It was agreed that all requests be handled by one office*: a bare *be* behind a noun in a clause with *that*."""
    previous = tokens[at - 1] if at else None
    return (
        previous is not None
        and previous.kind == "word"
        and previous.low not in words.MODALS | words.BE | words.NOT | {"to"}
        and any(token.low == "that" for token in tokens[:at])
    )


def _skip(tokens: Sequence[Token], at: int) -> tuple[int, bool]:
    """Past adverbs and *not*: where the next word stands, and whether there was a *not*."""
    negated = False
    while at < len(tokens):
        low = tokens[at].low
        if low == "so" and low_at(tokens, at + 1) == "far":
            at += 1
        elif (
            low in {"since", "in"}
            and low_at(tokens, at + 1)[:4].isdigit()
            and len(low_at(tokens, at + 1)) == 4
        ):
            at += 1  # *has since 2024 provided*
        elif low in words.NOT or (low == "neither" and at > 0):
            negated = True
        elif not (low.endswith("ly") and low not in listed("supply apply rely fly comply reply multiply")) and low not in listed("also now soon still already only even just then therefore both further together each all hereby thereafter henceforth once again long either at least since yet first"):  # fmt: skip
            break
        at += 1
    return at, negated


def _possessive(tokens: Sequence[Token], at: int) -> bool:
    """Whether *'s* belongs to a name: it does unless a participle, *not* or *to* follows a pronoun."""
    return low_at(tokens, at - 1) not in words.PRONOUNS | {"that", "there", "what"}


def _modal(tokens: Sequence[Token], at: int) -> Group | None:
    if at == 0 and tokens[at].low == "should":
        return None  # *Should either Party find …, it shall …*: the word stands for *if*
    mood = MOODS.get(tokens[at].low, tokens[at].low)
    after, negated = _skip(tokens, _past_insertion(tokens, at + 1))
    if mood == "should" and low_at(tokens, after) == "to":
        after += 1
    if after >= len(tokens) or tokens[after].kind != "word":
        return None
    low = tokens[after].low
    if low in words.DETERMINERS | words.PREPOSITIONS:
        return None
    if low == "be":
        inner = _be(tokens, at, after, mood)
        return replace(inner, negated=inner.negated or negated)
    done = low_at(tokens, after + 1)
    if low == "have" and done in FORMS and is_participle(done):
        perfect = mood if mood == "will" else f"{mood} have"  # *by May we will have shipped 30*
        return Group(at, after + 2, lemma(done), perfect, passive=False, negated=negated)
    return Group(at, after + 1, lemma(low), mood, passive=False, negated=negated)


def past_enumerator(tokens: Sequence[Token], at: int) -> int:
    """Past *(a)*, *(ii)* and *1)*."""
    inner = at + (at < len(tokens) and tokens[at].text == "(")
    closed = inner + 1 < len(tokens) and tokens[inner + 1].text == ")" and len(tokens[inner].text) <= 4
    return inner + 2 if closed else at


_INSERTED = 14


def _past_insertion(tokens: Sequence[Token], at: int) -> int:
    """Past what commas cut out between the helper and its verb: *will, subject to approval, provide*."""
    if at < len(tokens) and tokens[at].text == ":":
        return past_enumerator(tokens, at + 1)
    if at >= len(tokens) or tokens[at].text != ",":
        return at
    closings = [
        place for place in range(at + 1, min(len(tokens), at + _INSERTED)) if tokens[place].text == ","
    ]
    for closing in closings:
        if low_at(tokens, closing + 1) not in words.COORDINATORS | words.PREPOSITIONS | {"subject"}:
            return closing + 1  # *shall, within 10 days, and subject to approval, release*: two insertions
    return at if not closings else closings[0] + 1


def _be(tokens: Sequence[Token], first: int, at: int, mood: str) -> Group:
    """From a form of *be*: a passive, a progress, *is to do*, *is ready to do*, or plain being."""
    after, negated = _skip(tokens, at + 1)
    low = low_at(tokens, after)
    if low == "to" and low_at(tokens, after + 1).isalpha():
        if low_at(tokens, after + 1) == "be" and is_participle(low_at(tokens, after + 2)):
            return Group(
                first, after + 3, lemma(low_at(tokens, after + 2)), "is to", passive=True, negated=negated
            )
        return Group(
            first, after + 2, lemma(low_at(tokens, after + 1)), "is to", passive=False, negated=negated
        )
    if low in _GOING and low_at(tokens, after + 1) == "to":
        return _to_be_done(tokens, first, after, mood, negated=negated)
    if low in {"being", "been"}:
        after, more = _skip(tokens, after + 1)
        low, negated = low_at(tokens, after), negated or more
    if is_participle(low) and low != "committed":
        return Group(first, after + 1, lemma(low), mood, passive=True, negated=negated)
    if is_gerund(low):
        return Group(first, after + 1, lemma(low), mood, passive=False, negated=negated, via="ing")
    if low in {"committed", "ready", "prepared"}:
        return Group(first, after + 1, "be", mood, passive=False, negated=negated, via=low)
    return Group(first, at + 1, "be", mood, passive=False, negated=negated)


def _to_be_done(tokens: Sequence[Token], first: int, at: int, mood: str, *, negated: bool) -> Group:
    via = low_at(tokens, at)
    verb = at + 2
    if low_at(tokens, verb) == "be" and is_participle(low_at(tokens, verb + 1)):
        return Group(
            first, verb + 2, lemma(low_at(tokens, verb + 1)), mood, passive=True, negated=negated, via=via
        )
    return Group(first, verb + 1, lemma(low_at(tokens, verb)), mood, passive=False, negated=negated, via=via)


def _have(tokens: Sequence[Token], at: int) -> Group | None:
    if low_at(tokens, at + 1) == "yet" and low_at(tokens, at + 2) == "to":
        return Group(at, at + 4, lemma(low_at(tokens, at + 3)), "present", passive=False, negated=True)
    after, negated = _skip(tokens, at + 1)
    low = low_at(tokens, after)
    if low == "been":
        inner = _be(tokens, at, after, "perfect")
        return replace(inner, negated=inner.negated or negated)
    if low == "to" and low_at(tokens, after + 1).isalpha():
        return Group(at, after + 2, lemma(low_at(tokens, after + 1)), "must", passive=False, negated=negated)
    if is_participle(low) and tokens[after].kind == "word":
        return Group(at, after + 1, lemma(low), "perfect", passive=False, negated=negated)
    return Group(
        at, at + 1, "have", "past" if tokens[at].low == "had" else "present", passive=False, negated=negated
    )
