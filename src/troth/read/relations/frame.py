"""A claim as its slots: who, which deed, of what, how much, when, where, and how real it is."""

import datetime as dt
import re
from dataclasses import dataclass

from troth.read.actors import Gazetteer, Mention
from troth.read.claims.clauses import Clause, clauses
from troth.read.claims.tokens import Token, tokens
from troth.read.claims.verbs import DEEDS as NOMINAL
from troth.read.claims.verbs import FORMS, lemma
from troth.read.listed import listed
from troth.read.times import TimeExpression, times
from troth.read.values import Amount, amounts
from troth.read.values.nouns import singular

from . import words

_WORD = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]+)*")
NUMBER_WORDS = listed(
    "one two three four five six seven eight nine ten twenty thirty forty fifty hundred hundreds thousand thousands million dozen dozens several"
)
_SAYS = listed("say state tell report confirm announce add note declare claim insist warn describe estimate")
_LEVELS = {
    "should": 0,
    "must": 0,
    "could": 1,
    "may": 1,
    "might": 1,
    "hopes": 1,
    "plans": 2,
    "will": 3,
    "would": 4,
    "shall": 4,
    "past": 5,
    "perfect": 5,
    "present": 5,
}
_UNDERTAKES = listed("pledge promise commit undertake vow offer intend plan")
_PROPOSES = listed("intend plan aim propose consider")
_DURATIONS = listed("second minute hour day week month year")
_FALSE = re.compile(
    r"\b(?:no truth|denial|untrue|not true|baseless|fabricated|(?:was|were|is|are|as) false)\b", re.IGNORECASE
)
_AGREED = re.compile(r"\bagree(?:d|s)?\s(?:to|that|on)\b", re.IGNORECASE)
_MEMBERS = listed("side party country government")
"""Who is counted, and not what."""
_TO_COME = re.compile(
    r"^(?:\w+\s){1,3}to (?=give|send|provide|fund|deploy|release|open)|\b(?:contingent of|package of|contribution of)\b"
)


@dataclass(frozen=True, slots=True)
class Frame:
    """The slots of one short text, as far as it fills them."""

    text: str
    actors: frozenset[str]
    """Countries and bodies by their names; a capital that acts stands for its country."""
    agents: frozenset[str]
    """Those who are the subject."""
    deeds: frozenset[str]
    """Classes of deeds."""
    things: frozenset[str]
    """Stems of what it is about, with synonyms as one."""
    amount: Amount | None
    amounts: tuple[Amount, ...]
    time: TimeExpression | None
    places: frozenset[str]
    negated: bool
    denies: bool
    level: int
    """From what should be (0) over hope, plan, announcement and agreement to the deed (5)."""
    cites: bool


def frame(text: str, gazetteer: Gazetteer, written: dt.date | None = None) -> Frame:
    """Read the slots of a sentence or two.

    >>> from troth.read.actors import house_gazetteer
    >>> read = frame("Brussels confirmed a contingent of 200 troops.", house_gazetteer())
    >>> sorted(read.actors), read.amount.value, read.level
    (['Belgium'], 200.0, 3)
    """
    cut = tokens(text)
    found = clauses(cut)
    mentions = gazetteer.mentions(text)
    sums = tuple(amounts(text))
    counted = [amount for amount in sums if amount.unit not in _DURATIONS | _MEMBERS]
    moments = [moment for moment in times(text, written=written) if moment.kind != "SET"]
    return Frame(
        text=text,
        actors=frozenset(
            name for mention in mentions if (name := _name(mention)) and mention.kind != "place"
        ),
        agents=_agents(cut, found, mentions),
        deeds=_deeds(cut),
        things=_things(text, mentions, sums, moments),
        amount=next(iter(counted), None)
        or next((amount for amount in sums if amount.unit not in _MEMBERS), None),
        amounts=sums,
        time=_main_time(moments),
        places=frozenset(mention.candidates[0].name for mention in mentions if _is_place(text, mention)),
        negated=any(clause.group.negated for clause in found)
        or re.search(
            r"\b(?:no|never|none|nobody|nothing|failed to|refus\w+ to|has yet to|have yet to|without)\b",
            text,
            re.IGNORECASE,
        )
        is not None,
        denies=any(clause.group.verb in words.DENIES for clause in found) or _FALSE.search(text) is not None,
        level=_level(text, found),
        cites=re.search(words.CITES, text, re.IGNORECASE) is not None,
    )


