"""What binds and what does not, one sentence each; countries are real, everything that they do here is made up."""

import pytest

from troth.read import read_claims, read_document

Binding = tuple[str, tuple[str, ...], str, str, float | None, str, str | None]


def binding(text: str) -> list[Binding]:
    """Type, actor, action, object, value, unit and time of what binds."""
    found = read_claims(read_document(text.encode(), "note.txt"))
    return [
        (
            claim.type.value,
            claim.actor,
            claim.action,
            claim.object,
            claim.quantity.value if claim.quantity else None,
            claim.quantity.unit if claim.quantity else "",
            claim.time.value if claim.time else None,
        )
        for claim in found
        if claim.binding
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Norway will provide NOK 200 million for the repair of power stations, the minister said on Tuesday.", ("commitment", ("Norway",), "provide", "NOK 200 million for the repair of power stations", 2e8, "NOK", None)),
        ("Germany pledged €30 million to rebuild water networks.", ("commitment", ("Germany",), "provide", "€30 million to rebuild water networks", 3e7, "EUR", None)),
        ("Berlin confirmed that it would double its contribution if other donors follow.", ("commitment", ("Germany",), "double", "its contribution", None, "", None)),
        ("Japan announced a package of 15 million US dollars for clinics.", ("commitment", ("Japan",), "provide", "15 million US dollars for clinics", 1.5e7, "USD", None)),
        ("Sweden, which has already delivered 20 ambulances, undertook to train 300 paramedics within one year of the ceasefire.", ("commitment", ("Sweden",), "train", "300 paramedics", 300, "paramedic", "P1Y")),
        ("Up to 1,200 troops will be sent by the United Kingdom once the accord is signed.", ("commitment", ("United Kingdom",), "send", "Up to 1,200 troops", 1200, "troop", None)),
        ("Canada also intends to reopen its consulate in Lviv in 2027, provided the security situation allows.", ("commitment", ("Canada",), "reopen", "its consulate in Lviv", None, "", "2027")),
        ("The World Bank approved a grant of US$120 million to repair roads.", ("commitment", ("World Bank",), "approve", "a grant of US$120 million to repair roads", 1.2e8, "USD", None)),
        ("The Council of the lake states decides to establish a fund of EUR 300 million. The European Union will pay into it EUR 40 million in 2026.", ("commitment", ("European Union",), "pay", "into it EUR 40 million", 4e7, "EUR", "2026")),
        ("Spain is committed to training 4,000 teachers until 2028.", ("commitment", ("Spain",), "train", "4,000 teachers", 4000, "teacher", "2028")),
        ("The Belgian government plans to deploy two battalions.", ("commitment", ("Government of Belgium",), "deploy", "two battalions", 2, "battalion", None)),
        ("Israel and Hamas agreed to a six-day truce.", ("agreement_term", ("Israel", "Hamas"), "observe", "a six-day truce", 6, "day", "P6D")),
    ],
)  # fmt: skip
def test_an_undertaking_is_read_with_all_that_it_says(text, expected):
    assert expected in binding(text)


@pytest.mark.parametrize(
    "text",
    [
        "France reaffirmed its unwavering commitment to peace and stability in the region.",
        "Canada has yet to commit any funds.", "Australia declined to pledge troops.", "Norway will not send soldiers.", "Italy is considering a contribution of 20 million euros.",
        "Poland could host a training centre.", "Some say France would deploy troops if asked.", "Analysts believe that Germany will send more money next year.",
        "Should the United States commit 500 million dollars, it could rebuild every school.", "The minister hoped that other countries would send doctors.", "The European Union called on all donors to pay 30 million euros.",
        "Denmark should send 40 engineers.", "No country has promised to take in refugees.", "Sweden has delivered 20 ambulances.", "The government has refused to promise any date.",
        "The talks signal the bloc's continued commitment to finding a solution.", "Its involvement will play a crucial role in the recovery.", "Qatar is ready to mediate.", "We will stand with you for as long as it takes.",
        "Reports that Norway will withdraw its engineers were denied.",
    ],
)  # fmt: skip
def test_what_only_sounds_like_an_undertaking_binds_nobody(text):
    assert binding(text) == []


def test_verbs_and_counted_things_are_deeds_of_their_own_and_share_a_deadline():
    found = binding(
        "Turkey promised 500 prefabricated homes, 20 generators and 3 mobile bakeries by the end of March."
    )
    assert [(row[4], row[5], row[6]) for row in found] == [
        (500, "home", "XXXX-03"),
        (20, "generator", "XXXX-03"),
        (3, "bakery", "XXXX-03"),
    ]
    assert [row[2] for row in binding("Ghana will repair the bridge and train 40 engineers.")] == [
        "repair",
        "train",
    ]
    assert len(binding("Kenya will provide medical and logistical support.")) == 1


