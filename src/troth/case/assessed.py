"""What a case says of what was hit, and what others published of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from troth.assess.aggregate import Cost, Counted
from troth.assess.losses import Flow, Path
from troth.assess.needs import Component
from troth.assess.series import Series
from troth.assess.services import Facility

from .assess_shapes import Shapes
from .assumptions import Assumptions
from .exposure import ExposureFile


@dataclass(frozen=True, slots=True)
class Published:
    """A figure that somebody else published, to stand beside ours."""

    measure: str
    """`damage`, `losses` or `needs`."""
    sector: str | None
    region: str | None
    low: float
    high: float
    by: str
    as_of: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What was hit, in either way in or in both."""

    counts: tuple[Counted, ...]
    costs: Mapping[str, Cost]
    """By kind: of what is counted, and of assets without a value."""
    assets: ExposureFile | None = None
    """Assets one by one."""
    rows: int = 0
    """Of the table of counts, with those that were left out."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a case says of what was hit, and of what follows."""

    assumptions: Assumptions
    hit: Hit
    flows: tuple[Flow, ...] = ()
    paths: Mapping[str, Path] = field(default_factory=dict)
    months: int = 0
    components: tuple[Component, ...] = ()
    published: tuple[Published, ...] = ()
    series: Mapping[str, Series] = field(default_factory=dict)
    """Counts over time by name, in the order of their dates."""
    people: Mapping[str, float] = field(default_factory=dict)
    """By region."""
    facilities: tuple[Facility, ...] = ()
    available: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """What there is of a commodity in a region, a day."""
    shapes: Shapes | None = None
    """The outlines of its regions, for a map."""

    @property
    def regions(self) -> frozenset[str]:
        """Every region that its tables have a figure for."""
        listed = self.hit.assets.names("region") if self.hit.assets is not None else frozenset()
        counted = {row.region for row in self.hit.counts} | {one.region for one in self.facilities}
        return frozenset({*listed, *counted, *self.people})
