"""Rows as PostgreSQL's COPY reads them, written without asking the driver to look at every value.

The format is that of the PostgreSQL manual, "COPY", section "Binary Format": a signature, rows, a trailer. A row begins
with the number of its columns (16 bits); a column is its length in bytes (32 bits, -1 for NULL) and its value. All but
the place of an entry and the hashes of its tree follows from the statement alone: that part is made where it is sealed,
maybe in another process, and is not looked into again.
"""

import struct
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from troth.records.seal import seal_fields

from .columns import said
from .rows import leaf_of
from .schema import statements
from .tree import HASH_BYTES

COPY = f"COPY statements ({', '.join(statements.columns.keys())}) FROM STDIN (FORMAT BINARY)"
HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
"""Signature, no flags, no extension."""
TRAILER = struct.pack(">h", -1)
_PLACE = struct.Struct(">hiqiq")
_LENGTH = struct.Struct(">i").pack
_NULL = _LENGTH(-1)
_ROOT_LENGTH = _LENGTH(HASH_BYTES)
_ID_LENGTH = _LENGTH(2 * HASH_BYTES)
_COLUMNS = len(statements.columns)


class Prepared(NamedTuple):
    """A statement with everything that does not depend on where it will stand."""

    id: str
    leaf: bytes
    columns: bytes
    """Its columns from `id` to `content`, as COPY reads them."""


def _column(value: bytes) -> bytes:
    return _LENGTH(len(value)) + value


def _text_column(text: str | None) -> bytes:
    """A column that holds what a field says, given the field's canonical JSON."""
    found = said(text)
    return _NULL if found is None else _column(found.encode())


_again = lru_cache(maxsize=16384)(_text_column)
"""The same for columns whose values come again and again: kinds, sources, times."""


def prepared(nonce: str, fields: Mapping[str, str]) -> Prepared:
    """Seal a statement, given the canonical JSON of its fields, and write its part of the row."""
    whole = seal_fields(nonce, fields)
    get, content = fields.get, whole.content.encode()
    # In the order of `Columns`, and written out: a loop over them takes as long again.
    columns = b"".join(
        (
            _ID_LENGTH, whole.id.encode(), _again(get("kind")), _text_column(get("subject")), _again(get("source")),
            _again(get("valid_from")), _again(get("valid_to")), _again(get("recorded_at")), _again(get("supersedes")),
            _again(get("retracts")), _LENGTH(len(content)), content,
        )
    )  # fmt: skip
    return Prepared(whole.id, leaf_of(whole.id), columns)


def row_of(number: int, position: int, columns: bytes, nodes: bytes, root: bytes) -> bytes:
    """Write a row of `statements`: its place, what was prepared, and the hashes of its tree.

    Parameters
    ----------
    number, position
        The log by its number in the database, and the place in it.
    columns
        Of `Prepared`.
    nodes, root
        As in `Stored`.
    """
    place = _PLACE.pack(_COLUMNS, 8, number, 8, position)
    return b"".join((place, columns, _LENGTH(len(nodes)), nodes, _ROOT_LENGTH, root))
