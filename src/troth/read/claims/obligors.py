"""Who is bound by a term: whom the sentence names, whoever holds the captives, or all parties."""

from troth.read.listed import listed
from troth.records import ClaimType

from . import words
from .clauses import Clause
from .deeds import Deed
from .drafting import drafted
from .drafts import Draft
from .memory import Who
from .sentence import Sentence
from .subjects import who

_HELD = listed("hostage hostages captive captives prisoner prisoners detainee detainees abductee abductees")


def behind_by(told: Sentence, clause: Clause) -> Who | None:
    """Whom a passive names behind *by*."""
    for place in range(*clause.complement):
        if told.tokens[place].low == "by":
            named = told.scene.parties_in(told.cut((place + 1, min(place + 7, clause.complement[1]))))
            if named:
                return Who((named[0].name,), "named", (named[0],))
            end = next(
                (
                    later
                    for later in range(place + 1, clause.complement[1])
                    if told.tokens[later].kind == "mark" or told.tokens[later].low in words.PREPOSITIONS
                ),
                clause.complement[1],
            )
            other = who(told, told.cut((place + 1, end)))
            if other.acts:
                return other
    return None


def everyone_bound(told: Sentence) -> Who:
    """All parties of the agreement, as far as the text says who they are."""
    acted = told.memory.actors if len(told.memory.actors) > 1 else ()
    joint = told.scene.issuers if told.scene.is_joint else ()
    parties = told.memory.parties or told.scene.signatories or joint or acted
    return Who(parties or ("the parties",), "group", inferred=True)


def obligor(told: Sentence, deed: Deed) -> Who:
    """Who has to do what no word of the sentence ascribes: the party that holds the captives, or all parties."""
    everyone = everyone_bound(told)
    low = set(told.low(deed.object)) | {deed.action}
    captives = _HELD & low or ({"free", "release", "freed"} & low) or {"captives", "hostages"} & low
    holder = told.scene.holder
    if captives and holder and (holder in everyone.names or everyone.names == ("the parties",)):
        return Who((holder,), "named", inferred=True)
    armed = told.scene.armed & set(everyone.names)
    if captives and len(armed) == 1 and not {"prisoner", "prisoners", "detainee", "detainees"} & low:
        return Who(tuple(armed), "named", inferred=True)
    return everyone


def term(told: Sentence, clause: Clause, actor: Who, deed: Deed, modality: str, rule: str) -> Draft:
    """A term of an agreement in a modality, read by a rule."""
    return drafted(told, clause, actor, deed, ClaimType.AGREEMENT_TERM, (modality, rule))
