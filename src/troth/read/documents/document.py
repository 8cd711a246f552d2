"""A document as one text with a map of its blocks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from troth.records.errors import TrothError


class UnreadableError(TrothError):
    """The bytes hold no text that can be read; the message says what was found and what to do."""


class BlockKind(StrEnum):
    """What part of a page a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    CELL = "cell"


class Block(NamedTuple):
    """A part of a document: ``document.text[start:end]``, without its marker."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0
    """Of a heading: 1 is the highest; of a bullet: how deep."""
    lead: int | None = None
    """The number of the block that leads in: the paragraph before a list or a table."""
    section: tuple[int, ...] = ()
    """The numbers of the headings above."""
    table: int | None = None
    row: int | None = None
    column: int | None = None
    header: bool = False
    """A cell of the row that names the columns."""
    span: tuple[int, int] | None = None
    """Of a cell: where its whole row stands."""
    place: str = ""
    """The way back: a page with its box, a DOM path, a paragraph, a line."""


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes that were read: one canonical text, its blocks, and what is known of it."""

    name: str
    sha256: str
    """Of the bytes as received."""
    media_type: str
    text: str
    blocks: tuple[Block, ...]
    language: str = "en"
    """ISO 639-1 by a guess from common words; `und` where it cannot be told."""
    written: dt.date | None = None
    """The document's date, where it gives one; never today's."""
    title: str = ""
    problems: tuple[str, ...] = ()
    """What could not be read, and what was assumed."""

    def said(self, block: Block) -> str:
        """The text of a block."""
        return self.text[block.start : block.end]

    def row(self, block: Block) -> Sequence[Block]:
        """All cells of the row in which a cell stands, in order of columns."""
        return [other for other in self.blocks if other.table == block.table and other.row == block.row]


@dataclass(slots=True)
class Draft:
    """A document in the making: blocks are added in order, and get their places in the text."""

    text: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    length: int = 0
    tables: int = 0
    headings: list[tuple[int, int]] = field(default_factory=list)
    """Level and number of the headings that are open."""
    last: int | None = None
    """The last paragraph or heading: it leads in what follows."""

    def add(self, said: str, kind: BlockKind, *, level: int = 0, place: str = "") -> None:
        """Add a heading, a paragraph or a bullet."""
        said = " ".join(said.split())
        if not said:
            return
        if kind is BlockKind.HEADING:
            self.headings = [open_ for open_ in self.headings if open_[0] < level]
        lead = self.last if kind is BlockKind.BULLET else None
        self._put(said, Block(kind, 0, 0, level=level, lead=lead, section=self._section(), place=place))
        if kind is BlockKind.HEADING:
            self.headings.append((level, len(self.blocks) - 1))
        if kind is not BlockKind.BULLET:
            self.last = len(self.blocks) - 1

    def _section(self) -> tuple[int, ...]:
        return tuple(number for _, number in self.headings)

    def _put(self, said: str, block: Block, joint: str = "\n") -> None:
        if self.text:
            self.text.append(joint)
            self.length += len(joint)
        start = self.length
        self.text.append(said)
        self.length += len(said)
        self.blocks.append(_at(block, start, self.length))

    def add_table(self, rows: Sequence[Sequence[str]], *, header: int = 1, place: str = "") -> None:
        """Add a table; its first `header` rows name the columns."""
        if not any(any(cell.strip() for cell in row) for row in rows):
            return
        self.tables += 1
        lead = self.last
        for number, row in enumerate(rows):
            first = len(self.blocks)
            for column, cell in enumerate(row):
                said = " ".join(cell.split())
                block = Block(
                    BlockKind.CELL,
                    0,
                    0,
                    lead=lead,
                    section=self._section(),
                    table=self.tables,
                    row=number,
                    column=column,
                    header=number < header,
                    place=place,
                )
                self._put(said, block, "\n" if column == 0 else " | ")
            whole = (self.blocks[first].start, self.blocks[-1].end) if len(self.blocks) > first else (0, 0)
            for place_ in range(first, len(self.blocks)):
                self.blocks[place_] = _in_row(self.blocks[place_], whole)

    def joined(self) -> str:
        """The canonical text."""
        return "".join(self.text)


def _at(block: Block, start: int, end: int) -> Block:
    return Block(
        block.kind,
        start,
        end,
        block.level,
        block.lead,
        block.section,
        block.table,
        block.row,
        block.column,
        block.header,
        block.span,
        block.place,
    )


def _in_row(block: Block, span: tuple[int, int]) -> Block:
    return Block(
        block.kind,
        block.start,
        block.end,
        block.level,
        block.lead,
        block.section,
        block.table,
        block.row,
        block.column,
        block.header,
        span,
        block.place,
    )
