"""`sources/reading.toml`: documents of the case that are read into terms and evidence, as far as people accepted it.

A claim becomes a term or a row of evidence only by the decisions that are kept beside the documents: two people for what
binds. Its words, and the document's checksum, go with it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any

from pydantic import ValidationError

from troth.read import Document, Gazetteer, UnreadableError, house_gazetteer, read_claims, read_document
from troth.read.actors import own_entries
from troth.read.relations.words import DEEDS
from troth.read.review import ACCEPTED, reviewed
from troth.records import (
    Basis,
    Claim,
    ClaimJudgement,
    ClaimQuantity,
    ClaimType,
    Evidence,
    Form,
    Kind,
    Measure,
    Quantity,
    Quote,
    Source,
    Target,
    Term,
    Window,
)
from troth.records.label import Label
from troth.records.moment import Moment, Precision, parse_moment
from troth.records.quantity import LARGEST

from .folder import Folder
from .model import R, ReadClaim, Row
from .tomlfile import read_toml

_DURATIONS = frozenset({"hour", "day", "week", "month", "year"})
"""How long a pause lasts is no amount that somebody owes."""
FILE = "sources/reading.toml"
Known = tuple[Mapping[str, Row[Source]], frozenset[str]]
"""The sources and the agreements that a document may be of."""
_KEYS = frozenset({"file", "source", "agreement"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What the documents of a case say, as far as it was accepted."""

    terms: tuple[Row[Term], ...] = ()
    evidence: tuple[Row[Evidence], ...] = ()
    claims: tuple[ReadClaim, ...] = ()
    """Every claim with its state, accepted or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One document with what the case says of it."""

    document: Document
    file: str
    source: Source
    agreement: str
    zone: tzinfo
    zone_name: str
    label: Label


def read_documents(
    folder: Folder,
    sources: Sequence[Row[Source]],
    agreements: frozenset[str],
    zone: tuple[str, tzinfo],
) -> Read:
    """Read the documents that `sources/reading.toml` names; without that file there are none.

    Parameters
    ----------
    sources
        Those of the case, with their labels: what a document says is seen by those who see its source, and by nobody else.
    agreements
        The ids of the case's agreements: whatever binds in a document becomes a term of one of them.
    zone
        The case's time zone, by name and as such.
    """
    if not folder.has(FILE) or (told := read_toml(folder, FILE)) is None:
        return Read()
    decisions, gazetteer = (
        _decisions(folder, told.data.get("decisions")),
        _names(folder, told.data.get("names")),
    )
    known = ({row.record.id: row for row in sources}, agreements)
    found = [
        one
        for number, table in enumerate(_tables(folder, told.data), 1)
        if (one := _document(folder, f"document {number}", table, known, zone))
    ]
    claims: list[ReadClaim] = []
    terms: list[Row[Term]] = []
    evidence: list[Row[Evidence]] = []
    for one in found:
        judged = reviewed(
            read_claims(one.document, gazetteer, prefix=one.source.id),
            {one.document.name: one.document.sha256},
            decisions,
        )
        claims += [
            ReadClaim(
                source=one.source, label=one.label, reviewed=state, sha256=one.document.sha256,
                decisions=tuple(said for said in decisions if said.claim == state.fingerprint),
            )
            for state in judged
        ]  # fmt: skip
        accepted = [claim for state in judged if state.state == ACCEPTED for claim in state.accepted]
        terms += _good(folder, one, [claim for claim in accepted if claim.binding and one.agreement], _term)
        evidence += _good(
            folder, one, [claim for claim in accepted if claim.type is ClaimType.EVENT], _evidence
        )
    for row in terms:
        folder.saw("term", row.record.id)
    return Read(
        terms=tuple(terms), evidence=tuple(_tied(row, terms) for row in evidence), claims=tuple(claims)
    )


def _tables(folder: Folder, data: Mapping[str, Any]) -> list[dict[str, Any]]:
    tables = data.get("document")
    if (
        not isinstance(tables, list)
        or not all(isinstance(table, dict) for table in tables)
        or set(data) - {"document", "decisions", "names"}
    ):
        folder.problems.add(
            FILE,
            expected='decisions = "…" and one [[document]] for each document',
            remedy="see docs/handbook/reading.md",
        )
        return []
    return tables


def _names(folder: Folder, name: object) -> Gazetteer:
    """Who is known by name: the house's, and those of the case's own table."""
    if name is None:
        return house_gazetteer()
    found: object = name
    if isinstance(name, str) and folder.has(f"sources/{name}"):
        try:
            return house_gazetteer().with_entries(own_entries(folder.lines(f"sources/{name}")))
        except ValueError as error:
            found = f"{name}: {error}"
    folder.problems.add(
        FILE,
        field="names",
        found=found,
        expected="a CSV file beside it with the columns name, kind, aliases, country",
        remedy="write it by hand, or with `troth read … --learn FILE --names FILE`",
    )
    return house_gazetteer()


