"""What the complaints of PostgreSQL mean, in one line each that says what to do.

The server's five-letter codes (https://www.postgresql.org/docs/current/errcodes-appendix.html) say what happened where a
statement failed. Where not even a connection came about, the driver has its words alone: those are looked at, and
repeated, since a server may speak another language.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import NamedTuple

import psycopg
from sqlalchemy.exc import DBAPIError

from . import files
from .errors import (
    BusyLedgerError,
    DamagedLedgerError,
    LedgerError,
    MissingLedgerError,
    NotALedgerError,
    ReadOnlyLedgerError,
    UnreachableLedgerError,
)


class _Meaning(NamedTuple):
    error: type[LedgerError]
    text: str
    """What it means and what to do; `said` and `wait` are put in."""


_UNREACHABLE = _Meaning(
    UnreachableLedgerError, "no server answers there ({said}); start it, or check host and port"
)
_PASSWORD = _Meaning(
    UnreachableLedgerError,
    "the server does not let this user in ({said}); check user and password (in the address, ~/.pgpass or PGPASSWORD)",
)
_NO_DATABASE = _Meaning(
    MissingLedgerError,
    "the server has no such database ({said}); make it with `createdb -E UTF8 -T template0`",
)
_FULL = _Meaning(LedgerError, "the disk did not take it ({said}); nothing of the batch was written")
_LOST = _Meaning(
    UnreachableLedgerError,
    "the connection to the server broke ({said}); append the batch again once it is back: what it holds already is skipped",
)
_READ_ONLY = _Meaning(
    ReadOnlyLedgerError,
    "may be read but not written ({said}); open it as the role that made it, on the primary server",
)
_BUSY = _Meaning(
    BusyLedgerError,
    "another process has been writing for more than {wait:.0f} seconds ({said}); wait for it to end, a ledger has one writer at a time",
)
_CROWDED = _Meaning(
    UnreachableLedgerError, "the server has no room for another connection ({said}); try again later"
)
_FOREIGN = _Meaning(NotALedgerError, "the tables there are not those of a ledger ({said}); check the address")
_PART = _Meaning(
    LedgerError,
    "this role is shown a part of the ledger only ({said}); do it as the role that made the ledger",
)
_DAMAGED = _Meaning(DamagedLedgerError, "{said}; run `troth ledger verify`, or restore it from a backup")

_BY_CODE: Mapping[str, _Meaning] = MappingProxyType(
    {
        "28": _PASSWORD,
        "3D000": _NO_DATABASE,
        "53100": _FULL,
        "53300": _CROWDED,
        "53": _FULL,
        "25006": _READ_ONLY,
        "42501": _READ_ONLY,
        "55P03": _BUSY,
        "57P": _LOST,
        "08": _LOST,
        "42P01": _FOREIGN,
        "42703": _FOREIGN,
        "23": _DAMAGED,
        "XX": _DAMAGED,
    }
)
"""By a code, or by how it begins; the longest that fits."""
_BY_WORDS: tuple[tuple[str, _Meaning], ...] = (
    (r"does not exist", _NO_DATABASE),
    (r"too many|remaining connection slots", _CROWDED),
    (r"authentication|password|pg_hba|role ", _PASSWORD),
    (r"terminat|closed|lost|unexpectedly|AdminShutdown", _LOST),
    (r"refused|No such file|could not|timeout|failed|resolve|starting up", _UNREACHABLE),
)


@contextmanager
def in_words(name: str) -> Iterator[None]:
    """Turn the complaints of PostgreSQL into errors that say what to do."""
    try:
        yield
    except (DBAPIError, psycopg.Error) as error:
        raise _in_words(name, error) from error


def _in_words(name: str, error: DBAPIError | psycopg.Error) -> LedgerError:
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = _one_line(str(cause))
    if "affected by row-level security" in said:
        return _PART.error(f"{name}: " + _PART.text.format(said=said))
    meaning = _by_code(getattr(cause, "sqlstate", None) or "") or _by_words(said)
    if meaning is None:
        return LedgerError(f"{name}: {said}; nothing was written")
    return meaning.error(f"{name}: " + meaning.text.format(said=said, wait=files.WAIT_SECONDS))


def _by_code(code: str) -> _Meaning | None:
    fitting = [known for known in _BY_CODE if code.startswith(known)] if code else []
    return _BY_CODE[max(fitting, key=len)] if fitting else None


def _by_words(said: str) -> _Meaning | None:
    if re.search(r"role .* does not exist", said):
        return _PASSWORD
    return next((meaning for words, meaning in _BY_WORDS if re.search(words, said)), None)


def _one_line(text: str) -> str:
    """The first line of what was said, without the hints that follow it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    fatal = [line for line in lines if "FATAL" in line]
    return re.sub(r"\s+", " ", (fatal or lines or ["no reason was given"])[-1 if fatal else 0])[:300]
