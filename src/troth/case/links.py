"""What one record says of another: that the other exists, and that the two can go together."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from troth.records.base import Record
from troth.records.evidence import Evidence, Form
from troth.records.label import as_wide
from troth.records.lookalike import confusable
from troth.records.party import Party
from troth.records.term import Agreement, Term

from .folder import Folder
from .model import Case, R, Row
from .problems import Problems, did_you_mean, listed

_UNDER = {"party": "parties.toml", "source": "sources", "term": "agreements", "evidence": "evidence",
    "incident": "incidents", "step": "incidents", "panel": "incidents"}  # fmt: skip
_CALLED = {
    "party": "a party of parties.toml",
    "source": "a source of sources/sources.csv",
    "term": "a known term",
    "evidence": "a known evidence row",
    "incident": "an incident of incidents/incidents.csv",
    "step": "a step of incidents/steps.csv",
    "panel": "a panel of incidents/panels.toml",
}


def note(
    problems: Problems, row: Row[Any], field: str, *, expected: str, remedy: str, found: object = None
) -> None:
    """Note that a record's field does not fit the rest of the case."""
    problems.add(
        row.file,
        line=row.line,
        field=f"{row.record.id} {field}",
        found=found,
        expected=expected,
        remedy=remedy,
    )


def known(folder: Folder, row: Row[Any], field: str, names: Iterable[str | None], kind: str) -> None:
    """Note every name that is the id of nothing of its kind."""
    for name in names:
        if name and not folder.knows(kind, _UNDER[kind], name):
            ids = folder.ids(kind)
            remedy = did_you_mean(name, ids, f"known are: {listed(ids) or 'none'}")
            note(folder.problems, row, field, found=name, expected=_CALLED[kind], remedy=remedy)


def unique(
    problems: Problems, rows: Sequence[Row[R]], what: str, taken: Mapping[str, Row[Any]] | None = None
) -> dict[str, R]:
    """The records by id; a second one with the same id is noted with the place of the first.

    Parameters
    ----------
    taken
        Rows of another kind whose ids are in use too: a verdict cites terms and evidence by id alone.
    """
    first: dict[str, Row[Any]] = dict(taken or {})
    found: dict[str, R] = {}
    for row in rows:
        name: str = getattr(row.record, "id", "")
        if name in first:
            there = f"{first[name].file} line {first[name].line}"
            remedy = f"it stands already in {there}: rename or remove one"
            told = f"{name}{_apart(first[name].record, row.record)}"
            note(problems, row, "id", found=told, expected=f"an id of its own for each {what}", remedy=remedy)
        else:
            first[name] = row
            found[name] = row.record
    return found


def _apart(one: Record, other: Record) -> str:
    """In what two records of one kind and id differ."""
    if type(one) is not type(other):
        return ""
    fields = [name for name in type(one).model_fields if getattr(one, name) != getattr(other, name)]
    return f" again, with another {', '.join(fields[:3])}" if fields else " again, the same in everything"


def check_parties(problems: Problems, rows: Sequence[Row[Party]], folder: Folder) -> None:
    """Names that lead to two parties, and organs whose party is unknown or is themselves."""
    goes_by: dict[str, str] = {}
    for row in rows:
        party = row.record
        for name in sorted({text.casefold() for text in (party.id, party.name, *party.aliases)}):
            if goes_by.setdefault(name, party.id) != party.id:
                remedy = f"{goes_by[name]!r} goes by it too: remove it from one of the two"
                note(problems, row, "aliases", found=name, expected="a name of one party only", remedy=remedy)
        known(folder, row, "part_of", [party.part_of], "party")
    _tell_apart(problems, rows)
    part_of = {row.record.id: [row.record.part_of] for row in rows if row.record.part_of}
    for row, way in circles(rows, part_of):
        remedy = "take one of these references out"
        note(
            problems,
            row,
            "part_of",
            found=arrows(way),
            expected="a party that is not part of itself",
            remedy=remedy,
        )


def _tell_apart(problems: Problems, rows: Sequence[Row[Party]]) -> None:
    """Names of two parties that a reader takes for one another, though their letters differ."""
    whose: dict[str, Row[Party]] = {}
    for row in rows:
        for name in (row.record.id, row.record.name, *row.record.aliases):
            whose.setdefault(name, row)
    for one, other in confusable(whose):
        first, second = whose[one], whose[other]
        if first.record.id != second.record.id and one.casefold() != other.casefold():
            field = (
                "id" if other == second.record.id else "name" if other == second.record.name else "aliases"
            )
            written = " and ".join(name.encode("ascii", "backslashreplace").decode() for name in (one, other))
            note(
                problems, second, field, found=other, expected=f"a name that nobody takes for {one!r} of {first.record.id!r}",
                remedy=f"they look alike ({written}): give one of them another name",
            )  # fmt: skip


def check_labels(problems: Problems, case: Case, folder: Folder) -> None:
    """Release lists that name nobody who is known: such a row would be hidden from those it is meant for."""
    rows: list[Row[Any]] = [*case.sources, *case.agreements, *case.terms, *case.evidence, *case.activities]
    for row in rows:
        if row.label is not case.settings.label:
            known(folder, row, "release_to", set(row.label.release_to) - {case.owner}, "party")
    for name in case.settings.label.release_to:
        if name != case.owner and not folder.knows("party", "parties.toml", name):
            remedy = did_you_mean(name, folder.ids("party"), "add the party")
            problems.add(
                "case.toml", field="label.release_to", found=name, expected=_CALLED["party"], remedy=remedy
            )


