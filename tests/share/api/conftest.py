"""The API of a desk, in one process; who asks is said in headers, as accounts will."""

import pytest

from support.desks import Hands, pause
from support.guests import guest
from support.transport import browser
from troth.share.desk import Desk
from troth.share.web.api import create_api


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def desk(clock: Hands) -> Desk:
    return Desk(pause(), clock=clock)


@pytest.fixture
def ask(desk: Desk):
    """A client for an office; the public's without one."""
    api = create_api(desk, caller_of=guest)

    def client(office: str = "", **headers: str):
        return browser(api, **({"office": office} if office else {}), **headers)

    return client
