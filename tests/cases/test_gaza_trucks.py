"""Trucks into Gaza: the verdicts are those of a plain count over the daily rows, and the rows are those of the lists."""

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from troth import case
from troth.case.picture import look
from troth.case.statements import commit
from troth.monitor import settle

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "cases" / "gaza-trucks"
LISTS = ROOT.parent / "shared" / "data" / "monitor"
FEBRUARY, MAY, AUGUST, DECEMBER = "2024-02-29", "2024-05-31", "2024-08-31", "2024-12-31"
TERMS = {
    "G200": (date(2023, 12, 16), 200),
    "N100": (date(2023, 10, 21), 100),
    "X500": (date(2024, 4, 11), 500),
}
LAST = date(2024, 9, 30)


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def loaded():
    return case.load(FOLDER)


@pytest.fixture(scope="module")
def rows():
    published = {row["source_id"]: row["published"] for row in table(FOLDER / "sources" / "sources.csv")}
    found = [row for path in sorted((FOLDER / "evidence").glob("*.csv")) for row in table(path)]
    for row in found:
        told = row["recorded_at"] or published[row["source_id"]]
        moment = datetime.fromisoformat(told)
        row["known"] = moment + timedelta(days=1) if len(told) == len("2024-09-24") else moment
    return found


def settled(loaded, as_of):
    """The state of every day, as the program has it at the end of a date."""
    moment = datetime.combine(date.fromisoformat(as_of), datetime.max.time(), loaded.settings.as_of.tzinfo)
    picture = look(loaded, commit(loaded), as_of=moment.replace(microsecond=0), viewer=loaded.owner)
    found = settle(picture.problem(loaded.owner), explain=False).verdicts
    return {(row.term, row.instance): row.state.value for row in found if row.instance}


def by_hand(rows, as_of):
    """The same by a plain count: which rows are known, which were replaced, and where they stand."""
    now = datetime.combine(date.fromisoformat(as_of), datetime.max.time())
    known = [row for row in rows if row["known"] <= now]
    replaced = {row["supersedes"] for row in known}
    days = {}
    for row in known:
        counted = row["category"] == "entered" and row["stance"] != "context"
        if counted and row["evidence_id"] not in replaced:
            days.setdefault(row["valid_from"], []).append((row["form"], int(row["quantity"])))
    states = {}
    for term, (first, due) in TERMS.items():
        if term == "X500" and now.date() < first:
            continue
        for number in range((LAST - first).days + 1):
            day = first + timedelta(days=number)
            over = day < now.date() or day == now.date() == LAST
            states[term, day.isoformat()] = of_day(days.get(day.isoformat(), []), due, over=over)
    return states


def of_day(told, due, *, over):
    counts = [number for form, number in told if form == "tally"]
    low_ends = [number for form, number in told if form == "at_least"]
    low = min(counts) if counts else max(low_ends, default=0)
    closed = bool(counts) and all(number <= max(counts) for number in low_ends)
    if low >= due:
        return "kept"
    if not over:
        return "pending"
    if closed:
        return "broken" if max(counts) < due else "disputed"
    return "disputed" if counts and max([*counts, *low_ends]) >= due else "unknown"


@pytest.mark.parametrize("as_of", [FEBRUARY, MAY, AUGUST, DECEMBER])
def test_every_day_stands_as_a_plain_count_has_it(loaded, rows, as_of):
    assert settled(loaded, as_of) == by_hand(rows, as_of)


@pytest.mark.parametrize(
    ("as_of", "counts"),
    [
        (FEBRUARY, {"kept": 8, "broken": 29, "unknown": 38, "pending": 215}),
        (MAY, {"kept": 31, "broken": 103, "disputed": 2, "unknown": 31, "pending": 123}),
        (AUGUST, {"kept": 32, "broken": 170, "disputed": 2, "unknown": 55, "pending": 31}),
        (DECEMBER, {"kept": 27, "broken": 160, "disputed": 100, "unknown": 3}),
    ],
)
def test_the_table_of_the_readme_is_what_a_plain_count_gives(rows, as_of, counts):
    states = by_hand(rows, as_of)
    assert Counter(state for (term, _), state in states.items() if term == "G200") == counts
    cells = [str(counts.get(name, 0)) for name in ("kept", "broken", "disputed", "unknown", "pending")]
    line = f"| {as_of} | {' | '.join(cells)} |"
    assert line in (FOLDER / "README.md").read_text(encoding="utf-8")


def test_days_flip_as_the_lists_settle(rows):
    then, now = by_hand(rows, FEBRUARY), by_hand(rows, DECEMBER)
    flips = {day: (then["G200", day], now["G200", day]) for day in ("2023-12-16", "2023-12-17", "2024-01-23")}
    assert flips == {
        "2023-12-16": ("unknown", "broken"),
        "2023-12-17": ("kept", "disputed"),
        "2024-01-23": ("broken", "disputed"),
    }


def test_no_benchmark_is_told_as_a_promise(loaded):
    for term in loaded.terms:
        benchmark = term.record.id != "G200"
        assert term.record.disputed is benchmark
        assert term.record.what.startswith("benchmark, not a promise") is benchmark
        assert (term.record.obligor == ("the crossings",)) is benchmark


@pytest.fixture(scope="module")
def tool():
    spec = spec_from_file_location("daily_trucks", ROOT / "tools" / "daily_trucks.py")
    made = module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_the_daily_counts_are_written_anew_to_the_byte(tool, tmp_path):
    if not (LISTS / "unrwa_trucks.csv.gz").is_file():
        pytest.skip("the lists lie beside the checkout of a developer only")
    tool.main(LISTS, tmp_path)
    for name in ("unrwa.csv", "cogat.csv"):
        assert (tmp_path / name).read_bytes() == (FOLDER / "evidence" / name).read_bytes()


def test_what_stood_in_the_first_copy_of_the_list_is_what_the_second_says_was_known_by_then(tool):
    if not (LISTS / "unrwa_trucks.csv.gz").is_file():
        pytest.skip("the lists lie beside the checkout of a developer only")
    first = tool.unrwa_edits(tool.rows_of(LISTS / "unrwa_trucks_20240911.csv.gz"))
    second = tool.unrwa_edits(tool.rows_of(LISTS / "unrwa_trucks.csv.gz"))
    taken = max(time for times in first.values() for time in times)
    known = {day: [time for time in times if time <= taken] for day, times in second.items()}
    assert {day: times for day, times in known.items() if times} == first
