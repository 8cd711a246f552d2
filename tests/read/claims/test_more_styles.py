"""How donors, mediators and wires say it, once more; the countries are real, everything that they do here is made up."""

import pytest

from read.claims.test_other_styles import binding, claims

JOINT = (
    "JOINT STATEMENT\nby the Ministers of Foreign Affairs of Estonia and Moldova\n\nTallinn, 6 May 2026\n\n"
)
AGREEMENT = "AGREEMENT ON THE CESSATION OF HOSTILITIES\nbetween the Government of Armenia and the Government of Georgia\n\n1. Each Party shall withdraw its artillery.\n2. Each Party shall remove its mines.\n"
BOTH = "Armenia + Georgia"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Japan, whose minister could not attend, offered $70 million.", [("Japan", "provide", "$70 million", 7e7)]),
        ("Italy, which chairs the group this year, said it would provide 60 million euros for heating, half of which is due in May.", [("Italy", "provide", "60 million euros for heating", 6e7)]),
        ("Governments meeting in Rome on Thursday promised 1.1 billion euros.", [("Governments", "provide", "1.1 billion euros", 1.1e9)]),
        ("Subject to the approval of parliament, Austria also intends to extend a guarantee of EUR 40 million.", [("Austria", "extend", "a guarantee of EUR 40 million", 4e7)]),
        ("Norway, for its part, plans to disburse NOK 300 million before the summer and to send eight experts.", [("Norway", "disburse", "NOK 300 million", 3e8), ("Norway", "send", "eight experts", 8)]),
        ("Germany pledged 244 million euros, and France 110 million.", [("Germany", "provide", "244 million euros", 2.44e8), ("France", "provide", "110 million", 1.1e8)]),
        ("Poland will send 30 buses; a further 20 will be shipped in January.", [("Poland", "send", "30 buses", 30), ("Poland", "ship", "a further 20", 20)]),
        ("Denmark and Norway have each promised 20 incubators.", [("Denmark + Norway", "provide", "20 incubators", 20)]),
        ("Finland and Sweden agreed to fund 16 substations.", [("Finland + Sweden", "fund", "16 substations", 16)]),
        ("Ireland confirmed that its pledge of 9.5 million euros stands.", [("Ireland", "provide", "9.5 million euros", 9.5e6)]),
        ("Denmark repeated the 125 million euros that it had announced in May.", [("Denmark", "provide", "the 125 million euros", 1.25e8)]),
        ("He reiterated the UK's commitment to spend £3 billion on housing.", [("United Kingdom", "spend", "£3 billion on housing", 3e9)]),
        ("Romania increased its contribution from $50 million to $75 million.", [("Romania", "increase", "its contribution from $50 million to $75 million", 7.5e7)]),
        ("Haiti will receive 20 armoured vehicles from Germany.", [("Germany", "provide", "20 armoured vehicles", 20)]),
        ("Kenya's president said Kenyan doctors would be deployed to Adre.", [("Kenya", "deploy", "Kenyan doctors", None)]),
        ("Austria has agreed to take in 60 wounded children.", [("Austria", "take", "60 wounded children", 60)]),
        ("Qatar's emir vowed to continue paying the salaries of soldiers.", [("Qatar", "pay", "the salaries of soldiers", None)]),
        ("Finland's foreign ministry said Helsinki had earmarked 35 million euros.", [("Finland", "earmark", "35 million euros", 3.5e7)]),
        ("Sweden is stepping up its help with a package worth 1.2 billion crowns. The package includes 80 ambulances.", [("Sweden", "provide", "a package worth 1.2 billion crowns", 1.2e9), ("Sweden", "provide", "80 ambulances", 80)]),
        ("Mexico will send no more than 20 doctors.", [("Mexico", "send", "no more than 20 doctors", 20)]),
        ("The Moldovan government undertook to make available 12 hectares of land.", [("Government of Moldova", "provide", "12 hectares of land", 12)]),
        ("The Kuwait Fund will lend 25 million dinars.", [("Kuwait Fund", "lend", "25 million dinars", 2.5e7)]),
        ("Two CC-130J Hercules aircraft will be provided by Canada.", [("Canada", "provide", "Two CC-130J Hercules aircraft", 2)]),
        ('"We will send 30 trucks," President Macron said.', [("France", "send", "30 trucks", 30)]),
        ("Stockholm (TT/Reuters) -- Sweden pledged 40 pumps.", [("Sweden", "provide", "40 pumps", 40)]),
        ("DONORS HELP UKRAINE\n\nForeign Minister Beate Holm announced that Austria will provide EUR 25 million.", [("Austria", "provide", "EUR 25 million", 2.5e7)]),
        ("Secretary Brandt spoke in Maputo. Subject to approval, the United States will:\n\n- Provide $45 million\n- Deploy 20 advisers\n", [("United States", "provide", "$45 million", 4.5e7), ("United States", "deploy", "20 advisers", 20)]),
        ("The following was announced:\n\n- Ireland (EUR 9.5 million), payable within 30 days\n- Lithuania: 750 all ranks\n", [("Ireland", "provide", "EUR 9.5 million", 9.5e6), ("Lithuania", "provide", "750 all ranks", 750)]),
        ("The following commitments were made:\n\n| Who | What | How much | By when |\n|---|---|---|---|\n| Norway | Rehabilitation of flats | NOK 120 million | 2026 |\n", [("Norway", "provide", "Rehabilitation of flats", 1.2e8)]),
        ("| Donor | Pledge (USD million) | Purpose |\n|---|---|---|\n| Norway | 12.5 | Schools |\n| Turkey | TRY 1.2 bn | Roads |\n| Qatar | 10 (conditional) | Housing |\n", [("Norway", "provide", "Schools", 1.25e7), ("Türkiye", "provide", "Roads", 1.2e9), ("Qatar", "provide", "Housing", 1e7)]),
    ],
)  # fmt: skip
def test_what_binds_however_donors_say_it(text: str, expected: list[tuple[str, str, str, float | None]]):
    assert binding(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Jamaica reportedly promised 200 soldiers.",
        "Kingston denied that it had promised any soldiers.",
        "It is false that Brazil pledged troops, a spokesman said.",
        "Neither Chile nor Peru will send police.",
        "Spain had already set aside 10 million euros.",
        "Belgium's contribution of 3 million euros has been received.",
        "The president promised his wife that he would rest.",
        "Secretary Brandt announced new assistance for the people of Cabo Delgado.",
    ],
)
def test_what_is_told_denied_or_done_binds_nobody(text: str):
    assert binding(text) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The withdrawal of heavy weapons shall be completed within 21 days.", (BOTH, "complete", "The withdrawal of heavy weapons")),
        ("The remains of the fallen will be exchanged on 20 March 2026.", (BOTH, "exchange", "The remains of the fallen")),
        ("Tolls are not to be levied on convoys.", (BOTH, "not levy", "Tolls")),
        ("The Vardzia corridor shall remain open daily.", (BOTH, "keep open", "The Vardzia corridor")),
        ("Should either Party suspect a violation, it shall notify the Commission.", (BOTH, "notify", "the Commission")),
        ("Georgia shall, within 10 days of signature, and subject to verification, release 34 detainees.", ("Georgia", "release", "34 detainees")),
        ("Aid agencies shall have access to all camps.", (BOTH, "allow", "Aid agencies shall have access to all camps")),
        ("A Joint Committee is hereby established.", (BOTH, "establish", "A Joint Committee")),
    ],
)  # fmt: skip
def test_an_agreement_binds_its_parties_where_it_names_no_one(line: str, expected: tuple[str, str, str]):
    told = [claim for claim in claims(AGREEMENT + f"3. {line}\n") if claim.binding][2:]
    assert [(" + ".join(claim.actor), claim.action, claim.object.rstrip(".")) for claim in told] == [expected]
    assert told[0].type.value == "agreement_term"


