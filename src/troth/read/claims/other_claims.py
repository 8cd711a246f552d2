"""What obliges nobody: events, needs, estimates, calls, hopes, recommendations and what is merely said."""

from collections.abc import Iterator

from troth.read.listed import listed
from troth.records import ClaimType, Polarity

from . import words
from .clauses import Clause
from .drafts import Draft
from .memory import Who
from .sentence import Sentence

_DEEDS_DONE = listed(
    "deliver disburse send release free withdraw suspend resume open reopen close launch attack bomb strike kill seize capture penetrate enter cross reach sign meet hold host start begin end extend collapse violate breach break fire shell block detain arrest transfer hand return evacuate arrive depart repair restore rebuild destroy damage loot intercept collect distribute deploy impose lift pass face receive pay complete fail respond advance retreat flee displace inspect deny refuse reject announce visit vote adopt convene carry provide allow halt stop establish contribute donate invest"
)
_SHORT = listed("shortage shortages lack scarcity deficit shortfall need needs requirement")
_URGENT = listed("essential vital necessary critical urgent imperative crucial needed required")


_GOING_ON = listed(
    "meet discuss talk negotiate fight deteriorate worsen flee hold attack advance withdraw enter wait visit"
)
"""Deeds that are told while they go on: *envoys are meeting*."""


def other_claims(told: Sentence, clause: Clause) -> Iterator[Draft]:
    """At most one claim of a clause that is neither an undertaking nor a term."""
    for reader in (_estimate, _call, _expectation, _recommendation, _need, _event, _statement):
        draft = reader(told, clause)
        if draft is not None:
            yield draft
            return


