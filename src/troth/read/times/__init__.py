"""Dates, durations and other words of time, with what they count from; a missing year is never invented.

>>> import datetime
>>> from troth.read.times import times
>>> times("this week")[0].resolved, times("this week", written=datetime.date(2024, 5, 2))[0].resolved
(None, '2024-W18')
"""

from .expression import TimeExpression
from .scan import times

__all__ = ["TimeExpression", "times"]