@pytest.mark.parametrize(
    "line",
    ["This Agreement shall enter into force upon signature.", "It will come into effect on signature."],
)
def test_what_an_agreement_says_of_itself_is_nobodys_duty(line: str):
    assert len([claim for claim in claims(AGREEMENT + f"3. {line}\n") if claim.binding]) == 2


@pytest.mark.parametrize(
    "line",
    [
        "Each Party shall appoint a coordinator.",
        "The two sides will hold talks in Chisinau.",
        "It was agreed that a working group shall be established.",
    ],
)
def test_what_the_makers_of_a_joint_statement_shall_do_they_agreed_on(line: str):
    (claim,) = [claim for claim in claims(JOINT + line) if claim.binding]
    assert (claim.type.value, claim.actor) == ("agreement_term", ("Estonia", "Moldova"))


def test_the_parties_are_those_whom_the_text_calls_so():
    text = 'AGREEMENT\n\nThe Government of South Sudan and the Justice Front (hereinafter "the Parties"), meeting in Addis Ababa,\n\nArticle 1\nEach Party shall withdraw.\n\nArticle 2\nEach Party shall free its captives.\n'
    freed = [claim for claim in claims(text) if claim.action == "free"]
    assert [claim.actor[0] for claim in freed] == ["Government of South Sudan"]


