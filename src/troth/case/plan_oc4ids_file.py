"""`[oc4ids]` of plan.toml: which files of OC4IDS hold projects, and what is assumed where the standard says nothing."""

from typing import Annotated

from pydantic import Field, StringConstraints

from troth.records.base import Record

Name = Annotated[str, StringConstraints(min_length=1)]
Count = Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)]
Periods = Annotated[int, Field(strict=True, ge=1, le=400)]
Amount = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]


class SectorFile(Record):
    """What is assumed of the projects of a sector; nothing of it is in OC4IDS."""

    source: Name
    """Who says so, or that it is made up: an assumption without a source is none."""
    sector: Name | None = None
    """What the earmarks of plan_pots.csv call it; else OC4IDS's own code, down to the dot."""
    crews: dict[Name, Count] | None = None
    """By pool; none at all is said with {}."""
    materials: Amount | None = None
    periods: Periods | None = None
    """Where the file has no dates."""
    duration_log_sd: Amount | None = None
    cost_log_sd: Amount | None = None


class ProjectFile(SectorFile):
    """The same of one project, and what may stand in place of what the file says."""

    id: Name | None = None
    """A shorter one for the case's other tables."""
    region: Name | None = None
    cost: Amount | None = None
    """In the plan's currency, where the file has no budget."""
    after: tuple[Name, ...] = ()
    pots: tuple[Name, ...] = ()


class Oc4idsFile(Record):
    """The table `[oc4ids]`."""

    files: Annotated[tuple[Name, ...], Field(min_length=1)]
    """In the case folder."""
    donors: dict[Name, Name] = Field(default_factory=dict)
    """The donor of plan_pots.csv whom an organisation of the files is, by its id or its name."""
    sectors: dict[Name, SectorFile] = Field(default_factory=dict)
    """By OC4IDS's code; a narrower one goes before a wider."""
    projects: dict[Name, ProjectFile] = Field(default_factory=dict)
    """By the id in the file."""
