"""What the words of time are worth: from a match of a pattern to a TimeML value."""

import datetime as dt
import re
from dataclasses import dataclass

from .patterns import MONTHS, SEASONS, WEEKDAYS

Match = re.Match[str]
Date = dt.date
_HALF_YEAR = dt.timedelta(days=183)
_FORBIDDEN_MONTHS = frozenset({"may", "march"})


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression is worth, before its place is known."""

    kind: str
    value: str
    anchor: str | None = None
    resolved: str | None = None
    mod: str | None = None
    problem: str = ""


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _day(word: str) -> int:
    return int(re.match(r"\d+", word).group())  # type: ignore[union-attr]  # the pattern has it


def _valid(year: int, month: int, day: int) -> bool:
    try:
        Date(year, month, day)
    except ValueError:
        return False
    return True


def _of_day(year: str | None, month: int, day: int, written: Date | None) -> Value | None:
    """A day, with its year or without; without one the document's date settles it, within half a year either way."""
    if year:
        return (
            Value(
                "DATE", f"{int(year):04}-{month:02}-{day:02}", resolved=f"{int(year):04}-{month:02}-{day:02}"
            )
            if _valid(int(year), month, day)
            else None
        )
    if not _valid(2024, month, day):
        return None
    return Value(
        "DATE", f"XXXX-{month:02}-{day:02}", anchor="year not in text", resolved=_nearest(month, day, written)
    )


def _nearest(month: int, day: int, written: Date | None) -> str | None:
    if written is None:
        return None
    for year in (written.year, written.year - 1, written.year + 1):
        if _valid(year, month, day) and abs(Date(year, month, day) - written) <= _HALF_YEAR:
            return Date(year, month, day).isoformat()
    return None


def iso(match: Match, written: Date | None) -> Value | None:
    """A date as ISO 8601 writes it, with its time of day if it has one."""
    del written
    said = match["iso"]
    if len(said) == 10 and not _valid(*map(int, said.split("-"))):
        return None
    clock = (match["clock"] or "").replace(" ", "T")
    return Value("TIME" if clock else "DATE", said + clock, resolved=said + clock)


def numeric(match: Match, written: Date | None) -> Value | None:
    """A date in figures; where day and month cannot be told apart it stays open, with the reason."""
    first, second, year = map(int, re.split(r"[/.]", match["numeric"]))
    if first > 12 >= second:
        return _of_day(str(year), second, first, written)
    if second > 12 >= first:
        return _of_day(str(year), first, second, written)
    if first == second:
        return _of_day(str(year), first, second, written)
    return (
        Value("DATE", f"{year}-XX-XX", problem=f"{match['numeric']} may be day/month or month/day")
        if first <= 12
        else None
    )


def span(match: Match, written: Date | None) -> Value | None:
    """From one day of a month to another."""
    prefix = "s" if match["span"] else "t"
    month, year = _month(match[prefix + "m"]), match[prefix + "y"]
    first, second = (_of_day(year, month, _day(match[f"{prefix}d{number}"]), written) for number in (1, 2))
    if first is None or second is None:
        return None
    resolved = f"{first.resolved}/{second.resolved}" if first.resolved and second.resolved else None
    return Value("DATE", f"{first.value}/{second.value}", anchor=first.anchor, resolved=resolved)


def days(match: Match, written: Date | None) -> Value | None:
    """From a day of one month to a day of another; the year of the second is that of the first, unless it has its own."""
    ends = [
        (_month(match[f"am{end}"] or match[f"bm{end}"]), _day(match[f"ad{end}"] or match[f"bd{end}"]))
        for end in (1, 2)
    ]
    last = match["dy2"]
    first = match["dy1"] or (last and str(int(last) - (ends[0] > ends[1])))
    one, other = _of_day(first, *ends[0], written), _of_day(last, *ends[1], written)
    if one is None or other is None:
        return None
    resolved = f"{one.resolved}/{other.resolved}" if one.resolved and other.resolved else None
    return Value("DATE", f"{one.value}/{other.value}", anchor=other.anchor, resolved=resolved)


