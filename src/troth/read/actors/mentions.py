"""From names that stand in a text to mentions in order."""

from troth.read.actors.nouns import Mention
from troth.read.actors.persons import later_surnames, named_persons
from troth.read.actors.reading import Bearers, Hit, Reading, Scene, reading
from troth.read.actors.words import Words


def mentions_of(words: Words, hits: list[Hit], bearers: Bearers) -> list[Mention]:
    """Mentions in the order of the text, without overlap."""
    persons = named_persons(Scene.of(words, hits), bearers)
    taken = {place for person in persons for place in range(person.start, person.stop)}
    readings = list(persons)
    for at, hit in enumerate(hits):
        if hit.start not in taken and hit.stop - 1 not in taken:
            readings.append(reading(words, hits, at))
    readings.extend(later_surnames(words, readings))
    return [mention(words, found) for found in sorted(readings)]


def mention(words: Words, found: Reading) -> Mention:
    """A reading as a mention with its exact span."""
    start, end = words.starts[found.start], words.ends[found.stop - 1]
    if (
        found.stop - found.start > 1
        and len(words.words[found.stop - 1]) == 1
        and words.text[end - 2 : end - 1] == "."
    ):
        end += words.text[end : end + 1] == "."
    return Mention(start, end, words.text[start:end], found.kind, found.candidates)
