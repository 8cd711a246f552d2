"""One contract for every ledger: what holds for the memory store holds for SQLite and PostgreSQL, to the byte."""

import itertools
import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.making import LATE, MEMBERS, OWNER, VIEWERS, histories, hour, make
from troth.ledger import (
    Ledger,
    LedgerError,
    MemoryLedger,
    RefusedStatementError,
    StatementNotFoundError,
    audience_of,
    check_proof,
    export_lines,
    head_document,
    open_ledger,
    prove,
    prove_growth,
    retraction_of,
    verify,
    verify_head_signature,
)
from troth.records.label import Label, readable
from troth.records.statement import Statement, statement_id

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


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


def subjects(ledger: Ledger, viewer: str | None = None, *, as_of=LATE, history: bool = False) -> list[str]:
    entries = ledger.picture(as_of, viewer, owner=OWNER, members=MEMBERS, history=history)
    return [entry.statement.subject for entry in entries]


def state(ledger: Ledger) -> tuple[object, ...]:
    return (len(ledger), ledger.heads(), ledger.case_head())


def test_what_was_appended_is_found_again_unchanged(ledger: Ledger):
    statement = make(
        "E1",
        body={"event": "release", "note": 'thirteen\nand "ten" Ünïcode \U0001f54a', "rows": [1, None, True]},
    )

    [found_id] = ledger.append([statement])

    assert found_id == statement_id(statement)
    assert ledger.get(found_id).statement == statement
    assert ledger.find(found_id)[:2] == ('["secretariat","CLEAR",[],null]', 0)


def test_an_empty_ledger_has_an_empty_picture_and_verifies(ledger: Ledger):
    assert ledger.picture(LATE, owner=OWNER) == ()
    assert state(ledger)[:2] == (0, ())
    assert verify(ledger).ok
    assert ledger.append([]) == ()


def test_appending_the_same_statement_again_changes_nothing(ledger: Ledger):
    first = ledger.append([make("E1"), make("E2")])
    before = state(ledger)

    again = ledger.append([make("E2"), make("E2"), make("E1")])

    assert again == (first[1], first[1], first[0])
    assert state(ledger) == before


def test_each_office_and_audience_has_a_log_of_its_own(ledger: Ledger):
    amber = Label(tlp="AMBER", release_to=("Qatar", "Israel"))
    ledger.append([make("E1"), make("E2", label=amber), make("E3", author="Qatar"), make("E4")])

    assert [(head.log, head.size) for head in ledger.heads()] == [
        ('["Qatar","CLEAR",[],null]', 1),
        ('["secretariat","AMBER",["Israel","Qatar"],null]', 1),
        ('["secretariat","CLEAR",[],null]', 2),
    ]
    assert audience_of(ledger.heads()[1].log).label == amber


def test_a_correction_replaces_its_target_from_the_time_it_was_recorded(ledger: Ledger):
    [first] = ledger.append([make("E1", recorded_at=hour(1))])
    ledger.append([make("E2", recorded_at=hour(5), supersedes=(first,))])

    assert subjects(ledger, as_of=hour(4)) == ["E1"]
    assert subjects(ledger, as_of=hour(5)) == ["E2"]
    assert subjects(ledger, as_of=hour(5), history=True) == ["E1", "E2"]


def test_to_correct_a_correction_does_not_revive_what_it_corrected(ledger: Ledger):
    [first] = ledger.append([make("E1")])
    [second] = ledger.append([make("E2", supersedes=(first,))])
    ledger.append([make("E3", supersedes=(second,))])

    assert subjects(ledger) == ["E3"]


def test_a_retracted_correction_leaves_the_first_statement_standing(ledger: Ledger):
    [first] = ledger.append([make("E1", recorded_at=hour(1))])
    [second] = ledger.append([make("E2", recorded_at=hour(2), supersedes=(first,))])
    ledger.append(
        [retraction_of(ledger.get(second), recorded_at=hour(3), nonce="ab" * 32, reason="wrong list")]
    )

    assert subjects(ledger) == ["E1", "E2"]
    assert [entry.statement.kind for entry in ledger.picture(LATE, owner=OWNER)] == ["evidence", "retraction"]


