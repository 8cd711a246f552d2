"""Where a desk keeps its things: the ledger, the accounts, and the keys, beside the case and never inside it.

A case folder is handed on to others; what stands here is not. Only one desk at a time works in a folder.
"""

import fcntl
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from troth.case import Case
from troth.ledger import on_server, open_ledger
from troth.records.errors import Problem, ProblemsError

from .accounts import Accounts, ExposedFileError, load_key, open_accounts
from .accounts.office_keys import file_name
from .desk import Desk, ServedElsewhereError, clock_of

LEDGER, ACCOUNTS, KEYS, LOCK = "ledger.sqlite", "accounts.sqlite", "keys", "serving.lock"
PRIVATE = 0o700


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Where a desk keeps its things.

    Parameters
    ----------
    folder
        For everything that lies in files.
    database
        Address of a database for the ledger and the accounts; None keeps both in files.
    """

    folder: Path
    database: str | None = None

    @property
    def ledger(self) -> str | Path:
        """Where the ledger is."""
        return self.database or self.folder / LEDGER

    @property
    def accounts(self) -> str | Path:
        """Where the accounts are."""
        return self.database if self.database and on_server(self.database) else self.folder / ACCOUNTS

    @property
    def keys(self) -> Path:
        """The folder of the offices' signing keys."""
        return self.folder / KEYS


def beside(case: Path, ending: str = "desk") -> Path:
    """The folder beside a case.

    >>> beside(Path("cases/gaza-pause-2023")).as_posix()
    'cases/gaza-pause-2023.desk'
    """
    whole = case.resolve() if case.name in {"", ".", ".."} else case
    return whole.with_name(f"{whole.name}.{ending}")


@contextmanager
def opened(case: Case, keeping: Keeping) -> Iterator[tuple[Desk, Accounts]]:
    """Open a desk with everything that it keeps, and close it all at the end.

    Raises
    ------
    ServedElsewhereError
        Another desk works in the folder.
    TrothError
        The ledger, the accounts or a key cannot be used.
    """
    private(keeping.folder)
    with ExitStack() as stack:
        stack.enter_context(alone(keeping.folder))
        store = stack.enter_context(open_ledger(keeping.ledger, create=True))
        accounts = stack.enter_context(open_accounts(keeping.accounts, create=True))
        clock = clock_of(case)
        yield Desk(case, store=store, clock=clock, keys=keys_in(keeping.keys, case)), accounts


def private(folder: Path) -> None:
    """Make a folder that is its owner's alone, or see that it is: red lines and restricted reports lie in it.

    Raises
    ------
    ExposedFileError
        Other users of the machine can read it.
    """
    try:
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    except FileExistsError:
        problem = Problem(
            file=str(folder), found="a file", expected="a folder for what the desk keeps",
            remedy="choose another place with --data, or move the file away",
        )  # fmt: skip
        raise ProblemsError([problem]) from None
    if stat.S_IMODE(folder.stat().st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        msg = f"{folder}: others on this machine may read it, and restricted reports lie in it; run `chmod 700 {folder}`"
        raise ExposedFileError(msg)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a folder for one desk."""
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            msg = f"{folder}: another desk works here; stop it first, or give this one a folder of its own with --data"
            raise ServedElsewhereError(msg) from None
        yield


def keys_in(folder: Path, case: Case) -> dict[str, Ed25519PrivateKey]:
    """The keys of the offices that let this desk sign for them."""
    offices = sorted(case.members)
    return {name: load_key(folder, name) for name in offices if (folder / file_name(name)).exists()}
