"""Each page has its help in both languages, and the help speaks of what stands on that page."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from bijlisetu.values import Language
from bijlisetu.web.help import texts
from bijlisetu.web.help.texts import SAME_AS, help_of
from tests.web.browser.pages import FOR_PROGRAMS, NO_PAGES
from tests.web.help.on_pages import words_on
from tests.web.matrix import MATRIX

#: Pages of help need none.
HELP = {"office:help", "office:help_contents", "me:help"}
PAGES = sorted(
    name
    for name, row in MATRIX.items()
    if row.by == "get" and name not in NO_PAGES | HELP | SAME_AS.keys() and not name.startswith(FOR_PROGRAMS)
)
HEADINGS = {
    "en": ["What this page is for", "What you see", "What to press", "If something is not right"],
    "hi": ["यह पन्ना किसलिए है", "यहाँ क्या दिखता है", "क्या दबाएँ", "कुछ ठीक न हो तो"],
}
QUOTED = re.compile("“(.*?)”")
DEVANAGARI = re.compile("[\u0900-\u097f]")


def written(page: str, language: str) -> str:
    return (texts.FOLDER.joinpath(*page.split(":")) / f"{language}.md").read_text()


def test_every_page_has_its_help_and_no_help_is_left_over() -> None:
    assert texts.pages() == set(PAGES)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", Language)
def test_it_says_what_for_what_is_seen_what_to_press_and_what_may_go_wrong(page: str, language: Language) -> None:
    text = written(page, language.value)

    assert re.findall("^## (.*)$", text, re.MULTILINE) == HEADINGS[language.value]
    assert text.startswith("# ")
    assert all(part.strip() for part in re.split("^#+ .*$", text, flags=re.MULTILINE)[2:])
    assert bool(DEVANAGARI.search(text)) is (language is Language.HINDI)
    assert len(text) < 2500, "short: whoever asks for help reads a screen of it, not a book"


@pytest.mark.parametrize("page", PAGES)
def test_it_names_only_what_stands_on_the_page(page: str) -> None:
    named = set(QUOTED.findall(written(page, "en")))

    assert named - words_on(page) == set()


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_name_the_same(page: str) -> None:
    with translation.override("hi"):
        told = sorted(translation.gettext(word) for word in QUOTED.findall(written(page, "en")))

    assert sorted(QUOTED.findall(written(page, "hi"))) == told


def test_titles_tell_pages_apart() -> None:
    for language in Language:
        titles = [help_of(page, language).title for page in PAGES]  # type: ignore[union-attr]
        assert len(set(titles)) == len(titles)


def test_markup_in_a_text_is_shown_as_it_is_typed() -> None:
    assert texts.MARKDOWN.render("a <b>bold</b> word") == "<p>a &lt;b&gt;bold&lt;/b&gt; word</p>\n"
