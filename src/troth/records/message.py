"""Messages between offices, and acknowledgements: what is said about the case, beside what is said of the world."""

from enum import StrEnum

from pydantic import Field, field_validator

from .base import Record

LONGEST_TEXT = 10_000
"""Characters of one message."""
ABOUT = ("case", "agreement", "term", "report", "incident", "source", "crossing", "project", "message")
"""What a message can be about: a row of the case, a place or project by its name, or another message."""


def names_something(about: str) -> bool:
    """Whether a text says what a message is about.

    >>> names_something("term:T1"), names_something("case"), names_something("term:"), names_something("weather:rain")
    (True, True, False, False)
    """
    kind, _, name = about.partition(":")
    return about == "case" if kind == "case" else kind in ABOUT and bool(name.strip())


class MessageForm(StrEnum):
    """What a message is."""

    NOTE = "note"
    """Something to know."""
    QUESTION = "question"
    """It waits for an answer."""
    REPLY = "reply"
    """It answers a message."""
    NOTICE = "notice"
    """A party tells the others formally what it will do or cannot do."""
    RED_LINE = "red_line"
    """What an office will not accept: for itself alone, and never released to anybody."""


class Message(Record):
    """An office says something about a part of the case.

    >>> Message(id="Qatar-7F3K2Q", about="term:T4a", form="question", text="Whose count is this?").kind
    'term'
    """

    id: str = Field(min_length=1)
    about: str
    """``case``, or a kind and a name: ``term:T1``, ``report:E02``, ``crossing:Rafah``."""
    form: MessageForm
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    reply_to: str | None = None
    """The id of the message that it answers."""

    @property
    def kind(self) -> str:
        """What kind of thing it is about."""
        return self.about.partition(":")[0]

    @property
    def name(self) -> str:
        """The name of what it is about; empty for the case as a whole."""
        return self.about.partition(":")[2]

    @field_validator("about")
    @classmethod
    def _names_something(cls, about: str) -> str:
        if not names_something(about):
            msg = f"about: found {about[:80]!r}, expected case or one of {', '.join(ABOUT[1:])} with a name; write it as term:T1"
            raise ValueError(msg)
        return about

    @field_validator("text")
    @classmethod
    def _says_something(cls, text: str) -> str:
        if not text.strip():
            msg = "text: found blanks alone; write what is to be said"
            raise ValueError(msg)
        return text


class Acknowledgement(Record):
    """An office says that it has received a statement: no consent, and no comment on what it says.

    >>> Acknowledgement(id="Egypt-9QK3M2", of="Qatar-7F3K2Q").of
    'Qatar-7F3K2Q'
    """

    id: str = Field(min_length=1)
    of: str = Field(min_length=1)
    """The id of the report or message that was received."""
