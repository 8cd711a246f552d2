"""Who may do what: a table that can be read line by line, and one function that asks it and says why.

What a caller may *see* is not decided here: labels decide that, at every outlet, for the office that it reads as.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What somebody is at the desk; `PUBLIC` is everybody who has not signed in."""

    OFFICER = "officer"
    ADJUDICATOR = "adjudicator"
    AUDITOR = "auditor"
    PUBLIC = "public"


class Action(StrEnum):
    """What can be done at a desk."""

    READ = "read"
    """Read what the labels show to the office, or to the public."""
    POST = "post"
    """Report, reply, acknowledge, correct, retract in the name of the office."""
    JUDGE = "judge"
    """Record judgements."""
    ROUTE = "route"
    """Pass complaints on to those who answer them."""
    COMPLAIN = "complain"
    """Hand in a complaint or a question, with or without a name."""
    AUDIT = "audit"
    """Read who of the own office read what, and who signed in."""
    MANAGE = "manage"
    """Change one's own password and passkeys."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether something may be done, and why; true in a condition only where it may."""

    allowed: bool
    why: str
    """One sentence in English."""
    key: str
    """Key of the same sentence in the catalogs of texts."""

    def __bool__(self) -> bool:
        """Whether it may be done."""
        return self.allowed


_EVERYBODY = frozenset(Role)
_OFFICERS = frozenset({Role.OFFICER, Role.ADJUDICATOR})
_SIGNED_IN = frozenset(Role) - {Role.PUBLIC}

PERMISSIONS: Mapping[Action, tuple[frozenset[Role], str]] = MappingProxyType(
    {
        Action.READ: (_EVERYBODY, "everybody reads what the labels show them"),
        Action.POST: (
            _OFFICERS,
            "officers and adjudicators speak for their office; auditors and the public do not",
        ),
        Action.JUDGE: (frozenset({Role.ADJUDICATOR}), "only adjudicators record judgements"),
        Action.ROUTE: (frozenset({Role.ADJUDICATOR}), "only adjudicators pass complaints on"),
        Action.COMPLAIN: (
            _OFFICERS | {Role.PUBLIC},
            "everybody may hand in a complaint, except auditors, who post nothing",
        ),
        Action.AUDIT: (frozenset({Role.AUDITOR}), "only auditors read the trail of their office"),
        Action.MANAGE: (_SIGNED_IN, "whoever has signed in looks after their own ways in"),
    }
)
"""Who may do what, and the sentence that says so either way; what does not stand here nobody may do."""

SCOPES: Mapping[str, frozenset[Action]] = MappingProxyType(
    {
        "read": frozenset({Action.READ, Action.AUDIT}),
        "post": frozenset({Action.POST, Action.JUDGE, Action.ROUTE, Action.COMPLAIN}),
    }
)
"""What an API key of a scope is good for, as far as its role may do it. No key changes anybody's way in."""


def may(role: str, action: str) -> Decision:
    """Say whether a role may do something, and why; what nobody has thought of is not allowed.

    >>> bool(may("officer", "post")), bool(may("auditor", "post")), bool(may("officer", "launch"))
    (True, False, False)
    >>> may("auditor", "judge").why
    'only adjudicators record judgements'
    """
    if action not in PERMISSIONS:
        return Decision(
            allowed=False,
            why=f"nobody may {action}: it is not in the table of permissions",
            key="door.why.unknown",
        )
    roles, why = PERMISSIONS[Action(action)]
    return Decision(allowed=role in roles, why=why, key=f"door.why.{action}")


def within(scopes: frozenset[str], action: str) -> Decision:
    """Say whether an API key of these scopes is good for an action.

    >>> within(frozenset({"read"}), "post").why
    'the key has the scopes read, and none of them covers post'
    """
    covered = any(action in SCOPES.get(scope, ()) for scope in scopes)
    names = ", ".join(sorted(scopes)) or "none"
    why = (
        f"the key has the scopes {names}"
        if covered
        else f"the key has the scopes {names}, and none of them covers {action}"
    )
    return Decision(allowed=covered, why=why, key="door.why.scope")
