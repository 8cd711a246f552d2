"""Who it is: from the words of a subject to the names of those who act."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from troth.read.actors import Mention
from troth.read.actors.tables import country_names
from troth.read.listed import listed

from . import words
from .tokens import Token
from .verbs import is_gerund

ACTING = listed("country government organisation armed_group person role")
_RULING = listed(
    "government cabinet administration authorities ministry minister ministers premier president chancellor parliament officials"
)
SPEAKS = listed(
    "minister president premier chancellor ambassador envoy representative spokesperson spokesman spokeswoman secretary commissioner king queen prince sheikh emir vice-president"
)


@dataclass(frozen=True, slots=True)
class Party:
    """Who acts, as a name that can be compared, and as it stands in the text."""

    name: str
    start: int
    end: int
    speaker_of: str = ""
    """The country or body for which a person or an office speaks."""
    why: str = ""
    kind: str = ""


def parties(text: str, cut: Sequence[Token], mentions: Sequence[Mention]) -> list[Party]:
    """The parties that the words `cut` name, with the mentions that lie within them.

    A possessive or an adjective before a body is that body's: *Norway's government*, *the Belgian government*.
    """
    if not cut:
        return []
    found: list[Party] = []
    inside = [
        mention
        for mention in mentions
        if cut[0].start <= mention.start
        and mention.end <= cut[-1].end
        and mention.kind != "role"
        and (mention.candidates or not words.THINGS.intersection(mention.text.lower().split()))
    ]
    skip_to = -1
    for number, mention in enumerate(inside):
        if mention.start < skip_to:
            continue
        party, skip_to = _whole(text, cut, mention) or _party(text, cut, mention, inside[number + 1 :])
        if party is not None and not any(known.name == party.name for known in found):
            found.append(party)
    return found


def _party(
    text: str, cut: Sequence[Token], mention: Mention, later: Sequence[Mention]
) -> tuple[Party | None, int]:
    after = [token for token in cut if token.start >= mention.end]
    head = after[1:] if after and after[0].low in {"'s", "'"} else after
    tail = head[0].low if head else ""
    if mention.kind in {"place", "role"} or (mention.kind == "people" and tail not in _RULING):
        return None, -1
    if mention.kind == "government":
        return _government(mention, head)
    if mention.candidates and mention.kind in {"country", "people", "organisation"} and head:
        body = _body(head)
        if body is not None and (mention.kind != "organisation" or body.low in SPEAKS):
            return _office(text, mention, body, later)
    before = [token for token in cut if token.end <= mention.start]
    if _only_related(before) and mention.kind != "person":
        return None, -1
    name = mention.candidates[0].name if mention.candidates else mention.text
    if not mention.candidates and mention.kind != "person":
        return None, -1
    if mention.kind == "country" and [token.low for token in before[-2:]] == ["government", "of"]:
        return Party(
            f"Government of {name}", mention.start, mention.end, name, "its government is named", "government"
        ), -1
    code = mention.candidates[0].country if mention.candidates else None
    country = country_names().get(code, code) if code else ""
    return Party(name, mention.start, mention.end, country, "is named", mention.kind), -1


_FUNDS = listed("fund bank charity foundation corporation society council institute cross crescent trust")
_OF_BODIES = listed("fund bank foundation trust")
"""With these behind its name a body names another: *the OPEC Fund*."""
_JOINT = _FUNDS | listed("commission authority initiative union forum agency")
"""Bodies of several countries: *the Lake Chad Basin Commission*."""


def _whole(text: str, cut: Sequence[Token], mention: Mention) -> tuple[Party, int] | None:
    """A body with a name of its own that begins with a country's: *the Kuwait Fund*, *the Swedish Red Cross*."""
    if (
        mention.kind not in {"country", "people", "organisation"}
        or text[mention.end : mention.end + 1] != " "
    ):
        return None
    after = [token for token in cut if token.start >= mention.end][:5]
    if mention.kind == "organisation" and not (after and after[0].is_capital and after[0].low in _OF_BODIES):
        return None
    name = list(takewhile(lambda token: token.is_capital and token.kind == "word", after))
    before = next((token for token in cut if token.end == mention.start - 1), None)
    led = (
        before is not None
        and before.is_capital
        and before.kind == "word"
        and before.low not in words.DETERMINERS
    )
    body = next((place for place, token in enumerate(name) if token.low in (_JOINT if led else _FUNDS)), None)
    if body is None:
        return None
    end = name[body].end
    if led and before is not None:
        said = text[before.start : end]
        return Party(said, before.start, end, "", "has a name of its own", "organisation"), end
    why = "has a name of its own"
    return Party(text[mention.start : end], mention.start, end, "", why, "organisation"), end


