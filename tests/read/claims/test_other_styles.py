"""How else communiqués, wires, agreements and notes say it; countries are real, everything that they do here is made up."""

import pytest

from troth.read import read_claims, read_document
from troth.records import Claim


def claims(text: str) -> list[Claim]:
    return read_claims(read_document(text.encode(), "note.md"))


def binding(text: str) -> list[tuple[str, str, str, float | None]]:
    """Actor, action, object and value of what binds."""
    return [
        (
            " + ".join(claim.actor),
            claim.action,
            claim.object,
            claim.quantity.value if claim.quantity else None,
        )
        for claim in claims(text)
        if claim.binding
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Valmor Board will deliver 40 pumps by June 2026.", [("Valmor Board", "deliver", "40 pumps", 40)]),
        ("Mercy Bridges, an aid group, said it would open five clinics in the north.", [("Mercy Bridges", "open", "five clinics in the north", 5)]),
        ("UNDP and the Kolda Fund agreed to finance 300 homes.", [("United Nations Development Programme + Kolda Fund", "finance", "300 homes", 300)]),
        ("Germany, which had already contributed 620 million euros, raised its pledge by a further 200 million.", [("Germany", "raise", "its pledge by a further 200 million", 2e8)]),
        ("The Netherlands will, subject to parliamentary approval, make available up to 40 armoured vehicles.", [("Netherlands", "provide", "up to 40 armoured vehicles", 40)]),
        ("Sweden reaffirmed its pledge of SEK 500 million, made in Lugano last July.", [("Sweden", "provide", "SEK 500 million", 5e8)]),
        ("Australia's contribution of A$50 million will fund demining.", [("Australia", "provide", "A$50 million", 5e7)]),
        ("The Philippines' offer of 150 observers was welcomed.", [("Philippines", "provide", "150 observers", 150)]),
        ("Eighteen countries signed up to the initiative, pledging a combined 22,000 personnel.", [("Eighteen countries", "provide", "a combined 22,000 personnel", 22000)]),
        ("The two sides agreed on Tuesday to exchange 1,000 prisoners each.", [("two sides", "exchange", "1,000 prisoners each", 1000)]),
        ("The European Commission today adopted a EUR 250 million assistance package for Moldova.", [("European Commission", "provide", "a EUR 250 million assistance package for Moldova", 2.5e8)]),
        ("The United Kingdom committed £16 million, and Japan and South Korea promised $3 million each.", [("United Kingdom", "provide", "£16 million", 1.6e7), ("Japan + South Korea", "provide", "$3 million each", 3e6)]),
        ("Denmark pledged EUR 20 million for health, EUR 10 million for schools and 50 ambulances.", [("Denmark", "provide", "EUR 20 million for health", 2e7), ("Denmark", "provide", "EUR 10 million for schools", 1e7), ("Denmark", "provide", "50 ambulances", 50)]),
        ("The EU announced €3.8 billion, of which €2.3 billion in grants and €1.5 billion in loans.", [("European Union", "provide", "€3.8 billion", 3.8e9)]),
        ("The Norwegian government has set aside NOK 85 billion.", [("Government of Norway", "allocate", "NOK 85 billion", 8.5e10)]),
        ("Finland is sending 14 transformers this month.", [("Finland", "send", "14 transformers", 14)]),
        ("According to three officials familiar with the talks, Riyadh has agreed to pay the arrears.", [("Saudi Arabia", "pay", "the arrears", None)]),
        ("The Danish Refugee Council (DRC) met. DRC will repair 400 houses.", [("Danish Refugee Council", "repair", "400 houses", 400)]),
        ("KAMPALA, March 3 (Wire) - Uganda said on Tuesday it would send 1,500 soldiers.", [("Uganda", "send", "1,500 soldiers", 1500)]),
        ('"We will not send troops," the Polish prime minister told reporters. "But we will train 3,000 police officers."', [("Poland", "train", "3,000 police officers", 3000)]),
        ("The two governments shall: (a) restore telephone lines; (b) return the remains of fallen soldiers.", [("two governments", "restore", "telephone lines", None), ("two governments", "return", "the remains of fallen soldiers", None)]),
        ("Uruguay's offer of a river patrol unit remains subject to a Security Council mandate.", [("Uruguay", "provide", "a river patrol unit", None)]),
        ("We, the Ministers of the Nordic countries, commit to providing EUR 150 million.", [("Ministers of the Nordic countries", "provide", "EUR 150 million", 1.5e8)]),
        ("## Outcomes\n\n- Switzerland: CHF 50 million (demining), CHF 12 million (health)\n- Chile: no new pledge\n", [("Switzerland", "provide", "CHF 50 million (demining)", 5e7), ("Switzerland", "provide", "CHF 12 million (health)", 1.2e7)]),
        ("Chad, which currently provides 1,200 troops, agreed to extend their deployment.", [("Chad", "extend", "their deployment", None)]),
        ("Prime Minister Luís Montenegro of Portugal announced that 10 million euros would be allocated to schools.", [("Portugal", "allocate", "10 million euros", 1e7)]),
        ("Italy will be providing 10 medical teams.", [("Italy", "provide", "10 medical teams", 10)]),
        ("Germany promised €22 million, and Kenya offered to second 40 human rights observers.", [("Germany", "provide", "€22 million", 2.2e7), ("Kenya", "second", "40 human rights observers", 40)]),
        ("Ethiopia's federal government and the Tigray interim administration agreed on Wednesday to restore electricity. The interim administration will hand over heavy weapons.", [("Ethiopia + Tigray interim administration", "restore", "electricity", None), ("Tigray interim administration", "hand", "heavy weapons", None)]),
        ("Portugal unveiled its plans. The initiative includes the following measures:\n\n- **Health:** Construction of four health centres and the provision of 20 ambulances.\n", [("Portugal", "construct", "four health centres", 4), ("Portugal", "provide", "20 ambulances", 20)]),
        ("| Country | Troops | Equipment | Available from |\n|---|---|---|---|\n| Kenya | 1,000 | 20 trucks | 1 June 2026 |\n", [("Kenya", "deploy", "1,000", 1000), ("Kenya", "provide", "20 trucks", 20)]),
    ],
)  # fmt: skip
def test_what_binds_however_it_is_said(text: str, expected: list[tuple[str, str, str, float | None]]):
    assert binding(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Rwanda's foreign minister dismissed reports that Kigali would withdraw its forces.",
        "Turkey's foreign minister said Ankara was ready to deploy engineers if asked by the parties.",
        "Hungary will neither send troops nor finance weapons.",
        "The United Arab Emirates promised nothing. Russia made no new pledge.",
        "The mission will comprise 5,000 troops, including 1,200 from Kenya and 800 from Nepal.",
        "Kenya withdrew its offer of 200 police officers.",
        "Lithuania has already transferred 50 M113 vehicles.",
        "Phase Two will begin in June. Article Five will enter into force then.",
        "Sweden reaffirmed its commitment to peace. Norway renewed its strong support for dialogue.",
        "- Kenya: $4 million needed for shelter\n- Chad: $2 million disbursed\n",
        "Analysts believe that China will offer a larger loan. Burundi said it had not yet decided.",
    ],
)
def test_what_binds_nobody_however_it_is_said(text: str):
    assert binding(text) == []


