"""The pages of runs: may this run go out, and by whom?"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from bijlisetu.billing.models import Bill
from bijlisetu.billing.telling.gates import amount_jumps
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.outbox import queries as outbox_queries
from bijlisetu.outbox import stops
from bijlisetu.outbox.models import Attempt, Notice, Run, Stop, Turn
from bijlisetu.reports import words
from bijlisetu.runs import actions as runs
from bijlisetu.runs import queries
from bijlisetu.runs.findings import Finding
from bijlisetu.runs.queries import RunCard
from bijlisetu.staff.called import name_of
from bijlisetu.web.office.runs import words as run_words
from bijlisetu.web.templatetags.runs import examples, told
from bijlisetu.web.templatetags.setu import a_second
from tests import build
from tests.district import District, officer_of

WORDS = {
    "what_hi": "बिल की राशि",
    "what_en": "the amount",
    "holds_hi": "नया बिल आएगा",
    "holds_en": "a new bill follows",
}
LONG_AGO = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _two_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("bill_issued", "correction"):
        monkeypatch.setitem(kinds(), name, replace(kinds()[name], run=RunRules(above=0, canary=1)))


@pytest.fixture
def officer(officer: Client) -> Client:
    build.second_factor(officer)
    return officer


@pytest.fixture
def second(district: District) -> Client:
    client = Client()
    client.force_login(officer_of(district.division, "second"))
    build.second_factor(client)
    return client


def a_run(district: District, *, blank: bool = False) -> int:
    people = district.people["read"], district.people["failed"]
    run = build.run(*people, by="officer", at=timezone.now())
    if blank:
        Notice.objects.filter(run=run).update(facts={})
    runs.close(run=run, at=timezone.now(), by="officer")
    return run


def in_canary(district: District) -> int:
    run = a_run(district)
    runs.send_canary(run=run, at=timezone.now() - LONG_AGO, by="officer")
    return run


def card(run: int) -> RunCard:
    found = queries.run(run)
    assert found
    return found


def post(client: Client, run: int, deed: str, **more: str) -> str:
    return client.post(f"/office/run/{run}/", {"deed": deed, **more}, follow=True).content.decode()


def page(client: Client, run: int, further: str = "") -> str:
    return client.get(f"/office/run/{run}/{further}").content.decode()


def test_an_officer_sees_the_runs_of_his_offices(officer: Client, district: District) -> None:
    run = a_run(district)

    assert f"/office/run/{run}/" in officer.get("/office/runs/").content.decode()


@pytest.mark.parametrize("further", ["", "live/", "certificate/", "certificate.csv"])
def test_a_run_that_goes_beyond_his_offices_is_not_there(officer: Client, district: District, further: str) -> None:
    run = build.run(district.people["read"], district.outsider)
    runs.close(run=run, at=timezone.now(), by="officer")

    assert officer.get(f"/office/run/{run}/{further}").status_code == 404
    assert f"/office/run/{run}/" not in officer.get("/office/runs/").content.decode()


@pytest.mark.parametrize("role", ["clerk", "je"])
def test_a_clerk_and_an_engineer_see_no_runs(client: Client, district: District, role: str) -> None:
    client.force_login(User.objects.get(username=build.officer("somebody", of=district.circle, role=role)))

    assert client.get("/office/runs/").status_code == 404
    assert client.get(f"/office/run/{a_run(district)}/").status_code == 404
    assert "/office/runs/" not in client.get("/office/", follow=True).content.decode()


def test_nobody_enters_without_login(client: Client, district: District) -> None:
    assert client.get(f"/office/run/{a_run(district)}/").status_code == 302


def test_a_held_run_says_in_words_what_keeps_it_in_and_takes_an_answer(officer: Client, district: District) -> None:
    run = a_run(district, blank=True)
    assert "2 संदेशों में कोई ज़रूरी बात खाली है" in page(officer, run)

    for fault in card(run).faults:
        post(officer, run, "waive", gate=fault.gate, words="जाँच कर ली")

    assert card(run).state == "ready"
    assert "जाँच कर ली" in page(officer, run)


def test_a_page_that_shows_an_earlier_state_is_told_to_load_itself_anew(officer: Client, district: District) -> None:
    run = in_canary(district)

    assert officer.get(f"/office/run/{run}/live/?state=ready").status_code == 205
    assert officer.get(f"/office/run/{run}/live/?state=canary").status_code == 200


@pytest.mark.parametrize(("scope", "is_told"), [("all", True), ("lane:bulk", True), ("lane:otp", False)])
def test_a_run_held_by_a_stop_of_what_everybody_sends_says_so(
    officer: Client, district: District, scope: str, is_told: bool
) -> None:
    run = in_canary(district)
    Stop.objects.create(scope=scope, at=timezone.now(), by="chief", why="जाँच")

    assert ("इस खेप का कोई संदेश नहीं जाएगा" in page(officer, run)) is is_told


def test_a_stopped_run_is_told_on_the_delivery_page_in_words(officer: Client, district: District) -> None:
    runs.stop(run=a_run(district), why="राशि ग़लत", at=timezone.now(), by="officer")

    assert "एक खेप किसी ने रोकी है" in officer.get("/office/delivery/").content.decode()


def test_an_answer_without_words_is_asked_for_again(officer: Client, district: District) -> None:
    run = a_run(district, blank=True)

    assert "कृपया कारण लिखें" in post(officer, run, "waive", gate="empty_facts", words=" ")
    assert card(run).state == "held"


def test_the_trial_goes_out_by_one_press(officer: Client, district: District) -> None:
    run = a_run(district)

    assert "1 व्यक्ति को जा रही है" in post(officer, run, "canary")
    assert card(run).state == "canary"


def test_the_maker_is_told_that_another_must_release(officer: Client, district: District) -> None:
    run = in_canary(district)

    assert "दूसरे अधिकारी" in page(officer, run, "release/")
    assert "दूसरे अधिकारी" in post(officer, run, "release")
    assert card(run).state == "canary"


def test_the_second_officer_sees_who_made_it_before_he_releases(second: Client, district: District) -> None:
    run = in_canary(district)

    asked = page(second, run, "release/")
    post(second, run, "release")

    assert f"<b>{name_of('officer')[0]}</b>" in asked
    assert (card(run).state, card(run).released_by) == ("released", "second")


def test_before_its_time_the_trial_is_waited_for(second: Client, district: District) -> None:
    run = in_canary(district)
    Run.objects.update(canary_at=timezone.now())

    assert "कृपया" in page(second, run)
    assert "समय अभी पूरा नहीं हुआ" in post(second, run, "release")


def test_a_trial_whose_text_is_refused_proposes_to_stop(second: Client, district: District) -> None:
    line, now = district.feeder, timezone.now()
    run = build.run(*(build.consumer(on=line, mobile=f"91600000000{number}") for number in range(5)), by="officer")
    runs.close(run=run, at=now, by="officer")
    told = list(Notice.objects.filter(run=run)[:4])
    runs.send_canary(run=run, at=now - LONG_AGO, by="officer")
    Attempt.objects.bulk_create(
        Attempt(notice=one, channel="sms", address="x", state=50, reason="text_refused", engine="one", claimed_at=now)
        for one in told
    )

    shown = page(second, run)

    assert "आज़माइश कहती है: रोकें" in shown
    assert "deed big" not in shown


def test_a_stop_needs_a_reason_and_holds(officer: Client, district: District) -> None:
    run = in_canary(district)

    assert "कृपया कारण लिखें" in post(officer, run, "stop", why="")
    assert "गलत राशि" in post(officer, run, "stop", why="गलत राशि")
    assert card(run).state == "stopped"


def test_a_stopped_run_goes_on(officer: Client, district: District) -> None:
    run = in_canary(district)
    post(officer, run, "stop", why="गलत राशि")

    post(officer, run, "go_on")

    assert card(run).state == "canary"


def test_a_correction_becomes_a_run_of_its_own(officer: Client, district: District) -> None:
    run = in_canary(district)
    told = Notice.objects.get(run=run, turn__gate=-run)
    Attempt.objects.create(
        notice=told, channel="whatsapp", address="919811122233", state=60, engine="one", claimed_at=timezone.now()
    )
    post(officer, run, "stop", why="गलत राशि")

    shown = post(officer, run, "correct", **WORDS)

    (correction,) = card(run).corrected_by
    assert "जिन्हें सुधार भेजा जाएगा: 1।" in shown
    assert (card(correction).made, card(correction).state) == (1, "ready")


def test_a_correction_is_seen_before_it_is_made(officer: Client, district: District) -> None:
    run = in_canary(district)
    told = Notice.objects.get(run=run, turn__gate=-run)
    Attempt.objects.create(
        notice=told, channel="whatsapp", address="919811122233", state=60, engine="one", claimed_at=timezone.now()
    )
    post(officer, run, "stop", why="गलत राशि")
    written = urlencode(WORDS)

    shown = page(officer, run, f"correction/?{written}")

    assert "जिन्हें यह मिलेगा: <b>1</b>" in shown
    assert "वापस लिए जाने वाले संदेश: <b>2</b>" in shown
    assert "नया बिल आएगा" in shown.split("<blockquote")[1]
    assert "a new bill follows" in shown.split("<blockquote")[2]
    assert card(run).corrected_by == ()


@pytest.mark.parametrize(
    ("is_small", "small_up_to", "said"),
    [
        (False, 0, "दूसरे अधिकारी देख कर देंगे"),
        (False, 1, "दूसरे अधिकारी देख कर देंगे"),
        (True, 0, "दूसरे अधिकारी देख कर देंगे"),
        (True, 1, "मंज़ूरी के बिना तुरंत"),
    ],
)
def test_before_a_correction_is_made_it_is_said_whether_another_releases_it(
    officer: Client, district: District, monkeypatch: pytest.MonkeyPatch, is_small: bool, small_up_to: int, said: str
) -> None:
    monkeypatch.setitem(kinds(), "correction", replace(kinds()["correction"], run=RunRules(above=small_up_to)))
    run = in_canary(district)
    Run.objects.filter(pk=run).update(is_small=is_small)
    told = Notice.objects.get(run=run, turn__gate=-run)
    Attempt.objects.create(
        notice=told, channel="whatsapp", address="919811122233", state=60, engine="one", claimed_at=timezone.now()
    )
    asked = post(officer, run, "stop", why="गलत राशि")

    assert f"{small_up_to} से ज़्यादा लोग हों" in asked
    assert said in page(officer, run, f"correction/?{urlencode(WORDS)}")


def test_a_small_run_that_needs_a_second_officer_shows_them_the_way_and_has_no_trial(
    officer: Client, second: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(district)
    monkeypatch.setitem(kinds(), "bill_issued", replace(kinds()["bill_issued"], run=RunRules(above=2)))

    theirs, others = page(officer, run), page(second, run)
    post(second, run, "release")

    assert f"/office/run/{run}/release/" not in theirs
    assert f"/office/run/{run}/release/" in others
    assert not any('value="canary"' in shown for shown in (theirs, others))
    assert (card(run).state, card(run).released_by) == ("released", "second")


@pytest.mark.parametrize("missing", WORDS)
def test_a_correction_without_words_is_asked_for_them(officer: Client, district: District, missing: str) -> None:
    run = in_canary(district)
    post(officer, run, "stop", why="गलत राशि")
    written = urlencode({**WORDS, missing: " "})

    answer = officer.get(f"/office/run/{run}/correction/?{written}", follow=True)

    assert "कृपया कारण लिखें" in answer.content.decode()


def test_before_the_release_stand_the_rupees_and_the_message_itself(second: Client, district: District) -> None:
    run = in_canary(district)

    asked = page(second, run, "release/")

    assert "₹ 1,253.00</b> (पूरी खेप में ₹ 2,506.00)" in asked
    hindi, english, sms, _, mail, _ = (said.split("</blockquote>")[0] for said in asked.split("<blockquote")[1:])
    assert "का बिजली बिल बन गया है" in hindi
    assert "[हाँ, मेरा है]" in hindi
    assert "Amount payable: ₹ 1,253.00" in english
    assert "बिल: [लिंक] आपका कनेक्शन नहीं?" in sms
    assert "बिल के पन्ने पर बताएँ" in mail


def test_a_trial_shows_the_limits_it_is_held_against(second: Client, district: District) -> None:
    assert page(second, in_canary(district)).count("सीमा 3।") == 3


def test_what_could_not_be_compared_is_not_called_in_order(officer: Client, district: District) -> None:
    bills = Bill.objects.filter(consumer__in=[district.people["read"], district.people["failed"]])
    bills.update(cycle=build.CYCLE - timedelta(days=400))
    run = build.run(district.people["read"], district.people["failed"], by="officer", at=timezone.now())
    runs.close(run=run, at=timezone.now(), by="officer", gates=[amount_jumps])

    shown = " ".join(page(officer, run).split())

    jumps = shown.split("राशि में उछाल</b>")[1].split("</li>")[0]
    assert "तुलना नहीं हो सकी" in jumps
    assert "ठीक" not in jumps


def test_whom_nothing_has_left_for_yet_is_not_said_to_have_it_on_its_way(officer: Client, district: District) -> None:
    shown = officer.get(f"/office/consumer/{district.people['waiting'].pk}/").content.decode()
    nothing_to_do = officer.get(f"/office/worklist/{district.section.pk}/?reason=none").content.decode()

    assert "जाना बाकी है या रास्ते में है।" in shown
    assert "पहुँच चुका है या रास्ते में है" not in nothing_to_do


def test_a_deed_that_nobody_knows_is_refused(officer: Client, district: District) -> None:
    assert officer.post(f"/office/run/{a_run(district)}/", {"deed": "burn"}).status_code == 404


def test_the_certificate_is_exact_and_in_both_languages(officer: Client, district: District) -> None:
    run = a_run(district)

    paper = page(officer, run, "certificate/")

    assert "समापन प्रमाण-पत्र · End certificate" in paper
    assert "बाकी · Pending" in paper
    assert "हर संदेश का हिसाब मिलता है" in paper


def test_the_certificate_as_a_table_adds_up(officer: Client, district: District) -> None:
    text = officer.get(f"/office/run/{a_run(district)}/certificate.csv").content.decode("utf-8-sig")

    table = {tuple(row[:2]): row[2] for row in csv.reader(io.StringIO(text)) if len(row) == 3}

    assert table["बने · Made", ""] == table["बाकी · Pending", ""] == "2"


@pytest.mark.parametrize("language", ["hi", "en"])
@pytest.mark.parametrize("state", Run.State.values)
def test_every_state_has_its_page_in_both_languages(
    officer: Client, district: District, state: str, language: str
) -> None:
    run = in_canary(district)
    now = timezone.now()
    Run.objects.update(
        state=state, released_at=now if state in ("released", "finished") else None,
        released_by="second" if state in ("released", "finished") else "",
        stopped_at=now if state == "stopped" else None,
    )  # fmt: skip
    officer.cookies["django_language"] = language

    assert officer.get(f"/office/run/{run}/").status_code == 200
    assert officer.get("/office/runs/").status_code == 200


@pytest.fixture
def chief(district: District) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    return client


def test_who_may_stops_everything_from_the_delivery_page(chief: Client, district: District) -> None:
    chief.post("/office/stops/", {"deed": "stop", "scope": "all", "why": "गलत राशि"})
    shown = chief.get("/office/delivery/").content.decode()

    assert [still.scope for still in outbox_queries.stops()] == ["all"]
    assert "गलत राशि" in shown

    chief.post("/office/stops/", {"deed": "go_on", "scope": "all"})
    assert outbox_queries.stops() == ()


def test_an_officer_of_one_division_sees_what_is_stopped_and_no_button(officer: Client, district: District) -> None:
    assert 'name="scope"' not in officer.get("/office/delivery/").content.decode()
    assert officer.post("/office/stops/", {"deed": "stop", "scope": "all", "why": "x"}).status_code == 404


def test_nothing_is_chosen_beforehand_of_what_can_be_stopped(chief: Client) -> None:
    shown = chief.get("/office/delivery/").content.decode()
    answer = chief.post("/office/stops/", {"deed": "stop", "scope": "", "why": "जाँच"}, follow=True)

    assert '<option value="" selected>' in shown
    assert "चुनें कि क्या रोकना है" in answer.content.decode().split("<main")[1].split("<details")[0]
    assert outbox_queries.stops() == ()


def test_a_stop_without_a_reason_is_asked_for_again(chief: Client, district: District) -> None:
    answer = chief.post("/office/stops/", {"deed": "stop", "scope": "all", "why": ""}, follow=True)

    assert "कृपया कारण लिखें" in answer.content.decode()
    assert outbox_queries.stops() == ()


def test_every_kind_and_scope_has_its_words() -> None:
    assert {scope for scope in stops.scopes() if not scope.startswith("kind:")} == set(run_words.SCOPES)
    assert {told(f"kind:{kind}", "scope") for kind in kinds()} == {
        f"केवल यह संदेश: {kind.title['hi']}" for kind in kinds().values()
    }


def test_nothing_that_can_be_stopped_is_called_as_another_and_lanes_stand_apart_from_kinds(chief: Client) -> None:
    page = chief.get("/office/delivery/").content.decode()

    said = [told(scope, "scope") for scope in stops.scopes()]
    assert len(set(said)) == len(said)
    sorts = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.DOTALL)
    assert [{value.partition(":")[0] for value in re.findall(r'value="([^"]+)"', some)} for _, some in sorts] == [
        {"all"}, {"lane"}, {"channel"}, {"kind"},
    ]  # fmt: skip


def test_a_trial_has_its_people_in_the_degrees_of_every_other_page(second: Client, district: District) -> None:
    line = district.feeder
    made = build.run(*(build.consumer(on=line, mobile=f"91600000000{number}") for number in range(3)), by="officer")
    runs.close(run=made, at=timezone.now(), by="officer")
    runs.send_canary(run=made, at=timezone.now() - LONG_AGO, by="officer")
    trial = Notice.objects.get(run=made, turn__gate=-made)
    Attempt.objects.create(
        notice=trial, channel="whatsapp", address="x", state=Attempt.State.READ, engine="one", claimed_at=timezone.now()
    )
    Turn.objects.filter(notice=trial).delete()
    Notice.objects.filter(pk=trial.pk).update(state="reached")

    bar, account = (second.get(f"/office/run/{made}/").context[name] for name in ("canary_bar", "account"))

    assert (bar.people, bar.read, bar.delivered_proved, bar.waiting) == (1, 1, 0, 0)
    assert account.bar.read == 1


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("bills:2026-11", "नवम्बर 2026"),
        ("bills:2026-11/2", "नवम्बर 2026 (2)"),
        ("correction:bills:2026-11", "नवम्बर 2026"),
        ("correction:bills:2026-11/2/2", "नवम्बर 2026 (2/2)"),
        ("unknown:other", "other"),
    ],
)
def test_a_run_is_named_in_words_not_by_its_key(officer: Client, district: District, key: str, named: str) -> None:
    run = a_run(district)
    Run.objects.update(key=key)

    for shown in (page(officer, run), officer.get("/office/runs/").content.decode()):
        assert f">{named}<" in shown
        assert key not in shown


def test_a_word_of_the_certificate_stands_for_one_number() -> None:
    with override("hi"):
        in_the_bar, in_the_table = {str(word) for word in words.DEGREES.values()}, str(run_words.WHY["delivered"])

    assert in_the_table not in in_the_bar


def test_an_account_that_is_named_in_full_leads_to_its_person() -> None:
    finding = Finding(
        gate="x", passed=False, title_hi="", title_en="", hi="", en="",
        examples=("2101-TN00000007", "98xxxxxx29 & <b>", "9900001234: ₹ 5", "12-11-2026"),
    )  # fmt: skip

    written = str(examples(finding))

    assert re.findall(r'<a href="/office/search\?q=([^"]+)">\1</a>', written) == ["2101-TN00000007", "9900001234"]
    assert "98xxxxxx29 &amp; &lt;b&gt;" in written


@pytest.mark.parametrize(("letters", "written"), [(1000.0, "1,000"), (80, "80"), (0.5, "0.5"), (0, ""), (None, "")])
def test_what_a_sender_may_do_is_written_in_groups(letters: float | None, written: str) -> None:
    assert a_second(letters) == written
