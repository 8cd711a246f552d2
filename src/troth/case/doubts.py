"""What an independent check of a run disagrees with: whoever reads a verdict has to hear of it first."""

from collections.abc import Iterable, Sequence
from typing import Any

from troth.records.verdict import Verdict

Rows = list[dict[str, Any]]


def doubts(disagreements: Iterable[str], verdicts: Sequence[Verdict]) -> Rows:
    """The rows of the table `doubts`: what a check disagrees with, each once, with all that the check says of it.

    Returns
    -------
    Rows
        `about` is the id of a term, or what else a step speaks of; `term` whether it is a term; `instances` are the
        names of its doubted parts, None for the term as a whole; `lines` are the check's own words.
    """
    parts = {f"{one.term}, {one.instance or 'summary'}: ": (one.term, one.instance) for one in verdicts}
    terms = {f"{one.term}: ": (one.term, None) for one in verdicts}
    known = {**terms, **parts}
    found: dict[tuple[str, bool], dict[str, Any]] = {}
    for line in disagreements:
        said = line.partition(": ")[2]
        start = max((name for name in known if said.startswith(name)), key=len, default=None)
        about, instance = (said.partition(": ")[0], None) if start is None else known[start]
        is_term = start is not None
        row = found.setdefault(
            (about, is_term), {"about": about, "term": is_term, "instances": [], "lines": []}
        )
        row["lines"].append(said)
        if is_term and instance not in row["instances"]:
            row["instances"].append(instance)
    return list(found.values())
