"""What a proof costs: one made-up term of each kind, settled with and without explanations, in CPU seconds.

    python benchmarks/proofs.py --kind recur --rows 2000

The rows are made up: four a day by two origins that do not always agree, over as many days as that takes; of a *respond*
term every other row asks and the next one answers. Nothing else is in the problem, and each run is a process of its own.
"""

import argparse
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from troth.monitor import Problem, settle
from troth.records.evidence import Evidence
from troth.records.party import Party
from troth.records.quantity import Quantity
from troth.records.term import Agreement, Duration, Measure, Response, Selector, Target, Term, Window

START = datetime(2000, 1, 1, tzinfo=UTC)
A_DAY = 4
"""Rows a day."""


def told(kind: str, number: int) -> dict[str, Any]:
    """What one row of a term of this kind says."""
    if kind == "respond":
        asks = number % 2 == 0
        return {"form": "item", "event": "fire" if asks else "reply", "attributed_to": ("x",)}
    if kind == "refrain":
        return {"form": "item", "event": "shot", "actor": "A", "place": f"p{number}"}
    if kind == "sustain":
        level = 7 if number % 7 == 0 else 10
        return {"form": "tally", "event": "staff", "quantity": Quantity(low=level, high=level, unit="person")}
    count = 1 + number % 3
    quantity = Quantity(low=count, high=count, unit="truck")
    return {"form": "item", "event": "truck", "place": f"p{number}", "quantity": quantity}


def row(kind: str, number: int) -> Evidence:
    """One row, known a day later."""
    when = START + timedelta(days=number // A_DAY, hours=1 + number % 20, minutes=number % 60)
    origin = ("x", "y")[number % 2]
    fields = {"attributed_to": (origin,), **told(kind, number)}
    return Evidence(
        id=f"E{number:06}", terms=("T",), source=f"page of {origin}", valid_from=when,
        recorded_at=when + timedelta(days=1), **fields,
    )  # fmt: skip


def duty(kind: str, rows: int) -> dict[str, Any]:
    """What a term of this kind asks for."""
    trucks = Measure(event=("truck",), unit="truck")
    return {
        "achieve": {"measure": trucks, "target": Target(at_least=rows // 2)},
        "recur": {"measure": trucks, "target": Target(at_least=4)},
        "refrain": {"measure": Measure(event=("shot",), count="events")},
        "sustain": {"measure": Measure(event=("staff",), unit="person"), "target": Target(at_least=8)},
        "respond": {
            "measure": Measure(event=("reply",), count="events"),
            "respond": Response(trigger=Selector(event=("fire",)), within=Duration(days=2)),
        },
    }[kind]


def problem(kind: str, rows: int) -> Problem:
    """A term of this kind with so many rows, a month after its end."""
    end = START + timedelta(days=rows // A_DAY + 1)
    term = Term(
        id="T", agreement="truce", kind=kind, obligor=("A",), what="do what was agreed",
        window=Window(valid_from=START, valid_to=end), **duty(kind, rows),
    )  # fmt: skip
    return Problem(
        terms=(term,), agreements=(Agreement(id="truce", title="A made-up truce", parties=("A", "B")),),
        parties=(Party(id="A", name="A"), Party(id="B", name="B")), as_of=end + timedelta(days=30),
        evidence=tuple(row(kind, number) for number in range(rows)), viewer="owner", owner="owner",
    )  # fmt: skip


def seconds(asked: Problem, *, explain: bool) -> float:
    """CPU seconds of settling a problem that nothing was asked of before."""
    start = time.process_time()
    settle(asked, explain=explain)
    return time.process_time() - start


def main() -> None:
    """Print one row of the table in docs/methods/proofs.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--kind", required=True, choices=("achieve", "recur", "refrain", "sustain", "respond")
    )
    parser.add_argument("--rows", type=int, default=2_000)
    asked = parser.parse_args()
    without = seconds(problem(asked.kind, asked.rows), explain=False)
    proved = seconds(problem(asked.kind, asked.rows), explain=True)
    print(f"| {asked.kind} | {asked.rows:,} | {without:.2f} | {proved:.2f} |")


if __name__ == "__main__":
    main()
