"""A series that changes its meaning is flagged; one that grows because of damage is not."""

import csv
import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from troth.assess.series import Image, breaks, migrations

SHARED = Path(__file__).resolve().parents[3] / "shared/data/assess"


def weekly(values: list[float]) -> list[tuple[date, float]]:
    return [(date(2024, 1, 1) + timedelta(days=7 * number), value) for number, value in enumerate(values)]


STEADY = [1000.0 + 20 * number for number in range(20)]


def test_a_jump_that_nothing_else_shows_is_another_definition():
    jump = weekly([*STEADY, 2200.0, 2220.0])
    (found,) = breaks(jump, {"schools": weekly([100.0 + number for number in range(22)])})
    assert (found.kind, found.low, found.high) == ("definition", STEADY[-1], 2200.0)
    assert "schools by 1%" in found.because


def test_a_jump_that_everything_shows_is_an_escalation():
    jump = weekly([*STEADY, 2200.0, 2220.0])
    schools = weekly([*(100.0 + number for number in range(20)), 190.0, 191.0])
    assert breaks(jump, {"schools": schools}) == []


def test_the_beginning_of_a_war_is_no_change_of_definition():
    assert breaks(weekly([80.0, 159.0, 790.0, 1009.0, 2835.0, 7000.0]), {"schools": weekly([1.0] * 6)}) == []


def test_a_total_that_falls_is_told():
    (found,) = breaks(weekly([100.0, 110.0, 90.0, 95.0]))
    assert (found.kind, found.low, found.high) == ("fall", 110.0, 90.0)


def test_what_is_repeated_counts_for_nothing():
    assert breaks(weekly([*STEADY, *[STEADY[-1]] * 9])) == []


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside this checkout")
def test_the_residential_count_of_gaza_changed_its_meaning_in_june_2024_and_in_2025():
    days = json.loads((SHARED / "gaza/infrastructure-damaged.json").read_text(encoding="utf-8"))

    def told(group: str, field: str) -> list[tuple[date, float]]:
        """Only what was reported: the fields with the prefix `ext_` are filled in between reports."""
        return [
            (date.fromisoformat(day["report_date"]), float(day[group][field]))
            for day in days
            if field in day.get(group, {})
        ]

    companions = {
        "schools": told("educational_buildings", "destroyed"),
        "mosques": told("places_of_worship", "mosques_destroyed"),
        "offices": told("civic_buildings", "destroyed"),
    }
    found = breaks(told("residential", "destroyed"), companions)
    assert [(one.before, one.after, one.kind) for one in found] == [
        (date(2024, 6, 2), date(2024, 6, 7), "definition"),
        (date(2025, 3, 23), date(2025, 5, 8), "definition"),
        (date(2025, 5, 8), date(2025, 7, 18), "definition"),
    ]
    assert not breaks(companions["schools"])
    assert not breaks(companions["offices"])
    mosques = [(one.after, one.low, one.high) for one in breaks(companions["mosques"])]
    assert mosques == [(date(2024, 5, 18), 247, 604), (date(2024, 10, 6), 611, 814)], (
        "damaged ones joined the destroyed"
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not beside this checkout")
def test_classes_of_images_migrate_upwards_and_never_back():
    names = ("possibly_damaged", "moderately_damaged", "severely_damaged", "destroyed")
    with (SHARED / "tables/unosat_gaza_damage_class_counts.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["destroyed"]]
    images = [
        Image(date.fromisoformat(row["image_date"][:10]), tuple(float(row[name]) for name in names))
        for row in rows
    ]
    assert len(images) == 2
    assert images[1].counts[1] < images[0].counts[1], "moderate damage shrank, for it was hit again"
    assert list(migrations(images)) == []
    assert [worse for _, _, worse in migrations(images[::-1])] == [0, 1, 2, 3]
