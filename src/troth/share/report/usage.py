"""What each row of evidence was used for: counted for a term, against it, as a charge, or not counted and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .index import Index, Row
from .text import Line, Piece


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a row of evidence."""

    term: str
    role: str
    """``for``, ``against``, ``charge``, ``context`` or ``named`` (it names the term and no verdict mentions it)."""
    why: str = ""
    """The code of the reason, where the row was not counted."""


STRONGEST = ("charge", "against", "for", "context", "named")
"""Which use a row is shown by where it has several for one term."""


def uses(verdicts: Sequence[Row], evidence: Mapping[str, Row]) -> dict[str, list[Use]]:
    """By row of evidence, what it was used for, one use for each term.

    >>> verdict = {"term": "T1", "supporting": ["E1"], "context": [{"id": "E2", "why": "other_unit"}]}
    >>> uses([verdict], {"E1": {"terms": ["T1"]}, "E2": {"terms": ["T1"]}})["E2"]
    [Use(term='T1', role='context', why='other_unit')]
    """
    found: dict[tuple[str, str], Use] = {}
    for row in verdicts:
        for key, use in _of(row):
            known = found.get((key, use.term))
            if known is None or STRONGEST.index(use.role) < STRONGEST.index(known.role):
                found[key, use.term] = use
    return {
        key: [found.get((key, term), Use(term, "named")) for term in row.get("terms", ())]
        for key, row in evidence.items()
    }


def _of(row: Row) -> list[tuple[str, Use]]:
    term = row["term"]
    charges = [(charge["id"], Use(term, "charge")) for charge in row.get("charges", ())]
    against = [(key, Use(term, "against")) for key in row.get("opposing", ())]
    in_favour = [(key, Use(term, "for")) for key in row.get("supporting", ())]
    context = [(one["id"], Use(term, "context", str(one["why"]))) for one in row.get("context", ())]
    return [*charges, *against, *in_favour, *context]


def term_piece(term: str, index: Index) -> Line:
    """A term's id that leads to the term."""
    return (Piece(term, ref=index.anchor("term", term)),)
