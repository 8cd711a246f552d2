"""Notes without a finite verb: *UN mission to provide two buses*, *IOM: 4 clinics to be deployed*."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from troth.read.listed import listed

from .clauses import Clause
from .deeds import Deed, deeds
from .drafting import commitment
from .drafts import Draft
from .group import Group
from .memory import Who
from .sentence import Sentence
from .subjects import who
from .verbs import FORMS, is_participle, lemma

_LONGEST = 12
"""Words at most before the *to*."""
_COMES = listed("arrive follow start begin come resume open")
_WEAK = listed("be have see become know discuss consider explore meet")


def unfinished(told: Sentence) -> Iterator[Draft]:
    """What the parts of a sentence say that semicolons part and that have no finite verb before their *to*."""
    marks = [place for place, token in enumerate(told.tokens) if token.text == ";"]
    for first, last in pairwise([-1, *marks, len(told.tokens)]):
        begin, end = first + 1, last
        while end > begin and told.tokens[end - 1].kind == "mark" and told.tokens[end - 1].text != ")":
            end -= 1
        to = _to(told, begin, end)
        if to is not None:
            yield from _note(told, begin, to, end)


def _to(told: Sentence, begin: int, end: int) -> int | None:
    """The *to* before which nothing finite stands."""
    place = next(
        (at for at in range(begin + 1, min(end - 1, begin + _LONGEST)) if told.tokens[at].low == "to"), None
    )
    if place is None or any(begin <= clause.group.first < place for clause in told.clauses):
        return None
    following = told.tokens[place + 1]
    form = FORMS.get(following.low)
    return place if following.low == "be" or (form is not None and form.tense == "base") else None


def _note(told: Sentence, begin: int, to: int, end: int) -> Iterator[Draft]:
    colon = next((at for at in range(begin, to) if told.tokens[at].text == ":"), None)
    actor = _acting(told, begin, to if colon is None else colon)
    verb = told.tokens[to + 1].low
    if actor is None:
        return
    clause = _clause(told, (begin, to if colon is None else colon), to, end)
    if colon is not None and colon + 1 < to:
        passive = verb == "be" and to + 2 < end and is_participle(told.tokens[to + 2].low)
        if passive or verb in _COMES:
            action = lemma(told.tokens[to + 2].low) if passive else "provide"
            deed = Deed(action, (colon + 1, end), colon + 1, verbal=True)
            yield commitment(told, clause, actor, "is to", deed, "a note says what is to be done")
        return
    if verb in _WEAK:
        return
    for deed in deeds(told.tokens, to, end):
        if deed.verbal:
            yield commitment(told, clause, actor, "is to", deed, "a note says who is to do it")


def _acting(told: Sentence, begin: int, end: int) -> Who | None:
    cut = told.cut((begin, end))
    found = who(told, cut)
    if found.acts and found.names:
        return found
    return None


def _clause(told: Sentence, subject: tuple[int, int], to: int, end: int) -> Clause:
    group = Group(to, to + 2, told.tokens[to + 1].low, "is to", passive=False, negated=False)
    del told
    return replace(Clause(group, subject, (to + 2, end), (subject[0], subject[0]), ""))
