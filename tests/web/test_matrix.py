"""Every page, download and endpoint, tried with every post: made from the table of addresses and the table of deeds."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Incident, Notice
from bijlisetu.runs import actions as runs
from bijlisetu.staff.deeds import TABLE, Deed, Where
from bijlisetu.staff.models import Role
from tests import build
from tests.district import NUMBER, District, token_for
from tests.outages.desk import with_outage
from tests.web.matrix import IN_FULL, LOGGED_IN, MATRIX, OPEN, Row

pytestmark = pytest.mark.django_db
#: What a telephone is told of a code that it did not ask for, whether there is such a question or not.
OVER = b'{"state":"over","left":0}'
NOT_IN, IN = "not in", "in"
Values = Mapping[str, Any]


def named(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each address there is by its name, with what stands in it."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from named(each, f"{each.namespace}:" if each.namespace else "")
        else:
            yield f"{space}{each.name}", tuple(sorted(each.pattern.converters))


ADDRESSES = dict(sorted(named(get_resolver())))


def record(consumer: Consumer, office: Office, incident: int) -> dict[str, Any]:
    """Return what stands in addresses that are about the consumer and the office."""
    now = timezone.now()
    worker = build.officer(f"worker of {office.pk}", of=office, role="je")
    run = build.run(consumer, by="maker", at=now, key=f"bills:{office.pk}")
    runs.close(run=run, at=now, by="maker")
    complaint, receipt = build.complaint(consumer, at=now), build.receipt(consumer, at=office, now=now)
    return {
        "complaint": complaint.number, "enclosure": complaint.enclosed.get().enclosure_id,
        "office": office.pk, "consumer": consumer.pk, "feeder": consumer.feeder_id,
        "bill": consumer.bills.get().pk, "number": run,
        "person": User.objects.get(username=worker).pk, "token": token_for(consumer), "meaning": "confirm",
        "day": f"{now:%Y-%m-%d}", "form": "csv", "visit": uuid.uuid4(), "field": "meter",
        "challenge": build.challenge(consumer, "916000000001", at=now).pk,
        "change": build.change(consumer, "916000000001", "916000000002").pk,
        "incident": incident, "breach": 1, "page": "reach", "subject": "home", "file": "hygiene-rules",
        "notice": Notice.objects.get(run=run).pk, "telling": build.telling(office).pk,
        "bulletin": "00000-1", "which": "rejects", "serial": build.sheet(office, consumer),
        "system": build.system(office).name, "name": "bbps", "campaign": build.campaign(office, at=now),
        "till": receipt.till_id, "receipt": receipt.pk, "payment": receipt.payment_id,
        "outage": with_outage(consumer.feeder, by=f"desk of {office.pk}", of=office).number,
    }  # fmt: skip


@pytest.fixture
def world(district: District) -> dict[str, Values]:
    """Return the records of the division where the post is, and of the one beside it."""
    one = Incident.objects.create(kind="account", subject="one", at=timezone.now(), last_at=timezone.now()).pk
    Notice.objects.filter(consumer=district.outsider).update(occasion="")
    return {
        "mine": record(district.people["failed"], district.section, one),
        "theirs": record(district.outsider, district.elsewhere, one),
    }


@pytest.fixture(autouse=True)
def _what_fails_is_an_answer(client: Client) -> None:
    client.raise_request_exception = False


def somebody(role: str, at: Office) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(username=build.officer("somebody", of=at, role=role)))
    build.second_factor(browser)
    return browser


def address(name: str, values: Values) -> str:
    values = {**values, "number": values["incident"]} if name == "office:incident" else values
    return reverse(name, kwargs={part: values[part] for part in ADDRESSES[name]})


def tried(browser: Client, name: str, values: Values, *, by: str = "") -> str:
    """Call the address, and return whether it let them in."""
    row = MATRIX[name]
    answer = getattr(browser, by or row.by)(address(name, values), dict(row.form))
    assert answer.status_code < 500, name
    leads_to = answer.headers.get("Location", "")
    turned = answer.status_code in {401, 403, 404, 405} or leads_to.startswith(("/office/login/", "/office/second/"))
    return NOT_IN if turned or (not answer.streaming and answer.content == OVER) else IN


def lets_in(row: Row, role: str, *, is_top: bool) -> bool:
    """Return what the table of deeds says of somebody with the role, at their own office."""
    if not isinstance(row.asks, Deed):
        return True
    allowed = TABLE[row.asks]
    return role in allowed.roles and (is_top or allowed.where is not Where.TOP)


def is_of_an_office(name: str) -> bool:
    """Return whether the address names a record that some offices have, and others have not."""
    asks = MATRIX[name].asks
    return bool(ADDRESSES[name]) and isinstance(asks, Deed) and TABLE[asks].where is Where.BELOW


def listed() -> Iterator[str]:
    return iter(sorted(MATRIX.keys() & ADDRESSES.keys()))


def test_every_address_has_its_line_and_no_line_is_left_over() -> None:
    assert MATRIX.keys() == ADDRESSES.keys(), "tests/web/matrix.py says which deed each address asks for"


@pytest.mark.parametrize("role", sorted(Role.values))
@pytest.mark.parametrize("is_top", [False, True])
def test_each_post_gets_what_the_table_of_deeds_says(
    district: District, world: dict[str, Values], role: str, is_top: bool
) -> None:
    browser = somebody(role, district.circle if is_top else district.division)
    found, told = {}, {}
    for name in listed():
        row, mine = MATRIX[name], world["mine"]
        told[name] = IN if lets_in(row, role, is_top=is_top) else NOT_IN
        found[name] = told[name] if row.is_empty and told[name] == IN else tried(browser, name, mine)

    assert {name: said for name, said in found.items() if said != told[name]} == {}


@pytest.mark.parametrize("role", sorted(Role.values))
@pytest.mark.parametrize("by", ["get", "post"])
def test_no_post_reaches_a_record_of_another_office_by_its_number(
    district: District, world: dict[str, Values], role: str, by: str
) -> None:
    browser = somebody(role, district.division)

    found = {name: tried(browser, name, world["theirs"], by=by) for name in listed() if is_of_an_office(name)}

    assert {name for name, said in found.items() if said == IN} == set()


@pytest.mark.parametrize("who", ["a stranger", "without a post", "a post that has ended", "a closed login"])
def test_whoever_has_no_post_is_let_in_nowhere(district: District, world: dict[str, Values], who: str) -> None:
    browser = Client(raise_request_exception=False)
    if who != "a stranger":
        person = User.objects.create_user("somebody")
        browser.force_login(person)
        if who == "a post that has ended":
            build.officer("somebody", of=district.circle, role="operator")
            person.posts.update(valid_to=timezone.localdate())
        if who == "a closed login":
            build.officer("somebody", of=district.circle, role="operator")
            User.objects.filter(pk=person.pk).update(is_active=False)
    is_known = who in {"without a post", "a post that has ended"}

    found = {name: tried(browser, name, world["mine"]) for name in listed()}

    said = {name for name, told in found.items() if told == IN and isinstance(MATRIX[name].asks, Deed)}
    assert said - _polite_to_all() == set()
    for name in listed():
        if MATRIX[name].asks == LOGGED_IN:
            assert found[name] == (IN if is_known else NOT_IN), name


def test_who_runs_the_system_is_let_in_nowhere_by_a_password_alone(
    district: District, world: dict[str, Values]
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(User.objects.get(username=build.officer("somebody", of=district.circle, role="operator")))

    found = {name for name in listed() if MATRIX[name].asks != OPEN and tried(browser, name, world["mine"]) == IN}

    assert found == {"office:second"}


def test_numbers_are_masked_but_where_the_task_needs_them(district: District, world: dict[str, Values]) -> None:
    digits = NUMBER[-10:]
    written = re.compile(r"[\s-]?".join(digits))
    browser = somebody("operator", district.circle)

    shown = {
        name for name in listed()
        if MATRIX[name].by == "get" and written.search(_text(browser.get(address(name, world["mine"]))))
    }  # fmt: skip

    assert shown == IN_FULL.keys()


def test_what_stands_in_messages_is_open_to_everybody(client: Client, world: dict[str, Values]) -> None:
    found = {
        name: tried(client, name, world["mine"])
        for name in listed()
        if MATRIX[name].asks == OPEN and not MATRIX[name].is_empty
    }

    assert {name for name, said in found.items() if said == NOT_IN} <= {
        "office:logout",
    }  # fmt: skip


def _text(answer: Any) -> str:
    octets = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return str(octets.decode("utf-8", "replace"))


def _polite_to_all() -> set[str]:
    """Return the pages that tell people without a post, instead of nothing, whom to ask for one."""
    return {"field:next_door"}
