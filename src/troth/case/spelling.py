"""Names that are nearly those of a party: a slip of the pen would make a new, independent origin of an old one."""

import difflib
from collections.abc import Iterable
from functools import lru_cache

from troth.records.evidence import Evidence

from .links import note
from .model import Case, Row
from .problems import Problems

ALIKE = 0.87
"""From this likeness on (difflib's ratio) a name that nobody goes by is taken for a slip."""


def check_spelling(problems: Problems, case: Case) -> None:
    """Note actors and speakers whose names are nearly, and not quite, those of a party of the case."""
    names = [name for row in case.parties for name in (row.record.id, row.record.name, *row.record.aliases)]
    known = {name.casefold(): name for name in sorted(names)}

    @lru_cache(maxsize=65_536)
    def meant(name: str) -> str | None:
        folded = name.casefold().strip()
        if not folded or folded in known:
            return None
        near = difflib.get_close_matches(folded, known, n=1, cutoff=ALIKE)
        return known[near[0]] if near else None

    for row in case.evidence:
        for field, name in _spoken(row):
            if (party := meant(name)) is not None:
                _note(problems, row, field, name, party)


def _spoken(row: Row[Evidence]) -> Iterable[tuple[str, str]]:
    yield from (("attributed_to", name) for name in row.record.attributed_to)
    yield from (
        ("actor", name.strip()) for piece in row.record.actor.split(";") for name in piece.split(" and ")
    )


def _note(problems: Problems, row: Row[Evidence], field: str, name: str, party: str) -> None:
    remedy = f"did you mean {party!r}? If it is somebody else, add it to parties.toml under its own name"
    note(problems, row, field, found=name, expected="a name as parties.toml spells it", remedy=remedy)
