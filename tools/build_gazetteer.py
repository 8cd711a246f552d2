"""Derives the gazetteer's compact data file from the MIT-licensed Phoenix actor dictionaries.

    python tools/build_gazetteer.py ../shared/data/read/petrarch

Writes `src/troth/read/actors/data/phoenix.tsv.gz`, `subdivisions.txt` and a copy of the licence beside them. What a
newspaper could mean as an ordinary word is dropped: one-word names that the verb and agent dictionaries of the same
project use, one- and two-letter aliases, names of cities that are first names.
"""

import gzip
import re
import sys
from collections import defaultdict
from difflib import SequenceMatcher
from pathlib import Path

import pycountry

OUT = Path(__file__).resolve().parents[1] / "src" / "troth" / "read" / "actors" / "data"
ISO = {country.alpha_3: country.name for country in pycountry.countries}
CODES = {
    "ROM": "ROU",
    "KSV": "XKX",
    "PAL": "PSE",
    "SER": "SRB",
    "SUN": "RUS",
    "ZAR": "COD",
    "TMP": "TLS",
    "YUG": "SRB",
}
SMALL = {
    "of",
    "the",
    "and",
    "for",
    "in",
    "on",
    "al",
    "el",
    "bin",
    "ibn",
    "ben",
    "de",
    "der",
    "den",
    "van",
    "von",
}
SMALL |= {"du", "da", "dos", "do", "di", "la", "le", "les", "y", "e", "ul", "ur", "bint", "abu", "to", "et"}
LONG_DATE = 8  # letters of YYYYMMDD
TURN_OF_CENTURY = 30  # two-digit years below are of this century
ACRONYM = 5  # letters at most, where a one-word name of an institution is taken for an acronym
SHORTEST = 4  # letters of a name that is looked for
LONGEST = 9  # words of a name that is looked for
ALIKE = 0.82  # of a name and the country's name: above, it is another spelling of it


TITLED = re.compile(
    r"(the |vice |deputy |former |us |u\.s\. )?(president|prime|minister|king|queen|prince|princess|secretary|general|gen|senator|sen"
    r"|chancellor|foreign|defense|defence|sheikh|ambassador|governor|colonel|col|lt|dr|mr|mrs|emir|sultan|pope|premier)\b",
    re.IGNORECASE,
)


def word_lists() -> tuple[set[str], set[str]]:
    """Words of institutions' names, and words that no one-word entry may be."""
    text = Path(__file__).with_name("gazetteer_words.txt").read_text(encoding="utf-8")
    first, second = re.split(r"(?m)^# dropped.*$", text)
    return set(re.sub(r"(?m)^#.*$", "", first).split()), set(second.split())


ORGANISATION, DROPPED = word_lists()


def main() -> None:
    """Read the dictionaries of the folder that the command line names and write the data files."""
    source = Path(sys.argv[1])
    common = common_words(source)
    blocks = [
        *(("country", block) for block in blocks_of(text_of(source / "Phoenix.Countries.actors.txt.gz"))),
        *(("world", block) for block in blocks_of(text_of(source / "Phoenix.International.actors.txt.gz"))),
        *(("group", block) for block in blocks_of(text_of(source / "Phoenix.MilNonState.actors.txt"))),
    ]
    rows = [row for where, block in blocks for row in entry_of(where, block, common)]
    lines = [
        "\t".join((str(kind), str(country), ";".join(short), ";".join(found), str(start), str(end)))  # type: ignore[arg-type]  # JSON rows
        for kind, country, short, found, start, end in unambiguous(rows)
    ]
    (OUT / "phoenix.tsv.gz").write_bytes(gzip.compress("\n".join(lines).encode(), 9, mtime=0))
    (OUT / "LICENSE-phoenix.txt").write_bytes((source / "LICENSE").read_bytes())
    people = {word for row in rows if row[0] == "person" for name in row[3] for word in name.lower().split()}
    codes = "\n".join(subdivisions(common | people))
    (OUT / "subdivisions.txt").write_text(codes + "\n", encoding="ascii")
    sys.stdout.write(f"{len(rows)} entries, {sum(len(row[3]) for row in rows)} names\n")


