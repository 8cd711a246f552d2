"""A sentence with what surrounds it, as the rules for claims see it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from troth.read.listed import listed

from . import words
from .clauses import Clause, clauses
from .scene import Scene
from .strangers import strangers
from .tokens import Token, tokens
from .verbs import is_gerund
from .who import SPEAKS, Party, can_act, is_group


@dataclass(frozen=True, slots=True)
class Memory:
    """What the sentences before have set: who was spoken of, and whether an agreement is being told."""

    actors: tuple[str, ...] = ()
    """The last who acted: *it* and *they* stand for them."""
    country: tuple[str, ...] = ()
    """The last country that acted: *the government* is its."""
    body: tuple[str, ...] = ()
    """The last organisation that acted: *the bank*, *the agency*."""
    person: tuple[str, ...] = ()
    """The last person who acted: *he* and *she* stand for them."""
    person_of: str = ""
    agreement: bool = False
    """The paragraph tells of an agreement: *would* tells its terms."""
    told: bool = False
    """An earlier paragraph of the section told of it: only *would* still tells its terms."""
    decided: bool = False
    """A lead-in says that what is listed was decided: the present tense of its items binds."""
    section: tuple[int, ...] = ()
    parties: tuple[str, ...] = ()
    """Those who made it, as far as the text says."""
    speaker: tuple[str, ...] = ()
    """Who was quoted last."""
    promised: bool = False
    """Somebody has undertaken something in this paragraph."""
    promised_at_all: bool = False
    """Somebody has undertaken something before."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as tokens and clauses, with the document and what came before."""

    scene: Scene
    start: int
    end: int
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    memory: Memory

    def cut(self, places: tuple[int, int]) -> Sequence[Token]:
        """The tokens from one place to another, end exclusive."""
        return self.tokens[places[0] : places[1]]

    def span(self, places: tuple[int, int]) -> tuple[int, int]:
        """Where these tokens stand in the text, in code points; nothing where there are none."""
        if places[0] >= places[1]:
            return (self.start, self.start)
        return self.tokens[places[0]].start, self.tokens[places[1] - 1].end

    def low(self, places: tuple[int, int]) -> list[str]:
        """The words, in lower case."""
        return [token.low for token in self.cut(places)]

    def behind(self, clause: Clause) -> int:
        """The first token behind the verb that is not about when: *agreed on Tuesday to exchange …*."""
        place, end = clause.group.last, clause.complement[1]
        if place >= end:
            return place
        first, last = self.span((place, end))
        lead = next((time for time in self.scene.times_in(first, last) if time.start <= first + 3), None)
        if lead is None or (lead.start > first and self.tokens[place].low not in {"on", "in"}):
            return place
        past = next((number for number in range(place, end) if self.tokens[number].start >= lead.end), end)
        return past if past < end and self.tokens[past].low in {"to", "that", "not"} else place

    def who(self, clause: Clause) -> "Who":
        """Who does what a clause tells; *it* and *they* are first looked for in the clauses before."""
        cut = _dated(self, self.cut(clause.subject))
        if len(cut) == 1 and cut[0].low in {"it", "they"}:
            for before in reversed(self.clauses[: self.clauses.index(clause)]):
                named = who(self, self.cut(before.subject))
                if named.kind in {"named", "body"} and not any(
                    party.kind == "person" for party in named.parties
                ):
                    return replace(named, kind="pronoun", parties=(), inferred=True)
                if named.kind == "group" and named.inferred:
                    return replace(named, kind="pronoun", inferred=True)
        found = who(self, cut)
        definite = len(cut) == 2 and cut[0].low in {"the", "its", "their", "this"}
        if definite and cut[-1].low in _STATES | _ORGANISATIONS:
            return self._of_sentence(clause, cut[-1].low) or found
        return found

    def _of_sentence(self, clause: Clause, noun: str) -> "Who | None":
        """*The bank* in a sentence whose main clause names one is that one."""
        kinds = {"organisation", "armed_group"} if noun in _ORGANISATIONS else {"country", "government"}
        for before in reversed(self.clauses[: self.clauses.index(clause)]):
            named = who(self, self.cut(before.subject))
            state = next((of_state(name) for name in named.names if of_state(name)), "")
            if state and noun in _STATES:
                return Who((state,), "pronoun", inferred=True)
            if named.kind == "named" and any(party.kind in kinds for party in named.parties):
                return replace(named, kind="pronoun", parties=(), inferred=True)
        return None


