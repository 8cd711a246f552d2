"""The step `networks`: from networks and their damage to repairs by period and whom they serve, as tables of the house."""

from collections.abc import Iterator
from typing import Any
from weakref import WeakKeyDictionary

from troth.plan.networks import Fault, Restoration, Restored, check, restore, usable

from .networks import Repairing

Rows = list[dict[str, Any]]
_KEPT: "WeakKeyDictionary[Repairing, tuple[dict[str, Rows], tuple[str, ...]]]" = WeakKeyDictionary()


def networks_tables(repairing: Repairing) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The tables of the step, and what the independent check says; computed once for each reading of a case.

    `networks_summary` (one row), `networks_repairs`, `networks_curve`, `networks_faults`.
    """
    if repairing not in _KEPT:
        _KEPT[repairing] = _tables(repairing)
    return _KEPT[repairing]


def _tables(repairing: Repairing) -> tuple[dict[str, Rows], tuple[str, ...]]:
    used, faults = usable(repairing.restoration)
    made = restore(used, repairing.effort)
    broken = (*check(used, made.ahead), *(f"the myopic course: {one}" for one in check(used, made.myopic)))
    return {
        "networks_summary": [_summary(repairing, used, made, broken)],
        "networks_repairs": list(_repairs(repairing, made)),
        "networks_curve": list(_curve(used, made)),
        "networks_faults": [_fault(one) for one in faults],
    }, broken


def _summary(
    repairing: Repairing, used: Restoration, made: Restored, broken: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "objective": made.ahead.value,
        "myopic": made.myopic.value,
        "bound": made.bound,
        "gap": made.gap,
        "gain": made.gain,
        "proven": made.proven,
        "checked": not broken,
        "stopped": made.stopped,
        "search_nodes": made.nodes,
        "damaged": len(used.damaged),
        "resources": used.resources,
        "periods": used.periods,
        "period": repairing.period,
        "people": sum(used.networks.people.values()),
    }


def _repairs(repairing: Repairing, made: Restored) -> Iterator[dict[str, Any]]:
    """What is repaired when, by the course that looks ahead; and when the myopic one would have."""
    myopic = {name: period for period, those in enumerate(made.myopic.repairs) for name in those}
    whole = repairing.restoration.networks
    network = {node.id: node.network for node in whole.nodes} | {arc.id: arc.network for arc in whole.arcs}
    ahead = {name: period for period, those in enumerate(made.ahead.repairs) for name in those}
    for name in sorted(
        set(repairing.restoration.damaged) & set(network), key=lambda one: (ahead.get(one, 10**9), one)
    ):
        yield {
            "element": name,
            "network": network[name],
            "kind": repairing.kinds.get(name, ""),
            "period": ahead.get(name),
            "myopic": myopic.get(name),
            "cost": repairing.costs.get(name),
            "because": [repairing.sources[name]],
        }


def _curve(used: Restoration, made: Restored) -> Iterator[dict[str, Any]]:
    """People served by network: period 0 is before anything is repaired."""
    for name in used.networks.names:
        before = made.before[name]
        yield {
            "period": 0,
            "network": name,
            "people": before,
            "myopic": before,
            "all": used.networks.people[name],
        }
        for period, (ahead, myopic) in enumerate(zip(made.ahead.served, made.myopic.served, strict=True), 1):
            yield {
                "period": period, "network": name, "people": ahead[name], "myopic": myopic[name], "all": used.networks.people[name],
            }  # fmt: skip


def _fault(one: Fault) -> dict[str, Any]:
    return {"ids": list(one.ids), "what": one.what}
