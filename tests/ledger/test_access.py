"""One table of labels, said four ways: the function that explains, two databases, and a policy in Cedar."""

import itertools
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import cedarpy
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select

from ledger.making import LATE, MEMBERS, OWNER, hour, labels, make
from support.postgres import Server, name_of
from troth.ledger import LedgerError, access, open_ledger
from troth.ledger.audience import Audience, Viewpoint, label_columns
from troth.ledger.schema import logs, metadata
from troth.ledger.tree import EMPTY_ROOT
from troth.records.canonical import utc_text
from troth.records.label import Label, readable

NAMES = (
    OWNER,
    "Israel",
    "Qatar",
    "IL",
    "ILO",
    'O"Neill\\',
    "Ünïcode \U0001f54a",
    "outsider",
    "%",
    "null",
    "yes",
)
VIEWERS = (*NAMES, "public", "")
CEDAR = """
permit (principal, action, resource) when { context.named && resource.author == context.viewer };
permit (principal, action, resource) when { context.named && context.viewer == context.owner && resource.tlp != "RED" };
permit (principal, action, resource) when { context.released && resource.tlp == "CLEAR" };
permit (principal, action, resource) when { context.released && resource.tlp == "GREEN" && context.named && context.member };
permit (principal, action, resource) when {
    context.released && ["AMBER", "AMBER+STRICT", "RED"].contains(resource.tlp) && resource.release_to.contains(context.viewer)
};
"""
"""The table of troth.records.label in the words of Cedar: what no line permits is denied."""


class Asked(NamedTuple):
    """One question to the table."""

    label: Label
    author: str
    viewer: str
    as_of: datetime
    owner: str
    members: frozenset[str]

    @property
    def view(self) -> Viewpoint:
        return Viewpoint(self.as_of, self.viewer, self.owner, self.members)

    @property
    def row(self) -> dict[str, object]:
        audience = Audience(self.author, self.label)
        return {**label_columns(audience), "name": audience.name, "size": 0, "root": EMPTY_ROOT}

    def explained(self) -> bool:
        return readable(
            self.label, self.viewer, self.as_of, author=self.author, owner=self.owner, members=self.members
        ).allowed

    def to_cedar(self) -> dict[str, object]:
        named = self.viewer not in {"public", ""}
        label = self.label
        return {
            "principal": 'Viewer::"v"',
            "action": 'Action::"read"',
            "resource": 'Log::"l"',
            "context": {
                "viewer": self.viewer,
                "named": named,
                "owner": self.owner,
                "member": self.viewer in self.members,
                "released": label.embargo is None or self.as_of >= label.embargo,
            },
        }

    def entities(self) -> list[dict[str, object]]:
        attributes = {
            "author": self.author,
            "tlp": self.label.tlp.value,
            "release_to": list(self.label.release_to),
        }
        return [{"uid": {"type": "Log", "id": "l"}, "attrs": attributes, "parents": []}]


@st.composite
def questions(draw: st.DrawFn) -> list[Asked]:
    """A few labels, each asked of by many viewers at many times: some hundred questions an example."""
    found: list[Asked] = []
    lists = st.lists(st.sampled_from(NAMES), max_size=3)
    for _ in range(draw(st.integers(1, 4))):
        label = draw(labels())
        if label.tlp.value not in {"CLEAR", "GREEN"}:
            label = Label(tlp=label.tlp, release_to=tuple(draw(lists)), embargo=label.embargo)
        author = draw(st.sampled_from(NAMES))
        owner, members = draw(st.sampled_from((*NAMES, ""))), frozenset(draw(lists))
        times = {hour(0), hour(draw(st.integers(0, 60)))} | ({label.embargo} if label.embargo else set())
        found += [
            Asked(label, author, viewer, at, owner, members)
            for viewer, at in itertools.product(VIEWERS, sorted(times))
        ]
    return found


class Oracles(NamedTuple):
    """Where the same rows lie."""

    sqlite: object
    postgresql: object
    reader: psycopg.Connection
    superuser: psycopg.Connection


@pytest.fixture(scope="module")
def oracles(postgres: Server) -> Iterator[Oracles]:
    place = postgres.new_ledger()
    name = name_of(place)
    postgres.sql(
        name,
        "CREATE ROLE access_reader LOGIN PASSWORD 'r'",
        "GRANT SELECT ON logs, statements, signatures, troth_version TO access_reader",
    )
    memory, server = (
        create_engine("sqlite://"),
        create_engine(place.replace("postgresql:", "postgresql+psycopg:")),
    )
    with (
        memory.connect() as sqlite,
        server.connect() as postgresql,
        closing(psycopg.connect(postgres.address(name, "access_reader", "r"))) as reader,
        closing(psycopg.connect(postgres.address(name), autocommit=True)) as superuser,
    ):
        metadata.create_all(sqlite)
        yield Oracles(sqlite, postgresql, reader, superuser)
    memory.dispose()
    server.dispose()


def by_predicate(connection, asked: list[Asked]) -> list[bool]:
    """Whether each question's own log is found under the condition."""
    found = []
    question = select(logs.c.name).where(access.visible())
    for one in asked:
        seen = {row.name for row in connection.execute(question, access.bound(one.view))}
        found.append(one.row["name"] in seen)
    return found


def by_policy(reader: psycopg.Connection, asked: list[Asked]) -> list[bool]:
    """Whether the role that only reads gets it: each question in a transaction of its own, by SET LOCAL."""
    found = []
    for one in asked:
        with reader.transaction():
            for name, value in zip(access.SETTINGS, access.bound(one.view).values(), strict=True):
                reader.execute("SELECT set_config(%s, %s, true)", (name, value))
            seen = {name for (name,) in reader.execute("SELECT name FROM logs")}
        found.append(one.row["name"] in seen)
    return found


