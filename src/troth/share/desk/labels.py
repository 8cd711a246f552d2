"""Labels of what is posted: always given, never guessed, and never wider than what a post speaks of."""

from collections.abc import Collection, Mapping
from datetime import tzinfo

from troth.case.fields import Spot
from troth.case.problems import Problems, did_you_mean
from troth.records.label import Label, Tlp, as_wide, no_wider

from .notes import Note

WORDS = ", ".join(word.value for word in Tlp)


def read_label(spot: Spot, cells: Mapping[str, str], zone: tzinfo, members: Collection[str]) -> Label | None:
    """The label that a post carries, or None after noting what is wrong with it."""
    if not cells.get("tlp"):
        spot.bad(
            "tlp",
            expected=f"who may see it: one of {WORDS}",
            remedy="CLEAR is for everybody, GREEN for all parties of the case; the others are for those in release_to",
        )
        return None
    label = spot.label(cells, Label(tlp=Tlp.RED), zone)
    if label is None:
        return None
    strangers = sorted(set(label.release_to) - set(members))
    for name in strangers:
        remedy = did_you_mean(name, members, "name parties of the case, with semicolons between them")
        spot.bad("release_to", found=name, expected="a party of the case", remedy=remedy)
    return None if strangers else label


def hold_to(
    spot: Spot, label: Label, author: str, target: Note, *, owner: str, members: Collection[str]
) -> None:
    """Note a label that would show a post to somebody who may not see what it speaks of."""
    if not no_wider(
        label, target.label, author=author, target_author=target.author, owner=owner, members=members
    ):
        spot.bad(
            "tlp",
            found=_said(label),
            expected=f"a label no wider than that of what it speaks of ({_said(target.label)}, by {target.author})",
            remedy="narrow it: whoever sees the post would learn that the other is there",
        )


def hold_correction(
    spot: Spot, label: Label, author: str, target: Note, *, owner: str, members: Collection[str]
) -> None:
    """Note a correction that others would see than those who saw what it corrects.

    Shown to more, it would tell them that there was something; shown to fewer, the others would go on with what was wrong.
    """
    hold_to(spot, label, author, target, owner=owner, members=members)
    if not as_wide(label, target.label):
        spot.bad(
            "tlp", found=_said(label), expected=f"a label as wide as that of what it corrects ({_said(target.label)})",
            remedy="keep its label; to show it to fewer, take it back and post it anew",
        )  # fmt: skip


def answering(label: Label, *, author: str, target_author: str) -> Label:
    """The label of an answer to a statement: for the same readers, and for whoever wrote it.

    >>> answering(Label(tlp="AMBER", release_to=("Egypt",)), author="Egypt", target_author="Qatar").release_to
    ('Qatar',)
    """
    if label.tlp in {Tlp.CLEAR, Tlp.GREEN}:
        return label
    readers = ({*label.release_to, target_author}) - {author}
    return Label(tlp=label.tlp, release_to=tuple(sorted(readers)), embargo=label.embargo)


def _said(label: Label) -> str:
    names = f" for {', '.join(label.release_to)}" if label.release_to else ""
    until = f" from {label.embargo.isoformat()} on" if label.embargo else ""
    return f"{label.tlp.value}{names}{until}"


def noted(problems: Problems, line: int | None = None, *, file: str = "post") -> Spot:
    """Where trouble with a post is noted: its field, and its line where it stands in a file."""
    return Spot(problems, file, lambda _: line, "")
