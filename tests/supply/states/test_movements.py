"""What became of movements, and statuses that add up to more than was planned."""

from datetime import date

import pytest

from support.crossings import rows
from troth.supply.states import Movements, access


@pytest.fixture
def told():
    return [
        Movements(
            id=f"{row['source']}/{row['status']}",
            first=date.fromisoformat(row["from"]),
            last=date.fromisoformat(row["to"]),
            area=row["area"],
            status=row["status"],
            count=int(row["count"]),
            reporter=row["reporter"],
        )
        for row in rows("gaza-corridors", "supply_movements")
    ]


def test_of_61_missions_to_the_north_28_were_facilitated_and_of_9_nothing_is_said(told):
    june, july, august = access(told)[0]
    assert (june.area, june.counts["facilitated"], june.unsaid) == ("north", 28, 9)
    assert june.facilitated[0] < 28 / 61 < june.facilitated[2]
    assert july.unsaid == 4
    assert august.counts["denied"] == 176
    assert access(told)[1] == []


def test_statuses_that_add_up_to_more_than_was_planned_are_named(told):
    more = [
        row if row.count != 8 else Movements(**{f: getattr(row, f) for f in row.__slots__} | {"count": 18})
        for row in told
    ]
    [wrong] = access(more)[1]
    assert (wrong.kind, wrong.low, wrong.high) == ("a part is larger than the whole", 61, 62)
    assert "61 planned, but the statuses add up to 62" in wrong.what


def test_two_figures_for_one_status_are_named(told):
    again = Movements(**{f: getattr(told[1], f) for f in told[1].__slots__} | {"count": 30, "id": "again"})
    wrong = access([*told, again])[1]
    assert [(one.kind, one.low, one.high) for one in wrong] == [("told twice", 28, 30)]


def test_without_the_planned_no_share_is_told(told):
    [june, *_] = access([row for row in told if row.status != "planned"])[0]
    assert (june.unsaid, june.facilitated) == (None, None)
