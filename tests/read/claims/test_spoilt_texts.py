"""Whatever is cut out of a text, doubled or put into it: reading ends, and every span is the text's own words."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from troth.read import UnreadableError, read_claims, read_document

SOURCES = Path(__file__).resolve().parents[3] / "cases/brussels-talks/sources"
TEXT = "\n\n".join(path.read_text(encoding="utf-8") for path in sorted(SOURCES.glob("*.md"))) + (
    '\n\n"We will not send troops," the Polish prime minister said. "We, the Nordic countries, commit to 20 tents."\n\n'
    "The Mirna Fund (MF), which currently provides 40 beds, agreed on Monday to: (a) build 3 wells; (b) train thirty (30) nurses, "
    "subject to approval, of which 10 in May.\n\n| Donor | Troops | Equipment |\n|---|---|---|\n| Kenya | 1,000 | 20 M113 vehicles |\n"
)
PIECES = [
    "", " ", ",", ".", ";", ":", "(", ")", '"', "\u201c", "\n", "|", "-", "$", "\u20ac", "%", "'s ", "not ", "will ", "shall ",
    "and ", "we ", "We ", "said ", "of which ", "(a) ", "neither ", "ninety (90) ", "who ", "which ", "to ", "by ", "if ", "\x00", "\u202e",
]  # fmt: skip


@settings(deadline=None)
@given(
    st.integers(0, len(TEXT) - 1),
    st.integers(1, 700),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(PIECES)), max_size=10),
)
def test_reading_ends_and_every_span_is_exact(start: int, length: int, changes: list[tuple[float, str]]):
    text = TEXT[start : start + length]
    for where, piece in changes:
        place = int(where * len(text))
        text = text[:place] + piece + text[place + 1 :]
    try:
        document = read_document(text.encode(), "note.md")
    except UnreadableError:
        return
    for claim in read_claims(document):
        assert all(document.text[span.start : span.end] == span.text for span in claim.spans)
