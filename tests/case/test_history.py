"""The history of a case: what each viewer could know, and no trace of what a viewer may not see."""

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case
from troth.case.picture import look
from troth.case.steps import run_steps

WIDE = ",supersedes,retracts,tlp,release_to,embargo,recorded_at,note"


@pytest.fixture
def tiny(tmp_path):
    return TinyCase.at(tmp_path / "tiny")


def corrected(tiny, *rows):
    """The tiny case with these rows of evidence alone: id, day, count, source, what it corrects, what it takes back,
    label, release list, embargo, recorded time."""
    lines = [f"{name},T1,{day},North,release,tally,{count},person,{source},{rest},"
             for name, day, count, source, rest in rows]  # fmt: skip
    head = f"evidence_id,term_ids,valid_from,actor,event,form,quantity,unit,source_id{WIDE}"
    tiny.write("evidence/reports.csv", "\n".join([head, *lines]) + "\n")
    return case.load(tiny.path)


def at(text):
    return datetime.fromisoformat(f"2023-{text}T00:00+02:00")


def turns(run, term="T1"):
    return [
        (f"{row['since']:%m-%d}", row["state"].value, row["known"], [(one["id"], one["does"], one["by"]) for one in row["undone"]])
        for row in run.tables["history"]
        if (row["term"], row["instance"]) == (term, None)
    ]  # fmt: skip


def test_kept_until_the_correction_of_the_fourth_of_december(tiny):
    loaded = corrected(
        tiny,
        ("E1", "2023-11-24", 30, "daily-24", ",,,,,"),
        ("E2", "2023-11-25", 20, "daily-25", ",,,,,"),
        ("E3", "2023-11-25", 12, "daily-25", "E2,,,,,2023-12-03"),
    )
    assert turns(case.run(loaded, history=True)) == [
        ("11-23", "pending", [], []),
        ("11-25", "pending", ["E1"], []),
        ("11-26", "kept", ["E2"], []),
        ("12-04", "unknown", ["E3"], [("E2", "corrected", ["E3"])]),
    ]


def test_a_corrected_row_keeps_its_statement_id(tiny):
    loaded = corrected(
        tiny,
        ("E2", "2023-11-25", 50, "daily-25", ",,,,,"),
        ("E3", "2023-11-25", 12, "daily-25", "E2,,,,,2023-12-03"),
    )
    run = case.run(loaded, history=True)
    assert [row.id for row in run.picture.unsaid] == ["E2"]
    assert run.statements["E2"] == run.book.ids["evidence", "E2"]


def test_whoever_may_not_see_a_row_sees_no_trace_of_it_not_even_its_time(tiny):
    loaded = corrected(
        tiny,
        ("E1", "2023-11-24", 30, "daily-24", ",,,,,"),
        ("E2", "2023-11-25", 20, "daily-25", ",,AMBER,South,,"),
        ("E3", "2023-11-26", 25, "daily-27", ",,,,,"),
    )
    south, north = (turns(case.run(loaded, viewer=who, history=True)) for who in ("South", "North"))
    assert [since for since, *_ in south] == ["11-23", "11-25", "11-26", "11-28"]
    assert [since for since, *_ in north] == ["11-23", "11-25", "11-28"]
    assert "E2" in str(south)
    assert "E2" not in str(north)


def test_a_row_under_embargo_counts_for_the_public_from_the_end_of_its_embargo(tiny):
    loaded = corrected(
        tiny,
        ("E1", "2023-11-24", 30, "daily-24", ",,,,,"),
        ("E2", "2023-11-25", 20, "daily-25", ",,CLEAR,,2023-12-05T00:00,"),
    )
    owner, public = (turns(case.run(loaded, viewer=who, history=True)) for who in ("desk", "public"))
    assert owner[-1][:2] == ("11-26", "kept")
    assert public[-1][:2] == ("12-05", "kept")
    assert ("11-28", "unknown") in [turn[:2] for turn in public]


def test_the_history_of_a_term_under_embargo_begins_when_it_was_opened(tiny):
    loaded = corrected(tiny, ("E1", "2023-11-24", 50, "daily-24", ",,,,,"))
    tiny.change("agreements/truce.toml", 'what = "release fifty people"', 'what = "release fifty people"\ntlp = "CLEAR"\nembargo = "2023-12-05T00:00"')  # fmt: skip
    loaded = case.load(tiny.path)
    assert turns(case.run(loaded, viewer="public", history=True)) == [("12-05", "kept", [], [])]
    assert turns(case.run(loaded, history=True))[0][0] == "11-23"


def test_no_history_is_told_unless_it_is_asked_for(tiny):
    assert case.run(case.load(tiny.path)).tables["history"] == []


@settings(
    max_examples=12, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data())
def test_for_every_viewer_the_history_is_what_each_picture_was(tmp_path, data):
    """Whatever is corrected, taken back, hidden or under embargo: at every time it says what the picture of it says."""
    rows = []
    for number in range(data.draw(st.integers(1, 6))):
        link = data.draw(st.sampled_from(["", "", "supersedes", "retracts"])) if rows else ""
        target = data.draw(st.sampled_from(rows)) if link else None
        day = target[1] if target else data.draw(st.sampled_from(["2023-11-24", "2023-11-25"]))
        label = (
            target[5]
            if target
            else data.draw(st.sampled_from(["CLEAR,,", "AMBER,South,", "CLEAR,,2023-12-02T00:00"]))
        )
        recorded = max(target[6], data.draw(st.integers(1, 9))) if target else data.draw(st.integers(1, 9))
        named = (f"{target[0]}," if link == "supersedes" else f",{target[0]}") if target else ","
        if target and any(one[4].strip(",") == target[0] for one in rows):
            continue
        rows.append(
            (f"E{number}", day, data.draw(st.sampled_from([10, 30, 50])), "daily-24", named, label, recorded)
        )
    tiny = TinyCase.at(tmp_path / f"tiny-{data.draw(st.uuids())}")
    loaded = corrected(tiny, *((*one[:4], f"{one[4]},{one[5]},2023-12-{one[6]:02}") for one in rows))
    book = case.commit(loaded)
    for viewer in ("desk", "South", "public"):
        told = case.run(loaded, viewer=viewer, history=True).tables["history"]
        for day in range(12):
            moment = at("11-24") + timedelta(days=day)
            picture = look(loaded, book, as_of=moment, viewer=viewer)
            for verdict in run_steps(loaded, picture).verdicts:
                name = (verdict.term, verdict.instance, verdict.obligor)
                before = [
                    row
                    for row in told
                    if (row["term"], row["instance"], row["obligor"]) == name and row["since"] <= moment
                ]
                assert before[-1]["state"] == verdict.state, (viewer, moment, name)
                assert before[-1]["quantity"] == verdict.quantity.model_dump(), (viewer, moment, name)
