"""Laws of every gazetteer and every text."""

import random
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.read.actors import Entry, Gazetteer, house_gazetteer
from troth.read.actors.roles import roles

HOUSE = house_gazetteer()
PIECES = st.sampled_from(
    [
        "Belgium",
        "Belgian",
        "the",
        "U.S.",
        "Gaza",
        "City",
        "Prime Minister",
        "president",
        "Ida",
        "Verlinden",
        "De Croo",
        "said",
        "and",
        ",",
        ".",
        "\n",
        "’s",
        "'s",
        "—",
        "Kyiv",
        "told",
        "between",
        "West",
        "Bank",
        "of",
        "Armenia",
        "Red Cross",
        "Mr.",
        "é",
        "🌍",
        "Rafah crossing",
        "-",
        "EU",
        "was arrested by",
        "Norway",
        "in",
        "(",
        ")",
        "“",
        "”",
        "who",
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=25).map(" ".join),
    st.lists(PIECES, max_size=25).map("".join),
    st.text(max_size=60),
)
NAMES = st.lists(
    st.sampled_from(
        ["Mirna", "Harbour", "Board", "Upper", "Gaza", "City", "Belgium", "Kyiv", "Norway", "Council"]
    ),
    min_size=1,
    max_size=3,
)
ENTRIES = st.lists(
    st.builds(
        Entry,
        name=NAMES.map(" ".join),
        kind=st.sampled_from(["organisation", "place", "armed_group"]),
        country=st.sampled_from([None, "HRV", "NOR"]),
        aliases=st.lists(NAMES.map(" ".join), max_size=2).map(tuple),
    ),
    max_size=6,
)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_every_mention_is_exactly_what_stands_in_the_text(text: str):
    mentions = HOUSE.mentions(text)

    assert all(
        text[mention.start : mention.end] == mention.text and mention.text.strip() for mention in mentions
    )
    assert all(one.end <= other.start for one, other in pairwise(mentions))


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_every_candidate_says_why(text: str):
    assert all(
        candidate.why and candidate.name
        for mention in HOUSE.mentions(text)
        for candidate in mention.candidates
    )


@given(TEXTS, st.sampled_from(["Later, ", "\n\n", "— "]))
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_mentions(text: str, before: str):
    del before

    assert HOUSE.mentions(text) == HOUSE.mentions(text)


@given(st.lists(PIECES, max_size=20).map(" ".join), ENTRIES, ENTRIES)
@settings(max_examples=150, deadline=None)
def test_more_entries_never_lose_a_name(text: str, entries: list[Entry], more: list[Entry]):
    few = Gazetteer.of(entries)
    many = few.with_entries(more)

    covered = {place for mention in many.mentions(text) for place in range(mention.start, mention.end)}

    for mention in few.mentions(text):
        assert covered & set(range(mention.start, mention.end))


@given(st.lists(PIECES, max_size=20).map(" ".join), ENTRIES, st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_the_order_of_entries_does_not_matter(text: str, entries: list[Entry], seed: int):
    shuffled = random.Random(seed).sample(entries, len(entries))  # noqa: S311  # an order, not a secret

    assert Gazetteer.of(entries).mentions(text) == Gazetteer.of(shuffled).mentions(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_roles_are_always_countries(text: str):
    sources, targets = roles(text)

    assert all(len(code) == 3 and code.isupper() for code in sources | targets)
