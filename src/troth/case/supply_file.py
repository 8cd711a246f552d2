"""`supply.toml`: what the tables of a supply case have in common, read key by key."""

from datetime import date
from typing import Annotated, Any

from pydantic import Field, StringConstraints, field_validator

from troth.records.base import Record

from .assessment import plain
from .fields import Spot
from .folder import Folder
from .problems import did_you_mean, listed
from .tomlfile import Document, spot_of

FILE = "supply.toml"
SHORTEST, USUAL = 3, 7
"""Days that a rolling plan looks ahead."""

Whole = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Name = Annotated[str, StringConstraints(min_length=1)]
Day = Annotated[str, StringConstraints(pattern=r"^[12]\d{3}-\d{2}-\d{2}$")]


def _real(said: str) -> str:
    if said:
        try:
            date.fromisoformat(said)
        except ValueError:
            msg = f"a day as in 2024-06-01, and not {said}"
            raise ValueError(msg) from None
    return said


class WindowFile(Record):
    """Days that are told apart."""

    name: Name
    first: Day = Field(alias="from")
    last: Day = Field(alias="to")

    _days = field_validator("first", "last")(_real)


class CrossingFile(Record):
    """What a scenario says of a crossing."""

    open: Annotated[bool, Field(strict=True)] = True
    """False: closed on all days of the plan."""
    closed: tuple[Day, ...] = ()
    """The first and the last day on which it is closed, both counted."""
    capacity: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)] | None = None
    """Loads a day when fully open, in place of the table's."""

    @field_validator("closed")
    @classmethod
    def _two(cls, said: tuple[str, ...]) -> tuple[str, ...]:
        if said and (len(said) != 2 or _real(said[0]) > _real(said[1])):  # noqa: PLR2004 - from and to
            msg = 'the first and the last day, as in ["2024-06-03", "2024-06-09"]'
            raise ValueError(msg)
        return said

    @property
    def closed_days(self) -> tuple[date, ...]:
        """The same as dates."""
        return tuple(date.fromisoformat(one) for one in self.closed)


class SupplyFile(Record):
    """The keys of supply.toml; each as the handbook's page on supplying describes it."""

    begins: Annotated[str, Field(strict=True)]
    days: Annotated[int, Field(strict=True, ge=1, le=366)] = 14
    reporter: Annotated[str, Field(strict=True)] = ""
    stage: Annotated[str, Field(strict=True)] = "offloaded"
    unit: Name = "truck"
    learn_until: Annotated[str, Field(strict=True)] = ""
    capacity_quantile: Annotated[float, Field(strict=True)] = 0.9
    together: Annotated[float, Field(strict=True, ge=1, allow_inf_nan=False)] = 1.0
    scenarios: Annotated[int, Field(strict=True, ge=2, le=100_000)] = 20
    two_stage: Annotated[int, Field(strict=True, ge=0, le=100_000)] = 4
    """Of these scenarios, how many the two-stage policy runs: it takes many times as long as the others."""
    branches: Annotated[int, Field(strict=True, ge=2, le=200)] = 6
    window: Annotated[int, Field(strict=True, ge=SHORTEST, le=60)] = USUAL
    pieces: tuple[tuple[Amount, Amount], ...] = ((1.0, 0.2), (3.0, 0.06), (7.0, 0.02))
    windows: tuple[WindowFile, ...] = ()
    crossings: dict[Name, CrossingFile] = Field(default_factory=dict)
    fleet: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)] = 1.0
    """Of the vehicles that the tables say there are."""

    _days = field_validator("begins", "learn_until")(_real)

    @field_validator("capacity_quantile")
    @classmethod
    def _learnt(cls, said: float) -> float:
        """Of what is learnt: the share of its capacity that a day lets pass is told beside this quantile."""
        if said != 0.9:  # noqa: PLR2004 - see `troth.supply.states.capacity`
            msg = "0.9: what a crossing passes on one open day of ten, or more, is its capacity"
            raise ValueError(msg)
        return said

    @property
    def start(self) -> date:
        """Day 0."""
        return date.fromisoformat(self.begins)

    @property
    def learnt_to(self) -> date | None:
        """The last day whose reports are learnt from; the day before day 0 unless something else is said."""
        last = date.fromordinal(self.start.toordinal() - 1)
        return date.fromisoformat(self.learn_until) if self.learn_until else last


def read_supply_file(folder: Folder, document: Document) -> SupplyFile | None:
    """Read supply.toml; what is wrong is noted with its line. Without the day on which it begins there is none."""
    spot, data = spot_of(document, folder), dict[str, Any](plain(document.data))
    for key in sorted(set(data) - set(SupplyFile.model_fields)):
        del data[key]
        remedy = did_you_mean(key, SupplyFile.model_fields, f"known keys: {listed(SupplyFile.model_fields, 30)}")  # fmt: skip
        spot.bad(key, found=key, expected="a known key", remedy=remedy)
    if "begins" not in data:
        spot.bad("begins", expected="begins", remedy='say which day is day 0, as in begins = "2024-06-01"')
        return None
    good = {"begins": data["begins"]}
    for key, value in data.items():  # one by one: a wrong key says nothing of the others, nor of the tables
        alone = spot.build(SupplyFile, {"begins": "2000-01-01", key: value})
        if alone is not None:
            good[key] = getattr(alone, key)
        elif key == "begins":
            return None
    found = SupplyFile(**good)
    _fits(spot, found)
    return found


def _fits(spot: Spot, found: SupplyFile) -> None:
    """Note what does not go together."""
    for number, one in enumerate(found.windows):
        if one.first > one.last:
            spot.bad(("windows", number, "to"), found=one.last, expected=f"a day from {one.first} on", remedy="correct `from` or `to`")  # fmt: skip
    if found.learnt_to is not None and found.learnt_to >= found.start:
        spot.bad("learn_until", found=found.learn_until, expected=f"a day before {found.begins}, on which the plan begins", remedy="nobody knows reports of days to come")  # fmt: skip


def known_crossings(folder: Folder, document: Document, told: SupplyFile, crossings: set[str]) -> None:
    """Note a crossing of supply.toml that the table does not have: it would be passed over in silence."""
    spot = spot_of(document, folder)
    for name in told.crossings:
        if name not in crossings:
            spot.bad(("crossings", name), found=name, expected="a crossing of tables/supply_crossings.csv", remedy=did_you_mean(name, crossings, f"there are: {listed(crossings)}"))  # fmt: skip
