"""Exposure tables for benchmarks: made-up assets, drawn by a seed, written piece by piece."""

import tempfile
from pathlib import Path

import numpy as np
import polars as pl

SECTORS, REGIONS = 12, 24
_PIECE = 1 << 20
_KINDS = ("masonry", "concrete", "timber", "steel", "earth")


def piece(number: int, rows: int, seed: int) -> pl.DataFrame:
    """Rows of one piece: unsorted, with 12 columns; values lognormal, probabilities Dirichlet, as float32 in the file."""
    random = np.random.Generator(np.random.Philox(key=[seed, number]))
    gamma = random.standard_gamma(np.array([4.0, 1.0, 2.0, 2.0, 2.0]), size=(rows, 5))
    probability = gamma / gamma.sum(axis=1, keepdims=True)
    size = np.exp(random.normal(5, 0.8, rows))
    first = number * _PIECE
    return pl.DataFrame(
        {
            "asset_id": pl.Series(np.arange(first, first + rows)).cast(pl.String),
            "region": pl.Series(random.integers(0, REGIONS, rows)).cast(pl.String).str.zfill(2),
            "sector": pl.Series(random.integers(0, SECTORS, rows)).cast(pl.String).str.zfill(2),
            "taxonomy": pl.Series(random.integers(0, len(_KINDS), rows)).replace_strict(
                dict(enumerate(_KINDS)), return_dtype=pl.String
            ),
            "size": size,
            "unit": pl.repeat("square metre", rows, eager=True),
            "value": size * np.exp(random.normal(6, 0.4, rows)),
            **{
                f"p_{name}": probability[:, k]
                for k, name in enumerate(("none", "possible", "moderate", "severe", "destroyed"))
            },
        }
    )


def write(path: Path, rows: int, seed: int = 1) -> None:
    """Write a table of so many rows; never more than one piece of it is in memory."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        for number, start in enumerate(range(0, rows, _PIECE)):
            part = Path(folder) / f"{number:05}.parquet"
            piece(number, min(_PIECE, rows - start), seed).write_parquet(part)
        pl.scan_parquet(f"{folder}/*.parquet").sink_parquet(
            path, row_group_size=_PIECE // 4, maintain_order=True
        )
