"""The shared calendar: what lies ahead, as a viewer may know it; and as a file for calendar programs."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.cases import TinyCase
from troth import case as cases
from troth.share.desk import Desk, Draft
from troth.share.desk.calendar import KINDS, calendar, embargoes
from troth.share.desk.ical import WIDTH, Event, calendar_text, escaped, folded

NOW = datetime(2023, 11, 25, 8, tzinfo=UTC)
CARD = '[[table]]\nname = "3W"\nfile = "activities.csv"\nsource = "x"\nlicence = "CC0"\n'
ROWS = "activity_id,party,sector,place,status,from,to,source_id\nA1,Observers,water,Rafah,ongoing,2023-11-20,2023-12-31,daily-24\n"


class Clock:
    def __init__(self):
        self.time = NOW

    def now(self):
        return self.time


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def desk(tmp_path, clock):
    tiny = (
        TinyCase.at(tmp_path / "truce").write("tables/tables.toml", CARD).write("tables/activities.csv", ROWS)
    )
    return Desk(cases.load(tiny.path), clock=clock)


def seen(desk, who):
    run = desk.run(who, explained=False)
    found = calendar(run.tables, embargoes(desk.mirror, desk.sight(who), desk.now()))
    return [one for one in found if one.kind != "agreement_ends"]


def test_what_lies_ahead_is_told_in_its_order_and_what_is_over_is_not(desk):
    found = seen(desk, "North")
    assert [(one.kind, one.id) for one in found] == [
        ("term_ends", "T1"),
        ("term_ends", "T2"),
        ("activity_ends", "A1"),
    ]
    assert [one.at for one in found] == sorted(one.at for one in found)
    assert all(one.kind in KINDS and one.at > NOW for one in found)


def under_embargo(desk, until):
    cells = {
        "term_ids": "T1", "valid_from": "2023-11-25", "form": "item", "actor": "North", "event": "release", "quantity": "1",
        "unit": "person", "tlp": "AMBER", "release_to": "South", "embargo": until,
    }  # fmt: skip
    [posted] = desk.post("North", [Draft(kind="report", cells=cells)])
    return posted.subject


def test_an_embargo_is_in_the_calendar_of_those_who_see_what_it_keeps_back_and_of_nobody_else(desk, clock):
    before = {who: seen(desk, who) for who in ("North", "desk", "South", "public")}
    name = under_embargo(desk, "2023-11-30T12:00+02:00")
    clock.time += timedelta(minutes=1)
    after = {who: seen(desk, who) for who in before}
    for who in ("North", "desk"):
        [new] = [one for one in after[who] if one not in before[who]]
        assert (new.kind, new.id, new.at) == ("embargo_ends", name, datetime(2023, 11, 30, 10, tzinfo=UTC))
    for who in ("South", "public"):
        assert after[who] == before[who]
    clock.time = datetime(2023, 11, 30, 11, tzinfo=UTC)
    assert not [one for who in before for one in seen(desk, who) if one.kind == "embargo_ends"]


def test_an_entry_keeps_its_key_when_its_time_moves(desk):
    one = seen(desk, "North")[0]
    assert len({one.key for one in seen(desk, "North")}) == len(seen(desk, "North"))
    assert one.key == "term_ends:T1::"


# --- the file ---------------------------------------------------------------------------------------------------------


def read(text):
    """A small reader of iCalendar: unfolded lines, and texts without their escapes."""
    assert text.endswith("\r\n")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    return [tuple(line.split(":", 1)) for line in lines]


def unescaped(text):
    out, signs = "", iter(text)
    for sign in signs:
        if sign == "\\":
            following = next(signs)
            out += "\n" if following == "n" else following
        else:
            out += sign
    return out


def test_a_calendar_is_written_as_the_standard_has_it():
    at = datetime(2023, 11, 25, 16, tzinfo=timezone(timedelta(hours=2)))
    event = Event(
        uid="a1@troth", at=at, summary="T1 ends: release; fifty, at least", categories=("term_ends",)
    )
    assert calendar_text([event], name="The pause", stamp=NOW) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Troth//Liaison desk//EN\r\nCALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n"
        "X-WR-CALNAME:The pause\r\nBEGIN:VEVENT\r\nUID:a1@troth\r\nDTSTAMP:20231125T080000Z\r\nDTSTART:20231125T140000Z\r\n"
        "SUMMARY:T1 ends: release\\; fifty\\, at least\r\nCATEGORIES:term_ends\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
        "END:VCALENDAR\r\n"
    )


def test_an_empty_calendar_is_a_calendar():
    names = [name for name, _ in read(calendar_text([], name="x", stamp=NOW))]
    assert names == ["BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD", "X-WR-CALNAME", "END"]


@given(st.text(max_size=400))
def test_any_text_comes_back_and_no_text_ends_its_line_or_adds_one(text):
    written = calendar_text([Event(uid="x", at=NOW, summary=text, description=text)], name=text, stamp=NOW)
    found = read(written)
    assert [name for name, _ in found].count("BEGIN") == 2
    kept = "".join(sign for sign in text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n") if sign in "\n\t" or (sign >= " " and sign not in "\x7f\x85"))  # fmt: skip
    assert unescaped(dict(found)["SUMMARY"]) == kept


@given(st.text(st.characters(exclude_characters="\r\n", exclude_categories=("Cs",)), max_size=500))
def test_no_line_is_longer_than_75_octets_and_no_sign_is_cut_in_two(line):
    pieces = folded(line).split("\r\n")
    assert all(len(piece.encode()) <= WIDTH for piece in pieces)
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_line_breaks_and_control_characters_cannot_leave_a_field():
    assert escaped("a\r\nATTENDEE:x\x00\x07") == "a\\nATTENDEE:x"
