"""What a reader is told when a page cannot be shown: one clear sentence, the same whether a thing is absent or not theirs."""

from dataclasses import dataclass, field


@dataclass
class FaultError(Exception):
    """A page that cannot be shown.

    Parameters
    ----------
    status
        As HTTP has it.
    key
        The texts `fault.KEY.head` and `fault.KEY.say` of the catalogs.
    values
        What the texts name; never whether something exists that the viewer may not see.
    """

    status: int
    key: str
    values: dict[str, str] = field(default_factory=dict)


def absent() -> FaultError:
    """There is no such thing, or it is not for this viewer: nobody can tell which from the answer."""
    return FaultError(404, "absent")
