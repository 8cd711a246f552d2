"""Verb groups: a verb with its mood, found by the words that only a verb group has."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from troth.read.listed import listed

from . import words
from .tokens import Token
from .verbs import FORMS, Form, is_gerund, is_participle, lemma

MOODS = {"'ll": "will", "won": "will", "ought": "should", "'d": "would"}
_GOING = listed(
    "going about due set scheduled expected ready prepared willing poised likely required obliged bound"
)


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: tokens ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    verb: str
    """The verb's base form."""
    mood: str
    """`will`, `would`, `shall`, `should`, `must`, `can`, `could`, `may`, `might`, `is to`, `past`, `present`, `perfect`."""
    passive: bool = field(kw_only=True)
    negated: bool = field(kw_only=True)
    via: str = field(default="", kw_only=True)
    """The word between *be* and *to*: *ready*, *expected*, *committed*."""


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
    if tokens[at].kind == "number" or tokens[at].kind == "mark":
        return None
    if low == "'d" and FORMS.get(low_at(tokens, at + 1), Form("", "")).tense != "base":
        return None  # *we'd agreed* is past
    if low in words.MODALS or (low == "won" and low_at(tokens, at + 1) == "'t"):
        return _modal(tokens, at)
    if (
        low in words.BE
        and low not in {"being", "be", "been"}
        and not (low == "'s" and _possessive(tokens, at))
    ):
        return _be(tokens, at, at, "past" if low in {"was", "were"} else "present")
    if low in words.HAVE:
        return _have(tokens, at)
    if low in words.DO and _skip(tokens, at + 1)[1]:
        after, _ = _skip(tokens, at + 1)
        return Group(
            at,
            after + 1,
            lemma(low_at(tokens, after)),
            "past" if low == "did" else "present",
            passive=False,
            negated=True,
        )
    return _lexical(tokens, at, before)


def low_at(tokens: Sequence[Token], at: int) -> str:
    """The word at a place, in lower case; nothing outside the sentence."""
    return tokens[at].low if 0 <= at < len(tokens) else ""


def _skip(tokens: Sequence[Token], at: int) -> tuple[int, bool]:
    """Past adverbs and *not*: where the next word stands, and whether there was a *not*."""
    negated = False
    while at < len(tokens):
        low = tokens[at].low
        if low == "so" and low_at(tokens, at + 1) == "far":
            at += 1
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


