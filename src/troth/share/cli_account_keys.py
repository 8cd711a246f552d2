"""`troth accounts key`: how the machines of an office come in."""

import json as jsons
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from .accounts import ApiKey, Event, Happening, open_accounts
from .cli_account_options import CaseOption, Location, Office, moment_of, parties_of
from .options import AsJson
from .terminal import emit, say, table

app = typer.Typer(
    help="Keys for the machines of an office.", rich_markup_mode=None, pretty_exceptions_enable=False
)


@app.callback(invoke_without_command=True)
def key_command(context: typer.Context) -> None:
    """Keys for the machines of an office: make one, list them, withdraw one."""
    if context.invoked_subcommand is None:
        say(context.get_help())


@app.command("add")
def add(  # noqa: PLR0913 - a command has one parameter for each of its options
    location: Location,
    *,
    office: Office,
    case: CaseOption,
    purpose: Annotated[
        str,
        typer.Option(metavar="TEXT", help="What it is for, as in 'nightly import'.", show_default=False),
    ],
    role: Annotated[str, typer.Option(metavar="ROLE", help="officer, adjudicator or auditor.")] = "officer",
    scope: Annotated[
        list[str] | None,
        typer.Option(metavar="SCOPE", help="read or post; repeatable. Unless given: read."),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option(metavar="N", min=1, help="How many days it is good for; unless given, until withdrawn."),
    ] = None,
) -> None:
    """Make a key and print it, once; it is sent as `Authorization: Bearer KEY`."""
    parties, now = parties_of(case), datetime.now(UTC)
    with open_accounts(location, create=True) as accounts:
        made, key = accounts.keys.add(
            office=office,
            role=role,
            scopes=scope or ["read"],
            purpose=purpose,
            parties=parties,
            now=now,
            expires_at=None if days is None else now + timedelta(days=days),
        )
        accounts.trail.add(_noted(made, Event.KEY_ADDED))
    say(f"key {made.prefix} for {made.office} ({made.role.value}; {', '.join(sorted(made.scopes))}):")
    say(key)
    say("It is not shown again. Keep it where only the machine that uses it can read it.")


@app.command("list")
def list_keys(location: Location, *, json: AsJson = False) -> None:
    """List the keys: their prefixes, what they are for, and whether they are good; never the keys themselves."""
    now = datetime.now(UTC)
    with open_accounts(location) as accounts:
        keys = accounts.keys.list()
    if json:
        rows = [
            {**key.model_dump(mode="json"), "scopes": sorted(key.scopes), "good": key.good(now)}
            for key in keys
        ]
        emit(jsons.dumps({"keys": rows}, ensure_ascii=False, indent=1))
        return
    table(
        ("office", "prefix", "role", "scopes", "for", "made", "state"),
        [
            (
                key.office,
                key.prefix,
                key.role.value,
                " ".join(sorted(key.scopes)),
                key.purpose,
                moment_of(key.created_at),
                _state(key, now),
            )
            for key in keys
        ],
    )


@app.command("withdraw")
def withdraw(
    location: Location,
    prefix: Annotated[
        str,
        typer.Argument(metavar="PREFIX", help="The twelve digits that the list shows.", show_default=False),
    ],
) -> None:
    """Withdraw a key: from now on it is good for nothing. What was sent with it stays."""
    with open_accounts(location) as accounts:
        key = accounts.keys.withdraw(prefix, now=datetime.now(UTC))
        accounts.trail.add(_noted(key, Event.KEY_WITHDRAWN))
    say(f"key {key.prefix} of {key.office} is withdrawn")


def _state(key: ApiKey, now: datetime) -> str:
    if key.withdrawn_at is not None:
        return f"withdrawn {moment_of(key.withdrawn_at)}"
    if key.expires_at is None:
        return "good until withdrawn"
    return f"{'good until' if key.good(now) else 'over since'} {moment_of(key.expires_at)}"


def _noted(key: ApiKey, event: Event) -> Happening:
    return Happening(
        at=datetime.now(UTC),
        event=event,
        who=key.prefix,
        office=key.office,
        outlet="terminal",
        detail=" ".join(sorted(key.scopes)),
    )
