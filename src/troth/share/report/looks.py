"""How a verdict and a report look: a sign, a pattern and a colour each, so that none depends on colour alone.

Colours are those of Okabe and Ito, which stay apart for colour-blind readers (Okabe & Ito, *Color Universal Design*,
2008); fills are tints of them under dark text.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """The looks of one state."""

    sign: str
    colour: str
    tint: str
    pattern: str
    """As plotly names it; the style sheet draws the same."""


STATES = {
    "kept": Look("✓", "#009E73", "#D3EFE6", ""),
    "partly_kept": Look("◐", "#2E86C1", "#DCEEFA", "/"),
    "broken": Look("✕", "#D55E00", "#FBE1CF", "x"),
    "disputed": Look("≠", "#B0548A", "#F6E1EC", "\\"),
    "unknown": Look("?", "#767676", "#ECECEC", "."),
    "pending": Look("…", "#0072B2", "#FFFFFF", ""),
    "suspended": Look("‖", "#9A8700", "#FBF6C4", "|"),
    "excused": Look("○", "#B87400", "#FCEBC8", "-"),
    "repaired": Look("↺", "#00755C", "#DDF3D8", "+"),
    "lapsed": Look("⊣", "#333333", "#F4F4F4", "-"),
}


@dataclass(frozen=True, slots=True)
class Mark:
    """The looks of one report on the timeline."""

    sign: str
    symbol: str
    """As plotly names it."""
    colour: str
    side: int
    """−1: above the bar, 1: below it."""


STANCES = {
    "for": Mark("▲", "triangle-up", "#00755C", -1),
    "against": Mark("▼", "triangle-down", "#B34700", 1),
    "charge": Mark("◆", "diamond", "#8E3F6D", 1),
    "context": Mark("○", "circle-open", "#6B6B6B", 1),
}
