"""How the actors of a sentence are scored against what people coded.

Records of the PLOVER gold standard have source[] and target[] with a code each. An actor whose code is not an ISO 3166-1
alpha-3 code (IGO, NGO, IMG, ...) is left out, and a record that has no actor left is left out with it.

* set F1: over pairs (record, country); predicted is the union of both roles, gold the union of both.
* role F1: over triples (record, role, country), micro-averaged.
* mention F1: over exact spans of a document; gold has the labels GPE, ORG, PERSON and NORP, predicted are all mentions but
  roles (offices) and those that overlap gold of another label (a crossing, the name of an operation, a date).
"""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pycountry

DATA = Path(__file__).parents[3].parent / "shared" / "data" / "read"
DOCUMENTS = DATA.parents[1] / "documents"
LABELS = {"GPE", "ORG", "PERSON", "NORP"}
ISO = {country.alpha_3 for country in pycountry.countries}
Roles = Callable[[str], tuple[frozenset[str], frozenset[str]]]


Pairs = set[tuple[Any, ...]]


class Score(NamedTuple):
    """Hits, misses and false alarms."""

    right: int
    predicted: int
    gold: int

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.predicted + self.gold) if self.predicted + self.gold else 0.0


def score(predicted: Pairs, gold: Pairs) -> Score:
    return Score(len(predicted & gold), len(predicted), len(gold))


class Record(NamedTuple):
    """One coded sentence: its number in the file, its text and the countries of each role."""

    number: int
    text: str
    sources: frozenset[str]
    targets: frozenset[str]


def records(path: Path = DATA / "plover" / "plover_records.json") -> list[Record]:
    """The records that have a country in one of the roles."""
    found = []
    for number, row in enumerate(json.loads(path.read_text(encoding="utf-8"))):
        sources, targets = (countries(row.get(role)) for role in ("source", "target"))
        if row.get("text") and (sources or targets):
            found.append(Record(number, row["text"], sources, targets))
    return found


def countries(actors: object) -> frozenset[str]:
    """ISO codes of the actors of one role; a role that was not coded as a list has none."""
    if not isinstance(actors, list):
        return frozenset()
    return frozenset(
        actor["code"] for actor in actors if isinstance(actor, dict) and actor.get("code") in ISO
    )


def role_scores(rows: Iterable[Record], roles: Roles) -> tuple[Score, Score]:
    """Set score and role score of a function from a sentence to its sources and targets."""
    together: tuple[Pairs, Pairs] = (set(), set())
    by_role: tuple[Pairs, Pairs] = (set(), set())
    for row in rows:
        sources, targets = roles(row.text)
        for at, (some, others) in enumerate(((sources, targets), (row.sources, row.targets))):
            together[at].update((row.number, country) for country in some | others)
            by_role[at].update((row.number, "source", country) for country in some)
            by_role[at].update((row.number, "target", country) for country in others)
    return score(*together), score(*by_role)


def gold_mentions() -> dict[str, list[dict[str, Any]]]:
    """Gold spans by document."""
    found: dict[str, list[dict[str, Any]]] = {}
    for line in (DATA / "gold" / "gold_mentions.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["doc"], []).append(row)
    return found


def mention_sets(mentions: Callable[[str], list[Any]]) -> tuple[Pairs, Pairs]:
    """Predicted and gold spans of the three documents."""
    predicted: Pairs = set()
    gold: Pairs = set()
    for doc, rows in gold_mentions().items():
        text = (DOCUMENTS / doc).read_text(encoding="utf-8")
        gold |= {(doc, row["start"], row["end"]) for row in rows if row["label"] in LABELS}
        other = [(row["start"], row["end"]) for row in rows if row["label"] not in LABELS]
        predicted |= {
            (doc, found.start, found.end)
            for found in mentions(text)
            if found.kind != "role"
            and not any(found.start < end and start < found.end for start, end in other)
        }
    return predicted, gold
