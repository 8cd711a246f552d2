"""Rows of tables: what a row says, its columns' headings decide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from troth.read.documents import Block
from troth.read.listed import listed
from troth.records import ClaimType

from .columns import Columns, columns, heading_of, is_empty
from .deeds import deeds
from .drafts import Draft
from .headings import Heading
from .memory import Memory, stated
from .scene import Scene
from .tokens import tokens

_MODALITY = {
    ClaimType.RECOMMENDATION: "recommends",
    ClaimType.EVENT: "did",
    ClaimType.ESTIMATE: "projected",
    ClaimType.NEED: "reported",
    ClaimType.COMMITMENT: "plans",
    ClaimType.AGREEMENT_TERM: "agreed",
}


@dataclass(frozen=True, slots=True)
class _Table:
    """What all rows of a table share."""

    columns: Columns
    units: dict[int, Heading]
    """What bare numbers of a column count, by its heading."""
    named: tuple[tuple[str, ...], bool]
    """Who acts where no column says it, and whether the text had to be asked."""


def rows(scene: Scene, cells: Sequence[Block], memory: Memory) -> Iterator[Draft]:
    """The claims of a table's rows."""
    header = [cell for cell in cells if cell.header and cell.row == 0]
    body = [cell for cell in cells if not cell.header]
    if not header or not body:
        return
    told = columns(scene, header, body)
    if not told.kinds:
        return
    table = _Table(
        told,
        {number: heading_of(scene, header, number) for number in told.kinds},
        _heading(scene, memory, header),
    )
    by_row: dict[int, dict[int, Block]] = {}
    for cell in body:
        by_row.setdefault(cell.row or 0, {})[cell.column or 0] = cell
    for row in by_row.values():
        if not _is_total(scene, row) and not _is_open(scene, row, told.status):
            yield from _of_row(scene, row, table)


def _of_row(scene: Scene, row: dict[int, Block], table: _Table) -> Iterator[Draft]:
    told = table.columns
    for number, kind in told.kinds.items():
        if number not in row:
            continue
        said = scene.document.said(row[number])
        if _NOT_YET.match(said):
            continue
        if not is_empty(said):
            yield from _row(scene, row, number, kind, table)
        elif number in told.counts and (thing := _uncounted(scene, row, told)) is not None:
            yield from _row(scene, row, thing, kind, table)


def _uncounted(scene: Scene, row: dict[int, Block], told: Columns) -> int | None:
    """The thing whose number a row leaves open: *Italy | pumps | \u2013*."""
    return next(
        (n for n in told.labels if n in row and not is_empty(scene.document.said(row[n]))),
        None,
    )


_OPEN = re.compile(
    r"discussion|negotiat|\btb[cd]\b|unconfirmed|not confirmed|possible|declin|withdrawn|refused|cancel|propos|consider",
    re.IGNORECASE,
)


_NOT_YET = re.compile(
    r"\W*(?:under (?:consideration|discussion|review|negotiation)|tb[acd]\b|pending|declined|withdrawn|no pledge|undecided|to be (?:announced|decided))",
    re.IGNORECASE,
)
"""A cell that says that nothing is pledged yet, or any more."""


def _is_open(scene: Scene, row: dict[int, Block], status: int | None) -> bool:
    """*Under discussion*: nobody is bound yet, or any more."""
    return status is not None and status in row and _OPEN.search(scene.document.said(row[status])) is not None


def _is_total(scene: Scene, row: dict[int, Block]) -> bool:
    first = scene.document.said(row[min(row)]).strip().lower()
    return first.startswith(("total", "sum", "grand total", "subtotal"))


