"""What people say adds up in the tables: once each, by place, answered by what is known; the desk has the last word."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import close_old_connections, connections

from bijlisetu.consumers.models import Consumer
from bijlisetu.memos.models import Memo
from bijlisetu.network.models import Switching, Transformer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions as outages
from bijlisetu.outages.actions import AlreadyDark, NotTheirs
from bijlisetu.outages.learning import actions, gathering
from bijlisetu.outages.learning.actions import HasEnded
from bijlisetu.outages.learning.hearing import Heard, Report, report_no_light
from bijlisetu.outages.models import Asked, NoLight, Outage, Suspicion
from bijlisetu.outbox.models import Notice
from tests import build
from tests.build import NOON, SINCE
from tests.outages.desk import Desk, desk, enter

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def at_desk() -> Desk:
    """A section whose feeders have people enough: of three in a hamlet of three nothing could be told."""
    made = desk()
    for feeder in made.feeders:
        for number in range(3):
            low = Transformer.objects.create(feeder=feeder, name=f"T{number}", valid_from=SINCE)
            for _ in range(30):
                build.consumer(on=feeder, transformer=low)
    return made


def people(of: Desk, transformer: str = "T0", *, feeder: int = 0, many: int = 3) -> list[Consumer]:
    return list(Consumer.objects.filter(feeder=of.feeders[feeder], transformer__name=transformer).order_by("id")[:many])


def say(*told: Consumer, at: datetime = NOON, is_dark: bool = True, **more: datetime | int) -> list[Heard]:
    reports = [
        Report(consumer=one.pk, way=NoLight.Way.CHAT, is_dark=is_dark, **{"said_at": at, **more}) for one in told
    ]
    return report_no_light(reports=reports, at=at)


def open_ones() -> list[Suspicion]:
    return list(Suspicion.objects.filter(state="open").order_by("id"))


def test_three_neighbours_are_a_suspicion_and_the_fourth_hears_of_it(at_desk: Desk) -> None:
    *first, fourth = people(at_desk, many=4)
    say(*first[:2])
    assert open_ones() == []

    say(first[2], at=NOON + MINUTE)
    (heard,) = say(fourth, at=NOON + 2 * MINUTE)

    (one,) = open_ones()
    assert one.transformer == fourth.transformer
    assert one.probability > 0.9
    assert heard == Heard(fourth.pk, None, NOON + 2 * MINUTE, None, one.pk, 4)


def test_one_person_counts_once_however_often(at_desk: Desk) -> None:
    (one,) = people(at_desk, many=1)

    for minute in range(20):
        say(one, at=NOON + minute * MINUTE)

    assert open_ones() == []


def test_a_message_brought_again_is_no_other(at_desk: Desk) -> None:
    (one,) = people(at_desk, many=1)

    assert len(say(one, reply=7)) == 1
    assert say(one, reply=7) == []
    assert NoLight.objects.count() == 1


def test_who_is_held_by_an_outage_hears_its_number_and_is_no_suspicion(at_desk: Desk) -> None:
    outage = enter(at_desk)

    heard = say(*people(at_desk))

    assert [one.outage for one in heard] == [outage.number] * 3
    assert open_ones() == []


def test_what_grows_over_the_feeder_becomes_the_feeders(at_desk: Desk) -> None:
    say(*people(at_desk))
    say(*people(at_desk, "T1"), *people(at_desk, "T2"), at=NOON + 2 * MINUTE)

    (one,) = open_ones()
    assert one.feeder == at_desk.feeders[0]
    assert Suspicion.objects.get(state="replaced").transformer is not None


def test_who_is_switched_to_another_line_speaks_for_that(at_desk: Desk) -> None:
    low = Transformer.objects.get(feeder=at_desk.feeders[1], name="T0")
    Switching.objects.create(
        transformer=low, fed_by=at_desk.feeders[0], from_at=NOON - MINUTE, by="je", at=NOON - MINUTE
    )

    say(*people(at_desk, feeder=1))

    assert set(NoLight.objects.values_list("feeder", flat=True)) == {at_desk.feeders[0].pk}


def test_the_desk_confirms_in_one_deed_and_whoever_spoke_is_held_by_the_outage(at_desk: Desk) -> None:
    say(*people(at_desk))
    (one,) = open_ones()

    outage = actions.confirm(suspicion=one.pk, at=NOON + MINUTE, by=at_desk.engineer)

    one.refresh_from_db()
    assert (one.state, one.outage, one.by) == ("confirmed", outage, at_desk.engineer)
    assert outage.from_at <= NOON
    assert set(NoLight.objects.values_list("outage", flat=True)) == {outage.pk}
    with pytest.raises(HasEnded):
        actions.confirm(suspicion=one.pk, at=NOON + MINUTE, by=at_desk.engineer)


def test_the_desk_may_know_better_where_it_is(at_desk: Desk) -> None:
    say(*people(at_desk))
    (one,) = open_ones()

    outage = actions.confirm(suspicion=one.pk, elements=at_desk.first, at=NOON + MINUTE, by=at_desk.engineer)

    assert outage.parts.get().feeder == at_desk.feeders[0]


def test_an_outage_entered_by_itself_ends_the_suspicion(at_desk: Desk) -> None:
    say(*people(at_desk))

    outage = enter(at_desk, at=NOON + MINUTE)

    assert Suspicion.objects.get().outage == outage
    assert Asked.objects.get().answered_at == NOON + MINUTE


def test_what_was_refused_comes_again_only_by_others_words(at_desk: Desk) -> None:
    told = people(at_desk, many=6)
    say(*told[:3])
    (one,) = open_ones()
    actions.refuse(suspicion=one.pk, at=NOON + MINUTE, by=at_desk.engineer)

    say(told[3], at=NOON + 2 * MINUTE)
    assert open_ones() == []

    say(*told[4:], at=NOON + 3 * MINUTE)
    assert len(open_ones()) == 1


def test_a_stranger_to_the_place_decides_nothing(at_desk: Desk) -> None:
    say(*people(at_desk))
    (one,) = open_ones()
    build.officer("far", of=build.office("section"), role="je")

    with pytest.raises(NotTheirs):
        actions.refuse(suspicion=one.pk, at=NOON, by="far")
    with pytest.raises(NotTheirs):
        actions.confirm(suspicion=one.pk, at=NOON, by="far")


def test_those_who_have_light_again_end_it(at_desk: Desk) -> None:
    told = people(at_desk)
    say(*told)

    say(*told, *people(at_desk, many=8)[3:], at=NOON + 5 * MINUTE, is_dark=False)

    assert open_ones() == []


def test_a_suspicion_of_which_nobody_speaks_any_more_lapses(at_desk: Desk) -> None:
    say(*people(at_desk))

    assert gathering.lapse(at=NOON + timedelta(hours=2)) == 0
    assert gathering.lapse(at=NOON + timedelta(hours=4)) == 1
    assert open_ones() == []


def test_three_days_of_backlog_keep_their_own_times_and_raise_nothing(at_desk: Desk) -> None:
    outage = enter(at_desk)
    outages.back(outage=outage.pk, at=NOON + timedelta(hours=1), by=at_desk.engineer)
    told = people(at_desk)
    now = NOON + timedelta(days=3)

    during = say(*told, at=now, said_at=NOON + 30 * MINUTE)
    after = say(*people(at_desk, "T1"), at=now, said_at=NOON + timedelta(hours=8))

    assert [one.outage for one in during] == [outage.number] * 3
    assert [one.outage for one in after] == [None] * 3
    assert open_ones() == []
    assert NoLight.objects.filter(said_at=NOON + 30 * MINUTE, received_at=now).count() == 3


def test_a_clock_ahead_of_ours_is_now(at_desk: Desk) -> None:
    (one,) = people(at_desk, many=1)

    say(one, said_at=NOON + timedelta(hours=5))

    assert NoLight.objects.get().said_at == NOON


@pytest.mark.django_db(transaction=True)
def test_one_message_at_two_workers_at_once_is_one_report(at_desk: Desk) -> None:
    (one,) = people(at_desk, many=1)
    begin = threading.Barrier(2)

    def work() -> None:
        close_old_connections()
        begin.wait(timeout=30)
        say(one, reply=7)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=60)

    assert NoLight.objects.count() == 1


def test_a_few_neighbours_are_asked_once_and_their_presses_count(at_desk: Desk) -> None:
    everybody = people(at_desk, many=30)
    for number, one in enumerate(everybody[3:]):
        build.address(one, f"9160000001{number:02}")

    say(*everybody[:3])
    say(everybody[3], at=NOON + MINUTE)

    asked = Notice.objects.filter(kind="neighbour_dark")
    assert asked.count() == 5
    assert not asked.filter(consumer__in=everybody[:3]).exists()


def test_who_has_no_whatsapp_is_not_asked(at_desk: Desk) -> None:
    everybody = people(at_desk, many=30)
    for number, one in enumerate(everybody[3:]):
        build.address(one, f"9160000001{number:02}", channels=["sms", "call"])

    say(*everybody[:3])

    assert not Notice.objects.exists()


def test_the_junior_engineer_is_asked_on_the_phone_and_whoever_decides_has_answered(at_desk: Desk) -> None:
    say(*people(at_desk))
    say(*people(at_desk), at=NOON + MINUTE)

    asked = Asked.objects.get()
    assert (asked.why, asked.person.get_username()) == ("suspected", at_desk.engineer)
    assert Memo.objects.filter(kind="outage_suspected").exists()
    actions.confirm(suspicion=open_ones()[0].pk, at=NOON + 2 * MINUTE, by=at_desk.engineer)

    assert Asked.objects.get().answered_at == NOON + 2 * MINUTE


def test_whoever_spoke_while_it_was_being_entered_is_held_by_it(at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    say(*people(at_desk, many=2))
    with monkeypatch.context() as unseen:  # neither of the two had been committed as the other looked
        unseen.setattr(outages.taking_up, "take_up", lambda **_: [])
        outage = enter(at_desk, at=NOON + MINUTE)

    say(*people(at_desk, feeder=1, many=1), at=NOON + MINUTE)

    assert NoLight.objects.filter(outage=outage).count() == 2


def test_what_is_decided_while_it_is_being_confirmed_is_not_entered_too(
    at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(*people(at_desk))
    (one,) = open_ones()
    really = outages.enter

    def after_another(**told: Any) -> Outage:
        actions.refuse(suspicion=one.pk, at=NOON, by="chief")
        return really(**told)

    monkeypatch.setattr(outages, "enter", after_another)
    with pytest.raises(HasEnded):
        actions.confirm(suspicion=one.pk, at=NOON + MINUTE, by=at_desk.engineer)

    assert not Outage.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_suspicion_confirmed_while_the_desk_enters_the_same_and_more_people_speak_is_one_outage(
    at_desk: Desk,
) -> None:
    told = people(at_desk, many=9)
    say(*told[:3])
    (one,) = open_ones()
    begin, wrong = threading.Barrier(3), []

    def work(deed: Callable[[], object]) -> None:
        close_old_connections()
        begin.wait(timeout=30)
        try:
            deed()
        except (AlreadyDark, HasEnded):
            pass
        except Exception as error:  # noqa: BLE001 - a deadlock is what this looks for
            wrong.append(error)
        connections.close_all()

    deeds: list[Callable[[], object]] = [
        lambda: actions.confirm(suspicion=one.pk, at=NOON + MINUTE, by=at_desk.engineer),
        lambda: enter(at_desk, Elements(transformers=(one.transformer_id or 0,)), at=NOON + MINUTE),
        lambda: [say(each, at=NOON + MINUTE) for each in told[3:]],
    ]
    workers = [threading.Thread(target=work, args=(deed,)) for deed in deeds]
    for each in workers:
        each.start()
    for each in workers:
        each.join(timeout=60)

    assert (wrong, Outage.objects.count()) == ([], 1)
    one.refresh_from_db()
    assert (one.state, one.outage) == ("confirmed", Outage.objects.get())
