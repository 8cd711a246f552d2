"""Verification: every byte of the ledger is what was appended, and nothing is missing.

Every statement's id is computed again from its content, every column beside it derived again, every tree rebuilt leaf by
leaf and compared with the hashes and roots that were stored with each entry. Because each entry keeps the root of the
tree right after it, the first entry that does not fit is named exactly. What no look at the ledger alone can tell, a
tail that was cut off or a log that was written anew from its start, is told by a head that was saved earlier.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from troth.records.base import Record
from troth.records.statement import RedactionError, read_content

from . import files
from .audience import Audience, audience_of, label_columns
from .columns import columns_of
from .errors import DamagedLedgerError, LedgerError
from .heads import HeadLike, SavedHead, read_head
from .keys import KIND, KeyRecord, KeyRegister, key_record
from .opening import on_server, open_ledger
from .protocol import Head, HeadSignature, Ledger, Stored, case_head_of
from .raw import LogRow, RawLedger, raw_file, raw_ledger
from .rows import leaf_of
from .signing import verify_head_signature
from .sql import SqlLedger
from .tree import EMPTY_ROOT, Frontier

_SHOWN = 120
"""Characters of a value that a message repeats."""


class Bad(Record):
    """The first place of a log that is not as it was appended."""

    log: str
    """Name of the log; empty where the store as a whole is meant."""
    position: int | None = None
    """0-based place of the entry in its log; None where no single entry is meant."""
    id: str | None = None
    """Id of the statement, as it is stored."""
    subject: str | None = None
    """The id that the case itself gives the statement, as it is stored."""
    what: str
    """What differs: what was found, what was expected."""

    def text(self) -> str:
        """One line."""
        where = f"log {self.log}: " if self.log else ""
        if self.position is not None:
            named = " ".join(part for part in (self.subject, self.id) if part)
            where += f"entry {self.position}{f' ({named})' if named else ''}: "
        return where + self.what


class LogReport(Record):
    """A log as verification found it."""

    log: str
    size: int
    """Entries that were found and are as they were appended."""
    root: str
    """Root of the tree over them, in hex."""
    ok: bool


class VerifyReport(Record):
    """What verification found. `ok` only if there is nothing to say."""

    ok: bool
    entries: int
    logs: tuple[LogReport, ...]
    case_head: str
    first_bad: Bad | None
    problems: tuple[str, ...]
    """One line for each thing that is wrong, at most one for each log and each signature."""
    signatures: int = 0
    """How many signatures over heads there are."""

    def text(self) -> str:
        """What to tell a person: one line when all is well, else a line for each problem."""
        if self.ok:
            logs = "one log" if len(self.logs) == 1 else f"{len(self.logs)} logs"
            many = (
                ""
                if not self.signatures
                else f"; {self.signatures} signature{'s' * (self.signatures > 1)} over them hold"
            )
            return f"{self.entries} entries in {logs} are as they were appended; case head {self.case_head}{many}"
        return "\n".join(self.problems)


def verify(ledger: Ledger | str | Path, head: HeadLike | None = None) -> VerifyReport:
    """Verify a ledger, and name the first bad entry.

    Parameters
    ----------
    ledger
        A ledger, the path of its file, or the address of its database.
    head
        A head that was saved earlier (`head_document`), or its case head; None to check the ledger against itself.

    Raises
    ------
    LedgerError
        The file cannot be opened as a ledger at all, or `head` is not a head, or names no log.
    """
    saved = SavedHead({}, None) if head is None else read_head(head)
    if head is not None and not saved.logs and saved.case_head is None:
        msg = "head: the head names no log, so there is nothing to compare with; give one as `troth ledger head` prints it"
        raise LedgerError(msg)
    with _raw(ledger) as found:
        return report_of(found, saved)


@contextmanager
def _raw(ledger: Ledger | str | Path) -> Iterator[RawLedger]:
    """Read what is stored past the store, where it has something to be read past."""
    if isinstance(ledger, str | Path):
        if not on_server(ledger):
            with raw_file(files.path_of(ledger)) as found:
                yield found
            return
        with open_ledger(ledger, readonly=True) as opened, opened.raw() as found:
            yield found
    elif isinstance(ledger, SqlLedger):
        with ledger.raw() as found:
            yield found
    else:
        yield raw_ledger(ledger)


class _Walked(NamedTuple):
    """A log after its entries were walked through."""

    name: str
    frontier: Frontier
    roots: dict[int, bytes]
    """Root at each size that somebody vouched for."""
    bad: Bad | None
    keys: list[KeyRecord]
    """What its office says of its keys."""


def report_of(raw: RawLedger, saved: SavedHead) -> VerifyReport:
    """Verify what is stored, wherever it was read."""
    walked = [_walk(raw, row, saved) for row in sorted(raw.logs, key=lambda row: str(row.name))]
    bad = [log.bad for log in walked if log.bad is not None]
    by_name = {log.name: log for log in walked}
    heads = [Head(log.name, log.frontier.size, log.frontier.root()) for log in walked]
    bad += _against_signatures(raw, by_name)
    bad += _against_head(saved, by_name, case_head_of(heads))
    bad += [Bad(log="", what=problem) for problem in raw.problems]
    return VerifyReport(
        ok=not bad,
        entries=sum(head.size for head in heads),
        logs=tuple(
            LogReport(
                log=log.name, size=log.frontier.size, root=log.frontier.root().hex(), ok=log.bad is None
            )
            for log in walked
        ),
        case_head=case_head_of(heads),
        first_bad=bad[0] if bad else None,
        problems=tuple(one.text() for one in bad),
        signatures=len(raw.signatures),
    )


def _walk(raw: RawLedger, row: LogRow, saved: SavedHead) -> _Walked:
    name, frontier, keys = str(row.name), Frontier(), list[KeyRecord]()
    wanted = {signature["size"] for signature in raw.signatures if signature["log"] == row.name}
    if name in saved.logs:
        wanted.add(saved.logs[name][0])
    roots = {0: EMPTY_ROOT}
    try:
        audience = audience_of(name)
    except DamagedLedgerError as error:
        return _Walked(name, frontier, roots, Bad(log=name, what=str(error)), keys)
    for entry, what in _checked(raw.entries(row), audience, frontier):
        if what:
            bad = Bad(log=name, position=frontier.size, what=what, **_named(entry))
            return _Walked(name, frontier, roots, bad, keys)
        if entry is not None and entry.kind == KIND:
            record = key_record(audience.office, read_content(entry.content).values)
            keys += [record] if record else []
        if frontier.size in wanted:
            roots[frontier.size] = frontier.root()
    return _Walked(name, frontier, roots, _row_differs(row, audience, frontier), keys)


def _named(entry: Stored | None) -> dict[str, str | None]:
    if entry is None:
        return {"id": None, "subject": None}
    return {"id": str(entry.id), "subject": None if entry.subject is None else str(entry.subject)}


def _checked(
    entries: Iterator[Stored], audience: Audience, frontier: Frontier
) -> Iterator[tuple[Stored | None, str]]:
    """Give each entry with what is wrong with it; the frontier grows by each that is right."""
    while True:
        try:
            entry = next(entries, None)
        except (sqlite3.Error, OverflowError) as error:
            yield None, f"cannot be read: {error}"
            return
        if entry is None:
            return
        grown = frontier.copy()
        what = _entry_differs(entry, audience, grown)
        if not what:
            frontier.add(leaf_of(entry.id))
        yield entry, what


def _entry_differs(entry: Stored, audience: Audience, grown: Frontier) -> str:
    """What of an entry is not as it was appended; empty if all is."""
    position = grown.size
    if entry.position != position:
        return f"is missing, or out of its order: found entry {entry.position} in its place"
    content: object = entry.content  # of whatever type it lies there
    if not isinstance(content, str):
        return f"column content: found {_shown(content)}, expected text"
    try:
        parts = read_content(content)
        again = parts.again()
    except (RedactionError, ValueError, RecursionError) as error:
        return f"column content: {error}"
    if parts.values.get("author") != audience.office or parts.values.get("label") != audience.values:
        found = [parts.values.get("author"), parts.values.get("label")]
        return f"its content carries the office and label {_shown(found)}, which are not those of its log"
    if again.id != entry.id:
        return f"column id: found {_shown(entry.id)}, its content gives {again.id}; one of them was changed"
    nodes = b"".join(grown.add(leaf_of(again.id)))
    expected = Stored(position, again.id, *columns_of(parts.values), again.content, nodes, grown.root())
    return _column_differs(entry, expected)


def _column_differs(entry: Stored, expected: Stored) -> str:
    for column, found, wanted in zip(Stored._fields, entry, expected, strict=True):
        if type(found) is not type(wanted) or found != wanted:
            where = "the entries before it" if column in {"nodes", "root"} else "its content"
            return f"column {column}: found {_shown(found)}, {where} and its id give {_shown(wanted)}"
    return ""


def _shown(value: object) -> str:
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def _row_differs(row: LogRow, audience: Audience, frontier: Frontier) -> Bad | None:
    """What of a log's own row is not as it was left; entries that are too many or too few show here, too."""
    name, size = audience.name, frontier.size
    for column, found in row.columns.items():
        wanted = label_columns(audience)[column]
        if type(found) is not type(wanted) or found != wanted:
            what = f"column {column} of the log: found {_shown(found)}, its name says {_shown(wanted)}"
            return Bad(log=name, what=what)
    if type(row.size) is not int or row.size != size:
        what = (
            f"the log's row counts {_shown(row.size)} entries, {size} are there: some were cut off or added"
        )
        return Bad(log=name, position=min(row.size, size) if type(row.size) is int else None, what=what)
    if row.root != frontier.root():
        what = f"column root of the log: found {_shown(row.root)}, its entries give {frontier.root().hex()}"
        return Bad(log=name, what=what)
    return None


