"""What other rooms hand to a programme as tables: needs, import caps, chances of access; and further ways of doing a project."""

import csv
import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from troth import case
from troth.case.plan_step import plan_case, plan_tables
from troth.case.programme import Planning
from troth.records.errors import ProblemsError

ROOT = Path(__file__).resolve().parents[2]
MIRNA, GAZA = ROOT / "cases/mirna-recovery", ROOT / "cases/gaza-recovery"
CARD = (
    '\n[[table]]\nname = "{name}"\nfile = "{name}.csv"\nunit = "EUR"\nsource = "made up"\nlicence = "ours"\n'
)


def mirna(tmp_path: Path, table: str = "", rows: str = "", *changes: tuple[str, str]) -> Path:
    """The made-up case with one table more, and other words in its plan.toml."""
    copied = tmp_path / "mirna"
    shutil.copytree(MIRNA, copied)
    if table:
        (copied / f"tables/{table}.csv").write_text(rows)
        with (copied / "tables/tables.toml").open("a") as file:
            file.write(CARD.format(name=table))
    alone = re.sub(
        r"compare = .*", "", (copied / "case.toml").read_text()
    )  # its scenarios change imports too
    (copied / "case.toml").write_text(alone)
    told = (copied / "plan.toml").read_text()
    for old, new in changes:
        assert old in told
        told = told.replace(old, new, 1)
    (copied / "plan.toml").write_text(told)
    return copied


def planning(folder: Path) -> Planning:
    found = case.load(folder).planning
    assert found is not None
    return found


def complaints(folder: Path) -> str:
    with pytest.raises(ProblemsError) as caught:
        case.load(folder)
    return str(caught.value)


# --- needs ------------------------------------------------------------------------------------------------------------


NEEDS = """sector,component,phase,currency,price_year,mean,q05,q50,q95,because
housing,reconstruction,short,EUR,2024,1000000,500000,900000,2000000,survey
housing,reconstruction,long,EUR,2024,3000000,1500000,2700000,6000000,survey
housing,,,EUR,2024,4000000,2000000,3600000,8000000,survey
"""


def with_need(folder: Path, need: str, cost: str = "") -> Path:
    path = folder / "tables/plan_projects.csv"
    lines = path.read_text().splitlines()
    told = [
        f"{lines[0]},need",
        f"hut,Huts of Brodek,housing,Brodek,2,{cost},builders,1,0.1,,,0.2,,made up,{need}",
    ]
    path.write_text("\n".join([told[0], *(f"{line}," for line in lines[1:]), told[1]]) + "\n")
    return folder


def test_a_project_costs_its_share_of_the_need_and_is_as_uncertain(tmp_path: Path):
    told = planning(with_need(mirna(tmp_path, "needs", NEEDS), "housing/reconstruction 0.25"))
    hut = next(one for one in told.programme.projects if one.id == "hut")
    assert all(mode.cost == pytest.approx(1_000_000) for mode in hut.modes)
    assert hut.cost_log_sd == pytest.approx(0.4214, abs=1e-4), "ln(8 / 2) over two times 1.645"


def test_what_a_plan_does_of_the_needs_is_told(tmp_path: Path):
    told = planning(
        with_need(
            mirna(tmp_path, "needs", NEEDS, ("iterations = 1500", "iterations = 20")),
            "housing/reconstruction 0.25",
        )
    )
    made, replayed = plan_case(told, seed=1)
    rows = plan_tables(told, made, replayed)["plan_needs"]
    assert [(row["sector"], row["component"], row["projects"]) for row in rows] == [
        ("housing", "reconstruction", 0.25)
    ]
    assert rows[0]["planned"] == (0.25 if "hut" in made.starts else 0.0)


@pytest.mark.parametrize(
    ("need", "cost", "says"),
    [
        ("housing/roofs 0.2", "", "need housing/roofs', expected one of tables/needs.csv: housing/reconstruction"),
        ("housing/reconstruction 2", "", "expected a need and a share of it"),
        ("housing/reconstruction", "", "expected a need and a share of it"),
        ("", "", "cost empty"),
        ("housing/reconstruction 0.7; housing/reconstruction 0.7", "5", "found '1.4 of housing/reconstruction', expected shares that come to 1 or less"),
    ],
)  # fmt: skip
def test_a_share_that_is_none_is_told(need: str, cost: str, says: str, tmp_path: Path):
    assert says in complaints(with_need(mirna(tmp_path, "needs", NEEDS), need, cost))


# --- what passes the crossings, and who can be reached -----------------------------------------------------------------


CAPS = "material,month,q05,q50,q95,unit,because\n" + "".join(
    f"cement,{month},{low},{low + 1},{low + 2},kilotonne,made up\n"
    for month, low in (("2026-07", 1), ("2026-08", 2), ("2026-09", 3), ("2026-10", 9))
)
NO_IMPORTS = ("imports = [5, 5, 8, 8, 8, 8, 10]", 'imports_of = "cement"')


def test_import_caps_by_month_are_added_up_and_the_last_holds_on(tmp_path: Path):
    told = planning(mirna(tmp_path, "import_caps", CAPS, NO_IMPORTS))
    assert told.programme.imports[:3] == (9.0, 30.0, 30.0)
    low = planning(
        mirna(tmp_path / "low", "import_caps", CAPS, (NO_IMPORTS[0], f'{NO_IMPORTS[1]}\nimports_at = "q05"'))
    )
    assert low.programme.imports[:2] == (6.0, 27.0)


