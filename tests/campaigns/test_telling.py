"""Who of an audience gets a message, once, and how it waits for a second officer."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bijlisetu.campaigns import actions, making
from bijlisetu.campaigns.actions import AlreadyCancelled, ToldToday
from bijlisetu.campaigns.audience import Audience, NobodyMeant, OfSeveralCompanies
from bijlisetu.campaigns.facts import NotAMessageForMany
from bijlisetu.campaigns.models import Campaign
from bijlisetu.contact.models import Address, Health
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.network.models import OfficePlace, Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outbox.models import Notice, Run, Turn
from bijlisetu.runs import actions as runs
from bijlisetu.runs.actions import SecondOfficerNeeded, WordsNeeded
from bijlisetu.runs.makers import NoNamedOfficer
from tests import build
from tests.build import NOON, SINCE
from tests.campaigns.world import (
    MAILBOX,
    OTHER,
    PHONE,
    WARNING,
    World,
    ask,
    claimed,
    make,
    notices,
    person,
    tell,
    told,
    whys,
)
from tests.campaigns.world import world as made_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return made_world()


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a single message need a trial and a second officer."""
    monkeypatch.setitem(kinds(), WARNING, replace(kinds()[WARNING], run=RunRules(above=0, canary=1)))


def test_it_says_what_is_the_utilitys_own_and_no_account(world: World) -> None:
    person(world.here, PHONE)

    (notice,) = notices(tell(world.all))

    assert notice.facts["ours"] == "1912"
    assert notice.lane == 3
    assert notice.facts.keys() == {"utility_hi", "utility_en", "ours", "campaign"}


def test_five_accounts_of_one_phone_are_one_message_to_that_phone(world: World) -> None:
    family = [person(world.here, PHONE) for _ in range(4)] + [person(world.there, PHONE)]

    campaign = tell(world.all)

    assert told(campaign) == {family[0].pk: PHONE}
    assert sorted(whys(campaign).values()) == ["", "shared", "shared", "shared", "shared"]
    assert (campaign.people, campaign.messages, campaign.done) == (5, 1, 1)


def test_who_shares_nothing_is_told_wherever_the_engine_finds_best(world: World) -> None:
    alone = person(world.here, PHONE, MAILBOX)

    assert told(tell(world.all)) == {alone.pk: ""}


def test_a_mailbox_in_other_letters_is_the_same_mailbox(world: World) -> None:
    one, two = person(world.here, MAILBOX), person(world.here, MAILBOX.upper())

    campaign = tell(world.all)

    assert (whys(campaign)[one.pk], whys(campaign)[two.pk]) == ("", "shared")


def test_why_the_others_are_not_told(world: World) -> None:
    nothing, line = person(world.here), person(world.here)
    build.address(line, "915442000001", channels=["call"])
    stranger = person(world.here)
    build.address(stranger, OTHER, owner="not_owner", owner_at=NOON)
    dead = person(world.here, PHONE)
    Health.objects.create(
        value=PHONE, finding="number_dead", shut=build.MOBILE, since=NOON, until=NOON + timedelta(days=9),
        last_on=NOON.date(),
    )  # fmt: skip

    campaign = tell(world.all)

    assert whys(campaign) == {
        nothing.pk: "no_address", line.pk: "no_address", stranger.pk: "not_owner", dead.pk: "shut"
    }  # fmt: skip
    assert (campaign.messages, campaign.run) == (0, None)


def test_who_strikes_their_number_out_before_it_goes_is_not_told(world: World) -> None:
    one, _ = person(world.here, PHONE), person(world.here, PHONE)
    tell(world.all)
    Address.objects.filter(consumer=one).update(owner="not_owner", owner_at=NOON, proof="reply")

    claimed()

    assert Notice.objects.get(consumer=one).state == "exhausted"


@pytest.mark.parametrize("part", ["substation", "feeder", "transformer", "category"])
def test_a_part_of_the_network_or_a_category_is_meant_alone(world: World, part: str) -> None:
    low = Transformer.objects.create(feeder=world.here, name="DT 1", valid_from=SINCE)
    one = build.consumer(on=world.here, mobile=PHONE, transformer=low, tariff="LMV-1")
    build.consumer(on=world.there, mobile=OTHER, tariff="LMV-2")
    parts = {
        "substation": Elements(substations=(world.near.pk,)), "feeder": Elements(feeders=(world.here.pk,)),
        "transformer": Elements(transformers=(low.pk,)), "category": Elements(),
    }  # fmt: skip
    category = "LMV-1" if part == "category" else ""

    campaign = tell(Audience(office=world.company.pk, parts=parts[part], category=category))

    assert set(whys(campaign)) == {one.pk}


def test_nobody_tells_people_of_another_office(world: World) -> None:
    elsewhere = Audience(office=world.near.pk, parts=Elements(feeders=(world.there.pk,)))
    with pytest.raises(NobodyMeant):
        ask(elsewhere, by="sdo")
    with pytest.raises(NobodyMeant):
        ask(Audience(office=world.far.pk), by="sdo")
    with pytest.raises(NoNamedOfficer):
        ask(world.all, by="nobody")


