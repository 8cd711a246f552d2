"""A gazetteer: names looked for in a text, the longest first, and what each may stand for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType

from troth.read.actors.mentions import mentions_of
from troth.read.actors.nouns import Entry, Mention
from troth.read.actors.reading import Hit, Sense
from troth.read.actors.tables import house_entries
from troth.read.actors.words import SMALL, WORD, Words, fold, words_of

Named = tuple[
    Entry | str, ...
]  # entry, name, entry, name, ...: half as many objects as pairs, and half the time to load


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names of actors and places, ready to be looked for.

    Parameters
    ----------
    named
        A name's words, folded and joined by blanks, to the entries that bear it and the name as each writes it.
    lengths
        The first word of names to the numbers of words that names with it have: bit n is set where n words occur.
    surnames
        A last name to the full names, one a line, of the office holders who bear it: read only after a title.

    Examples
    --------
    >>> from troth.read.actors import Entry, Gazetteer
    >>> own = Gazetteer.of([Entry(name="Harbour Board of Mirna", kind="organisation", aliases=("HBM",))])
    >>> [(found.text, found.candidates[0].id) for found in own.mentions("The HBM asked the harbour board.")]
    [('HBM', 'HARBOUR-BOARD-OF-MIRNA')]
    """

    named: Mapping[str, Named]
    lengths: Mapping[str, int]
    surnames: Mapping[str, str]

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> "Gazetteer":
        """A gazetteer of these entries alone; their order does not matter."""
        return cls.grown({}, entries)

    @classmethod
    def grown(cls, known: Mapping[str, Named], entries: Iterable[Entry]) -> "Gazetteer":
        """What is known and these entries, with the two indexes on it."""
        table = dict(known)
        for entry in entries:
            for name in names_of(entry):
                key = key_of(name)
                if key:
                    table[key] = (*table.get(key, ()), entry, name)
        lengths: dict[str, int] = {}
        surnames: dict[str, str] = {}
        for key, found in table.items():
            blanks = key.count(" ")
            first = key.split(" ", 1)[0]
            lengths[first] = lengths.get(first, 0) | 2 << blanks
            if blanks and isinstance(found[0], Entry) and found[0].kind == "person":
                last = key.rpartition(" ")[2]
                surnames[last] = f"{surnames[last]}\n{key}" if last in surnames else key
        return cls(MappingProxyType(table), MappingProxyType(lengths), MappingProxyType(surnames))

    def with_entries(self, entries: Iterable[Entry]) -> "Gazetteer":
        """A new gazetteer that knows these entries too; they come before what was known of the same name."""
        return Gazetteer.grown(self.named, (replace(entry, rank=entry.rank - OWN) for entry in entries))

    def senses(self, key: str) -> tuple[Sense, ...]:
        """What a name may stand for, best first."""
        found = self.named.get(key, ())
        pairs = zip(found[::2], found[1::2], strict=True)
        return ranked(
            sense_of(entry, name)
            for entry, name in pairs
            if isinstance(entry, Entry) and isinstance(name, str)
        )

    def bearers(self, surname: str) -> tuple[Sense, ...]:
        """Office holders with a last name, best first."""
        found = (sense for key in self.surnames.get(surname, "").split("\n") for sense in self.senses(key))
        return ranked(sense for sense in found if sense.kind == "person")

    def mentions(self, text: str) -> list[Mention]:
        """Actors and places that a text names, in order and without overlap."""
        words = words_of(text)
        return mentions_of(words, self.hits(words), self.bearers)

    def hits(self, words: Words) -> list[Hit]:
        """Names that stand in a text: from left to right, the longest first."""
        hits = []
        at, count, folded, lengths = 0, words.count, words.folded, self.lengths
        while at < count:
            mask = lengths.get(folded[at])
            found = self.longest(words, at, sizes(mask)) if mask else None
            if found is None:
                at += 1
            else:
                hits.append(found)
                at = found.stop
        return hits

    def longest(self, words: Words, at: int, lengths: tuple[int, ...]) -> Hit | None:
        """The longest name that begins with a word, or None."""
        for size in lengths:
            stop = at + size
            key = " ".join(words.folded[at:stop]) if size > 1 else words.folded[at]
            if key in self.named and stop <= words.count and words.joined_all(at, stop):
                written = words.words[at:stop]
                found = tuple(sense for sense in self.senses(key) if fits(sense, written))
                if found:
                    return Hit(at, stop, found)
        return None


