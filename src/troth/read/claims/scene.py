"""What holds for a whole document: its mentions, amounts and times, who issues it, who agreed, whom it is for."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from troth.read.actors import Gazetteer, Mention
from troth.read.actors.tables import country_names
from troth.read.documents import Document
from troth.read.listed import listed
from troth.read.times import TimeExpression
from troth.read.values import Amount

from . import words
from .abbreviations import expanded
from .seen import seen
from .short_names import short_names
from .tokens import Token, tokens
from .who import ACTING, Party, parties

_AGREES = re.compile(
    r"\b(?:(?:hereby|have|has) agreed? (?:as follows|to the following|on the following)|article \d+|(?:the|both|each|either|neither) (?:two )?(?:part(?:y|ies)|signator(?:y|ies)|sides?) (?:shall|will|agrees?|undertakes?)|agreed as follows)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^[ \t]*\(?\d{1,2}(?:\.\d{1,2}\.?|[.)])\s.*\b(?:will|shall|undertakes?|enters? into force)\b",
    re.MULTILINE,
)
_TITLED = re.compile(
    r"\b(agreement|agreed minutes|conclusions|memorandum of understanding|protocol|accord|treaty|armistice|cessation of hostilities)\b",
    re.IGNORECASE,
)
_TERMS_OF = re.compile(
    r"\b(?:truce|ceasefire|cease-fire|pause|pact|understanding|arrangement|roadmap|terms)\b", re.IGNORECASE
)
_ITEMS = re.compile(r"^[ \t]*(?:\(?\d{1,2}[.)]|\(?[a-z]\)|[-*\u2022]|Article \d+)[ \t]", re.MULTILINE)
_SIDES = re.compile(r"\b(?:both|the|the two|neither|each|either) (?:sides?|part(?:y|ies))\b", re.IGNORECASE)
_FEW_ITEMS = 4
_JOINT = re.compile(r"\bjoint (?:statement|communiqu\u00e9|declaration|press|conclusions)", re.IGNORECASE)
_DECLARES = re.compile(r"\b(?:declare|decided?) (?:as follows|the following)", re.IGNORECASE)
_BETWEEN = re.compile(r"\bbetween\s+(?P<names>(?:[^.;:\n]|\n(?!\n)){3,240})", re.IGNORECASE)
_FOLLOWS = re.compile(
    r"(?:^|\n)(?P<names>(?:The|We)\s[^.;:\n]{10,300}?),?\s(?:hereby |have |having )*(?:agreed?|declared?|decided?) (?:as follows|the following|to the following|on the following)"
)
"""*The delegations of A and of B, meeting in Muscat, agreed as follows*."""
_REPRESENTED = re.compile(
    r"\b(?:undersigned|authori[sz]ed) representatives of (?P<names>[^.;:\n]{5,200})", re.IGNORECASE
)
_MET = re.compile(
    r"\b(?:negotiators|delegations|representatives|leaders|presidents|ministers)(?: of [A-Z][\w ]{3,30})? of (?P<names>[^.;:\n]{5,120}?)\s(?:met|held|meeting|have|agreed)\b",
    re.IGNORECASE,
)
"""*The Chief Negotiators of Kosovo and Serbia met today*."""
_CALLED = re.compile(
    r"\(?\b(?:together|jointly|hereinafter|hereafter)[^)\n]{0,60}[\"\u201c\u2018'](?:the )?(?:Parties|Sides|Participants)"
    r"|\((?:the )?[\"\u201c\u2018'](?:the )?(?:Parties|Sides|Participants)",
)
"""*A and B (hereinafter "the Parties")*."""
Placed = TypeVar("Placed", Mention, Amount, TimeExpression)
_CAPTIVES = re.compile(
    r"\b(?:hostages?|captives?|abductees?|(?:captured|seized|abducted|kidnapped)\s\w+)\b", re.IGNORECASE
)
_AFTER_MEDIA = re.compile(r"Jazeera|Reuters|Red Cross|United Nations|UN\b")
_NO_BENEFICIARY = frozenset({"person", "place", "role"})


@dataclass(frozen=True, slots=True)
class Scene:
    """A document with all that its claims are read from."""

    document: Document
    mentions: tuple[Mention, ...]
    amounts: tuple[Amount, ...]
    times: tuple[TimeExpression, ...]
    is_agreement: bool
    """The document is itself an agreement, in articles or with its parties' *shall*."""
    is_joint: bool
    """The document is a statement that two or more make together: what its parties *shall* do, they agreed on."""
    signatories: tuple[str, ...]
    issuers: tuple[str, ...]
    """Who speaks where the text says *we*."""
    state: str
    """The state of whoever issues it, where one does: *the Prime Minister* is its."""
    own_paper: bool
    """It is a paper of that state's own: a press release, a statement, a speech."""
    of_pledges: bool
    """Its opening says that pledges are told: sums behind a giver's name are pledges."""
    holder: str | None
    """The party that the text ties to captives: it holds, took or is to free them."""
    armed: frozenset[str]
    """The armed groups that are named."""
    beneficiary: str | None
    """The one country that a document of pledges is about, besides those who pledge."""
    short: Mapping[str, str]
    """Last words of names, in lower case, with the whole name: *brigades* of *the Marsh Brigades*."""
    starts: tuple[tuple[int, ...], ...] = field(repr=False)

    def mentions_in(self, start: int, end: int) -> Sequence[Mention]:
        """The mentions that lie within ``text[start:end]``."""
        return _within(self.mentions, self.starts[0], start, end)

    def amounts_in(self, start: int, end: int) -> Sequence[Amount]:
        """The amounts that lie within ``text[start:end]``."""
        return _within(self.amounts, self.starts[1], start, end)

    def times_in(self, start: int, end: int) -> Sequence[TimeExpression]:
        """The expressions of time that lie within ``text[start:end]``."""
        return _within(self.times, self.starts[2], start, end)

    def parties_in(self, cut: Sequence[Token]) -> list[Party]:
        """The parties that these words name."""
        if not cut:
            return []
        return parties(self.document.text, cut, self.mentions_in(cut[0].start, cut[-1].end))