def _only_related(before: Sequence[Token]) -> bool:
    """Whether the name stands behind a preposition: it is then where, or against whom, and not who."""
    return bool(before) and before[-1].low in listed("in on against with for from about over to into near across around")  # fmt: skip


def _government(mention: Mention, head: Sequence[Token]) -> tuple[Party, int]:
    """*The Belgian government*, or a capital that stands for its country."""
    country = mention.candidates[0].name.removeprefix("Government of ").removeprefix("the ")
    if head and head[0].low in {"government", "cabinet"}:
        return Party(
            f"Government of {country}",
            mention.start,
            head[0].end,
            country,
            "its government is named",
            "government",
        ), head[0].end
    return Party(country, mention.start, mention.end, country, mention.candidates[0].why, "country"), -1


def _body(head: Sequence[Token]) -> Token | None:
    """The body or office that a country's name or adjective describes: close behind, with nothing but words between."""
    for token in head[:5]:
        if token.kind != "word" or token.low in words.PREPOSITIONS | words.COORDINATORS:
            return None
        if token.low in _RULING | SPEAKS | words.BODIES:
            return token
    return None


def _office(text: str, mention: Mention, body: Token, later: Sequence[Mention]) -> tuple[Party, int]:
    country = mention.candidates[0].name
    if body.low == "government":
        return Party(
            f"Government of {country}",
            mention.start,
            body.end,
            country,
            f"the government of {country}",
            "government",
        ), body.end
    person = next(
        (known for known in later if known.kind == "person" and 0 <= known.start - body.end <= 3), None
    )
    if person is not None and body.low in SPEAKS:
        name = person.candidates[0].name if person.candidates else person.text
        return Party(
            name, person.start, person.end, country, f"{name} speaks for {country}", "person"
        ), person.end
    return Party(
        country,
        mention.start,
        body.end,
        country,
        f"{text[mention.start : body.end]} is an organ of {country}",
        mention.kind,
    ), body.end


def is_group(cut: Sequence[Token]) -> bool:
    """Whether the words speak of actors without naming them: *the parties*, *both sides*, *the two countries*.

    >>> from .tokens import tokens
    >>> is_group(tokens("Both sides")), is_group(tokens("The two sides of the road"))
    (True, False)
    """
    if not 0 < len(cut) <= 4:
        return False
    last = cut[-1].low
    return (
        last in words.GROUPS
        or last in {"side", "party", "both", "signatory"}
        or (last == "two" and cut[0].low == "the")
    )


_DESCRIBED = listed("known called led chaired headed run backed based composed made named formed established")


def can_act(cut: Sequence[Token]) -> bool:
    """Whether the head of a subject is a body that can undertake something: *the agency*, *a coalition of donors*.

    >>> from .tokens import tokens
    >>> can_act(tokens("The agency")), can_act(tokens("This involvement"))
    (True, False)
    """
    head: Token | None = None
    for token in cut:
        if token.low in words.PREPOSITIONS or token.kind == "mark":
            break
        if head is not None and head.low in words.GROUPS and is_gerund(token.low):
            break  # *governments meeting in Rome*
        if head is not None and head.low in words.BODIES and token.low in _DESCRIBED:
            break  # *the armed group known as the Front*
        head = token
    return head is not None and (head.low in words.BODIES or head.low in words.GROUPS)
