"""Rows of tables: what a row says, its columns' headings decide."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from troth.read.documents import Block
from troth.read.listed import listed
from troth.records import ClaimType

from . import words
from .deeds import deeds
from .drafts import Draft
from .headings import Heading, heading
from .lists import kind_of_list
from .scene import Scene
from .sentence import Memory, stated
from .tokens import tokens

_KINDS: tuple[tuple[ClaimType, frozenset[str]], ...] = (
    (ClaimType.RECOMMENDATION, words.TABLE_RECOMMENDS),
    (ClaimType.EVENT, words.TABLE_DONE),
    (ClaimType.ESTIMATE, words.TABLE_ESTIMATES),
    (ClaimType.NEED, words.TABLE_NEEDS),
    (ClaimType.COMMITMENT, words.TABLE_COMMITS),
)
_MODALITY = {
    ClaimType.RECOMMENDATION: "recommends",
    ClaimType.EVENT: "did",
    ClaimType.ESTIMATE: "projected",
    ClaimType.NEED: "reported",
    ClaimType.COMMITMENT: "plans",
    ClaimType.AGREEMENT_TERM: "agreed",
}
_STRONG = listed(
    "commitment commitments pledge pledges pledged contribution contributions undertaking undertakings obligation obligations offer promise committed"
)
_EMPTY = frozenset(
    {
        "",
        "-",
        "\u2013",
        "\u2014",
        "n/a",
        "none",
        "tbc",
        "tbd",
        "to be confirmed",
        "total",
        "to be determined",
        "nil",
    }
)


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column of a table holds; numbers of columns."""

    kinds: dict[int, ClaimType]
    actor: int | None
    time: int | None
    place: int | None
    condition: int | None
    recipient: int | None
    labels: tuple[int, ...]
    status: int | None = None
    """Where it stands whether the row is firm."""


_STATUS = listed("status state confirmation")


def columns(scene: Scene, header: Sequence[Block], body: Sequence[Block]) -> Columns:
    """Tell the columns of a table by the words of their headings."""
    said = {
        block.column or 0: set(re.findall(r"[a-z-]+", scene.document.said(block).lower())) for block in header
    }
    actor = _first(said, words.TABLE_ACTORS, not_=_STRONG | words.TABLE_RECOMMENDS)
    time = _first(said, words.TABLE_TIMES, not_=_STRONG)
    place = _first(
        said, words.TABLE_PLACES, not_=words.TABLE_RECOMMENDS | {"focus", "priority", "thematic", "policy"}
    )
    condition = _first(said, words.TABLE_CONDITIONS, not_=_STRONG)
    recipient = _first(said, words.TABLE_RECIPIENTS, not_=_STRONG)
    taken = {number for number in (actor, time, place, condition, recipient) if number is not None}
    if time is None:
        time = _of_times(scene, body, said.keys() - taken)
        taken |= {time} if time is not None else set()
    kinds = {
        number: kind
        for number, heading in said.items()
        if number not in taken and (kind := _kind(heading)) is not None
    }
    kinds = _settled(scene, header, body, kinds, said)
    status = next((number for number in said if said[number] & _STATUS), None)
    labels = tuple(
        number
        for number in said
        if number not in taken and number not in kinds and number != status and said[number]
    )
    return Columns(kinds, actor, time, place, condition, recipient, labels, status)


def _of_times(scene: Scene, body: Sequence[Block], open_: set[int]) -> int | None:
    """A column of which every cell that says something is a time: *Disbursement: Q1 2026*."""
    for number in sorted(open_):
        cells = [block for block in body if block.column == number]
        full = [block for block in cells if scene.document.said(block).strip().lower() not in _EMPTY]
        if full and all(_is_time(scene, block) for block in full):
            return number
    return None


def _is_time(scene: Scene, block: Block) -> bool:
    found = scene.times_in(block.start, block.end)
    return bool(found) and sum(time.end - time.start for time in found) >= 0.8 * (block.end - block.start)


def _first(said: dict[int, set[str]], known: frozenset[str], *, not_: frozenset[str]) -> int | None:
    return next((number for number, heading in said.items() if heading & known and not heading & not_), None)


def _kind(heading: set[str]) -> ClaimType | None:
    return next((kind for kind, known in _KINDS if heading & known), None)


