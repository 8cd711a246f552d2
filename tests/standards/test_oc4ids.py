"""OC4IDS: what is read and written, every broken rule by its path, and files of any size."""

import copy
import io
import json
import runpy
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from troth.records.errors import ProblemsError
from troth.share.cli import main
from troth.standards import oc4ids, oc4ids_records
from troth.standards.json_stream import MalformedError, elements
from troth.standards.oc4ids_records import Package, Project, Publisher
from troth.standards.oc4ids_schema import FOLDER, PACKAGE, broken, load

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared/data/money/oc4ids/infrastructure-0.9.5"
AROUND = '"uri": "https://example.org/p", "version": "0.9", "publishedDate": "2026-07-01T00:00:00Z", "publisher": {"name": "Desk"}'
FULL: dict[str, Any] = {
    "id": "p-1", "updated": "2026-05-31T12:00:00Z", "title": "Clinic of Mirna", "status": "preparation", "type": "construction",
    "sector": ["health"], "identifiers": [{"id": "7", "scheme": "internal"}],
    "period": {"startDate": "2026-07-01T00:00:00Z", "endDate": "2027-03-31T00:00:00Z", "durationInDays": 273},
    "locations": [{"id": "1", "description": "By the bridge", "address": {"region": "Mirna", "locality": "Old town", "countryName": "Made up", "streetAddress": "4 Quay"}, "geometry": {"type": "Point", "coordinates": [1.5, 2]}}],
    "budget": {
        "amount": {"amount": 1234567.89, "currency": "EUR"},
        "budgetBreakdowns": [{"id": "a", "budgetBreakdown": [
            {"id": "1", "amount": {"amount": 234567.89, "currency": "EUR"}, "sourceParty": {"id": "N", "name": "Norway"}, "period": {"startDate": "2026-01-01T00:00:00Z", "endDate": "2026-12-31T00:00:00Z"}},
            {"id": "2", "amount": {"amount": 1000000, "currency": "EUR"}, "sourceParty": {"id": "F", "name": "Fund"}},
        ]}],
        "finance": [{"id": "1", "assetClass": ["debt"], "type": "loan", "value": {"amount": 5, "currency": "EUR"}, "financingParty": {"id": "F"}}],
    },
    "parties": [
        {"id": "N", "name": "Norway", "roles": ["funder"], "contactPoint": {"name": "Kari Nordmann", "email": "kari@example.org"}},
        {"id": "F", "name": "Fund", "roles": ["funder"], "people": [{"id": "1", "name": "Ola Nordmann"}], "beneficialOwners": [{"id": "2", "name": "Per Nordmann"}]},
    ],
    "publicAuthority": {"id": "N", "name": "Norway"},
    "milestones": [{"id": "1", "title": "Roof", "type": "delivery", "dueDate": "2026-12-01T00:00:00Z", "status": "scheduled"}],
    "forecasts": [{"id": "physicalProgress", "observations": [{"id": "1", "measure": "50", "unit": {"name": "percent"}}, {"id": "2", "measure": 75.5}]}],
    "relatedProjects": [{"id": "1", "scheme": "oc4ids", "identifier": "p-0", "relationship": "construction"}],
    "benefits": [{"title": "Care", "beneficiaries": [{"numberOfPeople": 9000, "location": {"id": "1", "address": {"region": "Mirna"}}}]}],
    "documents": [{"id": "1", "author": "Kari Nordmann", "url": "https://example.org/1"}],
    "environment": {"goals": ["climateChangeAdaptation"], "inProtectedArea": False},
    "completion": {"endDate": "2027-03-31T00:00:00Z", "finalValue": {"amount": 1300000, "currency": "EUR"}},
}  # fmt: skip


def package(*projects: object, around: str = AROUND) -> io.BytesIO:
    return io.BytesIO(
        f'{{{around},\n"projects": [{",".join(json.dumps(one) for one in projects)}]}}'.encode()
    )


def changed(path: str, value: object) -> dict[str, Any]:
    """The full project with one place changed; `...` takes it out."""
    project = copy.deepcopy(FULL)
    *way, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    inner: Any = project
    for part in way:
        inner = inner[part]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return project


def told(*projects: object) -> list[str]:
    return [problem.text() for problem in oc4ids.check(package(*projects))]


