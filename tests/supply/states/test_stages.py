"""Collected, intercepted, arrived: what is lost on the way, and figures that contradict each other."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.crossings import listed_by, panel, totals
from troth.supply.states import (
    Promise,
    Total,
    beside,
    check_losses,
    contradictions,
    listed,
    losses,
    side_by_side,
)

MAY, JUNE = date(2030, 5, 1), date(2030, 6, 1)


def total(stage, quantity, *, first=MAY, last=date(2030, 5, 31), name="", **more):
    return Total(
        id=name or stage, first=first, last=last, stage=stage, quantity=quantity, reporter="UN", **more
    )


@pytest.fixture(scope="module")
def figures():
    return totals("gaza-corridors")


def test_of_2604_trucks_2309_were_intercepted_and_295_arrived(figures):
    whole = next(one for one in losses(figures) if one.collected == 2604)
    assert (whole.reporter, whole.intercepted, whole.arrived, whole.unaccounted) == ("UN2720", 2309, 295, 0)
    assert whole.mean == pytest.approx(0.8866, abs=1e-4)
    assert whole.q05 < 2309 / 2604 < whole.q95


def test_each_period_and_reporter_has_a_loss_of_its_own(figures):
    told = {(one.reporter, one.first): one for one in losses(figures)}
    assert len(told) == 4
    june = told["UN2720", date(2025, 6, 1)]
    assert (june.collected, june.intercepted, june.arrived, june.unaccounted) == (1155, 1048, None, None)
    later = told["UN", date(2025, 10, 10)]
    assert (later.mean, later.collected) == (0.05, None)  # a share without counts has no posterior


def test_an_independent_sum_gives_the_same_intervals(figures):
    assert check_losses(losses(figures, together=10)) == ()
    wrong = replace(losses(figures)[1], q05=0.5)
    assert "below 0.5000 lies" in check_losses([wrong])[0]


def test_the_check_names_trucks_that_are_lost_from_the_account(figures):
    whole = next(one for one in losses(figures) if one.collected == 2604)
    assert "neither intercepted nor arrived" in check_losses([replace(whole, unaccounted=None)])[0]


def test_convoys_that_share_one_fate_say_less(figures):
    one, ten = (next(loss for loss in losses(figures, together=n) if loss.collected == 2604) for n in (1, 10))
    assert ten.q95 - ten.q05 > 2 * (one.q95 - one.q05)


def test_what_has_not_arrived_is_not_said_to_be_lost():
    assert losses([total("collected", 150), total("arrived", 88)]) == []


@given(st.integers(0, 3000), st.integers(0, 3000), st.integers(0, 3000))
def test_more_left_than_came_is_named_and_nothing_else(collected, intercepted, arrived):
    told = [total("collected", collected), total("intercepted", intercepted), total("arrived", arrived)]
    found = [one for one in contradictions(told) if one.kind == "more left than came"]
    assert bool(found) == (intercepted + arrived > collected)
    if found:
        assert (found[0].low, found[0].high) == (collected, intercepted + arrived)
        assert found[0].because == ("collected", "arrived", "intercepted")


def test_figures_that_differ_are_shown_with_both_ends_and_never_averaged():
    one, other = (
        total("offloaded", 137, name="E1"),
        replace(total("offloaded", 200, name="E2"), reporter="ministry"),
    )
    [found] = contradictions([one, other])
    assert (found.kind, found.low, found.high, found.because) == ("reporters differ", 137, 200, ("E1", "E2"))
    assert "137 by UN, 200 by ministry" in found.what


def test_one_reporter_with_two_figures_for_the_same_is_named():
    [found] = contradictions([total("offloaded", 137, name="E1"), total("offloaded", 200, name="E2")])
    assert (found.kind, found.low, found.high) == ("told twice", 137, 200)


def test_tonnes_and_trucks_of_the_same_are_no_contradiction():
    assert contradictions([total("collected", 150), total("collected", 3000, unit="tonne", name="t")]) == []


def test_a_later_stage_that_is_larger_is_asked_about():
    [found] = contradictions([total("offloaded", 100), total("collected", 120)])
    assert found.kind == "a later stage is larger"
    assert "unless the rest came before the period" in found.what


@pytest.mark.parametrize(
    "parts",
    [
        [total("offloaded", 60, last=date(2030, 5, 10), name="p1"), total("offloaded", 50, first=date(2030, 5, 11), name="p2")],
        [total("offloaded", 60, crossing="north", name="p1"), total("offloaded", 50, crossing="south", name="p2")],
        [total("offloaded", 60, commodity="food", name="p1"), total("offloaded", 50, commodity="water", name="p2")],
        [total("offloaded", 110, measure="most", first=date(2030, 5, 4), last=date(2030, 5, 4), name="p1")],
    ],
    ids=["periods", "crossings", "goods", "a day"],
)  # fmt: skip
def test_parts_that_are_more_than_the_whole_are_named(parts):
    [found] = contradictions([total("offloaded", 100, name="whole"), *parts])
    assert (found.kind, found.low, found.high) == ("a part is larger than the whole", 100, 110)
    assert contradictions([total("offloaded", 110, name="whole"), *parts]) == []


def test_periods_that_overlap_are_not_added_up():
    parts = [total("offloaded", 60, last=date(2030, 5, 20), name="p1"), total("offloaded", 60, first=date(2030, 5, 10), name="p2")]  # fmt: skip
    assert contradictions([total("offloaded", 100, name="whole"), *parts]) == []


def test_the_order_of_rows_does_not_matter(figures):
    told = {one.what for one in contradictions(figures)}
    assert {one.what for one in contradictions(figures[::-1])} == told


def test_a_list_is_put_beside_the_figures_of_others(figures):
    unrwa = listed_by("gaza-corridors", "UNRWA")
    found = contradictions([*figures, *listed(unrwa, "offloaded", figures)])
    at_kerem = next(one for one in found if "143" in one.what)
    assert (at_kerem.kind, at_kerem.low, at_kerem.high) == ("reporters differ", 143, 1089)
    no_truck = next(one for one in found if "2023-10-24" in one.what)
    assert (no_truck.low, no_truck.high) == (0, 8)  # closed by one, open by the other


def test_a_list_that_lacks_a_day_gives_no_figure_for_the_period():
    told = [replace(total("offloaded", 9, last=date(2030, 5, 3)), reporter="ministry")]
    assert [one.quantity for one in listed(panel([4, 5, 6]), "offloaded", told)] == [15]
    assert list(listed(panel([4, None, 6]), "offloaded", told)) == []


def test_the_ports_of_the_first_fortnight_differ_between_the_centre_and_the_list():
    figures = totals("black-sea")
    voyages = listed_by("black-sea", "voyage list", unit="voyage", stage="collected")
    found = contradictions([*figures, *listed(voyages, "collected", figures)])
    spans = {(one.low, one.high) for one in found if one.kind == "reporters differ"}
    assert {(16, 21), (3, 11), (6, 11), (453245, 563317)} <= spans
    [loss] = losses(figures)
    assert (loss.collected, loss.intercepted, loss.arrived, loss.unaccounted) == (150, 0, 88, 62)


PAUSE = Promise(id="pause-200", first=date(2023, 11, 24), last=date(2023, 11, 30), a_day=200, by="parties")
PLAN = Promise(id="plan-600", first=date(2025, 10, 10), last=None, a_day=600, by="plan")


def test_what_was_promised_stands_beside_each_reporter(figures):
    unrwa = listed_by("gaza-corridors", "UNRWA")
    cogat = listed_by("gaza-corridors", "COGAT", unit="consignment", crossings=("land-crossings",))
    told = beside([PAUSE], figures, [(unrwa, "offloaded"), (cogat, "offloaded")])
    rows = {
        one.reporter: (one.reached, one.known, one.a_day * one.known, one.short, one.unit) for one in told
    }
    assert rows["UNRWA"] == (3, 7, pytest.approx(1209), 191, "truck")
    assert rows["COGAT"] == (4, 7, pytest.approx(1381), 19, "consignment")


def test_600_a_day_beside_94_and_145(figures):
    told = {one.reporter: one for one in beside([PLAN], figures, [])}
    assert told["UN2720 (UN and partners)"].a_day == 94
    assert told["Gaza Government Media Office"].a_day == 145
    assert told["Gaza Government Media Office"].share == pytest.approx(0.24, abs=0.002)
    assert {one.stage for one in told.values()} == {"offloaded"}  # entered; nobody says that it arrived


def test_days_that_a_list_lacks_are_not_counted_as_broken():
    promise = Promise(id="p", first=MAY, last=date(2030, 5, 4), a_day=5, by="them")
    [row] = beside([promise], [], [(panel([6, None, 4, 5]), "offloaded")])
    assert (row.days, row.known, row.reached, row.short) == (4, 3, 2, 0)


def test_a_promise_of_tonnes_is_not_measured_in_voyages():
    promise = Promise(id="p", first=MAY, last=None, a_day=5, by="them", unit="tonne")
    told = [total("offloaded", 310), total("offloaded", 620, unit="tonne", name="t")]
    [row] = beside([promise], told, [])
    assert (row.a_day, row.unit) == (20, "tonne")


def test_two_lists_side_by_side_in_the_pause():
    unrwa = listed_by("gaza-corridors", "UNRWA")
    cogat = listed_by("gaza-corridors", "COGAT", unit="consignment", crossings=("land-crossings",))
    both = side_by_side([unrwa, cogat], PAUSE.first, date(2023, 12, 1))
    assert [day.counts for day in both.days] == [
        (200, 172), (199, 183), (201, 210), (106, 213), (300, 228), (104, 233), (99, 142), (0, 57),
    ]  # fmt: skip
    assert both.units == ("truck", "consignment")
