"""The verdicts on all instances of a plain term as the table `verdicts`, filled class by class.

Beside the columns of the dictionary it has `reasons`, `charges` and `interests`, the fields of a verdict that have no column there,
and the range of the rows that count for an instance.
The id lists stand in the order of the log.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

import numpy as np
import polars as pl

from troth.records.columns import EXACT_PLACES
from troth.records.tables import schema
from troth.records.term import Term
from troth.records.verdict import Reason, State, Verdict

from .judging import Court
from .kernels import Flags, Ints, Stretches, classes_of
from .rows import scaled
from .rulings import Names, Ruling
from .spec import MICROSECOND

EXACT = pl.Decimal(38, EXACT_PLACES)
INSTANT = pl.Datetime("us", "UTC")
IDS = pl.List(pl.String())
REASON = pl.Struct({"code": pl.String(), "ids": IDS, "at": INSTANT, "amount": EXACT, "names": IDS})
CHARGE = pl.Struct({"id": pl.String(), "by": IDS})
INTEREST = pl.Struct({"id": pl.String(), "origin": pl.String(), "stands": pl.String()})
LISTS = ("because", "supporting", "opposing")
"""The id lists of a verdict."""
RANGE = ("rows_from", "rows_until")
"""Half-open: the rows that count for an instance, as places in `Settled.rows`; every list can be had from it."""
SHARES = 10_000
"""A share is kept to four places."""
BLOCK = 1024
BLANK = Reason(code="")
Lists = Literal["none", "broken", "all"]
"""Which verdicts have their id lists written out; in the others they are null, and `Court.counted` gives them."""


def columns() -> dict[str, pl.DataType]:
    """Names and types of the table's columns."""
    unused = ("place", "draw", "note", "valid_from_precision", "valid_to_precision")
    known = {name: kind for name, kind in schema("verdicts").items() if name not in unused}
    return {
        **known,
        "reasons": pl.List(REASON),
        "charges": pl.List(CHARGE),
        "interests": pl.List(INTEREST),
        **dict.fromkeys(RANGE, pl.Int64()),
    }


def table(court: Court, classes: Ints, *, lists: Lists = "all") -> pl.DataFrame:
    """One row per instance, in order of time.

    Parameters
    ----------
    classes
        (I,) the class of each instance; `court` has ruled on all of them.
    lists
        Which rows have `because`, `supporting` and `opposing` written out.
    """
    kinds = classes_of(classes)
    place = np.zeros(int(classes.max(initial=0)) + 1, dtype=np.int64)
    place[kinds] = np.arange(len(kinds))
    of = place[classes]
    ruled = np.array([court.rulings[kind] is not None for kind in kinds.tolist()], dtype=bool)
    alone = np.flatnonzero(~ruled[of]) if len(of) else of
    rulings = [court.rulings[kind] for kind in kinds.tolist()]
    members = np.flatnonzero(ruled[of]) if len(alone) else np.arange(len(of))
    known = Filling(
        court, [one for one in rulings if one is not None], members, (np.cumsum(ruled) - 1)[of[members]], lists
    ) if len(members) else None  # fmt: skip
    pieces = [] if known is None else [known.frame()]
    if len(alone):
        singly = [
            court.verdict(one, kind)
            for one, kind in zip(alone.tolist(), classes[alone].tolist(), strict=True)
        ]
        pieces.append(from_verdicts(court.term.spec.term, singly))
    if len(pieces) < 2:  # noqa: PLR2004 - nothing to merge
        return pieces[0] if pieces else pl.DataFrame(schema=columns())
    return pl.concat(pieces, rechunk=True)[np.argsort(np.concatenate([members, alone]), kind="stable")]


def from_verdicts(term: Term, verdicts: list[Verdict]) -> pl.DataFrame:
    """Verdicts as rows of the table."""
    rows = []
    for verdict in verdicts:
        ends = {
            "low": verdict.quantity.low,
            "high": verdict.quantity.high,
            "unit": verdict.quantity.unit or None,
        }
        data = verdict.model_dump(include=set(columns()))
        rows.append({**data, **of_term(term), "state": verdict.state.value, **ends})
    return pl.DataFrame(rows, schema=columns(), orient="row")


