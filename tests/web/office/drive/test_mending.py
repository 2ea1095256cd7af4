"""Which drive a page opens, what it says of one that has just begun or is over, and how one is mended and ended."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.drives.models import Drive
from bijlisetu.drives.plan.mending import end
from bijlisetu.fieldwork import actions as fieldwork
from bijlisetu.fieldwork.models import Door, Round
from bijlisetu.staff.models import Post
from tests import build
from tests.drives import planned
from tests.drives.planned import Ground

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def ground() -> Ground:
    return planned.place(people=20)


def opened(ground: Ground, *, office: int | None = None, begins: int = 0, lasts: int = 20, title: str = "एक") -> Drive:
    """Open a drive that begins so many days from now; it takes whom no open drive has."""
    first = timezone.localdate() + begins * DAY
    days = planned.days(begins_on=first, deadline=first + lasts * DAY, weekdays=range(7))
    offices = [office or ground.division.pk]
    return planned.drive_at(ground, days=days, offices=offices, title=title, at=timezone.now())


def login(name: str, of: object, role: str, language: str = "en") -> Client:
    build.officer(name, of=of, role=role)  # type: ignore[arg-type]
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def sdo(ground: Ground) -> Client:
    return login("sdo", ground.division, "sdo")


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def days(**more: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "title": "सही", "begins_on": today, "deadline": today + 20 * DAY, "weekdays": list(range(6)), "days_off": "",
        "from_hour": 10, "until_hour": 18, "target_percent": 100, **more,
    }  # fmt: skip


# Which drive


def test_an_office_opens_the_drive_whose_doors_wait_there_and_lists_all(ground: Ground, sdo: Client) -> None:
    east, west = ground.sections
    ended = opened(ground, office=east.pk, title="पुराना")
    end(ended, at=timezone.now(), by="sdo")
    first = opened(ground, office=east.pk, title="पूरब")
    latest = opened(ground, office=west.pk, title="पश्चिम")
    engineer = login("je", east, "je")

    there, whole = text(engineer, f"/office/drive/{east.pk}/"), text(sdo, f"/office/drive/{ground.division.pk}/")

    assert "<h1>पूरब" in there
    assert "<h1>पश्चिम" in whole
    for drive in (ended, first, latest):
        assert f'/office/drive/{ground.division.pk}/?drive={drive.pk}"' in whole
        assert text(sdo, f"/office/drive/{ground.division.pk}/?drive={drive.pk}")
    assert "All 3 drives of this office" in whole


def test_a_drive_of_many_ago_is_opened_by_its_number(ground: Ground, sdo: Client) -> None:
    first = opened(ground, title="पहला")
    end(first, at=timezone.now(), by="sdo")
    for _ in range(21):
        end(opened(ground), at=timezone.now(), by="sdo")

    page = text(sdo, f"/office/drive/{ground.division.pk}/?drive={first.pk}")

    assert "<h1>पहला" in page
    assert "All 22 drives of this office" in page


def test_a_drive_to_come_does_not_hide_the_one_that_is_walked(ground: Ground, sdo: Client) -> None:
    east, west = ground.sections
    opened(ground, office=east.pk, title="अब")
    opened(ground, office=west.pk, begins=40, title="आगे")

    assert "<h1>अब" in text(sdo, f"/office/drive/{ground.division.pk}/")


def test_a_drive_without_doors_here_says_so(ground: Ground, sdo: Client) -> None:
    east, west = ground.sections
    other = planned.build.office(parent=ground.division, name="NORTH")
    drive = opened(ground)

    page = text(sdo, f"/office/drive/{other.pk}/?drive={drive.pk}")

    assert "No door of this drive lies under this office." in page
    assert "Every door is done or blocked." not in page
    assert east.pk != west.pk


# What it says first


@pytest.mark.parametrize(
    ("begins", "lasts", "words"),
    [
        (0, 20, "Not everybody with open doors has walked yet"),
        (40, 20, "This drive begins on"),
        (-40, 20, "Its last day has passed"),
        (-5, 20, "Somebody with open doors does not walk"),
    ],
)
def test_a_drive_says_how_it_stands_and_blames_nobody_too_soon(
    ground: Ground, sdo: Client, begins: int, lasts: int, words: str
) -> None:
    drive = opened(ground, begins=begins, lasts=lasts)
    drive.round.beats.update(assigned_at=timezone.now() + min(begins, 0) * DAY)

    page = text(sdo, f"/office/drive/{ground.division.pk}/")

    assert words in page
    assert page.count("does not walk") == words.count("does not walk")
    assert ("not in sight" in page) is ("does not walk" in words)


def test_doors_that_nobody_is_sent_to_are_nobody_s_fault(ground: Ground, sdo: Client) -> None:
    drive = opened(ground, begins=-5)
    drive.round.beats.update(worker=None, assigned_at=None)

    page = text(sdo, f"/office/drive/{ground.division.pk}/")

    assert "Nobody is sent to some of the open doors" in page
    assert "does not walk" not in page


def test_page_and_register_say_the_same_of_a_new_drive(ground: Ground, sdo: Client) -> None:
    opened(ground)

    assert "does not walk" not in text(sdo, f"/office/drive/{ground.division.pk}/")
    assert "Everybody with open doors walks" not in text(sdo, f"/office/drive/{ground.division.pk}/register/")


def test_the_column_counts_done_and_blocked_and_says_so(ground: Ground, sdo: Client) -> None:
    drive = opened(ground)
    Door.objects.filter(round=drive.pk, beat__worker=ground.walkers[0]).update(state="blocked", closed_at=build.NOON)

    page = text(sdo, f"/office/drive/{ground.division.pk}/")

    assert '<th class="n">Done or blocked</th>' in page
    assert '<th class="n">Done</th>' not in page


def test_the_form_of_a_drive_speaks_hindi(ground: Ground) -> None:
    assert "Not reached" not in text(
        login("hindi", ground.division, "sdo", "hi"), f"/office/drive/{ground.division.pk}/new/"
    )


# Days


def test_a_first_day_far_off_is_asked_about_once_more(ground: Ground, sdo: Client) -> None:
    address, far = f"/office/drive/{ground.division.pk}/new/", timezone.localdate() + 396 * DAY
    typed = days(whom="no_number", begins_on=far, deadline=far + 20 * DAY)

    asked = sdo.post(address, typed)

    assert asked.status_code == 422
    assert "This day is 396 days from now." in asked.content.decode()
    assert not Drive.objects.exists()
    assert sdo.post(address, {**typed, "is_sure": "on"}).status_code == 302
    assert Drive.objects.get().round.begins_on == far


@pytest.mark.parametrize(("off", "status"), [(60, 302), (61, 422), (-60, 302), (-61, 422), (-365, 422)])
def test_what_is_far_off(ground: Ground, sdo: Client, off: int, status: int) -> None:
    begins, ends = timezone.localdate() + off * DAY, timezone.localdate() + max(off, 0) * DAY
    typed = days(whom="no_number", begins_on=begins, deadline=ends, weekdays=list(range(7)))

    assert sdo.post(f"/office/drive/{ground.division.pk}/new/", typed).status_code == status


def test_nobody_left_to_visit_says_which_drive_holds_them(ground: Ground, sdo: Client) -> None:
    holding = opened(ground, begins=40, title="गलत साल")

    page = sdo.post(f"/office/drive/{ground.division.pk}/new/", days(whom="no_number")).content.decode()

    assert "These drives have open doors here" in page
    assert f'?drive={holding.pk}"' in page
    assert "20 open doors" in page


def test_the_days_are_mended_from_the_page(ground: Ground, sdo: Client) -> None:
    drive = opened(ground, begins=396)
    address, today = f"/office/drive/{ground.division.pk}/mend/?drive={drive.pk}", timezone.localdate()
    assert "Change the days" in text(sdo, address)

    answer = sdo.post(address, days(deed="days"))

    assert answer["Location"] == f"/office/drive/{ground.division.pk}/?drive={drive.pk}"
    assert Round.objects.get().begins_on == today
    assert "The days of the drive are changed." in text(sdo, answer["Location"])


@pytest.mark.parametrize("wrong", [{"deadline": "2020-01-01"}, {"begins_on": "nonsense"}, {"weekdays": []}])
def test_days_that_make_no_sense_are_said(ground: Ground, sdo: Client, wrong: dict[str, object]) -> None:
    drive = opened(ground)

    answer = sdo.post(f"/office/drive/{ground.division.pk}/mend/?drive={drive.pk}", days(deed="days", **wrong))

    assert answer.status_code == 422
    assert Round.objects.get().title == "एक"


def test_a_first_day_long_ago_is_not_asked_about_again(ground: Ground, sdo: Client) -> None:
    drive = opened(ground, begins=-90, lasts=100)
    kept = {"begins_on": drive.round.begins_on, "deadline": timezone.localdate() + 20 * DAY}

    answer = sdo.post(f"/office/drive/{ground.division.pk}/mend/?drive={drive.pk}", days(deed="days", **kept))

    assert answer.status_code == 302


# The end


def test_what_becomes_of_open_doors_is_said_before_the_end(ground: Ground, sdo: Client) -> None:
    drive = opened(ground)
    address = f"/office/drive/{ground.division.pk}/mend/?drive={drive.pk}"
    assert "20 doors are still open. They leave the phones at once" in text(sdo, address)

    answer = sdo.post(address, {"deed": "end"})

    page = text(sdo, answer["Location"])
    assert "20 doors were still open; another drive may take them." in page
    assert "This drive was ended on" in page
    assert "/mend/" not in page
    assert Round.objects.get().closed_at is not None
    assert sdo.get(address).status_code == 302
    typed = days(whom="no_number")
    assert sdo.post(f"/office/drive/{ground.division.pk}/new/", typed).status_code == 302


def test_beats_of_an_ended_drive_are_not_given_any_more(ground: Ground, sdo: Client) -> None:
    drive = opened(ground)
    beat = drive.round.beats.filter(worker=ground.walkers[0]).earliest("number")
    end(drive, at=timezone.now(), by="sdo")
    address = f"/office/drive/{ground.division.pk}/beats/?drive={drive.pk}"

    assert 'value="give"' not in text(sdo, address)
    assert sdo.post(address, {"beat": beat.pk, "worker": "", "deed": "give"}).status_code == 404
    beat.refresh_from_db()
    assert beat.worker_id == ground.walkers[0].pk


@pytest.mark.parametrize("deed", ["days", "end"])
def test_a_drive_that_reaches_beyond_my_office_is_not_mine_to_change(ground: Ground, deed: str) -> None:
    drive = opened(ground)
    engineer = login("je", ground.sections[0], "je")
    address = f"/office/drive/{ground.sections[0].pk}/mend/?drive={drive.pk}"

    assert engineer.get(address).status_code == 404
    assert engineer.post(address, days(deed=deed)).status_code == 404
    assert "/mend/" not in text(engineer, f"/office/drive/{ground.sections[0].pk}/")
    assert Round.objects.get().closed_at is None


# Beats


def test_who_cannot_walk_holds_no_beat_on_any_page(ground: Ground, sdo: Client) -> None:
    drive = opened(ground)
    east, west = ground.walkers
    Post.objects.filter(person=east).update(valid_to=timezone.localdate())
    User.objects.filter(pk=west.pk).update(is_active=False)

    assert fieldwork.take_back(by="clock", at=timezone.now()) == drive.round.beats.count()

    assert not drive.round.beats.exclude(worker=None).exists()
    assert "20 open doors are in nobody’s hands" in text(sdo, f"/office/drive/{ground.division.pk}/")
    assert "lineman" not in text(sdo, f"/office/drive/{ground.division.pk}/beats/")
    assert "lineman" not in text(sdo, f"/office/sheets/{ground.division.pk}/")
    assert fieldwork.take_back(by="clock", at=timezone.now()) == 0


def test_who_will_walk_in_a_round_to_come_keeps_the_beats(ground: Ground) -> None:
    Post.objects.filter(person__in=ground.walkers).update(valid_from=timezone.localdate() + 10 * DAY)
    drive = opened(ground, begins=20)
    assert drive.round.beats.exclude(worker=None).exists()

    assert fieldwork.take_back(by="clock", at=timezone.now()) == 0


def test_what_became_of_a_beat_is_said(ground: Ground, sdo: Client) -> None:
    drive = opened(ground)
    beat = drive.round.beats.filter(worker=ground.walkers[0]).earliest("number")
    address = f"/office/drive/{ground.division.pk}/beats/"

    def said(worker: object) -> str:
        told = {"beat": beat.pk, "worker": worker, "deed": "give"}
        return sdo.post(address, told, follow=True).content.decode()

    assert f"lineman1 walks beat {beat.number} now." in said(ground.walkers[1].pk)
    assert f"Beat {beat.number} stays as it was." in said(ground.walkers[1].pk)
    assert f"Beat {beat.number} is nobody’s now." in said("")


def test_beats_are_offered_to_those_who_walk(ground: Ground, sdo: Client) -> None:
    opened(ground)
    for role in ("officer", "operator", "ee", "clerk", "je", "reader"):
        build.officer(f"some-{role}", of=ground.division, role=role)

    page = text(sdo, f"/office/drive/{ground.division.pk}/beats/")

    offered = {role for role in ("officer", "operator", "ee", "clerk", "je", "reader") if f"some-{role}" in page}
    assert offered == {"je", "reader"}
