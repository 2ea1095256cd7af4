"""Many telephones send to the real server at one moment, each parcel twice: no visit is lost, none is doubled."""

from __future__ import annotations

import http.client
import json
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Barrier
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.contact.models import Claim
from bijlisetu.fieldwork.models import Door, Visit
from bijlisetu.fieldwork.totals import DOORS, VISITS
from bijlisetu.network.models import Office
from bijlisetu.plumbing.database.totals import differences
from tests import build
from tests.fieldwork.field import Field, fields
from tests.web.serving import served

WORKERS, DOORS_EACH = 24, 5
TOKEN = "b" * 32


@pytest.mark.django_db(transaction=True)
def test_telephones_send_at_one_moment() -> None:
    made = fields(workers=WORKERS, doors=DOORS_EACH)
    phones = [Phone(field) for field in made]

    with served(SECRET_KEY=settings.SECRET_KEY) as port, ThreadPoolExecutor(WORKERS) as pool:
        together = Barrier(WORKERS, timeout=60)
        answers = list(pool.map(lambda phone: phone.send(port, together), phones))

    for phone, twice in zip(phones, answers, strict=True):
        assert [sorted(answer["taken"]) for answer in twice] == [phone.told, phone.told], twice
    assert sorted(str(visit) for visit in Visit.objects.values_list("pk", flat=True)) == sorted(
        visit for phone in phones for visit in phone.told
    )
    assert Entry.objects.filter(deed__startswith="visit.").count() == WORKERS * DOORS_EACH
    assert Counter(Claim.objects.values_list("consumer", flat=True)) == Counter(
        door.consumer_id for field in made for door in field.doors
    )
    assert set(Door.objects.values_list("state", "visits")) == {("done", 1)}
    assert differences(DOORS) == differences(VISITS) == []


class Phone:
    """A telephone whose worker found somebody at every door."""

    def __init__(self, field: Field) -> None:
        build.officer(field.worker.username, of=Office.objects.get(pk=field.office), role="lineman")
        browser, now = Client(), timezone.now().isoformat()
        browser.force_login(field.worker)
        self.headers = {
            "Cookie": f"sessionid={browser.session.session_key}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/json",
        }
        visits: list[dict[str, Any]] = [
            {
                "id": str(uuid.uuid4()), "door": door.pk, "consumer": door.consumer_id, "beat": field.beat,
                "outcome": "updated", "said_at": now,
                "answers": {"number": f"60123{door.pk % 10**5:05}", "whose": "own"},
                "gps": None,
            }
            for door in field.doors
        ]  # fmt: skip
        self.told = sorted(visit["id"] for visit in visits)
        self.parcel = {"device": str(uuid.uuid4()), "app": "1", "clock": now, "visits": visits}

    def send(self, port: int, together: Barrier) -> list[dict[str, Any]]:
        """Send the parcel with all others, and again, as if the first answer had been lost on the line."""
        together.wait()
        return [self._post(port), self._post(port)]

    def _post(self, port: int) -> dict[str, Any]:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as line:
            line.request("POST", "/field/api/visits", json.dumps(self.parcel), self.headers)
            answer = line.getresponse()
            content = answer.read()
        assert answer.status == 200, content
        return dict(json.loads(content))
