"""From a clause and a deed in it to a draft: the same for what is undertaken and for what was agreed."""

from troth.records import ClaimType

from .clauses import Clause
from .deeds import Deed
from .drafts import Draft
from .sentence import Sentence, Who


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
        actor_span=(who.start, who.end) if who is not None else None,
    )
