"""What the columns of a table hold, by the words of their headings and of what leads the table in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from troth.read.documents import Block
from troth.read.listed import listed
from troth.records import ClaimType

from . import words
from .headings import Heading, heading
from .lists import kind_of_list
from .scene import Scene

_KINDS: tuple[tuple[ClaimType, frozenset[str]], ...] = (
    (ClaimType.RECOMMENDATION, words.TABLE_RECOMMENDS),
    (ClaimType.EVENT, words.TABLE_DONE),
    (ClaimType.ESTIMATE, words.TABLE_ESTIMATES),
    (ClaimType.NEED, words.TABLE_NEEDS),
    (ClaimType.COMMITMENT, words.TABLE_COMMITS),
)
_STRONG = listed(
    "commitment commitments pledge pledges pledged contribution contributions undertaking undertakings obligation obligations offer promise committed"
)
EMPTY = frozenset(
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


@lru_cache(maxsize=1024)
def is_empty(said: str) -> bool:
    """Whether a cell says nothing: a dash, *n/a*, *to be confirmed*."""
    return said.strip().lower() in EMPTY


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
    counts: frozenset[int] = frozenset()
    """Columns of *how many*: where they are empty, the thing beside them is still given."""
    much: int | None = None
    """In a table of tasks, the column that says how much of each."""


_STATUS = listed("status state confirmation")


def columns(scene: Scene, header: Sequence[Block], body: Sequence[Block]) -> Columns:
    """Tell the columns of a table by the words of their headings."""
    said = {
        block.column or 0: set(re.findall(r"[a-z-]+", scene.document.said(block).lower())) for block in header
    }
    actor = _first(said, words.TABLE_ACTORS, not_=_STRONG | words.TABLE_RECOMMENDS)
    named = _named_column(scene, header, body, said) if actor is None else None
    if named is not None:
        actor, said[named] = named, said[named] - _STRONG
    time = _first(said, words.TABLE_TIMES, not_=_STRONG | {"who", "whom"})
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
    kinds, much = _kinds(scene, header, body, kinds, (said, actor, taken))
    status = next((number for number in said if said[number] & _STATUS), None)
    labels = tuple(
        number
        for number in said
        if number not in taken and number not in kinds and number not in {status, much} and said[number]
    )
    counts = frozenset(number for number in kinds if said[number] & _HOW_MANY)
    return Columns(kinds, actor, time, place, condition, recipient, labels, status, counts, much)


def _kinds(
    scene: Scene,
    header: Sequence[Block],
    body: Sequence[Block],
    kinds: dict[int, ClaimType],
    known: tuple[dict[int, set[str]], int | None, set[int]],
) -> tuple[dict[int, ClaimType], int | None]:
    """What each column says, and in a table of tasks the column that says how much of each."""
    said, actor, taken = known
    settled = _settled(scene, header, body, kinds, said)
    firm = any(
        said[number] & _STRONG
        or kind is not ClaimType.COMMITMENT
        or _holds_money(scene, header, body, number)
        for number, kind in settled.items()
    )
    tasks = {} if firm else _of_actions(scene, header, said, actor)
    found = tasks or settled
    if not tasks and not _names_tasks(said, found):
        return found, None
    much = _amounts(said, taken | {number for number in found if found[number] is ClaimType.COMMITMENT})
    return {number: kind for number, kind in found.items() if number != much}, much


def _named_column(
    scene: Scene, header: Sequence[Block], body: Sequence[Block], said: dict[int, set[str]]
) -> int | None:
    """*Source of pledge*: a column that is headed like a pledge and names who gives, beside one of sums."""
    if not any(_money_column(scene, header, number) for number in said):
        return None
    for number in sorted(said):
        cells = [block for block in body if block.column == number]
        if (
            said[number] & _STRONG
            and cells
            and not any(scene.amounts_in(block.start, block.end) for block in cells)
        ):
            known = sum(bool(scene.mentions_in(block.start, block.end)) for block in cells)
            if known >= 0.5 * len(cells):
                return number
    return None


def _names_tasks(said: dict[int, set[str]], kinds: dict[int, ClaimType]) -> bool:
    """*Commitment | By whom | Target*: each row is a thing to be done, with its measure beside it."""
    return any(
        said[number] & {"commitment", "undertaking", "action", "task", "measure", "deliverable"}
        for number in kinds
    )


_HOW_MANY = listed("quantity quantities number qty units volume count")
_ACTIONS = listed(
    "reform reforms what action actions task tasks step steps activity activities milestone milestones deliverable deliverables item"
)
_DOERS = listed("who whom responsible responsibility lead owner actor party obligor implementer")


def _of_actions(
    scene: Scene, header: Sequence[Block], said: dict[int, set[str]], actor: int | None
) -> dict[int, ClaimType]:
    """*Who | What | By when*: a table that gives each task its owner tells who has to do what."""
    if actor is None or not said[actor] & _DOERS:
        return {}
    section = " ".join(
        scene.document.said(scene.document.blocks[number]) for number in header[0].section[-1:]
    )
    if re.search(r"\b(?:recommend|propos|suggest|risk|option)", section, re.IGNORECASE):
        return {}
    what = next((number for number in said if number != actor and said[number] & _ACTIONS), None)
    return {} if what is None else {what: ClaimType.COMMITMENT}


def _of_times(scene: Scene, body: Sequence[Block], open_: set[int]) -> int | None:
    """A column of which every cell that says something is a time: *Disbursement: Q1 2026*."""
    for number in sorted(open_):
        cells = [block for block in body if block.column == number]
        full = [block for block in cells if not is_empty(scene.document.said(block))]
        if full and all(_is_time(scene, block) for block in full):
            return number
    return None


def _is_time(scene: Scene, block: Block) -> bool:
    found = scene.times_in(block.start, block.end)
    return bool(found) and sum(time.end - time.start for time in found) >= 0.8 * (block.end - block.start)


def _amounts(said: dict[int, set[str]], taken: set[int]) -> int | None:
    """The column that says how many of what another names: *Target*, *Quantity*."""
    much = listed("target targets quantity quantities number volume units amount value")
    return next((number for number in said if number not in taken and said[number] & much), None)


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
        yearly = [number for number in money if _YEAR.search(_heading_said(scene, header, number))]
        return dict.fromkeys(yearly or money[:1], ClaimType.COMMITMENT)
    if told is not None and plain and not weak:
        return firm | {plain[0]: told}
    if told is not None and weak:
        return firm | dict.fromkeys(_given(said, weak), told)
    return firm | (
        dict.fromkeys(_given(said, weak), ClaimType.COMMITMENT)
        if weak and _FORCES & set().union(*said.values())
        else {}
    )


def _holds_money(scene: Scene, header: Sequence[Block], body: Sequence[Block], number: int) -> bool:
    """Whether a column is of sums, by its heading or by its cells."""
    cells = (block for block in body if block.column == number)
    return _money_column(scene, header, number) or any(
        amount.currency for block in cells for amount in scene.amounts_in(block.start, block.end)
    )


_YEAR = re.compile(r"\b20\d\d\b")


def _heading_said(scene: Scene, header: Sequence[Block], number: int) -> str:
    return next((scene.document.said(cell) for cell in header if cell.column == number), "")


def _money_column(scene: Scene, header: Sequence[Block], number: int) -> bool:
    return heading_of(scene, header, number).money


def _of_pledges(scene: Scene, section: str) -> bool:
    """Whether the headings above a table of sums, or the title, speak of pledges."""
    return re.search(r"\b(?:pledg|commit|contribut|fund|donor)", f"{section} {scene.document.title}", re.IGNORECASE) is not None  # fmt: skip


def _plain(said: dict[int, set[str]], kinds: dict[int, ClaimType]) -> list[int]:
    """The columns of *how much*, else of *what*, where only the words above the table say what it holds."""
    much = [
        number for number in said if said[number] & {"much", "many", "quantity", "value", "budget", "number"}
    ]
    what = [number for number in said if said[number] & _WHAT]
    return [] if kinds else [*much, *what]


_WHAT = listed("what action actions activity activities measure measures description item project projects")


def _given(said: dict[int, set[str]], weak: set[int]) -> list[int]:
    """The columns of forces and equipment, all of which are given; where there is none, the first."""
    return [number for number in sorted(weak) if said[number] & _CONTINGENT] or sorted(weak)[:1]


_CONTINGENT = listed("troops personnel police equipment vehicles aircraft")
_FORCES = listed("troops personnel amount funding support assistance equipment")


def heading_of(scene: Scene, header: Sequence[Block], number: int) -> Heading:
    """What bare numbers of a column count, by its heading."""
    return heading(next((scene.document.said(cell) for cell in header if cell.column == number), ""))
