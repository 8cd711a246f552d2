"""`troth serve`: a case as a desk in the browser."""

import socket
from ipaddress import ip_address
from typing import Annotated

import typer

from .desk import Desk, clock_of
from .options import CasePath, read_case, unusable
from .terminal import complain, say, working

LOOPBACK, PORT, LAST_PORT = "127.0.0.1", 8400, 65_535
WAITING = 128


def register(app: typer.Typer) -> None:
    """Add the command of this module."""
    app.command("serve")(serve)


def serve(
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
) -> None:
    """Serve a case as a desk in the browser, until Ctrl-C."""
    import uvicorn  # noqa: PLC0415 - half a second that no other command needs

    from .web import create_app  # noqa: PLC0415 - the same

    with working("reading the case"):
        found = read_case(case)
    listener = listening(host, port)
    if not _is_own(host):
        complain(
            f"the desk can be reached from other machines at {host}: put a server that encrypts in front of it"
        )
    say(f"{found.title}: http://{_shown(host)}:{listener.getsockname()[1]}/ (Ctrl-C stops it)")
    config = uvicorn.Config(
        create_app(Desk(found, clock=clock_of(found))),
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=True,
    )
    uvicorn.Server(config).run(sockets=[listener])


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