def _within(items: Sequence[Placed], starts: Sequence[int], start: int, end: int) -> Sequence[Placed]:
    first = bisect_left(starts, start)
    if first == len(starts) or starts[first] >= end:
        return ()
    last = bisect_left(starts, end, first + 1)
    return [item for item in items[first:last] if item.end <= end]


def scene(document: Document, gazetteer: Gazetteer) -> Scene:
    """Find in a document what its claims are read from."""
    text = document.text
    named, sums, moments = seen(document, gazetteer)
    found = expanded(text, named)
    opening = text[:1500]
    titles = _title_lines(opening)
    agreement = any(_TITLED.search(line) for line in titles) and (
        len(_AGREES.findall(text)) >= 2 or len(_NUMBERED.findall(text)) >= 2
    )
    agreement = agreement or (
        any(_TERMS_OF.search(line) for line in titles[:3])
        and len(_ITEMS.findall(text)) >= _FEW_ITEMS
        and len(_SIDES.findall(text)) > 1
    )
    issuers, signatories = _issuers(document, found), _signatories(document, found)
    return Scene(
        document=document,
        mentions=found,
        amounts=sums,
        times=moments,
        is_agreement=agreement,
        signatories=signatories,
        is_joint=(len(issuers) > 1 and _JOINT.search(opening) is not None)
        or (len(signatories) > 1 and _DECLARES.search(text[:4000]) is not None),
        issuers=issuers,
        state=_state(issuers, found),
        of_pledges=_OF_PLEDGES.search(opening) is not None,
        own_paper=_OWN_PAPER.search(text[:700]) is not None,
        holder=_holder(document, found),
        armed=frozenset(mention.candidates[0].name for mention in found if mention.kind == "armed_group"),
        beneficiary=_beneficiary(document, found, {*issuers, *signatories}),
        short=short_names(text),
        starts=tuple(tuple(item.start for item in items) for items in (found, sums, moments)),
    )


_OF_PLEDGES = re.compile(r"\b(?:pledg\w+|donor conference|pledging|contributions announced)\b", re.IGNORECASE)
_OWN_PAPER = re.compile(
    r"\b(?:press release|news release|media release|press statement|statement by|speech by|speech of|address by|remarks by|ministry of|government of|department of|federal foreign office|global affairs|council conclusions|conclusions of)\b",
    re.IGNORECASE,
)


def _title_lines(opening: str) -> list[str]:
    """The first lines that are no sentences: a paper calls itself an agreement there, and not in what it tells."""
    lines = [line.strip() for line in opening.splitlines() if line.strip()][:8]
    return [line for line in lines if len(line) <= _LONGEST_TITLE and not line.endswith(".")]


_LONGEST_TITLE = 200


