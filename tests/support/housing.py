"""A synthetic exposure of buildings drawn from the hromadas of `cases/ukraine-housing`: seeded, generated, never stored."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from troth.assess import Exposure

TABLE = Path(__file__).resolve().parents[2] / "cases/ukraine-housing/tables/hromadas.csv"
AREA, COST = 74.1e6, 681.0
"""Square metres that were hit, and what one costs, as published."""
STOCK = AREA / 0.073
"""Square metres of the whole stock: the area that was hit is 7.3 % of it."""
EXPOSED = {"not occupied": 1.0, "not occupied, in the war zone": 30.0, "occupied": 45.0, "deoccupied": 60.0}
"""How much more likely a building was hit, by war status: made up; the whole is scaled to the published area."""
PIECE = 1 << 20


def buildings(count: int, seed: int = 1) -> Iterator[Exposure]:
    """So many buildings in pieces: area lognormal, each whole or lost, so that the expected lost area is the published one."""
    with TABLE.open(encoding="utf-8") as file:
        hromadas = list(csv.DictReader(file))
    people = np.array([float(row["people"]) for row in hromadas])
    weight = np.array([EXPOSED[row["war_status"]] for row in hromadas])
    share = people / people.sum()
    chance = weight * (AREA / STOCK) / (share @ weight)
    regions = tuple(sorted({row["region"] for row in hromadas}))
    region = np.array([regions.index(row["region"]) for row in hromadas], dtype=np.int32)
    mean, edges = STOCK / count, share.cumsum()
    for number, start in enumerate(range(0, count, PIECE)):
        rows = min(PIECE, count - start)
        random = np.random.Generator(np.random.Philox(key=[seed, number]))
        home = np.minimum(np.searchsorted(edges, random.random(rows)), len(hromadas) - 1)
        area = mean * np.exp(0.6 * random.standard_normal(rows) - 0.18)
        lost = random.random(rows) < chance[home]
        probability = np.zeros((5, rows))
        probability[0], probability[4] = ~lost, lost
        yield Exposure(
            range(rows),  # type: ignore[arg-type] # numbers are names enough here
            ("housing",), regions, np.zeros(rows, np.int32), region[home], area * COST, probability.T,
        )  # fmt: skip
