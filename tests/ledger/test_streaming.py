"""A large batch that is sealed and sent at the same time: the same rows, the same refusals, and nothing lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings

from ledger.making import histories, make
from ledger.test_postgres import acknowledged, killed, start_program
from support.postgres import Server, running
from troth.ledger import (
    Ledger,
    MemoryLedger,
    RefusedStatementError,
    open_ledger,
    streaming,
    verify,
)
from troth.ledger import postgres as postgres_store
from troth.ledger.postgres import PostgresLedger
from troth.ledger.sealers import Sealers
from troth.records.label import Label
from troth.records.statement import Statement, seal, statement_id


@pytest.fixture(autouse=True)
def short_streams(monkeypatch: pytest.MonkeyPatch):
    """Every batch is large, and has many parts; they are sealed here where a test does not ask for processes."""
    monkeypatch.setattr(streaming, "FROM", 1)
    monkeypatch.setattr(streaming, "_PART", 3)
    monkeypatch.setattr(postgres_store, "count_of_sealers", lambda: 0)


@pytest.fixture(scope="module")
def server(postgres: Server) -> Server:
    return postgres


@pytest.fixture
def ledger(server: Server) -> Iterator[PostgresLedger]:
    with open_ledger(server.new_ledger()) as opened:
        yield opened


@pytest.fixture
def careful(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many batches, of what length, went the careful way."""
    from troth.ledger.sql import SqlLedger

    found: list[int] = []
    plain = SqlLedger.append

    def counted(self: SqlLedger, statements: list[Statement], **more: object) -> tuple[str, ...]:
        found.append(len(statements))
        return plain(self, statements, **more)

    monkeypatch.setattr(SqlLedger, "append", counted)
    return found


def everything(ledger: Ledger) -> list[object]:
    return [ledger.heads(), [list(ledger.stored(head.log)) for head in ledger.heads()]]


def appended(ledger: Ledger, batch: list[Statement]) -> object:
    """The ids, or what is said against it."""
    try:
        return ledger.append(batch)
    except RefusedStatementError as error:
        return str(error)


def many(count: int, first: int = 0) -> list[Statement]:
    labels = (Label(tlp="CLEAR"), Label(tlp="RED", release_to=("Qatar",)))
    return [make(f"E{first + n}", label=labels[n % 2]) for n in range(count)]


def test_a_stream_leaves_what_the_careful_way_leaves(server: Server):
    """Also where a batch is sent again, has something twice, or aims at what only another batch has."""

    @given(first=histories(), second=histories())
    @settings(max_examples=12, deadline=None)
    def law(first: list[Statement], second: list[Statement]):
        memory = MemoryLedger()
        with open_ledger(server.new_ledger()) as ledger:
            for batch in (first, first[4:] + second, second + first + second, [*first, *second[-1:]]):
                assert appended(ledger, batch) == appended(memory, batch)
                assert everything(ledger) == everything(memory)
            assert verify(ledger).ok

    law()


def test_a_plain_batch_is_streamed_and_one_that_is_there_already_is_skipped(
    ledger: PostgresLedger, careful: list[int]
):
    ids = ledger.append([*many(20), *many(5)])
    assert careful == []

    assert ledger.append(many(20)) == ids[:20]
    assert ledger.append(many(20, first=10))[:10] == ids[10:20]
    assert ledger.append([*many(7, first=50), make("E12"), make("E60")])[7] == ids[12]
    assert len(careful) == 3
    assert len(ledger) == 30 + 7 + 1
    assert verify(ledger).ok


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            make("E99", supersedes=("0" * 64,)),
            "statement 14 of the batch .* neither in the ledger nor earlier",
        ),
        (make("E\0"), "found a NUL character"),
        (make("E99").model_copy(update={"subject": "\ud800"}), "surrogates not allowed"),
        (make("E99").model_copy(update={"nonce": ""}), "its id is the one it was stored with"),
        (make("E99").model_copy(update={"body": {"count": float("inf")}}), "statement 14 of the batch"),
    ],
    ids=["unknown target", "NUL", "no UTF-8", "no nonce", "no JSON"],
)
def test_a_statement_that_may_not_enter_is_named_and_nothing_of_the_batch_is_written(
    ledger: PostgresLedger, wrong: Statement, why: str
):
    ledger.append(many(4, first=100))
    before = everything(ledger)

    with pytest.raises(RefusedStatementError, match=why):
        ledger.append([*many(13), wrong, *many(8, first=13)])

    assert everything(ledger) == before
    ledger.append(many(21))
    assert len(ledger) == 25
    assert verify(ledger).ok


