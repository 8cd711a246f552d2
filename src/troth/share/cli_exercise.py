"""`troth exercise`: a joint exercise on a copy of a case, and its clock."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from troth import case as cases
from troth.case.exercise_copy import make_exercise
from troth.records.exercise import Exercise
from troth.records.moment import parse_moment

from .desk.exercise import ExerciseClock, Ticking, clock_of
from .options import CasePath, read_case, unusable
from .terminal import say, working

app = typer.Typer(
    name="exercise",
    help="A joint exercise on a copy of a case: marked on every page, with a clock of its own, apart from all that is real.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_AS_TIME = "write it as 2023-11-25T16:00, or with an offset as 2023-11-25T16:00+02:00"


@app.command("new")
def new(  # noqa: PLR0913 - one option for each thing that an exercise is
    case: CasePath,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="DIR", help="The folder to make; it must not hold anything yet.", show_default=False
        ),
    ],
    *,
    title: Annotated[
        str, typer.Option(metavar="TITLE", help="What it is called, at the head of every page.")
    ],
    start: Annotated[str, typer.Option(metavar="TIME", help="What the case's clock says at the beginning.")],
    injects: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What the control lets happen: a CSV file with at, from, to, about, form, text.",
        ),
    ] = None,
    speed: Annotated[
        float, typer.Option(metavar="NUMBER", help="Seconds of the case in one second of the machine.")
    ] = 1.0,
    control: Annotated[
        str | None,
        typer.Option(metavar="PARTY", help="The office that runs it. Unless given: the case's owner."),
    ] = None,
) -> None:
    """Copy a case as an exercise: its rows open as the clock comes to them, and nothing of it is ever taken for real."""
    with working("copying the case"):
        found = read_case(case)
        made = make_exercise(case, folder, _exercise(found, title, start, speed, control), injects=injects)
    ahead = sum(1 for row in made.evidence if _opens_later(row.record.recorded_at, made))
    say(f"made {folder}: the exercise {made.settings.exercise!r} on a copy of {found.title}")
    say(
        f"its clock starts at {_shown(_start(made), made)}; {ahead} rows and {len(made.injects)} messages open later"
    )
    say(f"serve it with `troth serve {folder}`, steer it with `troth exercise clock {folder}`")


def _exercise(case: cases.Case, title: str, start: str, speed: float, control: str | None) -> Exercise:
    try:
        moment = parse_moment(start, case.settings.zone).start
    except ValueError:
        raise unusable(at="--start", found=start, expected="a date or time", remedy=_AS_TIME) from None
    try:
        return Exercise(title=title, start=moment, speed=speed, control=control or case.owner)
    except ValueError as error:
        trouble = "; ".join(str(error).splitlines()[1:3])
        remedy = "a title is one line of at most 120 characters, a speed a number from 0.01 to 86400"
        raise unusable(at="--title, --speed", found=" ".join(trouble.split()), expected="a title and a speed", remedy=remedy) from None  # fmt: skip


def _start(case: cases.Case) -> datetime:
    return case.settings.as_of if case.exercise is None else case.exercise.start


def _opens_later(recorded: datetime | None, case: cases.Case) -> bool:
    return recorded is not None and recorded > _start(case)


@app.command("clock")
def clock(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the exercise.", show_default=False)
    ],
    *,
    pause: Annotated[bool, typer.Option("--pause", help="Let the clock stand.")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="Let it run again.")] = False,
    speed: Annotated[
        float | None, typer.Option(metavar="NUMBER", help="Seconds of the case in one second of the machine.")
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME", help="Put it ahead to this time; it never goes back."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the desk keeps its ledger, unless in the exercise's folder."),
    ] = None,
) -> None:
    """Say what the clock of an exercise says, let it stand or run, faster or slower; a desk that is served follows at once."""
    case = read_case(folder)
    found = clock_of(case, data)
    if found is None:
        remedy = "make an exercise of the case with `troth exercise new`"
        raise unusable(
            at=str(folder),
            found="a case without a clock",
            expected="the folder of an exercise",
            remedy=remedy,
        )
    if pause and resume:
        raise unusable(
            at="--pause", found="--pause with --resume", expected="one of them", remedy="leave one out"
        )
    steered = pause or resume or speed is not None or to is not None
    if steered:
        found.steer(speed=speed, paused=pause if pause or resume else None, to=_read(to, case))
    if steered or found.started:
        _say(case, found, found.state())
    else:
        say(
            f"exercise {case.settings.exercise!r}: starts at {_shown(_start(case), case)} when it is first served"
        )


def _read(text: str | None, case: cases.Case) -> datetime | None:
    if text is None:
        return None
    try:
        return parse_moment(text, case.settings.zone).start
    except ValueError:
        raise unusable(at="--to", found=text, expected="a date or time", remedy=_AS_TIME) from None


def _say(case: cases.Case, found: ExerciseClock, state: Ticking) -> None:
    pace = "it stands" if state.paused else f"{state.speed:g} seconds in a second"
    say(f"exercise {case.settings.exercise!r}: {_shown(found.now(), case)}, {pace}")


def _shown(moment: datetime, case: cases.Case) -> str:
    return moment.astimezone(case.settings.zone).isoformat(timespec="seconds")
