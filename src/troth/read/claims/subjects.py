"""Who acts, from the words of a subject: a name, a pronoun, a group, a body."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from troth.read.listed import listed

from . import words
from .memory import Who, of_state, spoken_for
from .strangers import strangers
from .tokens import Token
from .verbs import is_gerund
from .who import SPEAKS, Party, can_act, is_group

if TYPE_CHECKING:
    from .clauses import Clause
    from .sentence import Sentence


def of_clause(told: "Sentence", clause: "Clause") -> Who:
    """Who does what a clause tells; *it* and *they* are first looked for in the clauses before."""
    if clause.group.last == 1 and clause.group.mood == "present":
        several = told.tokens[0].low == clause.group.verb  # *Decide*, and not *Decides*
        makers = (
            (told.memory.parties or told.scene.signatories or told.scene.issuers)
            if several
            else told.scene.issuers[:1]
        )
        return Who(makers, "group" if several and makers else "issuer" if makers else "", inferred=True)
    cut = _bare(_dated(told, told.cut(clause.subject)))
    if len(cut) == 1 and cut[0].low == "they" and told.memory.asked and clause.group.verb in _ANSWERS:
        return Who(told.memory.asked, "pronoun", inferred=True)
    if len(cut) == 1 and cut[0].low in {"it", "they"}:
        for before in reversed(told.clauses[: told.clauses.index(clause)]):
            named = who(told, told.cut(before.subject))
            if named.kind in {"named", "body"} and not any(party.kind == "person" for party in named.parties):
                return replace(named, kind="pronoun", parties=(), inferred=True)
            if named.names and named.inferred and named.kind in {"group", "pronoun"}:
                return replace(named, kind="pronoun", inferred=True)
    found = who(told, cut)
    definite = len(cut) == 2 and cut[0].low in {"the", "its", "their", "this", "his", "her"}
    if definite and cut[-1].low in _STATES | _ORGANISATIONS:
        return _of_sentence(told, clause, cut[-1].low) or found
    return found


_ANSWERS = listed("assure tell say reply respond inform confirm promise pledge answer explain")


def _of_sentence(told: "Sentence", clause: "Clause", noun: str) -> Who | None:
    """*The bank* in a sentence whose main clause names one is that one."""
    kinds = {"organisation", "armed_group"} if noun in _ORGANISATIONS else {"country", "government"}
    for before in reversed(told.clauses[: told.clauses.index(clause)]):
        named = who(told, told.cut(before.subject))
        state = next((of_state(name) for name in named.names if of_state(name)), "")
        if state and noun in _STATES:
            return Who((state,), "pronoun", inferred=True)
        if named.kind == "named" and any(party.kind in kinds for party in named.parties):
            return replace(named, kind="pronoun", parties=(), inferred=True)
    return None


def who(told: "Sentence", cut: Sequence[Token]) -> Who:
    """Who acts, from the words of a subject."""
    if [token.low for token in cut[1:3]] == ["of", "them"] and cut[0].low in _EACH:
        return who(told, [cut[0]._replace(low="both", text="both")])
    cut = after_lead(_bare(_dated(told, cut)))
    if not cut:
        return Who((), "")
    first = cut[0].low
    if (pair := _pair(told, cut)) is not None:
        return pair
    if first in {"we", "i"} or (len(cut) == 1 and first in words.PRONOUNS):
        return _pronoun(told, first)
    bare = cut[1:] if first in words.DETERMINERS and len(cut) > 1 else cut
    named = told.scene.parties_in(cut)
    if named and _heads(cut, named[0]):
        together = (*named, *strangers(told.scene, _coordinated(cut, named[-1].end)))
        return Who(tuple(party.name for party in together), "named", together)
    return _group_of(told, cut, bare) if is_group(cut) else _unnamed(told, cut)


def _unnamed(told: "Sentence", cut: Sequence[Token]) -> Who:
    """A body, or a name that no gazetteer knows."""
    if cut[0].low in {"our", "my"} and can_act(cut):
        return Who(told.scene.issuers, "issuer", inferred=True)
    if can_act(cut) or _shortened(told, cut):
        return _body(told, cut)
    own = next((place for place, token in enumerate(cut) if token.low == "'s"), 0)
    if own and own + 1 < len(cut) and all(token.is_capital for token in cut[own + 1 :]):
        return Who((_words(told, cut[own + 1 :]),), "body")  # *Germany's KfW*
    name = next((place for place, token in enumerate(cut) if place and token.is_capital), 0)
    if name and cut[name - 1].low in words.BODIES and all(token.is_capital for token in cut[name:]):
        return Who((_words(told, cut[name:]),), "body")  # *shipping firm Maersk*
    unknown = strangers(told.scene, cut)
    return Who(tuple(party.name for party in unknown), "named" if unknown else "", unknown)


def _coordinated(cut: Sequence[Token], end: int) -> Sequence[Token]:
    """What stands behind *and* after the last name that is known: *UNDP and the Mirna Fund*."""
    after = [token for token in cut if token.start >= end]
    link = next((place for place, token in enumerate(after[:4]) if token.low == "and"), None)
    return (
        ()
        if link is None or any(token.low in words.PREPOSITIONS for token in after[:link])
        else after[link + 1 :]
    )


def _dated(told: "Sentence", cut: Sequence[Token]) -> Sequence[Token]:
    """The words of a subject without a date that leads them in: *On 24 November Hamas released …*."""
    if not cut:
        return cut
    lead = next(
        (time for time in told.scene.times_in(cut[0].start, cut[-1].end) if time.start == cut[0].start), None
    )
    return cut if lead is None else [token for token in cut if token.start >= lead.end]


def _bare(cut: Sequence[Token]) -> Sequence[Token]:
    """The words of a subject without adverbs and marks at its ends."""
    start, end = 0, len(cut)
    while start < end and (
        cut[start].low in _ADVERBS | words.COORDINATORS
        or cut[start].kind == "mark"
        or cut[start].text in "'\u2019"
    ):
        start += 1
    while end > start and (
        cut[end - 1].low in _ADVERBS
        or cut[end - 1].kind == "mark"
        or (cut[end - 1].low.endswith("ly") and not cut[end - 1].is_capital)
    ):
        end -= 1
    return cut[start:end]


def _group_of(told: "Sentence", cut: Sequence[Token], bare: Sequence[Token]) -> Who:
    """*Both parties*, *the ministers*: the parties of the agreement or the makers of the statement, else the words."""
    made = cut[-1].low in listed(
        "parties sides side party signatories signatory both belligerents two countries governments"
    ) or (
        (told.scene.is_agreement or told.scene.is_joint)
        and cut[-1].low in listed("participants participant ministers leaders presidents")
    )
    acted = told.memory.actors if len(told.memory.actors) > 1 else ()
    joint = told.scene.issuers if told.scene.is_joint else ()
    known = (told.memory.parties or told.scene.signatories or joint or acted) if made else ()
    return Who(known or (_words(told, bare),), "group", inferred=bool(known))


def _pair(told: "Sentence", cut: Sequence[Token]) -> Who | None:
    """*The Mirna government and the Guard*: two who both act, of whom a gazetteer knows at most one."""
    link = [place for place, token in enumerate(cut) if token.low == "and"]
    if len(link) != 1 or any(token.text == "," for token in cut) or link[0] == 0:
        return None
    left, right = who(told, cut[: link[0]]), who(told, cut[link[0] + 1 :])
    named = all(one.kind in {"named", "body", "pronoun"} and len(one.names) == 1 for one in (left, right))
    whole = all(token.is_capital for token in (cut[link[0] - 1], cut[min(link[0] + 1, len(cut) - 1)]))
    begins = cut[link[0] + 1 : link[0] + 2]
    apart = bool(begins) and (begins[0].low in words.DETERMINERS or not whole)
    if not named or not apart or left.names == right.names:
        return None
    return Who(
        (*left.names, *right.names),
        "named",
        (*left.parties, *right.parties),
        left.inferred and right.inferred,
    )


def after_lead(cut: Sequence[Token]) -> Sequence[Token]:
    """*The programme* of *Over the coming two years the programme*: a lead without its comma says when or where."""
    if len(cut) < 4 or cut[0].low not in _LEADS:
        return cut
    for place in range(2, len(cut)):
        before = cut[place - 1]
        begins = cut[place].low in words.DETERMINERS | words.PRONOUNS or (
            cut[place].is_capital and not before.is_capital and before.low not in words.DETERMINERS
        )
        if (
            begins
            and before.kind in {"word", "number"}
            and before.low not in words.PREPOSITIONS | words.COORDINATORS | words.DETERMINERS
        ):
            return cut[place:]
    return cut


_LEADS = listed(
    "in on over by during after within from at until since under before through throughout for as"
)
_EACH = listed("neither both each none all either")


_ADVERBS = listed(
    "today yesterday tonight also now then already meanwhile however therefore further still likewise in turn separately too both neither no"
) - {"both", "in"}


def _heads(cut: Sequence[Token], party: Party) -> bool:
    """Whether the party is the head of the words: *Belgium's involvement* and *the war in Sudan* are not a party."""
    after = [token for token in cut if token.start >= party.end]
    before = [token for token in cut if token.end <= party.start]
    if any(token.low in SPEAKS for token in before[:-1]) and before[-1].low in {"for", "of", "the"}:
        return True
    if any(token.low in words.PREPOSITIONS - {"of"} for token in before):
        return False
    if "of" in [token.low for token in before]:
        head = [token for token in before if token.low not in words.DETERMINERS | {"of"}]
        return bool(head) and (
            head[-1].low in words.BODIES
            or head[-1].low in words.GROUPS
            or head[-1].low in {"people", "behalf"}
        )
    if not after:
        return True
    if after[0].low == "'s" or after[0].text == "'":
        rest = [token for token in after[1:] if token.kind == "word"]
        return any(token.low in words.BODIES | SPEAKS for token in rest[:4])
    tail = after[0]
    if tail.low in words.PREPOSITIONS | {"and", ",", "("} or tail.kind == "mark":
        return True
    return any(token.low in words.BODIES | words.GROUPS or token.is_capital for token in after[:3])


