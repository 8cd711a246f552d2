"""What each version of the tables changed. A step that was released is never edited.

Written once for both databases: `{text}`, `{number}`, `{bytes}`, `{counted}` and `{strict}` stand for what each calls
them. What only one of them takes stands under its name.
"""

from typing import NamedTuple

_WORDS = {
    "sqlite": {
        "text": "TEXT",
        "number": "INTEGER",
        "bytes": "BLOB",
        "counted": "INTEGER PRIMARY KEY AUTOINCREMENT",
        "strict": " STRICT",
    },
    "postgresql": {
        "text": 'TEXT COLLATE "C"',
        "number": "BIGINT",
        "bytes": "BYTEA",
        "counted": "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
        "strict": "",
    },
}


class Step(NamedTuple):
    """From one version to the next."""

    both: tuple[str, ...]
    sqlite: tuple[str, ...] = ()
    postgresql: tuple[str, ...] = ()


_LOGINS = """\
CREATE TABLE accounts_logins (
    login {text} PRIMARY KEY,
    handle {text} NOT NULL UNIQUE,
    office {text} NOT NULL,
    role {text} NOT NULL,
    state {text} NOT NULL,
    created_at {text} NOT NULL,
    password {text},
    totp {text},
    totp_step {number},
    visited_at {text}
){strict}"""
_INVITATIONS = """\
CREATE TABLE accounts_invitations (
    hash {text} PRIMARY KEY,
    login {text} NOT NULL,
    totp {text} NOT NULL,
    created_at {text} NOT NULL,
    expires_at {text} NOT NULL,
    used_at {text}
){strict}"""
_PASSKEYS = """\
CREATE TABLE accounts_passkeys (
    credential {text} PRIMARY KEY,
    login {text} NOT NULL,
    name {text} NOT NULL,
    public_key {bytes} NOT NULL,
    sign_count {number} NOT NULL,
    created_at {text} NOT NULL,
    used_at {text}
){strict}"""
_CHALLENGES = """\
CREATE TABLE accounts_challenges (
    hash {text} PRIMARY KEY,
    purpose {text} NOT NULL,
    bound_to {text} NOT NULL,
    expires_at {text} NOT NULL
){strict}"""
_KEYS = """\
CREATE TABLE accounts_keys (
    prefix {text} PRIMARY KEY,
    hash {text} NOT NULL,
    office {text} NOT NULL,
    role {text} NOT NULL,
    scopes {text} NOT NULL,
    purpose {text} NOT NULL,
    created_at {text} NOT NULL,
    expires_at {text},
    withdrawn_at {text}
){strict}"""
_SESSIONS = """\
CREATE TABLE accounts_sessions (
    hash {text} PRIMARY KEY,
    login {text} NOT NULL,
    means {text} NOT NULL,
    created_at {text} NOT NULL,
    seen_at {text} NOT NULL,
    ends_at {text} NOT NULL,
    ended_at {text},
    visited_before {text}
){strict}"""
_TRAIL = """\
CREATE TABLE accounts_trail (
    number {counted},
    at {text} NOT NULL,
    event {text} NOT NULL,
    who {text} NOT NULL,
    office {text} NOT NULL,
    outlet {text} NOT NULL,
    address {text} NOT NULL,
    statements {text} NOT NULL,
    detail {text} NOT NULL
){strict}"""
_REFUSAL = "the trail is append-only"
_STAYS = f"""\
CREATE FUNCTION accounts_trail_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"""
_STAYS_ALWAYS = """\
CREATE TRIGGER accounts_trail_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON accounts_trail
FOR EACH STATEMENT EXECUTE FUNCTION accounts_trail_stays()"""

STEPS: dict[int, Step] = {
    1: Step(
        both=(
            _LOGINS,
            _INVITATIONS,
            _PASSKEYS,
            _CHALLENGES,
            _KEYS,
            _SESSIONS,
            _TRAIL,
            "CREATE INDEX accounts_invitations_of ON accounts_invitations (login)",
            "CREATE INDEX accounts_passkeys_of ON accounts_passkeys (login)",
            "CREATE INDEX accounts_sessions_of ON accounts_sessions (login)",
            "CREATE INDEX accounts_trail_of ON accounts_trail (office, number)",
        ),
        sqlite=tuple(
            f"CREATE TRIGGER accounts_trail_no_{verb} BEFORE {verb} ON accounts_trail "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
            for verb in ("update", "delete")
        ),
        postgresql=(
            _STAYS,
            _STAYS_ALWAYS,
        ),
    ),
}


def written(version: int, dialect: str) -> list[str]:
    """The statements of a step in the words of a database.

    >>> written(1, "sqlite")[3].splitlines()[1]
    '    hash TEXT PRIMARY KEY,'
    """
    step = STEPS[version]
    own = step.sqlite if dialect == "sqlite" else step.postgresql
    return [*(statement.format_map(_WORDS[dialect]) for statement in step.both), *own]
