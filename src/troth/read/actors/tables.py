"""The house's own knowledge: countries, capitals, seats, organisations, groups, places and office holders."""

import zlib
from collections.abc import Iterator
from functools import cache, partial
from importlib.resources import files

import pycountry

from troth.read.actors.nouns import Entry
from troth.read.actors.titles import TITLES

SHORT = {
    "BES": "Caribbean Netherlands", "COD": "Democratic Republic of the Congo", "COG": "Republic of the Congo",
    "LAO": "Laos", "FSM": "Micronesia", "MKD": "North Macedonia", "PSE": "Palestine", "RUS": "Russia", "VAT": "Holy See",
    "VGB": "British Virgin Islands", "VIR": "United States Virgin Islands", "TUR": "Türkiye", "CIV": "Côte d'Ivoire",
    "BRN": "Brunei", "SHN": "Saint Helena", "CCK": "Cocos Islands", "SYR": "Syria",
}  # fmt: skip
OLD = {
    "Soviet Union": "Soviet Union is the state that Russia continues",
    "USSR": "USSR is the state that Russia continues",
    "U.S.S.R.": "U.S.S.R. is the state that Russia continues",
    "Soviet": "Soviet is the adjective of the Soviet Union, which Russia continues",
    "Zaire": "Zaire is the old name of the Democratic Republic of the Congo",
    "Burma": "Burma is the old name of Myanmar",
    "Yugoslavia": "Yugoslavia is a former state; Serbia is its continuing state in most reports after 1992",
    "Czechoslovakia": "Czechoslovakia is a former state; Czechia is one of its two successors",
}
SHARED = (
    ("Congo", "COD", 0), ("Congo", "COG", 1), ("Korea", "KOR", 0), ("Korea", "PRK", 1), ("Guinea", "GIN", 0),
    ("Ireland", "IRL", 0), ("Dominican", "DOM", 0), ("Samoa", "WSM", 0), ("Macau", "MAC", 0), ("Micronesia", "FSM", 0),
)  # fmt: skip


@cache
def country_names() -> dict[str, str]:
    """Alpha-3 to the short English name that reports print."""
    return {
        country.alpha_3: SHORT.get(country.alpha_3) or str(getattr(country, "common_name", country.name))
        for country in pycountry.countries
    }


