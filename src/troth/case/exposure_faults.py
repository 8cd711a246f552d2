"""What can be wrong with the rows of an exposure table, kind by kind, on a piece of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from troth.assess import CLASSES
from troth.assess.aggregate import Cost
from troth.assess.exposure import TOLERANCE

from .problems import did_you_mean

PROBABILITIES = tuple(f"p_{name}" for name in CLASSES)
PRICED = "priced"
"""Column of a piece: whether the row has its value from the table of unit costs."""
SHOWN = 20
"""Rows named for each kind of problem."""
_CORRECT = "correct it, or leave the row out with --skip-bad"


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of problem in a piece."""

    field: str
    broken: pl.Series
    """Which rows have it."""
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Rules:
    """What rows are held to."""

    known: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """The names that `region` and `sector` may have; a column that is not named may have any."""
    rates: Mapping[str, float] = field(default_factory=dict)
    """How much of the currency of account a unit of each currency is."""
    currency: str = ""
    """The currency of account; empty: that of most rows of the file."""
    costs: Mapping[str, Cost] = field(default_factory=dict)
    """By taxonomy: what a row without a value costs."""


_NUMBERS = ("value", "size", *PROBABILITIES)


def numbers(frame: pl.DataFrame) -> pl.DataFrame:
    """A piece whose columns of numbers are numbers; of those that were text the text is kept, to be named where it is none."""
    text = [name for name in _NUMBERS if name in frame.columns and frame[name].dtype == pl.String]
    return frame.with_columns(
        *(pl.col(name).alias(as_told(name)) for name in text),
        *(pl.col(name).str.strip_chars().cast(pl.Float64, strict=False) for name in text),
    )


def as_told(column: str) -> str:
    """The column that keeps the text of a column of numbers."""
    return f"{column} as told"


def said(frame: pl.DataFrame, column: str, row: int) -> str:
    """What stands in a cell, as its owner wrote it."""
    told = as_told(column)
    return str(frame[told if told in frame.columns else column][row])


def faults(frame: pl.DataFrame, rules: Rules, account: str) -> Iterator[Fault]:
    """What is wrong with rows of a piece.

    Parameters
    ----------
    frame
        The piece, with the column `priced` where there are unit costs.
    rules
        What it is held to.
    account
        The currency of rows with a value, where no rates are given.
    """
    yield from _names(frame, rules)
    if PRICED in frame.columns:
        yield from _sizes(frame, rules.costs)
    yield from _numbers(frame)
    if "currency" in frame.columns:
        yield from currencies(frame, rules, account)


def _names(frame: pl.DataFrame, rules: Rules) -> Iterator[Fault]:
    for name in ("region", "sector"):
        text = frame[name].cast(pl.String)
        broken = text.is_null() | (text.str.strip_chars() == "")
        yield from _fault(name, broken, "a name in every row", "fill it")
        if (names := rules.known.get(name)) is not None:
            strange = (~text.is_in(sorted(names))).fill_null(value=False) & ~broken
            remedy = "correct it, or add it to the assumptions"
            yield from _fault(name, strange, f"one of {_some(names)}", remedy)


def _sizes(frame: pl.DataFrame, costs: Mapping[str, Cost]) -> Iterator[Fault]:
    """Rows without a value need a kind that has a unit cost, a size, and the size in the unit of that cost."""
    priced = frame[PRICED]
    kind = frame["taxonomy"].cast(pl.String)
    strange = priced & (~kind.is_in(sorted(costs))).fill_null(value=True)
    if strange.any():
        first = str(kind.filter(strange).drop_nulls().first() or "")
        remedy = did_you_mean(first, costs, "add a line to the table of unit costs, or give the row a value")
        yield Fault("taxonomy", strange, f"a kind with a unit cost: {_some(costs)}", remedy)
    if "size" in frame.columns:
        size = frame["size"]
        sound = pl.Series([False] * len(frame), dtype=pl.Boolean)
        if size.dtype.is_numeric():
            number = size.cast(pl.Float64)
            sound = (number.is_finite() & (number >= 0)).fill_null(value=False)
        yield from _fault(
            "size", priced & ~sound, "a finite size of 0 or more where a row has no value", _CORRECT
        )
    if "unit" in frame.columns:
        unit = kind.replace_strict({name: cost.unit for name, cost in costs.items()}, default=None)
        other = priced & (frame["unit"].cast(pl.String).ne_missing(unit.cast(pl.String))) & ~strange
        units = ", ".join(sorted({cost.unit for cost in costs.values()}))
        yield from _fault(
            "unit", other, f"the unit of its kind's cost ({units})", "write the size in that unit"
        )


def _numbers(frame: pl.DataFrame) -> Iterator[Fault]:
    for name in ("value", *PROBABILITIES):
        number = frame[name]
        if not number.dtype.is_numeric():
            everywhere = pl.Series([True] * len(frame), dtype=pl.Boolean)
            yield from _fault(name, everywhere, "numbers", "take units and separators out of the column")
            return
        number = number.cast(pl.Float64)
        most = float("inf") if name == "value" else 1.0
        broken = ~(number.is_finite() & (number >= 0) & (number <= most)).fill_null(value=False)
        if name == "value" and PRICED in frame.columns:
            broken &= ~frame[PRICED]  # what is wrong with those is said of their kind and size
        expected = "a finite number of 0 or more" if name == "value" else "a share from 0 to 1"
        yield from _fault(name, broken, expected, _CORRECT)
    total = frame.select(pl.sum_horizontal(*PROBABILITIES)).to_series()
    off = ((total - 1).abs() > TOLERANCE).fill_null(value=False)
    yield from _fault(
        PROBABILITIES[0],
        off,
        "probabilities of the five classes that add up to 1",
        "correct them; what is not known is no probability of 0",
    )


def currencies(frame: pl.DataFrame, rules: Rules, account: str) -> Iterator[Fault]:
    """Several currencies need a rate each; one alone is the currency of account."""
    currency = frame["currency"].cast(pl.String)
    own = ~frame[PRICED] if PRICED in frame.columns else pl.Series([True] * len(frame), dtype=pl.Boolean)
    if rules.rates:
        broken = own & ~currency.is_in(list(rules.rates)).fill_null(value=False)
        yield from _fault("currency", broken, f"one of {', '.join(rules.rates)}", "give a rate for it")
        return
    broken = own & (currency != account).fill_null(value=True)
    expected = f"{account}, or a rate for each currency" if account else "a currency in every row"
    yield from _fault("currency", broken, expected, "give the rates, dated and with their source")


def _some(names: Iterable[str]) -> str:
    told = sorted(names)
    return ", ".join(told[:SHOWN]) + (f" and {len(told) - SHOWN} more" if len(told) > SHOWN else "")


def _fault(column: str, broken: pl.Series, expected: str, remedy: str) -> Iterator[Fault]:
    if broken.any():
        yield Fault(column, broken, expected, remedy)
