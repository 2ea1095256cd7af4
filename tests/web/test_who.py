"""Every page says in one way who did something: never by a login where there is a name or a post."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.utils.translation import override

import bijlisetu
from bijlisetu.staff.models import Card
from bijlisetu.web.who import post_of, who
from tests import build

pytestmark = pytest.mark.django_db
TEMPLATES = sorted((Path(bijlisetu.__file__).parent / "web" / "templates").rglob("*.html"))
#: A login as a record keeps it, printed or handed to a sentence as it is.
BARE = re.compile(r"(?:\{\{ ?|=)[a-z_.]*(?:\.by|\.[a-z]+_by|\.login)(?= ?\}\}|[ %]|$)", re.MULTILINE)


@pytest.fixture
def _asha() -> None:
    cache.clear()  # a name is remembered for a second
    build.officer("je.rampur", of=build.office(name="RAMPUR"), role="je")
    Card.objects.create(person=User.objects.get(username="je.rampur"), name_hi="आशा", name_en="Asha")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_writes_a_login_as_it_stands_in_the_record(template: Path) -> None:
    assert BARE.findall(template.read_text()) == []


@pytest.mark.usefixtures("_asha")
def test_officers_read_a_name() -> None:
    assert who("je.rampur") == "आशा"
    with override("en"):
        assert who("je.rampur") == "Asha"


@pytest.mark.usefixtures("_asha")
def test_consumers_read_the_post_and_its_office_never_a_name() -> None:
    User.objects.create(username="root2")

    assert post_of("je.rampur") == "अवर अभियंता, RAMPUR"
    with override("en"):
        assert post_of("root2") == "somebody at the office"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("clock", "by itself, at its time"),
        ("system:scada", "the system scada"),
        ("", ""),
        ("gone", "gone"),
        ("root (terminal)", "somebody at the server (root)"),
    ],
)
def test_our_own_hands_and_systems_are_said_in_words(name: str, words: str) -> None:
    with override("en"):
        assert who(name) == words