def _decisions(folder: Folder, name: object) -> list[ClaimJudgement]:
    if not isinstance(name, str) or not folder.has(f"sources/{name}"):
        folder.problems.add(
            FILE,
            field="decisions",
            found=name,
            expected="a file beside it",
            remedy="write it with `troth read … --review FILE --by NAME`",
        )
        return []
    found = []
    for number, line in enumerate(folder.lines(f"sources/{name}"), 1):
        try:
            found.append(ClaimJudgement.model_validate_json(line))
        except ValidationError as error:
            said = error.errors()[0]
            folder.problems.add(
                f"sources/{name}",
                line=number,
                found=line.strip()[:60],
                expected=said["msg"],
                remedy="correct or remove the line",
            )
    return found


def _document(
    folder: Folder,
    where: str,
    table: dict[str, Any],
    known: Known,
    zone: tuple[str, tzinfo],
) -> Told | None:
    sources, _ = known
    if not _sound(folder, where, table, known):
        return None
    name, row = str(table["file"]), sources[str(table["source"])]
    if (content := folder.content(f"sources/{name}")) is None:
        return None
    zone_name, clock = zone
    try:
        document = read_document(content, PurePosixPath(name).name, written=_written(row.record, clock))
    except UnreadableError as error:
        expected, remedy = "a document that can be read", "replace it, or take it out of reading.toml"
        folder.problems.add(f"sources/{name}", found=str(error), expected=expected, remedy=remedy)
        return None
    if row.record.sha256 not in {"", document.sha256}:
        expected, remedy = (
            f"the bytes of {row.record.id} in sources.csv",
            "give the document as it was received, or correct sha256",
        )
        folder.problems.add(
            f"sources/{name}", found=f"SHA-256 {document.sha256}", expected=expected, remedy=remedy
        )
        return None
    return Told(
        document=document,
        file=f"sources/{name}",
        source=row.record,
        agreement=str(table.get("agreement", "")),
        zone=clock,
        zone_name=zone_name,
        label=row.label,
    )


def _written(source: Source, zone: tzinfo) -> date | None:
    """The day of a document by its source; one that is dated by its month or year gives none.

    A source that is dated by its day counts from the end of that day, which is the next midnight.
    """
    if source.recorded_at is None or source.recorded_at_precision in {Precision.MONTH, Precision.YEAR}:
        return None
    by_day = source.recorded_at_precision is Precision.DAY
    return (source.recorded_at.astimezone(zone) - timedelta(microseconds=1 if by_day else 0)).date()


def _good(
    folder: Folder, one: Told, claims: Sequence[Claim], make: Callable[[Told, Claim], Row[R]]
) -> list[Row[R]]:
    """The rows that claims make; one that makes none, for want of an actor for example, is noted with its place."""
    rows = []
    for claim in claims:
        try:
            rows.append(make(one, claim))
        except ValidationError as error:
            said = error.errors()[0]
            field, remedy = ".".join(map(str, said["loc"])), "edit the claim, or reject it"
            folder.problems.add(
                one.file,
                line=_line(one, claim),
                field=f"{claim.id} {field}",
                expected=said["msg"],
                remedy=remedy,
            )
    return rows


def _sound(folder: Folder, where: str, table: dict[str, Any], known: Known) -> bool:
    """Whether a table names a file in sources/, a source and, if any, an agreement of the case; what it does not is noted."""
    sources, agreements = known
    name = table.get("file")
    wrong = [(key, "no such key: file, source and agreement") for key in sorted(set(table) - _KEYS)]
    if not isinstance(name, str) or ".." in PurePosixPath(name).parts or not folder.has(f"sources/{name}"):
        wrong.append(("file", "a file in sources/"))
    if table.get("source") not in sources:
        wrong.append(("source", "the id of a source in sources.csv"))
    if "agreement" in table and table["agreement"] not in agreements:
        wrong.append(("agreement", "the id of an agreement in agreements/"))
    for key, expected in wrong:
        folder.problems.add(
            FILE, field=f"{where}: {key}", found=table.get(key), expected=expected, remedy="correct it"
        )
    return not wrong


def _line(one: Told, claim: Claim) -> int:
    return one.document.text.count("\n", 0, claim.spans[0].start) + 1


