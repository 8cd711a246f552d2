"""What the complaints of SQLite and PostgreSQL mean for accounts, in one line each that says what to do."""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from .errors import (
    AccountsError,
    BusyAccountsError,
    DamagedAccountsError,
    FullAccountsError,
    MissingAccountsError,
    NotAccountsError,
    ReadOnlyAccountsError,
    UnreachableAccountsError,
)


class _Meaning(NamedTuple):
    error: type[AccountsError]
    text: str


_FULL = _Meaning(FullAccountsError, "the disk is full ({said}); make room, nothing was half written")
_READ_ONLY = _Meaning(
    ReadOnlyAccountsError,
    "may be read but not written ({said}); nobody can sign in until its owner may write it",
)
_BUSY = _Meaning(
    BusyAccountsError, "another process has been writing for too long ({said}); wait for it to end"
)
_UNREACHABLE = _Meaning(
    UnreachableAccountsError,
    "the database does not answer or does not let this user in ({said}); start it, or check host, user and password",
)
_NO_DATABASE = _Meaning(
    MissingAccountsError, "the server has no such database ({said}); make it with `createdb -E UTF8`"
)
_FOREIGN = _Meaning(
    NotAccountsError, "the tables there are not those of accounts ({said}); check the address"
)
_CLOSED = _Meaning(AccountsError, "cannot be opened ({said}); check the rights to the file and its folder")
_DAMAGED = _Meaning(DamagedAccountsError, "{said}; restore it from a copy")

_BY_CODE: Mapping[str, _Meaning] = MappingProxyType(
    {
        "53100": _FULL,
        "53200": _FULL,
        "53": _UNREACHABLE,
        "25006": _READ_ONLY,
        "42501": _READ_ONLY,
        "55P03": _BUSY,
        "57P": _UNREACHABLE,
        "08": _UNREACHABLE,
        "28": _UNREACHABLE,
        "3D000": _NO_DATABASE,
        "42P01": _FOREIGN,
        "42703": _FOREIGN,
    }
)
"""By the code of PostgreSQL, or by how it begins; the longest that fits."""
_BY_WORDS: tuple[tuple[str, _Meaning], ...] = (
    (r"readonly|read-only", _READ_ONLY),
    (r"locked|busy", _BUSY),
    (r"\bfull\b|disk I/O|No space", _FULL),
    (r"unable to open", _CLOSED),
    (r"no such (table|column)", _FOREIGN),
    (r"database .* does not exist", _NO_DATABASE),
    (
        r"refused|No such file|timeout|failed|resolve|starting up|terminat|closed|lost|unexpectedly|password|role ",
        _UNREACHABLE,
    ),
)


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn the complaints of a database into errors that say what to do."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        raise _in_words(name, error) from error


def _in_words(name: str, error: DBAPIError | sqlite3.Error) -> AccountsError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = _one_line(str(cause))
    code = getattr(cause, "sqlstate", None) or ""
    fitting = [known for known in _BY_CODE if code.startswith(known)] if code else []
    meaning = _BY_CODE[max(fitting, key=len)] if fitting else _by_words(said)
    return meaning.error(f"{name}: " + meaning.text.format(said=said))


def _by_words(said: str) -> _Meaning:
    return next((meaning for words, meaning in _BY_WORDS if re.search(words, said)), _DAMAGED)


def _one_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return re.sub(r"\s+", " ", (lines or ["no reason was given"])[0])[:300]
