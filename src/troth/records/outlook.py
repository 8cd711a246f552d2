"""Outlook: what a duty that is not decided still asks for, and whether it can still be kept."""

from decimal import Decimal
from typing import Literal

from pydantic import AwareDatetime

from .quantity import Quantity
from .verdict import Finding, Reason


class Outlook(Finding):
    """What is still owed, by when, at which rate, and whether it can still be kept; arithmetic, never a forecast.

    >>> Outlook(term="T1", can_be_kept="yes").reasons
    ()
    """

    term: str
    instance: str | None = None
    """None: the whole term; else the day that runs now, or the trigger's id."""
    obligor: str | None = None
    """Set on the rows of a term that each of several owes."""
    can_be_kept: Literal["yes", "no", "not_known"]
    """``yes``: some course of events from here on makes the verdict *kept*. ``no``: nothing that is done in the time
    that is left does. ``not_known``: what was or was not done before, or what is not decided yet, stands in the way."""
    reasons: tuple[Reason, ...] = ()
    until: AwareDatetime | None = None
    """The end of its time as it stands now; None: it has no date."""
    latest_until: AwareDatetime | None = None
    """The latest end to which it may still be extended, where the term caps extensions."""
    days_left: Decimal | None = None
    """From the time of the picture (or from the start, where that is later) to `until`, in days of 24 hours."""
    missing: Quantity | None = None
    """What is not yet done, by the highest and by the lowest count so far; of a limit, None."""
    margin: Quantity | None = None
    """Of a limit: how much more would still lie within it, by the highest and by the lowest count."""
    required: Quantity | None = None
    """The rate from here on at which it is kept at the last moment: `missing` over the time left, or what is owed each
    period."""
    observed: Quantity | None = None
    """The rate so far: over the days that are over, since the start, without the time in which the clock stood still."""
    recent: Quantity | None = None
    """The same over the last three days that are over."""
    kept_by_earliest: AwareDatetime | None = None
    """When the missing rest would be reached at the observed rate, if the highest counts hold; None: at no known time."""
    kept_by_latest: AwareDatetime | None = None
    """The same if the lowest counts hold."""
    may_miss: Quantity | None = None
    """Of a recurring duty: how many more periods may still be missed."""
    open_instances: int | None = None
    """Days or events that are not decided."""
