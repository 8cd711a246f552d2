"""A served desk that is attacked: one for each file of tests, and nothing in its log that only its makers understand."""

import logging
from collections.abc import Iterator

import pytest

from support.desks import note, say, trucks
from support.served import House, house


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A desk at which a few things were said, open and restricted."""
    made = house(tmp_path_factory.mktemp("home"))
    for office, draft in (
        ("Qatar", trucks(61)),
        ("Qatar", note("for all parties")),
        ("Israel", note("for the mediator alone", tlp="AMBER", release_to="Qatar")),
        ("Hamas", note("a red line", tlp="RED")),
    ):
        say(made.desk, made.clock, office, draft)
    made.clock.pass_(seconds=5)
    return made


@pytest.fixture(autouse=True)
def _quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever is sent, nothing that nobody foresaw happens, and no traceback stands in the log."""
    with caplog.at_level(logging.WARNING):
        yield
    told = [record for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not [record.getMessage() for record in told if record.exc_info or record.levelno >= logging.ERROR]
