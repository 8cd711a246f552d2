"""Claims: who undertakes, asks for, expects, needs or did what, as a document says it."""

from .reading import read_claims

__all__ = ["read_claims"]
