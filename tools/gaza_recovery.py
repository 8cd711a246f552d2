"""The tables of `cases/gaza-recovery`, from the needs of `cases/gaza-damage` and the assumptions that stand here.

    python tools/gaza_recovery.py cases/gaza-damage cases/gaza-recovery/tables

Needs come from the assessment itself. What no source tells (how needs spread over governorates, what a clinic costs, how many
truck loads a home takes, which money there is) is an assumption; each row says so, and whoever knows better changes the row.
"""

import csv
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from troth import case
from troth.case.assess_step import assess_case, tables_of

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Governorate:
    """A part of the Gaza Strip."""

    id: str
    name: str
    share: float
    """Of the people before the war: an assumption."""


GOVERNORATES = (
    Governorate("north", "North Gaza", 0.20),
    Governorate("gaza", "Gaza City", 0.34),
    Governorate("deir", "Deir al-Balah", 0.14),
    Governorate("khan", "Khan Younis", 0.20),
    Governorate("rafah", "Rafah", 0.12),
)
PEOPLE, PUPILS, WITHOUT_HOME = 2_100_000, 625_000, 1_344_000
REPAIRED, REBUILT = 166_857, 125_143
"""Homes with possible or moderate damage, and homes severely damaged or destroyed, as in `cases/gaza-damage`."""
REPAIR_COST = 0.20
"""Of the cost of all homes, by the damage ratios of that case: 28,604 of 143,020 homes' worth."""
REPAIR_LOT, REBUILD_LOT, SCHOOL_LOTS = 5_600, 2_100, 2
"""Homes in a lot, about, and lots of schools in each governorate."""
TRUCKS = {
    "repair": 0.4,
    "rebuild": 6.0,
    "school": 60.0,
    "power": 400.0,
    "water": 600.0,
    "clinic": 15.0,
    "hospital": 150.0,
}
"""Loads of 25 tonnes for a home, a home, a school building, a governorate's grid at a share of one fifth, and so on: assumptions."""
SPLIT = "assumption: spread over governorates by the people before the war"
HOMES = f"needs of gaza-damage; {SPLIT}"
OTHER = "interim-2024: energy, water and municipal works about 0.8 billion of damage by January 2024; assumption: half for power, half for water"
HEALTH = "ocha-221: 75 of 132 clinics and 19 of 36 hospitals not functional; assumption: 3 million a clinic, 60 million a hospital"


def needs(damage: Path) -> Iterator[Row]:
    """The needs of the assessment, by component and phase, rounded to thousands."""
    told = case.load(damage)
    if told.assessment is None:
        msg = f"{damage} has no assess.toml"
        raise SystemExit(msg)
    seed = told.settings.seed if isinstance(told.settings.seed, int) else 0
    for row in tables_of(told.assessment, assess_case(told.assessment, seed=seed))["needs"]:
        if row["component"]:  # the others are sums
            points = {key: round(float(row[key]), -3) for key in ("mean", "sd", "q05", "q50", "q95")}
            kept = {key: row[key] for key in ("sector", "component", "phase", "currency", "price_year")}
            yield {**kept, **points, "because": "gaza-damage: troth assess cases/gaza-damage"}


