"""A forecast of next month's incidents, region by region, with an interval, and scores that say whether it is any good.

>>> from troth.monitor.forecast import Problem, settle
>>> [west] = settle(Problem(first="2029-01", series={"West": [4, 6, 5, 3, 7, 5, 4, 6]})).forecasts
>>> west.month, west.q05 < west.q50 < west.q95
('2029-09', True)
"""

from .check import check, check_evaluation, pairwise_crps
from .compute import evaluate, settle
from .distribution import Counts
from .problem import Problem
from .result import Evaluation, Forecast, Result, Score, Told
from .scores import crps

__all__ = [
    "Counts", "Evaluation", "Forecast", "Problem", "Result", "Score", "Told", "check", "check_evaluation", "crps",
    "evaluate", "pairwise_crps", "settle",
]  # fmt: skip
