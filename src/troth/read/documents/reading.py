"""From bytes to a document, whatever the file is called."""

import datetime as dt
import email
import email.policy
import email.utils
import hashlib
import re
from email.message import EmailMessage, MIMEPart

from troth.read.times import times

from . import markdown
from .decoding import decoded, visible
from .document import Block, BlockKind, Document, Draft, UnreadableError
from .html import read_html
from .language import language

LARGEST = 200 << 20
"""Bytes that are read; a larger file is refused."""
_MAIL = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n", re.MULTILINE)
_HTML = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<(?:p|div|table|article|h1)[\s>]", re.IGNORECASE)


def read_document(
    content: bytes, name: str, *, written: dt.date | None = None, largest: int = LARGEST
) -> Document:
    r"""Read a document: plain text, Markdown, HTML, DOCX, PDF or e-mail, told by its bytes and not by its name.

    Parameters
    ----------
    content
        The bytes as received.
    name
        What it is called; it names the document in claims.
    written
        Its date where the reader knows it; else the document's own, where it gives one.

    Raises
    ------
    UnreadableError
        There is nothing to read: an empty, encrypted, scanned or damaged file, or none of these kinds.

    >>> read_document(b"# Aid\n\nNorway sends tents.\n", "aid.md").title
    'Aid'
    """
    if len(content) > largest:
        msg = f"a file of {len(content) >> 20} MiB; at most {largest >> 20} MiB are read"
        raise UnreadableError(msg)
    if not content.strip():
        msg = "an empty file"
        raise UnreadableError(msg)
    sha = hashlib.sha256(content).hexdigest()
    if content.lstrip()[:5] == b"%PDF-":
        from .pdf import read_pdf  # noqa: PLC0415 - its library takes half a second to load, which other kinds need not wait

        draft, problems = read_pdf(content)
        return _made(name, sha, "application/pdf", draft, "", written, problems)
    if content[:4] == b"PK\x03\x04":
        from .docx import read_docx  # noqa: PLC0415 - as above

        draft, title = read_docx(content)
        return _made(
            name,
            sha,
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            draft,
            title,
            written,
            [],
        )
    if _is_mail(content, name):
        return _mail(content, name, sha, written)
    text, problems = decoded(content)
    if _HTML.search(text[:3000]) and text.lstrip()[:1] == "<":
        draft, title, date = read_html(text)
        if not draft.blocks:
            draft = _stripped(text)
            problems.append("its tags are nested too deep to be followed; it was read as plain text")
        return _made(name, sha, "text/html", draft, title, written or _day(date), problems)
    return _plain(name, sha, text, written, problems)


def _stripped(text: str) -> Draft:
    """The words of a page without its tags, for a page whose tags nobody can follow."""
    draft = Draft()
    for said in re.sub(r"(?is)<(script|style)\b.*?</\1>", " ", text).split("\n"):
        draft.add(re.sub(r"<[^>]{0,2000}>", " ", said), BlockKind.PARAGRAPH)
    if not draft.blocks:
        msg = "an HTML page without any text"
        raise UnreadableError(msg)
    return draft


def _made(  # noqa: PLR0913, PLR0917 - the parts of one thing, which the caller has just told apart
    name: str,
    sha: str,
    media_type: str,
    draft: Draft,
    title: str,
    written: dt.date | None,
    problems: list[str],
) -> Document:
    text = draft.joined()
    return _finished(
        Document(
            name, sha, media_type, text, tuple(draft.blocks), language(text), written, title, tuple(problems)
        )
    )


def _plain(name: str, sha: str, text: str, written: dt.date | None, problems: list[str]) -> Document:
    blocks = markdown.blocks(text)
    if len(blocks) == 1 and blocks[0].kind is BlockKind.HEADING:
        blocks = (
            blocks[0]._replace(kind=BlockKind.PARAGRAPH, level=0),
        )  # a heading over nothing is the text
    if not blocks:
        msg = "a text without any words"
        raise UnreadableError(msg)
    return _finished(
        Document(name, sha, "text/plain", text, blocks, language(text), written, "", tuple(problems))
    )


def _finished(document: Document) -> Document:
    """Add a title and a date where the document itself gives them."""
    title = document.title or next(
        (document.said(block) for block in document.blocks if block.kind is BlockKind.HEADING), ""
    )
    written = document.written or _dateline(document)
    return Document(
        document.name,
        document.sha256,
        document.media_type,
        document.text,
        document.blocks,
        document.language,
        written,
        title,
        document.problems,
    )


