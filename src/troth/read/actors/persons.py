"""Persons: office holders by name, and names that nobody here knows (their candidates stay empty)."""

import re

from troth.read.actors.nouns import Candidate
from troth.read.actors.reading import DERIVED, Bearers, Hit, Reading, Scene, Sense, candidate, office
from troth.read.actors.titles import ADVERBS, DATES, HONORIFICS, INSTITUTIONS, PERSONAL, SAYING
from troth.read.actors.words import PARTICLES, SMALL, Words, listed

LONGEST = 6  # words of a name
WRAPPED = 60  # characters of a line that may go on in the next
DATED = re.compile(r"\n[A-Z][\w .'-]{1,30},\s(?:\d{1,2}\s[A-Z]|[A-Z][a-z]+\s\d)")  # "Rome, 14 November"
SHORT_WORD = 3  # letters; shorter words are small in headings too
MOSTLY = 0.8
TABLED = 2  # the rank of our own table of office holders
FIRST_NAMES = listed(
    "jordan chad georgia israel paris sydney austin india kenya sofia victoria virginia charlotte florence"
)


MOVING = listed(
    "met meets visited visits spoke speaks arrived flew travelled traveled will would resigned chaired signed"
)
COUNTRY_NAMES = frozenset(["jordan", "chad", "georgia"])  # first names first, where a surname follows


def named_persons(scene: Scene, bearers: Bearers) -> list[Reading]:
    """Persons that stand after a title, before their office, or before a verb of saying."""
    words, hits, starts = scene.words, scene.hits, scene.starts
    found: list[Reading] = []
    at = 0
    while at < words.count:
        person = None
        if words.words[at][0].isupper():
            person = titled(scene, at, bearers) or introduced(scene, at)
        if person is None:
            at = hits[starts[at]].stop if at in starts else at + 1
        else:
            found.append(person)
            at = person.stop
    return found


def run(words: Words, at: int) -> int:
    """Where a run of capitalised words that begins here stops; particles may stand inside it.

    Examples
    --------
    >>> from troth.read.actors.words import words_of
    >>> run(words_of("Tove van der Linde said"), 0)
    4
    """
    stop = at
    while stop < words.count and stop - at < LONGEST:
        word = words.words[stop]
        if word[0].isupper() and words.folded[stop] not in DATES:
            stop += 1
            last = stop
        elif word in PARTICLES and stop > at:
            stop += 1
            continue
        else:
            break
        if not inside_name(words, last - 1):
            break
    while stop > at and not words.words[stop - 1][0].isupper():
        stop -= 1
    return stop


def inside_name(words: Words, at: int) -> bool:
    """Whether a person's name can go on after this word."""
    gap = words.gap(at)
    if gap == "\n":  # a name may be wrapped; a short line ends by itself, as headings and datelines do
        end = words.ends[at]
        return end - words.text.rfind("\n", 0, end) > WRAPPED and not DATED.match(words.text, end)
    return gap in {" ", "-", "'", "’"} or (gap == ". " and len(words.words[at]) == 1)


def titled(scene: Scene, at: int, bearers: Bearers) -> Reading | None:
    """A person whose name follows a title or an honorific directly."""
    words, starts = scene.words, scene.starts
    title = title_before(scene, at)
    honorific = (
        at > 0
        and words.folded[at - 1] in HONORIFICS
        and words.gap(at - 1) in {" ", ". "}
        and words.words[at - 1][0].isupper()
    )
    if (title is None and not honorific) or words.folded[at] in PERSONAL:
        return None
    stop = cut(scene, at, run(words, at))
    if stop == at or heading(words, at) or words.folded[at] in INSTITUTIONS | HONORIFICS:
        return None
    if all(word.isupper() for word in words.words[at:stop]) and at not in starts:
        return None
    who = office(words, scene.hits, title) if title is not None else ()
    known = known_as(scene, (at, stop), bearers, who)
    return Reading(at, stop, "person", known or introduced_as(who))


def title_before(scene: Scene, at: int) -> int | None:
    """The number of the title that ends right before a word, or before a comma and a word, or None."""
    number = scene.stops.get(at)
    if number is None:
        return None
    gap = scene.words.gap(at - 1)
    hit = scene.hits[number]
    text = " ".join(scene.words.folded[hit.start : hit.stop])
    if hit.best.form != "title" or text not in PERSONAL:
        return None
    apposed = gap == ", " and not scene.words.begins(at) and apposition(scene, at, number)
    return number if gap in {" ", "\n"} or apposed else None


def apposition(scene: Scene, at: int, title: int) -> bool:
    """Whether a name stands between commas after an office that has an owner: "Ruria's chancellor, Ida Berg, ..."."""
    stop = run(scene.words, at)
    closed = stop >= scene.words.count or scene.words.gap(stop - 1)[:1] in {",", ".", ";", ":"}
    return stop - at > 1 and closed and bool(office(scene.words, scene.hits, title))


def cut(scene: Scene, at: int, stop: int) -> int:
    """Where a name ends before another name begins: a country or an institution is no surname."""
    words, hits, starts = scene.words, scene.hits, scene.starts
    if at in starts:
        first = hits[starts[at]]
        if first.best.kind != "person" and not (stop - at > 1 and words.folded[at] in FIRST_NAMES):
            single = first.stop - first.start == 1 and first.best.kind == "place" and stop - at > 1
            return stop if single and first.best.rank > DERIVED else at
    for inner in range(at + 1, stop):
        hit = hits[starts[inner]] if inner in starts else None
        if (
            hit
            and hit.best.kind != "person"
            and (hit.stop - hit.start > 1 or hit.best.form in {"adjective", "title", "people"})
        ):
            return inner
    return stop


