"""A place: somewhere that statements can name, and what it lies in."""

from pydantic import Field

from .base import Record


class Place(Record):
    """Somewhere that statements can name, and what it lies in.

    >>> Place(id="rafah", name="Rafah crossing", part_of="gaza-strip").part_of
    'gaza-strip'
    """

    id: str = Field(min_length=1)
    name: str
    part_of: str | None = None
    codes: dict[str, str] = Field(default_factory=dict)
    """P-codes, ISO 3166-2 and the like, by scheme."""
