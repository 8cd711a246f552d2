"""`troth read --names`: a desk's own names, and what its corrections add to them."""

from collections.abc import Sequence
from pathlib import Path

from troth.read import Document, house_gazetteer
from troth.read.actors import Entry, as_table, own_entries
from troth.read.review import names_learnt, reviewed
from troth.records import Claim

from .cli_read_review import judgements
from .options import unusable
from .terminal import say


def read_names(path: Path) -> list[Entry]:
    """The names of a table; a file that is not there yet holds none.

    Raises
    ------
    ProblemsError
        No table of names.
    """
    if not path.exists():
        return []
    try:
        return own_entries(path.read_text(encoding="utf-8").splitlines())
    except (ValueError, OSError) as error:
        raise unusable(
            at=str(path),
            found=str(error),
            expected="a table of names: name, kind, aliases, country",
            remedy="correct the line, or name another file",
        ) from None


def names_from(claims: Sequence[Claim], documents: Sequence[Document], path: Path, to: Path) -> None:
    """Write what the accepted corrections of actors teach into the table of names."""
    shas = {document.name: document.sha256 for document in documents}
    have = read_names(to)
    known = {(entry.name, alias) for entry in have for alias in entry.aliases}
    learnt = [
        entry
        for entry in names_learnt(reviewed(claims, shas, judgements(path)), house_gazetteer())
        if (entry.name, entry.aliases[0]) not in known
    ]
    if learnt:
        to.write_text(as_table([*have, *learnt]), encoding="utf-8")
    said = "; ".join(f"{entry.aliases[0]} is {entry.name}" for entry in learnt)
    say(
        f"names learnt from corrections of actors: {said or 'none'}"
        + (f"; they are in {to}" if learnt else "")
    )
