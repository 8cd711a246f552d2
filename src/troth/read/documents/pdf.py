"""PDF: the text layer and the ruled tables of each page, by pdfplumber."""

import io
import logging
import re
import zlib
from collections import Counter
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.utils.exceptions import PdfminerException

from .document import BlockKind, Draft, UnreadableError

_BULLET = re.compile(r"^\s*(?:[\u2022\u25aa\u25cf\u00b7\uf0b7*\u2013-]|\(?[a-z0-9]{1,2}[.)])\s+")
_STREAM = re.compile(rb"\bstream\r?\n")
LARGEST_PART = 24 << 20
"""Bytes that one packed part may come to: fonts of all Chinese signs take less, a page of text a thousandth of it."""
_END = re.compile(r"[.!?:;]['\u201d\")]?$")
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def _harmless(content: bytes) -> None:
    """Refuse a file with a packed part that grows beyond what any page of text holds; pictures are not unpacked."""
    for match in _STREAM.finditer(content):
        head = content[max(0, match.start() - 600) : match.start()]
        head = head[head.rfind(b"obj") + 1 :]
        if b"/Image" in head or b"FlateDecode" not in head:
            continue
        try:
            grown = zlib.decompressobj().decompress(memoryview(content)[match.end() :], LARGEST_PART)
        except zlib.error:
            continue  # damaged, or no part at all: the library says so
        if len(grown) >= LARGEST_PART:
            msg = f"a PDF with a part that unpacks to more than {LARGEST_PART >> 20} MiB; it is refused as a likely archive bomb"
            raise UnreadableError(msg)


def read_pdf(content: bytes) -> tuple[Draft, list[str]]:
    """The blocks of a file, page by page, and what could not be read."""
    _harmless(content)
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            return _pages(pdf)
    except PdfminerException as error:
        cause = error.args[0] if error.args else None
        if isinstance(cause, (PDFPasswordIncorrect, PDFEncryptionError)):
            msg = "an encrypted PDF; remove its password and give it again"
            raise UnreadableError(msg) from error
        msg = "a damaged PDF; open it and save or print it to a new file"
        raise UnreadableError(msg) from error
    except (
        PDFException,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        AssertionError,
    ) as error:
        msg = "a damaged PDF; open it and save or print it to a new file"
        raise UnreadableError(msg) from error


def _pages(pdf: Any) -> tuple[Draft, list[str]]:  # noqa: ANN401 - pdfplumber has no types
    draft, problems = Draft(), []
    for number, page in enumerate(pdf.pages, 1):
        lines, tables = _content(page)
        if not lines and not tables:
            problems.append(f"page {number} has no text layer; it may be a scan: run OCR on it")
        _prose(draft, lines, number)
        for rows, box in tables:
            draft.add_table(rows, place=f"page {number}, {box}")
        page.close()
    if not draft.blocks:
        msg = (
            "a PDF without any text (a scan?); run OCR on it and give it again"
            if pdf.pages
            else "a PDF without pages"
        )
        raise UnreadableError(msg)
    return draft, problems


def _content(page: Any) -> tuple[list[dict[str, Any]], list[tuple[list[list[str]], str]]]:  # noqa: ANN401 - pdfplumber has no types
    tables, kept = [], page
    for table in page.find_tables() if page.rects or page.lines else []:
        rows = [[cell or "" for cell in row] for row in table.extract()]
        if len(rows) > 1 and len(rows[0]) > 1:
            tables.append((rows, ",".join(f"{side:.0f}" for side in table.bbox)))
            kept = kept.outside_bbox(table.bbox)
    return kept.extract_text_lines(return_chars=True), tables


def _prose(draft: Draft, lines: list[dict[str, Any]], page: int) -> None:
    """Join lines to paragraphs: a gap, a bullet or a larger type begins a new one."""
    sizes = Counter(round(line["chars"][0]["size"]) for line in lines if line["chars"])
    usual = sizes.most_common(1)[0][0] if sizes else 10
    held: list[dict[str, Any]] = []
    for line in lines:
        if held and _begins(held[-1], line, usual):
            _put(draft, held, page, usual)
            held = []
        held.append(line)
    if held:
        _put(draft, held, page, usual)


def _size(line: dict[str, Any]) -> float:
    return float(round(line["chars"][0]["size"])) if line["chars"] else 0.0


def _begins(before: dict[str, Any], line: dict[str, Any], usual: float) -> bool:
    height = max(1.0, before["bottom"] - before["top"])
    gap = line["top"] - before["bottom"]
    return bool(
        gap > 0.75 * height
        or _BULLET.match(line["text"])
        or _size(line) != _size(before)
        or (_size(before) > usual)
    )


def _put(draft: Draft, lines: list[dict[str, Any]], page: int, usual: float) -> None:
    said = ""
    for line in lines:
        text = line["text"].strip()
        said = (
            said[:-1] + text
            if said.endswith("-") and text[:1].islower() and said[-2:-1].isalpha()
            else f"{said} {text}".strip()
        )
    box = ",".join(
        f"{side:.0f}" for side in (lines[0]["x0"], lines[0]["top"], lines[-1]["x1"], lines[-1]["bottom"])
    )
    place = f"page {page}, {box}"
    if bullet := _BULLET.match(said):
        draft.add(said[bullet.end() :], BlockKind.BULLET, place=place)
    elif len(said) < 120 and _size(lines[0]) > usual and not _END.search(said):
        draft.add(said, BlockKind.HEADING, level=1 if _size(lines[0]) > usual + 4 else 2, place=place)
    else:
        draft.add(said, BlockKind.PARAGRAPH, place=place)
