"""Expressions of time in a text, from left to right."""

import datetime as dt
import re
from collections.abc import Iterable

from . import calendar_values as values
from .expression import TimeExpression
from .patterns import CALENDAR, DURATIONS, RELATIVES
from .period_values import shifted
from .readers import READERS

_ANY = re.compile(rf"(?<![\w$\u20ac\u00a3])(?=\w)(?:{CALENDAR}|{DURATIONS}|{RELATIVES})")
_LEAD = re.compile(
    r"(?P<lead>(?:no\slater\sthan|nlt|not\slater\sthan|on\sor\sbefore|at\sthe\slatest\sby|within|in\sless\sthan|by\sthe\send\sof|by\sthe\sstart\sof|by|before|until|till|through\sto|through|to|after|since|from|as\sof|starting(?:\son|\sfrom)?|beginning(?:\son|\sin)?|during|throughout|over|for|in|on|at|about|around|up\sto|at\sleast|more\sthan|earlier\sin|later\sin|between)\s(?:the\s(?:first|next|coming|following|past|last)\s|a\s(?:maximum\sof\s)?|approximately\s|about\s|the\s|around\s|at\sleast\s|this\s|early\s|late\s|mid-)?)$",
    re.IGNORECASE,
)  # fmt: skip
_MODS: tuple[tuple[str, str], ...] = (
    ("WITHIN", r"within|in less than|up to"), ("END", r"by the end of"), ("BY", r"no later than|nlt|not later than|on or before|at the latest by|by"), ("BEFORE", r"before"),
    ("UNTIL", r"until|till|through.*|to$"), ("AFTER", r"after"), ("SINCE", r"since|from|as of|starting.*|beginning.*"), ("DURING", r"during|throughout|over"), ("APPROX", r"about|around"), ("OR_MORE", r"at least|more than"),
)  # fmt: skip
_ANCHOR = re.compile(
    r"\s(?:of|after|from|following)\s(?P<event>(?!the\s(?:year|month|week|pause)\b)(?:the\s|a\s|an\s|its\s|their\s)?[a-z][^.,;:()\d]{2,70}?)(?=[.,;:()]|\s(?:and|to|for|in|under|with|which|that|by|at)\s|$)"
)
_ANCHOR_WORDS = re.compile(
    r"\b(?:sign|entr|ceasefire|cease-fire|cessation|truce|agreement|accord|deal|start|begin|end|approval|adoption|notification|request|receipt|effect|hostilit|date|arrival|deployment|withdrawal|ratification|announcement|conclusion|release|peace|war|completion|launch|pause|day|onset|exchange|publication)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_AGO = re.compile(r"\s(?P<ago>ago|earlier|later|before|from now)\b")


def times(text: str, *, written: dt.date | None = None) -> list[TimeExpression]:
    """The expressions of time in a text, in order; they never overlap.

    Parameters
    ----------
    text
        Any text.
    written
        The date of the document, which settles *this week* and a day without a year; None: they stay open.

    >>> [(found.value, found.mod) for found in times("By 30 June 2026, and within the first 6 months.")]
    [('2026-06-30', 'BY'), ('P6M', 'WITHIN')]
    >>> times("On November 22 it was agreed.")[0].value
    'XXXX-11-22'
    """
    found: list[TimeExpression] = []
    place = 0
    while (match := _ANY.search(text, place)) is not None:
        expression = _read(text, match, written)
        if expression is None or (found and expression.start < found[-1].end):
            place = _behind_word(text, match.start()) if expression is None else match.start() + 1
            continue
        found.append(expression)
        place = max(expression.end, match.start() + 1)
    return _linked(_at_once(text, found))


def _behind_word(text: str, place: int) -> int:
    word = _WORD.match(text, place)
    return word.end() if word is not None else place + 1


def _read(text: str, match: re.Match[str], written: dt.date | None) -> TimeExpression | None:
    for name, reader in READERS.items():
        if match[name] is not None:
            read = reader(match, written)
            if read is None:
                return None
            return _placed(text, match, read, written)
    return None


def _placed(text: str, match: re.Match[str], read: values.Value, written: dt.date | None) -> TimeExpression:
    start, end = match.start(), match.end()
    mod = read.mod
    if (
        read.kind != "RELATIVE"
        and (lead := _LEAD.search(text[max(0, start - 45) : start])) is not None
        and not re.search(r"\w$", text[max(0, start - 45) : start][: lead.start()])
        and not (read.kind == "DURATION" and lead["lead"].lower().startswith("to"))
    ):
        mod = _modified(lead["lead"], read) or mod
        start -= len(lead["lead"])
    made = TimeExpression(
        start,
        end,
        text[start:end],
        read.kind,
        read.value,
        anchor=read.anchor,
        resolved=read.resolved,
        mod=mod,
        problem=read.problem,
    )
    if read.kind == "DURATION":
        made = _anchored(text, made, written)
    return made


def _modified(lead: str, read: values.Value) -> str | None:
    low = lead.lower().strip()
    if read.kind == "SET":
        return read.mod
    for mod, pattern in _MODS:
        if re.match(rf"(?:{pattern})\b", low):
            if mod == "DURING" and read.kind == "DATE":
                return None
            return mod
    if re.search(r"\bearlier in", low):
        return None
    return None


def _anchored(text: str, made: TimeExpression, written: dt.date | None) -> TimeExpression:
    """From when a duration counts: *within six months of a ceasefire*, *two days ago*, or nothing that is said."""
    if (ago := _AGO.match(text, made.end)) is not None and ago["ago"] in {"ago", "from now"}:
        back = ago["ago"] == "ago"
        resolved = shifted(written, made.value, back=back)
        end = ago.end()
        return made._replace(
            end=end,
            text=text[made.start : end],
            kind="DATE",
            value=resolved or ("PAST_REF" if back else "FUTURE_REF"),
            anchor="DCT",
            resolved=resolved,
            mod=None,
        )
    if (
        (after := _ANCHOR.match(text, made.end)) is not None
        and _ANCHOR_WORDS.search(after["event"])
        and made.mod in {"WITHIN", "BY", "BEFORE", None, "DURING"}
        and not (after.group().startswith(" of") and made.mod is None)
    ):
        return made._replace(
            end=after.end("event"),
            text=text[made.start : after.end("event")],
            anchor=after["event"].strip(),
            mod=made.mod or "AFTER",
        )
    return made._replace(anchor="start not given") if made.mod == "WITHIN" else made


def _at_once(text: str, found: Iterable[TimeExpression]) -> list[TimeExpression]:
    """A time of day and the day that follows it are one time: *from 06:00 on 1 April 2026*."""
    done: list[TimeExpression] = []
    for expression in found:
        before = done[-1] if done else None
        if (
            before is not None
            and before.kind == "TIME"
            and _FULL_DAY.fullmatch(expression.value)
            and expression.mod in {None, "BY"}
            and text[before.end : expression.start] in {" ", ", ", " hours ", " hrs "}
        ):
            value = expression.value + before.value
            done[-1] = expression._replace(
                start=before.start,
                text=text[before.start : expression.end],
                kind="TIME",
                value=value,
                resolved=value,
                mod=before.mod,
            )
        else:
            done.append(expression)
    return done


_FULL_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _linked(found: Iterable[TimeExpression]) -> list[TimeExpression]:
    """A pause that was given its length lends it to *during this pause*."""
    done: list[TimeExpression] = []
    length = ""
    for expression in found:
        if expression.kind == "DURATION" and re.search(r"\w-(?:day|hour|week|month)", expression.text):
            length = expression.value
        if expression.mod == "DURING" and expression.value == "DURING":
            done.append(
                expression._replace(kind="DURATION" if length else "RELATIVE", value=length or "DURING")
            )
            continue
        done.append(expression)
    return done
