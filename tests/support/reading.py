"""Scoring of claims against a gold standard, one to one, as the bars of `read` are defined."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from troth.records import Claim

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
_WORD = re.compile(r"[^\W\d_]{3,}")
_EMPTY = frozenset({"the", "and", "for", "with", "from", "that"})
BINDING = frozenset({"commitment", "agreement_term"})


@dataclass(frozen=True)
class Score:
    """Counts over texts; the rates follow."""

    matched: int = 0
    found: int = 0
    gold: int = 0
    exact: int = 0

    def __add__(self, other: "Score") -> "Score":
        return Score(
            self.matched + other.matched,
            self.found + other.found,
            self.gold + other.gold,
            self.exact + other.exact,
        )

    @property
    def precision(self) -> float:
        return self.matched / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.matched / self.gold if self.gold else 1.0

    @property
    def exactness(self) -> float:
        """Of the gold's obligations, how many came out with actor, object, quantity and time all right."""
        return self.exact / self.gold if self.gold else 1.0


def gold_claims() -> list[dict]:
    """The 79 claims of the three first texts."""
    path = SHARED / "data/read/gold/gold_claims.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def content(said: str) -> set[str]:
    """The words of a text that carry meaning."""
    return {word for word in _WORD.findall(said.lower()) if word not in _EMPTY}


def score(claims: Sequence[Claim], gold: Iterable[Mapping]) -> Score:
    """Match binding claims one to one by type and span, the best overlaps first, and compare what they say."""
    ours = [claim for claim in claims if claim.binding]
    theirs = [row for row in gold if row.get("binding", True)]
    pairs = sorted(
        (
            (_likeness(claim, row), -number, claim, row)
            for claim in ours
            for number, row in enumerate(theirs)
            if _overlap(claim, row) >= 0.5 and claim.type.value == row["type"]
        ),
        key=lambda pair: pair[:2],
        reverse=True,
    )
    used: set[int] = set()
    matched: dict[int, Claim] = {}
    for _, _, claim, row in pairs:
        if id(claim) not in used and id(row) not in matched:
            used.add(id(claim))
            matched[id(row)] = claim
    exact = sum(is_exact(matched[id(row)], row) for row in theirs if id(row) in matched)
    return Score(len(matched), len(ours), len(theirs), exact)


def _overlap(claim: Claim, row: Mapping) -> float:
    ours, theirs = claim.spans[0], row["spans"][0]
    shared = min(ours.end, theirs["end"]) - max(ours.start, theirs["start"])
    return shared / max(1, min(ours.end - ours.start, theirs["end"] - theirs["start"]))


def _likeness(claim: Claim, row: Mapping) -> float:
    words = content(row["object"] or "")
    return _overlap(claim, row) + 2 * len(words & content(claim.object)) / max(1, len(words))


def is_exact(claim: Claim, row: Mapping) -> bool:
    """Same actor; the object covers half of the gold's words; value, unit and time are equal."""
    words = content(row["object"] or "")
    quantity, ours = row.get("quantity") or {}, claim.quantity
    amount = (ours.value, ours.unit) if ours is not None else (None, "")
    return (
        set(claim.actor) == set(row["actor"])
        and 2 * len(words & content(claim.object)) >= len(words)
        and amount == (quantity.get("value"), quantity.get("unit") or "")
        and (claim.time.value if claim.time is not None else None) == (row.get("time") or {}).get("value")
    )