def projects() -> Iterator[Row]:
    """The projects of each governorate, in the order in which an engineer would name them."""
    for part in GOVERNORATES:
        at, share = part.id, part.share
        yield _project(part, f"{at}-debris-1", "Debris and mines, first roads and sites", "debris", 3, ("clearers", 3), need=f"housing/debris and demining {0.4 * share:.3f}")  # fmt: skip
        yield _project(part, f"{at}-debris-2", "Debris and mines, the rest", "debris", 5, ("clearers", 3), need=f"housing/debris and demining {0.6 * share:.3f}", after=f"{at}-debris-1")  # fmt: skip
        yield _project(part, f"{at}-power", "Lines and substations", "power", 4, ("engineers", 2), cost=4e8 * share, trucks=TRUCKS["power"] * 5 * share, after=f"{at}-debris-1", source=OTHER)  # fmt: skip
        yield _project(part, f"{at}-water", "Wells, desalination, mains and pumps", "water", 4, ("engineers", 2), cost=4e8 * share, trucks=TRUCKS["water"] * 5 * share, after=f"{at}-debris-1", source=OTHER)  # fmt: skip
        clinics, hospitals = round(75 * share), max(1, round(19 * share))
        yield _project(part, f"{at}-clinics", f"{clinics} clinics", "health", 3, ("builders", 2), cost=3e6 * clinics, trucks=TRUCKS["clinic"] * clinics, source=HEALTH)  # fmt: skip
        yield _project(part, f"{at}-hospitals", f"{hospitals} hospitals", "health", 6, ("builders", 3), cost=6e7 * hospitals, trucks=TRUCKS["hospital"] * hospitals, after=f"{at}-debris-1", source=HEALTH)  # fmt: skip
        yield from _schools(part)
        yield from _homes(part)


def _schools(part: Governorate) -> Iterator[Row]:
    share = part.share / SCHOOL_LOTS
    need = f"education/reconstruction {share:.3f}; education/building back better {share:.3f}"
    for lot in range(1, SCHOOL_LOTS + 1):
        yield _project(part, f"{part.id}-schools-{lot}", f"Schools, lot {lot}", "education", 4, ("builders", 2), need=need, trucks=TRUCKS["school"] * 462 * share)  # fmt: skip


def _lots(part: Governorate, homes: int, lot: int) -> int:
    return max(1, round(homes * part.share / lot))


def _homes(part: Governorate) -> Iterator[Row]:
    lots = _lots(part, REPAIRED, REPAIR_LOT)
    for lot in range(1, lots + 1):
        share = part.share / lots
        yield _project(part, f"{part.id}-repair-{lot}", f"Repair of {_homes_of(REPAIRED * share)} homes, lot {lot}", "housing", 3, ("builders", 3), need=f"housing/reconstruction {REPAIR_COST * share:.6f}", trucks=TRUCKS["repair"] * REPAIRED * share)  # fmt: skip
    lots = _lots(part, REBUILT, REBUILD_LOT)
    for lot in range(1, lots + 1):
        share = part.share / lots
        need = f"housing/reconstruction {(1 - REPAIR_COST) * share:.6f}; housing/building back better {share:.6f}"
        yield _project(part, f"{part.id}-rebuild-{lot}", f"{_homes_of(REBUILT * share)} new homes, lot {lot}", "housing", 6, ("builders", 4), need=need, trucks=TRUCKS["rebuild"] * REBUILT * share, after=f"{part.id}-debris-2")  # fmt: skip


def _homes_of(homes: float) -> str:
    return f"{round(homes, -2):,.0f}"


def _project(part: Governorate, name: str, what: str, sector: str, duration: int, crew: tuple[str, int], *, need: str = "", cost: float = 0.0, trucks: float = 0.0, after: str = "", source: str = HOMES) -> Row:  # noqa: PLR0913 - a row has as many cells  # fmt: skip
    return {
        "project": name, "name": f"{part.name}: {what}", "sector": sector, "region": part.name, "duration": duration,
        "cost": f"{cost:.0f}" if cost else "", "need": need, "crew": crew[0], "crews": crew[1],
        "materials": f"{trucks / duration:.0f}" if trucks else 0, "after": after, "duration_log_sd": 0.3,
        "cost_log_sd": "" if need else 0.4, "source": source,
    }  # fmt: skip


