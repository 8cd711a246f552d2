"""The picture: what was known of a case as of a time, as seen by a party, read back from its ledger.

Nothing that a viewer may not see reaches the engines or the report, not even as an id: a row that names a hidden term
loses that name, and a row whose source is hidden gets a stand-in for it (all stand-ins are one origin, so that what
is hidden never counts as an independent confirmation). A term that depends on a hidden one is withheld with it, since
without its condition it would be judged wrongly.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, TypeVar

from troth.ledger import Entry
from troth.monitor import Problem
from troth.records.activity import Activity, ActivityStatus
from troth.records.base import Record
from troth.records.errors import TrothError
from troth.records.evidence import Evidence
from troth.records.incident import Incident, IncidentStep, Panel
from troth.records.party import Party
from troth.records.source import Source
from troth.records.term import Agreement, Term

from .memory import no_collecting
from .model import Case
from .naming import natural, natural_key
from .statements import Book, CaseRecord, Key, exercise_of, is_row, kind_of, links_of, opens, record_of
from .term_links import references


class MixedCaseError(TrothError):
    """Statements of an exercise and real ones, or of two exercises, lie in one ledger."""


WITHHELD = "a source that is withheld"
"""Publisher of every stand-in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What was known, by then, to that viewer; every list in the natural order of ids."""

    as_of: datetime
    at: datetime | None = None
    """The valid time that is asked about; None: `as_of`."""
    viewer: str
    terms: tuple[Term, ...]
    agreements: tuple[Agreement, ...]
    evidence: tuple[Evidence, ...]
    taken_back: tuple[Evidence, ...]
    """Rows that only take back others: never counted, but they explain changes."""
    unsaid: tuple[Evidence, ...] = ()
    """Rows that this viewer could know of once, and that were corrected or taken back since."""
    sources: tuple[Source, ...]
    parties: tuple[Party, ...]
    statements: Mapping[Key, str]
    """Statement ids of everything in the picture."""
    incidents: tuple[Incident, ...] = ()
    steps: tuple[IncidentStep, ...] = ()
    panels: tuple[Panel, ...] = ()
    activities: tuple[Activity, ...] = ()
    withheld_until: Mapping[str, datetime] = field(default_factory=dict)
    """By evidence id: the end of an embargo that once kept the row from this viewer."""

    def joined_by(self, rows: Sequence[Evidence]) -> "Picture":
        """The picture with rows that another engine hands to the monitor."""
        return replace(self, evidence=natural((*self.evidence, *rows))) if rows else self

    @property
    def clock(self) -> datetime:
        """The time that the verdicts speak of."""
        return self.as_of if self.at is None else self.at

    def problem(self, owner: str, *, settling: Literal["estimate", "stated"] = "estimate") -> Problem:
        """The monitor's input."""
        return Problem(
            terms=self.terms, agreements=self.agreements, evidence=self.evidence, sources=self.sources,
            parties=self.parties, as_of=self.as_of, at=self.at, viewer=self.viewer, owner=owner, settling=settling,
        )  # fmt: skip


def look(case: Case, book: Book, *, as_of: datetime, viewer: str) -> Picture:
    """Cut a case's ledger at a time and to what a viewer may see.

    Raises
    ------
    MixedCaseError
        A statement belongs to an exercise and the case is real, or the other way round, or to another exercise.
    """
    found = Found()
    with no_collecting():
        known = [
            _own(entry, case)
            for entry in book.ledger.picture(as_of, viewer, owner=case.owner, members=case.members)
            if is_row(entry) and entry.id in book.keys
        ]
        for entry in (*known, *_later(case, book, as_of, viewer)):
            found.add(kind_of(entry), record_of(entry, _seen(entry, case, book, viewer, as_of), case))
        unsaid = _unsaid(known, book, case, viewer, as_of)
        for entry in unsaid:
            if kind_of(entry) not in {"evidence", "retraction"}:
                continue
            record = record_of(entry, _seen(entry, case, book, viewer, as_of), case)
            found.add("unsaid", record)
        picture = _assemble(found, book, as_of=as_of, viewer=viewer)
        return replace(picture, withheld_until=_withheld((*known, *unsaid), case, viewer))