def test_an_inverted_verb_supposes():
    (claim,) = [
        claim
        for claim in claims(AGREEMENT + "3. Should either Party find a mine, it shall mark the place.\n")
        if claim.action == "mark"
    ]
    assert claim.condition == "Should either Party find a mine"


def test_a_calibre_is_no_quantity():
    told = [
        claim
        for claim in claims(AGREEMENT + "3. Neither Party shall bring guns of more than 100 mm calibre.\n")
        if claim.action == "not bring"
    ]
    assert [claim.quantity for claim in told] == [None]


def test_dollars_of_a_papers_own_country_are_its_own_and_stay_a_guess():
    (claim,) = claims("Statement by the Government of Canada\n\nCanada will provide $120 million to Haiti.")
    assert claim.currency == "CAD?"
    (wire,) = claims("OTTAWA, Oct 3, 2025 (Reuters) - Canada will provide $120 million to Haiti.")
    assert wire.currency == "USD?"


def test_the_marks_of_bold_type_are_not_what_is_given():
    text = "**Germany** will send **40 trucks** to Haiti.\n\n- **Kenya:** **200** officers\n"
    first, second = claims(text)
    assert (first.object, first.quantity and first.quantity.unit) == ("40 trucks to Haiti", "truck")
    assert (second.object, second.quantity and second.quantity.unit) == ("200 officers", "officer")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Korea will give USD 8 million to Sudan. Of this amount, USD 5 million will be delivered in May.", [("South Korea", "give", "USD 8 million to Sudan", 8e6), ("South Korea", "deliver", "USD 5 million", 5e6)]),
        ("The EU will give EUR 60 million. This includes EUR 22 million for shelter, and EUR 20 million for small businesses.", [("European Union", "give", "EUR 60 million", 6e7), ("European Union", "provide", "EUR 22 million for shelter", 2.2e7), ("European Union", "provide", "EUR 20 million for small businesses", 2e7)]),
        ("Nairobi, 2 Sept (Reuters) - Donors pledged a combined $640 million.", [("Donors", "provide", "a combined $640 million", 6.4e8)]),
        ("Fiji's finance minister told delegates his government would put $75 million of its own money into the fund.", [("Fiji", "put", "$75 million of its own money into the fund", 7.5e7)]),
        ("Australia is committing a further $35 million.", [("Australia", "provide", "a further $35 million", 3.5e7)]),
        ("Kenya will ship three field hospitals as soon as permits have been obtained.", [("Kenya", "ship", "three field hospitals", 3)]),
        ("Statement by Prime Minister Anthony Albanese\n\nWe will train 24 officers.", [("Australia", "train", "24 officers", 24)]),
    ],
)  # fmt: skip
def test_what_binds_when_it_is_told_in_parts(text: str, expected: list[tuple[str, str, str, float | None]]):
    assert binding(text) == expected


