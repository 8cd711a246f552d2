"""What offices say to each other, made ready for pages: threads, receipts, and what the reader may do about them."""

from dataclasses import dataclass
from datetime import datetime

from troth.records.label import Label, Tlp
from troth.records.message import ABOUT
from troth.share.desk import Post, thread
from troth.share.desk.threads import receipts
from troth.share.report import words

from .links import Links
from .scene import Scene

PLACES = {"term": "terms", "report": "reports", "source": "sources"}
"""Where a page stands for what a message can be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostView:
    """A message as a page shows it."""

    subject: str
    statement: str
    author: str
    at: str
    form: str
    text: str
    label: str
    about: str
    about_text: str
    about_url: str
    reply_to: str
    replaced_by: str
    withdrawn: bool
    receipts: tuple[str, ...]
    mine: bool
    unread: bool
    """The reader's office has not acknowledged it."""


def talk(scene: Scene, about: str) -> tuple[PostView, ...]:
    """The thread about something, the oldest first."""
    return tuple(view_of(post, scene) for post in thread(every(scene), about))


def every(scene: Scene) -> tuple[Post, ...]:
    """All messages and judgements that the viewer sees, the oldest first; asked once for a page."""
    state = scene.request.state
    if not hasattr(state, "posts"):
        state.posts = scene.desk.posts(scene.viewer, as_of=scene.as_of)
    found: tuple[Post, ...] = state.posts
    return found


def view_of(post: Post, scene: Scene) -> PostView:
    """One message made ready."""
    texts, mine = scene.texts, post.author == scene.viewer and scene.signed_in
    kind, _, name = post.about.partition(":")
    judged = post.kind == "judgement"
    return PostView(
        subject=post.subject,
        statement=post.id,
        author=name_of(post.author, scene),
        at=told(post.at, scene),
        form=texts("talk.form.judgement" if judged else f"talk.form.{post.body.get('form', 'note')}"),
        text=_text(post),
        label=label_text(post.label, scene),
        about=post.about,
        about_text=texts(f"talk.about.{kind}", name=name) if kind in ABOUT else post.about,
        about_url=about_url(post.about, scene.links),
        reply_to=str(post.body.get("reply_to") or ""),
        replaced_by=post.replaced_by or "",
        withdrawn=post.withdrawn,
        receipts=tuple(f"{name_of(one.office, scene)}, {told(one.at, scene)}" for one in post.receipts),
        mine=mine,
        unread=scene.signed_in and not mine and post.stands and not post.acknowledged_by(scene.viewer),
    )


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


def label_text(label: Label, scene: Scene) -> str:
    """Who may see a statement, in words."""
    texts = scene.texts
    names = ", ".join(name_of(name, scene) for name in label.release_to)
    until = "" if label.embargo is None else told(label.embargo, scene)
    return texts("talk.label", word=f"TLP:{label.tlp.value}", names=names, until=until)


def receipts_of(scene: Scene, subject: str) -> tuple[str, ...]:
    """Who acknowledged a report, and when, as far as the viewer sees it."""
    at, sight = scene.as_of or scene.desk.now(), scene.desk.sight(scene.viewer)
    notes = [
        note
        for note in scene.desk.mirror.notes.values()
        if note.kind == "acknowledgement" and sight.sees(note, at)
    ]
    notes.sort(key=lambda note: (note.recorded_at, note.id))
    return tuple(
        f"{name_of(one.office, scene)}, {told(one.at, scene)}" for one in receipts(notes).get(subject, ())
    )


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
    return label_text(note.label, scene) if note is not None and shown else ""


def token(scene: Scene) -> str:
    """What every form carries, so that no other site can send it."""
    found: str = scene.request.app.state.guard.token(scene.request)
    return found


WORDS = tuple(word.value for word in Tlp)
GLOBALS = {
    "talk": talk, "receipts_of": receipts_of, "may_do": may_do, "author_of": author_of, "label_of": label_of,
    "form_token": token,
}  # fmt: skip
"""What templates may call."""
