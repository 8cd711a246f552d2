"""Tables of an assessment over time and for people: counts as they were told, whom facilities served, what there is."""

from collections.abc import Mapping
from datetime import date

from troth.assess.series import Series
from troth.assess.services import SPHERE, Facility

from .assess_cells import number, rows_of, text_of
from .assess_counts import COUNTS
from .assessed import Assessment
from .csvfile import Cells, Columns
from .exposure_whole import spelt_twice
from .folder import Folder

SERIES, PEOPLE, FACILITIES, AVAILABLE = (
    f"tables/{name}.csv" for name in ("series", "people", "facilities", "available")
)
_SERIES = Columns(("series", "date", "value", "source"))
_PEOPLE = Columns(("region", "people", "source"))
_FACILITIES = Columns(("service", "region", "people", "works", "source"))
_AVAILABLE = Columns(("region", "commodity", "quantity", "source"))


def read_series(folder: Folder) -> Mapping[str, Series]:
    """Counts over time, each in the order of its dates."""
    found: dict[str, list[tuple[date, float]]] = {}
    for name, day, value in rows_of(folder, SERIES, _SERIES, _told, optional=True):
        found.setdefault(name, []).append((day, value))
    return {name: sorted(told) for name, told in found.items()}


def _told(row: Cells) -> tuple[str, date, float]:
    try:
        day = date.fromisoformat(row["date"])
    except ValueError:
        msg = f"date {row['date'] or 'empty'}: expected a date as 2024-06-07"
        raise ValueError(msg) from None
    text_of(row, "source")
    return text_of(row, "series"), day, number(row, "value")


def read_people(folder: Folder) -> Mapping[str, float]:
    """How many people live in each region."""
    return dict(
        rows_of(
            folder,
            PEOPLE,
            _PEOPLE,
            lambda row: (text_of(row, "region"), number(row, "people")),
            optional=True,
        )
    )


def read_facilities(folder: Folder) -> tuple[Facility, ...]:
    """What served whom, and how much of it works."""
    return tuple(rows_of(folder, FACILITIES, _FACILITIES, _facility, optional=True))


def _facility(row: Cells) -> Facility:
    where = text_of(row, "service"), text_of(row, "region")
    return Facility(*where, number(row, "people"), number(row, "works"), text_of(row, "source"))


def read_available(folder: Folder) -> Mapping[tuple[str, str], float]:
    """What there is of a commodity in a region, a day, in the unit of its standard."""
    return dict(rows_of(folder, AVAILABLE, _AVAILABLE, _available, optional=True))


def _available(row: Cells) -> tuple[tuple[str, str], float]:
    commodity = text_of(row, "commodity")
    if commodity not in SPHERE:
        msg = f"commodity {commodity}: expected one of {', '.join(SPHERE)}"
        raise ValueError(msg)
    return (text_of(row, "region"), commodity), number(row, "quantity")


def check_regions(folder: Folder, found: Assessment) -> None:
    """Note a region that one table spells otherwise than another: its people would be those of another place."""
    told = dict.fromkeys(found.people, PEOPLE)
    told |= {one.region: FACILITIES for one in found.facilities if one.region not in told}
    told |= {region: AVAILABLE for region, _ in found.available if region not in told}
    told |= {row.region: COUNTS for row in found.hit.counts}
    for one, other in spelt_twice(sorted(told)):
        where = told[other] if told[other] != COUNTS else told[one]
        folder.problems.add(
            where, field="region", found=f"{one!r} and {other!r}", expected="one spelling of each name in all tables",
            remedy="write both the same way",
        )  # fmt: skip
