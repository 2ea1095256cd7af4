"""The telephone's side of the sync, over HTTP: what it is told, what is taken of it, and what it is refused."""

from __future__ import annotations

import gzip
import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta
from datetime import timezone as tz
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

import bijlisetu.contact.actions as contact
from bijlisetu.contact.models import Claim
from bijlisetu.drives.models import Drive, Matter
from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.models import Device, Photo, Round, Visit
from bijlisetu.reports.words import OUTCOMES
from tests import build
from tests.fieldwork.field import UPDATED, Field, laid, told
from tests.plumbing.test_pictures import SHOWN, TRACES

pytestmark = pytest.mark.django_db
#: A head, a scan, and the end of the picture.
JPEG = b"\xff\xd8\xff\xe0\0\4ab\xff\xda\0\2" + bytes(range(255)) * 200 + b"\xff\xd9"
PHONE = str(uuid.UUID(int=7))


def phone(user: User, **more: Any) -> Client:
    client = Client(**more)
    client.force_login(user)
    return client


@pytest.fixture
def field() -> Field:
    made = laid(4)
    build.officer("worker", of=build.office(), role="lineman")
    return made


@pytest.fixture
def worker(field: Field) -> Client:
    return phone(field.worker)


def visit(field: Field, place: int = 0, outcome: str = "updated", **more: Any) -> dict[str, Any]:
    door = field.doors[place]
    usual = {
        "id": str(uuid.uuid4()), "door": door.pk, "consumer": door.consumer_id, "beat": field.beat, "outcome": outcome,
        "answers": UPDATED if outcome == "updated" else {}, "said_at": timezone.now().isoformat(),
        "gps": [24.69, 83.07, 12.5],
    }  # fmt: skip
    return {**usual, **more}


def send(client: Client, *visits: Any, **more: Any) -> Any:
    body = {"device": PHONE, "app": "1", "clock": timezone.now().isoformat(), "visits": visits, **more}
    return client.post("/field/api/visits", json.dumps(body), content_type="application/json")


def test_a_phone_says_who_it_is_and_is_told_who_works_on_it(worker: Client) -> None:
    body = {"device": PHONE, "name": "Cheap phone\0\ud83d", "app": "abc"}

    told_back = worker.post("/field/api/device", json.dumps(body), content_type="application/json").json()

    assert (told_back["person"], told_back["shut"]) == ("worker", False)
    assert abs(datetime.fromisoformat(told_back["clock"]) - timezone.now()) < timedelta(minutes=1)
    assert (Device.objects.get().name, str(Device.objects.get().pk)) == ("Cheap phone", PHONE)


def test_a_worker_is_told_their_beats_and_the_form(worker: Client, field: Field) -> None:
    said = worker.get("/field/api/beats").json()

    (beat,), (round_,) = said["beats"], said["rounds"]
    assert (beat["beat"], beat["doors"], beat["round"]) == (field.beat, 4, field.round)
    assert round_["until"] == "2027-11-01"
    assert round_["form"]["outcomes"]["locked"]["label"]["hi"] == str(OUTCOMES["locked"])
    assert round_["form"]["fields"][0]["name"] == "number"


def test_doors_show_what_is_needed_and_no_more(worker: Client, field: Field) -> None:
    consumer = field.doors[0].consumer
    build.address(consumer, "916000000042")
    consumer.pole, consumer.latitude, consumer.longitude = "P-9", 24.5, 83.1
    consumer.save()

    said = worker.get("/field/api/doors", {"beat": field.beat, "limit": 2}).json()

    assert said["doors"][0] == {
        "d": field.doors[0].pk, "c": consumer.pk, "a": consumer.account[-4:], "n": consumer.name, "p": "", "l": "P-9",
        "m": "60xxxxxx42", "y": "no_address", "r": None, "o": 1, "x": [24.5, 83.1], "s": "open",
        "w": "",
    }  # fmt: skip
    assert (len(said["doors"]), said["next"], said["gone"]) == (2, 2, [])
    further = worker.get("/field/api/doors", {"beat": field.beat, "limit": 2, "after": 2}).json()
    assert ([door["o"] for door in further["doors"]], further["next"]) == ([3, 4], 4)
    assert worker.get("/field/api/doors", {"beat": field.beat, "since": said["version"]}).json()["doors"] == []