def test_a_project_is_read_with_exact_money_and_aware_times():
    [project] = oc4ids.read(package(FULL))
    assert project.budget.amount.amount == Decimal("1234567.89")
    shares = project.budget.budget_breakdowns[0].budget_breakdown
    assert [(one.source_party.name, str(one.amount.amount)) for one in shares] == [
        ("Norway", "234567.89"),
        ("Fund", "1000000"),
    ]
    assert project.period.start_date == datetime(2026, 7, 1, tzinfo=UTC)
    assert (project.period.days, project.locations[0].address.region) == (273, "Mirna")
    assert project.benefits[0].beneficiaries[0].number_of_people == 9000
    assert [one.measure for one in project.forecasts[0].observations] == ["50", Decimal("75.5")]


def test_no_person_and_no_street_is_read():
    [project] = oc4ids.read(package(FULL))
    out = io.BytesIO()
    oc4ids.write([project], out)
    assert b"Nordmann" not in repr(project).encode() + out.getvalue()
    assert b"Quay" not in out.getvalue()
    assert [party.name for party in project.parties] == ["Norway", "Fund"]


def test_a_good_package_has_no_problems():
    assert told(FULL) == []


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        ("id", ..., "projects/0/id: expected a value; add `id`"),
        ("title", "", "projects/0/title: found 'an empty text', expected at least one character"),
        ("sector", "health", "projects/0/sector: found 'health', expected a list"),
        ("status", "ongoing", "projects/0/status: found 'ongoing', expected one of the codes identification, preparation"),
        ("period/startDate", "2026-07-01", "projects/0/period/startDate: found '2026-07-01', expected a time such as"),
        ("period/startDate", "2026-06-31T00:00:00Z", "projects/0/period/startDate: found '2026-06-31T00:00:00Z', expected a time"),
        ("period/endDate", "2026-06-01T00:00:00Z", "projects/0/period: found 'an object', expected an end that is not before the start (2026-07-01, 2026-06-01); exchange them"),
        ("budget/amount/amount", "12,5m", "projects/0/budget/amount/amount: found '12,5m', expected a number"),
        ("budget/amount/amount", True, "projects/0/budget/amount/amount: found 'true', expected a number"),
        ("budget/amount/currency", "Euro", "projects/0/budget/amount/currency: found 'Euro', expected one of the codes"),
        ("budget/budgetBreakdowns/0/budgetBreakdown/1/id", ..., "projects/0/budget/budgetBreakdowns/0/budgetBreakdown/1/id: expected a value"),
        ("budget/finance/0/assetClass/0", "gold", "projects/0/budget/finance/0/assetClass/0: found 'gold', expected one of the codes debt, equity"),
        ("benefits", [], "projects/0/benefits: found 'an empty list', expected at least one entry"),
        ("environment/goals", ["climateChangeAdaptation"] * 2, "projects/0/environment/goals/1: found 'the same as entry 0', expected each entry once"),
        ("documents/0/url", "no address", "projects/0/documents/0/url: found 'no address', expected an address such as"),
        ("benefits/0/beneficiaries/0/numberOfPeople", 1.5, "numberOfPeople: found '1.5', expected a whole number"),
        ("description", None, "projects/0/description: found 'null', expected a text; leave it out"),
        ("budget/budgetBreakdowns/0/budgetBreakdown/0/sourceParty/id", "X", "warning: projects/0/budget/budgetBreakdowns/0/budgetBreakdown/0/sourceParty/id: found 'X', expected the id of one of its parties"),
        ("sector", ["health", "peace"], "warning: projects/0/sector/1: found 'peace', expected a code of projectSector.csv"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_by_its_path_and_alone(path: str, value: object, says: str):
    [line] = told(changed(path, value))
    assert says in line
    assert line.startswith("OC4IDS line 2: ")


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("1e400", "budget/amount/amount: found '1E+400', expected a number of at most 30 digits"),
        ("1e-400", "expected a number of at most 30 digits"),
        ("9" * 5000, "a number of 5000 digits"),
        ("1e99999999999999999999", "expected numbers of at most 100 digits"),
        ("NaN", "NaN, which is no number in JSON"),
    ],
)
def test_a_number_that_nobody_can_mean_is_refused_before_it_fills_the_memory(amount: str, says: str):
    text = f'{{{AROUND}, "projects": [{{"id": "a", "budget": {{"amount": {{"amount": {amount}}}}}}}]}}'
    [line] = [problem.text() for problem in oc4ids.check(io.BytesIO(text.encode()))]
    assert says in line