def test_a_retraction_that_is_retracted_does_not_count(ledger: Ledger):
    [first] = ledger.append([make("E1")])
    [gone] = ledger.append([retraction_of(ledger.get(first), recorded_at=hour(20), nonce="ab" * 32)])
    ledger.append([retraction_of(ledger.get(gone), recorded_at=hour(21), nonce="cd" * 32)])

    kinds = [entry.statement.kind for entry in ledger.picture(LATE, owner=OWNER)]
    assert kinds == ["evidence", "retraction"]


def test_a_correction_that_a_viewer_cannot_see_takes_nothing_from_their_picture(ledger: Ledger):
    [first] = ledger.append([make("E1")])
    ledger.append([make("E2", supersedes=(first,), label=Label(tlp="RED", release_to=("Qatar",)))])

    assert subjects(ledger, "Israel") == ["E1"]
    assert subjects(ledger, "Qatar") == ["E1", "E2"][1:]


@pytest.mark.parametrize("relation", ["supersedes", "retracts"])
def test_an_unknown_target_is_refused_and_nothing_of_the_batch_is_written(ledger: Ledger, relation: str):
    ledger.append([make("E0")])
    before = state(ledger)
    unknown = "0" * 64
    wrong = make("E2", **{relation: (unknown,) if relation == "supersedes" else unknown})

    with pytest.raises(RefusedStatementError) as error:
        ledger.append([make("E1"), wrong, make("E3")])

    assert "statement 2 of the batch (evidence E2)" in str(error.value)
    assert f"{relation} {unknown}, which is neither in the ledger nor earlier in the batch" in str(
        error.value
    )
    assert "nothing of the batch was written" in str(error.value)
    assert state(ledger) == before
    assert verify(ledger).ok


def test_a_target_may_stand_earlier_in_the_batch_but_not_later(ledger: Ledger):
    first = make("E1")
    second = make("E2", supersedes=(statement_id(first),))

    with pytest.raises(RefusedStatementError):
        ledger.append([second, first])
    ledger.append([first, second])

    assert subjects(ledger) == ["E2"]


@pytest.mark.parametrize("relation", ["supersedes", "retracts"])
def test_nobody_takes_back_what_another_office_said(ledger: Ledger, relation: str):
    [theirs] = ledger.append([make("E1", author="Qatar")])
    fields = {relation: (theirs,) if relation == "supersedes" else theirs}

    with pytest.raises(RefusedStatementError, match="which Qatar wrote; only its author may do so"):
        ledger.append([make("E2", **fields)])


@pytest.mark.parametrize(
    "narrower",
    [
        Label(tlp="GREEN"),
        Label(tlp="AMBER", release_to=("Israel", "Qatar")),
        Label(tlp="RED", release_to=("Israel",)),
        Label(tlp="CLEAR", embargo=hour(100)),
    ],
)
def test_a_retraction_narrower_than_its_target_is_refused(ledger: Ledger, narrower: Label):
    [target] = ledger.append([make("E1")])

    with pytest.raises(RefusedStatementError, match="is narrower than TLP:CLEAR"):
        ledger.append([make("E2", kind="retraction", retracts=target, label=narrower)])


def test_a_release_list_is_matched_name_by_name(ledger: Ledger):
    ledger.append(
        [
            make("E1", label=Label(tlp="AMBER", release_to=("ILO",))),
            make("E2", label=Label(tlp="RED", release_to=("IL",))),
        ]
    )

    assert subjects(ledger, "IL") == ["E2"]
    assert subjects(ledger, "ILO") == ["E1"]
    assert (
        subjects(ledger, "I")
        == subjects(ledger, "L")
        == subjects(ledger, '"IL"')
        == subjects(ledger, "%")
        == []
    )


def test_an_embargo_holds_until_its_very_instant(ledger: Ledger):
    ledger.append([make("E1", recorded_at=hour(1), label=Label(tlp="CLEAR", embargo=hour(10)))])

    assert subjects(ledger, "public", as_of=hour(9.999)) == []
    assert subjects(ledger, "public", as_of=hour(10)) == ["E1"]
    assert subjects(ledger, OWNER, as_of=hour(2)) == ["E1"]


