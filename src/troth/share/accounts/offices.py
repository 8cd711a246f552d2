"""Two offices must not go by one name: that is found before anybody signs in."""

import difflib
from collections.abc import Iterable, Sequence

from troth.records.label import PUBLIC
from troth.records.lookalike import alike, confusable, skeletons

from .errors import RefusedAccountError

__all__ = ["alike", "check_office", "confusable", "skeletons"]


def check_office(office: str, parties: Sequence[str], taken: Iterable[str]) -> None:
    """See that an office is a party of the case, and that nobody can take it for another office with logins.

    Parameters
    ----------
    office
        Its party id.
    parties
        The ids of the parties of the case.
    taken
        The offices that have logins or keys already.

    Raises
    ------
    RefusedAccountError
        It is no party, or looks like another office.
    """
    if office == PUBLIC:
        msg = f"{PUBLIC!r} is nobody's office: it stands for everybody who has not signed in; choose a party of the case"
        raise RefusedAccountError(msg, key="door.refused.office")
    for other in (*taken, *parties):
        if other != office and alike(office, other):
            msg = (
                f"office {office!r} looks like {other!r} ({_spelled(office)} and {_spelled(other)}): "
                "a reader could take one for the other; give one of them another name"
            )
            raise RefusedAccountError(msg, key="door.refused.office")
    if office not in parties:
        near = difflib.get_close_matches(office, parties, n=1)
        meant = f"did you mean {near[0]!r}?" if near else f"the parties are {', '.join(sorted(parties))}"
        msg = f"office {office!r} is no party of the case; {meant}"
        raise RefusedAccountError(msg, key="door.refused.office")


def _spelled(name: str) -> str:
    """A name with every character written out that is not plain ASCII."""
    return name.encode("ascii", "backslashreplace").decode()
