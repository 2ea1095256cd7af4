"""Why a company stops what is its own, and who did, is read by its own people and by whoever runs the system."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.outbox import stops
from bijlisetu.outbox.models import Run
from bijlisetu.runs import actions as runs
from bijlisetu.staff.called import name_of
from tests import build

pytestmark = pytest.mark.django_db
WHY, RUN_WHY = "a word of the west", "another word of the west"


@pytest.fixture
def run() -> str:
    """Two companies; an officer of the west has stopped its letters and a run."""
    east, west = (build.office("company", name=name) for name in ("EAST", "WEST"))
    build.officer("east", of=east)
    build.officer("gopal", of=west)
    build.officer("clerk", of=build.office(parent=west), role="clerk")
    User.objects.create_superuser("chief")
    build.feeder(section=build.office(parent=east))
    made = build.run(build.consumer(on=build.feeder(section=build.office(parent=west))), by="gopal", key="bills:WEST")
    runs.close(run=made, at=timezone.now(), by="gopal")
    stops.stop(scope="lane:bulk", why=WHY, at=timezone.now(), by="gopal")
    stops.stop(scope="lane:otp", why=WHY, at=timezone.now(), by="gopal")
    stops.lift(scope="lane:otp", at=timezone.now(), by="gopal")
    runs.stop(run=made, why=RUN_WHY, at=timezone.now(), by="gopal")
    return Run.objects.get().key


def shown(client: Client, name: str, page: str) -> str:
    client.force_login(User.objects.get(username=name))
    build.second_factor(client)
    return client.get(page).content.decode()


@pytest.mark.parametrize("page", ["/office/delivery/", "/office/delivery/live/", "/office/runs/"])
def test_another_companys_officer_reads_neither_words_nor_name(client: Client, run: str, page: str) -> None:
    read = shown(client, "east", page)

    assert not [word for word in (WHY, RUN_WHY, "gopal", name_of("gopal")[0], run) if word in read]


def test_it_is_said_that_something_is_stopped(client: Client, run: str) -> None:
    assert "WEST" in shown(client, "east", "/office/delivery/")


@pytest.mark.parametrize("name", ["gopal", "clerk", "chief"])
def test_its_own_people_read_both_and_so_does_who_runs_the_system(client: Client, run: str, name: str) -> None:
    read = shown(client, name, "/office/delivery/")

    assert WHY in read
    assert name_of("gopal")[0] in read


def test_what_stands_for_all_is_everybodys_to_read(client: Client, run: str) -> None:
    stops.stop(scope="all", why="the carrier is down", at=timezone.now(), by="chief")

    assert "the carrier is down" in shown(client, "east", "/office/delivery/")
