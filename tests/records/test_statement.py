"""A statement's id: what it covers, what it leaves out, and what redaction keeps and destroys."""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from troth.records.label import Label
from troth.records.statement import (
    Content,
    RedactedStatement,
    RedactionError,
    Statement,
    content_of,
    derive_nonce,
    disclose,
    read_content,
    redact,
    reveal_only,
    seal,
    statement_id,
)

TIME = datetime(2023, 11, 25, tzinfo=UTC)
NONCE = derive_nonce("a seed nobody guesses", "evidence", "E1")


def make(**fields) -> Statement:
    values = {
        "author": "desk",
        "kind": "evidence",
        "subject": "E1",
        "body": {"event": "release", "quantity": "13", "who": "name"},
        "source": "ocha-49",
        "valid_from": TIME - timedelta(days=1),
        "valid_from_precision": "day",
        "recorded_at": TIME,
        "label": Label(tlp="AMBER", release_to=("Qatar",)),
        "nonce": NONCE,
    }
    return Statement(**(values | fields))


def test_the_id_is_what_the_written_formula_gives():
    """Computed here from the formula in seal.py, with nothing of the program but the values."""
    values = {
        "author": "desk",
        "body.event": "release",
        "body.quantity": "13",
        "body.who": "name",
        "kind": "evidence",
        "label": {"embargo": None, "release_to": ["Qatar"], "tlp": "AMBER"},
        "recorded_at": "2023-11-25T00:00:00.000000Z",
        "source": "ocha-49",
        "subject": "E1",
        "valid_from": "2023-11-24T00:00:00.000000Z",
        "valid_from_precision": "day",
    }

    def spelled(value) -> bytes:
        return json.dumps(value, separators=(",", ":"), sort_keys=True).encode()

    names = sorted(values)
    stream = hashlib.shake_256(bytes.fromhex(NONCE) + spelled(names)).digest(16 * len(names))
    salts = {name: stream[16 * at : 16 * at + 16].hex() for at, name in enumerate(names)}
    digests = {name: hashlib.sha256(spelled([salts[name], name, values[name]])).hexdigest() for name in names}

    assert statement_id(make()) == hashlib.sha256(spelled(digests)).hexdigest()
    assert disclose(make()).salts == salts


@pytest.mark.parametrize(
    "change",
    [
        {"author": "Desk"},
        {"kind": "term"},
        {"subject": "E2"},
        {"subject": ""},
        {"body": {"event": "release", "quantity": "13"}},
        {"body": {"event": "release", "quantity": 13, "who": "name"}},
        {"body": {"event": "release", "quantity": "13", "who": "name", "more": None}},
        {"source": ""},
        {"valid_from": TIME},
        {"valid_from_precision": "minute"},
        {"valid_to": TIME},
        {"valid_to_precision": "day"},
        {"recorded_at": TIME + timedelta(microseconds=1)},
        {"recorded_at_precision": "day"},
        {"label": Label(tlp="AMBER", release_to=("Qatar", "Egypt"))},
        {"label": Label(tlp="AMBER", release_to=("Qatar",), embargo=TIME)},
        {"supersedes": ("0" * 64,)},
        {"retracts": "0" * 64},
        {"nonce": "ab" * 32},
    ],
)
def test_whatever_differs_gives_another_id(change):
    assert statement_id(make(**change)) != statement_id(make())


def test_the_same_said_in_another_way_has_the_same_id():
    zone = timezone(timedelta(hours=2))
    same = make(
        body={"who": "name", "quantity": Decimal(13), "event": "release"},
        valid_from=datetime(2023, 11, 24, 2, tzinfo=zone),
        label=Label(tlp="AMBER", release_to=("Qatar", "Qatar")),
    )

    assert statement_id(same) == statement_id(make())


def test_every_field_of_a_statement_is_in_its_id_or_is_the_nonce():
    """A field that is added one day, and forgotten in the id, fails here."""
    whole = make(
        valid_to=TIME, valid_to_precision="day", recorded_at_precision="day", supersedes=("0" * 64,), retracts="1" * 64
    )  # fmt: skip

    covered = {name.split(".")[0] for name in disclose(whole).values}

    assert covered | {"nonce"} == set(Statement.model_fields)


NAMES = st.text(alphabet='ab."\\\n\u00e9\ue000\U0001f54a', min_size=1, max_size=4)


@given(
    st.dictionaries(NAMES, st.none() | st.integers(-9, 9) | NAMES | st.lists(NAMES, max_size=2), max_size=5),
    st.data(),
)
def test_a_redacted_statement_keeps_its_id_and_reads_back(body, data: st.DataObject):
    whole = make(body=body)
    paths = data.draw(
        st.sets(
            st.sampled_from(sorted([*(f"body.{key}" for key in body), "subject", "source", "valid_from"]))
        )
    )

    redacted = redact(whole, paths)

    assert redacted.id == statement_id(whole)
    assert set(redacted.hidden) == paths
    again = read_content(content_of(redacted))
    assert again.again() == (redacted.id, content_of(redacted))
    shown = redacted.statement()
    assert shown.body == {key: value for key, value in whole.body.items() if f"body.{key}" not in paths}
    assert shown.subject == ("" if "subject" in paths else "E1")


@given(st.dictionaries(NAMES, NAMES, max_size=5))
def test_stored_content_reads_back_as_the_same_statement(body):
    whole = make(body=body)
    sealed = seal(whole)

    found = read_content(sealed.content)

    assert found.again() == (sealed.id, sealed.content)
    assert found.statement() == whole


