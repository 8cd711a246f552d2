"""Canonical JSON: the library's spelling, and a refusal with its path for what JSON cannot hold."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from troth.records.canonical import CanonicalError, canonical, plain, plain_text, utc_text

ODD = st.text(
    alphabet=st.sampled_from([*map(chr, range(0x20)), *'"\\/ aZ\x7f\x80é\u2028\u2029\ue000\ufffd\U0001f54a']),
    max_size=20,
)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | ODD,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ODD, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_every_value_is_spelled_as_the_library_spells_it(value):
    assert canonical(value) == rfc8785.dumps(value)
    assert plain_text(plain(value)).encode() == rfc8785.dumps(value)


@given(ODD)
def test_the_fast_spelling_of_a_text_is_that_of_rfc_8785(text: str):
    assert plain_text(text).encode() == rfc8785.dumps(text)


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        # the example of RFC 8785, section 3.2.2, as far as its numbers are not beyond 2^53
        (
            {"numbers": [1e-27, 4.5, 2e-3], "string": "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/", "literals": [None, True, False]},
            b'{"literals":[null,true,false],"numbers":[1e-27,4.5,0.002],"string":"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
        ),
        # section 3.2.3: keys by their UTF-16 code units, so an emoji stands before U+FB33
        ({"\ufb33": 1, "\U0001f600": 2, "\u20ac": 3, "1": 4}, '{"1":4,"€":3,"😀":2,"\ufb33":1}'.encode()),
        ({"amount": Decimal("1.50")}, b'{"amount":"1.50"}'),
        ([Decimal("1E+2"), Decimal("-0.00")], b'["100","-0.00"]'),
        (datetime(2023, 11, 24, 7, tzinfo=timezone(timedelta(hours=2))), b'"2023-11-24T05:00:00.000000Z"'),
        (date(2023, 11, 24), b'"2023-11-24"'),
        ((1, (2, 3)), b"[1,[2,3]]"),
    ],
)  # fmt: skip
def test_values_are_spelled_as_the_standard_shows(value, spelled: bytes):
    assert canonical(value) == spelled


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"a": [{"b": float("inf")}]}, r"a\[0\]\.b: found inf; JSON has no infinity"),
        ({"a": float("nan")}, "a: found nan"),
        ({"a": Decimal("NaN")}, r"a: found Decimal\('NaN'\); expected a finite decimal"),
        ({"a": Decimal("Infinity")}, "a: found .*expected a finite decimal"),
        ({"a": Decimal("1E+1000000")}, "at most 100 digits"),
        ({"a": 2**53}, "a: found 9007199254740992; whole numbers beyond 2"),
        ({"a": -(2**60)}, "beyond 2"),
        ({"a": 1e17}, r"a: found 1e\+17; numbers beyond 2"),
        (
            {"a": datetime(2023, 11, 24, tzinfo=UTC).replace(tzinfo=None)},
            "a: found '2023-11-24T00:00:00'; expected a time with its zone",
        ),
        ({"a": {1: 2}}, "a: found 1; expected every key to be a text"),
        ({"a": {"x", "y"}}, "a: found .*expected a text, number"),
        ({"a": b"bytes"}, "a: found b'bytes'"),
        ("\ud800", "the value: found .*surrogate"),
        ({"\ud800": 1}, "surrogate"),
    ],
)
def test_what_json_cannot_hold_is_refused_with_its_path(value, message: str):
    with pytest.raises(CanonicalError, match=message):
        canonical(value)


def test_lists_in_lists_without_end_are_refused():
    value: list = []
    for _ in range(5000):
        value = [value]

    with pytest.raises(CanonicalError, match="at most 64 levels"):
        canonical(value)


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.timezones()))
def test_the_order_of_time_texts_is_the_order_of_times(first: datetime, second: datetime):
    try:
        texts = (utc_text(first), utc_text(second))
    except OverflowError:
        return  # an hour before the year 1
    # Python holds a local time that occurs twice to be unequal to every time of another zone, so UTC is compared.
    assert (texts[0] < texts[1]) == (first < second.astimezone(UTC))
    assert datetime.fromisoformat(texts[1]) == second.astimezone(UTC)


@given(VALUES)
def test_plain_data_shares_nothing_with_what_it_was_made_from(value):
    found = plain({"a": value})
    assert found == {"a": value}
    assert found["a"] is not value or not isinstance(value, list | dict)
