"""Daily counts by crossing and kind of goods, from the line lists of UNRWA and COGAT, as `crossing_reports` of a supply case.

    python tools/daily_crossings.py ../shared/data/monitor cases/gaza-corridors/tables/crossing_reports.csv

The lists themselves are not shipped: what is kept is how many rows of a list fall on a day, a crossing and a kind of goods.
The two stay two reporters. UNRWA's rows are trucks that it received; COGAT's are consignments, not necessarily trucks, and
name no crossing but land, air and the pier. Either is `offloaded` here: neither list says what was collected or arrived.
"""

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from daily_trucks import cogat_day, rows_of

COLUMNS = ("crossing", "date", "stage", "quantity", "reporter", "unit", "because", "commodity")
CROSSINGS = {
    "Erez": "erez", "Gate 96": "gate-96", "JLOTS": "pier", "Kerem Shalom": "kerem-shalom",
    "Rafah Crossing": "rafah", "Western Erez": "western-erez",
}  # fmt: skip
ROUTES = {"Land Crossings": "land-crossings", "Aerial Route": "air", "Maritime Route (JLOTS)": "pier"}
GOODS = {
    "Food Items": "food", "Non-Food Items": "other", "Mixed Items": "mixed", "Medical Supplies": "medical",
    "Medical Supply": "medical", "Food": "food", "Water": "water", "Combined Aid": "mixed", "Fuel": "fuel",
    "Gas": "fuel", "Shelter Equipment": "shelter", "UN and NGO equipment": "other",
    "Essential infrastructure equipment": "other",
}  # fmt: skip


def unrwa(rows: Iterable[dict[str, str]]) -> Counter[tuple[str, str, str]]:
    """Trucks by day, crossing and kind of goods.

    >>> unrwa([{"Crossing": "Erez", "Received Date": "2024-05-01", "Cargo Category": "Food Items"}] * 2)
    Counter({('2024-05-01', 'erez', 'food'): 2})
    """
    return Counter(
        (row["Received Date"], CROSSINGS[row["Crossing"]], GOODS[row["Cargo Category"]]) for row in rows
    )


def cogat(rows: Iterable[dict[str, str]]) -> Counter[tuple[str, str, str]]:
    """Consignments by day, route and kind of goods.

    >>> cogat([{"Route": "Land Crossings", "Date": "1 Sept 2024", "Classification": "Gas"}])
    Counter({('2024-09-01', 'land-crossings', 'fuel'): 1})
    """
    return Counter(
        (cogat_day(row["Date"]), ROUTES[row["Route"]], GOODS[row["Classification"].strip()]) for row in rows
    )


def main(lists: Path, out: Path) -> None:
    """Write the table."""
    told = (
        ("UNRWA", "truck", "unrwa-list", unrwa(rows_of(lists / "unrwa_trucks.csv.gz"))),
        ("COGAT", "consignment", "cogat-list", cogat(rows_of(lists / "cogat_consignments_20240924.csv.gz"))),
    )
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for reporter, unit, because, counts in told:
            for (day, crossing, goods), count in sorted(counts.items()):
                writer.writerow((crossing, day, "offloaded", count, reporter, unit, because, goods))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