def _settled(
    scene: Scene,
    header: Sequence[Block],
    body: Sequence[Block],
    kinds: dict[int, ClaimType],
    said: dict[int, set[str]],
) -> dict[int, ClaimType]:
    """What a table of *details* or *amounts* is about, its other headings or its lead-in must say."""
    strong = any(heading & _STRONG for heading in said.values())
    weak = {
        number
        for number, kind in kinds.items()
        if kind is ClaimType.COMMITMENT and not said[number] & _STRONG
    }
    firm = {number: kind for number, kind in kinds.items() if number not in weak}
    if any(kind in {ClaimType.RECOMMENDATION, ClaimType.NEED} for kind in firm.values()) and not strong:
        return firm
    block = header[0]
    lead = scene.document.blocks[block.lead] if block.lead is not None else None
    section = " ".join(scene.document.said(scene.document.blocks[number]) for number in block.section)
    told = kind_of_list(scene, lead, section)
    labelled = [
        number
        for number, heading in said.items()
        if heading & _STRONG and not any(scene.amounts_in(b.start, b.end) for b in body if b.column == number)
    ]
    if strong and weak and labelled and labelled[0] in firm and len(said) == 2:
        return dict.fromkeys(weak, ClaimType.COMMITMENT) | {n: k for n, k in firm.items() if n != labelled[0]}
    if strong:
        return firm
    plain = _plain(said, kinds) if told is not None else []
    money = [number for number in said if _money_column(scene, header, number)] if not kinds else []
    if money and _of_pledges(scene, section):
        return {money[0]: ClaimType.COMMITMENT}
    if told is not None and plain and not weak:
        return firm | {plain[0]: told}
    if told is not None and weak:
        return firm | dict.fromkeys(_given(said, weak), told)
    return firm | (
        dict.fromkeys(_given(said, weak), ClaimType.COMMITMENT)
        if weak and _FORCES & set().union(*said.values())
        else {}
    )


def _money_column(scene: Scene, header: Sequence[Block], number: int) -> bool:
    return _heading_of(scene, header, number).money


def _of_pledges(scene: Scene, section: str) -> bool:
    """Whether the headings above a table of sums, or the title, speak of pledges."""
    return re.search(r"\b(?:pledg|commit|contribut|fund|donor)", f"{section} {scene.document.title}", re.IGNORECASE) is not None  # fmt: skip


def _plain(said: dict[int, set[str]], kinds: dict[int, ClaimType]) -> list[int]:
    """The columns of *how much*, else of *what*, where only the words above the table say what it holds."""
    much = [number for number in said if said[number] & {"much", "many", "quantity", "value", "budget"}]
    what = [number for number in said if said[number] & _WHAT]
    return [] if kinds else [*much, *what]


_WHAT = listed("what action actions activity activities measure measures description item project projects")


def _given(said: dict[int, set[str]], weak: set[int]) -> list[int]:
    """The columns of forces and equipment, all of which are given; where there is none, the first."""
    return [number for number in sorted(weak) if said[number] & _CONTINGENT] or sorted(weak)[:1]


_CONTINGENT = listed("troops personnel police equipment vehicles aircraft")
_FORCES = listed("troops personnel amount funding support assistance equipment")


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
        {number: _heading_of(scene, header, number) for number in told.kinds},
        _heading(scene, memory, header),
    )
    by_row: dict[int, dict[int, Block]] = {}
    for cell in body:
        by_row.setdefault(cell.row or 0, {})[cell.column or 0] = cell
    for row in by_row.values():
        for number, kind in told.kinds.items():
            if (
                number in row
                and scene.document.said(row[number]).strip().lower() not in _EMPTY
                and not _is_total(scene, row)
                and not _is_open(scene, row, told.status)
            ):
                yield from _row(scene, row, number, kind, table)


_OPEN = re.compile(
    r"discussion|negotiat|\btb[cd]\b|unconfirmed|not confirmed|possible|declin|withdrawn|refused|cancel|propos|consider",
    re.IGNORECASE,
)


def _is_open(scene: Scene, row: dict[int, Block], status: int | None) -> bool:
    """*Under discussion*: nobody is bound yet, or any more."""
    return status is not None and status in row and _OPEN.search(scene.document.said(row[status])) is not None


def _is_total(scene: Scene, row: dict[int, Block]) -> bool:
    first = scene.document.said(row[min(row)]).strip().lower()
    return first.startswith(("total", "sum", "grand total", "subtotal"))


def _row(scene: Scene, row: dict[int, Block], number: int, kind: ClaimType, table: _Table) -> Iterator[Draft]:
    told, cell, unit = table.columns, row[number], table.units[number]
    cut = tokens(scene.document.text, cell.start, cell.end)
    actor, inferred = _actor(scene, row, table)
    if kind is ClaimType.RECOMMENDATION:
        actor, inferred = ("document author",), True
    whole = cell.span if cell.span is not None and kind is not ClaimType.ESTIMATE else (cell.start, cell.end)
    labels = [
        row[place]
        for place in told.labels
        if place in row and scene.document.said(row[place]).strip().lower() not in _EMPTY
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
            amount_span=places,
            group=cell.table or 0,
            unit=unit,
            condition=_said(scene, row, told.condition),
            place=_said(scene, row, told.place),
        )


_PEOPLE = listed("troop personnel soldier police peacekeeper officer observer engineer")


def _heading_of(scene: Scene, header: Sequence[Block], number: int) -> Heading:
    """What bare numbers of a column count, by its heading."""
    return heading(next((scene.document.said(cell) for cell in header if cell.column == number), ""))


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
    return said if said.lower() not in _EMPTY else None
