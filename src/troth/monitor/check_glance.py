"""What is seen of a row, a stretch or a ground at a glance."""

from collections.abc import Sequence
from datetime import timedelta

from troth.records.evidence import Form

from .check_count import Interval
from .check_read import Fact
from .check_state import Ground
from .check_window import Stretch


def dated(fact: Fact, tail: Stretch) -> bool:
    """Whether a row is dated by a last day that is not whole."""
    late = not fact.point and tail.start <= fact.start < tail.end < fact.end
    return late and fact.row.form is not Form.DENIAL


def voices(facts: Sequence[Fact]) -> list[str]:
    """Everybody whom some rows go back to."""
    return sorted({origin for fact in facts for origin in fact.origins})


def short(one: Stretch) -> bool:
    """Whether a stretch is less than a day, whatever the clocks do on it."""
    return one.end - one.start < timedelta(hours=23)


def capped(ground: Ground) -> Interval:
    """Of a limit: the low end that is established without adverse parties, the high end that anybody gives."""
    low, high = ground.neutral[0], ground.everybody[1]
    return low, (None if high is None else max(low, high))