@pytest.mark.parametrize("asked", [{"beat": 2**62}, {"beat": "x"}, {}, {"beat": 0}])
def test_another_beat_is_not_shown(worker: Client, asked: dict[str, Any]) -> None:
    other = laid(worker="another")

    answers = [worker.get("/field/api/doors", asked), worker.get("/field/api/doors", {"beat": other.beat})]

    assert all(answer.status_code in (400, 404) for answer in answers)
    assert all("doors" not in answer.json() for answer in answers)


def test_a_beat_handed_over_or_of_a_closed_round_is_shown_no_more(worker: Client, field: Field) -> None:
    actions.close_round(round_=field.round, by="chief", at=build.NOON)

    assert worker.get("/field/api/beats").json()["beats"] == []
    assert worker.get("/field/api/doors", {"beat": field.beat}).status_code == 404


@pytest.mark.parametrize(
    ("begins", "ends", "is_shown"), [(0, 1, True), (-5, 1, True), (1, 30, False), (396, 420, False), (-30, 0, False)]
)
def test_beats_are_walked_from_the_first_day_of_their_round_to_its_last(
    worker: Client, field: Field, begins: int, ends: int, is_shown: bool
) -> None:
    today = timezone.localdate()
    days = {"begins_on": today + timedelta(days=begins), "ends_on": today + timedelta(days=ends)}
    Round.objects.filter(pk=field.round).update(**days)

    said = worker.get("/field/api/beats").json()

    assert (bool(said["beats"]), bool(said["rounds"])) == (is_shown, is_shown)
    assert worker.get("/field/api/doors", {"beat": field.beat}).status_code == (200 if is_shown else 404)
    assert send(worker, visit(field)).json()["taken"]  # whoever went there went there


def test_a_visit_is_taken_and_acknowledged_by_its_identity(worker: Client, field: Field) -> None:
    one = visit(field)

    said, again = send(worker, one).json(), send(worker, one).json()

    assert (said["taken"], said["refused"]) == ([one["id"]], [])
    assert (again["taken"], again["refused"]) == ([one["id"]], [])
    (kept,) = Visit.objects.all()
    assert (kept.answers, kept.latitude, kept.accuracy_m, str(kept.device_id)) == (UPDATED, 24.69, 12.5, PHONE)
    assert field.door().state == "done"


def test_a_visit_of_two_kilobytes_is_a_full_one(field: Field) -> None:
    full = visit(field, answers={**UPDATED, "whatsapp": "same", "email": "r@example.in", "remark": "मकान " * 40})

    assert len(json.dumps(full, ensure_ascii=False).encode()) < 2048


def test_what_is_not_taken_says_why_in_words_and_its_neighbours_are_taken(worker: Client, field: Field) -> None:
    in_no_zone = timezone.now().astimezone(tz(timedelta(hours=16))).isoformat()
    good = [visit(field, 0), visit(field, 1, "locked", said_at=in_no_zone)]
    bad = [
        (visit(field, 2, answers={"number": "12", "whose": "own"}), "bad_answer", "“मोबाइल नंबर”"),
        (visit(field, 2, answers={**UPDATED, "remark": "\ud83d"}), "bad_answer", "“कुछ और बताना है?”"),
        (visit(field, 2, answers=[]), "bad_answer", ""),
        (visit(field, 2, answers={"remark": "x" * 40_000}), "too_large", ""),
        (visit(field, 2, said_at="yesterday"), "bad_answer", ""),
        (visit(field, 2, said_at="2026-11-28T10:00:00"), "bad_answer", ""),
        (visit(field, 2, said_at="0001-01-01T00:00:00+05:30"), "clock_years_off", ""),
        (visit(field, 2, said_at="9999-12-31T23:59:59-11:00"), "clock_years_off", ""),
        (visit(field, 2, door=None), "unknown_door", ""),
        (visit(field, 2, door=2**70), "unknown_door", ""),
        (visit(field, 2, consumer="1"), "unknown_consumer", ""),
        (visit(field, 2, consumer=True), "unknown_consumer", ""),
        (visit(field, 2, beat=-1), "not_your_round", ""),
        (visit(field, 2, outcome=None), "outcome_unlisted", ""),
        (visit(field, 2, outcome={"x": 1}), "outcome_unlisted", ""),
        (visit(field, 2, id="no identity\0"), "bad_answer", ""),
        (visit(field, 2, id=None), "bad_answer", ""),
        ("no visit", "bad_answer", ""),
        (None, "bad_answer", ""),
    ]  # fmt: skip

    said = send(worker, *(one for one, _, _ in bad), *good).json()

    assert said["taken"] == [one["id"] for one in good]
    assert {one["why"] for one in said["refused"]} == {why for _, why, _ in bad}
    named = {one["id"]: (one["why"], one["say"]) for one in said["refused"]}
    for one, why, words in bad:
        if isinstance(one, dict) and one["id"] and "\0" not in one["id"]:
            assert named[one["id"]][0] == why, one
            assert words in named[one["id"]][1]
    assert all(one["say"] for one in said["refused"])
    assert Visit.objects.count() == 2


