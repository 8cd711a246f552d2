"""Where everything in a run is: rows by their ids, names of parties, origins of reports, anchors on the page."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from itertools import count
from typing import Any

from troth.records.moment import parse_zone

from .text import Line, Piece

Row = Mapping[str, Any]
Tables = Mapping[str, Sequence[Row]]

LONG = 18
"""Characters from which a sentence calls a party by a shorter name, if it has one."""

RESERVED = (
    "top", "main", "doubts", "answers", "changed", "due", "disputed", "contents", "monitor", "timeline", "terms", "details",
    "disputes", "evidence", "sources", "method", "states", "incidents", "gates", "incidents-step", "gates-figure", "rates",
    "forecasts", "figures", "plotly", "behaviour", "assess", "assessed", "assess-h", "assess-step", "answer-damage", "fig-map",
    "fig-needs", "fig-causes", "plan", "plan-h", "fig-curve", "fig-gantt", "fig-money", "fig-scenarios", "fig-plan-map",
    "networks", "networks-h", "fig-networks", "networks-step",
    "supply", "supply-h", "supply-step", "fig-supply-fan", "fig-supply-cover", "fig-supply-beside", "fig-supply-calibration",
)  # fmt: skip
"""Anchors that the page itself uses; no row of a case can take one."""


def summary(row: Row) -> bool:
    """Whether a verdict speaks of a whole term, not of a day, an event or one obligor's part."""
    return row.get("instance") is None and row.get("obligor") is None


@dataclass(frozen=True, slots=True)
class Index:
    """Rows by id, and what a sentence needs to name them.

    >>> Index.of({"parties": [{"id": "il", "name": "Israel"}]}).name("il")
    'Israel'
    """

    case: Row
    zone: tzinfo
    terms: Mapping[str, Row]
    evidence: Mapping[str, Row]
    sources: Mapping[str, Row]
    parties: Mapping[str, Row]
    agreements: Mapping[str, Row]
    summaries: Mapping[str, Row]
    """The verdict on each whole term."""
    parts: Mapping[str, Sequence[Row]]
    """The verdicts on the days, events and obligors' parts of each term."""
    outlooks: Mapping[str, Sequence[Row]]
    """What each term that is not decided still asks for: the whole first, then its running days and events."""
    anchors: Mapping[tuple[str, ...], str] = field(repr=False)

    @classmethod
    def of(cls, tables: Tables) -> "Index":
        """Index the tables of a run; a table that is not there is empty."""
        case: Row = next(iter(tables.get("case", ())), {})
        verdicts = tables.get("verdicts", ())
        by_id = {
            name: {str(row["id"]): row for row in tables.get(name, ())}
            for name in ("terms", "evidence", "sources", "parties")
        }
        return cls(
            case=case,
            zone=parse_zone(case["timezone"]) if case.get("timezone") else UTC,
            terms=by_id["terms"],
            evidence=by_id["evidence"],
            sources=by_id["sources"],
            parties=by_id["parties"],
            agreements={str(row["agreement"]): row for row in tables.get("agreements", ())},
            summaries={row["term"]: row for row in verdicts if summary(row)},
            parts=_parts(verdicts),
            outlooks=_by_term(tables.get("outlook", ())),
            anchors=_anchors(
                by_id,
                verdicts,
                {
                    ("agreement", name): f"agreement-{name}"
                    for name in (str(row["agreement"]) for row in tables.get("agreements", ()))
                }
                | {
                    ("incident", name): f"incident-{name}"
                    for name in (str(row["incident"]) for row in tables.get("incidents", ()))
                },
            ),
        )

    def name(self, party: str) -> str:
        """A party as it names itself, by its short name where the full one is long; an unknown name stays as it is.

        >>> row = {"id": "OCHA", "name": "Office for the Coordination of Humanitarian Affairs", "aliases": ["UN OCHA"]}
        >>> Index.of({"parties": [row]}).name("OCHA")
        'OCHA'
        """
        row = self.parties.get(party)
        if row is None:
            return party
        name = str(row["name"])
        known: list[str] = [str(row["id"]), *row.get("aliases", ())]
        shorter = [text for text in known if len(text) < len(name) and text[:1].isupper()]
        if len(name) <= LONG or not shorter:
            return name
        return next((text for text in shorter if text.isupper()), None) or min(shorter, key=len)

    def full_name(self, party: str) -> str:
        """A party's full name, with the short one that sentences use."""
        row = self.parties.get(party)
        full, short = str(row["name"]) if row else party, self.name(party)
        return full if full == short else f"{full} ({short})"

    def called(self, party: str) -> set[str]:
        """Everything that a party is called."""
        row = self.parties.get(party, {})
        return {party, str(row.get("name", party)), *row.get("aliases", ())}

    def names(self, parties: Iterable[str]) -> list[str]:
        """Parties as they name themselves, each once."""
        return list(dict.fromkeys(self.name(party) for party in parties))

    def origins(self, ids: Iterable[str]) -> list[str]:
        """Who stands behind these rows: the origins, those of most rows first."""
        counted: Counter[str] = Counter()
        for key in ids:
            if row := self.evidence.get(key):
                counted.update(self.names(self.origins_of(row)))
        return [name for name, _ in counted.most_common()]

    def origins_of(self, row: Row) -> tuple[str, ...]:
        """The origins of one row of evidence; else whom it cites; else whom its source cites."""
        if given := row.get("origins") or row.get("attributed_to"):
            return tuple(given)
        source = self.source_of(row)
        return tuple(source.get("origin") or ([source["publisher"]] if source.get("publisher") else []))

    def source_of(self, row: Row) -> Row:
        """The source of a row of evidence or of a term; empty where it is not in this picture."""
        return self.sources.get(row.get("source") or row.get("source_id") or "", {})

    def anchor(self, *key: str) -> str | None:
        """The anchor of ``("evidence", id)``, ``("term", id)``, ``("source", id)`` or ``("verdict", term, instance, obligor)``."""
        return self.anchors.get(key)

    def piece(self, key: str) -> Piece:
        """An id that leads to its row, where that row is in this picture."""
        return Piece(key, ref=self.anchor("evidence", key) or self.anchor("term", key))

    def pieces(self, keys: Iterable[str]) -> list[Line]:
        """Ids that lead to their rows."""
        return [(self.piece(key),) for key in keys]


