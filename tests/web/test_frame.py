"""The frame around the office's pages: the words of the bar, what is not mended, and how little it asks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Engine, Incident, Run, Stop, Turn
from bijlisetu.runs import actions as runs
from bijlisetu.staff.deeds import LEADING
from tests import build
from tests.district import District

#: The session, the person, and the posts; what somebody is called is asked once for all lines that they did.
OF_THE_FRAME, OF_A_NAME = 3, 3


def asked(client: Client, address: str) -> list[str]:
    """What the database was asked for the page."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [str(query["sql"]) for query in queries]


def some_runs(district: District, *, many: int) -> None:
    for number in range(many):
        run = build.run(district.people["read"], by="officer", at=timezone.now(), key=f"test:{many}:{number}")
        runs.close(run=run, at=timezone.now(), by="officer")


def held_run(district: District, *, beyond: bool = False) -> Run:
    people = [district.people["read"], *([district.outsider] if beyond else [])]
    run = build.run(*people, by="officer", at=timezone.now())
    runs.close(run=run, at=timezone.now(), by="officer")
    Run.objects.update(state="held")
    return Run.objects.get(pk=run)


def words_of_the_bar(client: Client) -> list[str]:
    page = client.get("/office/search").content.decode()
    (bar,) = re.findall('<nav class="tabs".*?</nav>', page, re.DOTALL)
    return re.findall("<a [^>]*>([^<]*)</a>", bar)


def somebody(district: District, *, role: str, at: Office | None = None) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=build.officer(f"some {role}", of=at or district.section, role=role)))
    if role == "operator":
        build.second_factor(client)
    return client


def line_under_the_bar(client: Client) -> str:
    cache.clear()
    page = client.get("/office/search").content.decode()
    found = re.search('<ul class="unmended".*?</ul>', page, re.DOTALL)
    return " ".join(re.sub("<[^>]*>", " ", found[0]).split()) if found else ""


def test_a_long_list_of_runs_costs_no_more_questions_than_a_short_one(officer: Client, district: District) -> None:
    some_runs(district, many=2)
    few = len(asked(officer, "/office/runs/"))
    some_runs(district, many=9)

    assert len(asked(officer, "/office/runs/")) <= few
    assert few <= OF_THE_FRAME + OF_A_NAME + 4


@pytest.mark.parametrize("page", ["runs/", "delivery/", "search?q=abc", "reach/{office}/", "worklist/{office}/"])
def test_posts_are_read_once_a_page(officer: Client, district: District, page: str) -> None:
    questions = asked(officer, f"/office/{page.format(office=district.division.pk)}")

    assert sum("staff_post" in question for question in questions) == 1


def test_what_is_not_mended_is_remembered_from_page_to_page(officer: Client, district: District) -> None:
    asked(officer, "/office/search")

    assert len(asked(officer, "/office/search")) == OF_THE_FRAME


@pytest.mark.parametrize("role", ["officer", "clerk", "je", "operator"])
def test_the_bar_has_one_word_for_what_people_come_for(district: District, role: str) -> None:
    leads = ["लोग"] if role in LEADING else []

    assert words_of_the_bar(somebody(district, role=role)) == ["पहुँच", "काम", "बिजली", "शिकायत", "पैसा", "संदेश", *leads]


def test_without_a_post_the_bar_is_empty(client: Client, district: District) -> None:
    client.force_login(User.objects.create_user("newcomer"))

    assert '<nav class="tabs"' not in client.get("/office/").content.decode()


@pytest.mark.parametrize(
    ("role", "page", "behind"),
    [
        (
            "officer",
            "delivery/",
            ["/office/runs/", "/office/campaigns/{office}/", "/office/delivery/", "/office/answers/{office}/"],
        ),
        ("je", "delivery/", ["/office/campaigns/{office}/", "/office/delivery/", "/office/answers/{office}/"]),
        (
            "je",
            "worklist/{office}/",
            [
                "/office/worklist/{office}/",
                "/office/counter/",
                "/office/calls/{office}/",
                "/office/drive/{office}/",
                "/office/sheets/{office}/",
                "/office/kyc/{office}/",
                "/office/hygiene/{office}/",
                "/office/corrections/{office}/",
                "/field/door/",
            ],
        ),
        (
            "clerk",
            "worklist/{office}/",
            [
                "/office/worklist/{office}/",
                "/office/counter/",
                "/office/calls/{office}/",
                "/office/drive/{office}/",
                "/office/sheets/{office}/",
                "/office/kyc/{office}/",
                "/office/hygiene/{office}/",
                "/office/corrections/{office}/",
            ],
        ),
    ],
)
def test_behind_a_word_stand_the_pages_that_a_post_may_use(
    district: District, role: str, page: str, behind: list[str]
) -> None:
    office = district.section.pk

    shown = somebody(district, role=role).get(f"/office/{page.format(office=office)}").content.decode()

    pages = re.findall('<nav class="subtabs".*?</nav>', shown, re.DOTALL)
    links = re.findall('href="([^"]*)"', pages[0]) if pages else []
    assert links == [address.format(office=office) for address in behind]


def test_while_all_is_well_nothing_is_said_under_the_bar(officer: Client) -> None:
    assert line_under_the_bar(officer) == ""


