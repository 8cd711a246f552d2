"""What `troth plan --why-not --json` prints beside the plan."""

from .documents_base import Document


class PlanLater(Document):
    """A service that would come at another time."""

    service: str
    people: float
    planned: int | None
    """The period from which it is there in the plan; null: it is not."""
    pinned: int | None
    """The same with the project pinned."""


class PlanPinned(Document):
    """What the plan would be if a project had to start by a period."""

    project: str
    planned: int | None
    """The period in which it starts in the plan, from 0; null: it is not done."""
    by: int
    """The last period in which it was asked to start."""
    start: int | None
    """The period in which it would start; null: no plan with it was found."""
    mode: int | None
    lost: float | None
    """People-days that the plan would be worth less; below 0 it would be worth more."""
    changed: list[PlanLater]
    """Those services first that lose most."""
    dropped: list[str]
    """Projects of the plan that would no longer be done."""
    conflict: list[str]
    """Limits that cannot be kept together with it; without any one of them they could."""
    proven: bool
    """Whether it was proven that there is no plan with it."""
    means: str
    """*CP-SAT*, or the *decoder* where that is not installed or the programme is larger than 150 projects."""
