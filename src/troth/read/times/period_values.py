"""What durations and words that point in time are worth: *six months*, *this week*, *during the pause*."""

import datetime as dt
import re
from collections.abc import Callable

from .calendar_values import Date, Match, Value, reference, settled
from .patterns import NUMBERS, ORDINALS, PERIODS


def _number(word: str) -> float:
    said = word.partition(" (")[0]  # *ninety (90) days* says it twice
    return float(said) if re.match(r"\d", said) else float(NUMBERS[re.sub(r"\s+", " ", said.lower())])


def _iso_duration(number: float, unit: str) -> str:
    """``P6M`` for six months, ``PT48H`` for 48 hours.

    >>> _iso_duration(6, "months"), _iso_duration(48, "hours"), _iso_duration(1.5, "years"), _iso_duration(1, "half-year")
    ('P6M', 'PT48H', 'P1.5Y', 'P6M')
    """
    base = unit.lower().removesuffix("s") if unit.lower() != "hours" else "hour"
    code = PERIODS[base]
    number *= {"fortnight": 2, "half-year": 6, "semester": 6, "decade": 10}.get(base, 1)
    said = f"{number:g}"
    return f"PT{said}{code[1:]}" if code.startswith("T") else f"P{said}{code}"


def shifted(written: Date | None, duration: str, *, back: bool) -> str | None:
    """The day so many days or weeks before or after `written`; for months and years only the month or year.

    >>> shifted(Date(2024, 5, 10), "P2D", back=True), shifted(Date(2024, 5, 10), "P3M", back=False)
    ('2024-05-08', '2024-08')
    """
    match = re.fullmatch(r"P(\d+)([DWMY])", duration)
    if written is None or match is None:
        return None
    number = int(match.group(1)) * (-1 if back else 1)
    if match.group(2) in "DW":
        return (written + dt.timedelta(days=number * (7 if match.group(2) == "W" else 1))).isoformat()
    return settled("month" if match.group(2) == "M" else "year", number, written)


def duration(match: Match, written: Date | None) -> Value | None:
    """So many hours, days, months."""
    del written
    number = _number(match["dn"]) + (0.5 if match["dh"] else 0)
    return Value("DURATION", _iso_duration(number, match["du"]))


def duration_span(match: Match, written: Date | None) -> Value | None:
    """From so long to so long."""
    del written
    first, second = _number(match["rn1"]), _number(match["rn2"])
    return Value("DURATION", f"{_iso_duration(first, match['ru'])}/{_iso_duration(second, match['ru'])}")


def duration_of_one(match: Match, written: Date | None) -> Value | None:
    """*A week*: a duration behind *within*, and a rate behind what is counted."""
    del written
    before = match.string[max(0, match.start() - 12) : match.start()].lower()
    after = match.string[match.end() : match.end() + 12].lower()
    if re.search(r"(?:\d|times|twice|once|trucks|people|litres|days|hours)\s$", before) and not match[
        "one"
    ].lower().startswith("one"):
        return Value("SET", _iso_duration(1, match["ou"]))
    if not re.search(r"\b(?:within|in|for|after|over|than|by|of|half)\s$", before) and not re.match(
        r"\s(?:ago|later|long|after|before|from)", after
    ):
        return None
    return Value("DURATION", _iso_duration(1, match["ou"]))


def vague(match: Match, written: Date | None) -> Value | None:
    """*Years*, *several weeks*: how many is not said."""
    del written
    base = match["vu"].lower().removesuffix("s")
    lead = match["vague"][: -len(match["vu"])].strip().lower()
    if not lead and not re.search(
        r"\b(?:take|takes|took|for|within|over|after|in|lasting?|last|of)\s$",
        match.string[max(0, match.start() - 10) : match.start()],
    ):
        return None
    return Value("DURATION", _iso_duration(1, base).replace("1", "X"))


def deictic(match: Match, written: Date | None) -> Value | None:
    """A period such as *this week* or *next month*: it counts from the date of the document."""
    word = match["dw"].lower().replace("the ", "").removesuffix(" the")
    shift = {
        "this": 0,
        "through": 0,
        "next": 1,
        "coming": 1,
        "following": 1,
        "last": -1,
        "past": -1,
        "previous": -1,
    }[word]
    period = match["dp"].lower()
    if word in {"following", "previous"}:
        return Value("DATE", reference(period, shift), anchor="the time spoken of")
    mod = "END" if word == "through" else None
    return Value(
        "DATE", reference(period, shift), anchor="DCT", resolved=settled(period, shift, written), mod=mod
    )


