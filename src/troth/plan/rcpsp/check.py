"""Whether a schedule keeps the project's own definition; shares no code with whoever made it."""

from collections.abc import Sequence

from .project import Project

MOST = 20
"""Faults that are told."""


def check(project: Project, starts: Sequence[int]) -> list[str]:
    """What is wrong with a schedule; nothing where it can be carried out.

    >>> two = Project(durations=(3, 2), demands=((1,), (1,)), capacities=(1,), successors=((), ()))
    >>> check(two, [0, 2])
    ['period 2: 2 of resource 0 are needed, there are 1']
    """
    if len(starts) != len(project.durations):
        return [f"{len(starts)} starts for {len(project.durations)} activities"]
    faults = [f"activity {number} starts at {start}" for number, start in enumerate(starts) if start < 0]
    for number, later in enumerate(project.successors):
        end = starts[number] + project.durations[number]
        faults += [
            f"activity {after} starts at {starts[after]}, its predecessor {number} ends at {end}"
            for after in later
            if starts[after] < end
        ]
    last = max((start + length for start, length in zip(starts, project.durations, strict=True)), default=0)
    for period in range(last):
        running = [
            number
            for number, start in enumerate(starts)
            if start <= period < start + project.durations[number]
        ]
        for kind, there in enumerate(project.capacities):
            needed = sum(project.demands[number][kind] for number in running)
            if needed > there:
                faults.append(f"period {period}: {needed} of resource {kind} are needed, there are {there}")
    return faults[:MOST]
