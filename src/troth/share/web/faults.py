"""What a reader is told when a page cannot be shown: one clear sentence, the same whether a thing is absent or not theirs."""

import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

AGAIN = "10"
"""Seconds after which to try again what could not be done."""
_QUIET = 10.0
log = logging.getLogger("troth.desk")


@dataclass
class FaultError(Exception):
    """A page that cannot be shown.

    Parameters
    ----------
    status
        As HTTP has it.
    key
        The texts `fault.KEY.head` and `fault.KEY.say` of the catalogs.
    values
        What the texts name; never whether something exists that the viewer may not see.
    """

    status: int
    key: str
    values: dict[str, str] = field(default_factory=dict)


def absent() -> FaultError:
    """There is no such thing, or it is not for this viewer: nobody can tell which from the answer."""
    return FaultError(404, "absent")


class _Told:
    """What was written into the log lately: while a database is away, everybody's requests fail alike."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}

    def is_new(self, text: str) -> bool:
        """Whether it was not written within the last seconds."""
        now = time.monotonic()
        self.at = {one: at for one, at in self.at.items() if now - at < _QUIET}
        return self.at.setdefault(text, now) == now


_told = _Told()


def note_trouble(scope: Mapping[str, Any], error: Exception) -> None:
    """Tell whoever runs the desk what those who ask are not told: paths, addresses, what the database says."""
    if _told.is_new(f"{type(error).__name__}: {error}"):
        log.error("%s %s: %s: %s", scope["method"], scope["path"], type(error).__name__, error)
