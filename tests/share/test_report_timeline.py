"""The timeline: every term over its time, every report at its time, nothing drawn that is not so."""

import re
from datetime import datetime, timedelta

import pytest

from share.fixtures.pause import END, START, ZONE, at, tables
from troth.records.verdict import State
from troth.share.report import monitor
from troth.share.report.index import Index
from troth.share.report.looks import STANCES, STATES
from troth.share.report.text import catalog
from troth.share.report.timeline import timeline
from troth.share.report.usage import uses


def drawn(run):
    index = Index.of(run)
    return timeline(run["verdicts"], uses(run["verdicts"], index.evidence), index, catalog("en"))


@pytest.fixture(scope="module")
def figure():
    return monitor.section(tables()).figures[monitor.FIGURE]


def as_of(run, moment):
    return {**run, "case": [{**run["case"][0], "as_of": moment}]}


def test_a_bar_lies_over_the_time_of_its_term_in_local_time(figure):
    kept = next(trace for trace in figure["data"] if trace["name"] == "✓ kept")
    assert kept["base"][0] == "2023-11-24 07:00:00"
    assert kept["x"][0] == timedelta(days=4).total_seconds() * 1000


def test_a_daily_duty_is_drawn_day_by_day():
    bars = [bar for bar in drawn(tables()).bars if bar.anchor.startswith("T4a")]
    assert [bar.anchor for bar in bars] == [f"T4a-2023-11-{n}" for n in range(24, 31)]
    assert not any(bar.thin for bar in bars)


def test_the_days_of_a_breach_are_drawn_over_the_whole_of_a_duty_to_refrain():
    run = tables()
    day = next(row for row in run["verdicts"] if row["term"] == "T3a")
    run["verdicts"].append(
        {**day, "instance": "2023-11-24", "valid_from": at("11-24T00:00"), "valid_to": at("11-25T00:00")}
    )
    bars = {bar.anchor: bar for bar in drawn(run).bars if bar.anchor.startswith("T3a")}
    assert bars["T3a"].thin
    assert not bars["T3a-2023-11-24"].thin


def test_a_verdict_is_told_by_a_sign_a_pattern_and_a_colour(figure):
    bars = [trace for trace in figure["data"] if trace["type"] == "bar"]
    assert all(trace["name"].split()[0] in trace["text"] for trace in bars)
    assert len({(trace["marker"]["pattern"]["shape"], trace["marker"]["color"]) for trace in bars}) == len(
        bars
    )
    assert len({look.sign for look in STATES.values()}) == len(STATES)
    assert set(STATES) == {state.value for state in State}


def test_reports_for_and_against_lie_on_either_side_of_their_term():
    assert STANCES["for"].side != STANCES["against"].side
    assert len({mark.symbol for mark in STANCES.values()}) == len(STANCES)


def test_a_mark_leads_to_its_report(figure):
    charge = next(trace for trace in figure["data"] if trace["name"] == "charge by a party")
    assert {anchor for anchor, _ in charge["customdata"]} == {"E65", "E66", "E55"}


def test_a_report_known_by_its_date_stands_in_the_middle_of_that_day():
    run = tables()
    run["evidence"] = [{**row, "valid_to": None} for row in run["evidence"] if row["id"] == "E32"]
    assert [spot.at for spot in drawn(run).spots] == [at("11-27T12:00")]


def test_reports_of_one_day_stand_apart_and_never_leave_the_day():
    spots = [
        spot for spot in drawn(tables()).spots if spot.row == 0 and spot.at.date() == at("11-24T12:00").date()
    ]
    assert len({spot.at for spot in spots}) == len(spots) > 1


def test_the_time_of_the_picture_is_a_line_where_it_lies_on_the_axis():
    layout = monitor.section(as_of(tables(), at("11-26T12:00"))).figures[monitor.FIGURE]["layout"]
    assert layout["shapes"][0]["x0"] == "2023-11-26 12:00:00"


def test_a_picture_taken_a_year_later_does_not_squeeze_the_week_it_is_about(figure):
    assert figure["layout"]["shapes"] == []
    start, end = (
        datetime.fromisoformat(text).replace(tzinfo=ZONE) for text in figure["layout"]["xaxis"]["range"]
    )
    assert end - start < timedelta(days=12)
    assert start <= START
    assert end >= END
    assert "As of 31 Dec 2024, 23:59, after the end of this axis." in monitor.section(tables()).html


def test_a_report_about_another_year_is_counted_and_not_drawn():
    run = tables()
    far = {
        **run["evidence"][1],
        "id": "E99",
        "valid_from": at("11-24T00:00").replace(year=2031),
        "valid_to": None,
    }
    run["evidence"].append(far)
    assert "One report about another time is not drawn" in monitor.section(tables()).html, (
        "E58, of 6 December"
    )
    assert drawn(run).clipped == 2
    assert "2 reports about other times are not drawn" in monitor.section(run).html


def test_terms_without_dates_are_listed_and_not_drawn():
    run = tables()
    run["verdicts"] = [{**row, "valid_from": None, "valid_to": None} for row in run["verdicts"]]
    section = monitor.section(run)
    assert section.figures == {}
    assert "No dates on record." in section.html


def test_a_term_without_an_end_is_drawn_to_the_end_of_the_axis():
    run = as_of(tables(), at("12-01T07:00"))
    run["verdicts"] = [{**row, "valid_to": None} for row in run["verdicts"] if row["term"] == "T1"]
    assert drawn(run).bars[0].end >= at("12-01T07:00")


def test_the_plain_drawing_has_the_same_bars_and_marks_as_the_figure(figure):
    html = monitor.section(tables()).html
    bars = sum(len(trace["y"]) for trace in figure["data"] if trace["type"] == "bar")
    marks = sum(len(trace["y"]) for trace in figure["data"] if trace["type"] == "scatter")
    assert len(re.findall(r'class="bar ', html)) == bars
    assert len(re.findall(r'class="spot ', html)) == marks


def test_no_figure_is_of_a_kind_that_loads_maps_from_outside(figure):
    assert {trace["type"] for trace in figure["data"]} == {"bar", "scatter"}


def test_words_of_a_case_carry_no_markup_into_a_figure():
    run = tables()
    run["terms"] = [{**term, "what": "<a href='javascript:alert(1)'>x</a>"} for term in run["terms"]]
    figure = monitor.section(run).figures[monitor.FIGURE]
    texts = [text for trace in figure["data"] for _, text in trace["customdata"]] + figure["layout"]["meta"][
        "wide"
    ]
    assert not any("<a" in text for text in texts)


def test_marks_stop_where_nobody_could_read_them_and_the_page_says_so():
    run = tables()
    row = run["evidence"][1]
    run["evidence"] = [{**row, "id": f"R{n}"} for n in range(2_100)]
    assert len(drawn(run).spots) == 2_000
    assert "100 more marks would not be readable here" in monitor.section(run).html