def circles(
    rows: Sequence[Row[Any]], links: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Row[Any], list[str]]]:
    """Each record that leads back to itself with the way it takes, once per circle."""
    told: set[str] = set()
    for row in rows:
        start = row.record.id
        if start in links and start not in told and (way := circle(start, links)):
            told.update(way)
            yield row, way


def arrows(way: Sequence[str]) -> str:
    """A way round, in words.

    >>> arrows(["T1", "T2"])
    'T1 → T2 → T1'
    """
    return " → ".join([*way, way[0]])


def circle(start: str, links: Mapping[str, Sequence[str]]) -> list[str]:
    """The way from `start` back to itself, empty if there is none.

    >>> circle("a", {"a": ["b"], "b": ["a"]})
    ['a', 'b']
    """
    paths, seen = [[start]], {start}
    while paths:
        path = paths.pop()
        for following in links.get(path[-1], ()):
            if following == start:
                return path
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return []


def check_agreements(rows: Sequence[Row[Agreement]], folder: Folder) -> None:
    """Parties, mediators and sources of agreements."""
    for row in rows:
        known(folder, row, "parties", row.record.parties, "party")
        known(folder, row, "mediators", row.record.mediators, "party")
        known(folder, row, "source", [row.record.source], "source")


def check_evidence(
    problems: Problems, rows: Sequence[Row[Evidence]], folder: Folder, terms: Mapping[str, Term]
) -> None:
    """Terms that rows name, units that do not fit, and rows that correct or take back others."""
    by_id = {row.record.id: row for row in rows}
    corrections = Counter(row.record.supersedes for row in rows if row.record.supersedes)
    for row in rows:
        evidence = row.record
        known(folder, row, "term_ids", evidence.terms, "term")
        known(folder, row, "supersedes", [evidence.supersedes], "evidence")
        known(folder, row, "retracts", [evidence.retracts], "evidence")
        if evidence.supersedes and corrections[evidence.supersedes] > 1:
            remedy = "let the later correction supersede the earlier one, so that one row is left"
            note(
                problems,
                row,
                "supersedes",
                found=evidence.supersedes,
                expected="one correction of a row",
                remedy=remedy,
            )
        if evidence.retracts and evidence.retracts in by_id:
            _check_release(problems, row, by_id[evidence.retracts])
        for term in dict.fromkeys(evidence.terms):
            if term in terms:
                _check_unit(problems, row, terms[term])
    links = {row.record.id: target for row in rows if (target := _targets(row.record))}
    for row, way in circles(rows, links):
        field = "supersedes" if row.record.supersedes else "retracts"
        expected, remedy = (
            "a row that corrects or takes back an earlier one",
            "take one of these references out",
        )
        note(problems, row, field, found=arrows(way), expected=expected, remedy=remedy)


def _targets(evidence: Evidence) -> list[str]:
    return [target for target in (evidence.supersedes, evidence.retracts) if target]


def _check_release(problems: Problems, row: Row[Evidence], target: Row[Evidence]) -> None:
    if not as_wide(row.label, target.label):
        note(
            problems, row, "tlp", found=row.label.tlp.value,
            expected=f"a label as wide as that of {target.record.id} ({target.label.tlp.value})",
            remedy="whoever saw a row must see that it is taken back: leave tlp and release_to empty to take those of the row",
        )  # fmt: skip


def _check_unit(problems: Problems, row: Row[Evidence], term: Term) -> None:
    """A number in another unit can never count, which its author should hear now and not find out from a verdict."""
    evidence, measure = row.record, term.measure
    stance = evidence.stance.get(term.id, evidence.stance.get("*"))
    if evidence.quantity is None or not measure.unit or measure.count == "events" or stance is not None:
        return
    if evidence.form is Form.INTENT or not _is_measured(evidence, term):
        return
    unit = evidence.quantity.unit
    if unit not in {measure.unit, f"{measure.unit}/day"}:
        note(
            problems, row, "unit", found=unit or "no unit", expected=f"{measure.unit!r}, the unit of term {term.id}",
            remedy=f"correct the unit, take {term.id} out of term_ids, or write stance {term.id}=context",
        )  # fmt: skip


def _is_measured(evidence: Evidence, term: Term) -> bool:
    """Whether a row is of the event and category that the term counts."""
    measure = term.measure
    if measure.event and evidence.event not in measure.event:
        return False
    if measure.category and evidence.category not in measure.category:
        return False
    return evidence.event not in service_events(term)


def service_events(term: Term) -> frozenset[str]:
    """Events that move, stop or excuse the term: their numbers are days, not what is owed."""
    events = {part.event for part in (term.extension, term.suspension, term.expiry) if part and part.event}
    events |= {term.window.anchor or ""}
    events |= {*term.excuse.event, term.excuse.notice_event or ""} if term.excuse else set()
    events |= {event for selector in term.occasions for event in selector.event}
    return frozenset(events - {""} - set(term.measure.event))
