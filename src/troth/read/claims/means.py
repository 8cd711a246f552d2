"""Undertakings whose subject is a means (*the programme will repair \u2026*), and those that take a task on (*is responsible for*)."""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .deeds import Deed
from .drafting import commitment, unmarked
from .drafts import Draft
from .memory import Who
from .sentence import Sentence
from .subjects import after_lead

MEANS = listed(
    "programme program project package initiative scheme plan funding money grant grants funds contribution assistance aid support facility loan campaign "
    "operation fund tranche investment"
)
"""What is used to do something; whoever has just promised it does it."""
_DEFINITE = listed("the this its their our these that such")
_CHARGED = listed("entrust task charge mandate commission")
_TAKES = listed("charge responsibility responsibilities")


def by_means(told: Sentence, clause: Clause) -> Who | None:
    """Who does what a programme or a package will do: whoever announced it, in this text."""
    subject = after_lead(told.cut(clause.subject))
    if any(token.is_capital for token in subject[1:]):
        return None  # *the Peacebuilding Fund* is somebody
    low = [token.low for token in subject]
    head = next((place for place, word in enumerate(low) if word in words.PREPOSITIONS), len(low))
    if not low or low[0] not in _DEFINITE or not head or low[head - 1] not in MEANS:
        return None
    if not told.memory.promised_at_all or not told.memory.actors:
        return None
    return Who(told.memory.actors, "pronoun", inferred=True)


def in_charge(told: Sentence, clause: Clause, actor: Who) -> Iterator[Draft]:
    """*FAO will be responsible for procurement*, *UNHCR takes charge of shelter*, *IGAD is entrusted with the verification*.

    In the present tense only where the text is an agreement, or promises were made before.
    """
    group = clause.group
    firm = (
        group.mood in {"will", "shall", "would", "is to"}
        or told.scene.is_agreement
        or told.memory.promised_at_all
    )
    if (
        not actor.acts
        or group.negated
        or not firm
        or group.mood not in {"will", "shall", "would", "is to", "present", "perfect"}
    ):
        return
    low = told.low(clause.complement)
    start = clause.complement[0]
    if group.passive and group.verb in _CHARGED and low[:1] == ["with"]:
        start += 1
    elif group.verb == "be" and (
        low[:2] == ["responsible", "for"] or (low[:1] == ["in"] and low[1:3] == ["charge", "of"])
    ):
        start += 2 + (low[0] == "in")
    elif group.verb in {"take", "assume", "bear", "have"} and not group.passive and _takes(low) is not None:
        start += _takes(low) or 0
    else:
        return
    end = unmarked(told, clause)
    if start < end:
        deed = Deed("be responsible for", (start, end), group.last, verbal=True)
        yield commitment(told, clause, replace(actor), group.mood, deed, "takes a task on")


def _takes(low: list[str]) -> int | None:
    """Where the task begins in *charge of training*, *full responsibility for the camp*."""
    noun = next((place for place, word in enumerate(low[:4]) if word in _TAKES), None)
    if noun is None or low[noun + 1 : noun + 2] not in (["of"], ["for"]):
        return None
    return noun + 2
