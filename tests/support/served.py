"""A desk as it is served, with its accounts and its guard, and people who come in to it: for tests that attack it."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pyotp
from fastapi import FastAPI

from support.desks import Hands, pause
from support.door import CHEAP, PASSWORD
from support.transport import browser
from troth.ledger import Ledger
from troth.share.accounts import Accounts, Login, open_accounts
from troth.share.accounts.tokens import derived
from troth.share.desk import Desk
from troth.share.web.door.door import machine_time
from troth.share.web.serving import Reached, served

HOST = "localhost"
PLAIN = {"accept-encoding": "identity"}
"""Answers as they are: what is packed is longer by chance, so that its size tells nothing."""


@dataclass
class Guest:
    """Somebody with a browser of their own."""

    client: httpx.Client
    csrf: str = ""
    login: Login | None = None

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.client.get(path, **more)

    def post(self, path: str, form: dict[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Send a form as a page of the desk does."""
        sent = {"csrf": self.csrf, **(form or {})}
        headers = {"origin": f"http://{HOST}", "sec-fetch-site": "same-origin", **more.pop("headers", {})}
        return self.client.post(path, data=sent, headers=headers, **more)


@dataclass
class House:
    """A served desk."""

    desk: Desk
    clock: Hands
    accounts: Accounts
    app: FastAPI
    _logins: dict[tuple[str, str], Login] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many statements the ledger has: what a refused request must leave as it is."""
        return sum(head.size for head in self.desk.store.heads())

    def guest(self, office: str = "", role: str = "officer", *, address: str = "") -> Guest:
        """Somebody who has signed in for an office, or a visitor whose browser has been here."""
        where = {"address": address} if address else {}
        client = browser(self.app, accept="text/html", **PLAIN, **where)
        if not office:
            token = secrets.token_urlsafe(32)
            client.cookies.set("troth-visit", token)
            return Guest(client, derived(token, "form"))
        login = self.login(office, role)
        token = self.accounts.sessions.begin(login, means="password", now=machine_time(), at=self.desk.now())
        client.cookies.set("troth", token)
        return Guest(client, derived(token, "form"), login)

    def login(self, office: str, role: str = "officer") -> Login:
        """The login of an office with a role, made when it is first asked for."""
        if (office, role) not in self._logins:
            handle = f"{role}-{len(self._logins) + 1}"
            parties, now = sorted(self.desk.members), machine_time()
            made = self.accounts.logins.add(handle, office=office, role=role, parties=parties, now=now)
            code = self.accounts.invitations.invite(made, now=now)
            digits = pyotp.TOTP(self.accounts.invitations.find(code, now=now).totp).at(now)
            self._logins[office, role] = self.accounts.invitations.take_up_with_password(
                code, PASSWORD, digits, now=now
            )
        return self._logins[office, role]

    def key(self, office: str, *scopes: str, role: str = "officer") -> str:
        """A key for machines."""
        _, key = self.accounts.keys.add(
            office=office, role=role, scopes=list(scopes or ("read", "post")), purpose="test",
            parties=sorted(self.desk.members), now=machine_time(),
        )  # fmt: skip
        return key

    def machine(self, office: str = "", *scopes: str, role: str = "officer") -> httpx.Client:
        """A program that uses the API with a key of an office; without one, as the public."""
        headers = {"authorization": f"Bearer {self.key(office, *scopes, role=role)}"} if office else {}
        return browser(self.app, **PLAIN, **headers)


def house(
    folder: Path, *, store: Ledger | None = None, desk: Desk | None = None, clock: Hands | None = None
) -> House:
    """Open a served desk of November 2023, whose accounts lie in a folder."""
    time = clock or Hands()
    sat = desk or Desk(pause(), store=store, clock=time)
    accounts = open_accounts(folder / "accounts.sqlite", create=True, hasher=CHEAP)
    return House(sat, time, accounts, served(sat, accounts, Reached(hosts=frozenset({HOST}))))


def routes_of(app: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Every method and address of an application, those of routers and mounted applications included."""
    for route in app.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner, before)
        elif getattr(route, "methods", None):
            yield from ((method, before + route.path) for method in sorted(route.methods))
        elif hasattr(route, "app"):
            yield from routes_of(route.app, before + route.path)
        else:
            msg = f"say here what {route!r} is"
            raise AssertionError(msg)
