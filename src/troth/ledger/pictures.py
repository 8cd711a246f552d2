"""What a viewer could know at a time: which statements count, and in which order; see `troth.records.standing`."""

from collections.abc import Iterable, Mapping
from graphlib import CycleError

from troth.records import standing
from troth.records.standing import Links

from .audience import Log
from .errors import DamagedLedgerError
from .protocol import Entry


def no_longer_said(links: Mapping[str, Links]) -> set[str]:
    """Find the statements that are superseded or annulled, among those *that the viewer knows of*.

    Raises
    ------
    DamagedLedgerError
        Retractions go round in a circle, which ids that are hashes cannot.
    """
    try:
        return standing.no_longer_said(links)
    except CycleError as error:
        msg = f"retractions go round in a circle: {', '.join(error.args[1])}; run `troth ledger verify`"
        raise DamagedLedgerError(msg) from None


def _by_time(found: tuple[str, Entry]) -> tuple[str, str]:
    return found[0], found[1].id


def checked_entry(log: Log, statement_id: str, content: str) -> Entry:
    """Make an entry of what a store holds, and see that it stands in the log of its own label.

    The store chose the log by columns beside the content; a column that was changed must not open a statement.

    Raises
    ------
    DamagedLedgerError
        The statement carries another label or author than its log.
    """
    entry = Entry(statement_id, content)
    values = entry.parts.values
    if values.get("author") != log.audience.office or values.get("label") != log.label:
        msg = (
            f"statement {statement_id} stands in log {log.audience.name} but carries another label or author; "
            "run `troth ledger verify`"
        )
        raise DamagedLedgerError(msg)
    return entry


def in_order(found: Iterable[tuple[str, Entry]], dropped: set[str]) -> tuple[Entry, ...]:
    """Sort (recorded_at, entry) pairs canonically and leave out what is no longer said."""
    return tuple(entry for _, entry in sorted(found, key=_by_time) if entry.id not in dropped)
