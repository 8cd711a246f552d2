"""The ledger: append-only statements, labels that are kept, and proofs that nothing was changed.

Statements go in by the batch and are never edited; a correction supersedes, a retraction retracts. What comes out is a
*picture*: what a viewer could know at a time.

>>> from datetime import UTC, datetime
>>> from troth.records.label import Label
>>> from troth.records.statement import Statement, derive_nonce
>>> ledger = MemoryLedger()
>>> report = Statement(
...     author="desk", kind="evidence", subject="E1", body={"event": "entry", "trucks": "137"},
...     recorded_at=datetime(2023, 11, 25, tzinfo=UTC), label=Label(tlp="AMBER", release_to=("Egypt",)),
...     nonce=derive_nonce("a long secret of the case", "evidence", "E1"),
... )
>>> [report_id] = ledger.append([report])
>>> evening, later = datetime(2023, 11, 24, 20, tzinfo=UTC), datetime(2023, 12, 1, tzinfo=UTC)
>>> [len(ledger.picture(time, "Egypt", owner="desk")) for time in (evening, later)]
[0, 1]
>>> ledger.picture(later, "public", owner="desk")
()
>>> verify(ledger).ok, check_proof(prove(ledger, report_id, reveal=["body.event"])).ok
(True, True)

`open_ledger(path, create=True)` keeps the same on disk, and `open_ledger("postgresql://…")` in a database. A head saved with `head_document` is what a later `verify(…,
head=…)` and the other parties hold the ledger to.
"""

from troth.records.label import PUBLIC

from .audience import Audience, audience_of
from .backup import backup, restore
from .errors import (
    BusyLedgerError,
    DamagedLedgerError,
    LedgerError,
    MissingLedgerError,
    MovedOnError,
    NewerLedgerError,
    NotALedgerError,
    OlderLedgerError,
    ReadOnlyLedgerError,
    RefusedStatementError,
    StatementNotFoundError,
    TruncatedLedgerError,
    UnreachableLedgerError,
)
from .exports import export_lines, retraction_of
from .heads import head_document, read_head
from .keys import KeyRecord, KeyRegister, key_statement
from .memory import MemoryLedger
from .opening import on_server, open_ledger, upgrade_ledger
from .proofs import ProofReport, check_proof, prove, prove_growth
from .protocol import Entry, Head, HeadSignature, Ledger, Page
from .signing import sign_office, verify_head_signature
from .sql import SqlLedger
from .sqlite import SqliteLedger
from .tree import consistency_proof, inclusion_proof, leaf_hash, root_of, verify_consistency, verify_inclusion
from .verify import Bad, LogReport, VerifyReport, verify

__all__ = [
    "PUBLIC",
    "Audience",
    "Bad",
    "BusyLedgerError",
    "DamagedLedgerError",
    "Entry",
    "Head",
    "HeadSignature",
    "KeyRecord",
    "KeyRegister",
    "Ledger",
    "LedgerError",
    "LogReport",
    "MemoryLedger",
    "MissingLedgerError",
    "MovedOnError",
    "NewerLedgerError",
    "NotALedgerError",
    "OlderLedgerError",
    "Page",
    "ProofReport",
    "ReadOnlyLedgerError",
    "RefusedStatementError",
    "SqlLedger",
    "SqliteLedger",
    "StatementNotFoundError",
    "TruncatedLedgerError",
    "UnreachableLedgerError",
    "VerifyReport",
    "audience_of",
    "backup",
    "check_proof",
    "consistency_proof",
    "export_lines",
    "head_document",
    "inclusion_proof",
    "key_statement",
    "leaf_hash",
    "on_server",
    "open_ledger",
    "prove",
    "prove_growth",
    "read_head",
    "restore",
    "retraction_of",
    "root_of",
    "sign_office",
    "upgrade_ledger",
    "verify",
    "verify_consistency",
    "verify_head_signature",
    "verify_inclusion",
]
