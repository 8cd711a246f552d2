"""Deeds in the words that follow a verb: *to send tents and train teachers* are two, *medical and logistical support* is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from troth.read.listed import listed
from troth.read.values.currencies import CODES

from . import words
from .groups import past_enumerator
from .tokens import Token
from .unlisted import unlisted_verb
from .verbs import DEEDS, FORMS, is_gerund, lemma

_COUNTED = listed(
    "hundred thousand million billion dozen dozens hundreds thousands millions one two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty sixty seventy eighty ninety"
)


_FORCES = listed(
    "troops peacekeepers soldiers battalion battalions contingent personnel observers monitors police officers engineers units company medics"
)
"""Who is deployed rather than provided."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb and what it is done to: places in the list of tokens, ends exclusive."""

    action: str
    object: tuple[int, int]
    start: int
    """Where the deed's words begin, verb included."""
    verbal: bool
    """A verb or a noun of doing says it; else only a thing is named."""


def deeds(
    tokens: Sequence[Token], start: int, end: int, *, split: bool = False, governed: str = ""
) -> list[Deed]:
    """The deeds in ``tokens[start:end]``.

    Parameters
    ----------
    split
        Part coordinated things as well, as in a cell of a table: *medical supplies and mobile clinics* are two.
    governed
        The form of the verb that stands before, `base` after *will*: a second verb in that form begins a deed of its own;
        `thing` where things are given and no verb can stand.

    >>> from .tokens import tokens as cut
    >>> line = cut("to send 200 tents and to train teachers")
    >>> [(deed.action, line[deed.object[0]].text) for deed in deeds(line, 0, len(line))]
    [('send', '200'), ('train', 'teachers')]
    """
    start = _enter(tokens, start, end)
    end = _before_parts(tokens, start, end)
    found: list[Deed] = []
    for piece in _pieces(tokens, start, end, split=split, governed=governed):
        deed = _deed(
            tokens, piece[0], piece[1], found, verbs={"ing"} if governed == "thing" else {"base", "ing"}
        )
        if deed is not None:
            found.append(deed)
    return found


def _before_parts(tokens: Sequence[Token], start: int, end: int) -> int:
    """Where the parts of a sum begin, which are no more than the sum: *of which 2 million in grants*, *including 1,200 from Kenya*."""
    for place in range(start + 1, end - 1):
        which = tokens[place].low == "of" and tokens[place + 1].low == "which"
        if (which or tokens[place].low == "including") and all(
            any(token.kind == "number" for token in part) for part in (tokens[start:place], tokens[place:end])
        ):
            return place - (tokens[place - 1].text == ",")
    return end


_PARTICLES = frozenset({"over", "up", "out", "back", "off", "down", "away", "in", "forward"})
_PHRASAL = listed("hand turn take give set carry build bring send pay scale step draw phase roll call put")
"""Verbs with which a particle makes another verb: *hand over three posts* says nothing of more than three."""


def _enter(tokens: Sequence[Token], start: int, end: int) -> int:
    """Past *to*, *both*, *itself to*, colons and adverbs that stand before the deed."""
    if (
        0 < start < end
        and tokens[start].low in _PARTICLES
        and _PHRASAL.intersection({tokens[start - 1].low, lemma(tokens[start - 1].low)})
    ):
        start += 1
    while start < end and (
        tokens[start].low
        in listed(
            "to itself themselves ourselves both on in for further also jointly immediately that either"
        )
        or tokens[start].text in {":", ",", "-", "\u2013", "\u2014"}
        or (
            tokens[start].low.endswith("ly")
            and tokens[start].low not in {"supply", "family", "early"}
            and tokens[start].low not in FORMS
        )
    ):
        start += 1
    return start


def _pieces(
    tokens: Sequence[Token], start: int, end: int, *, split: bool, governed: str
) -> list[tuple[int, int]]:
    cuts = [start]
    for place in range(start + 1, end):
        if (tokens[place].low in {"and", "or", "as"} or tokens[place].text in {",", ";"}) and _parts(
            tokens, (cuts[-1], place, end), split=split, governed=governed
        ):
            cuts.append(place)
    cuts.append(end)
    return [
        (_after_link(tokens, first, last), _before_mark(tokens, first, last))
        for first, last in pairwise(cuts)
    ]


def _after_link(tokens: Sequence[Token], first: int, last: int) -> int:
    while first < last and (
        tokens[first].low in listed("and or to also as well both") or tokens[first].text in {",", ";", ":"}
    ):
        first += 1
    return min(past_enumerator(tokens, first), last)


def _before_mark(tokens: Sequence[Token], first: int, last: int) -> int:
    while last > first and (
        tokens[last - 1].kind == "mark" and tokens[last - 1].text not in {")", "%", "\u20ac"}
    ):
        last -= 1
    return last