@pytest.mark.parametrize(
    "gps", [[91, 83, 5], [float("inf"), 83, 5], ["24", "83", "5"], [24, 83], {}, True, [10**400, 1, 1]]
)
def test_a_place_that_is_on_no_map_costs_no_visit(worker: Client, field: Field, gps: Any) -> None:
    assert len(send(worker, visit(field, gps=gps)).json()["taken"]) == 1
    assert Visit.objects.get().latitude is None


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'{"visits": {}}', b"\xff", b"[" * 100_000, b'{"visits": [], "device": "x"}']
)
def test_what_is_no_parcel_is_refused_whole(worker: Client, body: bytes) -> None:
    answer = worker.post("/field/api/visits", body, content_type="application/json")

    assert (answer.status_code, answer.json()["why"]) == (400, "bad_answer")


def test_a_parcel_that_is_too_large_is_refused_whole(worker: Client, field: Field) -> None:
    many = send(worker, *(visit(field) for _ in range(51)))
    heavy = send(worker, visit(field), app="x" * 140_000)

    assert [(one.status_code, one.json()["why"]) for one in (many, heavy)] == [(413, "too_large")] * 2
    assert not Visit.objects.exists()


@pytest.mark.parametrize("years", [-56, 10])
def test_a_phone_whose_clock_is_years_off_loses_nothing(worker: Client, field: Field, years: int) -> None:
    off = timedelta(days=365 * years)
    made = timezone.now() - timedelta(hours=1)

    said = send(worker, visit(field, said_at=(made + off).isoformat()), clock=(timezone.now() + off).isoformat()).json()

    assert len(said["taken"]) == 1
    assert abs(Visit.objects.get().at - made) < timedelta(minutes=1)


def test_a_forged_parcel_reaches_no_other_workers_round(worker: Client, field: Field) -> None:
    other = laid(worker="another")

    said = send(
        worker, visit(other), visit(field, door=other.doors[0].pk), visit(field, consumer=other.doors[0].consumer_id)
    )

    assert sorted(one["why"] for one in said.json()["refused"]) == ["not_your_round", "unknown_door", "unknown_door"]
    assert {other.door(place).state for place in range(3)} == {"open"}


def test_whoever_is_logged_out_is_told_so_and_loses_nothing(field: Field) -> None:
    answers = [
        Client().get("/field/api/beats"), Client().get("/field/api/doors"), send(Client(), visit(field)),
        Client().post("/field/api/device"), Client().get(f"/field/api/photo/{uuid.uuid4()}/meter"),
        Client().post("/field/api/proof"), Client().post(f"/field/api/proof/{uuid.uuid4()}"),
    ]  # fmt: skip

    assert [(one.status_code, one.json()) for one in answers] == [(401, {"why": "login"})] * 7


def test_whoever_walks_no_beat_is_refused(field: Field) -> None:
    build.officer("clerk", of=build.office(), role="clerk")
    clerk = phone(User.objects.get(username="clerk"))

    assert clerk.get("/field/api/beats").status_code == 403
    assert send(clerk, visit(field)).status_code == 403


def test_a_parcel_from_another_site_is_refused(field: Field) -> None:
    strict = phone(field.worker, enforce_csrf_checks=True)

    assert send(strict, visit(field)).status_code == 403
    assert not Visit.objects.exists()


def test_a_lost_phone_is_shut(worker: Client, field: Field) -> None:
    send(worker, visit(field))
    actions.shut(devices=[uuid.UUID(PHONE)], by="chief", at=timezone.now())

    answers = [
        worker.get("/field/api/beats"), worker.get("/field/api/doors", {"beat": field.beat}),
        send(worker, visit(field, 1)), send(phone(field.worker), visit(field, 1)),
    ]  # fmt: skip

    assert [(one.status_code, one.json()) for one in answers] == [(403, {"shut": True})] * 4
    again = phone(field.worker).post(
        "/field/api/device", json.dumps({"device": PHONE}), content_type="application/json"
    )
    assert again.json()["shut"] is True
    assert Visit.objects.count() == 1
    assert phone(field.worker).get("/field/api/beats").status_code == 200  # the person goes on, on another one


