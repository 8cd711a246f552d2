"""What can be wrong with an exposure table as a whole: ids that stand twice, names in two spellings, every bad row told."""

import dataclasses
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from troth.records.errors import Problem

from .exposure import ExposureFile
from .exposure_faults import SHOWN, faults, said

UNIQUE_TO = 10_000_000
"""Up to so many rows it is made sure that no id stands twice; beyond, an option asks for it, for it takes a second pass."""


@dataclasses.dataclass(slots=True)
class Kind:
    """One kind of problem over a whole file."""

    field: str
    expected: str
    remedy: str
    rows: int = 0
    first: list[tuple[int, str, str]] = dataclasses.field(default_factory=list)
    """The first rows that have it, counted from 0, what stands there, and what is to be said of this one."""

    every: list[int] = dataclasses.field(default_factory=list)
    """All of them, where they are to be left out whatever is in them."""

    def add(self, row: int, found: str, note: str = "") -> None:
        """One more row."""
        self.rows += 1
        if len(self.first) < SHOWN:
            self.first.append((row, found, note))

    def problems(self, file: ExposureFile) -> Iterator[Problem]:
        """The rows that are named, and how many more there are."""
        for row, found, note in self.first:
            yield file.problem(found, self.expected + note, self.remedy, self.field, row)
        if self.rows > len(self.first):
            more = f"{self.rows - len(self.first):,} more rows like these"
            yield file.problem(more, self.expected, self.remedy, self.field)


def every_fault(file: ExposureFile) -> list[Kind]:
    """What is wrong with rows of a file, kind by kind: a pass of its own, for whoever has bad rows to find."""
    kinds: dict[tuple[str, str], Kind] = {}
    for index in range(file.count):
        frame = file.frame(index)
        for fault in faults(frame, file.rules, file.account):
            kind = kinds.setdefault(
                (fault.field, fault.expected), Kind(fault.field, fault.expected, fault.remedy)
            )
            rows = fault.broken.arg_true()
            kind.rows += len(rows)
            kind.first += [
                (index * file.piece + int(row), said(frame, fault.field, int(row)), "")
                for row in rows.head(SHOWN - len(kind.first))
            ]
    return list(kinds.values())


def twice(file: ExposureFile) -> Kind | None:
    """Ids that are empty or stand more than once.

    Hashes are compared first, eight bytes for each row; only where two are alike are the ids themselves looked at. Rows
    that say the same throughout are one asset, and its first row is good; of rows that differ nobody knows which is.
    """
    hashes, bare = [], []
    for index in range(file.count):
        hashed, blank = _hashes(file, index)
        hashes.append(hashed)
        bare += [index * file.piece + int(row) for row in blank]
    every = np.concatenate(hashes)
    del hashes
    every.sort()
    again = np.unique(every[1:][every[1:] == every[:-1]])
    rows = _alike(file, again, bare)
    kind = Kind("asset_id", "an id of its own for each asset", "take one out, or give it an id of its own")
    for row in bare:
        kind.add(row, "")
    for row, name, first in (
        rows.filter(pl.col("row") > pl.col("first")).select("row", "asset_id", "first").iter_rows()
    ):
        kind.add(row, name, f"; this one stands in {_named(file, first)} as well")
    kind.every = [*bare, *rows.filter(~pl.col("same") | (pl.col("row") > pl.col("first")))["row"].to_list()]
    return kind if kind.rows else None


