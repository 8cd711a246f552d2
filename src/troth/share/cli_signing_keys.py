"""`troth accounts signing-key`: the keys by which a desk signs what its offices say."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from troth.case import Case
from troth.ledger import KeyRegister, Ledger, key_statement, open_ledger
from troth.records.canonical import utc_text
from troth.records.label import Label

from .accounts import load_key, new_key
from .accounts.office_keys import file_name
from .accounts.offices import check_office
from .keeping import Keeping, beside, keys_in
from .options import CasePath, read_case
from .terminal import say, table

app = typer.Typer(
    help="Keys by which a desk signs what its offices say.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
Office = Annotated[
    str,
    typer.Option(
        "--office", metavar="PARTY", help="The office: the id of a party of the case.", show_default=False
    ),
]
Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="Where the desk keeps its things, as for `troth serve`. Unless given, CASE.desk beside the case."),
]  # fmt: skip
Db = Annotated[
    str | None,
    typer.Option("--db", metavar="URL", help="The database of the ledger, where it is not a file; as for `troth serve`."),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Place:
    """A case, and where its desk keeps its things."""

    case: Case
    keeping: Keeping

    @property
    def has_ledger(self) -> bool:
        """Whether the desk was served before."""
        return self.keeping.database is not None or Path(self.keeping.ledger).exists()


def _place(case: Path, data: Path | None, db: str | None) -> _Place:
    return _Place(read_case(case), Keeping(folder=data or beside(case), database=db))


@app.callback(invoke_without_command=True)
def signing_key_command(context: typer.Context) -> None:
    """Keys by which a desk signs what its offices say: make one, list them, withdraw one."""
    if context.invoked_subcommand is None:
        say(context.get_help())


@app.command("new")
def new(case: CasePath, *, office: Office, data: Data = None) -> None:
    """Make a key for an office; from its next start on the desk signs with it, and says in the ledger whose it is."""
    place = _place(case, data, None)
    check_office(office, [row.record.id for row in place.case.parties], ())
    key = new_key(place.keeping.keys, office)
    say(f"a signing key for {office}: {place.keeping.keys / file_name(office)}")
    say(f"its public half: {_public(key)}")
    say(
        "Start the desk anew: it enters the public half in its ledger, and signs what the office says from then on."
    )


@app.command("list")
def list_keys(case: CasePath, *, data: Data = None, db: Db = None) -> None:
    """List the keys that the desk has, and what its ledger says of them."""
    place = _place(case, data, db)
    keys, said = keys_in(place.keeping.keys, place.case), "not in a ledger yet"
    if not place.has_ledger:
        table(
            ("office", "public key", "state"), [(office, _public(key), said) for office, key in keys.items()]
        )
        return
    with open_ledger(place.keeping.ledger, readonly=True) as ledger:
        register, now = KeyRegister(ledger.keys()), utc_text(datetime.now(UTC))
        rows = [
            (office, _public(key), register.refusal(office, _public(key), now) or "good")
            for office, key in keys.items()
        ]
    table(("office", "public key", "state"), rows)


@app.command("withdraw")
def withdraw(case: CasePath, *, office: Office, data: Data = None, db: Db = None) -> None:
    """Withdraw the key of an office: from now on no signature by it counts. What it signed before stays good."""
    place = _place(case, data, db)
    key, path = load_key(place.keeping.keys, office), place.keeping.keys / file_name(office)
    at = datetime.now(UTC)
    if place.has_ledger:
        with open_ledger(place.keeping.ledger) as ledger:
            _say_withdrawn(ledger, place.case, office, key, at)
    kept = path.with_suffix(f".withdrawn-{at:%Y%m%dT%H%M%SZ}")
    path.rename(kept)
    say(f"the key {_public(key)[:16]}… of {office} is withdrawn; the file is kept as {kept}")
    say(
        f"make another with `troth accounts signing-key new {case} --office {office}`, and start the desk anew"
    )


def _say_withdrawn(ledger: Ledger, case: Case, office: str, key: Ed25519PrivateKey, at: datetime) -> None:
    default = case.settings.label
    label = Label(tlp=default.tlp, release_to=default.release_to)
    said = key_statement(
        office, key.public_key(), recorded_at=at, nonce=token_hex(32), label=label, withdrawn_at=at
    )
    ledger.append([said])


def _public(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()
