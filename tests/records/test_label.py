"""Who may see a statement: the table of labels, line by line, and its laws."""

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from troth.records.label import Label, as_wide, no_wider, readable

NOON = datetime(2023, 11, 24, 12, tzinfo=UTC)
MEMBERS = ("owner", "author", "listed", "member")
VIEWERS = ("author", "owner", "listed", "member", "outsider", "public")

#                        author owner listed member outsider public
TABLE = {
    "CLEAR":        (True,  True,  True,  True,  True,  True),
    "GREEN":        (True,  True,  True,  True,  False, False),
    "AMBER":        (True,  True,  True,  False, False, False),
    "AMBER+STRICT": (True,  True,  True,  False, False, False),
    "RED":          (True,  False, True,  False, False, False),
}  # fmt: skip


def sees(label: Label, viewer: str, as_of: datetime = NOON, members=MEMBERS) -> bool:
    return readable(label, viewer, as_of, author="author", owner="owner", members=members).allowed


def labelled(tlp: str, embargo: datetime | None = None) -> Label:
    return Label(tlp=tlp, release_to=("listed",) if TABLE[tlp][3] is False else (), embargo=embargo)


@pytest.mark.parametrize("tlp", TABLE)
def test_each_word_opens_a_statement_to_those_whom_the_table_names(tlp: str):
    assert tuple(sees(labelled(tlp), viewer) for viewer in VIEWERS) == TABLE[tlp]


@pytest.mark.parametrize("tlp", TABLE)
def test_under_embargo_only_the_author_and_the_owner_see_it_and_a_red_one_only_the_author(tlp: str):
    label = labelled(tlp, embargo=NOON)

    before = tuple(sees(label, viewer, NOON - timedelta(microseconds=1)) for viewer in VIEWERS)
    assert before == (True, tlp != "RED", False, False, False, False)
    assert tuple(sees(label, viewer, NOON) for viewer in VIEWERS) == TABLE[tlp]


@pytest.mark.parametrize("viewer", ["list", "listed ", "Listed", "listed,member", "", "%", "l"])
def test_a_name_is_on_the_list_whole_or_not_at_all(viewer: str):
    assert not sees(Label(tlp="RED", release_to=("listed",)), viewer)


def test_the_public_is_nobodys_name():
    for tlp in ("GREEN", "AMBER", "RED"):
        label = Label(tlp=tlp)
        assert not readable(
            label, "public", NOON, author="public", owner="public", members={"public"}
        ).allowed
    with pytest.raises(ValidationError, match="'public' is not a party"):
        Label(tlp="RED", release_to=("public",))


def test_nobody_without_a_name_is_an_unnamed_owner():
    label = Label(tlp="AMBER")
    assert not readable(label, "", NOON, author="author", owner="", members={""}).allowed


def test_a_decision_says_why():
    label = Label(tlp="RED", release_to=("listed",))
    why = readable(label, "member", NOON, author="author", owner="owner", members=MEMBERS).why
    assert why == "RED is for its release list and its author alone; member is neither"
    until = readable(
        labelled("CLEAR", NOON), "public", NOON - timedelta(1), author="a", owner="o", members=()
    )
    assert until.why == "under embargo until 2023-11-24T12:00:00+00:00"


@pytest.mark.parametrize("tlp", ["CLEAR", "GREEN"])
def test_a_release_list_that_would_restrict_nothing_is_refused(tlp: str):
    with pytest.raises(ValidationError, match="the list would restrict nothing; write AMBER"):
        Label(tlp=tlp, release_to=("Qatar",))


@pytest.mark.parametrize("fields", [{"tlp": "WHITE"}, {"tlp": "red"}, {}, {"tlp": "RED", "release_to": ("",)}, {"tlp": "RED", "release_to": (" a",)}, {"tlp": "RED", "embargo": "2023-11-24T00:00"}, {"tlp": "RED", "to": ()}])  # fmt: skip
def test_a_label_that_means_nothing_is_refused(fields):
    with pytest.raises(ValidationError):
        Label(**fields)


def test_a_release_list_has_one_spelling():
    assert Label(tlp="RED", release_to=("b", "a", "b")) == Label(tlp="RED", release_to=("a", "b"))


@st.composite
def labels(draw: st.DrawFn) -> Label:
    tlp = draw(st.sampled_from(list(TABLE)))
    names = (
        draw(st.lists(st.sampled_from(["listed", "member", "owner"]), max_size=3))
        if not TABLE[tlp][3]
        else []
    )
    embargo = draw(st.none() | st.integers(-3, 3).map(lambda hours: NOON + timedelta(hours=hours)))
    return Label(tlp=tlp, release_to=tuple(names), embargo=embargo)


