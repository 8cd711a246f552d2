"""The door of a desk: who a request comes from, and whether it may come from there."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from troth.share.accounts import Accounts, AccountsError, Event, Happening, Login
from troth.share.accounts.ceremonies import Site
from troth.share.accounts.limits import Limits
from troth.share.accounts.tokens import derived, new_token, same
from troth.share.web.caller import SESSION_COOKIE
from troth.share.web.sites import is_foreign

from .caller import KEY, SESSION, Caller
from .refusals import RefusalError, bad_key, foreign, give_up, stale
from .writing import Renderer, plain_page

_NETWORK = 64
"""Bits of an IPv6 address that one household has to itself."""
_FORM = "form"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a desk is reached.

    Parameters
    ----------
    title
        What it is called in authenticators.
    origin
        Where it is reached, as ``https://desk.example``; unless given, by the name in each request, which the guard has
        looked at.
    proxies
        How many proxies of one's own stand before it, each adding an address to ``X-Forwarded-For``; 0: the header is
        not looked at.
    rules
        Other limits than `troth.share.accounts.limits.RULES`.
    """

    title: str = "Troth"
    origin: str | None = None
    proxies: int = 0
    rules: Mapping[str, str] | None = None


def machine_time() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


class Door:
    """Knows who comes in.

    Parameters
    ----------
    accounts
        Who may come in.
    settings
        How the desk is reached.
    now
        The machine's clock: sessions, codes and limits go by it.
    case_now
        The clock of the case, by which visits are remembered; the machine's unless given.
    renderer
        Writes pages; unless given, plain ones.
    """

    def __init__(
        self,
        accounts: Accounts,
        settings: Settings | None = None,
        *,
        now: Callable[[], datetime] = machine_time,
        case_now: Callable[[], datetime] | None = None,
        renderer: Renderer = plain_page,
    ) -> None:
        self.accounts = accounts
        self.settings = settings or Settings()
        self.now = now
        self.case_now = case_now or now
        self.renderer = renderer
        self.limits = Limits(now, self.settings.rules)

    # --- where a request comes from ---

    def address(self, request: Request) -> str:
        """The address that a request comes from; of IPv6 the network, since a household has as many addresses as it likes."""
        text = "" if request.client is None else request.client.host
        if self.settings.proxies:
            named = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
            text = named[-self.settings.proxies].strip() if len(named) >= self.settings.proxies else text
        try:
            found = ip_address(text)
        except ValueError:
            return "unknown"
        if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
            return f"{IPv6Address(int(found) >> _NETWORK << _NETWORK)}/{_NETWORK}"
        return str(found if not isinstance(found, IPv6Address) else found.ipv4_mapped)

    def origin(self, request: Request) -> str:
        """Where the desk is reached, as browsers say it."""
        if self.settings.origin:
            return self.settings.origin.rstrip("/").lower()
        scheme = request.scope.get("scheme", "http")
        if self.settings.proxies:
            told = request.headers.get("x-forwarded-proto", scheme)
            scheme = told if told in {"http", "https"} else scheme
        return f"{scheme}://{request.headers.get('host', '').lower()}"

    def site(self, request: Request) -> Site:
        """The site that passkeys are made for."""
        origin = self.origin(request)
        return Site(origin=origin, host=urlsplit(origin).hostname or "localhost", title=self.settings.title)

    def cookie(self, request: Request, name: str = SESSION_COOKIE) -> str:
        """What a cookie is called: over https no other host can set it, nor any page below a path."""
        return f"__Host-{name}" if self.origin(request).startswith("https://") else name

    # --- who sends it ---

    def caller(self, request: Request) -> Caller:
        """Who sends a request; asked once for each.

        Raises
        ------
        RefusalError
            A key was sent that is not good: whatever else was sent, nobody is taken for somebody else, or for the public.
        """
        known = getattr(request.state, "door_caller", None)
        if known is None:
            try:
                known = self._ask(request)
            except RefusalError as refusal:
                known = refusal
            request.state.door_caller = known
        if isinstance(known, RefusalError):
            raise known
        return known if isinstance(known, Caller) else Caller()

    def caller_to_tell(self, request: Request) -> Caller:
        """Who is told that a request is refused: nobody in particular where that is what is wrong with it. Never raises."""
        try:
            return self.caller(request)
        except RefusalError:
            return Caller()

    def again(self, request: Request) -> Caller:
        """Who sends a request, asked anew: a live stream goes on for hours, and its session may not."""
        request.state.door_caller = None
        return self.caller(request)

    def since(self, request: Request) -> datetime | None:
        """When the caller was here before this visit, by the clock of the case; None where that is not known."""
        return self.caller(request).since

    def _ask(self, request: Request) -> Caller:
        try:
            if request.headers.getlist("authorization"):
                return self._by_key(request)
            return self._by_cookie(request)
        except AccountsError as error:
            give_up(error)

    def _by_key(self, request: Request) -> Caller:
        sent = request.headers.getlist("authorization")
        scheme, _, text = sent[0].partition(" ")
        key = None
        if len(sent) == 1 and scheme.lower() == "bearer":
            key = self.accounts.keys.check(text.strip(), now=self.now())
        if key is None:
            self.limits.count("refused keys by address", self.address(request))
            self._note_bad_key(request, text.strip())
            raise bad_key()
        self.limits.count("requests by key", key.prefix)
        secret = text.strip()
        return Caller(
            viewer=key.office, handle=key.prefix, role=key.role.value, means=KEY, scopes=key.scopes,
            is_still_good=lambda: self.accounts.keys.check(secret, now=self.now()) is not None,
        )  # fmt: skip

    def _note_bad_key(self, request: Request, text: str) -> None:
        named = self.accounts.keys.named(text)
        if named is not None:
            self.accounts.trail.add(
                Happening(
                    at=self.now(),
                    event=Event.KEY_REFUSED,
                    who=named.prefix,
                    office=named.office,
                    outlet="API",
                    address=self.address(request),
                )
            )

    def _by_cookie(self, request: Request) -> Caller:
        token = request.cookies.get(self.cookie(request), "")
        session = self.accounts.sessions.find(token, now=self.now()) if token else None
        if session is None:
            return Caller(lapsed=bool(token), token=lambda: derived(self.visit(request), _FORM))
        if session.stale:
            self.accounts.sessions.note(token, now=self.now(), at=self.case_now())
        return Caller(
            viewer=session.login.office,
            handle=session.login.handle,
            role=session.login.role.value,
            means=SESSION,
            login=session.login,
            since=session.visited_before,
            signed_in_at=session.created_at,
            token=lambda: derived(token, _FORM),
            is_still_good=lambda: self.accounts.sessions.find(token, now=self.now()) is not None,
        )

    def visit(self, request: Request) -> str:
        """What marks the browser of somebody who has not signed in, so that forms can be told from forged ones.

        A new one is only made, and set as a cookie by the middleware, where a form asks for it.
        """
        name = self.cookie(request, "troth-visit")
        token: str = request.cookies.get(name, "") or getattr(request.state, "door_visit", "")
        if not token:
            token = new_token()
            request.state.door_visit = token
            request.state.door_set_visit = (name, token, name.startswith("__Host-"))
        return token

    # --- whether it may come from there ---

    def check_unsafe(self, request: Request, token: str) -> None:
        """See that a request that changes something was sent from a page of this desk, in this session.

        A key is sent by programs and not by browsers on their own, so it needs no token.

        Raises
        ------
        RefusalError
            It was not.
        """
        caller = self.caller(request)
        if caller.means == KEY:
            return
        if is_foreign(request, self.origin(request)):
            raise foreign()
        if not token or not same(token, caller.csrf):
            raise stale()

    def count(self, what: str, who: str) -> None:
        """Count a try of something that is limited.

        Raises
        ------
        RefusalError
            There were too many.
        """
        try:
            self.limits.count(what, who)
        except AccountsError as error:
            give_up(error)

    # --- what is shown, and what is written down ---

    def page(
        self, request: Request, template: str, values: Mapping[str, object], *, status: int = 200
    ) -> Response:
        """A page of the door in the frame of the desk."""
        return self.renderer(request, template, values, status=status)

    def note(self, request: Request, event: Event, login: Login | None, *, detail: str = "") -> None:
        """Write down that somebody came in, or tried to."""
        self.accounts.trail.add(
            Happening(
                at=self.now(),
                event=event,
                who="" if login is None else login.handle,
                office="" if login is None else login.office,
                outlet="page",
                address=self.address(request),
                detail=detail,
            )
        )

    def note_read(self, caller: Caller, outlet: str, statements: tuple[str, ...]) -> None:
        """Write down that restricted statements are shown; to be called before they are.

        Parameters
        ----------
        outlet
            Through which surface, as in ``page /terms/T1``, ``API`` or ``live``.
        """
        if statements:
            try:
                self.accounts.trail.add(
                    Happening(
                        at=self.now(),
                        event=Event.READ,
                        who=caller.handle,
                        office=caller.viewer,
                        outlet=outlet,
                        statements=statements,
                    )
                )
            except AccountsError as error:
                give_up(error)
