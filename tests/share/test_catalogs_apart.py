"""A text has one place: no part of a catalog covers another's."""

import ast
from collections import Counter
from pathlib import Path

import pytest

REPORT = Path(__file__).resolve().parents[2] / "src/troth/share/report"


@pytest.mark.parametrize("language", ["english", "french"])
def test_no_key_stands_in_two_parts_of_a_catalog(language: str):
    keys = Counter(
        key.value
        for path in sorted(REPORT.glob(f"{language}*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    )
    assert [key for key, times in keys.items() if times > 1] == []