def test_redacting_step_by_step_is_redacting_at_once():
    assert redact(redact(make(), ["body.who"]), ["subject"]) == redact(make(), ["subject", "body.who"])


def test_what_is_left_of_a_redacted_statement_does_not_give_the_missing_value_away():
    """A short value could be found by trying, if its salt or the nonce that gives it were still there."""
    whole, redacted = disclose(make()), redact(make(), ["body.quantity"])

    left = content_of(redacted)

    assert NONCE not in left
    assert whole.salts["body.quantity"] not in left
    digests = {
        hashlib.sha256(json.dumps([salt, "body.quantity", "13"], separators=(",", ":")).encode()).hexdigest()
        for salt in redacted.salts.values()
    }
    assert redacted.hidden["body.quantity"] not in digests


def test_two_statements_with_one_nonce_and_other_fields_share_no_salt():
    """A row whose text was edited keeps its derived nonce; what one version reveals must not open the other."""
    first, second = disclose(make()).salts, disclose(make(subject="")).salts

    assert not set(first.values()) & set(second.values())


def test_a_changed_value_salt_or_digest_no_longer_fits_the_id():
    redacted = redact(make(), ["body.who"])
    parts = redacted.model_dump()

    for table, name, value in (
        ("values", "body.event", "attack"),
        ("salts", "body.event", "00" * 16),
        ("hidden", "body.who", "00" * 32),
    ):
        with pytest.raises(ValidationError, match="the fields give the id"):
            RedactedStatement(**(parts | {table: parts[table] | {name: value}}))
    with pytest.raises(ValidationError, match="expected a value and a salt for each field"):
        RedactedStatement(**(parts | {"salts": {}}))
    with pytest.raises(ValidationError, match="both a value and the digest"):
        RedactedStatement(**(parts | {"hidden": parts["hidden"] | {"kind": "00" * 32}}))


def test_what_is_revealed_is_a_part_and_the_rest_stays_hidden():
    shown = reveal_only(disclose(make()), ["body.event", "valid_from"])

    assert set(shown.values) == set(shown.salts) == {"body.event", "valid_from"}
    assert shown.id == statement_id(make())


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        (["label"], "field 'label' cannot be taken out: a ledger needs it"),
        (["recorded_at"], "cannot be taken out"),
        (["body"], "field 'body' is not in the statement; it has author, body.event"),
        (["body.nobody"], "is not in the statement"),
    ],
)
def test_what_cannot_be_redacted_is_refused(paths, message: str):
    with pytest.raises(RedactionError, match=message):
        redact(make(), paths)


def test_a_statement_without_its_nonce_has_no_id():
    with pytest.raises(RedactionError, match="statement 'E1' is shown with fields taken out"):
        statement_id(make(nonce=""))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"nonce": "ab"}, "nonce"),
        ({"nonce": "AB" * 32}, "nonce"),
        ({"nonce": "a" * 33}, "33 hex digits, expected an even number"),
        ({"author": ""}, "author"),
        ({"author": "public"}, "'public' is nobody in particular"),
        ({"valid_to": TIME - timedelta(days=9)}, "lies before valid_from"),
        ({"recorded_at": TIME.replace(tzinfo=None)}, "recorded_at"),
        ({"kind": "retraction"}, "names in `retracts` the id"),
        ({"supersedes": ("E1",)}, "supersedes"),
        ({"body": {"": 1}}, "an empty key"),
        ({"body": {"a": float("inf")}}, r"body\.a: found inf"),
        ({"body": {"a": [{"b": 2**70}]}}, r"body\.a\[0\]\.b: found 1180591620717411303424"),
        ({"body": "text"}, "body"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_a_statement_that_makes_no_sense_is_refused(fields, message: str):
    with pytest.raises(ValidationError, match=message):
        make(**fields)


def test_a_body_does_not_change_with_what_it_was_made_from():
    given_body = {"rows": [1, 2], "amount": Decimal("1.50"), "since": TIME}
    statement = make(body=given_body)
    before = statement_id(statement)

    given_body["rows"].append(3)

    assert statement_id(statement) == before
    assert statement.body == {"rows": [1, 2], "amount": "1.50", "since": "2023-11-25T00:00:00.000000Z"}


@pytest.mark.parametrize(
    "content",
    ["", "[]", "null", "{", '{"values":{}}', '{"nonce":"","values":{}}', '{"nonce":1,"values":{}}', '{"nonce":"' + "AB" * 16 + '","values":{}}', '{"nonce":"' + "ab" * 16 + '","values":[]}', '{"hidden":{},"salts":{"a":1},"values":{}}', "[" * 100_000],
)  # fmt: skip
def test_content_that_is_none_is_said_to_be_none(content: str):
    with pytest.raises(RedactionError, match="expected the content of a statement"):
        read_content(content)


def test_the_seed_and_every_part_make_a_difference_to_a_derived_nonce():
    nonces = {
        derive_nonce(7, "ab", "c"),
        derive_nonce(7, "a", "bc"),
        derive_nonce(7, "abc"),
        derive_nonce(8, "ab", "c"),
    }

    assert len(nonces) == 4
    assert derive_nonce(7, "a") == derive_nonce("7", "a") == derive_nonce(b"7", "a")
    assert all(len(nonce) == 64 for nonce in nonces)


def test_content_of_a_whole_statement_needs_its_nonce():
    sealed = seal(make())
    values = json.loads(sealed.content)["values"]
    assert Content(values, nonce=NONCE).again().id == sealed.id
