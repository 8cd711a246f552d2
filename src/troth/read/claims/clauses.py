"""A sentence as its clauses: who, the verb with its mood, and what follows.

There is no grammar of all English here. A verb group is found by the words that only a verb group has (a modal word, a
form of *be* or *have*, a listed verb that stands where a noun cannot); what stands before it up to the nearest boundary
is its subject, what follows up to the next clause is its complement.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from troth.read.listed import listed

from . import words
from .group import Group, low_at
from .groups import groups
from .tokens import Token
from .verbs import is_gerund, is_past

_BREAKS = {";", ":", "\u2013", "\u2014", "(", ")", "\u201c", "\u201d", '"'}


@dataclass(frozen=True, slots=True)
class Clause:
    """A finite clause; all numbers are places in the list of tokens, ends exclusive."""

    group: Group
    subject: tuple[int, int]
    complement: tuple[int, int]
    lead: tuple[int, int]
    """What stands before the subject: *Under the deal,* or *On 22 November*."""
    link: str
    """The word that ties it to what stands before: `that`, `which`, `if`, `and`, or nothing."""
    inherited: bool = False
    """The subject is that of the clause before: *Norway pledged tents and will send doctors*."""


def clauses(tokens: Sequence[Token]) -> list[Clause]:
    """The finite clauses of a sentence, in order, each with its subject and complement.

    >>> from .tokens import tokens as cut
    >>> sentence = cut("Norway pledged 200 tents and Sweden will send doctors.")
    >>> [(clause.group.verb, sentence[clause.subject[0]].text) for clause in clauses(sentence)]
    [('pledge', 'Norway'), ('send', 'Sweden')]
    """
    found: list[Clause] = []
    begin = 0
    verb_groups = groups(tokens)
    for number, group in enumerate(verb_groups):
        resumes = (
            bool(found)
            and tokens[group.first - 1].text == ","
            and (found[-1].link in words.RELATIVES or is_gerund(tokens[group.first].low))
        )
        edge = group.first if resumes else _edge(tokens, begin, group.first, first=number == 0)
        if found and edge == begin and found[-1].group.verb in _TELLS:
            edge = _past_addressee(tokens, edge, group.first)
        if found:
            found[-1] = replace(
                found[-1], complement=(found[-1].group.last, _before_link(tokens, found[-1].group.last, edge))
            )
        found.append(_clause(tokens, group, edge, found))
        begin = group.last
    return found


_TELLS = listed("tell inform assure notify remind promise")


def _past_addressee(tokens: Sequence[Token], begin: int, end: int) -> int:
    """Where the clause begins behind whom it is told to: *told delegates his government would …*."""
    for place in range(begin + 1, end):
        token = tokens[place]
        if token.low in words.PRONOUNS | _OWN or (token.is_capital and not tokens[place - 1].is_capital):
            return place
    return begin


_OWN = listed("his her its their the our my")


def _edge(tokens: Sequence[Token], begin: int, end: int, *, first: bool) -> int:
    """Where the clause begins whose verb stands at `end`: after the last boundary that leaves a subject."""
    if first:
        return begin
    for place in range(end - 1, begin - 1, -1):
        token = tokens[place]
        if (
            token.low
            in words.RELATIVES
            | listed(
                "if once while because although whereas unless until where when as and but or after before"
            )
            or token.text in _BREAKS
        ):
            return _before_pair(tokens, begin, place) if token.low == "and" else place + 1
        if token.text == "," and place != end - 1:  # a comma right before the verb only closes an insertion
            return place + 1
    return begin


def _before_pair(tokens: Sequence[Token], begin: int, place: int) -> int:
    """Where a subject begins that has an *and* of its own: *…, and Japan and South Korea promised …*."""
    first = place
    while first > begin and tokens[first - 1].kind == "word" and tokens[first - 1].is_capital:
        first -= 1
    joined = place
    while joined > begin and (
        tokens[joined - 1].is_capital or tokens[joined - 1].low in words.DETERMINERS | words.BODIES
    ):
        joined -= 1
    if (
        begin < joined < place
        and tokens[joined - 1].low in words.SUBORDINATORS
        and tokens[joined].low in {"the", "both"}
    ):
        return joined  # *after the Council and the Front agreed*
    bounded = first > begin + 1 and tokens[first - 1].low == "and" and tokens[first - 2].text == ","
    return first if first < place and bounded else place + 1


def _before_link(tokens: Sequence[Token], start: int, edge: int) -> int:
    end = edge
    while end > start and (
        tokens[end - 1].low
        in words.COORDINATORS
        | words.RELATIVES
        | words.SUBORDINATORS
        | {"if", "once", "where", "when", "until"}
        or tokens[end - 1].text in {",", ";", ":", "(", '"', "\u201c"}
    ):
        end -= 1
    return end


def _clause(tokens: Sequence[Token], group: Group, edge: int, before: Sequence[Clause]) -> Clause:
    link = _link(tokens, edge, group)
    lead, subject = _subject(tokens, edge, group.first)
    whole = (group.last, len(tokens))
    if edge == group.first and link == "," and before and before[-1].link in words.RELATIVES:
        main = next((known for known in reversed(before) if known.link not in words.RELATIVES), None)
        subject = main.subject if main is not None else _before_relative(tokens, before[0])
        return Clause(group, subject, whole, lead, "", inherited=True)
    if subject[0] < subject[1] and all(_is_adverb(token) for token in tokens[slice(*subject)]):
        subject = (subject[1], subject[1])
    if subject[0] == subject[1] and before and link not in {"which", "who", "that"}:
        return Clause(group, before[-1].subject, whole, lead, link, inherited=True)
    alone = subject[1] - subject[0] == 1 and low_at(tokens, subject[0]) in {"which", "who"} and subject[0] > 0
    if alone and (not before or before[-1].group.verb in _THANKS):
        return Clause(group, _antecedent(tokens, subject[0]), whole, (edge, edge), link, inherited=True)
    if subject[0] == subject[1] and link in {"which", "who", "that"} and before:
        return Clause(group, _antecedent(tokens, edge - 1), whole, lead, link, inherited=True)
    return Clause(group, subject, whole, lead, link)


def _link(tokens: Sequence[Token], edge: int, group: Group) -> str:
    """The word that ties a clause to what stands before it."""
    if any(token.low == "whose" for token in tokens[edge : group.first]):
        return "whose"
    last = group.first - 1
    while last > edge and _is_adverb(tokens[last]):
        last -= 1
    if low_at(tokens, last) in words.RELATIVES - {"that"}:
        return low_at(tokens, last)
    if tokens[edge].low in _OPENS and edge < group.first and not _closed(tokens, edge, group.first):
        return tokens[edge].low
    return low_at(tokens, edge - 1) if edge else ""


def _closed(tokens: Sequence[Token], edge: int, end: int) -> bool:
    """Whether what an inverted verb supposes is over before the clause: *Should the truce hold, we shall …*."""
    return edge == 0 and tokens[0].low in _INVERTED and any(token.text == "," for token in tokens[:end])


def _before_relative(tokens: Sequence[Token], relative: Clause) -> tuple[int, int]:
    """Whom a relative clause that leads a sentence in is about: *Japan, whose minister could not come, offered …*."""
    if relative.link != "whose":
        return relative.subject
    place = max(
        (at for at in range(relative.group.first) if tokens[at].low == "whose"), default=relative.subject[1]
    )
    return _antecedent(tokens, place)


def _is_adverb(token: Token) -> bool:
    """*Which currently provides …* has no subject of its own."""
    return (token.low.endswith("ly") and not token.is_capital) or token.low in listed(
        "now still also already then"
    )


_OPENS = listed("if once when after unless until before because while although as should")
"""Words that open a clause on which another depends."""


def _antecedent(tokens: Sequence[Token], relative: int) -> tuple[int, int]:
    """The words before a relative pronoun, back to the nearest boundary."""
    end = relative
    while end > 0 and tokens[end - 1].text == ",":
        end -= 1
    start = end
    while (
        start > 0
        and tokens[start - 1].kind != "mark"
        and tokens[start - 1].low not in words.PREPOSITIONS | words.COORDINATORS
    ):
        start -= 1
    return start, end


def _subject(tokens: Sequence[Token], start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Part what leads in from the subject: *On Monday, Norway, a donor, …* has *Norway* as its subject."""
    while start < end and (
        (tokens[start].low in words.SUBORDINATORS | words.COORDINATORS and tokens[start].low != "that")
        or tokens[start].text in _QUOTES
    ):
        start += 1
    label = next((place for place in range(start, min(end, start + 5)) if tokens[place].text == ":"), None)
    start = label + 1 if label is not None and label + 1 < end else start  # *Access: the Front has \u2026*
    cuts = [place for place in range(start, end) if tokens[place].text == ","]
    begin = start
    for cut in cuts:
        if (
            tokens[begin].low in words.PREPOSITIONS | words.SUBORDINATORS | _LEADS
            or _adverbial(tokens, begin, cut)
            or (begin == 0 and tokens[0].low in _INVERTED)
        ):
            begin = cut + 1
        else:
            break
    stop = next((cut for cut in cuts if cut > begin and not _enumerates(tokens, cut, end)), end)
    last = _before_adverb(tokens, begin, stop)
    if last - begin > 1 and tokens[last - 1].low in _NOMINATIVE and tokens[last - 2].kind == "word":
        begin = last - 1  # *To this end it will …*, *That is why we will …*
    return (start, begin), (begin, stop)


