"""Who does what where: nothing is lost, the order of rows does not matter, people are never counted twice."""

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case as cases
from troth.records.errors import ProblemsError
from troth.share.desk import Desk, Draft, hxl
from troth.share.desk.matrix import ANYWHERE, COMMITTED, Filter, Work, covers, matrix, people, works

DAY = timedelta(days=1)
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
TIMES = st.one_of(st.none(), st.integers(0, 30).map(lambda n: BEGIN + n * DAY))


@st.composite
def some_work(draw):
    start, end = draw(TIMES), draw(TIMES)
    if start and end and end < start:
        start, end = end, start
    low = draw(st.one_of(st.none(), st.integers(0, 500).map(Decimal)))
    high = (
        None if low is None else draw(st.one_of(st.none(), st.integers(0, 500).map(lambda more: low + more)))
    )
    return Work(
        id=f"A{draw(st.integers(1, 40))}", kind=draw(st.sampled_from(["activity", "term"])),
        party=draw(st.sampled_from("PQR")), sector=draw(st.sampled_from(["water", "health"])),
        area=draw(st.sampled_from(["Rafah", "Gaza City", ANYWHERE])), status=draw(st.sampled_from(["planned", "ongoing", "done"])),
        start=start, end=end, low=low, high=high,
    )  # fmt: skip


WORKS = st.lists(some_work(), max_size=12, unique=True)
FILTERS = st.builds(
    Filter, sector=st.sampled_from(["", "water"]), area=st.sampled_from([None, ANYWHERE, "Rafah"]),
    party=st.sampled_from(["", "P"]), at=TIMES,
)  # fmt: skip


@given(WORKS, FILTERS, st.randoms())
def test_the_order_of_rows_does_not_matter(every, chosen, random):
    shuffled = list(every)
    random.shuffle(shuffled)
    assert matrix(shuffled, chosen) == matrix(every, chosen)


@given(WORKS, FILTERS)
def test_nothing_is_lost_and_nothing_added(every, chosen):
    found = matrix(every, chosen)
    shown = [work for inside in found.cells.values() for work in inside]
    assert sorted(map(repr, shown)) == sorted(repr(work) for work in every if chosen.keeps(work))
    assert all(work.sector in found.sectors and work.area in found.areas for work in shown)


@given(WORKS)
def test_every_cell_has_somebody_is_a_gap_or_says_nothing_of_where(every):
    found = matrix(every)
    gaps = {(gap.sector, gap.area) for gap in found.gaps}
    for sector in found.sectors:
        for area in found.areas:
            assert ((sector, area) in gaps) != (bool(found.cells.get((sector, area))) or area == ANYWHERE)


@given(WORKS, st.sampled_from("PQR"), TIMES)
def test_a_filter_by_party_or_time_hides_no_gap(every, party, at):
    whole, cut = matrix(every), matrix(every, Filter(party=party, at=at))
    assert (whole.sectors, whole.areas) == (cut.sectors, cut.areas)
    assert set(whole.gaps) <= {replace_elsewhere(gap, whole) for gap in cut.gaps}


def replace_elsewhere(gap, whole):
    return replace(gap, elsewhere=bool(whole.cells.get((gap.sector, ANYWHERE))))


@given(WORKS)
def test_an_overlap_is_of_different_parties_who_may_be_there_on_one_day(every):
    found = matrix(every)
    days = [BEGIN + n * DAY + DAY / 2 for n in range(-1, 32)]
    named = {(one.sector, one.area) for one in found.overlaps}
    for (sector, area), inside in found.cells.items():
        together = any(
            one.party != other.party
            and not (one.kind == other.kind == "term" and one.id == other.id)
            and any(covers(one, day) and covers(other, day) for day in days)
            for one, other in combinations(inside, 2)
        )
        assert together == ((sector, area) in named) or zero_length(inside)
    for one in found.overlaps:
        assert len(one.parties) > 1
        assert {work.party for work in one.works} == set(one.parties)


def zero_length(inside):
    return any(work.start is not None and work.start == work.end for work in inside)


@given(st.lists(some_work(), min_size=1, max_size=6), st.data())
def test_the_people_reached_lie_within_the_range_however_many_are_the_same(every, data):
    """Every way in which groups of people may lie inside each other is one that the range allows."""
    inside = [replace(work, kind="activity") for work in every]
    found = people(inside)
    counted = [work for work in inside if work.low is not None]
    if not counted:
        assert found is None
        return
    sizes = [
        int(data.draw(st.integers(int(work.low), int(work.high if work.high is not None else work.low + 50))))
        for work in counted
    ]
    starts = [data.draw(st.integers(0, 700)) for _ in sizes]
    reached = set().union(*(range(start, start + size) for start, size in zip(starts, sizes, strict=True)))
    assert found.low <= len(reached)
    assert found.high is None or len(reached) <= found.high
    assert found.uncounted == len(inside) - len(counted)


def test_a_row_of_tags_stands_below_the_names_and_no_cell_is_a_formula():
    one = Work(
        id="A1",
        kind="activity",
        party="=cmd()",
        sector="water",
        area="Rafah",
        status="ongoing",
        low=Decimal(5),
        note="-1",
    )
    names, tags, row = csv.reader(io.StringIO(hxl.table([one])))
    assert names[:3] == ["activity_id", "party", "sector"]
    assert tags[:3] == ["#activity+id", "#org", "#sector"]
    assert (row[1], row[7], row[-1]) == ("'=cmd()", "5", "'-1")


