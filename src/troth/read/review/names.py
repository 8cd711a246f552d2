"""What a review teaches of names: the words that stood for an actor whom the reviewers named otherwise."""

from collections.abc import Iterable

from troth.read.actors import Entry, Gazetteer
from troth.read.actors.nouns import Kind
from troth.read.listed import listed
from troth.records import Role

from .states import ACCEPTED, Reviewed

_NO_NAMES = listed(
    "it its itself they their them themselves we our us he his him she her i my this that these those who which both all each others another one"
)
_LONGEST_NAME = 8
"""Words: what is longer is a description and no name."""


def names_learnt(reviewed: Iterable[Reviewed], gazetteer: Gazetteer) -> list[Entry]:
    """The names that accepted corrections of an actor teach.

    A lesson is one actor in the accepted claim where the reading had none or another, and words of the text that
    stood for it: they become an alias. A pronoun teaches nothing, nor does a correction that is not accepted.

    Parameters
    ----------
    reviewed
        Claims with their states.
    gazetteer
        Tells the kind of an actor that is known; an unknown one is an organisation.
    """
    found: dict[tuple[str, str], Entry] = {}
    for one in reviewed:
        said = next((span.text for span in one.claim.spans if span.role is Role.ACTOR), "")
        if one.state != ACCEPTED or len(one.accepted) != 1 or not _is_name(said):
            continue
        actor = one.accepted[0].actor
        if len(actor) == 1 and actor != one.claim.actor and actor[0] != said:
            kind, country = _known(actor[0], gazetteer)
            found[actor[0], said] = Entry(name=actor[0], kind=kind, country=country, aliases=(said,))
    return list(found.values())


def _is_name(said: str) -> bool:
    words = said.split()
    return (
        0 < len(words) <= _LONGEST_NAME
        and words[0].lower() not in _NO_NAMES
        and any(word[0].isupper() for word in words)
    )


def _known(name: str, gazetteer: Gazetteer) -> tuple[Kind, str | None]:
    mention = next((found for found in gazetteer.mentions(name) if found.text == name), None)
    return ("organisation", None) if mention is None else (mention.kind, mention.country)
