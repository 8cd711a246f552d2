"""Projects of OC4IDS files in a programme: what the file says, what plan.toml assumes, and what nobody says."""

import copy
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth import case
from troth.case.plan_oc4ids_project import splits
from troth.case.plan_step import plan_case, plan_tables
from troth.case.programme import Planning
from troth.plan.programme import Pot, Project
from troth.records.errors import ProblemsError
from troth.share.cli import main

MIRNA = Path(__file__).resolve().parents[2] / "cases/mirna-recovery"
CLINIC: dict[str, Any] = {
    "id": "oc4ids-made-up-1", "title": "Clinic by the bridge", "status": "preparation", "sector": ["health"],
    "period": {"startDate": "2026-07-01T00:00:00Z", "endDate": "2027-03-31T00:00:00Z"},
    "locations": [{"id": "1", "address": {"region": "Mirna"}}],
    "budget": {"amount": {"amount": 1000000, "currency": "EUR"}},
}  # fmt: skip
ASSUMED = """
[oc4ids]
files = ["sources/register.json"]

[oc4ids.sectors.health]
crews = {builders = 1}
materials = 0.5
duration_log_sd = 0.25
source = "made up: engineers of the desk"
"""


def sources(*shares: tuple[str, float], currency: str = "EUR") -> dict[str, Any]:
    parts = [
        {"id": str(number), "amount": {"amount": amount, "currency": currency}, "sourceParty": {"id": name, "name": name}}
        for number, (name, amount) in enumerate(shares)
    ]  # fmt: skip
    return {
        "amount": {"amount": 1000000, "currency": "EUR"},
        "budgetBreakdowns": [{"id": "1", "budgetBreakdown": parts}],
    }


def folder_with(tmp_path: Path, *projects: dict[str, Any], plan: str = ASSUMED, alone: bool = False) -> Path:
    """The made-up case with a register of projects beside its own, or in their place."""
    copied = tmp_path / "mirna"
    shutil.copytree(MIRNA, copied)
    case_toml = copied / "case.toml"
    case_toml.write_text(re.sub(r"(compare|shapes) = .*", "", case_toml.read_text()))
    around = {
        "uri": "https://example.org/p", "version": "0.9", "publishedDate": "2026-07-01T00:00:00Z",
        "publisher": {"name": "Desk"}, "projects": list(projects),
    }  # fmt: skip
    (copied / "sources/register.json").write_text(json.dumps(around))
    with (copied / "plan.toml").open("a") as file:
        file.write(plan)
    if alone:
        (copied / "tables/plan_projects.csv").unlink()
        card = re.compile(r'\[\[table\]\]\nname = "plan_projects".*?(?=\n\[\[|\Z)', re.DOTALL)
        cards = copied / "tables/tables.toml"
        cards.write_text(card.sub("", cards.read_text()))
        (copied / "tables/plan_results.csv").write_text(
            "project,indicator,kind,unit,baseline,target,source\n"
        )
        told = re.sub(r"\[goal\].*?(?=\n\[|\Z)", "", (copied / "plan.toml").read_text(), flags=re.DOTALL)
        (copied / "plan.toml").write_text(told)
    return copied


def planned(tmp_path: Path, *projects: dict[str, Any], plan: str = ASSUMED) -> tuple[Planning, Project]:
    found = case.load(folder_with(tmp_path, *projects, plan=plan)).planning
    assert found is not None
    return found, found.programme.projects[-1]


def with_(**more: Any) -> dict[str, Any]:
    return copy.deepcopy(CLINIC) | more


def complaints(folder: Path) -> str:
    with pytest.raises(ProblemsError) as caught:
        case.load(folder)
    return str(caught.value)


def warned(folder: Path) -> str:
    return "\n".join(one.text() for one in case.check(folder).warnings)


