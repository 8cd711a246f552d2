"""Labels: who may see a statement, from when, and why.

The words are those of the Traffic Light Protocol 2.0 (FIRST, August 2022, https://www.first.org/tlp). TLP speaks of
recipients and of what they may pass on; Troth has to answer one narrower question, *is this shown to that party?*, and
answers it by this table. What the table does not allow is denied.

| label        | the author | the case's owner | a party on the release list | another party of the case | anybody else, the public |
|--------------|------------|------------------|-----------------------------|---------------------------|--------------------------|
| CLEAR        | yes        | yes              | (no list)                   | yes                       | yes                      |
| GREEN        | yes        | yes              | (no list)                   | yes                       | no                       |
| AMBER        | yes        | yes              | yes                         | no                        | no                       |
| AMBER+STRICT | yes        | yes              | yes                         | no                        | no                       |
| RED          | yes        | no               | yes                         | no                        | no                       |

Until its embargo has passed, a statement is shown to its author, and (RED excepted) to the case's owner, and to nobody
else: an embargo holds for the release list too.

Why so:

- *CLEAR*: TLP sets no limit to disclosure. *GREEN*: within the community, and the community is the parties of the case.
- *AMBER* and *AMBER+STRICT*: TLP limits both to the recipient's organisation (AMBER: and its clients). The release
  list names the recipients. Troth never shows a statement to a client of a recipient, so both words show it to the
  same parties; they differ in what a recipient may do with it afterwards, which is why the word is kept and shown.
- The *owner* keeps the folder that holds the statement: it has received it, whatever the list says, and its own
  picture must not contradict its own folder.
- *RED*: for the named alone. TLP forbids any further disclosure, so not even the owner's picture and the reports made
  from it may draw on it, unless the owner wrote it or is named.
- Names are compared whole and exactly: ``IL`` does not open what is released to ``ILO``.
- A release list beside CLEAR or GREEN would restrict nothing while looking as if it did; it is refused.
"""

import itertools
from collections.abc import Collection
from datetime import UTC, datetime
from enum import StrEnum
from typing import Self, assert_never

from pydantic import AwareDatetime, field_validator, model_validator

from .base import Record

PUBLIC = "public"
"""The viewer who is nobody in particular; never an author, an owner, a member or a name on a list."""


class Tlp(StrEnum):
    """The word of the Traffic Light Protocol 2.0."""

    CLEAR = "CLEAR"
    GREEN = "GREEN"
    AMBER = "AMBER"
    AMBER_STRICT = "AMBER+STRICT"
    RED = "RED"

    __hash__ = str.__hash__
    """It equals its text, so it has its text's hash; also, the one that an Enum has by itself takes most of a lookup."""


