"""Claims: who undertakes, asks for, expects, needs or did what, as a document says it."""

from .confidence import WEIGHTS, confidence, features
from .reading import read_claims

__all__ = ["WEIGHTS", "confidence", "features", "read_claims"]