def test_a_project_of_a_file_becomes_one_of_the_programme_with_what_is_assumed(tmp_path: Path):
    planning, clinic = planned(tmp_path, CLINIC)
    assert (clinic.id, clinic.sector, clinic.region) == ("oc4ids-made-up-1", "health", "Mirna")
    mode = clinic.modes[0]
    assert (mode.duration, mode.cost, dict(mode.crews), mode.materials) == (
        3,
        1000000.0,
        {"builders": 1},
        0.5,
    )
    assert clinic.duration_log_sd == 0.25
    assert planning.names[clinic.id] == "Clinic by the bridge"
    assert planning.sources[clinic.id] == (
        "sources/register.json, oc4ids-made-up-1; assumed crews, duration_log_sd, materials: made up: engineers of the desk"
    )
    assert len(planning.programme.projects) > 60, "those of the table are there too"


def test_files_alone_are_enough(tmp_path: Path):
    folder = folder_with(tmp_path, CLINIC, with_(id="oc4ids-made-up-2", title="Second"), alone=True)
    (folder / "tables/plan_services.csv").write_text(
        "service,region,people,requires,source\ncare,Mirna,9000,oc4ids-made-up-1;oc4ids-made-up-2,made up\n"
    )
    plan = (folder / "plan.toml").read_text()
    for table in ("gates", "gate_odds"):  # of regions in which the register has nothing
        plan = re.sub(rf"\[{table}\].*?(?=\n\[)", "", plan, flags=re.DOTALL)
    (folder / "plan.toml").write_text(re.sub(r"\[\[floors\]\].*?(?=\n\[)", "", plan, flags=re.DOTALL))
    planning = case.load(folder).planning
    assert planning is not None
    assert [one.id for one in planning.programme.projects] == ["oc4ids-made-up-1", "oc4ids-made-up-2"]
    assert "sources/register.json" in case.load(folder).inputs


@pytest.mark.parametrize(
    ("period", "periods"),
    [
        ({"startDate": "2026-07-01T00:00:00Z", "endDate": "2026-09-30T00:00:00Z"}, 1),
        ({"startDate": "2026-07-01T00:00:00Z", "endDate": "2026-10-31T00:00:00Z"}, 2),
        ({"durationInDays": 365}, 4),
        ({"durationInDays": 3}, 1),
    ],
)
def test_a_duration_in_days_is_told_in_periods(tmp_path: Path, period: dict[str, Any], periods: int):
    _, clinic = planned(tmp_path, with_(period=period))
    assert clinic.modes[0].duration == periods


def test_of_what_is_under_way_only_what_is_left_is_planned(tmp_path: Path):
    period = {"startDate": "2025-01-01T00:00:00Z", "endDate": "2026-12-31T00:00:00Z"}
    _, clinic = planned(tmp_path, with_(period=period, status="implementation"))
    assert clinic.modes[0].duration == 2, "July to December 2026, in quarters"


def test_what_is_built_is_not_planned_and_what_needs_it_has_it(tmp_path: Path):
    done = with_(id="brodek-power-register", status="completion")
    plan = ASSUMED + '\n[oc4ids.projects.brodek-power-register]\nid = "brodek-grid"\nsource = "made up"\n'
    folder = folder_with(tmp_path, done, with_(status="cancelled"), plan=plan)
    services = folder / "tables/plan_services.csv"
    text = services.read_text()
    text = text.replace("brodek-water;brodek-power", "brodek-water;brodek-grid", 1)
    services.write_text(text.replace(",brodek-power,", ",brodek-grid,", 1))
    planning = case.load(folder).planning
    assert planning is not None
    assert not {one.id for one in planning.programme.projects} & {
        "brodek-grid",
        "brodek-power-register",
        "oc4ids-made-up-1",
    }
    served = {one.id: one.requires for one in planning.programme.services}
    assert served["brodek-taps"] == (("brodek-water",),)
    assert "brodek-light" not in served
    assert "service brodek-light', expected something that is still to be done for it" in warned(folder)
    tables = plan_tables(planning, *plan_case(planning, seed=1))
    power = next(row for row in tables["plan_results"] if row["indicator"] == "brodek-with-power")
    assert (power["since"], power["people"]) == (0, 7980), "it is there from the beginning"
    assert tables["plan_goal_curve"][0]["low"] >= 7980
    assert tables["plan_goal"][0]["now_low"] == 7980 + 13000


