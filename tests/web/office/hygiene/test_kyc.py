"""The KYC of an office's people on a page, and what a consumer answered."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.kyc import actions
from bijlisetu.contact.kyc.queries import missing_of
from bijlisetu.contact.models import Detail, Wished
from bijlisetu.network.models import Office
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def near(client: Client) -> Office:
    """Two sections with a consumer each; a clerk of the first is logged in."""
    company = build.office("company")
    near, far = (build.office(parent=company, name=name) for name in ("NEAR", "FAR"))
    build.consumer(account="9900000001", mobile="919415078263", on=build.feeder(section=near))
    build.consumer(account="9900000002", on=build.feeder(section=far))
    while actions.refresh():
        pass
    build.officer("asha", of=near, role="clerk")
    client.force_login(User.objects.get(username="asha"))
    return near


def whose(account: str) -> int:
    return Consumer.objects.get(account=account).pk


def test_the_page_tells_how_many_are_complete_and_who_lacks_what(client: Client, near: Office) -> None:
    told = client.get(f"/office/kyc/{near.pk}/").content.decode()
    people = client.get(f"/office/kyc/{near.pk}/?missing=email").content.decode()

    assert "पूरा: 1 में से 0" in told
    assert "9900000001" in people
    assert "9900000002" not in people


def test_other_offices_and_matters_are_not_there(client: Client, near: Office) -> None:
    far = Office.objects.get(name="FAR")

    assert client.get(f"/office/kyc/{far.pk}/").status_code == 404
    assert client.get(f"/office/kyc/{near.pk}/?missing=aadhaar").status_code == 404


def test_what_the_consumer_answered_is_kept_and_the_page_says_what_is_left(client: Client, near: Office) -> None:
    consumer = whose("9900000001")

    answered = client.post(
        f"/office/consumer/{consumer}/kyc/",
        {"language": "en", "matter": ["email", "whatsapp", "nonsense"], "reminder": "no", "marketing": "yes"},
        follow=True,
    )

    assert missing_of(consumer) == ("number",)
    assert "पुष्टि किया हुआ मोबाइल नंबर" in answered.content.decode()
    assert set(Detail.objects.values_list("by", flat=True)) == {"asha"}
    said = Wished.objects.filter(consumer=consumer).values_list("purpose", "is_wanted")
    assert set(said) == {("reminder", False), ("marketing", True)}


def test_nobody_answers_for_another_offices_consumer(client: Client, near: Office) -> None:
    assert client.post(f"/office/consumer/{whose('9900000002')}/kyc/", {"language": "hi"}).status_code == 404
    assert client.post("/office/consumer/999999999/kyc/", {"language": "hi"}).status_code == 404
    assert not Detail.objects.exists()


def test_to_open_the_address_does_nothing(client: Client, near: Office) -> None:
    assert client.get(f"/office/consumer/{whose('9900000001')}/kyc/").status_code == 302
    assert not Detail.objects.exists()


NUMBER = "का नंबर सहेजा गया"


def said(client: Client, account: str, **answers: object) -> str:
    """What the page says after the form was sent."""
    page = client.post(f"/office/consumer/{whose(account)}/kyc/", answers, follow=True)
    return " ".join(str(one) for one in page.context["messages"])


def test_nothing_chosen_is_said_to_be_nothing(client: Client, near: Office) -> None:
    assert said(client, "9900000001", language="") == "कुछ चुना नहीं गया, इसलिए कुछ सहेजा नहीं गया।"
    assert not Detail.objects.exists()


@pytest.mark.parametrize("answers", [{"language": "hi"}, {"matter": "email"}, {"reminder": "no"}])
def test_an_answer_is_not_said_to_be_a_number(client: Client, near: Office, answers: dict[str, str]) -> None:
    told = said(client, "9900000001", **answers)

    assert "का उत्तर सहेजा गया" in told
    assert NUMBER not in told


def test_who_has_a_mailbox_on_file_does_not_have_none(client: Client, near: Office) -> None:
    consumer = Consumer.objects.get(account="9900000001")
    build.address(consumer, "asha@example.in", channels=["email"])

    told = said(client, consumer.account, matter="email")

    assert told.startswith("सहेजा नहीं गया, यह पहले से दर्ज है")
    assert not Detail.objects.exists()
    assert 'value="email"' not in client.get(f"/office/consumer/{consumer.pk}/").content.decode()


def test_a_wish_without_any_address_is_not_said_to_be_kept(client: Client, near: Office) -> None:
    build.consumer(account="9900000003", on=Consumer.objects.get(account="9900000001").feeder)

    assert "इनकी इच्छा सहेजी नहीं गई" in said(client, "9900000003", reminder="no")
