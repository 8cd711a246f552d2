"""What a plan says, in words: its periods as a calendar has them, why a project does not start earlier, what more would bring."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .index import Row
from .text import Catalog

_MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}


class Calendar:
    """The periods of a plan as people write them.

    >>> quarters = Calendar({"begins": "2026-07", "period": "quarter", "periods": 8})
    >>> quarters(3), quarters.span(3, 5), quarters.first_day(3), quarters.last_day(4)
    ('2027 Q2', '2027 Q2 – 2027 Q3', '2027-04-01', '2027-09-30')
    """

    def __init__(self, summary: Mapping[str, Any]) -> None:
        self.begins, self.kind = str(summary.get("begins") or ""), str(summary.get("period") or "")
        self.periods = int(summary.get("periods") or 0)

    def __call__(self, period: int) -> str:
        """A period, counted from 0."""
        return when(period, self.begins, self.kind)

    def span(self, start: int, end: int) -> str:
        """From a period to the last one before `end`."""
        return self(start) if end - start < 2 else f"{self(start)} \N{EN DASH} {self(end - 1)}"  # noqa: PLR2004 - one period alone

    def first_day(self, period: int) -> str | None:
        """The first day of a period; None where nobody says when the first begins."""
        month = _month(period, self.begins, self.kind)
        return None if month is None else f"{month // 12}-{month % 12 + 1:02}-01"

    def last_day(self, period: int) -> str | None:
        """The last day of a period; None where nobody says when the first begins."""
        after = self.first_day(period + 1)
        return None if after is None else (date.fromisoformat(after) - timedelta(days=1)).isoformat()

    def ticks(self) -> dict[str, Any]:
        """The marks of an axis of periods: at most a dozen."""
        step = -(-max(self.periods, 1) // 12)
        marks = list(range(0, self.periods, step))
        return {"tickmode": "array", "tickvals": marks, "ticktext": [self(mark) for mark in marks]}


def _month(period: int, begins: str, kind: str) -> int | None:
    """The first month of a period, counted from the year 0."""
    months = _MONTHS.get(kind)
    if months is None or len(begins) < len("2026-07"):
        return None
    return int(begins[:4]) * 12 + int(begins[5:7]) - 1 + period * months


def when(period: int, begins: str, kind: str) -> str:
    """A period as people write it; by its number, counted from 1, where nobody says when the first begins.

    >>> when(3, "2026-07", "quarter"), when(3, "", "quarter"), when(2, "2026-07", "month")
    ('2027 Q2', '4', '2026-09')
    """
    first = _month(period, begins, kind)
    if first is None:
        return str(period + 1)
    year, month = divmod(first, 12)
    return {
        "month": f"{year}-{month + 1:02}", "quarter": f"{year} Q{month // 3 + 1}", "half-year": f"{year} H{month // 6 + 1}"
    }.get(kind, str(year))  # fmt: skip


def reasons(rows: Sequence[Mapping[str, Any]], calendar: Calendar, texts: Catalog, currency: str = "") -> str:
    """Why a project does not start earlier, or is not done, in one line."""
    return "; ".join(_reason(row, calendar, texts, currency) for row in rows)


def _reason(row: Mapping[str, Any], calendar: Calendar, texts: Catalog, currency: str) -> str:
    period, amount = row.get("period"), row.get("amount")
    return texts(
        f"plan.why.{row['kind']}",
        what=str(row.get("what") or ""),
        period=None if period is None else calendar(int(period)),
        amount=None if amount is None else money(float(amount), currency),
    )


def margin(row: Row | Mapping[str, Any], texts: Catalog, extra: str) -> str:
    """What there would be more of; `extra` is the amount of money."""
    return texts(f"plan.more.{row['kind']}", what=str(row.get("what") or ""), amount=extra)


def order(name: str, texts: Catalog) -> str:
    """A way of ordering the same projects, by the name that the engine gives it."""
    return texts(f"plan.order.{name.replace(' ', '_')}")


def money(amount: float, currency: str) -> str:
    """An amount with its currency.

    >>> money(1200000.0, "EUR"), money(3.0, "")
    ('EUR 1,200,000', '3')
    """
    return f"{currency} {amount:,.0f}".strip()


def headed(text: str, currency: str) -> str:
    """The head of a column of amounts.

    >>> headed("Cost", "EUR"), headed("Cost", "")
    ('Cost (EUR)', 'Cost')
    """
    return f"{text} ({currency})" if currency else text
