"""A system that asks what has changed since its last look misses nothing, and sees what it was let in for."""

from __future__ import annotations

import pytest

from bijlisetu.staff.purposes import Purpose
from tests import build
from tests.web.api.asking import Asker, Network, asker, breakdown

pytestmark = pytest.mark.django_db


def test_it_goes_on_after_the_last_that_it_had(scada: Asker, net: Network) -> None:
    begins = scada.get("/changes").json()
    number = scada.post("/outages", breakdown({"feeder": net.feeders[0].code})).json()["number"]

    first = scada.get("/changes", after=begins["next"], limit=1).json()
    rest = scada.get("/changes", after=first["next"]).json()
    nothing = scada.get("/changes", after=rest["next"]).json()

    assert begins["items"] == []
    assert [one["event"] for one in (*first["items"], *rest["items"])] == ["outage.entered", "outage.announced"]
    assert {one["number"] for one in (*first["items"], *rest["items"])} == {number}
    assert nothing == {"items": [], "next": rest["next"]}


@pytest.mark.parametrize(("purpose", "subjects"), [
    (Purpose.OUTAGES_READ, {"outage"}), (Purpose.COMPLAINTS_READ, {"complaint"}),
])  # fmt: skip
def test_it_sees_what_it_was_let_in_for(scada: Asker, net: Network, purpose: Purpose, subjects: set[str]) -> None:
    system = asker(net.division, purpose)
    system.get("/changes")
    scada.post("/outages", breakdown({"feeder": net.feeders[0].code}))
    build.complaint(build.consumer(on=net.feeders[0]))

    found = {one["event"].partition(".")[0] for one in system.get("/changes").json()["items"]}

    assert found == subjects
    assert asker(net.elsewhere).get("/changes").json()["items"] == []


def test_who_may_see_neither_sees_nothing(net: Network) -> None:
    assert asker(net.division, Purpose.TOUCHED_READ).get("/changes").status_code == 403
