"""What projects are to bring: read as IATI results, brought by the plan, and counted beside the goal of the programme."""

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth import case
from troth.case.plan_goal import Served, between
from troth.case.plan_results import Result
from troth.case.plan_step import plan_case, plan_tables
from troth.records.errors import ProblemsError
from troth.share.cli import main
from troth.share.report.plan import section

MIRNA = Path(__file__).resolve().parents[2] / "cases/mirna-recovery"
TABLE = "tables/plan_results.csv"
HEAD = "project,indicator,name,kind,unit,baseline,baseline_year,target,actual,as_of,due,ascending,service,people,of,source\n"


def mirna(tmp_path: Path, *changes: tuple[str, str], file: str = TABLE, rows: str = "") -> Path:
    copied = tmp_path / "mirna"
    shutil.copytree(MIRNA, copied)
    case_toml = copied / "case.toml"
    case_toml.write_text(re.sub(r"(compare|shapes) = .*", "", case_toml.read_text()))
    plan = copied / "plan.toml"
    plan.write_text(plan.read_text().replace("iterations = 1500", "iterations = 60"))
    if rows:
        (copied / TABLE).write_text(HEAD + rows)
    text = (copied / file).read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (copied / file).write_text(text)
    return copied


def complaints(folder: Path) -> str:
    with pytest.raises(ProblemsError) as caught:
        case.load(folder)
    return str(caught.value)


def results(folder: Path) -> dict[str, Result]:
    planning = case.load(folder).planning
    assert planning is not None
    return {one.indicator: one for one in planning.results}


