"""Stocks, convoys and crossings into what arrives where: plans under crossings that open and close.

>>> import numpy as np
>>> from troth.supply.flow import Commodity, Corridors, Crossing, Leg, Origin, Route, Zone, faults
>>> flour = Commodity(id="flour", unit="tonne", per_truck=20, ration=0.0004)
>>> small = Corridors(
...     days=2, commodities=(flour,), origins=(Origin(id="port", stock={"flour": 100}),),
...     crossings=(Crossing(id="north", capacity=3),), legs=(Leg(origin="port", crossing="north", days=0),),
...     routes=(), zones=(Zone(id="town"),), demand=np.full((1, 1, 2), 40.0))
>>> print(faults(small)[0])
crossing north: no route leads from it to a zone: nothing gets through
"""

from .answers import (
    Closed,
    Closure,
    Convoy,
    Marginal,
    Shortfall,
    closures,
    convoys,
    marginal,
    shortfall,
)
from .check import check
from .faults import Fault, faults, usable
from .generator import SemiMarkov
from .library import Library
from .perfect import Known, Perfect, perfect
from .policies import Policy, Rolling, Rule, Stochastic
from .problem import Commodity, Corridors, Crossing, Fleet, Leg, Origin, Passage, Route, Zone
from .result import Comparison, Difference, Outcome, Shortage, shortages
from .scenario import Outlook, Scenarios, steady
from .simulate import Trace, people
from .solve import Asked, compare, replay

__all__ = [
    "Asked",
    "Closed",
    "Closure",
    "Commodity",
    "Comparison",
    "Convoy",
    "Corridors",
    "Crossing",
    "Difference",
    "Fault",
    "Fleet",
    "Known",
    "Leg",
    "Library",
    "Marginal",
    "Origin",
    "Outcome",
    "Outlook",
    "Passage",
    "Perfect",
    "Policy",
    "Rolling",
    "Route",
    "Rule",
    "Scenarios",
    "SemiMarkov",
    "Shortage",
    "Shortfall",
    "Stochastic",
    "Trace",
    "Zone",
    "check",
    "closures",
    "compare",
    "convoys",
    "faults",
    "marginal",
    "people",
    "perfect",
    "replay",
    "shortages",
    "shortfall",
    "steady",
    "usable",
]
