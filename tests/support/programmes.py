"""Recovery programmes for tests: a made-up town, and drawn ones."""

from dataclasses import replace

from hypothesis import strategies as st

from troth.plan.programme import Budget, Pot, Programme, Project, Service, funding

FEW = Budget(seed=1, iterations=60)


def mirna(**changes: object) -> Programme:
    """A made-up town: a clinic needs power and a road, a school a road; one donor pays for health alone."""
    pots = (
        Pot("open", (60.0, 60.0, 40.0)),
        Pot("health", (40.0, 20.0), donor="Norway", sectors=frozenset({"health"})),
    )

    def project(
        name: str, sector: str, duration: int, cost: float, *after: str, materials: float = 1.0
    ) -> Project:
        bare = Project(name, sector, "Mirna", ())
        modes = funding(bare, pots, duration=duration, cost=cost, crews={"builders": 1}, materials=materials)
        return replace(bare, modes=modes, after=after)

    whole = Programme(
        periods=12,
        projects=(
            project("mines", "demining", 1, 8),
            project("road", "road", 2, 25, "mines", materials=2),
            project("power", "power", 2, 30, "mines"),
            project("clinic", "health", 3, 45),
            project("school", "school", 2, 35),
            project("park", "housing", 2, 50),
        ),
        services=(
            Service("care", 900, (("clinic",), ("power",), ("road",)), region="Mirna"),
            Service("lessons", 400, (("school",), ("road",)), region="Mirna"),
            Service("light", 1500, (("power",),), region="Mirna"),
            Service("walks", 50, (("park",),), region="Mirna"),
        ),
        pots=pots,
        crews={"builders": 2},
        imports=(4.0,),
        gates={"Mirna": 1},
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # the caller names fields


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    pots = tuple(
        Pot(f"K{n}", tuple(draw(st.lists(st.integers(0, 20), min_size=2, max_size=2)))) for n in range(2)
    )
    count = draw(st.integers(2, 6))
    projects = []
    for number in range(count):
        bare = Project(f"P{number}", "any", draw(st.sampled_from(["A", "B"])), ())
        modes = funding(
            bare, pots, duration=draw(st.integers(1, 3)), cost=draw(st.integers(1, 15)),
            crews={"c": draw(st.integers(1, 2))}, materials=float(draw(st.integers(0, 2))),
        )  # fmt: skip
        after = tuple(f"P{n}" for n in range(number) if draw(st.integers(0, 3)) == 0)
        projects.append(replace(bare, modes=modes, after=after))
    services = tuple(
        Service(f"S{n}", draw(st.integers(0, 50)), tuple((f"P{draw(st.integers(0, count - 1))}",) for _ in range(2)), region="A")
        for n in range(draw(st.integers(1, 4)))
    )  # fmt: skip
    return Programme(8, tuple(projects), services, pots, {"c": 2}, (3.0,), {"B": draw(st.integers(0, 2))})
