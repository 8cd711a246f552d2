"""Who does what where: a table of the case, and partners' own tables under their own columns."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case as cases
from troth.case.activities import ACTIVITIES
from troth.case.partners import TAGS, is_tags
from troth.records.tables import TABLES

CARD = """\
[[table]]
name = "who does what where"
file = "activities.csv"
source = "the parties"
licence = "CC0"
"""
HEAD = "activity_id,party,sector,place,status,from,to,people,source_id,note\n"
ROWS = f"""{HEAD}A1,Observers,water,Rafah,ongoing,2023-11-20,2023-12-31,1200,daily-24,
A2,North,water,Rafah,planned,2023-12-01,,200..400,daily-24,
A3,South,health,Gaza City,done,2023-11-01,2023-11-20,,daily-25,
"""


@pytest.fixture
def tiny(tmp_path: Path) -> TinyCase:
    return TinyCase.at(tmp_path / "truce")


def told(tiny: TinyCase) -> list[str]:
    return [problem.text() for problem in cases.check(tiny.path).problems]


def with_partner(tiny: TinyCase, text: str, card: str = "") -> TinyCase:
    tiny.write("tables/wash.csv", text)
    head = CARD.replace("activities.csv", "wash.csv")
    return tiny.write("tables/tables.toml", f'{head}rows = "activities"\nsource_id = "daily-24"\n{card}')


def test_activities_are_statements_of_the_case_and_stand_in_its_tables(tiny):
    tiny.write("tables/tables.toml", CARD).write("tables/activities.csv", ROWS)
    found = cases.run(cases.load(tiny.path))
    assert [row["id"] for row in found.tables["activities"]] == ["A1", "A2", "A3"]
    assert set(found.statements) >= {"activity:A1", "activity:A2", "activity:A3"}
    [second] = [one for one in found.picture.activities if one.id == "A2"]
    assert (second.people.low, second.people.high, second.valid_to) == (200, 400, None)


def test_an_activity_is_shown_to_those_whom_its_label_names_and_from_its_time_on(tiny):
    text = HEAD.replace("note", "note,tlp,release_to")
    rows = f"{text}A1,Observers,water,Rafah,ongoing,,,,daily-24,,AMBER,North\nA2,Observers,water,,ongoing,,,,daily-27,,,\n"
    tiny.write("tables/tables.toml", CARD).write("tables/activities.csv", rows)
    case = cases.load(tiny.path)
    seen = {
        who: [row.id for row in cases.run(case, viewer=who).picture.activities]
        for who in ("North", "South", "public")
    }
    assert seen == {"North": ["A1", "A2"], "South": ["A2"], "public": ["A2"]}
    early = cases.run(case, as_of=case.settings.as_of.replace(year=2023, month=11, day=26))
    assert [row.id for row in early.picture.activities] == ["A1"]


def test_a_hidden_source_is_not_named_by_an_activity(tiny):
    tiny.write("sources/sources.csv", (tiny.path / "sources/sources.csv").read_text().replace("url\n", "url,tlp,release_to\n").replace("press-27,Courier,2023-11-27,https://courier.example/27", "press-27,Courier,2023-11-27,https://courier.example/27,AMBER,North"))  # fmt: skip
    text = (tiny.path / "sources/sources.csv").read_text().splitlines()
    tiny.write(
        "sources/sources.csv",
        "\n".join(line if line.count(",") == 5 else f"{line},," for line in text) + "\n",
    )
    tiny.write("tables/tables.toml", CARD).write(
        "tables/activities.csv", f"{HEAD}A1,Observers,water,,ongoing,,,,press-27,\n"
    )
    case = cases.load(tiny.path)
    assert cases.run(case, viewer="North").picture.activities[0].source == "press-27"
    assert cases.run(case, viewer="South").picture.activities[0].source.startswith("withheld-")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("A1,Obs,water,,ongoing,,,,daily-24,", "party: found 'Obs', expected a party of parties.toml"),
        ("A1,Observers,,,ongoing,,,,daily-24,", "sector"),
        ("A1,Observers,water,,runing,,,,daily-24,", "status: found 'runing'"),
        ("A1,Observers,water,,ongoing,soon,,,daily-24,", "from: found 'soon', expected a date or time"),
        (
            "A1,Observers,water,,ongoing,2023-12-02,2023-12-01,,daily-24,",
            "to: found '2023-12-01', expected a time at or after from",
        ),
        ("A1,Observers,water,,ongoing,,,many,daily-24,", "people: found 'many'"),
        ("A1,Observers,water,,ongoing,,,-4,daily-24,", "people: found '-4'"),
        ("A1,Observers,water,,ongoing,,,1.5,daily-24,", "people: found '1.5', expected a count of people"),
        ("A1,Observers,water,,ongoing,,,,daily-99,", "source_id: found 'daily-99'"),
        ("A1,Observers,water,,ongoing,,,,,", "source_id: expected a source"),
        ("A/1,Observers,water,,ongoing,,,,daily-24,", "activity_id"),
    ],
)
def test_a_row_that_is_no_good_is_told_with_its_line(tiny, row, said):
    tiny.write("tables/tables.toml", CARD).write("tables/activities.csv", f"{HEAD}{row}\n")
    [problem] = told(tiny)
    assert problem.startswith("tables/activities.csv line 2")
    assert said in problem


def test_two_rows_of_one_id_are_told(tiny):
    row = "A1,Observers,water,,ongoing,,,,daily-24,\n"
    tiny.write("tables/tables.toml", CARD).write("tables/activities.csv", f"{HEAD}{row}{row}")
    assert "an id of its own for each activity" in told(tiny)[0]


def test_a_partners_table_is_read_by_its_hxl_tags_and_keeps_what_it_says_beside(tiny):
    with_partner(
        tiny,
        "Organisation,Cluster,Governorate,Phase,Start,End,Reached,Focal point\n"
        "#org,#sector,#adm1 +name,#status,#date+start,#date +end,#reached,\n"
        "The Observers,Water,Rafah,Completed,2023-11-20,2023-11-30,1200,somebody\n"
        "northern forces,Water,Rafah,In progress,,,,\n",
    )
    found = cases.load(tiny.path).activities
    assert [(row.record.party, row.record.sector, row.record.place, row.record.status.value) for row in found] == [
        ("Observers", "Water", "Rafah", "done"), ("North", "Water", "Rafah", "ongoing"),
    ]  # fmt: skip
    assert [row.line for row in found] == [3, 4]
    assert found[0].record.people.low == 1200
    assert all("somebody" not in row.record.model_dump_json() for row in found)


def test_a_partners_table_is_read_by_the_mapping_in_its_card(tiny):
    columns = '[table.columns]\nparty = "Who"\nsector = "What"\nplace = "Where"\nstatus = "State"\n'
    with_partner(tiny, "What,Where,Who,State\nwater,Rafah,South,pipeline\n", columns)
    [row] = cases.load(tiny.path).activities
    assert (row.record.party, row.record.sector, row.record.place, row.record.status.value, row.line) == (
        "South", "water", "Rafah", "planned", 2,
    )  # fmt: skip


def test_rows_without_an_id_get_one_that_does_not_depend_on_their_place(tiny):
    one, other = "Observers,water,ongoing", "South,health,done"
    with_partner(tiny, f"party,sector,status\n{one}\n{other}\n")
    first = {row.record.sector: row.record.id for row in cases.load(tiny.path).activities}
    with_partner(tiny, f"party,sector,status\n{other}\n{one}\n")
    assert {row.record.sector: row.record.id for row in cases.load(tiny.path).activities} == first


@pytest.mark.parametrize(
    ("text", "card", "said"),
    [
        ("Who,What\n#org,#sector\nSouth,water\n", "", "expected columns for status"),
        ("Who,What\nSouth,water\n", '[table.columns]\nparty = "Whom"\nsector = "What"\nstatus = "State"\n', "found 'Whom', expected a column of this table; did you mean 'Who'?"),
        ("Who,What\nSouth,water\n", "", "expected the columns party, sector, status"),
        ("", "", "an empty file"),
        ("#org,#sector,#status\nSouth,water\n", "", "2 cells"),
        ('#org,#sector,#status\n"South,water,done\n', "", "quote"),
    ],
)  # fmt: skip
def test_a_partners_table_that_cannot_be_read_says_what_is_missing(tiny, text, card, said):
    with_partner(tiny, text, card)
    assert any(said in one for one in told(tiny)), told(tiny)


def test_every_column_stands_in_the_dictionary_of_the_house():
    written = set(ACTIVITIES.all) - {"people", "from", "to"}
    assert written <= set(TABLES["activities"].columns)
    assert {"low", "high", "valid_from", "valid_to"} <= set(TABLES["activities"].columns)


@given(
    st.lists(
        st.sampled_from(sorted({tag for tags in TAGS.values() for tag in tags} | {"", "#lat", "#geo+x"})),
        min_size=1,
    )
)
def test_a_row_of_tags_is_known_as_one_unless_it_is_empty(row):
    assert is_tags(row) == any(row)
