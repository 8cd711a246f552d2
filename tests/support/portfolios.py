"""Portfolios of made-up assets for tests."""

import numpy as np

from troth.assess import Exposure


def portfolio(
    rows: int, sectors: int = 3, regions: int = 4, seed: int = 1, *, spread: float = 0.8
) -> Exposure:
    """Assets with lognormal values and class probabilities drawn from a Dirichlet distribution."""
    random = np.random.default_rng(seed)
    return Exposure(
        [f"a{number}" for number in range(rows)],
        tuple(f"sector {number:02}" for number in range(sectors)),
        tuple(f"region {number:02}" for number in range(regions)),
        random.integers(0, sectors, rows).astype(np.int32),
        random.integers(0, regions, rows).astype(np.int32),
        np.exp(random.normal(10, spread, rows)),
        random.dirichlet([4, 1, 2, 2, 2], rows),
    )


def part(whole: Exposure, some: np.ndarray) -> Exposure:
    """Some assets of a portfolio, in that order."""
    return Exposure(
        [whole.ids[int(number)] for number in some],
        whole.sectors, whole.regions, whole.sector[some], whole.region[some], whole.value[some], whole.probability[some],
    )  # fmt: skip
