"""Cells that differ in one number are read by their shape, and come out as if each had been read alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from troth.read import house_gazetteer, read_claims, read_document
from troth.read.claims.seen import _of_each  # the reading itself, against which the shortcut is held
from troth.read.claims.shapes import by_shape, shape

AROUND = st.sampled_from(
    [
        ("", " tents"), ("", " trucks per day"), ("", ""), ("EUR ", ""), ("EUR ", " million"), ("up to ", " litres of fuel"), ("", " km"),
        ("", " days"), ("", " hours"), ("by ", " March"), ("Norway: ", " engineers"), ("$", " in grants by 3pm"), ("Phase ", ""), ("June ", ""),
        ("", " March"), ("", " per cent"), ("about ", " beds in Rafah"), ("", " women and children"), ("", " a day"), ("in ", ""),
    ]
)  # fmt: skip
NUMBERS = st.integers(min_value=0, max_value=3_000_000)


def read(texts):
    return _of_each(texts, house_gazetteer(), None)


@given(around=AROUND, numbers=st.lists(NUMBERS, min_size=9, max_size=12, unique=True), commas=st.booleans())
def test_cells_of_one_shape_read_as_each_of_them_does_alone(around, numbers, commas):
    texts = [around[0] + (f"{number:,}" if commas else str(number)) + around[1] for number in numbers]

    assert by_shape(texts, read) == read(texts)


@pytest.mark.parametrize(
    "text",
    [
        "12 March",
        "2026 tents",
        "1 tent",
        "5 to 60 tents",
        "60-70 tents",
        "Q3",
        "044 tents",
        "40m",
        "1,00 tents",
    ],
)
def test_digits_that_may_mean_more_than_a_number_have_no_shape(text):
    assert shape(text) is None


def test_a_long_table_gives_each_row_its_own_number():
    rows = "".join(f"| Norway | {number} tents | 30 April 2026 |\n" for number in range(1, 500))

    claims = read_claims(
        read_document(f"| Donor | Pledge | Deadline |\n|---|---|---|\n{rows}".encode(), "t.md")
    )

    assert [claim.quantity.value for claim in claims] == list(range(1, 500))
    assert {claim.time.resolved for claim in claims} == {"2026-04-30"}
