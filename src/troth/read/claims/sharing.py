"""A verb that several share with an object each: *Algeria deploys 24 observers, Switzerland 8*."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from .clauses import Clause
from .deeds import Deed
from .memory import Who
from .sentence import Sentence
from .turned import gapped


def shared(told: Sentence, clause: Clause, actor: Who, found: Sequence[Deed]) -> Iterator[tuple[Who, Deed]]:
    """Each deed with who does it; a name with nothing but a number behind it does the same.

    Parameters
    ----------
    told, clause
        The sentence, and the clause with the verb.
    actor
        Its subject.
    found
        What the verb is done to, as `deeds` gives it.
    """
    del clause
    for deed in found:
        if actor.kind not in {"named", "body", "pronoun"}:
            yield actor, deed
            continue
        own, others = gapped(told, deed)
        yield actor, own
        yield from ((other, replace(theirs, action=deed.action)) for other, theirs in others)
