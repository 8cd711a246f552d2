"""What is asked of a plain term that is held: its state as a whole, and the whole verdict on one instance."""

from dataclasses import replace
from decimal import Decimal

import numpy as np

from troth.monitor.columnar.features import Feature
from troth.monitor.columnar.rows import scaled
from troth.monitor.columnar.spec import Role, Shape, stamp
from troth.monitor.problem import Problem
from troth.monitor.summary import merge
from troth.monitor.world import World
from troth.records.evidence import Evidence
from troth.records.verdict import State, Verdict

from .blocks import NO_INSTANCE, Cut
from .plain_term import PlainTerm
from .reach import Reach, rows_near


def summary_state(term: PlainTerm) -> State:
    """The state of the term as a whole."""
    if term.spec.shape is Shape.ACT:
        return _state_of_acts(term)
    states = [term.states[kind] for kind, count in term.counts.items() if count > 0]
    complete = term.spec.end <= stamp(term.context.as_of)
    if not states:
        return State.UNKNOWN if complete else State.PENDING
    state = merge(states)
    return State.PENDING if state in {State.KEPT, State.REPAIRED} and not complete else state


def _state_of_acts(term: PlainTerm) -> State:
    """What the rules say of the first acts that pass the limit, and of the first of which it is unclear."""
    cut = term.blocks.whole()
    kind, handle, low = cut.column("kind"), cut.column("handle"), cut.column("sum_low")
    order = np.lexsort((handle, cut.column("place"), cut.column("time")))
    acts = order[kind[order] != NO_INSTANCE]
    sure = np.ones(len(acts), dtype=bool)
    if term.spec.permit is not None:
        sure = kind[acts] & int(Feature.REPORTED) > 0
    limit = scaled(term.spec.term.target.at_most or Decimal(0), term.places)
    passing = int(np.searchsorted(np.cumsum(low[acts[sure]]), limit, "right")) + 1
    chosen = [*handle[acts[sure][:passing]].tolist(), *handle[acts[~sure][:1]].tolist()]
    rows = {number: term.store.record(number) for number in chosen}
    for number in chosen:
        since = (
            term.blocks.before(term.key_of(number, rows[number]), int(Role.SINCE))
            if term.spec.active
            else None
        )
        if since is not None:
            began = since[0].key(since[1])[3]
            rows[began] = term.store.record(began)
    problem = replace(term.context, terms=(term.spec.term,), evidence=tuple(rows.values()))
    return World(problem=problem, as_of=problem.as_of).standing(term.spec.term.id).state


def verdict_on(term: PlainTerm, row: Evidence, number: int, context: Problem) -> Verdict | None:
    """The whole verdict on the instance that a row names; None: it names none."""
    key = term.key_of(number, row)
    wide = rows_near(term.spec, Reach(key[1], key[1]))
    cut = term.blocks.between(key[0], wide.first, wide.last)
    whole = Cut((*term.before(cut).pieces, *cut.pieces))
    log, numbers = term.log_of(whole), whole.column("handle")
    found, classes = term.judge(log)
    mine = np.flatnonzero(numbers[found.at] == number)
    if len(mine) == 0:
        return None
    court = replace(term.court(found, classes, log, numbers), context=context)
    index = int(mine[0])
    court.rule_alone(index, int(classes[index]))
    return court.verdict(index, int(classes[index]))
