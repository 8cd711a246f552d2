"""Who asks for a page: an office that has logged in, or nobody in particular."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from starlette.requests import Request

from troth.records.label import PUBLIC
from troth.share.accounts import Decision, may

SESSION_COOKIE = "troth"
"""The cookie of a session; over https it is called ``__Host-troth``."""


class Caller(Protocol):
    """Who asks, as far as the pages need to know."""

    @property
    def viewer(self) -> str:
        """The office that is logged in, a party of the case; or ``"public"``."""
        ...

    @property
    def handle(self) -> str:
        """What the login is called; empty for nobody."""
        ...

    @property
    def role(self) -> str:
        """``officer``, ``adjudicator``, ``auditor`` or ``public``."""
        ...

    def may(self, action: str) -> Decision:
        """Whether they may do something, by their role and by what they came in with; true in a condition where they may."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A caller; without arguments somebody who has not logged in.

    >>> Visitor().viewer
    'public'
    """

    viewer: str = PUBLIC
    handle: str = ""
    role: str = "public"

    def may(self, action: str) -> Decision:
        """Whether the role may do something."""
        return may(self.role, action)


CallerOf = Callable[[Request], Caller]
SinceOf = Callable[[Request], datetime | None]


def nobody(_request: Request) -> Caller:
    """Nobody is logged in: what a desk without accounts answers."""
    return Visitor()


def never(_request: Request) -> datetime | None:
    """No last visit is known."""
    return None