def test_a_budget_with_several_sources_is_paid_as_the_file_says(tmp_path: Path):
    budget = sources(("Norway", 300000), ("Recovery trust fund", 500000), ("Norway", 200000))
    _, clinic = planned(tmp_path, with_(budget=budget))
    assert [dict(mode.money) for mode in clinic.modes] == [{"norway": 500000.0, "open": 500000.0}]


def test_what_nobody_has_promised_is_asked_of_the_other_pots(tmp_path: Path):
    _, clinic = planned(tmp_path, with_(budget=sources(("Norway", 400000))))
    assert [dict(mode.money) for mode in clinic.modes] == [
        {"norway": 400000.0, "open": 600000.0},
        {"norway": 400000.0, "budget": 600000.0},
    ]


def test_a_source_without_a_pot_that_may_pay_is_told_and_asked_of_the_others(tmp_path: Path):
    project = with_(
        budget=sources(("Norway", 400000), ("Japan", 600000))
    )  # Japan pays for roads in two other regions
    folder = folder_with(tmp_path, project)
    planning = case.load(folder).planning
    assert planning is not None
    assert all(set(mode.money) & {"open", "budget"} for mode in planning.programme.projects[-1].modes)
    assert "found '600,000 of Japan', expected a donor with a pot that may pay for it" in warned(folder)


def test_donors_of_the_file_may_go_by_other_names_and_money_by_other_currencies(tmp_path: Path):
    budget = sources(("NO-BRC-1", 5000000), currency="NOK")
    plan = ASSUMED + '\n[oc4ids.donors]\nNO-BRC-1 = "Norway"\n'
    _, clinic = planned(tmp_path, with_(budget=budget), plan=plan)
    assert clinic.modes[0].money["norway"] == pytest.approx(5000000 * 0.086)
    assert clinic.modes[0].cost == pytest.approx(1000000)


def test_what_is_said_of_one_project_goes_before_what_is_assumed_of_its_sector(tmp_path: Path):
    own = """
[oc4ids.projects.oc4ids-made-up-1]
id = "bridge-clinic"
region = "Vesna"
sector = "education"
crews = {}
periods = 5
after = ["mirna-road"]
pots = ["open"]
source = "made up: the mayor"
"""
    planning, clinic = planned(tmp_path, CLINIC, plan=ASSUMED + own)
    assert (clinic.id, clinic.region, clinic.sector, clinic.after) == (
        "bridge-clinic",
        "Vesna",
        "education",
        ("mirna-road",),
    )
    assert [(mode.duration, dict(mode.money), dict(mode.crews)) for mode in clinic.modes] == [
        (5, {"open": 1e6}, {})
    ]
    assert (
        "assumed after, crews, id, periods, pots, region, sector: made up: the mayor"
        in planning.sources["bridge-clinic"]
    )


