"""The format of PSPLIB's single-mode instances (``.sm``; Kolisch and Sprecher, 1996), from its text."""

import re

from .project import Project

_NUMBERS = re.compile(r"-?\d+")


def read_psplib(text: str) -> Project:
    """An instance of a set such as j30 or j120.

    Raises
    ------
    ValueError
        A section that is missing, or a line with too few numbers, by its number.
    """
    lines = text.splitlines()
    after = _section(lines, "PRECEDENCE RELATIONS")
    needs = _section(lines, "REQUESTS/DURATIONS")
    there = _section(lines, "RESOURCEAVAILABILITIES")
    successors = []
    for number, line in after:
        found = _numbers(number, line, 3)
        if len(found) < 3 + found[2]:
            msg = f"line {number}: {found[2]} successors are announced, {len(found) - 3} follow"
            raise ValueError(msg)
        successors.append(tuple(one - 1 for one in found[3 : 3 + found[2]]))
    rows = [_numbers(number, line, 3) for number, line in needs]
    capacities = tuple(_numbers(*there[0], 1))
    return Project(
        durations=tuple(row[2] for row in rows),
        demands=tuple(tuple(row[3 : 3 + len(capacities)]) for row in rows),
        capacities=capacities,
        successors=tuple(successors),
    )


def _section(lines: list[str], name: str) -> list[tuple[int, str]]:
    """The lines with numbers below a heading, each with its own number."""
    begins = next((number for number, line in enumerate(lines) if line.startswith(name)), None)
    if begins is None:
        msg = f"no section {name}: expected PSPLIB's format of single-mode instances"
        raise ValueError(msg)
    found = []
    for number in range(begins + 1, len(lines)):
        line = lines[number]
        if line.startswith("***"):
            break
        if _NUMBERS.match(line.strip()):
            found.append((number + 1, line))
    if not found:
        msg = f"nothing below {name}"
        raise ValueError(msg)
    return found


def _numbers(number: int, line: str, least: int) -> list[int]:
    found = [int(one) for one in _NUMBERS.findall(line)]
    if len(found) < least:
        msg = f"line {number}: {len(found)} numbers, expected {least} or more"
        raise ValueError(msg)
    return found
