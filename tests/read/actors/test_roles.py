"""Who does it to whom, in sentences of our own."""

import pytest

from troth.read.actors.roles import roles


@pytest.mark.parametrize(
    ("text", "sources", "targets"),
    [
        ("Norway accused Chile of overfishing.", "NOR", "CHL"),
        ("Chile will give Norway two ships.", "CHL", "NOR"),
        ("On Monday, Norway accused Chile of overfishing.", "NOR", "CHL"),
        ("Norway accused Chile of overfishing, a Danish newspaper said.", "NOR", "CHL"),
        ("Norway accused Chile of overfishing, according to Danish officials.", "NOR", "CHL"),
        ("Norway and Chile agreed to share data.", "NOR CHL", ""),
        ("Norwegian and Chilean officials met in Vienna.", "NOR CHL", ""),
        ("Norway was accused by Chile of overfishing.", "CHL", "NOR"),
        ("A Norwegian captain was arrested in Chile.", "CHL", "NOR"),
        ("Norwegian Foreign Minister Tove Linde visited Chile and Peru.", "NOR", "CHL PER"),
        ("Norway said that Chile must return the ship.", "NOR", "CHL"),
        ("Oslo demanded that Chile return the ship.", "NOR", "CHL"),
        ("Norway's parliament urged Chile to pay.", "NOR", "CHL"),
        ("The president of Chile offered to negotiate with Norway.", "CHL", "NOR"),
        ("Norway sent engineers to Chile after Peru closed its ports.", "NOR", "CHL"),
        ("Under the plan, Norway will leave Chile in May.", "NOR", "CHL"),
        ("The United Nations will send food to Chile.", "", "CHL"),
        ("Norway promised the United Nations more ships.", "NOR", ""),
        ("Chilean rebels, who hold two Danish engineers, attacked Norway.", "CHL", "NOR"),
        ("The Norwegian prime minister resigned as Chile watched.", "NOR", ""),
        ("Hamas answered Egypt.", "PSE", "EGY"),
        ("Talks resumed.", "", ""),
        ("", "", ""),
    ],
)
def test_the_subject_acts_and_the_object_is_acted_on(text: str, sources: str, targets: str):
    assert roles(text) == (frozenset(sources.split()), frozenset(targets.split()))