def _pronoun(told: "Sentence", word: str) -> Who:
    if word in {"we", "i"}:
        return _quoted(told) or Who(told.scene.issuers, "issuer", inferred=True)
    if word in {"he", "she"} and told.memory.person:
        return Who(told.memory.person, "pronoun", inferred=True)
    if word == "they" and told.memory.group and len(told.memory.actors) < 2:
        return Who(told.memory.group, "pronoun", inferred=True)
    if word in {"it", "they"} and told.memory.actors:
        return Who(told.memory.actors, "pronoun", inferred=True)
    return Who((), "")


def _said_by(told: "Sentence", clause: "Clause") -> Sequence[Token]:
    """The words for who says it: the subject, or what stands behind the verb in *\u2026," said the envoy*."""
    before = told.tokens[clause.group.first - 1] if clause.group.first else None
    turned = before is not None and (before.text in _QUOTES or before.text == ",")
    if (
        not turned
        or clause.group.mood not in {"past", "present"}
        or clause.group.last >= clause.complement[1]
    ):
        return _bare(_dated(told, told.cut(clause.subject)))
    end = next(
        (
            place
            for place in range(clause.group.last, clause.complement[1])
            if told.tokens[place].kind == "mark" or told.tokens[place].low in words.RELATIVES
        ),
        clause.complement[1],
    )
    return _bare(_dated(told, told.cut((clause.group.last, end))))


