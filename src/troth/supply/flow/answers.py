"""What to do with it: what more would be worth, which closure hurts most, how much falls short of what was agreed, whom to send."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from troth.records import Executor

from .arrays import Array, Network, network
from .perfect import Perfect, perfect
from .policies import Policy
from .problem import Corridors, FloatArray
from .result import Difference, Outcome
from .scenario import Outlook, Scenarios
from .simulate import Trace
from .solve import Asked, compare, replay


@dataclass(frozen=True, slots=True)
class Marginal:
    """What a little more would be worth on average, in weighted person-days, to somebody who knew everything beforehand."""

    crossing_day: Array
    """(C, D) of a crossing being open for a day more: its whole capacity, at the worth of the first load."""
    truck_day: Array
    """(D,) of one truck more on a day."""
    inspection_hour: Array
    """(C, D) of one hour of inspection more on a day; 0 where inspection is not what limits a crossing."""
    scenarios: int
    """Over which the mean was taken."""


def marginal(corridors: Corridors, scenarios: Scenarios, how: Perfect | None = None) -> Marginal:
    """From the duals of the programme with perfect information, averaged over scenarios.

    A dual is the worth of the next load; a whole day of a crossing is worth no more than that times its capacity.
    """
    net = network(corridors)
    known = [perfect(net, one, how) for one in scenarios]
    capacity, hours = net.crossings[0][:, None], net.hours[:, None]
    load = np.mean([one.crossing_day for one in known], axis=0)
    opened = scenarios.open.mean(axis=0)
    inspected = np.divide(load * opened, hours, out=np.zeros_like(load), where=hours > 0)
    return Marginal(load * capacity, np.mean([one.truck for one in known], axis=0), inspected, len(known))


@dataclass(frozen=True, slots=True)
class Closed:
    """An outlook in which one crossing is closed on some days, whatever else comes; otherwise the same scenarios."""

    outlook: Outlook
    crossing: int
    first: int
    last: int

    def draw(self, seed: int, first: int, count: int) -> Scenarios:
        """The scenarios of the outlook, with the closure."""
        return self.outlook.draw(seed, first, count).closed(self.crossing, self.first, self.last)

    def ahead(self, seen: FloatArray, days: int, seed: int, count: int) -> FloatArray:
        """As the outlook says, and nobody knows of the closure before it is there; once there, its end is known."""
        drawn = self.outlook.ahead(seen, days, seed, count)
        today = seen.shape[1] - 1
        if self.first <= today < self.last:
            drawn = drawn.copy()
            drawn[:, self.crossing, : self.last - today] = 0.0
        return drawn


@dataclass(frozen=True, slots=True)
class Closure:
    """What it would cost if a crossing were closed."""

    crossing: str
    first: int
    last: int
    added: Difference
    """Unmet person-days more than without the closure, on the same scenarios."""


def closures(
    corridors: Corridors, outlook: Outlook, policy: Policy, executor: Executor, *, asked: Asked, days: tuple[int, int]
) -> list[Closure]:  # fmt: skip
    """Each crossing closed from one day to another (both counted), the one that hurts most first.

    Scenarios are the same with and without the closure, so that only it makes the difference.
    """
    made = []
    base = compare(corridors, outlook, [policy], executor, asked=asked).outcomes[policy.name]
    for place, crossing in enumerate(corridors.crossings):
        shut = Closed(outlook, place, *days)
        without = compare(corridors, shut, [policy], executor, asked=asked).outcomes[policy.name]
        made.append(Closure(crossing.id, *days, _apart(without.unmet_each - base.unmet_each)))
    return sorted(made, key=lambda one: -one.added.mean)


def _apart(more: Array) -> Difference:
    half = 1.96 * float(more.std(ddof=1)) / np.sqrt(len(more)) if len(more) > 1 else float("inf")
    return Difference(float(more.mean()), float(more.mean() - half), float(more.mean() + half))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """What is expected to stay below what was agreed on a day, in truck loads of all commodities at all crossings."""

    day: int
    agreed: float
    offloaded: float
    """Expected to pass crossings."""
    arrived: float
    """Expected to arrive in zones."""

    @property
    def short(self) -> float:
        """Of what was agreed, what is not expected to arrive: entered is not delivered."""
        return max(0.0, self.agreed - self.arrived)


def shortfall(outcome: Outcome, corridors: Corridors) -> list[Shortfall]:
    """Day by day; nothing where no number was agreed."""
    if not corridors.agreed:
        return []
    passed, arrived = (outcome.stages[stage].sum(axis=1) for stage in ("offloaded", "arrived"))
    return [
        Shortfall(day, float(corridors.agreed[min(day, len(corridors.agreed) - 1)]), float(passed[day]), float(arrived[day]))
        for day in range(corridors.days)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Convoy:
    """Trucks to send on a day."""

    day: int
    date: date | None
    """Where the problem says which date day 0 is."""
    origin: str
    crossing: str
    zone: str
    """For which the plan means them; what is collected in the end is decided inside."""
    commodity: str
    trucks: int


def convoys(
    corridors: Corridors, outlook: Outlook, policy: Policy, scenario: Scenarios, *, days: int = 7
) -> list[Convoy]:
    """What a policy sends in the coming days if they go as in a scenario (such as the expected one), in whole trucks.

    Fractions of a truck wait until they fill one: on each row, what was sent so far is what was planned so far, rounded down.
    """
    net = network(corridors)
    trace = replay(corridors, outlook, policy, scenario)
    meant = _meant(net, trace)[net.legs[1]]
    planned = (trace.dispatch[:days, :, None, :] * meant[None]).cumsum(axis=0)
    whole = np.floor(planned + 1e-6)  # what lacks a millionth of a truck is a truck
    sent = np.diff(whole, axis=0, prepend=0.0).astype(int)
    return [
        Convoy(
            day=int(day), date=None if corridors.start is None else corridors.start + timedelta(days=int(day)),
            origin=corridors.legs[leg].origin, crossing=corridors.legs[leg].crossing, zone=corridors.zones[zone].id,
            commodity=corridors.commodities[good].id, trucks=int(sent[day, leg, zone, good]),
        )
        for day, leg, zone, good in zip(*np.nonzero(sent), strict=True)
    ]  # fmt: skip


def _meant(net: Network, trace: Trace) -> Array:
    """(C, Z, K) shares of zones in what is sent to a crossing: as it is collected there, or as they need it where nothing is."""
    crossings, zones, goods = len(net.crossings[0]), len(net.store), trace.demand.shape[2]
    taken, needed = np.zeros((crossings, zones, goods)), np.zeros((crossings, zones, goods))
    np.add.at(taken, (net.routes[0], net.routes[1]), trace.collected.sum(axis=0))
    np.add.at(needed, (net.routes[0], net.routes[1]), trace.demand.sum(axis=0)[net.routes[1]] + 1e-9)
    kept = np.where(taken.sum(axis=1, keepdims=True) > 0, taken, needed)
    total = kept.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(kept, total, out=np.zeros_like(kept), where=total > 0))
