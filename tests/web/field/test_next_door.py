"""My next door: a phone in one hand, in sunlight."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

import bijlisetu
from bijlisetu.contact.models import Address
from bijlisetu.reach.models import Task
from tests import build
from tests.district import NUMBER, District, officer_of

SHEETS = Path(bijlisetu.__file__).parent / "web" / "static" / "web"


@pytest.fixture
def engineer(client: Client, district: District) -> Client:
    client.force_login(User.objects.get(username=build.officer("engineer", of=district.section, role="je")))
    return client


def doors(client: Client) -> str:
    answer = client.get("/field/door/")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_nobody_enters_without_login(client: Client, district: District) -> None:
    assert client.get("/field/door/")["Location"] == "/office/login/?next=/field/door/"


def test_a_door_says_where_who_and_why(engineer: Client, district: District) -> None:
    page = doors(engineer)

    assert page.count('class="next-door"') == 4
    assert "खंभा <b>P-9</b>" in page
    assert district.people["failed"].account in page
    assert "नंबर बंद हो चुका है" in page


def test_numbers_are_masked(engineer: Client) -> None:
    page = doors(engineer)

    assert "98xxxxxx33" in page
    assert NUMBER[-10:] not in page


def test_the_nearest_ten_doors_are_a_page(engineer: Client, district: District) -> None:
    for number in range(1, 12):
        person = build.consumer(on=district.feeder, pole=f"P-{number}")
        task_for(person.pk)

    page = doors(engineer)

    assert re.findall("<b>(P-[0-9]+)</b>", page) == [f"P-{number}" for number in range(1, 11)]
    assert "15 काम बाकी" in page


def task_for(consumer: int) -> None:
    known = Task.objects.exclude(consumer=consumer).latest("id")
    known.pk, known.consumer_id = None, consumer
    known.save(force_insert=True)


def test_other_sections_doors_are_not_shown(engineer: Client, district: District) -> None:
    assert Task.objects.filter(consumer=district.outsider).exists()
    assert district.outsider.account not in doors(engineer)


def test_a_mended_number_leads_to_the_next_door(engineer: Client, district: District) -> None:
    consumer = district.people["failed"]

    answer = engineer.post("/field/door/", {"consumer": consumer.pk, "address": "9811199900", "proof": "visit"})

    assert answer["Location"] == "/field/door/"
    assert Address.objects.filter(consumer=consumer, value="919811199900", owner="proved").exists()
    page = doors(engineer)
    assert consumer.account not in page
    assert "सहेजा गया" in page


def test_a_mistake_is_explained_beside_what_was_typed(engineer: Client, district: District) -> None:
    consumer = district.people["failed"]

    answer = engineer.post("/field/door/", {"consumer": consumer.pk, "address": "98111", "proof": "visit"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "इसमें 5 हैं" in page
    assert page.count('class="repair"') == 1


def test_a_number_of_another_section_cannot_be_mended(engineer: Client, district: District) -> None:
    form = {"consumer": district.outsider.pk, "address": "9811199900", "proof": "visit"}

    assert engineer.post("/field/door/", form).status_code == 404


def test_when_all_is_done_the_page_says_what_to_do(engineer: Client) -> None:
    Task.objects.all().delete()

    page = doors(engineer)

    assert "यहाँ कोई काम बाकी नहीं" in page
    assert "क्या करें" in page


def test_when_all_is_under_way_the_page_says_to_wait(engineer: Client, district: District) -> None:
    failed = district.people["failed"]
    Task.objects.exclude(consumer=failed).delete()

    engineer.post("/field/door/", {"consumer": failed.pk, "address": "9811199900", "proof": "visit"})

    assert "अभी किसी के यहाँ जाने की ज़रूरत नहीं" in doors(engineer)


def test_a_clerk_sits_at_the_counter(client: Client, district: District) -> None:
    client.force_login(User.objects.get(username=build.officer("clerk", of=district.section, role="clerk")))

    assert client.get("/field/door/").status_code == 404


def test_a_person_without_a_post_is_told_what_to_do(client: Client, district: District) -> None:
    client.force_login(User.objects.create_user("newcomer"))

    assert "सिस्टम चलाने वालों से कहें" in doors(client)


def test_two_sections_are_walked_together(client: Client, district: District) -> None:
    user = officer_of(district.section, "walker")
    build.officer("walker", of=district.elsewhere, role="je")
    client.force_login(user)

    assert district.outsider.account in doors(client)


def colours(sheet: str, *, dark: bool) -> dict[str, str]:
    """The colours that the sheet names, by light or in the dark."""
    text = (SHEETS / sheet).read_text()
    light, _, rest = text.partition("@media (prefers-color-scheme: dark)")
    chosen = rest[: rest.index("}")] if dark else light
    return dict(re.findall(r"--([a-z_-]+): (#[0-9a-f]{3,6})\b", chosen))


def brightness(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [("ink", "paper"), ("muted", "paper"), ("bridge", "paper"), ("failed", "paper"), ("read", "paper"),
     ("ink", "wash"), ("on-bolt", "bolt")],
)  # fmt: skip
def test_text_can_be_read_in_sunlight(ink: str, ground: str, dark: bool) -> None:
    named = colours("style.css", dark=dark) | colours("field.css", dark=dark)

    low, high = sorted((brightness(named[ink]), brightness(named[ground])))

    assert (high + 0.05) / (low + 0.05) >= 7
