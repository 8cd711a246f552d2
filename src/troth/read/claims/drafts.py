"""What is read of a claim before it gets its slots, its id and its confidence."""

from typing import NamedTuple

from troth.records import ClaimType, Polarity

from .headings import Heading


class Draft(NamedTuple):
    """One claim as places of the text and names; all places are code points."""

    type: ClaimType
    modality: str
    start: int
    end: int
    """The span of the whole claim."""
    actor: tuple[str, ...]
    action: str
    object: tuple[int, int]
    rule: str
    """By which rule it was read: the explanation and the confidence follow from it."""
    polarity: Polarity = Polarity.POSITIVE
    recipient: tuple[str, ...] = ()
    label: str = ""
    """Words of a row's header, or of a bullet's label, that belong to the object."""
    frame: tuple[int, int] = (0, 0)
    """Where its time and condition may stand: the sentence, the row."""
    group: int = 0
    """The list or the table that it stands in, by a number of its own; 0: prose."""
    reach: int = 0
    """Where the clause ends: a deadline at its end is that of all deeds in it."""
    source: str = ""
    mode: str = "narrator"
    inferred: tuple[str, ...] = ()
    cue: tuple[int, int] | None = None
    actor_span: tuple[int, int] | None = None
    time_span: tuple[int, int] | None = None
    """Where its time stands, if a column is for it."""
    amount_span: tuple[int, int] | None = None
    unit: Heading = Heading()
    """What a bare number counts, by its column's heading."""
    condition: str | None = None
    place: str | None = None
