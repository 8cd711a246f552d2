"""What comes of a restoration: repairs by period, and whom each network serves in each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """One order of repairs, and what comes of it."""

    repairs: tuple[tuple[str, ...], ...]
    """By period: what is repaired in it and works from then on."""
    served: tuple[Mapping[str, float], ...]
    """By period and network: people served, in part where only part of what they take arrives."""

    @property
    def value(self) -> float:
        """People served times periods, over all networks: the area under the service curve."""
        return sum(sum(one.values()) for one in self.served)


@dataclass(frozen=True, slots=True)
class Restored:
    """The myopic course and the one that looks ahead."""

    myopic: Course
    """Each period's repairs are those that serve most people in that very period."""
    ahead: Course
    """The repairs of all periods are chosen together; never worth less than the myopic course."""
    before: Mapping[str, float]
    """By network: people served before anything is repaired."""
    bound: float | None
    """No course is worth more; None where it is not known."""
    proven: bool
    """Whether none is worth more than `ahead`, within a ten-thousandth."""
    nodes: int
    """Of the search tree."""
    stopped: str = ""
    """*nodes* where their number ended a search, the myopic one's too; *time* where the extra limit of wall time did: the result may then
    differ on another machine."""

    @property
    def gap(self) -> float | None:
        """How far `ahead` may be from the best, as a share of the bound."""
        return (
            None if self.bound is None else max(0.0, 1 - self.ahead.value / self.bound) if self.bound else 0.0
        )

    @property
    def gain(self) -> float:
        """How much more `ahead` is worth than the myopic course, as a share."""
        return self.ahead.value / self.myopic.value - 1 if self.myopic.value else 0.0
