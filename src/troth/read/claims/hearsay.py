"""What is told of an undertaking without anybody standing for it: hearsay, what is denied, what is called false."""

import re

from troth.read.listed import listed

from . import words
from .clauses import Clause
from .sentence import Sentence

_HEARSAY = listed("reportedly allegedly supposedly purportedly apparently rumoured rumored")
_FALSE = re.compile(
    r"\b(?:is|was|are|were)\s(?:false|untrue|not true|incorrect|wrong|fake|a lie|no truth)\b|\bno truth\b|\bfalse(?:ly)? (?:claim|report|assert|stat)\w*",
    re.IGNORECASE,
)


def unowned(told: Sentence, clause: Clause) -> bool:
    """Whether what the clause tells as promised is only said, denied or called false.

    *Jamaica reportedly promised soldiers*, *Kingston denied that it had promised any*, *it is false that Brazil pledged
    troops*: none of them is bound by the sentence.
    """
    first = clause.subject[0]
    if _HEARSAY.intersection(told.low((first, min(clause.complement[1], clause.group.last + 3)))):
        return True
    number = told.clauses.index(clause)
    if any(_denies(before, clause) for before in told.clauses[:number]):
        return True
    lead = told.scene.document.text[told.start : told.span((first, clause.group.last))[0]]
    return number > 0 and _FALSE.search(lead) is not None


def _denies(before: Clause, clause: Clause) -> bool:
    """Whether an earlier clause denies the one that hangs on it by *that* or by nothing."""
    group = before.group
    denied = group.verb in words.DENY - {"refuse", "decline", "fail"} or (
        group.verb in words.SAY and group.negated
    )
    return denied and clause.link in {"that", before.group.verb, "having", ""} and not clause.inherited


def nobody(told: Sentence, clause: Clause) -> bool:
    """Whether the subject says that none of them does it: *neither Chile nor Peru*, *no country*, *none of the donors*."""
    return told.low(clause.subject)[:1] in (["neither"], ["no"], ["none"], ["nobody"])
