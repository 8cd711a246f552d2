"""The checker's own view of interests: which party stands behind a row, and whether it speaks in its own cause."""

from collections.abc import Iterator
from decimal import Decimal

from troth.records.evidence import Form, Stance
from troth.records.term import Kind, Term
from troth.records.verdict import Verdict

from .check_read import Fact, Reading, figure, tells_of_act
from .check_state import target

FULL = frozenset({Form.TALLY, Form.CUMULATIVE, Form.AVERAGE})
"""Counts in full: whether one speaks against the obligor turns on its origin's other figures, so both are allowed."""


def interests(reading: Reading, term: Term, row: Verdict) -> Iterator[tuple[str, str]]:
    """What a verdict says of a party's interest, and what the evidence says, where the two differ."""
    listed = {(one.id, one.origin): one.stands for one in row.interests}
    facts = {fact.row.id: fact for fact in reading.naming(term)}
    for (name, origin), stands in listed.items():
        due = permitted(reading, term, row, facts[name], origin) if name in facts else set()
        if stands not in due:
            yield f"{stands} of {origin} in {name}", f"permits {' or '.join(sorted(due)) or 'none'}"
    if term.kind is Kind.RESPOND:
        return
    heard = {name for name, fact in facts.items() if reading.role(term, fact) != "none"}
    for name in sorted(set(row.because) & heard):
        for origin in sorted(facts[name].origins):
            due = permitted(reading, term, row, facts[name], origin)
            if due and "" not in due and (name, origin) not in listed:
                yield f"nothing of {origin}’s interest in {name}", f"gives {' or '.join(sorted(due))}"


def permitted(reading: Reading, term: Term, row: Verdict, fact: Fact, origin: str) -> set[str]:
    """How an origin may stand to what a row says; the empty word: it has no part in it."""
    owing = reading.obligors(term) if row.obligor is None else frozenset({reading.top(row.obligor)})
    others = (reading.adverse(term) | reading.obligors(term)) - owing
    benefit = frozenset(reading.top(name) for name in term.beneficiary) & others
    found = set()
    for against in _against(reading, term, fact):
        if origin in owing:
            own = owing <= fact.origins or origin in fact.actors
            found.add("self_report" if not against else "admission" if own else "charge")
        elif origin in others and against:
            found.add("charge")
        else:
            found.add("concession" if origin in (benefit or others) else "")
    return found


def _against(reading: Reading, term: Term, fact: Fact) -> set[bool]:
    """Whether a row speaks against who owes; both, where that turns on other figures."""
    said = term.id in fact.row.stance or "*" in fact.row.stance
    if said and (_numberless(term) or reading.role(term, fact) != "count"):
        return {reading.stance(term, fact) is Stance.AGAINST}
    if reading.role(term, fact) == "none":
        return set()
    low, _ = figure(term, fact)
    if term.kind is Kind.REFRAIN:
        return {tells_of_act(term, fact, target(reading, term) or Decimal(0))}
    if fact.row.form is Form.DENIAL:
        return {True}
    if term.kind is Kind.SUSTAIN and term.target.at_most is not None:
        return {low > term.target.at_most}
    return {True, False} if fact.row.form in FULL or term.kind is Kind.SUSTAIN else {False}


def _numberless(term: Term) -> bool:
    owed = term.target
    return (
        term.kind is not Kind.REFRAIN
        and owed.at_least is None
        and owed.at_most is None
        and owed.ratio is None
    )
