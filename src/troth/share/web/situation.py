"""A situation report: what holds, what changed, what is due, what is disputed, and on which reports it rests, as text.

The words are those of the pages; a text carries its time, its view and, in an exercise, that it is one.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from troth.share.report import phrases, words
from troth.share.report.answers import answers
from troth.share.report.index import Index, Row
from troth.share.report.monitor import change_lines, disputed_lines, due_lines
from troth.share.report.reports import report
from troth.share.report.text import Catalog, Line, plain

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
"""Characters that mean something to Markdown."""
NUMBER = re.compile(r"^(\d+)([.)])")


@dataclass(frozen=True, slots=True)
class Part:
    """A heading and what stands under it."""

    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A situation report before it is written."""

    title: str
    about: str
    """Whose picture it is, and of when."""
    exercise: str
    """That it is one, in an exercise; else empty."""
    parts: tuple[Part, ...]


def situation(
    tables: Mapping[str, Sequence[Row]], index: Index, texts: Catalog, *, about: str, exercise: str, overdue: Sequence[str]
) -> Situation:  # fmt: skip
    """Put a situation report together from the tables of a run.

    Parameters
    ----------
    about
        The line on view and time.
    exercise
        What to say at the top and the end of a text from an exercise.
    overdue
        The lines on what is overdue.
    """
    wholes = list(index.summaries.values())
    parts = [
        Part(texts("head.answers"), tuple(f"{one.ask} {one.text}" for one in answers(tables.get("questions", ()), index, texts.locale))),
        Part(texts("head.terms"), tuple(phrases.sentence(row, index, texts.locale) for row in wholes)),
        Part(_changed_since(index, texts), _plain(change_lines(tables.get("changes", ()), index, texts))),
        Part(texts("head.due"), _plain(due_lines(tables.get("due", ()), index, texts))),
        Part(texts("head.overdue"), tuple(overdue)),
        Part(texts("head.disputed"), _plain(disputed_lines(tables.get("verdicts", ()), index, texts))),
        Part(texts("situation.rests"), tuple(_cited(wholes, index, texts))),
    ]  # fmt: skip
    title = str(index.case.get("title") or index.case.get("id") or "")
    none = texts("situation.none")
    filled = tuple(part if part.items else Part(part.heading, (none,)) for part in parts)
    return Situation(title=title, about=about, exercise=exercise, parts=filled)


def _changed_since(index: Index, texts: Catalog) -> str:
    since = index.case.get("since")
    if not since:
        return texts("head.changed.plain")
    return texts("head.changed", since=words.instant(since, index.zone, texts))


def _plain(lines: Iterable[Line]) -> tuple[str, ...]:
    return tuple(plain(line) for line in lines)


def _cited(rows: Iterable[Row], index: Index, texts: Catalog) -> Iterable[str]:
    """The reports that the verdicts rest on, with who says so and where it can be read."""
    for key in dict.fromkeys(key for row in rows for key in row.get("because", ())):
        if key in index.evidence:
            one = report(index.evidence[key], index, texts)
            yield texts(
                "situation.cited", id=one.id, said=one.said, when=one.when, who=one.who, published=one.published, url=one.url
            )  # fmt: skip


def as_text(found: Situation) -> str:
    """The report as plain text.

    >>> print(as_text(Situation("A case", "As of today.", "", (Part("Due", ("Nothing.",)),))))
    A case
    As of today.
    <BLANKLINE>
    DUE
    - Nothing.
    <BLANKLINE>
    """
    blocks = [f"{found.title}\n{found.about}"]
    blocks += [
        "\n".join((part.heading.upper(), *(f"- {item}" for item in part.items))) for part in found.parts
    ]
    if found.exercise:
        blocks = [found.exercise.upper(), *blocks, found.exercise.upper()]
    return "\n\n".join(blocks) + "\n"


def as_markdown(found: Situation) -> str:
    r"""The report as Markdown; what a case says cannot become markup in it.

    >>> print(as_markdown(Situation("A *case*", "As of today.", "", (Part("Due", ("1. [x](y)",)),))))
    # A \*case\*
    <BLANKLINE>
    As of today.
    <BLANKLINE>
    ## Due
    <BLANKLINE>
    - 1\. \[x\](y)
    <BLANKLINE>
    """
    blocks = [f"# {escaped(found.title)}", escaped(found.about)]
    for part in found.parts:
        blocks += [f"## {escaped(part.heading)}", "\n".join(f"- {escaped(item)}" for item in part.items)]
    if found.exercise:
        blocks = [f"**{escaped(found.exercise)}**", *blocks, f"**{escaped(found.exercise)}**"]
    return "\n\n".join(blocks) + "\n"


def escaped(text: str) -> str:
    """Words that Markdown shows as they are."""
    one_line = " ".join(text.split())
    return NUMBER.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", one_line))
