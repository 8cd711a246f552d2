"""Callers in tests: who asks is said in headers, where accounts would look at a key or a session."""

from dataclasses import dataclass, field

from starlette.requests import Request

from troth.share.accounts import Decision, may, within


@dataclass(frozen=True)
class Guest:
    """A caller, as accounts describe one."""

    viewer: str = "public"
    handle: str = ""
    role: str = "public"
    means: str = "public"
    scopes: frozenset[str] = field(default_factory=frozenset)

    def may(self, action: str) -> Decision:
        """Whether they may do something, as the door says it."""
        decision = may(self.role, action)
        return within(self.scopes, action) if decision and self.means == "key" else decision


def guest(request: Request) -> Guest:
    office = request.headers.get("office", "") or request.headers.get("authorization", "").removeprefix(
        "Bearer "
    )
    role, means = request.headers.get("role", "officer"), request.headers.get("means", "key")
    scopes = frozenset(request.headers.get("scopes", "read post").split())
    return Guest(office, f"{office}-1", role, means, scopes) if office else Guest()