def deed(action: str) -> str:
    """The class of a deed, so that a term to *free* counts reports that somebody *released*.

    >>> deed("release"), deed("free"), deed("not obstruct")
    ('free', 'free', 'obstruct')
    """
    plain = action.removeprefix("not ").split(" and ")[0]
    return DEEDS.get(plain, plain)


def _moment(one: Told, claim: Claim) -> Moment | None:
    """The claim's time, where it is settled."""
    said = claim.time.resolved if claim.time is not None else None
    if not said or "/" in said:
        return None
    try:
        return parse_moment(said, one.zone)
    except ValueError:
        return None


def _interval(said: ClaimQuantity) -> Quantity | None:
    """What a text says of an amount as an interval; none where it says no number, or one that no table holds."""
    low, high = (said.value, said.value) if said.value is not None else (said.min, said.max)
    if said.approx == "at_least":
        high = None
    elif said.approx == "at_most":
        low = 0.0
    if low is None or low < 0 or max(low, high or 0.0) > LARGEST:
        return None
    return Quantity(low=Decimal(str(low)), high=None if high is None else Decimal(str(high)), unit=said.unit)


def _window(one: Told, claim: Claim) -> Window:
    """From or until when a term is owed, as far as its text settles it; else it is open."""
    when = _moment(one, claim)
    if when is None or claim.time is None:
        return Window(timezone=one.zone_name)
    if claim.time.mod in {"SINCE", "AFTER"}:
        return Window(timezone=one.zone_name, valid_from=when.start, valid_from_precision=when.precision)
    return Window(timezone=one.zone_name, valid_to=when.end, valid_to_precision=when.precision)


def _term(one: Told, claim: Claim) -> Row[Term]:
    """A binding claim as a term: the deed is what is measured, the least that was said is the target."""
    refrain, quantity = claim.action.startswith("not "), claim.quantity
    lasts = quantity is not None and quantity.unit in _DURATIONS
    amount = None if quantity is None or lasts else _interval(quantity)
    owed = amount.low if amount is not None and amount.low > 0 else None
    due = _moment(one, claim)
    open_ = [claim.condition or "", claim.time.text if claim.time is not None and due is None else ""]
    record = Term(
        id=claim.id,
        agreement=one.agreement,
        kind=Kind.REFRAIN if refrain else Kind.ACHIEVE,
        basis=Basis.PLEDGE if claim.type is ClaimType.COMMITMENT else Basis.AGREEMENT,
        obligor=claim.actor,
        beneficiary=claim.recipient,
        what=f"{claim.action}: {claim.object}",
        measure=Measure(
            event=(deed(claim.action),), unit=quantity.unit if quantity is not None and not lasts else ""
        ),
        target=Target(at_most=Decimal(0)) if refrain else Target(at_least=owed),
        window=_window(one, claim),
        source=one.source.id,
        quote=Quote(document=one.document.sha256, start=claim.spans[0].start, end=claim.spans[0].end),
        recorded_at=one.source.recorded_at,
        recorded_at_precision=one.source.recorded_at_precision,
        note="; ".join(f"as the text says: {said}" for said in open_ if said),
    )
    return Row(record=record, label=one.label, file=one.file, line=_line(one, claim))


def _evidence(one: Told, claim: Claim) -> Row[Evidence]:
    """An event that was told as a row of evidence."""
    when, quantity = _moment(one, claim), claim.quantity
    denied = claim.polarity.value == "neg"
    record = Evidence(
        id=claim.id,
        form=Form.DENIAL if denied else Form.ITEM,
        event=deed(claim.action),
        actor=claim.actor[0] if claim.actor else "",
        quantity=None if denied or quantity is None else _interval(quantity),
        place=claim.place or "",
        source=one.source.id,
        attributed_to=() if claim.attribution.source == "document" else (claim.attribution.source,),
        valid_from=when.start if when else None,
        valid_from_precision=when.precision if when else None,
        valid_to=when.end if when else None,
        valid_to_precision=when.precision if when else None,
        recorded_at=one.source.recorded_at,
        recorded_at_precision=one.source.recorded_at_precision,
        note=claim.spans[0].text,
    )
    return Row(record=record, label=one.label, file=one.file, line=_line(one, claim))


def _tied(row: Row[Evidence], terms: Sequence[Row[Term]]) -> Row[Evidence]:
    """The row with the terms that it is about: the same deed, by one who owes it, in the same unit."""
    record = row.record
    unit = record.quantity.unit if record.quantity is not None else ""
    about = tuple(
        term.record.id
        for term in terms
        if record.event in term.record.measure.event
        and record.actor in term.record.obligor
        and (not unit or term.record.measure.unit in {"", unit})
    )
    return Row(
        record=record.model_copy(update={"terms": about}), label=row.label, file=row.file, line=row.line
    )
