"""The monitor that runs along with the evidence: late, corrected and taken back, in any order."""

from .admission import RefusedRowsError
from .changes import Change, Changes
from .monitor import Monitor
from .stimuli import Advanced, Received, Stimulus

__all__ = ["Advanced", "Change", "Changes", "Monitor", "Received", "RefusedRowsError", "Stimulus"]
