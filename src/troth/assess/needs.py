"""Needs: what it costs to recover and to build back better, component by component, each with its source.

Needs are not damage plus losses, and no single premium makes them of damage: in published assessments the ratio of needs
to damage runs from 1.2 to 3.6. So every component says what it rests on: a share of a sector's damage, an amount, or so much
for a unit of something that was counted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from .classes import Floats
from .drawing import own_draws
from .factors import log_sd_of, mean_of

PHASES = ("immediate", "short", "medium", "long")


class Basis(StrEnum):
    """What a component is a multiple of."""

    DAMAGE = "damage"
    """Of the sector's damage, draw by draw: what is not known of the damage is not known of the need."""
    LOSSES = "losses"
    AMOUNT = "amount"
    """It is an amount of money by itself."""


@dataclass(frozen=True, slots=True)
class Component:
    """A part of a sector's needs: so many times its basis, between a 5 and a 95 % point, in given phases."""

    sector: str
    component: str
    """*reconstruction*, *building back better*, *service restoration*, *debris and demining*, *social* …"""
    basis: Basis
    low: float
    high: float
    phases: Mapping[str, float]
    """The share in each phase; they add up to 1."""
    source: str
    met: float = 0.0
    """What of it is met already, in money."""

    def __post_init__(self) -> None:
        """Refuse phases that are none or do not add up."""
        strange = sorted(set(self.phases) - set(PHASES))
        total = sum(self.phases.values())
        if strange or abs(total - 1) > 1e-6 or min(self.phases.values(), default=0) < 0:  # noqa: PLR2004 - rounding of shares
            msg = f"{self.sector}, {self.component}: phases {dict(self.phases)}; expected shares of {', '.join(PHASES)} that add up to 1"
            raise ValueError(msg)
        if self.met < 0:
            msg = f"{self.sector}, {self.component}: {self.met} met; expected 0 or more"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Need:
    """A row of the table of needs; a phase of None is all of them, a component of None all of a sector."""

    sector: str | None
    component: str | None
    phase: str | None
    mean: float
    sd: float
    q05: float
    q50: float
    q95: float
    met: float


def needs(
    components: Sequence[Component],
    damage: Mapping[str, Floats],
    loss: Mapping[str, Floats] | None = None,
    *,
    seed: int = 0,
) -> list[Need]:
    """Every component in every phase, the sum of each sector, and the sum of all.

    Parameters
    ----------
    components
        What is needed.
    damage
        Draws of each sector's damage, of one length.
    loss
        Draws of each sector's losses, of the same length.
    seed
        Of the draws of the components themselves.

    Raises
    ------
    ValueError
        A component of a sector that has no damage or losses to be a share of.

    >>> rebuild = Component("housing", "reconstruction", Basis.DAMAGE, 1.1, 1.1, {"short": 0.25, "long": 0.75}, "made up")
    >>> found = needs([rebuild], {"housing": np.full(64, 100.0)})
    >>> [(row.component, row.phase, round(row.mean, 1)) for row in found]
    [('reconstruction', 'short', 27.5), ('reconstruction', 'long', 82.5), (None, None, 110.0), (None, None, 110.0)]
    """
    draws = max((len(one) for one in damage.values()), default=8192)
    found: list[Need] = []
    by_sector: dict[str, Floats] = {}
    met: dict[str, float] = {}
    for number, one in enumerate(components):
        spread = log_sd_of(one.low, one.high)
        normal = own_draws(seed, 1000 + number).standard_normal(draws)
        drawn = (
            _basis(one, damage, loss or {})
            * mean_of(one.low, one.high)
            * np.exp(spread * normal - spread**2 / 2)
        )
        found += [
            _need(one.sector, one.component, phase, drawn * share, one.met * share)
            for phase, share in sorted(one.phases.items(), key=lambda pair: PHASES.index(pair[0]))
            if share > 0
        ]
        by_sector[one.sector] = by_sector.get(one.sector, np.zeros(draws)) + drawn
        met[one.sector] = met.get(one.sector, 0.0) + one.met
    found += [_need(sector, None, None, drawn, met[sector]) for sector, drawn in sorted(by_sector.items())]
    if by_sector:
        found.append(_need(None, None, None, sum(by_sector.values(), np.zeros(draws)), sum(met.values())))
    return found


def _basis(one: Component, damage: Mapping[str, Floats], loss: Mapping[str, Floats]) -> Floats | float:
    if one.basis is Basis.AMOUNT:
        return 1.0
    known = damage if one.basis is Basis.DAMAGE else loss
    if one.sector not in known:
        msg = f"{one.sector}, {one.component}: the sector has no {one.basis.value} to be a share of"
        raise ValueError(msg)
    return known[one.sector]


def _need(sector: str | None, component: str | None, phase: str | None, drawn: Floats, met: float) -> Need:
    low, middle, high = np.quantile(drawn, (0.05, 0.5, 0.95))
    return Need(
        sector,
        component,
        phase,
        float(drawn.mean()),
        float(drawn.std()),
        float(low),
        float(middle),
        float(high),
        met,
    )
