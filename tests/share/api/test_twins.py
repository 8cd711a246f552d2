"""Two desks that differ only by what a viewer may not see give that viewer the same bytes, at every address there is."""

import itertools
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from urllib.parse import quote

import httpx
import pytest

from support.desks import Hands, draft, note, pause, say, trucks, twin_without
from support.guests import guest
from support.transport import browser
from troth.share.desk import Desk
from troth.share.web.api import create_api

VIEWERS = ("", "Hamas", "Egypt")
"""The public, a party, and an organ of nobody: each has statements that are kept from it."""
QUERIES: dict[str, tuple[str, ...]] = {
    "about": ("case", "term:T4a"),
    "since": ("2023-11-25", "2023-11-26T22:00"),
    "as_of": ("2023-11-25", "2023-11-26T22:00:03"),
    "limit": ("2",),
    "whole": ("true",),
    "explained": ("true",),
    "all": ("true",),
    "term": ("T4a", "T99"),
    "author": ("Israel", "Hamas"),
    "state": ("broken",),
    "form": ("tally", "note"),
    "cursor": ("nonsense",),
    "after": ("now", "2023-11-26T20:00:02.000000Z/"),
    "size": ("1", "4"),
    "as": ("public", "Israel"),
    "agreement": ("pause-2023",),
    "obligor": ("Israel",),
    "source": ("Israel (desk)",),
    "event": ("aid trucks",),
    "place": ("Rafah",),
}


@dataclass
class Twins:
    """A desk, and the same without what a viewer may not see."""

    viewer: str
    clock: Hands
    whole: Desk
    twin: Desk
    hidden: list[str]
    shown: list[str]

    def __post_init__(self) -> None:
        headers = {"office": self.viewer} if self.viewer else {}
        self.clients = [
            browser(create_api(desk, caller_of=guest), **headers, role="adjudicator")
            for desk in (self.whole, self.twin)
        ]

    def same(self, method: str, path: str, **request) -> httpx.Response:
        """Ask both; returns the answer after seeing that there is but one."""
        answers = []
        for client in self.clients:
            _chance.reset()
            answers.append(client.request(method, path, **request))
        first, second = answers
        assert (first.status_code, first.headers) == (second.status_code, second.headers), (
            f"{method} {path} {request}"
        )
        assert first.content == second.content, f"{method} {path} {request}"
        assert first.status_code < 500, first.text
        return first


class Chance:
    """Randomness that both desks draw alike, so that their answers can be compared."""

    def __init__(self) -> None:
        self._drawn = itertools.count()
        self._round = 0

    def reset(self) -> None:
        self._drawn = itertools.count(self._round)

    def next_round(self) -> None:
        self._round += 1_000

    def token_hex(self, size: int = 32) -> str:
        return f"{next(self._drawn):064x}"[-2 * size :]

    def choice(self, letters: str) -> str:
        drawn = sha256(
            str(next(self._drawn)).encode()
        ).digest()  # a plain count would soon come back to ids that are taken
        return letters[int.from_bytes(drawn) % len(letters)]


_chance = Chance()


@pytest.fixture(params=VIEWERS, ids=lambda viewer: viewer or "public")
def twins(request: pytest.FixtureRequest) -> Twins:
    clock, viewer = Hands(), request.param
    desk = Desk(pause(), clock=clock)
    hidden, shown = [], []
    for number in range(3):
        others = "Qatar" if viewer != "Qatar" else "Israel"
        secret = {"tlp": "AMBER", "release_to": others}
        told = [
            say(desk, clock, "Israel", trucks(100 + number, **secret)),
            say(desk, clock, "Israel", note(f"hidden {number}", about="term:T4a", **secret)),
            say(desk, clock, others, note(f"red {number}", tlp="RED")),
            say(
                desk,
                clock,
                "Israel",
                note("later", **secret, embargo=(clock.now() + timedelta(seconds=4)).isoformat()),
            ),
        ]
        told.append(say(desk, clock, others, draft("acknowledgement", of=told[1].subject)))
        told.append(say(desk, clock, others, draft("message", reply_to=told[1].subject, text="seen")))
        hidden += [one for posted in told for one in (posted.id, posted.subject)]
        open_ = say(desk, clock, "Egypt", trucks(200 + number, tlp="CLEAR"))
        asked = say(desk, clock, "Egypt", note(f"shown {number}", about="term:T4a", tlp="CLEAR"))
        judged = say(
            desk, clock, others, draft("judgement", about="term:T4a", decision="noted", because=told[0].subject, tlp="CLEAR")
        )  # fmt: skip
        say(desk, clock, others, draft("acknowledgement", of=asked.subject))
        shown += [one for posted in (open_, asked, judged) for one in (posted.id, posted.subject)]
    clock.pass_(seconds=9)
    return Twins(viewer, clock, desk, twin_without(desk, clock, viewer or "public"), hidden, shown)


DOCUMENT = create_api(Desk(pause(), clock=Hands())).openapi()
READS = [path for path, operations in DOCUMENT["paths"].items() if "get" in operations]
WRITES = [path for path, operations in DOCUMENT["paths"].items() if "post" in operations]


def addresses(twins: Twins, path: str) -> Iterator[str]:
    """A path with names in it, of what is there for the viewer, of what is hidden, and of what is not there."""
    ids = {
        "agreement": ["pause-2023"],
        "term": ["T4a", "T99"],
        "source": ["ocha-49", "Israel (desk)"],
        **{
            key: [*twins.shown, *twins.hidden, "nothing", "0" * 64] for key in ("report", "post", "statement")
        },
    }
    name = path[path.find("{") + 1 : path.find("}")] if "{" in path else ""
    if not name:
        yield path
    else:
        assert name in ids, f"say here what can stand for {{{name}}}"
        yield from (path.replace(f"{{{name}}}", quote(one, safe="")) for one in ids[name])