def test_a_table_of_an_exercise_says_so_in_every_row():
    one = Work(id="A1", kind="activity", party="P", sector="water", area="Rafah", status="ongoing")
    rows = list(csv.reader(io.StringIO(hxl.table([one, one], marked="Practice"))))
    assert [row[-1] for row in rows] == ["exercise", "#meta+exercise", "Practice", "Practice"]


# --- of a case --------------------------------------------------------------------------------------------------------

CARD = '[[table]]\nname = "3W"\nfile = "activities.csv"\nsource = "x"\nlicence = "CC0"\n'
ROWS = """activity_id,party,sector,place,status,from,to,people,source_id,tlp,release_to
A1,Observers,water,Rafah,ongoing,2023-11-20,2023-12-31,1200,daily-24,,
A2,North,water,Rafah,planned,2023-12-01,2023-12-20,200..400,daily-24,,
A3,South,health,Gaza City,done,2023-11-01,2023-11-20,,daily-24,,
A4,South,water,Rafah,ongoing,2023-12-01,2023-12-20,,daily-24,AMBER,North
"""


def case_with_work(path):
    return TinyCase.at(path).write("tables/tables.toml", CARD).write("tables/activities.csv", ROWS)


def test_what_terms_ask_for_stands_beside_what_parties_do(tmp_path):
    found = works(cases.run(cases.load(case_with_work(tmp_path / "truce").path)).tables)
    told = {(work.id, work.party, work.sector, work.area, work.status) for work in found}
    assert ("T1", "North", "release", ANYWHERE, COMMITTED) in told
    assert ("A3", "South", "health", "Gaza City", "done") in told


def test_overlaps_and_gaps_are_those_that_the_viewer_can_know_of(tmp_path):
    case = cases.load(case_with_work(tmp_path / "truce").path)
    seen = {who: matrix(works(cases.run(case, viewer=who).tables)) for who in ("North", "public")}
    overlap = {
        who: next(one.parties for one in found.overlaps if one.sector == "water")
        for who, found in seen.items()
    }
    assert overlap == {"North": ("North", "Observers", "South"), "public": ("North", "Observers")}
    assert {(gap.sector, gap.area) for gap in seen["public"].gaps} >= {
        ("health", "Rafah"),
        ("water", "Gaza City"),
    }
    release = [gap for gap in seen["public"].gaps if gap.sector == "release"]
    assert release
    assert all(gap.elsewhere for gap in release), "somebody owes it without a place"


def test_a_viewers_matrix_does_not_change_by_what_it_may_not_see(tmp_path):
    first, second = case_with_work(tmp_path / "a" / "truce"), case_with_work(tmp_path / "b" / "truce")
    second.write("tables/activities.csv", "\n".join(ROWS.splitlines()[:-1]) + "\n")
    for who in ("public", "Observers"):
        one, other = (works(cases.run(cases.load(tiny.path), viewer=who).tables) for tiny in (first, second))
        assert matrix(one) == matrix(other)


def test_an_office_posts_what_it_does_and_how_it_stands_now(tmp_path):
    desk = Desk(cases.load(case_with_work(tmp_path / "truce").path))
    cells = {
        "sector": "water",
        "place": "Rafah",
        "status": "planned",
        "from": "2024-02-01",
        "people": "300",
        "tlp": "GREEN",
    }
    [posted] = desk.post("South", [Draft(kind="activity", cells=cells)])
    [later] = desk.post(
        "South", [Draft(kind="activity", cells={"supersedes": posted.subject, "status": "ongoing"})]
    )
    rows = {row["id"]: row for row in desk.run("North", explained=False).tables["activities"]}
    assert posted.subject not in rows
    now = rows[later.subject]
    assert (now["party"], now["status"].value, now["place"], now["people"]["low"]) == (
        "South",
        "ongoing",
        "Rafah",
        300,
    )
    assert later.subject not in {
        row["id"] for row in desk.run("public", explained=False).tables["activities"]
    }
    desk.post("South", [Draft(kind="activity", cells={"supersedes": later.subject, "status": "withdrawn"})])
    assert later.subject not in {row["id"] for row in desk.run("South", explained=False).tables["activities"]}


def test_an_office_speaks_of_its_own_work_alone_and_corrects_its_own_word_alone(tmp_path):
    desk = Desk(cases.load(case_with_work(tmp_path / "truce").path))
    cells = {"sector": "water", "status": "ongoing", "tlp": "GREEN"}
    [posted] = desk.post("South", [Draft(kind="activity", cells=cells)])

    def refused(office, **changes):
        with pytest.raises(ProblemsError) as found:
            desk.post(office, [Draft(kind="activity", cells={**cells, **changes})])
        return " ".join(problem.text() for problem in found.value.problems)

    assert "your own office or one of its organs" in refused("South", party="North")
    assert "an activity that you reported" in refused("North", supersedes=posted.subject)
    assert "an activity that stands" in refused("South", supersedes="South-XXXXXX")
    assert "a field of an activity" in refused("South", activity_id="A9")
    assert "who may see it" in refused("South", tlp="")
    desk.post("desk", [Draft(kind="activity", cells={**cells, "party": "North"})])
