"""How claims of several documents stand to each other, and which of them have one origin."""

from .copying import is_copied, origins
from .relate import Relation, Said, relation

__all__ = ["Relation", "Said", "is_copied", "origins", "relation"]
