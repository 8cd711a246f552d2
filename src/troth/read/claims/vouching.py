"""Who stands for what only happens: *the ministry confirmed that hours would be extended*, *gave its word that the road \u2026*.

A passive, or a state that is to come about, has nobody in its clause who does it. Whoever tells it in the sentence vouches
for it, where that is a state, a body or a party and not an observer; in the paper of one issuer it is the issuer.
"""

from collections.abc import Iterator
from dataclasses import replace

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .deeds import Deed
from .drafting import commitment, unmarked
from .drafts import Draft
from .memory import Who, spoken_for
from .sentence import Sentence
from .verbs import FORMS

_VOUCHES = listed(
    "add say tell confirm assure inform announce indicate pledge promise undertake guarantee declare state signal agree decide vow concur resolve order specify reiterate ensure"
)
_GIVES = listed("give make offer provide issue have")
WORD = listed(
    "word assurance assurances guarantee guarantees undertaking undertakings promise promises pledge pledges commitment commitments notice"
)
"""What somebody gives who vouches: *gave assurances that \u2026*."""
_HAPPENS = (
    listed(
        "affect displace kill need expect hit lose destroy damage delay harm injure wound force leave strike attack overwhelm threaten bring "
        "strain undermine jeopardise jeopardize cost hamper hinder accompany follow surprise disappoint base relate require know call"
    )
    | words.SAY
    | words.HOPE
    | words.ASK
)
"""Passives of what befalls people, and of what is merely said."""
_STATES = listed(
    "open operational available ready free functional accessible complete demilitarised demilitarized closed reopened active lit up"
)
_BEGINS = listed("resume begin start open reopen cease stop end continue")
_SHORT = 4
_COMES = listed("arrive follow come reach")
"""What is sent does so: *the minister added that 20 engineers would arrive*."""
_MOODS = frozenset({"will", "shall", "would", "is to"})


def vouched(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """The commitment of whoever vouches for a passive or a state."""
    group = clause.group
    if group.mood not in _MOODS or clause.subject[0] == clause.subject[1]:
        return
    state = _state(told, clause)
    begins = (
        group.verb in _BEGINS
        and not group.passive
        and not told.who(clause).acts
        and voucher(told, clause) is not None
    )
    sent = group.verb in _COMES and not group.passive
    comes = begins or (sent and bool(told.scene.amounts_in(*told.span(clause.subject))))
    if (
        not state
        and not comes
        and not (
            group.passive and group.verb not in _HAPPENS and (group.verb in FORMS or len(group.verb) > _SHORT)
        )
    ):
        return
    owner = voucher(told, clause) or (None if state else _of_paper(told, clause))
    if owner is None or not owner.names:
        return
    action = f"make {state}" if state else "provide" if comes and not begins else group.verb
    subject = Deed(
        f"not {action}" if group.negated else action, clause.subject, clause.subject[0], verbal=True
    )
    if state:
        subject = replace(subject, object=(clause.subject[0], unmarked(told, clause)))
    owner = replace(owner, inferred=True)
    yield commitment(told, clause, owner, group.mood, subject, "somebody vouches for it")


def allowed(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """*The Front has agreed that crews may enter*: it is to let them."""
    number = told.clauses.index(clause)
    before = told.clauses[number - 1] if number else None
    if before is None or before.group.verb not in _LETS or clause.link != "that" or before.group.negated:
        return
    owner = _stands(told, before)
    if owner is not None and owner.names:
        deed = Deed("allow", (clause.subject[0], unmarked(told, clause)), clause.subject[0], verbal=True)
        yield commitment(
            told, clause, replace(owner, inferred=True), "may", deed, "somebody lets others do it"
        )


_LETS = listed("agree consent undertake guarantee promise pledge accept confirm assure")


def _state(told: Sentence, clause: Clause) -> str:
    first = told.low(clause.complement)[:1]
    held = clause.group.verb in {"be", "become", "remain", "stay"} and not clause.group.passive
    return first[0] if held and first and first[0] in _STATES else ""


def voucher(told: Sentence, clause: Clause) -> Who | None:
    """Who says in an earlier clause of the sentence that it will be so, and stands for it."""
    number = told.clauses.index(clause)
    for before in reversed(told.clauses[:number]):
        tied = clause.link in {"that", before.group.verb, "said", "us", "him", ""} or clause.link == "and"
        if before.group.negated or before.group.mood not in {"past", "present", "perfect"} or not tied:
            continue
        given = before.group.verb in _GIVES and WORD.intersection(told.low(before.complement)[:4])
        if before.group.verb in _VOUCHES or given:
            return _stands(told, before)
    return None


def _stands(told: Sentence, before: Clause) -> Who | None:
    speaker = told.who(before)
    if not speaker.acts or not speaker.names or OBSERVERS.intersection(told.low(before.subject)):
        return None
    person = [party for party in speaker.parties if party.kind == "person" and not party.speaker_of]
    if person:
        return Who(told.memory.country, "named", inferred=True) if told.memory.country else None
    return Who(spoken_for(speaker) if speaker.parties else speaker.names, "named", inferred=True)


OBSERVERS = listed(
    "analysts analyst critics critic experts expert observers report reports media sources commentators economists residents activists people others "
    "pundits rumours rumors source newspaper study survey assessment"
)


_DONE_BY_ISSUER = listed(
    "based station host accommodate locate keep set build provide deliver send deploy open reopen establish disburse allocate transfer train repair restore rebuild publish extend lift "
    "distribute install hold launch release dispatch construct fund finance grant ship channel issue create supply equip waive earmark "
    "update relocate evacuate vaccinate bring scrap abolish suspend appoint double increase complete resume"
)


def _of_paper(told: Sentence, clause: Clause) -> Who | None:
    """The state that issues a paper of its own, where nobody else is told to do it and no one else is quoted."""
    scene = told.scene
    if not scene.own_paper or scene.is_agreement or clause.group.verb not in _DONE_BY_ISSUER:
        return None
    if "by" in told.low(clause.complement) and told.scene.parties_in(told.cut(clause.complement)):
        return None
    quoted = any(
        known.group.verb in words.SAY | words.HOPE | words.ASK
        for known in told.clauses
        if known is not clause
    )
    if quoted or clause.link in {"if", "which", "who", "while", "as"}:
        return None
    names = (scene.state,) if scene.state else scene.issuers[:1]
    return Who(names, "issuer", inferred=True) if names else None
