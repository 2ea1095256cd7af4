"""Hindi is whole, and comes first."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.translation.template import templatize

import bijlisetu
from bijlisetu.web.language import HindiFirst
from tests.web.conftest import CATALOGUE

PACKAGE = Path(bijlisetu.__file__).parent
ROOMS = ("web", "reports", "cli")
MARKS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "gettext_noop": None, "pgettext": None}


def sources() -> Iterator[bytes]:
    for room in ROOMS:
        for path in (PACKAGE / room).rglob("*.py"):
            yield path.read_bytes()
    for path in (PACKAGE / "web").rglob("*.html"):
        # The reader is one of Python: it stumbles over HTML's indentation.
        yield "\n".join(line.strip() for line in templatize(path.read_text()).splitlines()).encode()


def words_to_people() -> set[str]:
    found = [words for source in sources() for _, words, _, _ in extract("python", io.BytesIO(source), keywords=MARKS)]
    return {words if isinstance(words, str) else words[0] for words in found}


def test_every_word_of_the_pages_has_its_hindi_and_none_is_left_over() -> None:
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)
    ids = {entry.id if isinstance(entry.id, str) else entry.id[0] for entry in catalogue if entry.id and entry.string}

    assert words_to_people() == ids


#: After a number, what does not change with it: "3 of 5", "3 by noon", "3 to do", and a unit.
UNCHANGED = ("of", "by", "to", "min")
#: "More than 1,000 people" is never one either.
#: What pages count, as the names of their texts have it; `|groups` writes a number.
COUNTED = re.compile(r"(\w+)=[\w.]+\|groups|\"(\w+)\": in_indian_groups")


def test_a_number_before_a_noun_has_its_plural() -> None:
    texts = [path.read_text() for end in ("py", "html") for path in (PACKAGE / "web").rglob(f"*.{end}")]
    names = {name for text in texts for found in COUNTED.findall(text) for name in found if name}
    before_a_word = re.compile(
        rf"(?<!more than )%\((?:{'|'.join(sorted(names))})\)s(?:</b>)? (?!(?:{'|'.join(UNCHANGED)})\b)[a-z]{{2,}}"
    )
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file)

    assert len(names) > 10
    assert [entry.id for entry in catalogue if isinstance(entry.id, str) and before_a_word.search(entry.id)] == []


def test_every_text_that_is_given_a_count_has_its_plural() -> None:
    opened = re.compile(r"{% blocktranslate (?:trimmed )?count .*?{% endblocktranslate %}", re.DOTALL)
    texts = [text for path in (PACKAGE / "web").rglob("*.html") for text in opened.findall(path.read_text())]

    assert texts
    assert [text for text in texts if "{% plural %}" not in text] == []


@pytest.mark.parametrize(("cookie", "spoken"), [("", "hi"), ("en", "en"), ("xx", "hi")])
def test_a_browser_installed_in_english_still_sees_hindi(cookie: str, spoken: str) -> None:
    request = RequestFactory().get("/", headers={"Accept-Language": "en-IN,en"})
    request.COOKIES["django_language"] = cookie
    heard: list[str | None] = []

    def view(request: HttpRequest) -> HttpResponse:
        heard.append(translation.get_language())
        return HttpResponse()

    with translation.override("en"):
        HindiFirst(view)(request)

    assert heard == [spoken]


def test_the_typeface_is_kept_by_browsers_for_a_year(client: Client) -> None:
    answer = client.get("/static-font/noto.woff2")

    assert answer.content.startswith(b"wOF2")
    assert "max-age=31536000" in answer["Cache-Control"]