@dataclass(frozen=True, slots=True)
class Who:
    """Those who act in a clause, and how that is known."""

    names: tuple[str, ...]
    kind: str
    """`named`, `group`, `pronoun`, `issuer`, `body`, or `` where nobody acts."""
    parties: tuple[Party, ...] = ()
    inferred: bool = False

    @property
    def acts(self) -> bool:
        """Whether somebody acts who can undertake something."""
        return bool(self.kind)


def sentence(scene: Scene, start: int, end: int, memory: Memory) -> Sentence:
    """Cut a sentence into its words and clauses."""
    cut = tuple(tokens(scene.document.text, start, end))
    return Sentence(scene, start, end, cut, tuple(clauses(cut)), memory)


def who(told: Sentence, cut: Sequence[Token]) -> Who:
    """Who acts, from the words of a subject."""
    if [token.low for token in cut[1:3]] == ["of", "them"] and cut[0].low in _EACH:
        return who(told, [cut[0]._replace(low="both", text="both")])
    cut = _bare(_dated(told, cut))
    if not cut:
        return Who((), "")
    first = cut[0].low
    if first in {"we", "i"} or (len(cut) == 1 and first in words.PRONOUNS):
        return _pronoun(told, first)
    bare = cut[1:] if first in words.DETERMINERS and len(cut) > 1 else cut
    named = told.scene.parties_in(cut)
    if named and _heads(cut, named[0]):
        together = (*named, *strangers(told.scene, _coordinated(cut, named[-1].end)))
        return Who(tuple(party.name for party in together), "named", together)
    if is_group(cut):
        made = cut[-1].low in listed(
            "parties sides side party signatories signatory both belligerents two countries governments"
        ) or (
            (told.scene.is_agreement or told.scene.is_joint)
            and cut[-1].low in {"participants", "participant"}
        )
        acted = told.memory.actors if len(told.memory.actors) > 1 else ()
        joint = told.scene.issuers if told.scene.is_joint else ()
        known = (told.memory.parties or told.scene.signatories or joint or acted) if made else ()
        return Who(known or (_words(told, bare),), "group", inferred=bool(known))
    if first in {"our", "my"} and can_act(cut):
        return Who(told.scene.issuers, "issuer", inferred=True)
    if can_act(cut) or _shortened(told, cut):
        return _body(told, cut)
    unknown = strangers(told.scene, cut)
    return Who(tuple(party.name for party in unknown), "named" if unknown else "", unknown)


def _coordinated(cut: Sequence[Token], end: int) -> Sequence[Token]:
    """What stands behind *and* after the last name that is known: *UNDP and the Mirna Fund*."""
    after = [token for token in cut if token.start >= end]
    link = next((place for place, token in enumerate(after[:4]) if token.low == "and"), None)
    return (
        ()
        if link is None or any(token.low in words.PREPOSITIONS for token in after[:link])
        else after[link + 1 :]
    )


def _dated(told: Sentence, cut: Sequence[Token]) -> Sequence[Token]:
    """The words of a subject without a date that leads them in: *On 24 November Hamas released …*."""
    if not cut:
        return cut
    lead = next(
        (time for time in told.scene.times_in(cut[0].start, cut[-1].end) if time.start == cut[0].start), None
    )
    return cut if lead is None else [token for token in cut if token.start >= lead.end]


