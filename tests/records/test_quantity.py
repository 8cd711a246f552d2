"""Amounts are intervals with a unit, and a conflict widens them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.records import Money, Quantity, hull, parse_quantity

NUMBERS = st.decimals(min_value=-1_000_000, max_value=1_000_000, places=3)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    low, high = sorted((draw(NUMBERS), draw(NUMBERS)))
    return Quantity(low=low, high=draw(st.sampled_from([high, None])), unit="truck")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("200", 200, 200),
        (">=200", 200, None),
        ("<=5", 0, 5),
        ("137..200", 137, 200),
        (" >= 140000 ", 140_000, None),
        ("1.5e3", 1_500, 1_500),
        ("0", 0, 0),
    ],
)
def test_a_figure_is_read_as_its_source_stated_it(text: str, low: int, high: int | None):
    quantity = parse_quantity(text, "truck")
    assert (quantity.low, quantity.high, quantity.unit) == (low, high, "truck")


@pytest.mark.parametrize(
    "text",
    [
        "12,5m",
        "1,000",
        "about 200",
        "200 trucks",
        "",
        "..5",
        "5..",
        "NaN",
        "inf",
        ">200",
        "1_000",
        "0x10",
        "--5",
    ],
)
def test_what_is_not_a_number_is_refused_with_what_to_write(text: str):
    with pytest.raises(ValueError, match="is not a number; write 12500000, >=200, <=5 or 137..200"):
        parse_quantity(text)


def test_a_figure_that_runs_backwards_is_refused_in_one_line():
    with pytest.raises(
        ValueError, match=r"'200..137' runs backwards; write the smaller number first: 137..200"
    ) as caught:
        parse_quantity("200..137")
    assert "\n" not in str(caught.value)


def test_an_interval_cannot_be_built_backwards():
    with pytest.raises(ValueError, match="quantity runs backwards: 5..3"):
        Quantity(low=Decimal(5), high=Decimal(3))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_an_amount_is_always_finite(value: str):
    with pytest.raises(ValueError, match="finite"):
        Quantity(low=Decimal(value))


def test_two_sources_that_disagree_widen_the_interval():
    assert hull([parse_quantity("13", "person"), parse_quantity("14", "person")]) == parse_quantity(
        "13..14", "person"
    )


def test_at_least_leaves_the_upper_end_open():
    assert hull([parse_quantity("137"), parse_quantity(">=200")]).high is None


def test_trucks_and_litres_have_no_hull():
    with pytest.raises(ValueError, match="all of one unit; found 'litre', 'truck'"):
        hull([parse_quantity("1", "truck"), parse_quantity("1", "litre")])


def test_no_figure_at_all_has_no_hull():
    with pytest.raises(ValueError, match="found no quantity at all"):
        hull([])


def test_trucks_and_litres_cannot_be_added():
    with pytest.raises(ValueError, match="cannot add 'litre' to 'truck'"):
        parse_quantity("1", "truck") + parse_quantity("1", "litre")


def test_days_are_added_end_by_end():
    assert parse_quantity("13", "person") + parse_quantity("13..14", "person") == parse_quantity(
        "26..27", "person"
    )


@given(one=quantities(), other=quantities())
def test_who_is_heard_first_does_not_matter(one: Quantity, other: Quantity):
    assert hull([one, other]) == hull([other, one])


@given(one=quantities(), other=quantities(), third=quantities())
def test_hulls_of_hulls_are_the_hull_of_all(one: Quantity, other: Quantity, third: Quantity):
    assert hull([hull([one, other]), third]) == hull([one, hull([other, third])]) == hull([one, other, third])


@given(one=quantities())
def test_the_same_figure_twice_says_no_more_than_once(one: Quantity):
    assert hull([one, one]) == one


@given(one=quantities(), other=quantities())
def test_a_hull_holds_what_it_was_made_of(one: Quantity, other: Quantity):
    both = hull([one, other])
    assert both.low <= min(one.low, other.low)
    assert both.high is None or all(item.high is not None and item.high <= both.high for item in (one, other))


@given(one=quantities())
def test_a_figure_that_is_written_out_reads_the_same(one: Quantity):
    assert parse_quantity(one.text(), one.unit) == one


@given(one=quantities(), other=quantities(), third=quantities())
def test_adding_days_does_not_depend_on_their_order(one: Quantity, other: Quantity, third: Quantity):
    assert (one + other) + third == (third + one) + other


def test_money_keeps_its_currency_its_day_and_its_price_basis():
    money = Money(amount=Decimal(50000000), currency="EUR", value_date="2023-11-24", price_basis="2024")
    assert (money.currency, money.value_date.isoformat(), money.price_basis) == ("EUR", "2023-11-24", "2024")


@pytest.mark.parametrize("currency", ["euro", "eur", "€", "", "EURO"])
def test_money_needs_the_code_of_its_currency(currency: str):
    with pytest.raises(ValueError, match="currency"):
        Money(amount=Decimal(1), currency=currency)


def test_an_endless_amount_of_money_is_refused():
    with pytest.raises(ValueError, match="finite"):
        Money(amount=Decimal("Infinity"), currency="EUR")


@pytest.mark.parametrize(
    "text", ["1e30", "1e20", "9" * 40, "0.1234567", "1e-7", ">=1e16", "5..1000000000000001", "-1e16"]
)
def test_a_number_that_is_too_large_or_too_fine_to_be_summed_is_refused(text: str):
    with pytest.raises(ValueError, match="at most 1000000000000000 with at most 6 decimals"):
        parse_quantity(text)


def test_the_largest_and_the_finest_number_are_read():
    assert parse_quantity("1e15").low == 10**15
    assert parse_quantity("0.123456").text() == "0.123456"