def rows(name: str, columns: int) -> Iterator[list[str]]:
    """The rows of one of our tables, padded to a number of columns."""
    text = files("troth.read.actors").joinpath("data", name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            yield cells + [""] * (columns - len(cells))


def names(cell: str) -> tuple[str, ...]:
    """The names in a cell, which semicolons part."""
    return tuple(part for part in cell.split(";") if part)


def house_entries() -> Iterator[Entry]:
    """Everything that the house's gazetteer is made of."""
    yield from countries()
    yield from capitals_and_seats()
    yield from organisations()
    yield from places()
    yield from officials()
    yield from phoenix()
    yield from subdivisions()
    yield from (
        Entry(name=title, kind="role", aliases=(), id="ROLE", form="title") for title in sorted(TITLES)
    )


def countries() -> Iterator[Entry]:
    """Names, adjectives and peoples of the 249 countries and territories of ISO 3166-1."""
    short = country_names()
    official = {country.alpha_3: iso_names(country) for country in pycountry.countries}
    for alpha, adjectives, people, _, others in rows("countries.tsv", 5):
        known = partial(Entry, name=short[alpha], country=alpha, id=alpha)
        for alias in names(adjectives):
            yield known(kind="country", aliases=(alias,), form="adjective", note=OLD.get(alias, ""))
        for alias in names(people):
            yield known(kind="people", aliases=(alias,), form="people")
        for alias in (short[alpha], *official[alpha], *names(others)):
            yield known(kind="country", aliases=(alias,), note=OLD.get(alias, ""), rank=1)
    for alias, alpha, rank in SHARED:
        yield Entry(name=short[alpha], kind="country", country=alpha, id=alpha, aliases=(alias,), rank=rank)
    yield Entry(
        name="Kosovo",
        kind="place",
        id="XKX",
        aliases=("Kosovar", "Kosovars"),
        note="XKX is a user-assigned code",
    )


def iso_names(country: object) -> list[str]:
    """The names that ISO 3166 gives a country, in the order of running text."""
    found = [
        str(getattr(country, field))
        for field in ("name", "common_name", "official_name")
        if hasattr(country, field)
    ]
    turned = [f"{after} {before}" for before, _, after in (name.partition(", ") for name in found) if after]
    return [name for name in (*found, *turned) if "," not in name]


def capitals_and_seats() -> Iterator[Entry]:
    """Capitals, which are places until they act, and seats, which act by nature."""
    short = country_names()
    for alpha, _, _, capitals, _ in rows("countries.tsv", 5):
        for capital in names(capitals):
            yield Entry(
                name=short[alpha],
                kind="place",
                country=alpha,
                id=alpha,
                aliases=(capital,),
                form="capital",
                rank=1,
            )
    for alpha, what, aliases in rows("seats.tsv", 3):
        yield Entry(
            name=short[alpha],
            kind="government",
            country=alpha,
            id=alpha,
            aliases=names(aliases),
            form="seat",
            note=what,
        )


def organisations() -> Iterator[Entry]:
    """International organisations, agencies, media and armed groups."""
    for table in ("organisations.tsv", "groups.tsv"):
        for ident, kind, name, aliases, country in rows(table, 5):
            yield Entry(name=name, kind=kind, id=ident, aliases=names(aliases), country=country or None)  # type: ignore[arg-type]  # the table's kinds are tested
    red = "the Red Cross in a war is usually the International Committee"
    yield Entry(
        name="International Committee of the Red Cross",
        kind="organisation",
        id="ICRC",
        aliases=("Red Cross",),
        note=red,
    )
    national = "the national societies and their federation are called so too"
    for alias in ("Red Cross", "Red Crescent"):
        yield Entry(
            name="International Federation of Red Cross and Red Crescent Societies",
            kind="organisation", id="IFRC", aliases=(alias,), note=national, rank=1,
        )  # fmt: skip


def places() -> Iterator[Entry]:
    """Crossings, towns, regions and seas of the house's cases and of the news."""
    for ident, _, name, aliases, country in rows("places.tsv", 5):
        yield Entry(
            name=name, kind="place", id=ident, aliases=names(aliases), country=country or None, rank=2
        )


def officials() -> Iterator[Entry]:
    """Holders of public office, with the office and its dates."""
    short = country_names()
    for owner, name, office, start, end, aliases in rows("officials.tsv", 6):
        spell = f"from {start} to {end}" if end else f"since {start}" if start else "at an unknown time"
        note = f"{name} was {office} of {short.get(owner, owner)} {spell}".replace(
            "was", "is" if start and not end else "was", 1
        )
        country = owner if owner in short else None
        yield Entry(name=name, kind="person", aliases=names(aliases), country=country, note=note, rank=2)


def phoenix() -> Iterator[Entry]:
    """Other spellings, towns, office holders and groups from the Phoenix dictionaries (MIT)."""
    data = files("troth.read.actors").joinpath("data", "phoenix.tsv.gz").read_bytes()
    short = country_names()
    for line in zlib.decompress(data, wbits=31).decode().split("\n"):
        kind, country, acronyms, found, start, end = line.split("\t")
        if kind == "country":
            yield Entry(
                name=short[country], kind="country", id=country, country=country, aliases=(found,), rank=6
            )
            continue
        name, *others = found.split(";")
        spell = f" (in government {start or '?'} to {end or '?'})" if start or end else ""
        note = (
            f"{name} stands in the Phoenix dictionaries{' under ' + short[country] if country else ''}{spell}"
        )
        aliases = (*others, *names(acronyms)) if others or acronyms else ()
        yield Entry(name=name, kind=kind, aliases=aliases, country=country or None, note=note, rank=8)  # type: ignore[arg-type]  # the file's kinds are tested


def subdivisions() -> Iterator[Entry]:
    """Provinces and states of ISO 3166-2 whose names are nothing else."""
    alphas = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    parts = {part.code: part for part in pycountry.subdivisions}
    for (code,) in rows("subdivisions.txt", 1):
        part = parts.get(code)
        if part is not None:
            country = alphas[part.country_code]
            note = f"{part.name} is a subdivision of {country_names()[country]} in ISO 3166-2"
            yield Entry(name=part.name, kind="place", id=code, country=country, note=note, rank=7)
