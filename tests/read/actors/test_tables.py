"""The house's tables: complete, well-formed, and small enough to ship."""

from importlib.resources import files
from typing import get_args

import pycountry
import pytest

from troth.read.actors import Kind, house_gazetteer
from troth.read.actors.tables import country_names, house_entries, rows

KINDS = set(get_args(Kind))
ISO = {country.alpha_3 for country in pycountry.countries}
UNSETTLED = {
    "ATF",
    "BES",
    "BLM",
    "BVT",
    "GGY",
    "HMD",
    "IOT",
    "JEY",
    "MAF",
    "MNP",
    "SGS",
    "SJM",
    "SPM",
    "SXM",
    "TCA",
    "UMI",
    "VGB",
}


def test_every_country_has_a_row_and_each_row_a_country():
    assert sorted(row[0] for row in rows("countries.tsv", 5)) == sorted(ISO)


@pytest.mark.parametrize("alpha", sorted(ISO))
def test_every_country_is_found_by_its_name(alpha: str):
    name = country_names()[alpha]

    (mention, *_) = house_gazetteer().mentions(f"Rain fell in {name}.")

    assert alpha in {candidate.country for candidate in mention.candidates}


def test_every_country_with_a_people_has_its_adjective_and_its_plural():
    bare = {row[0] for row in rows("countries.tsv", 5) if not row[1]}

    assert bare <= UNSETTLED | {"COG"}
    assert all(
        row[2]
        for row in rows("countries.tsv", 5)
        if row[1] and row[0] not in {"ATA", "BLM", "DMA", "IMN", "KIR", "LIE", "VAT"}
    )


def test_every_entry_is_of_a_known_kind_and_country():
    wrong = [
        entry
        for entry in house_entries()
        if entry.kind not in KINDS or not (entry.country is None or entry.country in ISO) or not entry.name
    ]

    assert wrong == []


def test_office_holders_belong_to_a_country_or_an_organisation_of_the_tables():
    organisations = {row[0] for row in rows("organisations.tsv", 5)}

    assert {row[0] for row in rows("officials.tsv", 6)} <= ISO | organisations


def test_no_office_ends_before_it_begins():
    assert [row[1] for row in rows("officials.tsv", 6) if row[3] and row[4] and row[3] >= row[4]] == []


def test_there_are_more_than_a_hundred_and_fifty_organisations_each_once():
    idents = [row[0] for table in ("organisations.tsv", "groups.tsv") for row in rows(table, 5)]

    assert len(idents) == len(set(idents)) > 250


def test_the_data_ship_with_their_licence_and_stay_below_a_megabyte():
    folder = files("troth.read.actors").joinpath("data")

    assert "MIT License" in folder.joinpath("LICENSE-phoenix.txt").read_text(encoding="utf-8")
    assert sum(len(file.read_bytes()) for file in folder.iterdir()) < 1_000_000


def test_the_dictionaries_bring_no_short_and_no_lower_case_names():
    derived = [entry for entry in house_entries() if entry.rank == 8]

    assert len(derived) > 20_000
    assert [
        name for entry in derived for name in (entry.name, *entry.aliases) if len(name) < 3 or name.islower()
    ] == []
