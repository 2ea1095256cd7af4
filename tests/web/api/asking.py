"""A system that asks at the door: with a key, and a new Idempotency-Key for each deed unless one is given."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bijlisetu.network.models import Feeder, Office, Transformer
from bijlisetu.staff.models import System
from tests import build
from tests.build import SINCE

_number = itertools.count(1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Asker:
    """A system with its key."""

    system: System
    key: str

    @property
    def header(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def get(self, path: str, *, headers: dict[str, str] | None = None, **query: Any) -> HttpResponse:
        return Client().get(f"/api{path}", query, headers={**self.header, **(headers or {})})  # type: ignore[return-value]

    def post(self, path: str, said: Any = None, *, once: str = "", **more: Any) -> HttpResponse:
        headers = {**self.header, "Idempotency-Key": once or f"deed-{next(_number)}", **more.pop("headers", {})}
        body = said if isinstance(said, bytes) else orjson.dumps({} if said is None else said)
        told = {"content_type": "application/json", **more}
        return Client(raise_request_exception=False).post(f"/api{path}", body, headers=headers, **told)  # type: ignore[return-value]


def asker(office: Office, *purposes: str, name: str = "") -> Asker:
    made = build.system(office, *purposes, name=name)
    return Asker(made, build.key_of(made, at=timezone.now()))


@dataclass(frozen=True)
class Network:
    """A company of two divisions; in the first a section with two feeders and a transformer, in the second a feeder."""

    company: Office
    division: Office
    section: Office
    elsewhere: Office
    feeders: tuple[Feeder, Feeder]
    beside: Feeder
    transformer: Transformer


def network() -> Network:
    company = build.office("company", name="TEST POWER")
    division, elsewhere = (build.office("division", parent=company, name=name) for name in ("NEAR", "FAR"))
    section = build.office(parent=division, name="NEAR SUBSTATION")
    feeders = (build.feeder(section=section), build.feeder(section=section))
    low = Transformer.objects.create(feeder=feeders[0], name="DT 1", valid_from=SINCE)
    beside = build.feeder(section=build.office(parent=elsewhere))
    return Network(company, division, section, elsewhere, feeders, beside, low)


def breakdown(*elements: dict[str, str], at: datetime | None = None, **more: Any) -> dict[str, Any]:
    """Return what a system says of a breakdown that began just now and lasts for two hours."""
    now = at or timezone.now().replace(microsecond=0)
    usual = {"kind": "breakdown", "elements": list(elements), "reason": "line_fault", "from_at": now.isoformat()}
    return {**usual, "until_at": (now + 2 * HOUR).isoformat(), **more}
