"""A world in which three letters are many, and who may let them out."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from bijlisetu.consumers.models import Consumer
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.network.models import Feeder, Office
from tests import build

MANY = RunRules(above=2, canary=2, canary_minutes=15)


@dataclass(frozen=True, slots=True)
class World:
    """An office with a feeder, its people, the officer who makes runs, the one who releases them, and one more."""

    office: Office
    feeder: Feeder
    people: tuple[Consumer, ...]
    maker: str = "maker"
    second: str = "second"
    third: str = "third"


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    for name in ("bill_issued", "correction"):
        monkeypatch.setitem(kinds(), name, replace(kinds()[name], run=MANY))
    office = build.office()
    feeder = build.feeder(section=office)
    for name in ("maker", "second", "third"):
        build.officer(name, of=office)
    people = tuple(build.consumer(on=feeder, mobile=f"91600000000{number}") for number in range(4))
    return World(office, feeder, people)
