"""Which statements still stand where later ones correct them or take them back.

A statement is *annulled* while a retraction of it counts, and a retraction counts while it is not annulled itself: to
take a retraction back is to say the first statement again. A statement is *superseded* by every statement that names
it and is not annulled; to supersede that one in turn does not revive the first.
"""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import NamedTuple


class Links(NamedTuple):
    """What a statement does to earlier ones."""

    supersedes: tuple[str, ...]
    retracts: str | None


def no_longer_said(links: Mapping[str, Links]) -> set[str]:
    """Find the statements that are superseded or annulled.

    Parameters
    ----------
    links
        For each statement that is known and has any: what it does.

    Examples
    --------
    >>> sorted(no_longer_said({"b": Links((), "a")}))
    ['a']
    >>> sorted(no_longer_said({"b": Links((), "a"), "c": Links((), "b")}))
    ['b']
    >>> sorted(no_longer_said({"b": Links(("a",), None), "c": Links(("b",), None)}))
    ['a', 'b']

    Raises
    ------
    graphlib.CycleError
        Retractions go round in a circle; its second argument names the statements.
    """
    retracted_by: dict[str, list[str]] = {}
    for statement_id, link in links.items():
        if link.retracts is not None:
            retracted_by.setdefault(link.retracts, []).append(statement_id)
    annulled: set[str] = set()
    for statement_id in TopologicalSorter(retracted_by).static_order():
        if any(by not in annulled for by in retracted_by.get(statement_id, ())):
            annulled.add(statement_id)
    superseded = {
        target
        for statement_id, link in links.items()
        if statement_id not in annulled
        for target in link.supersedes
    }
    return annulled | superseded
