"""What offices say to each other, made ready for pages: threads, receipts, and what the reader may do about them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from troth.records.label import Label, Tlp
from troth.records.message import ABOUT
from troth.share.desk import Post, Receipt, thread
from troth.share.desk.threads import arranged, receipts
from troth.share.report import words

from .links import Links
from .scene import Scene

PLACES = {"term": "terms", "report": "reports", "source": "sources"}
"""Where a page stands for what a message can be about."""
DEEPEST = 3
"""How far replies are set in: a telephone has no room for more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A message as a page shows it."""

    kind: str
    """``message`` or ``judgement``."""
    subject: str
    statement: str
    author: str
    at: str
    form: str
    text: str
    label: str
    about: str
    about_text: str
    about_what: str
    """Of a term what is owed."""
    about_url: str
    reply_to: str
    """The message above that it answers; empty where that is not shown."""
    reply_name: str
    """Who wrote that."""
    depth: int
    """How many messages above it leads to, at most `DEEPEST`."""
    replaced_by: str
    withdrawn: bool
    receipts: tuple[str, ...]
    mine: bool
    unread: bool
    """The reader's office has not acknowledged it."""


def talk(scene: Scene, about: str) -> tuple[PostView, ...]:
    """The thread about something, the oldest first."""
    return views_of(thread(every(scene), about), scene)


def views_of(posts: Sequence[Post], scene: Scene) -> tuple[PostView, ...]:
    """Messages made ready, each with its replies behind it."""
    authors = {post.subject: post.author for post in posts}
    return tuple(
        _view(post, scene, depth=depth, answered=authors.get(str(post.body.get("reply_to") or ""), ""))
        for post, depth in arranged(posts)
    )


def every(scene: Scene) -> tuple[Post, ...]:
    """All messages and judgements that the viewer sees, the oldest first; asked once for a page."""
    state = scene.request.state
    if not hasattr(state, "posts"):
        state.posts = scene.desk.posts(scene.viewer, as_of=scene.as_of)
    found: tuple[Post, ...] = state.posts
    return found


def _view(post: Post, scene: Scene, *, depth: int, answered: str) -> PostView:
    texts, mine = scene.texts, post.author == scene.viewer and scene.signed_in
    kind, _, name = post.about.partition(":")
    judged = post.kind == "judgement"
    return PostView(
        kind=post.kind,
        subject=post.subject,
        statement=post.id,
        author=name_of(post.author, scene),
        at=told(post.at, scene),
        form=texts("talk.form.judgement" if judged else f"talk.form.{post.body.get('form', 'note')}"),
        text=_text(post),
        label=label_text(post.label, scene, post.author),
        about=post.about,
        about_text=texts(f"talk.about.{kind}", name=name) if kind in ABOUT else post.about,
        about_what=_what(kind, name, scene),
        about_url=about_url(post.about, scene.links),
        reply_to=str(post.body.get("reply_to") or "") if answered else "",
        reply_name=name_of(answered, scene) if answered else "",
        depth=min(depth, DEEPEST),
        replaced_by=post.replaced_by or "",
        withdrawn=post.withdrawn,
        receipts=tuple(f"{name_of(one.office, scene)}, {told(one.at, scene)}" for one in post.receipts),
        mine=mine,
        unread=scene.signed_in and not mine and post.stands and not post.acknowledged_by(scene.viewer),
    )


def _what(kind: str, name: str, scene: Scene) -> str:
    return str(scene.seen().index.terms.get(name, {}).get("what", "")) if kind == "term" else ""


def _text(post: Post) -> str:
    if post.kind != "judgement":
        return str(post.body.get("text", ""))
    parts = [str(post.body.get("decision", "")), str(post.body.get("reason", ""))]
    return "\n".join(part for part in parts if part)


def about_url(about: str, links: Links) -> str:
    """The page of what a message is about."""
    kind, _, name = about.partition(":")
    return links.of(PLACES[kind], name) if kind in PLACES else links.to("/talk", about=about)


