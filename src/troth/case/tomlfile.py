"""TOML files as data that knows its lines, read against a list of the keys that are known."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .fields import Spot
from .folder import Folder
from .problems import did_you_mean, listed
from .toml_lines import TomlLines

_AT = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(slots=True)
class Document:
    """A parsed TOML file."""

    file: str
    data: dict[str, Any]
    lines: TomlLines


def read_toml(folder: Folder, name: str) -> Document | None:
    """Parse a TOML file, or note why it cannot be parsed."""
    text = folder.text(name)
    if text is None:
        return None
    try:
        data = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError, ArithmeticError) as error:
        folder.lose(name)
        said = _reason(error)
        at = _AT.search(said)
        folder.problems.add(
            name, line=int(at[1]) if at else None, found=_AT.sub("", said), expected="valid TOML",
            remedy="texts stand in quotes, lists in brackets, and each key once in its table",
        )  # fmt: skip
        return None
    return Document(name, data, TomlLines(text))


def _reason(error: Exception) -> str:
    match error:
        case RecursionError():
            return "tables inside tables without end"
        case ArithmeticError():
            return "a number that is too large to be written"
        case _:
            return str(error)


Reader = Callable[["Cursor", str, Any], dict[str, Any]]
"""Reads one key of a table: gives the fields of the record that it stands for."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A table of a TOML document, and what is needed to read it."""

    spot: Spot
    path: tuple[str, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)

    def inside(self, key: str) -> "Cursor":
        """The table under this key."""
        return Cursor(self.spot, (*self.path, key), self.context)

    def bad(self, key: str, *, expected: str, remedy: str, found: object = None) -> None:
        """Note that a key is wrong."""
        self.spot.bad((*self.path, key), found=found, expected=expected, remedy=remedy)

    def read(self, table: object, keys: Mapping[str, Reader]) -> dict[str, Any]:
        """Read every key of a table; unknown keys are noted with the nearest known one."""
        if not isinstance(table, dict):
            self.spot.bad(
                self.path, found=table, expected="a table", remedy=f"known keys: {listed(keys, 30)}"
            )
            return {}
        found: dict[str, Any] = {}
        for key, value in table.items():
            if (reader := keys.get(key)) is None:
                remedy = did_you_mean(
                    key, [name for name in keys if name not in table], f"known keys: {listed(keys, 30)}"
                )
                self.bad(key, found=key, expected="a known key", remedy=remedy)
            else:
                found.update(reader(self, key, value))
        return found


def spot_of(document: Document, folder: Folder, base: Sequence[str | int] = (), prefix: str = "") -> Spot:
    """Where things stand in a document, seen from one of its tables."""
    return Spot(folder.problems, document.file, lambda path: document.lines.of((*base, *path)), prefix)


def tables_of(document: Document, folder: Folder, key: str) -> list[tuple[int, dict[str, Any]]]:
    """The tables of a ``[[key]]`` list, each with its number; anything else under the key is noted."""
    found = document.data.get(key, [])
    if isinstance(found, dict):  # one [key] table instead of a list of them
        line = document.lines.of((key,))
        folder.problems.add(
            document.file,
            line=line,
            field=key,
            found=f"[{key}]",
            expected=f"[[{key}]]",
            remedy="double the brackets",
        )
        return []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        line = document.lines.of((key,))
        folder.problems.add(
            document.file,
            line=line,
            field=key,
            found=str(found),
            expected=f"[[{key}]] tables",
            remedy=f"write each one as a [[{key}]] table",
        )
        return []
    return list(enumerate(found))


def unknown_keys(document: Document, folder: Folder, known: Sequence[str]) -> None:
    """Note the top-level keys of a document that nobody knows."""
    for key in document.data:
        if key not in known:
            remedy = did_you_mean(key, known, f"known are: {listed(known)}")
            folder.problems.add(
                document.file,
                line=document.lines.of((key,)),
                field=key,
                found=key,
                expected="a known key or table",
                remedy=remedy,
            )
