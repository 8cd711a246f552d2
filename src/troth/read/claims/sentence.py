"""A sentence with what surrounds it, as the rules for claims see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .clauses import Clause, clauses
from .memory import Memory, Who
from .scene import Scene
from .subjects import of_clause
from .tokens import Token, tokens


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as tokens and clauses, with the document and what came before."""

    scene: Scene
    start: int
    end: int
    tokens: tuple[Token, ...]
    clauses: tuple[Clause, ...]
    memory: Memory
    known: dict[Clause, Who] = field(default_factory=dict, compare=False, repr=False)
    """Who acts in the clauses that were asked about; it hangs on the memory."""

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

    def who(self, clause: Clause) -> Who:
        """Who does what a clause tells; *it* and *they* are first looked for in the clauses before."""
        found = self.known.get(clause)
        if found is None:
            found = self.known[clause] = of_clause(self, clause)
        return found


def sentence(scene: Scene, start: int, end: int, memory: Memory) -> Sentence:
    """Cut a sentence into its words and clauses."""
    cut = tuple(tokens(scene.document.text, start, end))
    return Sentence(scene, start, end, cut, tuple(clauses(cut)), memory)
