"""The outage desk in the browser: enter, see whom it touches, tell, change, end; each in the offices of one's own."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.consumers.models import Consumer
from bijlisetu.network.switching.queries import Elements
from bijlisetu.outages import actions, telling
from bijlisetu.outages.desk import Unclear, foresee, outages_at, resolve
from bijlisetu.outages.learning.hearing import Report, report_no_light
from bijlisetu.outages.models import NoLight, Outage, OutageEvent, Suspicion
from bijlisetu.outages.rules import Kind
from bijlisetu.outbox.models import Notice
from bijlisetu.runs import actions as runs
from bijlisetu.runs.pricing import prices
from bijlisetu.values import ChannelKind
from bijlisetu.values.dates import MONTHS
from tests import build
from tests.build import NOON
from tests.carried import send_all
from tests.outages.desk import Desk, desk, enter

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def at_desk() -> Desk:
    return desk()


@pytest.fixture
def je(client: Client, at_desk: Desk) -> Client:
    client.force_login(User.objects.get(username="je"))
    return client


def form(of: Desk, **more: object) -> dict[str, object]:
    return {"kind": "breakdown", "where": of.feeders[0].code, "from_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}",
            "until_at": "", "reason": "line_fault", **more}  # fmt: skip


def works(of: Desk, *, years: int = 0) -> dict[str, object]:
    begins = timezone.localtime() + timedelta(days=1 + 365 * years)
    times = {name: f"{at:%Y-%m-%dT%H:%M}" for name, at in (("from_at", begins), ("until_at", begins + 2 * HOUR))}
    return form(of, kind="planned", reason="maintenance", **times)


def test_a_breakdown_is_entered_seen_told_and_ended_by_keys_and_thumb(je: Client, at_desk: Desk) -> None:
    here = build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="life_support", name="Asha Namuna")
    build.consumer(on=at_desk.feeders[0])

    seen = je.post(f"/office/outages/{at_desk.section.pk}/new/", form(at_desk), follow=True).content.decode()
    outage = Outage.objects.get()
    page = f"/office/outage/{outage.number}/"

    assert "बताने से पहले" in seen
    assert "Asha Namuna" in seen
    assert "घर पर जीवन-रक्षक उपकरण" in seen
    assert Notice.objects.count() == 0
    assert "अब बताया जा रहा है" in je.post(page, {"deed": "announce"}, follow=True).content.decode()
    send_all(timezone.now())
    assert "नया समय" in je.post(page, {"deed": "promise", "hours": "2"}, follow=True).content.decode()
    asked = je.post(page, {"deed": "back"}).content.decode()
    assert "1 व्यक्ति को बताया जाएगा कि बिजली आ गई" in " ".join(asked.split())
    assert '<button class="deed" name="sure" value="yes" autofocus>' in asked
    assert Outage.objects.get().state == "on"
    je.post(page, {"deed": "back", "sure": "yes"})
    kinds = list(Notice.objects.filter(consumer=here).order_by("id").values_list("kind", flat=True))
    assert kinds == ["outage_unknown", "outage_changed", "outage_back"]
    assert "बिजली आ गई" in je.get(page).content.decode()


def test_what_is_wrong_is_said_with_what_to_do(je: Client, at_desk: Desk) -> None:
    page = f"/office/outages/{at_desk.section.pk}/new/"

    assert "इस कार्यालय की जगह नहीं" in je.post(page, form(at_desk, where="NOWHERE")).content.decode()
    several = je.post(page, form(at_desk, where="TEST FEEDER")).content.decode()
    assert all(f"फीडर TEST FEEDER · {one.code}" in several for one in at_desk.feeders)
    assert "साल ठीक करें" in je.post(page, works(at_desk, years=9)).content.decode()
    early = je.post(page, form(at_desk, until_at="2020-01-01T10:00"))
    assert early.status_code == 422
    assert "शुरू होने से पहले" in early.content.decode()
    assert "इस तरह की कटौती" in je.post(page, form(at_desk, reason="maintenance")).content.decode()
    je.post(page, form(at_desk))
    again = je.post(page, form(at_desk)).content.decode()
    assert Outage.objects.get().number in again
    assert Outage.objects.count() == 1


def test_no_reason_is_told_that_nobody_chose(je: Client, at_desk: Desk) -> None:
    """The first of the list was chosen beforehand: a change of a transformer."""
    page = f"/office/outages/{at_desk.section.pk}/new/"

    assert '<option value="" selected>' in je.get(page).content.decode()
    assert je.post(page, form(at_desk, reason="")).status_code == 422
    assert not Outage.objects.exists()


def test_who_enters_the_same_again_is_led_to_it(je: Client, at_desk: Desk) -> None:
    number = enter(at_desk, at=timezone.now()).number

    again = je.post(f"/office/outages/{at_desk.section.pk}/new/", form(at_desk)).content.decode()

    assert f'<a href="/office/outage/{number}/">{number}</a>' in again


def test_a_time_that_is_refused_stays_in_its_field(je: Client, at_desk: Desk) -> None:
    number = enter(at_desk, at=timezone.now()).number

    shown = je.post(f"/office/outage/{number}/", {"deed": "promise", "until_at": "2020-01-01T10:00"})

    assert shown.status_code == 422
    assert 'value="2020-01-01T10:00"' in shown.content.decode()


def test_places_are_found_by_code_name_and_label_and_not_in_another_office(at_desk: Desk) -> None:
    first, second = at_desk.feeders
    other = build.feeder()

    def found(*written: str) -> tuple[Elements, list[Unclear]]:
        return resolve(at_desk.section.pk, written)

    assert found(first.code.lower())[0].feeders == (first.pk,)
    assert found(f"TEST FEEDER · {second.code}")[0].feeders == (second.pk,)
    assert found("near substation")[0].substations == (at_desk.section.pk,)
    assert found(f"{first.code} › dt 1")[0].transformers == (at_desk.transformer.pk,)
    (several,) = found("TEST FEEDER")[1]
    assert {one.id for one in several.may_be} == {first.pk, second.pk}
    assert found(other.code, "")[1] == [Unclear(other.code, ())]
    assert found(f"{second.code} › DT 1")[1] == [Unclear(f"{second.code} › DT 1", ())]


def test_an_outage_of_another_office_is_nobodys_here(je: Client, at_desk: Desk) -> None:
    far = desk_of_another()
    clerk = Client()
    clerk.force_login(User.objects.get(username=build.officer("clerk", of=at_desk.section, role="clerk")))
    own = enter(at_desk, at=timezone.now())

    assert je.get(f"/office/outage/{far.number}/").status_code == 404
    assert je.get("/office/outage/00000/").status_code == 404
    assert clerk.get(f"/office/outage/{own.number}/").status_code == 200
    assert clerk.post(f"/office/outage/{own.number}/", {"deed": "announce"}).status_code == 404
    assert clerk.get(f"/office/outages/{at_desk.section.pk}/new/").status_code == 404
    assert je.post(f"/office/outage/{own.number}/", {"deed": "burn"}).status_code == 404


def desk_of_another() -> Outage:
    feeder = build.feeder()
    section = feeder.places.get().section
    build.officer("far", of=section, role="je")
    now = timezone.now()
    return actions.enter(
        kind=Kind.BREAKDOWN, elements=Elements(feeders=(feeder.pk,)), reason="storm", from_at=now, until_at=None,
        at=now, by="far",
    )  # fmt: skip


def test_what_waits_for_a_word_stands_first(at_desk: Desk) -> None:
    now = timezone.now()
    planned = enter(at_desk, elements_of_second(at_desk), at=now)
    actions.announce(outage=planned.pk, at=now, by="je")
    passed = enter(at_desk, at=now)
    actions.announce(outage=passed.pk, at=now, by="je")
    actions.promise(outage=planned.pk, until_at=now + 9 * HOUR, at=now, by="je")
    actions.pass_time(at=now + 3 * HOUR)

    assert [one.state for one in outages_at([at_desk.section.pk], at=now)] == ["unknown", "on"]
    assert outages_at([build.office().pk], at=now) == []


def elements_of_second(of: Desk) -> Elements:
    return Elements(feeders=(of.feeders[1].pk,))


def test_before_it_is_told_each_person_counts_once_by_their_first_way_that_lives(at_desk: Desk) -> None:
    line = at_desk.feeders[0]
    build.consumer(on=line, mobile="916000000001", email="one@example.in")
    build.consumer(on=line, email="two@example.in")
    build.consumer(on=line)
    build.address(build.consumer(on=line), "916000000004", owner="not_owner", owner_at=timezone.now())

    found = foresee(enter(at_desk, at=timezone.now()), at=timezone.now())

    assert (found.people, found.cannot_be_told, found.no_address, found.shut) == (4, 2, 1, 1)
    assert found.by_channel == {"whatsapp": 1, "sms": 0, "email": 1}
    assert Consumer.objects.count() == 4


def test_some_places_come_back_by_ticking_them(je: Client, at_desk: Desk) -> None:
    page = f"/office/outages/{at_desk.section.pk}/new/"
    je.post(page, form(at_desk, where=[one.code for one in at_desk.feeders]))
    outage = Outage.objects.get()
    first = outage.parts.order_by("id")[0]

    told = je.post(f"/office/outage/{outage.number}/", {"deed": "partly", "part": str(first.pk)}, follow=True)

    assert "उन्हें बताया जा रहा है" in told.content.decode()
    assert Outage.objects.get().state == "partly"
    refused = je.post(f"/office/outage/{outage.number}/", {"deed": "partly", "part": str(first.pk)}, follow=True)
    assert "सब नहीं" in refused.content.decode()


def test_what_is_cancelled_keeps_why(je: Client, at_desk: Desk) -> None:
    outage = enter(at_desk, at=timezone.now())

    page = je.post(f"/office/outage/{outage.number}/", {"deed": "cancel", "why": "टीम नहीं आई"}, follow=True)

    assert "टीम नहीं आई" in page.content.decode()
    assert "रद्द" in je.post(f"/office/outage/{outage.number}/", {"deed": "back"}, follow=True).content.decode()


def test_nothing_is_cancelled_without_a_word_why(je: Client, at_desk: Desk) -> None:
    outage = enter(at_desk, at=timezone.now())

    refused = je.post(f"/office/outage/{outage.number}/", {"deed": "cancel", "why": "  "})

    assert refused.status_code == 422
    assert "लिखें" in refused.content.decode()
    assert Outage.objects.get().state == "entered"


def test_a_time_is_taken_as_people_write_it_and_what_is_none_is_said_so(je: Client, at_desk: Desk) -> None:
    """Old browsers have no field for times; what they sent was answered as if the outage were not there."""
    outage, until = enter(at_desk, at=timezone.now()), timezone.localtime() + 3 * HOUR
    page = f"/office/outage/{outage.number}/"

    assert je.post(page, {"deed": "promise", "until_at": f"{until:%d/%m/%Y %H:%M}"}).status_code == 302
    refused = [je.post(page, {"deed": "promise", "until_at": text}) for text in ("", "शाम को", "31-02-2026 10:00")]

    outage.refresh_from_db()
    assert outage.until_at == until.replace(second=0, microsecond=0)
    assert [one.status_code for one in refused] == [422] * 3
    assert all("समय पढ़ा नहीं जा सका" in one.content.decode() for one in refused)


def test_of_works_that_have_not_begun_no_return_in_an_hour_is_offered(je: Client, at_desk: Desk) -> None:
    """It would be back before it began: the press could only be refused."""
    je.post(f"/office/outages/{at_desk.section.pk}/new/", works(at_desk))
    outage = Outage.objects.get()

    shown = je.get(f"/office/outage/{outage.number}/").content.decode()

    assert 'name="hours"' not in shown
    assert f'value="{timezone.localtime(outage.until_at):%Y-%m-%dT%H:%M}"' in shown
    assert 'name="hours"' in je.get(f"/office/outage/{enter(at_desk, at=timezone.now()).number}/").content.decode()


def test_before_many_hear_that_it_is_cancelled_the_desk_is_asked_once_and_nothing_typed_is_lost(
    je: Client, at_desk: Desk
) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")  # told at night too
    outage = enter(at_desk, at=timezone.now())
    page = f"/office/outage/{outage.number}/"
    je.post(page, {"deed": "announce"})
    send_all(timezone.now())

    asked = je.post(page, {"deed": "cancel", "why": "टीम <नहीं> आई"}).content.decode()
    assert '<input type="hidden" name="why" value="टीम &lt;नहीं&gt; आई">' in asked
    assert Outage.objects.get().state == "on"
    je.post(page, {"deed": "cancel", "why": "टीम नहीं आई", "sure": "yes"})

    assert Outage.objects.get().state == "cancelled"


def test_what_the_clock_does_meanwhile_holds_nobody_up(je: Client, at_desk: Desk) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")  # told at night too
    outage = enter(at_desk, at=timezone.now())
    page = f"/office/outage/{outage.number}/"
    je.post(page, {"deed": "announce"})
    (latest,) = set(re.findall(r'name="latest" value="(\d+)"', je.get(page).content.decode()))
    now = timezone.now()
    OutageEvent.objects.create(outage=outage, what="also", said_at=now, at=now, by="clock")

    assert je.post(page, {"deed": "promise", "hours": "4", "latest": latest}).status_code == 302


def test_the_second_of_two_at_the_desk_is_told_what_the_first_did_and_tells_nobody(je: Client, at_desk: Desk) -> None:
    here = build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")  # told at night too
    outage = enter(at_desk, at=timezone.now())
    page = f"/office/outage/{outage.number}/"
    je.post(page, {"deed": "announce"})
    send_all(timezone.now())
    (latest,) = set(re.findall(r'name="latest" value="(\d+)"', je.get(page).content.decode()))
    je.post(page, {"deed": "promise", "hours": "4", "latest": latest})
    promised = Outage.objects.get().until_at

    later = f"{timezone.localtime() + 6 * HOUR:%Y-%m-%dT%H:%M}"
    second = je.post(page, {"deed": "promise", "until_at": later, "latest": latest})

    assert second.status_code == 409
    assert "इसलिए कुछ नहीं किया गया" in second.content.decode()
    assert f'value="{later}"' in second.content.decode()
    assert Outage.objects.get().until_at == promised
    assert Notice.objects.filter(consumer=here, kind="outage_changed").count() == 1


def test_messages_that_wait_for_another_officer_are_said_on_the_page(
    je: Client, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")  # told at night too
    outage = enter(at_desk, at=timezone.now())
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)

    told = je.post(f"/office/outage/{outage.number}/", {"deed": "announce"}, follow=True).content.decode()

    assert "दूसरे अधिकारी की राह" in told
    assert "इस कटौती के संदेश" in told


def test_a_time_that_has_passed_is_not_shown_as_one_that_holds(je: Client, at_desk: Desk) -> None:
    outage = enter(at_desk, at=timezone.now() - 3 * HOUR)
    actions.pass_time(at=timezone.now())

    shown = je.get(f"/office/outages/{at_desk.section.pk}/").content.decode()

    assert outage.number in shown
    assert "पता नहीं <small>बताया समय था" in shown


def suspected(of: Desk) -> Suspicion:
    """Have three neighbours of many say that it is off."""
    now = timezone.now()
    for number in range(30):
        one = build.consumer(on=of.feeders[0], transformer=of.transformer)
        if number < 3:
            report_no_light(reports=[Report(consumer=one.pk, way=NoLight.Way.SMS, said_at=now)], at=now)
    return Suspicion.objects.get(state="open")


def test_what_people_say_stands_on_top_and_becomes_an_outage_in_one_press(je: Client, at_desk: Desk) -> None:
    one, page = suspected(at_desk), f"/office/outages/{at_desk.section.pk}/"

    seen = je.get(page).content.decode()
    assert "बताने वाले लोग: 3" in seen
    told = je.post(page, {"deed": "confirm", "suspicion": one.pk}, follow=True).content.decode()

    assert "दर्ज हो गई" in told
    assert Outage.objects.get().suspicions.get() == one
    assert "बताने वाले लोग" not in je.get(page).content.decode()
    assert "किसी और ने तय" in je.post(page, {"deed": "confirm", "suspicion": one.pk}, follow=True).content.decode()


def test_a_suspicion_of_yesterday_is_shown_with_its_day(je: Client, at_desk: Desk) -> None:
    one, yesterday = suspected(at_desk), timezone.now() - timedelta(days=1)
    Suspicion.objects.filter(pk=one.pk).update(since=yesterday)

    shown = je.get(f"/office/outages/{at_desk.section.pk}/").content.decode()

    assert f"{timezone.localtime(yesterday).day} {MONTHS['hi'][timezone.localtime(yesterday).month - 1]}" in shown


def test_the_desk_corrects_where_it_is_or_refuses(je: Client, at_desk: Desk) -> None:
    one, page = suspected(at_desk), f"/office/outages/{at_desk.section.pk}/"

    wrong = je.post(page, {"deed": "confirm", "suspicion": one.pk, "where": "NOWHERE"}, follow=True)
    assert "इस कार्यालय की जगह नहीं" in wrong.content.decode()
    je.post(page, {"deed": "confirm", "suspicion": one.pk, "where": at_desk.feeders[1].code})
    assert Outage.objects.get().parts.get().feeder == at_desk.feeders[1]

    again = suspected(at_desk)
    je.post(page, {"deed": "refuse", "suspicion": again.pk})
    again.refresh_from_db()
    assert (again.state, again.by) == ("refused", "je")


def test_a_return_that_people_do_not_see_is_shown(je: Client, at_desk: Desk) -> None:
    now = timezone.now()
    people = [build.consumer(on=at_desk.feeders[0], transformer=at_desk.transformer) for _ in range(30)]
    outage = enter(at_desk, at=now - HOUR)
    actions.announce(outage=outage.pk, at=now - HOUR, by="je")
    actions.back(outage=outage.pk, at=now - HOUR / 2, by="je")

    for one in people[:3]:
        report_no_light(reports=[Report(consumer=one.pk, way=NoLight.Way.CHAT, said_at=now)], at=now)

    seen = je.get(f"/office/outages/{at_desk.section.pk}/").content.decode()
    assert f"कटौती {outage.number} के बारे में कहा गया था" in seen


def test_a_suspicion_of_another_office_is_nobodys_here(je: Client, at_desk: Desk) -> None:
    one, page = suspected(at_desk), f"/office/outages/{at_desk.section.pk}/"
    clerk = Client()
    clerk.force_login(User.objects.get(username=build.officer("reader", of=at_desk.section, role="clerk")))

    assert clerk.post(page, {"deed": "confirm", "suspicion": one.pk}).status_code == 404
    assert je.post(page, {"deed": "burn", "suspicion": one.pk}).status_code == 404
    assert je.post(page, {"deed": "confirm", "suspicion": "x"}).status_code == 404
    assert je.post(page, {"deed": "confirm", "suspicion": 10**6}).status_code == 404


def test_the_desk_is_offered_a_time_that_the_past_of_the_feeder_bears_out(je: Client, at_desk: Desk) -> None:
    now = timezone.now()
    for hours in range(1, 11):
        began = now - HOUR * 24
        past = enter(at_desk, at=began, reason="line_fault")
        actions.back(outage=past.pk, at=began + HOUR * hours, by="je")
    outage = enter(at_desk, at=now, until_at=None, reason="line_fault")

    shown = je.get(f"/office/outage/{outage.number}/").content.decode()
    until_at = re.search(r'<button name="until_at" value="([^"]+)"', shown)
    assert until_at
    assert "इस फीडर पर इसी कारण की" in shown
    actions.announce(outage=outage.pk, at=now, by="je")
    after = je.get(f"/office/outage/{outage.number}/").content.decode()
    assert "इस फीडर पर इसी कारण की" in after
    assert "बताने से पहले" not in after  # they have been told
    je.post(f"/office/outage/{outage.number}/", {"deed": "promise", "until_at": until_at[1]})

    promised = Outage.objects.get(pk=outage.pk).until_at
    assert promised
    assert timedelta(0) <= promised - (now + HOUR * 8) < timedelta(minutes=16)


def test_no_time_is_offered_where_too_little_is_known(je: Client, at_desk: Desk) -> None:
    outage = enter(at_desk, at=timezone.now(), until_at=None)

    assert "भरोसे का समय" not in je.get(f"/office/outage/{outage.number}/").content.decode()


def test_before_it_is_told_the_page_says_what_it_costs_and_why_somebody_cannot_be_told(
    je: Client, at_desk: Desk
) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")
    build.consumer(on=at_desk.feeders[0], mobile="916000000002", need="hospital")
    outage = enter(at_desk, kind=Kind.PLANNED, at=timezone.now(), reason="maintenance")

    found = foresee(outage, at=timezone.now())
    shown = je.get(f"/office/outage/{outage.number}/").content.decode()

    assert found.rupees == 2 * prices(at=timezone.now())[ChannelKind.WHATSAPP]
    assert "₹" in shown
    assert "नंबर या ईमेल नहीं" in shown


def test_a_late_notice_is_shown_before_and_after_and_never_refused(je: Client, at_desk: Desk) -> None:
    here = build.consumer(on=at_desk.feeders[0], mobile="916000000001")
    page = f"/office/outage/{enter(at_desk, kind=Kind.PLANNED, at=timezone.now()).number}/"
    warned = je.get(page).content.decode()

    told = je.post(page, {"deed": "announce"}, follow=True).content.decode()

    assert "सूचना देर से" in warned
    assert "अब बताया जा रहा है" in told
    assert "सूचना देर से" in told
    assert "सूचना देर से" in je.get(f"/office/outages/{at_desk.section.pk}/").content.decode()
    assert Notice.objects.filter(consumer=here).exists()


def test_work_far_away_is_told_by_itself_some_days_ahead(je: Client, at_desk: Desk) -> None:
    here = build.consumer(on=at_desk.feeders[0], mobile="916000000001")
    begins = timezone.now() + timedelta(days=20)
    outage = enter(
        at_desk, kind=Kind.PLANNED, at=timezone.now(), from_at=begins, until_at=begins + HOUR, reason="maintenance"
    )
    page = f"/office/outage/{outage.number}/"

    told = je.post(page, {"deed": "announce"}, follow=True).content.decode()
    again = je.post(page, {"deed": "announce"}, follow=True).content.decode()

    assert "अपने-आप" in told
    assert "अपने-आप" in again
    assert Outage.objects.get().state == "arranged"
    assert not Notice.objects.exists()
    for hours in range(24):  # by day
        actions.pass_time(at=begins - timedelta(days=7) + hours * HOUR)
    (notice,) = Notice.objects.filter(consumer=here)
    assert (notice.kind, Outage.objects.get().state) == ("outage_planned", "announced")
    assert "सूचना देर से" not in je.get(page).content.decode()


def test_messages_of_which_none_is_open_any_more_wait_for_nobody(
    je: Client, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")  # told at night too
    outage = enter(at_desk, at=timezone.now())
    monkeypatch.setattr(runs, "goes_at_once", lambda run: False)
    page = f"/office/outage/{outage.number}/"
    assert "इस कटौती के संदेश" in je.post(page, {"deed": "announce"}, follow=True).content.decode()

    Notice.objects.update(state="expired")

    assert "इस कटौती के संदेश" not in je.get(page).content.decode()


def test_what_happened_is_said_in_words_of_its_own(je: Client, at_desk: Desk) -> None:
    outage = enter(at_desk, at=timezone.now() - HOUR)
    page = f"/office/outage/{outage.number}/"
    je.post(page, {"deed": "back"})

    assert "<li><b>बिजली आ गई</b>" in je.get(page).content.decode()


def test_the_page_says_before_it_is_told_who_is_spared_though_no_time_is_suggested(
    je: Client, at_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001", need="hospital")  # told at night too
    outage = enter(at_desk, at=timezone.now())
    monkeypatch.setattr(telling, "foresee_spared", lambda outage, at: {"night": 1})

    assert "रात: सुबह तक रही तो" in je.get(f"/office/outage/{outage.number}/").content.decode()


def test_at_night_the_page_says_who_is_told_in_the_morning(at_desk: Desk) -> None:
    build.consumer(on=at_desk.feeders[0], mobile="916000000001")
    build.consumer(on=at_desk.feeders[0], mobile="916000000002", need="life_support")
    night = NOON + 6 * HOUR

    found = foresee(enter(at_desk, at=night), at=night)

    assert (found.people, found.spared) == (2, {"night": 1})
    assert foresee(enter(at_desk, elements_of_second(at_desk), at=NOON), at=NOON).spared == {}