def test_the_narrower_code_of_a_sector_counts(tmp_path: Path):
    plan = (
        ASSUMED
        + '\n[oc4ids.sectors."health.rural"]\ncrews = {trainers = 2}\nmaterials = 0\nsource = "made up"\n'
    )
    _, clinic = planned(tmp_path, with_(sector=["health", "health.rural.mobile"]), plan=plan)
    assert (clinic.sector, dict(clinic.modes[0].crews)) == ("health", {"trainers": 2})


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"sector": ["governance"]}, "register.json line 1: projects/0/sector: found 'governance', expected how many crews of which pool it takes, {} where it takes none; OC4IDS cannot say it: add `crews` to [oc4ids.sectors.\"governance\"] of plan.toml, with its source"),
        ({"period": {"startDate": "2026-07-01T00:00:00Z"}}, "projects/0/period: found 'health', expected when it begins and ends"),
        ({"locations": []}, "projects/0/locations: expected one region in the addresses"),
        ({"locations": [{"id": "1", "address": {"region": "Mirna"}}, {"id": "2", "address": {"region": "Vesna"}}]}, "projects/0/locations: found 'Mirna, Vesna', expected one region"),
        ({"budget": {"description": "none yet"}}, "projects/0/budget/amount: expected an amount"),
        ({"budget": {"amount": {"amount": 5, "currency": "SEK"}}}, "projects/0/budget/amount/currency: found 'SEK', expected a currency with a rate in [rates] of plan.toml"),
        ({"budget": {"amount": {"amount": -5, "currency": "EUR"}}}, "projects/0/budget/amount/amount: found '-5', expected an amount of 0 or more"),
        ({"budget": sources(("Norway", 400000), ("Recovery trust fund", 700000))}, "projects/0/budget/budgetBreakdowns: found '1,100,000 in all', expected at most the budget, 1,000,000"),
        ({"status": "implementation", "period": {"startDate": "2025-07-01T00:00:00Z", "endDate": "2026-06-01T00:00:00Z"}}, "projects/0/period/endDate: found '2026-06-01, before 2026-07-01', expected an end after the plan begins"),
        ({"title": 7}, "projects/0/title: found '7', expected a text"),
    ],
)  # fmt: skip
def test_what_a_file_does_not_say_and_nobody_assumes_is_named(
    tmp_path: Path, more: dict[str, Any], says: str
):
    assert says in complaints(folder_with(tmp_path, with_(**more)))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("register.json", "registry.json", "oc4ids.files: found 'sources/registry.json', expected a file of the case"),
        ("files = [\"sources/register.json\"]", "files = []", "oc4ids.files"),
        ("builders = 1", "bilders = 1", "oc4ids.sectors.health.crews: found 'bilders', expected a pool of [crews]; did you mean 'builders'?"),
        ("materials", "material", "oc4ids.sectors.health.material: found '0.5', expected a known key"),
        ('source = "made up: engineers of the desk"\n', "", "oc4ids.sectors.health.source: expected a value; add `source`"),
        ("[oc4ids.sectors.health]", '[oc4ids.donors]\nNorge = "Norwey"\n[oc4ids.sectors.health]', "oc4ids.donors.Norge: found 'Norwey', expected a donor of plan_pots.csv; did you mean 'Norway'?"),
        ("[oc4ids.sectors.health]", '[oc4ids.projects.oc4ids-made-up-7]\nregion = "Mirna"\nsource = "x"\n[oc4ids.sectors.health]', "oc4ids.projects.oc4ids-made-up-7: found 'oc4ids-made-up-7', expected the id of a project in the files"),
        ("[oc4ids.sectors.health]", '[oc4ids.projects.oc4ids-made-up-1]\npots = ["moon"]\nsource = "x"\n[oc4ids.sectors.health]', "projects/0/id: found 'moon', expected pots of plan_pots.csv"),
    ],
)  # fmt: skip
def test_what_is_assumed_of_nothing_or_without_a_source_is_named(
    tmp_path: Path, old: str, new: str, says: str
):
    assert old in ASSUMED
    assert says in complaints(folder_with(tmp_path, CLINIC, plan=ASSUMED.replace(old, new)))