def by_cedar(asked: list[Asked]) -> list[bool]:
    policies = cedarpy.PolicySet.from_str(CEDAR)
    return [
        cedarpy.is_authorized(one.to_cedar(), policies, one.entities()).decision == cedarpy.Decision.Allow
        for one in asked
    ]


def put(oracles: Oracles, asked: list[Asked]) -> None:
    rows = list({str(one.row["name"]): one.row for one in asked}.values())
    for connection in (oracles.sqlite, oracles.postgresql):
        connection.execute(logs.delete())
        connection.execute(insert(logs), rows)
        connection.commit()


@pytest.mark.parametrize("oracle", ["sqlite", "postgresql", "policy", "cedar"])
def test_every_form_of_the_table_says_the_same(oracles: Oracles, oracle: str):
    """Thousands of labels, viewers and times; the empty viewer is nobody, and row-level security gives it nothing."""
    compared = 0

    @given(asked=questions())
    @settings(max_examples=40, deadline=None)
    def law(asked: list[Asked]):
        nonlocal compared
        put(oracles, asked)
        if oracle == "policy":
            asked = [one for one in asked if one.viewer]
        found = {
            "sqlite": lambda: by_predicate(oracles.sqlite, asked),
            "postgresql": lambda: by_predicate(oracles.postgresql, asked),
            "policy": lambda: by_policy(oracles.reader, asked),
            "cedar": lambda: by_cedar(asked),
        }[oracle]()
        expected = [one.explained() for one in asked]
        assert [one for one, got, wanted in zip(asked, found, expected, strict=True) if got != wanted] == []
        compared += len(asked)

    law()
    assert compared > 1000


def filled(postgres: Server, role: str) -> tuple[str, str]:
    """A ledger with something for each audience, and the address of a role that only reads it."""
    place = postgres.new_ledger()
    with open_ledger(place) as ledger:
        ledger.append(
            [
                make("clear"),
                make("later", recorded_at=hour(60)),
                make("green", label=Label(tlp="GREEN")),
                make("amber", author="Qatar", label=Label(tlp="AMBER", release_to=("Israel",))),
                make("red", author="Hamas", label=Label(tlp="RED")),
                make("embargoed", label=Label(tlp="CLEAR", embargo=hour(100))),
            ]
        )
    postgres.sql(
        name_of(place),
        f"CREATE ROLE {role} LOGIN PASSWORD 'r'",
        f"GRANT SELECT ON logs, statements, signatures, troth_version TO {role}",
    )
    return place, postgres.address(name_of(place), role, "r")


def test_a_reader_for_whom_nothing_is_set_gets_nothing(postgres: Server):
    _, address = filled(postgres, "reader_one")
    with closing(psycopg.connect(address, autocommit=True)) as reader:
        for table in ("logs", "statements", "signatures"):
            assert reader.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)  # noqa: S608 - our own names
        for half in (
            "SET LOCAL troth.viewer = 'public'",
            "SET LOCAL troth.as_of = '2024-01-01T00:00:00.000000Z'",
        ):
            with reader.transaction():
                reader.execute(half)
                assert reader.execute("SELECT count(*) FROM logs").fetchone() == (0,)
        with reader.transaction():
            reader.execute("SET LOCAL troth.viewer = 'public'")
            reader.execute(f"SET LOCAL troth.as_of = '{utc_text(hour(50))}'")
            assert reader.execute("SELECT subject FROM statements").fetchall() == [("clear",)]
        assert reader.execute("SELECT count(*) FROM statements").fetchone() == (
            0,
        )  # it was for that transaction


def test_a_reader_can_change_nothing_and_give_itself_no_rows(postgres: Server):
    _, address = filled(postgres, "reader_two")
    with closing(psycopg.connect(address, autocommit=True)) as reader:
        for attempt in (
            "INSERT INTO logs SELECT * FROM logs",
            "DELETE FROM statements",
            "ALTER TABLE statements DISABLE ROW LEVEL SECURITY",
            "CREATE POLICY mine ON logs USING (true)",
            "SET ROLE desk",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                reader.execute(attempt)


def test_a_ledger_that_is_opened_by_a_reader_gives_each_viewer_what_the_owner_would_give(postgres: Server):
    place, address = filled(postgres, "reader_three")
    with open_ledger(place) as whole, open_ledger(address, readonly=True) as reader:
        for viewer, hours in itertools.product((OWNER, "Israel", "Hamas", "public"), (0, 50, 100)):
            question = {"owner": OWNER, "members": MEMBERS}
            for ask in ("picture", "newest", "visible_heads"):
                assert getattr(reader, ask)(hour(hours), viewer, **question) == getattr(whole, ask)(
                    hour(hours), viewer, **question
                )
        assert len(reader) == 0
        assert reader.heads() == ()


def test_a_viewer_whose_name_is_an_injection_sees_what_the_public_sees(tmp_path: Path, postgres: Server):
    attacks = ("' OR '1'='1", '"], "Israel', "%(viewer)s", "Israel'--", "[]", "$1")
    for place in (tmp_path / "ledger.sqlite", postgres.new_ledger()):
        with open_ledger(place, create=True) as ledger:
            ledger.append([make("E1"), make("E2", label=Label(tlp="RED", release_to=("Israel",)))])
            for viewer in attacks:
                assert len(ledger.picture(LATE, viewer, owner=OWNER, members=MEMBERS)) == 1
    with open_ledger(postgres.new_ledger()) as ledger, pytest.raises(LedgerError):
        ledger.picture(LATE, "a\0b", owner=OWNER)
