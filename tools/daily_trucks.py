"""Daily counts of trucks into Gaza, from the line lists of UNRWA and COGAT, as evidence of `cases/gaza-trucks`.

    python tools/daily_trucks.py ../shared/data/monitor cases/gaza-trucks/evidence

The lists themselves are not shipped: one row of theirs never becomes one row of ours. What is kept is a count per day.

UNRWA's list has, for each truck, the day of receipt and the time of its last edit. A day's count is told as it became
certain: for each month in which rows of that day were last edited, how many rows had their present form by the last of
those edits. All but the last of these counts are low ends (more rows may have stood in the list, and been edited
later); the last is the tally of the day. Each replaces the one before.

COGAT's list has no times of its own, so its counts are known from the date of the file. Fuel and gas stand apart, as a
category of their own. What came by air, and what came over the pier (JLOTS), is left out of both lists.
"""

import csv
import gzip
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

COLUMNS = (
    "evidence_id", "term_ids", "valid_from", "valid_to", "actor", "event", "category", "form", "quantity", "unit",
    "place", "source_id", "attributed_to", "stance", "key", "recorded_at", "supersedes", "retracts", "tlp",
    "release_to", "embargo", "note",
)  # fmt: skip
SINCE = {"N100": "2023-10-21", "G200": "2023-12-16", "X500": "2024-04-11"}
"""The terms of the case, and the first day on which each is looked at."""
NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec")
PIER = "JLOTS"
LAND = "Land Crossings"
FUEL = frozenset({"Fuel", "Gas"})
COGAT_FILE = "2024-09-24"


def rows_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a packed list."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def unrwa_edits(rows: Iterable[dict[str, str]]) -> dict[str, list[str]]:
    """When each truck's row was last edited, by the day on which the truck was received.

    >>> unrwa_edits([{"Crossing": "Erez", "Received Date": "2024-05-01", "Last Edited Time": "2024-06-01 10:00:00"}])
    {'2024-05-01': ['2024-06-01 10:00:00']}
    """
    edits: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        if row["Crossing"] != PIER:
            edits[row["Received Date"]].append(row["Last Edited Time"])
    return {day: sorted(edits[day]) for day in sorted(edits)}


def stages(edits: list[str]) -> list[tuple[str, int]]:
    """How a day's count became certain: at the last edit of each month, how many rows had their present form.

    >>> stages(["2024-02-03 09:00:00", "2024-02-07 10:00:00", "2024-05-06 12:00:00"])
    [('2024-02-07 10:00:00', 2), ('2024-05-06 12:00:00', 3)]
    """
    last = {time[:7]: (time, number) for number, time in enumerate(edits, 1)}
    return list(last.values())


def unrwa(edits: dict[str, list[str]]) -> Iterator[dict[str, str]]:
    """A row for each stage of each day's count."""
    for day, times in edits.items():
        told = stages(times)
        before = ""
        for number, (time, count) in enumerate(told, 1):
            final = number == len(told)
            name = f"U{day}" if final else f"U{day}.{number}"
            yield {
                **common(name, day, "crossings", "unrwa-list"),
                "category": "entered", "form": "tally" if final else "at_least", "quantity": str(count),
                "recorded_at": time.replace(" ", "T"), "supersedes": before,
            }  # fmt: skip
            before = name


def cogat_day(text: str) -> str:
    """The day in ISO form; the list writes it with one digit or two, and September as "Sept".

    >>> cogat_day("1 Sept 2024"), cogat_day("25 Feb 2024")
    ('2024-09-01', '2024-02-25')
    """
    day, month, year = text.split()
    return date(int(year), NAMES.index(month) + 1, int(day)).isoformat()


def cogat(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """A row for each day's consignments by land, and one for those of fuel or gas."""
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for row in rows:
        if row["Route"] == LAND:
            counts[cogat_day(row["Date"]), "fuel or gas" if row["Classification"] in FUEL else "entered"] += 1
    for (day, category), count in sorted(counts.items()):
        letter = "C" if category == "entered" else "F"
        yield {
            **common(f"{letter}{day}", day, "land crossings", "cogat-list"),
            "category": category, "form": "tally", "quantity": str(count), "recorded_at": COGAT_FILE,
        }  # fmt: skip


def common(name: str, day: str, place: str, source: str) -> dict[str, str]:
    """What all rows of a day share."""
    named = ";".join(term for term, first in SINCE.items() if day >= first)
    return {
        "evidence_id": name, "term_ids": named, "valid_from": day, "event": "trucks", "unit": "truck",
        "place": place, "source_id": source,
    }  # fmt: skip


def write(path: Path, rows: Iterable[dict[str, str]]) -> None:
    """Write evidence rows with every column of the handbook."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def main(lists: Path, evidence: Path) -> None:
    """Write `unrwa.csv` and `cogat.csv`."""
    write(evidence / "unrwa.csv", unrwa(unrwa_edits(rows_of(lists / "unrwa_trucks.csv.gz"))))
    write(evidence / "cogat.csv", cogat(rows_of(lists / "cogat_consignments_20240924.csv.gz")))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
