"""Statements: the unit of truth, and the id that stays when a field of it is taken out.

The id of a statement is a hash over the *salted digests of its fields*, not over the fields (`seal.py` has the formula).
A field is a top-level field, or ``body.KEY`` for each key of the body; absent fields (None, an empty text, an empty
list) have no digest. The nonce that the salts come from is known to those who may read the whole statement. Whoever may
read a part of it is given the values and salts of that part and the digests of the rest: the id can be recomputed, what
is missing cannot be guessed, and the Merkle proofs of the ledger stay valid. Signatures and local arrival times are no
part of a statement, so they are no part of its id.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Annotated, NamedTuple, Self

from pydantic import AwareDatetime, BeforeValidator, Field, JsonValue, field_validator, model_validator

from .base import Record
from .canonical import canonical, plain, plain_text, utc_text
from .errors import TrothError
from .label import PUBLIC, Label
from .moment import Precision
from .seal import Whole, derive_nonce, field_digest, id_of_digests, layout_of, salts_of, seal_fields

__all__ = [
    "UNREDACTABLE",
    "Content",
    "RedactedStatement",
    "RedactionError",
    "Sealed",
    "Statement",
    "StatementId",
    "content_of",
    "derive_nonce",
    "disclose",
    "fields_of",
    "label_values",
    "read_content",
    "redact",
    "reveal_only",
    "seal",
    "statement_id",
    "statement_of",
]

StatementId = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]

UNREDACTABLE = frozenset(
    {"author", "kind", "label", "recorded_at", "recorded_at_precision", "supersedes", "retracts"},
)
"""Without these a ledger could not say who may see a statement, since when it was known, or what it replaces."""


_NONCE = re.compile(r"([0-9a-f]{2}){16,64}")


class RedactionError(TrothError, ValueError):
    """A field cannot be taken out, or what is left does not fit its id; the message says which and why."""


def _plain_body(value: object) -> object:
    return plain(value, "body") if isinstance(value, Mapping) else value


class Statement(Record):
    """Somebody says something, valid for a time, recorded at a time, with a label that says who may see it.

    >>> from datetime import UTC, datetime
    >>> crossing = Statement(
    ...     author="desk", kind="evidence", subject="E1", body={"event": "entry", "quantity": "137..200"},
    ...     recorded_at=datetime(2023, 11, 25, tzinfo=UTC), label=Label(tlp="CLEAR"), nonce=derive_nonce(7, "E1"),
    ... )
    >>> statement_id(crossing)[:16]
    '06daf82b2b226138'
    """

    author: str = Field(min_length=1)
    """The office that put it in and answers for it; the publisher that it goes back to is its `source`."""
    kind: str = Field(min_length=1)
    """What it is: source, party, agreement, term, evidence, judgement, retraction, …"""
    subject: str = ""
    """The id that the case itself gives it, such as ``E34``."""
    body: Annotated[dict[str, JsonValue], BeforeValidator(_plain_body)] = Field(default_factory=dict)
    """What is said; decimals and times become texts. A copy of what was given; not to be changed afterwards."""
    source: str = ""
    """The id of the source it was read in."""
    valid_from: AwareDatetime | None = None
    valid_from_precision: Precision | None = None
    valid_to: AwareDatetime | None = None
    valid_to_precision: Precision | None = None
    recorded_at: AwareDatetime
    """Since when it could be known; for a source dated by a day, the end of that day."""
    recorded_at_precision: Precision | None = None
    label: Label
    supersedes: tuple[StatementId, ...] = ()
    """Ids of statements by the same author that this one replaces; sorted, each once."""
    retracts: StatementId | None = None
    """Id of a statement by the same author that this one takes back."""
    nonce: str = Field(pattern=r"^([0-9a-f]{32,128})?$")
    """16 to 64 secret bytes in hex. Empty only where a statement is shown with a field taken out."""

    @field_validator("author")
    @classmethod
    def _author_is_somebody(cls, author: str) -> str:
        if author == PUBLIC:
            msg = (
                f"author: {PUBLIC!r} is nobody in particular; name the office that answers for the statement"
            )
            raise ValueError(msg)
        return author

    @field_validator("supersedes")
    @classmethod
    def _each_once(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(sorted(set(ids)))

    @field_validator("body")
    @classmethod
    def _keys_have_names(cls, body: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if "" in body:
            msg = "body: found an empty key; expected every key to have a name"
            raise ValueError(msg)
        return body

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            msg = f"valid_to {self.valid_to.isoformat()} lies before valid_from {self.valid_from.isoformat()}"
            raise ValueError(msg)
        if self.kind == "retraction" and self.retracts is None:
            msg = "a statement of kind 'retraction' names in `retracts` the id of the statement that it takes back"
            raise ValueError(msg)
        if len(self.nonce) % 2:
            msg = f"nonce: found {len(self.nonce)} hex digits, expected an even number"
            raise ValueError(msg)
        return self


class Sealed(NamedTuple):
    """A statement as it is stored: its id, its canonical content, and the canonical JSON of each field."""

    id: str
    content: str
    fields: dict[str, str]


@lru_cache(maxsize=4096)
def _label_text(label: Label) -> str:
    return canonical(label_values(label)).decode()


def label_values(label: Label) -> dict[str, object]:
    """Write a label as plain values: the word, the sorted release list, the embargo in UTC or None."""
    embargo = None if label.embargo is None else utc_text(label.embargo)
    return {"tlp": label.tlp.value, "release_to": list(label.release_to), "embargo": embargo}


def fields_of(statement: Statement) -> dict[str, str]:
    """Write every field that is present as canonical JSON, by its name."""
    found = {
        "author": encode_basestring(statement.author),
        "kind": encode_basestring(statement.kind),
        "label": _label_text(statement.label),
        "recorded_at": f'"{utc_text(statement.recorded_at)}"',
    }
    if statement.subject:
        found["subject"] = encode_basestring(statement.subject)
    if statement.source:
        found["source"] = encode_basestring(statement.source)
    if statement.supersedes:
        found["supersedes"] = plain_text(list(statement.supersedes))
    if statement.retracts:
        found["retracts"] = plain_text(statement.retracts)
    _add_times(statement, found)
    for key, value in statement.body.items():
        found[_in_body(key)] = encode_basestring(value) if type(value) is str else plain_text(value)
    return found


@lru_cache(maxsize=4096)
def _in_body(key: str) -> str:
    """Name of a key of the body as a field; the same object each time, whose hash is known already."""
    return "body." + key


def _add_times(statement: Statement, found: dict[str, str]) -> None:
    if statement.valid_from is not None:
        found["valid_from"] = f'"{utc_text(statement.valid_from)}"'
    if statement.valid_to is not None:
        found["valid_to"] = f'"{utc_text(statement.valid_to)}"'
    # A Precision is a text; adding it is four times as fast as asking the enum for its value.
    if statement.valid_from_precision is not None:
        found["valid_from_precision"] = '"' + statement.valid_from_precision + '"'
    if statement.valid_to_precision is not None:
        found["valid_to_precision"] = '"' + statement.valid_to_precision + '"'
    if statement.recorded_at_precision is not None:
        found["recorded_at_precision"] = '"' + statement.recorded_at_precision + '"'


def seal(statement: Statement) -> Sealed:
    """Compute the id of a statement and the canonical content that a ledger keeps, in one pass.

    Raises
    ------
    RedactionError
        The statement is a view of a redacted one: it has no nonce, so no id of its own.
    """
    if not statement.nonce:
        msg = f"statement {statement.subject!r} is shown with fields taken out; its id is the one it was stored with"
        raise RedactionError(msg)
    fields = fields_of(statement)
    return Sealed(*seal_fields(statement.nonce, fields), fields)


def statement_id(statement: Statement) -> str:
    """Compute the id of a statement: 64 hex digits, the same for everybody who holds the same statement and nonce."""
    return seal(statement).id


class RedactedStatement(Record):
    """A statement of which some fields may be missing, in a form that still proves its id.

    Holds no nonce: from it the salt of a missing field could be derived, and a short value be found by trying.
    """

    id: StatementId
    values: dict[str, JsonValue]
    """What is left, by field."""
    salts: dict[str, str]
    """Salt of each field in `values`."""
    hidden: dict[str, str]
    """Digest of each field that was taken out."""

    @model_validator(mode="after")
    def _fits_its_id(self) -> Self:
        found = _id_of_parts(self.values, self.salts, self.hidden)
        if found != self.id:
            msg = f"the fields give the id {found}, expected {self.id}"
            raise ValueError(msg)
        return self

    def statement(self) -> Statement:
        """Show the statement as far as it still can be: what was taken out is absent, and so is the nonce."""
        return statement_of(self.values, nonce="")


def _id_of_parts(values: Mapping[str, JsonValue], salts: Mapping[str, str], hidden: Mapping[str, str]) -> str:
    if odd := sorted(values.keys() ^ salts.keys()):
        msg = f"fields {', '.join(odd)}: expected a value and a salt for each field that is shown"
        raise RedactionError(msg)
    if both := sorted(values.keys() & hidden.keys()):
        msg = f"fields {', '.join(both)}: found both a value and the digest of a value that was taken out"
        raise RedactionError(msg)
    shown = {
        name: field_digest(salts[name], name, canonical(value).decode()) for name, value in values.items()
    }
    return id_of_digests({**hidden, **shown})


def statement_of(values: Mapping[str, JsonValue], *, nonce: str) -> Statement:
    """Build a statement from its fields by name (``body.KEY`` for the keys of the body)."""
    body = {name[5:]: value for name, value in values.items() if name.startswith("body.")}
    rest = {name: value for name, value in values.items() if not name.startswith("body.")}
    return Statement.model_validate({**rest, "body": body, "nonce": nonce})


def disclose(statement: Statement) -> RedactedStatement:
    """Turn a statement into values and salts, with nothing missing yet."""
    sealed = seal(statement)
    values = json.loads(sealed.content)["values"]
    layout = layout_of(tuple(values))
    salts = dict(zip(layout.names, salts_of(statement.nonce, layout), strict=True))
    return RedactedStatement(id=sealed.id, values=values, salts=salts, hidden={})


def redact(statement: Statement | RedactedStatement, paths: Iterable[str]) -> RedactedStatement:
    """Take fields out: their values and salts are dropped, their digests stay, the id does not change.

    Parameters
    ----------
    statement
        A whole statement, or one that lacks fields already.
    paths
        Names of fields: ``source``, ``subject``, ``valid_from`` … or ``body.KEY``.

    Raises
    ------
    RedactionError
        A path names no field that is there, or one that a ledger cannot do without.
    """
    whole = disclose(statement) if isinstance(statement, Statement) else statement
    out = set(paths)
    for path in sorted(out):
        if path in UNREDACTABLE:
            msg = f"field {path!r} cannot be taken out: a ledger needs it to say who may see the statement, and when"
            raise RedactionError(msg)
        if path not in whole.values:
            msg = f"field {path!r} is not in the statement; it has {', '.join(sorted(whole.values))}"
            raise RedactionError(msg)
    return reveal_only(whole, whole.values.keys() - out)


def reveal_only(whole: RedactedStatement, names: Iterable[str]) -> RedactedStatement:
    """Show the named fields alone; every other field is left as its digest. For a proof that is handed out."""
    shown = set(names)
    gone = {
        name: field_digest(whole.salts[name], name, canonical(value).decode())
        for name, value in whole.values.items()
        if name not in shown
    }
    return RedactedStatement(
        id=whole.id,
        values={name: value for name, value in whole.values.items() if name in shown},
        salts={name: salt for name, salt in whole.salts.items() if name in shown},
        hidden=whole.hidden | gone,
    )


def content_of(redacted: RedactedStatement) -> str:
    """Canonical content of a statement with fields taken out, as a ledger keeps it."""
    return canonical({"hidden": redacted.hidden, "salts": redacted.salts, "values": redacted.values}).decode()


class Content(NamedTuple):
    """Stored content, read again: values by field, and either the nonce or salts and the digests of what is gone."""

    values: dict[str, JsonValue]
    nonce: str = ""
    salts: Mapping[str, str] = {}
    hidden: Mapping[str, str] = {}

    def again(self) -> Whole:
        """Compute id and canonical text from the parts alone, to be compared with what is stored."""
        if self.nonce:
            return seal_fields(self.nonce, {name: plain_text(value) for name, value in self.values.items()})
        text = canonical({"hidden": self.hidden, "salts": self.salts, "values": self.values}).decode()
        return Whole(_id_of_parts(self.values, self.salts, self.hidden), text)

    def statement(self) -> Statement:
        """Build the statement; fields that were taken out are absent."""
        return statement_of(self.values, nonce=self.nonce)


def read_content(content: str) -> Content:
    """Read stored content. It is not checked: compare `again()` with what is stored for that.

    Raises
    ------
    RedactionError
        The text is not the content of a statement.
    """
    try:
        parts = json.loads(content)
    except (ValueError, RecursionError) as error:
        parts, problem = None, str(error)
    else:
        problem = _oddity(parts)
    if problem:
        msg = f"found {content[:60]!r}…, expected the content of a statement ({problem})"
        raise RedactionError(msg)
    return Content(**parts)


def _oddity(parts: object) -> str:
    """Say why parsed JSON has not the shape of a stored content; empty if it has."""
    if not isinstance(parts, dict) or parts.keys() not in (
        {"nonce", "values"},
        {"hidden", "salts", "values"},
    ):
        return "it has other parts"
    if not isinstance(parts["values"], dict):
        return "its values are no table"
    nonce = parts.get("nonce")
    if nonce is not None and not (isinstance(nonce, str) and _NONCE.fullmatch(nonce)):
        return "its nonce is not 16 to 64 bytes in lower-case hex"
    for name in ("salts", "hidden"):
        table = parts.get(name, {})
        if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
            return f"its {name} are no table of texts"
    return ""
