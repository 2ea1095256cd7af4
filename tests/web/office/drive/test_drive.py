"""The pages of a drive: who sees what, and what can be done there."""

from __future__ import annotations

import json
import uuid
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.arrears.models import Recovery
from bijlisetu.contact.models import Claim
from bijlisetu.drives.models import CallBack, Drive, Matter
from bijlisetu.drives.queries import walkers_at
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Beat, Door
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Card, Post
from bijlisetu.values import Language
from bijlisetu.values.dates import day_in_words
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground, number, told_of, walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def ground() -> Ground:
    return planned.place(people=40)


@pytest.fixture
def drive(ground: Ground) -> Drive:
    """Begun two weeks ago, so that it goes on today; on its first day twelve doors were visited."""
    today = timezone.localdate()
    begins = today - timedelta(days=14)
    days = planned.days(begins_on=begins, deadline=today + timedelta(days=14), weekdays=range(7))
    at = timezone.now() - timedelta(days=14)
    drive = planned.drive_at(ground, days=days, at=at)
    east = ground.walkers[0]
    doors = Door.objects.filter(round=drive.pk, beat__worker=east).order_by("order")[:12]
    visits = [
        told_of(door, "updated", at=at + timedelta(minutes=9 * n), by=east, answers=number("6000000001"))
        for n, door in enumerate(doors)
    ]
    walk(visits, by=east, at=timezone.now())
    return drive


def login(name: str, of: object, role: str) -> Client:
    build.officer(name, of=of, role=role)  # type: ignore[arg-type]
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def sdo(ground: Ground) -> Client:
    return login("sdo", ground.division, "sdo")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_page_says_how_the_drive_stands_and_who_holds_it_up(sdo: Client, ground: Ground, drive: Drive) -> None:
    page = text(sdo, f"/office/drive/{ground.division.pk}/")

    assert "परीक्षण" in page
    assert "lineman0" in page
    assert "lineman1" in page
    assert "Somebody with open doors does not walk" in page
    assert "EAST" in page


@pytest.mark.parametrize("page", ["", "new/", "beats/", "register/", "honesty/"])
def test_another_office_s_drive_is_not_there(ground: Ground, drive: Drive, page: str) -> None:
    elsewhere = login("stranger", build.office("division"), "sdo")

    assert elsewhere.get(f"/office/drive/{ground.division.pk}/{page}").status_code == 404


def test_a_drive_of_another_office_is_not_opened_by_its_number(ground: Ground, drive: Drive) -> None:
    other = build.office("division")
    elsewhere = login("stranger", other, "sdo")

    assert elsewhere.get(f"/office/drive/{other.pk}/?drive={drive.pk}").status_code == 404
    assert elsewhere.get(f"/office/drive/{other.pk}/beats/?drive={drive.pk}").status_code == 404
    assert "No drive yet" in text(elsewhere, f"/office/drive/{other.pk}/")


@pytest.mark.parametrize("role", ["lineman", "reader", "agent"])
def test_who_walks_sees_no_figures_of_others(ground: Ground, drive: Drive, role: str) -> None:
    walker = login("walker", ground.division, role)

    for page in ("", "beats/", "register/", "honesty/", "new/"):
        assert walker.get(f"/office/drive/{ground.division.pk}/{page}").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("clerk", 404), ("je", 404), ("sdo", 200), ("ee", 200)])
def test_signals_are_for_officers_alone(ground: Ground, drive: Drive, role: str, status: int) -> None:
    someone = login("someone", ground.division, role)

    assert someone.get(f"/office/drive/{ground.division.pk}/honesty/").status_code == status


def form(**more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "title": "नंबर अभियान", "whom": "no_number", "begins_on": today, "deadline": today + timedelta(days=20),
        "weekdays": list(range(6)), "days_off": "", "from_hour": 10, "until_hour": 18, "target_percent": 100, **more,
    }  # fmt: skip


def test_a_drive_is_planned_in_the_browser(sdo: Client, ground: Ground) -> None:
    answer = sdo.post(f"/office/drive/{ground.division.pk}/new/", form(days_off="2026-11-08\n2026-11-09"))

    assert answer.status_code == 302
    made = Drive.objects.get()
    assert (made.round.title, made.round.made_by) == ("नंबर अभियान", "sdo")
    assert made.days_off == [date(2026, 11, 8), date(2026, 11, 9)]
    assert "Doors: 40," in text(sdo, f"/office/drive/{ground.division.pk}/")


