"""`networks.toml` and its tables: networks that need one another, what of them is broken, and how much is repaired in a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

from troth.plan.networks import Arc, Dependency, Effort, Networks, Node, Restoration
from troth.records.base import Record

from .assess_cells import number, rows_of, text_of
from .assessment import plain
from .csvfile import Cells, Columns
from .folder import Folder
from .overrides import Override, apply_to_file
from .problems import did_you_mean, listed
from .tomlfile import read_toml, spot_of

FILE = "networks.toml"
NODES, ARCS, NEEDS, DAMAGE = (f"tables/networks_{name}.csv" for name in ("nodes", "arcs", "needs", "damage"))
_NODES = Columns(("node", "network", "supply", "people", "source"), ("kind", "lon", "lat", "repair_cost"))
_ARCS = Columns(("arc", "network", "start", "end", "capacity", "source"), ("kind", "repair_cost"))
_NEEDS = Columns(("node", "any_of", "source"), ("kind",))
_DAMAGE = Columns(("case", "element", "source"))


class NetworksFile(Record):
    """The keys of networks.toml; each as the handbook's page on planning describes it."""

    damage: Annotated[str, Field(strict=True, min_length=1)]
    resources: Annotated[int, Field(strict=True, ge=1, le=1_000)]
    periods: Annotated[int, Field(strict=True, ge=1, le=100)] = 10
    period: Literal["day", "week", "month", "quarter"] = "week"
    nodes: Annotated[int, Field(strict=True, ge=1, le=10_000_000)] = 2_000
    seconds: Annotated[float, Field(strict=True, gt=0, le=86_400)] = 60.0


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Repairing:
    """What a case says of networks to be repaired."""

    restoration: Restoration
    """With faults or without: what is wrong is told, and the rest is planned."""
    effort: Effort
    period: str
    kinds: Mapping[str, str]
    """Of nodes and arcs: what they are, for people."""
    costs: Mapping[str, float]
    """Of the repair of each node and arc, where it is told."""
    sources: Mapping[str, str]


def read_repairing(folder: Folder, changes: Sequence[Override] = ()) -> Repairing | None:
    """Read a case's networks, with the changes of a scenario; without networks.toml there are none."""
    if not folder.has(FILE) or (document := read_toml(folder, FILE)) is None:
        return None
    apply_to_file(document, folder, changes, "networks")
    spot, data = spot_of(document, folder), dict[str, Any](plain(document.data))
    for key in sorted(set(data) - set(NetworksFile.model_fields)):
        del data[key]
        known = f"known keys: {listed(NetworksFile.model_fields)}"
        spot.bad(key, found=key, expected="a known key", remedy=did_you_mean(key, NetworksFile.model_fields, known))  # fmt: skip
    told = spot.build(NetworksFile, data)
    nodes = list(rows_of(folder, NODES, _NODES, lambda row: (row, _node(row))))
    arcs = list(rows_of(folder, ARCS, _ARCS, lambda row: (row, _arc(row))))
    needs = tuple(rows_of(folder, NEEDS, _NEEDS, _need, optional=True))
    damage = list(
        rows_of(folder, DAMAGE, _DAMAGE, lambda row: (text_of(row, "case"), text_of(row, "element")))
    )
    if told is None:
        return None
    cases = dict.fromkeys(case for case, _ in damage)
    if told.damage not in cases:
        spot.bad("damage", found=told.damage, expected=f"a case of {DAMAGE}", remedy=did_you_mean(told.damage, cases, f"there are: {listed(cases, 12)}"))  # fmt: skip
        return None
    networks = Networks(tuple(node for _, node in nodes), tuple(arc for _, arc in arcs), needs)
    broken = tuple(element for case, element in damage if case == told.damage)
    named = [(node.id, row) for row, node in nodes] + [(arc.id, row) for row, arc in arcs]
    return Repairing(
        restoration=Restoration(networks, broken, told.resources, told.periods),
        effort=Effort(nodes=told.nodes, seconds=told.seconds),
        period=told.period,
        kinds={name: row["kind"] for name, row in named},
        costs={name: number(row, "repair_cost") for name, row in named if row["repair_cost"]},
        sources={name: row["source"] for name, row in named},
    )


def _node(row: Cells) -> Node:
    text_of(row, "source")
    _cost(row)
    return Node(text_of(row, "node"), text_of(row, "network"), _amount(row, "supply"), _amount(row, "people"))


def _arc(row: Cells) -> Arc:
    text_of(row, "source")
    _cost(row)
    ends = text_of(row, "start"), text_of(row, "end")
    return Arc(text_of(row, "arc"), text_of(row, "network"), *ends, _amount(row, "capacity"))


def _cost(row: Cells) -> None:
    if row["repair_cost"]:
        number(row, "repair_cost")


def _amount(row: Cells, column: str) -> float:
    """A number that the engine itself judges: a negative capacity is named there, with the id of its arc."""
    try:
        return float(row[column])
    except ValueError:
        msg = f"{column} {row[column] or 'empty'}: expected a number, without units or separators"
        raise ValueError(msg) from None


def _need(row: Cells) -> Dependency:
    text_of(row, "source")
    those = tuple(one.strip() for one in text_of(row, "any_of").split("|") if one.strip())
    return Dependency(text_of(row, "node"), those)