def _row(scene: Scene, row: dict[int, Block], number: int, kind: ClaimType, table: _Table) -> Iterator[Draft]:
    told, cell, unit = table.columns, row[number], table.units.get(number, Heading())
    cut = tokens(scene.document.text, cell.start, cell.end)
    actor, inferred = _actor(scene, row, table)
    if kind is ClaimType.RECOMMENDATION:
        actor, inferred = ("document author",), True
    whole = cell.span if cell.span is not None and kind is not ClaimType.ESTIMATE else (cell.start, cell.end)
    labels = [
        row[place]
        for place in told.labels
        if place != number and place in row and not is_empty(scene.document.said(row[place]))
    ]
    for deed in deeds(
        cut, 0, len(cut), split=kind in {ClaimType.COMMITMENT, ClaimType.AGREEMENT_TERM, ClaimType.EVENT}
    ):
        places = (cut[deed.object[0]].start, cut[deed.object[1] - 1].end)
        bare = _only_amount(scene, places)
        purpose = labels[0] if labels else None
        yield Draft(
            type=kind,
            modality=_MODALITY[kind],
            start=whole[0],
            end=whole[1],
            actor=actor,
            action=deed.action or ("deploy" if unit.unit in _PEOPLE else "provide"),
            object=(purpose.start, purpose.end) if bare and purpose is not None else places,
            rule="a row of a table whose headings say what it holds",
            recipient=_names(scene, row, told.recipient),
            label=" ".join(scene.document.said(label) for label in (labels[1:] if bare else labels[:1])),
            frame=(cell.start, cell.end),
            inferred=("actor",) if inferred else (),
            time_span=_span(row, told.time),
            amount_span=_span(row, told.much) or places,
            group=cell.table or 0,
            unit=unit,
            condition=_said(scene, row, told.condition),
            place=_said(scene, row, told.place),
        )


_PEOPLE = listed("troop personnel soldier police peacekeeper officer observer engineer")


def _only_amount(scene: Scene, places: tuple[int, int]) -> bool:
    """Whether the cell holds a sum or a bare number and no thing."""
    amounts = scene.amounts_in(*places)
    if not amounts:
        return False
    rest = scene.document.text[amounts[0].end : places[1]]
    return amounts[0].kind in {"money", "number"} and (len(rest) <= 2 or _ASIDE.fullmatch(rest) is not None)


_ASIDE = re.compile(r"\s*\([^)]*\)?\s*")
"""*10 (conditional)* is a number with an aside."""


def _actor(scene: Scene, row: dict[int, Block], table: _Table) -> tuple[tuple[str, ...], bool]:
    actor = table.columns.actor
    if actor is None or actor not in row:
        return table.named
    said = scene.document.said(row[actor]).strip("* ")
    parts = [part.strip() for part in said.split(";") if part.strip()]
    if len(parts) > 1:
        known = {
            one.text: one.candidates[0].name
            for one in scene.mentions_in(row[actor].start, row[actor].end)
            if one.candidates
        }
        return tuple(known.get(part, part) for part in parts), False
    return _names(scene, row, actor) or ((said,) if said else ()), False


def _heading(scene: Scene, memory: Memory, header: Sequence[Block]) -> tuple[tuple[str, ...], bool]:
    """Who is meant where no column names an actor: a name in the headings, else those who speak."""
    named = [
        mention
        for cell in header
        for mention in scene.mentions_in(cell.start, cell.end)
        if mention.candidates and mention.kind in {"country", "organisation", "armed_group"}
    ]
    if named:
        return (named[0].candidates[0].name,), True
    return stated(memory.actors or scene.issuers), True


def _names(scene: Scene, row: dict[int, Block], number: int | None) -> tuple[str, ...]:
    if number is None or number not in row:
        return ()
    cell = row[number]
    found = scene.mentions_in(cell.start, cell.end)
    if len(found) == 1 and found[0].end < cell.end and found[0].kind in {"country", "people"}:
        own = scene.parties_in(tokens(scene.document.text, cell.start, cell.end))
        if own and own[0].kind == "organisation":
            return (own[0].name,)  # *Kuwait Fund*
    return tuple(dict.fromkeys(mention.candidates[0].name for mention in found if mention.candidates))


def _span(row: dict[int, Block], number: int | None) -> tuple[int, int] | None:
    return (row[number].start, row[number].end) if number is not None and number in row else None


def _said(scene: Scene, row: dict[int, Block], number: int | None) -> str | None:
    if number is None or number not in row:
        return None
    said = scene.document.said(row[number]).strip()
    return said if not is_empty(said) else None
