"""Made-up recovery programmes of any size: regions that each need power, water and a road before schools, clinics and homes."""

import numpy as np

from troth.plan.programme import Pot, Programme, Project, Service, funding

PERIODS, POTS, POOLS = 40, 8, 5
MINED = 1 / 3
"""The part of the regions that is mined."""
SECTORS = ("power", "water", "road", "health", "school", "housing", "demining")
POWER, WATER, ROAD, HEALTH, SCHOOL, HOUSING, DEMINING = range(7)


class _Drawn:
    """What has been drawn so far."""

    def __init__(self) -> None:
        self.rows: list[dict] = []
        self.services: list[Service] = []

    def add(self, sector: int, region: int, duration: int, cost: int, pool: int, many: int, material: int, after: list[int]) -> int:  # fmt: skip # noqa: PLR0913, PLR0917 - a row of a table
        """One project; its number."""
        row = {
            "sector": sector,
            "region": region,
            "duration": int(duration),
            "cost": float(cost),
            "pool": pool,
        }
        self.rows.append({**row, "many": int(many), "material": float(material), "after": after})
        return len(self.rows) - 1

    def serves(self, people: float, region: int, needs: list[int]) -> None:
        """One service that needs all of some projects."""
        name, groups = f"S{len(self.services):05}", tuple((f"P{need:05}",) for need in needs)
        self.services.append(Service(name, float(people), groups, region=f"R{region:03}"))


def _backbone(drawn: _Drawn, random: np.random.Generator, region: int) -> tuple[int, list[int], list[int]]:
    """The road, two power lines and two waterworks of a region; in a third of them mines are cleared first."""
    mines = []
    if random.random() < MINED:
        mines = [drawn.add(DEMINING, region, random.integers(1, 3), random.integers(5, 20), 4, random.integers(1, 3), 0, [])]  # fmt: skip
    road = drawn.add(ROAD, region, random.integers(1, 4), random.integers(20, 80), 0, random.integers(1, 4), random.integers(5, 20), mines)  # fmt: skip
    power = [
        drawn.add(POWER, region, random.integers(1, 4), random.integers(30, 120), 1, random.integers(1, 4), random.integers(1, 6), mines)
        for _ in range(2)
    ]  # fmt: skip
    water = [
        drawn.add(WATER, region, random.integers(1, 5), random.integers(20, 90), 2, random.integers(1, 3), random.integers(3, 12), mines)
        for _ in range(2)
    ]  # fmt: skip
    return road, power, water


def _building(drawn: _Drawn, random: np.random.Generator, base: dict, people: np.ndarray) -> None:
    """A clinic, a school or homes, which serve a part of a region once power, road and mostly water are there."""
    region = int(random.integers(len(people)))
    road, power, water = base[region]
    sector = int(random.choice([HEALTH, SCHOOL, HOUSING], p=[0.12, 0.28, 0.6]))
    longest = {HEALTH: 7, SCHOOL: 5, HOUSING: 5}[sector]
    low, high = {HEALTH: (60, 300), SCHOOL: (15, 80), HOUSING: (8, 60)}[sector]
    number = drawn.add(sector, region, random.integers(1, longest), random.integers(low, high), 3, random.integers(1, 4), random.integers(2, 15), [])  # fmt: skip
    share = {HEALTH: 0.5, SCHOOL: 0.12, HOUSING: 0.02}[sector] * random.uniform(0.5, 1.5)
    needs = [number, road, power[random.integers(2)]]
    if sector != SCHOOL:
        needs.append(water[random.integers(2)])
    drawn.serves(people[region] * share, region, needs)


def _pots(drawn: _Drawn, random: np.random.Generator, regions: int) -> tuple[Pot, ...]:
    """One pot for everything and seven with earmarks, together two thirds of what all costs, most of it early."""
    whole = sum(row["cost"] for row in drawn.rows)
    years = np.linspace(1.4, 0.6, PERIODS // 4)
    years /= years.sum()
    pots = [Pot("K0", tuple(whole * 0.65 * 0.25 * years))]
    for number in range(1, POTS):
        sectors = random.choice(7, random.integers(1, 4), replace=False)
        there = random.choice(regions, max(2, int(regions * random.uniform(0.3, 1))), replace=False)
        pots.append(
            Pot(
                f"K{number}", tuple(whole * 0.65 * 0.75 / 7 * years), donor=f"D{number}",
                sectors=frozenset(SECTORS[one] for one in sectors), regions=frozenset(f"R{one:03}" for one in there),
            )
        )  # fmt: skip
    return tuple(pots)


def programme(size: int, seed: int) -> Programme:
    """So many projects, or a few more where the regions' backbones need them."""
    random, drawn = np.random.default_rng(seed), _Drawn()
    regions = max(6, size // 40)
    gates = random.choice([0, 0, 0, 0, 2, 4, 8], regions)
    people = random.lognormal(10, 0.8, regions).astype(int) + 2000
    base = {region: _backbone(drawn, random, region) for region in range(regions)}
    while len(drawn.rows) < size:
        _building(drawn, random, base, people)
    for region, (road, power, water) in base.items():
        for one in power:
            drawn.serves(people[region] * 0.35, region, [one])
        for one in water:
            drawn.serves(people[region] * 0.35, region, [one, power[0]])
        drawn.serves(people[region] * 0.1, region, [road])
    pots = _pots(drawn, random, regions)
    load = np.zeros(POOLS)
    for row in drawn.rows:
        load[row["pool"]] += row["many"] * row["duration"]
    brought = sum(row["material"] * row["duration"] for row in drawn.rows)
    return Programme(
        periods=PERIODS,
        projects=tuple(_project(number, row, pots) for number, row in enumerate(drawn.rows)),
        services=tuple(drawn.services),
        pots=pots,
        crews={f"C{pool}": int(max(8, load[pool] / PERIODS * 1.15)) for pool in range(POOLS)},
        imports=(float(max(30, int(brought / PERIODS * 1.1))),),
        gates={f"R{region:03}": int(gate) for region, gate in enumerate(gates) if gate},
    )


def _project(number: int, row: dict, pots: tuple[Pot, ...]) -> Project:
    bare = Project(f"P{number:05}", SECTORS[row["sector"]], f"R{row['region']:03}", ())
    modes = funding(
        bare, pots, duration=row["duration"], cost=row["cost"], crews={f"C{row['pool']}": row["many"]},
        materials=row["material"],
    )  # fmt: skip
    return Project(bare.id, bare.sector, bare.region, modes, tuple(f"P{one:05}" for one in row["after"]))
