"""What can go wrong at a desk.

TrothError
└── DeskError
    ├── ClockFileError      the clock of an exercise cannot be read, or is to go back (exercise.py)
    ├── WrongCaseError      the ledger belongs to another case, or to an exercise
    ├── ChangedCaseError    the folder says something else than the ledger that was made from it
    ├── WrongClockError     the clock stands before what was recorded last
    ├── ServedElsewhereError  another desk serves this ledger
    ├── TooMuchAskedError   more is asked for at once than can be computed
    └── NotThereError       nothing of that id is there for this viewer
"""

from troth.records.errors import TrothError


class DeskError(TrothError):
    """Base of everything that a desk raises beside problems with what was posted."""


class WrongCaseError(DeskError):
    """The ledger belongs to another case, or to an exercise where the case is real, or the other way round."""


class ChangedCaseError(DeskError):
    """A row of the folder is not the one that the ledger was made with: nothing is edited, only corrected."""


class WrongClockError(DeskError):
    """The clock stands before the time of what was recorded last: times would lie."""


class ServedElsewhereError(DeskError):
    """Another desk serves this ledger: two clocks would give two orders."""


class NotThereError(DeskError):
    """Nothing of that id is there for this viewer: absent and kept from them are the same answer."""


class TooMuchAskedError(DeskError):
    """More is asked for at once than can be computed."""
