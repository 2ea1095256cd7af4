"""Hindi is whole, and comes first."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver
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


#: Words of Django's Hindi that nobody says at a counter; and what must stand in none of ours.
NOBODY_SAYS = re.compile("क्षेत्र|सुनिश्चित|मान |वैध|मूल्य|अपेक्षित")


def forms_of_ours() -> list[type[forms.BaseForm]]:
    def below(one: type[forms.BaseForm]) -> Iterator[type[forms.BaseForm]]:
        for each in one.__subclasses__():
            yield from (each, *below(each))

    get_resolver().url_patterns  # noqa: B018 - all pages are loaded by it
    return sorted({one for one in below(forms.BaseForm) if one.__module__.startswith("bijlisetu")}, key=str)


def said_by(field: forms.Field) -> Iterator[tuple[str, object]]:
    """Return each message of a field and its validators, by the code under which it is raised."""
    yield from field.error_messages.items()
    for check in field.validators:
        if (message := getattr(check, "message", None)) is not None:
            yield getattr(check, "code", ""), message
        yield from getattr(check, "messages", {}).items()


@pytest.mark.parametrize("form", forms_of_ours(), ids=lambda one: one.__name__)
def test_what_a_field_says_of_a_fault_is_plain_hindi(form: type[forms.BaseForm]) -> None:
    counts = {"limit_value": 7, "max": 7, "show_value": 9, "length": 9, "value": "x"}
    with translation.override("hi"):
        for name, field in form.base_fields.items():  # type: ignore[attr-defined] # made by its metaclass
            for code, message in said_by(field):
                said = str(message % counts)  # type: ignore[operator] # a text, or one that waits for its count
                assert re.search("[\u0900-\u097f]", said), (name, code, said)
                assert not NOBODY_SAYS.search(said), (name, code, said)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (forms.CharField(), "", "यह भरें।"),
        (forms.IntegerField(min_value=1), "0", "1 या उससे अधिक लिखें।"),
        (forms.IntegerField(max_value=23), "99", "23 या उससे कम लिखें।"),
        (forms.IntegerField(), "x", "पूरी संख्या लिखें, जैसे 12।"),
        (forms.DateField(), "31-02", "तारीख़ ठीक नहीं है। दिन, महीना और साल चुनें।"),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "सूची में से चुनें; “b” उसमें नहीं है।"),
        (forms.CharField(max_length=3), "abcd", "अधिक से अधिक 3 अक्षर लिखें; अभी 4 हैं।"),
        (forms.CharField(min_length=2), "a", "कम से कम 2 अक्षर लिखें; अभी 1 हैं।"),
        (forms.DecimalField(max_digits=3), "12345", "अधिक से अधिक 3 अंक लिखें।"),
    ],
)
def test_djangos_fields_speak_our_hindi(field: forms.Field, typed: str, said: str) -> None:
    with translation.override("hi"), pytest.raises(forms.ValidationError) as fault:
        field.clean(typed)

    assert [str(one) for one in fault.value.messages] == [said]


#: What is said of one thing, and what else was said of it: docs/GLOSSARY.md has the first.
ONE_WORD = {
    "यूज़र नाम": ("उपयोगकर्ता", "यूजर"),
    "उपखंड अधिकारी": ("एसडीओ", "एस.डी.ओ", "उप-खंड", "उपखण्ड"),
    "खेप": ("भेजने का दौर", "रन ", "बैच", "राउंड"),
    "भेंट": ("विज़िट", "विज़िट", "विजिट", "मुलाक़ात", "मुलाकात", "दौरा", "दौरे", "दौरों"),
    "फीडर": ("फ़ीडर", "फ़ीडर"),
}
#: Where people read us: pages, help, messages, forms, and the files that a utility edits.
READ = ("kinds/*.toml", "fieldwork/forms/*.toml", "network/vocabulary/*.toml", "outages/*.toml", "web/help/**/hi.md")


@pytest.mark.parametrize(("word", "others"), ONE_WORD.items())
def test_one_thing_has_one_word(word: str, others: tuple[str, ...]) -> None:
    texts = [CATALOGUE.read_text(), *(path.read_text() for each in READ for path in PACKAGE.glob(each))]

    assert any(word in text for text in texts)
    for other in others:
        # A word of its own: what begins so may be another.
        alone = re.compile(rf"(?<![\u0900-\u097f]){re.escape(other)}(?![\u0900-\u097f])")
        assert [found[0] for text in texts for found in alone.finditer(text)] == [], f"say {word}"


def test_the_glossary_says_run_round_and_visit_by_these_words() -> None:
    lines = (PACKAGE.parents[1] / "docs" / "GLOSSARY.md").read_text().splitlines()
    said = {cells[1].strip(): cells[2] for cells in (line.split("|") for line in lines) if len(cells) > 2}

    assert said["run"].strip() == "खेप"
    assert said["round"].strip() == "दौर"
    assert said["visit, outcome"].strip().startswith("भेंट")


def test_faults_of_forms_look_like_faults() -> None:
    """One class has the colour; a fault under another would read like any other line."""
    shown = re.compile(r"<(\w+)([^>]*)>\{\{ ?(?:error|fault)s?(?:\.\w+)* ?\}\}")
    for path in (PACKAGE / "web" / "templates").rglob("*.html"):
        for _, attributes in shown.findall(path.read_text()):
            assert re.search(r'class="(fault|error|told error|standing failed)', attributes), path
