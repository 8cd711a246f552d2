"""The heavy part of the step `supply`: policies over scenarios, closures, what more would be worth; all by the engine."""

import hashlib
import pickle
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from troth.records import Executor
from troth.supply.flow import (
    Asked,
    Closure,
    Comparison,
    Convoy,
    Corridors,
    Fleet,
    Library,
    Outcome,
    Perfect,
    Policy,
    Rolling,
    Rule,
    Scenarios,
    Stochastic,
    Trace,
    check,
    closures,
    compare,
    convoys,
    replay,
    steady,
)
from troth.supply.flow.result import Difference

from .executors import executor
from .supplying import Outlook, Supplying

POLICIES = ("rolling", "stochastic", "rule")
"""As tables name them; the first is the one that everything else is told by, unless another is asked for."""
WORTH, CLOSED, WIDE, TRACED = 5, 100, 60, 3
"""Scenarios for the worth of more, for closures, for imports by month, and those that are replayed day by day."""
WEEK, FUTURES = 7, 32
"""Days of a week; draws of the days ahead of which a plan takes the mean."""
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Wish:
    """How a case is looked at."""

    seed: int
    scenarios: int
    two_stage: int
    """Scenarios of the two-stage policy, the first of the same; it takes many times as long as the others."""
    policy: str = POLICIES[0]
    workers: int = 1


@dataclass(frozen=True, slots=True)
class Worth:
    """What one more of something brings, in weighted person-days, to somebody who knew everything beforehand."""

    kind: str
    what: str
    gain: Difference


@dataclass(frozen=True, slots=True)
class Ran:
    """Everything that was computed for a case."""

    wish: Wish
    outcomes: Mapping[str, Outcome]
    bound: np.ndarray
    """(N,) weighted person-days that nobody could have met."""
    closures: tuple[Closure, ...]
    worth: tuple[Worth, ...]
    convoys: tuple[Convoy, ...]
    traces: tuple[Trace, ...]
    broken: tuple[str, ...]
    """What the independent check says of the traces."""
    imports: np.ndarray
    """(N, D, K) loads that arrive, by the rule."""
    opened: np.ndarray
    """(C, D) how open crossings are expected to be."""

    @property
    def told(self) -> Outcome:
        """Of the policy that tables are told by."""
        return self.outcomes[self.wish.policy]


def wish_of(supplying: Supplying, *, seed: int, scenarios: int | None = None, workers: int = 1, policy: str = POLICIES[0]) -> Wish:  # fmt: skip
    """As supply.toml says, unless something else is asked for; all that is told by the two-stage policy has as many scenarios."""
    count = supplying.told.scenarios if scenarios is None else scenarios
    two_stage = min(count, supplying.told.two_stage) if policy != "stochastic" else count
    return Wish(seed, count, two_stage, policy, workers)


def policies(supplying: Supplying) -> dict[str, Policy]:
    """The policies that are put side by side, by the case's own window."""
    window = supplying.told.window
    rolling = Rolling(periods=(1, 2, window - 3) if window > 3 else (1, 1, 1), futures=FUTURES)  # noqa: PLR2004 - a day, two, and the rest
    two = (2, 2, window - 3) if window > 3 else (1, 1, 1)  # noqa: PLR2004 - as above, a day further
    stochastic = Stochastic(periods=two, branches=supplying.told.branches, rolling=rolling)
    return {"rolling": rolling, "stochastic": stochastic, "rule": Rule()}


def run(supplying: Supplying, wish: Wish) -> Ran:
    """Compute everything; the same for any number of workers."""
    corridors, outlook, able = supplying.corridors, supplying.outlook, policies(supplying)
    with_workers = executor(wish.workers)
    asked = Asked(seed=wish.seed, count=wish.scenarios, size=4)
    quick = compare(corridors, outlook, [able["rolling"], able["rule"]], with_workers, asked=asked, bound=Perfect())  # fmt: skip
    outcomes = dict(quick.outcomes)
    if wish.two_stage:
        slow = compare(corridors, outlook, [able["stochastic"]], with_workers, asked=replace(asked, count=wish.two_stage, size=1))  # fmt: skip
        outcomes |= slow.outcomes
    opened, traces, broken = _traced(supplying, able[wish.policy], wish)
    here = executor(1)
    last = min(WEEK, corridors.days) - 1
    shut = closures(corridors, outlook, able["rule"], here, asked=Asked(seed=wish.seed, count=CLOSED), days=(0, last))  # fmt: skip
    return Ran(
        wish=wish, outcomes=outcomes, bound=quick.bound_each, closures=tuple(shut), worth=tuple(_worth(corridors, outlook, wish)),
        convoys=tuple(_convoys(supplying, able[wish.policy], opened)), traces=traces, broken=broken,
        imports=_imports(supplying, wish), opened=opened,
    )  # fmt: skip


def outcome_of(supplying: Supplying, wish: Wish) -> Outcome:
    """One policy alone on the same draws: for scenarios side by side."""
    count = wish.two_stage if wish.policy == "stochastic" else wish.scenarios
    asked = Asked(seed=wish.seed, count=count, size=4)
    policy = policies(supplying)[wish.policy]
    return compare(supplying.corridors, supplying.outlook, [policy], executor(wish.workers), asked=asked).outcomes[wish.policy]  # fmt: skip