def _parts(tokens: Sequence[Token], places: tuple[int, int, int], *, split: bool, governed: str) -> bool:
    """Whether a new deed, or a new thing, begins behind the link at the second of `places`."""
    begin, place, end = places
    after = _after_link(tokens, place, end)
    if after >= end or place - begin < 1 or tokens[after].low in words.PREPOSITIONS | words.RELATIVES:
        return False
    following = tokens[after].low
    form = FORMS.get(following)
    head = _head(tokens, begin, place) or governed
    if (
        form is not None
        and form.tense == "ing"
        and tokens[place].text == ","
        and not _listed(tokens, after, end)
    ):
        return False
    if (
        form is not None
        and (form.tense == head or (form.tense == "base" and head == "ing" and tokens[after - 1].low == "to"))
        and head in {"base", "ing"}
        and _has_object(tokens, begin, place)
        and _is_verb(tokens, after, end)
    ):
        return True
    return _thing_begins(tokens, places, after, split=split, head=head)


def _thing_begins(
    tokens: Sequence[Token], places: tuple[int, int, int], after: int, *, split: bool, head: str
) -> bool:
    """Whether a new thing begins at `after`: a number, a sum, an article with a noun of doing."""
    begin, place, end = places
    following = tokens[after].low
    if tokens[place].low == "as" and tokens[place + 1].low != "well":
        return False
    if (
        tokens[after].kind == "number"
        or following in _COUNTED
        or tokens[after].text in "$\u20ac\u00a3"
        or (tokens[after].text in CODES and after + 1 < end and tokens[after + 1].kind == "number")
    ):
        if tokens[place].text == "," and tokens[place - 1].kind == "number" and len(tokens[after].text) == 4:
            return False  # *June 1, 2028*
        first = _counted(tokens, begin, place) or _thing_before(tokens, begin, place, after, end)
        return first and not _span_of_numbers(tokens, place, after)
    if (
        following in {"the", "a"}
        and after + 2 < end
        and tokens[after + 1].low in DEEDS
        and tokens[after + 2].low == "of"
    ):
        return head == "" and _noun(tokens, begin, place) is not None
    if (
        following in DEEDS
        and after + 1 < end
        and tokens[after + 1].low in {"for", "of"}
        and tokens[place].low == "and"
    ):
        return _counted(tokens, begin, place) and _counted(tokens, after, end)
    if following in {"a", "an"} and tokens[place].low == "and":
        return _counted(tokens, begin, place) or tokens[begin].low in {"a", "an"}
    return split and _thing_ends(tokens, begin, place, after, end)


def _thing_before(tokens: Sequence[Token], begin: int, place: int, after: int, end: int) -> bool:
    """Whether a thing without a number stands before *and 25 workers*, and what is counted is a thing and no date."""
    if tokens[place].low != "and" or after + 1 >= end or tokens[after + 1].kind != "word":
        return False
    counted = tokens[end - 1].low if end - after <= 4 else tokens[after + 1].low
    last = tokens[place - 1]
    plain = (
        last.kind == "word"
        and not last.is_capital
        and not any(token.low in words.PREPOSITIONS for token in tokens[begin:place])
    )
    return plain and counted.endswith("s") and not tokens[after + 1].is_capital and counted not in _SPANS


_SPANS = listed("hours days weeks months years minutes times others percent")
_NOUNS_TOO = listed(
    "support supply aid train repair fund finance help work trade transport shelter food water guard monitor access return release transfer exchange report question test record state name program order measure market house land staff crew cement"
)


