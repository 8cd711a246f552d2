"""Notes without a finite verb: *UN mission to provide two buses*, *IOM: 4 clinics to be deployed*."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from troth.read.listed import listed

from . import words
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


def to_be_done_by(told: Sentence) -> Iterator[Draft]:
    """*The conference, to be hosted by Germany in October*: what stands before is what the agent is to do."""
    for place in range(2, len(told.tokens) - 4):
        if told.low((place, place + 2)) != ["to", "be"] or not is_participle(told.tokens[place + 2].low):
            continue
        by = next(
            (at for at in range(place + 3, min(place + 6, len(told.tokens))) if told.tokens[at].low == "by"),
            None,
        )
        if by is None or any(clause.group.first <= place < clause.group.last for clause in told.clauses):
            continue
        start = place - (told.tokens[place - 1].text == ",")
        first = _phrase(told, start)
        parties = told.scene.parties_in(told.cut((by + 1, min(by + 8, len(told.tokens)))))
        if parties and first < start and parties[0].start - told.tokens[by].end <= 5:
            end = next(
                (at for at in range(by, len(told.tokens)) if told.tokens[at].kind == "mark"), len(told.tokens)
            )
            clause = _clause(told, (first, start), place, end)
            clause = replace(clause, group=replace(clause.group, last=end))
            deed = Deed(lemma(told.tokens[place + 2].low), (first, start), first, verbal=True)
            yield commitment(
                told,
                clause,
                Who((parties[0].name,), "named", (parties[0],)),
                "is to",
                deed,
                "is to be done by",
            )


def _phrase(told: Sentence, end: int) -> int:
    """Where the noun phrase begins that ends at a place."""
    start = end
    while (
        start > 0
        and told.tokens[start - 1].kind in {"word", "number"}
        and not (
            told.tokens[start - 1].low
            in words.PREPOSITIONS - {"of", "on", "for"} | words.COORDINATORS | {"to"}
            or any(clause.group.first <= start - 1 < clause.group.last for clause in told.clauses)
        )
    ):
        start -= 1
    return start


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
    if (
        actor is None
        and told.memory.decided
        and verb == "be"
        and to + 2 < end
        and is_participle(told.tokens[to + 2].low)
    ):
        actor = Who(
            told.memory.parties or told.scene.signatories or told.scene.issuers[:1] or ("the parties",),
            "group",
            inferred=True,
        )
        deed = Deed(lemma(told.tokens[to + 2].low), (begin, to), begin, verbal=True)
        yield commitment(
            told,
            _clause(told, (begin, to), to, end),
            actor,
            "is to",
            deed,
            "a decision says what is to be done",
        )
        return
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