def test_people_of_two_companies_are_told_company_by_company(world: World) -> None:
    top = build.office("zone", name="BOTH")
    other = build.office("company", name="OTHER COMPANY", parent=top)
    build.feeder(section=build.office(parent=other))
    OfficePlace.objects.create(office=world.company, parent=top, valid_from=SINCE)
    build.officer("highest", of=top, role="se")

    with pytest.raises(OfSeveralCompanies):
        ask(Audience(office=top.pk), by="highest")


def test_a_kind_whose_file_says_nothing_of_it_is_told_to_nobody(world: World) -> None:
    for kind in ("bill_issued", "nothing"):
        with pytest.raises(NotAMessageForMany):
            ask(world.all, kind=kind)


def test_posted_twice_it_is_one_campaign(world: World) -> None:
    person(world.here, PHONE)
    token = uuid4()
    first, second = (
        actions.ask(token=token, kind=WARNING, audience=world.all, chosen={}, at=NOON, by="chief") for _ in range(2)
    )
    make()
    make()

    assert first == second
    assert Notice.objects.count() == 1


def test_the_same_to_the_same_people_on_one_day_is_asked_once_more(world: World) -> None:
    person(world.here, PHONE)
    first = ask(world.all)

    with pytest.raises(ToldToday) as refused:
        ask(world.all, by="second")
    assert refused.value.campaign == first
    assert ask(world.all, again=True) != first
    ask(Audience(office=world.near.pk), by="sdo")
    ask(world.all, at=NOON + timedelta(days=1))


def test_what_died_between_two_pieces_goes_on_and_tells_nobody_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [person(world.here, f"91600000010{place}") for place in range(5)]
    monkeypatch.setattr(making, "PIECE", 2)
    number = ask(world.all)
    posted = making.outbox.post_staged
    pieces = iter([True, False])

    def dies(**given: object) -> int:
        if not next(pieces, True):
            raise ConnectionError
        return posted(**given)

    monkeypatch.setattr(making.outbox, "post_staged", dies)
    with pytest.raises(ConnectionError):
        making.make_next(at=NOON)
    assert Campaign.objects.get(pk=number).done == 2
    person(world.here, "916000000100")  # who comes later is not meant: it was settled before

    make()
    Campaign.objects.update(ended_at=None)  # as if it had died before its end was written down
    make()

    assert sorted(told(Campaign.objects.get(pk=number))) == [one.pk for one in people]
    assert Campaign.objects.get(pk=number).fault == ""
    assert Campaign.objects.get(pk=number).done == 5


@pytest.mark.usefixtures("many")
def test_it_waits_for_its_trial_and_a_second_officer(world: World) -> None:
    for place in range(3):
        person(world.here, f"91600000010{place}")
    campaign = tell(world.all)
    assert Run.objects.get(pk=campaign.run).state == "ready"

    runs.send_canary(run=campaign.run, at=NOON, by="chief")
    later = NOON + timedelta(hours=1)
    with pytest.raises(SecondOfficerNeeded):
        runs.release(run=campaign.run, at=later, by="chief")
    runs.release(run=campaign.run, at=later, by="second")

    assert Run.objects.get(pk=campaign.run).state == "released"


@pytest.mark.parametrize("state", ["ready", "canary", "released"])
@pytest.mark.usefixtures("many")
def test_cancelled_nothing_more_of_it_leaves(world: World, state: str) -> None:
    for place in range(3):
        person(world.here, f"91600000010{place}")
    campaign = tell(world.all)
    if state != "ready":
        runs.send_canary(run=campaign.run, at=NOON, by="chief")
    later = NOON + timedelta(hours=1)
    if state == "released":
        runs.release(run=campaign.run, at=later, by="second")

    actions.cancel(campaign=campaign.pk, why="गलत दर्शक", at=later, by="second")
    assert Run.objects.get(pk=campaign.run).state == "stopped"
    make(at=later)

    assert {notice.state for notice in notices(campaign)} == {"withdrawn"}
    assert not Turn.objects.exists()
    assert Run.objects.get(pk=campaign.run).state == "finished"


def test_cancelled_before_it_is_made_or_half_way_nothing_leaves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in range(4):
        person(world.here, f"91600000010{place}")
    early = ask(world.all)
    actions.cancel(campaign=early, why="नहीं", at=NOON, by="chief")
    make()
    assert Notice.objects.count() == 0

    monkeypatch.setattr(making, "PIECE", 2)
    late = ask(world.all, again=True)
    posted = making.outbox.post_staged

    def cancels(**given: object) -> int:
        done = posted(**given)
        actions.cancel(campaign=late, why="नहीं", at=NOON, by="chief")
        return done

    monkeypatch.setattr(making.outbox, "post_staged", cancels)
    closes = making.runs.close

    def is_closed_empty(**given: object) -> str:
        assert not Notice.objects.filter(state="open").exists()  # so small a run goes out as soon as it is closed
        return closes(**given)

    monkeypatch.setattr(making.runs, "close", is_closed_empty)
    make()

    assert {notice.state for notice in Notice.objects.all()} == {"withdrawn"}
    assert not Turn.objects.exists()


def test_a_cancelling_needs_a_reason_and_comes_once(world: World) -> None:
    number = ask(world.all)
    with pytest.raises(WordsNeeded):
        actions.cancel(campaign=number, why=" ", at=NOON, by="chief")
    actions.cancel(campaign=number, why="नहीं", at=NOON, by="chief")
    with pytest.raises(AlreadyCancelled):
        actions.cancel(campaign=number, why="नहीं", at=NOON, by="chief")
