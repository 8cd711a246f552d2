"""The history of two columns of a public data set of daily reports, as evidence of `cases/gaza-reports-revised`.

    python tools/report_history.py ../shared/data/monitor cases/gaza-reports-revised/evidence

Every insert is a row, every revision a row that supersedes the one before, every retraction a row that takes it back.
The values are counts of people as the data set attributes them to its sources; they are carried, never judged.
"""

import csv
import gzip
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

COLUMNS = (
    "evidence_id", "term_ids", "valid_from", "form", "event", "category", "quantity", "unit", "source_id",
    "recorded_at", "supersedes", "retracts",
)  # fmt: skip
FIELDS = {"aid_seeker_killed_cum": ("D1", "A"), "famine_cum": ("D2", "F")}
"""Which column of the data set bears on which term, and the letter of its rows."""
FIRST, LAST = date(2025, 6, 2), date(2025, 10, 31)
UNTIL = "2025-11-05"
"""What was recorded from this day on is left out."""


def history(rows: Iterable[dict[str, str]]) -> Iterator[dict[str, str]]:
    """Rows of evidence for what was inserted, revised and taken back, each pointing at what it replaces.

    >>> day = {"valid_date": "2025-06-02", "field": "famine_cum", "previous_value": ""}
    >>> told = [{**day, "recorded_at": "2025-11-02T16:38:14Z", "value": "75", "op": "insert"},
    ...         {**day, "recorded_at": "2025-11-04T01:53:05Z", "value": "", "op": "retract"}]
    >>> [(row["evidence_id"], row["quantity"], row["retracts"]) for row in history(told)]
    [('F0602.1', '75', ''), ('F0602.2', '', 'F0602.1')]
    """
    standing: dict[tuple[str, str], list[str]] = {}  # the versions that were not taken back, oldest first
    numbers: dict[tuple[str, str], int] = {}
    for row in sorted(rows, key=lambda row: (row["field"], row["valid_date"], row["recorded_at"])):
        day, key = date.fromisoformat(row["valid_date"]), (row["field"], row["valid_date"])
        if row["field"] not in FIELDS or not FIRST <= day <= LAST or row["recorded_at"] >= UNTIL:
            continue
        before = standing.setdefault(key, [])
        # a correction that is taken back lets what it corrected stand again, so each version is taken back by itself
        replaced = list(reversed(before)) if row["op"] == "retract" else [before[-1] if before else ""]
        for one in replaced:
            numbers[key] = numbers.get(key, 0) + 1
            yield _version(row, day, numbers[key], one)
        if row["op"] == "retract":
            before.clear()
        else:
            before.append(_name(row, day, numbers[key]))


def _name(row: dict[str, str], day: date, number: int) -> str:
    return f"{FIELDS[row['field']][1]}{day:%m%d}.{number}"


def _version(row: dict[str, str], day: date, number: int, replaced: str) -> dict[str, str]:
    gone = row["op"] == "retract"
    return {
        "evidence_id": _name(row, day, number), "term_ids": FIELDS[row["field"]][0], "valid_from": row["valid_date"],
        "form": "item", "event": "figure given", "category": row["field"], "quantity": row["value"],
        "unit": "person" if row["value"] else "", "source_id": "palestine-datasets", "recorded_at": row["recorded_at"],
        "supersedes": "" if gone else replaced, "retracts": replaced if gone else "",
    }  # fmt: skip


def main(data: Path, evidence: Path) -> None:
    """Write `history.csv`."""
    with gzip.open(
        data / "gaza_casualty_reports_bitemporal.csv.gz", "rt", encoding="utf-8", newline=""
    ) as file:
        told = list(history(csv.DictReader(file)))
    with (evidence / "history.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(told)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