def test_sealers_that_are_killed_are_done_without(
    ledger: PostgresLedger, careful: list[int], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(ledger, "_sealers", Sealers(2))
    ledger.append(many(30))
    for sealer in ledger._sealers._sealers:
        os.kill(sealer._process.pid, signal.SIGKILL)
        sealer._process.wait(timeout=60)

    ledger.append(many(60, first=30))
    ledger._sealers.close()

    assert careful == []
    assert len(ledger) == 90
    assert verify(ledger).ok


@pytest.mark.parametrize("count", [0, 1, 3])
def test_parts_come_back_sealed_and_in_their_order_however_many_seal_them(count: int):
    batch = many(100)
    with Sealers(count) as sealers:
        for _ in range(2):
            found = [one for part in sealers.seal(streaming.parts_of(batch)) for one in part]
            assert [one.id for one in found] == [statement_id(one) for one in batch]
            assert all(
                seal(one).content.encode() in made.columns for one, made in zip(batch, found, strict=True)
            )


def test_answers_that_nobody_waited_for_are_not_taken_for_those_to_the_next_batch():
    with Sealers(2) as sealers:
        given_up = sealers.seal(streaming.parts_of(many(60)))
        next(given_up)
        given_up.close()

        found = [one.id for part in sealers.seal(streaming.parts_of(many(30, first=500))) for one in part]
    assert found == [statement_id(one) for one in many(30, first=500)]


def test_large_statements_pass_through_pipes_that_hold_less():
    batch = [make(f"E{n}", body={"text": str(n) * 700_000}) for n in range(12)]
    with Sealers(1) as sealers:
        found = [one.id for part in sealers.seal(streaming.parts_of(batch)) for one in part]
    assert found == [statement_id(one) for one in batch]


WRITER = """
import sys, time
from datetime import UTC, datetime
from troth.ledger import UnreachableLedgerError, open_ledger, streaming
from troth.records.label import Label
from troth.records.statement import Statement, derive_nonce

streaming.FROM, streaming._PART = 1, 20

def batch(number):
    return [
        Statement(
            author="desk", kind="evidence", subject=f"E{number}-{n}", body={"text": "x" * n},
            recorded_at=datetime(2023, 11, 25, tzinfo=UTC), label=Label(tlp="CLEAR"),
            nonce=derive_nonce(sys.argv[2], str(number), str(n)),
        )
        for n in range(300)
    ]

with open_ledger(sys.argv[1]) as ledger:
    ledger.append(batch("first"))
    print(*[sealer._process.pid for sealer in ledger._sealers._sealers], flush=True)
    number = 0
    while True:
        try:
            ids = ledger.append(batch(number))
        except UnreachableLedgerError:
            time.sleep(0.05)
            continue
        print(*ids, flush=True)
        number += 1
"""
BATCH = 300


def alive(process: int) -> bool:
    """Whether it still runs; what has ended and waits to be noticed does not."""
    state = Path(f"/proc/{process}/stat")
    try:
        return state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_client_killed_in_the_middle_of_a_stream_loses_nothing_and_leaves_no_process_behind(server: Server):
    place = server.new_ledger()
    for turn, count in enumerate((2, 5), start=1):
        writer = start_program(WRITER, place, f"seed {turn}")
        sealers = [int(number) for number in writer.stdout.readline().split()]
        found = acknowledged(writer, count)
        time.sleep(0.01 * turn)
        found += killed(writer)

        assert verify(place).ok
        with open_ledger(place, readonly=True) as ledger:
            assert all(ledger.get(one).id == one for one in found)
            assert len(ledger) % BATCH == 0
        until = time.monotonic() + 30
        while any(map(alive, sealers)) and time.monotonic() < until:
            time.sleep(0.05)
        assert not any(map(alive, sealers))


def test_a_server_killed_in_the_middle_of_a_stream_loses_nothing_that_was_acknowledged():
    """The writer goes on by itself; batches are there as a whole or not at all."""
    with running() as own:
        place = own.new_ledger()
        writer = start_program(WRITER, place, "seed")
        try:
            assert writer.stdout.readline()
            found = acknowledged(writer, 3)
            for turn in range(2):
                time.sleep(0.01 * turn)
                own.kill()
                own.start()
                found += acknowledged(writer, 3)
        finally:
            found += killed(writer)

        report = verify(place)
        assert report.ok, report.text()
        with open_ledger(place) as ledger:
            kept = {row.id for head in ledger.heads() for row in ledger.stored(head.log)}
            assert set(found) <= kept
            assert len(kept) % BATCH == 0
            assert len(kept) - len(found) in {BATCH, 2 * BATCH}  # the first, and one not yet acknowledged
