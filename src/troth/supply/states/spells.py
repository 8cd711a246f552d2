"""How long crossings stay open and how long closed: the chance that a state ends, by the days that it has lasted.

Each crossing's own counts lean on those of all crossings: its prior is a Beta whose mean is theirs and whose weight, in
days, is the one under which the counts of all are likeliest. A spell that still runs, or that an unknown day cuts off,
counts for the days on which it is known to have lasted, and for no more.
"""

from dataclasses import dataclass

import numpy as np
from scipy import special

from .problem import FloatArray, Panel

STAGES = (1, 2, 3, 5, 8, 15)
"""The first days of the stages of a spell; the last has no end."""
WEIGHTS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0)
LONGEST = 3650
"""Days that a spell is followed: what is told to be longer is told as so long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """How likely a state ends on the next day, at a stage of the spell."""

    crossing: str
    state: str
    """open or closed"""
    since: int
    """The first day of the stage."""
    days: int
    """Days of spells in this stage of which the next day is known."""
    ended: int
    """After how many of them the state changed."""
    mean: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long a crossing stays in a state that begins today, by its hazards."""

    crossing: str
    state: str
    spells: int
    """That began on a known day."""
    running: int
    """Days that the present spell has lasted; 0: it is in the other state, or unknown."""
    q25: int
    q50: int
    q75: int


def hazards(panel: Panel) -> list[Hazard]:
    """Every crossing, state and stage, in this order."""
    days, ended = _counted(panel)
    out = []
    for number, state in enumerate(("closed", "open")):
        for stage, since in enumerate(STAGES):
            d, e = days[:, number, stage], ended[:, number, stage]
            alpha, beta = _prior(d, e)
            for crossing, name in enumerate(panel.crossings):
                a, b = alpha + e[crossing], beta + d[crossing] - e[crossing]
                low, high = (float(special.betaincinv(a, b, share)) for share in (0.05, 0.95))
                out.append((crossing, number, Hazard(
                    crossing=name, state=state, since=since, days=int(d[crossing]), ended=int(e[crossing]),
                    mean=float(a / (a + b)), q05=low, q95=high,
                )))  # fmt: skip
    return [one for _, _, one in sorted(out, key=lambda row: (row[0], -row[1], row[2].since))]


def stays(panel: Panel) -> list[Stay]:
    """How long each state lasts, from the mean hazards, and how long the present one has."""
    known = hazards(panel)
    is_open = panel.open
    out = []
    for place, name in enumerate(panel.crossings):
        for number, state in ((1, "open"), (0, "closed")):
            rates = [one.mean for one in known if one.crossing == name and one.state == state]
            quartiles = [_lasting(rates, share) for share in (0.25, 0.5, 0.75)]
            spells, running = _spells(is_open[panel.entered[place] :, place], number)
            out.append(Stay(
                crossing=name, state=state, spells=spells, running=running,
                q25=quartiles[0], q50=quartiles[1], q75=quartiles[2],
            ))  # fmt: skip
    return out


def _counted(panel: Panel) -> tuple[FloatArray, FloatArray]:
    """(C, 2, stages) days and ends."""
    days = np.zeros((len(panel.crossings), 2, len(STAGES)))
    ended = np.zeros_like(days)
    for place, column in enumerate(panel.open.T):
        run, state = 0, np.nan
        for today in column[panel.entered[place] :]:
            if run and np.isfinite(today):
                stage = int(np.searchsorted(STAGES, run, side="right")) - 1
                days[place, int(state), stage] += 1
                ended[place, int(state), stage] += today != state
            run = 0 if np.isnan(today) else run + 1 if today == state else 1
            state = today
    return days, ended


def _prior(days: FloatArray, ended: FloatArray) -> tuple[float, float]:
    """The Beta that the counts of all crossings speak for; weak and even where there are none."""
    mean = (ended.sum() + 0.5) / (days.sum() + 1.0)

    def told(weight: float) -> float:
        a, b = weight * mean, weight * (1.0 - mean)
        return float((special.betaln(a + ended, b + days - ended) - special.betaln(a, b)).sum())

    weight = max(WEIGHTS, key=told) if days.sum() else 1.0
    return weight * mean, weight * (1.0 - mean)


def _lasting(rates: list[float], share: float) -> int:
    """The first day by whose end so large a share of spells is over."""
    left, day = 1.0, 0
    while left > 1.0 - share and day < LONGEST:
        day += 1
        left *= 1.0 - rates[int(np.searchsorted(STAGES, day, side="right")) - 1]
    return day


def _spells(column: FloatArray, state: int) -> tuple[int, int]:
    """How many spells began after a known day of the other state, and how long the one that runs has lasted."""
    before = np.concatenate([[np.nan], column[:-1]])
    begun = int(((column == state) & (before == 1 - state)).sum()) + int(
        column.size > 0 and column[0] == state
    )
    running = 0
    for today in column[::-1]:
        if today != state:
            break
        running += 1
    return begun, running
