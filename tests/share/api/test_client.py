"""The Python client: what it reads, what it says, and how it goes on after a break."""

import itertools
from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.desks import Hands, note, pause, say, trucks
from support.guests import guest
from support.server import Server
from support.transport import InProcess
from troth.ledger import check_proof, open_ledger, verify
from troth.share.client import Client
from troth.share.client_errors import (
    AnswerError,
    BusyError,
    NothingThereError,
    NotLetInError,
    UnreachableError,
    WrongInputError,
)
from troth.share.desk import Desk
from troth.share.desk.signatures import Signing
from troth.share.web import create_app

TRUCKS = {
    "term_ids": ["T4a"], "form": "tally", "event": "aid trucks", "category": "entered", "quantity": 61, "unit": "truck",
    "valid_from": "2023-11-25", "tlp": "GREEN",
}  # fmt: skip

LOST = "lost on its way"


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def desk(clock: Hands) -> Desk:
    return Desk(pause(), clock=clock)


def client_of(desk: Desk, office: str | None = None) -> Client:
    return Client("http://localhost", key=office, transport=InProcess(create_app(desk, caller_of=guest)))


def test_what_is_there_can_be_read(desk: Desk, clock: Hands):
    said = [say(desk, clock, "Egypt", note(f"number {number}")).id for number in range(3)]
    with client_of(desk, "Qatar") as qatar, client_of(desk) as public:
        assert (qatar.case().viewer, public.case().viewer) == ("Qatar", "public")
        assert {row.term: row.state.value for row in qatar.verdicts(whole=True)}["T4a"] == "broken"
        assert [row.id for row in itertools.islice(qatar.statements(), 3)] == said[::-1]
        seen = [one for one in desk.mirror.notes.values() if desk.sight("Qatar").sees(one, desk.now())]
        assert (
            {row.id for row in qatar.statements()}
            == {row.id for row in qatar.events()}
            == {one.id for one in seen}
        )
        assert len(list(qatar.statements())) == len(seen) > 100, "on several pages"
        assert [row.text for row in qatar.posts()] == ["number 0", "number 1", "number 2"]
        assert list(public.posts()) == []
        assert {row.id for row in qatar.parties()} > {"Qatar", "Israel"}
        assert next(qatar.agreements()).id == "pause-2023"
        assert next(qatar.terms(state="broken")).id
        assert next(qatar.sources()).publisher
        assert list(qatar.due())
        assert list(qatar.changes("2023-11-26T21:00")) == []
        assert list(qatar.waiting()) == []
        assert check_proof(qatar.proof(said[0])).ok
        assert qatar.statement(said[0]).author == "Egypt"
        assert {row.office for row in qatar.heads()} == {"Egypt", "secretariat"}


def test_what_is_said_is_on_record_once_however_often_it_is_sent(desk: Desk, clock: Hands):
    with client_of(desk, "Hamas") as hamas, client_of(desk, "Qatar") as qatar:
        first = hamas.post_report(**TRUCKS, ref="7")
        clock.pass_(seconds=1)
        assert hamas.post_report(**TRUCKS, ref="7") == first.model_copy(update={"is_new": False})
        assert hamas.post_report(**TRUCKS, dry_run=True) is None
        clock.pass_(seconds=1)
        assert qatar.acknowledge(first.subject).is_new
        clock.pass_(seconds=1)
        asked = qatar.post_message(
            about=f"report:{first.subject}", form="question", text="whose count?", tlp="GREEN"
        )
        assert [row.id for row in hamas.thread(f"report:{first.subject}")] == [asked.subject]
        assert [row.id for row in hamas.reports(author="Hamas")] == [first.subject]


def test_an_answer_that_was_lost_on_its_way_is_asked_for_again(desk: Desk):
    inner, sent = InProcess(create_app(desk, caller_of=guest)), []

    class Loses(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            sent.append(request.headers.get("idempotency-key"))
            answer = inner.handle_request(request)
            if len(sent) == 1:
                raise httpx.ReadError(LOST)
            return answer

    waited: list[float] = []
    with Client("http://localhost", key="Hamas", transport=Loses(), wait=waited.append) as hamas:
        posted = hamas.post_report(**TRUCKS)
    assert (len(sent), len(set(sent)), waited) == (2, 1, [1.0])
    assert not posted.is_new, "it was recorded the first time"
    assert len([one for one in desk.mirror.notes.values() if one.author == "Hamas"]) == 1


def test_a_file_is_posted_whole_or_not_at_all(desk: Desk, tmp_path: Path):
    text = "term_ids,valid_from,form,event,quantity,unit\nT4a,2023-11-24,tally,aid trucks,61,truck\nT4a,2023-11-25,tally,aid trucks,{},truck\n"
    file = tmp_path / "reports.csv"
    with client_of(desk, "Hamas") as hamas:
        file.write_text(text.format("many"), encoding="utf-8")
        with pytest.raises(WrongInputError, match="line 3: quantity: found 'many'") as refused:
            hamas.upload_csv(file, tlp="GREEN")
        assert [(one.line, one.field) for one in refused.value.problems] == [(3, "quantity")]
        file.write_text(text.format(62), encoding="utf-8")
        first = hamas.upload_csv(file, tlp="AMBER", release_to=["Qatar"], ref="file 7")
        assert len(first) == 2
        assert [
            one.id for one in hamas.upload_csv(file, tlp="AMBER", release_to=["Qatar"], ref="file 7")
        ] == [one.id for one in first]


def test_a_refusal_is_an_error_that_says_why(desk: Desk):
    with client_of(desk) as public, client_of(desk, "Qatar") as qatar:
        with pytest.raises(NothingThereError, match="404: nothing is there under that address"):
            public.statement("0" * 64)
        with pytest.raises(NotLetInError, match="401: come in as an office first"):
            public.post_report(**TRUCKS)
        with pytest.raises(WrongInputError) as refused:
            qatar.post_report(**{**TRUCKS, "term_ids": ["T99"]})
        assert refused.value.problems[0].field == "term_ids"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(503, json={"detail": "busy"}, headers={"retry-after": "7"}), BusyError),
        (httpx.Response(502, text="<html>"), AnswerError),
        (httpx.Response(404, json=["?"]), AnswerError),
    ],
)
def test_an_answer_that_makes_no_sense_is_an_error_too(answer: httpx.Response, error: type[Exception]):
    with Client("http://localhost", transport=httpx.MockTransport(lambda _: answer)) as client:
        with pytest.raises(error) as raised:
            client.case()
        assert getattr(raised.value, "seconds", 7) == 7


