"""Whose reports a verdict follows from: the rows that decide, and the origins that say the same as the verdict."""

from collections.abc import Iterable

from . import words
from .index import Index, Row, summary
from .text import Catalog, Line, as_line

NAMED = 3
"""How many origins a sentence names before it says how many more there are."""

CARRY = {"kept": {"kept"}, "broken": {"broken"}, "partly_kept": {"kept", "broken", "partly_kept"}}
"""The states of the days or parts that make the whole what it is."""

DECIDED = frozenset({"kept", "partly_kept", "broken", "disputed"})


def deciding(row: Row) -> tuple[str, ...]:
    """The rows that the verdict rests on, without those that only moved the end and without charges."""
    charged = {charge["id"] for charge in row.get("charges", ())}
    if str(row["state"]) == "broken" and row.get("target_kind") == "at_most":
        rows = row.get("opposing", ())
    else:
        rows = row.get("because", ())
    return tuple(key for key in rows if key not in _moved(row) and key not in charged)


def _moved(row: Row) -> set[str]:
    """The rows that moved the end."""
    return {
        key
        for reason in row.get("reasons", ())
        if reason["code"] == "extended"
        for key in reason.get("ids", ())
    }


def cited(row: Row, index: Index) -> list[Line]:
    """The reports to cite for a verdict: those it rests on, charges too where there is nothing else."""
    rest = dict.fromkeys(key for key in row.get("because", ()) if key not in _moved(row))
    return index.pieces(deciding(row) or rest)


def origins_line(row: Row, index: Index, texts: Catalog) -> Line:
    """By whose reports: the origins of the rows that carry the verdict; nobody whose own figure says otherwise."""
    contrary = _contrary(row, index)
    names = [name for name in index.origins(_carrying(row, index)) if name not in contrary]
    return words.listing(
        [as_line(name) for name in names], texts, limit=NAMED, more=index.anchor("term", row["term"])
    )


def _carrying(row: Row, index: Index) -> Iterable[str]:
    """The rows that make the verdict: of a term judged by its days, those of the kept or the broken days."""
    state = str(row["state"])
    found = index.parts.get(row["term"], ()) if summary(row) else ()
    parts = [part for part in found if str(part["state"]) in CARRY.get(state, ())]
    if parts:
        below = [
            key
            for reason in row.get("reasons", ())
            if reason["code"] == "average_below" and state != "kept"
            for key in reason.get("ids", ())
        ]
        ids = [key for part in parts for key in deciding(part)] + below
    else:
        ids = list(deciding(row))
    against = set(row.get("opposing", ())) - set(row.get("supporting", ())) if state == "kept" else set()
    return [key for key in dict.fromkeys(ids) if key not in against]


def _contrary(row: Row, index: Index) -> set[str]:
    """Those whose own figures lead to another verdict, by their own names and their party's."""
    return {
        name
        for one in row.get("origins", ())
        if str(one["state"]) in DECIDED and str(one["state"]) != str(row["state"])
        for name in index.names([one["origin"], *one.get("names", ())])
    }
