"""What is answered to a request that may not be: a status, one sentence, and for people a page that says what to do."""

from collections.abc import Mapping
from typing import NoReturn

from troth.records.errors import TrothError
from troth.share.accounts import AccountsError, Decision, RefusedAccountError
from troth.share.accounts.limits import TooOftenError

BAD, UNKNOWN, FORBIDDEN, TOO_MANY, AWAY = 400, 401, 403, 429, 503


class RefusalError(TrothError):
    """A request that is refused.

    Parameters
    ----------
    status
        As HTTP has it.
    text
        One sentence in English, for programs.
    key
        Key of the text for people; its values are in `values`.
    why_key
        Key of a text that goes into it.
    headers
        What the answer says beside.
    """

    def __init__(
        self,
        status: int,
        text: str,
        *,
        key: str,
        values: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        why_key: str = "",
    ) -> None:
        self.status = status
        self.why_key = why_key
        self.key = key
        self.values = dict(values or {})
        self.headers = dict(headers or {})
        super().__init__(text)


class SignInFirstError(RefusalError):
    """Somebody who has not signed in asked for what only offices may do."""

    def __init__(self, why: str) -> None:
        super().__init__(
            UNKNOWN,
            f"sign in first, or send an API key: {why}",
            key="door.refused.public",
            headers={"WWW-Authenticate": "Bearer"},
        )


def bad_key() -> RefusalError:
    """A key that is not good: one answer whether it never was, was withdrawn, or is over."""
    return RefusalError(
        UNKNOWN,
        "the API key is not good: it is not known, was withdrawn, or its time is over; ask whoever runs the desk for a new one",
        key="door.refused.key",
        headers={"WWW-Authenticate": 'Bearer error="invalid_token"'},
    )


def foreign() -> RefusalError:
    """A form that another site sent."""
    return RefusalError(
        FORBIDDEN,
        "this was not sent from a page of this desk, so nothing was done; open the page here and send it again",
        key="door.refused.foreign",
    )


def stale() -> RefusalError:
    """A form without the token of its session."""
    return RefusalError(
        FORBIDDEN,
        "the form does not belong to this session, so nothing was done; open its page again and send it from there",
        key="door.refused.stale",
    )


def not_allowed(decision: Decision) -> RefusalError:
    """Something that the role, or the key, may not do."""
    return RefusalError(FORBIDDEN, decision.why, key="door.refused.role", why_key=decision.key)


def refusal_of(error: AccountsError) -> RefusalError:
    """What is answered where the accounts refuse something, or cannot be used."""
    if isinstance(error, TooOftenError):
        seconds = str(error.seconds)
        return RefusalError(
            TOO_MANY,
            str(error),
            key="door.refused.often",
            values={"minutes": str(-(-error.seconds // 60))},
            headers={"Retry-After": seconds},
        )
    if isinstance(error, RefusedAccountError):
        return RefusalError(BAD, str(error), key=error.key)
    # What is wrong with the store is for the log of whoever runs it, and not for whoever asks.
    return RefusalError(
        AWAY,
        "the accounts of this desk cannot be used now, so nothing was done; try again later, or tell whoever runs it",
        key="door.refused.away",
        headers={"Retry-After": "60"},
    )


def give_up(error: AccountsError) -> NoReturn:
    """Raise what is answered."""
    raise refusal_of(error) from error
