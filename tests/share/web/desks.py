"""Desks that tests sit at: a case, a clock that stands still, and a reader who has logged in or has not."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx

from support.cases import TinyCase
from troth import case as cases
from troth.share.desk import Desk, RunningClock
from troth.share.web import Visitor, create_app

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime(2024, 12, 31, 21, 59, tzinfo=UTC)
PAUSE = ROOT / "cases" / "gaza-pause-2023"
INCIDENTS = ROOT / "cases" / "example-incidents"


def still(moment=NOW):
    return RunningClock(start=moment, since=moment, speed=0)


def desk_of(path, *, moment=NOW, exercise=None):
    case = cases.load(path)
    case = replace(case, settings=replace(case.settings, exercise=exercise or ""))
    return Desk(case, clock=still(moment))


def tiny(path, *, more_evidence="", more_sources=""):
    made = TinyCase.at(path)
    made.add("evidence/reports.csv", more_evidence)
    made.add("sources/sources.csv", more_sources)
    return made


def visitor(viewer, role="officer"):
    return (
        Visitor() if viewer == "public" else Visitor(viewer=viewer, handle=f"{viewer.lower()}-1", role=role)
    )


def application(desk, viewer="public", *, role="officer", **more):
    return create_app(desk, caller_of=lambda _request: visitor(viewer, role), **more)


class Reader:
    """Somebody who asks an application for pages, without a socket between them."""

    def __init__(self, app):
        self.app = app

    def get(self, path, **more):
        return self.ask("GET", path, **more)

    def ask(self, method, path, **more):
        return asyncio.run(self._ask(method, path, **more))

    async def _ask(self, method, path, **more):
        transport = httpx.ASGITransport(app=self.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
            return await client.request(method, path, **more)


def reader(desk, viewer="public", **more):
    return Reader(application(desk, viewer, **more))


def words(html):
    """What a page says, without its markup and with ordinary spaces."""
    body = html.split("<body", 1)[-1].split(">", 1)[-1]
    text = re.sub(r"<[^>]+>", " ", re.sub(r"</?(?:a|b|bdi|span|strong)(?: [^>]*)?>", "", body))
    for name, sign in (("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#34;", '"')):
        text = text.replace(name, sign)
    return re.sub(r"\s+", " ", text)


def listed(html):
    """The rows of a table whose names lead to pages of their own."""
    return re.findall(r'<th scope="row"(?: class="hash")?><a href="/\w+/([^"?#]+)', html)
