"""Accounts in a file, in a real PostgreSQL, and a door before them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from support.door import CHEAP, TestClock, door_of
from troth.share.accounts import Accounts, open_accounts
from troth.share.web.door import Door


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    with open_accounts(tmp_path / "accounts.sqlite", create=True, hasher=CHEAP) as opened:
        yield opened


@pytest.fixture
def door(accounts: Accounts, clock: TestClock) -> Door:
    return door_of(accounts, clock)
