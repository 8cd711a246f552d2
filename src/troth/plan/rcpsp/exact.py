"""An exact search for small projects: OR-tools' CP-SAT, begun from a schedule that is known."""

from collections.abc import Sequence

from troth.plan.compiled import absent

from .project import Project


def prove(
    project: Project, starts: Sequence[int], makespan: int, *, seconds: float, workers: int = 1
) -> tuple[list[int] | None, int]:
    """Look for a shorter schedule, or for the proof that there is none.

    Returns
    -------
    tuple
        The starts of a shorter schedule, or None; and a makespan that no schedule is below.
    """
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - an extra
    except ImportError:
        error = absent("ortools")
        raise error from None
    model = cp_model.CpModel()
    begins = [model.new_int_var(0, makespan, "") for _ in project.durations]
    intervals = [
        model.new_fixed_size_interval_var(begin, length, "")
        for begin, length in zip(begins, project.durations, strict=True)
    ]
    end = model.new_int_var(0, makespan, "")
    for number, begin in enumerate(begins):
        model.add(begin + project.durations[number] <= end)
        for after in project.successors[number]:
            model.add(begins[after] >= begin + project.durations[number])
        model.add_hint(begin, starts[number])
    for kind, there in enumerate(project.capacities):
        users = [number for number, demand in enumerate(project.demands) if demand[kind]]
        model.add_cumulative(
            [intervals[number] for number in users],
            [project.demands[number][kind] for number in users],
            there,
        )
    model.minimize(end)
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None, 0
    least = round(solver.best_objective_bound)
    shorter = solver.value(end) < makespan
    return ([solver.value(begin) for begin in begins] if shorter else None), least
