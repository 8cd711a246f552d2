"""The incidents' section: where each stands, who alleges what, what was decided, and how far monitors got."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from . import words
from .index import Index, Row, Tables
from .section import Section, write
from .text import Catalog, Line, Piece, catalog, plain
from .watched import forecast_rows, rate_rows, score_line

FIGURE = "gates-figure"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentView:
    """One incident in words."""

    id: str
    anchor: str
    what: str
    stage: str
    alleged: tuple[str, ...]
    account: tuple[str, ...]
    because: Line

    @property
    def sentence(self) -> str:
        """All of it in one paragraph."""
        return " ".join((f"{self.what}: {self.stage}.", *self.alleged, *self.account))


def section(tables: Tables, locale: str = "en") -> Section:
    """Write the section on incidents from the tables `incidents` and `gates` of a run."""
    texts = catalog(locale)
    views = incident_views(tables, locale)
    gates = [_gate(row, texts) for row in tables.get("gates", ())]
    return Section(
        id="incidents-step",
        title=texts("head.incidents"),
        html=write("incidents.html.j2", texts, incidents=views, gates=gates, figure=FIGURE, **_watched(tables, texts)),
        figures={FIGURE: gate_figure(tables["gates"], texts)} if gates else {},
        contents=tuple((name, texts(f"head.{name}")) for name in _headings(tables)),
    )  # fmt: skip


def _headings(tables: Tables) -> list[str]:
    return ["incidents", *(name for name in ("gates", "rates", "forecasts") if tables.get(name))]


def _watched(tables: Tables, texts: Catalog) -> dict[str, Any]:
    return {
        "rates": rate_rows(tables, texts),
        "forecasts": forecast_rows(tables, texts),
        "scores": score_line(tables, texts),
    }


def gate_figure(gates: Sequence[Row], texts: Catalog) -> dict[str, Any]:
    """Share of days with access by region, each with its interval, as plotly's plain dict."""
    shares = [float(row["p_open"]) for row in gates]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "markers",
                "x": shares,
                "y": [str(row["region"]) for row in gates],
                "error_x": {
                    "type": "data",
                    "symmetric": False,
                    "array": [float(row["p_high"]) - share for row, share in zip(gates, shares, strict=True)],
                    "arrayminus": [share - float(row["p_low"]) for row, share in zip(gates, shares, strict=True)],
                },
                "cliponaxis": False,
                "hovertemplate": "%{y}: %{x:.0%}<extra></extra>",
            }
        ],
        "layout": {
            "xaxis": {"range": [0, 1], "tickformat": ".0%", "title": {"text": texts("col.open")}},
            "yaxis": {"type": "category"},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 120, "r": 20, "t": 10, "b": 50},
            "height": 90 + 40 * len(gates),
        },
    }  # fmt: skip


def incident_views(tables: Tables, locale: str = "en") -> list[IncidentView]:
    """Every incident in words, in the order of the table."""
    texts, index = catalog(locale), Index.of(tables)
    return [_view(row, index, texts) for row in tables.get("incidents", ())]


def _view(row: Row, index: Index, texts: Catalog) -> IncidentView:
    what = texts(
        "incident.what",
        event=str(row["event"]),
        place=str(row.get("place") or "") or None,
        region=str(row["region"]),
    )
    ids = [_cited(key, index) for key in row.get("because", ())]
    return IncidentView(
        id=str(row["incident"]),
        anchor=index.anchor("incident", str(row["incident"])) or "incidents",
        what=what,
        stage=texts(f"stage.{row['stage']}"),
        alleged=tuple(_alleged(row, index, texts)),
        account=tuple(_account(row, index, texts)),
        because=words.listing(ids, texts),
    )


def _cited(key: str, index: Index) -> Line:
    return (Piece(key, ref=index.anchor("evidence", key)),)


def _and(items: Sequence[str], texts: Catalog) -> str | None:
    return plain(words.listing([(Piece(one),) for one in items], texts)) or None


def _alleged(row: Row, index: Index, texts: Catalog) -> list[str]:
    by = index.names(who for charge in row["charges"] for who in charge["by"])
    said = (
        [texts("incident.alleged", by=_and(by, texts), charged=_and(index.names(row["charged"]), texts))]
        if by
        else []
    )
    return said + (
        [texts(f"incident.quiet.{'one' if row['confidential'] == 1 else 'many'}", n=str(row["confidential"]))]
        if row["confidential"]
        else []
    )


def _account(row: Row, index: Index, texts: Catalog) -> list[str]:
    said = [
        texts("incident.observed", amount=words.interval(one["low"], one["high"], one["unit"], texts))
        for one in row["observed"]
    ]
    if row["access"]:
        outcomes = [texts(f"incident.access.{one}") for one in row["access"]]
        said.append(texts("incident.access", outcomes=_and(outcomes, texts)))
    said.append(
        texts(
            f"incident.attribution.{row['attribution']}",
            actor=index.name(row["actor"]) if row["actor"] else None,
            confidence=row["confidence"] or None,
        )
    )
    said += [_decided(one, index, texts) for one in row["sittings"]]
    if row["adjudicated_actor"]:
        said.append(texts("incident.adjudicated", actor=index.name(row["adjudicated_actor"])))
    if row["published_at"] is not None:
        said.append(texts("incident.published", at=words.day(row["published_at"], index.zone, texts)))
    if row["refused"]:
        refused = [one["step"] for one in row["refused"]]
        said.append(texts("incident.refused", ids=_and(refused, texts)))
    return said


def _decided(sitting: Row, index: Index, texts: Catalog) -> str:
    decision = sitting["decision"]
    standing = [one for one in sitting["conflicts"] if one not in sitting["recused"]]
    return texts(
        "incident.decided",
        panel=index.name(decision["by"]),
        at=words.day(decision["decided_at"], index.zone, texts),
        decision=texts(f"incident.decision.{decision['decision']}"),
        counted=str(sitting["counted"]),
        quorum=str(sitting["quorum"]),
        dissent=_and(decision["dissent"], texts),
        recused=_and(sitting["recused"], texts),
        conflicts=_and(standing, texts),
    )


def _gate(row: Row, texts: Catalog) -> tuple[str, str, str]:
    share, low, high = (
        texts("share", low=str(round(100 * float(row[name])))) for name in ("p_open", "p_low", "p_high")
    )
    return (
        str(row["region"]),
        str(row["tried"]),
        texts("gate.share", share=share, low=low, high=high),
    )
