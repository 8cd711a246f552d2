"""A party: somebody who can owe, be owed, or speak; with the codes other systems know it by."""

from pydantic import Field

from .base import Record


class Party(Record):
    """Somebody who can owe, be owed, or speak; named as it names itself.

    Organs of one party (`part_of`) are one origin: a spokesman and a ministry of the same government do not
    corroborate each other.

    >>> Party(id="Israel", name="Israel", kind="state", codes={"iso3166": "IL"}).aliases
    ()
    """

    id: str = Field(min_length=1)
    name: str
    kind: str = "party"
    aliases: tuple[str, ...] = ()
    part_of: str | None = None
    codes: dict[str, str] = Field(default_factory=dict)
    """By scheme: ``iso3166``, ``iati`` (organisation id), ``ftm`` (FollowTheMoney id)."""
