"""What `troth plan --json` says of results and of the goal."""

from .documents_base import Document


class PlanResult(Document):
    """An indicator of a project, as in IATI results: baseline, target, actual, and when the plan brings it."""

    project: str
    indicator: str
    name: str
    kind: str
    """*output*: there when its project is done; *outcome*: when its service is, or else when the project is done."""
    unit: str
    baseline: float
    baseline_year: int | None
    target: float
    rising: bool
    """Whether more is better."""
    actual: float | None
    """Null: nobody counted."""
    as_of: str | None
    """When the actual figure held."""
    share: float | None
    """How much of the way from the baseline to the target is behind it."""
    reached: bool | None
    due: int | None
    """The period by which the target was set, from 0."""
    since: int | None
    """The first period in which the plan has it; null: not within the horizon."""
    since_date: str | None
    """Its first day; null where nobody says when the first period begins."""
    since_q05: int | None
    """Under doubt, 5 % point; null: not within the horizon."""
    since_q50: int | None
    since_q95: int | None
    in_time: bool | None
    """Whether the target is met, or the plan has it, by the period by which it was set."""
    service: str | None
    people: float | None
    """Whom it serves once the target is reached."""
    people_now: float | None
    """The same by the actual figure, in proportion."""
    of: str | None
    """The indicator of the stage before."""
    because: list[str]


class PlanGoalPeriod(Document):
    """People served in a period, each counted once: at least and at most."""

    period: int
    low: float
    high: float


class PlanGoal(Document):
    """People served beside what the programme has promised; *low* as if the services of a region had the same people, *high* as if no two had one in common."""

    people: float
    """The goal."""
    by: int | None
    """The period by which, from 0; null: the end of the horizon."""
    now_low: float | None
    """By the actual figures of the results; null: nobody counted."""
    now_high: float | None
    by_low: float
    """By the plan, in the period by which it was promised."""
    by_high: float
    end_low: float
    """By the plan, at the end of the horizon."""
    end_high: float
    sure: int | None
    """The first period in which *low* reaches the goal; null: not within the horizon."""
    sure_date: str | None
    """Its first day."""
    perhaps: int | None
    """The first period in which *high* does."""
    curve: list[PlanGoalPeriod]
    because: list[str]