def _state(issuers: tuple[str, ...], found: Sequence[Mention]) -> str:
    """The one state that issues a text, itself or by an office: *Prime Minister of Canada*."""
    states = {
        mention.candidates[0].name for mention in found if mention.kind == "country" and mention.candidates
    }
    own = {name.removeprefix("Government of ").split(" of ")[-1] for name in issuers} & states
    return next(iter(own)) if len(own) == 1 else ""


def _named(text: str, found: Sequence[Mention], start: int, end: int) -> list[str]:
    cut = tokens(text, start, end)
    inside = [mention for mention in found if start <= mention.start and mention.end <= end]
    return [
        party.speaker_of if party.kind == "person" and party.speaker_of else party.name
        for party in parties(text, cut, inside)
    ]


def _signatories(document: Document, found: Sequence[Mention]) -> tuple[str, ...]:
    """Those between whom the text says that an agreement is: *a ceasefire between A and B*, *A and B agreed as follows*."""
    text = document.text.replace("*", " ")  # *Between* the one *and* the other, with places as they were
    for start, end in _places_of_parties(text):
        names = _pair(text, found, start, end)
        if len(names) < 2 and _NAMES_PARTIES.search(text[max(0, start - 40) : start]):
            names = _unknown_pair(text[start:end].strip(" ,("))
        if len(names) >= 2:
            return tuple(names)
    return ()


_NAMES_PARTIES = re.compile(
    r"\b(?:agreement|accord|deal|truce|ceasefire|cease-fire|pact|treaty|protocol|understanding|arrangement|hostilities|armistice)[^.;]{0,30}$|\n\s*$|^\s*$",
    re.IGNORECASE,
)
"""What stands right before two unknown parties, and not before two places between which something moves."""


def _places_of_parties(text: str) -> Iterator[tuple[int, int]]:
    """Where the parties of an agreement may be named, the surest place first."""
    follows = _FOLLOWS.search(text)
    if follows is not None:
        yield follows.span("names")
    represented = _REPRESENTED.search(text[:2500])
    if represented is not None:
        yield represented.span("names")
    called = _CALLED.search(text)
    if called is not None:
        mark = max(text.rfind(stop, 0, called.start()) for stop in ".;:")
        yield max(mark + 1, text.rfind("\n\n", 0, called.start()) + 2, called.start() - 300), called.start()
    met = _MET.search(text[:3000])
    for match in _BETWEEN.finditer(text):
        before = text[max(0, match.start() - 80) : match.start()].lower()
        if words.AGREEMENT_NOUNS.intersection(re.findall(r"[a-z-]+", before)):
            yield match.span("names")
    if met is not None:
        yield met.span("names")


def _unknown_pair(said: str) -> list[str]:
    """Two parties of whom no gazetteer knows, each written as a name: *the Government of Ardania and the Northern Front*."""
    parts = [
        " ".join(part.split())
        for part in re.split(
            r"\s+and\s+", _OF_PARTS.sub("", said).split(",", maxsplit=1)[0], flags=re.IGNORECASE
        )
    ]
    bare = [_written(re.sub(r"^the\s+", "", part, flags=re.IGNORECASE)) for part in parts]
    named = [
        name
        for name in bare
        if 0 < len(name.split()) <= 7
        and all(word[0].isupper() or word in listed("of the for de") for word in name.split())
    ]
    if len(named) != 2 or len(bare) != 2:
        return []
    return [_titled(name) if name.isupper() else name for name in named]


_OF_PARTS = re.compile(r",\s*(?:of|on) the (?:one|other|first|second) (?:part|hand|side)\b,?")


def _written(part: str) -> str:
    """The words at the head of a part that are written as a name: *the Red Crescent concerning patients* is one of two."""
    kept: list[str] = []
    for word in part.split():
        if not (word[0].isupper() or word in listed("of the for de")):
            break
        kept.append(word)
    while kept and not kept[-1][0].isupper():
        kept.pop()
    return " ".join(kept) if part.split() and len(kept) >= 1 else part


def _titled(name: str) -> str:
    return " ".join(
        word.lower() if word.lower() in listed("of the for de and") else word.capitalize()
        for word in name.split()
    )