def speaker(told: "Sentence", clause: "Clause") -> Who:
    """Who says what a clause with a verb of saying tells."""
    subject = _said_by(told, clause)
    turned = (
        bool(subject)
        and bool(told.cut(clause.subject))
        and subject[0].start > told.tokens[clause.group.first].start
    )
    return who(told, subject) if turned else of_clause(told, clause)


def _quoted(told: "Sentence") -> Who | None:
    """Who is *we* in somebody's own words: the one who says them in this sentence, or who said those before."""
    if not any(token.text in _QUOTES for token in told.tokens):
        return None
    for clause in told.clauses:
        subject = _said_by(told, clause)
        if clause.group.verb in words.SAY and subject and subject[0].low not in words.PRONOUNS:
            says = who(told, subject)
            if says.names and _stranger_in_office(says, subject) and told.memory.country:
                return Who(told.memory.country, "issuer", inferred=True)
            if says.names:
                return Who(spoken_for(says), "issuer", inferred=True)
    return Who(told.memory.speaker, "issuer", inferred=True) if told.memory.speaker else None


def _stranger_in_office(speaker: Who, subject: Sequence[Token]) -> bool:
    """*Minister Valtonen*, of whom nobody says for which country."""
    return (
        len(speaker.parties) == 1
        and not speaker.parties[0].speaker_of
        and any(token.low in SPEAKS for token in subject)
    )


