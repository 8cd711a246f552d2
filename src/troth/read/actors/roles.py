"""Who does it and to whom: source and target countries of one sentence of news, by rules without a parser."""

import re
from bisect import bisect_left
from typing import NamedTuple

import pycountry

from troth.read.actors.clauses import RELATIVES, Clause, clause_of
from troth.read.actors.gazetteer import house_gazetteer
from troth.read.actors.nouns import Mention
from troth.read.actors.words import Words, listed, words_of

ISO = frozenset(country.alpha_3 for country in pycountry.countries)
JOINED = re.compile(
    r"(?:[’']s?)?(?: [\w’'-]+){0,3}?,? (?:and|or|as well as) (?:the |its |other |both )*|, (?:the )?|[-–/]"
)
RECIPROCAL = listed(
    "agreed agree signed sign held hold met meet launched established resumed reached exchanged ended opened have return returned "
    "began discussed concluded restored broke fought clashed traded conducted are were will"
)
WITHOUT_TARGET = listed("resigned resigns abdicated surrendered died retired")
PLACED = listed("in at near from outside around through via")


SOMEBODY = "?"


NEAR = 40  # characters between two names of one actor


class Group(NamedTuple):
    """Actors that stand together: words from `start` to `stop`, and their countries.

    None stands for an organisation of many countries, `SOMEBODY` for a person whom the gazetteer does not know.
    """

    start: int
    stop: int
    countries: tuple[str | None, ...]
    place: bool


def roles(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Source and target countries of a sentence, as alpha-3 codes.

    The subject of the main verb is the source; what follows it is the target. In the passive they change places. Countries
    in a closing attribution, a leading adjunct or a subordinate clause are neither.

    Examples
    --------
    >>> roles("Norway accused Chile of overfishing, a Danish newspaper said.")
    (frozenset({'NOR'}), frozenset({'CHL'}))
    >>> sorted(roles("Norway and Chile agreed to share data.")[0])
    ['CHL', 'NOR']
    """
    words = words_of(text)
    clause = clause_of(words)
    groups = groups_of(words, house_gazetteer().mentions(text))
    sources, targets = assigned(words, clause, groups)
    return ISO & sources, ISO & targets


def groups_of(words: Words, mentions: list[Mention]) -> list[Group]:
    """Mentions of one actor, and of several joined by "and", as groups."""
    found: list[Group] = []
    for mention in mentions:
        group = group_of(words, mention)
        if group is None:
            continue
        last = found[-1] if found else None
        if last and last.place == group.place and together(words, last, group):
            found[-1] = Group(last.start, group.stop, (*last.countries, *group.countries), last.place)
        else:
            found.append(group)
    return found


def group_of(words: Words, mention: Mention) -> Group | None:
    """One mention as a group; None where it is no actor: an office without a country, a sea."""
    country = mention.country
    known = country in ISO
    if not known and mention.kind not in {"organisation", "armed_group", "person"}:
        return None
    start = bisect_left(words.starts, mention.start)
    stop = bisect_left(words.starts, mention.end)
    who = country if known else SOMEBODY if mention.kind == "person" and not mention.candidates else None
    return Group(start, stop, (who,), mention.kind == "place")


def together(words: Words, last: Group, group: Group) -> bool:
    """Whether two groups are one actor or joined by a conjunction."""
    between = words.text[words.ends[last.stop - 1] : words.starts[group.start]]
    if last.countries[-1] == group.countries[0] and not re.search(
        r"[,;:]| (?:in|to|with|against|that|and) ", between
    ):
        return len(between) < NEAR
    return JOINED.fullmatch(between) is not None


def assigned(words: Words, clause: Clause, groups: list[Group]) -> tuple[set[str | None], set[str | None]]:
    """Sources and targets of a clause."""
    before = subject_groups(words, clause, groups)
    after = [group for group in groups if clause.verb <= group.start < clause.end]
    subject = {country for group in before for country in group.countries} - {SOMEBODY}
    if clause.passive:
        return passive(words, clause, subject, after)
    if not subject and after:
        subject, after = set(after[0].countries), after[1:]
    if not subject and groups:
        subject = set(groups[0].countries)
    if words.folded[clause.verb : clause.verb + 1] and words.folded[clause.verb] in WITHOUT_TARGET:
        return subject, set()
    if len(subject - {None}) > 1 and reciprocal(words, clause):
        return subject, set()
    return subject, target(words, subject, after)


def subject_groups(words: Words, clause: Clause, groups: list[Group]) -> list[Group]:
    """The groups of the subject; a place after an actor says only where it was."""
    inside = [group for group in groups if clause.start <= group.start < clause.verb]
    found = [group for group in inside if not in_relative(words, clause.start, group.start)]
    actors = [group for group in found if not group.place]
    return [group for at, group in enumerate(actors or found) if at == 0 or not circumstance(words, group)]


def in_relative(words: Words, start: int, at: int) -> bool:
    """Whether a word stands in a clause that begins with ", who" and has not ended."""
    for place in range(at - 1, start, -1):
        comma = "," in words.gap(place - 1)
        if comma:
            return words.folded[place] in RELATIVES
    return False


def circumstance(words: Words, group: Group) -> bool:
    """Whether a group in the subject stands after a preposition of place or opposition."""
    at = group.start - 1
    while at >= 0 and words.folded[at] in {"the", "neighboring", "neighbouring"} and at > group.start - 3:
        at -= 1
    return at >= 0 and words.folded[at] in PLACED | {"of", "against", "with", "to", "on", "over"}


def reciprocal(words: Words, clause: Clause) -> bool:
    """Whether the verb is one that two do together."""
    return any(word in RECIPROCAL for word in words.folded[clause.verb : clause.verb + 3])


def passive(
    words: Words, clause: Clause, subject: set[str | None], after: list[Group]
) -> tuple[set[str | None], set[str | None]]:
    """Roles where the subject undergoes the verb: the source stands after "by", or where it happened."""
    for preposition in ({"by"}, {"in", "at", "from"}):
        for group in after:
            near = words.folded[max(clause.verb, group.start - 4) : group.start]
            if preposition & set(near):
                return set(group.countries), subject
    return set(), subject


def target(words: Words, subject: set[str | None], after: list[Group]) -> set[str | None]:
    """The first group after the verb that is somebody else; the same country again where there is nobody else."""
    acting = [group for group in after if not (group.place and located(words, group))] or after
    if acting and acting[0].countries == (SOMEBODY,):
        return subject
    named = [group for group in acting if group.countries != (SOMEBODY,)]
    for group in named:
        if set(group.countries) - subject or (None in group.countries and None in subject):
            return set(group.countries)
    return set(named[0].countries) if named else set()


def located(words: Words, group: Group) -> bool:
    """Whether a place only says where something happened."""
    return group.start > 0 and words.folded[group.start - 1] in PLACED