def _bare(cut: Sequence[Token]) -> Sequence[Token]:
    """The words of a subject without adverbs and marks at its ends."""
    start, end = 0, len(cut)
    while start < end and (
        cut[start].low in _ADVERBS | words.COORDINATORS
        or cut[start].kind == "mark"
        or cut[start].text in "'\u2019"
    ):
        start += 1
    while end > start and (
        cut[end - 1].low in _ADVERBS
        or cut[end - 1].kind == "mark"
        or (cut[end - 1].low.endswith("ly") and not cut[end - 1].is_capital)
    ):
        end -= 1
    return cut[start:end]


_EACH = listed("neither both each none all either")
_ADVERBS = listed(
    "today yesterday tonight also now then already meanwhile however therefore further still likewise in turn separately too both neither no"
) - {"both", "in"}


def _heads(cut: Sequence[Token], party: Party) -> bool:
    """Whether the party is the head of the words: *Belgium's involvement* and *the war in Sudan* are not a party."""
    after = [token for token in cut if token.start >= party.end]
    before = [token for token in cut if token.end <= party.start]
    if any(token.low in SPEAKS for token in before[:-1]) and before[-1].low in {"for", "of", "the"}:
        return True
    if any(token.low in words.PREPOSITIONS - {"of"} for token in before):
        return False
    if "of" in [token.low for token in before]:
        head = [token for token in before if token.low not in words.DETERMINERS | {"of"}]
        return bool(head) and (
            head[-1].low in words.BODIES
            or head[-1].low in words.GROUPS
            or head[-1].low in {"people", "behalf"}
        )
    if not after:
        return True
    if after[0].low == "'s" or after[0].text == "'":
        rest = [token for token in after[1:] if token.kind == "word"]
        return any(token.low in words.BODIES | SPEAKS for token in rest[:4])
    tail = after[0]
    if tail.low in words.PREPOSITIONS | {"and", ",", "("} or tail.kind == "mark":
        return True
    return any(token.low in words.BODIES | words.GROUPS or token.is_capital for token in after[:3])


def _pronoun(told: Sentence, word: str) -> Who:
    if word in {"we", "i"}:
        return _quoted(told) or Who(told.scene.issuers, "issuer", inferred=True)
    if word in {"he", "she"} and told.memory.person:
        return Who(told.memory.person, "pronoun", inferred=True)
    if word in {"it", "they"} and told.memory.actors:
        return Who(told.memory.actors, "pronoun", inferred=True)
    return Who((), "")


def _quoted(told: Sentence) -> Who | None:
    """Who is *we* in somebody's own words: the one who says them in this sentence, or who said those before."""
    if not any(token.text in _QUOTES for token in told.tokens):
        return None
    for clause in told.clauses:
        subject = _bare(_dated(told, told.cut(clause.subject)))
        if clause.group.verb in words.SAY and subject and subject[0].low not in words.PRONOUNS:
            speaker = who(told, subject)
            if speaker.names and _stranger_in_office(speaker, subject) and told.memory.country:
                return Who(told.memory.country, "issuer", inferred=True)
            if speaker.names:
                return Who(spoken_for(speaker), "issuer", inferred=True)
    return Who(told.memory.speaker, "issuer", inferred=True) if told.memory.speaker else None


def _stranger_in_office(speaker: Who, subject: Sequence[Token]) -> bool:
    """*Minister Valtonen*, of whom nobody says for which country."""
    return (
        len(speaker.parties) == 1
        and not speaker.parties[0].speaker_of
        and any(token.low in SPEAKS for token in subject)
    )


_QUOTES = frozenset('"\u201c\u201d')


def spoken_for(speaker: Who) -> tuple[str, ...]:
    """Whom a speaker binds: the country or body of an official, else the speaker."""
    states = tuple(party.name for party in speaker.parties if party.kind in {"country", "government"})
    if states and any(party.kind == "person" and not party.speaker_of for party in speaker.parties):
        return states  # *Prime Minister Duarte of Portugal*
    bound = tuple(
        party.speaker_of if party.kind == "person" and party.speaker_of else party.name
        for party in speaker.parties
    )
    return bound or speaker.names


