"""Numbers, amounts, times and lists, as people of a language write them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from troth.records.moment import Precision

from .text import Catalog, Line, Piece, join

TENTH, HUNDREDTH = Decimal("0.1"), Decimal("0.01")
OF_A_SET = 12
"""So many rows of a set that turns a verdict a sentence names before it says how many more there are."""
MOMENT = timedelta(microseconds=1)


def number(value: Decimal | float, texts: Catalog) -> str:
    """A number with groups of three and at most two decimals.

    >>> from .text import catalog
    >>> number(Decimal("130000"), catalog("en")), number(Decimal("24.285"), catalog("en"))
    ('130,000', '24.29')
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    rounded = exact.quantize(HUNDREDTH, rounding=ROUND_HALF_UP) if abs(exact) < Decimal("1e15") else exact
    whole, _, rest = f"{rounded:,f}".partition(".")
    rest = rest.rstrip("0")
    grouped = whole.replace(",", texts.template("number.group"))
    return f"{grouped}{texts.template('number.point')}{rest}" if rest else grouped


def unit_name(unit: str, amount: Decimal, texts: Catalog) -> str:
    """The unit, in the singular for one and the plural else; a unit that no catalog knows gets the common plural.

    >>> from .text import catalog
    >>> unit_name("truck/day", Decimal(200), catalog("en"))
    'trucks a day'
    """
    base, _, per = unit.partition("/")
    form = texts.form(amount)
    known = f"unit.{base}.{form}"
    if known in texts.texts:
        name = texts.template(known)
    elif form == "many" and base.isalpha() and base.islower():
        name = texts("unit.other", unit=base)
    else:
        name = base
    return texts("unit.per", unit=name, per=_per(per, texts)) if per else name


def _per(per: str, texts: Catalog) -> str:
    known = f"unit.{per}.one"
    return texts.template(known) if known in texts.texts else per


def with_unit(count: str, amount: Decimal, unit: str, texts: Catalog) -> str:
    """An amount in words, with its unit where it has one."""
    return texts("count.unit", count=count, unit=unit_name(unit, amount, texts)) if unit else count


def interval(low: Decimal, high: Decimal | None, unit: str, texts: Catalog) -> str:
    """An amount that lies between two ends, in words.

    >>> from .text import catalog
    >>> interval(Decimal(50), Decimal(51), "person", catalog("en")), interval(Decimal(196), None, "truck", catalog("en"))
    ('50 to 51 people', 'at least 196 trucks')

    Two ends of one mean, which cannot be written exactly, are one figure:

    >>> interval(Decimal("10.66"), Decimal("10.67"), "truck/day", catalog("en"))
    '10.67 trucks a day'
    """
    if high is None:
        return with_unit(texts("count.least", low=number(low, texts)), low, unit, texts)
    if high - low <= HUNDREDTH:
        point = low if high == high.to_integral_value() else high  # never a whole number that nobody reports
        return with_unit(texts("count.point", low=number(point, texts)), point, unit, texts)
    return with_unit(
        texts("count.range", low=number(low, texts), high=number(high, texts)), high, unit, texts
    )


def outwards(
    low: Decimal, high: Decimal | None, beside: Decimal | None = None
) -> tuple[Decimal, Decimal | None]:
    """An interval with at most one decimal that holds the exact one; never rounded onto or past what was due.

    >>> outwards(Decimal("152.85"), Decimal("213.86")), outwards(Decimal(7), Decimal("9.99"), beside=Decimal(10))
    ((Decimal('152.8'), Decimal('213.9')), (Decimal('7'), Decimal('9.99')))
    """
    if high is not None and high - low <= HUNDREDTH:
        return low, high
    return (
        _rounded(low, ROUND_FLOOR, beside),
        None if high is None else _rounded(high, ROUND_CEILING, beside),
    )


def _rounded(value: Decimal, way: str, beside: Decimal | None) -> Decimal:
    if abs(value) < 1 or value == value.to_integral_value():
        return value
    near = value.quantize(TENTH, rounding=way)
    crossed = beside is not None and (near > beside) - (near < beside) != (value > beside) - (value < beside)
    return value if crossed else near


def owed(target: Decimal | None, kind: str, unit: str, texts: Catalog) -> str:
    """A target or a limit in words; empty where the term names none.

    >>> from .text import catalog
    >>> owed(Decimal(0), "at_most", "event", catalog("en"))
    'none'
    """
    if target is None:
        return ""
    if kind == "at_most" and target == 0:
        return texts("count.none")
    key = "count.most" if kind == "at_most" else "count.least"
    return with_unit(texts(key, low=number(target, texts), high=number(target, texts)), target, unit, texts)


