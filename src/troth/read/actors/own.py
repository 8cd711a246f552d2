"""Names of one's own: a table that a desk keeps, and that corrections fill."""

import csv
import io
from collections.abc import Iterable, Sequence
from typing import cast, get_args

from troth.read.actors.nouns import Entry, Kind

HEADER = ("name", "kind", "aliases", "country")
KINDS = frozenset(get_args(Kind))


def own_entries(lines: Iterable[str]) -> list[Entry]:
    """The entries of a CSV table with the columns `name`, `kind`, `aliases` (parted by ``;``) and `country`.

    Raises
    ------
    ValueError
        What is wrong, with the number of the line.

    >>> own_entries(["name,kind,aliases,country", "Mirna Harbour Board,organisation,HBM;the Board,"])[0].aliases
    ('HBM', 'the Board')
    """
    rows = csv.reader(lines)
    header = tuple(cell.strip() for cell in next(rows, []))
    if header != HEADER:
        msg = f"line 1: the columns are {', '.join(HEADER)}, not {', '.join(header) or 'none'}"
        raise ValueError(msg)
    return [_entry(row, rows.line_num) for row in rows if any(cell.strip() for cell in row)]


def _entry(row: Sequence[str], line: int) -> Entry:
    if len(row) != len(HEADER):
        msg = f"line {line}: {len(row)} cells where {len(HEADER)} belong"
        raise ValueError(msg)
    name, kind, aliases, country = (cell.strip() for cell in row)
    if not name:
        msg = f"line {line}: no name"
        raise ValueError(msg)
    if kind not in KINDS:
        msg = f"line {line}: the kind {kind or '(empty)'} is none of {', '.join(sorted(KINDS))}"
        raise ValueError(msg)
    return Entry(
        name=name,
        kind=cast("Kind", kind),
        country=country or None,
        aliases=tuple(alias.strip() for alias in aliases.split(";") if alias.strip()),
    )


def as_table(entries: Iterable[Entry]) -> str:
    """The table of entries; each actor once, with all its aliases.

    >>> print(as_table([Entry(name="Mirna Harbour Board", kind="organisation", aliases=("HBM",))]), end="")
    name,kind,aliases,country
    Mirna Harbour Board,organisation,HBM,
    """
    together: dict[tuple[str, str, str], dict[str, None]] = {}
    for entry in entries:
        key = entry.name, entry.kind, entry.country or ""
        together.setdefault(key, {}).update(dict.fromkeys(entry.aliases))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    for (name, kind, country), aliases in sorted(together.items()):
        writer.writerow((name, kind, ";".join(aliases), country))
    return out.getvalue()