_ORGAN = re.compile(
    r"(?:Ministry|Department|Cabinet|Presidency|Parliament)\b.* of (?:the )?(?P<state>[A-Z].*)"
)


def of_state(name: str) -> str:
    """The state whose organ a name names; nothing where it names none.

    >>> of_state("Ministry of Foreign Affairs of Finland"), of_state("Ministry of Health")
    ('Finland', '')
    """
    match = _ORGAN.fullmatch(name)
    return match["state"] if match is not None and " of " in name[: match.start("state") - 4] else ""


def _body(told: Sentence, cut: Sequence[Token]) -> Who:
    """*The government*, *the bank*: the last who acted, if the words are definite and there is one; else the words."""
    definite = cut[0].low in {"the", "its", "their", "this", "his", "her", "my"} and len(cut) <= 3
    last = cut[-1].low
    said = {token.low for token in cut} - words.DETERMINERS
    known = dict.fromkeys((*told.memory.parties, *told.scene.signatories, *told.memory.actors))
    signed = [name for name in known if said <= set(name.lower().split())]
    if definite and len(signed) == 1:
        return Who(tuple(signed), "pronoun", inferred=True)
    if full := _shortened(told, cut):
        return Who((full,), "pronoun", inferred=True)
    if definite and last in _STATES and told.memory.country:
        return Who(told.memory.country, "pronoun", inferred=True)
    if definite and last in SPEAKS and (told.memory.country or told.scene.state):
        return Who(told.memory.country or (told.scene.state,), "pronoun", inferred=True)
    if definite and last in _ORGANISATIONS and (named := _named_before(told, cut[0].start, last)):
        return Who((named,), "pronoun", inferred=True)
    if definite and last in _ORGANISATIONS and told.memory.body:
        return Who(told.memory.body, "pronoun", inferred=True)
    bare = cut[1:] if cut[0].low in words.DETERMINERS else cut
    return Who((_words(told, _without_time(told, _without_gerund(bare))),), "body")


def _shortened(told: Sentence, cut: Sequence[Token]) -> str:
    """*The Brigades*, where the text names the Marsh Brigades; nothing where it names none or several."""
    if len(cut) == 2 and cut[0].low == "the" and cut[1].is_capital:
        return told.scene.short.get(cut[1].low, "")
    return ""


def _without_time(told: Sentence, cut: Sequence[Token]) -> Sequence[Token]:
    """*Donor nations* of *Donor nations on Wednesday*."""
    times = told.scene.times_in(cut[0].start, cut[-1].end)
    kept = [token for token in cut if not times or token.end <= times[0].start]
    while kept and kept[-1].low in words.PREPOSITIONS:
        kept.pop()
    return kept or cut


def _without_gerund(cut: Sequence[Token]) -> Sequence[Token]:
    """*Governments* of *Governments meeting in Rome*."""
    doing = next((place for place, token in enumerate(cut) if place and is_gerund(token.low)), len(cut))
    return cut[:doing] if cut[doing - 1].low in words.GROUPS else cut


def _named_before(told: Sentence, place: int, noun: str) -> str:
    """The last organisation before a place whose name has the noun: *the World Bank \u2026 the bank*."""
    found = [
        mention.candidates[0].name
        for mention in told.scene.mentions_in(0, place)
        if mention.kind == "organisation"
        and mention.candidates
        and noun in mention.candidates[0].name.lower().split()
    ]
    return found[-1] if found else ""


_STATES = listed("country government kingdom nation state ministry republic administration cabinet")
_ORGANISATIONS = listed(
    "bank alliance union bloc agency organisation organization fund movement group council commission committee company charity foundation federation society mission"
)


def _words(told: Sentence, cut: Sequence[Token]) -> str:
    return told.scene.document.text[cut[0].start : cut[-1].end] if cut else ""


def stated(names: tuple[str, ...]) -> tuple[str, ...]:
    """Behind a list or a table the obligor is the state, whichever of its organs was spoken of last.

    >>> stated(("Government of Norway",))
    ('Norway',)
    """
    return tuple(name.removeprefix("Government of ") for name in names)
