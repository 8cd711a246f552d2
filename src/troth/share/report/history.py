"""The history of verdicts in words: since when each stood as it did, and what brought that about."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from . import phrases, words
from .index import Index, Row
from .text import Catalog, Line, join

Name = tuple[str, str | None, str | None]
SHOWN = 4
"""How many rows a line names before it only counts the rest."""
WAITING = frozenset({"pending", "unknown"})


def turn_lines(turns: Sequence[Row], index: Index, texts: Catalog) -> dict[Name, list[Line]]:
    """For each verdict one line per change of its state, in order of time; empty where no history was told.

    >>> from datetime import UTC, datetime
    >>> from .text import catalog, plain
    >>> turn = {"term": "T1", "instance": None, "obligor": None, "quantity": {"low": Decimal(0), "high": None, "unit": ""}}
    >>> rows = [{**turn, "since": datetime(2023, 12, 2, tzinfo=UTC), "state": "kept", "known": ["E2"], "undone": [], "ended": False},
    ...         {**turn, "since": datetime(2023, 12, 3, tzinfo=UTC), "state": "broken", "known": ["E9"], "ended": False,
    ...          "undone": [{"id": "E2", "does": "corrected", "by": ["E9"]}]}]
    >>> found = turn_lines(rows, Index.of({}), catalog("en"))
    >>> [plain(line) for line in found["T1", None, None]]
    ['2 Dec 2023, 00:00: kept. E2 became known.', '3 Dec 2023, 00:00: broken. E9 corrected E2. Until then it was kept.']
    """
    by: dict[Name, list[Row]] = {}
    for row in turns:
        by.setdefault((row["term"], row["instance"], row["obligor"]), []).append(row)
    return {name: _lines(rows, index, texts) for name, rows in by.items()}


def untold_lines(rows: Sequence[Row], texts: Catalog) -> dict[Name, list[Line]]:
    """For each term whose history was not told, one line that says so."""
    return {
        (row["term"], None, None): [
            texts.line("turn.untold", rows=_number(row["rows"], texts), most=_number(row["most"], texts))
        ]
        for row in rows
    }


def _number(value: int, texts: Catalog) -> str:
    return words.number(Decimal(value), texts)


def changed_lines(turns: Sequence[Row], index: Index, texts: Catalog) -> dict[Name, list[Line]]:
    """The same, of those verdicts alone that stood otherwise after they had once been decided, or whose rows were undone.

    Of hundreds of days most have one turn that says anything: their report became known.
    """
    by: dict[Name, list[Row]] = {}
    for row in turns:
        by.setdefault((row["term"], row["instance"], row["obligor"]), []).append(row)
    return {name: _lines(rows, index, texts) for name, rows in by.items() if _was_otherwise(rows)}


def _was_otherwise(rows: Sequence[Row]) -> bool:
    states = [str(row["state"]) for row in rows if row["state"] is not None]
    decided = next((at for at, state in enumerate(states) if state not in WAITING), len(states))
    return len(set(states[decided:])) > 1


def _lines(rows: Sequence[Row], index: Index, texts: Catalog) -> list[Line]:
    """The first turn, and every one that changed the state."""
    changes = [(None, rows[0]), *((old, new) for old, new in pairwise(rows) if old["state"] != new["state"])]
    return [_line(new, old, index, texts) for old, new in changes]


def _line(row: Row, before: Row | None, index: Index, texts: Catalog) -> Line:
    state = texts("turn.none") if row["state"] is None else phrases.state_piece(str(row["state"]), texts)
    was = None if before is None else before["state"]
    settled = was is not None and str(was) not in WAITING and row["undone"]
    return texts.line(
        "turn",
        since=words.instant(row["since"], index.zone, texts),
        state=state,
        figure=_figure(row, index, texts),
        why=_why(row, index, texts),
        was=phrases.state_piece(str(was), texts) if settled else None,
    )


def _figure(row: Row, index: Index, texts: Catalog) -> str:
    quantity: Mapping[str, Any] = row["quantity"]
    low, high = quantity["low"], quantity["high"]
    told = row["state"] is not None and phrases.counted_line({**row, "target": None}, index, texts)
    if not told or (not low and high is None):
        return ""
    return words.interval(Decimal(low), high, str(quantity["unit"]), texts)


def _why(row: Row, index: Index, texts: Catalog) -> Line:
    """What brought it about: corrections first, then what is new beside them, else the end of a time."""
    lines = [_undone(one, index, texts) for one in row["undone"][:SHOWN]]
    if len(row["undone"]) > SHOWN:
        lines.append(texts.line("turn.more", n=str(len(row["undone"]) - SHOWN)))
    said = {by for one in row["undone"] for by in one["by"]}
    known = [one for one in row["known"] if one not in said]
    if known:
        ids = words.listing(index.pieces(known), texts, limit=SHOWN, more=index.anchor("term", row["term"]))
        lines.append(texts.line("turn.known", ids=ids))
    if row["ended"]:
        lines.append(texts.line("turn.ended"))
    return join(lines, " ")


def _undone(one: Mapping[str, Any], index: Index, texts: Catalog) -> Line:
    by = words.listing(index.pieces(one["by"]), texts, limit=SHOWN)
    return texts.line(f"turn.{one['does']}", id=(index.piece(one["id"]),), by=by)
