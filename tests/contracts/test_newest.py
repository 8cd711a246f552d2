"""What is newest for a viewer, by cursor, and that nothing of it tells of what the viewer may not see."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings

from ledger.making import LATE, MEMBERS, OWNER, VIEWERS, histories, hour, make
from troth.ledger import Ledger, LedgerError, MemoryLedger, Page, export_lines, open_ledger
from troth.records.label import Label
from troth.records.statement import Statement

CASE = {"owner": OWNER, "members": MEMBERS}
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
STORES = ["memory", "sqlite", "postgresql"]


def new_ledger(store: str, request: pytest.FixtureRequest, folder: Path) -> Ledger:
    if store == "memory":
        return MemoryLedger()
    place = request.getfixturevalue("postgres").new_ledger() if store == "postgresql" else folder / "l.sqlite"
    return open_ledger(place, create=True)


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(request.param, request, tmp_path) as opened:
        yield opened


def pages(ledger: Ledger, viewer: str, limit: int, **question) -> list[Page]:
    found, before = [], None
    while True:
        found.append(ledger.newest(LATE, viewer, **CASE, limit=limit, before=before))
        before = found[-1].before
        if before is None:
            return found


def subjects(page: Page) -> list[str]:
    return [entry.statement.subject for entry in page.entries]


def test_the_newest_come_first_from_all_logs_and_cursors_lead_to_the_rest(ledger: Ledger):
    amber = Label(tlp="AMBER", release_to=("Qatar",))
    ledger.append(
        [make(f"E{n}", recorded_at=hour(n), label=amber if n % 3 else Label(tlp="CLEAR")) for n in range(10)]
    )
    ledger.append([make("late and old", recorded_at=hour(2.5), author="Qatar")])

    assert [subjects(page) for page in pages(ledger, "Qatar", 4)] == [
        ["E9", "E8", "E7", "E6"],
        ["E5", "E4", "E3", "late and old"],
        ["E2", "E1", "E0"],
    ]
    assert [subjects(page) for page in pages(ledger, "public", 4)] == [
        ["E9", "E6", "E3", "late and old"],
        ["E0"],
    ]


def test_corrected_and_retracted_statements_are_among_the_newest(ledger: Ledger):
    [first] = ledger.append([make("E1", recorded_at=hour(1))])
    ledger.append([make("E2", recorded_at=hour(2), supersedes=(first,))])

    assert subjects(ledger.newest(LATE, OWNER, **CASE)) == ["E2", "E1"]
    assert subjects(ledger.newest(hour(1), OWNER, **CASE)) == ["E1"]


def test_a_cursor_stays_good_when_statements_come_in_meanwhile(ledger: Ledger):
    ledger.append([make(f"E{n}", recorded_at=hour(n)) for n in range(6)])
    first = ledger.newest(LATE, "public", **CASE, limit=2)
    ledger.append([make("newer", recorded_at=hour(50)), make("older", recorded_at=hour(2.5))])

    assert subjects(ledger.newest(LATE, "public", **CASE, limit=3, before=first.before)) == [
        "E3",
        "older",
        "E2",
    ]


def test_there_is_no_cursor_after_the_last_statement_that_the_viewer_may_see(ledger: Ledger):
    """Even where statements that they may not see are older, or newer, or lie between."""
    red = Label(tlp="RED")
    ledger.append([make("E1", recorded_at=hour(5))])
    ledger.append([make(f"S{n}", author="Hamas", label=red, recorded_at=hour(n)) for n in range(10)])

    assert ledger.newest(LATE, "public", **CASE, limit=1).before is None
    assert ledger.newest(LATE, "Hamas", **CASE, limit=1).before is not None


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_one_to_a_thousand_statements(ledger: Ledger, limit: int):
    with pytest.raises(LedgerError, match=f"limit: found {limit}, expected 1 to 1000"):
        ledger.newest(LATE, "public", **CASE, limit=limit)


@pytest.mark.parametrize(
    "cursor", ["", "0", "2023-11-24/" + "0" * 64, "'; DROP TABLE logs; --", "2023-11-24T05:00:00.000000Z/zz"]
)
def test_what_is_no_cursor_is_refused(ledger: Ledger, cursor: str):
    with pytest.raises(LedgerError, match="before: found .* expected the cursor of the page before"):
        ledger.newest(LATE, "public", **CASE, before=cursor)


def test_a_cursor_of_ones_own_making_opens_no_other_time(ledger: Ledger):
    """A place beyond `as_of` is cut back to it, so an embargoed or later statement is not reached by it."""
    ledger.append([make("later", recorded_at=hour(60)), make("E1", recorded_at=hour(1))])

    page = ledger.newest(hour(10), "public", **CASE, before="9999-12-31T00:00:00.000000Z/" + "f" * 64)

    assert subjects(page) == ["E1"]


@given(history=histories())
@settings(max_examples=30, deadline=None)
def test_all_pages_together_are_the_picture_with_its_history(history: list[Statement]):
    ledger = MemoryLedger()
    ledger.append(history)
    for viewer in VIEWERS:
        together = [entry for page in pages(ledger, viewer, 3) for entry in page.entries]
        assert tuple(reversed(together)) == ledger.picture(LATE, viewer, **CASE, history=True)


def everything(ledger: Ledger, viewer: str) -> bytes:
    """All that a viewer is ever given, as bytes: pictures, exports, pages, cursors, heads and counts."""
    found: list[object] = []
    for hours in (0, 30, 61):
        at = hour(hours)
        heads = ledger.visible_heads(at, viewer, **CASE)
        found += [[head.log, head.size, head.root.hex()] for head in heads]
        found.append(sum(head.size for head in heads))
        for kept in (False, True):
            entries = ledger.picture(at, viewer, **CASE, history=kept)
            found += [len(entries), [[entry.id, entry.content] for entry in entries]]
        found.append(list(export_lines(ledger, at, viewer, **CASE)))
    for limit in (1, 3):
        for page in pages(ledger, viewer, limit):
            found += [page.before, [[entry.id, entry.content] for entry in page.entries]]
    return json.dumps(found).encode()


@pytest.mark.parametrize("store", STORES)
def test_two_ledgers_that_differ_only_in_what_is_hidden_give_the_same_bytes(
    store: str, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
):
    """Hidden statements come before, between and after, are corrected, signed and redacted; the viewer gets no trace."""

    @given(history=histories(most=8), hidden=histories(most=5))
    @settings(max_examples=6 if store == "postgresql" else 15, deadline=None)
    def law(history: list[Statement], hidden: list[Statement]):
        secrets = [
            make(f"S{n}", author="Hamas", label=Label(tlp="RED", release_to=("ILO",)), recorded_at=one.recorded_at, body=one.body)
            for n, one in enumerate(hidden)
        ]  # fmt: skip
        with (
            new_ledger(store, request, tmp_path_factory.mktemp("plain")) as plain,
            new_ledger(store, request, tmp_path_factory.mktemp("twin")) as twin,
        ):
            plain.append(history)
            keep_secrets(twin, secrets[:2])
            twin.append(history[:3])
            keep_secrets(twin, secrets[2:])
            twin.append(history[3:])
            for viewer in ("secretariat", "Israel", "Qatar", "IL", "outsider", "public"):
                assert everything(plain, viewer) == everything(twin, viewer)
            if secrets:
                assert everything(plain, "ILO") != everything(twin, "ILO")

    law()


def keep_secrets(ledger: Ledger, secrets: list[Statement]) -> None:
    for statement in secrets:
        [found] = ledger.append([statement])
        if statement.body:
            ledger.redact(found, [f"body.{next(iter(statement.body))}"])
        for head in ledger.heads():
            if head.log.startswith('["Hamas"'):
                ledger.sign_head(head.log, KEY)
