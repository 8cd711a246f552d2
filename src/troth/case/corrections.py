"""Who may correct a row: the one who said it. What was said when is in `clocks.py`."""

from troth.monitor import Problem
from troth.records.evidence import Evidence

from .links import note
from .model import Case
from .problems import Problems, listed


def check_corrections(problems: Problems, case: Case) -> None:
    """Note corrections and retractions that come from somebody else.

    The speakers of a row are found as the monitor finds them: whom it is attributed to, else the origin or publisher of
    its source, each with the party that it is part of. The case's office mends its own transcription with a row that
    cites the same source.
    """
    by_id = {row.record.id: row for row in case.evidence}
    pairs = [
        (row, field, by_id[target])
        for row in by_id.values()
        for field, target in (("supersedes", row.record.supersedes), ("retracts", row.record.retracts))
        if target is not None and target in by_id
    ]
    origins = _origins(case, {one.record.id: one.record for row, _, target in pairs for one in (row, target)})
    for row, field, target in pairs:
        own, said = origins.get(row.record.id), origins.get(target.record.id)
        if own is None or said is None or own & said or row.record.source == target.record.source:
            continue
        remedy = f"cite {listed(said)} for the correction, or let both rows stand beside each other"
        note(
            problems, row, field, found=f"{target.record.id}, said by {listed(said)}",
            expected=f"a row of {listed(own)}: a correction comes from the one who said it", remedy=remedy,
        )  # fmt: skip


def _origins(case: Case, rows: dict[str, Evidence]) -> dict[str, frozenset[str]]:
    problem = Problem(
        terms=(), evidence=tuple(rows.values()), sources=tuple(row.record for row in case.sources),
        parties=tuple(row.record for row in case.parties), as_of=case.settings.as_of,
    )  # fmt: skip
    return {item.id: item.origins for item in problem.items}
