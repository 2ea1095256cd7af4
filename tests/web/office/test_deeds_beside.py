"""Whatever the table lets people do, an officer of one company does it to nobody of the other: by page and by deed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.billing.telling.notices import announce
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.fieldwork.models import Visit
from bijlisetu.network.models import Office
from bijlisetu.outbox import stops
from bijlisetu.outbox.models import Notice, Run, Stop
from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.reach.models import Deadline
from bijlisetu.runs import actions as runs
from bijlisetu.runs import correcting
from bijlisetu.staff.deeds import TABLE, Deed, Where
from bijlisetu.tracking.models import Reply, Unclear
from tests import build
from tests.build import CYCLE, NOON
from tests.district import person

pytestmark = pytest.mark.django_db
WORDS = {"what_hi": "बिल", "what_en": "bill", "holds_hi": "₹ 1", "holds_en": "Rs 1"}
DONE_TO = (Notice, Address, Visit, Deadline, Unclear, Run)


@dataclass(frozen=True)
class Beside:
    """The other company's office, one of its people, their unclear answer and its run."""

    office: Office
    consumer: Consumer
    unclear: int
    run: int


@pytest.fixture
def beside() -> Beside:
    east, west = (build.office("company", name=name) for name in ("EAST", "WEST"))
    build.officer("west", of=west)
    consumer = person("failed", on=build.feeder(section=build.office(parent=east)))
    person("failed", on=build.feeder(section=build.office(parent=west)))
    Notice.objects.all().delete()
    reply = Reply.objects.create(
        channel="sms", kind="text", sender="916000000001", text="?", at=NOON, received_at=NOON, meaning=Reply.UNCLEAR,
        digest="1",
    )  # fmt: skip
    unclear = Unclear.objects.create(reply=reply.pk, consumer=consumer)
    run = build.run(consumer)
    runs.close(run=run, at=NOON, by="maker")
    Run.objects.filter(pk=run).update(state="ready", released_at=None, is_small=False)
    return Beside(east, consumer, unclear.pk, run)


@pytest.fixture
def west(client: Client, beside: Beside) -> Client:
    client.force_login(User.objects.get(username="west"))
    return client


def rows() -> dict[str, list[object]]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in DONE_TO}


def get(address: str) -> Callable[[Client, Beside], None]:
    def tried(west: Client, beside: Beside) -> None:
        assert west.get(address.format(o=beside.office.pk, c=beside.consumer.pk, r=beside.run)).status_code == 404

    return tried


def post(path: str, **form: str) -> Callable[[Client, Beside], None]:
    def tried(west: Client, beside: Beside) -> None:
        ours = Office.objects.get(name="WEST").pk
        told = {"o": beside.office.pk, "c": beside.consumer.pk, "r": beside.run, "u": beside.unclear, "ours": ours}
        answer = west.post(path.format(**told), {name: value.format(**told) for name, value in form.items()})
        assert answer.status_code == 404

    return tried


def tell(west: Client, beside: Beside) -> None:
    announce(cycle=CYCLE, at=NOON, by="west")
    assert Notice.objects.filter(consumer=beside.consumer).count() == 1


def refused(*deeds: Callable[[int], object]) -> Callable[[Client, Beside], None]:
    def tried(west: Client, beside: Beside) -> None:
        for deed in deeds:
            with pytest.raises(runs.NotAnOfficerOfTheRun):
                deed(beside.run)

    return tried


def stop(west: Client, beside: Beside) -> None:
    stops.stop(scope="all", why="x", at=NOON, by="west")
    assert [one.company.name if one.company else "" for one in Stop.objects.all()] == ["WEST"]