def _own(entry: Entry, case: Case) -> Entry:
    """The entry, unless it is of an exercise where the case is real, or of another one."""
    marker, own = exercise_of(entry), case.settings.exercise
    if marker == own:
        return entry
    found = f"a statement of the exercise {marker!r}" if marker else "a statement that is real"
    expected = f"statements of the exercise {own!r} alone" if own else "statements of the real case alone"
    msg = (
        f"{kind_of(entry)} {entry.parts.values.get('subject', '')!s} ({entry.id[:12]}…): found {found}, expected {expected}; "
        "what was practised and what is real are never shown together: give each a ledger of its own"
    )
    raise MixedCaseError(msg)


def _withheld(entries: Iterable[Entry], case: Case, viewer: str) -> dict[str, datetime]:
    """Until when an embargo kept rows of evidence from a viewer who may see them now."""
    found = {}
    for entry in entries:
        written = entry.parts.values.get("label")
        if not isinstance(written, dict) or written.get("embargo") is None:
            continue
        said = entry.statement
        end = said.label.embargo
        if end is None or said.kind not in {"evidence", "retraction"}:
            continue
        if not opens(said.label, case, viewer, end - timedelta(microseconds=1), author=said.author):
            found[said.subject] = end.astimezone(case.settings.zone)
    return found


def _seen(entry: Entry, case: Case, book: Book, viewer: str, as_of: datetime) -> dict[str, Key]:
    """The rows that an entry corrects or takes back, as far as the viewer could know of them."""
    supersedes, retracts = links_of(entry)
    targets = [*supersedes, *([retracts] if retracts else [])]
    statements = {target: book.ledger.get(target).statement for target in targets}
    return {
        target: book.keys[target]
        for target, statement in statements.items()
        if target in book.keys
        and statement.recorded_at <= as_of
        and opens(statement.label, case, viewer, as_of, author=statement.author)
    }


def _unsaid(known: Sequence[Entry], book: Book, case: Case, viewer: str, as_of: datetime) -> list[Entry]:
    """What the known entries correct or take back, however many steps away, as far as the viewer could know of it."""
    seen = {entry.id for entry in known}
    found: list[Entry] = []
    wait: list[Entry] = list(known)
    while wait:
        for target in _seen(wait.pop(), case, book, viewer, as_of):
            if target not in seen:
                seen.add(target)
                found.append(book.ledger.get(target))
                wait.append(found[-1])
    return found


def _later(case: Case, book: Book, as_of: datetime, viewer: str) -> list[Entry]:
    """What is recorded after `as_of` and yet belongs into the picture.

    Terms are listed before it is known that they are owed, with their agreements; of the sources, `_assemble` keeps
    those that are named.
    """
    ids = [one for (kind, _), one in book.ids.items() if kind in {"term", "agreement", "source"}]
    entries = [book.ledger.get(one) for one in ids]
    return [
        entry
        for entry in entries
        if entry.statement.recorded_at > as_of
        and opens(entry.statement.label, case, viewer, as_of, author=entry.statement.author)
    ]


@dataclass(slots=True)
class Found:
    """Records by kind and id, as they are read back."""

    party: dict[str, Party] = field(default_factory=dict)
    source: dict[str, Source] = field(default_factory=dict)
    agreement: dict[str, Agreement] = field(default_factory=dict)
    term: dict[str, Term] = field(default_factory=dict)
    evidence: dict[str, Evidence] = field(default_factory=dict)
    retraction: dict[str, Evidence] = field(default_factory=dict)
    panel: dict[str, Panel] = field(default_factory=dict)
    incident: dict[str, Incident] = field(default_factory=dict)
    step: dict[str, IncidentStep] = field(default_factory=dict)
    activity: dict[str, Activity] = field(default_factory=dict)
    unsaid: dict[str, Evidence] = field(default_factory=dict)

    def add(self, kind: str, record: Record) -> None:
        """Put a record where its kind belongs."""
        getattr(self, kind)[getattr(record, "id", "")] = record


