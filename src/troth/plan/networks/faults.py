"""What is wrong with networks and their damage, each with its ids; and what is left without it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .problem import Networks, Restoration


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that cannot be as it was told."""

    ids: tuple[str, ...]
    what: str

    def __str__(self) -> str:
        """One line."""
        return f"{', '.join(self.ids)}: {self.what}"


def faults(restoration: Restoration) -> list[Fault]:
    """Everything that is wrong, in the order of the networks."""
    return [*_twice(restoration.networks), *_arcs(restoration.networks), *_amounts(restoration.networks), *_needs(restoration.networks), *_damage(restoration), *_cut_off(restoration.networks)]  # fmt: skip


def usable(restoration: Restoration) -> tuple[Restoration, list[Fault]]:
    """The restoration without what cannot be used, and why not."""
    found = faults(restoration)
    bad = {fault.ids[0] for fault in found if fault.what not in KEPT}
    whole = restoration.networks
    nodes = tuple(node for node in {node.id: node for node in whole.nodes}.values() if node.id not in bad)
    known = {node.id for node in nodes}
    arcs = tuple(
        arc
        for arc in {arc.id: arc for arc in whole.arcs}.values()
        if arc.id not in bad and arc.start in known and arc.end in known
    )
    needs = tuple(
        replace(need, any_of=tuple(one for one in need.any_of if one in known))
        for need in whole.dependencies
        if need.node in known and any(one in known for one in need.any_of)
    )
    there = known | {arc.id for arc in arcs}
    damaged = tuple(dict.fromkeys(one for one in restoration.damaged if one in there))
    return replace(restoration, networks=Networks(nodes, arcs, needs), damaged=damaged), found


TWICE, UNREACHED = (
    "this id stands twice; the last one counts",
    "nothing that is fed in can reach it, even with nothing broken",
)
KEPT = (TWICE, UNREACHED)
"""What is told, and taken out of nothing."""


def _twice(networks: Networks) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in [node.id for node in networks.nodes] + [arc.id for arc in networks.arcs]:
        if name in seen:
            yield Fault((name,), TWICE)
        seen.add(name)


def _arcs(networks: Networks) -> Iterator[Fault]:
    nodes = {node.id: node for node in networks.nodes}
    for arc in networks.arcs:
        missing = [name for name in (arc.start, arc.end) if name not in nodes]
        if missing:
            yield Fault((arc.id, *missing), f"it ends at {', '.join(missing)}, which is no node")
        elif any(nodes[name].network != arc.network for name in (arc.start, arc.end)):
            yield Fault((arc.id,), f"it is of {arc.network} and ends at a node of another network")


def _amounts(networks: Networks) -> Iterator[Fault]:
    for arc in networks.arcs:
        if not 0 <= arc.capacity < float("inf"):
            yield Fault((arc.id,), f"a capacity of {arc.capacity:g}; expected 0 or more")
    for node in networks.nodes:
        if not 0 <= node.people < float("inf"):
            yield Fault((node.id,), f"{node.people:g} people; expected 0 or more")
        elif not abs(node.supply) < float("inf"):
            yield Fault((node.id,), f"a supply of {node.supply:g}; expected a number")


def _needs(networks: Networks) -> Iterator[Fault]:
    nodes = {node.id for node in networks.nodes}
    for need in networks.dependencies:
        missing = [name for name in need.any_of if name not in nodes]
        if need.node not in nodes:
            yield Fault((f"the need of {need.node}", need.node), "there is no such node")
        elif missing:
            rest = (
                "the others are asked" if len(missing) < len(need.any_of) else "it is taken to need nothing"
            )
            yield Fault((f"the need of {need.node}", *missing), f"{', '.join(missing)} is no node; {rest}")


def _damage(restoration: Restoration) -> Iterator[Fault]:
    networks = restoration.networks
    there = {node.id for node in networks.nodes} | {arc.id for arc in networks.arcs}
    for name in restoration.damaged:
        if name not in there:
            yield Fault((name,), "it is told to be damaged and is no node and no arc")


def _cut_off(networks: Networks) -> Iterator[Fault]:
    """People whom no node that feeds in is tied to, over any number of arcs."""
    tied: dict[str, set[str]] = {node.id: set() for node in networks.nodes}
    for arc in networks.arcs:
        if arc.capacity > 0 and arc.start in tied and arc.end in tied:
            tied[arc.start].add(arc.end)
            tied[arc.end].add(arc.start)
    reached = {node.id for node in networks.nodes if node.supply > 0}
    edge = set(reached)
    while edge:
        edge = {name for here in edge for name in tied[here]} - reached
        reached |= edge
    for node in networks.nodes:
        if node.supply < 0 and node.people and node.id not in reached:
            yield Fault((node.id,), UNREACHED)
