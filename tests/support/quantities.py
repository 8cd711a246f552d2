"""Our amounts against another tool's list of expected quantities: same values, same units, none more and none less."""

from collections import Counter
from collections.abc import Sequence

from troth.read.values import Amount, amounts

LEFT_OUT = frozenset({3, 4, 24, 25, 33, 47, 51, 52, 55, 61, 63, 87, 93, 94, 97, 98})
"""Cases that contradict our rules: a name's figures read as a number, a count without its noun, and so on."""
VAGUE = frozenset({"vague", "dozens", "order_of_magnitude"})
"""These have no value, and are no quantity there."""
_NAMES = {
    "dimensionless": "", "percentage": "percent", "pound sterling": "GBP", "dollar": "USD", "euro": "EUR", "dollar per hour": "USD per hour",
    "degree Celsius": "degree celsius", "cent": "cent", "kilometre per square second": "kilometre per square second",
}  # fmt: skip


def right(text: str, expected: Sequence[dict]) -> bool:
    """Whether exactly the expected values and units are found."""
    return Counter(map(_theirs, expected)) == Counter(
        _ours(found) for found in amounts(text) if found.approx not in VAGUE
    )


def _theirs(row: dict) -> tuple[float, float, str]:
    spread = row.get("uncertainty") or 0.0
    return (
        _rounded(row["value"] - spread),
        _rounded(row["value"] + spread),
        _NAMES.get(row["unit"], row["unit"]),
    )


def _ours(amount: Amount) -> tuple[float, float, str]:
    low = amount.value if amount.value is not None else amount.low
    high = amount.value if amount.value is not None else amount.high
    unit = "" if amount.kind in {"count", "number"} else amount.unit
    return _rounded(low or 0.0), _rounded(high if high is not None else -1.0), unit


def _rounded(value: float) -> float:
    return float(f"{value:.6g}")
