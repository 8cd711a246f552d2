"""A correction comes from the one who said it, and not before it was said."""

import pytest

from support.cases import TinyCase
from troth import case

ARMY = '\n[[party]]\nid = "Monitors"\nname = "The monitoring mission"\npart_of = "Observers"\n'


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def told(tiny):
    return [problem.text() for problem in case.check(tiny.path).problems]


@pytest.mark.parametrize(("links", "field"), [("E2,,", "supersedes"), (",E2,", "retracts")])
def test_a_row_of_somebody_else_cannot_be_corrected_or_taken_back(tiny, links, field):
    (line,) = told(tiny.evidence(f"E9,T1,2023-11-25,North,release,tally,1,person,press-27,{links},,"))
    assert line == (
        f"evidence/reports.csv line 6: E9 {field}: found 'E2, said by Observers', "
        "expected a row of Courier: a correction comes from the one who said it; "
        "cite Observers for the correction, or let both rows stand beside each other"
    )


@pytest.mark.parametrize(
    ("source", "because"),
    [
        ("daily-27", "the same publisher"),
        ("daily-25", "the same source: the office mends its own transcription"),
        ("mission-27", "an organ of the same party"),
        ("agency-27", "a source that got it from the same origin"),
    ],
)
def test_whoever_said_it_may_correct_it(tiny, source, because):
    tiny.add("parties.toml", ARMY)
    tiny.write(
        "sources/sources.csv",
        "source_id,publisher,published,url,origin\n"
        + "".join(f"{line},\n" for line in tiny.read("sources/sources.csv").splitlines()[1:])
        + "mission-27,Monitors,2023-11-27,https://observers.example/m,\n"
        + "agency-27,Agency,2023-11-27,https://agency.example/27,The Observers\n",
    )
    tiny.evidence(f"E9,T1,2023-11-25,North,release,tally,19,person,{source},E2,,,,")
    assert told(tiny) == [], because


def test_a_correction_that_was_known_before_what_it_corrects(tiny):
    (line,) = told(tiny.evidence("E9,T2,2023-11-26,South,release,tally,149,person,daily-25,E3,,,,"))
    assert line == (
        "evidence/reports.csv line 6: E9 recorded_at: found '2023-11-26T00:00:00+02:00', "
        "expected a time at or after that of E3 (2023-11-28T00:00:00+02:00); "
        "nothing is corrected before it is said: cite the later source, or give recorded_at"
    )