def today(match: Match, written: Date | None) -> Value | None:
    """A day by its distance from the date of the document."""
    shift = {"today": 0, "tonight": 0, "tomorrow": 1, "yesterday": -1}.get(match["today"].lower(), -2)
    resolved = None if written is None else (written + dt.timedelta(days=shift)).isoformat()
    return Value(
        "DATE",
        resolved or {0: "PRESENT-DAY", 1: "FUTURE-DAY"}.get(shift, "PAST-DAY"),
        anchor="DCT",
        resolved=resolved,
    )


def sometime(match: Match, written: Date | None) -> Value | None:
    """*Earlier this year*."""
    earlier = match["sp"] is not None
    period = (match["sp"] or match["sl"]).lower()
    resolved = settled(period, 0, written)
    open_value = {"year": "XXXX", "month": "XXXX-XX", "week": "XXXX-WXX"}[period]
    return Value(
        "DATE", resolved or open_value, anchor="DCT", resolved=resolved, mod="START" if earlier else "END"
    )


def repeated(match: Match, written: Date | None) -> Value | None:
    """*Every week*, *daily*."""
    del written
    said = match["set"].lower()
    if said.startswith("a ") and not re.search(
        r"(?:\w+s|once|twice)\s$", match.string[max(0, match.start() - 10) : match.start()]
    ):
        return None
    unit = (match["su"] or "").lower() or {
        "daily": "day",
        "weekly": "week",
        "monthly": "month",
        "quarterly": "quarter",
        "yearly": "year",
        "annually": "year",
        "hourly": "hour",
        "fortnightly": "fortnight",
    }[said]
    return Value("SET", _iso_duration(1, unit))


def day_of(match: Match, written: Date | None) -> Value | None:
    """A day of an event: *the first day of the pause*."""
    del written
    word = (match["do"] or match["dd"]).lower()
    number = ORDINALS.get(word) or NUMBERS.get(word) or (int(word) if word.isdigit() else 0)
    value = f"DAY-{number}" if number else "DAY-LAST"
    mod = "BY" if match["dayof"].lower().startswith("by") else None
    return Value("RELATIVE", value, anchor=(match["de"] or "the start of what is told").strip(), mod=mod)


def during(match: Match, written: Date | None) -> Value | None:
    """As long as an event lasts."""
    del written
    return Value("RELATIVE", "DURING", anchor=match["dt"], mod="DURING")


def event(match: Match, written: Date | None) -> Value | None:
    """Before or after an event."""
    del written
    word, event = match["ep"].lower(), match["ee"].strip()
    if word == "when" or (
        word == "since"
        and not re.search(
            r"\b(?:war|conflict|start|beginning|invasion|agreement|ceasefire|hostilities)\b", event
        )
    ):
        return None
    before = word in {"before", "prior to", "until"}
    if word == "following" and match.string[max(0, match.start() - 4) : match.start()].lower() == "the ":
        return None
    value = "BEFORE" if before else "AFTER"
    return Value("RELATIVE", value, anchor=event, mod="UNTIL" if word == "until" else value)


def fixed(kind: str, value: str) -> Callable[[Match, Date | None], Value | None]:
    """A reader that gives one value, whatever was said."""

    def read(match: Match, written: Date | None) -> Value | None:
        del match, written
        return Value(kind, value)

    return read


def clock(match: Match, written: Date | None) -> Value | None:
    """A time of day."""
    del written
    said = match["clock2"].lower()
    if said.startswith(("midnight", "noon")):
        return Value("TIME", "T24:00" if said.startswith("m") else "T12:00")
    hour, minute = (int(part) for part in (re.match(r"(\d+)(?::(\d+))?", said).groups(default="0")))  # type: ignore[union-attr]  # the pattern has it
    if "p" in said.split("local")[0] and hour < 12 and re.search(r"\d\s?p", said):
        hour += 12
    return Value("TIME", f"T{hour:02}:{minute:02}")
