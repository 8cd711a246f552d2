"""The scorer of the made-up communiqués: binding claims matched one to one with their gold by place, actor and quantity."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from troth.read import read_claims, read_document
from troth.records import Claim, Role

SETS = Path(__file__).resolve().parent.parent / "read" / "held_out"
_LEAST = 0.5
"""Share of the shorter span that has to be common."""


class Tally(NamedTuple):
    """What was found of what was to be found."""

    gold: int = 0
    found: int = 0
    false: int = 0

    def __add__(self, other: "Tally") -> "Tally":  # type: ignore[override]  # sums of sums, and no longer tuples
        return Tally(*(one + two for one, two in zip(self, other, strict=True)))

    @property
    def precision(self) -> float:
        """Of the claims that were read, the share that is right."""
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self) -> float:
        """Of the claims of the gold, the share that was read right."""
        return self.found / max(1, self.gold)


def tally(name: str, *, slots: bool = True) -> Tally:
    """The tally of a set: all of its documents together.

    Parameters
    ----------
    name
        The set's folder.
    slots
        Whether the actor and the quantity have to be right; else only the place and the words.
    """
    gold = json.loads((SETS / name / "gold.json").read_text(encoding="utf-8"))
    total = Tally()
    for document, rows in gold.items():
        total += _of_document(SETS / name / document, rows, slots=slots)
    return total


def _of_document(path: Path, rows: Sequence[Mapping[str, Any]], *, slots: bool) -> Tally:
    document = read_document(path.read_bytes(), path.name)
    claims = [claim for claim in read_claims(document) if claim.binding]
    wanted = [(row, list(_places(document.text, row))) for row in rows]
    fits = {
        number: [
            at for at, claim in enumerate(claims) if _fits(document.text, row, places, claim, slots=slots)
        ]
        for number, (row, places) in enumerate(wanted)
    }
    paired = _paired(fits, sorted(fits, key=lambda number: bool(rows[number].get("either"))))
    found = sum(not rows[number].get("either") for number in paired)
    either = sum(bool(rows[number].get("either")) for number in paired)
    left = [at for at in range(len(claims)) if at not in paired.values()]
    loose = {
        number: [at for at in left if _fits(document.text, *wanted[number], claims[at], slots=False)]
        for number in fits
        if rows[number].get("either") and number not in paired
    }
    either += len(_paired(loose, list(loose)))
    return Tally(sum(not row.get("either") for row in rows), found, len(claims) - found - either)


def _paired(fits: Mapping[int, Sequence[int]], order: Sequence[int]) -> dict[int, int]:
    """The largest matching, gold rows in this order first."""
    owner: dict[int, int] = {}

    def place(number: int, seen: set[int]) -> bool:
        for at in fits[number]:
            if at not in seen:
                seen.add(at)
                if at not in owner or place(owner[at], seen):
                    owner[at] = number
                    return True
        return False

    for number in order:
        place(number, set())
    return {number: at for at, number in owner.items()}


def _low(said: str) -> str:
    return said.lower().replace("\u2019", "'")


def _places(text: str, row: Mapping[str, Any]) -> Iterator[tuple[int, int]]:
    """Where the quote stands; a short one, as of a cell, only in a row that names an actor of it."""
    pattern = r"\s+".join(map(re.escape, row["quote"].split()))
    found = [match.span() for match in re.finditer(pattern, text)]
    names = [_low(name) for names in row["actors"] for name in names]
    near = [
        (start, end)
        for start, end in found
        if any(
            name
            in _low(text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1])
            for name in names
        )
    ]
    exact = len(found) == 1 and len(row["quote"]) >= 25
    yield from found if exact or not near else near


def _fits(
    text: str, row: Mapping[str, Any], places: Sequence[tuple[int, int]], claim: Claim, *, slots: bool
) -> bool:
    start, end = next((span.start, span.end) for span in claim.spans if span.role is Role.CLAIM)
    common = max(
        (
            (min(end, last) - max(start, first)) / max(1, min(end - start, last - first))
            for first, last in places
        ),
        default=0.0,
    )
    said = _low(f"{claim.action} {claim.object} {text[start:end]}")
    named = not row.get("words") or any(_low(word)[:6] in said for word in row["words"])
    return common >= _LEAST and named and (not slots or (_acts(row, claim) and _amounts(row, claim)))


def _acts(row: Mapping[str, Any], claim: Claim) -> bool:
    """Whether each actor of the gold is one of the claim's, by one of its names; *-*: the text names nobody."""
    actors = [_low(actor) for actor in claim.actor]
    if len(row["actors"]) == 1 and "-" in row["actors"][0]:
        return True
    return all(
        any(_low(name) in actor or actor in _low(name) for name in names for actor in actors)
        for names in row["actors"]
    )


def _amounts(row: Mapping[str, Any], claim: Claim) -> bool:
    wanted, found = row.get("quantity"), claim.quantity
    if wanted is None:
        return True
    if found is None:
        return False
    codes = wanted["unit"].split("/")
    if (
        all(len(code) == 3 and code.isupper() for code in codes)
        and (claim.currency or found.unit).rstrip("?") not in codes
    ):
        return False
    low, high = wanted["low"], wanted["high"]
    if found.value is not None:
        return found.value in {low, high}
    return (found.min or None) == low and found.max == high
