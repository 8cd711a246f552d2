"""The main clause of a news sentence: where it begins, its verb, and where it ends; by word lists, without a parser."""

from dataclasses import dataclass

from troth.read.actors.titles import ADVERBS, AUXILIARY, SAYING
from troth.read.actors.words import Words, listed

TAIL = 16  # words at most of a closing attribution
HEAD = 5  # words at least before it
SHORT = 4  # letters of words too short to be told by their ending
LEADS = listed(
    "in on under after before following with during at as while despite amid since by to for when within upon according although "
    "though if because speaking responding citing from once until"
)
RELATIVES = listed("who which whose whom where")
SUBORDINATE = listed(
    "after before amid despite while when because unless although though since until whereas"
)
TIMES = listed("after before since until")  # prepositions too: "after four years"
IRREGULAR = listed(
    """gave held met sent took broke cut put began won lost shot struck hit fought sought withdrew left came went made led drove
    flew threw bought sold brought caught found got kept knew laid let paid rose ran saw set shook spoke stood stole taught thought
    understood withheld wrote became beat bombed drew fell forgave froze hid overthrew quit rebuilt returns returned sank shut split
    spread swore upheld visit visits meets return returns hosts arrives leaves joins leads seeks holds takes makes"""
)
PARTICIPLES = listed(
    """put held shot struck hit cut sent taken given made broken sold brought caught found kept laid led paid driven thrown seen
    set forgiven frozen hidden overthrown beaten stolen told sought withdrawn flown met"""
)
ADJECTIVAL = listed(
    "committed prepared expected concerned determined interested scheduled supposed opposed divided limited related worried alarmed "
    "united convinced satisfied disappointed pleased delighted outraged aimed based"
)
NOT_VERBS = listed(
    "united armed need seed speed breed indeed hundred sacred red bed aided unarmed exceed proceed succeed feed"
)
BEFORE_ADJECTIVE = listed(
    "the a an its their his her of so most more very alleged some all no any these those"
)
SOURCES = listed("said says reported reports announced told quoted according citing")
BE = listed("is are was were be been being")


@dataclass(frozen=True, slots=True)
class Clause:
    """The main clause as word numbers.

    Parameters
    ----------
    start
        Where the subject may begin: after a leading adjunct.
    verb
        The first finite verb; equal to `end` where none was found.
    end
        Where the clause ends: at a closing attribution ("..., officials said") or a subordinate clause.
    attribution
        Where the closing attribution begins; the number of words where there is none.
    passive
        Whether the subject undergoes the verb.
    """

    start: int
    verb: int
    end: int
    attribution: int
    passive: bool


def clause_of(words: Words) -> Clause:
    """The main clause of a sentence.

    Examples
    --------
    >>> from troth.read.actors.words import words_of
    >>> text = words_of("On Monday, Norland accused Sudria of shelling, officials said.")
    >>> clause = clause_of(text)
    >>> text.words[clause.start], text.words[clause.verb], text.words[clause.attribution]
    ('Norland', 'accused', 'officials')
    """
    attribution = attribution_of(words)
    start = subject_start(words, attribution)
    verb = finite_verb(words, start, attribution)
    end = clause_end(words, verb, attribution)
    return Clause(start, verb, end, attribution, is_passive(words, verb, end))


def attribution_of(words: Words) -> int:
    """Where a closing attribution begins: the last part after a comma, if it only says who said so."""
    for at in range(words.count - 1, 3, -1):
        if "," in words.gap(at - 1):
            tail = words.folded[at:]
            said = len(tail) <= TAIL and any(word in SOURCES for word in tail) and not set(tail) & RELATIVES
            return at if said and has_verb(words, at) else words.count
        if words.folded[at] == "according" and at > HEAD:
            return at
    return words.count


def has_verb(words: Words, stop: int) -> bool:
    """Whether a finite verb stands before a word."""
    return any(is_finite(words, at) for at in range(1, stop))