def of_term(term: Term) -> dict[str, object]:
    """What every row says of its term."""
    precision = term.recorded_at_precision
    return {
        "term": term.id, "agreement": term.agreement, "recorded_at": term.recorded_at,
        "measure": " ".join((*term.measure.event, *term.measure.category)) or None,
        "recorded_at_precision": None if precision is None else precision.value,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Filling:
    """Rulings on several classes, filled for all their members at once."""

    court: Court
    rulings: list[Ruling]
    members: Ints
    """(J,) numbers of the instances, rising."""
    of: Ints
    """(J,) which of the rulings each falls under."""
    lists: Lists
    alike: dict[str, pl.Series] = field(default_factory=dict)
    """Columns in which all members say the same, and lists that are made of the same rows: each is made once."""

    def frame(self) -> pl.DataFrame:
        """The rows of the table."""
        found, members = self.court.found, self.members
        filled: dict[str, pl.Series] = {
            "instance": self.court.term.ids.gather(found.at[members]),
            "valid_from": _instants(found.start[members]), "valid_to": _instants(found.end[members]),
            "rows_from": pl.Series(found.found.first[members]), "rows_until": pl.Series(found.found.last[members]),
            "provisional_until": self._until(), **self._amounts(), "reasons": self._reasons(),
            "charges": self._charges(), "interests": self._interests(), **{name: self._ids([getattr(one, name) for one in self.rulings]) for name in LISTS},
        }  # fmt: skip
        bases = [
            {
                **one.verdict.model_dump(), **of_term(self.court.term.spec.term), "state": one.verdict.state.value,
                "unit": one.verdict.quantity.unit or None,
            }
            for one in self.rulings
        ]  # fmt: skip
        rows = {
            name: filled[name].cast(kind)
            if name in filled
            else self._each([base.get(name) for base in bases], kind)
            for name, kind in columns().items()
        }
        return pl.DataFrame(rows)

    def _each(self, values: list[object], kind: pl.DataType) -> pl.Series:
        """(J,) the value of each member's ruling."""
        given = [list(value) if isinstance(value, tuple) else value for value in values]
        if any(value != given[0] for value in given):
            return pl.Series(given, dtype=kind).gather(self.of)
        name = f"{given[0]!r} {kind!r}"
        if name not in self.alike:
            self.alike[name] = repeated(pl.Series(given[:1], dtype=kind), len(self.members))
        return self.alike[name]

    def _flags(self, given: list[bool]) -> Flags:
        return np.array(given, dtype=bool)[self.of]

    def _until(self) -> pl.Series:
        late = [one.late for one in self.rulings]
        if all(one is None for one in late):
            return self._each([one.verdict.provisional_until for one in self.rulings], INSTANT)
        steps = np.array([0 if one is None else one // MICROSECOND for one in late], dtype=np.int64)
        moved = _instants(self.court.found.end[self.members] + steps[self.of])
        fixed = self._each([one.verdict.provisional_until for one in self.rulings], INSTANT)
        return moved.zip_with(pl.Series(self._flags([one is not None for one in late])), fixed)

    def _units(self, name: Literal["low", "high"]) -> tuple[Ints, Flags]:
        """(J,) an end in units of the log's finest place, and where it is open."""
        places = self.court.term.places
        known = [getattr(one, f"{name}_known") for one in self.rulings]
        own = [getattr(one.verdict.quantity, name) for one in self.rulings]
        fixed = np.array([0 if one is None else scaled(one, places) for one in own], dtype=np.int64)
        units = np.where(self._flags(known), getattr(self.court.found, name)[self.members], fixed[self.of])
        opened = [not sure and end is None for sure, end in zip(known, own, strict=True)]
        return units, self._flags(opened)

    def _amounts(self) -> dict[str, pl.Series]:
        """The interval, the fulfilment (rounded outwards to four places) and the shortfall."""
        places = self.court.term.places
        (low, _), (high, is_open) = self._units("low"), self._units("high")
        filled = {"low": exact(low, places), "high": _blank(exact(high, places), is_open)}
        owed = [one.verdict.fulfilment_low is not None for one in self.rulings]
        if not any(owed):
            return filled
        target = max(1, scaled(self.rulings[owed.index(True)].target, places))
        idle = ~self._flags(owed)
        least = np.where(is_open, 0, np.maximum(0, target - high))
        return filled | {
            "fulfilment_low": _blank(exact(low * SHARES // target, 4), idle),
            "fulfilment_high": _blank(exact(-(-high * SHARES // target), 4), idle | is_open),
            "shortfall_low": _blank(exact(least, places), idle),
            "shortfall_high": _blank(exact(np.maximum(0, target - low), places), idle),
        }

    def _written(self) -> list[bool]:
        broken = [one.verdict.state is State.BROKEN for one in self.rulings]
        return {"all": [True] * len(broken), "none": [False] * len(broken), "broken": broken}[self.lists]

    def _ids(self, names: list[Names]) -> pl.Series:
        """(J,) a list of ids for each; null where it is not written out."""
        empty = [one == Names() for one in names]
        written = [some or nothing for some, nothing in zip(self._written(), empty, strict=True)]
        if all(nothing or not some for nothing, some in zip(empty, written, strict=True)):
            return self._each([[] if some else None for some in written], IDS)
        name = f"{names!r} {written!r}"
        if name not in self.alike:
            owner, position = self._positions(
                [one if yes else Names() for one, yes in zip(names, written, strict=True)]
            )
            told = self.court.term.ids.gather(position)
            self.alike[name] = _blank(grouped(owner, told, len(self.members)), ~self._flags(written))
        return self.alike[name]

    def _positions(self, names: list[Names]) -> tuple[Ints, Ints]:
        """Pairs of a member's place and the position of a row in its list, in order of members and of the log."""
        at, size = self.court.found.at[self.members], len(self.court.term.log) + 1
        own = np.flatnonzero(self._flags([one.own for one in names]))
        parts = [(own, at[own])]
        for runs, meant in (
            (self.court.bases, [one.basis for one in names]),
            (self.court.found.found, [one.counted for one in names]),
        ):
            parts.append(_spread(runs, self.members, self._flags(meant)))
        parts = [one for one in parts if len(one[0])]
        if len(parts) < 2:  # noqa: PLR2004 - nothing to merge
            return parts[0] if parts else (own, own)
        owner, position = (np.concatenate(both) for both in zip(*parts, strict=True))
        ranked = np.sort(owner * size + position)
        return np.divmod(ranked[np.flatnonzero(np.diff(ranked, prepend=-1))], size)

    def _reasons(self) -> pl.Series:
        """(J,) the reasons of each."""
        most = max(len(one.verdict.reasons) for one in self.rulings)
        turns = [self._turn(number) for number in range(most)]
        given = np.array([len(one.verdict.reasons) for one in self.rulings])[self.of]
        if not turns:
            return self._each([()], pl.List(REASON))
        if len(turns) == 1 and given.all():
            return turns[0].reshape((len(turns[0]), 1)).arr.to_list()
        owner = np.repeat(np.arange(len(given)), given)
        turn = np.arange(len(owner)) - np.repeat(np.cumsum(given) - given, given)
        whole = pl.concat(turns, rechunk=True).gather(turn * len(given) + owner)
        return grouped(owner, whole, len(given))

    def _turn(self, number: int) -> pl.Series:
        """(J,) the reason of each that stands at one place; where there are fewer, anything."""
        place = [min(number, len(one.verdict.reasons) - 1) for one in self.rulings]
        reasons = [
            one.verdict.reasons[at] if at >= 0 else BLANK for one, at in zip(self.rulings, place, strict=True)
        ]
        names = [one.named[at] if at >= 0 else Names() for one, at in zip(self.rulings, place, strict=True)]
        kinds = [one.amounts[at] if at >= 0 else None for one, at in zip(self.rulings, place, strict=True)]
        fields = {
            "code": self._each([one.code for one in reasons], pl.String()),
            "ids": self._ids(names),
            "at": self._each([one.at for one in reasons], INSTANT),
            "amount": self._amount(reasons, kinds),
            "names": self._each([one.names for one in reasons], IDS),
        }
        return pl.DataFrame(fields).to_struct("reason")

    def _amount(self, reasons: list[Reason], kinds: list[str | None]) -> pl.Series:
        """(J,) the amount that a reason tells."""
        places, found = self.court.term.places, self.court.found
        low, high = found.low[self.members], found.high[self.members]
        units = np.zeros(len(low), dtype=np.int64)
        silent = []
        for number, (reason, kind) in enumerate(zip(reasons, kinds, strict=True)):
            target, mine = scaled(self.rulings[number].target, places), self.of == number
            silent.append(kind is None and reason.amount is None)
            fixed = 0 if reason.amount is None else scaled(reason.amount, places)
            told = {"low": low, "high": high, "below": target - high, "above": low - target}
            units = np.where(mine, fixed if kind is None else told[kind], units)
        return _blank(exact(units, places), self._flags(silent))

    def _charges(self) -> pl.Series:
        """(J,) the charges of each: every row that counts, by the same party."""
        charged = [one.charged for one in self.rulings]
        if not any(charged):
            return self._each([()], pl.List(CHARGE))
        by = list(next(one.verdict.charges[0].by for one in self.rulings if one.charged))
        ids = self._ids([Names(counted=one) for one in charged])
        each = pl.struct(pl.element().alias("id"), pl.lit(by, dtype=IDS).alias("by"))
        return pl.DataFrame({"charges": ids}).select(pl.col("charges").list.eval(each)).to_series()

    def _interests(self) -> pl.Series:
        """(J,) in whose interest the rows that count are told: all of an instance by the same party, in one way."""
        ways = {(one.stands.origin, one.stands.stands) for one in self.rulings if one.stands is not None}
        told = []
        for origin, stands in sorted(ways):
            mine = [
                one.stands is not None and (one.stands.origin, one.stands.stands) == (origin, stands)
                for one in self.rulings
            ]
            ids = self._ids([Names(counted=one) for one in mine])
            each = pl.struct(
                pl.element().alias("id"), pl.lit(origin).alias("origin"), pl.lit(stands).alias("stands")
            )
            told.append(pl.DataFrame({"told": ids}).select(pl.col("told").list.eval(each)).to_series())
        if not told:
            return self._each([()], pl.List(INTEREST))
        named = pl.DataFrame({str(number): one for number, one in enumerate(told)})
        return named.select(pl.concat_list(pl.all().fill_null([])).alias("interests")).to_series()


def _spread(runs: Stretches, members: Ints, meant: Flags) -> tuple[Ints, Ints]:
    """Pairs of a member's place and each position of its run, for the members that are meant."""
    count = np.where(meant, runs.count[members], 0)
    steps = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    return np.repeat(np.arange(len(members)), count), runs.order[
        np.repeat(runs.first[members], count) + steps
    ]


def repeated(one: pl.Series, count: int) -> pl.Series:
    """The only value of a series so many times; lists of structs are copied in blocks, which is many times quicker.

    >>> repeated(pl.Series([[1]]), 3).to_list()
    [[1], [1], [1]]
    """
    if count <= BLOCK or not one.dtype.is_nested():
        return one.new_from_index(0, count)
    return pl.concat([one.new_from_index(0, BLOCK)] * (count // BLOCK + 1), rechunk=True).head(count)


def grouped(owner: Ints, values: pl.Series, count: int) -> pl.Series:
    """(count,) lists of the values by their owner; `owner` rises, and who has none gets an empty list.

    >>> grouped(np.array([0, 0, 2]), pl.Series(["a", "b", "c"]), 3).to_list()
    [['a', 'b'], [], ['c']]
    """
    ends = np.cumsum(np.bincount(owner, minlength=count))
    first = np.concatenate([ends[:1] * 0, ends[:-1]])
    places = pl.select(pl.int_ranges(pl.Series(first), pl.Series(ends))).to_series()
    told = pl.element().map_batches(values.gather, return_dtype=values.dtype, is_elementwise=True)
    return places.list.eval(told)


def _blank(column: pl.Series, where: Flags) -> pl.Series:
    """The column with nulls at some places."""
    if not where.any():
        return column
    return column.zip_with(
        pl.Series(~where), pl.Series([None], dtype=column.dtype).new_from_index(0, len(column))
    )


def _instants(stamps: Ints) -> pl.Series:
    return pl.Series(stamps).cast(INSTANT)


def exact(units: Ints, places: int) -> pl.Series:
    """Whole numbers of 10 ** -places as decimals.

    >>> exact(np.array([25]), 1).to_list()
    [Decimal('2.500000000')]
    """
    whole = pl.Series(units).cast(pl.Int64)
    if places == 0:
        return whole.cast(EXACT)
    parts: pl.Series = whole.cast(EXACT) * Decimal(1).scaleb(-places)
    return parts.cast(EXACT)
