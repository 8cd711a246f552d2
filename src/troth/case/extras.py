"""`expected/*.toml` (verdicts worked out by hand) and `tables/tables.toml` (data sets and where they are from)."""

import hashlib
from collections.abc import Collection
from datetime import tzinfo
from typing import Any

from troth.records.label import PUBLIC
from troth.records.quantity import LARGEST, PLACES

from .bounds import within
from .fields import Spot
from .folder import Folder
from .model import Expected, ExpectedVerdict, TableCard
from .problems import did_you_mean, listed
from .tomlfile import Document, read_toml, spot_of, tables_of, unknown_keys

_VERDICT = ("term", "instance", "obligor", "state", "low", "high", "high_open", "why")
_CARD = ("name", "file", "unit", "source", "licence", "note", "rows", "columns", "source_id")


def read_expected(folder: Folder, zone: tzinfo, owner: str) -> tuple[Expected, ...]:
    """Every file of expected verdicts that can be read."""
    found = []
    for file in folder.files("expected", ".toml"):
        document = read_toml(folder, file)
        if document is not None and (expected := _expected(folder, document, zone, owner)) is not None:
            found.append(expected)
    return tuple(found)


def _expected(folder: Folder, document: Document, zone: tzinfo, owner: str) -> Expected | None:
    unknown_keys(document, folder, ("as_of", "viewer", "verdict", "note", "title"))
    spot = spot_of(document, folder)
    if "as_of" not in document.data:
        spot.bad(
            "as_of",
            expected="as_of",
            remedy='add the time of these verdicts, as in as_of = "2023-11-28T08:00+02:00"',
        )
        return None
    moment = spot.moment("as_of", document.data["as_of"], zone)
    viewer = document.data.get("viewer")
    if (
        viewer is not None
        and viewer not in {owner, PUBLIC}
        and not folder.knows("party", "parties.toml", str(viewer))
    ):
        known = folder.ids("party") | {owner, PUBLIC}
        remedy = did_you_mean(str(viewer), known, f"known: {listed(known)}")
        spot.bad("viewer", found=viewer, expected="a party or 'public'", remedy=remedy)
    verdicts = []
    for number, table in tables_of(document, folder, "verdict"):
        own = spot_of(document, folder, ("verdict", number), "verdict")
        if (verdict := _verdict(own, table, folder)) is not None:
            verdicts.append((verdict, own.line_of(())))
    if moment is None:
        return None
    return Expected(file=document.file, as_of=moment.known_from, viewer=viewer, verdicts=tuple(verdicts))


def _verdict(spot: Spot, table: dict[str, Any], folder: Folder) -> ExpectedVerdict | None:
    for key in [key for key in table if key not in _VERDICT]:
        spot.bad(
            key,
            found=key,
            expected="a known key",
            remedy=did_you_mean(key, _VERDICT, f"known keys: {', '.join(_VERDICT)}"),
        )
    if "term" in table and not folder.knows("term", "agreements", str(table["term"])):
        known = folder.ids("term")
        remedy = did_you_mean(str(table["term"]), known, f"known: {listed(known)}")
        spot.bad("term", found=table["term"], expected="a known term", remedy=remedy)
    data = {key: value for key, value in table.items() if key in _VERDICT}
    for key in [key for key in ("low", "high") if not within(data.get(key))]:
        expected = f"a number from 0 to {LARGEST} with at most {PLACES} decimals"
        spot.bad(key, found=data.pop(key), expected=expected, remedy="correct it")
    if data.get("high") == "open":
        data |= {"high": None, "high_open": True}
    return spot.build(ExpectedVerdict, data, partial=len(data) < len(table))


def read_tables(folder: Folder) -> tuple[TableCard, ...]:
    """The cards of the data sets; a data file without a card is noted, since nobody could say where it is from."""
    files = [*folder.files("tables", ".csv"), *folder.files("tables", ".parquet")]
    document = read_toml(folder, "tables/tables.toml") if folder.has("tables/tables.toml") else None
    cards = _cards(folder, document, files) if document is not None else []
    for file in files:
        _checksum(folder, file)
        if not any(f"tables/{card.file}" == file for card in cards):
            remedy = "add a [[table]] with name, file, source and licence to tables/tables.toml"
            folder.problems.add(file, expected="a card in tables/tables.toml", remedy=remedy)
    return tuple(cards)


def _cards(folder: Folder, document: Document, files: Collection[str]) -> list[TableCard]:
    unknown_keys(document, folder, ("table",))
    cards = []
    for number, table in tables_of(document, folder, "table"):
        spot = spot_of(document, folder, ("table", number), f"table {table.get('name', number + 1)}")
        for key in [key for key in table if key not in _CARD]:
            spot.bad(
                key,
                found=key,
                expected="a known key",
                remedy=did_you_mean(key, _CARD, f"known keys: {', '.join(_CARD)}"),
            )
        data = {key: value for key, value in table.items() if key in _CARD}
        card = spot.build(TableCard, data, partial=len(data) < len(table))
        if card is not None:
            cards.append(card)
            if f"tables/{card.file}" not in files:
                spot.bad(
                    "file",
                    found=card.file,
                    expected="a file in tables/",
                    remedy=did_you_mean(
                        card.file,
                        [name.removeprefix("tables/") for name in files],
                        "add the file or remove the card",
                    ),
                )
    return cards


def _checksum(folder: Folder, name: str) -> None:
    """Tables may be large and binary: they are hashed here, and read by the step that uses them."""
    digest = hashlib.sha256()
    try:
        if not folder.is_regular(name):
            return
        with (folder.root / name).open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    except OSError as error:
        remedy = "check the name and its permissions"
        folder.problems.add(
            name, found=error.strerror or str(error), expected="a file that can be read", remedy=remedy
        )
        return
    folder.inputs[name] = digest.hexdigest()
