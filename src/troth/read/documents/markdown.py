"""Plain text and Markdown: the canonical text is the file's own, so that places are the file's."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from .document import Block, BlockKind

_BULLET = re.compile(
    r"^(?P<in>\s*)(?P<mark>[-*+\u2022\u25aa\u2013]|\(?[a-z]\)|\(?\d{1,2}[.)]|\([ivx]+\))\s+(?P<said>\S.*?)\s*$"
)
_HASHED = re.compile(r"^(?P<marks>#{1,6})\s+(?P<said>.*?)\s*#*\s*$")
_RULE = re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?$")
_UNDER = re.compile(r"^\s*(?:={3,}|-{3,})\s*$")
_CELL = re.compile(r"(?<!\\)\|")
_ENDS = (".", ":", ";", "!", "?", ",", "\u201d", '"', ")")
_ARTICLE = re.compile(r"^(?:Article|ARTICLE|Section|Annex|Chapter|Part)\s+[\dIVX]+[.:]?(?:\s[^.;]{0,70})?$")


@dataclass(slots=True)
class _Reader:
    text: str
    blocks: list[Block] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    paragraph: tuple[int, int] | None = None
    line: int = 0
    began: int = 0
    last: int | None = None
    tables: int = 0
    row: int = 0
    in_table: bool = False
    over: tuple[int, tuple[str, int]] | None = None
    """The bullet that leads others in, and of which series it is."""

    def section(self) -> tuple[int, ...]:
        return tuple(number for _, number in self.headings)

    def close(self) -> None:
        """End the paragraph that is open."""
        if self.paragraph is None:
            return
        self.over = None
        start, end = self.paragraph
        self.paragraph = None
        self.blocks.append(
            Block(BlockKind.PARAGRAPH, start, end, section=self.section(), place=f"line {self.began}")
        )
        self.last = len(self.blocks) - 1

    def heading(self, start: int, end: int, level: int) -> None:
        """A heading closes those of its level and below."""
        self.close()
        self.headings = [known for known in self.headings if known[0] < level]
        self.blocks.append(
            Block(
                BlockKind.HEADING, start, end, level=level, section=self.section(), place=f"line {self.line}"
            )
        )
        self.headings.append((level, len(self.blocks) - 1))
        self.last = len(self.blocks) - 1


def blocks(text: str) -> tuple[Block, ...]:
    r"""The blocks of a text: headings, paragraphs, bullets, and cells of tables drawn with strokes.

    >>> [(block.kind.value, "Aid\n\n- tents\n"[block.start:block.end]) for block in blocks("Aid\n\n- tents\n")]
    [('heading', 'Aid'), ('bullet', 'tents')]
    """
    reader = _Reader(text)
    place = 0
    lines = text.splitlines(keepends=True)
    for number, raw in enumerate(lines):
        reader.line = number + 1
        _line(reader, place, raw, lines[number + 1] if number + 1 < len(lines) else "")
        place += len(raw)
    reader.close()
    return tuple(reader.blocks)


def _line(reader: _Reader, place: int, raw: str, following: str) -> None:
    line = raw.rstrip("\r\n\u2028\u2029\x0b\x0c\x85")
    bare = line.strip()
    start = place + len(line) - len(line.lstrip())
    end = start + len(bare)
    if not bare:
        reader.close()
        reader.in_table = False
        return
    if _RULE.match(line) and "|" in line:
        return
    if (
        bare.startswith("|")
        or (reader.in_table and "|" in bare)
        or (_RULE.match(following.strip()) and "|" in bare and "|" in following)
    ):
        _row(reader, start, bare)
        return
    reader.in_table = False
    if _UNDER.match(line):
        _underlined(reader)
        return
    _prose(reader, start, end, line, following)


def _underlined(reader: _Reader) -> None:
    if reader.paragraph is not None:
        start, end = reader.paragraph
        reader.paragraph = None
        reader.heading(start, end, 1)


def _prose(reader: _Reader, start: int, end: int, line: str, following: str) -> None:
    if (hashed := _HASHED.match(line)) is not None:
        first = start + line.strip().index(hashed["said"], len(hashed["marks"]))
        reader.heading(first, first + len(hashed["said"]), len(hashed["marks"]))
    elif (bullet := _BULLET.match(line)) is not None:
        reader.close()
        first = start - (len(line) - len(line.lstrip())) + bullet.start("said")
        level = len(bullet["in"].expandtabs(4)) // 2
        style = _style(bullet["mark"])
        if reader.over is not None and (style, level) == reader.over[1]:
            reader.over = None
        lead = reader.over[0] if reader.over is not None else reader.last
        reader.blocks.append(
            Block(
                BlockKind.BULLET,
                first,
                first + len(bullet["said"]),
                level=level,
                lead=lead,
                section=reader.section(),
                place=f"line {reader.line}",
            )
        )
        if bullet["said"].endswith(":"):
            reader.over = (len(reader.blocks) - 1, (style, level))
    else:
        _text(reader, start, end, line, following)


def _style(mark: str) -> str:
    """Which series of marks a bullet belongs to: figures, letters, or signs."""
    inner = mark.strip("().")
    return "figure" if inner.isdigit() else "letter" if inner.isalpha() else mark


def _text(reader: _Reader, start: int, end: int, line: str, following: str) -> None:
    if reader.paragraph is not None and _stands_alone(reader, start):
        reader.close()
    if reader.paragraph is None and _is_heading(line.strip(), following):
        reader.heading(start, end, 2)
    elif reader.paragraph is None:
        reader.paragraph, reader.began = (start, end), reader.line
    else:
        reader.paragraph = (reader.paragraph[0], end)


def _stands_alone(reader: _Reader, start: int) -> bool:
    """A long line that ends a sentence is a paragraph by itself: texts from the web have one line for each."""
    first, last = reader.paragraph or (0, 0)
    return (
        last - first > 120
        and reader.text[last - 1] in '.!?:\u201d"'
        and "\n" not in reader.text[first:last]
        and start > last
    )


def _is_heading(bare: str, following: str) -> bool:
    """A short line without an end of sentence that stands alone, or that a longer text follows."""
    if len(bare) > 110 or len(bare.split()) > 14 or bare.endswith(_ENDS) or not bare[0].isupper():
        return bool(_ARTICLE.match(bare))
    if _ARTICLE.match(bare) or not following.strip():
        return True
    capitals = [word for word in bare.split() if len(word) > 3]
    titled = (
        sum(word[0].isupper() or word[0].isdigit() for word in capitals) >= 0.7 * len(capitals)
        if capitals
        else False
    )
    return titled or (len(following.strip()) > 120 and len(bare) < 90)


def _row(reader: _Reader, start: int, bare: str) -> None:
    reader.close()
    if not reader.in_table:
        reader.in_table = True
        reader.tables += 1
        reader.row = 0
    else:
        reader.row += 1
    cuts = [match.start() for match in _CELL.finditer(bare)]
    edges = (
        ([-1] if not bare.startswith("|") else []) + cuts + ([len(bare)] if not bare.endswith("|") else [])
    )
    section, span, place, header = (
        reader.section(),
        (start, start + len(bare)),
        f"line {reader.line}",
        reader.row == 0,
    )
    for column, (left, right) in enumerate(pairwise(edges)):
        cell = bare[left + 1 : right]
        said = cell.lstrip()
        first = start + right - len(said)
        reader.blocks.append(
            Block(BlockKind.CELL, first, first + len(said.rstrip()), lead=reader.last, section=section, table=reader.tables, row=reader.row, column=column,
                  header=header, span=span, place=place)
        )  # fmt: skip