def test_what_is_wrong_in_one_project_keeps_no_other_from_being_read():
    found = list(oc4ids.rows(package({"id": "a"}, {"title": "no id"}, {"id": "a"}, 7, {"id": "b"})))
    assert [one.id for one in found if isinstance(one, Project)] == ["a", "b"]
    assert [one.field for one in found if not isinstance(one, Project)] == [
        "projects/1/id",
        "projects/2/id",
        "projects/3",
    ]
    with pytest.raises(ProblemsError, match="projects/1/id"):
        list(oc4ids.read(package({"id": "a"}, {"title": "no id"})))


def test_what_breaks_the_standard_where_nothing_is_read_keeps_the_project():
    [one] = oc4ids.examined(package(changed("documents/0/url", "no address")))
    assert one.project is not None
    assert [problem.field for problem in one.problems] == ["projects/0/documents/0/url"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1: found 'nothing', expected an object or a list"),
        ('"x"', "expected an object or a list"),
        ('{"features": []}', "found 'features', expected an OC4IDS package: an object with `projects`, a list"),
        ('{"projects": 3}', "expected an OC4IDS package"),
        ("[]", "found 'a list of projects', expected an OC4IDS package"),
        ('{"projects": [{"id": "a"}\n{"id": "b"}]}', "line 2: found '{\"id\": \"b\"}]}', expected a comma or the end of the list"),
        ('{"projects": [{"id": "a"},\n\n{"id": nil}]}', "line 3: found 'nil}]}', expected valid JSON (Expecting value)"),
        ('{"projects": [{"id": "a"', "line 1: found 'the end of the text', expected valid JSON"),
        ('{"projects": [{"id": "a"}]} x', "found 'x', expected the end of the text"),
        ('{"projects": [' + "[" * 200_000, "found 'objects inside objects without end'"),
        ('{"projects": [{"id": "a", "id": "b"}]}', "projects/0/id: found 'the name twice', expected each name once"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_package_is_told_where_it_breaks(text: str, says: str):
    lines = [problem.text() for problem in oc4ids.check(io.BytesIO(text.encode()))]
    assert any(says in line for line in lines), lines


def test_other_encodings_are_refused_and_a_byte_order_mark_is_not():
    assert "found 'byte 0xe9', expected text in UTF-8" in "".join(
        problem.text() for problem in oc4ids.check(io.BytesIO('{"projects": ["é"]}'.encode("cp1252")))
    )
    [project] = oc4ids.read(io.BytesIO("\ufeff".encode() + package({"id": "é"}).getvalue()))
    assert project.id == "é"


def test_a_bare_list_is_read_and_a_written_package_is_whole():
    [project] = oc4ids.read(io.BytesIO(json.dumps([FULL]).encode()))
    around = Package(
        uri="https://example.org/p",
        publisher=Publisher(name="Desk"),
        published_date=datetime(2026, 7, 1, tzinfo=UTC),
    )
    out = io.BytesIO()
    oc4ids.write([project, project.model_copy(update={"id": "p-2"})], out, package=around)
    out.seek(0)
    assert list(oc4ids.check(out)) == []
    out.seek(0)
    assert [one.id for one in oc4ids.read(out)] == ["p-1", "p-2"]
    assert json.loads(out.getvalue())["version"] == "0.9"


def test_an_empty_project_list_is_no_package():
    assert ["projects: found 'an empty list'" in line for line in told()] == [True]


# Laws

TEXTS = st.text(min_size=1, max_size=8).filter(lambda text: text < "\ud800" or text.isprintable())
TIMES = st.datetimes(
    min_value=datetime(1990, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001 - the zone is given beside it
    timezones=st.just(UTC),
).map(lambda one: one.isoformat().replace("+00:00", "Z"))
NUMBERS = st.one_of(
    st.integers(-(10**20), 10**20),
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9, places=6),
)
VALUES = st.fixed_dictionaries({}, optional={"amount": NUMBERS, "currency": st.sampled_from(["EUR", "NOK"])})
PERIODS = st.fixed_dictionaries({}, optional={"startDate": TIMES, "durationInDays": st.integers(0, 9999)})
PARTY = st.fixed_dictionaries({"id": TEXTS}, optional={"name": TEXTS})
SHARES = st.fixed_dictionaries(
    {"id": TEXTS}, optional={"amount": VALUES, "period": PERIODS, "sourceParty": PARTY}
)
PROJECTS = st.fixed_dictionaries(
    {"id": TEXTS},
    optional={
        "title": TEXTS,
        "sector": st.lists(TEXTS, min_size=1, max_size=3, unique=True),
        "period": PERIODS,
        "budget": st.fixed_dictionaries(
            {},
            optional={
                "amount": VALUES,
                "budgetBreakdowns": st.lists(
                    st.fixed_dictionaries(
                        {"id": TEXTS}, optional={"budgetBreakdown": st.lists(SHARES, max_size=3)}
                    ),
                    max_size=2,
                ),
            },
        ),
        "parties": st.lists(PARTY, max_size=3),
        "locations": st.lists(
            st.fixed_dictionaries({"id": TEXTS}, optional={"address": st.just({"streetAddress": "x"})}),
            max_size=2,
        ),
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PROJECTS, max_size=4, unique_by=lambda one: one["id"]))
def test_what_is_read_written_and_read_again_is_the_same(raw: list[dict[str, Any]]):
    first = list(oc4ids.read(io.BytesIO(oc4ids._json(raw).encode())))
    out = io.BytesIO()
    oc4ids.write(first, out)
    out.seek(0)
    assert list(oc4ids.read(out)) == first
    assert len(first) == len(raw)


class Sips(io.BytesIO):
    """A stream that gives a few bytes at a time, as a pipe does."""

    most = 1

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self.most)


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PROJECTS, max_size=3, unique_by=lambda one: one["id"]), st.integers(1, 40))
def test_it_does_not_matter_where_a_text_breaks_off(raw: list[dict[str, Any]], most: int):
    text = f'{{{AROUND},\n "projects":\n{oc4ids._json(raw)}, "license": "https://example.org/l"}}'.encode()
    sips = Sips(text)
    sips.most = most
    assert list(elements(sips, "projects")) == list(elements(io.BytesIO(text), "projects"))