def _against_signatures(raw: RawLedger, logs: dict[str, _Walked]) -> Iterable[Bad]:
    register = KeyRegister(record for log in logs.values() for record in log.keys)
    for row in raw.signatures:
        name = str(row.get("log"))
        try:
            signature = HeadSignature.model_validate(row)
        except ValidationError as error:
            yield Bad(log=name, what=f"a signature is unreadable: {error.errors()[0]['msg']}")
            continue
        if what := _signature_differs(signature, logs.get(name), register):
            yield Bad(log=name, what=what)


def _signature_differs(signature: HeadSignature, log: _Walked | None, register: KeyRegister) -> str:
    """What is wrong with a signed batch; empty if nothing is."""
    batch = f"the signature of key {signature.key} over {signature.size} entries"
    if not verify_head_signature(signature):
        return f"{batch} is not that key's: it was forged, or changed"
    if what := _vouched(log, signature.size, signature.root, f"key {signature.key} signed"):
        return what
    why = (
        register.objection(audience_of(signature.log).office, signature.key, signature.signed_at)
        if log
        else ""
    )
    return f"{batch} is by a key {why}" if why else ""


def _against_head(saved: SavedHead, logs: dict[str, _Walked], case_head: str) -> Iterable[Bad]:
    for name, (size, root) in sorted(saved.logs.items()):
        if what := _vouched(logs.get(name), size, root, "the saved head has"):
            found = logs.get(name)
            cut = found is not None and found.bad is None and found.frontier.size < size
            yield Bad(log=name, position=found.frontier.size if cut and found else None, what=what)
    if saved.case_head is not None and not saved.logs and saved.case_head != case_head:
        yield Bad(
            log="",
            what=f"the case head is {case_head}, the saved one is {saved.case_head}: the ledger was cut, changed, or has "
            "grown since; the saved document with all logs tells which",
        )


def _vouched(log: _Walked | None, size: int, root: str, who: str) -> str:
    """What contradicts that a log had this root at this size; empty if nothing does."""
    if log is None:
        return f"the log is gone: {who} {size} entries of it"
    if log.bad is not None and log.frontier.size < size:
        return ""  # its first bad entry lies before that size and is named already
    if log.frontier.size < size:
        return f"the tail is cut off: {who} {size} entries, {log.frontier.size} are left"
    if log.roots[size].hex() != root:
        return f"{who} the root {root} over the first {size} entries, they give {log.roots[size].hex()}: the log was written anew"
    return ""
