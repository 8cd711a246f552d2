"""What a plan hands to other rooms: services by month with their people, and what has to be brought in by month and region."""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from troth import case
from troth.case.plan_step import plan_case, plan_tables
from troth.records.tables import schema, validate

MIRNA = Path(__file__).resolve().parents[2] / "cases/mirna-recovery"


@pytest.fixture(scope="module")
def handed() -> tuple[Any, dict[str, list[dict[str, Any]]]]:
    planning = case.load(MIRNA).planning
    assert planning is not None
    made, told = plan_case(planning, seed=1)
    return made, plan_tables(planning, made, told, seed=1)


@pytest.mark.parametrize("name", ["recovery", "material_demand"])
def test_what_is_handed_on_has_the_columns_that_the_house_has_agreed(name: str, handed: tuple):
    rows = handed[1][name]
    assert rows
    known = schema(name)
    validate(
        name, pl.DataFrame(rows, schema={column: known[column] for column in known if column in rows[0]})
    )


def test_a_service_is_whole_from_the_month_in_which_the_plan_has_it_and_its_people_lie_in_the_band(
    handed: tuple,
):
    made, tables = handed
    for service in made.programme.services:
        rows = [row for row in tables["recovery"] if row["service"] == service.id]
        assert rows[0]["month"] == "2026-07"
        there = [row["month"] for row in rows if row["share"] == 1]
        when = made.ready.get(service.id)
        months = None if when is None else 2026 * 12 + 6 + 3 * when
        assert there[:1] == ([] if months is None else [f"{months // 12}-{months % 12 + 1:02}"])
        for row in rows:
            assert 0 <= row["q05"] <= row["q50"] <= row["q95"] <= row["people"] == service.people


def test_what_is_brought_in_by_month_adds_up_to_what_the_projects_of_the_plan_use(handed: tuple):
    made, tables = handed
    used = sum(
        mode.materials * mode.duration
        for project in made.programme.projects
        if project.id in made.starts
        for mode in [project.modes[made.starts[project.id][1]]]
    )
    assert sum(row["quantity"] for row in tables["material_demand"]) == pytest.approx(used)
    assert {row["place"] for row in tables["material_demand"]} <= {
        one.region for one in made.programme.projects
    }
