"""Signed batches: verification names one whose signature is forged, whose key does not count, or whose root is another."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.making import OWNER, hour, make
from troth.ledger import (
    Head,
    HeadSignature,
    Ledger,
    LedgerError,
    MemoryLedger,
    RefusedStatementError,
    SqlLedger,
    key_statement,
    open_ledger,
    sign_office,
    verify,
    verify_head_signature,
)
from troth.ledger.schema import signatures
from troth.ledger.signing import signed
from troth.ledger.tree import EMPTY_ROOT
from troth.records.label import Label

DESK, QATAR, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([number] * 32)) for number in (1, 2, 3))
CLEAR_LOG = '["secretariat","CLEAR",[],null]'


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if request.param == "memory":
        yield MemoryLedger()
        return
    place = tmp_path / "ledger.sqlite"
    if request.param == "postgresql":
        place = request.getfixturevalue("postgres").new_ledger()
    with open_ledger(place, create=True) as opened:
        yield opened


def hexed(key: Ed25519PrivateKey) -> str:
    return key.public_key().public_bytes_raw().hex()


def register(ledger: Ledger, office: str, key: Ed25519PrivateKey, nonce: str = "ab" * 32, **times) -> None:
    said = key_statement(
        office, key.public_key(), recorded_at=hour(0), nonce=nonce, label=Label(tlp="GREEN"), **times
    )
    ledger.append([said])


def put(ledger: Ledger, signature) -> None:
    """Put a signature into the store past every rule, as a forger with the database would."""
    if isinstance(ledger, SqlLedger):
        with ledger._writing() as connection:
            connection.execute(signatures.insert().values(**signature.model_dump()))
    else:
        ledger._signatures[signature.log, signature.size, signature.key] = signature


def head(ledger: Ledger, log: str = CLEAR_LOG):
    return next(one for one in ledger.heads() if one.log == log)


def test_an_office_signs_all_its_logs_and_no_others(ledger: Ledger):
    register(ledger, OWNER, DESK)
    register(ledger, "Qatar", QATAR)
    ledger.append([make("E1"), make("E2", label=Label(tlp="RED")), make("E3", author="Qatar")])

    made = sign_office(ledger, OWNER, DESK, at=hour(20))

    assert [one.log for one in made] == [
        CLEAR_LOG,
        '["secretariat","GREEN",[],null]',
        '["secretariat","RED",[],null]',
    ]
    assert ledger.signatures() == made
    assert all(verify_head_signature(one) for one in made)
    assert {one.signed_at for one in made} == {"2023-11-25T01:00:00.000000Z"}
    assert verify(ledger).ok


def test_the_time_of_signing_is_signed_too(ledger: Ledger):
    ledger.append([make("E1")])
    signature = ledger.sign_head(CLEAR_LOG, DESK, at=hour(20))

    for changed in ("2023-11-25T01:00:00.000001Z", None):
        assert not verify_head_signature(signature.model_copy(update={"signed_at": changed}))


def test_who_signs_the_same_head_again_gets_the_first_signature_back(ledger: Ledger):
    ledger.append([make("E1")])
    first = ledger.sign_head(CLEAR_LOG, DESK, at=hour(20))

    assert ledger.sign_head(CLEAR_LOG, DESK, at=hour(30)) == first
    assert ledger.signatures() == (first,)


def test_while_nobody_has_registered_a_key_all_are_settled_outside_the_ledger(ledger: Ledger):
    ledger.append([make("E1")])
    ledger.sign_head(CLEAR_LOG, STRANGER)

    assert verify(ledger).ok


def test_an_unknown_key_and_another_offices_key_are_refused_and_named(ledger: Ledger):
    register(ledger, OWNER, DESK)
    register(ledger, "Qatar", QATAR)
    ledger.append([make("E1"), make("E2")])

    for key in (STRANGER, QATAR):
        with pytest.raises(
            LedgerError, match=f"key {hexed(key)}, which is not a registered key of secretariat"
        ):
            ledger.sign_head(CLEAR_LOG, key, at=hour(20))
        put(ledger, signed(head(ledger), key, hour(20)))

    problems = verify(ledger).problems
    assert len(problems) == 2
    for key in (STRANGER, QATAR):
        line = f"log {CLEAR_LOG}: the signature of key {hexed(key)} over 2 entries is by a key which is not a registered key of secretariat"
        assert line in problems


def test_a_withdrawn_key_signs_nothing_more_and_what_it_signed_before_still_counts(ledger: Ledger):
    register(ledger, OWNER, DESK, valid_from=hour(0))
    ledger.append([make("E1")])
    ledger.sign_head(CLEAR_LOG, DESK, at=hour(10))
    register(ledger, OWNER, DESK, nonce="cd" * 32, withdrawn_at=hour(20))
    ledger.append([make("E2")])

    assert verify(ledger).ok
    with pytest.raises(LedgerError, match="which was withdrawn from 2023-11-25T01:00:00.000000Z on"):
        ledger.sign_head(CLEAR_LOG, DESK, at=hour(20))
    with pytest.raises(LedgerError, match="and the signature says no time"):
        ledger.sign_head(CLEAR_LOG, DESK)
    put(ledger, signed(head(ledger), DESK, hour(21)))
    assert verify(ledger).text() == (
        f"log {CLEAR_LOG}: the signature of key {hexed(DESK)} over 2 entries is by a key "
        "which was withdrawn from 2023-11-25T01:00:00.000000Z on"
    )


def test_a_key_that_is_not_good_yet_does_not_count(ledger: Ledger):
    register(ledger, OWNER, DESK, valid_from=hour(10))
    ledger.append([make("E1")])

    with pytest.raises(LedgerError, match="which is good from .* on, after it signed"):
        ledger.sign_head(CLEAR_LOG, DESK, at=hour(9))
    ledger.sign_head(CLEAR_LOG, DESK, at=hour(10))
    assert verify(ledger).ok


def test_a_withdrawal_cannot_be_taken_back(ledger: Ledger):
    register(ledger, OWNER, DESK, withdrawn_at=hour(5))
    register(ledger, OWNER, DESK, nonce="cd" * 32)
    ledger.append([make("E1")])

    with pytest.raises(LedgerError, match="withdrawn"):
        ledger.sign_head(CLEAR_LOG, DESK, at=hour(6))


def test_nobody_registers_a_key_for_somebody_else(ledger: Ledger):
    """The key counts for the author of the statement; there is no field to name another office in."""
    register(ledger, "Qatar", STRANGER)
    ledger.append([make("E1")])

    with pytest.raises(LedgerError, match="not a registered key of secretariat"):
        ledger.sign_head(CLEAR_LOG, STRANGER, at=hour(1))


@pytest.mark.parametrize("subject", ["", "key", "AB" * 32, "ab" * 31])
def test_a_statement_about_no_key_is_refused(ledger: Ledger, subject: str):
    with pytest.raises(RefusedStatementError, match="has a public key, 64 hex digits, as its subject"):
        ledger.append([make(subject, kind="key")])


def test_a_forged_signature_and_a_signed_root_that_is_not_the_logs_are_named_by_log_and_size(ledger: Ledger):
    register(ledger, OWNER, DESK)
    ledger.append([make("E1"), make("E2")])
    other = MemoryLedger()
    other.append([make("E1"), make("another")])
    good = signed(head(ledger), DESK, hour(1))
    put(ledger, good.model_copy(update={"signature": "00" * 64}))
    put(ledger, signed(head(other)._replace(size=2), DESK, hour(1)).model_copy(update={"size": 1}))

    problems = verify(ledger).problems

    assert (
        f"log {CLEAR_LOG}: the signature of key {hexed(DESK)} over 2 entries is not that key's: it was forged, or changed"
        in problems
    )
    assert any("over 1 entries is not that key's" in problem for problem in problems)


def test_a_log_that_was_written_anew_does_not_have_the_root_that_was_signed(ledger: Ledger):
    register(ledger, OWNER, DESK)
    ledger.append([make("E1"), make("E2")])
    other = MemoryLedger()
    other.append([make("E1"), make("another")])
    put(ledger, signed(head(other), DESK, hour(1)))

    assert f"log {CLEAR_LOG}: key {hexed(DESK)} signed the root" in verify(ledger).text()
    assert "the log was written anew" in verify(ledger).text()


@pytest.fixture
def watched(ledger: Ledger) -> Ledger:
    """Five statements of an office that has registered its key, and one of another office."""
    register(ledger, OWNER, DESK)
    register(ledger, "Qatar", QATAR)
    ledger.append([*(make(f"E{number}") for number in range(5)), make("Q1", author="Qatar")])
    return ledger


def made_elsewhere(key: Ed25519PrivateKey, subjects: list[str], at: float | None = 20) -> HeadSignature:
    """What an office signs that holds these statements on its own machine."""
    own = MemoryLedger()
    own.append([make(subject) for subject in subjects])
    return signed(own.heads()[0], key, None if at is None else hour(at))


@pytest.mark.parametrize("size", range(1, 6))
def test_a_signature_made_elsewhere_over_the_log_as_it_is_or_was_is_kept(watched: Ledger, size: int):
    signature = made_elsewhere(DESK, [f"E{number}" for number in range(size)])

    assert watched.accept(signature) == signature
    assert watched.signatures() == (signature,)
    assert verify(watched).ok


def test_a_signature_that_is_sent_again_gives_the_one_that_is_kept(watched: Ledger):
    first = made_elsewhere(DESK, ["E0", "E1"], at=20)
    watched.accept(first)

    assert watched.accept(first) == first
    assert watched.accept(made_elsewhere(DESK, ["E0", "E1"], at=30)) == first
    assert watched.signatures() == (first,)


def test_a_signature_of_the_empty_log_is_kept_too(watched: Ledger):
    before = signed(Head(CLEAR_LOG, 0, EMPTY_ROOT), DESK, hour(1))

    assert watched.accept(before) == before
    assert verify(watched).ok


FORGED = {"signature": "00" * 64}


@pytest.mark.parametrize(
    ("signature", "why"),
    [
        (made_elsewhere(DESK, ["E0", "E1"]).model_copy(update=FORGED), "over 2 entries is not that key's: it was forged"),
        (made_elsewhere(DESK, ["E0", "E1"]).model_copy(update={"size": 1}), "over 1 entries is not that key's"),
        (made_elsewhere(DESK, ["E0", "another"]), "is over the root .*, the log has .* there"),
        (made_elsewhere(DESK, [f"E{number}" for number in range(6)]), "over 6 entries is ahead of the log, which has 5"),
        (made_elsewhere(STRANGER, ["E0"]), "is by a key which is not a registered key of secretariat"),
        (made_elsewhere(QATAR, ["E0"]), "is by a key which is not a registered key of secretariat"),
        (signed(Head('["desk","CLEAR",[],null]', 0, EMPTY_ROOT), DESK), "no log '.*desk.*'; the ledger has"),
        (signed(Head("nothing", 0, EMPTY_ROOT), DESK), "no log 'nothing'; the ledger has"),
    ],
)  # fmt: skip
def test_a_signature_that_does_not_count_is_refused_in_one_sentence_and_not_kept(
    watched: Ledger, signature: HeadSignature, why: str
):
    with pytest.raises(LedgerError, match=why) as refused:
        watched.accept(signature)

    assert "\n" not in str(refused.value)
    assert watched.signatures() == ()


def test_a_signature_made_elsewhere_does_not_count_once_its_key_is_withdrawn(watched: Ledger):
    register(watched, OWNER, DESK, nonce="cd" * 32, withdrawn_at=hour(20))

    for at, why in ((20, "was withdrawn from"), (None, "the signature says no time")):
        with pytest.raises(LedgerError, match=why):
            watched.accept(made_elsewhere(DESK, ["E0"], at))
    watched.accept(made_elsewhere(DESK, ["E0"], 19))
    assert verify(watched).ok


def test_while_nobody_has_registered_a_key_no_signature_is_taken_from_elsewhere(ledger: Ledger):
    ledger.append([make("E0")])

    with pytest.raises(LedgerError, match="which is not a registered key of secretariat"):
        ledger.accept(made_elsewhere(DESK, ["E0"]))


def test_of_each_head_the_newest_signature_is_told_that_does_not_run_ahead_of_it(ledger: Ledger):
    register(ledger, OWNER, DESK)
    ledger.append([make("a", label=Label(tlp="CLEAR"))])
    early = head(ledger)
    first = ledger.sign_head(CLEAR_LOG, DESK, at=hour(10))
    ledger.append([make("b", label=Label(tlp="CLEAR"))])
    unsigned = head(ledger)
    assert ledger.signed([unsigned]) == (first,)
    second = ledger.sign_head(CLEAR_LOG, DESK, at=hour(20))
    assert ledger.signed(ledger.heads()) == (second,)
    assert ledger.signed([early]) == (first,)
    assert ledger.signed([]) == ()