def services() -> Iterator[Row]:
    """Whom each project serves once it and what it depends on are there."""
    for part in GOVERNORATES:
        at, share = part.id, part.share
        both = f"{at}-power;{at}-water"
        yield _service(
            part, f"{at}-light", "Power", 2_100_000 * share, f"{at}-power", "ocha-2024-01: no mains power"
        )
        yield _service(part, f"{at}-taps", "Water", 1_974_000 * share, both, "oxfam-2024-07: 94 % less water")
        yield _service(part, f"{at}-care", "Clinics", 1_192_800 * share, f"{at}-clinics;{both}", "ocha-221")
        yield _service(
            part, f"{at}-wards", "Hospitals", 1_108_800 * share, f"{at}-hospitals;{both}", "ocha-221"
        )
        for lot in range(1, SCHOOL_LOTS + 1):
            yield _service(part, f"{at}-lessons-{lot}", f"Lessons, lot {lot}", PUPILS * share / SCHOOL_LOTS, f"{at}-schools-{lot};{at}-water", "oct-2023: no pupil had access to school")  # fmt: skip
        for kind, lots, homes in (
            ("repair", _lots(part, REPAIRED, REPAIR_LOT), REPAIRED),
            ("rebuild", _lots(part, REBUILT, REBUILD_LOT), REBUILT),
        ):
            people = WITHOUT_HOME * homes / (REPAIRED + REBUILT) * share / lots
            for lot in range(1, lots + 1):
                yield _service(part, f"{at}-{kind}-{lot}-roofs", f"Homes of {kind} lot {lot}", people, f"{at}-{kind}-{lot};{both}", "gaza-damage: 1,344,000 people without their home")  # fmt: skip


def _service(part: Governorate, name: str, what: str, people: float, requires: str, source: str) -> Row:
    return {
        "service": name, "name": f"{part.name}: {what}", "region": part.name, "people": f"{people:.0f}",
        "requires": requires, "source": f"{source}; {SPLIT}",
    }  # fmt: skip


MADE_UP = "made up: no pledge for Gaza is in what this case rests on; replace it by what is pledged"
POTS = (
    ("any", "envelope for anything", (300, 500, 600, 600, 500, 500, 400, 400, 300, 300), "", ""),
    ("homes", "envelope for housing", (200, 500, 700, 800, 800, 800, 700, 600, 500, 400), "housing;debris", ""),
    ("services", "envelope for services", (300, 400, 300, 200, 150, 100, 100, 100, 50, 50), "power;water;health;education", ""),
    ("north", "envelope for the north", (50, 100, 150, 150, 100, 100, 50, 50, 50, 50), "", "North Gaza;Gaza City"),
)  # fmt: skip
"""Millions of dollars by year. They are nobody's."""


def pots() -> Iterator[Row]:
    """The money by year."""
    for pot, donor, millions, sectors, regions in POTS:
        for year, amount in enumerate(millions, 1):
            yield {"pot": pot, "donor": donor, "year": year, "amount": amount * 1_000_000, "currency": "USD", "sectors": sectors, "regions": regions, "source": MADE_UP}  # fmt: skip


BUILDING = 0.4
"""The part of all truck loads that building materials may take: an assumption."""
DAYS = 30
CROSSINGS = (
    ("counted", 94, 145, 206, "un2720-2025-10: 94 a day of the UN and partners, 206 at most; gmo-2025-10: 145 of all kinds"),
    ("agreed", 600, 600, 600, "truce-2025-10: 600 a day, a term of the ceasefire of October 2025"),
)  # fmt: skip


def import_caps() -> Iterator[Row]:
    """How many truck loads of building material may pass in a month: as counted in October 2025, and as agreed."""
    for name, low, middle, high, source in CROSSINGS:
        points = {
            key: round(day * DAYS * BUILDING) for key, day in (("q05", low), ("q50", middle), ("q95", high))
        }
        yield {"material": name, "month": "2027-01", **points, "unit": "truck", "because": f"{source}; assumption: {BUILDING:.0%} of them building materials"}  # fmt: skip


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write a table with the columns of its first row."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        out.writeheader()
        out.writerows(rows)


def main(damage: Path, out: Path) -> None:
    """Write the five tables."""
    write(out / "needs.csv", list(needs(damage)))
    write(out / "plan_projects.csv", list(projects()))
    write(out / "plan_services.csv", list(services()))
    write(out / "plan_pots.csv", list(pots()))
    write(out / "import_caps.csv", list(import_caps()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