def name_of(office: str, scene: Scene) -> str:
    """What an office is called in sentences."""
    return scene.seen().index.name(office)


def told(at: datetime, scene: Scene) -> str:
    """A time in the case's zone."""
    seen = scene.seen()
    return words.instant(at.astimezone(seen.index.zone), seen.index.zone, scene.texts)


def label_text(label: Label, scene: Scene, author: str = "") -> str:
    """Who may see a statement, in words."""
    texts = scene.texts
    until = "" if label.embargo is None else told(label.embargo, scene)
    return texts(
        "talk.label", word=f"TLP:{label.tlp.value}", names=_readers(label, scene, author), until=until
    )


def _readers(label: Label, scene: Scene, author: str) -> str:
    texts = scene.texts
    if label.tlp in {Tlp.CLEAR, Tlp.GREEN}:
        return texts(f"talk.for.{label.tlp.value}")
    owner = scene.desk.owner
    names = ", ".join(name_of(name, scene) for name in label.release_to)
    if label.tlp is Tlp.RED or owner in {author, *label.release_to}:
        return texts("talk.for", names=names) if names else texts("talk.for.own")
    keeper = name_of(owner, scene)
    return texts("talk.for.keeper", names=names, keeper=keeper) if names else texts("talk.for", names=keeper)


def receipts_of(scene: Scene, subject: str) -> tuple[str, ...]:
    """Who acknowledged a report, and when, as far as the viewer sees it."""
    return tuple(
        f"{name_of(one.office, scene)}, {told(one.at, scene)}" for one in _received(scene).get(subject, ())
    )


def has_received(scene: Scene, subject: str) -> bool:
    """Whether the viewer's office acknowledged it."""
    return any(one.office == scene.viewer for one in _received(scene).get(subject, ()))


def _received(scene: Scene) -> dict[str, list[Receipt]]:
    """The receipts that the viewer sees, by what was received; asked once for a page."""
    state = scene.request.state
    if not hasattr(state, "received"):
        at, sight = scene.as_of or scene.desk.now(), scene.desk.sight(scene.viewer)
        notes = [note for note in scene.desk.mirror.index.of("acknowledgement") if sight.sees(note, at)]
        notes.sort(key=lambda note: (note.recorded_at, note.id))
        state.received = receipts(notes)
    found: dict[str, list[Receipt]] = state.received
    return found


def may_do(scene: Scene, action: str) -> bool:
    """Whether a page offers to do something: the reader looks as their own office, at what is known now."""
    own = scene.signed_in and scene.viewer == scene.caller.viewer and scene.as_of is None
    return own and bool(scene.caller.may(action))


def author_of(scene: Scene, statement: str) -> str:
    """Whose statement it is; empty where the viewer sees none of that id."""
    note = scene.desk.mirror.notes.get(statement)
    at = scene.as_of or scene.desk.now()
    return note.author if note is not None and scene.desk.sight(scene.viewer).sees(note, at) else ""


def label_of(scene: Scene, statement: str) -> str:
    """The label of a statement that the viewer sees, in words."""
    note = scene.desk.mirror.notes.get(statement)
    at = scene.as_of or scene.desk.now()
    shown = note is not None and scene.desk.sight(scene.viewer).sees(note, at)
    return label_text(note.label, scene, note.author) if note is not None and shown else ""


def token(scene: Scene) -> str:
    """What every form carries, so that no other site can send it."""
    found: str = scene.request.app.state.guard.token(scene.request)
    return found


WORDS = tuple(word.value for word in Tlp)
GLOBALS = {
    "talk": talk, "receipts_of": receipts_of, "may_do": may_do, "author_of": author_of, "label_of": label_of,
    "has_received": has_received, "form_token": token,
}  # fmt: skip
"""What templates may call."""