_QUOTES = frozenset('"\u201c\u201d')


def _body(told: "Sentence", cut: Sequence[Token]) -> Who:
    """*The government*, *the bank*: the last who acted, if the words are definite and there is one; else the words."""
    definite = cut[0].low in {"the", "its", "their", "this", "his", "her", "my"} and len(cut) <= 3
    last = cut[-1].low
    said = {token.low for token in cut} - words.DETERMINERS
    known = dict.fromkeys((*told.memory.parties, *told.scene.signatories, *told.memory.actors))
    signed = [name for name in known if said <= set(name.lower().split())]
    if definite and len(signed) == 1:
        return Who(tuple(signed), "pronoun", inferred=True)
    if full := _shortened(told, cut):
        return Who((full,), "pronoun", inferred=True)
    plain = not any(token.is_capital for token in cut[1:-1])
    if definite and last in _STATES and plain and told.memory.country:
        return Who(told.memory.country, "pronoun", inferred=True)
    if definite and last in SPEAKS and (told.memory.country or told.scene.state):
        return Who(told.memory.country or (told.scene.state,), "pronoun", inferred=True)
    if definite and last in _ORGANISATIONS and plain and (named := _named_before(told, cut[0].start, last)):
        return Who((named,), "pronoun", inferred=True)
    known_body = last in _ANY_BODY or any(last in name.lower().split() for name in told.memory.body)
    if definite and last in _ORGANISATIONS and plain and told.memory.body and known_body:
        return Who(told.memory.body, "pronoun", inferred=True)
    bare = cut[1:] if cut[0].low in words.DETERMINERS else cut
    return Who((_words(told, _without_time(told, _without_gerund(bare))),), "body")


def _shortened(told: "Sentence", cut: Sequence[Token]) -> str:
    """*The Brigades*, where the text names the Marsh Brigades; nothing where it names none or several."""
    if len(cut) == 2 and cut[0].low == "the" and cut[1].is_capital:
        return told.scene.short.get(cut[1].low, "")
    return ""


def _without_time(told: "Sentence", cut: Sequence[Token]) -> Sequence[Token]:
    """*Donor nations* of *Donor nations on Wednesday*."""
    times = told.scene.times_in(cut[0].start, cut[-1].end)
    kept = [token for token in cut if not times or token.end <= times[0].start]
    while kept and kept[-1].low in words.PREPOSITIONS:
        kept.pop()
    return kept or cut


def _without_gerund(cut: Sequence[Token]) -> Sequence[Token]:
    """*Governments* of *Governments meeting in Rome*."""
    doing = next((place for place, token in enumerate(cut) if place and is_gerund(token.low)), len(cut))
    return cut[:doing] if cut[doing - 1].low in words.GROUPS else cut


def _named_before(told: "Sentence", place: int, noun: str) -> str:
    """The last organisation before a place whose name has the noun: *the World Bank \u2026 the bank*."""
    found = [
        mention.candidates[0].name
        for mention in told.scene.mentions_in(0, place)
        if mention.kind == "organisation"
        and mention.candidates
        and noun in mention.candidates[0].name.lower().split()
    ]
    return found[-1] if found else ""


_STATES = listed("country government kingdom nation state ministry republic administration cabinet")


_ANY_BODY = listed(
    "group organisation organization agency body alliance bloc union movement charity company bank"
)
"""What may be said of any body; *the committee* is one that calls itself so."""
_ORGANISATIONS = listed(
    "bank alliance union bloc agency organisation organization fund movement group council commission committee company charity foundation federation society mission"
)


def _words(told: "Sentence", cut: Sequence[Token]) -> str:
    return told.scene.document.text[cut[0].start : cut[-1].end] if cut else ""
