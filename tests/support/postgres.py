"""A real PostgreSQL server for tests: Debian's package, on a socket in a temporary folder, gone when they end."""

import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest

PASSWORD = "not a secret"  # noqa: S105 - the server of a test, on a socket that lives as long as the test
PORT = 5432
_STARTED = 60.0
"""Seconds that a busy machine may take to start it."""


def folder_of_programs() -> Path | None:
    """Where initdb and postgres are, or None."""
    found: list[Path] = []
    if asked := shutil.which("pg_config"):
        done = subprocess.run([asked, "--bindir"], capture_output=True, text=True, check=False)
        found += [Path(done.stdout.strip())] if done.returncode == 0 else []
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((one for one in found if (one / "initdb").exists() and (one / "postgres").exists()), None)


def account() -> str | None:
    """The user to run it as: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    pytest.skip("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")


class Server:
    """A server, and how to reach it."""

    def __init__(self, folder: Path, programs: Path) -> None:
        self.folder, self.programs = folder, programs
        self.user = account()
        self._numbers = itertools.count()
        self._template: str | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            user=self.user,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
            env={"LC_ALL": "C", "PATH": os.defpath},
        )
        assert done.returncode == 0, done.stderr + done.stdout

    def make(self) -> None:
        """Make an empty cluster, whose superuser needs a password."""
        secret = self.folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if self.user:
            for path in (self.folder, secret):
                shutil.chown(path, self.user)
        self.run(
            "initdb", "--pgdata=data", "--username=desk", "--auth=scram-sha-256",
            f"--pwfile={secret}", "--encoding=UTF8", "--locale=C",
        )  # fmt: skip

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = (self.folder / "log").open("ab")
        self._process = subprocess.Popen(
            [
                str(self.programs / "postgres"), "-D", "data", "-k", str(self.folder), "-p", str(PORT),
                "-c", "listen_addresses=", "-c", "lc_messages=C",
            ],
            user=self.user, cwd=self.folder, stdout=log, stderr=log, env={"LC_ALL": "C"},
        )  # fmt: skip
        log.close()
        self.wait()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def wait(self) -> None:
        import psycopg

        until = time.monotonic() + _STARTED
        while True:
            try:
                psycopg.connect(self.address("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return

    def kill(self) -> None:
        """Kill -9 the server and every process of it, as a power cut would."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for number in (self._process.pid, *map(int, children)):
            with_it_gone(number)
        self._process.wait(timeout=_STARTED)

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)  # fast shutdown
            self._process.wait(timeout=_STARTED)

    def address(self, database: str, user: str = "desk", password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{quote(password)}@/{database}?host={quote(str(self.folder))}&port={PORT}"

    def sql(self, database: str, *statements: str) -> list[tuple]:
        """Run statements as the superuser; what the last one returns."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            for statement in statements:
                cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def new_database(self, template: str = "template0") -> str:
        """An empty database of its own; its address."""
        name = f"database_{next(self._numbers)}"
        self.sql("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.address(name)

    def new_ledger(self) -> str:
        """A database with an empty ledger in it: a copy of one that was made once, which takes a tenth of the time."""
        from troth.ledger import open_ledger

        if self._template is None:
            address = self.new_database()
            open_ledger(address, create=True).close()
            self._template = name_of(address)
        return self.new_database(self._template)


def name_of(address: str) -> str:
    """The database of an address."""
    return address.partition("@/")[2].partition("?")[0]


def with_it_gone(number: int) -> None:
    try:
        os.kill(number, signal.SIGKILL)
    except ProcessLookupError:
        return


def require_programs() -> Path:
    """Skip with the reason where there is no server to start, or no driver to reach it."""
    pytest.importorskip("psycopg", reason="the extra `postgres` (psycopg) is not installed")
    programs = folder_of_programs()
    if programs is None:
        pytest.skip("no PostgreSQL server here (on Debian: apt-get install postgresql)")
    return programs


@contextmanager
def running() -> Iterator[Server]:
    """A server of its own, for a test that kills it."""
    programs = require_programs()
    with tempfile.TemporaryDirectory(
        prefix="troth-pg-"
    ) as name:  # short: a socket's path has 107 bytes at most
        server = Server(Path(name), programs)
        server.make()
        server.start()
        try:
            yield server
        finally:
            server.stop()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """One server for all tests of a process."""
    with running() as server:
        yield server
