"""How soon what is said is on every permitted desk: live clients, one statement a second, a server in its own process.

    python benchmarks/_live.py --seconds 60 --clients 100

Four viewers (three offices and the public) have a quarter of the clients each. Every second an office posts a report or a
message over HTTP, with labels in turn that open it to all, to the parties, or to one other. For each statement and each
client that may see it, the delay runs from before the request was sent until the client has read the event. Then the
server is killed (SIGKILL) between two statements and started anew on the same ledger; the clients come back with the
last event that they have, and whoever posts tries again with the same reference. `delivery_p95_s` and
`server_cpu_share` are of the time before that; `lost` and `doubled` of all of it. Nothing is taken out on the clients'
side: an event that came twice counts as doubled, one that a client may not see as an error.
"""

import argparse
import asyncio
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

VIEWERS = ("Israel", "Hamas", "Qatar", "public")
CASE = Path(__file__).resolve().parent.parent / "cases" / "gaza-pause-2023"
AFTER = 8
"""Statements that are posted around and after the restart."""
LABELS: tuple[tuple[dict[str, Any], frozenset[str]], ...] = (
    ({"tlp": "CLEAR"}, frozenset(VIEWERS)),
    ({"tlp": "GREEN"}, frozenset(VIEWERS[:3])),
    ({"tlp": "AMBER", "release_to": ["Qatar"]}, frozenset({"Qatar"})),
)
"""Labels, and who may see what carries them, beside its author."""


# --- the server, in a process of its own ---


def serve(port: int, folder: str) -> None:
    """Serve the case at a port as `troth serve` does: behind its guard, with accounts and a ledger on the disk."""
    from troth.case import load  # noqa: PLC0415 - the driver does without
    from troth.share.cli_serve import listening  # noqa: PLC0415 - the same
    from troth.share.keeping import Keeping, opened  # noqa: PLC0415 - the same
    from troth.share.web.running import run  # noqa: PLC0415 - the same
    from troth.share.web.serving import served  # noqa: PLC0415 - the same

    keeping = Keeping(folder=Path(folder))
    with listening("127.0.0.1", port) as listener, opened(load(CASE), keeping) as (desk, accounts):
        run(served(desk, accounts), listener)


def keys_for(folder: Path) -> dict[str, str]:
    """A key for each office, made before the server starts."""
    from troth.share.accounts import open_accounts  # noqa: PLC0415 - the same
    from troth.share.keeping import ACCOUNTS  # noqa: PLC0415 - the same

    now = datetime.now(UTC)
    with open_accounts(folder / ACCOUNTS, create=True) as accounts:
        made = {
            office: accounts.keys.add(
                office=office, role="officer", scopes=["read", "post"], purpose="benchmark", parties=VIEWERS[:3], now=now
            )
            for office in VIEWERS[:3]
        }  # fmt: skip
    return {office: key for office, (_, key) in made.items()}


