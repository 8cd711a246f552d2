"""Who was spoken of, and who it is that acts: what one sentence leaves for the next."""

import re
from dataclasses import dataclass

from .who import Party


@dataclass(frozen=True, slots=True)
class Memory:
    """What the sentences before have set: who was spoken of, and whether an agreement is being told."""

    actors: tuple[str, ...] = ()
    """The last who acted: *it* and *they* stand for them."""
    group: tuple[str, ...] = ()
    """The last group that acted in this section and is not named one by one: *they* stands for it."""
    asked: tuple[str, ...] = ()
    """Who was asked to do something in the sentence before: *they* who answer are they."""
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


def stated(names: tuple[str, ...]) -> tuple[str, ...]:
    """Behind a list or a table the obligor is the state, whichever of its organs was spoken of last.

    >>> stated(("Government of Norway",))
    ('Norway',)
    """
    return tuple(name.removeprefix("Government of ") for name in names)