def test_one_bad_project_of_a_file_does_not_hide_the_others_trouble(tmp_path: Path):
    text = complaints(folder_with(tmp_path, {"title": "no id"}, CLINIC, CLINIC, with_(id="c", locations=[])))
    assert "projects/0/id: expected a value" in text
    assert "projects/2/id: found 'oc4ids-made-up-1, as in entry 1', expected each id once" in text
    assert "projects/3/locations" in text


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("../register.json", "../register.json: found 'a link', expected a file inside the case folder"),
        ("sources", "sources: found 'a folder', expected a regular file"),
        ("sources/sources.csv", "sources/sources.csv line 1: found 's', expected an object or a list"),
    ],
)
def test_a_file_that_cannot_be_read_is_the_only_trouble_told(tmp_path: Path, file: str, says: str):
    own = '\n[oc4ids.projects.oc4ids-made-up-1]\nregion = "Mirna"\nsource = "x"\n'
    folder = folder_with(tmp_path, CLINIC, plan=ASSUMED.replace("sources/register.json", file) + own)
    (tmp_path / "register.json").write_text("{}")
    [line] = complaints(folder).splitlines()
    assert says in line


def test_what_breaks_the_standard_elsewhere_is_a_warning(tmp_path: Path):
    folder = folder_with(tmp_path, with_(documents=[{"id": "1", "url": "no address"}]))
    assert case.check(folder).problems == ()
    assert "projects/0/documents/0/url: found 'no address'" in warned(folder)


def test_a_project_of_a_file_is_scheduled_and_its_source_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = folder_with(tmp_path, with_(budget=sources(("Norway", 400000))))
    services = folder / "tables/plan_services.csv"
    services.write_text(
        services.read_text()
        + "bridge-care,,Mirna,90000,oc4ids-made-up-1,,,made up\n".replace(
            ",,Mirna", ",Care by the bridge,Mirna"
        )
    )
    plan = folder / "plan.toml"
    plan.write_text(plan.read_text().replace("iterations = 1500", "iterations = 60"))
    assert main(["plan", str(folder), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    [row] = [one for one in made["schedule"] if one["project"] == "oc4ids-made-up-1"]
    assert row["funding"]["norway"] == 400000
    assert row["because"][0].startswith("sources/register.json, oc4ids-made-up-1; assumed crews")
    assert made["checked"]


def test_the_shipped_register_is_the_whole_programme(capsys: pytest.CaptureFixture[str]):
    lipa = MIRNA.parent / "lipa-register"
    assert main(["plan", str(lipa), "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    register = json.loads((lipa / "sources/register.json").read_text())["projects"]
    planned = {one["id"] for one in register if one["status"] not in {"completion", "cancelled"}}
    rows = {one["project"]: one for one in made["schedule"] + made["left_out"]}
    assert set(rows) == planned - {"oc4ids-lipa00-water-works"} | {"water-works"}
    works, clinic = rows["water-works"], rows["oc4ids-lipa00-clinic-1"]
    assert works["funding"] == {"norway": pytest.approx(14e6 * 0.086), "fund": 774000}
    assert clinic["funding"] == {
        "norway": pytest.approx(7e6 * 0.086),
        "fund": pytest.approx(1.5e6 - 7e6 * 0.086),
    }
    assert works["start"] >= rows["oc4ids-lipa00-substation"]["finish"]
    assert rows["oc4ids-lipa00-substation"]["finish"] == 2, "it is under way, and half a year of it is left"
    needs = {one["service"]: one["requires"] for one in made["services"]}
    assert needs["upper-care"] == ["oc4ids-lipa00-clinic-2"], "the line that it needs has been built"
    assert made["checked"]
    assert made["faults"] == []


POTS = tuple(Pot(name, (1.0,), donor=name.upper()) for name in "abcdef")


@given(
    st.dictionaries(
        st.lists(st.sampled_from("abcdef"), min_size=1, max_size=2, unique=True).map(tuple),
        st.floats(0.0, 100.0),
        max_size=3,
    ),
    st.floats(0.0, 100.0),
)
def test_however_a_budget_is_split_it_is_paid_whole(shares: dict[tuple[str, ...], float], rest: float):
    cost = sum(shares.values()) + rest
    for money in splits(shares, cost, POTS):
        assert sum(money.values()) == pytest.approx(cost, abs=1e-3)
        assert min(money.values(), default=0.0) >= 0
