"""Statements for the tests of the ledger, by hand and by hypothesis."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from troth.records.label import Label
from troth.records.statement import Statement, derive_nonce, statement_id

START = datetime(2023, 11, 24, 5, tzinfo=UTC)
LATE = datetime(2024, 12, 31, tzinfo=UTC)
OWNER = "secretariat"
MEMBERS = frozenset({"secretariat", "Israel", "Hamas", "Qatar", "IL", "ILO"})
VIEWERS = ("secretariat", "Israel", "Hamas", "Qatar", "IL", "ILO", "outsider", "public")


def hour(count: float) -> datetime:
    """So many hours after the pause began."""
    return START + timedelta(hours=count)


def make(subject: str, **fields: Any) -> Statement:
    """A plain statement of evidence, with whatever differs."""
    values: dict[str, Any] = {
        "author": OWNER,
        "kind": "evidence",
        "subject": subject,
        "body": {"event": "release", "quantity": "13..24", "terms": ["T1"]},
        "source": "ocha-49",
        "valid_from": START,
        "valid_from_precision": "day",
        "recorded_at": hour(19),
        "recorded_at_precision": "day",
        "label": Label(tlp="CLEAR"),
    }
    values |= fields
    values.setdefault(
        "nonce", derive_nonce("a seed nobody guesses", values["author"], values["kind"], subject)
    )
    return Statement(**values)


PARTIES = st.sampled_from(["Israel", "Hamas", "Qatar", "IL", "ILO"])


@st.composite
def labels(draw: st.DrawFn) -> Label:
    tlp = draw(st.sampled_from(["CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"]))
    listed = draw(st.lists(PARTIES, max_size=2)) if tlp in {"AMBER", "AMBER+STRICT", "RED"} else []
    embargo = draw(st.one_of(st.none(), st.integers(0, 60).map(hour)))
    return Label(tlp=tlp, release_to=tuple(listed), embargo=embargo)


LETTERS = st.text(alphabet='aB %."\\\n\x1f\u00e9\u2028\ue000\U0001f54a', max_size=6)
"""Letters that writers of JSON escape, sort or encode in different ways."""


@st.composite
def bodies(draw: st.DrawFn) -> dict[str, Any]:
    leaf = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53) + 1, 2**53 - 1),
        LETTERS,
        st.decimals(-9, 9, places=2),
    )
    value = st.recursive(
        leaf,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(LETTERS, inner, max_size=2),
    )
    return draw(st.dictionaries(LETTERS.filter(bool), value, max_size=3))


@st.composite
def histories(draw: st.DrawFn, *, most: int = 12) -> list[Statement]:
    """A list of statements in an order in which they can be appended: targets come before what aims at them."""
    found: list[Statement] = []
    ids: list[str] = []
    for number in range(draw(st.integers(0, most))):
        fields: dict[str, Any] = {
            "author": draw(st.sampled_from([OWNER, "Qatar"])),
            "label": draw(labels()),
            "recorded_at": hour(draw(st.integers(0, 60))),
            "body": draw(bodies()),
        }
        own = [at for at, one in enumerate(found) if one.author == fields["author"]]
        if own and draw(st.booleans()):
            target = draw(st.sampled_from(own))
            if draw(st.booleans()):
                fields |= {"retracts": ids[target], "label": found[target].label, "kind": "retraction"}
            else:
                fields["supersedes"] = (ids[target],)
        found.append(make(f"E{number}", **fields))
        ids.append(statement_id(found[-1]))
    return found
