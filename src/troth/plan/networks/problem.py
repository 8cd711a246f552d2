"""Networks that need one another, what of them is broken, and how much can be repaired in a period."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Node:
    """A place of a network where something is fed in, taken out, or passed on."""

    id: str
    network: str
    supply: float = 0.0
    """What it feeds in at most, in the network's own unit; below 0: what its people take out at most."""
    people: float = 0.0
    """Served where all that they take out arrives; counts, never names."""


@dataclass(frozen=True, slots=True)
class Arc:
    """A line, pipe or cable; it carries either way."""

    id: str
    network: str
    start: str
    end: str
    capacity: float


@dataclass(frozen=True, slots=True)
class Dependency:
    """A node works only while one of the others does: a pump and the substations that can drive it."""

    node: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class Networks:
    """All of them, as they were before."""

    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    dependencies: tuple[Dependency, ...] = ()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The networks, in the order of their nodes."""
        return tuple(dict.fromkeys(node.network for node in self.nodes))

    @cached_property
    def people(self) -> Mapping[str, float]:
        """By network: everybody whom it serves when nothing is broken and nothing is short."""
        return {
            name: sum(node.people for node in self.nodes if node.network == name and node.supply < 0)
            for name in self.names
        }


@dataclass(frozen=True)
class Restoration:
    """What is to be repaired, and with what."""

    networks: Networks
    damaged: tuple[str, ...]
    """Nodes and arcs that do not work until they are repaired."""
    resources: int
    """Repairs that can be made in each period; what is repaired works from that period on."""
    periods: int = 10


def working(restoration: Restoration, repaired: frozenset[str]) -> frozenset[str]:
    """The nodes that work once some of the damage is repaired: the largest set in which every need is met.

    Two nodes that need only each other both work when neither is broken, as in the interdependent network design problem
    (Gonzalez, Duenas-Osorio, Sanchez-Silva and Medaglia 2016), where a node's function is its repair and its needs, and not
    whether anything flows to it.

    >>> pump = Dependency("pump", ("grid",))
    >>> both = Networks((Node("grid", "power"), Node("pump", "water")), (), (pump,))
    >>> working(Restoration(both, ("grid",), 1), frozenset())
    frozenset()
    """
    broken = set(restoration.damaged) - repaired
    alive = {node.id for node in restoration.networks.nodes} - broken
    while lost := {
        need.node for need in restoration.networks.dependencies if need.node in alive and not alive.intersection(need.any_of)
    }:  # fmt: skip
        alive -= lost
    return frozenset(alive)
