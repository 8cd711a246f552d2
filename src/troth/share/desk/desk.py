"""One case, its ledger and its clock, as the pages, the API and the live stream see them."""

from datetime import datetime

from troth import case as cases
from troth.case import Case, Run

from .clock import Clock, WallClock


class Desk:
    """A case that several offices work on.

    Parameters
    ----------
    case
        The case as its folder holds it.
    clock
        What time it is; the machine's unless given.
    exercise
        The title of the exercise that this is, or None where it is real.
    """

    def __init__(self, case: Case, *, clock: Clock | None = None, exercise: str | None = None) -> None:
        self.case = case
        self.clock = clock or WallClock()
        self.exercise = exercise
        self._runs: dict[tuple[str, datetime | None], Run] = {}

    def run(self, viewer: str, *, as_of: datetime | None = None, explained: bool = True) -> Run:
        """The case as seen by a viewer, at a time or now; answers come from a cache that every new statement renews.

        Parameters
        ----------
        viewer
            A party of the case, or ``"public"``.
        as_of
            What was known at that time; None for now.
        explained
            Also say what would change each verdict, which takes longer.
        """
        key = viewer, as_of
        if key not in self._runs:
            self._runs[key] = cases.run(self.case, as_of=as_of or self.clock.now(), viewer=viewer)
        return self._runs[key]
