"""The tables of `cases/shelby`, from the test bed's own files.

    python tools/shelby.py ../shared/data/plan/shelby_indp cases/shelby/tables

Of each network: its nodes with what they feed in or take, and its arcs. The test bed tells telecommunication as what each node
sends to one centre; here it is told as what the centre gives to each node, which is the same flow the other way round.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

NETWORKS = ("Water", "Gas", "Power", "Telecommunication")
TURNED = "Telecommunication"
SOURCE = "dec2py"


def read(path: Path) -> list[dict[str, str]]:
    """The rows of a file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def nodes(folder: Path) -> Iterator[Mapping[str, object]]:
    """Every node: above 0 what it feeds in, below 0 what its people take."""
    for network in NETWORKS:
        for row in read(folder / f"{network}Nodes.csv"):
            supply = float(row["Demand"]) * (-1 if network == TURNED else 1)
            people = float(row["population"] or 0) if supply < 0 else 0
            yield {
                "node": f"{network}:{row['ID']}", "network": network, "kind": row["Node Type"], "supply": f"{supply + 0.0:g}",
                "people": f"{people:.0f}", "lon": row["X"][:10], "lat": row["Y"][:9],
                "repair_cost": row["q (complete DS)"], "source": SOURCE,
            }  # fmt: skip


def arcs(folder: Path) -> Iterator[Mapping[str, object]]:
    """Every arc; the second between the same nodes has a 2 behind its name, and no damage case names it."""
    seen: set[str] = set()
    for network in NETWORKS:
        for row in read(folder / f"{network}Arcs.csv"):
            start, end = row["Start Node"], row["End Node"]
            name = f"{network}:{start}-{end}"
            name = f"{name}/2" if name in seen else name
            seen.add(name)
            yield {
                "arc": name, "network": network, "kind": row["Arc Type"], "start": f"{network}:{start}",
                "end": f"{network}:{end}", "capacity": row["u"], "repair_cost": row["f"], "source": SOURCE,
            }  # fmt: skip


def needs(folder: Path) -> Iterator[Mapping[str, object]]:
    """What each node needs of each other network: one of those nodes."""
    found: dict[tuple[str, str], list[str]] = {}
    kinds: dict[tuple[str, str], str] = {}
    for row in read(folder / "Interdep.csv"):
        key = f"{row['Depender Network']}:{row['Depender Node']}", row["Dependee Network"]
        found.setdefault(key, []).append(f"{row['Dependee Network']}:{row['Dependee Node']}")
        kinds[key] = row["Type"].lower()
    for key, those in found.items():
        yield {"node": key[0], "any_of": "|".join(those), "kind": kinds[key], "source": SOURCE}


def damage(folder: Path, known: set[str]) -> Iterator[Mapping[str, object]]:
    """Every damaged element of every damage case, named as the arcs and nodes are."""
    for row in read(folder / "wu_damage_scenarios.csv"):
        element = row["element"].replace("\t", "-")
        name = f"{row['network']}:{element}"
        if name not in known and "-" in element:
            name = f"{row['network']}:{'-'.join(reversed(element.split('-')))}"
        yield {"case": f"{row['set']}/{row['scenario']}", "element": name, "source": SOURCE}


def write(path: Path, rows: list[Mapping[str, object]]) -> None:
    """Write a table."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def main(folder: Path, out: Path) -> None:
    """Write the four tables."""
    bed = folder / "Extended_Shelby_County"
    there = list(nodes(bed)), list(arcs(bed))
    write(out / "networks_nodes.csv", there[0])
    write(out / "networks_arcs.csv", there[1])
    write(out / "networks_needs.csv", list(needs(bed)))
    known = {str(row["node"]) for row in there[0]} | {str(row["arc"]) for row in there[1]}
    write(out / "networks_damage.csv", list(damage(folder, known)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
