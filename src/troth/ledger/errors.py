"""What can go wrong with a ledger.

TrothError
└── LedgerError
    ├── MissingLedgerError        there is no file, or no ledger in the database
    ├── NotALedgerError           the file is something else
    │   └── TruncatedLedgerError  it was a ledger, and its end is gone
    ├── NewerLedgerError          written by a later version of Troth
    ├── OlderLedgerError          written by an earlier one: run `troth ledger upgrade`
    ├── UnreachableLedgerError    the database server does not answer, or does not let us in
    ├── ReadOnlyLedgerError       it may be read but not written
    ├── DamagedLedgerError        what is stored contradicts itself: run `troth ledger verify`
    ├── BusyLedgerError           another process kept writing for too long
    ├── MovedOnError              somebody else wrote into a log meanwhile: look again
    ├── RefusedStatementError     a batch was refused; nothing of it was written
    └── StatementNotFoundError    no statement has that id
"""

from troth.records.errors import TrothError


class LedgerError(TrothError):
    """Base of everything that a ledger raises."""


class MissingLedgerError(LedgerError):
    """There is no file at the path, or no ledger in the database, and none was to be created."""


class NotALedgerError(LedgerError):
    """The file is not a ledger of Troth."""


class TruncatedLedgerError(NotALedgerError):
    """The file is shorter than its own header says, or empty."""


class NewerLedgerError(LedgerError):
    """The file was written by a later version of Troth, which this version cannot read safely."""


class OlderLedgerError(LedgerError):
    """The ledger was written by an earlier version of Troth and must be upgraded before it is worked with."""


class UnreachableLedgerError(LedgerError):
    """The database server does not answer, went away, or does not let this user in."""


class ReadOnlyLedgerError(LedgerError):
    """The ledger was opened, or its file is marked, for reading only."""


class DamagedLedgerError(LedgerError):
    """What is stored contradicts itself; `verify` names the first bad entry."""


class BusyLedgerError(LedgerError):
    """Another process held the ledger's one place for a writer for too long."""


class MovedOnError(LedgerError):
    """A log grew since its writer looked; nothing was written, and the writer looks again."""


class RefusedStatementError(LedgerError):
    """One or more statements of a batch cannot be appended; `reasons` has a line for each."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        self.reasons = reasons
        super().__init__("\n".join((*reasons, "nothing of the batch was written")))


class StatementNotFoundError(LedgerError):
    """No statement in the ledger has that id."""