def text_of(path: Path) -> str:
    """A dictionary's text, plain or compressed."""
    data = path.read_bytes()
    return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")


def common_words(source: Path) -> set[str]:
    """Lower-case words that the verb and agent dictionaries use as ordinary words."""
    found: set[str] = set()
    for name in ("CAMEO.2.0.txt.gz", "Phoenix.agents.txt"):
        text = re.sub(r"#.*", "", text_of(source / name))
        found |= set(re.findall(r"[a-z]{2,}", text.lower()))
    return found | DROPPED


def blocks_of(text: str) -> list[tuple[list[str], list[str]]]:
    """Names and codes of each entry of a TABARI actor file."""
    blocks: list[tuple[list[str], list[str]]] = []
    for raw in text.splitlines():
        line = raw.split("#")[0].rstrip()
        codes = re.findall(r"\[([^\]]+)\]", line)
        name = re.sub(r"\[.*", "", line).strip()
        if not name and not codes:
            continue
        if name and not name.startswith("+"):
            blocks.append(([], []))
        if not blocks:
            continue
        if name:
            blocks[-1][0].append(name.lstrip("+"))
        blocks[-1][1].extend(codes)
    return blocks


def spelled(name: str) -> str:
    """A name in the case of running text: TABARI writes `KHAN_YOUNIS_` for Khan Younis."""
    words = re.sub(r"\s+", " ", name.replace("_", " ")).strip().split(" ")
    if words and words[0].lower() == "the":
        words = words[1:]
    return " ".join(
        word.lower() if at and word.lower() in SMALL else "-".join(map(capital, word.split("-")))
        for at, word in enumerate(words)
    )


def capital(word: str) -> str:
    """A word with its first letter in upper case; what has full stops stays."""
    return word if "." in word else word[:1].upper() + word[1:].lower()


def acronyms(name: str) -> tuple[str, list[str]]:
    """A name without its bracket, and the acronym that stood in the bracket."""
    short = re.findall(r"\(([A-Z][A-Z-]{2,6})\)", name)
    return re.sub(r"\(.*?\)?(?=_|$)", "", name).strip("_ "), short


def years(codes: list[str]) -> tuple[str, str]:
    """First and last year of the spells in government, as written; empty where there is none."""
    spells = [re.search(r"GOV\w* ([<>]?)(\d+)(?:-(\d+))?", code) for code in codes]
    starts = [year(spell[2]) for spell in spells if spell and spell[1] != "<"]
    ends = [year(spell[3]) for spell in spells if spell and spell[3]]
    return min(starts, default=""), max(ends, default="")


def year(date: str) -> str:
    """YYMMDD or YYYYMMDD as a year; two digits below 30 are of this century."""
    if len(date) >= LONG_DATE:
        return date[:4]
    return f"{20 if int(date[:2]) < TURN_OF_CENTURY else 19}{date[:2]}"


def country_of(codes: list[str]) -> str:
    """The country that most of an entry's codes begin with, or nothing."""
    counts: dict[str, int] = defaultdict(int)
    for code in codes:
        alpha = CODES.get(code[:3], code[:3])
        counts[alpha] += 2 if "GOV" in code else 1
    best = max(sorted(counts), key=counts.__getitem__, default="")
    return best if best in ISO else ""


def kind_of(where: str, names: list[str], codes: list[str]) -> str | None:
    """What an entry stands for; None where it cannot be told."""
    words = set(re.findall(r"[a-z]+", (names[0] if where == "country" else " ".join(names)).lower()))
    if where == "group":
        return "armed_group"
    if where == "world":
        return (
            "organisation"
            if words & ORGANISATION and codes and codes[0][:3] in {"IGO", "NGO", "NGM"}
            else None
        )
    if any(CODES.get(code.split()[0], code.split()[0]) in ISO for code in codes):
        return "place"
    if any("REB" in code for code in codes):
        return "armed_group"
    return (
        "organisation" if words & (ORGANISATION | {"for", "of", "on", "rights", "observatory"}) else "person"
    )


