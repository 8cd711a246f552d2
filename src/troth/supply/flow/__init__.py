"""Stocks, convoys and crossings into what arrives where: plans under crossings that open and close.

>>> from troth.supply.flow import Commodity, Fleet
>>> Commodity(id="flour", unit="tonne", per_truck=20, ration=0.0004).weight
1.0
"""

from .generator import SemiMarkov
from .problem import Commodity, Corridors, Crossing, Fleet, Leg, Origin, Passage, Route, Zone
from .scenario import Outlook, Scenarios, steady

__all__ = [
    "Commodity",
    "Corridors",
    "Crossing",
    "Fleet",
    "Leg",
    "Origin",
    "Outlook",
    "Passage",
    "Route",
    "Scenarios",
    "SemiMarkov",
    "Zone",
    "steady",
]
