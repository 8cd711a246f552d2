"""Heads that are saved outside the ledger: the memory that a cut-off tail or a log written anew is held against."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from .errors import LedgerError
from .protocol import Ledger, case_head_of

FORMAT = "troth-head/1"
_HEX = re.compile(r"[0-9a-f]{64}")

HeadLike: TypeAlias = Mapping[str, object] | str
"""A saved document, the mapping {log: {size, root}}, either of them as JSON text, or a case head in hex."""


class SavedHead(NamedTuple):
    """What a saved head says."""

    logs: dict[str, tuple[int, str]]
    """Size and root (hex) by log."""
    case_head: str | None


def head_document(ledger: Ledger) -> dict[str, object]:
    """Write the heads of all logs as a document to be saved, printed, or sent to the other parties.

    Returns
    -------
    dict
        ``{format, case_head, logs: {name: {size, root}}}``, ready for JSON.
    """
    heads = ledger.heads()
    return {
        "format": FORMAT,
        "case_head": case_head_of(heads),
        "logs": {head.log: {"size": head.size, "root": head.root.hex()} for head in heads},
    }


def read_head(head: HeadLike) -> SavedHead:
    """Read a saved head in any of its forms.

    >>> read_head('{"a log": {"size": 1, "root": "' + 64 * "0" + '"}}').logs["a log"][0]
    1

    Raises
    ------
    LedgerError
        It is none of them.
    """
    if isinstance(head, str):
        text = head.strip()
        if _HEX.fullmatch(text):
            return SavedHead({}, text)
        try:
            head = json.loads(text)
        except ValueError:
            raise _unreadable(text) from None
    if not isinstance(head, Mapping):
        raise _unreadable(head)
    logs = head["logs"] if "logs" in head and "format" in head else head
    case_head = head.get("case_head") if "format" in head else None
    if not isinstance(logs, Mapping) or not (case_head is None or isinstance(case_head, str)):
        raise _unreadable(head)
    return SavedHead({str(name): _size_and_root(name, value) for name, value in logs.items()}, case_head)


def _size_and_root(name: object, value: object) -> tuple[int, str]:
    if isinstance(value, Mapping):
        size, root = value.get("size"), value.get("root")
        if type(size) is int and size >= 0 and isinstance(root, str) and _HEX.fullmatch(root):
            return size, root
    raise _unreadable({name: value})


def _unreadable(found: object) -> LedgerError:
    shown = str(found)[:80]
    msg = f"head: found {shown!r}, expected {{log: {{size, root}}}} as `troth ledger verify --json` prints it, or 64 hex digits"
    return LedgerError(msg)
