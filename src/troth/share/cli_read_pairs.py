"""`troth read --pairs`: how two claims stand to each other."""

import json as jsons
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from troth.read.relations import Said, relation
from troth.records.errors import Problem, ProblemsError

from .documents_read import PairRow, PairsDocument
from .terminal import emit, table, working

MOST = 20
"""Problems that are listed; a file that has more is of another kind."""


class Side(BaseModel):
    """A text and who published it."""

    model_config = ConfigDict(extra="ignore")
    source: str
    text: Annotated[str, StringConstraints(pattern=r"\w")]
    """What was published; a text without a word is no side of a pair."""


class Pair(BaseModel):
    """One line of the file."""

    model_config = ConfigDict(extra="ignore")
    id: str
    a: Side
    b: Side


def tell_pairs(path: Path, *, json: bool) -> None:
    """Print the relation of each pair of a file.

    Raises
    ------
    ProblemsError
        Lines that are no pair: each named with its number.
    """
    pairs = list(_pairs(path))
    with working("comparing"):
        rows = [_row(pair) for pair in pairs]
    if json:
        emit(PairsDocument(pairs=rows).model_dump_json(indent=1))
    else:
        table(("id", "relation", "because"), [(row.id, row.relation, "; ".join(row.because)) for row in rows])


def _row(pair: Pair) -> PairRow:
    found = relation(Said(pair.a.source, pair.a.text), Said(pair.b.source, pair.b.text))
    return PairRow(id=pair.id, relation=found.label, because=list(found.because))


def _pairs(path: Path) -> Iterator[Pair]:
    problems: list[Problem] = []
    seen: set[str] = set()
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
        if not line.strip():
            continue
        try:
            pair = Pair.model_validate(jsons.loads(line))
        except (ValidationError, ValueError, RecursionError) as error:
            problems.append(_problem(path, number, line, error))
            if len(problems) == MOST:
                break  # a file of another kind: the first lines say it
            continue
        if pair.id in seen:
            problems.append(_again(path, number, pair.id))
        seen.add(pair.id)
        yield pair
    if not seen and not problems:
        problems.append(_problem(path, 1, "an empty file", ValueError()))
    if problems:
        raise ProblemsError(problems)


def _again(path: Path, number: int, name: str) -> Problem:
    return Problem(
        file=str(path),
        line=number,
        found=f"the id {name!r} a second time",
        expected="each pair with an id of its own",
        remedy="give one of the two another id",
    )


def _problem(path: Path, number: int, line: str, error: Exception) -> Problem:
    fields = (
        [".".join(map(str, known["loc"])) for known in error.errors() if known["loc"]]
        if isinstance(error, ValidationError)
        else []
    )
    return Problem(
        file=str(path),
        line=number,
        found=f"no {' and no '.join(fields)}" if fields else line[:60],
        expected="one JSON object with id, a and b, each of these with source and text",
        remedy="write one pair a line, as the handbook page `reading.md` shows",
    )
