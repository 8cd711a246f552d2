"""How late the reports of each source come, in words: when a breach stops being provisional."""

from datetime import timedelta
from decimal import Decimal

from . import words
from .index import Tables
from .text import Catalog

DAY = timedelta(days=1)
TENTH = Decimal("0.1")


def settling_lines(tables: Tables, texts: Catalog) -> list[str]:
    """One sentence for each source whose lateness could be estimated.

    >>> from .text import catalog
    >>> days = lambda n: timedelta(days=n)
    >>> row = {"source": "list", "n": 90, "days": 90, "median": days(1), "q95": days(9), "low": days(7), "high": None}
    >>> settling_lines({"settling": [row]}, catalog("en"))[0][:60]
    'list: half of 90 rows within 1 days of what they tell of, 95'
    """
    lines = []
    for row in tables.get("settling", ()):
        if row["q95"] is None:
            continue
        length = {key: _days(row[key], texts) for key in ("median", "q95", "low", "high")}
        key = "method.settling.open" if row["high"] is None else "method.settling.of"
        count = words.number(Decimal(row["n"]), texts)
        lines.append(texts(key, source=str(row["source"]), n=count, **length))
    return lines


def _days(length: timedelta | None, texts: Catalog) -> str:
    return "" if length is None else words.number(Decimal(str(length / DAY)).quantize(TENTH), texts)
