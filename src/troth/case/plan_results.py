"""`tables/plan_results.csv`: what projects are to bring, as IATI results: outputs and outcomes, baseline, target, actual."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from troth.plan.programme import Programme, Service
from troth.records.moment import parse_moment

from .assess_cells import lined_rows_of, text_of, whole
from .csvfile import Cells, Columns
from .folder import Folder
from .problems import did_you_mean

RESULTS = "tables/plan_results.csv"
_RESULTS = Columns(
    ("project", "indicator", "kind", "unit", "baseline", "target", "source"),
    ("name", "baseline_year", "actual", "as_of", "due", "ascending", "service", "people", "of"),
)  # fmt: skip
_YEAR = re.compile(r"[12]\d{3}")
_YES, _NO = {"yes", "true", "1"}, {"no", "false", "0"}
Kind = Literal["output", "outcome"]
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Result:
    """An indicator of a project: where it stood, where it is to stand, where it stands."""

    project: str
    indicator: str
    name: str
    kind: Kind
    """An *output* is there when its project is done; an *outcome* when its service is, or else when the project is done."""
    unit: str
    baseline: float
    target: float
    rising: bool
    """Whether more is better; less is where stockpiles are disposed of."""
    source: str
    baseline_year: int | None = None
    actual: float | None = None
    as_of: str = ""
    """When the actual figure held, with the precision with which it was told."""
    due: int | None = None
    """The period by which the target was set, from 0."""
    service: str = ""
    people: float | None = None
    """Whom it serves once the target is reached."""
    of: str = ""
    """The indicator of the stage before, of whose number this one is a part."""
    done: bool = False
    """Whether its service, or else its project, is there before the plan begins."""

    @property
    def share(self) -> float | None:
        """How much of the way from the baseline to the target is behind it; None where nobody counted, or there is no way to go.

        >>> Result("p", "i", "", "output", "arms", 800.0, 200.0, False, "made up", actual=650.0).share
        0.25
        """
        if self.actual is None or self.target == self.baseline:
            return None
        return (self.actual - self.baseline) / (self.target - self.baseline)

    @property
    def reached(self) -> bool | None:
        """Whether the target is met; None where nobody counted."""
        if self.actual is None:
            return None
        return self.actual >= self.target if self.rising else self.actual <= self.target

    @property
    def people_now(self) -> float | None:
        """Whom it serves by the actual figure, taken in proportion; None where nobody counted people or the indicator."""
        if self.people is None or self.actual is None:
            return None
        share = self.share if self.share is not None else float(bool(self.reached))
        return round(self.people * min(1.0, max(0.0, share)))


def read_results(
    folder: Folder, programme: Programme, done: Collection[str] = (), there: tuple[Service, ...] = ()
) -> tuple[Result, ...]:
    """The results that a case tells; none where it has no such table.

    Parameters
    ----------
    folder
        The case.
    programme
        Its projects and services, which the rows name.
    done
        Further projects that have been finished already.
    there
        Further services that are there already.
    """
    people = {service.id: service.people for service in (*programme.services, *there)}
    needed, had = _needed(programme), {*done, *(service.id for service in there)}
    projects = {project.id for project in programme.projects} | set(done)
    read = lined_rows_of(
        folder, RESULTS, _RESULTS, lambda row: _result(row, projects, people, had), optional=True
    )
    rows = list(read)
    for line, one in rows:
        if not one.done and one.service and one.project not in needed[one.service]:
            folder.problems.warn(
                RESULTS, line=line, field="service", found=one.service, expected=f"a service that needs {one.project}",
                remedy="name the service that the project restores, or leave it empty",
            )  # fmt: skip
    _each_once(folder, rows)
    _stages(folder, rows)
    return tuple(one for _, one in rows)


def _needed(programme: Programme) -> dict[str, set[str]]:
    """By service every project that it rests on, also by way of other services."""
    services = {service.id: service for service in programme.services}
    found: dict[str, set[str]] = {}
    for name in services:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            for one in (one for group in services[waiting.pop()].requires for one in group):
                if one not in seen:
                    seen.add(one)
                    waiting += [one] if one in services else []
        found[name] = seen
    return found


def _result(
    row: Cells, projects: Collection[str], people: Mapping[str, float], had: Collection[str]
) -> Result:
    project, service = _known(row, "project", projects), ""
    kind = _kind(row)
    if row["service"]:
        if kind == "output":
            msg = f"service {row['service']}: expected none beside an output, which is there when its project is done"
            raise ValueError(msg)
        service = _known(row, "service", people)
    baseline, target = _figure(row, "baseline"), _figure(row, "target")
    actual, as_of = _seen(row)
    return Result(
        project, text_of(row, "indicator"), row["name"], kind, text_of(row, "unit"), baseline, target,
        _rising(row, baseline, target), text_of(row, "source"), baseline_year=_year(row), actual=actual, as_of=as_of,
        due=whole(row, "due") if row["due"] else None, service=service,
        people=float(whole(row, "people")) if row["people"] else people.get(service), of=row["of"], done=(service or project) in had,
    )  # fmt: skip


def _known(row: Cells, column: str, known: Collection[str]) -> str:
    name = text_of(row, column)
    if name not in known:
        msg = f"{column} {name}: expected a {column} of the plan ({did_you_mean(name, known, 'it has none of that id')})"
        raise ValueError(msg)
    return name


def _kind(row: Cells) -> Kind:
    match row["kind"]:
        case "output" | "outcome" as kind:
            return kind
        case other:
            msg = f"kind {other or 'empty'}: expected output or outcome"
            raise ValueError(msg)


def _figure(row: Cells, column: str) -> float:
    try:
        value = float(row[column])
    except ValueError:
        value = float("nan")
    if not abs(value) < float("inf"):
        msg = f"{column} {row[column] or 'empty'}: expected a number, without units or separators"
        raise ValueError(msg)
    return value


def _rising(row: Cells, baseline: float, target: float) -> bool:
    """Whether more is better: as it says, else as the target lies."""
    said = row["ascending"].lower()
    if said and said not in _YES | _NO:
        msg = f"ascending {row['ascending']}: expected yes or no"
        raise ValueError(msg)
    rising = said in _YES if said else target >= baseline
    if target != baseline and rising != (target > baseline):
        way = "above" if rising else "below"
        msg = f"target {row['target']}: expected one {way} the baseline {row['baseline']}, for ascending is {said}"
        raise ValueError(msg)
    return rising


def _seen(row: Cells) -> tuple[float | None, str]:
    """The actual figure and when it held: neither is worth anything without the other."""
    if bool(row["actual"]) != bool(row["as_of"]):
        empty = "as_of" if row["actual"] else "actual"
        msg = f"{empty} empty: expected `actual` and `as_of` together, or neither"
        raise ValueError(msg)
    if not row["actual"]:
        return None, ""
    try:
        parse_moment(row["as_of"])
    except ValueError:
        msg = f"as_of {row['as_of']}: expected a day or a month such as 2026-11-21 or 2026-11"
        raise ValueError(msg) from None
    return _figure(row, "actual"), row["as_of"]


def _year(row: Cells) -> int | None:
    if row["baseline_year"] and not _YEAR.fullmatch(row["baseline_year"]):
        msg = f"baseline_year {row['baseline_year']}: expected a year such as 2025"
        raise ValueError(msg)
    return int(row["baseline_year"]) if row["baseline_year"] else None


def _each_once(folder: Folder, rows: list[tuple[int, Result]]) -> None:
    seen: dict[tuple[str, int | None], int] = {}
    for line, one in rows:
        first = seen.setdefault((one.indicator, one.due), line)
        if first != line:
            folder.problems.add(
                RESULTS, line=line, field="indicator", found=one.indicator, expected=f"each indicator once for each `due` (line {first})",
                remedy="give the target of another period its `due`, or another indicator its own id",
            )  # fmt: skip


def _stages(folder: Folder, rows: list[tuple[int, Result]]) -> None:
    """Nobody is deployed who was not generated: a stage is never more than the one before."""
    by_name: dict[str, list[Result]] = {}
    for _, one in rows:
        by_name.setdefault(one.indicator, []).append(one)
    for line, one in rows:
        if one.of:
            for field, found, expected in _too_much(one, by_name):
                folder.problems.add(
                    RESULTS, line=line, field=field, found=found, expected=expected,
                    remedy="correct one of the two, or the stage that `of` names",
                )  # fmt: skip


def _too_much(one: Result, by_name: Mapping[str, list[Result]]) -> Iterator[tuple[str, str, str]]:
    before = by_name.get(one.of, [])
    if not before or one.of == one.indicator:
        yield "of", one.of, "another indicator of this table"
        return
    if before[0].unit != one.unit:
        yield "of", one.of, f"an indicator in the same unit, and not in {before[0].unit}"
        return
    most = max(stage.target for stage in before)
    if one.target > most + ROUNDING:
        yield "target", f"{one.target:g}", f"at most the {most:g} of {one.of}"
    counted = [stage.actual for stage in before if stage.actual is not None]
    if one.actual is not None and counted and one.actual > max(counted) + ROUNDING:
        yield "actual", f"{one.actual:g}", f"at most the {max(counted):g} of {one.of}"