def test_what_stands_still_is_said_until_it_goes_on(officer: Client) -> None:
    Stop.objects.create(scope="lane:bulk", at=build.NOON, by="chief", why="जाँच")
    before = line_under_the_bar(officer)

    Stop.objects.update(lifted_at=build.NOON)

    assert before == "रुका हुआ: बिलों और थोक संदेशों की पूरी कतार"
    assert line_under_the_bar(officer) == ""


def test_a_held_run_is_said_to_those_who_may_see_it(officer: Client, district: District) -> None:
    run = held_run(district)

    assert line_under_the_bar(officer) == "1 खेप जाँच में रुकी है"
    assert f"/office/run/{run.pk}/" in officer.get("/office/search").content.decode()
    assert line_under_the_bar(somebody(district, role="clerk")) == ""


def test_a_held_run_of_other_offices_is_not_theirs_to_know(officer: Client, district: District) -> None:
    held_run(district, beyond=True)

    assert line_under_the_bar(officer) == ""


def test_a_stopped_run_is_said_while_something_of_it_is_still_to_go(officer: Client, district: District) -> None:
    run = held_run(district).pk
    runs.stop(run=run, why="जाँच", at=timezone.now(), by="officer")
    Incident.objects.all().delete()  # somebody has seen to it, and the run still stands
    before = line_under_the_bar(officer)
    is_linked = f"/office/run/{run}/" in officer.get("/office/search").content.decode()

    Turn.objects.filter(notice__run=run).delete()

    assert before == "1 खेप रोकी गई है"
    assert is_linked
    assert line_under_the_bar(officer) == ""


def small_trials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kinds(), "bill_issued", replace(kinds()["bill_issued"], run=RunRules(above=0, canary=1)))


def test_a_run_that_is_ready_asks_those_who_may_for_its_trial(
    officer: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_trials(monkeypatch)
    some_runs(district, many=2)

    assert line_under_the_bar(officer) == "2 खेपें तैयार हैं: आज़माइश भेजें"
    assert line_under_the_bar(somebody(district, role="je")) == ""
    assert WELL in on_delivery(officer)


def test_a_trial_waits_for_the_officer_who_has_had_no_hand_in_it(
    officer: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_trials(monkeypatch)
    some_runs(district, many=1)
    run = Run.objects.get().pk
    runs.send_canary(run=run, at=timezone.now(), by="officer")
    second = somebody(district, role="operator", at=district.division)
    before = line_under_the_bar(second)

    assert before == "1 खेप आज़माइश में है: आपकी मंज़ूरी का इंतज़ार"
    assert f"/office/run/{run}/" in second.get("/office/search").content.decode()
    assert line_under_the_bar(officer) == "1 खेप आज़माइश में है: दूसरे अधिकारी की मंज़ूरी का इंतज़ार"
    assert line_under_the_bar(somebody(district, role="clerk")) == ""

    runs.release(run=run, at=timezone.now() + timedelta(hours=2), by="some operator")

    assert line_under_the_bar(second) == ""


def test_a_trial_of_other_offices_is_not_theirs_to_release(
    officer: Client, district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_trials(monkeypatch)
    held_run(district, beyond=True)
    Run.objects.update(state="canary", canary_at=timezone.now())

    assert line_under_the_bar(officer) == ""


WELL = "सभी संदेश कंपनियाँ हमारे संदेश ले रही हैं"


def on_delivery(client: Client) -> str:
    cache.clear()
    return client.get("/office/delivery/").content.decode()


@pytest.mark.parametrize("scope", ["all", "lane:bulk", "channel:sms", "kind:bill_issued"])
def test_delivery_is_not_called_well_while_something_is_stopped(officer: Client, scope: str) -> None:
    before = on_delivery(officer)

    Stop.objects.create(scope=scope, at=build.NOON, by="chief", why="जाँच")

    assert WELL in before
    assert WELL not in on_delivery(officer)
    assert "कुछ रुका हुआ है" in on_delivery(officer)


@pytest.mark.parametrize("state", ["held", "stopped"])
def test_nor_while_a_run_stands(officer: Client, district: District, state: str) -> None:
    held_run(district)
    Run.objects.update(state=state)

    assert WELL not in on_delivery(officer)
    assert "खेप" in on_delivery(officer).split("कुछ रुका हुआ है")[1][:400]


def test_nor_while_nobody_is_at_work(officer: Client) -> None:
    Engine.objects.all().delete()

    assert WELL not in on_delivery(officer)
    assert "कोई इंजन काम पर नहीं है" in on_delivery(officer)


def test_that_something_is_wrong_is_said_until_it_is_over(officer: Client) -> None:
    for subject in ("one", "two"):
        Incident.objects.create(kind="sender", subject=subject, at=build.NOON, last_at=build.NOON)
    before = line_under_the_bar(officer)

    Incident.objects.update(ended_at=build.NOON)

    assert before == "भेजने में 2 गड़बड़ियाँ हैं"
    assert line_under_the_bar(officer) == ""


def test_what_stands_is_told_in_the_same_line_on_every_page(officer: Client, district: District) -> None:
    Stop.objects.create(scope="channel:sms", at=build.NOON, by="chief", why="जाँच")

    for page in (f"reach/{district.division.pk}", f"worklist/{district.division.pk}", "runs", "delivery"):
        assert '<ul class="unmended">' in officer.get(f"/office/{page}/").content.decode()
