"""A page is self-contained, shows no code, escapes what people typed, and is the same bytes each time."""

import re

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from revue_analytics.document.page.shell import Page, page_for
from revue_analytics.notebooks.render import Heading, headings, render
from tests.batches.conftest import make_review

HOSTILE = "\"><script>alert(1)</script></title><style>x{}</style> {{ 7*7 }} & ' \\ </style>"


def html_cell(html: str):
    output = new_output("execute_result", {"text/html": html, "text/plain": "<object>"}, execution_count=1)
    return new_code_cell("secret_code = 1", outputs=[output], execution_count=1)


def notebook(*cells):
    return new_notebook(cells=list(cells), metadata={"language_info": {"name": "python"}})


def page(**changes) -> Page:
    texts = {"kind": "Revue", "brand": "Campagne", "campaign": "2026", "date": "", "territory": "Ambérieu"}
    origin = {"framework": "R", "framework_version": "1", "provenance": "0123"}
    return Page(**{"language": "fr"} | texts | origin | changes)


SECTIONS = notebook(
    html_cell('<section id="one"><h1>Ambérieu</h1></section>'),
    html_cell(
        '<section id="two"><h2>Où  en est-on\u202f?</h2><img src="data:image/png;base64,AA==" alt="a"></section>'
    ),
    new_markdown_cell("Un mot de *méthode*."),
)


def test_outputs_and_prose_are_shown_and_code_is_not():
    html = render(SECTIONS, page())
    assert "<h1>Ambérieu</h1>" in html
    assert "<em>méthode</em>" in html
    assert "secret_code" not in html
    assert "&lt;object&gt;" not in html


def test_a_cell_for_whoever_opens_the_notebook_is_not_on_the_page():
    note = new_markdown_cell("# A note", metadata={"tags": ["notebook-only"]})
    assert "A note" not in render(notebook(note, *SECTIONS.cells), page())


def test_the_same_notebook_gives_the_same_bytes():
    assert render(SECTIONS, page()).encode() == render(SECTIONS, page()).encode()


def test_nothing_on_a_page_comes_from_elsewhere_and_nothing_runs():
    html = render(SECTIONS, page())
    assert not re.findall(r"""(?:src|href|action)=["']?(?:https?:)?//""", html)
    assert "http" not in html.replace("http-equiv", "")
    assert "<script" not in html
    assert "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'" in html


def test_scripts_and_widgets_of_a_notebook_are_left_out():
    kinds = ("application/javascript", "application/vnd.jupyter.widget-view+json")
    outputs = [new_output("display_data", {kind: "alert(1)", "text/plain": "kept"}) for kind in kinds]
    html = render(notebook(new_code_cell("1", outputs=outputs)), page())
    assert "alert" not in html
    assert html.count("kept") == 2


def test_what_a_notebook_says_on_standard_error_is_not_on_the_page():
    outputs = [new_output("stream", name="stderr", text="a warning"), new_output("stream", name="stdout", text="said")]
    html = render(notebook(new_code_cell("1", outputs=outputs)), page())
    assert "a warning" not in html
    assert "said" in html


@pytest.mark.parametrize("place", ["territory", "kind", "brand", "campaign", "framework", "framework_version"])
def test_text_that_people_typed_stays_text(place):
    html = render(SECTIONS, page(**{place: HOSTILE}))
    assert "<script" not in html
    assert html.count("</style>") == html.count("<style>")
    assert "49" not in html.split("</head>")[1]


def test_no_title_turns_the_text_after_it():
    html = render(SECTIONS, page(brand="Revue \u202egnp.exe\x07", territory="Ambérieu\u2066"))
    assert not re.search("[\u202e\u2066\x07]", html)


def test_an_accent_that_is_no_colour_and_a_logo_that_is_no_picture_are_left_out():
    look = {"accent": "red;}</style><script>", "logo": 'x" onerror="alert(1)'}
    made = page_for(make_review(look=look), "fr")
    assert made.logo == ""
    assert "--accent:#1f5c99" in made.css
    assert "script" not in made.css


def test_a_logo_is_embedded():
    made = page_for(make_review(look={"accent": "#7a1f99", "logo": "data:image/png;base64,AA=="}), "fr")
    html = render(SECTIONS, made)
    assert '<img class="page-logo" src="data:image/png;base64,AA==" alt="">' in html
    assert "--accent:#7a1f99" in html


@pytest.mark.parametrize(
    ("language", "title", "contents"),
    [
        ("fr", "Ajaccio — Revue d’ingénierie territoriale · Campagne 2026", "Sommaire"),
        ("en", "Ajaccio — Territorial engineering review · 2026 campaign", "Contents"),
    ],
)
def test_the_page_says_its_language_and_its_title(language, title, contents):
    html = render(SECTIONS, page_for(make_review(), language, "Ajaccio"))
    assert f'<html lang="{language}">' in html
    assert f"<title>{title}</title>" in html
    assert f'aria-label="{contents}"' in html


def test_the_contents_list_the_sections():
    html = render(SECTIONS, page())
    assert html.count('<a href="#two">Où en est-on\u202f?</a>') == 2  # for wide and for narrow screens
    assert html.count('<a href="#one">Ambérieu</a>') == 2


def test_headings_keep_their_no_break_spaces():
    assert headings("<section id='a'><p>x</p><h2>\n Deux\u00a0: <b>trois</b>\n mots</h2></section>") == [
        Heading("a", "Deux\u00a0: trois mots")
    ]
    assert headings('<section id="a"><h2 id="b">B</h2><section><h2>nowhere</h2></section></section>') == [
        Heading("b", "B")
    ]


@pytest.mark.parametrize(("fictitious", "private"), [(True, False), (False, True), (True, True), (False, False)])
def test_fictitious_and_confidential_pages_say_so_on_screen_and_on_every_sheet(fictitious, private):
    html = render(SECTIONS, page(fictitious=fictitious, private=private))
    body, margins = html.split("<body>")[1], html.split("@top-right")[1].split("}")[0]
    assert ("Données fictives." in body) == ("Données fictives" in margins) == fictitious
    assert ("Confidentiel." in body) == ("Confidentiel" in margins) == private
    assert ('content="noindex"' in html) == (fictitious or private)


def test_the_provenance_changes_with_what_the_numbers_come_from():
    made = {
        page_for(review, "fr").provenance
        for review in (
            make_review(),
            make_review(seed=2),
            make_review(methodology={"aggregation": "geometric_mean"}),
            make_review(sources=[{"name": "answers.csv", "digest": "1" * 64, "rows": 96}]),
        )
    }
    assert len(made) == 4
    assert page_for(make_review(), "fr").provenance == page_for(make_review(title="other"), "en").provenance


def test_an_image_without_words_gets_some_and_the_page_is_the_same_otherwise():
    described = html_cell('<p>a</p><img src="data:image/png;base64,AA==" alt="b">')
    bare = html_cell('<p>a</p><img src="data:image/png;base64,AA==">')
    said = 'alt="No description has been provided for this image"'
    assert said in render(notebook(bare), page())
    assert said not in render(notebook(described), page())
    assert "<p>a</p>" in render(notebook(bare), page())


@pytest.mark.parametrize("hidden", ["<!-- {} -->", "<script>{}</script>", "<style>{}</style>"])
def test_what_is_hidden_is_no_heading(hidden):
    shown = '<section id="a"><h2>Shown</h2></section>'
    assert headings(hidden.format('<h2 id="b">Hidden</h2>') + shown) == [Heading("a", "Shown")]