def pieces(client: Client, of: str, content: bytes, *, size: int = 30_000, **more: Any) -> Any:
    said: Any = None
    for offset in range(0, len(content), size):
        said = piece(client, of, content, offset, size, **more)
    return said


def piece(client: Client, of: str, content: bytes, offset: int, octets: int = 30_000, **more: Any) -> Any:
    told_of = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "from": offset, **more}
    query = "&".join(f"{name}={value}" for name, value in told_of.items())
    return client.put(
        f"/field/api/photo/{of}/meter?{query}",
        content[offset : offset + octets],
        content_type="application/octet-stream",
    )


def test_a_photo_comes_in_pieces_and_goes_on_where_the_line_broke(worker: Client, field: Field) -> None:
    one = visit(field)
    send(worker, one)
    address = f"/field/api/photo/{one['id']}/meter"

    before = worker.get(address).json()
    piece(worker, one["id"], JPEG, 0)
    piece(worker, one["id"], JPEG, 0)  # its answer was lost, so it comes again
    jumped = piece(worker, one["id"], JPEG, 40_000).json()
    whole = piece(worker, one["id"], JPEG, 30_000).json()

    assert (before, jumped, whole) == ({"received": 0}, {"received": 30_000}, {"received": len(JPEG)})
    photo = Photo.objects.get()
    assert b"".join(map(bytes, photo.pieces.order_by("offset").values_list("content", flat=True))) == JPEG
    assert photo.completed_at
    assert worker.get(address).json() == {"received": len(JPEG)}
    assert pieces(worker, one["id"], JPEG).json() == {"received": len(JPEG)}


def test_a_photo_is_kept_without_the_place_and_telephone_that_its_camera_wrote_in_it(
    worker: Client, field: Field
) -> None:
    one, taken = visit(field), b"\xff\xd8" + TRACES + SHOWN + b"\xff\xd9"
    send(worker, one)

    piece(worker, one["id"], taken, 0, octets=40)
    piece(worker, one["id"], taken, 40)

    kept = b"".join(map(bytes, Photo.objects.get().pieces.values_list("content", flat=True)))
    assert kept == b"\xff\xd8" + SHOWN + b"\xff\xd9"
    assert pieces(worker, one["id"], taken).json() == {"received": len(taken)}


@pytest.mark.parametrize(
    ("content", "more", "status", "why"),
    [
        (b"<svg onload=alert(1)></svg>" * 9, {}, 422, "bad_answer"),
        (b"GIF89a" + b"\0" * 99, {}, 422, "bad_answer"),
        (b"MZ" + b"\0" * 99, {}, 422, "bad_answer"),
        (b"\xff\xd8", {}, 422, "bad_answer"),
        (JPEG[:999], {"sha256": "0" * 64}, 422, "bad_answer"),
        (JPEG[:999], {"size": 500}, 422, "bad_answer"),
        (JPEG[:999], {"size": 5_000_000}, 422, "too_large"),
        (JPEG[:999], {"size": 0}, 422, "too_large"),
        (JPEG[:999], {"size": "x"}, 400, "bad_answer"),
        (JPEG[:999], {"from": "-1"}, 400, "bad_answer"),
        (JPEG[:999], {"sha256": "x"}, 400, "bad_answer"),
        (JPEG[:40_000], {}, 413, "too_large"),
    ],
)
def test_a_false_picture_is_refused(
    worker: Client, field: Field, content: bytes, more: dict[str, Any], status: int, why: str
) -> None:
    one = visit(field)
    send(worker, one)

    answer = piece(worker, one["id"], content, 0, 50_000, **more)

    assert (answer.status_code, answer.json()["why"]) == (status, why)
    assert answer.json()["say"]
    assert not Photo.objects.filter(completed_at__isnull=False).exists()


def test_a_photo_taken_anew_stands_in_place_of_half_a_one_but_not_of_a_whole(worker: Client, field: Field) -> None:
    one, other = visit(field), JPEG[:25_000]
    send(worker, one)
    piece(worker, one["id"], JPEG, 0)

    assert pieces(worker, one["id"], other).json() == {"received": 25_000}
    assert piece(worker, one["id"], JPEG, 0).json()["why"] == "changed"


