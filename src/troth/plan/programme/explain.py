"""Why a project starts when it does, and what more of something would bring."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .check import Breach, Starts, breaches
from .problem import Mode, Pot, Programme, Project
from .search import Budget
from .solve import Plan, plan


@dataclass(frozen=True, slots=True)
class Reason:
    """A limit that keeps a project from starting one period earlier."""

    kind: str
    """*gate*, *order*, *before*, *crew*, *imports*, *money*; *start*: it starts at once; *horizon*: it is too long for it."""
    what: str = ""
    """The region, the project that it waits for or that would come before it, the pool, the pot."""
    period: int | None = None
    """Of *gate* the first with access, of *money* the last of the year by whose end there is too little; counted from 0."""
    amount: float | None = None
    """Of *money*: what the project needs of the pot."""


def why(programme: Programme, starts: Starts, name: str) -> tuple[Reason, ...]:
    """What keeps a project from starting one period earlier, all others as planned: each limit that would be broken.

    Nothing: it could, and would serve nobody sooner. Of a project that is not done: what it is short of at the end.
    """
    project = next(one for one in programme.projects if one.id == name)
    others = {other: began for other, began in starts.items() if other != name}
    if name in starts:
        start, number = starts[name]
        return _broken(programme, others, project, (start - 1, number)) if start else (Reason("start"),)
    tries = [
        _broken(programme, others, project, (programme.periods - mode.duration, number))
        for number, mode in enumerate(project.modes)
        if mode.duration <= programme.periods
    ]
    return min(tries, key=len, default=(Reason("horizon"),))


def _broken(
    programme: Programme, others: Starts, project: Project, began: tuple[int, int]
) -> tuple[Reason, ...]:
    """The limits that break when a project starts then, each once."""
    tried: dict[str, tuple[int, int]] = {**others, project.id: began}
    mode = project.modes[began[1]]
    said = [_reason(programme, project, mode, breach) for breach in breaches(programme, tried)]
    return tuple(dict.fromkeys(one for one in said if one))


def _reason(programme: Programme, project: Project, mode: Mode, breach: Breach) -> Reason | None:
    """What keeps a project from starting; nothing of a breach that is not for it to mend."""
    match breach.kind, breach.what:
        case "gate", (_, region):
            return Reason("gate", region, programme.gates[region])
        case "order", (waits, earlier):
            return Reason("order", earlier) if waits == project.id else Reason("before", waits)
        case "crew", (pool,):
            return Reason("crew", pool)
        case "imports", _:
            return Reason("imports")
        case "money", (pot,):
            return Reason("money", pot, breach.period, mode.money.get(pot))
        case _:
            return None


@dataclass(frozen=True, slots=True)
class Margin:
    """What one more of something would bring."""

    kind: str
    """*money*, *crew*, *access*, *imports* or *earmark*."""
    what: str
    """The pot, the pool or the region that there is more of; of *imports* nothing."""
    gain: float
    """Of the objective; never below 0, for the plan that is there stays possible."""


def margins(made: Plan, *, money: float, budget: Budget | None = None) -> list[Margin]:
    """What more money, one more crew, a period's earlier access, a tenth more imports, or an earmark less would bring.

    Each is planned anew, from the priorities of the plan and for a short while: a gain is one that was found, and a greater
    one may exist.

    Parameters
    ----------
    made
        A plan.
    money
        How much more, in the first year of each pot.
    budget
        Of each: 60 plans unless given.
    """
    short = budget or Budget(seed=0, iterations=60)
    found = [
        Margin(
            kind,
            what,
            max(0.0, plan(changed, short, objective=made.objective, begin=made).value - made.value),
        )
        for kind, what, changed in _changes(made.programme, money)
    ]
    return sorted(found, key=lambda one: (-one.gain, one.kind, one.what))


def _changes(programme: Programme, money: float) -> Iterator[tuple[str, str, Programme]]:
    for pot in programme.pots:
        more = replace(pot, envelope=(pot.envelope[0] + money, *pot.envelope[1:]))
        yield "money", pot.id, _with_pot(programme, more)
        if pot.sectors or pot.regions:
            free = replace(pot, sectors=frozenset(), regions=frozenset())
            yield "earmark", pot.id, _unbound(programme, free)
    for pool, many in programme.crews.items():
        yield "crew", pool, replace(programme, crews={**programme.crews, pool: many + 1})
    for region, first in programme.gates.items():
        if first:
            sooner = {**programme.gates, region: first - 1}
            yield "access", region, replace(programme, gates=sooner)
    if programme.imports:
        wider = tuple(amount * 1.1 for amount in programme.imports)
        yield "imports", "", replace(programme, imports=wider)


def _with_pot(programme: Programme, pot: Pot) -> Programme:
    return replace(programme, pots=tuple(pot if one.id == pot.id else one for one in programme.pots))


def _unbound(programme: Programme, pot: Pot) -> Programme:
    """The programme in which a pot may pay for everything: each project can be paid by it alone as well."""
    whole = _with_pot(programme, pot)
    projects = tuple(replace(one, modes=(*one.modes, *_paid_by(one, pot.id))) for one in whole.projects)
    return replace(whole, projects=projects)


def _paid_by(project: Project, pot: str) -> Iterator[Mode]:
    if not project.modes or any(set(mode.money) == {pot} for mode in project.modes):
        return
    first = project.modes[0]
    yield replace(first, money={pot: first.cost})