def taken(given: Iterator[object]) -> tuple[list[object], Exception | None]:
    found: list[object] = []
    try:
        for one in given:
            found.append(one)  # noqa: PERF402 - what was given before an error is what is asked
    except MalformedError as error:
        return found, error
    return found, None


@settings(max_examples=60)
@given(st.data())
def test_a_text_cut_anywhere_gives_what_stands_before_and_says_where_it_ends(data: st.DataObject):
    whole = package(FULL, {"id": "b"}, {"id": "c"}).getvalue()
    cut = data.draw(st.integers(0, len(whole) - 1))
    found, error = taken(elements(io.BytesIO(whole[:cut]), "projects"))
    assert isinstance(error, MalformedError)
    assert found == list(elements(io.BytesIO(whole), "projects"))[: len(found)]


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in inner:
        yield from places(one, (*path, key))


def standard() -> dict[str, Any]:
    """What the mutations start from: the standard's own example where it is at hand, else our own."""
    example = SHARED / "docs/examples/example.json"
    return json.loads(example.read_text())["projects"][0] if example.exists() else FULL


GENERAL = jsonschema_rs.Draft4Validator(dict(load("project.json")), validate_formats=True)
ODD = st.sampled_from(
    [
        None,
        True,
        -1,
        2.5,
        "",
        "x",
        [],
        {},
        ["x", "x"],
        [1, 1.0],
        {"id": ""},
        "2026-13-01T00:00:00Z",
        [[]],
        [{}],
    ]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_general_validator_finds_the_same_rules_broken_at_the_same_places(data: st.DataObject):
    project = copy.deepcopy(standard())
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(list(places(project))))
        inner: Any = project
        for part in path[:-1]:
            inner = inner[part]
        if data.draw(st.booleans()):
            inner[path[-1]] = copy.deepcopy(data.draw(ODD))
        else:
            del inner[path[-1]]
        if not project:
            break
    text = json.dumps(project)
    element = next(elements(io.BytesIO(f"[{text}]".encode()), "projects"))
    ours = {
        one.path[:-1] if str(one.found).startswith("the same as entry") else one.path
        for one in broken(element.value)
        if not one.allowed
    }
    theirs = {place(error) for error in GENERAL.iter_errors(project)}
    assert {where(path, project) for path in ours} == {where(path, project) for path in theirs}


def place(error: jsonschema_rs.ValidationError) -> tuple[Any, ...]:
    return tuple(error.instance_path)


