"""The demonstration: an exercise on the pause of November 2023, with an office for each side and for the mediator."""

from datetime import datetime
from pathlib import Path

from troth.case import Case, load
from troth.case.exercise_copy import make_exercise
from troth.records.errors import Problem, ProblemsError
from troth.records.exercise import Exercise

TITLE = "A demonstration on the evening of 25 November 2023"
START = datetime.fromisoformat("2023-11-25T16:00+02:00")
"""The evening on which the second release was late: the first is over and told, the second is due, and in the hours that
follow reports, delays, charges and the mediator's word come in, so that a desk has something to do."""
OFFICES = ("Israel", "Hamas", "Qatar")
"""Each side's office and the mediator's; the case's owner, the secretariat, runs the exercise."""


def demonstration(case_path: Path, folder: Path) -> Path:
    """Make the demonstration in a folder, or find it there from an earlier time.

    Returns
    -------
    Path
        The folder of the exercise.

    Raises
    ------
    ProblemsError
        The case lacks one of the offices, or the folder holds something else.
    """
    if (folder / "case.toml").is_file():
        return _again(folder)
    case = load(case_path)
    if missing := [name for name in OFFICES if name not in case.members]:
        expected = f"a case with the parties {', '.join(OFFICES)}, such as cases/gaza-pause-2023"
        remedy = "make an exercise of your own with `troth exercise new`, and serve that"
        found = f"a case without {', '.join(missing)}"
        raise ProblemsError([Problem(file=str(case_path), found=found, expected=expected, remedy=remedy)])
    make_exercise(case_path, folder, Exercise(title=TITLE, start=START, control=case.owner))
    return folder


def offices_of(case: Case) -> tuple[str, ...]:
    """The offices that get a login in the demonstration: the three and the case's owner."""
    return (*OFFICES, case.owner)


def _again(folder: Path) -> Path:
    found = load(folder)
    if found.settings.exercise == TITLE:
        return folder
    what = f"the exercise {found.settings.exercise!r}" if found.settings.exercise else "a real case"
    remedy = "choose another folder for the demonstration"
    raise ProblemsError(
        [Problem(file=str(folder), found=what, expected="a new or an empty folder", remedy=remedy)]
    )
