"""Who sends a request: an office through a session or a key, or nobody in particular."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from troth.records.label import PUBLIC
from troth.share.accounts import Decision, Login, Role, may, within

SESSION, KEY, NOBODY = "session", "key", "public"


def _no_token() -> str:
    return ""


def _always() -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who sends a request; without arguments somebody who has not signed in.

    >>> caller = Caller()
    >>> caller.viewer, bool(caller.may("read")), bool(caller.may("post"))
    ('public', True, False)
    """

    viewer: str = PUBLIC
    """The office that it reads as, and speaks for: a party of the case, or ``"public"``."""
    handle: str = ""
    """Handle of the login, or prefix of the key; empty for nobody."""
    role: str = Role.PUBLIC.value
    means: str = NOBODY
    """``session``, ``key`` or ``public``."""
    scopes: frozenset[str] = frozenset()
    """What a key is good for; empty for all others."""
    login: Login | None = None
    since: datetime | None = None
    """When the login was here before this visit, by the clock of the case."""
    signed_in_at: datetime | None = None
    """When somebody last showed who they are, by the machine's clock."""
    lapsed: bool = False
    """Whether a session was sent that is over: its owner should be told, and not just see less."""
    token: Callable[[], str] = field(default=_no_token, repr=False, compare=False)
    is_still_good: Callable[[], bool] = field(default=_always, repr=False, compare=False)
    """Whether the session goes on, or the key is still good; asked of those whose live stream is open."""

    @property
    def csrf(self) -> str:
        """What every form of this caller carries in its hidden field ``csrf``."""
        return self.token()

    @property
    def signed_in(self) -> bool:
        """Whether this is an office."""
        return self.means != NOBODY

    def may(self, action: str) -> Decision:
        """Say whether the caller may do something, and why."""
        decision = may(self.role, action)
        return within(self.scopes, action) if decision and self.means == KEY else decision
