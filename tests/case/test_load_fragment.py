"""Terms judged at events, acts that are allowed, running sums and repairs, as people write them; rows with a place in a log."""

import pytest

from support.cases import EVIDENCE, TERMS, TinyCase
from troth import case
from troth.records.moment import Duration

FILE = "agreements/truce.toml"
ROWS = "evidence/reports.csv"
BEFORE = '[term.window]\nfrom = "2023-11-24T07:00"\nuntil = "2023-11-28T07:00"\n\n[[term]]'
"""The end of the first term: what follows it is put before this."""
REFRAIN = TERMS.replace('kind = "achieve"', 'kind = "refrain"', 1).replace("at_least = 50", "at_most = 50", 1)
RECUR = TERMS.replace('kind = "achieve"', 'kind = "recur"', 1)
RESPOND = TERMS.replace('kind = "achieve"', 'kind = "respond"', 1)


@pytest.fixture
def tiny(tmp_path):
    made = TinyCase.at(tmp_path / "tiny")
    for name in ("expected/truce.toml",):
        if (made.path / name).exists():
            (made.path / name).unlink()
    return made


def write(tiny, terms, tables):
    tiny.write(FILE, terms.replace(BEFORE, tables + BEFORE, 1))


def told(tiny):
    return [problem.text() for problem in case.check(tiny.path).problems]


def first_term(tiny):
    return case.load(tiny.path).terms[0].record


def test_acts_that_are_allowed_and_forbidden_only_in_a_state_are_read(tiny):
    write(
        tiny,
        REFRAIN,
        '[term.refrain]\nper = "event"\n'
        'unless_preceded_by = { event = "notice", within = "PT2H", same_key = false }\n'
        'only_while = { since = { event = "opening" }, until = { event = ["closing", "attack"] } }\n',
    )
    duty = first_term(tiny).refrain
    assert duty.per == "event"
    assert (duty.unless_preceded_by.event, duty.unless_preceded_by.within.seconds) == (("notice",), 7_200)
    assert duty.unless_preceded_by.same_key is False
    assert (duty.only_while.until.event, duty.only_while.same_key) == (("closing", "attack"), True)


def test_a_quota_at_events_and_a_running_sum_with_its_repair_are_read(tiny):
    write(tiny, RECUR, '[term.recur]\nevery = "PT24H"\nat = { event = ["inspection"] }\n')
    assert first_term(tiny).recur.at.event == ("inspection",)
    write(
        tiny,
        RESPOND,
        '[term.respond]\nwithin = "P1D"\nover = "P2D"\ntrigger = { event = "deal" }\n'
        'repair = { event = "compensation", within = "P7D" }\n',
    )
    duty = first_term(tiny).respond
    assert duty.over == Duration(days=2)
    assert (duty.repair.event, duty.repair.within) == (("compensation",), Duration(days=7))


def test_a_change_of_a_scenario_reaches_into_these_tables(tiny):
    write(tiny, RECUR, '[term.recur]\nevery = "PT24H"\nat = { event = ["inspection"] }\n')
    changed = case.load(tiny.path, overrides=[case.parse_override('term.T1.recur.every="PT12H"')])
    assert changed.terms[0].record.recur.every == Duration(seconds=43_200)


@pytest.mark.parametrize(
    ("terms", "tables", "line"),
    [
        (
            REFRAIN,
            '[term.refrain]\nunless_preceeded_by = { event = "notice", within = "PT2H" }\n',
            "refrain.unless_preceeded_by: found 'unless_preceeded_by', expected a known key; did you mean 'unless_preceded_by'?",
        ),
        (
            REFRAIN,
            '[term.refrain]\nunless_preceded_by = { event = "notice", within = "two hours" }\n',
            "refrain.unless_preceded_by.within: found 'two hours', expected a length of time",
        ),
        (
            REFRAIN,
            '[term.refrain]\nunless_preceded_by = { within = "PT2H" }\n',
            "T1 refrain.unless_preceded_by: found 'any row', expected an event, a category or a place",
        ),
        (
            REFRAIN,
            '[term.refrain]\nunless_preceded_by = { event = "release", within = "PT2H" }\n',
            "T1 refrain.unless_preceded_by: found 'the forbidden act itself', expected what comes before it",
        ),
        (
            REFRAIN,
            '[term.refrain]\nonly_while = { since = { event = "a" }, until = { event = "a" } }\n',
            "T1 refrain.only_while.until: found 'the same as `since`', expected another event",
        ),
        (
            RECUR,
            "[term.recur]\nat = {}\n",
            "T1 recur.at: found 'any row', expected an event, a category or a place",
        ),
        (
            TERMS,
            '[term.refrain]\nper = "event"\n',
            "[term.refrain] belongs to kind 'refrain', not 'achieve'",
        ),
        (
            REFRAIN,
            '[term.refrain]\nper = "act"\n',
            "term T1 refrain.per: found 'act', expected one of day, event",
        ),
    ],
)
def test_a_mistake_in_these_tables_is_told_in_one_line(tiny, terms, tables, line):
    write(tiny, terms, tables)
    lines = told(tiny)
    assert len(lines) == 1, lines
    assert line in lines[0]


def with_numbers(*numbers):
    head, *rows = EVIDENCE.splitlines()
    return (
        "\n".join([f"{head},sequence", *(f"{row},{n}" for row, n in zip(rows, numbers, strict=True))]) + "\n"
    )


def test_rows_have_a_place_in_the_log_where_one_is_given(tiny):
    tiny.write(ROWS, with_numbers(7, "", 8, 0))
    assert [row.record.sequence for row in case.load(tiny.path).evidence] == [7, None, 8, 0]


@pytest.mark.parametrize("number", ["-1", "1.5", "first", "1" * 16])
def test_a_place_in_the_log_that_is_no_whole_number_is_told_with_its_line(tiny, number):
    tiny.write(ROWS, with_numbers(number, 2, 3, 4))
    (line,) = told(tiny)
    assert line.startswith(f"{ROWS} line 2: E1 sequence: found '{number}', expected a whole number")
