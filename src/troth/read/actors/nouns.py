"""The nouns of actors: what a text mentions, who that may be, and what a gazetteer is told."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from troth.read.actors.words import fold

Kind = Literal["country", "government", "person", "organisation", "armed_group", "place", "people", "role"]
Form = Literal["name", "adjective", "people", "capital", "seat", "title"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a mention may stand for.

    Parameters
    ----------
    id
        ISO 3166-1 alpha-3 for a country (`UKR`), with `.GOV` for its government; a short word for others (`UN`).
    name
        The canonical English name.
    country
        Alpha-3 of the country that the actor belongs to, or None.
    why
        One sentence: why the mention may stand for this actor.
    """

    id: str
    name: str
    country: str | None
    why: str


class Mention(NamedTuple):
    """A place in a text where an actor or a place is named.

    Parameters
    ----------
    start, end
        Half-open range in code points, without an article before it and without a possessive 's after it.
    text
        What stands there: `source[start:end]`.
    kind
        What the mention stands for where it stands.
    candidates
        Who it may be, best first; empty where nobody known has that name.
    """

    start: int
    end: int
    text: str
    kind: Kind
    candidates: tuple[Candidate, ...]

    @property
    def country(self) -> str | None:
        """Alpha-3 of the best candidate, or None."""
        return self.candidates[0].country if self.candidates else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What a gazetteer knows of one actor or place.

    Parameters
    ----------
    name
        The canonical English name; it is looked for in texts too.
    kind
        What it is.
    country
        Alpha-3, or None.
    aliases
        Other names. Capitals matter as written: `WHO` is never found in "who", `al-Qaida` also as "Al-Qaida".
    id
        A short identifier; made from the name where it is empty.
    form
        What the aliases are to the actor: its names, an adjective, the name of its people, its capital, a seat.
    note
        What a reader should know, told in `Candidate.why`.
    rank
        Smaller comes first where several actors share a name.

    Examples
    --------
    >>> Entry(name="Harbour Board of Mirna", kind="organisation", aliases=("HBM",)).key
    'HARBOUR-BOARD-OF-MIRNA'
    """

    name: str
    kind: Kind
    country: str | None = None
    aliases: tuple[str, ...] = ()
    id: str = ""
    form: Form = "name"
    note: str = ""
    rank: int = 0

    @property
    def key(self) -> str:
        """The identifier that candidates carry."""
        return self.id or "-".join(fold(self.name).upper().split())
