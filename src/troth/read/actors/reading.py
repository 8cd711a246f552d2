"""What a name stands for where it stands, and why."""

from collections.abc import Callable
from typing import NamedTuple

from troth.read.actors.acting import acts, government_noun
from troth.read.actors.nouns import Candidate, Form, Kind
from troth.read.actors.titles import AUXILIARY, SAYING
from troth.read.actors.words import Words, fold, listed

DERIVED = 6  # the rank from which entries come from dictionaries


class Sense(NamedTuple):
    """One thing that a name may stand for; a named tuple because there are some forty thousand of them."""

    rank: int
    id: str
    name: str
    kind: Kind
    country: str | None
    form: Form
    note: str
    exactness: str
    written: tuple[str, ...]


Bearers = Callable[[str], tuple[Sense, ...]]


class Hit(NamedTuple):
    """A name that stands at `start` to `stop` (words, half-open), with its senses, best first."""

    start: int
    stop: int
    senses: tuple[Sense, ...]

    @property
    def best(self) -> Sense:
        """The sense that comes first."""
        return self.senses[0]


class Scene(NamedTuple):
    """A text with the names that stand in it; numbers of hits by the word they begin with and the word after them."""

    words: Words
    hits: list[Hit]
    starts: dict[int, int]
    stops: dict[int, int]

    @classmethod
    def of(cls, words: Words, hits: list[Hit]) -> "Scene":
        """Index the names of a text."""
        starts = {hit.start: at for at, hit in enumerate(hits)}
        return cls(words, hits, starts, {hit.stop: at for at, hit in enumerate(hits)})


class Reading(NamedTuple):
    """What was made of some words: their kind and who they may be."""

    start: int
    stop: int
    kind: Kind
    candidates: tuple[Candidate, ...]


def reading(words: Words, hits: list[Hit], at: int) -> Reading:
    """What a name stands for where it stands."""
    hit = hits[at]
    best = hit.best
    if best.form == "title":
        return Reading(hit.start, hit.stop, "role", office(words, hits, at))
    if best.form in {"name", "adjective"} and best.kind == "country":
        noun = government_noun(words, hit.stop)
        if noun:
            first = government(best, f"{written(words, hit)} is followed by '{noun}'")
            return Reading(hit.start, hit.stop, "government", (first, *others(words, hit)))
    if best.id in MOVEMENT and best.note:
        return Reading(hit.start, hit.stop, best.kind, movement(words, hits, at))
    if best.form == "adjective" and collective(words, hit):
        why = f"the {written(words, hit)} are the people of {best.name}"
        return Reading(
            hit.start,
            hit.stop,
            "people",
            (Candidate(best.id, best.name, best.country, why), *others(words, hit)),
        )
    if best.form == "capital":
        reason = acts(words, hit.start, hit.stop)
        if reason:
            return Reading(hit.start, hit.stop, "government", capital_acts(words, hit, reason))
    return Reading(hit.start, hit.stop, best.kind, (candidate(words, hit, best), *others(words, hit)))


MOVEMENT = listed("ICRC IFRC")


def movement(words: Words, hits: list[Hit], at: int) -> tuple[Candidate, ...]:
    """Who "the Red Cross" is: a national society after a country's adjective, else the committee or the federation."""
    hit = hits[at]
    every = (candidate(words, hit, hit.best), *others(words, hit))
    before = hits[at - 1] if at else None
    if (
        before
        and before.best.form == "adjective"
        and before.stop == hit.start
        and words.joined(hit.start - 1)
    ):
        name = f"{written(words, before)} {written(words, hit)}"
        owner = before.best
        why = f"a national society stands after '{written(words, before)}'"
        return (
            Candidate(f"{owner.id}/{fold(name).upper().replace(' ', '-')}", name, owner.country, why),
            *every,
        )
    return every


def collective(words: Words, hit: Hit) -> bool:
    """Whether an adjective stands for a people: "the Dutch have offered"."""
    if not hit.start or hit.stop >= words.count or words.folded[hit.start - 1] != "the":
        return False
    return words.folded[hit.stop] in SAYING | AUXILIARY and words.gap(hit.stop - 1) == " "


def written(words: Words, hit: Hit) -> str:
    """A name as it stands in the text, on one line."""
    return " ".join(words.text[words.starts[hit.start] : words.ends[hit.stop - 1]].split())


