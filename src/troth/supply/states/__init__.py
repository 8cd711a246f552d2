"""Crossings learnt from reports: how likely each is open, for how long, how much passes, what is lost on the way.

One reporter, one panel: what two reporters count is never put together. Scenarios remember their own days, and crossings
of a region close together.

>>> import numpy as np
>>> from datetime import date
>>> from troth.supply.states import Panel, chances, fit, remembered, sample
>>> trucks = np.array([[40.0, 12.0], [38.0, 0.0], [0.0, 0.0], [41.0, 15.0], [44.0, 11.0], [39.0, 0.0]])
>>> panel = Panel(reporter="UN", crossings=("north", "south"), start=date(2030, 5, 1), trucks=trucks)
>>> model, today = fit(panel), remembered(panel)
>>> [bool(0 < chance < 1) for chance in chances(model, today)]
[True, True]
>>> sample(model, today, seed=7, first=0, count=50, days=14).shape
(50, 14, 2)
"""

from .backtest import HeldOut, ahead, backtest, calibration
from .baselines import BASELINES
from .capacity import Throughput, throughput
from .check import check_backtest, check_chances, check_losses, check_scenarios
from .course import Course, LossShare, places_of
from .dates import DateFault, read_days
from .fit import Model, fit
from .leads import Lead, Leads, leads
from .lists import SideBySide, listed, side_by_side
from .memory import Memory, after, features, remembered
from .movements import Access, Movements, access
from .problem import Asked, Coverage, Panel, StatesError, panel_of
from .promised import Beside, Promise, beside
from .result import Ahead, Backtest, Bin, Forecast
from .sample import chances, interval, sample, seen
from .spells import Hazard, Stay, hazards, stays
from .stages import Contradiction, Loss, Total, contradictions, losses

__all__ = [
    "BASELINES", "Access", "Ahead", "Asked", "Backtest", "Beside", "Bin", "Contradiction", "Course", "Coverage",
    "DateFault", "Forecast", "Hazard", "HeldOut", "Lead", "Leads", "Loss", "LossShare", "Memory", "Model",
    "Movements", "Panel", "Promise", "SideBySide", "StatesError", "Stay", "Throughput", "Total", "access", "after",
    "ahead", "backtest", "beside", "calibration", "chances", "check_backtest", "check_chances", "check_losses",
    "check_scenarios", "contradictions", "features", "fit", "hazards", "interval", "leads", "listed", "losses",
    "panel_of", "places_of", "read_days", "remembered", "sample", "seen", "side_by_side", "stays", "throughput",
]  # fmt: skip