_NOMINATIVE = listed("we they he she it")


def _before_adverb(tokens: Sequence[Token], begin: int, stop: int) -> int:
    while stop > begin and _is_adverb(tokens[stop - 1]):
        stop -= 1
    return stop


_THANKS = listed("thank commend welcome congratulate applaud praise salute")
_QUOTES = frozenset('"\u201c\u201d')
_INVERTED = listed("should were had")
"""At the head of a sentence these suppose something: *Should the truce hold, we shall …*."""
_LEADS = listed("subject depending pending contingent conditional together thanks due separately starting")
"""Words that lead a sentence in, as prepositions do: *Subject to approval, Austria …*."""


def _adverbial(tokens: Sequence[Token], start: int, end: int) -> bool:
    first = tokens[start].low
    return (
        (
            end - start <= 3
            and (
                (first.endswith("ly") and first != "italy")
                or first
                in listed(
                    "however moreover furthermore also meanwhile today yesterday then additionally earlier later finally first second third fourth fifth sixth seventh eighth lastly likewise equally similarly"
                )
            )
        )
        or is_gerund(first)
        or first in {"according", "citing"}
        or (is_past(first) and end - start > 2)
    )


def _enumerates(tokens: Sequence[Token], cut: int, end: int) -> bool:
    """Whether the comma parts the members of a list: an *and* stands after it, close to a name."""
    return any(token.low == "and" for token in tokens[cut:end]) and tokens[cut + 1].low not in {
        "which",
        "who",
        "a",
        "an",
        "the",
    }
