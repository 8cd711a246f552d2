"""What others may rely on is published as JSON Schema, and what the program makes keeps to it."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import jsonschema_rs
import polars as pl
import pytest

from troth import case as cases
from troth.records import (
    Evidence,
    Measure,
    Money,
    Quantity,
    Source,
    Target,
    Term,
    Verdict,
    Window,
    parse_quantity,
)
from troth.records.tables import TABLES, validate
from troth.share import schemas
from troth.share.document import dumps, monitor_document, run_document

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schema"
NOON = datetime(2023, 11, 24, 12, tzinfo=UTC)
TERM = Term(
    id="T1",
    agreement="pause",
    kind="achieve",
    obligor=("A",),
    what="release fifty",
    measure=Measure(event=("release",), unit="person"),
    target=Target(at_least=Decimal(50)),
    window=Window(valid_from=NOON, valid_from_precision="minute"),
)
SAMPLES = [
    TERM,
    Evidence(
        id="E1", form="tally", source="S1", quantity=parse_quantity(">=13", "person"), stance={"*": "for"}
    ),
    Source(id="S1", publisher="A paper", recorded_at=NOON, recorded_at_precision="day"),
    Verdict(term="T1", state="pending", quantity=Quantity(low=Decimal(26), unit="person")),
    Money(amount=Decimal("1.50"), currency="EUR"),
]
SUMMARY = {
    "term": "T1",
    "instance": None,
    "obligor": None,
    "state": "kept",
    "target": 50,
    "target_kind": "at_least",
    "quantity": {"low": 50, "high": None, "unit": "person"},
    "because": ["E1"],
    "provisional_until": None,
    "disputed": False,
    "outlook": None,
    "sentence": "A kept its word.",
    "flips": [{"without": ["E1"], "state": "unknown"}],
    "proof": {
        "minimal": ["E1"],
        "without": [{"id": "E1", "state": "unknown"}],
        "missing": None,
        "sentence": "Kept because of E1 alone.",
        "steps": {
            "rule": "target_reached",
            "state": "kept",
            "low": 50,
            "steps": [{"rule": "row", "ids": ["E1"], "low": 50}],
        },
    },
    "window": {"from": "2023-11-24T07:00:00+02:00", "until": None},
    "window_closed": True,
    "shortfall": None,
    "fulfilment": {"low": 1, "high": None},
    "decidable_at": "2023-11-28T00:00:00+02:00",
    "reasons": [],
    "support": "for",
    "for": ["E1"],
    "against": [],
    "charges": [],
    "interests": [],
    "context": [],
    "origins": [],
    "dispute": None,
    "kept_instances": None,
    "total_instances": None,
    "history": None,
}
DOCUMENT = {
    "case": "gaza-pause-2023",
    "as_of": "2024-12-31T23:59:00+02:00",
    "at": "2024-12-31T23:59:00+02:00",
    "viewer": "secretariat",
    "settling": [],
    "check": {"agrees": True, "doubted": [], "other": [], "sentence": None, "lines": []},
    "statements": {"E1": "ab" * 32},
    "agreements": [],
    "verdicts": [SUMMARY],
}

MORE_OF_A_RUN = {"title": "A pause", "answers": [], "changes": [], "due": []}
CASES = sorted(path.parent for path in (FOLDER.parents[1] / "cases").glob("*/case.toml"))


def validator(name: str) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(
        json.loads((FOLDER / name).read_text(encoding="utf-8")), validate_formats=True
    )


def test_the_published_schemas_are_what_the_program_would_write():
    assert schemas.check(FOLDER) == []


@pytest.mark.parametrize("name", schemas.schemas())
def test_every_schema_is_one_and_speaks_to_people(name: str):
    schema = json.loads(schemas.schemas()[name])
    assert jsonschema_rs.meta.is_valid(schema)
    assert schema["description"]
    assert ">>>" not in json.dumps(schema)


@pytest.mark.parametrize("record", SAMPLES, ids=lambda record: type(record).__name__)
def test_a_record_keeps_to_its_schema(record):
    check = validator(f"record-{type(record).__name__.lower()}.json")
    check.validate(json.loads(record.model_dump_json()))
    assert not check.is_valid(json.loads(record.model_dump_json()) | {"unheard_of": 1})


@pytest.mark.parametrize("command", ["run", "monitor"])
def test_a_document_may_say_more_but_never_less(command: str):
    check = validator(f"{command}.json")
    document = DOCUMENT if command == "monitor" else DOCUMENT | MORE_OF_A_RUN
    check.validate(document)
    check.validate(document | {"version": "0.1.0"})
    check.validate(document | {"verdicts": [SUMMARY | {"more": True}]})
    for missing in document:
        assert not check.is_valid({key: value for key, value in document.items() if key != missing})
    for missing in SUMMARY:
        assert not check.is_valid(
            document | {"verdicts": [{k: v for k, v in SUMMARY.items() if k != missing}]}
        )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
@pytest.mark.parametrize("command", ["run", "monitor"])
def test_what_the_commands_print_on_the_example_cases_keeps_to_its_schema(command: str, case: Path):
    made = cases.run(cases.load(case))
    document = run_document(made) if command == "run" else monitor_document(made)
    printed = json.loads(dumps(document, made.case.settings.zone))
    assert bool(printed["verdicts"]) is bool(made.case.terms), "a case that assesses damage may judge no term"
    validator(f"{command}.json").validate(printed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "fulfilled"},
        {"because": "E1"},
        {"target": "50"},
        {"decidable_at": "yesterday"},
        {"disputed": None},
    ],
)
def test_a_verdict_that_says_something_else_is_found(wrong: dict[str, object]):
    assert not validator("monitor.json").is_valid(DOCUMENT | {"verdicts": [SUMMARY | wrong]})


def test_rows_of_a_sound_table_keep_to_its_schema():
    frame = validate(
        "services",
        pl.DataFrame(
            {"service": ["water"], "people": [12_000], "requires": [["power"]], "because": [["survey"]]}
        ),
    )
    check = validator("table-services.json")
    check.validate(frame.to_dicts())
    assert not check.is_valid([frame.to_dicts()[0] | {"people": -1}])


def test_every_table_has_a_schema_with_all_its_columns():
    for table in TABLES.values():
        schema = json.loads(
            (FOLDER / f"table-{table.name.replace('_', '-')}.json").read_text(encoding="utf-8")
        )
        assert tuple(schema["items"]["properties"]) == table.columns


def test_schemas_are_written_once_and_found_up_to_date(tmp_path: Path):
    assert len(schemas.write(tmp_path / "schema")) == len(schemas.schemas())
    assert schemas.write(tmp_path / "schema") == []
    assert schemas.check(tmp_path / "schema") == []


def test_a_schema_that_was_changed_lost_or_left_behind_is_named(tmp_path: Path):
    schemas.write(tmp_path)
    (tmp_path / "run.json").write_text("{}", encoding="utf-8")
    (tmp_path / "monitor.json").unlink()
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    lines = schemas.check(tmp_path)
    assert [line.split(":")[0] for line in lines] == [
        str(tmp_path / name) for name in ("monitor.json", "run.json", "old.json")
    ]
    assert all(f"write it with `troth schema --to {tmp_path}`" in line for line in lines)
    assert len(schemas.write(tmp_path)) == 3
    assert not (tmp_path / "old.json").exists()
