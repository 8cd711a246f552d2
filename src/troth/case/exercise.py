"""`exercise.toml` and `injects.csv`: an exercise on a copy of a case, and what its control lets happen on the clock.

Rows of evidence that are recorded after the start of the clock are injects already: they open when the clock comes to
them. What stands in `injects.csv` becomes messages, in the name of the party that is to say them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from troth.records.exercise import FASTEST, SLOWEST, Exercise, Inject
from troth.records.label import PUBLIC, Label, Tlp, no_wider
from troth.records.message import Message, MessageForm
from troth.records.statement import Statement, derive_nonce

from .csvfile import Cells, Columns, read_rows
from .fields import Spot, names
from .folder import Folder
from .model import Case, Row, Settings
from .parties import row_spot
from .problems import did_you_mean, listed
from .statements import EXERCISE, INJECT
from .tomlfile import Document, read_toml, spot_of, unknown_keys

FILE, INJECTS = "exercise.toml", "injects.csv"
COLUMNS = Columns(required=("at", "from", "text"), optional=("to", "about", "form"))
KEYS = tuple(Exercise.model_fields)
FORMS = (MessageForm.NOTE, MessageForm.QUESTION, MessageForm.NOTICE)
"""What an inject can be: it answers nothing, and a red line is nobody's to invent."""
EVERYBODY = "all"
_KINDS = {
    "term": "term",
    "agreement": "agreement",
    "report": "evidence",
    "incident": "incident",
    "source": "source",
}
_NAMES = {"by": "from"}


def read_exercise(folder: Folder, settings: Settings) -> Exercise | None:
    """What exercise.toml says; None where there is none, or it is no good."""
    if not folder.has(FILE):
        return None
    document = read_toml(folder, FILE)
    if document is None:
        return None
    unknown_keys(document, folder, KEYS)
    spot = spot_of(document, folder)
    before = folder.problems.count(FILE)
    data = {key: value for key, value in document.data.items() if key in KEYS}
    start = spot.moment("start", data["start"], settings.zone) if "start" in data else None
    data |= {} if start is None else {"start": start.start}
    data |= _speed(spot, data)
    data.setdefault("control", settings.owner)
    partial = folder.problems.count(FILE) > before
    found = spot.build(Exercise, data, partial=partial)
    if found is not None:
        _agrees(spot, document, found, settings)
        _is_party(spot, folder, settings, "control", found.control)
    return found if folder.problems.count(FILE) == before else None


def _speed(spot: Spot, data: Mapping[str, Any]) -> dict[str, float]:
    """The speed, where one is given; TOML's numbers with a point are kept exactly until here."""
    if "speed" not in data:
        return {}
    speed = data["speed"]
    try:
        number = float("nan") if isinstance(speed, bool | str) else float(speed)
    except (TypeError, ValueError, OverflowError):
        number = float("nan")
    if SLOWEST <= number <= FASTEST:
        return {"speed": number}
    expected = f"a number from {SLOWEST:g} to {FASTEST:g}"
    spot.bad("speed", found=speed, expected=expected, remedy="1 is as fast as life, 60 a minute each second")
    return {"speed": 1.0}


def _agrees(spot: Spot, document: Document, found: Exercise, settings: Settings) -> None:
    """The marker stands in case.toml, where everything that reads the case sees it; the two must say the same."""
    if settings.id and found.title != settings.exercise:
        spot.bad(
            "title", found=str(document.data.get("title")),
            expected=f"the title in case.toml, exercise = {settings.exercise!r}" if settings.exercise else "exercise in case.toml",
            remedy=f"write exercise = {found.title!r} in case.toml, or make the exercise anew with `troth exercise new`",
        )  # fmt: skip


def _is_party(spot: Spot, folder: Folder, settings: Settings, field: str, name: str) -> bool:
    known = name == settings.owner or folder.knows("party", "parties.toml", name)
    if not known:
        every = folder.ids("party") | {settings.owner}
        spot.bad(field, found=name, expected="a party of the case", remedy=did_you_mean(name, every, f"known: {listed(every)}"))  # fmt: skip
    return known


def read_injects(folder: Folder, case: Case, exercise: Exercise | None) -> tuple[Row[Inject], ...]:
    """Every row of injects.csv that is good."""
    if not folder.has(INJECTS):
        return ()
    if not folder.has(FILE):
        folder.problems.add(
            INJECTS, found="injects in a case that is no exercise", expected=f"{FILE} beside it",
            remedy="make an exercise of the case with `troth exercise new`",
        )  # fmt: skip
    about = {(kind, row.record.id): row for kind, rows in _rows_of(case).items() for row in rows}
    found = []
    for number, cells in enumerate(read_rows(folder, INJECTS, COLUMNS), 1):
        row = _inject(folder, cells, case, f"inject-{number}")
        if row is None:
            continue
        spot = row_spot(folder, cells, "")
        if exercise is not None and row.record.at < exercise.start:
            start = exercise.start.isoformat()
            spot.bad("at", found=cells["at"], expected=f"a time from the start of the exercise on, {start}", remedy="correct it")  # fmt: skip
        elif _fits(spot, row, about, case, folder):
            found.append(row)
    return tuple(found)


