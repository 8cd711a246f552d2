"""Tables of unit costs, in a case or in a file of their own: what a unit of size of each kind costs to replace."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from troth.assess.aggregate import Cost
from troth.records.errors import ProblemsError

from .assess_cells import ends, lined_rows_of, text_of
from .assumptions import Assumptions
from .csvfile import Cells, Columns
from .folder import Folder
from .problems import Problems

COLUMNS = Columns(
    ("taxonomy", "unit", "cost_low", "cost_high", "source"), ("size_low", "size_high", "currency")
)


@dataclass(frozen=True, slots=True)
class Told:
    """A row of the table: a cost, and the currency that it is told in."""

    cost: Cost
    currency: str
    sized: bool
    """Whether the row says how large an asset of its kind is."""


def read_costs(
    folder: Folder, name: str, assumptions: Assumptions, *, sizes: bool
) -> tuple[Mapping[str, Cost], str]:
    """The costs by kind, and their currency.

    Parameters
    ----------
    folder
        Where the table lies.
    name
        Of the file.
    assumptions
        Their currency is that of the table, if they name one; their rates turn others into it.
    sizes
        Whether the size of each kind is needed, because assets have none of their own.
    """
    found: dict[str, tuple[int, Cost]] = {}
    account = assumptions.currency
    for line, told in lined_rows_of(folder, name, COLUMNS, _told):
        account = account or told.currency
        rate = assumptions.rates.get(told.currency, 1.0 if told.currency in {"", account} else None)
        kind = told.cost.taxonomy
        note = folder.problems.add
        if kind in found:
            expected = f"each kind once; it stands in line {found[kind][0]} as well"
            note(name, line=line, field="taxonomy", found=kind, expected=expected, remedy="take one out")
        elif rate is None:
            note(
                name, line=line, field="currency", found=told.currency,
                expected=f"{account}, or a rate for each currency", remedy="give the rates, dated and with their source",
            )  # fmt: skip
        elif sizes and not told.sized:
            expected = "size_low and size_high, or a size for each asset"
            note(
                name, line=line, field="size_low", found="empty", expected=expected,
                remedy="say how large one is; 1 and 1 where it is counted in its unit",
            )  # fmt: skip
        else:
            found[kind] = line, _times(told.cost, rate)
    return {kind: cost for kind, (_, cost) in found.items()}, account


def costs_of_file(path: Path, assumptions: Assumptions, *, sizes: bool) -> tuple[Mapping[str, Cost], str]:
    """The costs of a file of its own, and their currency.

    Raises
    ------
    ProblemsError
        With every row that is wrong.
    """
    problems = Problems()
    found = read_costs(Folder(path.parent, problems), path.name, assumptions, sizes=sizes)
    if problems.count():
        raise ProblemsError(problems.all())
    return found


def _told(row: Cells) -> Told:
    sized = bool(row["size_low"] or row["size_high"])
    size = ends(row, "size_low", "size_high") if sized else (1.0, 1.0)
    cost = Cost(
        text_of(row, "taxonomy"), *size, text_of(row, "unit"), *ends(row, "cost_low", "cost_high"), text_of(row, "source")
    )  # fmt: skip
    return Told(cost, row["currency"], sized)


def _times(cost: Cost, rate: float) -> Cost:
    return Cost(
        cost.taxonomy, cost.size_low, cost.size_high, cost.unit, cost.cost_low * rate, cost.cost_high * rate, cost.source
    )  # fmt: skip


def _ends(low: float, high: float) -> str:
    return f"{low:,.10g}" if low == high else f"{low:,.10g} to {high:,.10g}"


def told_cost(cost: Cost, currency: str, *, sizes: bool = True) -> tuple[str, str, str]:
    """(what, figure, source) of a unit cost, as a reader checks it.

    >>> told_cost(Cost("home", 90, 150, "square metre", 350, 700, "made up"), "USD")
    ('home: cost of a square metre', '90 to 150 square metre of 350 to 700 USD', 'made up')
    """
    whole = cost.size_low == cost.size_high == 1 or not sizes
    size = "" if whole else f"{_ends(cost.size_low, cost.size_high)} {cost.unit} of "
    figure = f"{size}{_ends(cost.cost_low, cost.cost_high)} {currency}".rstrip()
    return f"{cost.taxonomy}: cost of a {cost.unit}", figure, cost.source
