"""Our side of `assess.py --openquake`: the same ground motion, assets and fragility curves, read into classes and passed over."""

import json
import subprocess
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from troth.assess import Channels, Exposure, Ratios, pass_over

Arrays = dict[str, np.ndarray]
TIMES = 7
EVENTS = 10
"""So many events are one piece: some 5 MB of probabilities."""


def beside_openquake(python: str) -> dict[str, Any]:
    """The demo's damage by asset and by event, theirs and ours, and the CPU seconds of both."""
    with tempfile.TemporaryDirectory() as folder:
        command = [python, str(Path(__file__).parent / "_openquake.py"), folder]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1]
        with np.load(Path(folder) / "demo.npz") as file:
            demo = {name: file[name] for name in file.files}
    theirs, taken = json.loads(said), []
    for _ in range(TIMES):
        begun = time.process_time()
        found = damage(demo)
        taken.append(time.process_time() - begun)
    ours, pairs = median(taken), len(demo["site"]) * len(demo["rlz"])
    return {
        "name": "openquake-engine, its ScenarioDamage demo",
        "version": theirs["version"],
        "wall_s": None,
        "cpu_s": round(theirs["cpu_s"], 2),
        "peak_mb": None,
        "result": {
            "assets": len(demo["site"]),
            "events": len(demo["rlz"]),
            **_apart(found, demo),
            "asset_events_per_cpu_s": round(pairs / theirs["cpu_s"]),
            "our_asset_events_per_cpu_s": round(pairs / ours),
            "our_cpu_s": round(ours, 4),
            "cpu_s_ratio": ours / theirs["cpu_s"],
        },
    }


def damage(demo: Arrays) -> Arrays:
    """Buildings in each state by asset and realisation (A, R, 5), means over events, and by event (E, 5); the cost by event."""
    many = np.bincount(demo["rlz"])
    by_asset = np.zeros((len(many), 5, len(demo["site"])))
    number, ratios = demo["number"].astype(np.float64), demo["ratios"]
    channels = Channels.narrow(Ratios(ratios, ratios**2))
    by_event, cost = [], []
    for first in range(0, len(demo["rlz"]), EVENTS):
        some = slice(first, first + EVENTS)
        chance = fractions(demo, demo["intensity"][some])
        for place, realisation in enumerate(demo["rlz"][some]):
            by_asset[realisation] += chance[:, place]
        by_event.append((chance.reshape(-1, len(number)) @ number).reshape(5, -1).T)
        cost.append(_cost(demo, chance, channels))
    means = (by_asset / many[:, None, None] * number).transpose(2, 0, 1)
    return {"damage": means, "by_event": np.concatenate(by_event), "cost": np.concatenate(cost)}


def fractions(demo: Arrays, intensity: np.ndarray) -> np.ndarray:
    """The chance of each state of each asset in some events, shape (5, E, A), off the discrete curves of its taxonomy."""
    levels, kinds, at = demo["levels"], demo["taxonomy"].astype(np.int64), demo["site"]
    step = np.clip(np.searchsorted(levels, intensity, side="right") - 1, 0, len(levels) - 2)
    part = np.clip((intensity - levels[step]) / (levels[step + 1] - levels[step]), 0.0, 1.0)
    row, part = step[:, at] + kinds * len(levels), part[:, at]
    felt = intensity[:, at] >= demo["least"][kinds]
    chance = np.empty((5, *row.shape))
    above: np.ndarray | float = 1.0
    for state in range(4):
        curve = demo["chances"][:, state]
        slope = np.diff(curve, append=curve[:, -1:])
        reached = (curve.ravel()[row] + part * slope.ravel()[row]) * felt
        chance[state] = above - reached
        above = reached
    chance[4] = above
    return chance


def _cost(demo: Arrays, chance: np.ndarray, channels: Channels) -> np.ndarray:
    """The cost of repair by event: each event is a region of one pass of the engine over all its assets."""
    events, assets = chance.shape[1:]
    piece = Exposure(
        range(events * assets),  # type: ignore[arg-type] # numbers are names enough here
        ("all",), tuple(f"{event:05}" for event in range(events)), np.zeros(events * assets, np.int32),
        np.repeat(np.arange(events, dtype=np.int32), assets), np.tile(demo["value"].astype(np.float64), events),
        chance.reshape(5, -1).T,
    )  # fmt: skip
    return pass_over(piece, channels, 1.0).first[:, 0]


def _apart(found: Arrays, demo: Arrays) -> dict[str, float]:
    """How far our figures are from theirs, at most."""
    fraction = np.abs(found["damage"] - demo["damage"]) / demo["number"][:, None, None]
    states = np.abs(found["by_event"][demo["event"], 1:] - demo["by_event"]) / np.maximum(
        demo["by_event"], 1.0
    )
    cost = np.abs(found["cost"][demo["event"]] - demo["cost"]) / np.maximum(demo["cost"], 1.0)
    return {
        "greatest_difference_of_a_fraction": float(fraction.max()),
        "greatest_relative_difference_of_an_event": float(max(states.max(), cost.max())),
    }