@dataclass
class Server:
    """A server that can be killed and started anew."""

    folder: Path
    port: int = field(default_factory=lambda: _free_port())  # noqa: PLW0108 - it stands further down
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, __file__, "--serve", str(self.port), "--folder", str(self.folder)]
        self.process = subprocess.Popen(command)
        for _ in range(600):
            try:
                httpx.get(f"{self.url}/api/v1/case", timeout=30).raise_for_status()
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        sys.exit("the server does not answer")

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """CPU seconds of its process so far."""
        assert self.process is not None
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def kill(self) -> None:
        """End it without a word."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# --- the clients ---


@dataclass
class Client:
    """Reads the stream of one viewer, and comes back after a break."""

    viewer: str
    port: int
    key: str
    last: str = ""
    heard: list[tuple[str, float]] = field(default_factory=list)
    """Statement ids, and when each was read."""
    verdicts: int = 0
    here: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Listen until cancelled."""
        while True:
            self.here.clear()
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                await self._connection()
            await asyncio.sleep(0.5)

    async def _connection(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            office = f"Authorization: Bearer {self.key}\r\n" if self.key else ""
            last = f"Last-Event-ID: {self.last}\r\n" if self.last else ""
            writer.write(f"GET /live HTTP/1.1\r\nHost: localhost\r\n{office}{last}\r\n".encode())
            event = place = ""
            while line := (await reader.readuntil(b"\n")).decode().strip("\r\n"):
                pass  # the head
            while True:
                line = (await reader.readuntil(b"\n")).decode().rstrip("\r\n")
                name, _, value = line.partition(": ")
                if name == "event":
                    event, place = value, ""
                elif name == "id":
                    place = value
                elif name == "data":
                    self._take(event, place, value)
        finally:
            writer.close()

    def _take(self, event: str, place: str, data: str) -> None:
        self.last = place or self.last
        if event == "hello":
            self.here.set()
        elif event == "statement":
            self.heard.append((json.loads(data)["id"], time.monotonic()))
        elif event == "verdicts":
            self.verdicts += 1


# --- what is measured ---


@dataclass
class Said:
    """A statement that was posted."""

    id: str
    at: float
    viewers: frozenset[str]


def form(number: int) -> tuple[str, str, dict[str, Any], frozenset[str]]:
    """Which office posts what, and who may see it: reports and messages in turn."""
    office = VIEWERS[number % 3]
    label, viewers = LABELS[number % len(LABELS)] if office != "Qatar" else LABELS[number % 2]
    if number % 2:
        about = {
            "about": f"term:T{1 + number % 3 * 4}" if number % 3 else "case",
            "form": "note",
            "text": f"number {number}",
        }
        about["about"] = "case"
        return office, "messages", {**about, **label}, viewers | {office}
    day = f"2023-11-{25 + number % 4}"
    report = {
        "term_ids": ["T4a"], "form": "tally", "event": "aid trucks", "category": "entered", "quantity": 100 + number,
        "unit": "truck", "valid_from": day, "place": "Rafah",
    }  # fmt: skip
    return office, "reports", {**report, **label}, viewers | {office}


async def post(http: httpx.AsyncClient, keys: dict[str, str], number: int) -> Said:
    """Post one statement; after a break again, with the same reference."""
    office, path, body, viewers = form(number)
    headers = {"authorization": f"Bearer {keys[office]}", "idempotency-key": f"number {number}"}
    while True:
        at = time.monotonic()
        try:
            answer = await http.post(f"/api/v1/{path}", json=body, headers=headers)
        except httpx.TransportError:
            await asyncio.sleep(0.2)
            continue
        assert answer.is_success, answer.text
        return Said(answer.json()["posted"][0]["id"], at, viewers)


async def every_second(seconds: int, first: int, do: Callable[[int], Awaitable[None]]) -> None:
    """Do something once a second, whether or not the one before is done."""
    begun, tasks = time.monotonic(), []
    for turn in range(seconds):
        await asyncio.sleep(max(0.0, begun + turn - time.monotonic()))
        tasks.append(asyncio.ensure_future(do(first + turn)))
    await asyncio.gather(*tasks)


async def play(server: Server, keys: dict[str, str], clients: int, seconds: int) -> dict[str, Any]:
    """A quiet minute, then a restart."""
    listening = [
        Client(viewer, server.port, keys.get(viewer, "")) for viewer in (VIEWERS * clients)[:clients]
    ]
    tasks = [asyncio.ensure_future(one.listen()) for one in listening]
    said: list[Said] = []
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as http:

        async def say(number: int) -> None:
            said.append(await post(http, keys, number))

        await asyncio.gather(*(one.here.wait() for one in listening))
        cpu, wall = server.cpu(), time.monotonic()
        await every_second(seconds, 0, say)
        await asyncio.sleep(1)
        share = (server.cpu() - cpu) / (time.monotonic() - wall)
        steady = len(said)
        rest = asyncio.ensure_future(every_second(AFTER, seconds, say))
        await asyncio.sleep(1.5)
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        await rest
        await asyncio.gather(*(one.here.wait() for one in listening))
        await asyncio.sleep(3)
    for task in tasks:
        task.cancel()
    return {**counted(listening, said, steady), "server_cpu_share": round(share, 3)}


def counted(clients: list[Client], said: list[Said], steady: int) -> dict[str, Any]:
    """What arrived, how soon, how often."""
    delays, lost, doubled, strange = [], 0, 0, 0
    for client in clients:
        times = Counter(one for one, _ in client.heard)
        first = dict(reversed(client.heard))
        permitted = {one.id for one in said if client.viewer in one.viewers}
        lost += len(permitted - set(times))
        doubled += sum(count - 1 for count in times.values())
        strange += len(set(times) - permitted)
        delays += [first[one.id] - one.at for one in said[:steady] if one.id in first]
    assert not strange, f"{strange} events came to clients who may not see them"
    return {
        "delivery_p50_s": round(statistics.median(delays), 3),
        "delivery_p95_s": round(statistics.quantiles(delays, n=20)[-1], 3),
        "delivery_max_s": round(max(delays), 3),
        "delivered": len(delays), "lost": lost, "doubled": doubled,
        "live_clients": len(clients), "live_statements": len(said),
        "verdict_events": sum(client.verdicts for client in clients),
    }  # fmt: skip


def live(seconds: int = 60, clients: int = 100) -> dict[str, Any]:
    """Measure delivery, CPU, and what is lost or doubled over a restart.

    Returns
    -------
    dict
        With at least `delivery_p95_s`, `server_cpu_share`, `lost` and `doubled`.
    """
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        keys = keys_for(server.folder)
        server.start()
        try:
            return asyncio.run(play(server, keys, clients, seconds))
        finally:
            server.kill()


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--clients", type=int, default=100)
    parser.add_argument("--serve", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.serve:
        serve(asked.serve, asked.folder)
        return
    print(json.dumps(live(asked.seconds, asked.clients)))


if __name__ == "__main__":
    main()