def test_without_a_viewer_the_picture_is_the_owners(ledger: Ledger):
    ledger.append(
        [
            make("E1", author="Qatar", label=Label(tlp="AMBER")),
            make("E2", author="Qatar", label=Label(tlp="RED")),
        ]
    )

    assert subjects(ledger) == subjects(ledger, OWNER) == ["E1"]
    with pytest.raises(LedgerError, match="name a viewer, or the owner"):
        ledger.picture(LATE)
    with pytest.raises(LedgerError, match="no time zone"):
        ledger.picture(LATE.replace(tzinfo=None), owner=OWNER)


def test_the_public_never_passes_for_a_party(ledger: Ledger):
    ledger.append([make("E1", label=Label(tlp="GREEN"))])

    assert ledger.picture(LATE, "public", owner="public", members={"public"}) == ()


def test_a_redacted_field_is_gone_and_every_proof_stays(ledger: Ledger):
    ids = ledger.append([make(f"E{n}", body={"event": "release", "who": f"name {n}"}) for n in range(5)])
    before = state(ledger)

    ledger.redact(ids[2], ["body.who", "subject"])

    entry = ledger.get(ids[2])
    assert entry.redacted == ("body.who", "subject")
    assert (entry.statement.body, entry.statement.subject, entry.statement.nonce) == (
        {"event": "release"},
        "",
        "",
    )
    assert "name 2" not in entry.content
    assert state(ledger) == before
    assert verify(ledger).ok
    assert check_proof(prove(ledger, ids[2], reveal=["*"])).ok
    ledger.append([make("E2", body={"event": "release", "who": "name 2"})])
    assert ledger.get(ids[2]).redacted == ("body.who", "subject")


def test_a_field_that_says_who_may_see_a_statement_cannot_be_redacted(ledger: Ledger):
    [found] = ledger.append([make("E1")])

    with pytest.raises(ValueError, match="field 'label' cannot be taken out"):
        ledger.redact(found, ["label"])
    with pytest.raises(
        ValueError, match=r"field 'body.nothing' is not in the statement; it has author, body.event"
    ):
        ledger.redact(found, ["body.nothing"])


def test_a_statement_shown_with_fields_taken_out_cannot_be_appended_as_if_it_were_whole(ledger: Ledger):
    [found] = ledger.append([make("E1")])
    ledger.redact(found, ["body.event"])

    with pytest.raises(RefusedStatementError, match="its id is the one it was stored with"):
        ledger.append([ledger.get(found).statement])


def test_an_unknown_id_is_said_to_be_unknown(ledger: Ledger):
    with pytest.raises(StatementNotFoundError, match=f"no statement with the id {'0' * 64}"):
        ledger.get("0" * 64)
    with pytest.raises(LedgerError, match="no log 'nothing'"):
        ledger.sign_head("nothing", KEY)


def test_a_signed_head_holds_for_its_log_and_size_alone(ledger: Ledger):
    ledger.append([make("E1")])
    log = ledger.heads()[0].log

    signature = ledger.sign_head(log, KEY)
    ledger.sign_head(log, KEY)
    ledger.append([make("E2")])

    assert ledger.signatures() == (signature,)
    assert verify_head_signature(signature)
    assert not verify_head_signature(signature.model_copy(update={"size": 2}))
    assert not verify_head_signature(signature.model_copy(update={"log": "another"}))
    assert verify(ledger).ok


def test_a_proof_shows_what_is_revealed_and_nothing_else(ledger: Ledger):
    ids = ledger.append([make(f"E{n}", body={"event": "release", "who": f"name {n}"}) for n in range(7)])
    ledger.sign_head(ledger.heads()[0].log, KEY)
    head = head_document(ledger)

    document = json.loads(json.dumps(prove(ledger, ids[3], reveal=["body.event"])))

    assert document["statement"]["values"] == {"body.event": "release"}
    assert "name 3" not in json.dumps(document)
    assert len(document["signatures"]) == 1
    assert check_proof(document).ok
    assert check_proof(document, head=head).ok
    assert check_proof(prove(ledger, ids[3], size=4)).ok


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("position", 4, "is not at place 4"),
        ("size", 20, "is not at place 3 of 20"),
        ("root", "0" * 64, "is not at place 3"),
        ("id", "0" * 64, "the statement does not fit its id"),
        (
            "statement",
            {"values": {"body.event": "attack"}, "salts": {"body.event": "00"}, "hidden": {}},
            "does not fit its id",
        ),
        ("path", ["zz"], "the document is no proof: path.0"),
        ("extra", 1, "the document is no proof: extra"),
    ],
)
def test_a_changed_proof_does_not_hold(ledger: Ledger, field: str, value: object, problem: str):
    ids = ledger.append([make(f"E{n}") for n in range(7)])

    report = check_proof(prove(ledger, ids[3]) | {field: value})

    assert not report.ok
    assert problem in report.problem


