"""Policies over many scenarios, in blocks that anybody may run: the same result, bit for bit, for any number of workers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from troth.records import Executor, map_reduce

from .arrays import Array, network
from .perfect import Perfect, perfect
from .policies import Policy, World, traces, world
from .problem import Corridors
from .result import Comparison, Outcome
from .scenario import Outlook, Scenarios
from .simulate import Trace
from .tally import Tally, add, add_people, empty, fan_width


@dataclass(frozen=True, slots=True)
class Asked:
    """Which scenarios: `count` of a seed, from the number `first` on, in blocks of `size`."""

    seed: int
    count: int
    first: int = 0
    size: int = 10


@dataclass(frozen=True, slots=True)
class Blocks:
    """The scenarios of a seed in blocks; how they are cut does not depend on who runs them."""

    asked: Asked

    @property
    def count(self) -> int:
        """How many blocks."""
        return -(-self.asked.count // self.asked.size)

    def load(self, index: int) -> range:
        """The numbers of the scenarios of one."""
        first = self.asked.first + index * self.asked.size
        return range(first, min(first + self.asked.size, self.asked.first + self.asked.count))


@dataclass(frozen=True, slots=True)
class Task:
    """What a worker gets once."""

    corridors: Corridors
    world: World
    policies: tuple[Policy, ...]
    perfect: Perfect | None
    seed: int


Part = tuple[tuple[Tally, ...], Array]


def compare(
    corridors: Corridors, outlook: Outlook, policies: Sequence[Policy], executor: Executor, *, asked: Asked, bound: Perfect | None = None
) -> Comparison:  # fmt: skip
    """Run policies on the same scenarios.

    Parameters
    ----------
    corridors
        Without faults: see `usable`.
    outlook
        Who draws scenarios and looks ahead; sent to workers with each block.
    policies
        Their names are different.
    executor
        Who runs the blocks.
    asked
        Which scenarios.
    bound
        How perfect information is computed beside them; None: it is not.
    """
    names = [one.name for one in policies]
    if len(set(names)) < len(names) or not names:
        msg = f"policies named {names}; expected one or more with different names"
        raise ValueError(msg)
    net = network(corridors)
    task = Task(corridors, world(net, outlook, corridors.pieces), tuple(policies), bound, asked.seed)
    blocks = Blocks(asked)
    tallies, bounds = map_reduce(executor, blocks, work=partial(_block, task), combine=_both)
    outcomes = {name: Outcome(name, one, fan_width(net)) for name, one in zip(names, tallies, strict=True)}
    return Comparison(outcomes, bounds)


def replay(
    corridors: Corridors, outlook: Outlook, policy: Policy, scenario: Scenarios, *, stream: int = 0
) -> Trace:
    """One scenario (the first of those given) under one policy, day by day."""
    return policy.run(world(network(corridors), outlook, corridors.pieces), scenario[:1], stream=stream)


def _both(one: Part, other: Part) -> Part:
    tallies = tuple(here + there for here, there in zip(one[0], other[0], strict=True))
    return tallies, np.concatenate([one[1], other[1]])


def _block(task: Task, numbers: range) -> Part:
    """All policies on the scenarios of a block."""
    drawn = task.world.outlook.draw(task.seed, numbers.start, len(numbers))
    tallies, net = [], task.world.network
    for policy in task.policies:
        tally, each = empty(task.corridors, net), []
        each += [add(tally, trace, net) for trace in traces(policy, task.world, drawn, numbers)]
        for opened in drawn.open if task.corridors.passages else ():
            add_people(tally, task.corridors, opened)
        tallies.append(Tally(tally.enough, tally.cover, tally.missed, tally.demanded, tally.stages, tally.crossings, tally.fan, tally.people, np.array(each)))  # fmt: skip
    known = [] if task.perfect is None else [perfect(net, one, task.perfect).unmet for one in drawn]
    return tuple(tallies), np.array(known)