OWN = 100  # a project's own entries come before the house's


@cache
def sizes(mask: int) -> tuple[int, ...]:
    """The numbers of words that a mask holds, largest first.

    Examples
    --------
    >>> sizes(0b1010)
    (3, 1)
    """
    return tuple(size for size in range(mask.bit_length() - 1, 0, -1) if mask >> size & 1)


def names_of(entry: Entry) -> tuple[str, ...]:
    """The names to look for: the aliases, and the entry's own name unless it names a country that others name."""
    if entry.form not in {"name", "title"} or (entry.kind in {"country", "people"} and entry.aliases):
        return entry.aliases
    return (entry.name, *(alias for alias in entry.aliases if alias != entry.name))


def key_of(name: str) -> str:
    """The words of a name, folded, as the table has them.

    Examples
    --------
    >>> key_of("the Élysée"), key_of("U.S."), key_of("Guinea-Bissau")
    ('elysee', 'u s', 'guinea bissau')
    """
    low = fold(name)
    key = low if low.replace(" ", "").isalpha() else " ".join(WORD.findall(low))
    return key.removeprefix("the ")


def ranked(senses: Iterable[Sense]) -> tuple[Sense, ...]:
    """Senses in their order, each once."""
    found = tuple(senses)
    return found if len(found) == 1 else tuple(sorted(set(found), key=order))


def order(sense: Sense) -> tuple[int, str, str, str]:
    """Which of several senses comes first: by rank, then by identifier."""
    return (sense.rank, sense.id, sense.form, sense.note)


def sense_of(entry: Entry, name: str) -> Sense:
    """What a name of an entry stands for."""
    bare = name.removeprefix("the ").removeprefix("The ")
    written = tuple(WORD.findall(bare))
    return Sense(
        entry.rank,
        entry.key,
        entry.name,
        entry.kind,
        entry.country,
        entry.form,
        entry.note,
        exactness(bare),
        written,
    )


def exactness(name: str) -> str:
    """How a name's capitals are read: `exact` for acronyms, `free` for titles, `name` otherwise.

    Examples
    --------
    >>> exactness("WHO"), exactness("prime minister"), exactness("al-Qaida")
    ('exact', 'free', 'name')
    """
    return "exact" if name.isupper() else "free" if name.islower() else "name"


def fits(sense: Sense, written: tuple[str, ...]) -> bool:
    """Whether the words stand in the text with the capitals of the name.

    Examples
    --------
    >>> who = sense_of(Entry(name="World Health Organization", kind="organisation"), "WHO")
    >>> fits(who, ("who",)), fits(who, ("WHO",))
    (False, True)
    """
    if sense.exactness == "free":
        return True
    if sense.exactness == "exact":
        return written == sense.written
    for word, own in zip(written, sense.written, strict=True):
        if word[0].islower() and own[0].isupper() and own.lower() not in SMALL:
            return False
    return not (written[0][0].islower() and sense.written[0][0].isupper())


@cache
def house_gazetteer() -> Gazetteer:
    """The gazetteer that comes with the house; built once.

    Examples
    --------
    >>> found = house_gazetteer().mentions("Kyiv thanked the Belgian government.")
    >>> [(mention.text, mention.kind, mention.candidates[0].id) for mention in found]
    [('Kyiv', 'government', 'UKR.GOV'), ('Belgian', 'government', 'BEL.GOV')]
    """
    return Gazetteer.of(house_entries())