AGREEMENT = """Agreement on a Cessation of Hostilities between the Government of Sudan and the Rapid Support Forces

Article 1. The Parties shall cease all military operations for a period of seven days.

Article 2. The Rapid Support Forces shall withdraw their forces from hospitals within 48 hours of the signing of this Agreement.

Article 3. Neither Party shall obstruct the evacuation of the wounded.

Article 4. Humanitarian convoys shall be allowed to pass through Adre.
"""


def test_the_articles_of_an_agreement_are_its_terms_with_their_obligors():
    both = ("Sudan", "Rapid Support Forces")
    assert [(row[0], row[1], row[2]) for row in binding(AGREEMENT)] == [
        ("agreement_term", both, "cease"),
        ("agreement_term", ("Rapid Support Forces",), "withdraw"),
        ("agreement_term", both, "not obstruct"),
        ("agreement_term", both, "allow"),
    ]


def test_swapping_the_names_of_the_parties_swaps_the_obligors():
    swapped = (
        AGREEMENT.replace("Rapid Support Forces", "@")
        .replace("Government of Sudan", "Rapid Support Forces")
        .replace("@", "Government of Sudan")
    )
    ours = [row[1:4] for row in binding(AGREEMENT)]
    theirs = [row[1:4] for row in binding(swapped)]
    assert theirs[1][0] == ("Government of Sudan",)
    assert [row[1] for row in theirs] == [row[1] for row in ours]


def test_the_news_of_a_deal_gives_its_terms_and_captives_are_freed_by_who_holds_them():
    told = "Israel and Hamas have agreed to a truce. Under the deal, 33 hostages would be freed in stages, and Israel would release 150 prisoners."
    assert [(row[1], row[2], row[4]) for row in binding(told)][1:] == [
        (("Hamas",), "free", 33),
        (("Israel",), "release", 150),
    ]


def test_a_list_is_what_its_lead_in_says():
    assert [row[:3] for row in binding("Norway will:\n\n- send 200 tents\n- repair the port\n")] == [
        ("commitment", ("Norway",), "send"),
        ("commitment", ("Norway",), "repair"),
    ]
    assert binding("The report recommends to:\n\n- send 200 tents\n- repair the port\n") == []


TABLE = "| {} | {} |\n|---|---|\n| Health | Build two clinics |\n| Water | Repair 40 pumps |\n"


def test_a_table_of_recommendations_looks_like_one_of_commitments_and_is_none():
    intro = "What Sweden has in mind for the north stands here.\n\n"
    assert len(binding(intro + TABLE.format("Commitment", "Details"))) == 2
    assert len(binding(intro + TABLE.format("Focus area", "Recommended support"))) == 0


def test_a_table_of_donors_gives_each_its_own_pledge_and_deadline():
    table = "| Donor | Pledge | Purpose | Deadline |\n|---|---|---|---|\n| Egypt | 5,000 tents | Shelter | 30 April 2026 |\n| Qatar | USD 60 million | Fuel for hospitals | June 2026 |\n| Kuwait | to be confirmed | Education | |\n| Total | | | |\n"
    assert [(row[1], row[4], row[5], row[6]) for row in binding(table)] == [
        (("Egypt",), 5000, "tent", "2026-04-30"),
        (("Qatar",), 6e7, "USD", "2026-06"),
    ]


def test_we_are_those_who_issue_the_text():
    text = "JOINT COMMUNIQUÉ\n\nWe, the ministers of foreign affairs of Egypt, Jordan and Qatar, met in Cairo. We commit to funding the repair of the port with USD 45 million.\n"
    assert [(row[1], row[4]) for row in binding(text)] == [(("Egypt", "Jordan", "Qatar"), 4.5e7)]


def test_the_same_pledge_twice_in_one_text_is_linked():
    claims = read_claims(
        read_document(
            b"Norway will send 40 engineers. The ministers met.\n\nNorway will send the 40 engineers to the port.",
            "n.txt",
        )
    )
    first, second = (claim for claim in claims if claim.binding)
    assert second.restates == first.id


def test_a_text_in_another_language_is_read_only_for_its_tables():
    text = "La Norvège enverra des tentes pour les familles et les enfants dans le nord.\n\n| Donor | Pledge |\n|---|---|\n| Norway | 200 tents |\n"
    assert [row[1] for row in binding(text)] == [("Norway",)]


def test_a_particle_belongs_to_its_verb_and_a_body_to_the_sentence_that_names_it():
    (term,) = binding(
        "Under the terms of the arrangement, M23 is to hand over three police stations by 10 June."
    )
    assert term[1:] == (("March 23 Movement",), "hand", "three police stations", 3, "station", "XXXX-06-10")
    (loan,) = binding("The World Bank's president promised that the bank would lend $250 million for roads.")
    assert (loan[1], loan[4]) == (("World Bank",), 2.5e8)


def test_a_contribution_that_amounts_to_a_sum_and_a_thing_that_is_promised_bind():
    (money,) = binding("Germany's contribution amounts to 180 million euros.")
    assert (money[1], money[4], money[5]) == (("Germany",), 1.8e8, "EUR")
    (land,) = binding("Chad promised land for two new camps.")
    assert land[2:4] == ("provide", "land for two new camps")
