"""From bytes to one text with a map: nothing is lost, and every place is where it says."""

import datetime as dt
import io
import zipfile

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.pdf import pdf
from troth.read.documents import Document, UnreadableError, read_document
from troth.read.sentences import sentences

MARKDOWN = "# Aid for the north\n\nNorway will send:\n\n- 200 tents\n- two field hospitals\n\n| Donor | Pledge |\n|---|---|\n| Norway | 200 tents |\n| Japan | USD 3 million |\n"


def shown(document: Document) -> list[tuple[str, str]]:
    return [(block.kind.value, document.said(block)) for block in document.blocks]


EXPECTED = [
    ("heading", "Aid for the north"), ("paragraph", "Norway will send:"), ("bullet", "200 tents"), ("bullet", "two field hospitals"),
    ("cell", "Donor"), ("cell", "Pledge"), ("cell", "Norway"), ("cell", "200 tents"), ("cell", "Japan"), ("cell", "USD 3 million"),
]  # fmt: skip


def word(path_to: io.BytesIO) -> bytes:
    made = docx.Document()
    made.add_heading("Aid for the north", 1)
    made.add_paragraph("Norway will send:")
    for item in ("200 tents", "two field hospitals"):
        made.add_paragraph(item, style="List Bullet")
    table = made.add_table(rows=0, cols=2)
    for row in (("Donor", "Pledge"), ("Norway", "200 tents"), ("Japan", "USD 3 million")):
        for cell, said in zip(table.add_row().cells, row, strict=True):
            cell.text = said
    made.save(path_to)
    return path_to.getvalue()


def test_the_same_content_is_the_same_blocks_in_markdown_html_and_word():
    page = "<html><body><nav>Home</nav><h1>Aid for the north</h1><p>Norway will send:<ul><li>200 tents<li>two field hospitals</ul><table><tr><th>Donor<th>Pledge<tr><td>Norway<td>200 tents<tr><td>Japan<td>USD 3 million</table><script>x()</script></body></html>"
    assert shown(read_document(MARKDOWN.encode(), "a.md")) == EXPECTED
    assert shown(read_document(page.encode(), "a.html")) == EXPECTED
    assert shown(read_document(word(io.BytesIO()), "a.docx")) == EXPECTED


def test_a_bullet_knows_what_leads_it_in_and_a_cell_its_row():
    document = read_document(MARKDOWN.encode(), "a.md")
    bullet = document.blocks[2]
    assert document.said(document.blocks[bullet.lead]) == "Norway will send:"
    assert [document.said(cell) for cell in document.row(document.blocks[7])] == ["Norway", "200 tents"]


def test_places_of_a_text_are_those_of_its_file():
    document = read_document(MARKDOWN.encode(), "a.md")
    assert document.text == MARKDOWN
    assert all(MARKDOWN[block.start : block.end] == document.said(block) for block in document.blocks)


def test_a_pdf_gives_headings_paragraphs_and_the_way_back_to_the_page():
    document = read_document(
        pdf(
            [
                [
                    ("Aid for the north", 20),
                    ("Norway will send two hun-", 11),
                    ("dred tents to the town.", 11),
                ],
                [("Japan pays.", 11)],
            ]
        ),
        "a.pdf",
    )
    assert shown(document) == [
        ("heading", "Aid for the north"),
        ("paragraph", "Norway will send two hundred tents to the town."),
        ("paragraph", "Japan pays."),
    ]
    assert document.blocks[2].place.startswith("page 2, ")


def test_two_hundred_pages_are_read():
    document = read_document(
        pdf([[(f"Page {number} tells of {number} tents.", 11)] for number in range(200)]), "long.pdf"
    )
    assert len(document.blocks) == 200