class Label(Record):
    """Who may see a statement, and from when.

    >>> Label(tlp="AMBER", release_to=("Qatar", "Egypt", "Qatar")).release_to
    ('Egypt', 'Qatar')
    """

    tlp: Tlp
    release_to: tuple[str, ...] = ()
    """Party ids, sorted, each once; only with AMBER, AMBER+STRICT and RED."""
    embargo: AwareDatetime | None = None
    """Nobody but the author (and the owner, as the table says) sees it before this time."""

    @field_validator("release_to")
    @classmethod
    def _canonical_list(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if not name or name != name.strip():
                msg = f"release list: found {name!r}, expected a party id without blanks around it"
                raise ValueError(msg)
            if name == PUBLIC:
                msg = f"release list: {PUBLIC!r} is not a party; label the statement CLEAR to release it to everybody"
                raise ValueError(msg)
        return tuple(sorted(set(names)))

    @model_validator(mode="after")
    def _list_has_effect(self) -> Self:
        if self.release_to and self.tlp in {Tlp.CLEAR, Tlp.GREEN}:
            msg = (
                f"TLP:{self.tlp} beside the release list {', '.join(self.release_to)}: the list would restrict nothing; "
                "write AMBER, AMBER+STRICT or RED, or leave the list empty"
            )
            raise ValueError(msg)
        return self


class Decision(Record):
    """Whether a statement is shown, and the rule that says so."""

    allowed: bool
    why: str


def readable(
    label: Label, viewer: str, as_of: datetime, *, author: str, owner: str, members: Collection[str]
) -> Decision:
    """Decide whether a viewer may see a statement, by the table of this module.

    Parameters
    ----------
    label
        The statement's label.
    viewer
        A party id, or ``"public"``.
    as_of
        The time of the picture; an embargo is over from its own instant on.
    author
        The office that wrote the statement.
    owner
        The case's owner. A verdict without a viewer is the owner's: the caller passes the owner as viewer.
    members
        The ids of all parties of the case.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> noon = datetime(2023, 11, 24, 12, tzinfo=UTC)
    >>> label = Label(tlp="AMBER", release_to=("ILO",))
    >>> readable(label, "IL", noon, author="desk", owner="desk", members={"IL", "ILO"}).why
    'AMBER is for its release list, its author and the owner of the case; IL is none of them'
    """
    named = viewer not in {PUBLIC, ""}
    if named and viewer == author:
        return Decision(allowed=True, why="it is the viewer's own statement")
    keeper = named and viewer == owner and label.tlp is not Tlp.RED
    if keeper:
        return Decision(allowed=True, why="the owner of the case keeps the folder that holds it")
    if label.embargo is not None and as_of < label.embargo:
        return Decision(allowed=False, why=f"under embargo until {label.embargo.isoformat()}")
    return _by_word(label, viewer, member=named and viewer in members)


def _by_word(label: Label, viewer: str, *, member: bool) -> Decision:
    listed = viewer in label.release_to
    match label.tlp:
        case Tlp.CLEAR:
            return Decision(allowed=True, why="CLEAR is for everybody")
        case Tlp.GREEN if member:
            return Decision(allowed=True, why="GREEN is for every party of the case")
        case Tlp.GREEN:
            return Decision(
                allowed=False, why=f"GREEN is for the parties of the case; {viewer} is none of them"
            )
        case Tlp.AMBER | Tlp.AMBER_STRICT | Tlp.RED if listed:
            return Decision(allowed=True, why=f"{viewer} is on the release list")
        case Tlp.AMBER | Tlp.AMBER_STRICT:
            why = f"{label.tlp} is for its release list, its author and the owner of the case; {viewer} is none of them"
            return Decision(allowed=False, why=why)
        case Tlp.RED:
            why = f"RED is for its release list and its author alone; {viewer} is neither"
            return Decision(allowed=False, why=why)
        case _:
            assert_never(label.tlp)


def as_wide(label: Label, target: Label) -> bool:
    """Whether everybody who may see `target` may, from the same time on, see `label` too (both by one author).

    Who the members of a case are may change later, so GREEN is not taken to cover a release list.

    >>> as_wide(Label(tlp="CLEAR"), Label(tlp="RED", release_to=("Qatar",)))
    True
    >>> as_wide(Label(tlp="AMBER"), Label(tlp="GREEN"))
    False
    """
    if label.embargo is not None and (target.embargo is None or label.embargo > target.embargo):
        return False
    if label.tlp is Tlp.CLEAR or target == label:
        return True
    if label.tlp is Tlp.GREEN:
        return target.tlp is not Tlp.CLEAR and not target.release_to
    if target.tlp in {Tlp.CLEAR, Tlp.GREEN}:
        return False
    # RED hides a statement from the owner; the two AMBER words show it to the same parties.
    owner_kept = label.tlp is not Tlp.RED or target.tlp is Tlp.RED
    return owner_kept and set(target.release_to) <= set(label.release_to)


def no_wider(
    label: Label,
    target: Label,
    *,
    author: str,
    target_author: str,
    owner: str | None = None,
    members: Collection[str] = (),
) -> bool:
    """Whether everybody who may see a statement may, from the same time on, see the one that it answers.

    A reply that somebody saw without its target would tell them that the target is there. Every viewer who differs from
    the others by name is put to `readable`, and one of each kind who has no name here, at each time from which one of
    the two may open; so it says no only where somebody would see the reply alone.

    Parameters
    ----------
    label, author
        Those of the reply.
    target, target_author
        Those of what it answers; the authors may be two offices.
    owner
        The case's owner; None if it is not known, or may change: then it must hold whoever it is.
    members
        Those who are parties of the case and stay so. Anybody else may be one, or become one.

    Examples
    --------
    >>> amber = Label(tlp="AMBER", release_to=("Qatar",))
    >>> no_wider(Label(tlp="AMBER"), amber, author="Qatar", target_author="desk", owner="desk")
    True
    >>> no_wider(Label(tlp="GREEN"), amber, author="Qatar", target_author="desk", owner="desk")
    False
    >>> no_wider(amber, Label(tlp="GREEN"), author="desk", target_author="desk", owner="desk", members={"Qatar"})
    True
    """
    named = {
        author,
        target_author,
        *label.release_to,
        *target.release_to,
        *members,
        *([owner] if owner else []),
    }
    stranger = "x" * (1 + max(map(len, named)))
    times = {datetime.min.replace(tzinfo=UTC), *filter(None, (label.embargo, target.embargo))}
    sure = frozenset(members)
    return all(
        readable(target, viewer, time, author=target_author, owner=keeper, members=parties).allowed
        or not readable(label, viewer, time, author=author, owner=keeper, members=parties).allowed
        for viewer, time in itertools.product({*named, stranger, PUBLIC}, times)
        for keeper in (("", viewer) if owner is None else (owner,))
        for parties in (sure, sure | {viewer})
    )


def is_restricted(label: Label) -> bool:
    """Whether a label keeps a statement to named offices, or kept it back for a time.

    >>> is_restricted(Label(tlp="GREEN")), is_restricted(Label(tlp="AMBER", release_to=("Qatar",)))
    (False, True)
    """
    return label.tlp not in {Tlp.CLEAR, Tlp.GREEN} or label.embargo is not None
