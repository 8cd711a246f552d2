"""From a clause and a deed in it to a draft: the same for what is undertaken and for what was agreed."""

from dataclasses import replace

from troth.read.listed import listed
from troth.records import ClaimType

from .clauses import Clause
from .deeds import Deed, deeds
from .drafts import Draft
from .memory import Who
from .sentence import Sentence


def drafted(
    told: Sentence, clause: Clause, actor: Who, deed: Deed, kind: ClaimType, manner: tuple[str, str]
) -> Draft:
    """A binding claim with its places in the text.

    Parameters
    ----------
    told, clause
        The sentence, and the clause in it that says so.
    actor
        Who is bound.
    deed
        What is done to what.
    kind
        A commitment or a term. A term's span begins with what leads it in (*Under the deal, \u2026*), for that makes it one.
    manner
        The modality, and the rule by which it was read.
    """
    group = clause.group
    deed = _denied(told, clause, deed)
    begins = [group.first, deed.start]
    if not clause.inherited or kind is ClaimType.AGREEMENT_TERM:
        begins.append(clause.subject[0])
    if kind is ClaimType.AGREEMENT_TERM and clause.lead[0] < clause.lead[1]:
        begins.append(clause.lead[0])
    start, end = told.span((min(begins), max(deed.object[1], group.last)))
    who = actor.parties[0] if actor.parties else None
    borrowed = clause.inherited and kind is ClaimType.COMMITMENT
    return Draft(
        type=kind,
        modality=manner[0],
        start=start,
        end=end,
        actor=actor.names,
        action=deed.action,
        object=told.span(deed.object),
        rule=manner[1],
        frame=(told.start, told.end),
        reach=told.span((group.first, max(clause.complement[1], group.last)))[1],
        inferred=("actor",) if actor.inferred or borrowed else (),
        cue=told.span((group.first, group.last)),
        actor_span=(who.start, who.end) if who is not None else _subject(told, clause, actor),
    )


def _denied(told: Sentence, clause: Clause, deed: Deed) -> Deed:
    """*No taxes shall be levied*: what is undertaken is not to levy taxes."""
    first, last = deed.object
    if first != clause.subject[0] or first + 1 >= last or told.low((first, first + 1)) != ["no"]:
        return deed
    action = deed.action if deed.action.startswith("not ") else f"not {deed.action}"
    return replace(deed, action=action, object=(first + 1, last))


def _subject(told: Sentence, clause: Clause, actor: Who) -> tuple[int, int] | None:
    """Where a body stands that is named by its own words: *the Mirna Board*."""
    if actor.kind != "body" or actor.inferred or clause.inherited:
        return None
    first, last = told.span(clause.subject)
    found = told.scene.document.text.find(actor.names[0], first, last)
    return None if found < 0 else (found, found + len(actor.names[0]))


_GIVES = listed("fund finance provide send contribute donate give pay lend grant supply cover")


def gives_apart(told: Sentence, clause: Clause) -> bool:
    """*Finland and Sweden agreed to fund substations*: each gives, and nobody is bound to the other by it."""
    if told.scene.is_agreement or told.scene.is_joint or told.memory.agreement or told.memory.told:
        return False
    start = told.behind(clause)
    return (
        clause.group.verb == "agree"
        and told.who(clause).kind == "named"
        and told.low((start, start + 1)) == ["to"]
        and bool(_GIVES.intersection(told.low((start + 1, start + 2))))
    )


def commitment(told: Sentence, clause: Clause, actor: Who, modality: str, deed: Deed, rule: str) -> Draft:
    """A commitment in a modality, read by a rule."""
    return drafted(told, clause, actor, deed, ClaimType.COMMITMENT, (modality, rule))


SECURES = listed("ensure guarantee arrange ascertain")
"""After these a clause with *that* is what is undertaken."""


def ensured(told: Sentence, clause: Clause) -> Deed | None:
    """*Shall ensure that services are restored*: the clause behind *that*, verb and all."""
    number = told.clauses.index(clause)
    following = next(iter(told.clauses[number + 1 :]), None)
    if following is None or following.link != "that" or clause.group.last < clause.complement[1]:
        return None
    return Deed(
        clause.group.verb,
        (following.subject[0], unmarked(told, following)),
        following.subject[0],
        verbal=True,
    )


def unmarked(told: Sentence, clause: Clause) -> int:
    """Where the complement ends without its full stop."""
    end = clause.complement[1]
    return end - (told.tokens[end - 1].text in {".", "!", ";"})


def objects(told: Sentence, start: int, end: int) -> list[Deed]:
    """What a verb is done to; a second verb in the same form begins a deed of its own."""
    return [
        deed for deed in deeds(told.tokens, start, end, governed="base") if deed.object[0] < deed.object[1]
    ]