def others(words: Words, hit: Hit) -> tuple[Candidate, ...]:
    """The candidates after the first; one for each actor."""
    seen = {(hit.best.id, hit.best.country)}
    found = []
    for sense in hit.senses[1:]:
        same = (
            sense.country is not None
            and sense.rank >= DERIVED
            and any(country == sense.country for _, country in seen)
        )
        if (sense.id, sense.country) not in seen and not same:
            seen.add((sense.id, sense.country))
            found.append(candidate(words, hit, sense))
    return tuple(found)


def candidate(words: Words, hit: Hit, sense: Sense) -> Candidate:
    """A sense as a candidate, with its reason."""
    name = written(words, hit)
    match sense.form:
        case "adjective":
            return Candidate(
                sense.id, sense.name, sense.country, sense.note or f"{name} is the adjective of {sense.name}"
            )
        case "people":
            return Candidate(sense.id, sense.name, sense.country, f"{name} are people of {sense.name}")
        case "capital":
            return Candidate(
                f"{sense.id}/{fold(name).upper().replace(' ', '-')}",
                name,
                sense.country,
                f"{name} is a capital of {sense.name}",
            )
        case "seat":
            return government(sense, f"{name} is {sense.note}")
        case "name" | "title":
            itself = f"{name} is named itself" if name == sense.name else f"{name} is a name of {sense.name}"
            why = sense.note or itself
            return Candidate(sense.id, sense.name, sense.country, why)


WITH_ARTICLE = listed("USA GBR NLD PHL BHS GMB ARE MDV COM SYC MHL SLB CAF COD COG DOM")


def government(sense: Sense, why: str) -> Candidate:
    """The government of a sense's country."""
    the = "the " if sense.country in WITH_ARTICLE else ""
    return Candidate(f"{sense.country}.GOV", f"Government of {the}{sense.name}", sense.country, why)


def capital_acts(words: Words, hit: Hit, why: str) -> tuple[Candidate, ...]:
    """Whom a capital stands for when it acts; Brussels is the seat of the Union too."""
    name = written(words, hit)
    best = hit.best
    first = government(best, f"{name} as an actor stands for the government of {best.name}: {why}")
    if words.folded[hit.start] == "brussels":
        union = Candidate(
            "EU", "European Union", None, f"Brussels as an actor may stand for the European Union too: {why}"
        )
        return (first, union)
    return (first,)


def office(words: Words, hits: list[Hit], at: int) -> tuple[Candidate, ...]:
    """Whose office a title names: the Belgian leader, Ukraine's foreign minister, the president of Armenia."""
    hit = hits[at]
    owner = owner_of(words, hits, at)
    if owner is None:
        return ()
    title = written(words, hit)
    ident = (
        f"{owner.country}.GOV"
        if owner.country and (owner.kind == "country" or owner.form == "capital")
        else owner.id
    )
    return (
        Candidate(ident, f"{title} of {owner.name}", owner.country, f"'{title}' stands with {owner.name}"),
    )


def owner_of(words: Words, hits: list[Hit], at: int) -> Sense | None:
    """The country or organisation that stands before a title, or after it with `of`."""
    hit = hits[at]
    before = hits[at - 1] if at else None
    if before and near(words, before.stop, hit.start):
        possessive = before.best.form == "capital" and words.folded[before.stop] == "s"
        if owns(before.best) or possessive:
            return before.best
    if at + 1 < len(hits) and hit.stop < words.count and words.folded[hit.stop] in {"of", "to"}:
        after = hits[at + 1]
        between = words.folded[hit.stop + 1 : after.start]
        if owns(after.best) and all(word in LINKS for word in between):
            return after.best
    return None


LINKS = listed("the kingdom republic state of government new")


def owns(sense: Sense) -> bool:
    """Whether a sense can have offices: countries, organisations, groups."""
    return sense.kind in {"country", "organisation", "armed_group", "government"} or sense.id == "XKX"


BETWEEN = 3  # words at most between a country and the office that it owns


def near(words: Words, stop: int, start: int) -> bool:
    """Whether at most three words without a comma stand between a name and a title.

    Examples
    --------
    >>> from troth.read.actors.words import words_of
    >>> text = words_of("Ukraine's new foreign minister")
    >>> near(text, 1, 4), near(words_of("Ukraine, the foreign minister"), 1, 3)
    (True, False)
    """
    between = words.text[words.ends[stop - 1] : words.starts[start]]
    if "\n\n" in between:
        return False  # a name that ends a heading owns no office of the paragraph below
    bare = between.replace("'s", " ").replace("’s", " ").split()
    plain = all(word.replace("-", "").isalpha() and word.lower() not in STOPS for word in bare)
    return len(bare) <= BETWEEN and plain


STOPS = listed(
    "and or the a an of to in on for with by from said says that who which is was has had will would told against met"
)
