"""Whatever is asked of the API, it answers as its document says: never a failure of its own, never another shape."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi import checks

from support.desks import Hands, note, pause, say, trucks
from support.guests import guest
from troth.share.desk import Desk
from troth.share.web import create_app
from troth.share.web.api import PREFIX

pytestmark = pytest.mark.slow  # minutes, by its nature: `make test-all`

CLOCK = Hands()
DESK = Desk(pause(), clock=CLOCK)
say(DESK, CLOCK, "Israel", trucks(5), note("for the mediator", tlp="AMBER", release_to="Qatar"))
say(DESK, CLOCK, "Qatar", note("a question", about="term:T4a", form="question"))
SCHEMA = schemathesis.openapi.from_asgi(f"{PREFIX}/openapi.json", create_app(DESK, caller_of=guest))
UNKNOWABLE = [
    checks.positive_data_acceptance,  # what has the right form may still name nothing that is there, or a time to come
    checks.ignored_auth,  # the public may read, so coming in changes what is seen, and not whether it is
]


@schemathesis.serializer("application/x-ndjson", "text/csv")
def as_text(_context: object, value: object) -> bytes:
    return str(value).encode(errors="replace")


def bounded(examples: int, *phases: Phase) -> settings:
    return settings(
        max_examples=examples, phases=phases, deadline=None, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip


@SCHEMA.parametrize()
@bounded(
    4, Phase.explicit, Phase.generate
)  # the explicit ones go through each form one by one: hundreds for each address
def test_the_api_keeps_to_its_document_for_an_officer(case: schemathesis.Case):
    CLOCK.pass_(seconds=1)
    case.call_and_validate(headers={"office": "Qatar", "role": "adjudicator"}, excluded_checks=UNKNOWABLE)


@pytest.mark.parametrize("headers", [{}, {"office": "Qatar", "role": "auditor"}], ids=["public", "auditor"])
@SCHEMA.parametrize()
@bounded(5, Phase.generate)
def test_the_api_keeps_to_its_document_for_those_who_only_read(
    case: schemathesis.Case, headers: dict[str, str]
):
    before = len(DESK.store)
    case.call_and_validate(headers=headers, excluded_checks=UNKNOWABLE)
    assert len(DESK.store) == before
