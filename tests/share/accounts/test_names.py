"""Names that a reader cannot tell apart, roles that may and may not, passwords, limits: what needs no store."""

import unicodedata
from datetime import timedelta
from itertools import product
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.door import CHEAP, TestClock
from troth.share.accounts import PERMISSIONS, Action, Role, alike, confusable, may, within
from troth.share.accounts.limits import RULES, Limits, TooOftenError
from troth.share.accounts.passwords import Passwords
from troth.share.web.door import TEXTS_EN, TEXTS_FR, Caller, safe_next
from troth.share.web.door.writing import CATALOGS

LETTERS = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ-'"), min_size=1, max_size=20
)
NAMES = LETTERS.filter(lambda name: name.strip())
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202e\u2066\ufe0f\u034f\u3164\x07"


# --- names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Israel", "israel"), ("Israel", "lsrael"), ("Israel", "Isra\u0435l"), ("Israel", " Israel\u200b"),
        ("Qatar", "\uff31atar"), ("Qatar", "Q\u0391\u03a4ar".replace("\u03a4", "t")), ("Türkiye", "Turkiye"),
        ("OCHA", "\u041eCHA"), ("OCHA", "0CHA"), ("UN Women", "UN  Women"), ("UN-Women", "UN\u2011Women"),
        ("Médecins", "Me\u0301decins"), ("Hamas", "Hamas\u202e"), ("NRC", "\u039dRC"), ("Norway", "Norvvay"),
        ("\u0642\u0637\u0631", "\u0642\u064e\u0637\u064e\u0631"), ("Office 1", "Office \u0661"), ("Qatar", "Qatar"),
        ("\u05d9\u05e9\u05e8\u05d0\u05dc", "\u05d9\u05b4\u05e9\u05b0\u05c2\u05e8\u05b8\u05d0\u05b5\u05dc"),
    ],
)  # fmt: skip
def test_names_that_look_alike_are_found(one: str, other: str):
    assert alike(one, other), unicodedata.normalize("NFD", other).encode("unicode_escape")
    assert confusable(["Egypt", one, other]) == ((one, other),)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Israel", "Israeli"), ("Iran", "Iraq"), ("Mali", "Malawi"), ("UNICEF", "UNRWA"), ("Niger", "Nigeria"),
     ("Fatah", "Fateh"), ("\u0642\u0637\u0631", "\u0645\u0635\u0631"), ("IOM", "ICRC"), ("Office 1", "Office 2")],
)  # fmt: skip
def test_names_that_differ_stay_apart(one: str, other: str):
    assert not alike(one, other)
    assert confusable([one, other]) == ()


@given(NAMES, st.lists(st.tuples(st.integers(0, 20), st.sampled_from(INVISIBLE)), max_size=5))
def test_what_nobody_sees_makes_no_other_name(name: str, added: list[tuple[int, str]]):
    changed = name
    for place, sign in added:
        changed = changed[:place] + sign + changed[place:]
    assert alike(name, changed)


@given(
    NAMES, st.lists(st.tuples(st.integers(1, 20), st.sampled_from("\u0301\u0308\u0327\u030a")), max_size=5)
)
def test_accents_make_no_other_name(name: str, added: list[tuple[int, str]]):
    changed = name
    for place, sign in added:
        changed = changed[:place] + sign + changed[place:]
    assert alike(name, changed)
    assert alike(unicodedata.normalize("NFC", changed), changed)


@given(NAMES)
def test_case_makes_no_other_name(name: str):
    assert alike(name, name.upper())
    assert alike(name, name.swapcase())


@given(st.text(max_size=20), st.text(max_size=20))
def test_looking_alike_goes_both_ways(one: str, other: str):
    assert alike(one, one)
    assert alike(one, other) == alike(other, one)


@given(st.lists(st.text(max_size=6), max_size=8))
def test_pairs_are_those_that_look_alike(names: list[str]):
    found = confusable(names)
    expected = sorted(
        (i, j) for i, j in product(range(len(names)), repeat=2) if i < j and alike(names[i], names[j])
    )
    assert found == tuple((names[i], names[j]) for i, j in expected)


# --- roles -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        ("officer", {"read", "post", "complain", "manage"}),
        ("adjudicator", {"read", "post", "judge", "route", "complain", "manage"}),
        ("auditor", {"read", "audit", "manage"}),
        ("public", {"read", "complain"}),
        ("", set()),
        ("admin", set()),
        ("OFFICER", set()),
    ],
)
def test_each_role_may_this_and_nothing_else(role: str, allowed: set[str]):
    assert {action.value for action in Action if may(role, action)} == allowed


@given(st.text(), st.text())
def test_what_nobody_has_thought_of_is_not_allowed(role: str, action: str):
    if action not in set(Action) or role not in set(Role):
        assert not may(role, action)


def test_every_action_is_in_the_table_and_every_answer_says_why():
    assert set(PERMISSIONS) == set(Action)
    for role, action in product(Role, [*Action, "launch"]):
        decision = may(role, action)
        assert decision.why
        assert TEXTS_EN[decision.key] in {decision.why, "nobody may do this"}
        assert decision.key in TEXTS_FR


def test_a_key_may_what_both_its_role_and_its_scopes_allow():
    reads = Caller(role="adjudicator", means="key", scopes=frozenset({"read"}))
    posts = Caller(role="auditor", means="key", scopes=frozenset({"post", "read"}))
    assert [action.value for action in Action if reads.may(action)] == ["read"]
    assert [action.value for action in Action if posts.may(action)] == ["read", "audit"]
    assert not within(frozenset(), "read")
    assert not within(frozenset({"everything"}), "read")


