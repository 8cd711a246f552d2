"""`tables/needs.csv`: what an assessment says that recovery costs, for projects whose cost is a share of it."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .assess_cells import number, rows_of, text_of
from .csvfile import Cells, Columns
from .folder import Folder
from .plan_file import FILE

NEEDS = "tables/needs.csv"
_NEEDS = Columns(
    ("sector", "component", "phase", "currency", "price_year", "mean", "q05", "q50", "q95", "because"),
    ("sd", "met", "unit", "place", "note"),
)
_SPAN = 2 * 1.6448536269514722
"""Standard deviations between the 5 % and the 95 % point of a normal distribution."""


@dataclass(frozen=True, slots=True)
class Need:
    """What it costs to recover one component of a sector, over all of its phases."""

    mean: float
    log_sd: float
    """Of a lognormal with the same ratio of its 95 % to its 5 % point."""
    because: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The share of a need that a project is for."""

    need: str
    """Sector and component, with a stroke between them."""
    share: float


Needs = Mapping[str, Need]
ROUNDING = 0.001
"""Of shares that people write by hand."""


def read_needs(folder: Folder, rates: Mapping[str, float]) -> dict[str, Need]:
    """The needs by `sector/component`, in the programme's currency; none where the case has no such table.

    Parameters
    ----------
    folder
        The case.
    rates
        What one of each currency is worth in the programme's.
    """
    parts: dict[str, list[tuple[float, float, float, str]]] = {}
    for key, part in rows_of(folder, NEEDS, _NEEDS, lambda row: _row(row, rates), optional=True):
        if key.endswith("/"):  # a sector's sum, which the rows of its components hold already
            continue
        parts.setdefault(key, []).append(part)
    return {key: _joined(those) for key, those in parts.items()}


def _row(row: Cells, rates: Mapping[str, float]) -> tuple[str, tuple[float, float, float, str]]:
    if row["currency"] not in rates:
        msg = f"currency {row['currency']}: expected one with a rate in [rates] of {FILE}"
        raise ValueError(msg)
    rate = rates[row["currency"]]
    mean, low, high = (number(row, column) * rate for column in ("mean", "q05", "q95"))
    if not low <= high:
        msg = f"q05 {row['q05']} above q95 {row['q95']}: expected the lower point first"
        raise ValueError(msg)
    return f"{row['sector']}/{row['component']}", (mean, low, high, text_of(row, "because"))


def _joined(parts: Iterable[tuple[float, float, float, str]]) -> Need:
    """The phases of one component hang together: what is dearer in one is dearer in all."""
    means, lows, highs, because = zip(*parts, strict=True)
    low, high = sum(lows), sum(highs)
    spread = math.log(high / low) / _SPAN if low > 0 else 0.0
    return Need(sum(means), spread, "; ".join(dict.fromkeys(because)))


def costed(row: Cells, needs: Needs) -> tuple[float, float, tuple[Claim, ...]]:
    """What a project costs, the log sd of it, and the shares of needs that it is for.

    A cost that is told stands; else it is the sum of the shares that `need` names, as in `housing/reconstruction 0.04`.
    """
    claims = tuple(_claim(said, needs) for said in row["need"].split(";") if said.strip())
    told = number(row, "cost_log_sd") if row["cost_log_sd"] else None
    if row["cost"] or not claims:
        return number(row, "cost"), told or 0.0, claims
    amounts = [(needs[one.need].mean * one.share, needs[one.need].log_sd) for one in claims]
    total = sum(amount for amount, _ in amounts)
    spread = sum(amount * log_sd for amount, log_sd in amounts) / total if total else 0.0
    return total, spread if told is None else told, claims


def _claim(said: str, needs: Needs) -> Claim:
    need, _, share = said.strip().rpartition(" ")
    try:
        part = float(share)
    except ValueError:
        part = math.nan
    if not 0 < part <= 1:
        msg = f"need {said.strip()}: expected a need and a share of it, as in housing/reconstruction 0.04"
        raise ValueError(msg)
    if need not in needs:
        msg = f"need {need}: expected one of {NEEDS}: {', '.join(needs) or 'it has none'}"
        raise ValueError(msg)
    return Claim(need, part)


def overdrawn(folder: Folder, name: str, claims: Mapping[str, tuple[Claim, ...]]) -> None:
    """Note a need of which the projects take more than there is."""
    taken: dict[str, float] = {}
    for one in (claim for those in claims.values() for claim in those):
        taken[one.need] = taken.get(one.need, 0.0) + one.share
    for need, share in taken.items():
        if share > 1 + ROUNDING:
            folder.problems.add(
                name, field="need", found=f"{share:.4g} of {need}", expected="shares that come to 1 or less", remedy="correct the shares of its projects"
            )  # fmt: skip


def need_rows(
    needs: Needs, claims: Mapping[str, tuple[Claim, ...]], done: Iterable[str]
) -> Iterator[dict[str, Any]]:
    """Of each need: how much of it has a project, and how much of it the plan does."""
    finished = set(done)
    for name, need in needs.items():
        sector, _, component = name.partition("/")
        shares = {
            project: sum(one.share for one in those if one.need == name) for project, those in claims.items()
        }
        yield {
            "sector": sector,
            "component": component,
            "amount": need.mean,
            "projects": sum(shares.values()),
            "planned": sum(share for project, share in shares.items() if project in finished),
            "because": [need.because],
        }
