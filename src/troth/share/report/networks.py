"""The section on networks that are repaired: whom they serve period by period, and what is repaired when."""

from collections.abc import Sequence
from typing import Any

from .index import Row, Tables
from .plan import COLOURS
from .section import Section, write
from .text import Catalog, catalog


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section from the tables that the step `networks` gives."""
    texts = catalog(locale)
    summary, curve = tables["networks_summary"][0], list(tables["networks_curve"])
    lines = first_lines(summary, curve, texts)
    html = write(
        "networks.html.j2",
        texts,
        lines=lines,
        repairs=[_repair(row, texts) for row in tables["networks_repairs"]],
        curve=_curve(curve),
        networks=list(dict.fromkeys(str(row["network"]) for row in curve)),
        faults=[(", ".join(row["ids"]), str(row["what"])) for row in tables["networks_faults"]],
    )
    return Section(
        id="networks-step",
        title=texts("head.networks"),
        html=html,
        figures={"fig-networks": figure(curve, texts)},
        lead=write("networks_lead.html.j2", texts, lines=lines),
        contents=(("networks", texts("head.networks")),),
    )


def first_lines(summary: Row, curve: Sequence[Row], texts: Catalog) -> list[str]:
    """What a reader should know first: who is served before and after, and what looking ahead brings."""
    last = max(int(row["period"]) for row in curve)

    def people(period: int) -> str:
        return f"{sum(float(row['people']) for row in curve if row['period'] == period):,.0f}"

    known = (
        texts("networks.unproven") if summary["gap"] is None
        else texts("networks.proven") if summary["proven"]
        else texts("networks.gap", gap=f"{float(summary['gap']):.2%}")
    )  # fmt: skip
    return [
        texts(
            "networks.served", before=people(0), after=people(last), all=f"{float(summary['people']):,.0f}"
        ),
        texts("networks.resources", damaged=str(summary["damaged"]), resources=str(summary["resources"])),
        texts("networks.gain", gain=f"{float(summary['gain']):+.2%}"),
        known,
    ]


def _repair(row: Row, texts: Catalog) -> tuple[str, ...]:
    def said(period: object) -> str:
        return texts("networks.never") if period is None else str(int(str(period)) + 1)

    cost = "" if row["cost"] is None else f"{float(row['cost']):,.0f}"
    return (
        str(row["element"]),
        str(row["network"]),
        str(row["kind"]),
        said(row["period"]),
        said(row["myopic"]),
        cost,
    )


def _curve(curve: Sequence[Row]) -> list[tuple[str, ...]]:
    periods = sorted({int(row["period"]) for row in curve})
    found = []
    for period in periods:
        here = [row for row in curve if row["period"] == period]
        both = (sum(float(row[key]) for row in here) for key in ("people", "myopic"))
        found.append(
            (str(period), *(f"{float(row['people']):,.0f}" for row in here), *(f"{one:,.0f}" for one in both))
        )
    return found


def figure(curve: Sequence[Row], texts: Catalog) -> dict[str, Any]:
    """The share of its people that each network serves, period by period; the myopic course dashed."""
    traces = []
    for number, name in enumerate(dict.fromkeys(str(row["network"]) for row in curve)):
        rows = [row for row in curve if row["network"] == name]
        for key, dash in (("people", "solid"), ("myopic", "dot")):
            traces.append(
                {
                    "type": "scatter",
                    "mode": "lines",
                    "x": [row["period"] for row in rows],
                    "y": [float(row[key]) / float(row["all"]) if row["all"] else 0.0 for row in rows],
                    "name": name if key == "people" else texts("networks.myopic", network=name),
                    "line": {
                        "color": COLOURS[number % len(COLOURS)],
                        "dash": dash,
                        "shape": "hv",
                        "width": 2.5,
                    },
                }
            )
    return {
        "data": traces,
        "layout": {
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 80, "r": 20, "t": 10, "b": 50},
            "height": 380,
            "legend": {"orientation": "h"},
            "xaxis": {"dtick": 1},
            "yaxis": {"tickformat": ".0%", "title": {"text": texts("networks.share")}},
        },
    }
