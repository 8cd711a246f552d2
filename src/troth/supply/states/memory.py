"""What is remembered of the past of each crossing, and what a forecast looks at: the same code for the past and for scenarios.

For each crossing: shares of open days that fade with half-lives of 2, 7 and 28 days, for how many days it has been in its
state, and how many trucks passed lately on a day when it was open. An unknown day lets shares fade and changes nothing
else: it is neither an open nor a closed day, and the state is the one that was last known.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from .problem import FloatArray, Panel

HALF_LIVES = (2.0, 7.0, 28.0)
KEPT = 0.5 ** (1.0 / np.array(HALF_LIVES))
LEVEL = 1
"""Which of the half-lives the level of trucks fades with."""
WEEK = 7
SHARES = len(HALF_LIVES)
FEATURES = (
    "intercept",
    *(f"share of open days, half-life {one:g}" for one in HALF_LIVES),
    "days open so far",
    "days closed so far",
    "trucks on an open day lately",
    *(
        f"weekday {one}"
        for one in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    ),
)
"""What a forecast looks at, in this order; beside it stands one intercept for each crossing."""
_FIRST_WEEKDAY = SHARES + 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What is known at the end of a day; N scenarios may have different pasts, and N is 1 for what was seen.

    Arrays are (N, C) unless they say otherwise. No function changes them: each day makes a new memory.
    """

    tomorrow: date
    """The day that comes next."""
    opened: FloatArray
    """(N, C, L) open days, faded with each half-life."""
    known: FloatArray
    """(N, C, L) known days, faded alike."""
    state: FloatArray
    """On the last known day: 1 open, 0 closed; NaN: the crossing has not been seen open yet."""
    run: FloatArray
    """Known days in this state, the last of them counted."""
    trucks: FloatArray
    """Trucks on open days, faded."""
    truck_days: FloatArray
    """Open days with a count, faded alike."""
    entered: FloatArray
    """1 from the first day on which the crossing was seen open."""

    @property
    def level(self) -> FloatArray:
        """(N, C) trucks on an open day lately; 0 where none was counted."""
        return np.divide(
            self.trucks, self.truck_days, out=np.zeros_like(self.trucks), where=self.truck_days > 0
        )


def blank(crossings: int, tomorrow: date) -> Memory:
    """Nothing is known."""
    none = np.zeros((1, crossings))
    many = np.zeros((1, crossings, SHARES))
    return Memory(
        tomorrow=tomorrow, opened=many, known=many, state=np.full_like(none, np.nan), run=none, trucks=none,
        truck_days=none, entered=none,
    )  # fmt: skip


def after(memory: Memory, trucks: FloatArray) -> Memory:
    """A day later: `trucks` is (N, C) or (1, C), NaN where nothing is known.

    >>> once = after(blank(1, date(2030, 5, 1)), np.array([[6.0]]))
    >>> once.tomorrow.isoformat(), once.run.tolist(), once.level.tolist()
    ('2030-05-02', [[1.0]], [[6.0]])
    """
    seen = np.isfinite(trucks)
    is_open = (np.where(seen, trucks, 0.0) > 0).astype(float)
    entered = np.maximum(memory.entered, is_open)
    counts = seen * entered  # a day before the first truck says nothing: it was no crossing yet
    same = memory.state == is_open
    fade = KEPT[LEVEL]
    return Memory(
        tomorrow=memory.tomorrow + timedelta(days=1),
        opened=memory.opened * KEPT + (is_open * counts)[..., None],
        known=memory.known * KEPT + counts[..., None],
        state=np.where(counts > 0, is_open, memory.state),
        run=np.where(counts > 0, np.where(same, memory.run + 1.0, 1.0), memory.run),
        trucks=memory.trucks * fade + np.where(seen, trucks, 0.0),
        truck_days=memory.truck_days * fade + is_open,
        entered=entered,
    )


def remembered(panel: Panel) -> Memory:
    """What is known at the end of the panel's last day."""
    memory = blank(len(panel.crossings), panel.start)
    for trucks in panel.trucks:
        memory = after(memory, trucks[None, :])
    return memory


def features(memory: Memory) -> FloatArray:
    """(N, C, F) what a forecast for the next day looks at.

    Shares are told as log odds, with half a day of either kind added, so that no share is 0 or 1.
    """
    shape = (*memory.state.shape, len(FEATURES))
    out = np.zeros(shape)
    out[..., 0] = 1.0
    closed = memory.known - memory.opened
    out[..., 1 : 1 + SHARES] = np.log((memory.opened + 0.5) / (closed + 0.5))
    run = np.log(np.maximum(memory.run, 1.0))
    out[..., SHARES + 1] = np.where(memory.state == 1.0, run, 0.0)
    out[..., SHARES + 2] = np.where(memory.state == 0.0, run, 0.0)
    out[..., SHARES + 3] = np.log1p(memory.level)
    out[..., _FIRST_WEEKDAY + memory.tomorrow.weekday()] = 1.0
    return out
