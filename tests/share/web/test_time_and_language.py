"""The address is the state: the time, the view and the language of a page stand in it and go with every link."""

import re

import pytest

from share.web.desks import PAUSE, desk_of, reader, words


@pytest.fixture(scope="module")
def public():
    return reader(desk_of(PAUSE))


@pytest.mark.parametrize(
    "path",
    ["/", "/terms", "/terms/T1", "/reports", "/sources", "/ledger", "/steps/monitor", "/situation", "/about"],
)
def test_every_page_can_show_what_was_known_then_and_says_so_at_the_top(public, path):
    text = public.get(f"{path}?as_of=2023-11-26T12:00").text
    assert (
        "This is the picture of 26 Nov 2023, 12:00: what was known then. Later reports are left out. Back to now"
        in words(text)
    )
    assert "as of 26 Nov 2023, 12:00 (UTC+02:00)" in words(text)


def test_a_past_page_leaves_out_what_came_later(public):
    assert public.get("/reports/E58").status_code == 200
    assert public.get("/reports/E58?as_of=2023-11-26").status_code == 404
    assert "… pending" in words(public.get("/terms/T1?as_of=2023-11-26").text)


def test_a_date_means_the_end_of_that_day(public):
    assert "as of 27 Nov 2023, 00:00" in words(public.get("/?as_of=2023-11-26").text)


@pytest.mark.parametrize(
    "text", ["yesterday", "2023-13-45", "26.11.2023", "0000-00-00", "9" * 300, "2023-11-26T99:00", "<b>"]
)
def test_a_time_that_is_none_is_told_so_in_one_sentence(public, text):
    found = public.get("/terms", params={"as_of": text})
    assert found.status_code == 400
    assert "is not a date or a time: write it as 2023-11-26T12:00" in words(found.text)
    assert "<b>" not in found.text.replace("<b ", "")


@pytest.mark.parametrize("text", ["1000", "1950-01-01", "2023-11-01"])
def test_a_time_before_everything_shows_a_case_of_which_nothing_is_known(public, text):
    found = public.get("/", params={"as_of": text})
    assert found.status_code == 200
    assert public.get("/terms/T1", params={"as_of": text}).status_code == 200


def test_links_carry_the_time_and_the_language_on(public):
    text = public.get("/?as_of=2023-11-26T12:00&lang=fr").text
    inside = [one for one in re.findall(r'<a [^>]*?href="(/[^"]*)"', text) if "Revenir" not in one]
    kept = [
        one
        for one in inside
        if "as_of=2023-11-26T12%3A00&amp;lang=fr" in one or "as_of=2023-11-26T12%3A00&amp;lang=en" in one
    ]
    assert len(inside) - len(kept) == 1, "all but the way back to now"


def test_a_form_carries_the_time_and_the_language_on(public):
    text = public.get("/reports?as_of=2023-11-29&lang=fr").text
    form = re.search(r'<form class="search".*?</form>', text, re.DOTALL)[0]
    assert '<input type="hidden" name="as_of" value="2023-11-29">' in form
    assert '<input type="hidden" name="lang" value="fr">' in form


@pytest.mark.parametrize(
    ("query", "headers", "language"),
    [
        ("", {}, "en"),
        ("", {"accept-language": "fr-BE,fr;q=0.9,en;q=0.1"}, "fr"),
        ("", {"accept-language": "de,uk;q=0.9"}, "en"),
        ("", {"accept-language": "fr;q=0, en;q=0.1"}, "en"),
        ("", {"accept-language": ";;;q=x," * 50}, "en"),
        ("?lang=fr", {"accept-language": "en"}, "fr"),
        ("?lang=xx", {"accept-language": "fr"}, "fr"),
        ("", {"cookie": "desk_lang=fr", "accept-language": "en"}, "fr"),
        ("?lang=en", {"cookie": "desk_lang=fr"}, "en"),
    ],
)
def test_the_language_is_the_one_chosen_else_the_one_the_browser_wants(public, query, headers, language):
    assert f'<html lang="{language}"' in public.get(f"/{query}", headers=headers).text


def test_a_choice_of_language_is_remembered_and_nothing_else_is(public):
    assert public.get("/?lang=fr").headers["set-cookie"].startswith("desk_lang=fr;")
    assert "set-cookie" not in public.get("/").headers


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/terms",
        "/terms/T4a",
        "/reports",
        "/reports/E02",
        "/sources",
        "/ledger",
        "/situation",
        "/about",
        "/nowhere",
    ],
)
def test_a_french_page_has_no_english_of_its_own(public, path):
    text = re.sub(
        r"(?s)<(a|span|td|dd|h1|h2|th|option|bdi)[^>]*dir=\"auto\"[^>]*>.*?</\1>|<option.*?</option>",
        " ",
        public.get(f"{path}?lang=fr").text,
    )
    shown = words(text)
    for word in (
        " Overview ",
        " Reports ",
        " As seen by",
        " as of ",
        " Because ",
        " published ",
        " counted",
        " Show ",
        " There is no",
        " Released ",
    ):
        assert word not in shown, word
    assert "Vu par public, état du 31 déc. 2024 à 23:59" in shown.replace("\u202f", " ")


def test_a_situation_report_is_written_in_the_language_that_is_asked_for(public):
    text = public.get("/situation.txt?lang=fr").text
    assert "Vu par public, état du 31 déc. 2024 à 23:59 (UTC+02:00)." in text
    assert (
        "T1 («\u00a0release 50 women and children held in Gaza within four days\u00a0», dû par Hamas envers Israel) a été tenu"
        in text
    )
