"""What is given by the words themselves: *Finland is sending 14 transformers*, *Latvia lends Ukraine 14 locomotives*."""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .announcements import STEPS_UP, stepped_up
from .clauses import Clause
from .drafting import commitment, objects
from .drafts import Draft
from .memory import Who
from .promised import promised
from .sentence import Sentence
from .speakers import of_others

_SENDS = listed(
    "commit pledge invest allocate provide release disburse send deploy dispatch contribute donate give allocate ship airlift second free set build launch extend open train double grant transfer supply establish earmark install hire add build relocate double waive lift"
)


_GIVING = listed(
    "commit pledge invest allocate provide release disburse send deploy dispatch contribute donate give allocate ship airlift second waive lift"
)
"""What these do is undertaken even without a number."""
_LENDS = listed("lend provide give supply deliver send second donate")


def under_way(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Finland is sending 14 transformers*: it is undertaken where somebody is giving something that is counted or named."""
    group = clause.group
    if not actor.acts or group.passive or of_others(told, clause, actor):
        return
    if group.verb in {"plan", "prepare"} and told.low(clause.complement)[:1] == ["to"]:
        yield from promised(told, clause, actor, "plans", group.verb)
        return
    if group.verb in STEPS_UP:
        yield from stepped_up(told, clause, actor)
    if group.verb not in _SENDS:
        return
    for deed in objects(told, group.last, clause.complement[1]):
        if group.verb not in _GIVING and not told.scene.amounts_in(*told.span(deed.object)):
            continue
        action = group.verb if group.verb not in words.UNDERTAKE else "provide"
        yield commitment(told, clause, actor, "is doing", replace(deed, action=action), "is giving it")


def gives_now(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Latvia lends Ukraine 14 locomotives*, among what others will do: given by the text itself."""
    group = clause.group
    if group.verb == "continue" and group.mood == "present" and actor.kind == "named":
        yield from _goes_on_giving(told, clause, actor)
        return
    if (
        group.mood != "present"
        or group.verb not in _LENDS
        or actor.kind != "named"
        or not told.memory.promised_at_all
        or clause.link in words.RELATIVES | {"while", "as"}
        or group.last - group.first > 1
    ):
        return
    for deed in objects(told, group.last, clause.complement[1]):
        if told.scene.amounts_in(*told.span(deed.object)):
            yield commitment(
                told, clause, actor, "present", replace(deed, action=group.verb), "gives it by these words"
            )


def _goes_on_giving(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*Finland continues to support the unit with EUR 200,000 per year*."""
    money = [
        one
        for one in told.scene.amounts_in(*told.span((clause.group.last, clause.complement[1])))
        if one.currency
    ]
    for deed in objects(told, clause.group.last, clause.complement[1]) if money else ():
        yield commitment(told, clause, actor, "present", deed, "goes on giving a sum")
