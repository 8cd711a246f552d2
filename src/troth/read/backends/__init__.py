"""Another reader beside the rules: a language model that proposes, and the text that disposes.

Off unless a user names a model. What it proposes is nothing but quotes; each is found in the text or refused, and what
is found becomes a claim that waits for people like any other.
"""

from .checking import MODEL, Checked, Refused, checked, joined
from .proposals import PROMPT, Answer, Kept, Proposal, Proposer, pieces

__all__ = [
    "MODEL",
    "PROMPT",
    "Answer",
    "Checked",
    "Kept",
    "Proposal",
    "Proposer",
    "Refused",
    "checked",
    "joined",
    "pieces",
]