def _lexical(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> Group | None:
    """A verb without a helper: the past of a listed verb, or a present form where no noun can stand."""
    form = FORMS.get(tokens[at].low)
    if form is not None and form.tense == "ing" and _joins_in(tokens, at, form.lemma, before):
        return Group(at, at + 1, form.lemma, "present", passive=False, negated=False)
    if form is None or form.tense in {"ing", "part"} or low_at(tokens, at - 1) in {"to", "'s"}:
        return None
    if tokens[at].low in listed("set put cut hit read cost") and low_at(tokens, at + 1) in words.PREPOSITIONS:
        return None
    head = _before_adverbs(tokens, at)
    previous = low_at(tokens, head)
    if form.tense in {"past", "ed"}:
        if not _can_be_past(tokens, at, previous, before):
            return None
        return Group(at, at + 1, form.lemma, "past", passive=False, negated=False)
    if at == 0 or not _can_be_present(tokens, at, form.tense):
        return None
    if _open_clause(tokens, at, before) and before[-1].verb not in words.SAY | words.HOPE:
        return None
    return Group(at, at + 1, form.lemma, "present", passive=False, negated=False)


_JOINING = listed("pledge promise commit vow undertake offer earmark allocate")


def _joins_in(tokens: Sequence[Token], at: int, verb: str, before: Sequence[Group]) -> bool:
    """*…, pledging 22,000 personnel*: a gerund behind a comma says what the subject before undertakes."""
    return bool(before) and verb in _JOINING and tokens[at - 1].text == ","


_BY = listed(
    "increase rise fall drop grow raise extend reduce expand boost cut decrease abide stand pass go begin start end close"
)
"""What may be done *by* so much; others are done by somebody: *drugs donated by others shall be stored*."""
_DESCRIBES = listed(
    "aimed based linked related needed affected damaged destroyed displaced trained designed intended located called named led backed used owed dedicated earmarked targeted caused posed required held concerned"
)
"""Forms that rather describe the noun before them than tell what it did."""


def _can_be_past(tokens: Sequence[Token], at: int, previous: str, before: Sequence[Group]) -> bool:
    """A form in *-ed* is no verb of a clause where it describes a noun: *the agreed terms*, *networks damaged by war*."""
    if previous in words.DETERMINERS | words.PREPOSITIONS - {"following"} | words.NEGATORS or at == 0:
        return False
    if tokens[at - 1].low == "so":
        return False  # *the areas so vacated*
    if tokens[at - 1].text == "," and (tokens[at].low == "provided" or _describes_behind(tokens, at, before)):
        return False  # *…, made in Lugano* describes what stands before
    following = low_at(tokens, at + 1)
    form = FORMS[tokens[at].low]
    if (form.tense == "ed" and following == "by" and form.lemma not in _BY and not before) or (
        form.tense == "ed"
        and _noun_follows(tokens, at)
        and previous.endswith(("ing", "al", "ic", "ive", "ous", "ly"))
        and not tokens[at - 1].is_capital
    ):
        return False
    if (
        tokens[at].low in _DESCRIBES
        and following in words.PREPOSITIONS | {"to"}
        and not tokens[at - 1].is_capital
        and before
    ):
        return False
    if (
        form.tense == "ed"
        and following in {"by", "during", "in", "under", "at"}
        and _open_clause(tokens, at, before)
    ):
        return False
    if (
        form.tense == "ed"
        and tokens[at - 1].kind == "word"
        and _noun_follows(tokens, at)
        and not tokens[at - 1].is_capital
    ):
        return previous in words.PRONOUNS | words.RELATIVES | words.COORDINATORS or not _open_clause(
            tokens, at, before
        )
    return not (form.tense == "ed" and _open_clause(tokens, at, before) and not _boundary(tokens, at, before))


def _describes_behind(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> bool:
    """Whether a participle behind a comma only adds to a noun, and no insertion has just been closed there."""
    return (
        bool(before)
        and low_at(tokens, at + 1) in listed("in at by on during last")
        and not any(token.low in words.RELATIVES for token in tokens[:at])
    )


def _open_clause(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> bool:
    """Whether a verb stands before, with no boundary in between: then this form describes a noun."""
    if not before:
        return False
    return not any(
        token.low in words.COORDINATORS | words.SUBORDINATORS | words.RELATIVES
        or token.low in {",", ";", ":"}
        for token in tokens[before[-1].last : at]
    )


def _boundary(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> bool:
    start = before[-1].last if before else 0
    said = bool(before) and before[-1].verb in words.SAY
    able = words.BODIES | words.GROUPS | words.PRONOUNS
    return said and any(token.is_capital or token.low in able for token in tokens[start:at])


def _noun_follows(tokens: Sequence[Token], at: int) -> bool:
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    return (
        following is not None
        and following.kind == "word"
        and following.low
        not in (words.DETERMINERS | words.PREPOSITIONS | {"to", "that"} | words.COORDINATORS)
        and not following.is_capital
    )


def _before_adverbs(tokens: Sequence[Token], at: int) -> int:
    """The word before, past *also* and *officially*."""
    place = at - 1
    while place > 0 and (
        tokens[place].low in listed("also now already then further still therefore thus both all each")
        or (tokens[place].low.endswith("ly") and tokens[place].low not in FORMS)
    ):
        place -= 1
    return place


def _before_insertion(tokens: Sequence[Token], at: int) -> int:
    """The word before what two commas cut out: *Norway, for its part, plans to …*."""
    if tokens[at].text != ",":
        return at
    opening = next((place for place in range(at - 1, max(0, at - 9), -1) if tokens[place].text == ","), None)
    inside = tokens[opening + 1].low if opening is not None else ""
    return opening - 1 if opening and inside in words.PREPOSITIONS | _ASIDES else at


_ASIDES = listed("meanwhile too however also which who")
_LACKS = listed("need require lack face")


def _can_be_present(tokens: Sequence[Token], at: int, tense: str) -> bool:
    """A present form is a verb after a name or a pronoun and before what a verb takes."""
    previous, following = (
        tokens[_before_insertion(tokens, _before_adverbs(tokens, at))],
        low_at(tokens, at + 1),
    )
    if previous.low in {"some", "many", "few", "others"} and tense == "base":
        return FORMS[tokens[at].low].lemma in words.SAY | words.HOPE
    if previous.low == "this" and tense == "s" and _takes(tokens, at):
        return True  # *this includes …*
    if (
        tokens[at].is_capital
        or previous.low in words.DETERMINERS | words.PREPOSITIONS
        or previous.kind not in {"word", "mark"}
    ):
        return False
    if previous.low in words.PRONOUNS | {"who", "which"}:
        return True
    takes = _takes(tokens, at)
    if tense == "s":
        if following in {"for", "on", "with"} and previous.low in words.AGREEMENT_NOUNS:
            return True
        named = (
            previous.is_capital or previous.low in words.BODIES or previous.low in {"side", "each", "party"}
        )
        return (named and previous.low not in words.PREPOSITIONS) or (
            takes
            and previous.kind == "word"
            and not previous.low.endswith("s")
            and following not in {"for", "on", "with"}
        )
    plural = tokens[0].low == "we" or (
        previous.low in words.GROUPS
        or (previous.low == "people" and tokens[at].low in _LACKS)
        or previous.low == "and"
        or previous.low.endswith("s")
    )
    return takes and (plural or previous.is_capital) and previous.low not in words.COORDINATORS


def _takes(tokens: Sequence[Token], at: int) -> bool:
    """Whether what a verb takes follows: an article, *to*, a number, a name, a gerund."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].low in _LACKS | {"remains", "remain"}:
        return True
    if following is None:
        return False
    return (
        following.low in words.DETERMINERS | {"to", "that", "on", "for", "with"}
        or following.kind == "number"
        or following.is_capital
        or following.text in "$\u20ac\u00a3"
        or is_gerund(following.low)
    )
