"""What `[steps.incidents]` says of a data set of events: which file, which months it covers, how much was looked at."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from troth.monitor.incidents.periods import months_between
from troth.records.counted import CountedEvent
from troth.records.errors import Problem
from troth.standards import ucdp

from .csvfile import Columns, read_rows
from .folder import Folder
from .model import Settings, TableCard, Watch
from .problems import did_you_mean, listed

EXPOSURE = Columns(required=("region", "month", "exposure", "unit"))
MOST_MONTHS = 1200
_MONTH = re.compile(r"[1-8]\d{3}-(0[1-9]|1[0-2])")


def read_watch(folder: Folder, settings: Settings, cards: Sequence[TableCard]) -> Watch | None:
    """The events and the exposure that the step `incidents` names; None where it names none, or one that is no use."""
    asked: Mapping[str, Any] = settings.steps.get("incidents", {})
    if not asked:
        return None
    before = folder.problems.count()
    if "events" not in asked:
        _bad(
            folder, "events", None, "a data set of events", "name a [[table]] of tables/tables.toml, or remove the other settings"
        )  # fmt: skip
        return None
    first, last = (_month(folder, asked, key) for key in ("from", "until"))
    if first and last and not 0 < len(months_between(first, last)) <= MOST_MONTHS:
        _bad(
            folder,
            "until",
            last,
            f"a month from {first} on, at most {MOST_MONTHS} of them",
            "correct one of the two",
        )
    events = _events(folder, _file(folder, cards, "events", asked["events"]))
    exposure = (
        _exposure(folder, _file(folder, cards, "exposure", asked["exposure"])) if "exposure" in asked else {}
    )
    if folder.problems.count() > before:
        return None
    return Watch(events=events, first=first, last=last, exposure=exposure)


def _bad(folder: Folder, key: str, found: object, expected: str, remedy: str) -> None:
    folder.problems.add(
        "case.toml", field=f"steps.incidents.{key}", found=found, expected=expected, remedy=remedy
    )


def _month(folder: Folder, asked: Mapping[str, Any], key: str) -> str:
    value = asked.get(key)
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return value
    remedy = f'add {key} = "2030-05": outside the months that a data set covers, no event is not none'
    _bad(folder, key, value, "a month, as in 2030-05", remedy)
    return ""


def _file(folder: Folder, cards: Sequence[TableCard], key: str, name: object) -> str:
    files = {card.name: f"tables/{card.file}" for card in cards}
    if name not in files:
        remedy = did_you_mean(str(name), files, f"known: {listed(files) or 'none'}")
        _bad(folder, key, name, "the name of a [[table]] in tables/tables.toml", remedy)
        return ""
    return files[str(name)]


def _events(folder: Folder, name: str) -> tuple[CountedEvent, ...]:
    """The events of a file in the columns of UCDP GED."""
    if name not in folder.inputs:  # it could not be read, which is told already
        return ()
    good: list[CountedEvent] = []
    with (folder.root / name).open("rb") as file:
        for found in ucdp.rows(file):
            if isinstance(found, Problem):
                folder.problems.take(name, found)
            else:
                good.append(found)
    return tuple(good)


def _exposure(folder: Folder, name: str) -> dict[tuple[str, str], tuple[float, str]]:
    found: dict[tuple[str, str], tuple[float, str]] = {}
    for cells in read_rows(folder, name, EXPOSURE) if name else ():
        trouble = _trouble(cells["month"], cells["exposure"])
        key = (cells["region"], cells["month"])
        if trouble is None and key in found:
            trouble = ("month", cells["month"], "one row for each region and month", "remove one of the two")
        if trouble is not None:
            field, value, expected, remedy = trouble
            folder.problems.add(
                name, line=cells.line, field=field, found=value, expected=expected, remedy=remedy
            )
            continue
        found[key] = (float(cells["exposure"]), cells["unit"])
    return found


def _trouble(month: str, exposure: str) -> tuple[str, str, str, str] | None:
    if not _MONTH.fullmatch(month):
        return "month", month, "a month, as in 2030-05", "correct it"
    try:
        amount = float(exposure)
    except ValueError:
        amount = math.nan
    if not 0 <= amount < math.inf:
        return "exposure", exposure, "a number of 0 or more", "leave the row out where it is not known"
    return None