def _by_term(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["term"], []).append(row)
    return found


def _parts(verdicts: Sequence[Row]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = {}
    for row in verdicts:
        if not summary(row):
            parts.setdefault(row["term"], []).append(row)
    return parts


def verdict_key(row: Row) -> tuple[str, ...]:
    """What names a verdict among all of a run."""
    return ("verdict", row["term"], row.get("instance") or "", row.get("obligor") or "")


def _anchors(
    by_id: Mapping[str, Mapping[str, Row]],
    verdicts: Sequence[Row],
    named: Mapping[tuple[str, str], str],
) -> dict[tuple[str, ...], str]:
    wanted: list[tuple[tuple[str, ...], str]] = [(("term", key), key) for key in by_id["terms"]]
    for row in verdicts:
        if not summary(row):
            parts = dict.fromkeys(
                part for part in (row["term"], row.get("obligor"), row.get("instance")) if part
            )
            wanted.append((verdict_key(row), "-".join(parts)))
    wanted += [(("evidence", key), key) for key in by_id["evidence"]]
    wanted += [(("source", key), key) for key in by_id["sources"]]
    wanted += named.items()
    taken = set(RESERVED)
    anchors: dict[tuple[str, ...], str] = {}
    for key, text in wanted:
        if key not in anchors:
            anchors[key] = _free(text, key[0], taken)
            taken.add(anchors[key])
    for term in by_id["terms"]:
        anchors["verdict", term, "", ""] = anchors["term", term]
    return anchors


def _free(text: str, kind: str, taken: set[str]) -> str:
    """A name for an anchor that needs no escaping and that nobody else has."""
    slug = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-") or kind
    if slug not in taken:
        return slug
    free = (f"{kind}-{slug}" if n == 1 else f"{kind}-{slug}-{n}" for n in count(1))
    return next(candidate for candidate in free if candidate not in taken)
