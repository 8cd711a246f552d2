"""A sentence with what surrounds it, as the rules for claims see it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from troth.read.listed import listed

from . import words
from .clauses import Clause, clauses
from .scene import Scene
from .tokens import Token, tokens
from .who import Party, can_act, is_group


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
    section: tuple[int, ...] = ()
    parties: tuple[str, ...] = ()
    """Those who made it, as far as the text says."""
    promised: bool = False
    """Somebody has undertaken something in this paragraph."""


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

    def who(self, clause: Clause) -> "Who":
        """Who does what a clause tells; *it* and *they* are first looked for in the clauses before."""
        cut = self.cut(clause.subject)
        if len(cut) == 1 and cut[0].low in {"it", "they"}:
            for before in reversed(self.clauses[: self.clauses.index(clause)]):
                named = who(self, self.cut(before.subject))
                if named.kind == "named" and not any(party.kind == "person" for party in named.parties):
                    return replace(named, kind="pronoun", parties=(), inferred=True)
        found = who(self, cut)
        definite = 1 < len(cut) <= 3 and cut[0].low in {"the", "its", "their", "this"}
        if definite and cut[-1].low in _STATES | _ORGANISATIONS:
            return self._of_sentence(clause, cut[-1].low) or found
        return found

    def _of_sentence(self, clause: Clause, noun: str) -> "Who | None":
        """*The bank* in a sentence whose main clause names one is that one."""
        kinds = {"organisation", "armed_group"} if noun in _ORGANISATIONS else {"country", "government"}
        for before in reversed(self.clauses[: self.clauses.index(clause)]):
            named = who(self, self.cut(before.subject))
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
    cut = _bare(_dated(told, cut))
    if not cut:
        return Who((), "")
    first = cut[0].low
    if first in {"we", "i"} or (len(cut) == 1 and first in words.PRONOUNS):
        return _pronoun(told, first)
    bare = cut[1:] if first in words.DETERMINERS and len(cut) > 1 else cut
    named = told.scene.parties_in(cut)
    if named and _heads(cut, named[0]):
        return Who(tuple(party.name for party in named), "named", tuple(named))
    if is_group(cut):
        made = cut[-1].low in listed(
            "parties sides side party signatories signatory both belligerents two countries governments"
        )
        acted = told.memory.actors if len(told.memory.actors) > 1 else ()
        known = (told.memory.parties or told.scene.signatories or acted) if made else ()
        return Who(known or (_words(told, bare),), "group", inferred=bool(known))
    if first == "our" and can_act(cut):
        return Who(told.scene.issuers, "issuer", inferred=True)
    if can_act(cut):
        return _body(told, cut)
    return Who((), "")


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
    while start < end and (cut[start].low in _ADVERBS or cut[start].kind == "mark"):
        start += 1
    while end > start and (
        cut[end - 1].low in _ADVERBS
        or cut[end - 1].kind == "mark"
        or (cut[end - 1].low.endswith("ly") and not cut[end - 1].is_capital)
    ):
        end -= 1
    return cut[start:end]


_ADVERBS = listed(
    "also now then already meanwhile however therefore further still likewise in turn separately too both neither no"
) - {"both", "in"}


def _heads(cut: Sequence[Token], party: Party) -> bool:
    """Whether the party is the head of the words: *Belgium's involvement* and *the war in Sudan* are not a party."""
    after = [token for token in cut if token.start >= party.end]
    before = [token for token in cut if token.end <= party.start]
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
        return any(token.low in words.BODIES for token in rest[:4])
    tail = after[0]
    if tail.low in words.PREPOSITIONS | {"and", ",", "("} or tail.kind == "mark":
        return True
    return any(token.low in words.BODIES | words.GROUPS or token.is_capital for token in after[:3])


def _pronoun(told: Sentence, word: str) -> Who:
    if word in {"we", "i"}:
        return Who(told.scene.issuers, "issuer", inferred=True)
    if word in {"he", "she"} and told.memory.person:
        return Who(told.memory.person, "pronoun", inferred=True)
    if word in {"it", "they"} and told.memory.actors:
        return Who(told.memory.actors, "pronoun", inferred=True)
    return Who((), "")


def _body(told: Sentence, cut: Sequence[Token]) -> Who:
    """*The government*, *the bank*: the last who acted, if the words are definite and there is one; else the words."""
    definite = cut[0].low in {"the", "its", "their", "this"} and len(cut) <= 3
    last = cut[-1].low
    if definite and last in _STATES and told.memory.country:
        return Who(told.memory.country, "pronoun", inferred=True)
    if definite and last in _ORGANISATIONS and told.memory.body:
        return Who(told.memory.body, "pronoun", inferred=True)
    bare = cut[1:] if cut[0].low in words.DETERMINERS else cut
    return Who((_words(told, bare),), "body")


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