def _traced(supplying: Supplying, policy: Policy, wish: Wish) -> tuple[np.ndarray, tuple[Trace, ...], tuple[str, ...]]:  # fmt: skip
    """The first scenarios day by day, and what the independent check says of each."""
    drawn = supplying.outlook.draw(wish.seed, 0, max(WIDE, TRACED))
    traces, broken = [], []
    for number, scenario in enumerate(drawn[:TRACED]):
        trace = replay(supplying.corridors, supplying.outlook, policy, scenario, stream=number)
        traces.append(trace)
        broken += [f"scenario {number}: {fault}" for fault in check(supplying.corridors, scenario, trace)]
    return drawn.open.mean(axis=0), tuple(traces), tuple(broken)


def _convoys(supplying: Supplying, policy: Policy, opened: np.ndarray) -> list[Convoy]:
    """Whom to send in the coming days, if crossings are as open as is expected."""
    expected = steady(supplying.corridors, opened)
    return convoys(supplying.corridors, supplying.outlook, policy, expected, days=min(WEEK, supplying.corridors.days))  # fmt: skip


def _imports(supplying: Supplying, wish: Wish) -> np.ndarray:
    drawn = supplying.outlook.draw(wish.seed, 0, WIDE)
    known = Library(drawn)  # the rule asks for no more than what is usual
    return np.array([replay(supplying.corridors, known, Rule(), one).arrived.sum(axis=1) for one in drawn])


@dataclass(frozen=True, slots=True)
class Opened:
    """An outlook in which one crossing is fully open on some days, whatever else comes; otherwise the same scenarios."""

    outlook: Outlook
    crossing: int
    last: int

    def draw(self, seed: int, first: int, count: int) -> Scenarios:
        """The scenarios of the outlook, with the crossing open."""
        drawn = self.outlook.draw(seed, first, count)
        changed = drawn.open.copy()
        changed[:, self.crossing, : self.last + 1] = 1.0
        return Scenarios(changed, drawn.loss, drawn.demand)

    def ahead(self, seen: np.ndarray, days: int, seed: int, count: int) -> np.ndarray:
        """As the outlook says."""
        return self.outlook.ahead(seen, days, seed, count)


def _worth(corridors: Corridors, outlook: Outlook, wish: Wish) -> list[Worth]:
    """Each crossing open for the first week, one more truck, one more hour of inspection: the bound with it, less the bound without."""
    here, last = executor(1), min(WEEK, corridors.days) - 1
    asked = Asked(seed=wish.seed, count=min(WORTH, max(2, wish.scenarios)))

    def bound(problem: Corridors, seen: Outlook | Opened) -> np.ndarray:
        return _bound(problem, seen, here, asked).bound_each

    base = bound(corridors, outlook)
    drawn = outlook.draw(wish.seed, 0, asked.count).open
    found = []
    for place, crossing in enumerate(corridors.crossings):
        added = (1.0 - drawn[:, place, : last + 1]).sum(axis=1)
        gained = base - bound(corridors, Opened(outlook, place, last))
        each = np.divide(gained, added, out=np.zeros_like(gained), where=added > 0)
        found.append(Worth("crossing_day", crossing.id, _interval(each)))
    if corridors.fleet.trucks:
        more = Fleet(trucks=tuple(one + 1 for one in corridors.fleet.trucks), cold_trucks=corridors.fleet.cold_trucks, litres=corridors.fleet.litres)  # fmt: skip
        found.append(Worth("truck", "", _interval((base - bound(replace(corridors, fleet=more), outlook)) / corridors.days)))  # fmt: skip
    for place, crossing in enumerate(corridors.crossings):
        if crossing.inspection_hours is not None:
            changed = replace(crossing, inspection_hours=crossing.inspection_hours + 1)
            with_it = replace(corridors, crossings=(*corridors.crossings[:place], changed, *corridors.crossings[place + 1 :]))  # fmt: skip
            found.append(Worth("inspection_hour", crossing.id, _interval((base - bound(with_it, outlook)) / corridors.days)))  # fmt: skip
    return sorted(found, key=lambda one: -one.gain.mean)


def _bound(problem: Corridors, outlook: Outlook | Opened, here: Executor, asked: Asked) -> Comparison:
    return compare(problem, outlook, [Rule()], here, asked=asked, bound=Perfect())


def _interval(each: np.ndarray) -> Difference:
    """The mean with its interval of 95 %; what is within the tolerance of the linear programme is nothing."""
    each = np.where(np.abs(each) < 1e-3, 0.0, each)  # noqa: PLR2004 - of a person-day
    half = Z95 * float(each.std(ddof=1)) / np.sqrt(len(each)) if len(each) > 1 else float("inf")
    return Difference(float(each.mean()), max(0.0, float(each.mean() - half)), float(each.mean() + half))  # more never serves fewer  # fmt: skip


def key_of(supplying: Supplying, wish: Wish) -> str:
    """The same for the same corridors, outlook and wish: results may be kept under it."""
    known = (
        supplying.told, supplying.corridors, supplying.outlook, wish.seed, wish.scenarios, wish.two_stage, wish.policy
    )  # fmt: skip
    return hashlib.sha256(pickle.dumps(known)).hexdigest()
