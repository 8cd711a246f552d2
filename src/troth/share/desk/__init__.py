"""The desk without its pages: one case, one ledger, several offices, and what each may see and say.

`Desk` is what the pages, the API and the live stream are made of; none of them asks the ledger by itself.
"""

from .clock import Clock, RunningClock, WallClock
from .desk import Desk

__all__ = ["Clock", "Desk", "RunningClock", "WallClock"]
