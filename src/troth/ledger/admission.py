"""What may be appended: the same rules for every store.

A batch is looked at as a whole before anything is written; each statement that may not enter gives one line.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from troth.records.canonical import CanonicalError
from troth.records.label import as_wide
from troth.records.statement import RedactionError, Statement, seal

from .audience import Audience, audience_of
from .columns import Columns, columns_of_fields
from .errors import MovedOnError, RefusedStatementError
from .keys import KIND, is_key


class Candidate(NamedTuple):
    """A statement on its way into a log."""

    statement: Statement
    id: str
    content: str
    columns: Columns
    audience: Audience


Known = Mapping[str, Audience]
"""Statements that are in the ledger, by id."""


def targets_of(statement: Statement) -> tuple[str, ...]:
    """List the ids that a statement supersedes or retracts."""
    retracts = statement.retracts
    return statement.supersedes if retracts is None else (*statement.supersedes, retracts)


def candidates(statements: Iterable[Statement]) -> list[Candidate]:
    """Seal a batch.

    Raises
    ------
    RefusedStatementError
        A statement has no id of its own (it is shown with fields taken out), or no canonical JSON.
    """
    found, reasons = [], []
    for number, statement in enumerate(statements, start=1):
        try:
            found.append(_candidate(statement))
        except (RedactionError, CanonicalError, UnicodeEncodeError, ValueError) as error:
            reasons.append(f"{_named(statement, number)}: {error}")
    if reasons:
        raise RefusedStatementError(tuple(reasons))
    return found


def check_seen(batch: Iterable[Candidate], seen: Mapping[str, int] | None, there: Mapping[str, int]) -> None:
    """See that nobody else wrote for the authors of a batch since its writer looked.

    Parameters
    ----------
    seen, there
        Sizes of logs, by name: as the writer knows them, and as they are. A log without entries may be absent.

    Raises
    ------
    MovedOnError
        Somebody did.
    """
    if seen is None:
        return
    authors = {candidate.audience.office for candidate in batch}
    for log, size in there.items():
        if size != seen.get(log, 0) and audience_of(log).office in authors:
            msg = f"log {log}: it has {size} entries, and its writer has seen {seen.get(log, 0)}; nothing was written, look again"
            raise MovedOnError(msg)


def _candidate(statement: Statement) -> Candidate:
    sealed = seal(statement)
    columns = columns_of_fields(sealed.fields)
    return Candidate(
        statement, sealed.id, sealed.content, columns, Audience(statement.author, statement.label)
    )


def admit(batch: Sequence[Candidate], look_up: Callable[[Iterable[str]], Known]) -> list[Candidate]:
    """Return those of the batch that are new, in order; refuse the whole batch if one of them may not enter.

    Parameters
    ----------
    batch
        What `candidates` returned.
    look_up
        Finds, of some ids, those that are in the ledger already.

    Raises
    ------
    RefusedStatementError
        A target is unknown, is somebody else's, or would stay visible to somebody who cannot see its retraction.
    """
    wanted = {candidate.id for candidate in batch}
    for candidate in batch:
        wanted.update(targets_of(candidate.statement))
    known = dict(look_up(wanted))
    new, reasons = [], []
    for number, candidate in enumerate(batch, start=1):
        if candidate.id in known:
            continue
        objections = objections_to(candidate.statement, candidate.audience, known)
        reasons += [f"{_named(candidate.statement, number)}: {why}" for why in objections]
        known[candidate.id] = candidate.audience
        new.append(candidate)
    if reasons:
        raise RefusedStatementError(tuple(reasons))
    return new


def _named(statement: Statement, number: int) -> str:
    return f"statement {number} of the batch ({statement.kind} {statement.subject or 'without a subject'})"


def objections_to(statement: Statement, own: Audience, known: Known) -> list[str]:
    """Say why a statement may not enter a log, one line for each reason; what it aims at is looked for in `known`."""
    found = list(_unkeepable(statement))
    for target in targets_of(statement):
        audience = known.get(target)
        verb = "retracts" if target == statement.retracts else "supersedes"
        if audience is None:
            found.append(
                f"it {verb} {target}, which is neither in the ledger nor earlier in the batch; append that one first"
            )
        elif audience.office != statement.author:
            found.append(
                f"it {verb} {target}, which {audience.office} wrote; only its author may do so, "
                f"so {statement.author} can only add a statement that disagrees"
            )
        elif verb == "retracts" and not as_wide(statement.label, audience.label):
            found.append(
                f"its label {_shown(own)} is narrower than {_shown(audience)} of {target}, "
                "which it retracts; give it the label of its target"
            )
    return found


def _unkeepable(statement: Statement) -> Iterator[str]:
    """What no store takes, or what would say nothing there."""
    beside = (
        statement.kind, statement.subject, statement.source, statement.author, *statement.label.release_to
    )  # fmt: skip
    if "\0" in "".join(beside):
        yield "found a NUL character in its author, kind, subject, source or release list; no database keeps it there"
    if statement.kind == KIND and not is_key(statement.subject):
        yield f"a statement of kind {KIND!r} has a public key, 64 hex digits, as its subject; found {statement.subject[:80]!r}"


def _shown(audience: Audience) -> str:
    label = audience.label
    parts = [f"TLP:{label.tlp}"]
    if label.release_to:
        parts.append(f"to {', '.join(label.release_to)}")
    if label.embargo is not None:
        parts.append(f"from {label.embargo.isoformat()}")
    return " ".join(parts)