def queries(path: str) -> Iterator[dict[str, str]]:
    """What can be asked at a path: what must be, then that and each of what may be."""
    parameters = [one for one in DOCUMENT["paths"][path]["get"].get("parameters", ()) if one["in"] == "query"]
    unknown = {one["name"] for one in parameters} - set(QUERIES)
    assert not unknown, f"say here what can be asked with {unknown}"
    must = {one["name"]: QUERIES[one["name"]][-1] for one in parameters if one.get("required")}
    yield must
    yield from ({**must, one["name"]: value} for one in parameters for value in QUERIES[one["name"]])


def test_every_address_answers_alike(twins: Twins):
    asked = 0
    for path in READS:
        for address in addresses(twins, path):
            whole = "{" not in path
            for query in queries(path) if whole else [{}]:
                answer = twins.same("GET", address, params=query)
                asked += 1
                for one in twins.hidden:
                    assert one not in answer.text or one in address, f"{address} {query} names what is hidden"
                while (
                    whole
                    and answer.status_code == 200
                    and isinstance(answer.json(), dict)
                    and answer.json().get("next")
                ):
                    answer = twins.same("GET", answer.json()["next"].removeprefix("/api/v1"))
                    if len(answer.json()["items"]) < 3:
                        break
    assert asked > 150


def test_the_documents_and_the_refusals_are_alike(twins: Twins):
    for path in ("/openapi.json", "/docs", "/nothing", "/terms/", "/reports/../../x"):
        twins.same("GET", path)
    for path in READS:
        for method in ("HEAD", "OPTIONS", "DELETE", "PUT"):
            twins.same(method, next(addresses(twins, path)), params=next(queries(path)))


def test_what_is_posted_is_answered_alike(twins: Twins, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(secrets, "token_hex", _chance.token_hex)
    monkeypatch.setattr(secrets, "choice", _chance.choice)
    seen, unseen = twins.shown[1], twins.hidden[1]
    label = {"tlp": "GREEN"}
    trucks_ = {
        "term_ids": ["T4a"],
        "form": "tally",
        "event": "aid trucks",
        "quantity": 5,
        "unit": "truck",
        "valid_from": "2023-11-25",
        **label,
    }
    bodies: dict[str, list[object]] = {
        "/reports": [trucks_, {**trucks_, "supersedes": unseen}, {"retracts": unseen}, {**trucks_, "term_ids": ["T98"]}],
        "/messages": [
            {"about": "case", "form": "note", "text": "hello", **label},
            *({"about": f"report:{one}", "form": "question", "text": "?", **label} for one in (seen, unseen)),
            *({"reply_to": one, "text": "?", **label} for one in (twins.shown[3], twins.hidden[3])),
        ],
        "/acknowledgements": [{"of": one} for one in (*twins.shown, *twins.hidden)],
        "/judgements": [
            *({"about": f"report:{one}", "decision": "noted", **label} for one in (seen, unseen)),
            *({"about": "case", "decision": "noted", "because": [one], **label} for one in (seen, unseen)),
            *({"retracts": one} for one in (seen, unseen, twins.shown[-1], twins.hidden[-1])),
        ],
        "/activities": [
            {"sector": "water", "place": "Rafah", "status": "ongoing", **label},
            *({"supersedes": one, "status": "done"} for one in (seen, unseen)),
        ],
        "/summaries": [{"category": "aid", "text": "hello", "tlp": "CLEAR"}, {"category": "aid", "text": "hello", "tlp": "GREEN"}],
        "/import": [[{"kind": "message", "about": "case", "form": "note", "text": "hello", **label}], [{"kind": "acknowledgement", "of": unseen}]],
        "/signatures": [{"log": log, "size": 1, "root": "0" * 64, "key": "0" * 64, "signature": "0" * 128} for log in ('["Israel","AMBER",["Qatar"],null]', "x")],
    }  # fmt: skip
    assert set(bodies) == set(WRITES), "say here what is posted there"
    codes = set()
    for path, given in bodies.items():
        for body in [*given, {}, [], None]:
            twins.clock.pass_(seconds=1)
            _chance.next_round()
            for query in ({"dry_run": "true"}, {}) if path != "/signatures" else ({},):
                codes.add(
                    twins.same(
                        "POST",
                        path,
                        params=query,
                        content=json.dumps(body),
                        headers={"content-type": "application/json"},
                    ).status_code
                )
    assert codes == ({200, 201, 422} if twins.viewer else {401, 422})
    for path in ("/posts", "/reports", "/statements", "/heads", "/events?limit=1000"):
        twins.same("GET", path)


def test_an_answer_does_not_change_when_something_hidden_is_said(twins: Twins):
    paths = [(path, next(queries(path))) for path in READS if "{" not in path and path != "/heads/to-sign"]
    before = {path: twins.same("GET", path, params=query).headers.get("etag") for path, query in paths}
    twins.clock.pass_(seconds=5)
    for number in range(3):
        secret = {"tlp": "AMBER", "release_to": "Israel"}
        say(
            twins.whole,
            twins.clock,
            "Qatar",
            trucks(900 + number, **secret),
            note(f"again {number}", **secret),
        )
    for path, query in paths:
        answer = twins.same("GET", path, params=query)
        assert answer.headers.get("etag") == before[path], f"{path} changed when something hidden was said"
    twins.clock.pass_(seconds=5)
    say(twins.whole, twins.clock, "Qatar", note("for all", tlp="CLEAR"))
    posts = [client.get("/posts").headers["etag"] for client in twins.clients]
    assert posts[0] != posts[1] == before["/posts"], "the test would see a change"
