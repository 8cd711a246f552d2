"""Exposure tables in files, piece by piece: larger than memory, in any order, checked row by row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from troth.assess import Exposure
from troth.assess.exposure import TOLERANCE
from troth.records.errors import Problem, ProblemsError
from troth.records.tables import TABLES

from .exposure_faults import (
    PRICED,
    PROBABILITIES,
    SHOWN,
    Fault,
    Rules,
    as_told,
    currencies,
    faults,
    numbers,
    said,
)

PIECE = 1 << 20
"""Rows of a piece, if nobody says otherwise: some 80 MB."""
_PLAIN = ("region", "sector", *PROBABILITIES)
_USED = {"asset_id", *_PLAIN, "value", "currency", "taxonomy", "size", "unit"}
"""Every column that may be read."""
TROUBLE = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
"""What reading a file that was cut or overwritten may raise."""


@dataclass(frozen=True)
class ExposureFile:
    """A Parquet, GeoParquet or CSV file of assets, or a folder of Parquet files, as partitions.

    Parameters
    ----------
    path
        The file; its columns are those of the table `exposure`, others are left alone.
    rules
        What its rows are held to: names, rates, unit costs of assets without a value.
    skip_bad
        Leave rows out that cannot be used, instead of refusing the file; of a folder also parts that cannot be read.
    piece
        Rows of a piece; it never depends on who works on it, so that sums are the same for one worker and for many.
    without
        Rows that are left out whatever they say (ids that stand twice), sorted, counted from 0.
    refused
        Names of regions and sectors whose rows are left out (a second spelling of another).
    """

    path: Path
    rules: Rules = field(default_factory=Rules)
    skip_bad: bool = False
    piece: int = PIECE
    without: tuple[int, ...] = ()
    refused: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse a file that cannot be read or lacks a column."""
        needed = ("asset_id", *_PLAIN, "taxonomy" if self.rules.costs else "value")
        missing = [name for name in needed if name not in self.schema]
        if missing:
            raise ProblemsError([self._missing(name) for name in missing])

    @cached_property
    def schema(self) -> Mapping[str, pl.DataType]:
        """The columns that the file has."""
        try:
            return dict(self.scan().collect_schema())
        except TROUBLE as error:
            raise ProblemsError([unreadable(self.path, error)]) from None

    @cached_property
    def rows(self) -> int:
        """How many rows the file has."""
        return int(self.collect(self.scan().select(pl.len())).item())

    def collect(self, query: pl.LazyFrame) -> pl.DataFrame:
        """What a query of the file gives; a file that was cut or overwritten is one message."""
        try:
            return query.collect()
        except TROUBLE as error:
            raise ProblemsError([unreadable(self.path, error)]) from None

    @property
    def count(self) -> int:
        """How many pieces; a file without rows is one empty piece."""
        return max(1, -(-self.rows // self.piece))

    @cached_property
    def parts(self) -> tuple[Path, ...]:
        """The files of a folder that can be read, in the order of their names; a file is its own only part."""
        if not self.path.is_dir():
            return (self.path,)
        every = sorted(self.path.rglob("*.parquet"))
        lost = odd_parts(every)
        if lost and (not self.skip_bad or len(lost) == len(every)):
            raise ProblemsError(list(lost.values()))
        return tuple(part for part in every if part not in lost)

    @property
    def lost(self) -> tuple[Problem, ...]:
        """What is wrong with the parts of a folder that could not be read and were left out."""
        return tuple(odd_parts(sorted(self.path.rglob("*.parquet"))).values()) if self.path.is_dir() else ()

    @cached_property
    def account(self) -> str:
        """The currency of rows with a value: the one that was named, or that of most rows; empty where none is told."""
        if self.rules.currency or self.rules.rates or "currency" not in self.schema:
            return self.rules.currency
        text = pl.col("currency").cast(pl.String)
        many = self.scan().filter(text.is_not_null()).group_by(text).len()
        told = self.collect(many.sort("len", "currency", descending=[True, False]).head(1))
        return str(told["currency"][0]) if len(told) else ""

    def names(self, column: str) -> frozenset[str]:
        """Every region or sector that its rows name, of those that are known where they are listed."""
        text = pl.col(column).cast(pl.String)
        found = frozenset(self.collect(self.scan().select(text.unique()))[column].drop_nulls().to_list())
        return found & self.rules.known.get(column, found)

    @property
    def sized(self) -> bool:
        """Whether assets have sizes of their own."""
        return "size" in self.schema

    def load(self, index: int) -> Exposure:
        """A piece, with every row checked.

        Raises
        ------
        ProblemsError
            Rows that cannot be used; with `skip_bad` they are left out.
        """
        frame = self.frame(index)
        aside = self.aside(frame, index)
        piece = (
            self._exposure(frame, index) if aside is None and _numeric(frame) and not _holes(frame) else None
        )
        if piece is not None and _sound(piece) and self._all_known(piece) and not self._doubtful(frame):
            return piece
        found = list(faults(frame, self.rules, self.account))
        if found and not self.skip_bad:
            raise ProblemsError([problem for fault in found for problem in self.told(frame, fault, index)])
        bad = pl.Series([False] * len(frame), dtype=pl.Boolean) if aside is None else aside
        for fault in found:
            bad = bad | fault.broken
        return self._exposure(frame, index, kept=~bad if bad.any() else None)

    def frame(self, index: int) -> pl.DataFrame:
        """The columns of a piece that an assessment reads; with unit costs also where each value is from."""
        wanted = (*_PLAIN, "value", "currency", *(("taxonomy", "size", "unit") if self.rules.costs else ()))
        columns = [name for name in wanted if name in self.schema]
        frame = numbers(self.collect(self.scan().select(columns).slice(index * self.piece, self.piece)))
        return self._priced(frame) if self.rules.costs else frame

    def _priced(self, frame: pl.DataFrame) -> pl.DataFrame:
        """With a value for each row that has none: its size, or that of its kind, times the unit cost of its kind."""
        if "value" not in frame.columns:
            frame = frame.with_columns(value=pl.lit(None, pl.Float64))
        kind = pl.col("taxonomy").cast(pl.String)
        sized = "size" in frame.columns
        worth = {name: cost.of_unit if sized else cost.value for name, cost in self.rules.costs.items()}
        price = kind.replace_strict(worth, default=None, return_dtype=pl.Float64)
        if sized and frame["size"].dtype.is_numeric():
            price *= pl.col("size").cast(pl.Float64)
        priced = pl.col("value").is_null()
        if (told := as_told("value")) in frame.columns:
            priced &= (
                pl.col(told).str.strip_chars().fill_null("") == ""
            )  # a word is no value, and none to be filled
        value = pl.when(priced).then(price).otherwise(pl.col("value").cast(pl.Float64, strict=False))
        return frame.with_columns(
            priced.alias(PRICED),
            # a value of its own owes nothing to the table: what is not known of a unit cost does not move it
            pl.when(priced).then(kind).otherwise(pl.lit("")).alias("taxonomy"),
            *([value.alias("value")] if frame["value"].dtype.is_numeric() else []),
        )

    def scan(self) -> pl.LazyFrame:
        """The file, not read yet; of a folder its parts in the order of their names."""
        if self.path.is_dir():
            return pl.scan_parquet(list(self.parts), extra_columns="ignore")
        return _scanned(self.path)

    def aside(self, frame: pl.DataFrame, index: int) -> pl.Series | None:
        """Which rows of a piece are left out whatever is in them; None: no row."""
        start = index * self.piece
        some = [row - start for row in self.without if start <= row < start + len(frame)]
        if not some and not self.refused:
            return None
        out = np.zeros(len(frame), dtype=bool)
        out[some] = True
        mask = pl.Series(out)
        for name, names in self.refused.items():
            mask |= frame[name].cast(pl.String).is_in(sorted(names)).fill_null(value=False)
        return mask

    def told(self, frame: pl.DataFrame, fault: Fault, index: int) -> list[Problem]:
        """The first rows of a piece that have a fault, and how many more there are."""
        rows = fault.broken.arg_true()
        found = [
            self.problem(
                said(frame, fault.field, int(row)), fault.expected, fault.remedy, fault.field, index * self.piece + int(row)
            )
            for row in rows.head(SHOWN)
        ]  # fmt: skip
        if len(rows) > SHOWN:
            more = f"{len(rows) - SHOWN:,} more rows like these"
            found.append(self.problem(more, fault.expected, fault.remedy, fault.field))
        return found

    def problem(
        self, found: str, expected: str, remedy: str, column: str | None = None, row: int | None = None
    ) -> Problem:
        """A problem of the file, or of a row (counted from 0) in that of its parts that holds it."""
        file, line = (self.path.name, None) if row is None else self.place(row)
        return Problem(file=file, line=line, field=column, found=found, expected=expected, remedy=remedy)

    def place(self, row: int) -> tuple[str, int]:
        """In which file a row stands, and its number there, counted from 1; in a CSV file the line."""
        if not self.path.is_dir():
            return self.path.name, row + (2 if self.path.suffix.lower() == ".csv" else 1)
        for part, many in self._lengths:
            if row < many:
                return part.relative_to(self.path).as_posix(), row + 1
            row -= many
        return self.path.name, row + 1

    @cached_property
    def _lengths(self) -> tuple[tuple[Path, int], ...]:
        return tuple((part, pl.scan_parquet(part).select(pl.len()).collect().item()) for part in self.parts)

    def _all_known(self, piece: Exposure) -> bool:
        return all(
            set(found) <= self.rules.known[name]
            for name, found in (("region", piece.regions), ("sector", piece.sectors))
            if name in self.rules.known
        )

    def _doubtful(self, frame: pl.DataFrame) -> bool:
        """Whether rows need a closer look for their currency, their kind or their unit."""
        if PRICED in frame.columns:
            return any(True for _ in faults(frame, self.rules, self.account))
        return "currency" in frame.columns and any(True for _ in currencies(frame, self.rules, self.account))

    def _exposure(self, frame: pl.DataFrame, index: int, kept: pl.Series | None = None) -> Exposure:
        rows: Sequence[int] = range(index * self.piece, index * self.piece + len(frame))
        if kept is not None:
            rows = (kept.arg_true() + index * self.piece).to_list()
            frame = frame.filter(kept)
        sectors, sector = _codes(frame["sector"])
        regions, region = _codes(frame["region"])
        value = frame["value"].cast(pl.Float64)
        if self.rules.rates and "currency" in frame.columns:
            value = value * self._rate(frame)
        probability = np.empty(
            (len(PROBABILITIES), len(frame))
        )  # a column for each class, for the pass reads columns
        for number, name in enumerate(PROBABILITIES):
            probability[number] = frame[name].cast(pl.Float64).to_numpy()
        kinds = _codes(frame["taxonomy"]) if PRICED in frame.columns else (("",), None)
        return Exposure(
            _Rows(rows), sectors, regions, sector, region, value.to_numpy(), probability.T, *kinds
        )

    def _rate(self, frame: pl.DataFrame) -> pl.Series:
        """What each row's value is multiplied by; a unit cost is in the currency of account already."""
        rate = frame["currency"].replace_strict(dict(self.rules.rates), default=None, return_dtype=pl.Float64)
        return (
            rate.zip_with(~frame[PRICED], pl.Series([1.0]).new_from_index(0, len(frame)))
            if PRICED in frame.columns
            else rate
        )

    def _missing(self, name: str) -> Problem:
        remedy = f"add it: {TABLES['exposure'].column(name).meaning}"
        if name == "value" and {"taxonomy", "size"} & set(self.schema):
            remedy += "; or give a table of unit costs with --costs"
        return self.problem(
            f"columns {', '.join(list(self.schema)[:12])}", f"a column {name!r}", remedy, name
        )


def has_sizes(path: Path) -> bool:
    """Whether the assets of a file have sizes of their own; of a file that cannot be read nobody knows, which is told elsewhere."""
    try:
        return "size" in _scanned(path).collect_schema()
    except TROUBLE:
        return False


def _scanned(path: Path) -> pl.LazyFrame:
    # a CSV file says no types: its first rows may hold whole numbers and a later one a word
    return pl.scan_csv(path, infer_schema=False) if path.suffix.lower() == ".csv" else pl.scan_parquet(path)


def unreadable(path: Path, error: BaseException) -> Problem:
    """A file that cannot be read, or is not there."""
    if not path.exists():
        found, expected, remedy = "no such file", "a file of assets", "check the name"
    else:
        found = (str(error).splitlines() or [type(error).__name__])[0][:120]
        expected = "a whole Parquet or CSV file"
        remedy = "it may have been cut off while it was written or sent: fetch it again"
    return Problem(file=path.name, found=found, expected=expected, remedy=remedy)


def odd_parts(every: Sequence[Path]) -> dict[Path, Problem]:
    """The parts of a folder that cannot be read, or whose columns are not those of the first that can."""
    lost: dict[Path, Problem] = {}
    first: tuple[Path, Mapping[str, pl.DataType]] | None = None
    for part in every:
        try:
            schema = dict(pl.scan_parquet(part).collect_schema())
        except TROUBLE as error:
            lost[part] = unreadable(part, error)
            continue
        first = first or (part, schema)
        if wrong := [name for name, kind in first[1].items() if name in _USED and schema.get(name) != kind]:
            lost[part] = Problem(
                file=part.name, field=wrong[0], found=str(schema.get(wrong[0], "no such column")),
                expected=f"{first[1][wrong[0]]}, as in {first[0].name}", remedy="write all parts with the same columns and types",
            )  # fmt: skip
    return lost


class _Rows(Sequence[str]):
    """What assets are called in an assessment: by their rows, for the ids of fifty million need not be read."""

    def __init__(self, rows: Sequence[int]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as the base class has it
        return f"row {int(self._rows[place]) + 1}"


def _numeric(frame: pl.DataFrame) -> bool:
    return all(frame[name].dtype.is_numeric() for name in ("value", *PROBABILITIES))


def _holes(frame: pl.DataFrame) -> bool:
    return any(frame[name].null_count() for name in (*_PLAIN, "value"))


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


def _codes(names: pl.Series) -> tuple[tuple[str, ...], np.ndarray]:
    """The names, sorted, and the number of each row's."""
    text = names.cast(pl.String)
    known = text.unique().sort()
    return tuple(known.to_list()), text.cast(pl.Enum(known)).to_physical().cast(pl.Int32).to_numpy()
