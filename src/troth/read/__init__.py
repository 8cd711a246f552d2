"""Documents into attributed, dated and quantified claims, each with the exact places that it was read from.

>>> from troth.read import read_claims, read_document
>>> document = read_document(b"Norway will send 40 engineers by June 2026.", "note.txt")
>>> claim, = read_claims(document)
>>> claim.actor, claim.action, claim.object, claim.time.value
(('Norway',), 'send', '40 engineers', '2026-06')
"""

from .actors import Gazetteer, house_gazetteer
from .claims import read_claims
from .documents import Block, BlockKind, Document, UnreadableError, read_document

__all__ = [
    "Block",
    "BlockKind",
    "Document",
    "Gazetteer",
    "UnreadableError",
    "house_gazetteer",
    "read_claims",
    "read_document",
]
