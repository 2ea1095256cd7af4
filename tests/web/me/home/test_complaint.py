"""A complaint without a link: taken from anybody, told to the account's own number alone, looked up by two things."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from bijlisetu.complaints.lists import State
from bijlisetu.complaints.models import Complaint, ComplaintEvent
from bijlisetu.complaints.numbers import as_written
from bijlisetu.complaints.replaying import differing
from bijlisetu.complaints.taking import unproved
from bijlisetu.contact.proof.allowances import spend
from bijlisetu.contact.proof.models import Allowance
from bijlisetu.outages.models import NoLight, Outage
from bijlisetu.outbox.models import Notice
from bijlisetu.staff.levels import Level
from bijlisetu.web.me.home import puzzle
from bijlisetu.web.me.home.complaint import MADE_THERE
from tests.complaints import made
from tests.complaints.made import Place, again
from tests.outages.desk import with_outage
from tests.web.me.home.test_home import solution

pytestmark = pytest.mark.django_db
ACCOUNT, MOBILE = "9900001111", "6000000001"
HERE = "127.0.0.1"


@pytest.fixture(autouse=True)
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(puzzle, "HARD", 50)


@pytest.fixture
def place() -> Place:
    at = made.place()
    made.consumer(at, account=ACCOUNT, mobile=f"91{MOBILE}")
    return at


def makes(client: Client, **more: Any) -> Any:
    form = {"account": ACCOUNT, "mobile": MOBILE, "category": "FUSE", "words": "फ़्यूज़ उड़ गया", **more}
    form.setdefault("altcha", solution(client.get("/complaint/").content.decode()))
    return client.post("/complaint/", form, follow=True)


def looks(client: Client, number: str, ending: str) -> Any:
    altcha = solution(client.get("/complaint/look/").content.decode())
    return client.post("/complaint/look/", {"number": number, "ending": ending, "altcha": altcha})


def owned() -> None:
    unproved.own(at=timezone.now())


def test_the_number_stands_there_at_once_and_the_news_go_to_the_accounts_own_phone(
    place: Place, client: Client
) -> None:
    answer = makes(client)

    one = Complaint.objects.get()
    assert as_written(one.number) in answer.content.decode()
    assert not Notice.objects.exists()
    owned()
    assert (again(one).consumer.account, one.place, one.office) == (ACCOUNT, "", place.section)  # type: ignore[union-attr]
    assert Notice.objects.get().kind == "complaint_registered"
    assert list(differing()) == []


def test_a_page_loaded_anew_shows_the_number_again_and_makes_no_second_complaint(place: Place, client: Client) -> None:
    """Phones load a page anew of themselves: it then asked to press once more, and the number was gone."""
    made_at = makes(client).redirect_chain[-1][0]

    again_shown, forged = client.get(made_at), client.get(f"{made_at[:-3]}xx/")

    assert as_written(Complaint.objects.get().number) in again_shown.content.decode()
    assert forged["Location"] == "/complaint/look/"


def test_whoever_has_no_light_speaks_for_their_neighbours_once_the_number_is_theirs(
    place: Place, client: Client
) -> None:
    makes(client, category="SUP-OFF", words="बिजली नहीं है")
    assert not NoLight.objects.exists()

    owned()

    told = NoLight.objects.get()
    assert (told.consumer.account, told.way) == (ACCOUNT, "web")


@pytest.mark.parametrize(
    "more", [{"mobile": "6000000002"}, {"account": "9900009999"}, {"account": "9900009999", "mobile": "6000000002"}]
)
def test_who_names_what_does_not_go_together_is_answered_alike_and_called_back(
    place: Place, client: Client, more: dict[str, str]
) -> None:
    answer = makes(client, **more)
    owned()

    one = Complaint.objects.get()
    assert (answer.status_code, as_written(one.number) in answer.content.decode()) == (200, True)
    assert (one.consumer, one.state) == (None, State.REGISTERED)
    assert one.place == f"{more.get('account', ACCOUNT)} · {more.get('mobile', MOBILE)}"
    assert not Notice.objects.exists()


@pytest.mark.parametrize("mobile", [MOBILE, "6000000002"])
def test_the_same_said_again_has_the_same_number_whether_or_not_it_is_theirs(
    place: Place, client: Client, mobile: str
) -> None:
    numbers = []
    for _ in range(3):
        numbers += re.findall(r"20\d\d-\d{5}-\d", makes(client, mobile=mobile).content.decode())
        owned()

    assert (len(numbers), len(set(numbers))) == (3, 1)
    assert Complaint.objects.count() == 1


def test_a_number_whose_owner_said_not_mine_gets_no_news(place: Place, client: Client) -> None:
    from bijlisetu.contact.models import Address
    from tests import build

    Address.objects.update(owner="not_owner", proof="reply", owner_at=build.NOON)
    makes(client)
    owned()

    assert Complaint.objects.get().consumer is None


def test_it_joins_the_outage_that_is_known(place: Place, client: Client) -> None:
    assert place.feeder
    with_outage(place.feeder, by="chief", of=place.section)
    makes(client, category="SUP-OFF")
    owned()

    assert Complaint.objects.get().outage == Outage.objects.get().number


def test_a_higher_officer_may_be_addressed_and_a_photo_sent(place: Place, client: Client) -> None:
    photo = SimpleUploadedFile("x.jpg", b"\xff\xd8\xffsynthetic")
    makes(client, level=int(Level.EE), photo=photo)

    one = Complaint.objects.get()
    assert (one.level, one.enclosed.count()) == (Level.EE, 1)


@pytest.mark.parametrize(
    "more", [{"account": "12"}, {"account": "x" * 10}, {"mobile": "12345"}, {"mobile": "x@example.in"},
             {"category": "NONE"}, {"category": ""}, {"altcha": "bm9uZQ=="}, {"level": "7"}]
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(place: Place, client: Client, more: dict[str, str]) -> None:
    answer = makes(client, **more)

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_an_account_with_letters_complains_too(place: Place, client: Client) -> None:
    """JBVNL spells its accounts so, and had been asked for 10 to 12 digits."""
    made.consumer(place, account="2101-TN00000007", mobile="916000000009")

    makes(client, account="2101-tn00000007", mobile="6000000009")
    owned()

    assert Complaint.objects.get().consumer is not None


def test_no_photo_is_said_at_its_field(place: Place, client: Client) -> None:
    answer = makes(client, photo=SimpleUploadedFile("x.exe", b"MZ"))

    assert answer.status_code == 422
    assert "8 MB" in answer.content.decode()


def test_one_mobile_makes_so_many_an_hour(place: Place, client: Client) -> None:
    answers = [makes(client, account=f"99000022{turn:02}").status_code for turn in range(12)]

    assert answers == [200] * 10 + [422] * 2


def test_its_number_and_the_end_of_the_mobile_show_how_it_stands(place: Place, client: Client) -> None:
    makes(client)
    owned()
    one = again(Complaint.objects.get())

    text = looks(client, as_written(one.number), MOBILE[-4:]).content.decode()

    assert "दर्ज" in text
    assert ACCOUNT not in text
    assert "फ़्यूज़ उड़ गया" not in text


def test_an_account_of_letters_and_parts_is_taken_and_finds_its_consumer(place: Place, client: Client) -> None:
    other = made.consumer(place, account="2101-TN00000007", mobile="916000000002")

    answer = makes(client, account="2101 tn00000007", mobile="6000000002")
    owned()

    assert answer.status_code == 200
    assert Complaint.objects.get().consumer == other


def test_one_place_makes_so_many_an_hour_whatever_mobile_it_names(place: Place, client: Client) -> None:
    spent = MADE_THERE.use(HERE, at=timezone.now())
    spend([replace(spent, much=spent.most - 1)])

    answers = [makes(client, mobile=f"600000001{turn}").status_code for turn in range(2)]

    assert answers == [200, 422]


def test_whoever_guesses_at_a_complaint_keeps_its_owner_from_nothing(place: Place, client: Client) -> None:
    makes(client)
    one = Complaint.objects.get()
    for _ in range(6):
        looks(client, one.number, "9999")

    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert looks(client, one.number, MOBILE[-4:]).status_code == 200


def test_what_is_no_number_spends_nobodys_tries(place: Place, client: Client) -> None:
    for turn in range(6):
        looks(client, f"wrong {turn}", "9999")

    client.defaults["REMOTE_ADDR"] = "192.0.2.7"
    assert looks(client, "wrong", "9999").status_code == 422


def test_no_digest_that_is_kept_can_be_made_without_the_secret(place: Place, client: Client) -> None:
    makes(client)

    kept = {str(told) for told in ComplaintEvent.objects.values_list("facts__asked", flat=True)}
    kept |= {subject.rpartition(":")[2] for subject in Allowance.objects.values_list("subject", flat=True)}
    guessed = (f"91{MOBILE}", f"{ACCOUNT}\n{MOBILE}", HERE)
    assert kept.isdisjoint(hashlib.sha256(one.encode()).hexdigest() for one in guessed)
    assert kept.isdisjoint(guessed)


def test_a_wrong_end_shows_nothing_and_five_tries_are_all_of_an_hour(place: Place, client: Client) -> None:
    makes(client)
    one = Complaint.objects.get()
    tries = [looks(client, one.number, "9999").status_code for _ in range(6)]

    assert tries == [422] * 5 + [429]
    assert looks(client, one.number, MOBILE[-4:]).status_code == 429


def test_a_number_that_is_none_is_answered_like_a_wrong_end(place: Place, client: Client) -> None:
    makes(client)
    one = Complaint.objects.get()

    nobody, wrong = looks(client, "2026-99999-0", "9999"), looks(client, one.number, "9999")

    said = "दोनों को फिर देखें"
    assert (said in nobody.content.decode(), said in wrong.content.decode()) == (True, True)
