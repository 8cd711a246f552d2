"""`agreements/*.toml`: the terms, as people write them, turned into records."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from troth.records.label import Label
from troth.records.moment import parse_zone
from troth.records.source import Source
from troth.records.term import Agreement, Term

from .bounds import MOST_PERIODS, MOST_TIMES, amount, count, every
from .fields import names
from .folder import Folder
from .model import Row
from .naming import title_of
from .overrides import Override, apply_to_term
from .tomlfile import Cursor, Document, Reader, read_toml, spot_of, tables_of, unknown_keys

_LABEL = ("tlp", "release_to", "embargo")
MOST_SOURCES = 1_000
"""Independent origins that a term may ask for."""
MOST_CHARACTERS = 1_000_000_000
"""Length of a document that a term quotes."""


def _keep(_cursor: Cursor, key: str, value: object) -> dict[str, Any]:
    return {key: value}


def _names(_cursor: Cursor, key: str, value: object) -> dict[str, Any]:
    return {key: names(value)}


def _duration(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
    length = cursor.spot.duration((*cursor.path, key), value)
    return {} if length is None else {key: length}


def _start(field: str) -> Reader:
    """A time that something begins at: a date begins with its day."""

    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        moment = cursor.spot.moment((*cursor.path, key), value, cursor.context["zone"])
        return {} if moment is None else {field: moment.start, f"{field}_precision": moment.precision}

    return read


def _end(field: str, *, precise: bool = True) -> Reader:
    """A time that something ends at, or counts from: a date means the end of that day."""

    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        moment = cursor.spot.moment((*cursor.path, key), value, cursor.context["zone"])
        if moment is None:
            return {}
        return {field: moment.end, f"{field}_precision": moment.precision} if precise else {field: moment.end}

    return read


def _only(reader: Reader) -> Reader:
    """The time without its precision, where a record keeps none."""

    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        return {
            name: one for name, one in reader(cursor, key, value).items() if not name.endswith("_precision")
        }

    return read


def _table(keys: Mapping[str, Reader]) -> Reader:
    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        return {key: cursor.inside(key).read(value, keys)}

    return read


def _tables(keys: Mapping[str, Reader]) -> Reader:
    def read(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
        tables = value if isinstance(value, list) else [value]
        return {key: tuple(cursor.inside(key).read(table, keys) for table in tables)}

    return read


def _zone_name(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
    zone = cursor.spot.take(
        (*cursor.path, key), value, parse_zone, 'a time zone such as "+02:00" or "Europe/Kyiv"'
    )
    return {} if zone is None else {key: value}


def _window(cursor: Cursor, key: str, value: object) -> dict[str, Any]:
    inner = cursor.inside(key)
    if isinstance(value, dict) and isinstance(value.get("timezone"), str):
        with suppress(ValueError):  # it is noted where the key itself is read
            inner = Cursor(inner.spot, inner.path, {"zone": parse_zone(value["timezone"])})
    found = inner.read(value, WINDOW)
    start, end = found.get("valid_from"), found.get("valid_to")
    if start is not None and end is not None and end <= start and isinstance(value, dict):
        inner.bad(
            "until",
            found=value["until"],
            expected=f"a time after `from` ({value['from']})",
            remedy="the deadline lies before its start: swap the two or correct one",
        )
        del found["valid_to"]
    return {key: found}


_SELECTOR: Mapping[str, Reader] = {"event": _names, "category": _names, "place": _names}
WINDOW: Mapping[str, Reader] = {
    "from": _start("valid_from"), "until": _end("valid_to"), "within": _duration, "anchor": _keep, "during": _keep,
    "day": _keep, "day_boundary": _keep, "timezone": _zone_name,
}  # fmt: skip
TERM: Mapping[str, Reader] = {
    **dict.fromkeys(("id", "kind", "basis", "joint", "what", "source", "note"), _keep),
    **dict.fromkeys(("obligor", "beneficiary"), _names),
    **dict.fromkeys(_LABEL, _keep),
    "min_sources": count(MOST_SOURCES),
    "recorded_at": _end("recorded_at"),
    "settling": _duration,
    "quote": _table({"document": _keep, **dict.fromkeys(("start", "end"), count(MOST_CHARACTERS))}),
    "measure": _table({**_SELECTOR, "unit": _keep, "count": _keep}),
    "target": _table(
        {
            **dict.fromkeys(("at_least", "at_most"), amount()),
            "ratio": _table({"times": amount(MOST_TIMES), "of": _keep}),
        }
    ),
    "window": _window,
    "recur": _table(
        {
            "every": every,
            **dict.fromkeys(("k", "of"), count(MOST_PERIODS)),
            "tolerance": amount(),
            "at": _table(_SELECTOR),
        }
    ),
    "respond": _table(
        {
            "within": _duration,
            "same_key": _keep,
            **dict.fromkeys(("trigger", "only_after", "only_before"), _table(_SELECTOR)),
            "over": _duration,
            "repair": _table({**_SELECTOR, "within": _duration}),
        }
    ),
    "refrain": _table(
        {
            "unless_preceded_by": _table({**_SELECTOR, "within": _duration, "same_key": _keep}),
            "only_while": _table({"since": _table(_SELECTOR), "until": _table(_SELECTOR), "same_key": _keep}),
            "per": _keep,
        }
    ),
    "condition": _tables({"term": _keep, "state": _keep}),
    "extension": _table({"event": _keep, "max": _duration, "formula": _keep}),
    "suspension": _table({"event": _keep}),
    "excuse": _table({"event": _names, "notice_event": _keep, "notice_within": _duration}),
    "reparation": _table({"term": _keep}),
    "expiry": _table({"at": _only(_end("at")), "event": _keep}),
    "coverage": _tables(
        {
            "source": _keep,
            "from": _only(_start("valid_from")),
            "until": _only(_end("valid_to")),
            "lag": _duration,
            "full_set_for": _names,
        }
    ),
    "dispute": _table(
        {
            "existence": _keep,
            "asserted_by": _names,
            "contested_by": _names,
            "reading_of": _keep,
            "note": _keep,
        }
    ),
}
"""Every key of a term, and how it is read."""
AGREEMENT: Mapping[str, Reader] = {
    **dict.fromkeys(("id", "title", "source", "end_event", "note"), _keep),
    **dict.fromkeys(("parties", "mediators"), _names),
    **dict.fromkeys(_LABEL, _keep),
    "signed": _start("signed"),
}
_RENAMED = {"valid_from": "from", "valid_to": "until"}

Agreements = tuple[tuple[Row[Agreement], ...], tuple[Row[Term], ...]]


BY_THEMSELVES = ("assess.toml", "networks.toml", "plan.toml", "supply.toml")
"""Files that give a case something to compute without a single term."""


def read_agreements(
    folder: Folder,
    sources: Mapping[str, Source],
    default: Label,
    zone_name: str,
    overrides: Sequence[Override],
) -> Agreements:
    """Every agreement and term of agreements/*.toml."""
    agreements: list[Row[Agreement]] = []
    terms: list[Row[Term]] = []
    files = folder.files("agreements", ".toml")
    alone = any(folder.has(file) for file in BY_THEMSELVES)
    if not files and not alone and not folder.problems.count("agreements"):
        folder.lose("agreements")
        folder.problems.add(
            "agreements",
            expected="at least one .toml file with terms",
            remedy="see `troth new` for an example",
        )
    for file in files:
        if (document := read_toml(folder, file)) is not None:
            reader = AgreementReader(folder, document, default, zone_name)
            agreements += reader.agreement()
            terms += reader.terms(sources, overrides)
    return tuple(agreements), tuple(terms)


class AgreementReader:
    """Reads one file of terms.

    Parameters
    ----------
    zone_name
        The case's time zone, for times without an offset and for terms that name none.
    """

    def __init__(self, folder: Folder, document: Document, default: Label, zone_name: str) -> None:
        self._folder = folder
        self._document = document
        self._default = default
        self._zone_name = zone_name
        self._zone = parse_zone(zone_name)
        unknown_keys(document, folder, ("agreement", "term"))

    def agreement(self) -> list[Row[Agreement]]:
        """The agreement of this file, in a list that is empty where it cannot be read."""
        table = self._document.data.get("agreement")
        if table is None:
            self._folder.problems.add(
                self._document.file,
                field="agreement",
                expected="a table [agreement]",
                remedy="add [agreement] with an id and a title",
            )
            return []
        spot = spot_of(self._document, self._folder, ("agreement",), "agreement")
        before = self._folder.problems.count(self._document.file)
        if isinstance(table, dict):
            spot.good_id("id", table.get("id"))
        data = Cursor(spot, (), {"zone": self._zone}).read(table, AGREEMENT)
        holes = self._folder.problems.count(self._document.file) > before
        label = spot.label(data, self._default, self._zone)
        record = spot.build(
            Agreement, {key: value for key, value in data.items() if key not in _LABEL}, partial=holes
        )
        return (
            []
            if record is None or label is None or holes
            else [Row(record=record, label=label, file=self._document.file, line=spot.line_of(()))]
        )

    def terms(self, sources: Mapping[str, Source], overrides: Sequence[Override]) -> list[Row[Term]]:
        """The terms of this file that are good."""
        found = []
        for number, table in tables_of(self._document, self._folder, "term"):
            self._folder.saw("term", table.get("id"))
            apply_to_term(table, overrides)
            if (row := self._term(number, table, sources)) is not None:
                found.append(row)
        return found

    def _term(self, number: int, table: dict[str, Any], sources: Mapping[str, Source]) -> Row[Term] | None:
        name = title_of("term", table, number)
        spot = spot_of(self._document, self._folder, ("term", number), name)
        before = self._folder.problems.count(self._document.file)
        spot.good_id("id", table.get("id"))
        data = Cursor(spot, (), {"zone": self._zone}).read(table, TERM)
        label = spot.label(data, self._default, self._zone)
        data = {key: value for key, value in data.items() if key not in _LABEL}
        data["agreement"] = self._agreement_id()
        if isinstance(data.setdefault("window", {}), dict):
            data["window"].setdefault("timezone", self._zone_name)
        source = sources.get(str(data.get("source", "")))
        if source is not None and "recorded_at" not in data:
            data |= {"recorded_at": source.recorded_at, "recorded_at_precision": source.recorded_at_precision}
        holes = self._folder.problems.count(self._document.file) > before
        record = spot.build(Term, data, _RENAMED, partial=holes)
        if record is None or label is None or self._folder.problems.count(self._document.file) > before:
            return None
        return Row(record=record, label=label, file=self._document.file, line=spot.line_of(()))

    def _agreement_id(self) -> str:
        table = self._document.data.get("agreement")
        return str(table.get("id", "")) if isinstance(table, dict) else ""
