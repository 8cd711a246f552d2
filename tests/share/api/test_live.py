"""The live stream in one process: what is told to whom, from where, and for how long."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.requests import Request

from support.desks import Hands, draft, note, pause, say, trucks, twin_without
from support.streams import listening
from troth.ledger import MemoryLedger
from troth.records.canonical import utc_text
from troth.share.desk import Desk
from troth.share.web.caller import Visitor
from troth.share.web.live import Bounds, Live, install_live

QUICK = Bounds(heartbeat=0.2, stall=0.3)


class Scene:
    """A desk with its stream; who asks is said in a header."""

    def __init__(self, desk: Desk, clock: Hands, **options: Any) -> None:
        self.desk, self.clock = desk, clock
        self.app = FastAPI()
        options = {"bounds": Bounds(), **options}
        self.live: Live = install_live(self.app, desk, caller_of=caller_of, **options)

    async def say(self, office: str, *drafts: Any) -> str:
        return (await asyncio.to_thread(say, self.desk, self.clock, office, *drafts)).id


def caller_of(request: Request) -> Visitor:
    office = request.headers.get("office", "")
    return Visitor(viewer=office, handle=f"{office}-1", role="officer") if office else Visitor()


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def scene(clock: Hands) -> Scene:
    return Scene(Desk(pause(), clock=clock), clock)


def run(play: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(asyncio.wait_for(play(), 30))


def test_each_hears_what_is_released_to_them_and_nothing_else(scene: Scene):
    async def play() -> None:
        async with (
            listening(scene.app, office="Qatar") as qatar,
            listening(scene.app, office="Hamas") as hamas,
            listening(scene.app) as public,
        ):
            assert [(await one.next()).data["viewer"] for one in (qatar, hamas, public)] == [
                "Qatar",
                "Hamas",
                "public",
            ]
            secret = await scene.say("Israel", note("for the mediator", tlp="AMBER", release_to="Qatar"))
            shared = await scene.say("Israel", note("for all parties"))
            world = await scene.say("Israel", note("for the world", tlp="CLEAR"))
            assert [(await qatar.until("statement")).data["id"] for _ in range(3)] == [secret, shared, world]
            assert [(await hamas.until("statement")).data["id"] for _ in range(2)] == [shared, world]
            assert [(await public.until("statement")).data["id"]] == [world]
            assert await public.silent()
            assert secret.encode() not in hamas.raw + public.raw

    run(play)


def test_a_statement_is_told_in_short_without_what_it_says(scene: Scene):
    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            told = await scene.say("Hamas", trucks(61, note="seen from the north"))
            found = (await qatar.until("statement")).data
            assert found == {
                "id": told, "kind": "evidence", "subject": found["subject"], "author": "Hamas",
                "at": "2023-11-26T22:00:01.000001+02:00", "about": ["term:T4a"], "label": "GREEN",
            }  # fmt: skip
            assert found["subject"].startswith("Hamas-")
            assert b"seen from the north" not in qatar.raw

    run(play)


def test_who_comes_back_with_their_last_event_misses_nothing_and_hears_nothing_twice(scene: Scene):
    async def play() -> None:
        said = [await scene.say("Egypt", note(f"number {number}")) for number in range(7)]
        async with listening(scene.app, office="Qatar") as qatar:
            begun = await qatar.next()
            assert await qatar.silent(), "without a last event it begins now"
        for header in ({"last_event_id": begun.id}, {}):
            path = "/live" if header else f"/live?after={begun.id}"
            later = [await scene.say("Egypt", note(f"later {number} {header}")) for number in range(3)]
            async with listening(scene.app, path, office="Qatar", **header) as qatar:
                await qatar.next()
                found = [(await qatar.until("statement")) for _ in later]
                assert [one.data["id"] for one in found] == later
                assert await qatar.silent()
            begun = found[-1]
        async with listening(
            scene.app, office="Qatar", last_event_id="2023-11-26T20:00:03.900000Z/"
        ) as qatar:
            assert [(await qatar.until("statement")).data["id"] for _ in range(10)][:4] == said[3:]

    run(play)


def test_a_stream_survives_that_the_desk_is_opened_anew(clock: Hands):
    store = MemoryLedger()
    before = Scene(Desk(pause(), store=store, clock=clock), clock)

    async def play() -> None:
        async with listening(before.app, office="Qatar") as qatar:
            await qatar.next()
            await before.say("Egypt", note("heard"))
            last = await qatar.until("statement")
        missed = await before.say("Egypt", note("while away"))
        after = Scene(Desk(pause(), store=store, clock=clock), clock)
        async with listening(after.app, office="Qatar", last_event_id=last.id) as qatar:
            assert (await qatar.until("statement")).data["id"] == missed
            fresh = await after.say("Egypt", note("after it"))
            assert (await qatar.until("statement")).data["id"] == fresh

    run(play)


def test_an_embargo_ends_on_every_permitted_stream_by_itself(scene: Scene, clock: Hands):
    ends = clock.now() + timedelta(seconds=30)

    async def play() -> None:
        async with (
            listening(scene.app, office="Qatar") as qatar,
            listening(scene.app, office="Hamas") as hamas,
        ):
            await qatar.next()
            await hamas.next()
            held = note("not before", tlp="AMBER", release_to="Qatar", embargo=ends.isoformat())
            told = await scene.say("Israel", held)
            assert await qatar.silent(1.2)
            clock.time = ends
            found = await qatar.until("statement", 5)
            assert (found.data["id"], found.id) == (told, f"{utc_text(ends)}/{told}")
            assert await hamas.silent()

    run(play)


def test_verdicts_are_settled_again_and_told_where_they_changed(scene: Scene):
    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar, listening(scene.app) as public:
            await qatar.next()
            await public.next()
            visit = {"event": "ICRC visit", "category": "", "quantity": "", "unit": "", "place": ""}
            await scene.say("Qatar", trucks(0, term_ids="T6", form="item", valid_from="2023-11-26", **visit))
            found = await qatar.until("verdicts")
            assert found.data["changed"] == [
                {"term": "T6", "instance": None, "obligor": None, "was": "pending", "now": "kept"}
            ]
            assert found.id == "", "it has no place of its own: what was missed is asked for with /changes"
            assert b"event: verdicts" not in public.raw

    run(play)


def test_a_client_that_reads_nothing_is_cut_off_and_resumes(clock: Hands):
    scene = Scene(Desk(pause(), clock=clock), clock, bounds=QUICK)

    async def play() -> None:
        async with (
            listening(scene.app, office="Qatar") as slow,
            listening(scene.app, office="Egypt") as quick,
        ):
            last = await slow.next()
            await quick.next()
            slow.reads.clear()
            said = [await scene.say("Israel", note(f"number {number}")) for number in range(4)]
            assert [(await quick.until("statement")).data["id"] for _ in said] == said
            await asyncio.wait_for(asyncio.shield(slow.done), 5)
            assert scene.live.count == 1
        async with listening(scene.app, office="Qatar", last_event_id=last.id) as slow:
            assert [(await slow.until("statement")).data["id"] for _ in said] == said

    run(play)


def test_a_client_that_falls_behind_what_is_kept_is_told_from_the_ledger(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("troth.share.web.live_hub.KEPT", 3)

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            qatar.reads.clear()
            said = [await scene.say("Israel", note(f"number {number}")) for number in range(9)]
            await asyncio.sleep(0.2)
            qatar.reads.set()
            assert [(await qatar.until("statement")).data["id"] for _ in said] == said
            assert await qatar.silent()

    run(play)


def test_a_silent_stream_gives_signs_of_life_and_ends_with_the_session(clock: Hands):
    good = [True]
    scene = Scene(Desk(pause(), clock=clock), clock, bounds=QUICK, still_good=lambda _: good[0])

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            assert (await qatar.next()).event == "", "a comment"
            good[0] = False
            assert "came in" not in (await qatar.until("end")).data["why"]
            await asyncio.wait_for(asyncio.shield(qatar.done), 5)
            assert scene.live.count == 0

    run(play)


def test_the_caller_is_asked_for_also_while_much_is_being_said(clock: Hands):
    good = [True]
    scene = Scene(Desk(pause(), clock=clock), clock, bounds=QUICK, still_good=lambda _: good[0])

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            good[0] = False
            for number in range(20):
                await scene.say("Israel", note(f"number {number}"))
                await asyncio.sleep(0.05)
                if qatar.done.done():
                    break
            assert qatar.done.done(), "a busy stream must not go on for somebody who has been shown the door"

    run(play)


def test_there_are_only_so_many_streams(clock: Hands):
    scene = Scene(Desk(pause(), clock=clock), clock, bounds=Bounds(all=3, caller=1, address=1))

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as first, listening(scene.app) as public:
            await first.next()
            await public.next()
            for header in ({"office": "Qatar"}, {}):
                async with listening(scene.app, **header) as second:
                    await second.done
                    assert second.status == 429
                    assert b"close some" in second.raw
            async with listening(scene.app, office="Egypt") as third:
                await third.next()  # before the fourth knocks: which of two is first is up to the machine
                async with listening(scene.app, office="Israel") as fourth:
                    await fourth.done
                    assert (fourth.status, b"problem" in fourth.raw or b"Too many" in fourth.raw) == (
                        503,
                        True,
                    )
        async with listening(scene.app, office="Israel") as again:
            assert (await again.next()).data == {"viewer": "Israel"}

    run(play)


@pytest.mark.parametrize("path", ["/live?after=yesterday", "/live?after=%00", "/live?as=Israel"])
def test_what_cannot_be_understood_is_refused_in_words(scene: Scene, path: str):
    async def play() -> None:
        async with listening(scene.app, path, office="Qatar") as ears:
            await ears.done
            assert ears.status == 400
            assert b"expected" in ears.raw

    run(play)


def test_an_office_can_listen_as_the_public_does(scene: Scene):
    async def play() -> None:
        async with listening(scene.app, "/live?as=public", office="Qatar") as ears:
            assert (await ears.next()).data == {"viewer": "public"}
            await scene.say("Israel", note("for all parties"))
            assert await ears.silent()

    run(play)


def test_two_servers_whose_clocks_differ_by_seconds_tell_one_order(clock: Hands):
    store = MemoryLedger()
    scene = Scene(Desk(pause(), store=store, clock=clock), clock)
    other = Desk(pause(), store=store, clock=Hands(clock.now()))

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            clock.pass_(seconds=3)
            here = await scene.say("Israel", note("here"))
            there = other.post("Egypt", [note("there, by a clock that is behind")])[0].id
            found = [(await qatar.until("statement")) for _ in range(2)]
            assert [one.data["id"] for one in found] == [here, there]
            assert found[1].id > found[0].id, "what was said after something was heard comes after it"
            assert await qatar.silent()

    run(play)


def test_what_another_process_wrote_is_told_even_under_an_earlier_time(
    clock: Hands, monkeypatch: pytest.MonkeyPatch
):
    store = MemoryLedger()
    scene = Scene(Desk(pause(), store=store, clock=clock), clock)
    other = Desk(pause(), store=store, clock=Hands(clock.now()))
    monkeypatch.setattr(other, "_taken_over", lambda: ())  # it looked a moment before the first one wrote

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            clock.pass_(seconds=3)
            here = await scene.say("Israel", note("here"))
            there = other.post("Egypt", [note("at the same moment, by a clock that is behind")])[0].id
            found = [(await qatar.until("statement")) for _ in range(2)]
            assert [one.data["id"] for one in found] == [here, there]
            assert found[1].id == found[0].id, "it does not lead back to what was told already"
            assert await qatar.silent()

    run(play)


def test_reading_what_is_restricted_is_written_down_before_it_is_shown(clock: Hands):
    seen: list[tuple[str, str, str, list[str]]] = []
    scene = Scene(
        Desk(pause(), clock=clock), clock,
        witness=lambda caller, outlet, address, ids: seen.append((caller.handle, outlet, address, list(ids))),
    )  # fmt: skip

    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            await scene.say("Israel", note("for all parties"))
            secret = await scene.say("Israel", note("for Qatar", tlp="RED", release_to="Qatar"))
            assert [(await qatar.until("statement")).data["label"] for _ in range(2)] == ["GREEN", "RED"]
            assert seen == [("Qatar-1", "live", "203.0.113.9", [secret])]

    run(play)


def test_all_streams_end_when_the_server_stops(scene: Scene):
    async def play() -> None:
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.next()
            scene.live.end()
            assert (await qatar.until("pause")).data["why"]
            await asyncio.wait_for(asyncio.shield(qatar.done), 5)
        async with listening(scene.app, office="Qatar") as qatar:
            await qatar.done
            assert qatar.status == 503

    run(play)


def test_the_stream_of_a_twin_without_what_is_hidden_is_the_same_bytes(clock: Hands):
    desk = Desk(pause(), clock=clock)
    for number in range(4):
        say(desk, clock, "Israel", note(f"hidden {number}", tlp="AMBER", release_to="Qatar"))
        shown = say(desk, clock, "Egypt", note(f"shown {number}"))
        say(desk, clock, "Qatar", draft("acknowledgement", of=shown.subject))
        say(desk, clock, "Israel", trucks(400 + number, tlp="RED"))
    clock.pass_(seconds=1)

    async def heard(scene: Scene, viewer: str) -> bytes:
        async with listening(scene.app, office=viewer, last_event_id="2023-11-26T20:00:00.000000Z/") as ears:
            await ears.next()
            while not await ears.silent():
                pass
            return ears.raw

    async def play() -> None:
        for viewer in ("Hamas", ""):
            whole = await heard(Scene(desk, clock), viewer)
            twin = await heard(Scene(twin_without(desk, clock, viewer or "public"), clock), viewer)
            assert whole == twin
            assert (whole.count(b"event: statement") > 0) == bool(viewer)

    run(play)