def test_numbered_minutes_with_labels_bind_both_delegations():
    text = "Agreed Minutes\n\nThe delegations of the Government of Yemen and of Ansar Allah, meeting in Muscat, agreed as follows:\n\n1. Lists. The two sides shall exchange lists by 25 February 2026.\n\n2. Flights. Both sides undertake to open the airport and to hand over the remains of the dead.\n\n3. The sides refrain from publishing the lists. Neither side may add conditions.\n"
    told = [claim for claim in claims(text) if claim.binding]
    names = {tuple(name.removeprefix("Government of ") for name in claim.actor) for claim in told}
    assert names == {("Yemen", "Ansar Allah")}
    assert {claim.type.value for claim in told} == {"agreement_term"}
    assert [claim.action for claim in told[:3]] == ["exchange", "open", "hand"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The following pledges were made: Germany 120 million euros, of which 45 million for roads; the European Union 232 million euros; and Switzerland 20 million Swiss francs.", [("Germany", 1.2e8), ("European Union", 2.32e8), ("Switzerland", 2e7)]),
        ("The Netherlands is making an extra EUR 70 million available. Of the total, EUR 40 million is intended for the energy fund. The remaining EUR 30 million has been set aside for Kharkiv.", [("Netherlands", 7e7), ("Netherlands", 4e7), ("Netherlands", 3e7)]),
        ("Canada announced $85 million for Haiti.\n\nThis includes:\n\n- $40 million for vehicles;\n- $45 million for clinics.\n", [("Canada", 8.5e7), ("Canada", 4e7), ("Canada", 4.5e7)]),
        ("Latvia will send 10 engineers. Latvia lends Ukraine 14 locomotives.", [("Latvia", 10), ("Latvia", 14)]),
        ("Finland will allocate EUR 21 million to mine action. The largest recipients will be the HALO Trust (EUR 9 million) and Mines Advisory Group (EUR 7 million).", [("Finland", 2.1e7), ("Finland", 9e6), ("Finland", 7e6)]),
        ("Finland continues to support the unit with EUR 200,000 per year.", [("Finland", 2e5)]),
        ("The United States announced that it is releasing 60 million dollars.", [("United States", 6e7)]),
        ("UNDP and the Lake Chad Basin Commission agreed to fund 20 wells.", [("United Nations Development Programme + Lake Chad Basin Commission", 20)]),
        ("The Houthis' representative said the group would free 40 sailors.", [("Ansar Allah", 40)]),
        ("Niger will continue to grant 5,000 refugees the right to work.", [("Niger", 5000)]),
    ],
)  # fmt: skip
def test_sums_are_found_however_they_are_split(text: str, expected: list[tuple[str, float]]):
    assert [(actor, value) for actor, _, _, value in binding(text)] == expected


def test_a_row_under_discussion_binds_nobody():
    text = "# Funding pledges\n\n| Partner | USD m | Status |\n|---|---|---|\n| Japan | 48 | pledged |\n| Qatar | 30 | under discussion |\n"
    assert [(actor, value) for actor, _, _, value in binding(text)] == [("Japan", 4.8e7)]


def test_a_declaration_of_several_binds_them_as_its_participants():
    text = 'Declaration\n\nThe Ministers responsible for energy of Armenia and Georgia (the "Participants"),\n\nDeclare as follows:\n\n1. The Participants intend to restore the line by 2027.\n2. No Participant will interrupt transit.\n'
    told = [claim for claim in claims(text) if claim.binding]
    assert told[0].actor == ("Armenia", "Georgia")
    assert told[1].action == "not interrupt"


def test_we_is_the_state_of_whoever_speaks_by_the_line_that_dates_the_text():
    text = "Remarks by President Ana Rusu after her meeting\nChisinau, 18 February 2024\n\nWe will open the crossing on 1 March."
    (claim,) = claims(text)
    assert claim.actor == ("Moldova",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Italy offered EUR 18 million, the Republic of Korea USD 7 million and Kenya 2,000 tonnes of maize.", [("Italy", 1.8e7), ("South Korea", 7e6), ("Kenya", 2000)]),
        ("Ethiopia announced that it would allocate 4 billion birr, and that papers would be issued free of charge.", [("Ethiopia", 4e9), ("Ethiopia", None)]),
        ("Bern, 22.01.2026 – Switzerland approved CHF 50 million. The bulk of the funding, CHF 32 million, will go towards water supply. CHF 10 million is earmarked for trams.", [("Switzerland", 5e7), ("Switzerland", 3.2e7), ("Switzerland", 1e7)]),
        ("The two sides agreed to reopen three roads in Taiz province and to swap 900 prisoners.", [("two sides", 3), ("two sides", 900)]),
    ],
)  # fmt: skip
def test_what_stands_behind_another_is_found(text: str, expected: list[tuple[str, float | None]]):
    assert [(actor, value) for actor, _, _, value in binding(text)] == expected
