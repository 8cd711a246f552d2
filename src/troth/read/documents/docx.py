"""DOCX: paragraphs, lists and tables by python-docx, after the archive was found harmless."""

import io
import zipfile

import docx
from docx.document import Document as Word
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.exceptions import InvalidXmlError
from docx.table import Table
from docx.text.paragraph import Paragraph
from lxml.etree import XMLSyntaxError

from .document import BlockKind, Draft, UnreadableError

LARGEST = 200 << 20
"""Bytes that the parts of a file may come to when they are unpacked."""
_RATIO = 200


def read_docx(content: bytes) -> tuple[Draft, str]:
    """The blocks of a file and its title."""
    _harmless(content)
    try:
        word: Word = docx.Document(io.BytesIO(content))
    except (
        PackageNotFoundError,
        InvalidXmlError,
        KeyError,
        ValueError,
        XMLSyntaxError,
        zipfile.BadZipFile,
    ) as error:
        msg = "a damaged DOCX file; open it in a word processor and save it anew"
        raise UnreadableError(msg) from error
    draft = Draft()
    for number, part in enumerate(word.iter_inner_content(), 1):
        if isinstance(part, Paragraph):
            _paragraph(draft, part, f"paragraph {number}")
        elif isinstance(part, Table):
            draft.add_table(
                [[cell.text for cell in row.cells] for row in part.rows], place=f"table at paragraph {number}"
            )
    return draft, word.core_properties.title or ""


def _harmless(content: bytes) -> None:
    """Refuse an archive that would grow beyond measure, by what its directory says and by what comes out."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if "word/document.xml" not in {info.filename for info in infos}:
                msg = "a ZIP file without a Word document; unpack it and give the files in it"
                raise UnreadableError(msg)
            total = sum(info.file_size for info in infos)
            if total > LARGEST or total > _RATIO * max(len(content), 50_000):
                msg = f"a DOCX file that unpacks to {total >> 20} MiB; it is refused as a likely archive bomb"
                raise UnreadableError(msg)
            for info in infos:
                _inflated(archive, info)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        msg = "a damaged or encrypted ZIP file"
        raise UnreadableError(msg) from error


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
    """Unpack one part piece by piece: it may not come to more than its directory says."""
    seen = 0
    with archive.open(info) as part:
        while piece := part.read(1 << 20):
            seen += len(piece)
            if seen > LARGEST:
                msg = "a DOCX file with a part that grows beyond measure; it is refused as a likely archive bomb"
                raise UnreadableError(msg)


def _paragraph(draft: Draft, part: Paragraph, place: str) -> None:
    style = (part.style.name if part.style is not None else "") or ""
    listed = part._p.pPr is not None and part._p.pPr.numPr is not None  # noqa: SLF001 - python-docx has no public way to it
    if style.startswith("Heading") or style == "Title":
        level = int(style.split()[-1]) if style.split()[-1].isdigit() else 1
        draft.add(part.text, BlockKind.HEADING, level=level, place=place)
    elif listed or style.startswith("List"):
        draft.add(part.text, BlockKind.BULLET, place=place)
    else:
        draft.add(part.text, BlockKind.PARAGRAPH, place=place)