def test_a_proof_is_held_to_the_head_that_one_trusts(ledger: Ledger):
    ids = ledger.append([make(f"E{n}") for n in range(7)])
    trusted = head_document(ledger)
    ledger.append([make("E7")])
    log = ledger.heads()[0].log

    assert "ask for a proof at your size" in check_proof(prove(ledger, ids[3]), head=trusted).problem
    assert check_proof(prove(ledger, ids[3], size=7), head=trusted).ok
    assert check_proof(prove_growth(ledger, log, 7), head=trusted).ok
    other = {log: {"size": 7, "root": "0" * 64}}
    assert not check_proof(prove_growth(ledger, log, 7), head=other).ok
    assert "has no log" in check_proof(prove_growth(ledger, log, 7), head={}).problem


def test_a_log_that_forgot_an_entry_cannot_prove_its_growth(ledger: Ledger):
    ledger.append([make(f"E{n}") for n in range(7)])
    log = ledger.heads()[0].log
    document = prove_growth(ledger, log, 5)

    assert check_proof(document).ok
    assert not check_proof(document | {"old_root": "0" * 64}).ok
    assert not check_proof(document | {"old_size": 4}).ok
    for size in (0, 8):
        with pytest.raises(LedgerError):
            prove_growth(ledger, log, size)


def test_what_is_not_there_cannot_be_proved_or_revealed(ledger: Ledger):
    [found] = ledger.append([make("E1")])

    with pytest.raises(StatementNotFoundError):
        prove(ledger, "0" * 64)
    with pytest.raises(LedgerError, match=r"fields body.x are not there to be shown"):
        prove(ledger, found, reveal=["body.x"])
    with pytest.raises(LedgerError, match="at size 2: expected 1 to 1"):
        prove(ledger, found, size=2)


def test_what_came_in_since_one_looked_last_is_read_by_comparing_heads(ledger: Ledger):
    ledger.append([make("E1"), make("Q1", author="Qatar")])
    known = {head.log: head.size for head in ledger.heads()}
    ledger.append([make("E2"), make("E1"), make("E3"), make("R1", label=Label(tlp="RED"))])

    new = [row for head in ledger.heads() for row in ledger.stored(head.log, known.get(head.log, 0))]

    assert [(row.position, row.subject) for row in new] == [(1, "E2"), (2, "E3"), (0, "R1")]
    assert list(ledger.stored("no such log")) == list(ledger.stored(ledger.heads()[0].log, 9)) == []


@pytest.mark.parametrize("store", ["sqlite", "postgresql"])
def test_every_store_gives_the_same_answer_to_everybody_at_any_time(
    store: str, request: pytest.FixtureRequest
):
    server = request.getfixturevalue("postgres") if store == "postgresql" else None

    @given(history=histories())
    @settings(max_examples=8 if server else 20, deadline=None)
    def law(history: list[Statement]):
        memory = MemoryLedger()
        memory.append(history)
        with tempfile.TemporaryDirectory() as folder:
            place = server.new_ledger() if server else Path(folder) / "l.sqlite"
            with open_ledger(place, create=True) as stored:
                same_answers(history, memory, stored)

    law()


