"""The section on damage, losses and needs: figures with their ends, what would narrow them, and on whose word they rest."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from .assess_map import map_drawing, map_figure
from .index import Row, Tables
from .section import Section, write
from .text import Catalog, catalog
from .timeline import hover_text

BILLION, MILLION = 1e9, 1e6


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section from the tables that the step `assess` gives."""
    texts = catalog(locale)
    damage = list(tables.get("damage", ()))
    causes, needs = list(tables.get("assess_causes", ())), list(tables.get("needs", ()))
    figures = {"fig-causes": causes_figure(causes, texts)} if causes else {}
    if needs:
        figures["fig-needs"] = waterfall(damage[0], needs, texts)
    shapes, drawing = list(tables.get("assess_shapes", ())), None
    if shapes:
        figures["fig-map"], drawing = _map(shapes, damage, tables.get("services", ()), texts)
    html = write(
        "assess.html.j2",
        texts,
        total=_total(damage[0], texts) if damage else "",
        drawing=drawing,
        drawn=drawn_from(shapes, texts),
        damage=[_damage(row, texts) for row in damage if row["sector"] is None or row["region"] is None],
        losses=[
            _figures(row, texts, str(row["sector"]), str(row["component"]))
            for row in tables.get("losses", ())
        ],
        needs=[_need(row, texts) for row in needs],
        causes=[(str(row["cause"]), f"{float(row['share']):.0%}") for row in causes],
        published=[_published(row, texts) for row in tables.get("assess_published", ())],
        **_services(tables.get("services", ())),
        shortages=[_shortage(row) for row in tables.get("shortages", ())],
        breaks=[
            (str(row["series"]), f"{row['before']} \u2013 {row['after']}", str(row["because"][0]))
            for row in tables.get("assess_breaks", ())
        ],
        assumed=[(row["what"], row["figure"], row["source"]) for row in tables.get("assess_assumptions", ())],
        figures=sorted(figures),
    )
    return Section(
        id="assess-step",
        title=texts("head.assess"),
        html=html,
        figures=figures,
        lead=_lead(tables, texts),
        contents=(("assess", texts("head.assess")),),
    )


def headline(tables: Tables, texts: Catalog) -> str:
    """The damage with its ends, and what would narrow it most, in one sentence; empty where nothing was assessed."""
    damage, causes = list(tables.get("damage", ())), list(tables.get("assess_causes", ()))
    if not damage:
        return ""
    told = _total(damage[0], texts)
    if not causes:
        return told
    most = max(causes, key=lambda row: float(row["share"]))
    said = {"cause": str(most["cause"]), "share": f"{float(most['share']):.0%}"}
    return f"{told.removesuffix('.')}{texts('assess.narrow', **said)}"


def needed(tables: Tables, texts: Catalog) -> str:
    """The needs with their ends in one sentence; empty where there are none."""
    whole = [row for row in tables.get("needs", ()) if row["sector"] is None]
    if not whole:
        return ""
    ends = {key: money(float(whole[0][key]), texts) for key in ("mean", "q05", "q95")}
    return texts("assess.needed", mean=ends["mean"], low=ends["q05"], high=ends["q95"])


def _lead(tables: Tables, texts: Catalog) -> str:
    if not (said := headline(tables, texts)):
        return ""
    return write("assess_lead.html.j2", texts, headline=said, needed=needed(tables, texts))


def _map(
    shapes: Sequence[Row], damage: Sequence[Row], services: Sequence[Row], texts: Catalog
) -> tuple[dict[str, Any], Markup]:
    """The map twice: as plotly draws it, and in plain SVG."""
    by_region = {str(row["region"]): row for row in damage if row["sector"] is None and row["region"]}
    said = {}
    for row in shapes:
        name = str(row["region"])
        lines = [name, _total(by_region[name], texts) if name in by_region else texts("assess.map.none")]
        lines += [
            texts("assess.map.without", service=str(one["service"]), people=f"{float(one['without']):,.0f}")
            for one in services
            if one["region"] == name
        ]
        said[name] = lines
    hover = {name: "<br>".join(hover_text(line) for line in lines) for name, lines in said.items()}
    plain = {name: "; ".join(lines) for name, lines in said.items()}
    unit = str(damage[0]["currency"] or "")
    return map_figure(shapes, by_region, hover, unit), map_drawing(
        shapes, by_region, plain, texts("figure.map")
    )


def drawn_from(shapes: Sequence[Row], texts: Catalog) -> str:
    """What the outlines are: schematic ones say so."""
    if not shapes:
        return ""
    source = str(shapes[0]["because"][0])
    return texts("assess.map.schematic" if shapes[0]["schematic"] else "assess.map.source", source=source)


def money(amount: float, texts: Catalog) -> str:
    """An amount as a reader says it: three figures and a word.

    >>> money(50_460_000_000.0, catalog("en")), money(900_000.0, catalog("en"))
    ('50.5 billion', '900,000')
    """
    if amount >= BILLION:
        return texts(
            "assess.billion",
            amount=f"{amount / BILLION:,.3g}" if amount < 1000 * BILLION else f"{amount / BILLION:,.0f}",
        )
    if amount >= MILLION:
        return texts("assess.million", amount=f"{amount / MILLION:,.3g}")
    return f"{amount:,.0f}"


