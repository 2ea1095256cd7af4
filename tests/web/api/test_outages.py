"""SCADA enters a cut, changes it and ends it; what it may not see or do is refused, and nothing is done twice."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.outages import actions
from bijlisetu.outages.models import Outage, Told
from bijlisetu.outages.queries import differences
from bijlisetu.staff.purposes import Purpose
from tests import build
from tests.outages.desk import with_outage
from tests.web.api.asking import HOUR, Asker, Network, asker, breakdown

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(net: Network) -> Consumer:
    return build.consumer(on=net.feeders[0], mobile="916000000001")


def entered(by: Asker, net: Network, **more: Any) -> dict[str, Any]:
    answer = by.post("/outages", breakdown({"feeder": net.feeders[0].code}, {"feeder": net.feeders[1].code}, **more))
    assert answer.status_code == 201, answer.content
    return answer.json()


def stages() -> list[str]:
    return list(Told.objects.order_by("id").values_list("stage", flat=True))


def test_a_cut_is_entered_and_people_are_told_at_once(scada: Asker, net: Network, person: Consumer) -> None:
    answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}, crew="Crew 4"))

    found = Outage.objects.get()
    said = answer.json()
    assert (answer.status_code, answer["Location"]) == (201, f"/api/outages/{found.number}")
    assert (said["number"], said["kind"], said["state"], said["crew"]) == (found.number, "breakdown", "on", "Crew 4")
    assert said["parts"] == [{"substation": None, "feeder": net.feeders[0].code, "transformer": None, "back_at": None}]
    assert said["is_announced"] is True
    assert stages() == ["cut"]
    assert {(one.deed, one.by) for one in Entry.objects.filter(deed__startswith="outage.")} == {
        ("outage.entered", "system:scada"), ("outage.announced", "system:scada"),
    }  # fmt: skip


def test_without_the_right_to_announce_it_waits_for_an_officer(net: Network, person: Consumer) -> None:
    oms = asker(net.division, Purpose.OUTAGES_READ, Purpose.OUTAGES_WRITE)

    said = entered(oms, net)

    assert (said["state"], said["is_announced"], stages()) == ("entered", False, [])
    assert oms.post(f"/outages/{said['number']}/announce").status_code == 403
    actions.announce(
        outage=Outage.objects.get().pk, at=timezone.now(), by=build.officer("je", of=net.section, role="je")
    )
    assert oms.get(f"/outages/{said['number']}").json()["is_announced"] is True


def test_it_is_changed_and_ends_as_at_the_desk(scada: Asker, net: Network, person: Consumer) -> None:
    number = entered(scada, net)["number"]
    later = timezone.now().replace(microsecond=0) + 5 * HOUR

    promised = scada.post(f"/outages/{number}/promise", {"until_at": later.isoformat()})
    partly = scada.post(f"/outages/{number}/partly-back", {"elements": [{"feeder": net.feeders[1].code}]})
    back = scada.post(f"/outages/{number}/back")

    assert [one.status_code for one in (promised, partly, back)] == [200, 200, 200], back.content
    assert promised.json()["until_at"] == later.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert [one["back_at"] is None for one in partly.json()["parts"]] == [True, False]
    assert back.json()["state"] == "back"
    assert differences() == []


def test_planned_work_is_cancelled(scada: Asker, net: Network) -> None:
    tomorrow = timezone.now() + timedelta(days=1)
    said = breakdown({"substation": net.section.code}, kind="planned", reason="safety", from_at=tomorrow.isoformat(),
                     until_at=(tomorrow + HOUR).isoformat())  # fmt: skip
    number = scada.post("/outages", said).json()["number"]

    answer = scada.post(f"/outages/{number}/cancel", {"why": "rain"})

    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    assert answer.json()["parts"][0]["substation"] == net.section.code


def test_a_transformer_is_named_by_its_feeder_and_its_name(scada: Asker, net: Network) -> None:
    answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code, "transformer": "DT 1"}))

    (part,) = answer.json()["parts"]
    assert (part["feeder"], part["transformer"]) == (net.feeders[0].code, "DT 1")


@pytest.mark.parametrize("element", [
    {}, {"feeder": "NOWHERE"}, {"substation": "NOWHERE"}, {"transformer": "DT 1"},
    {"feeder": "FIRST", "transformer": "DT 9"}, {"feeder": "FIRST", "substation": "SECTION"},
])  # fmt: skip
def test_an_unknown_element_is_named_by_its_place(scada: Asker, net: Network, element: dict[str, str]) -> None:
    real = {"FIRST": net.feeders[0].code, "SECTION": net.section.code}
    told = {name: real.get(value, value) for name, value in element.items()}

    answer = scada.post("/outages", breakdown({"feeder": net.feeders[1].code}, told))

    assert (answer.status_code, answer.json()["type"]) == (422, "urn:bijlisetu:problem:unknown-element")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["#/elements/1"]
    assert not Outage.objects.exists()


def test_an_element_of_another_office_is_not_theirs(scada: Asker, net: Network) -> None:
    for element in ({"feeder": net.beside.code}, {"substation": net.beside.places.get().section.code}):
        answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}, element))

        assert (answer.status_code, answer.json()["type"]) == (403, "urn:bijlisetu:problem:not-theirs")
    assert not Outage.objects.exists()


@pytest.mark.parametrize(("more", "status", "name"), [
    ({"until_at": "2026-01-01T00:00:00+05:30"}, 422, "times-cannot-be"),
    ({"reason": "maintenance of nothing"}, 422, "unknown-reason"),
    ({"kind": "planned", "until_at": None, "reason": "safety"}, 422, "times-cannot-be"),
    ({"from_at": "2026-11-29T14:30:00"}, 422, "not-valid"),
    ({"from_at": "1764405000"}, 422, "not-valid"),
    ({"from_at": 1764405000}, 422, "not-valid"),
    ({"from_at": "9999-12-31T23:59:59-23:00"}, 422, "not-valid"),
    ({"elements": []}, 422, "not-valid"),
    ({"kind": "holiday"}, 422, "not-valid"),
    ({"colour": "red"}, 422, "not-valid"),
    ({"crew": "\0"}, 422, "not-valid"),
])  # fmt: skip
def test_what_cannot_be_is_refused_and_said_where(
    scada: Asker, net: Network, more: dict[str, Any], status: int, name: str
) -> None:
    answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}, **more))

    said = answer.json()
    assert (answer.status_code, said["type"]) == (status, f"urn:bijlisetu:problem:{name}")
    if name == "not-valid":
        assert [one["pointer"] for one in said["errors"]] == [f"#/{next(iter(more))}"]
    assert not Outage.objects.exists()


def test_what_was_entered_before_is_named(scada: Asker, net: Network) -> None:
    number = entered(scada, net)["number"]

    answer = scada.post("/outages", breakdown({"feeder": net.feeders[0].code}))

    assert (answer.status_code, answer.json()["number"]) == (409, number)


def test_a_deed_that_cannot_follow_is_refused(scada: Asker, net: Network) -> None:
    number = entered(scada, net)["number"]
    other = scada.post(f"/outages/{number}/partly-back", {"elements": [{"substation": net.section.code}]})
    scada.post(f"/outages/{number}/back")

    again = scada.post(f"/outages/{number}/back")

    assert (other.status_code, other.json()["errors"][0]["pointer"]) == (422, "#/elements/0")
    assert (again.status_code, again.json()["type"]) == (409, "urn:bijlisetu:problem:is-over")


def test_one_of_another_office_is_as_if_it_were_not(scada: Asker, net: Network) -> None:
    theirs = with_outage(net.beside, by="far", of=net.elsewhere).number

    def said(answer: Any) -> tuple[int, str]:
        return answer.status_code, answer.json()["detail"].replace(theirs, "").replace("4242420", "")

    for number in (theirs, "4242420"):
        assert said(scada.get(f"/outages/{number}")) == (404, "there is no outage  at this office")
        for deed in ("announce", "back", "cancel"):
            assert said(scada.post(f"/outages/{number}/{deed}")) == (404, "there is no outage  at this office")
    assert scada.get("/outages").json()["items"] == []
    assert Outage.objects.get().state == "entered"


def test_one_that_reaches_beyond_its_office_is_seen_and_not_changed(scada: Asker, net: Network) -> None:
    chief = asker(net.company)
    said = breakdown({"feeder": net.feeders[0].code}, {"feeder": net.beside.code})
    number = chief.post("/outages", said).json()["number"]

    assert scada.get(f"/outages/{number}").status_code == 200
    refused = scada.post(f"/outages/{number}/back")
    assert (refused.status_code, refused.json()["type"]) == (403, "urn:bijlisetu:problem:not-theirs")


def test_a_list_goes_on_where_it_was(scada: Asker, net: Network) -> None:
    numbers = [
        scada.post("/outages", breakdown({"feeder": one.code}, words=str(place))).json()["number"]
        for place, one in enumerate(net.feeders)
    ]
    scada.post(f"/outages/{numbers[0]}/back")

    first = scada.get("/outages", limit=1).json()
    second = scada.get("/outages", limit=1, after=first["next"]).json()

    assert [one["number"] for one in (*first["items"], *second["items"])] == numbers
    assert second["next"] is None
    assert [one["number"] for one in scada.get("/outages", is_open="true").json()["items"]] == numbers[1:]


def test_whoever_has_it_already_is_told_so(scada: Asker, net: Network) -> None:
    number = entered(scada, net)["number"]
    first = scada.get(f"/outages/{number}")

    again = scada.get(f"/outages/{number}", headers={"If-None-Match": first["ETag"]})
    scada.post(f"/outages/{number}/back")
    changed = scada.get(f"/outages/{number}", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, changed.status_code) == (304, b"", 200)
