"""The tables of the supply cases: every row has its source or says that it is assumed, and the names in them fit together."""

import re
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path

import pytest

from support.crossings import CASES, rows
from troth.supply.states import read_days

ROOT = Path(__file__).resolve().parents[3]
LISTS = ROOT.parent / "shared" / "data" / "monitor"
NAMES = ("gaza-corridors", "black-sea")
TABLES = [
    (case, path.stem) for case in NAMES for path in sorted((CASES / case / "tables").glob("supply_*.csv"))
]


def sources(case):
    text = (CASES / case / "sources" / "sources.csv").read_text(encoding="utf-8")
    return {line.split(",")[0] for line in text.splitlines()[1:]}


@pytest.mark.parametrize(("case", "table"), TABLES, ids=[f"{case}/{table}" for case, table in TABLES])
def test_every_row_names_a_source_on_file_or_says_that_it_is_assumed(case, table):
    known = sources(case)
    for row in rows(case, table):
        named = {one for one in known if re.search(rf"\b{re.escape(one)}\b", row["source"])}
        assert named or "assumption: " in row["source"], row


@pytest.mark.parametrize("case", NAMES)
def test_every_source_on_file_is_used(case):
    used = "".join(path.read_text(encoding="utf-8") for path in (CASES / case / "tables").glob("*"))
    assert {one for one in sources(case) if one not in used} == set()


@pytest.mark.parametrize("case", NAMES)
def test_names_fit_together(case):
    def ids(table, column):
        return {row[column] for row in rows(case, table)}

    crossings, zones = ids("supply_crossings", "crossing"), ids("supply_zones", "zone")
    goods, origins = ids("supply_commodities", "commodity"), ids("supply_origins", "origin")
    assert ids("supply_routes", "crossing") == crossings
    assert ids("supply_routes", "zone") == zones
    assert (ids("supply_legs", "origin"), ids("supply_legs", "crossing")) == (origins, crossings)
    assert ids("supply_stocks", "commodity") <= goods
    assert ids("supply_stocks", "place") <= crossings | zones | origins
    assert crossings <= ids("crossing_reports", "crossing")


@pytest.mark.parametrize("case", NAMES)
def test_units_of_stocks_are_those_of_their_goods(case):
    units = {row["commodity"]: row["unit"] for row in rows(case, "supply_commodities")}
    assert {(row["commodity"], row["unit"]) for row in rows(case, "supply_stocks")} <= set(units.items())


@pytest.mark.parametrize(("case", "table"), TABLES, ids=[f"{case}/{table}" for case, table in TABLES])
def test_days_are_written_in_one_way(case, table):
    columns = (
        ("date",) if table == "supply_displaced" else ("from", "to", "date")
    )  # there, from and to are zones
    for column in columns:
        assert read_days([row[column] for row in rows(case, table) if row.get(column)])[1] == []


@pytest.mark.parametrize("case", NAMES)
def test_the_plan_begins_behind_what_is_learnt_and_within_what_is_covered(case):
    settings = tomllib.loads((CASES / case / "supply.toml").read_text(encoding="utf-8"))
    begins, until = date.fromisoformat(settings["begins"]), date.fromisoformat(settings["learn_until"])
    assert (begins - until).days == 1
    [covered] = [row for row in rows(case, "supply_coverage") if row["reporter"] == settings["reporter"]]
    last = date.fromordinal(begins.toordinal() + settings["days"] - 1)
    assert date.fromisoformat(covered["from"]) < begins
    assert last <= date.fromisoformat(covered["to"])  # so that the plan can be held against what happened


def test_people_in_gaza_add_up_to_the_total_that_is_on_file():
    assert sum(int(row["people"]) for row in rows("gaza-corridors", "supply_zones")) == 2_100_000
    for row in rows("gaza-corridors", "supply_zones"):
        assert int(row["people_low"]) <= int(row["people"]) <= int(row["people_high"])


def test_voyages_and_departures_by_day_are_the_same_150():
    voyages = rows("black-sea", "voyages")
    assert (len(voyages), sum(int(row["tonnes"]) for row in voyages)) == (150, 3_027_422)
    assert sum(int(row["quantity"]) for row in rows("black-sea", "crossing_reports")) == 150


def test_the_tables_are_small():
    assert sum(path.stat().st_size for case in NAMES for path in (CASES / case).rglob("*")) < 500_000


def test_the_daily_counts_are_those_of_the_lists(tmp_path):
    if not LISTS.is_dir():
        pytest.skip("the lists lie beside the checkout of a developer only")
    tool = ROOT / "tools" / "daily_crossings.py"
    subprocess.run([sys.executable, str(tool), str(LISTS), str(tmp_path / "again.csv")], check=True)
    shipped = CASES / "gaza-corridors" / "tables" / "crossing_reports.csv"
    assert (tmp_path / "again.csv").read_bytes() == shipped.read_bytes()