def dmy(match: Match, written: Date | None) -> Value | None:
    """A day with its month, in either order."""
    number = "1" if match["dmy"] else "2"
    return _of_day(match["y" + number], _month(match["m" + number]), _day(match["d" + number]), written)


def my(match: Match, written: Date | None) -> Value | None:
    """A month of a year."""
    del written
    if re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\s$", match.string[max(0, match.start() - 6) : match.start()]):
        return None  # *30 February 2026* is no day, and does not mean the month
    said = f"{match['y3']}-{_month(match['m3']):02}"
    return Value("DATE", said, resolved=said)


def months(match: Match, written: Date | None) -> Value | None:
    """From one month to another."""
    del written
    first, second = _month(match["m5"]), _month(match["m6"])
    said = f"{match['y5'] or match['y6']}-{first:02}/{match['y6']}-{second:02}"
    return Value("DATE", said, resolved=said)


def quarter(match: Match, written: Date | None) -> Value | None:
    """A quarter, of a year or of one that is not said."""
    number = (
        match["qn"]
        or {"first": "1", "second": "2", "third": "3", "fourth": "4", "last": "4"}[match["qw"].lower()]
    )
    del written
    if match["qy"]:
        return Value("DATE", f"{match['qy']}-Q{number}", resolved=f"{match['qy']}-Q{number}")
    return Value("DATE", f"XXXX-Q{number}", anchor="year not in text")


def half(match: Match, written: Date | None) -> Value | None:
    """Half a year."""
    del written
    year = match["hy"] or match["hy2"]
    number = match["hn"] or ("1" if match["hw"].lower() == "first" else "2")
    return Value(
        "DATE",
        f"{year}-H{number}",
        resolved=f"{year}-01/{year}-06" if number == "1" else f"{year}-07/{year}-12",
    )


def season(match: Match, written: Date | None) -> Value | None:
    """A season."""
    code, year = SEASONS[match["sw"].lower()], match["seasy"]
    del written
    if year:
        return Value("DATE", f"{year}-{code}", resolved=f"{year}-{code}")
    return Value("DATE", f"XXXX-{code}", anchor="DCT")


def fiscal(match: Match, written: Date | None) -> Value | None:
    """A fiscal year: whose, is not said."""
    del written
    year = match["fy"] or match["fy2"]
    return Value("DATE", f"FY{year}", anchor="whose fiscal year is not said")


def years(match: Match, written: Date | None) -> Value | None:
    """From one year to another."""
    del written
    first, second = match["ya"], match["yb"]
    last = second if len(second) == 4 else first[:2] + second
    return Value("DATE", f"{first}/{last}", resolved=f"{first}/{last}") if int(last) > int(first) else None


def decade(match: Match, written: Date | None) -> Value | None:
    """Ten years."""
    del written
    return Value("DATE", match["dec"][:3] + "X", resolved=match["dec"][:3] + "X")


def part(match: Match, written: Date | None) -> Value | None:
    """The beginning, the middle or the end of a month or a year."""
    word = match["pw"].lower()
    mod = (
        "END"
        if "end" in word or ("late" in word and "later" not in word)
        else "MID"
        if "mid" in word
        else "START"
        if not word.startswith(("earlier", "later")) and "half" not in word and "week" not in word
        else None
    )
    if match["pr"]:
        return _relative_part(match["pr"], mod, written)
    if match["py"]:
        return Value("DATE", match["py"], resolved=match["py"], mod=mod)
    month = _month(match["pm"])
    if match["pmy"]:
        return Value("DATE", f"{match['pmy']}-{month:02}", resolved=f"{match['pmy']}-{month:02}", mod=mod)
    return Value(
        "DATE", f"XXXX-{month:02}", anchor="year not in text", resolved=_month_near(month, written), mod=mod
    )


