"""People without a service, and what they lack by the minimum standards of humanitarian response."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Standard:
    """The least that a person needs in a day, between what keeps alive and the usual minimum."""

    commodity: str
    unit: str
    survival: float
    usual: float
    source: str

    @property
    def told(self) -> str:
        """As it is said: one figure, or from one to the other.

        >>> SPHERE["water"].told, SPHERE["food"].told
        ('7.5 to 15', '2,100')
        """
        ends = (f"{one:,.10g}" for one in sorted({self.survival, self.usual}))
        return " to ".join(ends)


_HEALTH_KIT = (
    "WHO, Interagency Emergency Health Kit 2017: one kit serves 10,000 people for about three months"
)
SPHERE = MappingProxyType(
    {
        "water": Standard("water", "litre", 7.5, 15.0, "Sphere Handbook 2018, water supply standard 2.1"),
        "food": Standard("food", "kilocalorie", 2100.0, 2100.0, "Sphere Handbook 2018, food assistance"),
        "medical supplies": Standard("medical supplies", "kit share", 1.0, 1.0, _HEALTH_KIT),
    }
)
"""Per person and day; 15 litres is the usual minimum and depends on the context. A kit share is what a basic kit holds
for one person and one day: a kit that lasts 90 days for 10,000 people gives 10,000 shares on each of them."""


@dataclass(frozen=True, slots=True)
class Facility:
    """Something that served people: a school, a clinic, a well, a line; or homes, which serve those who live in them."""

    service: str
    region: str
    people: float
    """Whom it served."""
    works: float
    """The share of it that still works, 0 to 1; one minus the expected damage ratio where nobody has looked."""
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse a share that is none."""
        if not 0 <= self.works <= 1 or self.people < 0:
            msg = f"{self.service} in {self.region}: {self.people} people, {self.works} working; expected 0 or more, and 0 to 1"
            raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Without:
    """People without a service in a region: counts, never names."""

    service: str
    region: str
    served: float
    """Whom it served before."""
    without: float


def people_without(facilities: Sequence[Facility], population: Mapping[str, float]) -> list[Without]:
    """How many people each service no longer reaches, by region; never more than live there.

    >>> wells = [Facility("water", "Mirna", 600, 0.0), Facility("water", "Mirna", 400, 0.5)]
    >>> [(row.served, row.without) for row in people_without(wells, {"Mirna": 5000})]
    [(1000, 800.0)]
    """
    served: dict[tuple[str, str], float] = {}
    lost: dict[tuple[str, str], float] = {}
    for one in facilities:
        key = one.service, one.region
        served[key] = served.get(key, 0) + one.people
        lost[key] = lost.get(key, 0.0) + one.people * (1 - one.works)
    return [
        Without(
            service,
            region,
            served[service, region],
            min(lost[service, region], population.get(region, float("inf"))),
        )
        for service, region in sorted(served)
    ]


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing in a region in a day, by the survival and the usual standard."""

    region: str
    commodity: str
    unit: str
    low: float
    high: float
    because: str


def shortages(
    people: Mapping[str, float],
    available: Mapping[tuple[str, str], float],
    standards: Mapping[str, Standard] = SPHERE,
) -> list[Shortage]:
    """What people lack in a day: the standard for all of them less what there is, never below nothing.

    Parameters
    ----------
    people
        By region.
    available
        By (region, commodity), in the standard's unit a day; what is not named is not there.
    standards
        By commodity.

    >>> found = shortages({"Mirna": 1000}, {("Mirna", "water"): 5000.0})
    >>> [(row.commodity, row.low, row.high) for row in found]
    [('food', 2100000.0, 2100000.0), ('medical supplies', 1000.0, 1000.0), ('water', 2500.0, 10000.0)]
    """
    return [
        Shortage(
            region=region,
            commodity=name,
            unit=standard.unit,
            low=max(many * standard.survival - available.get((region, name), 0.0), 0.0),
            high=max(many * standard.usual - available.get((region, name), 0.0), 0.0),
            because=f"{many:,.0f} people; {standard.told} {standard.unit} a person and day ({standard.source})",
        )
        for region, many in sorted(people.items())
        for name, standard in sorted(standards.items())
    ]