def entry_of(where: str, block: tuple[list[str], list[str]], common: set[str]) -> list[list[object]]:
    """Rows `[kind, country, acronyms, names, from, to]` of one entry; none where nothing usable is left."""
    raw, codes = block
    country = country_of(codes)
    kind = kind_of(where, raw, codes)
    if kind is None or (not country and kind in {"person", "place"}):
        return []
    names: list[str] = []
    short: list[str] = []
    for name in raw:
        bare, found = acronyms(name)
        short += found
        text = spelled(bare)
        if usable(text, kind, common) and not (kind == "person" and TITLED.match(text)):
            (short if is_acronym(text, kind) else names).append(
                text.upper() if is_acronym(text, kind) else text
            )
    if kind == "place":
        return places(names, country)
    if not names:
        return []
    start, end = years(codes)
    return [
        [
            kind,
            country,
            sorted({one for one in short if one.lower() not in common}),
            list(dict.fromkeys(names)),
            start,
            end,
        ]
    ]


def is_acronym(text: str, kind: str) -> bool:
    """Whether a one-word name of an institution is its acronym."""
    return (
        kind in {"organisation", "armed_group"}
        and text.isalpha()
        and " " not in text
        and len(text) <= ACRONYM
    )


def usable(text: str, kind: str, common: set[str]) -> bool:
    """Whether a name can be looked for in running text without finding ordinary words."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len("".join(words)) < SHORTEST or len(words) > LONGEST or re.search(r"[^\w\s.'&/-]", text):
        return False
    if not text[0].isalpha():
        return False
    if len(words) == 1:
        return words[0] not in common and len(words[0]) >= (5 if kind == "person" else 4)
    return any(word not in common and word not in SMALL for word in words) and len(words[0]) > 0


def places(names: list[str], country: str) -> list[list[object]]:
    """Towns and regions apart from other spellings of the country's name."""
    rows: list[list[object]] = []
    title = ISO[country].split(",")[0].lower()
    for name in dict.fromkeys(names):
        like = SequenceMatcher(None, title, name.lower()).ratio() > ALIKE
        rows.append(["country" if like else "place", country, [], [name], "", ""])
    return rows


def unambiguous(rows: list[list[object]]) -> list[list[object]]:
    """The rows without one-word names that two countries share."""
    owners: dict[str, set[object]] = defaultdict(set)
    for row in rows:
        for name in row[3]:  # type: ignore[attr-defined]  # rows are JSON rows: kind, country, acronyms, names
            owners[name.lower()].add(row[1])
    people = [name.lower().split() for row in rows if row[0] == "person" for name in row[3] if " " in name]  # type: ignore[attr-defined]  # as above
    first = {words[0] for words in people}
    last = {words[-1] for words in people}
    kept = []
    for kind, country, short, names, start, end in rows:
        surnames = {name.lower().split()[-1] for name in names if " " in name}  # type: ignore[attr-defined]  # as above

        def clear(name: str, kind: object = kind, surnames: set[str] = surnames) -> bool:
            """Whether a one-word name belongs to one country and is nobody's first name."""
            word = name.lower()
            if len(owners[word]) > 1 or (word in first and kind != "country"):
                return False
            return word in surnames if kind == "person" else kind == "country" or word not in last

        mine = [name for name in names if " " in name or clear(name)]  # type: ignore[attr-defined]  # as above
        if mine:
            kept.append([kind, country, short, mine, start, end])
    return kept


def subdivisions(taken: set[str]) -> list[str]:
    """ISO 3166-2 codes of subdivisions whose names are not common words, first names or surnames."""
    found = []
    for part in pycountry.subdivisions:
        words = re.findall(r"[^\W\d_]+", part.name.lower())
        clear = [word for word in words if word not in taken and word not in SMALL and len(word) >= SHORTEST]
        if (
            clear
            and len("".join(words)) > SHORTEST
            and not re.search(r"[\[(/,]", part.name)
            and len(clear) == len(words)
        ):
            found.append(part.code)
    states = [
        part.code
        for part in pycountry.subdivisions
        if part.country_code in {"US", "UA"} and part.type != "Outlying area"
    ]
    return sorted({*found, *states})


if __name__ == "__main__":
    main()
