"""The files that people write have the columns of the dictionary, under the same names."""

from troth.case.evidence import EVIDENCE
from troth.case.incidents import STEPS
from troth.case.parties import SOURCES
from troth.records.tables import TABLES


def test_evidence_files_have_the_columns_of_the_dictionary():
    written = {*EVIDENCE.required, *EVIDENCE.optional}
    assert written - {"quantity"} <= set(TABLES["evidence"].columns)
    assert {"low", "high"} <= set(TABLES["evidence"].columns), "what a figure such as >=200 becomes"


def test_source_files_have_the_columns_of_the_dictionary():
    written = {*SOURCES.required, *SOURCES.optional}
    assert written - {"published"} <= set(TABLES["sources"].columns)
    assert "recorded_at" in TABLES["sources"].columns, "what a date of publication becomes"


def test_files_on_incidents_have_the_columns_of_the_dictionary():
    assert set(STEPS.all) - {"quantity"} <= set(TABLES["incident_steps"].columns)
    assert {"low", "high"} <= set(TABLES["incident_steps"].columns), "what a figure such as >=200 becomes"