def _dateline(document: Document) -> dt.date | None:
    """A whole date that stands alone, or begins the text as agencies date it, among the first blocks."""
    lines = [
        (block.kind, line)
        for block in document.blocks[:5]
        for line in document.said(block).splitlines() or [""]
    ]
    for kind, said in lines[:8]:
        for found in times(said[:120]):
            alone = (
                len(said) - (found.end - found.start) <= 40
                and kind is not BlockKind.CELL
                and found.mod is None
                and not said.rstrip("*_ ").endswith((".", ";"))
            )  # *Kenya will send trucks by 1 May 2027.* is a deadline
            dated = (
                re.match(r"\s?(?:\([^)]*\)\s?)?[-\u2013\u2014]", said[found.end :]) is not None
                and found.start < 40
            )
            if (alone or dated) and found.resolved and re.fullmatch(r"\d{4}-\d{2}-\d{2}", found.resolved):
                return dt.date.fromisoformat(found.resolved)
    return None


def _day(said: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(said.strip()[:10])
    except ValueError:
        return None


def _is_mail(content: bytes, name: str) -> bool:
    head = content[:4096]
    fields = {line.split(b":")[0].lower() for line in head.splitlines() if b":" in line[:40]}
    return {b"from", b"subject"} <= fields and (
        name.lower().endswith(".eml")
        or (_MAIL.match(head.replace(b"\r\n", b"\n")) is not None and b"date" in fields)
    )


def _mail(content: bytes, name: str, sha: str, written: dt.date | None) -> Document:
    """An e-mail: its subject as heading, its Date as date, its text; what is attached is named and not read."""
    message = email.message_from_bytes(_shortened(content), policy=email.policy.default)
    body = message.get_body(("plain", "html"))
    whole = body is None and isinstance(message.get_payload(), str)
    body = message if whole else body
    if body is None:
        msg = "an e-mail without any text"
        raise UnreadableError(msg)
    said, hidden = visible(_said(body))
    problems = ["its parts are not marked as its header says; it was read as one text"] if whole else []
    problems += hidden
    problems += [
        f"the attachment {part.get_filename() or 'without a name'} was not read; save it and give it by itself"
        for part in ([] if whole else message.iter_attachments())
    ]
    subject = str(message["subject"] or "")
    draft = Draft()
    if subject:
        draft.add(subject, BlockKind.HEADING, level=1)
    inner = _inner(said, is_html=body.get_content_type() == "text/html")
    for kind, text, level in inner:
        draft.add(text, kind, level=level)
    if not inner:
        msg = "an e-mail without any text"
        raise UnreadableError(msg)
    return _made(name, sha, "message/rfc822", draft, subject, written or _sent(message), problems)


_HEADER = 4_000
"""Bytes of one header field that are read; the library takes minutes over a field of a megabyte."""


def _shortened(content: bytes) -> bytes:
    """A mail whose header fields are no longer than anybody writes them."""
    head, blank, rest = content.replace(b"\r\n", b"\n").partition(b"\n\n")
    if max(map(len, head.split(b"\n"))) <= _HEADER:
        return content
    return b"\n".join(line[:_HEADER] for line in head.split(b"\n")) + blank + rest


def _said(body: MIMEPart) -> str:
    """The text of a part; one that names no charset, a too small or an unknown one, is UTF-8 where its bytes are."""
    raw = body.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = body.get_content_charset("us-ascii")
    for code in (charset if charset != "us-ascii" else "utf-8", "utf-8"):
        try:
            return raw.decode(code)
        except (LookupError, ValueError):  # no such charset, no charset of text (*hex*), or other bytes
            continue
    return raw.decode("cp1252", errors="replace")


def _sent(message: EmailMessage) -> dt.date | None:
    try:
        return email.utils.parsedate_to_datetime(str(message["date"])).date()
    except (TypeError, ValueError):
        return None


def _inner(said: str, *, is_html: bool) -> list[tuple[BlockKind, str, int]]:
    """The parts of a mail's text; tables of plain text come as lines."""
    if is_html:
        draft, _, _ = read_html(said)
        draft = draft if draft.blocks else _stripped(said)
        text, found = draft.joined(), tuple(draft.blocks)
    else:
        text, found = said, markdown.blocks(said)
    return [
        (_kind(block), text[block.start : block.end], block.level)
        for block in found
        if text[block.start : block.end].strip()
    ]


def _kind(block: Block) -> BlockKind:
    return BlockKind.PARAGRAPH if block.kind is BlockKind.CELL else block.kind