def _assemble(found: Found, book: Book, *, as_of: datetime, viewer: str) -> Picture:
    terms = _whole(found)
    rows = [*found.evidence.values(), *found.retraction.values(), *found.unsaid.values()]
    steps = [step for step in found.step.values() if step.incident in found.incident]
    work = [one for one in found.activity.values() if one.status is not ActivityStatus.WITHDRAWN]
    spoken: list[Evidence | IncidentStep | Activity] = [*rows, *steps, *work]
    stand_ins = _stand_ins(row.source for row in spoken if row.source not in found.source)
    agreements = [_sourced(one, found) for one in found.agreement.values()]
    shown = [_covered(_sourced(term, found), found) for term in terms.values()]
    named = {row.source for row in spoken}
    named |= {one.source for one in shown if one.source} | {one.source for one in agreements if one.source}
    known = [one for one in found.source.values() if one.id in named or is_known(one, as_of)]
    picture = Picture(
        as_of=as_of,
        viewer=viewer,
        terms=natural(shown),
        agreements=natural(agreements),
        evidence=natural(_discreet(row, terms, stand_ins) for row in found.evidence.values()),
        taken_back=natural(_discreet(row, terms, stand_ins) for row in found.retraction.values()),
        unsaid=natural(_discreet(row, terms, stand_ins) for row in found.unsaid.values()),
        sources=natural([*known, *stand_ins.values()]),
        parties=natural(found.party.values()),
        statements={},
        incidents=natural(_of_shown(incident, terms) for incident in found.incident.values()),
        steps=natural(_from_shown(step, stand_ins) for step in steps),
        panels=natural(found.panel.values()),
        activities=natural(_from_shown(one, stand_ins) for one in work),
    )
    return replace(picture, statements=_statement_ids(picture, book))


def is_known(source: Source, as_of: datetime) -> bool:
    """Whether a source was recorded by then."""
    return source.recorded_at is not None and source.recorded_at <= as_of


def _whole(found: Found) -> dict[str, Term]:
    """The terms that stand on nothing hidden: neither their agreement nor a term that they refer to."""
    terms = {name: term for name, term in found.term.items() if term.agreement in found.agreement}
    while cut := [
        name for name, term in terms.items() if any(other not in terms for _, other in references(term))
    ]:
        for name in cut:
            del terms[name]
    return terms


def _stand_ins(hidden: Iterable[str]) -> dict[str, Source]:
    """A stand-in for each hidden source, by the id that it stands for."""
    names = sorted(set(hidden), key=natural_key)
    return {name: Source(id=f"withheld-{number}", publisher=WITHHELD) for number, name in enumerate(names, 1)}


def _discreet(row: Evidence, terms: Mapping[str, Term], stand_ins: Mapping[str, Source]) -> Evidence:
    """The row without the names of what is hidden."""
    changes: dict[str, object] = {}
    if any(term not in terms for term in row.terms):
        changes["terms"] = tuple(term for term in row.terms if term in terms)
    if any(term not in terms and term != "*" for term in row.stance):
        changes["stance"] = {
            term: stance for term, stance in row.stance.items() if term in terms or term == "*"
        }
    if row.source in stand_ins:
        changes["source"] = stand_ins[row.source].id
    return row.model_copy(update=changes) if changes else row


def _of_shown(incident: Incident, terms: Mapping[str, Term]) -> Incident:
    """The incident without the names of hidden terms."""
    kept = {
        name: tuple(term for term in getattr(incident, name) if term in terms)
        for name in ("terms", "cooperation")
    }
    return incident.model_copy(update=kept)


P = TypeVar("P", IncidentStep, Activity)


def _from_shown(record: P, stand_ins: Mapping[str, Source]) -> P:
    """The step or activity with a stand-in for a source that is hidden."""
    if record.source not in stand_ins:
        return record
    return record.model_copy(update={"source": stand_ins[record.source].id})


S = TypeVar("S", Term, Agreement)


def _sourced(record: S, found: Found) -> S:
    """The record without a source that is hidden."""
    hidden = record.source is not None and record.source not in found.source
    return record.model_copy(update={"source": None}) if hidden else record


def _covered(term: Term, found: Found) -> Term:
    """The term without coverage by a source that is hidden: what nobody can look up cannot prove an absence."""
    speakers = {name for one in found.source.values() for name in (one.id, one.publisher, *one.origin)}
    speakers |= {name for one in found.party.values() for name in (one.id, one.name, *one.aliases)}
    lower = {name.casefold() for name in speakers}
    kept = tuple(one for one in term.coverage if one.source.casefold() in lower)
    return term if kept == term.coverage else term.model_copy(update={"coverage": kept})


def _statement_ids(picture: Picture, book: Book) -> dict[Key, str]:
    kinds: dict[str, Sequence[CaseRecord]] = {
        "party": picture.parties,
        "source": picture.sources,
        "agreement": picture.agreements,
        "term": picture.terms,
        "evidence": (*picture.evidence, *picture.taken_back, *picture.unsaid),
        "panel": picture.panels,
        "incident": picture.incidents,
        "step": picture.steps,
        "activity": picture.activities,
    }
    keys = [(kind, record.id) for kind, records in kinds.items() for record in records]
    return {key: book.ids[key] for key in keys if key in book.ids}
