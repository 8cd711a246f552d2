"""Verbs without a helper: the past of a listed verb, or a present form where no noun can stand."""

from collections.abc import Sequence

from troth.read.listed import listed

from . import words
from .group import Group, low_at
from .tokens import Token
from .verbs import FORMS, Form, is_gerund


def lexical(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> Group | None:
    """A verb without a helper: the past of a listed verb, or a present form where no noun can stand."""
    form = FORMS.get(tokens[at].low)
    if form is not None and form.tense == "ing" and _joins_in(tokens, at, form.lemma, before):
        return Group(at, at + 1, form.lemma, "present", passive=False, negated=False)
    if form is None or form.tense in {"ing", "part"} or low_at(tokens, at - 1) in {"to", "'s", "be", "being"}:
        return None
    if tokens[at].low in listed("set put cut hit read cost") and low_at(tokens, at + 1) in words.PREPOSITIONS:
        return None
    head = _before_adverbs(tokens, at)
    previous = low_at(tokens, head)
    if at == 0 and form.tense == "ed" and form.lemma in _MINUTED and low_at(tokens, 1) == "that":
        return Group(0, 1, form.lemma, "past", passive=True, negated=False)  # *Agreed that \u2026*
    if form.tense in {"past", "ed"}:
        if not _can_be_past(tokens, at, previous, before):
            return None
        return Group(at, at + 1, form.lemma, "past", passive=False, negated=False)
    resolves = at == 0 and _resolves(tokens, form)
    inside = _open_clause(tokens, at, before) and before[-1].verb not in words.SAY | words.HOPE
    if not resolves and (at == 0 or inside or not _can_be_present(tokens, at, form.tense)):
        return None
    return Group(at, at + 1, form.lemma, "present", passive=False, negated=False)


def _resolves(tokens: Sequence[Token], form: Form) -> bool:
    """*Decides to deploy \u2026*, *Takes note of \u2026*: a paragraph of a resolution, whose subject is its title."""
    following = low_at(tokens, 1)
    if form.tense == "base":
        content = {"to", "that", "their", "themselves"} | (
            {"the"} if form.lemma in {"welcome", "note"} else set()
        )
        return form.lemma in _DECLARED and following in content
    return (
        form.tense == "s"
        and tokens[0].is_capital
        and (
            following in words.DETERMINERS | {"to", "that", "note", "further", "also"}
            or (len(tokens) > 1 and tokens[1].is_capital)
        )
    )


_DECLARED = listed("agree decide resolve undertake pledge commit welcome note reaffirm")
"""*Decide to convene a summit*: what several heads of state declare, one paragraph each."""
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
    if tokens[at - 1].low == "so" or _in_lead(tokens, at, before) or _reduced(tokens, at, before):
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


def _reduced(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> bool:
    """*A side found responsible shall pay*, *to return confiscated equipment*: a participle that describes a noun."""
    form = FORMS[tokens[at].low]
    object_of = FORMS.get(tokens[at - 1].low)
    if at > 1 and tokens[at - 2].low == "to" and object_of is not None and object_of.tense == "base":
        return True
    if (
        before
        or form.lemma in words.SAY | words.HOPE | words.UNDERTAKE.keys()
        or form.tense not in {"ed", "past"}
    ):
        return False
    for token in tokens[at + 1 : at + 7]:
        if (
            token.kind == "mark"
            or token.low in words.COORDINATORS | words.RELATIVES | words.PRONOUNS | words.SUBORDINATORS
        ):
            return False
        if token.low in words.MODALS:
            return True
    return False


def _in_lead(tokens: Sequence[Token], at: int, before: Sequence[Group]) -> bool:
    """*Under a deal sealed in Rome, \u2026*: a participle that describes the noun of what leads a sentence in."""
    noun = tokens[at - 1]
    return (
        not before
        and tokens[0].low in words.PREPOSITIONS
        and FORMS[tokens[at].low].tense == "ed"
        and noun.kind == "word"
        and not noun.is_capital
        and noun.low not in words.PRONOUNS | words.BODIES | words.GROUPS
        and low_at(tokens, at + 1) in words.PREPOSITIONS
        and not any(token.text == "," for token in tokens[:at])
    )


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


_MINUTED = listed("agree decide resolve conclude")
_JOINED = listed("undertake commit agree pledge promise intend plan")
_ASIDES = listed("meanwhile too however also which who")
_LACKS = listed("need require lack face")


def _can_be_present(tokens: Sequence[Token], at: int, tense: str) -> bool:
    """A present form is a verb after a name or a pronoun and before what a verb takes."""
    previous = tokens[_before_insertion(tokens, _before_adverbs(tokens, at))]
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
    if previous.low == "and" and tense == "base" and FORMS[tokens[at].low].lemma in _JOINED:
        return low_at(tokens, at + 1) == "to" and any(token.low in words.GROUPS for token in tokens[:6])
    if tense == "s":
        return _third_person(tokens, at, previous)
    plural = tokens[0].low == "we" or (
        previous.low in words.GROUPS
        or (previous.low == "people" and tokens[at].low in _LACKS)
        or previous.low == "and"
        or previous.low.endswith("s")
    )
    return takes and (plural or previous.is_capital) and previous.low not in words.COORDINATORS


def _third_person(tokens: Sequence[Token], at: int, previous: Token) -> bool:
    """Whether a form in *-s* is a verb behind a word: *the army withdraws*, *Belgium's share stands at \u2026*."""
    following = low_at(tokens, at + 1)
    if FORMS[tokens[at].low].lemma in {"stand", "amount", "total"} and following in {"at", "to"}:
        return True
    if following in {"for", "on", "with"} and previous.low in words.AGREEMENT_NOUNS:
        return True
    named = previous.is_capital or previous.low in words.BODIES or previous.low in {"side", "each", "party"}
    return (named and previous.low not in words.PREPOSITIONS) or (
        _takes(tokens, at)
        and previous.kind == "word"
        and not previous.low.endswith("s")
        and following not in {"for", "on", "with"}
    )


def _takes(tokens: Sequence[Token], at: int) -> bool:
    """Whether what a verb takes follows: an article, *to*, a number, a name, a gerund."""
    following = tokens[at + 1] if at + 1 < len(tokens) else None
    if tokens[at].low in _LACKS | {"remains", "remain"}:
        return True
    if following is None:
        return False
    return (
        following.low in words.DETERMINERS | {"to", "that", "on", "for", "with", "not"}
        or following.kind == "number"
        or following.low in {"themselves", "itself", "ourselves"}
        or (
            following.low in {"over", "up", "out", "back"}
            and tokens[at].low in {"hand", "set", "give", "take", "put", "carry"}
        )
        or following.is_capital
        or following.text in "$\u20ac\u00a3"
        or is_gerund(following.low)
    )
