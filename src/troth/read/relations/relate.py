"""How two claims stand to each other: decided on their slots, never on how alike their words are."""

import datetime as dt
from dataclasses import dataclass

from troth.read.actors import Gazetteer, house_gazetteer

from .frame import frame
from .rules import RULES, Pair


@dataclass(frozen=True, slots=True)
class Said:
    """A text and who published it."""

    source: str
    text: str
    written: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """The label of a pair, with the slots that decided."""

    label: str
    because: tuple[str, ...]


def relation(first: Said, second: Said, gazetteer: Gazetteer | None = None) -> Relation:
    """How the second claim stands to the first.

    >>> relation(Said("A", "100 trucks entered on Monday."), Said("B", "60 trucks entered on Monday.")).label
    'contradicts_quantity'
    >>> relation(Said("A", "Militants seized the crossing."), Said("B", "The army denied that militants had seized the crossing.")).label
    'denies'
    """
    names = gazetteer or house_gazetteer()
    pair = Pair(
        frame(first.text, names, first.written),
        frame(second.text, names, second.written),
        first.source == second.source,
        (first.source, second.source),
    )
    for label, rule in RULES:
        because = rule(pair)
        if because:
            return Relation(label, (because,))
    return Relation("corroborates", ("two origins say the same of the same thing",))
