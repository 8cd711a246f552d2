"""What a reporter's list says of a crossing on a day: open, closed, or nothing."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from support.crossings import START, panel
from troth.supply.states import Asked, Coverage, Panel, StatesError, panel_of


def reports(*rows):
    return pl.DataFrame(
        [
            {"crossing": crossing, "date": date(2030, 5, day), "stage": "offloaded", "quantity": float(quantity), "reporter": reporter, "unit": unit}
            for crossing, day, quantity, reporter, unit in rows
        ]
    )  # fmt: skip


def asked(reporter="UN", **more):
    return Asked(reporter=reporter, crossings={"North gate": "north", "South gate": "south"}, **more)


THREE_DAYS = Coverage(first=date(2030, 5, 1), last=date(2030, 5, 3))


def test_goods_of_a_day_are_added_up_and_a_covered_day_without_a_row_is_closed():
    told = reports(
        ("North gate", 1, 4, "UN", "truck"),
        ("North gate", 1, 3, "UN", "truck"),
        ("South gate", 3, 5, "UN", "truck"),
    )
    found = panel_of(told, asked(coverage=[THREE_DAYS]))
    assert found.crossings == ("north", "south")
    assert found.trucks.tolist() == [[7, 0], [0, 0], [0, 5]]


def test_a_day_that_nobody_covers_is_unknown_and_not_closed():
    told = reports(("North gate", 1, 4, "UN", "truck"), ("North gate", 3, 4, "UN", "truck"))
    assert np.isnan(panel_of(told, asked()).trucks[1, 0])


def test_two_reporters_are_never_added_up():
    told = reports(("North gate", 1, 4, "UN", "truck"), ("North gate", 1, 9, "ministry", "truck"))
    assert panel_of(told, asked()).trucks[0, 0] == 4
    assert panel_of(told, asked("ministry")).trucks[0, 0] == 9


def test_coverage_of_one_crossing_says_nothing_of_another():
    told = reports(("North gate", 1, 4, "UN", "truck"), ("North gate", 3, 4, "UN", "truck"))
    only = Coverage(first=date(2030, 5, 1), last=date(2030, 5, 3), crossings=frozenset({"North gate"}))
    found = panel_of(told, asked(coverage=[only]))
    assert found.trucks[:, 0].tolist() == [4, 0, 4]
    assert np.isnan(found.trucks[:, 1]).all()


def test_reports_after_the_last_day_asked_for_are_not_looked_at():
    told = reports(("North gate", 1, 4, "UN", "truck"), ("North gate", 3, 9, "UN", "truck"))
    found = panel_of(told, asked(coverage=[THREE_DAYS], last=date(2030, 5, 2)))
    assert found.trucks[:, 0].tolist() == [4, 0]


@pytest.mark.parametrize(
    ("told", "wanted", "says"),
    [
        (reports(("North gate", 1, 4, "UN", "truck")), asked("ministry"), "no report by 'ministry'"),
        (
            reports(("North gate", 1, 4, "UN", "truck"), ("North gate", 2, 9, "UN", "tonne")),
            asked(),
            "found reports by 'UN' in tonne, expected truck alone",
        ),
    ],
)
def test_what_nothing_can_be_learnt_from_is_named(told, wanted, says):
    with pytest.raises(StatesError, match=says):
        panel_of(told, wanted)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"trucks": np.array([[1.0, 2.0]])}, "shape (1, 2)"),
        ({"trucks": np.array([[-3.0]])}, "a count of -3 trucks"),
        ({"trucks": np.array([[np.inf]])}, "a count of inf trucks"),
        ({"regions": ("a", "b")}, "2 regions"),
    ],
)
def test_a_panel_that_is_none_is_refused(change, says):
    sound = {"reporter": "UN", "crossings": ("north",), "start": START, "trucks": np.array([[1.0]])}
    with pytest.raises(StatesError) as refused:
        Panel(**(sound | change))
    assert says in str(refused.value)


def test_a_crossing_named_twice_is_refused():
    with pytest.raises(StatesError, match="expected each once"):
        Panel(reporter="UN", crossings=("north", "north"), start=START, trucks=np.ones((1, 2)))


def test_a_crossing_enters_with_its_first_truck():
    assert panel([0, 0, 5, 0], [1, 0, 0, 0], [0, 0, 0, 0]).entered == (2, 0, 4)
