"""`troth accounts`: who may come in to a desk. Secrets are made here and printed once; none is ever an argument."""

import json as jsons
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from . import cli_account_keys, cli_signing_keys
from .accounts import Accounts, Event, Happening, open_accounts
from .cli_account_options import CaseOption, Location, Office, moment_of, parties_of
from .options import AsJson
from .terminal import emit, say, table

app = typer.Typer(
    help="Who may come in to a desk: logins of offices, invitations, keys for machines, and who read what.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(cli_account_keys.app, name="key")
app.add_typer(cli_signing_keys.app, name="signing-key")

Handle = Annotated[
    str,
    typer.Argument(
        metavar="HANDLE",
        help="What the login is called, as in mediator-1; it belongs to an office and is no person's name.",
        show_default=False,
    ),
]
Hours = Annotated[
    int,
    typer.Option(metavar="N", min=1, max=24 * 30, help="How many hours the invitation is good for."),
]


@app.callback(invoke_without_command=True)
def accounts_command(context: typer.Context) -> None:
    """Who may come in to a desk: logins of offices, invitations, keys for machines, and who read what."""
    if context.invoked_subcommand is None:
        say(context.get_help())


@app.command("add")
def add(
    location: Location,
    handle: Handle,
    *,
    office: Office,
    case: CaseOption,
    role: Annotated[str, typer.Option(metavar="ROLE", help="officer, adjudicator or auditor.")] = "officer",
    hours: Hours = 72,
) -> None:
    """Add a login of an office and print an invitation to it; the accounts are made where there are none yet."""
    parties, now = parties_of(case), datetime.now(UTC)
    with open_accounts(location, create=True) as accounts:
        login = accounts.logins.add(handle, office=office, role=role, parties=parties, now=now)
        _note(accounts, Event.ADDED, login.handle, login.office, detail=login.role.value)
        _invite(accounts, login.handle, hours)


@app.command("list")
def list_logins(location: Location, *, json: AsJson = False) -> None:
    """List the logins: office, handle, role, state, passkeys."""
    with open_accounts(location) as accounts:
        logins = [(login, len(accounts.passkeys.of(login))) for login in accounts.logins.list()]
    if json:
        rows = [{**login.model_dump(mode="json", exclude={"id"}), "passkeys": many} for login, many in logins]
        emit(jsons.dumps({"logins": rows}, ensure_ascii=False, indent=1))
        return
    table(
        ("office", "login", "role", "state", "password", "passkeys", "last visit"),
        [
            (
                login.office,
                login.handle,
                login.role.value,
                login.state,
                "yes" if login.has_password else "no",
                str(many),
                "" if login.visited_at is None else moment_of(login.visited_at),
            )
            for login, many in logins
        ],
    )


@app.command("invite")
def invite(location: Location, handle: Handle, *, hours: Hours = 72) -> None:
    """Print a new invitation: for a lost telephone too, since taking it up replaces what the login had."""
    with open_accounts(location) as accounts:
        _invite(accounts, handle, hours)


@app.command("disable")
def disable(location: Location, handle: Handle) -> None:
    """Shut a login out at once: its sessions end, its invitations are void. What it said stays."""
    with open_accounts(location) as accounts:
        login = accounts.logins.disable(handle, now=datetime.now(UTC))
        _note(accounts, Event.DISABLED, login.handle, login.office)
    say(f"{login.handle} of {login.office} is shut out; its sessions have ended")


@app.command("enable")
def enable(location: Location, handle: Handle) -> None:
    """Let a login in again, with the ways in that it had."""
    with open_accounts(location) as accounts:
        login = accounts.logins.enable(handle)
        _note(accounts, Event.ENABLED, login.handle, login.office)
    say(f"{login.handle} of {login.office} may come in again ({login.state})")


@app.command("audit")
def audit(
    location: Location,
    *,
    office: Annotated[
        str | None, typer.Option(metavar="PARTY", help="Only what logins and keys of this office did.")
    ] = None,
    after: Annotated[
        int, typer.Option(metavar="N", min=0, help="Only rows after the one of this number.")
    ] = 0,
    json: AsJson = False,
) -> None:
    """Print who signed in, or tried to, and who read which restricted statements; oldest first, nothing left out."""
    with open_accounts(location) as accounts:
        rows = list(_rows(accounts, office, after))
    if json:
        emit(
            jsons.dumps(
                {"trail": [row.model_dump(mode="json") for row in rows]}, ensure_ascii=False, indent=1
            )
        )
        return
    table(
        ("number", "when (UTC)", "what", "who", "office", "where", "from", "statements"),
        [
            (
                str(row.number),
                moment_of(row.at),
                row.event.value,
                row.who,
                row.office,
                row.outlet,
                row.address,
                " ".join(row.statements) or row.detail,
            )
            for row in rows
        ],
    )


def _rows(accounts: Accounts, office: str | None, after: int) -> Iterator[Happening]:
    while found := accounts.trail.rows(office=office, after=after):
        yield from found
        after = found[-1].number


def _invite(accounts: Accounts, handle: str, hours: int) -> None:
    now = datetime.now(UTC)
    login = accounts.logins.get(handle)
    code = accounts.invitations.invite(login, now=now, good_for=timedelta(hours=hours))
    _note(accounts, Event.INVITED, login.handle, login.office)
    say(
        f"invitation for {login.handle} ({login.role.value} of {login.office}), good once and for {hours} hours:"
    )
    say(code)
    say(
        "Hand it over in person or by a channel that you trust. It is typed on the page /enrol of the desk, and is not shown again."
    )


def _note(accounts: Accounts, event: Event, who: str, office: str, *, detail: str = "") -> None:
    accounts.trail.add(
        Happening(at=datetime.now(UTC), event=event, who=who, office=office, outlet="terminal", detail=detail)
    )
