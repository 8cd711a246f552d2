r"""Documents as they are received: plain text, Markdown, HTML, DOCX, PDF and e-mail, each as one text with a map.

>>> from troth.read.documents import read_document
>>> document = read_document(b"Aid\n\nNorway sends:\n- tents\n", "aid.txt")
>>> [(block.kind.value, document.said(block)) for block in document.blocks]
[('heading', 'Aid'), ('paragraph', 'Norway sends:'), ('bullet', 'tents')]
"""

from .document import Block, BlockKind, Document, UnreadableError
from .reading import read_document

__all__ = ["Block", "BlockKind", "Document", "UnreadableError", "read_document"]