def made(folder: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main(["plan", str(folder), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_how_far_an_indicator_has_come_is_counted_from_its_baseline_whichever_way_is_better(tmp_path: Path):
    told = results(mirna(tmp_path))
    water, ammunition = told["mirna-with-water"], told["ammunition"]
    assert water.share == pytest.approx((34000 - 21000) / (94780 - 21000))
    assert (water.rising, water.people, water.people_now) == (True, 73780, 13000)
    assert ammunition.share == pytest.approx(5 / 34)
    assert (ammunition.rising, ammunition.reached) == (False, False)
    assert told["would-report"].share is None, "nobody counted"


@pytest.mark.parametrize(
    ("figures", "share", "reached", "people_now"),
    [
        ("0,,200,250", 1.25, True, 61000),
        ("100,,200,80", -0.2, False, 0),
        ("46,,12,12", 1.0, True, 61000),
        ("50,,50,50", None, True, 61000),
        ("50,,50,49", None, False, 0),
    ],
)
def test_who_is_served_so_far_is_never_more_than_everyone_and_never_less_than_nobody(
    tmp_path: Path, figures: str, share: float, reached: bool, people_now: float
):
    row = f"guards-operational,i,,outcome,u,{figures},2026-10,,,watch,,,made up\n"
    one = results(mirna(tmp_path, rows=row))["i"]
    assert one.share == (None if share is None else pytest.approx(share))
    assert (one.reached, one.people_now) == (reached, people_now)


def test_an_output_is_there_when_its_project_is_done_and_an_outcome_when_its_service_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    document = made(mirna(tmp_path), capsys)
    told = {one["indicator"]: one for one in document["results"]}
    ends = {one["project"]: one["finish"] for one in document["schedule"]}
    ready = {one["service"]: one["ready"] for one in document["services"]}
    assert told["police-trained"]["since"] == ends["police-training"]
    assert (
        told["would-report"]["since"]
        == ready["policing"]
        == max(ends["police-training"], ends["police-oversight"])
    )
    assert told["observers-operational"]["since"] == ends["guards-operational"]
    assert (
        told["observers-generated"]["since"]
        < told["observers-deployed"]["since"]
        < told["observers-operational"]["since"]
    )
    for one in told.values():
        assert one["in_time"] == (None if one["due"] is None else one["since"] <= one["due"])
        assert one["since_q05"] <= one["since_q50"]
        assert one["because"][0].startswith("made up")
    assert told["police-trained"]["since_date"].endswith("-01")


def test_what_the_plan_does_not_bring_has_no_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = mirna(tmp_path, ("police-training,Training of 400 police officers,security,Mirna,3,1600000", "police-training,Training of 400 police officers,security,Mirna,3,16000000000"), file="tables/plan_projects.csv")  # fmt: skip
    told = {one["indicator"]: one for one in made(folder, capsys)["results"]}
    assert told["police-trained"]["since"] is None
    assert told["police-trained"]["in_time"] is False
    assert told["would-report"]["since"] is None


def test_the_goal_is_held_against_the_services_that_count_for_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    document = made(mirna(tmp_path), capsys)
    goal = document["goal"]
    vital = [one for one in document["services"] if re.search("-(light|taps|care-.)$", one["service"])]
    for period in (0, 7, 15, 19):
        there = [one for one in vital if one["ready"] is not None and one["ready"] <= period]
        regions = {one["region"] for one in there}
        least = sum(max(one["people"] for one in there if one["region"] == region) for region in regions)
        assert goal["curve"][period] == {
            "period": period,
            "low": least,
            "high": sum(one["people"] for one in there),
        }
    assert (goal["people"], goal["by"]) == (200000, 15)
    assert (goal["by_low"], goal["by_high"]) == (goal["curve"][15]["low"], goal["curve"][15]["high"])
    assert goal["sure"] == next((row["period"] for row in goal["curve"] if row["low"] >= 200000), None)
    assert (goal["now_low"], goal["now_high"]) == (2300 + 13000, 2300 + 13000)


def test_a_goal_for_all_services_counts_outcomes_that_have_people_and_no_service(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    rows = (
        "business-grants,traders,,outcome,trader,0,,800,200,2026-10-31,,,,1200,,made up\n"
        "business-grants,grants,,output,grant,0,,500,100,2026-10-31,,,,9999,,made up\n"
    )
    folder = mirna(tmp_path, rows=rows)
    plan = folder / "plan.toml"
    goal = '[goal]\npeople = 1000000\nsource = "made up"\n'
    plan.write_text(re.sub(r"\[goal\].*", goal, plan.read_text(), flags=re.DOTALL))
    document = made(folder, capsys)
    there = [one for one in document["services"] if one["ready"] is not None]
    done = any(one["project"] == "business-grants" for one in document["schedule"])
    assert done
    assert document["goal"]["end_high"] == sum(one["people"] for one in there) + 1200
    assert (document["goal"]["now_low"], document["goal"]["now_high"]) == (300, 300)
    assert document["goal"]["sure"] is None


def test_where_nobody_counted_nothing_is_said_of_who_is_served_so_far(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = mirna(tmp_path, rows="police-training,i,,output,officer,0,,5,,,,,,,,made up\n")
    assert main(["plan", str(folder)]) == 0
    out = capsys.readouterr().out
    assert "Of the goal of 200,000 people" in out
    assert "counted so far" not in out


def test_a_case_without_results_and_goal_has_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = mirna(tmp_path)
    (folder / TABLE).unlink()
    cards = folder / "tables/tables.toml"
    cards.write_text(
        re.sub(r'\n\[\[table\]\]\nname = "plan_results".*', "", cards.read_text(), flags=re.DOTALL)
    )
    plan = folder / "plan.toml"
    plan.write_text(re.sub(r"\[goal\].*", "", plan.read_text(), flags=re.DOTALL))
    document = made(folder, capsys)
    assert (document["results"], document["goal"]) == ([], None)


def test_the_report_tells_what_was_counted_and_by_when_the_plan_brings_the_rest(tmp_path: Path):
    planning = case.load(mirna(tmp_path)).planning
    assert planning is not None
    tables = plan_tables(planning, *plan_case(planning, seed=1))
    english, french = section(tables), section(tables, "fr")
    assert "What it is to bring" in english.html
    assert "Of the goal of 200,000 people, the plan serves at least" in english.lead
    assert "Ce qu’il doit apporter" in french.html
    assert "Du but de 200,000 personnes" in french.lead
    for page in (english.html, french.html):
        assert "96 (2026-10-31)" in page
        assert 'id="fig-goal"' in page
    goal = english.figures["fig-goal"]["data"]
    assert [set(line["y"]) == {200000} for line in goal] == [False, False, True]


def test_a_person_reads_the_goal_and_the_results(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(mirna(tmp_path))]) == 0
    out = capsys.readouterr().out
    assert "Of the goal of 200,000 people, the plan serves at least" in out
    assert "By what has been counted so far: at least 15,300" in out
    assert re.search(r"Police officers who passed the course.*96 \(2026-10-31\) +24%", out)


GOOD = "guards-deployed,deployed,Deployed,output,observer,0,2026,200,10,2026-10-31,5,,,,,made up\n"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("guards-deployed,deployed", "guards-deploied,deployed", "line 2: found 'project guards-deploied', expected a project of the plan (did you mean 'guards-deployed'?)"),
        (",output,", ",impact,", "found 'kind impact', expected output or outcome"),
        (",0,2026,200,", ",none,2026,200,", "found 'baseline none', expected a number"),
        (",0,2026,200,", ",0,2026,inf,", "found 'target inf', expected a number"),
        (",0,2026,200,", ",0,26,200,", "found 'baseline_year 26', expected a year such as 2025"),
        (",10,2026-10-31,", ",10,,", "found 'as_of empty', expected `actual` and `as_of` together"),
        (",10,2026-10-31,", ",,2026-10-31,", "found 'actual empty', expected `actual` and `as_of` together"),
        (",10,2026-10-31,", ",10,last autumn,", "found 'as_of last autumn', expected a day or a month"),
        (",5,,,,,made up", ",5,no,,,,made up", "found 'target 200', expected one below the baseline 0, for ascending is no"),
        (",5,,,,,made up", ",5,up,,,,made up", "found 'ascending up', expected yes or no"),
        (",5,,,,,made up", ",1.5,,,,,made up", "found 'due 1.5', expected a whole number"),
        (",5,,,,,made up", ",5,,,,,", "found 'source empty', expected a value in every row"),
        (",5,,,,,made up", ",5,,watch,,,made up", "found 'service watch', expected none beside an output"),
        (",5,,,,,made up", ",5,,,,moon,made up", "line 2: of: found 'moon', expected another indicator of this table"),
        (",output,observer,0,2026,200,10,2026-10-31,5,,,", ",outcome,observer,0,2026,200,10,2026-10-31,5,,wotch,", "found 'service wotch', expected a service of the plan (did you mean 'watch'?)"),
    ],
)  # fmt: skip
def test_a_row_that_is_no_result_is_named_with_its_line(tmp_path: Path, old: str, new: str, says: str):
    assert old in GOOD
    text = complaints(mirna(tmp_path, rows=GOOD.replace(old, new)))
    assert says in text
    assert text.startswith(TABLE)


def test_no_stage_is_greater_than_the_one_before(tmp_path: Path):
    rows = (
        "guards-generated,generated,,output,observer,0,,200,60,2026-10-31,,,,,,made up\n"
        "guards-deployed,deployed,,output,observer,0,,220,80,2026-10-31,,,,,generated,made up\n"
        "guards-deployed,trucks,,output,truck,0,,20,,,,,,,generated,made up\n"
    )
    text = complaints(mirna(tmp_path, rows=rows))
    assert "line 3: target: found '220', expected at most the 200 of generated" in text
    assert "line 3: actual: found '80', expected at most the 60 of generated" in text
    assert (
        "line 4: of: found 'generated', expected an indicator in the same unit, and not in observer" in text
    )


def test_an_indicator_may_have_a_target_for_each_of_several_periods_and_no_two_for_one(tmp_path: Path):
    rows = "".join(
        f"ddr-first,finished,,output,person,0,,{target},,,{due},,,,,made up\n"
        for target, due in ((200, 6), (600, 10))
    )
    folder = mirna(tmp_path, rows=rows)
    planning = case.load(folder).planning
    assert planning is not None
    assert [(one.target, one.due) for one in planning.results] == [(200, 6), (600, 10)]
    (folder / TABLE).write_text(HEAD + rows.replace(",10,", ",6,"))
    assert (
        "line 3: indicator: found 'finished', expected each indicator once for each `due` (line 2)"
        in complaints(folder)
    )


def test_an_outcome_of_a_service_that_does_not_need_the_project_is_looked_at(tmp_path: Path):
    row = "brodek-road,i,,outcome,u,0,,5,,,,,kolda-light,,,made up\n"
    found = case.check(mirna(tmp_path, rows=row))
    assert found.problems == ()
    assert "found 'kolda-light', expected a service that needs brodek-road" in "".join(
        one.text() for one in found.warnings
    )


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("people = 200000", "people = 0", "goal.people: found '0', expected greater than 0"),
        ("by = 15", "by = 20", "goal.by: found '20', expected a period below 20"),
        ('"kolda-light", "kolda-taps"', '"kolda-lihgt", "kolda-taps"', "goal.services: found 'kolda-lihgt', expected services of the plan; did you mean 'kolda-light'?"),
        ('source = "made up: pledging conference of May 2026"\n', "", "goal.source: expected a value; add `source`"),
        ("by = 15", "until = 15", "goal.until: found '15', expected a known key"),
    ],
)  # fmt: skip
def test_a_goal_that_is_none_is_named(tmp_path: Path, old: str, new: str, says: str):
    assert says in complaints(mirna(tmp_path, (old, new), file="plan.toml"))


@given(st.data())
def test_however_people_share_services_their_number_lies_between_at_least_and_at_most(data: st.DataObject):
    everyone: set[tuple[str, int]] = set()
    served: list[Served] = []
    for number in range(data.draw(st.integers(0, 6))):
        region = data.draw(st.sampled_from(["A", "B", "C"]))
        people = data.draw(st.sets(st.integers(0, 12), max_size=8))
        everyone |= {(region, person) for person in people}
        served.append(Served(str(number), region, float(len(people)), 0))
    if data.draw(st.booleans()):  # a service that names no region has people of any
        people_of_all = data.draw(
            st.sets(st.tuples(st.sampled_from(["A", "B"]), st.integers(0, 12)), max_size=8)
        )
        everyone |= people_of_all
        served.append(Served("all", "", float(len(people_of_all)), 0))
    low, high = between(served)
    assert low <= len(everyone) <= high
