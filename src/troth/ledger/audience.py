"""One log per office and audience, so that a log can be shown, or not shown, as a whole.

The name of a log is the canonical JSON of its office and its label, ``["desk","AMBER",["Egypt","Qatar"],null]``. Who may
see one of its statements may see all of them; the size and the root of a log therefore tell nobody about statements that
are kept from them.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from troth.records.canonical import canonical
from troth.records.label import Label, readable
from troth.records.statement import label_values

from .errors import DamagedLedgerError, LedgerError


class Audience(NamedTuple):
    """An office, and the label that all statements of one of its logs carry."""

    office: str
    label: Label

    @property
    def name(self) -> str:
        """Name of the log."""
        return _name(self.office, self.label)

    @property
    def values(self) -> dict[str, object]:
        """The label as plain values, as it stands in the content of a statement."""
        return _values(self.label)


@lru_cache(maxsize=4096)
def _values(label: Label) -> dict[str, object]:
    return label_values(label)


@lru_cache(maxsize=4096)
def _name(office: str, label: Label) -> str:
    values = label_values(label)
    return canonical([office, values["tlp"], values["release_to"], values["embargo"]]).decode()


@lru_cache(maxsize=4096)
def audience_of(name: str) -> Audience:
    """Read the name of a log.

    >>> audience_of('["desk","AMBER",["Egypt","Qatar"],null]').label.release_to
    ('Egypt', 'Qatar')

    Raises
    ------
    DamagedLedgerError
        The text is not the canonical name of a log.
    """
    try:
        office, tlp, release_to, embargo = json.loads(name)
        found = Audience(office, Label(tlp=tlp, release_to=tuple(release_to), embargo=embargo))
    except (ValueError, TypeError) as error:
        msg = f"log name {name!r}: expected [office, TLP word, release list, embargo] ({error})"
        raise DamagedLedgerError(msg) from None
    if found.name != name:
        msg = f"log name {name!r}: expected its canonical spelling {found.name!r}"
        raise DamagedLedgerError(msg)
    return found


@lru_cache(maxsize=4096)
def label_columns(audience: Audience) -> Mapping[str, str | None]:
    """Write a log's office and label as columns, for questions that are asked of the file by others."""
    office, tlp, release_to, embargo = json.loads(audience.name)
    release_text = json.dumps(release_to, ensure_ascii=False, separators=(",", ":"))
    return MappingProxyType({"office": office, "tlp": tlp, "release_to": release_text, "embargo": embargo})


class Log(NamedTuple):
    """What the name of a log says, in every form that is asked for again and again."""

    audience: Audience
    columns: Mapping[str, str | None]
    label: Mapping[str, object]
    """The label as it stands in the content of each of its statements."""


@lru_cache(maxsize=4096)
def log_named(name: str) -> Log:
    """Read the name of a log; found again by its text, which is quicker than by the label that it stands for.

    Raises
    ------
    DamagedLedgerError
        The text is not the canonical name of a log.
    """
    audience = audience_of(name)
    return Log(audience, label_columns(audience), audience.values)


class Viewpoint(NamedTuple):
    """Who looks, at which time, and what the case says about them."""

    as_of: datetime
    viewer: str
    owner: str
    members: frozenset[str]

    def sees(self, audience: Audience) -> bool:
        """Whether the statements of that log are shown."""
        return readable(
            audience.label,
            self.viewer,
            self.as_of,
            author=audience.office,
            owner=self.owner,
            members=self.members,
        ).allowed


def viewpoint(as_of: datetime, viewer: str | None, *, owner: str, members: frozenset[str]) -> Viewpoint:
    """Settle who looks; without a viewer it is the case's owner.

    Raises
    ------
    LedgerError
        `as_of` has no time zone, or neither a viewer nor an owner is named.
    """
    if as_of.utcoffset() is None:
        msg = f"as_of {as_of.isoformat()} has no time zone; write it with an offset, such as 2023-11-24T07:00+02:00"
        raise LedgerError(msg)
    if not viewer and not owner:
        msg = "a picture without a viewer is the one of the case's owner: name a viewer, or the owner"
        raise LedgerError(msg)
    return Viewpoint(as_of, viewer or owner, owner, members)