def test_an_e_mail_has_its_date_its_subject_and_its_text():
    mail = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Convoy\r\nDate: Fri, 24 Nov 2023 07:00:00 +0200\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe convoy left.\r\n"
    document = read_document(mail, "m.eml")
    assert (document.written, document.title, shown(document)[-1]) == (
        dt.date(2023, 11, 24),
        "Convoy",
        ("paragraph", "The convoy left."),
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"), (b"  \n ", "empty"), (b"%PDF-1.4\n%%EOF", "damaged"), (pdf([[]]), "scan"), (pdf([[("x", 11)]])[:200], "damaged"),
        (b"PK\x03\x04broken", "ZIP"), (b"\x00\x01\x02" * 50, "binary"), (b"<html><body></body></html>", "without any text"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_one_sentence(content, says):
    with pytest.raises(UnreadableError, match=says) as refused:
        read_document(content, "x")
    assert "\n" not in str(refused.value)


def test_an_encrypted_pdf_is_named_as_such():
    plain = pdf([[("secret", 11)]])
    trailer = (
        b"/Encrypt << /Filter /Standard /V 1 /R 2 /O ("
        + b"x" * 32
        + b") /U ("
        + b"y" * 32
        + b") /P -4 >> /ID [(a) (a)] /Root"
    )
    with pytest.raises(UnreadableError, match=r"encrypted|damaged"):
        read_document(plain.replace(b"/Root", trailer, 1), "x.pdf")


def test_a_word_file_that_grows_beyond_measure_is_refused():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * (210 << 20))
    with pytest.raises(UnreadableError, match="bomb"):
        read_document(packed.getvalue(), "x.docx")


def test_a_heading_over_nothing_is_the_text_itself():
    assert shown(read_document(b"Norway will send 5 tents", "x.txt")) == [
        ("paragraph", "Norway will send 5 tents")
    ]


def test_a_wrong_encoding_is_read_and_said():
    document = read_document("Türkiye pays for 5 tents.".encode("cp1252"), "x.txt")
    assert "Türkiye" in document.text
    assert "Windows-1252" in document.problems[0]


def test_html_that_never_closes_its_tags_and_nests_without_end_is_read():
    assert "deep" in read_document(b"<html><body>" + b"<div>" * 20_000 + b"<p>deep", "x.html").text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Les parties se réunissent dans la capitale et les aides sont pour la ville.", "fr"),
        ("הצדדים נפגשו בבירה", "he"),
        ("Сторони зустрілися в столиці і домовилися", "uk"),
        ("The parties met in the capital.", "en"),
    ],
)
def test_the_language_is_told(text, code):
    assert read_document(text.encode(), "x.txt").language == code


@given(
    st.lists(
        st.sampled_from(
            ["Mr. Holm spoke.", "It cost 2.5 million.", "The U.N. left.", "Did it?", "Yes!", 'He said: "No."']
        ),
        min_size=1,
        max_size=6,
    )
)
def test_sentences_lose_nothing_but_white_space(parts):
    text = " ".join(parts)
    found = sentences(text)
    assert "".join(text[start:end] for start, end in found).replace(" ", "") == text.replace(" ", "")
    assert len(found) == len(parts)


@given(st.text(alphabet=st.characters(blacklist_categories=("Cs", "Cc")), max_size=300))
def test_blocks_never_overlap_and_hold_every_word(text):
    try:
        document = read_document(text.encode(), "x.txt")
    except UnreadableError:
        return
    ends = 0
    for block in document.blocks:
        assert ends <= block.start <= block.end
        ends = block.end


@pytest.mark.parametrize(
    "header",
    [
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n",
        b"Content-Type: text/plain; charset=us-ascii\n",
        b"",
    ],
)
def test_a_mail_that_does_not_say_how_it_is_written_keeps_its_pounds(header: bytes):
    mail = b"From: a@example.org\nSubject: Aid\nDate: Mon, 3 Nov 2025 10:00:00 +0000\n" + header
    document = read_document(mail + "\nThe UK will give £137m.\n".encode(), "m.eml")
    assert "£137m" in document.text


def test_a_deadline_in_the_first_line_is_not_when_the_text_was_written():
    assert read_document(b"Poland will send 30 buses by 1 May 2027.\n", "a.txt").written is None
    assert str(read_document(b"Rome, 14 November 2024\n\nWe met.", "a.txt").written) == "2024-11-14"
    assert str(read_document(b"Summary\nRome, 14 November 2024\n\nWe met.", "a.txt").written) == "2024-11-14"
