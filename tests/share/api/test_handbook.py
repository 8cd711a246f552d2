"""The handbook's page on the API: its examples run, and what it names is there."""

import re
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from support.desks import Hands, pause
from support.guests import guest
from support.transport import InProcess
from troth.share.client import Client
from troth.share.desk import Desk
from troth.share.web import create_app
from troth.share.web.api import PREFIX, create_api

PAGE = (Path(__file__).parents[3] / "docs" / "handbook" / "api.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"(?ms)^```python\n(.*?)^```$", PAGE)


@pytest.fixture
def desk() -> Desk:
    return Desk(pause(), clock=Hands(), keys={"Qatar": Ed25519PrivateKey.from_private_bytes(bytes(32))})


def test_the_examples_in_python_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    app = create_app(desk, caller_of=guest)
    begin = Client.__init__

    def in_process(self: Client, *args: object, **options: object) -> None:
        begin(self, *args, transport=InProcess(app), **options)

    monkeypatch.setattr(Client, "__init__", in_process)
    names: dict[str, object] = {
        "key": "Qatar",
        "private_key": Ed25519PrivateKey.from_private_bytes(bytes(32)),
    }
    assert len(EXAMPLES) == 2
    for example in EXAMPLES:
        exec(compile(example, "docs/handbook/api.md", "exec"), names)  # noqa: S102 - the page's own words
    told = capsys.readouterr().out.splitlines()
    assert told[0] == "The pause of November 2023 in Gaza"
    assert "T4a broken" in told
    assert any(line.startswith("quantity ") for line in told)
    assert told[-1] == "1"
    assert desk.store.signatures()


def test_every_address_that_it_names_is_there_and_every_one_that_is_there_is_named(desk: Desk):
    paths = set(create_api(desk).openapi()["paths"])
    named = set(re.findall(r"`(/[a-z-]+(?:/\{[a-z]+\}/[a-z]+)?)`", PAGE)) - {"/live"}
    assert named <= paths
    wanted = {path for path in paths if "{" not in path} - {"/heads/to-sign"}
    assert wanted <= named
    for address in re.findall(rf"{PREFIX}(/[a-z-]+)", PAGE):
        assert address in paths | {"/docs", "/openapi"}, address
