"""`parties.toml` and `sources/sources.csv`: who is who, and where the reports come from."""

from datetime import tzinfo

from troth.records.label import PUBLIC, Label
from troth.records.party import Party
from troth.records.source import Source

from .csvfile import Cells, Columns, read_rows
from .fields import Spot, names
from .folder import Folder
from .model import Row
from .naming import id_trouble, title_of
from .problems import did_you_mean
from .tomlfile import read_toml, spot_of, tables_of, unknown_keys

SOURCES = Columns(
    required=("source_id", "publisher", "published"),
    optional=(
        "origin",
        "kind",
        "url",
        "licence",
        "accessed",
        "sha256",
        "note",
        "tlp",
        "release_to",
        "embargo",
    ),
)
_PARTY = tuple(Party.model_fields)


def read_parties(folder: Folder, default: Label) -> tuple[Row[Party], ...]:
    """Everybody named in parties.toml."""
    if not folder.has("parties.toml"):
        folder.lose("parties.toml")
        folder.problems.add(
            "parties.toml",
            expected="a file parties.toml in the case folder",
            remedy="add one [[party]] for each party that a term names",
        )
        return ()
    document = read_toml(folder, "parties.toml")
    if document is None:
        return ()
    unknown_keys(document, folder, ("party",))
    found = []
    for number, table in tables_of(document, folder, "party"):
        spot = spot_of(document, folder, ("party", number), title_of("party", table, number))
        folder.saw("party", table.get("id"))
        for key in [key for key in table if key not in _PARTY]:
            spot.bad(
                key,
                found=key,
                expected="a known key",
                remedy=did_you_mean(key, _PARTY, f"known keys: {', '.join(_PARTY)}"),
            )
        data = {key: value for key, value in table.items() if key in _PARTY}
        data |= {"aliases": names(data["aliases"])} if "aliases" in data else {}
        data |= {"part_of": data["part_of"] or None} if "part_of" in data else {}
        is_good = spot.good_id("id", data.get("id"))
        if data.get("id") == PUBLIC:
            spot.bad(
                "id",
                found=PUBLIC,
                expected="another id",
                remedy="'public' stands for everybody who is no party",
            )
        elif (party := spot.build(Party, data, partial=len(data) < len(table))) is not None and is_good:
            found.append(Row(record=party, label=default, file=document.file, line=spot.line_of(())))
    return tuple(found)


def read_sources(folder: Folder, default: Label, zone: tzinfo) -> tuple[Row[Source], ...]:
    """Every source of sources/*.csv; documents as received stand in sub-folders, which are not read."""
    files = folder.files("sources", ".csv")
    if not files and not folder.problems.count("sources"):
        folder.lose("sources/sources.csv")
        folder.problems.add(
            "sources/sources.csv",
            expected="a file sources/sources.csv",
            remedy=f"add one with the columns {', '.join(SOURCES.required)}",
        )
    rows = (
        source_row(folder, cells, default, zone)
        for file in files
        for cells in read_rows(folder, file, SOURCES)
    )
    return tuple(row for row in rows if row is not None)


def source_row(folder: Folder, cells: Cells, default: Label, zone: tzinfo) -> Row[Source] | None:
    """One source, or None after noting what is wrong with it.

    It counts from the time of its publication, or the end of the day (month, year) that it is dated by; a source
    without a date counts from the end of the day on which it was accessed.
    """
    spot = row_spot(folder, cells, cells["source_id"])
    folder.saw("source", cells["source_id"])
    dated = "published" if cells["published"] else "accessed"
    if not cells[dated]:
        spot.bad(
            "published",
            expected="a date in published or accessed",
            remedy="give the day on which it was published, or read",
        )
        return None
    moment = spot.moment(dated, cells[dated], zone)
    label = spot.label(cells.cells, default, zone)
    is_good = spot.good_id("source_id", cells["source_id"])
    if moment is None or label is None or not is_good:
        return None
    plain = ("publisher", "kind", "url", "licence", "accessed", "sha256", "note")
    data = {name: cells[name] for name in plain} | {
        "id": cells["source_id"],
        "origin": names(cells["origin"]),
        "recorded_at": moment.known_from,
        "recorded_at_precision": moment.precision,
    }
    source = spot.build(Source, data, {"id": "source_id"})
    return None if source is None else Row(record=source, label=label, file=cells.file, line=cells.line)


def row_spot(folder: Folder, cells: Cells, name: str) -> Spot:
    """Where a row of a CSV file stands; a name that is no id is left out of its messages."""
    return Spot(folder.problems, cells.file, lambda _: cells.line, "" if id_trouble(name) else name)
