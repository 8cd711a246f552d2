"""A supply problem: stocks, crossings, routes, zones, demand, vehicles, and the passages of people.

What is given in units of its commodity (tonnes, boxes, cubic metres) is stock and demand; what moves is counted in truck
loads. `per_truck` leads from one to the other and `ration` from units to people: unmet demand is told in person-days.
Days are whole numbers from 0; `start` says which date day 0 is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

FloatArray = np.ndarray[Any, np.dtype[np.float64]]
PIECES = ((1.0, 0.20), (3.0, 0.06), (7.0, 0.02))
"""Days of cover that a zone should have at the end of a day, and what a person-day below is worth beside an unmet one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commodity:
    """Something that people need."""

    id: str
    unit: str
    """As in stocks and demand: tonne, box, m3."""
    per_truck: float
    """Units in one truck load."""
    ration: float
    """Units that one person needs in a day; unmet person-days are unmet units over this."""
    weight: float = 1.0
    """Priority of a person-day of it."""
    shelf_life: int | None = None
    """Days that it keeps in a store, from arrival; at a crossing it loses one part in so many each day. None: it keeps."""
    cold: bool = False
    """It travels inside in cold trucks only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where goods wait to be sent."""

    id: str
    stock: Mapping[str, float]
    """Units by commodity at the beginning of day 0."""
    pipeline: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Units by commodity that come in on day 0, 1, …; nothing after the last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Where goods pass, as far as it is open."""

    id: str
    capacity: float
    """Truck loads a day when it is fully open."""
    inspection_days: int = 0
    """Days between passing and being offloaded inside."""
    inspection_hours: float | None = None
    """Hours of inspection a day when fully open; None: no such limit."""
    hours_per_truck: float = 1.0
    collection: float | None = None
    """Truck loads a day that can be collected inside; None: no limit of its own."""
    barred: frozenset[str] = frozenset()
    """Commodities that may not pass here."""
    waiting: Mapping[str, float] = field(default_factory=dict)
    """Units by commodity that wait outside at the beginning: manifested."""
    offloaded: Mapping[str, float] = field(default_factory=dict)
    """Units by commodity inside that nobody has collected yet."""
    people: float | None = None
    """People a day through its own lane when fully open, for all passages together; None: as each passage says."""
    region: str = ""
    """Crossings of a region close together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """The way from an origin to a crossing."""

    origin: str
    crossing: str
    days: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """The way from a crossing to a zone."""

    crossing: str
    zone: str
    days: int = 0
    loss: float = 0.0
    """The share that is expected to be intercepted on the way."""
    capacity: float | None = None
    """Truck loads a day; None: no limit of its own."""
    litres: float = 0.0
    """Fuel of one truck for the way and back."""
    turn: float = 1.0
    """Days of one truck that a load takes: 0.5 where a truck goes twice a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where people are."""

    id: str
    stock: Mapping[str, float] = field(default_factory=dict)
    """Units by commodity at the beginning."""
    store: float | None = None
    """Truck loads that it can hold, with those on their way to it; None: no limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Vehicles and fuel inside, by day; the last figure holds for all that follow, none is no limit."""

    trucks: tuple[float, ...] = ()
    cold_trucks: tuple[float, ...] = ()
    """Of them, those that keep goods cold."""
    litres: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """People who have to pass a crossing: an evacuation, patients. Counts only."""

    id: str
    crossing: str
    people: tuple[float, ...]
    """Who come to it on day 0, 1, …"""
    capacity: float
    """People a day when the crossing is fully open."""
    first: int = 0
    last: int | None = None
    """The window: days on which they may pass, both counted; None: to the end."""
    weight: float = 1.0
    """Who weighs more passes first where a lane is shared."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Corridors:
    """All of it, over a number of days.

    >>> flour = Commodity(id="flour", unit="tonne", per_truck=20, ration=0.0004)
    >>> small = Corridors(
    ...     days=2, commodities=(flour,), origins=(Origin(id="port", stock={"flour": 100}),),
    ...     crossings=(Crossing(id="north", capacity=3),), legs=(Leg(origin="port", crossing="north", days=0),),
    ...     routes=(Route(crossing="north", zone="town"),), zones=(Zone(id="town"),), demand=np.full((1, 1, 2), 40.0))
    >>> float(small.person_days.sum())
    200000.0
    """

    days: int
    commodities: tuple[Commodity, ...]
    origins: tuple[Origin, ...]
    crossings: tuple[Crossing, ...]
    legs: tuple[Leg, ...]
    routes: tuple[Route, ...]
    zones: tuple[Zone, ...]
    demand: FloatArray
    """(Z, K, D) units."""
    fleet: Fleet = Fleet()
    passages: tuple[Passage, ...] = ()
    pieces: tuple[tuple[float, float], ...] = PIECES
    start: date | None = None
    agreed: tuple[float, ...] = ()
    """Truck loads a day that were agreed to pass, all crossings together; the last figure holds for all that follow."""

    def __post_init__(self) -> None:
        """Only shapes: what the figures say is looked at by `faults`, which names everything at once."""
        wanted = (len(self.zones), len(self.commodities), self.days)
        if self.demand.shape != wanted:
            msg = f"demand has the shape {self.demand.shape}; expected (zones, commodities, days) = {wanted}"
            raise ValueError(msg)
        if self.days < 1:
            msg = f"{self.days} days; expected 1 or more"
            raise ValueError(msg)

    @property
    def person_days(self) -> FloatArray:
        """(Z, K, D) demand in person-days."""
        rations: FloatArray = np.array([one.ration for one in self.commodities])
        return np.asarray(self.demand / rations[:, None], float)
