"""Opening a desk: the case's rows go into the ledger, once, and the ledger must be this case's own."""

from collections.abc import Iterable
from dataclasses import replace

from troth.case import Case, Row
from troth.case.exercise import inject_statements
from troth.case.statements import BEGINNING, EXERCISE, REF, Book, Key, commit, exercise_of, is_inject, is_row
from troth.ledger import Entry, Ledger, MemoryLedger
from troth.records.source import Source
from troth.records.statement import Statement, derive_nonce

from .errors import ChangedCaseError, WrongCaseError
from .mirror import Mirror
from .notes import Note

MARK = "desk"
"""Kind of the statement that says which case a ledger belongs to."""
_SHOWN = 5


def office_source(office: str) -> str:
    """The id of the source that an office's own reports have.

    >>> office_source("Qatar")
    'Qatar (desk)'
    """
    return f"{office} (desk)"


def with_offices(case: Case) -> Case:
    """The case with a source for every party that may report at a desk.

    They are there from the beginning, for all alike: a source that came with a party's first report would tell
    everybody when that was.
    """
    taken = {row.record.id for row in case.sources}
    names = sorted(case.members | {case.owner})
    pages = [
        Row(
            record=Source(id=office_source(name), publisher=name, kind="office"),
            label=case.settings.label,
            file="",
            line=None,
        )
        for name in names
        if office_source(name) not in taken
    ]
    return replace(case, sources=(*case.sources, *pages))


def mark_of(case: Case) -> Statement:
    """The statement that says whose ledger it is."""
    exercise = case.settings.exercise
    return Statement(
        author=case.owner,
        kind=MARK,
        subject=case.id,
        body={EXERCISE: exercise} if exercise else {},
        recorded_at=BEGINNING,
        label=case.settings.label,
        nonce=derive_nonce(case.settings.seed, MARK, case.id),
    )


def fill(case: Case, store: Ledger, mirror: Mirror) -> None:
    """Put the case's rows into the store, unless they are there, and follow it.

    Raises
    ------
    WrongCaseError
        The ledger holds another case, or an exercise where this is real, or the other way round.
    ChangedCaseError
        A row of the folder was edited or taken out since.
    """
    mirror.refresh()
    if mirror.notes:
        _is_of(case, mirror.notes.values())
        _unchanged(case, mirror)
    store.append([mark_of(case)])
    commit(case, store)
    store.append(inject_statements(case))
    mirror.refresh()
    mirror.keep = lambda note: is_own(case, note)


def is_own(case: Case, note: Note) -> bool:
    """Whether a statement belongs to this case: to its exercise, or to none where it is real."""
    return note.kind == "key" or exercise_of(note.entry) == case.settings.exercise


def _called(subject: str, exercise: str) -> str:
    return f"the exercise {exercise!r} of {subject}" if exercise else f"the case {subject}"


def _is_of(case: Case, notes: Iterable[Note]) -> None:
    notes = list(notes)
    marks = {(note.subject, exercise_of(note.entry)) for note in notes if note.kind == MARK}
    own = (case.id, case.settings.exercise)
    others = marks - {own}
    strange = {exercise_of(note.entry) for note in notes if not is_own(case, note)}
    if marks and not others and not strange:
        return
    found = " and ".join(sorted(_called(*mark) for mark in marks)) or "a ledger without a desk's mark"
    if strange and not others:
        found = f"statements of {', '.join(_called(case.id, one) for one in sorted(strange))} in {found}"
    msg = f"found {found}, expected {_called(*own)}; give this case a ledger of its own (--db, --data)"
    raise WrongCaseError(msg)


def _unchanged(case: Case, mirror: Mirror) -> None:
    """Refuse a folder that says something else than the ledger which was made from it."""
    fresh = _ids_of(case)
    rows = {
        note.id: note
        for note in mirror.notes.values()
        if (note.author == case.owner and is_row(note.entry)) or is_inject(note.entry)
    }
    kept: dict[Key, str] = {}
    for note in rows.values():
        kept.setdefault(key_of(note), note.id)
    changed = [name for (kind, name), one in fresh.items() if kept.get((kind, name), one) != one]
    gone = [note.subject for note in rows.values() if not is_posted(note.entry) and key_of(note) not in fresh]
    if told := [f"{name} (changed)" for name in changed] + [f"{name} (taken out)" for name in gone]:
        shown = ", ".join(told[:_SHOWN]) + (f" and {len(told) - _SHOWN} more" if len(told) > _SHOWN else "")
        msg = (
            f"{case.path}: found rows that differ from the ledger that was made of this folder: {shown}; nothing is edited: "
            "put the rows back and correct them by rows that supersede them, or give this edition a ledger of its own"
        )
        raise ChangedCaseError(msg)


def _ids_of(case: Case) -> dict[Key, str]:
    """The statements that the folder gives, by kind and case id."""
    injects = inject_statements(case)
    ids = MemoryLedger().append(injects)
    return {
        **commit(case).ids,
        **{("message", one.subject): name for one, name in zip(injects, ids, strict=True)},
    }


def key_of(note: Note) -> Key:
    """Kind and id of the row that a statement was made from."""
    return ("evidence" if note.kind == "retraction" else note.kind), note.subject


def is_posted(entry: Entry) -> bool:
    """Whether a statement was made at a desk, not from a row of the folder."""
    return f"body.{REF}" in entry.parts.values or f"body.{REF}" in entry.parts.hidden


def grown(book: Book, owner: str, fresh: Iterable[Note]) -> Book:
    """The book with further rows, by their ids.

    Where two statements of one kind have one id, the one of the case's owner counts, and of others the first: an
    office cannot put its words in the place of somebody else's.
    """
    ids, keys = dict(book.ids), dict(book.keys)
    for note in sorted(fresh, key=lambda one: (one.author != owner, one.recorded_at, one.id)):
        if is_row(note.entry) and key_of(note) not in ids:
            ids[key_of(note)] = note.id
            keys[note.id] = key_of(note)
    return Book(ledger=book.ledger, ids=ids, keys=keys)