def _rows_of(case: Case) -> dict[str, tuple[Row[Any], ...]]:
    return {
        "term": case.terms, "agreement": case.agreements, "evidence": case.evidence, "incident": case.incidents,
        "source": case.sources,
    }  # fmt: skip


def _inject(folder: Folder, cells: Cells, case: Case, name: str) -> Row[Inject] | None:
    spot, settings = row_spot(folder, cells, ""), case.settings
    before = folder.problems.count(INJECTS)
    moment = spot.moment("at", cells["at"], settings.zone) if cells["at"] else None
    if not cells["at"]:
        spot.bad("at", expected="a time of the exercise's clock", remedy="write it as 2023-11-25T18:30")
    by, form = cells["from"] or settings.owner, cells["form"] or MessageForm.NOTICE
    _is_party(spot, folder, settings, "from", by)
    to = _receivers(spot, folder, settings, cells["to"])
    if form not in FORMS:
        spot.bad("form", found=form, expected=f"one of {listed(FORMS)}", remedy="choose one, or leave it empty: it is a notice")  # fmt: skip
    if moment is None or folder.problems.count(INJECTS) > before:
        return None
    told = spot.build(
        Message, {"id": name, "about": cells["about"] or "case", "form": form, "text": cells["text"]}
    )
    if told is None:
        return None
    data = {
        "id": name,
        "at": moment.start,
        "by": by,
        "to": to,
        "about": told.about,
        "form": told.form,
        "text": told.text,
    }
    inject = spot.build(Inject, data, _NAMES)
    if inject is None:
        return None
    return Row(record=inject, label=_label(cells["to"], to, by), file=cells.file, line=cells.line)


def _receivers(spot: Spot, folder: Folder, settings: Settings, text: str) -> tuple[str, ...]:
    """The parties that an inject is for; none named: all of them, or everybody."""
    found = names(text)
    given = found if isinstance(found, tuple) else ()
    if set(given) & {EVERYBODY, PUBLIC}:
        if len(given) > 1:
            remedy = f"leave the others out: {given[0]} stands alone"
            spot.bad("to", found=text, expected=f"parties, or {EVERYBODY}, or {PUBLIC}", remedy=remedy)
        return ()
    for name in given:
        _is_party(spot, folder, settings, "to", name)
    return tuple(given)


def _label(text: str, to: tuple[str, ...], by: str) -> Label:
    if text == PUBLIC:
        return Label(tlp=Tlp.CLEAR)
    readers = tuple(name for name in to if name != by)
    return Label(tlp=Tlp.AMBER, release_to=readers) if to else Label(tlp=Tlp.GREEN)


def _fits(
    spot: Spot, row: Row[Inject], about: Mapping[tuple[str, str], Row[Any]], case: Case, folder: Folder
) -> bool:
    """Whether what it speaks of is there, and shown to everybody who receives it."""
    kind, _, name = row.record.about.partition(":")
    if kind not in _KINDS:
        return True
    target = about.get((_KINDS[kind], name))
    if target is None:
        if name not in folder.ids(_KINDS[kind]):
            remedy = did_you_mean(name, folder.ids(_KINDS[kind]), "copy its id from its file")
            spot.bad("about", found=row.record.about, expected=f"a {kind} of the case", remedy=remedy)
        return False
    if no_wider(
        row.label,
        target.label,
        author=row.record.by,
        target_author=case.owner,
        owner=case.owner,
        members=case.members,
    ):
        return True
    spot.bad(
        "to", found=f"an inject about {row.record.about}, which is {target.label.tlp.value}",
        expected="receivers who can all see what it speaks of", remedy="name fewer receivers, or write about the case",
    )  # fmt: skip
    return False


def inject_statements(case: Case) -> list[Statement]:
    """The messages of an exercise's control as statements, each recorded at its time of the clock."""
    return [_statement(case, row) for row in sorted(case.injects, key=_when)]


def _when(row: Row[Inject]) -> tuple[datetime, str]:
    return row.record.at, row.record.id


def _statement(case: Case, row: Row[Inject]) -> Statement:
    told, title = row.record, case.settings.exercise
    return Statement(
        author=told.by, kind="message", subject=told.id, recorded_at=told.at, label=row.label,
        body={"about": told.about, "form": told.form.value, "text": told.text, EXERCISE: title, INJECT: True},
        nonce=derive_nonce(case.settings.seed, INJECT, told.id),
    )  # fmt: skip
