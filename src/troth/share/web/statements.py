"""Statements of the ledger as a viewer may see them: which there are, what of them is shown, and the proof that they are there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from troth.ledger import Entry, LedgerError, audience_of, check_proof, prove
from troth.records.label import readable

from .scene import Seen

NAMES = {"source": "source", "body.terms": "term", "body.agreement": "agreement", "body.incident": "incident"}
"""Fields that name another row, and what kind of row that is."""
LINKS = ("supersedes", "retracts")
"""Fields that name another statement."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement as its viewer sees it."""

    entry: Entry
    fields: tuple[tuple[str, Any], ...]
    """Names and values, without those that would name what the viewer may not see."""
    withheld: tuple[str, ...]
    """Names of the fields that are not shown to this viewer, or were taken out for good."""
    proof: Mapping[str, Any]
    holds: bool
    """Whether the proof was found good when it was made."""


def visible(seen: Seen, statement_id: str) -> Entry | None:
    """A statement, if it is on record and its label opens it; None, whichever of the two it is not."""
    run, ledger = seen.run, seen.ledger
    try:
        entry = ledger.get(statement_id)
    except LedgerError:
        return None
    said = entry.statement
    case = run.case
    decision = readable(
        said.label, run.viewer, run.as_of, author=said.author, owner=case.owner, members=case.members
    )
    return entry if decision.allowed and said.recorded_at <= run.as_of else None


def shown(seen: Seen, statement_id: str) -> Shown | None:
    """A statement with its proof; None where there is none that this viewer may see."""
    entry = visible(seen, statement_id)
    if entry is None:
        return None
    values = entry.parts.values
    kept = [name for name in sorted(values) if _tells_nothing_hidden(name, values[name], seen)]
    document = prove(seen.ledger, statement_id, reveal=kept)
    return Shown(
        entry=entry,
        fields=tuple((name, values[name]) for name in kept),
        withheld=tuple(sorted({*values, *entry.redacted} - set(kept))),
        proof=document,
        holds=check_proof(document).ok,
    )


def _tells_nothing_hidden(name: str, value: object, seen: Seen) -> bool:
    """Whether a field names nothing, or only what the viewer sees; the same for what is hidden and for what is not there."""
    if name in LINKS:
        return all(visible(seen, one) is not None for one in _named(value))
    kind = NAMES.get(name)
    known = seen.run.picture.statements
    return kind is None or all((kind, one) in known for one in _named(value))


def _named(value: object) -> Iterator[str]:
    if isinstance(value, str) and value:
        yield value
    elif isinstance(value, list):
        for one in value:
            yield from _named(one)


def label_words(values: object) -> str:
    """A label in short: ``AMBER (Egypt, Qatar)``.

    >>> label_words({"tlp": "AMBER", "release_to": ["Egypt", "Qatar"], "embargo": None})
    'AMBER (Egypt, Qatar)'
    """
    if not isinstance(values, Mapping):
        return ""
    to = ", ".join(str(one) for one in values.get("release_to") or ())
    until = values.get("embargo")
    return f"{values.get('tlp', '')}{f' ({to})' if to else ''}{f', {until}' if until else ''}"


def log_words(log: str) -> tuple[str, str]:
    """The office and the label of a log."""
    audience = audience_of(log)
    return audience.office, label_words(audience.values)
