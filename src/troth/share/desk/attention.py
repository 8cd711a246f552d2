"""What was said that an office has not heard yet, which reports it spoke about, and what is new since it looked last.

Everything is computed from what the office may see, and nothing else is counted.
"""

from collections.abc import Iterable

from .notes import Note
from .threads import Post

PRESSING = ("question", "notice")
"""Forms of messages that ask for something, the most pressing first."""
ARRIVALS = ("reports", "messages", "receipts", "activities", "complaints", "other")
"""What statements are counted as, in the order in which an overview tells of them."""
_ARRIVES_AS = {
    "evidence": "reports", "retraction": "reports", "message": "messages", "judgement": "messages",
    "acknowledgement": "receipts", "activity": "activities", "complaint": "complaints", "referral": "complaints",
    "answer": "complaints", "closing": "complaints",
}  # fmt: skip


def unheard(posts: Iterable[Post], office: str) -> list[Post]:
    """What others said and the office neither acknowledged nor answered: questions first, then notices, then the rest.

    What was corrected or taken back asks for nothing any more.

    Parameters
    ----------
    posts
        What the office sees, the oldest first.
    """
    every = list(posts)
    answered = {
        str(post.body.get("reply_to") or "") for post in every if post.author == office and post.stands
    }
    found = [
        post
        for post in every
        if post.author != office
        and post.stands
        and post.subject not in answered
        and not post.acknowledged_by(office)
    ]
    return sorted(found, key=lambda post: _pressing(str(post.body.get("form") or "")))


def spoken_of(posts: Iterable[Post], office: str) -> frozenset[str]:
    """The reports that an office said something about in a thread."""
    own = [post.about.partition(":") for post in posts if post.author == office and post.stands]
    return frozenset(name for kind, _, name in own if kind == "report")


def arrivals(notes: Iterable[Note], office: str) -> dict[str, tuple[str, ...]]:
    """What others said, by what it is: the ids that people use, in the order given; of `ARRIVALS` those that there are."""
    found: dict[str, dict[str, None]] = {name: {} for name in ARRIVALS}
    for note in notes:
        if note.author != office:
            found[_ARRIVES_AS.get(note.kind, "other")][note.subject or note.id] = None
    return {name: tuple(subjects) for name, subjects in found.items() if subjects}


def _pressing(form: str) -> int:
    return PRESSING.index(form) if form in PRESSING else len(PRESSING)