@pytest.mark.parametrize(
    ("rows", "change", "says"),
    [
        (CAPS.replace("cement,2026-08", "sand,2026-08"), NO_IMPORTS, "expected a row of cement for 2026-08"),
        (CAPS, (NO_IMPORTS[0], 'imports_of = "steel"'), "expected rows of steel"),
        (CAPS.replace("2026-09,", "September,"), NO_IMPORTS, "found 'month September', expected a month as in 2026-07"),
        (CAPS.replace(",9,10,11,", ",9,8,11,"), NO_IMPORTS, "expected points that rise"),
        (CAPS, ("imports = [", 'imports_of = "cement"\nimports = ['), "expected `imports` or `imports_of`"),
    ],
)  # fmt: skip
def test_import_caps_that_do_not_tell_are_named(
    rows: str, change: tuple[str, str], says: str, tmp_path: Path
):
    assert says in complaints(mirna(tmp_path, "import_caps", rows, change))


def test_chances_of_access_become_a_gate_and_its_delays(tmp_path: Path):
    rows = (
        "region,valid_from,valid_to,p_open,because\n"
        "Savina,2026-07-01,2026-12-31,0.1,report\nSavina,2027-01-01,2027-03-31,0.6,report\nSavina,2027-04-01,,1,report\n"
        "Kolda,2026-07-01,,1,report\nAtlantis,2026-07-01,,0.2,report\n"
    )
    told = planning(mirna(tmp_path, "gates", rows))
    assert told.programme.gates["Savina"] == 2
    assert told.doubts.gates["Savina"][:3] == pytest.approx((0.6, 0.4, 0.0))
    assert told.programme.gates["Kolda"] == 2, "plan.toml says so itself"
    assert not any("Atlantis" in fault.what for fault in plan_case(told, seed=1)[0].faults)


def test_a_chance_above_one_is_told(tmp_path: Path):
    rows = "region,valid_from,p_open,because\nSavina,2026-07-01,1.5,report\n"
    assert "tables/gates.csv line 2: found 'p_open 1.5', expected a chance from 0 to 1" in complaints(
        mirna(tmp_path, "gates", rows)
    )


# --- further ways of doing a project -----------------------------------------------------------------------------------


HEAD = "project,duration,cost,crew,crews,materials,source,funding\n"


def test_a_project_may_be_done_faster_for_more_with_two_crews_and_told_payers(tmp_path: Path):
    row = "brodek-road,1,4000000,builders;deminers,3;1,2,made up,open 0.75; budget 0.25\n"
    told = planning(mirna(tmp_path, "plan_modes", HEAD + row))
    road = next(one for one in told.programme.projects if one.id == "brodek-road")
    fast = road.modes[-1]
    assert (fast.duration, dict(fast.crews), fast.materials) == (1, {"builders": 3, "deminers": 1}, 2.0)
    assert dict(fast.money) == {"open": 3_000_000, "budget": 1_000_000}
    assert len(road.modes) > 1, "the ways of plan_projects.csv stay"


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("atlantis-road,1,4,builders,3,2,made up,\n", "project atlantis-road', expected one of tables/plan_projects.csv"),
        ("brodek-road,1,4,builders;deminers,3,2,made up,\n", "crews 3', expected a number for each of builders, deminers"),
        ("brodek-road,1,4,builders,3,2,made up,open 0.5\n", "expected shares above 0 that come to 1"),
        ("brodek-road,1,4,builders,3,2,made up,sea 1\n", "expected pots that may pay for it"),
        ("brodek-road,1,4,builders,3,2,made up,open\n", "expected a pot and its share"),
        ("brodek-road,soon,4,builders,3,2,made up,\n", "duration soon', expected a whole number of periods"),
    ],
)  # fmt: skip
def test_a_way_that_is_none_is_told(row: str, says: str, tmp_path: Path):
    assert says in complaints(mirna(tmp_path, "plan_modes", HEAD + row))


# --- Gaza: needs as assessed, crossings as counted and as agreed -------------------------------------------------------


def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gaza_recovery", ROOT / "tools/gaza_recovery.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_tables_of_gaza_are_what_the_assessment_and_the_assumptions_give(tmp_path: Path):
    tool().main(ROOT / "cases/gaza-damage", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"needs.csv", "plan_projects.csv", "plan_services.csv", "plan_pots.csv", "import_caps.csv"}  # fmt: skip
    for path in tmp_path.iterdir():
        assert path.read_text() == (GAZA / "tables" / path.name).read_text(), path.name


def test_the_projects_of_gaza_take_every_need_whole_and_nobody_pays_who_did_not_pledge():
    shares: dict[str, float] = {}
    for claims in planning(GAZA).claims.values():
        for one in claims:
            shares[one.need] = shares.get(one.need, 0.0) + one.share
    assert all(share == pytest.approx(1.0, abs=1e-3) for share in shares.values())
    assert len(shares) == len(planning(GAZA).needs)
    with (GAZA / "tables/plan_pots.csv").open() as file:
        assert all(row["source"].startswith("made up") for row in csv.DictReader(file))


def test_more_through_the_crossings_of_gaza_never_serves_fewer():
    told = case.load(GAZA).planning
    assert told is not None
    made, replayed = plan_case(told, seed=1)
    rows = {row["scenario"]: row for row in plan_tables(told, made, replayed)["plan_scenarios"]}
    assert rows["as-agreed"]["objective"] > rows[""]["objective"] > rows["fewest-counted"]["objective"]
    assert rows["twice-the-builders"]["objective"] >= rows[""]["objective"]
    assert all(row["checked"] for row in rows.values())


def test_a_desk_that_looks_again_does_not_plan_again(monkeypatch: pytest.MonkeyPatch):
    loaded = case.load(GAZA)
    first = case.run(loaded)
    monkeypatch.setattr("troth.case.plan_step.plan_case", lambda *_, **__: pytest.fail("it is planned again"))
    assert case.run(loaded, viewer="public").tables["plan_projects"] == first.tables["plan_projects"]