def _main_time(moments: list[TimeExpression]) -> TimeExpression | None:
    return next(
        (moment for moment in moments if moment.kind != "RELATIVE" or moment.value.startswith("DAY")),
        moments[0] if moments else None,
    )


def _name(mention: Mention) -> str | None:
    return mention.candidates[0].name.removeprefix("Government of ") if mention.candidates else None


def _is_place(text: str, mention: Mention) -> bool:
    if not mention.candidates:
        return False
    before = text[max(0, mention.start - 10) : mention.start]
    return mention.kind == "place" or (
        mention.kind == "country"
        and re.search(r"\b(?:in|at|through|near|into|via)\s(?:the\s)?$", before) is not None
    )


def _agents(cut: list[Token], found: list[Clause], mentions: list[Mention]) -> frozenset[str]:
    names = set()
    for clause in found:
        subject = cut[clause.subject[0] : clause.subject[1]]
        if subject and clause.group.verb not in _SAYS:
            names |= {
                name
                for mention in mentions
                if subject[0].start <= mention.start <= subject[-1].end and (name := _name(mention))
            }
    return frozenset(names)


def _deeds(cut: list[Token]) -> frozenset[str]:
    found = set()
    for token in cut:
        if token.low in {"crossing", "crossings", "sides", "side", "meeting"}:
            continue
        form = FORMS.get(token.low)
        verb = form.lemma if form is not None else NOMINAL.get(token.low, lemma(token.low))
        if verb in words.DEEDS:
            found.add(words.DEEDS[verb])
        elif token.low in NOMINAL and NOMINAL[token.low] in words.DEEDS:
            found.add(words.DEEDS[NOMINAL[token.low]])
    if "ceasefire" in {token.low for token in cut} and "agree" in found:
        found.discard("give")
    return frozenset(found)


def _things(
    text: str, mentions: list[Mention], sums: tuple[Amount, ...], moments: list[TimeExpression]
) -> frozenset[str]:
    """What the text is about: its nouns without names, numbers, verbs of deeds and empty words."""
    masked = list(text)
    for start, end in (
        [(mention.start, mention.end) for mention in mentions]
        + [(amount.start, amount.end) for amount in sums if amount.kind == "money"]
        + [(moment.start, moment.end) for moment in moments if moment.kind == "DATE"]
    ):
        masked[start:end] = " " * (end - start)
    found = set()
    for match in _WORD.finditer("".join(masked).lower()):
        word = singular(match.group())
        form = FORMS.get(word)
        if (
            word in words.EMPTY
            or (
                form is not None
                and words.DEEDS.get(form.lemma)
                and word not in words.THINGS
                and word != "crossing"
            )
            or word in _SAYS | NUMBER_WORDS
        ):
            continue
        found.add(words.THINGS.get(word, words.THINGS.get(match.group(), word[:7])))
    return frozenset(found)


def _level(text: str, found: list[Clause]) -> int:
    """How real it is: the least of what the clauses say, where saying and denying do not count."""
    low = text.lower()
    if re.search(r"\b(?:hope[sd]?|wish(?:es|ed)?|aspire|expect(?:s|ed)?)\b", low):
        return 1
    if any(clause.group.verb in _PROPOSES for clause in found):
        return 2
    if any(clause.group.verb in _UNDERTAKES for clause in found) or _TO_COME.search(low):
        return 3
    if any(clause.group.verb in {"urge", "call", "demand", "ask", "appeal"} for clause in found):
        return 0
    told = [clause for clause in found if clause.group.verb not in _SAYS | words.DENIES]
    if _AGREED.search(text) and any(clause.group.verb == "agree" for clause in told):
        return 4
    moods = [_LEVELS.get(clause.group.mood.split()[0], 3) for clause in told]
    if not moods:
        return 3 if any(clause.group.verb in {"announce", "confirm"} for clause in found) else 5
    reported = any(clause.group.verb in _SAYS for clause in found)
    return min(
        3 if reported and mood == 4 and "agree" not in low and "deal" not in low else mood for mood in moods
    )
