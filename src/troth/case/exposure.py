"""Exposure tables in files, piece by piece: larger than memory, in any order, checked row by row."""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from troth.assess import CLASSES, Exposure
from troth.assess.exposure import TOLERANCE
from troth.records.errors import Problem, ProblemsError
from troth.records.tables import TABLES

PIECE = 1 << 20
"""Rows of a piece, if nobody says otherwise: some 80 MB."""
PROBABILITIES = tuple(f"p_{name}" for name in CLASSES)
_READ = ("region", "sector", "value", *PROBABILITIES)
_NEEDED = ("asset_id", *_READ)
SHOWN = 20
"""Rows named for each kind of problem in a piece."""
UNIQUE_TO = 10_000_000
"""Up to so many rows it is made sure that no id stands twice; beyond, an option asks for it, for it takes a second pass."""


@dataclass(frozen=True)
class ExposureFile:
    """A Parquet, GeoParquet or CSV file of assets, or a folder of Parquet files, as partitions.

    Parameters
    ----------
    path
        The file; its columns are those of the table `exposure`, others are left alone.
    rates
        How much of the file's currency of account a unit of each currency is; empty: all is in one.
    skip_bad
        Leave rows out that cannot be used, instead of refusing the file.
    piece
        Rows of a piece; it never depends on who works on it, so that sums are the same for one worker and for many.
    known
        The names that `region` and `sector` may have; a column that is not named may have any.
    """

    path: Path
    rates: Mapping[str, float] = field(default_factory=dict)
    skip_bad: bool = False
    piece: int = PIECE
    known: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a file that cannot be read or lacks a column."""
        missing = [name for name in _NEEDED if name not in self.schema]
        if missing:
            raise ProblemsError(
                [
                    self._problem(
                        f"columns {', '.join(list(self.schema)[:12])}",
                        f"a column {name!r}",
                        f"add it: {TABLES['exposure'].column(name).meaning}",
                        name,
                    )
                    for name in missing
                ]
            )

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns that the file has."""
        try:
            return dict(self.scan().collect_schema())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ProblemsError([self._unreadable(error)]) from None

    @cached_property
    def rows(self) -> int:
        """How many rows the file has."""
        try:
            return int(self.scan().select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ProblemsError([self._unreadable(error)]) from None

    @property
    def count(self) -> int:
        """How many pieces; a file without rows is one empty piece."""
        return max(1, -(-self.rows // self.piece))

    def load(self, index: int) -> Exposure:
        """A piece, with every row checked.

        Raises
        ------
        ProblemsError
            Rows that cannot be used, each kind with its first rows; with `skip_bad` they are left out.
        """
        frame = self._read(index)
        piece = self._exposure(frame, index) if _numeric(frame) and not _holes(frame) else None
        if piece is not None and _sound(piece) and self._all_known(piece) and not self._mixed(frame):
            return piece
        faults = list(self._faults(frame))
        if not faults:
            return self._exposure(frame, index)
        if not self.skip_bad:
            raise ProblemsError([problem for fault in faults for problem in self._told(frame, fault, index)])
        bad = faults[0].broken
        for fault in faults[1:]:
            bad = bad | fault.broken
        return self._exposure(frame, index, kept=~bad)

    def scan(self) -> pl.LazyFrame:
        """The file, not read yet; of a folder its parts in the order of their names."""
        if self.path.is_dir():
            return pl.scan_parquet(sorted(self.path.rglob("*.parquet")))
        return pl.scan_csv(self.path) if self.path.suffix.lower() == ".csv" else pl.scan_parquet(self.path)

    def _read(self, index: int) -> pl.DataFrame:
        columns = [*_READ, *(["currency"] if "currency" in self.schema else [])]
        try:
            return self.scan().select(columns).slice(index * self.piece, self.piece).collect()
        except (pl.exceptions.PolarsError, OSError) as error:
            raise ProblemsError([self._unreadable(error)]) from None

    def _faults(self, frame: pl.DataFrame) -> Iterator["_Fault"]:
        """What is wrong with rows of a piece, kind by kind."""
        for name in ("region", "sector"):
            text = frame[name].cast(pl.String)
            broken = text.is_null() | (text.str.strip_chars() == "")
            yield from _fault(name, broken, "a name in every row", "fill it")
            if (names := self.known.get(name)) is not None:
                strange = (~text.is_in(sorted(names))).fill_null(value=False) & ~broken
                yield from _fault(
                    name, strange, f"one of {_some(names)}", "correct it, or add it to the assumptions"
                )
        for name in ("value", *PROBABILITIES):
            number = frame[name]
            if not number.dtype.is_numeric():
                everywhere = pl.Series([True] * len(frame), dtype=pl.Boolean)
                yield from _fault(name, everywhere, "numbers", "take units and separators out of the column")
                return
            number = number.cast(pl.Float64)
            most = float("inf") if name == "value" else 1.0
            broken = ~(number.is_finite() & (number >= 0) & (number <= most)).fill_null(value=False)
            expected = "a finite number of 0 or more" if name == "value" else "a share from 0 to 1"
            yield from _fault(name, broken, expected, "correct it, or leave the row out with --skip-bad")
        total = frame.select(pl.sum_horizontal(*PROBABILITIES)).to_series()
        off = ((total - 1).abs() > TOLERANCE).fill_null(value=False)
        yield from _fault(
            PROBABILITIES[0],
            off,
            "probabilities of the five classes that add up to 1",
            "correct them; what is not known is no probability of 0",
        )
        if "currency" in frame.columns:
            yield from self._currencies(frame["currency"])

    def _currencies(self, currency: pl.Series) -> Iterator["_Fault"]:
        """Several currencies need a rate each; one alone is the currency of account."""
        if self.rates:
            broken = ~currency.is_in(list(self.rates)).fill_null(value=False)
            yield from _fault("currency", broken, f"one of {', '.join(self.rates)}", "give a rate for it")
        elif currency.n_unique() > 1:
            first = currency.drop_nulls().mode().sort()[0] if currency.null_count() < len(currency) else None
            broken = (currency != first).fill_null(value=True)
            yield from _fault(
                "currency",
                broken,
                "one currency, or a rate for each",
                "give the rates, dated and with their source",
            )

    def _told(self, frame: pl.DataFrame, fault: "_Fault", index: int) -> Iterator[Problem]:
        rows = fault.broken.arg_true()
        first = 2 if self.path.suffix.lower() == ".csv" else 1
        for row in rows.head(SHOWN):
            line = index * self.piece + int(row) + first
            yield self._problem(
                str(frame[fault.field][int(row)]), fault.expected, fault.remedy, fault.field, line
            )
        if len(rows) > SHOWN:
            more = f"{len(rows) - SHOWN:,} more rows of this piece like these"
            yield self._problem(more, fault.expected, fault.remedy, fault.field)

    def _all_known(self, piece: Exposure) -> bool:
        return all(
            set(found) <= self.known[name]
            for name, found in (("region", piece.regions), ("sector", piece.sectors))
            if name in self.known
        )

    def _mixed(self, frame: pl.DataFrame) -> bool:
        return "currency" in frame.columns and any(self._currencies(frame["currency"]))

    def _exposure(self, frame: pl.DataFrame, index: int, kept: pl.Series | None = None) -> Exposure:
        rows: Sequence[int] = range(index * self.piece, index * self.piece + len(frame))
        if kept is not None:
            rows = (kept.arg_true() + index * self.piece).to_list()
            frame = frame.filter(kept)
        sectors, sector = _codes(frame["sector"])
        regions, region = _codes(frame["region"])
        value = frame["value"].cast(pl.Float64)
        if self.rates and "currency" in frame.columns:
            value = value * frame["currency"].replace_strict(dict(self.rates), return_dtype=pl.Float64)
        probability = np.empty(
            (len(PROBABILITIES), len(frame))
        )  # a column for each class, for the pass reads columns
        for number, name in enumerate(PROBABILITIES):
            probability[number] = frame[name].cast(pl.Float64).to_numpy()
        return Exposure(_Rows(rows), sectors, regions, sector, region, value.to_numpy(), probability.T)

    def _problem(
        self, found: str, expected: str, remedy: str, column: str | None = None, line: int | None = None
    ) -> Problem:
        return Problem(
            file=self.path.name, line=line, field=column, found=found, expected=expected, remedy=remedy
        )

    def _unreadable(self, error: Exception) -> Problem:
        if not self.path.exists():
            return self._problem("no such file", "a file of assets", "check the name")
        return self._problem(
            str(error).splitlines()[0][:120],
            "a whole Parquet or CSV file",
            "it may have been cut off while it was written or sent: fetch it again",
        )


class _Rows(Sequence[str]):
    """What assets are called in an assessment: by their rows, for the ids of fifty million need not be read."""

    def __init__(self, rows: Sequence[int]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as the base class has it
        return f"row {int(self._rows[place]) + 1}"


def _some(names: Iterable[str]) -> str:
    told = sorted(names)
    return ", ".join(told[:SHOWN]) + (f" and {len(told) - SHOWN} more" if len(told) > SHOWN else "")


def _numeric(frame: pl.DataFrame) -> bool:
    return all(frame[name].dtype.is_numeric() for name in ("value", *PROBABILITIES))


def _holes(frame: pl.DataFrame) -> bool:
    return any(frame[name].null_count() for name in _READ)


def _sound(piece: Exposure) -> bool:
    """Whether every row can be used: a look at the whole piece, which costs next to nothing where it is so."""
    if not piece.rows:
        return True
    if any(not name.strip() for name in (*piece.sectors, *piece.regions)):
        return False
    columns = piece.probability.T
    total = columns.sum(axis=0)
    return bool(
        piece.value.min() >= 0
        and np.isfinite(piece.value.max())
        and columns.min() >= 0
        and columns.max() <= 1
        and np.abs(total - 1).max() <= TOLERANCE
    )


@dataclass(frozen=True, slots=True)
class _Fault:
    """One kind of problem in a piece."""

    field: str
    broken: pl.Series
    expected: str
    remedy: str


def _fault(column: str, broken: pl.Series, expected: str, remedy: str) -> Iterator[_Fault]:
    if broken.any():
        yield _Fault(column, broken, expected, remedy)


def _codes(names: pl.Series) -> tuple[tuple[str, ...], np.ndarray]:
    """The names, sorted, and the number of each row's."""
    text = names.cast(pl.String)
    known = text.unique().sort()
    return tuple(known.to_list()), text.cast(pl.Enum(known)).to_physical().cast(pl.Int32).to_numpy()


def twice(file: ExposureFile) -> list[Problem]:
    """Ids that are empty or stand more than once, over the whole file.

    Hashes are compared first, eight bytes for each row; only where two are alike are the ids themselves looked at.
    """
    hashes = [_hashes(file, index) for index in range(file.count)]
    every = np.concatenate(hashes)
    del hashes
    every.sort()
    again = every[1:][every[1:] == every[:-1]]
    if not len(again):
        return []
    suspects = pl.Series(np.unique(again[:SHOWN]))
    found = (
        file.scan()
        .select(pl.col("asset_id").cast(pl.String), pl.int_range(1, pl.len() + 1).alias("row"))
        .filter(pl.col("asset_id").hash(seed=0).is_in(suspects.implode()))
        .group_by("asset_id")
        .agg(pl.col("row").sort().head(3))
        .filter(pl.col("row").list.len() > 1)
        .sort(pl.col("row").list.first())
        .collect()
    )
    return [
        Problem(
            file=file.path.name,
            line=rows[1],
            field="asset_id",
            found=name,
            expected=f"an id of its own for each asset; this one stands in row {rows[0]} as well",
            remedy="take one out, or give the other an id of its own",
        )
        for name, rows in found.rows()
    ]


def _hashes(file: ExposureFile, index: int) -> np.ndarray:
    ids = (
        file.scan().select(pl.col("asset_id").cast(pl.String)).slice(index * file.piece, file.piece).collect()
    )
    return ids["asset_id"].hash(seed=0).to_numpy()


def spelt_twice(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Names that differ only in capitals, blanks, accents or hyphens.

    >>> list(spelt_twice(["Khan Younis", "khan-younis", "Rafah"]))
    [('Khan Younis', 'khan-younis')]
    """
    seen: dict[str, str] = {}
    for name in names:
        plain = unicodedata.normalize("NFKD", name)
        bare = "".join(letter for letter in plain.casefold() if letter.isalnum())
        if bare in seen:
            yield seen[bare], name
        seen.setdefault(bare, name)