def _relative_part(said: str, mod: str | None, written: Date | None) -> Value:
    which, period = said.lower().split()
    shift = {"next": 1, "last": -1}.get(which, 0)
    if period in SEASONS:
        return Value("DATE", f"XXXX-{SEASONS[period]}", anchor="DCT", mod=mod)
    resolved = settled(period, shift, written)
    return Value("DATE", reference(period, shift), anchor="DCT", resolved=resolved, mod=mod)


def reference(period: str, shift: int) -> str:
    """A period before, at or after the present, as TimeML names it."""
    when = {0: "PRESENT", 1: "FUTURE", -1: "PAST"}[shift]
    return f"{when}-{period.upper()}"


def settled(period: str, shift: int, written: Date | None) -> str | None:
    """The week, month or year so many after the document's."""
    if written is None:
        return None
    if period in {"week", "weekend"}:
        year, week, _ = (written + dt.timedelta(weeks=shift)).isocalendar()
        return f"{year}-W{week:02}" + ("-WE" if period == "weekend" else "")
    if period == "month":
        month = written.year * 12 + written.month - 1 + shift
        return f"{month // 12}-{month % 12 + 1:02}"
    if period == "quarter":
        quarter = written.year * 4 + (written.month - 1) // 3 + shift
        return f"{quarter // 4}-Q{quarter % 4 + 1}"
    if period == "day":
        return (written + dt.timedelta(days=shift)).isoformat()
    return str(written.year + shift) if period == "year" else None


def _month_near(month: int, written: Date | None) -> str | None:
    day = _nearest(month, 15, written)
    return day[:7] if day else None


def weekday(match: Match, written: Date | None) -> Value | None:
    """A day of the week, or every such day."""
    number, which = WEEKDAYS[match["wd"].lower()], (match["ww"] or "").lower()
    if match["wds"] or which in {"each", "every"}:
        return Value("SET", f"XXXX-WXX-{number}")
    resolved = None
    if written is not None:
        if not back_to(match):
            which = "coming"
        back = (written.isoweekday() - number) % 7
        forth = (number - written.isoweekday()) % 7
        days = (forth or 7) if which in {"next", "coming"} else -(back or 7) if which == "last" else -back
        resolved = (written + dt.timedelta(days=days)).isoformat()
    return Value("DATE", f"XXXX-WXX-{number}", anchor="DCT", resolved=resolved)


def back_to(match: Match) -> bool:
    """Whether a day of the week is past or today: *by Friday* and *until Friday* look ahead."""
    before = match.string[max(0, match.start() - 14) : match.start()].lower()
    ahead = re.search(
        r"\b(?:will|shall|is to|are to|due)\b[^.;]{0,90}$",
        match.string[max(0, match.start() - 100) : match.start()],
    )
    return ahead is None and re.search(r"\b(?:by|until|till|before|no later than)\s$", before) is None


def bare_month(match: Match, written: Date | None) -> Value | None:
    """A month without a year; *may* and *march* only where no verb can stand."""
    word = match["m4"]
    before = match.string[max(0, match.start() - 14) : match.start()].lower()
    if word.lower() in _FORBIDDEN_MONTHS and not re.search(
        r"\b(?:in|by|since|until|from|of|early|late|before|after|this|last|next|during|to|and|through)\s$",
        before,
    ):
        return None
    month = _month(word)
    return Value("DATE", f"XXXX-{month:02}", anchor="year not in text", resolved=_month_near(month, written))


def year(match: Match, written: Date | None) -> Value | None:
    """A year, where it is no number of something else."""
    del written
    before = match.string[max(0, match.start() - 18) : match.start()]
    if re.search(r"\b\d{1,2}(?:st|nd|rd|th)?\s[A-Z][a-z]{2,8}\s$", before):
        return None  # of a day that no calendar has
    if (
        re.search(r"(?:Resolution|resolution|Agenda|UNSCR|No\.|Article|Law)\s$|the $", before)
        and re.match(r"\sAgenda", match.string[match.end() : match.end() + 8])
    ) or re.search(r"(?:[Rr]esolution|UNSCR|No\.|Article|about|around|some|nearly|least)\s$", before):
        return None
    return Value("DATE", match["year"], resolved=match["year"])
