"""What articles and lists of decisions say in the present tense: *each side bears its costs*, *drones are prohibited*.

In the text of an agreement, or under a lead-in that says that things were decided, a party's present tense obliges it,
a *may* allows others what the parties are not to hinder, and *no \u2026 may* forbids.
"""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed
from troth.records import ClaimType

from . import words
from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import drafted, unmarked
from .drafts import Draft
from .memory import Who
from .sentence import Sentence
from .sharing import shared
from .verbs import FORMS

_FORBIDDEN = listed("prohibit forbid ban bar outlaw proscribe")
_TELLS = (
    (words.SAY - {"report", "inform", "notify"})
    | words.HOPE
    | words.ASK
    | words.RECOMMEND
    | listed(
        "be have express recognise recognize acknowledge recall welcome regret understand share prejudice supersede enter remain constitute form "
        "list define apply mean include contain consist comprise believe consider condemn commend thank appreciate agree know see need want mark "
        "represent serve reflect follow seek hereby desire"
    )
)
"""Present verbs of a text about itself or of attitudes, by which nobody has to do anything."""
_NONE = listed("no neither none nobody")


def in_articles(told: Sentence, clause: Clause, everyone: Who) -> Iterator[Draft]:
    """The terms that a clause states without *shall*.

    Parameters
    ----------
    told, clause
        A sentence of an agreement or of a list of what was decided, and a clause of it.
    everyone
        The parties, who are bound where nobody is named.
    """
    group = clause.group
    if clause.link in words.RELATIVES - {"that"} | {
        "if",
        "unless",
        "as",
        "while",
        "because",
        "where",
        "when",
        "until",
        "before",
        "after",
    }:
        return
    if group.passive and group.mood in {"present", "is to"} and group.verb in _FORBIDDEN:
        yield _draft(told, clause, everyone, _forbidden(told, clause))
    elif group.mood in {"may", "can"} and not group.passive and group.verb not in _TELLS:
        yield from _allowed(told, clause, everyone)
    elif (
        group.mood == "present"
        and group.verb == "declare"
        and words.PAUSES.intersection(told.low(clause.complement)[:6])
    ):
        pause = Deed("observe", (group.last, unmarked(told, clause)), group.last, verbal=True)
        yield _draft(told, clause, told.who(clause), pause)
    elif group.mood == "present" and not group.via and group.verb not in _TELLS and not _notes(told, clause):
        yield from _granted(told, clause, everyone) if group.passive else _does(told, clause, everyone)


def _notes(told: Sentence, clause: Clause) -> bool:
    """*Takes note of*, *pays tribute to*: attitudes with a light verb."""
    low = told.low(clause.complement)[:2]
    return clause.group.verb in {"take", "pay", "give", "place"} and bool(
        {"note", "tribute", "stock", "heed", "thanks", "emphasis"} & set(low)
    )


def _forbidden(told: Sentence, clause: Clause) -> Deed:
    del told
    return Deed("not allow", clause.subject, clause.subject[0], verbal=True)


def _nobody(told: Sentence, clause: Clause) -> bool:
    return clause.group.negated or bool(_NONE.intersection(told.low(clause.subject)[:1]))


def _allowed(told: Sentence, clause: Clause, everyone: Who) -> Iterator[Draft]:
    """*Neither party may tax relief* forbids; *civilians may leave* binds the parties to let them."""
    actor = told.who(clause)
    if _nobody(told, clause):
        owner = actor if actor.acts and actor.kind != "body" else everyone
        deed = Deed(
            f"not {clause.group.verb}",
            (clause.group.last, unmarked(told, clause)),
            clause.group.last,
            verbal=True,
        )
        if deed.object[0] < deed.object[1]:
            yield _draft(told, clause, owner, deed)
    elif not actor.acts and told.low(clause.subject)[:1] not in (["it"], ["this"], ["they"]):
        deed = Deed("allow", (clause.subject[0], unmarked(told, clause)), clause.subject[0], verbal=True)
        yield _draft(told, clause, everyone, deed)


def _granted(told: Sentence, clause: Clause, everyone: Who) -> Iterator[Draft]:
    """*They are granted freedom of movement*."""
    first = told.low(clause.complement)[:1]
    if (
        clause.group.verb in {"grant", "give", "guarantee", "allow", "accord"}
        and first
        and first[0] not in words.PREPOSITIONS - {"to"}
    ):
        deed = Deed(
            clause.group.verb, (clause.subject[0], unmarked(told, clause)), clause.subject[0], verbal=True
        )
        yield _draft(told, clause, everyone, deed)


def _does(told: Sentence, clause: Clause, everyone: Who) -> Iterator[Draft]:
    """*Algeria deploys 24 observers*, *no heavy equipment enters the valley*."""
    actor, group = told.who(clause), clause.group
    none = _nobody(told, clause)
    if not actor.acts and not none:
        return
    owner = actor if actor.acts else everyone
    end = unmarked(told, clause)
    found = (
        []
        if none
        else [
            deed
            for deed in deeds(told.tokens, group.last, end, governed="base")
            if deed.object[0] < deed.object[1]
        ]
    )
    if not found:
        first = clause.subject[0] if not actor.acts or group.last >= end else group.last
        found = [Deed(group.verb, (first, max(end, group.last)), first, verbal=True)]
    for doer, deed in shared(told, clause, owner, found):
        own = deed.verbal and deed.start > group.last and told.tokens[deed.start].low in FORMS
        action = deed.action if own else group.verb
        whole = deed if own else replace(deed, object=(deed.start, deed.object[1]))
        yield _draft(told, clause, doer, replace(whole, action=f"not {action}" if none else action))


def _draft(told: Sentence, clause: Clause, actor: Who, deed: Deed) -> Draft:
    return drafted(
        told, clause, actor, deed, ClaimType.AGREEMENT_TERM, (clause.group.mood, "what an article states")
    )