@given(labels(), labels(), st.integers(-4, 4), st.sets(st.sampled_from(MEMBERS)))
def test_what_counts_as_wide_is_seen_by_everybody_who_sees_its_target(label, target, hours, members):
    if as_wide(label, target):
        time = NOON + timedelta(hours=hours)
        for viewer in VIEWERS:
            assert sees(label, viewer, time, members) >= sees(target, viewer, time, members)


@given(labels())
def test_a_label_is_as_wide_as_itself_and_clear_is_as_wide_as_any(label: Label):
    assert as_wide(label, label)
    assert as_wide(Label(tlp="CLEAR"), label)


@given(labels(), st.sampled_from(VIEWERS), st.integers(-4, 4))
def test_what_was_shown_once_stays_shown(label: Label, viewer: str, hours: int):
    if sees(label, viewer, NOON):
        assert sees(label, viewer, NOON + timedelta(hours=abs(hours)))


NAMES = ("author", "owner", "listed", "member")
HOURS = (-4, -2, 0, 2, 4)
PARTIES = [frozenset(chosen) for count in range(5) for chosen in itertools.combinations(NAMES, count)]


@st.composite
def replies(draw: st.DrawFn) -> dict[str, object]:
    """A reply and what it answers, in a world of four names, an outsider and the public."""
    return {
        "label": draw(labels()),
        "target": draw(labels()),
        "author": draw(st.sampled_from(NAMES)),
        "target_author": draw(st.sampled_from(NAMES)),
        "owner": draw(st.none() | st.sampled_from(NAMES)),
        "members": draw(st.sampled_from(PARTIES)),
    }


def who_sees_the_reply_alone(
    label, target, *, author, target_author, owner, members
) -> set[tuple[object, ...]]:
    """Looked for in every world that fits what is known: each membership, owner, viewer and time."""
    return {
        (viewer, hours, keeper)
        for parties in PARTIES
        if parties >= members
        for keeper in ((*NAMES, "") if owner is None else (owner,))
        for viewer in (*NAMES, "outsider", "public")
        for hours in HOURS
        if readable(
            label, viewer, NOON + timedelta(hours=hours), author=author, owner=keeper, members=parties
        ).allowed
        and not readable(
            target, viewer, NOON + timedelta(hours=hours), author=target_author, owner=keeper, members=parties
        ).allowed
    }


@given(replies())
@settings(max_examples=150, deadline=None)
def test_a_reply_is_no_wider_exactly_where_nobody_can_see_it_without_what_it_answers(reply):
    """Sound and complete: yes means nobody in any world, no means somebody in some world."""
    assert no_wider(**reply) == (not who_sees_the_reply_alone(**reply))


@given(labels(), st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES))
def test_a_reply_by_the_same_office_with_the_same_label_is_no_wider_and_clear_can_be_answered_by_anything(
    label: Label, author: str, owner: str | None
):
    assert no_wider(label, label, author=author, target_author=author, owner=owner)
    assert no_wider(label, Label(tlp="CLEAR"), author="member", target_author=author, owner=owner)


def test_what_may_answer_a_report_to_one_party():
    """The party answers to the same two eyes, or to the author alone; not to the whole case, and not before the embargo."""
    report = Label(tlp="AMBER", release_to=("Qatar",))

    def may(label: Label, target: Label = report, author: str = "Qatar", **known: object) -> bool:
        return no_wider(label, target, author=author, target_author="desk", owner="desk", **known)

    assert may(Label(tlp="AMBER"))
    assert may(Label(tlp="RED", release_to=("desk",)))
    assert not may(Label(tlp="GREEN"))
    assert not may(Label(tlp="AMBER", release_to=("Egypt",)))
    assert not may(Label(tlp="AMBER"), author="Egypt")
    assert not may(Label(tlp="AMBER"), Label(tlp="AMBER", release_to=("Qatar",), embargo=NOON))
    assert not may(report, Label(tlp="GREEN"))
    assert may(report, Label(tlp="GREEN"), members={"Qatar"})


def test_a_red_report_is_not_answered_where_the_owner_would_see_the_answer():
    red = Label(tlp="RED", release_to=("Egypt",))

    def may(label: Label, owner: str | None) -> bool:
        return no_wider(label, red, author="Egypt", target_author="Qatar", owner=owner)

    assert not may(Label(tlp="AMBER"), "desk")
    assert not may(Label(tlp="AMBER"), None)
    assert may(Label(tlp="AMBER"), "Qatar")
    assert may(Label(tlp="RED", release_to=("Qatar",)), None)