def _estimate(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    subject = told.low(clause.subject)
    amounts = told.scene.amounts_in(*told.span((clause.subject[0], clause.complement[1])))
    guess = (
        group.verb in words.ESTIMATE
        and amounts
        and (group.verb != "expect" or group.passive)
        and group.verb != "put"
    )
    could = group.mood in {"could", "may", "might", "would"} and group.verb in listed(
        "cost take require need reach exceed"
    )
    if not (
        guess
        or could
        or (
            {"estimates", "projections", "forecasts", "estimate"} & set(subject)
            and group.verb in words.SAY | {"put", "show"}
        )
    ):
        return None
    return _draft(told, clause, told.who(clause), ClaimType.ESTIMATE, "estimated", "an estimate")


def _call(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    actor = told.who(clause)
    asks = (
        group.verb in words.ASK - {"want", "seek", "require", "challenge", "press"}
        and (group.verb != "call" or told.low(clause.complement)[:1] in (["on"], ["for"], ["upon"]))
        and not group.passive
    )
    if asks and actor.acts and clause.link != "if":
        return _draft(told, clause, actor, ClaimType.CALL, f"{group.verb}s", "somebody asks for it")
    if group.mood == "must" and not told.scene.is_agreement:
        return _draft(told, clause, actor, ClaimType.CALL, "must", "it is said that somebody must")
    return None


def _expectation(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    hope = "hope" in told.low(clause.complement)[:2] and group.verb in {"express", "voice", "have"}
    if not (
        hope
        or (group.verb in words.HOPE and group.mood in {"past", "present", "perfect"})
        or group.via in {"expected", "likely"}
    ):
        return None
    return _draft(
        told, clause, told.who(clause), ClaimType.EXPECTATION, "hopes", "somebody hopes or expects it"
    )


def _recommendation(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    if group.mood == "should" or (
        group.verb in words.RECOMMEND and group.mood in {"past", "present", "perfect"}
    ):
        return _draft(
            told,
            clause,
            told.who(clause),
            ClaimType.RECOMMENDATION,
            "should" if group.mood == "should" else "recommends",
            "it is recommended",
        )
    return None


def _need(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    low = told.low(clause.complement)[:7]
    short = bool(_SHORT.intersection(low)) and group.verb in listed("report face have be warn suffer")
    urgent = group.verb == "be" and bool(_URGENT.intersection(low[:3]))
    if not (
        short
        or urgent
        or (group.verb in {"need", "lack", "require"} and group.mood in {"present", "past", "perfect"})
    ):
        return None
    return _draft(
        told, clause, told.who(clause), ClaimType.NEED, "reported", "something is needed or missing"
    )


def _event(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    actor = told.who(clause)
    going_on = group.via == "ing" and group.mood == "present" and group.verb in _GOING_ON
    done = group.mood in {"past", "perfect"} and group.verb in _DEEDS_DONE
    if not (done or going_on) or not (actor.acts or group.passive or going_on) or group.via in _ABLE:
        return None
    if group.verb in {"announce", "offer"} and _says_nothing(told, clause):
        return None  # what was announced is a claim of its own
    modality = "did" if not group.negated else "did not"
    return _draft(told, clause, actor, ClaimType.EVENT, modality, "it is told as done")


_ABLE = listed("ready prepared willing poised")


def _says_nothing(told: Sentence, clause: Clause) -> bool:
    """Whether nothing stands behind the verb but *that* or when it was said."""
    behind = told.behind(clause)
    first, last = told.span((behind, clause.complement[1]))
    if any(time.start <= first + 3 and time.end >= last - 1 for time in told.scene.times_in(first, last)):
        return True
    return (
        behind >= clause.complement[1]
        or told.tokens[behind].low == "that"
        or told.tokens[behind].kind == "mark"
    )


def _statement(told: Sentence, clause: Clause) -> Draft | None:
    group = clause.group
    actor = told.who(clause)
    if (
        group.verb not in words.SAY | words.DENY
        or group.mood not in {"past", "present", "perfect"}
        or not actor.acts
    ):
        return None
    said = told.span((clause.group.last, _rest(told, clause)))
    if said[1] - said[0] < 12 or any(
        time.start <= said[0] + 4 and time.end >= said[1] - 2
        for time in told.scene.times_in(said[0] - 4, said[1] + 1)
    ):
        return None
    return _draft(told, clause, actor, ClaimType.STATEMENT, f"{group.verb}s", "somebody says it")


def _rest(told: Sentence, clause: Clause) -> int:
    """Where what is said ends that follows without *that*: with the clause behind."""
    number = told.clauses.index(clause)
    return told.clauses[number + 1].complement[1] if number + 1 < len(told.clauses) else clause.complement[1]


def _draft(told: Sentence, clause: Clause, actor: Who, kind: ClaimType, modality: str, rule: str) -> Draft:
    group = clause.group
    places = (group.last, clause.complement[1])
    if (
        (places[0] >= places[1] or told.low(places) == ["that"])
        and group.verb in words.SAY | words.HOPE | words.ESTIMATE
        and not group.passive
    ):
        places = (group.last, _rest(told, clause))
    thing = clause.subject if group.passive or places[0] >= places[1] else places
    first = min(clause.subject[0], group.first) if not clause.inherited else group.first
    if told.low(clause.lead)[:1] == ["according"]:
        first = clause.lead[0]  # whose word it is belongs to it
    start, end = told.span((first, max(places[1], clause.complement[1], group.last)))
    negative = group.negated or (group.verb in words.DENY and kind is ClaimType.STATEMENT)
    return Draft(
        type=kind,
        modality=modality,
        start=start,
        end=end,
        actor=actor.names,
        action=group.verb,
        object=told.span(thing),
        rule=rule,
        polarity=Polarity.NEGATIVE if negative else Polarity.POSITIVE,
        frame=(told.start, told.end),
        inferred=("actor",) if actor.inferred or clause.inherited else (),
        cue=told.span((group.first, group.last)),
        amount_span=_whose_need(told, clause) if kind is ClaimType.NEED else None,
    )


def _whose_need(told: Sentence, clause: Clause) -> tuple[int, int] | None:
    """*4.3 million people need shelter* counts those who need it, where it does not count what they need."""
    inside = told.scene.amounts_in(*told.span(clause.complement))
    return (
        None if inside or not told.scene.amounts_in(*told.span(clause.subject)) else told.span(clause.subject)
    )