def subject_start(words: Words, stop: int) -> int:
    """Where the subject begins: after the comma of a leading adjunct."""
    if not words.count or words.folded[0] not in LEADS:
        return 0
    for at in range(1, min(stop, 30)):
        gap = words.gap(at - 1)
        if "," in gap and not words.words[at].isdigit() and has_verb_after(words, at, stop):
            return at
    return 0


def has_verb_after(words: Words, start: int, stop: int) -> bool:
    """Whether a finite verb stands in a range."""
    return any(is_finite(words, at) for at in range(start + 1, stop))


def finite_verb(words: Words, start: int, stop: int) -> int:
    """The first finite verb of the main clause; relative clauses are stepped over."""
    at = start + 1
    while at < stop:
        if words.folded[at] in RELATIVES and "," in words.gap(at - 1):
            at = after_comma(words, at, stop)
        elif words.folded[at] in RELATIVES:
            at = next((place for place in range(at + 1, stop) if is_finite(words, place)), stop - 1) + 1
        elif is_finite(words, at):
            return at
        else:
            at += 1
    return stop


def after_comma(words: Words, at: int, stop: int) -> int:
    """The word after the next comma."""
    return next((place + 1 for place in range(at, stop - 1) if "," in words.gap(place)), stop)


def is_finite(words: Words, at: int) -> bool:
    """Whether a word can be the verb of a clause where it stands."""
    word = words.folded[at]
    if words.words[at][0].isupper():
        return False
    before = words.folded[at - 1]
    if word in AUXILIARY:
        return True
    if before in {"to", "by"} or before in BEFORE_ADJECTIVE:
        return False
    if word in SAYING or word in IRREGULAR:
        return not noun_like(words, at)
    return word.endswith("ed") and len(word) > SHORT and word not in NOT_VERBS and not reduced(words, at)


NOUNS = listed(
    "calls demands offers reports orders plans hopes states visit visits return backs leads approves claims accepts charges promises "
    "urges asks returns supports"
)


def noun_like(words: Words, at: int) -> bool:
    """Whether a word that is a noun as well as a verb stands as a noun: after "of", or where another verb follows."""
    if words.folded[at] not in NOUNS:
        return False
    after = words.folded[at + 1] if at + 1 < words.count else ""
    return (
        after in AUXILIARY
        or after in SAYING
        or words.folded[at - 1] in {"and", "in", "on", "with", "for", "united"}
    )


def reduced(words: Words, at: int) -> bool:
    """Whether a participle follows its noun without a verb: "aid imposed by the council", "plans backed by them"."""
    after = words.folded[at + 1] if at + 1 < words.count else ""
    return after == "by" and words.folded[at - 1] not in AUXILIARY | BE


def clause_end(words: Words, verb: int, stop: int) -> int:
    """Where the clause ends: at a conjunction that begins another clause, or at the attribution."""
    for at in range(verb + 2, stop):
        word = words.folded[at]
        if word in SUBORDINATE and (word not in TIMES or clause_follows(words, at, stop)):
            return at
        if word == "as" and "," not in words.gap(at) and clause_follows(words, at, stop):
            return at
    return stop


def clause_follows(words: Words, at: int, stop: int) -> bool:
    """Whether a subject and a verb follow "as" within eight words."""
    return any(is_finite(words, place) for place in range(at + 2, min(at + 9, stop)))


def is_passive(words: Words, verb: int, stop: int) -> bool:
    """Whether a form of `be` and a participle make the verb.

    Examples
    --------
    >>> from troth.read.actors.words import words_of
    >>> is_passive(words_of("A pilot has been arrested"), 2, 5), is_passive(words_of("Norland is committed"), 1, 3)
    (True, False)
    """
    seen = False
    for at in range(verb, min(verb + 5, stop)):
        word = words.folded[at]
        if word in BE:
            seen = True
        elif seen and (word in PARTICIPLES or (word.endswith("ed") and len(word) >= SHORT)):
            return word not in ADJECTIVAL
        elif word not in AUXILIARY and word not in ADVERBS:
            return False
    return False
