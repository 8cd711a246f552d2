"""Whether a place acts: the words around a capital that make it a government."""

from troth.read.actors.titles import ACTED_ON, ADVERBS, AUXILIARY, GOVERNMENT, SAYING, WILL
from troth.read.actors.words import Words, listed


def government_noun(words: Words, stop: int) -> str | None:
    """The word for a government that follows a country's name or adjective, or None.

    Examples
    --------
    >>> from troth.read.actors.words import words_of
    >>> government_noun(words_of("the Belgian government"), 2), government_noun(words_of("Belgian beer"), 1)
    ('government', None)
    """
    at = after_possessive(words, stop)
    for _ in range(2):
        if at >= words.count or words.gap(at - 1) not in {" ", "\n"}:
            return None
        if words.folded[at] in GOVERNMENT:
            return words.words[at]
        if words.folded[at] not in BEFORE:
            return None
        at += 1
    return None


BEFORE = listed(
    "new interim caretaker transitional coalition federal military unity provisional outgoing own national"
)


def after_possessive(words: Words, stop: int) -> int:
    """The word after a name, past its possessive 's."""
    if stop < words.count and words.folded[stop] == "s" and words.gap(stop - 1) in {"'", "’"}:
        return stop + 1
    return stop


def acts(words: Words, start: int, stop: int) -> str | None:
    """Why a capital acts where it stands, or None where it is a place."""
    after = after_possessive(words, stop)
    before = words.folded[start - 1] if start and not words.begins(start) else ""
    if after < words.count and words.gap(after - 1) in {" ", "\n"}:
        if after > stop:
            return f"'{words.words[after]}' is its own" if words.folded[after] in WILL else None
        verb = verb_after(words, after)
        if verb and before not in PLACED:
            return f"it is followed by '{verb}'"
    if after < words.count and words.folded[after] == "which" and "," in words.gap(after - 1):
        verb = verb_after(words, after + 1)
        return f"it is followed by 'which {verb}'" if verb else None
    if before in ACTED_ON:
        return f"it stands after '{words.words[start - 1]}'"
    return pair(words, start, stop)


PLACED = listed("in at near from around outside of through via into toward towards inside to")


MODAL = listed("will would must should wants")
UNDERGOING = listed("be see have been get become host")
SITUATED = listed("based located situated besieged occupied needed red bed")


def verb_after(words: Words, at: int) -> str | None:
    """The verb of saying or deciding that follows, past adverbs and auxiliaries."""
    for step in range(at, min(at + 4, words.count)):
        word = words.folded[step]
        if word in SAYING or (word.endswith("ed") and word not in SITUATED and not word.endswith("eed")):
            return words.words[step]
        if word in MODAL and step + 1 < words.count and not undergoes(words, step + 1):
            return words.words[step]
        if word not in ADVERBS and word not in AUXILIARY:
            return None
        if words.gap(step) not in {" ", "\n"}:
            return None
    return None


def undergoes(words: Words, at: int) -> bool:
    """Whether the verb behind *will* says what happens to the subject: *would be funding* says what it does."""
    if words.folded[at] == "be" and at + 1 < words.count and words.folded[at + 1].endswith("ing"):
        return False
    return words.folded[at] in UNDERGOING


def pair(words: Words, start: int, stop: int) -> str | None:
    """Whether a name is the second of a pair that something stands between: "between X and Y"."""
    if start and words.folded[start - 1] == "and":
        for at in range(start - 2, max(start - 6, -1), -1):
            if words.folded[at] == "between":
                return "it stands after 'between'"
    relation = words.folded[start - 2] if start > 1 else ""
    if start and words.folded[start - 1] in {"with", "to", "from"} and relation in RELATIONS:
        return f"it stands after '{words.words[start - 2]} {words.words[start - 1]}'"
    del stop
    return None


RELATIONS = listed(
    "ties relations talks contacts dialogue alliance pact treaty cooperation friendship border negotiations deal agreement message "
    "letter envoy ambassador delegation support assistance aid pressure"
)