def test_nobody_adds_a_picture_to_anothers_visit(worker: Client, field: Field) -> None:
    other = laid(worker="another")
    build.officer("another", of=build.office(), role="agent")
    theirs = visit(other)
    send(phone(other.worker), theirs, device=str(uuid.UUID(int=8)))

    assert piece(worker, theirs["id"], JPEG, 0).status_code == 404
    assert worker.get(f"/field/api/photo/{theirs['id']}/meter").status_code == 404
    own = visit(field)
    send(worker, own)
    assert worker.get(f"/field/api/photo/{own['id']}/number").status_code == 404  # no picture is asked so


def test_a_code_goes_to_a_number_that_the_visit_brought_and_to_no_other(worker: Client, field: Field) -> None:
    field.doors[0].consumer.feeder.places.update(section=build.office(parent=build.office("company")))
    one = visit(field)
    send(worker, one)

    def ask(value: str, of: str = one["id"]) -> Any:
        body = json.dumps({"visit": of, "value": value})
        return worker.post("/field/api/proof", body, content_type="application/json")

    asked = ask("6000000001")
    wrong = worker.post(
        f"/field/api/proof/{asked.json()['challenge']}", json.dumps({"code": "000000"}), content_type="application/json"
    )

    assert asked.status_code == 200
    assert wrong.json()["state"] == "wrong"
    assert ask("6000000002").status_code == 422
    assert ask("x").status_code == 422
    assert ask("6000000001", of=str(uuid.uuid4())).status_code == 404
    strange = worker.post(
        f"/field/api/proof/{uuid.uuid4()}", json.dumps({"code": "1"}), content_type="application/json"
    )
    assert strange.json()["state"] == "over"


def test_no_code_goes_out_for_a_visit_that_others_make_again(worker: Client, field: Field) -> None:
    one = visit(field)
    send(worker, one)
    drive = Drive.objects.create(
        round_id=field.doors[0].round_id, population="no_number", weekdays=[0], from_hour=9, until_hour=18
    )
    Matter.objects.create(
        drive=drive, person=field.worker, office=build.office(), why="signals", level=1, raised_at=timezone.now(),
        risen_at=timezone.now(), decision="walked_again", note="nobody was there", decided_by="sdo",
        decided_at=timezone.now(),
    )  # fmt: skip

    body = json.dumps({"visit": one["id"], "value": "6000000001"})
    asked = worker.post("/field/api/proof", body, content_type="application/json")

    assert asked.status_code == 404


def test_five_hundred_doors_are_a_small_answer(worker: Client) -> None:
    many = laid(500)

    answer = worker.get("/field/api/doors", {"beat": many.beat, "limit": 500}, HTTP_ACCEPT_ENCODING="gzip")

    plain = gzip.decompress(answer.content)
    assert len(json.loads(plain)["doors"]) == 500
    assert len(plain) < 300_000
    assert len(answer.content) < 60_000


def test_answers_are_kept_nowhere_and_need_no_page(worker: Client) -> None:
    answer = worker.get("/field/api/beats")

    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"


def test_what_the_phone_sent_is_what_the_office_keeps(worker: Client, field: Field) -> None:
    send(worker, visit(field, 0, "locked", said_at="2026-11-20T09:00:00Z", answers={"remark": "कुत्ता है"}))

    kept = Visit.objects.get()
    assert (kept.said_at, kept.answers) == (datetime(2026, 11, 20, 9, tzinfo=UTC), {"remark": "कुत्ता है"})
    assert told(field).id != kept.id


def test_a_phone_is_told_that_a_mailbox_proved_itself(field: Field, worker: Client) -> None:
    told_of = visit(field, answers={"email": "ek@example.in", "whose": "own"})
    assert send(worker, told_of).json()["refused"] == []
    assert worker.get("/field/api/beats").json()["proved"] == []

    claim = Claim(
        consumer_id=told_of["consumer"], value="ek@example.in", word="own", source="reply", proof="link",
        at=timezone.now(),
    )  # fmt: skip
    contact.take(claims=[claim], at=timezone.now(), by="link")

    assert worker.get("/field/api/beats").json()["proved"] == [{"id": told_of["id"], "proved": ["email"]}]
