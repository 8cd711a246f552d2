"""What a viewer could know at a time: which statements count, and in which order.

A statement is *annulled* while a retraction of it counts, and a retraction counts while it is not annulled itself: to
take a retraction back is to say the first statement again. A statement is *superseded* by every statement that names
it and is not annulled; to supersede that one in turn does not revive the first.
"""

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from .audience import Audience
from .errors import DamagedLedgerError
from .protocol import Entry


class Links(NamedTuple):
    """What a statement does to earlier ones."""

    supersedes: tuple[str, ...]
    retracts: str | None


def no_longer_said(links: Mapping[str, Links]) -> set[str]:
    """Find the statements that are superseded or annulled.

    Parameters
    ----------
    links
        For each statement *that the viewer knows of* and that has any: what it does.

    Examples
    --------
    >>> sorted(no_longer_said({"b": Links((), "a")}))
    ['a']
    >>> sorted(no_longer_said({"b": Links((), "a"), "c": Links((), "b")}))
    ['b']
    >>> sorted(no_longer_said({"b": Links(("a",), None), "c": Links(("b",), None)}))
    ['a', 'b']

    Raises
    ------
    DamagedLedgerError
        Retractions go round in a circle, which ids that are hashes cannot.
    """
    retracted_by: dict[str, list[str]] = {}
    for statement_id, link in links.items():
        if link.retracts is not None:
            retracted_by.setdefault(link.retracts, []).append(statement_id)
    annulled: set[str] = set()
    try:
        for statement_id in TopologicalSorter(retracted_by).static_order():
            if any(by not in annulled for by in retracted_by.get(statement_id, ())):
                annulled.add(statement_id)
    except CycleError as error:
        msg = f"retractions go round in a circle: {', '.join(error.args[1])}; run `troth ledger verify`"
        raise DamagedLedgerError(msg) from None
    superseded = {
        target
        for statement_id, link in links.items()
        if statement_id not in annulled
        for target in link.supersedes
    }
    return annulled | superseded


def _by_time(found: tuple[str, Entry]) -> tuple[str, str]:
    return found[0], found[1].id


def checked_entry(audience: Audience, statement_id: str, content: str) -> Entry:
    """Make an entry of what a store holds, and see that it stands in the log of its own label.

    The store chose the log by columns beside the content; a column that was changed must not open a statement.

    Raises
    ------
    DamagedLedgerError
        The statement carries another label or author than its log.
    """
    entry = Entry(statement_id, content)
    values = entry.parts.values
    if values.get("author") != audience.office or values.get("label") != audience.values:
        msg = (
            f"statement {statement_id} stands in log {audience.name} but carries another label or author; "
            "run `troth ledger verify`"
        )
        raise DamagedLedgerError(msg)
    return entry


def in_order(found: Iterable[tuple[str, Entry]], dropped: set[str]) -> tuple[Entry, ...]:
    """Sort (recorded_at, entry) pairs canonically and leave out what is no longer said."""
    return tuple(entry for _, entry in sorted(found, key=_by_time) if entry.id not in dropped)