def where(path: tuple[Any, ...], project: object) -> tuple[Any, ...]:
    """A place as both name it: of what is missing its object, of an entry that stands twice its list."""
    inner: Any = project
    for number, part in enumerate(path):
        if isinstance(inner, dict) and part not in inner:
            return path[:number]
        inner = inner[part]
    return path


@pytest.mark.skipif(
    not SHARED.exists(), reason="the standard's files lie beside the checkout of a developer only"
)
def test_the_shipped_schema_is_what_the_tool_makes_of_the_standard_s_own():
    derived = runpy.run_path(str(ROOT / "tools/oc4ids_schema.py"))["derived"](SHARED)
    folder = ROOT / "src/troth/standards" / FOLDER
    assert {name: json.loads((folder / name).read_text()) for name in derived} == derived
    assert (folder / "LICENSE").read_bytes() == (SHARED / "LICENSE").read_bytes()


@pytest.mark.skipif(
    not SHARED.exists(), reason="the standard's files lie beside the checkout of a developer only"
)
def test_the_standard_s_own_example_is_whole_and_only_two_codes_are_its_own():
    with (SHARED / "docs/examples/example.json").open("rb") as file:
        found = list(oc4ids.check(file))
    assert [(one.level, one.found) for one in found] == [("warning", "COFOG"), ("warning", "masonry")]


def keywords(schema: dict[str, Any]) -> Iterator[str]:
    for key, value in schema.items():
        yield key
        if key in {"properties", "definitions"}:
            for inner in value.values():
                yield from keywords(inner)
        elif key == "items":
            yield from keywords(value)


def test_every_keyword_of_the_shipped_schemas_is_held_against_the_value():
    known = {
        "type", "required", "properties", "definitions", "items", "$ref", "enum", "format", "pattern", "minimum", "minLength",
        "minItems", "minProperties", "uniqueItems", "codelist", "openCodelist",
    }  # fmt: skip
    assert set(keywords(dict(load("project.json")))) | set(keywords(dict(load(PACKAGE)))) == known


class Long(io.RawIOBase):
    """A package of so many projects that is made while it is read."""

    def __init__(self, projects: int) -> None:
        body = json.dumps(changed("id", "ID")).encode()
        self._parts = iter(
            [f'{{{AROUND}, "projects": ['.encode()]
            + [
                b"," * (number > 0) + body.replace(b'"ID"', f'"{number}"'.encode())
                for number in range(projects)
            ]
            + [b"]}"]
        )
        self.size = projects * len(body)

    def read(self, size: int = -1, /) -> bytes:
        out = bytearray()
        for part in self._parts:
            out += part
            if len(out) >= size:
                break
        return bytes(out)


def test_memory_stays_flat_however_long_a_file_is():
    def peak(projects: int) -> int:
        stream = Long(projects)
        tracemalloc.start()
        count = sum(1 for _ in oc4ids.rows(stream))
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == projects
        return top - projects * 3000  # what the made-up stream itself holds

    few, many = peak(300), peak(1500)
    assert many - few < 4_000_000


def test_no_member_that_could_hold_a_person_is_among_those_that_are_read():
    personal = {
        "contactPoint",
        "people",
        "beneficialOwners",
        "author",
        "person",
        "email",
        "telephone",
        "streetAddress",
    }
    parts = [
        one
        for one in vars(oc4ids_records).values()
        if isinstance(one, type) and issubclass(one, oc4ids_records.Part)
    ]
    assert len(parts) > 20
    assert not {field.alias for part in parts for field in part.model_fields.values()} & personal


def test_troth_check_takes_a_package_and_counts_its_projects(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    good = tmp_path / "good.json"
    good.write_bytes(package(FULL, changed("id", "p-2")).getvalue())
    assert main(["check", str(good)]) == 0
    assert "no problems: 0 terms, 2 rows" in capsys.readouterr().out
    bad = tmp_path / "bad.json"
    bad.write_bytes(
        package(
            changed("status", "ongoing"), {**changed("sector", ["peace"]), "id": "p-2"}, {"title": "no id"}
        ).getvalue()
    )
    assert main(["check", str(bad)]) == 1
    out = capsys.readouterr()
    assert "bad.json line 2: projects/0/status: found 'ongoing'" in out.out
    assert "bad.json line 2: warning: projects/1/sector/0: found 'peace'" in out.out
    assert "2 problems; 1 rows good, 2 not" in out.err
