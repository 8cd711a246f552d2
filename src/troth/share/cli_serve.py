"""`troth serve`: a case as a desk in the browser, for offices that come in and for the public."""

import socket
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from troth.case import Case
from troth.ledger import on_server

from .accounts import new_key
from .accounts.office_keys import file_name
from .desk import demonstration
from .desk.demonstration import offices_of
from .keeping import Keeping, beside, opened, private
from .options import CasePath, read_case, unusable
from .terminal import complain, say, working

LOOPBACK, PORT, LAST_PORT = "127.0.0.1", 8400, 65_535
WAITING = 128
OWN_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("serve")(serve)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a desk listens, and how it is reached."""

    host: str
    port: int
    origin: str | None
    names: tuple[str, ...]
    proxies: int


def serve(  # noqa: PLR0913 - each an option of its own
    case: CasePath,
    *,
    port: Annotated[int, typer.Option(metavar="NUMBER", help="Where to listen; 0 for any free port.")] = PORT,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help="The address to listen at. Unless given, only this machine can reach the desk.",
        ),
    ] = LOOPBACK,
    db: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="A database for the ledger and the accounts, as in postgresql://USER@HOST/DATABASE. Unless given, both are files.",
        ),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Where the desk keeps its ledger, accounts and keys. Unless given, CASE.desk beside the case, for the demonstration CASE.demo.",
        ),
    ] = None,
    origin: Annotated[
        str | None,
        typer.Option(
            metavar="URL",
            help="How browsers reach the desk, as in https://desk.example, where another server stands before it.",
        ),
    ] = None,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="HOST", help="A further name that the desk may be reached by; repeatable."),
    ] = None,
    proxies: Annotated[
        int, typer.Option(metavar="N", min=0, help="How many servers of your own stand before the desk.")
    ] = 0,
    demo: Annotated[
        bool,
        typer.Option(
            "--demo",
            help="Make an exercise out of a copy of the case of November 2023, and let everybody on this machine come in as any of its offices.",
        ),
    ] = False,
) -> None:
    """Serve a case as a desk in the browser, until Ctrl-C.

    Who may come in is said with `troth accounts`, which takes the accounts in CASE.desk/accounts.sqlite.
    """
    keeping = Keeping(folder=data or beside(case, "demo" if demo else "desk"), database=db)
    if db is not None and not on_server(db):
        raise unusable(
            at="--db", found=db.partition("://")[0] if "://" in db else db, expected="the address of a database",
            remedy="write it as postgresql://USER@HOST/DATABASE, or leave it out: then everything lies in files",
        )  # fmt: skip
    address = Address(host=host, port=port, origin=origin, names=tuple(name or ()), proxies=proxies)
    if demo:
        _only_here(host)
        private(keeping.folder)
        case = demonstration(case, keeping.folder / case.resolve().name)
    with working("reading the case"):
        found = read_case(case)
    if demo:
        sign_for_all(found, keeping.keys)
    _run(found, keeping, address, demo=demo)


def sign_for_all(case: Case, folder: Path) -> None:
    """Make a signing key for each office of the demonstration that has none, so that what they say is signed."""
    for office in offices_of(case):
        if not (folder / file_name(office)).exists():
            new_key(folder, office)


def _only_here(host: str) -> None:
    if not _is_own(host):
        raise unusable(
            at="--demo", found=f"--host {host}", expected="an address that only this machine can reach",
            remedy="leave --host out: the demonstration lets everybody in",
        )  # fmt: skip


def _run(case: Case, keeping: Keeping, address: Address, *, demo: bool) -> None:
    from .web.demo import prepare_demo  # noqa: PLC0415 - half a second that no other command needs
    from .web.running import run  # noqa: PLC0415 - the same
    from .web.serving import Reached, served  # noqa: PLC0415 - the same

    with listening(address.host, address.port) as listener, opened(case, keeping) as (desk, accounts):
        where = f"http://{_shown(address.host)}:{listener.getsockname()[1]}/"
        if not _is_own(address.host) and address.origin is None:
            complain(
                f"the desk can be reached from other machines at {address.host}: put a server that encrypts in front of it"
            )
        names = OWN_NAMES | {_shown(address.host), *address.names}
        reached = Reached(hosts=frozenset(names), origin=address.origin, proxies=address.proxies, demo=demo)
        application = served(desk, accounts, reached)
        say(f"{case.title}: {address.origin or where}{'demo' if demo else ''} (Ctrl-C stops it)")
        for office, why in desk.signing.refusals(desk.now()).items():
            complain(
                f"what {office} says is not signed: the desk has a key {why}; make another with `troth accounts signing-key`"
            )
        if demo:
            for line in prepare_demo(desk, accounts):
                say(line)
        elif not accounts.logins.list():
            say(f"nobody can come in yet: `troth accounts add {keeping.accounts} ...` makes logins")
        run(application, listener)


def listening(host: str, port: int) -> socket.socket:
    """Take hold of an address, before anything else is said of it.

    Raises
    ------
    ProblemsError
        The address cannot be had: somebody else listens there, or it is not one of this machine.
    """
    if not 0 <= port <= LAST_PORT:
        raise unusable(at="--port", found=str(port), expected=f"0 to {LAST_PORT}", remedy="choose another")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(WAITING)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        remedy = "choose another port with --port, or stop what listens there"
        raise unusable(
            at="troth serve", found=f"{host}:{port}: {error.strerror or error}", expected="a free address of this machine", remedy=remedy
        ) from None  # fmt: skip
    return listener


def _is_own(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
