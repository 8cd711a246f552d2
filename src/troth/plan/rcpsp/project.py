"""A project: activities that take time and crews, and which has to end before which begins."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Project:
    """Activities by their numbers from 0.

    >>> Project(durations=(1, 2), demands=((1,), (2,)), capacities=(2,), successors=((1,), ())).order
    (0, 1)
    """

    durations: tuple[int, ...]
    """Periods; 0 for a milestone."""
    demands: tuple[tuple[int, ...], ...]
    """Of each activity, of each resource, in every period that it runs."""
    capacities: tuple[int, ...]
    """Of each resource in every period."""
    successors: tuple[tuple[int, ...], ...]
    """Of each activity, those that begin only when it has ended."""

    def __post_init__(self) -> None:
        """Refuse what is no project: unequal lengths, negative numbers, more than there ever is, a circle."""
        count, kinds = len(self.durations), len(self.capacities)
        if len(self.demands) != count or len(self.successors) != count:
            msg = f"{count} durations, {len(self.demands)} demands, {len(self.successors)} lists of successors; expected as many of each"
            raise ValueError(msg)
        for number, (length, demand) in enumerate(zip(self.durations, self.demands, strict=True)):
            if length < 0 or len(demand) != kinds or min(demand, default=0) < 0:
                msg = f"activity {number}: duration {length}, demands {demand}; expected {kinds} of 0 or more"
                raise ValueError(msg)
            if length and any(need > there for need, there in zip(demand, self.capacities, strict=True)):
                msg = f"activity {number} demands {demand}; there is never more than {self.capacities}"
                raise ValueError(msg)
        if any(not 0 <= after < count for later in self.successors for after in later):
            msg = f"a successor that is no activity; expected 0 to {count - 1}"
            raise ValueError(msg)
        if len(self.order) < count:
            circle = sorted(set(range(count)) - set(self.order))
            msg = f"a circle of precedence among the activities {', '.join(map(str, circle[:10]))}"
            raise ValueError(msg)

    @property
    def predecessors(self) -> tuple[tuple[int, ...], ...]:
        """Of each activity, those that have to end before it."""
        before: list[list[int]] = [[] for _ in self.durations]
        for number, later in enumerate(self.successors):
            for after in later:
                before[after].append(number)
        return tuple(map(tuple, before))

    @property
    def order(self) -> tuple[int, ...]:
        """The activities in an order in which each stands behind its predecessors; fewer where there is a circle."""
        waiting = [len(before) for before in self.predecessors]
        ready = [number for number, many in enumerate(waiting) if not many]
        found: list[int] = []
        while ready:
            number = ready.pop()
            found.append(number)
            for after in self.successors[number]:
                waiting[after] -= 1
                if not waiting[after]:
                    ready.append(after)
        return tuple(found)


def longest_from(project: Project) -> list[int]:
    """The longest chain of durations from the beginning of each activity to the end.

    >>> longest_from(Project(durations=(1, 2), demands=((), ()), capacities=(), successors=((1,), ())))
    [3, 2]
    """
    tail = [0] * len(project.durations)
    for number in reversed(project.order):
        after = max((tail[one] for one in project.successors[number]), default=0)
        tail[number] = project.durations[number] + after
    return tail


def bound(project: Project) -> int:
    """No schedule is shorter: the longest chain, and what each resource has to do.

    >>> bound(Project(durations=(3, 2), demands=((2,), (1,)), capacities=(2,), successors=((), ())))
    4
    """
    chain = max(longest_from(project), default=0)
    loads = [
        -(-sum(length * demand[kind] for length, demand in zip(project.durations, project.demands, strict=True)) // there)
        for kind, there in enumerate(project.capacities)
        if there
    ]  # fmt: skip
    return max([chain, *loads])


def lengths(items: Sequence[Sequence[int]]) -> list[int]:
    """Where each list begins in all of them put together, and where the last ends.

    >>> lengths([[1, 2], [], [3]])
    [0, 2, 2, 3]
    """
    ends = [0]
    for item in items:
        ends.append(ends[-1] + len(item))
    return ends
