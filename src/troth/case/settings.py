"""`case.toml`: what the case is called, whose it is, and how it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from troth.records.complaint import Times
from troth.records.label import Label, Tlp
from troth.records.moment import FIRST_YEAR, LAST_YEAR, parse_zone

from .fields import Spot, names
from .folder import Folder
from .model import Question, Settings
from .overrides import Override, apply_to_case, scenario_overrides
from .problems import did_you_mean, listed
from .tomlfile import Document, read_toml, spot_of, tables_of, unknown_keys

STEPS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "read": {},
    "incidents": dict.fromkeys(("events", "from", "until", "exposure"), ()),
    "monitor": {"settling": ("estimate", "stated")},
    "assess": dict.fromkeys(("shapes", "key"), ()),
    "networks": {},
    "supply": dict.fromkeys(("compare",), ()),
    "plan": dict.fromkeys(("compare", "shapes", "key"), ()),
}
"""Known steps, in the order in which they run, the settings that each takes, and the words that a setting may be (none
here: the step reads it itself)."""

LARGEST_SEED = 2**63 - 1
_KEYS = (
    "id", "title", "owner", "timezone", "as_of", "currency", "price_year", "seed", "label", "steps", "report",
    "question", "scenarios", "note", "exercise", "complaints",
)  # fmt: skip


def read_settings(
    folder: Folder, *, scenario: str | None, overrides: Sequence[Override]
) -> tuple[Settings | None, tuple[Override, ...]]:
    """Read case.toml; also gives the overrides that are meant for terms."""
    if not folder.has("case.toml"):
        folder.problems.add(
            "case.toml",
            expected="a file case.toml in the case folder",
            remedy="see `troth new` for an example",
        )
        return None, ()
    document = read_toml(folder, "case.toml")
    if document is None:
        return None, ()
    every = (*scenario_overrides(document, folder, scenario), *overrides)
    rest = apply_to_case(document, folder, every)
    unknown_keys(document, folder, _KEYS)
    settings = _settings(document, folder, scenario)
    if settings is not None and overrides:
        settings = replace(settings, changes=tuple(sorted(override.text for override in overrides)))
    return settings, rest


def _settings(document: Document, folder: Folder, scenario: str | None) -> Settings | None:
    data, spot = document.data, spot_of(document, folder)
    before = folder.problems.count("case.toml")
    zone = _zone(spot, data)
    texts = {
        key: _text(spot, data, key, required=key in {"title", "owner"})
        for key in ("id", "title", "owner", "currency", "exercise")
    }
    spot.good_id("id", data.get("id"))
    price_year, seed = _year(spot, data, "price_year"), _seed(spot, data)
    label = _label(document, folder, zone)
    steps = _steps(spot, data)
    as_of = _moment(spot, ("as_of",), data.get("as_of"), zone)
    if "as_of" not in data:
        spot.bad("as_of", expected="as_of", remedy='add when the case is judged, as in as_of = "2024-12-31"')
    since = _since(spot, data, zone)
    questions = _questions(document, folder)
    complaints = _complaints(spot, data)
    if folder.problems.count("case.toml") > before or as_of is None:
        return None
    return Settings(
        id=texts["id"] or folder.root.resolve().name, title=texts["title"], owner=texts["owner"],
        timezone=str(data.get("timezone", "UTC")), zone=zone, as_of=as_of, currency=texts["currency"],
        price_year=price_year, seed=seed, label=label, steps=steps, since=since,
        questions=questions, scenario=scenario, exercise=texts["exercise"],
        complaints=complaints,
    )  # fmt: skip


def _text(spot: Spot, data: Mapping[str, Any], key: str, *, required: bool) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        spot.bad(key, found=value, expected="text", remedy="put it in quotes")
        return ""
    if required and not value.strip():
        spot.bad(key, expected=f"{'an' if key[0] in 'aeiou' else 'a'} {key}", remedy=f'add {key} = "..."')
    if key == "owner" and value == "public":
        spot.bad(
            key,
            found=value,
            expected="an office",
            remedy="'public' stands for everybody; name the office that keeps the case",
        )
    return value.strip()


def _year(spot: Spot, data: Mapping[str, Any], key: str) -> int | None:
    value = data.get(key)
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        spot.bad(key, found=value, expected="a whole number", remedy="write digits without quotes")
        return None
    if value is not None and not FIRST_YEAR <= value <= LAST_YEAR:
        spot.bad(key, found=value, expected=f"a year from {FIRST_YEAR} to {LAST_YEAR}", remedy="correct it")
        return None
    return value


def _seed(spot: Spot, data: Mapping[str, Any]) -> int | str:
    """A number, or a text: where rows are restricted, a long secret one (see `troth.case.results`)."""
    value = data.get("seed", 0)
    if isinstance(value, int) and abs(value) > LARGEST_SEED:
        spot.bad(
            "seed",
            found=value,
            expected=f"a number of at most {LARGEST_SEED}",
            remedy="write a text in quotes instead",
        )
        return 0
    if isinstance(value, bool) or not isinstance(value, int | str):
        spot.bad(
            "seed",
            found=value,
            expected="a whole number or a text",
            remedy="write digits, or a text in quotes",
        )
        return 0
    return value


def _zone(spot: Spot, data: Mapping[str, Any]) -> tzinfo:
    value = data.get("timezone", "UTC")
    expected = 'a time zone such as "+02:00" or "Europe/Kyiv"'
    return spot.take("timezone", value, parse_zone, expected) or UTC


def _moment(spot: Spot, path: Sequence[str], value: object, zone: tzinfo) -> datetime | None:
    if value is None:
        return None
    moment = spot.moment(path, value, zone)
    return None if moment is None else moment.known_from


def _label(document: Document, folder: Folder, zone: tzinfo) -> Label:
    default, spot = Label(tlp=Tlp.CLEAR), spot_of(document, folder, ("label",), "label")
    table = document.data.get("label", {})
    if not isinstance(table, dict):
        spot.bad(
            (),
            found=str(table),
            expected="a table [label]",
            remedy='write [label] and tlp = "CLEAR" under it',
        )
        return default
    for key in table.keys() - {"tlp", "release_to", "embargo"}:
        spot.bad(
            key,
            found=key,
            expected="tlp, release_to or embargo",
            remedy=did_you_mean(key, ["tlp", "release_to", "embargo"], "remove it"),
        )
    return spot.label(table, default, zone) or default


def _steps(spot: Spot, data: Mapping[str, Any]) -> dict[str, dict[str, object]]:
    steps = data.get("steps", {"monitor": {}})
    if not isinstance(steps, dict):
        spot.bad(
            "steps", found=str(steps), expected="tables [steps.NAME]", remedy=f"known steps: {listed(STEPS)}"
        )
        return {}
    for name, values in steps.items():
        if name not in STEPS:
            spot.bad(
                ("steps", name),
                found=name,
                expected="a known step",
                remedy=did_you_mean(name, STEPS, f"known steps: {listed(STEPS)}"),
            )
        elif not isinstance(values, dict):
            spot.bad(
                ("steps", name),
                found=str(values),
                expected=f"a table [steps.{name}]",
                remedy="write its settings under it",
            )
        else:
            _step(spot, name, values)
    return {name: dict(steps[name]) for name in STEPS if isinstance(steps.get(name), dict)}


def _step(spot: Spot, name: str, values: Mapping[str, object]) -> None:
    """Note settings that a step does not take, and values that they cannot have."""
    known = STEPS[name]
    for key, value in values.items():
        if key not in known:
            remedy = did_you_mean(key, known, "remove it")
            spot.bad(("steps", name, key), found=key, expected="a known setting", remedy=remedy)
        elif known[key] and value not in known[key]:
            words = [f'"{word}"' for word in known[key]]
            spot.bad(
                ("steps", name, key),
                found=str(value),
                expected=" or ".join(words),
                remedy=did_you_mean(str(value), known[key], f"use one of {listed(known[key])}"),
            )


def _since(spot: Spot, data: Mapping[str, Any], zone: tzinfo) -> datetime | None:
    report = data.get("report", {})
    if not isinstance(report, dict):
        spot.bad(
            "report",
            found=str(report),
            expected="a table [report]",
            remedy='write [report] and since = "2023-11-30" under it',
        )
        return None
    for key in report.keys() - {"since"}:
        spot.bad(
            ("report", key), found=key, expected="since", remedy=did_you_mean(key, ["since"], "remove it")
        )
    return _moment(spot, ("report", "since"), report.get("since"), zone)


def _complaints(spot: Spot, data: Mapping[str, Any]) -> Times:
    """How soon complaints are passed on and answered."""
    table, known = data.get("complaints", {}), tuple(Times.model_fields)
    if not isinstance(table, dict):
        spot.bad(
            "complaints",
            found=str(table),
            expected="a table [complaints]",
            remedy=f"write {known[0]} under it",
        )
        return Times()
    found = {}
    for key, value in table.items():
        if key not in known:
            spot.bad(
                ("complaints", key),
                found=key,
                expected=listed(known),
                remedy=did_you_mean(key, known, "remove it"),
            )
        elif (length := spot.duration(("complaints", key), value)) is not None:
            found[key] = length
    return Times(**found)


def _questions(document: Document, folder: Folder) -> tuple[Question, ...]:
    found = []
    for number, table in tables_of(document, folder, "question"):
        spot = spot_of(document, folder, ("question", number), "question")
        question = spot.build(
            Question, {**table, "terms": names(table["terms"])} if "terms" in table else table
        )
        if question is not None:
            found.append(question)
    return tuple(found)
