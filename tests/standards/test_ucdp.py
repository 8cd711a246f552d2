"""UCDP GED: what is read, what is written, and every bad row by its line."""

import gzip
import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.records import CountedEvent, ProblemsError
from troth.standards import ucdp

HEAD = "id,adm_1,date_prec,date_start,date_end,number_of_sources,low,best,high\n"
REAL = Path(__file__).resolve().parents[3] / "shared/data/monitor/ucdp_ged_ukraine_2014_2023.csv.gz"


def stream(*rows: str, head: str = HEAD) -> io.BytesIO:
    return io.BytesIO((head + "".join(f"{row}\n" for row in rows)).encode())


def told(*rows: str) -> list[str]:
    return [problem.text() for problem in ucdp.check(stream(*rows))]


@pytest.mark.parametrize(
    "spelled",
    [
        "2014-08-05",
        "2014-08-05 00:00:00.000",
        "8/5/2014 12:00:00 AM",
        "08/05/2014 00:00",
        "2014-08-05T00:00:00",
    ],
)
def test_dates_are_read_as_the_data_set_and_as_spreadsheets_spell_them(spelled: str):
    [event] = ucdp.read(stream(f"1,West,1,{spelled},{spelled},1,0,1,2"))
    assert (event.first, event.last) == (date(2014, 8, 5), date(2014, 8, 5))


def test_columns_may_stand_in_any_order_beside_others():
    [event] = ucdp.read(
        stream("9,3,2,1,x,7,West,2,2014-08-01,2014-08-03", head="high,best,low,number_of_sources,side_a,id,adm_1,date_prec,date_start,date_end\n")
    )  # fmt: skip
    assert (event.id, event.deaths, event.days) == ("7", (2, 9), 3)


def test_a_best_figure_outside_low_and_high_widens_the_interval():
    [event] = ucdp.read(stream("1,West,1,2014-08-01,2014-08-01,1,2,12,10"))
    assert (event.best, event.deaths) == (12, (2, 12))


@pytest.mark.parametrize(
    ("row", "line"),
    [
        (
            "2,West,1,31/12/2014,2014-12-31,1,0,1,2",
            "UCDP GED line 3: date_start: found '31/12/2014', expected a day, as 2014-08-31 or 8/31/2014; correct the date; the month comes first",
        ),
        (
            "2,West,1,2014-12-31,2014-12-30,1,0,1,2",
            "UCDP GED line 3: date_start: found '2014-12-31', expected two days in order (it ends (2014-12-30) before it starts (2014-12-31)); correct the row, or leave it out and say so",
        ),
        (
            "2,West,1,2014-12-31,2014-12-31,1,0,-1,2",
            "UCDP GED line 3: best: found '-1', expected at least 0; correct the row, or leave it out and say so",
        ),
        (
            "2,West,7,2014-12-31,2014-12-31,1,0,1,2",
            "UCDP GED line 3: date_prec: found '7', expected at most 5; correct the row, or leave it out and say so",
        ),
        (
            "2,West,1,2014-12-31,2014-12-31,1,0,1",
            "UCDP GED line 3: found '8 cells', expected 9 cells; put a cell that holds a comma in quotes",
        ),
    ],
)
def test_a_bad_row_is_named_and_those_after_it_are_still_checked(row: str, line: str):
    good = "1,West,1,2014-12-31,2014-12-31,1,0,1,2"
    assert told(good, row, good, row)[0] == line
    assert len(told(good, row, good, row)) == 2
    with pytest.raises(ProblemsError, match="line 3"):
        list(ucdp.read(stream(good, row, good)))


def test_a_file_of_something_else_is_refused_as_a_whole():
    [problem] = ucdp.check(io.BytesIO(b"name,age\n"))
    assert "expected the columns id, adm_1" in problem.text()


def test_a_quote_that_is_never_closed_is_named():
    assert "look for a quote that is never closed" in told('1,"West,1,2014-12-31,2014-12-31,1,0,1,2')[0]


@given(
    st.lists(
        st.builds(
            CountedEvent, id=st.text("0123456789", min_size=1), region=st.sampled_from(["", "West", 'a "b", c']),
            first=st.dates(date(2000, 1, 1), date(2010, 1, 1)), last=st.dates(date(2010, 1, 1), date(2020, 1, 1)),
            precision=st.integers(1, 5), low=st.integers(0, 9), best=st.integers(0, 9), high=st.integers(0, 9),
        )
    )
)  # fmt: skip
def test_what_is_written_is_read_back(events: list[CountedEvent]):
    target = io.BytesIO()
    ucdp.write(events, target)
    assert list(ucdp.read(io.BytesIO(target.getvalue()))) == events


def test_rows_come_one_by_one():
    def endless():
        yield HEAD.encode()
        while True:
            yield b"1,West,1,2014-12-31,2014-12-31,1,0,1,2\n"

    class Pipe(io.RawIOBase):
        rows = endless()
        rest = b""

        def readable(self):
            return True

        def readinto(self, buffer):
            self.rest = self.rest or next(self.rows)
            taken, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
            buffer[: len(taken)] = taken
            return len(taken)

    rows = ucdp.read(io.BufferedReader(Pipe(), 64))
    assert [next(rows).id for _ in range(1000)] == ["1"] * 1000


@pytest.mark.skipif(not REAL.is_file(), reason="the data set lies beside the checkout of a developer only")
def test_the_events_of_ukraine_are_read_whole():
    with gzip.open(REAL) as file:
        events = list(ucdp.read(file))
    assert len(events) == 3883
    assert (min(one.first for one in events), max(one.last for one in events)) == (
        date(2014, 1, 22),
        date(2023, 3, 5),
    )
    assert sum(one.region == "" for one in events) == 311
    assert sum(not one.low <= one.best <= one.high for one in events) == 31