def _alike(file: ExposureFile, hashes: np.ndarray, bare: Sequence[int]) -> pl.DataFrame:
    """The rows whose ids stand twice, each with the first row of its id and whether all of them say the same."""
    if not len(hashes):
        return pl.DataFrame(
            schema={"row": pl.UInt32, "asset_id": pl.String, "first": pl.UInt32, "same": pl.Boolean}
        )
    suspects = pl.Series(hashes).implode()
    found = file.collect(
        file.scan().with_columns(pl.col("asset_id").cast(pl.String)).with_row_index("row")
        .filter(pl.col("asset_id").hash(seed=0).is_in(suspects) & ~pl.col("row").is_in(bare))
        .with_columns(pl.struct(pl.exclude("row")).hash(seed=0).alias("says"))
        .select("row", "asset_id", "says")
    )  # fmt: skip
    return (
        found.sort("row")
        .with_columns(
            first=pl.col("row").min().over("asset_id"),
            many=pl.len().over("asset_id"),
            same=pl.col("says").n_unique().over("asset_id") == 1,
        )
        .filter(pl.col("many") > 1)
    )  # fmt: skip


def _named(file: ExposureFile, row: int) -> str:
    name, line = file.place(row)
    return f"row {line}" if name == file.path.name else f"{name} row {line}"


def _hashes(file: ExposureFile, index: int) -> tuple[np.ndarray, np.ndarray]:
    """The hashes of a piece's ids, and the rows that have none."""
    column = file.scan().select(pl.col("asset_id").cast(pl.String))
    ids = file.collect(column.slice(index * file.piece, file.piece))["asset_id"]
    blank = ids.is_null() | (ids.str.strip_chars() == "")
    return ids.hash(seed=0).to_numpy(), blank.arg_true().to_numpy()


def ragged(file: ExposureFile) -> Kind | None:
    """Rows of a CSV file with more or fewer cells than its heading: a comma within a name moves every cell after it.

    Where a cell holds a line break rows are no lines, and nothing is said.
    """
    if file.path.is_dir() or file.path.suffix.lower() != ".csv":
        return None
    # a character that no text has: each line is one cell
    lines = pl.scan_csv(
        file.path,
        has_header=False,
        separator="\x1f",
        quote_char=None,
        infer_schema=False,
        new_columns=["line"],
    )
    bare = pl.col("line").str.replace_all(r'"[^"]*"', "")
    many = file.collect(lines.select(bare.str.count_matches(",").fill_null(0) + 1))["line"]
    if len(many) != file.rows + 1:
        return None
    kind = Kind("cells", f"{many[0]} cells, one for each column", "put a cell that holds a comma in quotes")
    for row in (many != many[0]).arg_true().to_list():
        kind.add(row - 1, f"{many[row]} cells")
        kind.every.append(row - 1)
    return kind if kind.rows else None


def two_spellings(
    file: ExposureFile, names: Mapping[str, Iterable[str]]
) -> tuple[list[Kind], dict[str, frozenset[str]]]:
    """Names of a column that are spelt in two ways, with the rows of the rarer spelling, and those spellings.

    Parameters
    ----------
    file
        The assets.
    names
        By column, the names that stand in it.
    """
    kinds, refused = [], {}
    for column, found in names.items():
        alike: dict[str, list[str]] = {}
        for one, other in spelt_twice(sorted(found)):
            alike.setdefault(one, [one]).append(other)
        if not alike:
            continue
        where = _where(file, column, [name for group in alike.values() for name in group])
        rare = []
        for group in alike.values():
            kept = max(group, key=lambda name: where[name][0])
            for name in (one for one in group if one != kept):
                rare.append(name)
                kinds.append(
                    Kind(column, f"one spelling of each name: {kept!r} and {name!r} are nearly the same",
                         "write both the same way; if they are two, tell them apart by more than capitals and blanks",
                         where[name][0], [(row, name, "") for row in where[name][1]])
                )  # fmt: skip
        refused[column] = frozenset(rare)
    return kinds, refused


def _where(file: ExposureFile, column: str, names: Sequence[str]) -> dict[str, tuple[int, list[int]]]:
    """How many rows each of some names has, and the first of them."""
    text = pl.col(column).cast(pl.String)
    rows = file.scan().select(text).with_row_index("row").filter(text.is_in(names)).group_by(column)
    found = file.collect(rows.agg(pl.len().alias("many"), pl.col("row").sort().head(SHOWN).alias("first")))
    return {name: (many, first) for name, many, first in found.iter_rows()}


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
