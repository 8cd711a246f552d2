"""Repairs of networks are the same courses, whoever runs the cases and on however many processes."""

from dataclasses import dataclass

from troth.case.executors import executor
from troth.plan.networks import Arc, Dependency, Effort, Networks, Node, Restoration, restore

NODES = (
    Node("plant", "power", 10.0, 0.0), Node("town", "power", -4.0, 400.0), Node("mill", "power", -3.0, 90.0),
    Node("well", "water", 6.0, 0.0), Node("taps", "water", -5.0, 700.0),
)  # fmt: skip
ARCS = (
    Arc("line-1", "power", "plant", "town", 6.0), Arc("line-2", "power", "town", "mill", 3.0),
    Arc("line-3", "power", "plant", "mill", 2.0), Arc("pipe", "water", "well", "taps", 6.0),
)  # fmt: skip
NETWORKS = Networks(NODES, ARCS, (Dependency("well", ("town", "mill")),))
DAMAGED = (("line-1", "line-2", "pipe"), ("plant", "line-3", "pipe", "well"), ("town", "taps", "line-1"))


@dataclass(frozen=True)
class Cases:
    """A damage case a piece."""

    count: int = len(DAMAGED)

    def load(self, index: int) -> tuple[str, ...]:
        return DAMAGED[index]


def courses(damaged: tuple[str, ...]) -> tuple[object, ...]:
    found = restore(Restoration(NETWORKS, damaged, 1, 5), Effort(seconds=60.0))
    return found.ahead, found.myopic, found.gap, found.proven


def test_networks_have_the_same_courses_with_one_worker_and_with_two():
    one, two = (list(executor(workers).map(courses, Cases())) for workers in (1, 2))
    assert one == two
    assert all(proven for *_, proven in one)