def _is_verb(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the word is a verb with an object: *and repair the bridge*, not *food and shelter*."""
    if (
        at + 1 >= end
        or tokens[at + 1].kind == "mark"
        or (
            tokens[at + 1].low in words.PREPOSITIONS - {"with", "to", "from"} | words.COORDINATORS
            and not (tokens[at].low in _PHRASAL and tokens[at + 1].low in _PARTICLES)
        )
    ):
        return False
    if tokens[at].low not in _NOUNS_TOO:
        return True
    return (
        tokens[at + 1].low in words.DETERMINERS
        or tokens[at + 1].kind == "number"
        or tokens[at - 1].low == "to"
        or tokens[at + 1].low.endswith(("al", "ed"))
    )


def _listed(tokens: Sequence[Token], after: int, end: int) -> bool:
    """Whether a list of gerunds goes on to its *and*; else a gerund behind a comma only comments."""
    return any(
        tokens[place].low == "and" and is_gerund(tokens[_after_link(tokens, place, end - 1)].low)
        for place in range(after, end - 1)
    )


def _span_of_numbers(tokens: Sequence[Token], place: int, after: int) -> bool:
    """*Between 10 and 20 trucks*, *between $60 million and $80 million* name one thing."""
    del after
    return any(token.low == "between" for token in tokens[max(0, place - 5) : place])


def _head(tokens: Sequence[Token], begin: int, end: int) -> str:
    """The form of the verb that begins the piece: `base`, `ing`, or nothing."""
    for token in tokens[begin : min(end, begin + 3)]:
        form = FORMS.get(token.low)
        if form is not None and form.tense in {"base", "ing"}:
            return form.tense
        if token.low in words.DETERMINERS:
            return ""
    return ""


def _has_object(tokens: Sequence[Token], begin: int, end: int) -> bool:
    """Whether the verb of the piece already has what it is done to: *training and equipping forces* is one deed."""
    return sum(token.kind != "mark" for token in tokens[begin:end]) >= 2


def _counted(tokens: Sequence[Token], begin: int, end: int) -> bool:
    return any(token.kind == "number" or token.low in _COUNTED for token in tokens[begin:end])


def _thing_ends(tokens: Sequence[Token], begin: int, place: int, after: int, end: int) -> bool:
    """In a cell, *A and B* are two things, unless A only describes B's head: *medical and logistical support*."""
    if tokens[place].low == "or":
        return False
    before = tokens[place - 1].low
    if before.endswith(("al", "ic", "ive", "ous", "ary")) or (
        tokens[after].low.endswith(("al", "ic")) and before.endswith(("al", "ic"))
    ):
        return False
    if any(token.low in words.PREPOSITIONS - {"of"} for token in tokens[begin:place]):
        return False
    rest = [token for token in tokens[after:end] if token.low in words.COORDINATORS or token.text == ","]
    plural = before.endswith(("s", "ing")) or before in DEEDS
    if (
        not plural
        and tokens[place].low == "and"
        and not rest
        and end - after == 2
        and before not in listed("aid food water fuel equipment funding")
    ):
        return False
    return plural or before in listed(
        "aid food water fuel equipment medicine shelter cash funding cement advice personnel expertise"
    )


def _deed(
    tokens: Sequence[Token], start: int, end: int, before: Sequence[Deed], *, verbs: set[str]
) -> Deed | None:
    if start >= end:
        return None
    first = tokens[start]
    form = FORMS.get(first.low)
    if first.text in CODES:
        form = None  # *TRY 1.2 billion* is a sum
    known = form is not None and form.tense in verbs
    if (
        (known or (form is None and unlisted_verb(tokens, start, end)))
        and end - start > 1
        and not _is_noun_here(tokens, start, end)
    ):
        return _verb_deed(tokens, start, end)
    noun = _noun(tokens, start, end)
    if noun is not None:
        return noun
    action = (
        before[-1].action
        if before
        else "deploy"
        if _FORCES.intersection(token.low for token in tokens[start : min(end, start + 5)])
        else ""
    )
    return Deed(action, (start, end), start, verbal=False)


def _is_noun_here(tokens: Sequence[Token], start: int, end: int) -> bool:
    """*Training of police* and *support to schools* are nouns, *train police* and *support schools* verbs."""
    low = tokens[start].low
    following = tokens[start + 1].low if start + 1 < end else ""
    return following in listed("of to for from in by") and (
        low in DEEDS or low in listed("support supply repair release return transfer")
    )


def _verb_deed(tokens: Sequence[Token], start: int, end: int) -> Deed:
    place = start + 1
    action = lemma(tokens[start].low)
    if action in _PHRASAL and tokens[place].low in _PARTICLES and place + 1 < end:
        return Deed(action, (place + 1, end), start, verbal=True)
    if action == "make" and tokens[place].low == "available" and place + 1 < end:
        return Deed("provide", (place + 1, end), start, verbal=True)
    while (
        place + 1 < end
        and tokens[place].low in {"and", "or"}
        and (
            is_gerund(tokens[place + 1].low)
            or (tokens[place + 1].low in FORMS and FORMS[tokens[place + 1].low].tense == "base")
        )
    ):
        action = f"{action} {tokens[place].low} {lemma(tokens[place + 1].low)}"
        place += 2
    if is_gerund(tokens[place].low) and place + 1 < end and action in {"continue", "begin", "start", "keep"}:
        return Deed(lemma(tokens[place].low), (place + 1, end), start, verbal=True)
    if tokens[place].low in {"in", "to"} and place + 1 < end and is_gerund(tokens[place + 1].low):
        return Deed(lemma(tokens[place + 1].low), (min(place + 2, end), end), start, verbal=True)
    if (
        tokens[place].low == "to"
        and place + 1 < end
        and tokens[place + 1].low in FORMS
        and action in {"continue", "begin", "start", "help", "agree"}
    ):
        return Deed(lemma(tokens[place + 1].low), (min(place + 2, end), end), start, verbal=True)
    return Deed(action, (place, end), start, verbal=True)


def _noun(tokens: Sequence[Token], start: int, end: int) -> Deed | None:
    """*Deployment of units*, *peacekeeper deployment*, *intelligence sharing*: a noun that stands for a deed."""
    for place in range(start, min(end, start + 5)):
        low = tokens[place].low
        if low in words.PREPOSITIONS:
            return None
        if low not in DEEDS:
            continue
        following = tokens[place + 1].low if place + 1 < end else ""
        if (
            following in listed("of with to for in by from")
            and place + 2 < end
            and not (following != "of" and place > start)
        ):
            return Deed(DEEDS[low], (place + 2, end), start, verbal=True)
        if place > start and place == end - 1:
            return Deed(DEEDS[low], (start, place), start, verbal=True)
    return None
