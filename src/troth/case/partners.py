"""Partners' own tables: their columns under their names, by a mapping in the card, or by a row of HXL tags.

Nobody is asked to fill in a second form. A table is read as it is; columns that mean nothing here are passed over.
HXL (https://hxlstandard.org) names columns by tags such as ``#org``, with attributes such as ``+start``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from .csvfile import Columns, Heading, Reader, own_heading
from .folder import Folder
from .problems import did_you_mean, listed

TAGS: Final[Mapping[str, tuple[str, ...]]] = {
    "activity_id": ("#activity+id", "#activity+code", "#meta+id"),
    "party": ("#org+impl", "#org"),
    "sector": ("#sector", "#subsector", "#activity+type"),
    "place": ("#loc+name", "#loc", "#adm4+name", "#adm4", "#adm3+name", "#adm3", "#adm2+name", "#adm2", "#adm1+name", "#adm1"),
    "status": ("#status", "#activity+status"),
    "from": ("#date+start",),
    "to": ("#date+end",),
    "people": ("#reached", "#targeted", "#beneficiary", "#affected"),
    "note": ("#description", "#activity+name", "#activity"),
}  # fmt: skip
"""The columns of `tables/activities.csv` by the HXL tags that mean the same, the best first."""


def partner_heading(mapping: Mapping[str, str]) -> Heading:
    """What the columns of a partner's table are.

    Parameters
    ----------
    mapping
        The table's own header by our column, as its card gives it; a row of HXL tags needs none. Without either the
        table has our own columns.
    """

    def found(
        folder: Folder, name: str, header: list[str], reader: Reader, columns: Columns
    ) -> tuple[list[str] | None, Reader]:
        if is_tags(header):
            return _whole(folder, name, header, _by_tags(header), columns), reader
        line = reader.line_num
        second = next(iter(reader), None)
        if second is not None and is_tags(second):
            return _whole(folder, name, header, _by_tags(second), columns), reader
        rest = _Again(reader, line, second)
        if mapping:
            return _whole(folder, name, header, _by_mapping(folder, name, header, mapping), columns), rest
        return own_heading(folder, name, header, rest, columns)

    return found


class _Again:
    """Rows of which the first was looked at already."""

    def __init__(self, reader: Reader, line: int, first: list[str] | None) -> None:
        self._reader, self._first, self.line_num = reader, first, line

    def __iter__(self) -> Iterator[list[str]]:
        if self._first is not None:
            self.line_num = self._reader.line_num
            yield self._first
        for row in self._reader:
            self.line_num = self._reader.line_num
            yield row


def _whole(
    folder: Folder, name: str, header: Sequence[str], named: Mapping[str, int], columns: Columns
) -> list[str] | None:
    """Our name for each column of a table, unless one is missing that it cannot do without."""
    missing = [column for column in columns.required if column not in named]
    if missing:
        remedy = "say which columns these are, in [table.columns] of its card or by HXL tags"
        folder.problems.add(
            name, line=1, found=f"the columns {', '.join(header)}", expected=f"columns for {listed(missing)}", remedy=remedy
        )  # fmt: skip
        return None
    places = {number: column for column, number in named.items()}
    return [places.get(number, "") for number in range(len(header))]


def is_tags(row: Sequence[str]) -> bool:
    """Whether a row holds HXL tags: nothing but tags, and at least one.

    >>> is_tags(["#org", "", "#sector +en"]), is_tags(["#1", "Water"])
    (True, False)
    """
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(cell.startswith("#") and cell[1:2].isalpha() for cell in filled)


def tag_of(cell: str) -> tuple[str, frozenset[str]]:
    """A tag with its attributes.

    >>> tag_of("#date +start +f")[0], sorted(tag_of("#date +start +f")[1])
    ('#date', ['f', 'start'])
    """
    tag, *attributes = cell.replace(" ", "").lower().split("+")
    return tag, frozenset(attributes)


def _by_tags(row: Sequence[str]) -> dict[str, int]:
    """Which column of a table is which of ours: for each of ours the best tag that there is, each column once."""
    found: dict[str, int] = {}
    tags = [tag_of(cell) for cell in row]
    for column, wanted in TAGS.items():
        for name in wanted:
            tag, attributes = tag_of(name)
            fitting = [
                number for number, (own, has) in enumerate(tags)
                if own == tag and attributes <= has and number not in found.values()
            ]  # fmt: skip
            if fitting:
                found[column] = fitting[0]
                break
    return found


def _by_mapping(
    folder: Folder, name: str, header: Sequence[str], mapping: Mapping[str, str]
) -> dict[str, int]:
    own = [cell.strip() for cell in header]
    for column, called in mapping.items():
        if called not in own:
            remedy = did_you_mean(called, own, f"its columns are {listed(own)}")
            folder.problems.add(
                name, line=1, field=column, found=called, expected="a column of this table", remedy=remedy
            )
    return {column: own.index(called) for column, called in mapping.items() if called in own}