def _total(row: Row, texts: Catalog) -> str:
    ends = {
        name: money(float(row[key]), texts)
        for name, key in (("mean", "mean"), ("low", "q05"), ("high", "q95"))
    }
    ends["mean"] = f"{ends['mean']} {row.get('currency') or ''}".rstrip()
    if row.get("price_year"):
        return texts("assess.total", **ends, year=str(row["price_year"]))
    return texts("assess.total.unpriced", **ends)


def _figures(row: Row, texts: Catalog, *names: str) -> tuple[str, ...]:
    return (*names, *(money(float(row[key]), texts) for key in ("mean", "q05", "q95")))


def _damage(row: Row, texts: Catalog) -> tuple[str, ...]:
    everywhere = texts("assess.all")
    return _figures(row, texts, str(row["sector"] or everywhere), str(row["region"] or everywhere))


def _need(row: Row, texts: Catalog) -> tuple[str, ...]:
    everything = texts("assess.all")
    phase = texts(f"assess.phase.{row['phase']}") if row["phase"] else everything
    names = (str(row["sector"] or everything), str(row["component"] or everything), phase)
    met = money(float(row["met"]), texts) if row["met"] else ""
    return (*_figures(row, texts, *names), met)


def _services(rows: Sequence[Row]) -> dict[str, Any]:
    """The people without each service, a line for each region: how many, and what share of those it served."""
    names = sorted({str(row["service"]) for row in rows})
    cells: dict[str, dict[str, str]] = {}
    for row in rows:
        served, without = float(row["people"]), float(row["without"])
        share = f" ({without / served:.0%})" if served else ""
        cells.setdefault(str(row["region"]), {})[str(row["service"])] = f"{without:,.0f}{share}"
    return {
        "service_names": names,
        "services": [(region, *(of.get(name, "") for name in names)) for region, of in sorted(cells.items())],
        "served_by": sorted({str(one) for row in rows for one in row["because"]}),
    }


def _shortage(row: Row) -> tuple[str, ...]:
    low, high = float(row["low"]), float(row["high"])
    amount = f"{low:,.0f}" if low == high else f"{low:,.0f} \u2013 {high:,.0f}"
    return str(row["zone"]), str(row["commodity"]), f"{amount} {row['unit']}", str(row["because"][0])


def _published(row: Row, texts: Catalog) -> tuple[str, ...]:
    low, high = float(row["low"]), float(row["high"])
    theirs = money(low, texts) if low == high else f"{money(low, texts)} – {money(high, texts)}"
    ours = (
        ""
        if row["mean"] is None
        else f"{money(float(row['mean']), texts)} ({money(float(row['q05']), texts)} – {money(float(row['q95']), texts)})"
    )
    meets = {True: "yes", False: "no", None: "none"}[row["agrees"]]
    return (
        texts(f"assess.measure.{row['measure']}"), str(row["sector"] or texts("assess.all")), f"{row['by']}, {row['as_of']}",
        theirs, ours, texts(f"assess.agrees.{meets}"), str(row["note"]),
    )  # fmt: skip


def causes_figure(causes: Sequence[Row], texts: Catalog) -> dict[str, Any]:
    """The share of the variance by cause, as plotly's plain dict."""
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "x": [float(row["share"]) for row in causes],
                "y": [str(row["cause"]) for row in causes],
                "marker": {"color": "#0072B2"},
                "hovertemplate": "%{y}: %{x:.0%}<extra></extra>",
            }
        ],
        "layout": _layout({"tickformat": ".0%", "rangemode": "tozero", "title": {"text": texts("assess.col.share")}}, len(causes)),
    }  # fmt: skip


def waterfall(damage: Row, needs: Sequence[Row], texts: Catalog) -> dict[str, Any]:
    """From damage to needs: the total damage, what each component adds to it or stands for, the total needs."""
    components: dict[str, float] = {}
    for row in needs:
        if row["component"]:
            components[str(row["component"])] = components.get(str(row["component"]), 0.0) + float(
                row["mean"]
            )
    total = sum(components.values())
    steps = [(texts("assess.step.damage"), float(damage["mean"]), "absolute")]
    if "reconstruction" in components:  # rebuilding what was damaged takes the place of the damage itself
        steps.append(("reconstruction", components.pop("reconstruction") - float(damage["mean"]), "relative"))
    steps += [(name, amount, "relative") for name, amount in components.items()]
    steps.append((texts("assess.step.total"), total, "total"))
    return {
        "data": [
            {
                "type": "waterfall",
                "x": [name for name, _, _ in steps],
                "y": [amount for _, amount, _ in steps],
                "measure": [measure for _, _, measure in steps],
                "text": [("−" if amount < 0 else "") + money(abs(amount), texts) for _, amount, _ in steps],
                "textposition": "outside",
                "cliponaxis": False,
                "hovertemplate": "%{x}: %{text}<extra></extra>",
            }
        ],
        "layout": {**_layout({"type": "category"}, 8), "yaxis": {"rangemode": "tozero", "exponentformat": "B"}},
    }  # fmt: skip


def _layout(xaxis: dict[str, Any], rows: int) -> dict[str, Any]:
    return {
        "xaxis": xaxis,
        "yaxis": {"type": "category", "autorange": "reversed"},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 150, "r": 20, "t": 10, "b": 60},
        "height": 110 + 32 * rows,
    }