def test_a_desk_that_is_not_there_is_told_after_some_tries():
    def nobody(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError(LOST)

    waited: list[float] = []
    client = Client("http://localhost", transport=httpx.MockTransport(nobody), wait=waited.append)
    with client, pytest.raises(UnreachableError, match="is the desk there"):
        client.case()
    assert waited == [1.0, 2.0]


def test_heads_are_signed_with_a_key_that_never_leaves(clock: Hands):
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    desk = Desk(pause(), clock=clock, keys={"Israel": key})
    desk.signing = Signing(desk.store, {})
    say(desk, clock, "Israel", note("hello"), trucks(5, tlp="RED"))
    with client_of(desk, "Israel") as israel:
        signed = israel.sign_heads(key)
    assert len(signed) >= 2
    assert set(signed) <= set(desk.store.signatures())
    assert verify(desk.store).ok


def test_nothing_but_a_head_is_signed(desk: Desk):
    false = [
        {
            "log": "x",
            "size": 1,
            "root": "0" * 64,
            "signed_at": "2023-11-26T20:00:00.000000Z",
            "message": "pay",
            "message_base64": "cGF5",
            "signatures": [],
        }
    ]
    with (
        Client(
            "http://localhost", transport=httpx.MockTransport(lambda _: httpx.Response(200, json=false))
        ) as client,
        pytest.raises(AnswerError, match="other bytes to sign than its head"),
    ):
        client.sign_heads(Ed25519PrivateKey.from_private_bytes(bytes(32)))


def stream(*frames: str) -> httpx.Response:
    return httpx.Response(200, text="".join(frames), headers={"content-type": "text/event-stream"})


def statement(name: str, place: str) -> str:
    return f'event: statement\nid: {place}\ndata: {{"id":"{name}"}}\n\n'


def test_following_goes_on_where_it_was_and_tells_each_statement_once():
    asked: list[str] = []
    answers = [
        stream(
            "retry: 2000\nevent: hello\nid: p0\ndata: {}\n\n",
            statement("a", "p1"),
            ": here\n\n",
            statement("b", "p2"),
        ),
        httpx.Response(503, headers={"retry-after": "3"}),
        stream(statement("b", "p2"), 'event: verdicts\ndata: {"changed":[]}\n\n', statement("c", "p3")),
        stream('event: end\ndata: {"why":"the key was withdrawn"}\n\n'),
    ]

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params.get("after", ""))
        return answers[len(asked) - 1]

    waited: list[float] = []
    client = Client("http://localhost", transport=httpx.MockTransport(answer), wait=waited.append)
    told = client.follow()
    assert [next(told).data.get("id") for _ in range(4)] == ["a", "b", None, "c"]
    with pytest.raises(NotLetInError, match="the key was withdrawn"):
        next(told)
    assert asked == ["", "p2", "p2", "p3"]
    assert waited == [0.5, 3.0, 0.5]


def test_a_real_server_that_is_killed_and_started_anew_loses_nothing_and_doubles_nothing(tmp_path: Path):
    ledger = tmp_path / "ledger.sqlite"
    with (
        Server(ledger) as server,
        Client(server.url, key="Israel") as israel,
        Client(server.url, key="Qatar") as qatar,
    ):
        heard = qatar.follow()
        posted = []

        def say_and_hear(*numbers: int) -> None:
            for number in numbers:
                posted.append(
                    israel.post_message(about="case", form="note", text=f"{number}", tlp="GREEN").id
                )
                assert next(one for one in heard if one.event == "statement").data["id"] == posted[-1]

        first = israel.post_message(about="case", form="note", text="before", tlp="GREEN")
        begun = list(qatar.events())[-1]
        assert begun.id == first.id
        heard = qatar.follow(after=begun.place)
        say_and_hear(1, 2, 3)
        missed = [
            israel.post_message(about="case", form="note", text=f"unheard {number}", tlp="GREEN").id
            for number in range(3)
        ]
        server.kill()
        server.start()
        missed.append(israel.post_message(about="case", form="note", text="after", tlp="GREEN").id)
        found = [next(one for one in heard if one.event == "statement").data["id"] for _ in missed]
        assert found == missed
        say_and_hear(4)
        heard.close()
        assert server.stop() in {0, -2}, "it stops when asked, though streams are open"
    with open_ledger(ledger, readonly=True) as kept:
        assert verify(kept).ok
        assert all(kept.get(one) for one in [*posted, *missed])


def test_a_server_stops_while_streams_are_open(tmp_path: Path):
    with Server(tmp_path / "ledger.sqlite") as server, httpx.stream("GET", f"{server.url}/live") as answer:
        lines = answer.iter_lines()
        assert next(lines) == "retry: 2000"
        assert server.stop() in {0, -2}
        assert "event: pause" in list(lines)
