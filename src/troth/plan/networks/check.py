"""Whether a course of repairs keeps the rules and serves whom it says; from the definition alone, by another solver's door.

The service of a period is found anew: first which nodes work (a fixed point), then what can flow (SciPy's linear programme on
directed arcs). Nothing of what plans is used.
"""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import coo_array

from .problem import Networks, Restoration
from .result import Course

TOLERANCE = 1e-5
"""Of people served, as a share of everybody."""


def check(restoration: Restoration, course: Course) -> list[str]:
    """Every rule that a course breaks; nothing where it can be carried out and serves whom it says."""
    found = []
    seen: set[str] = set()
    if len(course.repairs) != restoration.periods or len(course.served) != restoration.periods:
        return [
            f"{len(course.repairs)} periods of repairs and {len(course.served)} of service, not {restoration.periods}"
        ]
    for period, repairs in enumerate(course.repairs):
        if len(repairs) > restoration.resources:
            found.append(
                f"period {period + 1}: {len(repairs)} repairs, there are resources for {restoration.resources}"
            )
        found += [
            f"period {period + 1}: {name} is not damaged"
            for name in repairs
            if name not in restoration.damaged
        ]
        found += [f"period {period + 1}: {name} was repaired before" for name in repairs if name in seen]
        seen |= set(repairs)
    return found + (_service(restoration, course) if not found else [])


def _service(restoration: Restoration, course: Course) -> list[str]:
    """Where the service that is told differs from what can flow, or falls while only repairs are made."""
    found, repaired = [], set[str]()
    for period, (repairs, told) in enumerate(zip(course.repairs, course.served, strict=True)):
        repaired |= set(repairs)
        for network, people in served(restoration, repaired).items():
            if abs(people - told.get(network, 0.0)) > TOLERANCE * max(
                restoration.networks.people[network], 1.0
            ):
                found.append(
                    f"period {period + 1}: {told.get(network, 0.0):,.0f} people are told to be served by {network}, {people:,.0f} can be"
                )
    for period, (earlier, later) in enumerate(pairwise(course.served)):
        if any(later[name] < earlier[name] - TOLERANCE * max(earlier[name], 1.0) for name in earlier):
            found.append(f"period {period + 2}: fewer are served than before")
    return found


def served(restoration: Restoration, repaired: set[str]) -> Mapping[str, float]:
    """The most people whom each network can serve once some of the damage is repaired."""
    networks = restoration.networks
    broken = set(restoration.damaged) - repaired
    alive = _alive(networks, broken)
    return {name: _flow(networks, name, alive, broken) for name in networks.names}


def _alive(networks: Networks, broken: set[str]) -> set[str]:
    alive = {node.id for node in networks.nodes if node.id not in broken}
    changed = True
    while changed:
        changed = False
        for need in networks.dependencies:
            if need.node in alive and all(one not in alive for one in need.any_of):
                alive.discard(need.node)
                changed = True
    return alive


def _flow(networks: Networks, name: str, alive: set[str], broken: set[str]) -> float:
    """People served by one network: a linear programme over what each working node gives, takes and passes on."""
    nodes = [node for node in networks.nodes if node.network == name and node.id in alive]
    row = {node.id: number for number, node in enumerate(nodes)}
    arcs = [arc for arc in networks.arcs if arc.id not in broken and arc.start in row and arc.end in row]
    ways = [(arc.start, arc.end, arc.capacity) for arc in arcs] + [
        (arc.end, arc.start, arc.capacity) for arc in arcs
    ]
    if not nodes:
        return 0.0
    worth = np.array([-node.people / -node.supply if node.supply < 0 else 0.0 for node in nodes])
    sign = np.array([1.0 if node.supply > 0 else -1.0 for node in nodes])
    count = len(nodes)
    entries = [(number, number, sign[number]) for number in range(count)]
    for column, (start, end, _) in enumerate(ways, count):
        entries += [(row[start], column, -1.0), (row[end], column, 1.0)]
    rows, columns, values = (list(part) for part in zip(*entries, strict=True))
    balance = coo_array((values, (rows, columns)), shape=(count, count + len(ways))).tocsr()
    bounds = [(0.0, abs(node.supply)) for node in nodes] + [(0.0, capacity) for _, _, capacity in ways]
    costs = np.concatenate([worth, np.zeros(len(ways))])
    answer = linprog(costs, A_eq=balance, b_eq=np.zeros(count), bounds=bounds, method="highs")
    return float(-answer.fun)
