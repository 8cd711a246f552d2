"""The same store in a file and in a real PostgreSQL: what is kept, what is used once, and what no store can be used for."""

import sqlite3
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import inspect, select

from support.door import CHEAP, PARTIES, PASSWORD, TestClock, enrolled
from support.postgres import Server, name_of
from troth.ledger import open_ledger
from troth.share.accounts import (
    Accounts,
    AccountsError,
    Event,
    ExposedFileError,
    FullAccountsError,
    Happening,
    MissingAccountsError,
    NewerAccountsError,
    NotAccountsError,
    Passkey,
    ReadOnlyAccountsError,
    RefusedAccountError,
    Role,
    UnreachableAccountsError,
    open_accounts,
)
from troth.share.accounts.schema import metadata


@pytest.fixture(params=["file", "server"])
def location(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "file":
        return str(tmp_path / "accounts.sqlite")
    return request.getfixturevalue("postgres").new_database()


@pytest.fixture
def accounts(location: str) -> Iterator[Accounts]:
    with open_accounts(location, create=True, hasher=CHEAP) as opened:
        yield opened


def stored(accounts: Accounts, table: str) -> str:
    with accounts._database.reading() as connection:
        return str(connection.execute(select(metadata.tables[table])).all())


def test_what_was_kept_is_there_after_closing(location: str, accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    token = accounts.sessions.begin(person.login, means="password", now=clock(), at=clock())
    _, key = accounts.keys.add(
        office="Egypt", role="auditor", scopes=["read"], purpose="feed", parties=PARTIES, now=clock()
    )
    accounts.close()

    with open_accounts(location, hasher=CHEAP) as again:
        assert again.sessions.find(token, now=clock()).login.handle == "mediator-1"
        found = again.keys.check(key, now=clock())
        assert (found.office, found.role, found.scopes) == ("Egypt", Role.AUDITOR, frozenset({"read"}))
        assert again.logins.list() == (again.logins.get("mediator-1"),)


def test_tables_are_as_questions_are_asked_of_them(accounts: Accounts):
    with accounts._database.reading() as connection:
        seen = inspect(connection)
        for table in metadata.tables.values():
            there = {column["name"]: column for column in seen.get_columns(table.name)}
            assert list(there) == [column.name for column in table.columns]
            for column in table.columns:
                if not column.primary_key:
                    assert there[column.name]["nullable"] == column.nullable, column


def test_no_secret_that_is_only_compared_is_stored(accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    token = accounts.sessions.begin(person.login, means="password", now=clock(), at=clock())
    _, key = accounts.keys.add(
        office="Egypt", role="officer", scopes=["read"], purpose="feed", parties=PARTIES, now=clock()
    )
    code = accounts.invitations.invite(person.login, now=clock())
    accounts.passkeys.challenge(b"challenge", purpose="p", bound_to="browser-token", now=clock())
    everything = " ".join(stored(accounts, name) for name in metadata.tables)
    for secret in (token, key, key.split("_", 2)[2], code, PASSWORD, "browser-token", b"challenge".hex()):
        assert secret not in everything
    assert "$argon2id$" in everything


def test_offices_that_look_alike_are_refused(accounts: Accounts, clock: TestClock):
    accounts.logins.add("mediator-1", office="Qatar", role="officer", parties=PARTIES, now=clock())
    for office, said in (
        ("qatar", "looks like 'Qatar'"),
        ("Q\u0430tar", r"looks like 'Qatar' (Q\u0430tar and Qatar)"),
        ("Qatar\u200b", "looks like 'Qatar'"),
        ("Katar", "did you mean 'Qatar'"),
        ("public", "nobody's office"),
        ("Norway", "the parties are Egypt, Hamas, Israel, Qatar"),
    ):
        with pytest.raises(RefusedAccountError, match="office|'public'") as refused:
            accounts.logins.add("other-1", office=office, role="officer", parties=PARTIES, now=clock())
        assert said in str(refused.value)
        with pytest.raises(RefusedAccountError):
            accounts.keys.add(
                office=office, role="officer", scopes=["read"], purpose="x", parties=PARTIES, now=clock()
            )
    assert [login.handle for login in accounts.logins.list()] == ["mediator-1"]


def test_an_office_that_came_in_before_is_not_joined_by_one_that_looks_alike(
    accounts: Accounts, clock: TestClock
):
    accounts.logins.add("mediator-1", office="Qatar", role="officer", parties=["Qatar"], now=clock())
    with pytest.raises(RefusedAccountError, match="looks like 'Qatar'"):
        accounts.logins.add("mediator-2", office="QATAR", role="officer", parties=["QATAR"], now=clock())


@pytest.mark.parametrize("handle", ["", "a b", "Ahmad@example", "-x", "x-", "ж-1", "x" * 41, "a\n"])
def test_a_handle_is_short_and_plain(accounts: Accounts, clock: TestClock, handle: str):
    with pytest.raises(RefusedAccountError, match="expected 1 to 40 letters"):
        accounts.logins.add(
            handle.replace("\n", "\nb"), office="Qatar", role="officer", parties=PARTIES, now=clock()
        )


def test_a_handle_is_taken_once_whatever_its_case(accounts: Accounts, clock: TestClock):
    accounts.logins.add("desk", office="Qatar", role="officer", parties=PARTIES, now=clock())
    with pytest.raises(RefusedAccountError, match="is taken"):
        accounts.logins.add("DESK", office="Egypt", role="officer", parties=PARTIES, now=clock())


@pytest.mark.parametrize("role", ["public", "admin", ""])
def test_there_are_three_roles_to_sign_in_with(accounts: Accounts, clock: TestClock, role: str):
    with pytest.raises(RefusedAccountError, match="expected one of officer, adjudicator, auditor"):
        accounts.logins.add("desk", office="Qatar", role=role, parties=PARTIES, now=clock())


def at_once(task, times: int = 8) -> list:
    """Run a task in several threads at the same time; what each returned or raised."""
    barrier, results = threading.Barrier(times), []

    def run() -> None:
        barrier.wait()
        try:
            results.append(task())
        except AccountsError as error:
            results.append(error)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_a_code_is_used_once_however_many_try_at_the_same_time(accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    digits = person.digits(clock)
    tried = at_once(lambda: accounts.sign_in.attempt("mediator-1", PASSWORD, digits, now=clock()))
    assert sum(one.login is not None for one in tried) == 1


def test_a_challenge_is_used_once_however_many_try_at_the_same_time(accounts: Accounts, clock: TestClock):
    accounts.passkeys.challenge(b"c", purpose="p", bound_to="b", now=clock())
    assert sorted(at_once(lambda: accounts.passkeys.take(b"c", purpose="p", bound_to="b", now=clock()))) == [
        False
    ] * 7 + [True]


def test_a_challenge_is_good_for_its_purpose_and_its_browser_only(accounts: Accounts, clock: TestClock):
    accounts.passkeys.challenge(b"c", purpose="p", bound_to="b", now=clock())
    assert not accounts.passkeys.take(b"c", purpose="q", bound_to="b", now=clock())
    assert not accounts.passkeys.take(b"c", purpose="p", bound_to="d", now=clock())
    assert not accounts.passkeys.take(b"d", purpose="p", bound_to="b", now=clock())
    assert accounts.passkeys.take(b"c", purpose="p", bound_to="b", now=clock())


def test_an_invitation_is_used_once_however_many_try_at_the_same_time(accounts: Accounts, clock: TestClock):
    login = accounts.logins.add("desk", office="Qatar", role="officer", parties=PARTIES, now=clock())
    code = accounts.invitations.invite(login, now=clock())
    digits = pyotp.TOTP(accounts.invitations.find(code, now=clock()).totp).at(clock())
    done = at_once(lambda: accounts.invitations.take_up_with_password(code, PASSWORD, digits, now=clock()))
    assert sum(not isinstance(one, RefusedAccountError) for one in done) == 1


def test_one_passkey_is_of_one_login(accounts: Accounts, clock: TestClock):
    one, other = enrolled(accounts, clock).login, enrolled(accounts, clock, "desk-2", "Egypt").login
    passkey = Passkey(credential="abc", name="key", public_key=b"k", sign_count=0)
    accounts.passkeys.add(one, passkey, now=clock())
    with pytest.raises(RefusedAccountError, match="known already"):
        accounts.passkeys.add(other, passkey, now=clock())
    assert [found.credential for found in accounts.passkeys.of(one)] == ["abc"]
    assert accounts.passkeys.find("abc")[0] == accounts.logins.get("mediator-1")


def test_old_sessions_are_cleared_away_and_the_trail_is_not(accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    accounts.sessions.begin(person.login, means="password", now=clock(), at=clock())
    accounts.trail.add(Happening(at=clock(), event=Event.SIGNED_IN, who="mediator-1", office="Qatar"))
    clock.turn(days=400)
    accounts.sessions.begin(person.login, means="password", now=clock(), at=clock())
    assert stored(accounts, "accounts_sessions").count("password") == 1
    assert len(accounts.trail.rows()) == 1


# --- the trail ----------------------------------------------------------------------------------------------------------


def test_the_trail_keeps_who_read_what_when_and_where(accounts: Accounts, clock: TestClock):
    first = Happening(
        at=clock(), event=Event.READ, who="mediator-1", office="Qatar", outlet="page /terms/T1", statements=("a" * 64, "b" * 64),
    )  # fmt: skip
    second = Happening(
        at=clock.turn(seconds=1), event=Event.READ, who="egypt-1", office="Egypt", outlet="API"
    )
    accounts.trail.add(first, second)
    rows = accounts.trail.rows()
    assert [row.model_copy(update={"number": 0}) for row in rows] == [first, second]
    assert accounts.trail.rows(office="Egypt") == (rows[1],)
    assert accounts.trail.rows(after=rows[0].number) == (rows[1],)
    assert accounts.trail.rows(limit=1) == (rows[0],)
    assert accounts.trail.rows(events=[Event.SIGNED_IN]) == ()


@pytest.mark.parametrize("statement", ["UPDATE accounts_trail SET who = 'x'", "DELETE FROM accounts_trail"])
def test_the_database_itself_keeps_the_trail_as_it_is(accounts: Accounts, clock: TestClock, statement: str):
    accounts.trail.add(Happening(at=clock(), event=Event.READ, who="mediator-1", office="Qatar"))
    before = accounts.trail.rows()
    with pytest.raises(AccountsError, match="append-only"), accounts._database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert accounts.trail.rows() == before


# --- stores that cannot be used --------------------------------------------------------------------------------------------


def test_where_there_are_none_that_is_said(location: str):
    with pytest.raises(
        MissingAccountsError,
        match="there are no accounts .*make them with `troth accounts add`|there are no accounts; make",
    ):
        open_accounts(location)


def test_a_newer_version_is_left_alone(location: str, accounts: Accounts):
    with accounts._database.writing() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 7")
        else:
            connection.exec_driver_sql("UPDATE accounts_version SET version_num = '0007'")
    accounts.close()
    with pytest.raises(
        NewerAccountsError,
        match="found version 7 of accounts, this Troth knows up to version 1; update Troth",
    ):
        open_accounts(location, create=True)


def test_an_older_version_is_brought_up_to_date_when_it_is_opened(
    location: str, accounts: Accounts, clock: TestClock, monkeypatch: pytest.MonkeyPatch
):
    """As if this were version 2: the file or the database is at 1, and Alembic finds one step more."""
    from troth.share.accounts import database, migrations

    accounts.logins.add("desk", office="Qatar", role="officer", parties=PARTIES, now=clock())
    accounts.close()
    taken = []
    monkeypatch.setattr(database, "VERSION", 2)
    monkeypatch.setattr(migrations, "upgrade", lambda connection: taken.append(connection.dialect.name))
    with open_accounts(location) as opened:
        assert [login.handle for login in opened.logins.list()] == ["desk"]
    assert len(taken) == 1


def test_a_full_file_is_told_and_nothing_is_half_done(tmp_path: Path, clock: TestClock):
    with open_accounts(tmp_path / "a.sqlite", create=True, hasher=CHEAP) as accounts:
        login = accounts.logins.add("desk", office="Qatar", role="officer", parties=PARTIES, now=clock())
        with accounts._database.reading() as connection:
            driver = connection.connection.driver_connection
            driver.execute("PRAGMA max_page_count = 1")
        large = [Happening(at=clock(), event=Event.READ, detail="x" * 4000)] * 2000
        with pytest.raises(FullAccountsError, match="the disk is full .*make room"):
            accounts.trail.add(*large)
        assert accounts.trail.rows() == ()
        with accounts._database.reading() as connection:
            connection.connection.driver_connection.execute("PRAGMA max_page_count = 100000")
        assert accounts.sessions.begin(login, means="password", now=clock(), at=clock())


def test_a_full_server_is_told(postgres: Server, clock: TestClock):
    place = postgres.new_database()
    with open_accounts(place, create=True, hasher=CHEAP) as accounts:
        postgres.sql(
            name_of(place),
            """CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
               RAISE EXCEPTION 'could not extend file "base/1": No space left on device' USING ERRCODE = '53100';
               END $$""",
            "CREATE TRIGGER full_disk BEFORE INSERT ON accounts_trail FOR EACH ROW EXECUTE FUNCTION full_disk()",
        )
        with pytest.raises(FullAccountsError, match="the disk is full .*No space left") as told:
            accounts.trail.add(Happening(at=clock(), event=Event.READ))
    assert "not a secret" not in str(told.value), "the password of the address is never repeated"


def test_a_file_that_may_only_be_read_is_told(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    open_accounts(path, create=True, hasher=CHEAP).close()
    path.chmod(0o400)
    with pytest.raises(ReadOnlyAccountsError, match="may be read but not written; nobody can sign in"):
        open_accounts(path)


def test_a_server_that_may_only_be_read_is_told(postgres: Server, clock: TestClock):
    place = postgres.new_database()
    open_accounts(place, create=True, hasher=CHEAP).close()
    postgres.sql("postgres", f"ALTER DATABASE {name_of(place)} SET default_transaction_read_only = on")
    with (
        open_accounts(place, hasher=CHEAP) as accounts,
        pytest.raises(ReadOnlyAccountsError, match="read-only transaction"),
    ):
        accounts.trail.add(Happening(at=clock(), event=Event.READ))


def test_a_file_that_others_may_read_is_refused(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    open_accounts(path, create=True, hasher=CHEAP).close()
    assert path.stat().st_mode & 0o777 == 0o600
    for mode in (0o640, 0o604, 0o620):
        path.chmod(mode)
        with pytest.raises(ExposedFileError, match="run `chmod 600` on it"):
            open_accounts(path)


def private(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(84)])
def test_another_file_is_not_taken_for_accounts(tmp_path: Path, content: bytes):
    path = private(tmp_path / "a.sqlite", content)
    with pytest.raises(NotAccountsError, match="found another kind of file"):
        open_accounts(path, create=True)
    assert path.read_bytes() == content


def test_another_database_is_not_taken_for_accounts(tmp_path: Path):
    path = tmp_path / "a.sqlite"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (x)")
    database.close()
    path.chmod(0o600)
    with pytest.raises(NotAccountsError, match="found another kind of file"):
        open_accounts(path)


def test_accounts_do_not_lie_in_a_file_that_is_handed_on(tmp_path: Path):
    path = tmp_path / "ledger.sqlite"
    open_ledger(path, create=True).close()
    path.chmod(0o600)
    with pytest.raises(NotAccountsError, match="found a ledger, which is handed on to others"):
        open_accounts(path, create=True)


def test_accounts_and_a_ledger_share_a_database(postgres: Server, clock: TestClock):
    place = postgres.new_ledger()
    with open_accounts(place, create=True, hasher=CHEAP) as accounts:
        enrolled(accounts, clock)
    with open_ledger(place) as ledger:
        assert ledger.heads() == ()
    from troth.ledger import verify

    assert verify(place).ok


def test_tables_of_somebody_else_are_left_alone(postgres: Server):
    place = postgres.new_database()
    postgres.sql(name_of(place), "CREATE TABLE accounts_keys (x int)")
    with pytest.raises(NotAccountsError, match="found a table accounts_keys that is not one of accounts"):
        open_accounts(place, create=True)


def test_a_server_that_does_not_answer_is_told_without_its_password(tmp_path: Path):
    with pytest.raises(UnreachableAccountsError, match="does not answer") as told:
        open_accounts(f"postgresql://desk:hidden@/accounts?host={tmp_path}&port=1")
    assert "hidden" not in str(told.value)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path):
    with pytest.raises(AccountsError, match="accounts cannot be made there"):
        open_accounts(tmp_path / "none" / "a.sqlite", create=True)


def test_two_who_make_the_accounts_at_once_get_the_same(location: str, clock: TestClock):
    def make() -> int:
        with open_accounts(location, create=True, hasher=CHEAP) as accounts:
            accounts.trail.add(Happening(at=clock(), event=Event.READ))
        return 1

    assert at_once(make, 4) == [1] * 4
    with open_accounts(location, hasher=CHEAP) as accounts:
        assert len(accounts.trail.rows()) == 4


def test_a_session_outlives_nothing_that_ends_it(accounts: Accounts, clock: TestClock):
    person = enrolled(accounts, clock)
    token = accounts.sessions.begin(person.login, means="password", now=clock(), at=clock())
    accounts.invitations.invite(person.login, now=clock())
    assert accounts.sessions.find(token, now=clock()) is not None, "an invitation alone ends nothing"
    accounts.sessions.end_all(person.login, now=clock())
    assert accounts.sessions.find(token, now=clock()) is None
    assert accounts.sessions.find(token, now=clock() - timedelta(days=1)) is None
