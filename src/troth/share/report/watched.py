"""Rates and forecasts in words, for the section on incidents and for the terminal."""

from .index import Row, Tables
from .text import Catalog, Piece, plain
from .words import listing

MODEL = "mixture"


def region_name(name: str, texts: Catalog) -> str:
    """A region as its data set calls it."""
    return name or texts("region.none")


def _decimal(figure: str, texts: Catalog) -> str:
    """A figure with the decimal point of the language."""
    return figure.replace(".", texts.template("number.point"))


def rate_rows(tables: Tables, texts: Catalog) -> list[tuple[str, ...]]:
    """The last month of each region: region, month, incidents, exposure, rate, trend."""
    last = {str(row["region"]): row for row in tables.get("rates", ())}
    return [_rate(row, texts) for row in last.values()]


def _rate(row: Row, texts: Catalog) -> tuple[str, ...]:
    unknown = texts("rate.unknown")
    ends = {
        name: _decimal(f"{float(row[name]):.3g}", texts)
        for name in ("rate", "low", "high")
        if row[name] is not None
    }
    return (
        region_name(str(row["region"]), texts),
        str(row["period"]),
        str(row["count"]),
        unknown
        if row["exposure"] is None
        else texts(
            "rate.exposure",
            amount=_decimal(f"{float(row['exposure']):g}", texts),
            unit=str(row["unit"]) or None,
        ),
        texts("rate.value", unit=str(row["unit"]) or None, **ends) if ends else unknown,
        texts(f"trend.{row['trend']}") if row["trend"] else "–",
    )


def forecast_rows(tables: Tables, texts: Catalog) -> list[tuple[str, ...]]:
    """By region: month, median, the central half, the central nine tenths."""

    def span(row: Row, low: str, high: str) -> str:
        return texts("forecast.range", low=str(row[low]), high=str(row[high]))

    return [
        (
            region_name(str(row["region"]), texts),
            str(row["month"]),
            str(row["q50"]),
            span(row, "q25", "q75"),
            span(row, "q05", "q95"),
        )
        for row in tables.get("forecasts", ())
    ]


def score_line(tables: Tables, texts: Catalog) -> str:
    """How the model and its baselines fared over all regions, in one sentence."""
    whole = [row for row in tables.get("forecast_scores", ()) if row["region"] is None]
    if not whole:
        return texts("note.forecasts.unscored")
    told = [
        (
            Piece(
                texts(
                    "forecast.score",
                    method=str(row["method"]),
                    score=_decimal(f"{float(row['crps']):.2f}", texts),
                )
            ),
        )
        for row in whole
    ]
    own = next(row for row in whole if row["method"] == MODEL)
    return texts(
        "note.forecasts.scores",
        n=str(own["forecasts"]),
        scores=plain(listing(told, texts)),
        inside=texts("share", low=str(round(100 * float(own["inside_90"])))),
    )