def test_a_refusal_is_told_as_one():
    (claim,) = claims("Poland will not send troops.")
    assert (claim.type.value, claim.polarity.value, claim.actor, claim.object) == (
        "statement",
        "neg",
        ("Poland",),
        "troops",
    )


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("The Netherlands will, subject to parliamentary approval, make available 40 vehicles.", "subject to parliamentary approval"),
        ("If parliament approves, Estonia will transfer 36 howitzers.", "If parliament approves"),
        ("Spain has offered to send a frigate, but only if the United Nations asks for it.", "if the United Nations asks for it"),
    ],
)  # fmt: skip
def test_a_condition_ends_where_it_ends(text: str, condition: str):
    (claim,) = claims(text)
    assert claim.condition == condition


def test_the_parties_of_an_agreement_are_those_that_its_title_names_known_or_not():
    text = (
        "AGREEMENT ON THE CESSATION OF HOSTILITIES BETWEEN THE GOVERNMENT OF ARDANIA AND THE NORTHERN FRONT\n\n"
        "Article 1. The Parties shall cease all military operations from 06:00 on 1 April 2026.\n\n"
        "Article 2. The Northern Front shall withdraw its forces within ten (10) days. The Government shall not move "
        "troops into the areas so vacated.\n\n"
        "Article 3. Neither Party shall recruit children.\n"
    )
    both = ("Government of Ardania", "Northern Front")
    assert [
        (claim.actor, claim.action, claim.time.value if claim.time else None) for claim in claims(text)
    ] == [
        (both, "cease", "2026-04-01T06:00"),
        (("Northern Front",), "withdraw", "P10D"),
        (("Government of Ardania",), "not move", None),
        (both, "not recruit", None),
    ]


def test_a_deadline_is_not_lent_to_another_clause():
    text = "Under the accord signed in Luanda, the rebels must leave Goma within 14 days, and the army will return to its barracks."
    assert [claim.time.value if claim.time else None for claim in claims(text) if claim.binding] == [
        "P14D",
        None,
    ]


def test_a_need_counts_those_who_need():
    (claim,) = claims("Some 4.3 million people need shelter, according to OCHA.")
    assert (claim.type.value, claim.quantity and claim.quantity.value) == ("need", 4_300_000)