def known_as(
    scene: Scene, span: tuple[int, int], bearers: Bearers, who: tuple[Candidate, ...]
) -> tuple[Candidate, ...]:
    """Office holders of a name: by the whole name, or by the surname after a title."""
    words, hits, starts = scene.words, scene.hits, scene.starts
    at, stop = span
    hit = hits[starts[at]] if at in starts else None
    if hit and hit.best.kind == "person" and hit.stop >= stop:
        return tuple(candidate(words, hit, sense) for sense in hit.senses if sense.kind == "person")
    found = [sense for sense in bearers(words.folded[stop - 1]) if fits_given(words, at, stop, sense)]
    country = who[0].country if who else None
    if country:
        found = [sense for sense in found if sense.country == country]
    nations = {sense.country for sense in found[:8]}
    if not found or (len(nations) > 1 and found[0].rank > TABLED):
        return ()
    whole = Hit(at, stop, tuple(found))
    return tuple(candidate(words, whole, sense) for sense in found[:3])


def fits_given(words: Words, at: int, stop: int, sense: Sense) -> bool:
    """Whether the given names before a surname agree with an office holder's in their first letter."""
    return stop - at == 1 or (len(sense.written) > 1 and sense.written[0][0].lower() == words.folded[at][0])


def introduced_as(who: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """An unknown person who is introduced by an office speaks for it."""
    return tuple(Candidate(one.id, one.name, one.country, f"introduced as {one.name}") for one in who[:1])


def introduced(scene: Scene, at: int) -> Reading | None:
    """An unknown person of two to six names whose office or saying follows."""
    words = scene.words
    stop = run(words, at)
    if not (1 < stop - at <= LONGEST) or not plain(scene, at, stop):
        return None
    after = stop
    comma = after < words.count and words.gap(after - 1) == ", "
    title = office_after(scene, stop) if comma else None
    while not comma and after < words.count and words.folded[after] in ADVERBS:
        after += 1
    says = (
        not comma
        and after < words.count
        and words.folded[after] in SAYING | MOVING
        and words.gap(stop - 1) == " "
    )
    if (title is None and not says and words.folded[at] not in COUNTRY_NAMES) or heading(words, at):
        return None
    who = introduced_as(office(words, scene.hits, title)) if title is not None else ()
    return Reading(at, stop, "person", who)


def plain(scene: Scene, at: int, stop: int) -> bool:
    """Whether capitalised words can be a person's name: none of them names something else."""
    words, hits, starts = scene.words, scene.hits, scene.starts
    if words.folded[at] in SMALL or words.folded[at] in ADVERBS:
        return False
    if at and words.folded[at - 1] in {"of", "the", "a", "an", "for"} and not words.begins(at):
        return False
    if words.folded[at] not in FIRST_NAMES and at in starts:
        return False
    inside = [hits[starts[place]] for place in range(at + 1, stop) if place in starts]
    if any(
        (hit.best.rank < DERIVED and hit.best.form != "title")
        or hit.best.kind in {"organisation", "armed_group"}
        for hit in inside
    ):
        return False
    return not any(word in INSTITUTIONS or word.isdigit() for word in words.folded[at:stop])


def office_after(scene: Scene, stop: int) -> int | None:
    """The number of the title that stands within six words after a name and a comma, or None."""
    words = scene.words
    for place in range(stop, stop + LONGEST + 1):
        number = scene.starts.get(place)
        if number is not None and scene.hits[number].best.form == "title":
            between = words.text[words.ends[stop - 1] + 2 : words.starts[place]]
            return number if "," not in between and "." not in between else None
    return None


def heading(words: Words, at: int) -> bool:
    """Whether a word stands in a heading, where capitals mean nothing: most long words of the line have one."""
    start = words.text.rfind("\n", 0, words.starts[at]) + 1
    end = words.text.find("\n", words.ends[at])
    line = words.text[start : end if end >= 0 else None]
    if line.rstrip().endswith((".", "!", "?", '"', "”")):
        return False
    long = [word for word in line.split() if len(word) > SHORT_WORD and word[0].isalpha()]
    return len(long) > SHORT_WORD and sum(word[0].isupper() for word in long) > MOSTLY * len(long)


def later_surnames(words: Words, readings: list[Reading]) -> list[Reading]:
    """Surnames that stand alone after their bearer was named in full."""
    bearers: dict[str, Reading] = {}
    for found in readings:
        if found.kind == "person" and found.stop - found.start > 1:
            bearers.setdefault(words.folded[found.stop - 1], found)
    if not bearers:
        return []
    taken = {place for found in readings for place in range(found.start, found.stop)}
    later = []
    for at, word in enumerate(words.folded):
        bearer = bearers.get(word)
        if bearer and at > bearer.stop and at not in taken and words.words[at][0].isupper():
            start = at - 1 if with_particle(words, bearer, at) and at - 1 not in taken else at
            later.append(Reading(start, at + 1, "person", bearer.candidates))
    return later


def with_particle(words: Words, bearer: Reading, at: int) -> bool:
    """Whether the particle before a surname belongs to it, as in De Croo or al-Bashir."""
    particle = words.folded[bearer.stop - 2]
    return particle in PARTICLES and words.folded[at - 1] == particle
