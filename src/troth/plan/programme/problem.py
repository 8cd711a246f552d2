"""A recovery programme: projects, the services that they restore, the money, the crews, the imports and the access."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mode:
    """One way of doing a project: how long, whose money, which crews, how much that has to pass a crossing."""

    duration: int
    """Periods."""
    money: Mapping[str, float]
    """By pot, in the programme's currency; it is committed when the project starts."""
    crews: Mapping[str, int] = field(default_factory=dict)
    """By pool, in every period that it runs."""
    materials: float = 0.0
    """That have to be brought in, in every period that it runs."""

    @property
    def cost(self) -> float:
        """What it costs in all."""
        return sum(self.money.values())


@dataclass(frozen=True, slots=True)
class Project:
    """Something to be built, trained, cleared or deployed."""

    id: str
    sector: str
    region: str
    modes: tuple[Mode, ...]
    after: tuple[str, ...] = ()
    """Projects that have to be finished first."""
    duration_log_sd: float = 0.0
    """How far its duration may be from what is planned: the log sd of a lognormal factor with median 1."""
    cost_log_sd: float = 0.0


@dataclass(frozen=True, slots=True)
class Service:
    """What people regain once all that it needs is there."""

    id: str
    people: float
    """Counts, never names."""
    requires: tuple[tuple[str, ...], ...]
    """Of each group at least one: projects or other services. One group of two is an *or*, two groups of one an *and*."""
    region: str = ""
    due: int | None = None
    """The period by which it was promised."""
    weight: float = 1.0
    """What the people of the place say of it: 2 counts each of them twice."""


@dataclass(frozen=True, slots=True)
class Pot:
    """Money of one donor, with what it may be spent on."""

    id: str
    envelope: tuple[float, ...]
    """By year; what is not spent in a year may be spent later."""
    donor: str = ""
    sectors: frozenset[str] = frozenset()
    """None: any."""
    regions: frozenset[str] = frozenset()

    def pays_for(self, project: Project) -> bool:
        """Whether the earmark allows it.

        >>> Pot("A", (1.0,), sectors=frozenset({"health"})).pays_for(Project("P", "water", "Mirna", ()))
        False
        """
        return (not self.sectors or project.sector in self.sectors) and (
            not self.regions or project.region in self.regions
        )


@dataclass(frozen=True, slots=True)
class Floor:
    """No region is left behind: so large a part of its people is served by a period."""

    region: str
    period: int
    share: float


@dataclass(frozen=True, slots=True)
class Programme:
    """All of it, over a number of periods."""

    periods: int
    projects: tuple[Project, ...]
    services: tuple[Service, ...]
    pots: tuple[Pot, ...]
    crews: Mapping[str, int]
    """By pool: how many there are in every period."""
    imports: tuple[float, ...] = ()
    """How much may be brought in, by period; none: no limit. The last figure holds for all that follow."""
    gates: Mapping[str, int] = field(default_factory=dict)
    """By region: the first period with access; not named: from the beginning."""
    floors: tuple[Floor, ...] = ()
    periods_per_year: int = 4
    days_per_period: float = 91.0
    discount: float = 0.98
    """What a day of service is worth one period later."""
    currency: str = ""

    @property
    def years(self) -> int:
        """Of the horizon, a begun one counting whole."""
        return -(-self.periods // self.periods_per_year)


def funding(
    project: Project, pots: tuple[Pot, ...], *, duration: int, cost: float, most: int = 3, share: float = 0.6, **more: object
) -> tuple[Mode, ...]:  # fmt: skip
    """The ways of paying for a project: by each of the first pots that may, and by two together.

    Parameters
    ----------
    project
        Its sector and region decide who may.
    pots
        In the order in which they are asked.
    duration, cost, more
        Of the modes.
    most
        So many pots alone.
    share
        What the second pays where two do.

    >>> pots = (Pot("A", (9.0,)), Pot("B", (9.0,)))
    >>> [dict(mode.money) for mode in funding(Project("P", "", "", ()), pots, duration=1, cost=10.0)]
    [{'A': 10.0}, {'B': 10.0}, {'A': 4.0, 'B': 6.0}]
    """
    able = [pot for pot in pots if pot.pays_for(project)]
    modes = [Mode(duration, {pot.id: cost}, **more) for pot in able[:most]]  # type: ignore[arg-type]  # fields of a mode
    if len(able) > 1:
        second = cost * share
        modes.append(Mode(duration, {able[0].id: cost - second, able[1].id: second}, **more))  # type: ignore[arg-type]  # fields of a mode
    return tuple(modes)
