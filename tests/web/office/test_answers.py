"""The page on which a clerk reads what no rule understands."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client

import bijlisetu.contact.actions as contact
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.actions import Said, Wish
from bijlisetu.contact.models import Address, Unsubscribed, Wished
from bijlisetu.outbox.models import Attempt
from bijlisetu.reports import unclear as questions
from bijlisetu.staff.called import name_of
from bijlisetu.staff.models import Post
from bijlisetu.tracking.models import Reply, Unclear
from tests import build
from tests.district import NUMBER, District, officer_of

pytestmark = pytest.mark.django_db


def wrote(text: str, by: Consumer | None, *, sort: str = "text") -> Unclear:
    """Make an unclear answer of the person to their last message."""
    attempt = Attempt.objects.filter(notice__consumer=by).order_by("-id").first() if by else None
    count = Reply.objects.count()
    reply = Reply.objects.create(
        channel="whatsapp", kind=sort, sender=NUMBER, text=text, at=build.NOON + timedelta(hours=1),
        received_at=build.NOON, meaning=Reply.UNCLEAR, digest=str(count),
    )  # fmt: skip
    return Unclear.objects.create(reply=reply.pk, consumer=by, attempt=attempt.pk if attempt else None)


def page(client: Client, district: District, query: str = "") -> str:
    return " ".join(client.get(f"/office/answers/{district.division.pk}/{query}").content.decode().split())


@pytest.fixture
def puzzle(district: District) -> Unclear:
    return wrote("हाँ लेकिन मेरा नहीं", district.people["delivered"])


def test_an_answer_stands_beside_our_message(officer: Client, district: District, puzzle: Unclear) -> None:
    shown = page(officer, district)

    assert "<q>हाँ लेकिन मेरा नहीं</q>" in shown
    assert "हमने भेजा" in shown
    assert "परीक्षण विद्युत: खाता" in shown  # our own words
    assert "“यह मेरा कनेक्शन नहीं”" in shown
    assert "98xxxxxx33" in shown
    assert NUMBER[2:] not in shown


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("sms", ["देय तिथि 07-12-2026। बिल: [लिंक] आपका कनेक्शन नहीं?"]),
        ("whatsapp", ["नमस्ते, परीक्षण विद्युत: खाता", "बिल ऊपर जुड़ा है", "[हाँ, मेरा है]"]),
        ("email", ["का बिजली बिल: ₹ 1,253.00", "बिल के पन्ने पर बताएँ"]),
    ],
)
def test_our_message_stands_there_as_its_channel_carried_it(
    officer: Client, district: District, puzzle: Unclear, channel: str, words: list[str]
) -> None:
    every = ["[लिंक]", "बिल ऊपर जुड़ा है", "बिल के पन्ने पर बताएँ"]
    Attempt.objects.update(channel=channel)

    shown = page(officer, district)

    assert all(said in shown for said in words)
    assert sum(said in shown for said in every) == 1


@pytest.mark.parametrize(("decision", "is_wanted"), [("stop", False), ("resume", True)])
def test_a_wish_that_a_clerk_reads_is_kept_with_its_time_and_shown_on_the_persons_page(
    officer: Client, district: District, puzzle: Unclear, decision: str, is_wanted: bool
) -> None:
    address = f"/office/answers/{district.division.pk}/"
    person = f"/office/consumer/{district.people['delivered'].pk}/"

    officer.post(address, {"unclear": puzzle.pk, "decision": decision})

    kept = Wished.objects.order_by("purpose")
    assert {(one.purpose, one.is_wanted, one.how, one.value) for one in kept} == {
        ("marketing", is_wanted, "office", NUMBER), ("reminder", is_wanted, "office", NUMBER),
    }  # fmt: skip
    assert {one.at for one in kept} == {build.NOON + timedelta(hours=1)}
    assert Unsubscribed.objects.filter(value=NUMBER).exists() is not is_wanted
    assert "अपने शब्दों में, कार्यालय ने पढ़ा" in " ".join(officer.get(person).content.decode().split())
    assert Unclear.objects.get().decision == decision


def test_a_wish_that_was_misread_is_taken_back_and_what_was_said_before_counts(
    officer: Client, district: District, puzzle: Unclear
) -> None:
    address = f"/office/answers/{district.division.pk}/"
    before = [Said(Wish(None, NUMBER, "marketing"), False, "reply", build.NOON)]
    contact.keep_wishes(said=before, at=build.NOON, by="reply")
    officer.post(address, {"unclear": puzzle.pk, "decision": "resume"})
    meanwhile = Unsubscribed.objects.exists()
    officer.post(address, {"unclear": puzzle.pk, "decision": "take_back"})
    after = set(Unsubscribed.objects.values_list("purpose", flat=True))

    officer.post(address, {"unclear": puzzle.pk, "decision": "stop"})
    stopped = set(Unsubscribed.objects.values_list("purpose", flat=True))
    officer.post(address, {"unclear": puzzle.pk, "decision": "take_back"})

    assert not meanwhile
    assert after == {"marketing"}
    assert stopped == {"marketing", "reminder"}
    assert set(Unsubscribed.objects.values_list("purpose", flat=True)) == {"marketing"}
    assert Wished.objects.get().how == "reply"


@pytest.mark.parametrize(("decision", "owner"), [("not_mine", "not_owner"), ("confirm", "proved"), ("other", "proved")])
def test_what_the_clerk_decides_holds(
    officer: Client, district: District, puzzle: Unclear, decision: str, owner: str
) -> None:
    address = f"/office/answers/{district.division.pk}/?after=0"

    answer = officer.post(address, {"unclear": puzzle.pk, "decision": decision})

    assert (answer.status_code, answer["Location"]) == (302, address)
    puzzle.refresh_from_db()
    assert (puzzle.decision, puzzle.decided_by) == (decision, "officer")
    assert Address.objects.get(consumer=district.people["delivered"]).owner == owner
    assert "फ़ैसला दर्ज हुआ" in page(officer, district)


def test_a_decision_is_taken_back_on_the_page(officer: Client, district: District, puzzle: Unclear) -> None:
    address = f"/office/answers/{district.division.pk}/"
    officer.post(address, {"unclear": puzzle.pk, "decision": "not_mine"})
    assert 'value="take_back"' in page(officer, district)

    officer.post(address, {"unclear": puzzle.pk, "decision": "take_back"})

    puzzle.refresh_from_db()
    assert puzzle.decision == ""
    assert Address.objects.get(consumer=district.people["delivered"]).owner == "proved"


def test_the_second_of_two_clerks_is_told(officer: Client, district: District, puzzle: Unclear) -> None:
    address = f"/office/answers/{district.division.pk}/"
    for decision in ("other", "not_mine"):
        officer.post(address, {"unclear": puzzle.pk, "decision": decision})

    assert "किसी और ने पहले फ़ैसला कर दिया" in page(officer, district)
    puzzle.refresh_from_db()
    assert puzzle.decision == "other"


@pytest.mark.parametrize("decision", ["still_dark", "", "drop table"])
def test_a_decision_that_nobody_offers_is_not_there(
    officer: Client, district: District, puzzle: Unclear, decision: str
) -> None:
    form = {"unclear": puzzle.pk, "decision": decision}

    assert officer.post(f"/office/answers/{district.division.pk}/", form).status_code == 404


@pytest.mark.parametrize("number", ["", "0", "x", "9" * 30, "१"])
def test_an_answer_that_does_not_exist_is_not_there(officer: Client, district: District, number: str) -> None:
    form = {"unclear": number, "decision": "other"}

    assert officer.post(f"/office/answers/{district.division.pk}/", form).status_code == 404


def test_answers_of_other_offices_are_not_there(officer: Client, district: District) -> None:
    outside = wrote("galat hai", district.outsider)

    assert "galat hai" not in page(officer, district)
    for office in (district.circle, district.elsewhere):
        assert officer.get(f"/office/answers/{office.pk}/").status_code == 404
    form = {"unclear": outside.pk, "decision": "not_mine"}
    assert officer.post(f"/office/answers/{district.division.pk}/", form).status_code == 404
    outside.refresh_from_db()
    assert outside.decision == ""


def test_what_strangers_write_is_the_highest_offices_to_read(client: Client, district: District) -> None:
    stranger = wrote("kaun hai", None)
    client.force_login(district.officer)
    below = client.get(f"/office/answers/{district.division.pk}/").content.decode()
    refused = client.post(
        f"/office/answers/{district.division.pk}/", {"unclear": stranger.pk, "decision": "other"}
    ).status_code
    client.force_login(officer_of(district.circle, "chief"))
    above = f"/office/answers/{district.circle.pk}/"

    assert "kaun hai" not in below
    assert refused == 404
    assert "kaun hai" in client.get(above).content.decode()
    assert client.post(above, {"unclear": stranger.pk, "decision": "other"}).status_code == 302


def test_a_clerk_may_read_answers(client: Client, district: District, puzzle: Unclear) -> None:
    clerk = User.objects.create_user("clerk")
    Post.objects.create(person=clerk, office=district.section, role="clerk", valid_from=build.SINCE)
    client.force_login(clerk)

    answer = client.post(f"/office/answers/{district.section.pk}/", {"unclear": puzzle.pk, "decision": "other"})

    assert answer.status_code == 302


def test_the_home_page_tells_how_many_wait(officer: Client, district: District, puzzle: Unclear) -> None:
    wrote("kat gaya", district.people["read"])

    home = " ".join(officer.get(f"/office/reach/{district.division.pk}/").content.decode().split())

    assert f'<a href="/office/answers/{district.division.pk}/"> पढ़ने के लिए जवाब: <b> 2 </b> →' in home


def test_a_home_page_without_answers_tells_of_none(officer: Client, district: District) -> None:
    home = officer.get(f"/office/reach/{district.division.pk}/").content.decode()

    assert 'class="unread"' not in home


def test_a_long_queue_goes_by_key(officer: Client, district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "PAGE", 2)
    for number in range(3):
        wrote(f"kat gaya {number}", district.people["read"])

    first = page(officer, district)
    (key,) = re.findall(r"\?after=(\d+)", first)
    second = page(officer, district, f"?after={key}")

    assert ("kat gaya 0" in first, "kat gaya 2" in first) == (True, False)
    assert ("kat gaya 0" in second, "kat gaya 2" in second) == (False, True)
    (back,) = re.findall(r"\?before=(\d+)", second)
    assert "kat gaya 0" in page(officer, district, f"?before={back}")
    Unclear.objects.filter(pk__gt=int(key)).delete()
    assert "kat gaya 0" in page(officer, district, f"?after={key}")


def test_the_persons_page_tells_what_they_wrote_and_what_was_made_of_it(
    officer: Client, district: District, puzzle: Unclear
) -> None:
    person = f"/office/consumer/{district.people['delivered'].pk}/"
    before = officer.get(person).content.decode()
    officer.post(f"/office/answers/{district.division.pk}/", {"unclear": puzzle.pk, "decision": "not_mine"})
    after = officer.get(person).content.decode()

    assert "हाँ लेकिन मेरा नहीं" in before
    assert "अभी पढ़ा जाना बाकी है" in before
    assert f"{name_of('officer')[0]} ने पढ़ा: कहा: मेरा कनेक्शन नहीं" in after


@pytest.mark.parametrize(("sort", "words"), [("audio", "बोलकर भेजा संदेश"), ("image", "एक तस्वीर"), ("text", "खाली संदेश")])
def test_what_is_no_text_is_named(officer: Client, district: District, sort: str, words: str) -> None:
    wrote("", district.people["read"], sort=sort)

    assert words in page(officer, district)


def test_markup_in_an_answer_stays_text(officer: Client, district: District) -> None:
    wrote("<script>alert(1)</script>", district.people["read"])

    assert "&lt;script&gt;" in page(officer, district)


def test_an_empty_queue_says_so(officer: Client, district: District) -> None:
    assert "कोई जवाब बाकी नहीं" in page(officer, district)