def test_a_decision_is_true_where_it_allows():
    assert bool(may("officer", "post")) is True
    assert bool(may("public", "post")) is False


# --- texts -------------------------------------------------------------------------------------------------------------------


def test_both_languages_say_the_same_things():
    assert set(TEXTS_EN) == set(TEXTS_FR)
    places = {key: sorted(part for part in text.split("{")[1:]) for key, text in TEXTS_EN.items()}
    for key, found in places.items():
        names = {part.split("}")[0] for part in found}
        assert names == {part.split("}")[0] for part in TEXTS_FR[key].split("{")[1:]}, key


@pytest.mark.parametrize("catalog", CATALOGS.values(), ids=str)
def test_texts_can_be_filled(catalog):
    values = dict.fromkeys(("handle", "office", "role", "day", "used", "name", "minutes", "why"), "X")
    for key in catalog.texts:
        assert catalog(key, **values)


# --- where to go on -----------------------------------------------------------------------------------------------------------


@given(st.text() | st.text(st.sampled_from("/\\:@.?#%\t\r\n htps"), max_size=12).map(lambda text: "/" + text))
def test_nobody_is_sent_away(text: str):
    target = safe_next(text)
    assert target.startswith("/")
    for base in ("https://desk.example/sign-in", "http://localhost:8000/"):
        there, here = urlsplit(urljoin(base, target)), urlsplit(base)
        assert (there.scheme, there.netloc) == (here.scheme, here.netloc)
    assert not any(ord(sign) < 0x20 or sign == "\\" for sign in target)


@given(
    st.lists(
        st.text("abcdefgh0123-_.~", min_size=1, max_size=8).filter(lambda part: part != ".."), max_size=4
    )
)
def test_pages_of_the_desk_are_reached(parts: list[str]):
    assert (
        safe_next("/" + "/".join(parts) + "?as_of=2023-11-26") == "/" + "/".join(parts) + "?as_of=2023-11-26"
    )


# --- passwords -----------------------------------------------------------------------------------------------------------------


def test_a_password_is_one_however_it_is_composed():
    passwords = Passwords(CHEAP)
    kept = passwords.hash("pa\u0301ssword of mine")
    assert passwords.matches(kept, "p\u00e1ssword of mine")
    assert not passwords.matches(kept, "password of mine")
    assert not passwords.matches(None, "p\u00e1ssword of mine")
    assert not passwords.matches("not a hash at all", "p\u00e1ssword of mine")


def test_nobodys_password_takes_the_same_work():
    """One hash is computed whether there is a password or not; counted, since times on a busy machine say little."""
    counted = []

    class Counting:
        def hash(self, password: str) -> str:
            return CHEAP.hash(password)

        def verify(self, kept: str, password: str) -> bool:
            counted.append(kept)
            return CHEAP.verify(kept, password)

    passwords = Passwords(Counting())
    kept = passwords.hash("four unlikely words")
    for known in (kept, None):
        assert not passwords.matches(known, "wrong words here")
    assert len(counted) == 2


# --- limits --------------------------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 30), min_size=1, max_size=60), st.integers(1, 5))
def test_no_window_ever_holds_more_than_its_limit(pauses: list[float], most: int):
    clock = TestClock()
    limits = Limits(clock, {"knocks": f"{most} per minute"})
    taken, refused = [], []
    for pause in pauses:
        clock.turn(seconds=pause)
        full = sum(clock() - at < timedelta(seconds=60) for at in taken) == most
        try:
            limits.count("knocks", "a")
        except TooOftenError:
            refused.append(full)
        else:
            taken.append(clock())
    assert all(refused), "refused only where it is full"
    for start in taken:
        assert sum(start <= at < start + timedelta(seconds=60) for at in taken) <= most


def test_waiting_as_long_as_is_said_is_enough():
    clock = TestClock()
    limits = Limits(clock, {"knocks": "3 per 15 minutes; 4 per day"})
    for _ in range(3):
        limits.count("knocks", "a")
        clock.turn(seconds=7)
    with pytest.raises(TooOftenError) as short:
        limits.count("knocks", "a")
    clock.turn(seconds=short.value.seconds)
    limits.count("knocks", "a")
    with pytest.raises(TooOftenError) as long:
        limits.count("knocks", "a")
    assert long.value.seconds > 80_000
    clock.turn(seconds=long.value.seconds)
    limits.count("knocks", "a")


def test_each_is_counted_alone_and_a_right_one_is_forgiven():
    clock = TestClock()
    limits = Limits(clock, {"knocks": "1 per minute", "rings": "1 per minute"})
    limits.count("knocks", "a")
    limits.count("knocks", "b")
    limits.count("rings", "a")
    limits.forget("knocks", "a")
    limits.count("knocks", "a")
    with pytest.raises(TooOftenError):
        limits.count("knocks", "b")


def test_a_flood_of_addresses_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch):
    from troth.share.accounts import limits as module

    monkeypatch.setattr(module, "_MOST", 100)
    clock = TestClock()
    limits = Limits(clock, {"knocks": "5 per minute"})
    for number in range(1000):
        clock.turn(milliseconds=1)
        limits.count("knocks", str(number))
        if number % 10 == 0 and number < 50:
            limits.count("knocks", "steady")
    assert len(limits._storage._times) <= 100


@pytest.mark.parametrize("what", RULES)
def test_every_kind_has_a_limit_that_is_reached(what: str):
    limits, refused = Limits(TestClock()), 0
    for _ in range(1000):
        try:
            limits.count(what, "a")
        except TooOftenError:
            refused += 1
    assert 0 < refused < 1000
