"""A verb group as places in a list of tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from .tokens import Token


@dataclass(frozen=True, slots=True)
class Group:
    """A verb group: tokens ``first`` to ``last`` (exclusive)."""

    first: int
    last: int
    verb: str
    """The verb's base form."""
    mood: str
    """`will`, `would`, `shall`, `should`, `must`, `can`, `could`, `may`, `might`, `is to`, `past`, `present`, `perfect`."""
    passive: bool = field(kw_only=True)
    negated: bool = field(kw_only=True)
    via: str = field(default="", kw_only=True)
    """The word between *be* and *to*: *ready*, *expected*, *committed*."""


def low_at(tokens: Sequence[Token], at: int) -> str:
    """The word at a place, in lower case; nothing outside the sentence."""
    return tokens[at].low if 0 <= at < len(tokens) else ""