def share(low: Decimal | None, high: Decimal | None, texts: Catalog) -> str:
    """A share of what was due, in per cent; rounded down, so that 99.9 is never shown as all.

    >>> from .text import catalog
    >>> share(Decimal("0.685"), Decimal("0.98"), catalog("en"))
    '68–98%'
    """
    if low is None:
        return ""
    floor = str(int(low * 100))
    if high is None:
        return texts("share.least", low=floor)
    ceiling = str(int(high * 100))
    return texts("share", low=floor) if floor == ceiling else texts("share.range", low=floor, high=ceiling)


def day(moment: datetime, zone: tzinfo, texts: Catalog) -> str:
    """The civil day of a moment.

    >>> from datetime import UTC
    >>> from .text import catalog
    >>> day(datetime(2023, 11, 24, tzinfo=UTC), UTC, catalog("en"))
    '24 Nov 2023'
    """
    local = moment.astimezone(zone)
    return texts("date", day=str(local.day), month=texts(f"month.{local.month}"), year=str(local.year))


def instant(moment: datetime | None, zone: tzinfo, texts: Catalog) -> str:
    """The day and the time of day; empty for None."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return texts("date.time", date=day(moment, zone, texts), time=f"{local:%H:%M}")


def dated(moment: datetime | None, precision: str | None, zone: tzinfo, texts: Catalog) -> str:
    """The start of a time, no more precisely than it was given."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    match precision:
        case Precision.YEAR:
            return str(local.year)
        case Precision.MONTH:
            return texts("date.month", month=texts(f"month.{local.month}"), year=str(local.year))
        case Precision.DAY:
            return day(moment, zone, texts)
        case _:
            return instant(moment, zone, texts)


def span(
    start: datetime | None, end: datetime | None, precision: str | None, zone: tzinfo, texts: Catalog
) -> str:
    """From one time to another, each no more precisely than it was given; a day's end is that day."""
    first = dated(start, precision, zone, texts)
    if end is None or start is None or end <= start:
        return first
    exact = precision in {Precision.SECOND, Precision.MINUTE, None}
    last = dated(end if exact else end - MOMENT, precision, zone, texts)
    return first if first == last else texts("date.span", start=first, end=last)


def published(moment: datetime | None, precision: str | None, zone: tzinfo, texts: Catalog) -> str:
    """When something was published: a thing known by its date counts from that day's end, and is shown by its date."""
    if moment is None:
        return ""
    exact = precision in {Precision.SECOND, Precision.MINUTE, None}
    return dated(moment if exact else moment - MOMENT, precision, zone, texts)


def listing(items: Sequence[Line], texts: Catalog, *, limit: int = 0, more: str | None = None) -> Line:
    """A list as a sentence has it; past `limit` only how many more there are, leading to the anchor `more`.

    >>> from .text import as_line, catalog, plain
    >>> plain(listing([as_line("UN OCHA"), as_line("Qatar"), as_line("WAFA")], catalog("en"), limit=2))
    'UN OCHA, Qatar and 1 more'
    """
    if limit and len(items) > limit:
        rest = (Piece(texts("list.rest", n=str(len(items) - limit)), ref=more),)
        return texts.line("list.more", first=join(items[:limit], ", "), rest=rest)
    if len(items) <= 1:
        return items[0] if items else ()
    return texts.line("list.and", first=join(items[:-1], ", "), last=items[-1])


def without(flip: Mapping[str, Any], pieces: Sequence[Line], texts: Catalog) -> Line:
    """The rows that a flip leaves out; of a long set that no origin's name stands for, the first of them."""
    return listing(pieces, texts, limit=0 if flip.get("origin") else OF_A_SET)


def first(listed: Line, limit: int, texts: Catalog, *, more: str | None) -> Line:
    """A list of names and commas, which take turns, cut after `limit` names; the anchor `more` leads to the rest.

    >>> from .text import Piece, catalog, join, plain
    >>> plain(first(join([(Piece("E1"),), (Piece("E2"),), (Piece("E3"),)], ", "), 1, catalog("en"), more="T1"))
    'E1 and 2 more'
    """
    names = listed[::2]
    return (
        listed
        if len(names) <= limit + 1
        else listing([(name,) for name in names], texts, limit=limit, more=more)
    )


def either(items: Sequence[Line], texts: Catalog) -> Line:
    """A list of which one is meant at a time.

    >>> from .text import as_line, catalog, plain
    >>> plain(either([as_line("AFP"), as_line("Reuters")], catalog("en")))
    'AFP or Reuters'
    """
    if len(items) == 1:
        return items[0]
    return texts.line("list.or", first=join(items[:-1], ", "), last=items[-1])
