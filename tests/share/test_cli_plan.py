"""`troth plan` as its users type it, and what a case's tables may have wrong."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from troth import case
from troth.records.errors import ProblemsError
from troth.share.cli import main
from troth.share.report.plan_text import Calendar, reasons, when
from troth.share.report.text import catalog

CASE = Path(__file__).resolve().parents[2] / "cases/mirna-recovery"


@pytest.fixture(scope="module")
def document() -> dict:
    """The shipped case, planned once."""
    import contextlib
    import io

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["plan", str(CASE), "--json"]) == 0
    return json.loads(out.getvalue())


def test_the_plan_keeps_every_limit_and_serves_more_than_the_score_list(document: dict):
    assert document["checked"]
    assert document["gain_over_score_list"] > 0.1
    assert document["gain_over_best_greedy"] >= 0
    assert document["gap"] is None, "no bound was asked for"
    assert document["faults"] == []


def test_the_document_says_when_what_is_done_by_the_calendar_and_what_is_left_out(document: dict):
    assert document["status"] == "feasible"
    assert (document["begins"], document["period"], document["currency"]) == ("2026-07", "quarter", "EUR")
    first = document["schedule"][0]
    assert (first["start"], first["start_date"]) == (0, "2026-07-01")
    months = 3 * (first["finish"] - first["start"])
    assert first["finish_date"][:7] == f"{2026 + (6 + months - 1) // 12}-{(6 + months - 1) % 12 + 1:02}"
    assert {"project", "mode", "start", "finish", "funding"} <= set(first)
    rows = (CASE / "tables/plan_projects.csv").read_text().splitlines()
    assert len(document["schedule"]) + len(document["left_out"]) == len(rows) - 1
    assert all(row["why"] for row in document["left_out"])
    assert [row["date"] for row in document["service"][:2]] == ["2026-09-30", "2026-12-31"]
    assert {row["name"] for row in document["baselines"]} >= {"score list", "first come"}


def test_who_lacks_the_extra_is_told_what_to_install():
    code = f"import sys; sys.modules['numba'] = None; from troth.share.cli import main; sys.exit(main(['plan', {str(CASE)!r}]))"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout) == (2, "")
    assert (
        "found no numba, expected the extra `plan`; install it with `pip install 'troth[plan]'`"
        in told.stderr
    )


def test_the_reasons_of_a_plan_are_french_in_a_french_report():
    english, french = catalog("en"), catalog("fr")
    rows = [
        {"kind": "gate", "what": "Kolda", "period": 2, "amount": None},
        {"kind": "money", "what": "fund", "period": 3, "amount": 5e5},
    ]
    quarters = Calendar({"begins": "2026-07", "period": "quarter", "periods": 20})
    assert (
        reasons(rows, quarters, english, "EUR")
        == "no access to Kolda before 2027 Q1; fund has no money for it by 2027 Q2 (it needs EUR 500,000)"
    )
    assert reasons(rows, quarters, french, "EUR").startswith(
        "pas d’accès à Kolda avant 2027 Q1; fund n’a pas d’argent"
    )


def test_the_floor_of_kolda_is_kept_and_observers_are_generated_before_they_are_deployed(document: dict):
    kolda = [row for row in document["services"] if row["region"] == "Kolda"]
    served = sum(row["people"] for row in kolda if row["ready"] is not None and row["ready"] <= 14)
    assert served >= 0.4 * sum(row["people"] for row in kolda)
    ends = {row["project"]: row["finish"] for row in document["schedule"]}
    assert ends["guards-generated"] < ends["guards-deployed"] < ends["guards-operational"]


def test_no_pot_spends_more_than_it_had_by_then(document: dict):
    left: dict[str, float] = {}
    for row in document["money"]:
        left[row["pot"]] = left.get(row["pot"], 0.0) + row["there"] - row["spent"]
        assert left[row["pot"]] >= -1


def test_a_person_reads_when_what_with_whose_money_and_why_not_earlier(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(CASE)]) == 0
    out = capsys.readouterr().out
    assert "beside the score list" in out
    assert "no bound is known" in out
    assert "it waits for tolpa-mines" in out
    assert "What one more of something would bring" in out


def test_two_workers_make_the_same_plan(document: dict, capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(CASE), "--json", "--workers", "2"]) == 0
    assert json.loads(capsys.readouterr().out) == document


def test_the_report_of_a_case_that_promises_nothing_shows_the_plan_and_no_empty_table_of_terms(
    tmp_path: Path,
):
    copied = tmp_path / "mirna"
    shutil.copytree(CASE, copied)
    assert main(["run", str(copied)]) == 0
    page = (copied / "results/report.html").read_text()
    assert page.index("What should be rebuilt first?") < page.index('id="fig-gantt"')
    assert 'id="terms"' not in page


def spoilt(tmp_path: Path, name: str, *changes: tuple[str, str]) -> Path:
    copied = tmp_path / "mirna"
    shutil.copytree(CASE, copied)
    path = copied / name
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)
    return copied


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("tables/plan_pots.csv", ",NOK,", ",SEK,", "currency SEK"),
        ("tables/plan_pots.csv", "trust fund,1,", "trust fund,0,", "year 0"),
        ("tables/plan_projects.csv", ",transport,Brodek,2,", ",transport,Brodek,two,", "duration two"),
        ("tables/plan_services.csv", ",Brodek,", ",Brodek,-", "people -"),
        ("plan.toml", "periods = 20", "periods = 0", "periods"),
        ("plan.toml", "discount", "discuont", "discuont"),
        ("plan.toml", "discount", "discuont", "did you mean 'discount'?"),
        ("plan.toml", "discount = 0.985", "discount = 7", "plan.toml line 6: discount: found '7'"),
        ("plan.toml", "discount = 0.985", 'discount = "low"', "discount: found 'low', expected a valid number"),
        ("plan.toml", "builders = 9", 'builders = "many"', "crews.builders: found 'many', expected a whole number"),
        ("plan.toml", "builders = 9", "builders = -9", "crews.builders: found '-9', expected at least 0"),
        ("plan.toml", "[crews]", "crews = 3\n[crowds]", "expected a table"),
        ("plan.toml", "Kolda = 2\n", "Koldaa = 2\n", "gates.Koldaa: found 'Koldaa', expected the region of a project; did you mean 'Kolda'?"),
        ("plan.toml", 'region = "Kolda"', 'region = "Koldaa"', "line 28: floors.region: found 'Koldaa', expected the region of a service"),
        ("plan.toml", 'region = "Kolda"\n', "", "floors.region: expected a value; add `region`"),
        ("plan.toml", "share = 0.4", "share = 4", "floors.share: found '4'"),
        ("plan.toml", "period = 14", "period = 20", "floors.period: found '20', expected a period below 20"),
        ("plan.toml", "[0.5, 0.3, 0.2]", '["often"]', "gate_odds.Kolda: found 'often'"),
        ("plan.toml", "[0.5, 0.3, 0.2]", "[0, 0]", "not none for Kolda"),
        ("plan.toml", "imports = [5,", "imports = [-5,", "imports: found '-5', expected at least 0"),
        ("plan.toml", "NOK = 0.086", "NOK = 0", "rates.NOK: found '0', expected greater than 0"),
        ("plan.toml", "margin = 1000000", "margin = nan", "margin: found 'nan'"),
        ("plan.toml", '"2026-07"', '"July 2026"', "begins: found 'July 2026', expected the month"),
        ("plan.toml", '"quarter"', '"fortnight"', "expected one of month, quarter, half-year, year"),
        ("plan.toml", '"quarter"', '"month"', "periods_per_year: found '4', expected 12"),
        ("plan.toml", "draws = 300", "now = 20\ndraws = 300", "now: found '20', expected a period below 20"),
        ("plan.toml", "draws = 300", "now = 1\nstarted = {mirna-sun = [0, 0]}\ndraws = 300", "started.mirna-sun: found 'mirna-sun', expected a project"),
        ("plan.toml", "draws = 300", "now = 1\nstarted = {mirna-power = [0, 9]}\ndraws = 300", "expected the number of one of its"),
        ("plan.toml", "draws = 300", "now = 1\nstarted = {mirna-power = [1, 0]}\ndraws = 300", "expected a period before `now`"),
        ("tables/plan_projects.csv", ",transport,Brodek,2,3000000,builders,2,", ",transport,Brodek,2,3000000,builders,1.5,", "crews 1.5"),
        ("tables/plan_projects.csv", ",transport,Brodek,2,", ",transport,Brodek,2.5,", "duration 2.5"),
        ("tables/plan_projects.csv", "2,1.5,,,", "2,1.5,,atlantis,", "pots atlantis"),
    ],
)  # fmt: skip
def test_a_table_that_is_none_is_named_with_its_line(
    name: str, old: str, new: str, says: str, tmp_path: Path
):
    with pytest.raises(ProblemsError) as caught:
        case.load(spoilt(tmp_path, name, (old, new)))
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("tables/plan_projects.csv", "Tolpa,2,2220000,deminers,1,0,,", "Tolpa,2,2220000,deminers,1,0,tolpa-road,", "a circle of precedence"),
        ("tables/plan_projects.csv", ",transport,Brodek,2,", ",transport,Brodek,-2,", "duration -2"),
        ("tables/plan_projects.csv", ",transport,Brodek,2,3000000", ",transport,Brodek,2,900000000", "none of its modes is possible"),
        ("tables/plan_services.csv", ",brodek-power,", ",brodek-sun,", "brodek-sun, which is no project"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_told_and_the_rest_is_planned(
    name: str, old: str, new: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert main(["plan", str(spoilt(tmp_path, name, (old, new))), "--json"]) == 0
    captured = capsys.readouterr()
    made = json.loads(captured.out)
    assert made["checked"]
    assert made["schedule"]
    assert any(says in fault["what"] for fault in made["faults"])
    assert says in captured.err


def test_scenarios_stand_beside_the_plan_and_one_that_only_adds_is_never_worth_less(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    short = [
        ("plan.toml", "iterations = 1500", "iterations = 60"),
        ("plan.toml", "draws = 300", "draws = 10"),
    ]
    copied = spoilt(tmp_path, "plan.toml", *[change[1:] for change in short])
    assert (
        main(["plan", str(copied), "--json", "--scenario", "more-builders", "--scenario", "half-of-norway"])
        == 0
    )
    made = json.loads(capsys.readouterr().out)
    base, more, less = made["scenarios"]
    assert (base["scenario"], base["objective"]) == ("", made["objective"])
    assert more["objective"] >= base["objective"] > less["objective"]
    assert all(one["checked"] for one in made["scenarios"])


def test_the_report_of_a_run_compares_the_scenarios_that_its_step_names(tmp_path: Path):
    copied = spoilt(
        tmp_path, "plan.toml", ("iterations = 1500", "iterations = 30"), ("draws = 300", "draws = 10")
    )
    assert main(["run", str(copied)]) == 0
    page = (copied / "results/report.html").read_text()
    assert 'id="fig-scenarios"' in page
    assert "half-of-norway" in page
    assert "as the case is" in page
    assert 'id="fig-plan-map"' in page
    assert "The outlines are schematic" in page
    assert page.count("<title>Kolda; ") == 1, "the drawing behind the map says each region's share"


def test_a_region_without_an_outline_is_told(tmp_path: Path):
    copied = spoilt(tmp_path, "tables/regions.geojson", ('"Savina"', '"Savinia"'))
    with pytest.raises(ProblemsError) as caught:
        case.load(copied)
    assert "tables/regions.geojson: region: found 'Savinia', expected a region of the case's tables" in str(
        caught.value
    )
    assert "did you mean 'Savina'?" in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('compare = [', 'compare = ["more-bilders", ', "found 'more-bilders', expected a known scenario; did you mean 'more-builders'?"),
        ('"plan.crews.builders" = 12', '"plan.crews.builders" = -1', "crews.builders: found '-1', expected at least 0"),
        ('"plan.crews.builders" = 12', '"plan.crws.builders" = 12', "found 'crws', expected a known key; did you mean 'crews'?"),
        ('"plan.money.norway" = 0.5', '"plan.money.norge" = 0.5', "money.norge: found 'norge', expected a pot"),
        ('"plan.money.norway" = 0.5', '"supply.days" = 3', "it has no supply.toml"),
    ],
)  # fmt: skip
def test_a_scenario_that_cannot_be_planned_is_told(
    old: str, new: str, says: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    copied = spoilt(tmp_path, "case.toml", (old, new))
    names = ["more-builders", "half-of-norway"]
    told = [main(["plan", str(copied), *(part for name in names for part in ("--scenario", name))])]
    assert told == [2]
    assert says in capsys.readouterr().err


def test_lateness_is_told_as_such_and_has_no_bound(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    copied = spoilt(
        tmp_path,
        "plan.toml",
        ("iterations = 1500", 'objective = "lateness"\niterations = 60'),
        ("draws = 300", "draws = 10"),
    )
    assert main(["plan", str(copied), "--json", "--bound", "1"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["measure"], made["bound"], made["gap"]) == ("lateness", None, None)
    assert all(one["objective"] <= made["objective"] + 1e-6 for one in made["baselines"])


def test_a_case_without_a_programme_is_told_so(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(CASE.parent / "gaza-damage")]) == 2
    assert "plan.toml" in capsys.readouterr().err


def test_periods_are_written_as_people_write_them():
    assert [when(5, "2026-07", kind) for kind in ("month", "quarter", "half-year", "year")] == [
        "2026-12",
        "2027 Q4",
        "2029 H1",
        "2031",
    ]


def test_why_not_says_what_a_project_would_cost_or_which_limits_conflict(
    document: dict, capsys: pytest.CaptureFixture[str]
):
    late = document["schedule"][-1]
    assert main(["plan", str(CASE), "--json", "--why-not", late["project"]]) == 0
    told = json.loads(capsys.readouterr().out)["why_not"]
    assert (told["planned"], told["by"]) == (late["start"], late["start"] - 1)
    assert (told["start"] is None) == (told["lost"] is None)
    assert told["start"] is None or told["start"] < late["start"]
    assert main(["plan", str(CASE), "--json", "--why-not", "kolda-road@0"]) == 0
    told = json.loads(capsys.readouterr().out)["why_not"]
    assert told["proven"]
    assert any(limit.startswith("access to Kolda") for limit in told["conflict"])


def test_a_person_reads_why_not(capsys: pytest.CaptureFixture[str]):
    assert main(["plan", str(CASE), "--why-not", "kolda-road@0"]) == 0
    out = capsys.readouterr().out
    assert "Why not kolda-road by 2026 Q3?" in out
    assert "these limits cannot be kept together" in out


@pytest.mark.parametrize(
    ("said", "expected"),
    [("moon", "a project that can be planned"), ("kolda-road@soon", "a whole number below 20"), ("kolda-road@", "a whole number")],
)  # fmt: skip
def test_a_question_about_nothing_is_told_what_to_ask(said: str, expected: str, capsys: pytest.CaptureFixture[str]):  # fmt: skip
    assert main(["plan", str(CASE), "--why-not", said]) == 2
    assert expected in capsys.readouterr().err