def _pair(text: str, found: Sequence[Mention], start: int, end: int) -> list[str]:
    """The names that follow *between*, as long as nothing but commas, titles and *and* stands between them."""
    names: list[str] = []
    last = start
    for mention in (known for known in found if start <= known.start and known.end <= end):
        gap = [token for token in tokens(text, last, mention.start) if token.kind == "word"]
        if names and any(
            token.low
            not in listed("and the of government de facto delegations delegation representatives we saf")
            and not token.is_capital
            for token in gap
        ):
            break
        if (
            mention.candidates
            and (mention.kind not in {"role", "place"} or mention.candidates[0].name == "Kosovo")
            and mention.candidates[0].name not in names
        ):
            names.append(mention.candidates[0].name)
        last = mention.end
    return names


def _issuers(document: Document, found: Sequence[Mention]) -> tuple[str, ...]:
    """Who is *we*: those whom the sentence with *we* names, or the heading of a statement by or of somebody."""
    text = document.text
    match = re.search(r"\b[Ww]e,\s(?P<who>[^.;]{5,300})", text)
    if match is not None:
        names = _named(text, found, match.start("who"), match.end("who"))
        own = " ".join(match["who"].split(",")[0].removeprefix("the ").split())
        if names or own[:1].isupper():
            return tuple(names) or (own,)
    head = re.search(
        r"(?:statement|communiqu\u00e9|declaration|remarks|speech|address|letter|conclusions)\s+(?:by|of|from)\s+(?P<who>[^\n]{3,200})",
        text[:1200],
        re.IGNORECASE,
    )
    if head is not None:
        end = re.search(
            r"\s(?:at|on|in|to|during|following|after|before|with)\s",
            text[head.start("who") : head.end("who")],
        )
        names = _named(
            text, found, head.start("who"), head.start("who") + end.start() if end else head.end("who")
        )
        state = _of_dateline(document, found) if names and _OFFICE.search(head["who"]) else ""
        known = {mention.candidates[0].name for mention in found if mention.candidates}
        if state and not set(names) & known:
            return (state,)  # *Remarks by President Sandu. Chisinau, 18 February*
        if names:
            return tuple(names)
    first = next((mention for mention in found if mention.kind in ACTING and mention.candidates), None)
    return (first.candidates[0].name,) if first is not None else ()


_OFFICE = re.compile(r"\b(?:president|prime minister|premier|chancellor|minister)\b", re.IGNORECASE)


def _of_dateline(document: Document, found: Sequence[Mention]) -> str:
    """The state whose city stands in the line that dates a text."""
    for mention in found:
        line = document.text[mention.end : mention.end + 40].split("\n")[0]
        dated = mention.start < 600 and re.match(r",\s(?:\d{1,2}\s[A-Z]|[A-Z][a-z]+\s\d)", line)
        if dated and mention.country and mention.kind in {"place", "government"}:
            return country_names().get(mention.country, "")
    return ""


def _holder(document: Document, found: Sequence[Mention]) -> str | None:
    """Who is named before captives in a sentence, armed groups before others; only where the text speaks of captives."""
    counted: Counter[tuple[bool, str]] = Counter()
    for match in _CAPTIVES.finditer(document.text):
        start = max(
            document.text.rfind(". ", 0, match.start()), document.text.rfind("\n", 0, match.start()), 0
        )
        for mention in (known for known in found if start <= known.start < match.start()):
            if (
                mention.candidates
                and mention.kind in {"armed_group", "country", "government", "organisation"}
                and not _AFTER_MEDIA.search(mention.text)
            ):
                counted[mention.kind == "armed_group", mention.candidates[0].name] += 1
    if not counted:
        return None
    best = max(counted, key=lambda key: (key[0], counted[key], key[1]))
    return best[1]


_FOR = re.compile(r"(?<![\w-])(?:in|for|to|of|rebuild|rebuilding)\s+$", re.IGNORECASE)


def _beneficiary(document: Document, found: Sequence[Mention], speakers: set[str]) -> str | None:
    """The country or territory that a text of pledges speaks of most behind *in*, *for*, *to* and *of*."""
    counted: Counter[str] = Counter()
    for mention in found:
        if mention.kind in _NO_BENEFICIARY and not (
            mention.kind == "place" and mention.candidates and mention.candidates[0].name == "Gaza"
        ):
            continue
        if mention.candidates and _FOR.search(document.text, max(0, mention.start - 14), mention.start):
            counted[mention.candidates[0].name] += 1
    most = counted.most_common(1)
    own = speakers - ({most[0][0]} if most and most[0][1] >= 4 else set())
    return next(
        (name for name, times_named in counted.most_common() if times_named >= 2 and name not in own), None
    )
