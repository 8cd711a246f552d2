"""How well next month's incidents can be foretold, against simple baselines, on months that were held out.

    python benchmarks/forecast.py --json

The counts are UCDP GED events of Ukraine by month and oblast, May 2014 to December 2021 (`benchmarks/data/README.md`).
The last `--size` months are held out: each is foretold from the months before it. `--derive FILE` writes the two tables
in `benchmarks/data` anew from the data set's own CSV.
"""

import argparse
import csv
import json
import resource
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from troth.monitor.forecast import Evaluation, Problem, check_evaluation, evaluate
from troth.monitor.incidents.periods import PeriodCount, count_by, iso_week, month
from troth.monitor.problem import ProblemError
from troth.standards import ucdp

DATA = Path(__file__).resolve().parent / "data"
TABLES = {"weekly": iso_week, "monthly": month}
FIRST, MONTHS = "2014-05", 92
"""To December 2021: of what came after, the file holds two months and little else, so that its noughts are none."""
REGIONS = {"Donetsk oblast": "Donetsk oblast", "Luhansk oblast": "Luhansk oblast", "": "no oblast given"}
"""The series that go on throughout; the other oblasts have next to no events before 2022."""
HELD_OUT = 48
SEED = 20140501
FIELDS = tuple(name for name in PeriodCount.model_fields if name != "because")


def derive(source: Path, folder: Path = DATA) -> None:
    """Write the tables from the data set as UCDP publishes it."""
    with source.open("rb") as file:
        events = list(ucdp.read(file))
    for name, period in TABLES.items():
        with (folder / f"ucdp-ged-ukraine-{name}.csv").open("w", encoding="utf-8", newline="") as target:
            write(count_by(period, events), target)


def write(rows: Iterable[PeriodCount], target: Any) -> None:  # noqa: ANN401 - any text file
    """Rows of counts as CSV."""
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows([getattr(row, name) for name in FIELDS] for row in rows)


def problem() -> Problem:
    """The monthly counts: the best guess of the month for events that may lie in two."""
    with (DATA / "ucdp-ged-ukraine-monthly.csv").open(encoding="utf-8", newline="") as file:
        counts = {(row["region"], row["period"]): int(row["best"]) for row in csv.DictReader(file)}
    names = Problem(first=FIRST, series={"": [0]})
    months = [names.month(number) for number in range(MONTHS)]
    series = {
        title: tuple(counts.get((region, name), 0) for name in months) for region, title in REGIONS.items()
    }
    return Problem(first=FIRST, series=series, seed=SEED)


def run(held_out: int) -> dict[str, Any]:
    """The scores, with what it cost to compute them."""
    given = problem()
    wall, cpu = time.perf_counter(), time.process_time()
    found = evaluate(given, held_out)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    assert check_evaluation(given, found) == ()
    return {
        "bench": "forecast",
        "size": held_out,
        "wall_s": round(wall, 3),
        "cpu_s": round(cpu, 3),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
        "result": {
            "held_out": [found.first, found.last],
            "scores": [_score(one.model_dump(exclude={"because"})) for one in found.scores],
            "pit_tenths": tenths(found),
        },
        "peers": [],
    }


def tenths(found: Evaluation) -> list[int]:
    """How many of the model's forecasts put what happened into each tenth of their distribution."""
    return [sum(int(min(share, 0.999999) * 10) == tenth for share in found.pit) for tenth in range(10)]


def _score(row: dict[str, Any]) -> dict[str, Any]:
    return {key: round(value, 3) if isinstance(value, float) else value for key, value in row.items()}


def _print(document: dict[str, Any]) -> None:
    result = document["result"]
    print(
        f"{document['size']} months held out, {result['held_out'][0]} to {result['held_out'][1]}; CRPS in incidents"
    )
    print(f"{'method':30}{'region':18}{'CRPS':>7}{'in 50%':>8}{'in 90%':>8}   model better by (95% interval)")
    for row in result["scores"]:
        gain = (
            ""
            if row["better_by"] is None
            else f"{-row['better_by']:.3f} ({-row['better_high']:.3f} to {-row['better_low']:.3f})"
        )
        print(
            f"{row['method']:30}{row['region'] or 'all':18}{row['crps']:7.3f}{row['inside_50']:8.2f}{row['inside_90']:8.2f}   {gain}"
        )
    print(f"tenths of the model's distributions: {result['pit_tenths']}")
    print(f"wall {document['wall_s']} s, CPU {document['cpu_s']} s, peak {document['peak_mb']} MB")


def main() -> None:
    """Run it as a script."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=HELD_OUT, help="months that are held out")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--derive", type=Path, metavar="FILE", help="write the tables from UCDP's own CSV")
    options = parser.parse_args()
    if options.derive is not None:
        derive(options.derive)
        return
    try:
        document = run(options.size)
    except ProblemError as error:
        sys.exit(f"--size {options.size}: {error}")
    if options.json:
        print(json.dumps(document, indent=1))
    else:
        _print(document)


if __name__ == "__main__":
    main()
