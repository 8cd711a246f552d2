"""`plan.toml`: what all projects of a programme have in common, read key by key."""

import re
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from troth.plan.programme import Programme
from troth.records.base import Record

from .assessment import plain
from .fields import Spot
from .folder import Folder
from .plan_oc4ids_file import Oc4idsFile
from .problems import did_you_mean, listed
from .tomlfile import Document, spot_of

FILE = "plan.toml"
MONTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
PER_YEAR = {"month": 12, "quarter": 4, "half-year": 2, "year": 1}
_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")

Whole = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(strict=True, gt=0, le=1)]
Name = Annotated[str, StringConstraints(min_length=1)]


class FloorFile(Record):
    """No region is left behind: so large a share of its people is served by a period."""

    region: Name
    period: Whole
    share: Share


class GoalFile(Record):
    """So many people are to be served in all, as the programme has promised."""

    people: Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
    source: Name
    """Who has promised it."""
    by: Whole | None = None
    """The period by which, from 0."""
    services: tuple[Name, ...] = ()
    """Which of them count; none: all."""


class PlanFile(Record):
    """The keys of plan.toml; each as the handbook's page on planning describes it."""

    periods: Annotated[int, Field(strict=True, ge=1, le=400)] = 24
    periods_per_year: Annotated[int, Field(strict=True, ge=1, le=366)] = 4
    period: Literal["month", "quarter", "half-year", "year"] = "quarter"
    begins: Annotated[str, Field(strict=True)] = ""
    discount: Share = 0.99
    currency: Annotated[str, Field(strict=True)] = ""
    iterations: Annotated[int, Field(strict=True, ge=1, le=1_000_000)] = 2000
    draws: Annotated[int, Field(strict=True, ge=1, le=100_000)] = 300
    margin: Amount = 0.0
    objective: Literal["people_days", "lateness", "makespan"] = "people_days"
    now: Whole = 0
    imports: tuple[Amount, ...] = ()
    imports_of: str = ""
    imports_at: Literal["q05", "q50", "q95"] = "q50"
    crews: dict[Name, Whole] = Field(default_factory=dict)
    gates: dict[Name, Whole] = Field(default_factory=dict)
    gate_odds: dict[Name, tuple[Amount, ...]] = Field(default_factory=dict)
    floors: tuple[FloorFile, ...] = ()
    money: dict[Name, Amount] = Field(default_factory=dict)
    oc4ids: Oc4idsFile | None = None
    goal: GoalFile | None = None
    rates: dict[Name, Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]] = Field(
        default_factory=dict
    )
    started: dict[Name, tuple[Whole, Whole]] = Field(default_factory=dict)

    @field_validator("imports", mode="before")
    @classmethod
    def _every_period(cls, said: object) -> object:
        """One figure holds for every period."""
        return said if isinstance(said, list | tuple) else (said,)

    @field_validator("gate_odds")
    @classmethod
    def _some_chance(
        cls, said: dict[str, tuple[float, ...]], info: ValidationInfo
    ) -> dict[str, tuple[float, ...]]:
        del info
        if never := next((name for name, odds in said.items() if not sum(odds)), None):
            msg = f"chances of which one is above 0, and not none for {never}; write how likely each delay is"
            raise ValueError(msg)
        return said


def first_month(told: PlanFile) -> int | None:
    """The month in which the first period begins, counted from the year 0; None where nobody says.

    >>> first_month(PlanFile(begins="2026-07")) - first_month(PlanFile(begins="2026-01"))
    6
    """
    return int(told.begins[:4]) * 12 + int(told.begins[5:7]) - 1 if _MONTH.fullmatch(told.begins) else None


def read_plan_file(folder: Folder, document: Document) -> PlanFile:
    """Read plan.toml; what is wrong is noted with its line, and the usual values stand for it."""
    spot, data = spot_of(document, folder), dict[str, Any](plain(document.data))
    for key in sorted(set(data) - set(PlanFile.model_fields)):
        del data[key]
        remedy = did_you_mean(key, PlanFile.model_fields, f"known keys: {listed(PlanFile.model_fields, 30)}")
        spot.bad(key, found=key, expected="a known key", remedy=remedy)
    good = {}
    for key, value in data.items():  # one by one: a wrong key says nothing of the others, nor of the tables
        if (alone := spot.build(PlanFile, {key: value})) is not None:
            good[key] = getattr(alone, key)
    found = PlanFile(**good)
    if len(good) == len(data):
        _fits(spot, found)
    return found


def _fits(spot: Spot, found: PlanFile) -> None:
    """Note what does not go together: dates and lengths of periods, and what lies behind the horizon."""
    if found.begins and not _MONTH.fullmatch(found.begins):
        spot.bad("begins", found=found.begins, expected="the month in which it begins", remedy="write it as in 2026-07")  # fmt: skip
    if found.imports and found.imports_of:
        spot.bad("imports", found=list(found.imports), expected="`imports` or `imports_of`", remedy="take one of them out")  # fmt: skip
    if found.periods_per_year != PER_YEAR[found.period]:
        spot.bad(
            "periods_per_year", found=found.periods_per_year, expected=f"{PER_YEAR[found.period]}, for each period is a {found.period}",
            remedy="make `period` and `periods_per_year` say the same",
        )  # fmt: skip
    late = [(("now",), found.now), *((("floors", number, "period"), one.period) for number, one in enumerate(found.floors))]  # fmt: skip
    for at, period in late:
        if period >= found.periods:
            spot.bad(at, found=period, expected=f"a period below {found.periods}, counted from 0", remedy="correct it, or `periods`")  # fmt: skip


def known_names(folder: Folder, document: Document, told: PlanFile, programme: Programme) -> None:
    """Note a region in which nothing is planned, and what cannot have started: each would be passed over in silence."""
    spot = spot_of(document, folder)
    built, served = ({one.region for one in those} for those in (programme.projects, programme.services))
    pots = {pot.id for pot in programme.pots}
    found: list[tuple[tuple[str | int, ...], str, set[str], str]] = [
        *((("gates", name), name, built, "the region of a project") for name in told.gates),
        *((("gate_odds", name), name, built, "the region of a project") for name in told.gate_odds),
        *((("money", name), name, pots, "a pot") for name in told.money),
        *(
            (("floors", number, "region"), one.region, served, "the region of a service")
            for number, one in enumerate(told.floors)
        ),
    ]
    for at, name, known, what in found:
        if name not in known:
            spot.bad(at, found=name, expected=what, remedy=did_you_mean(name, known, f"there are: {listed(known)}"))  # fmt: skip
    modes = {project.id: len(project.modes) for project in programme.projects}
    for name, (period, mode) in told.started.items():
        if name not in modes:
            spot.bad(("started", name), found=name, expected="a project", remedy=did_you_mean(name, modes, "take it out"))  # fmt: skip
        elif mode >= modes[name]:
            spot.bad(("started", name), found=mode, expected=f"the number of one of its {modes[name]} modes, from 0", remedy="correct the second number")  # fmt: skip
        elif period >= told.now:
            spot.bad(("started", name), found=period, expected=f"a period before `now`, which is {told.now}", remedy="correct the first number, or `now`")  # fmt: skip
