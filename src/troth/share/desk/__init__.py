"""The desk without its pages: one case, one ledger, several offices, and what each may see and say.

`Desk` is what the pages, the API and the live stream are made of; none of them asks the ledger by itself.

>>> from troth.share.desk import Desk, Draft
>>> Draft(kind="acknowledgement", cells={"of": "Qatar-7F3K2Q"}).kind
'acknowledgement'
"""

from . import complaints
from .clock import Clock, RunningClock, WallClock
from .demonstration import demonstration
from .desk import Desk, Posted
from .errors import (
    ChangedCaseError,
    DeskError,
    NotThereError,
    ServedElsewhereError,
    TooMuchAskedError,
    WrongCaseError,
    WrongClockError,
)
from .exercise import ClockFileError, ExerciseClock, clock_of
from .feed import Event, Place, place_at, read_place
from .notes import Note
from .opening import office_source
from .reports import drafts_of
from .saying import KINDS, Draft
from .showing import Showing, Shown
from .sight import Sight
from .threads import Post, Receipt, thread

__all__ = [
    "KINDS",
    "ChangedCaseError",
    "Clock",
    "ClockFileError",
    "Desk",
    "DeskError",
    "Draft",
    "Event",
    "ExerciseClock",
    "NotThereError",
    "Note",
    "Place",
    "Post",
    "Posted",
    "Receipt",
    "RunningClock",
    "ServedElsewhereError",
    "Showing",
    "Shown",
    "Sight",
    "TooMuchAskedError",
    "WallClock",
    "WrongCaseError",
    "WrongClockError",
    "clock_of",
    "complaints",
    "demonstration",
    "drafts_of",
    "office_source",
    "place_at",
    "read_place",
    "thread",
]