def same_answers(history: list[Statement], memory: MemoryLedger, stored: Ledger) -> None:
    stored.append(history[: len(history) // 2])
    for statement in history[len(history) // 2 :]:
        stored.append([statement])

    assert state(stored) == state(memory)
    for viewer, hours, kept in itertools.product(VIEWERS, (0, 20, 40, 60), (False, True)):
        question = {"owner": OWNER, "members": MEMBERS}
        assert stored.picture(hour(hours), viewer, **question, history=kept) == memory.picture(
            hour(hours), viewer, **question, history=kept
        )
        page = {**question, "limit": 3}
        assert stored.newest(hour(hours), viewer, **page) == memory.newest(hour(hours), viewer, **page)
        assert stored.visible_heads(hour(hours), viewer, **question) == memory.visible_heads(
            hour(hours), viewer, **question
        )
    for head in memory.heads():
        for start in (0, head.size // 2, head.size):
            assert list(stored.stored(head.log, start)) == list(memory.stored(head.log))[start:]
    assert verify(stored).ok
    assert verify(memory).ok


@given(history=histories(), shuffle=st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_appends_makes_no_difference_to_any_picture(history: list[Statement], shuffle):
    """Any order that keeps targets before what aims at them, cut into any batches."""
    first, second = MemoryLedger(), MemoryLedger()
    first.append(history)
    waiting = list(history)
    while waiting:
        ready = [
            one
            for one in waiting
            if not ({*one.supersedes, one.retracts} & {statement_id(other) for other in waiting})
        ]
        chosen = shuffle.choice(ready)
        second.append([chosen])
        waiting.remove(chosen)

    for viewer, hours, kept in itertools.product(VIEWERS, (0, 30, 60), (False, True)):
        question = {"owner": OWNER, "members": MEMBERS, "history": kept}
        assert first.picture(hour(hours), viewer, **question) == second.picture(
            hour(hours), viewer, **question
        )


@given(history=histories())
@settings(max_examples=30, deadline=None)
def test_nothing_is_lost_and_nothing_is_known_before_its_time(history: list[Statement]):
    ledger = MemoryLedger()
    ids = ledger.append(history)

    assert len(ledger) == len(set(ids))
    assert all(
        ledger.get(found).statement == statement for found, statement in zip(ids, history, strict=True)
    )
    earlier: set[str] = set()
    for hours in range(0, 61, 10):
        picture = ledger.picture(hour(hours), "Qatar", owner=OWNER, members=MEMBERS, history=True)
        known = {entry.id for entry in picture}
        assert earlier <= known
        assert all(entry.statement.recorded_at <= hour(hours) for entry in picture)
        assert [(e.statement.recorded_at, e.id) for e in picture] == sorted(
            (e.statement.recorded_at, e.id) for e in picture
        )
        earlier = known


@given(history=histories())
@settings(max_examples=30, deadline=None)
def test_a_picture_holds_what_the_table_of_labels_allows_and_nothing_more(history: list[Statement]):
    ledger = MemoryLedger()
    ledger.append(history)

    for viewer, hours in itertools.product(VIEWERS, (0, 30, 60)):
        picture = ledger.picture(hour(hours), viewer, owner=OWNER, members=MEMBERS, history=True)
        allowed = {
            statement_id(one)
            for one in history
            if one.recorded_at <= hour(hours)
            and readable(
                one.label, viewer, hour(hours), author=one.author, owner=OWNER, members=MEMBERS
            ).allowed
        }
        assert {entry.id for entry in picture} == allowed


@given(history=histories(most=8), hidden=histories(most=4))
@settings(max_examples=30, deadline=None)
def test_statements_that_a_viewer_may_not_see_leave_no_trace_in_what_they_get(history, hidden):
    """Two ledgers that differ only in what is kept from the viewer give the viewer the same bytes."""
    secret = [
        make(f"S{n}", author="Hamas", label=Label(tlp="RED"), recorded_at=one.recorded_at, body=one.body)
        for n, one in enumerate(hidden)
    ]
    plain, twin = MemoryLedger(), MemoryLedger()
    plain.append(history)
    twin.append([*secret[:2], *history, *secret[2:]])

    for viewer in ("secretariat", "Israel", "Qatar", "outsider", "public"):
        question = {"owner": OWNER, "members": MEMBERS}
        assert list(export_lines(plain, LATE, viewer, **question)) == list(
            export_lines(twin, LATE, viewer, **question)
        )
    for entry in plain.picture(LATE, "public", owner=OWNER):
        assert prove(plain, entry.id) == prove(twin, entry.id)


@given(history=histories(most=6))
@settings(max_examples=15, deadline=None)
def test_an_exported_line_proves_its_own_id(history: list[Statement]):
    from troth.records.statement import Content

    ledger = MemoryLedger()
    ledger.append(history)
    for line in export_lines(ledger, LATE, owner=OWNER):
        document = json.loads(line)
        assert Content(document["values"], nonce=document["nonce"]).again().id == document["id"]