@pytest.mark.parametrize(
    "wrong",
    [
        {"deadline": "2020-01-01"}, {"deadline": "nonsense"}, {"weekdays": []}, {"weekdays": [9]}, {"title": ""},
        {"days_off": "8 November"}, {"from_hour": 18, "until_hour": 10}, {"target_percent": 0}, {"whom": "nobody"},
        {"target_percent": 101}, {"from_hour": -1}, {"deadline": "2099-01-01"}, {"title": "x" * 200},
    ],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_said(sdo: Client, ground: Ground, wrong: dict[str, object]) -> None:
    answer = sdo.post(f"/office/drive/{ground.division.pk}/new/", form(**wrong))

    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not Drive.objects.exists()


def test_nobody_to_visit_is_said(sdo: Client, ground: Ground, drive: Drive) -> None:
    answer = sdo.post(f"/office/drive/{ground.division.pk}/new/", form())

    assert answer.status_code == 422
    assert "Nobody of this office is left to visit" in answer.content.decode()


def test_a_clerk_plans_nothing(ground: Ground) -> None:
    clerk = login("clerk", ground.division, "clerk")

    assert clerk.get(f"/office/drive/{ground.division.pk}/new/").status_code == 404
    assert clerk.post(f"/office/drive/{ground.division.pk}/new/", form()).status_code == 404


def over(ground: Ground, days_ago: int) -> Drive:
    """A drive of ten days, whose last day lies so long back; one door was visited in it."""
    last = timezone.localdate() - timedelta(days=days_ago)
    days = planned.days(begins_on=last - timedelta(days=9), deadline=last, weekdays=range(7))
    at = timezone.now() - timedelta(days=days_ago + 9)
    drive = planned.drive_at(ground, days=days, at=at)
    east = ground.walkers[0]
    door = Door.objects.filter(round=drive.pk, beat__worker=east).order_by("order")[0]
    walk([told_of(door, at=at + timedelta(days=3), by=east)], by=east, at=timezone.now())
    return drive


def test_a_drive_that_is_over_says_what_it_left_and_is_not_late_by_months(sdo: Client, ground: Ground) -> None:
    over(ground, 120)

    page = text(sdo, f"/office/drive/{ground.division.pk}/")

    assert "Its last day has passed" in page
    assert "left open: 20" in page
    for words in ("no end is in sight", "days left", "a day needed", "the last door closes"):
        assert words not in page


def test_a_drive_whose_doors_are_all_closed_says_when_somebody_walked_last(sdo: Client, ground: Ground) -> None:
    drive = over(ground, 120)
    doors = list(Door.objects.filter(round=drive.pk).values_list("pk", flat=True))
    fieldwork.close_doors(doors=doors, by="sdo", at=timezone.now())
    walked = day_in_words(timezone.localdate() - timedelta(days=126), Language.ENGLISH)

    page = " ".join(text(sdo, f"/office/drive/{ground.division.pk}/").split())

    assert f"Every door is done or blocked. The last visit was on <b>{walked}</b>." in page
    assert "days left" not in page


def test_what_is_left_is_shared_out_by_one_press(sdo: Client, ground: Ground, drive: Drive) -> None:
    east, west = ground.walkers
    build.officer(west.username, of=ground.sections[0], role="lineman")
    doors = Door.objects.filter(round=drive.pk, beat__worker=west).order_by("order")
    yesterday, left = timezone.now() - timedelta(days=1), Door.objects.filter(round=drive.pk, state="open")
    for walker, some in ((west, doors), (east, left.filter(beat__worker=east)[:1])):
        walk([told_of(door, at=yesterday, by=walker) for door in some], by=walker, at=timezone.now())
    fieldwork.close_doors(doors=[door.pk for door in doors], by="sdo", at=timezone.now())
    address = f"/office/drive/{ground.division.pk}/beats/"
    before = Door.objects.filter(round=drive.pk, state="open", beat__worker=west).count()

    said = sdo.post(address, {"deed": "share"}, follow=True).content.decode()
    again = sdo.post(address, {"deed": "share"}, follow=True).content.decode()

    after = Door.objects.filter(round=drive.pk, state="open", beat__worker=west).count()
    assert before == 0 < after
    assert f"Doors that have changed hands: {after}." in said
    assert "shared out evenly already" in again


def test_who_may_only_see_shares_nothing_out(ground: Ground, drive: Drive) -> None:
    clerk = login("clerk", ground.sections[0], "clerk")
    address = f"/office/drive/{ground.sections[0].pk}/beats/"

    assert "Share out evenly" not in text(clerk, address)
    assert clerk.post(address, {"deed": "share"}).status_code in (403, 404)


def test_a_beat_changes_hands_and_is_split(sdo: Client, ground: Ground, drive: Drive) -> None:
    beat = Beat.objects.filter(round=drive.pk, worker=ground.walkers[1]).earliest("number")
    address, new = f"/office/drive/{ground.division.pk}/beats/", ground.walkers[0].pk
    before = Beat.objects.filter(round=drive.pk).count()

    sdo.post(address, {"beat": beat.pk, "worker": new, "deed": "give"})
    sdo.post(address, {"beat": beat.pk, "worker": ground.walkers[1].pk, "deed": "split"})

    beat.refresh_from_db()
    assert beat.worker_id == new
    assert Beat.objects.filter(round=drive.pk).count() == before + 1
    assert Beat.objects.filter(round=drive.pk).latest("number").worker_id == ground.walkers[1].pk
    assert "lineman0" in text(sdo, address)


def test_of_too_many_for_a_list_one_is_named_by_the_user_name(
    sdo: Client, ground: Ground, drive: Drive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bijlisetu.web.office.drive.beats.MOST_LISTED", 1)
    beat = Beat.objects.filter(round=drive.pk, worker=ground.walkers[1]).earliest("number")
    address = f"/office/drive/{ground.division.pk}/beats/"

    page = text(sdo, address)
    refused = sdo.post(address, {"beat": beat.pk, "user": "nobody-so", "deed": "give"}, follow=True)
    sdo.post(address, {"beat": beat.pk, "user": "lineman0", "deed": "give"})

    assert "<select" not in page.partition("<table")[2]
    assert page.count("<datalist") == 1
    assert "Nobody with this user name may walk there" in refused.content.decode()
    beat.refresh_from_db()
    assert beat.worker_id == ground.walkers[0].pk


def test_more_than_five_hundred_who_walk_are_all_there() -> None:
    section = build.office()
    people = User.objects.bulk_create(User(username=f"walker-{n:03}") for n in range(501))
    since = build.NOON.date()
    Post.objects.bulk_create(Post(person=one, office=section, role="lineman", valid_from=since) for one in people)

    assert len(walkers_at(section.pk, on=since)) == 501


def test_a_beat_is_given_to_nobody_from_elsewhere(sdo: Client, ground: Ground, drive: Drive) -> None:
    beat = Beat.objects.filter(round=drive.pk).earliest("number")
    build.officer("far", of=build.office(), role="lineman")
    stranger = User.objects.get(username="far").pk
    address = f"/office/drive/{ground.division.pk}/beats/"

    assert sdo.post(address, {"beat": beat.pk, "worker": stranger, "deed": "give"}).status_code == 404
    assert sdo.post(address, {"beat": 999_999, "worker": "", "deed": "give"}).status_code == 404
    beat.refresh_from_db()
    assert beat.worker_id != stranger


def test_a_beat_of_a_neighbouring_section_is_not_mine_to_give(ground: Ground, drive: Drive) -> None:
    engineer = login("je", ground.sections[0], "je")
    west = Beat.objects.filter(round=drive.pk, office=ground.sections[1]).earliest("number")

    answer = engineer.post(
        f"/office/drive/{ground.sections[0].pk}/beats/", {"beat": west.pk, "worker": "", "deed": "give"}
    )

    assert answer.status_code == 404
    west.refresh_from_db()
    assert west.worker_id == ground.walkers[1].pk


@pytest.fixture
def matter(ground: Ground, drive: Drive) -> Matter:
    return Matter.objects.create(
        drive=drive, person=ground.walkers[1], office=ground.sections[1], why="no_work", level=1,
        raised_at=build.NOON, risen_at=build.NOON,
    )  # fmt: skip


def test_an_officer_keeps_the_explanation_and_decides(sdo: Client, ground: Ground, matter: Matter) -> None:
    address = f"/office/drive/{ground.division.pk}/register/"

    sdo.post(address, {"matter": matter.pk, "words": "दो दिन बाढ़"})
    sdo.post(address, {"matter": matter.pk, "decision": "not_at_fault", "words": "sector under water"})

    matter.refresh_from_db()
    assert (matter.answer, matter.decision, matter.decided_by) == ("दो दिन बाढ़", "not_at_fault", "sdo")
    page = text(sdo, address)
    assert "Not at fault" in page
    assert "sector under water" in page


def test_nobody_decides_about_themselves(ground: Ground, drive: Drive) -> None:
    engineer = login("je", ground.sections[1], "je")
    own = Matter.objects.create(
        drive=drive, person=User.objects.get(username="je"), office=ground.sections[1], why="no_work", level=1,
        raised_at=build.NOON, risen_at=build.NOON,
    )  # fmt: skip
    address = f"/office/drive/{ground.sections[1].pk}/register/"

    assert engineer.post(address, {"matter": own.pk, "decision": "explained", "words": "me"}).status_code == 404
    assert engineer.post(address, {"matter": own.pk, "words": "I was at a camp"}).status_code == 302
    own.refresh_from_db()
    assert (own.decision, own.answer) == ("", "I was at a camp")


@pytest.mark.parametrize(
    "told", [{"words": ""}, {"decision": "explained", "words": " "}, {"decision": "hanged", "words": "x"}]
)
def test_a_decision_needs_words_of_the_list(sdo: Client, ground: Ground, matter: Matter, told: dict[str, str]) -> None:
    sdo.post(f"/office/drive/{ground.division.pk}/register/", {"matter": matter.pk, **told})

    matter.refresh_from_db()
    assert matter.decided_at is None


def test_a_matter_of_another_office_is_not_decided(ground: Ground, matter: Matter) -> None:
    engineer = login("je", ground.sections[0], "je")
    address = f"/office/drive/{ground.sections[0].pk}/register/"

    assert engineer.post(address, {"matter": matter.pk, "decision": "explained", "words": "x"}).status_code == 404
    assert "lineman1" not in text(engineer, address)


def test_a_signal_stands_beside_its_innocent_explanation(sdo: Client, ground: Ground, drive: Drive) -> None:
    page = text(sdo, f"/office/drive/{ground.division.pk}/honesty/")

    assert "One number stands on many doors" in page
    assert "12 of 12" in page
    assert "caretaker of a large house" in page
    assert "6000000001" not in page


def test_what_people_say_is_kept(sdo: Client, ground: Ground, drive: Drive) -> None:
    CallBack.objects.all().delete()
    visit = drive.round.visits.first()
    CallBack.objects.create(visit=visit, drive=drive, drawn_at=build.NOON)
    address = f"/office/drive/{ground.division.pk}/honesty/"

    assert sdo.post(address, {"visit": visit.pk, "said": "otherwise"}).status_code == 302

    assert CallBack.objects.get().said == "otherwise"
    assert sdo.post(address, {"visit": visit.pk, "said": "same"}).status_code == 404
    assert sdo.post(address, {"visit": "x", "said": "same"}).status_code == 404
    assert sdo.post(address, {"visit": visit.pk, "said": "perhaps"}).status_code == 404


def test_names_are_written_as_text(sdo: Client, ground: Ground, drive: Drive) -> None:
    Card.objects.create(person=ground.walkers[0], name_hi="<script>x</script>", name_en="<script>y</script>")

    for page in ("", "beats/", "register/", "honesty/"):
        assert "<script>x" not in text(sdo, f"/office/drive/{ground.division.pk}/{page}")
        assert "<script>y" not in text(sdo, f"/office/drive/{ground.division.pk}/{page}")


def test_a_visit_from_a_telephone_becomes_a_claim(ground: Ground, drive: Drive) -> None:
    west = ground.walkers[1]
    client = Client()
    client.force_login(west)
    door = Door.objects.filter(round=drive.pk, beat__worker=west).earliest("order")
    now = timezone.now().isoformat()
    visit = {
        "id": str(uuid.uuid4()), "door": door.pk, "consumer": door.consumer_id, "beat": door.beat_id,
        "outcome": "updated", "answers": number("6000000777"), "said_at": now, "gps": None,
    }  # fmt: skip
    parcel = {"device": str(uuid.uuid4()), "app": "test", "clock": now, "visits": [visit]}

    answer = client.post("/field/api/visits", json.dumps(parcel), content_type="application/json")

    assert answer.json()["taken"] == [visit["id"]]
    assert Claim.objects.get(value="916000000777").by == west.username


def test_many_beats_come_by_pages(sdo: Client, ground: Ground, drive: Drive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bijlisetu.drives.queries.A_PAGE", 1)
    address = f"/office/drive/{ground.division.pk}/beats/?drive={drive.pk}"
    first, *others = (f"Who walks beat {number}<" for number in (1, 2))

    page = text(sdo, address)
    beyond = text(sdo, f"{address}&after=1")

    assert first in page
    assert "after=1" in page
    assert not any(other in page for other in others)
    assert first not in beyond
    assert all(other in beyond for other in others)


@pytest.mark.parametrize("decision", ["handed_over", "walked_again"])
def test_beats_of_another_office_change_hands_by_no_decision_of_mine(
    ground: Ground, drive: Drive, matter: Matter, decision: str
) -> None:
    """Somebody of an agency walks in both sections; the engineer of one decides about them."""
    agent = ground.walkers[1]
    Post.objects.filter(person=agent).update(office=ground.division)
    elsewhere = Beat.objects.filter(round=drive.pk, office=ground.sections[0]).earliest("number")
    fieldwork.assign(beats=[elsewhere.pk], worker=agent.pk, by="sdo", at=build.NOON)
    engineer = login("je", ground.sections[1], "je")
    held = set(Beat.objects.values_list("pk", "worker"))

    page = engineer.post(
        f"/office/drive/{ground.sections[1].pk}/register/",
        {"matter": matter.pk, "decision": decision, "words": "x"}, follow=True,
    )  # fmt: skip

    assert "They walk for other offices too" in page.content.decode()
    assert set(Beat.objects.values_list("pk", "worker")) == held
    matter.refresh_from_db()
    assert matter.decided_at is None


def test_others_are_sent_only_by_whoever_may_send_them(ground: Ground, drive: Drive, matter: Matter) -> None:
    engineer, division = login("je", ground.sections[1], "je"), login("sdo", ground.division, "sdo")
    told = {"matter": matter.pk, "decision": "handed_over", "words": "ill"}

    page = engineer.post(f"/office/drive/{ground.sections[1].pk}/register/", told, follow=True)

    assert "Nobody else walks in this drive" in page.content.decode()
    assert Beat.objects.filter(worker=ground.walkers[1]).exists()
    division.post(f"/office/drive/{ground.division.pk}/register/", told)
    assert not Beat.objects.filter(worker=ground.walkers[1]).exists()


def test_a_call_back_of_another_office_is_not_mine_to_keep(ground: Ground, drive: Drive) -> None:
    CallBack.objects.all().delete()
    CallBack.objects.create(visit=drive.round.visits.first(), drive=drive, drawn_at=build.NOON)
    west = login("sdo-west", ground.sections[1], "sdo")
    told = {"visit": CallBack.objects.get().pk, "said": "otherwise"}

    assert west.post(f"/office/drive/{ground.sections[1].pk}/honesty/", told).status_code == 404

    assert CallBack.objects.get().called_at is None


def test_a_drive_to_people_who_owe_is_planned_in_the_browser(sdo: Client, ground: Ground) -> None:
    Recovery.objects.create(
        consumer=ground.people[0], amount=4000, level=Level.JE, office=ground.sections[0], least=100,
        bill_date=date(2026, 10, 1), opened_at=timezone.now(), due_on=timezone.localdate(),
    )  # fmt: skip

    sdo.post(f"/office/drive/{ground.division.pk}/new/", form(whom="owing"))

    made = Drive.objects.get()
    assert (made.population, made.round.form, made.ledger, made.occasion) == ("owing", "arrears", "", "")
    assert "Doors: 1," in text(sdo, f"/office/drive/{ground.division.pk}/")