#: How each deed would be done to the other company; those that concern all have nothing of one company's.
TRIED: dict[Deed, Callable[[Client, Beside], None]] = {
    Deed.SEE_REACH: get("/office/reach/{o}/"),
    Deed.SET_DEADLINE: post("/office/reach/{o}/", on="2026-12-31", occasion="2026-11"),
    Deed.SEE_PEOPLE: get("/office/consumer/{c}/"),
    Deed.MEND_NUMBER: post(
        "/office/consumer/{c}/", deed="mend", consumer="{c}", address="6000000002", proof="visit", sure=""
    ),
    Deed.READ_ANSWERS: post("/office/answers/{ours}/", unclear="{u}", decision="confirm"),
    Deed.VISIT_DOORS: post("/office/worklist/{ours}/", consumer="{c}", outcome="locked"),
    Deed.SEE_RUNS: get("/office/run/{r}/"),
    Deed.MAKE_RUN: tell,
    Deed.LET_RUN_OUT: refused(
        lambda run: runs.send_canary(run=run, at=NOON, by="west"),
        lambda run: runs.release(run=run, at=NOON, by="west"),
        lambda run: runs.go_on(run=run, at=NOON, by="west"),
        lambda run: runs.waive(run=run, gate="texts", words="x", at=NOON, by="west"),
    ),
    Deed.STOP_RUN: refused(lambda run: runs.stop(run=run, why="x", at=NOON, by="west")),
    Deed.CORRECT_RUN: refused(
        lambda run: correcting.correct(run=run, words=WORDS, at=NOON, by="west"),
        lambda run: correcting.foresee(run=run, words=WORDS, at=NOON, by="west"),
    ),
    Deed.STOP_SENDING: stop,
    Deed.SEE_PAYMENTS: get("/office/payments/{o}/"),
    Deed.CHASE_ARREARS: post("/office/consumer/{c}/notice/", deed="serve", on="2026-11-22", to="x"),
    Deed.ORDER_CUT: post("/office/consumer/{c}/notice/", deed="issue"),
    Deed.TAKE_MONEY: get("/office/counter/{c}/pay/"),
    Deed.SEE_TILLS: get("/office/tills/{o}/"),
    Deed.ASK_ON_ACCOUNT: get("/office/consumer/{c}/books/"),
    Deed.DECIDE_ON_ACCOUNT: get("/office/sanctions/{o}/"),
    Deed.SETTLE_SURPLUS: get("/office/meters/{o}/left/"),
    Deed.SEE_CAMPAIGNS: get("/office/campaigns/{o}/"),
    Deed.TELL_MANY: post("/office/campaigns/{o}/new/", kind="fraud_warning"),
    Deed.SEE_OUTAGES: get("/office/outages/{o}/"),
    Deed.RUN_OUTAGES: post("/office/outages/{o}/new/", kind="breakdown", places="1001"),
    Deed.SEE_COMPLAINTS: get("/office/complaints/{o}/"),
    Deed.WORK_COMPLAINTS: post("/office/complaints/{o}/", deed="begin"),
}
#: By the tests of the rooms whose deeds they are.
TRIED_ELSEWHERE = {
    Deed.MANAGE_STAFF, Deed.UNMASK, Deed.RUN_DRIVE, Deed.SEE_DRIVE, Deed.ANSWER_REGISTER, Deed.SEE_HONESTY,
    Deed.WALK_BEAT, Deed.KEY_IN_SHEETS, Deed.SERVE_COUNTER, Deed.SEE_HYGIENE, Deed.DECIDE_ERASURE,
    Deed.REVERSE_RECEIPT,
}  # fmt: skip


@pytest.mark.parametrize("deed", TRIED)
def test_it_is_done_to_nobody_of_another_company(west: Client, beside: Beside, deed: Deed) -> None:
    before = rows()

    TRIED[deed](west, beside)

    for name, after in rows().items():
        assert [one for one in after if one in before[name]] == before[name]


def test_every_deed_is_tried_but_those_that_concern_all() -> None:
    rest = set(Deed) - set(TRIED) - TRIED_ELSEWHERE

    assert {deed for deed in rest if TABLE[deed].where is Where.BELOW} == set()
    assert {deed for deed in Deed if TABLE[deed].where is Where.ANY} == {Deed.SEE_DELIVERY}


@pytest.mark.parametrize("deed", ["canary", "waive", "release", "stop", "go_on", "correct"])
def test_nor_is_any_by_the_page_of_a_run(west: Client, beside: Beside, deed: str) -> None:
    before = rows()

    assert west.post(f"/office/run/{beside.run}/", {"deed": deed, "why": "x", "words": "x"}).status_code == 404
    assert rows() == before


def test_whoever_sees_harm_below_their_post_stops_a_run_and_so_does_the_terminal(beside: Beside) -> None:
    build.officer("clerk", of=beside.office, role="clerk")

    for by in ("clerk", "terminal"):
        runs.stop(run=beside.run, why="x", at=timezone.now(), by=by)
        Run.objects.filter(pk=beside.run).update(state="ready")
    with pytest.raises(Refusal):
        runs.stop(run=beside.run, why="x", at=timezone.now(), by="nobody")
