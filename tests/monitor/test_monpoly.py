"""Formulas and logs of another monitor's own tests: what terms can say of them, they say as it does."""

import gzip
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from support import mfotl, mfotl_terms
from support.mfotl import MalformedError, UnsaidError
from troth.monitor import settle

ROOT = Path(__file__).resolve().parents[2]
CASES = ROOT.parent / "shared" / "data" / "monitor" / "monpoly_cases.jsonl.gz"
PAGE = ROOT / "docs" / "methods" / "shared-fragment.md"


@dataclass
class Outcome:
    """What became of all cases."""

    passed: int = 0
    malformed: int = 0
    unsaid: Counter[str] = None
    wrong: list[str] = None


def differing(case, translation, log):
    """The time points at which terms and the other monitor do not say the same, each with both."""
    closed = "-nonewlastts" not in case["options"]
    verdicts = settle(mfotl_terms.problem(translation, log, closed=closed), explain=False).verdicts
    found = mfotl_terms.answers(translation, log, verdicts, closed=closed)
    expected = mfotl.read_answers(case["expected"], case["exit"]).at
    nothing = frozenset()
    return {
        point: (found.get(point, nothing), expected.get(point, nothing))
        for point in {*found, *expected}
        if found.get(point, nothing) != expected.get(point, nothing)
    }


@pytest.fixture(scope="module")
def cases():
    if not CASES.is_file():
        pytest.skip(f"no file of formulas and logs: {CASES} is not there")
    with gzip.open(CASES, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


@pytest.fixture(scope="module")
def outcome(cases):
    found = Outcome(unsaid=Counter(), wrong=[])
    for case in cases:
        refused = mfotl.read_answers(case["expected"], case["exit"]).refused
        try:
            formula = mfotl.parse(case["formula"])
            log = mfotl.read_log(case["log"])
            translation = mfotl_terms.translated(formula, log)
        except MalformedError:
            found.malformed += 1
            found.wrong += [] if refused else [f"{case['id']}: refused here, and not there"]
        except UnsaidError as error:
            found.unsaid[str(error)] += 1
        else:
            different = differing(case, translation, log)
            if refused or different:
                found.wrong.append(f"{case['id']} {case['formula'].strip()}: {different or 'refused there'}")
            else:
                found.passed += 1
    return found


def test_no_formula_that_terms_can_say_is_answered_otherwise(outcome):
    assert outcome.wrong == []


def test_the_page_gives_the_number_of_cases_that_pass_and_of_each_reason_why_others_do_not(outcome, cases):
    page = PAGE.read_text(encoding="utf-8")
    told = {match[1]: int(match[2]) for match in re.finditer(r"(?m)^\| ([^|]+?) \| (\d+) \|", page)}
    assert told == {
        "the same answers": outcome.passed,
        "no formula, refused by both": outcome.malformed,
        **outcome.unsaid,
    }
    assert sum(told.values()) == len(cases)


def test_a_case_with_one_tuple_taken_out_or_put_in_is_noticed(cases):
    case = next(case for case in cases if case["formula"].strip() == "ONCE[0,10] p(x)")
    log = mfotl.read_log(case["log"])
    translation = mfotl_terms.translated(mfotl.parse(case["formula"]), log)
    spoiled = [
        {**case, "expected": [line.replace("((0),(1))", told) for line in case["expected"]]}
        for told in ("((0))", "((0),(1),(9))")
    ]
    assert differing(case, translation, log) == {}
    assert all(differing(one, translation, log) for one in spoiled)


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        ("NEXT[0,30] P(x)", "NEXT"),
        ("P(x) UNTIL[0,10] Q(x)", "UNTIL"),
        ("ONCE[1,10] P(x)", "ONCE with a lower bound"),
        ("P(x) AND NOT (x = 0)", "not equal"),
        ("v <- MAX y p(x,y)", "MAX"),
    ],
)
def test_what_terms_have_no_words_for_is_refused_with_the_reason(formula, reason):
    log = mfotl.read_log("@1 P (1) p (1,2)\n@2 Q (1)\n")
    with pytest.raises(UnsaidError, match=re.escape(reason)):
        mfotl_terms.translated(mfotl.parse(formula), log)


@pytest.mark.parametrize("formula", ["ONCE (4,1) P(x)", "P(x) SINCE[-4,-1) Q(x)", "NEXT [0,0) P(x)"])
def test_an_interval_without_a_moment_in_it_makes_no_formula(formula):
    with pytest.raises(MalformedError):
        mfotl.parse(formula)
