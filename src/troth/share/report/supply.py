"""The section on what gets through: the map, what arrives, cover, convoys, and what reporters say beside what was promised."""

from collections.abc import Mapping

from .index import Row, Tables
from .section import Section, write
from .supply_figures import figures
from .supply_map import flow_map
from .supply_text import Cells, Words
from .text import catalog

MOST = 60
"""Rows of a table on the page; the rest are in the results' tables."""
PRINTED = 400
"""Rows of convoys: people print them."""
NOTED = ("beside", "scores", "convoys")
"""Tables with a note of their own."""
DRAWN = {"stages": "fan", "cover": "cover", "beside": "beside", "scores": "calibration"}
"""Before which table a figure stands."""


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section from the tables that the step `supply` gives."""
    words = Words.of(tables, catalog(locale))
    drawn, lines = figures(words), words.lead()
    blocks = [_block(words, key, cells, drawn) for key, cells in {**words.plans, **words.reports}.items()]
    html = write(
        "supply.html.j2", words.texts, lines=lines, note=words.texts("note.supply", unit=words.unit), drawing=flow_map(words),
        blocks=[block for block in blocks if block["rows"]],
    )  # fmt: skip
    return Section(
        id="supply-step",
        title=words.texts("head.supply"),
        html=html,
        figures=drawn,
        lead=write("supply_lead.html.j2", words.texts, lines=lines),
        contents=(("supply", words.texts("head.supply")),),
    )


def _block(words: Words, key: str, cells: Cells, drawn: Mapping[str, object]) -> dict[str, object]:
    """One table: its head, its columns, its rows, a figure before it and a note."""
    rows: list[Row] = list(words.tables[f"supply_{key}"])
    if key == "crossings":
        rows.sort(key=lambda row: -(row["closure_mean"] or 0.0))
    most = PRINTED if key == "convoys" else MOST
    figure = f"fig-supply-{DRAWN[key]}" if key in DRAWN else ""
    texts = words.texts
    return {
        "key": key,
        "head": texts(f"head.supply.{key}", unit=words.unit),
        "columns": words.columns(key),
        "rows": [cells(row) for row in rows[:most]],
        "more": texts("supply.rows.page", more=str(len(rows) - most)) if len(rows) > most else "",
        "figure": figure if figure in drawn else "",
        "label": texts(f"figure.supply.{DRAWN[key]}") if key in DRAWN else "",
        "note": texts(f"note.supply.{key}") if key in NOTED else "",
    }
