"""
Every page as a picture, in both languages, on a phone and on a desk, to be looked at: `make shots`.

No test by itself: it keeps build/shots/LANGUAGE/WIDTH/PAGE.png, of the phone in the dark as well, and fails only where
a page cannot be drawn at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import typst
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import timezone, translation
from playwright.sync_api import Browser, BrowserContext, Page

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.render import TEMPLATE, inputs
from bijlisetu.billing.queries import page_of
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.hygiene import rules
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.imports.models import Import
from bijlisetu.kinds.files import kinds
from bijlisetu.kinds.kind import RunRules
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Attempt, Incident, Notice, Run, Stop
from bijlisetu.plumbing.typefaces.typesetter import font_paths
from bijlisetu.runs import actions as runs
from bijlisetu.simulator.phone import page as phones
from bijlisetu.simulator.phone.bubbles import Bubble
from bijlisetu.staff import actions as staff
from bijlisetu.staff.models import Card, Post
from bijlisetu.values import Language
from tests import build
from tests.district import NUMBER, District, district_with_people, person, token_for
from tests.drives.shown import drive_over
from tests.outages.desk import with_outage
from tests.web.browser.field.conftest import Phone
from tests.web.browser.field.office import Office as Offices
from tests.web.browser.field.test_sunlight import screens
from tests.web.browser.pages import LANGUAGES, WIDTHS, addresses
from tests.web.me.test_bill import LINES
from tests.web.office.test_answers import wrote

BUILD = Path(__file__).parents[3] / "build" / "shots"
HEIGHT = 768
#: Names as long and as short as they come; nobody is called so.
NAMES = (
    "श्रीमती काल्पनिक देवी नमूना विश्वकर्मा",
    "RAM SYNTHETIC",
    "नमूना",
    "SYNTHETIC TRADERS AND SONS PVT LTD",
    "काल्पनिक सिंह",
)
WORDS = {
    "what_hi": "नवम्बर के बिल की राशि", "what_en": "the amount of November’s bill",
    "holds_hi": "नया बिल तीन दिन में आएगा", "holds_en": "a new bill follows in three days",
}  # fmt: skip
STATES = ("held", "ready", "canary", "stopped", "finished")
OUTCOMES = ("locked", "refused", "no_phone", "disconnected", "not_found")


@pytest.fixture
def district(served: str, monkeypatch: pytest.MonkeyPatch) -> District:
    """Return a district with a page-full at every degree, and something in each part of each page."""
    for name in ("bill_issued", "correction"):
        monkeypatch.setitem(kinds(), name, replace(kinds()[name], run=RunRules(above=0, canary=1)))
    made = district_with_people()
    for officer in ("maker", "chief"):
        build.officer(officer, of=made.circle)
    Office.objects.filter(pk=made.circle.pk).update(kind="company", code="POORVANCHAL", name="PUVVNL")
    many = [person(degree, on=made.feeder) for degree in ("failed", "no_address", "unproved", "read", "read") * 8]
    for place, consumer in enumerate(many):
        Consumer.objects.filter(pk=consumer.pk).update(
            name=NAMES[place % len(NAMES)], address=f"मकान {place}, नमूना टोला"
        )
    for consumer, outcome in zip(many[::5], OUTCOMES, strict=False):
        build.visit(consumer, outcome, at=timezone.now() - timedelta(days=1), by="chief")
    Bill.objects.update(lines=LINES)
    for text in ("हाँ लेकिन मेरा नहीं", "NA 0424", "यह मेरा कनेक्शन नहीं, मकान बेच दिया है, कृपया अब मत भेजें " * 3):
        wrote(text, made.people["delivered"])
    wrote("🙏", None, sort="sticker")
    Incident.objects.create(kind="quality", subject="one", at=timezone.now(), last_at=timezone.now())
    drive_over(made)
    return made


def run_at(district: District, state: str) -> int:
    """Make a run that has come so far."""
    people, now = district.people, timezone.now()
    run = build.run(
        people["read"], people["failed"], by="maker", at=now, key=f"bills:2026-{STATES.index(state) + 7:02}"
    )
    if state == "held":
        for notice in Notice.objects.filter(run=run):
            Notice.objects.filter(pk=notice.pk).update(facts={**notice.facts, "account_end": ""})
    runs.close(run=run, at=now, by="maker")
    if state in ("canary", "stopped"):
        runs.send_canary(run=run, at=now - timedelta(hours=1), by="maker")
    if state == "stopped":
        told = Notice.objects.filter(run=run, turn__gate=-run)[0]
        Attempt.objects.create(
            notice=told,
            channel="whatsapp",
            address=NUMBER,
            state=Attempt.State.DELIVERED,
            engine="test",
            claimed_at=now,
        )
        runs.stop(run=run, why="राशि में गलती", at=now, by="chief")
    if state == "finished":
        Run.objects.filter(pk=run).update(state="finished")
    return run


def people_at_work(district: District) -> int:
    """Give posts of several sorts, one of them ending, and return a person who holds one."""
    build.officer("je-1", of=district.section, role="je")
    build.officer("agent-1", of=district.section, role="agent")
    Post.objects.filter(person__username="je-1").update(valid_to=timezone.localdate() + timedelta(days=3))
    asha = User.objects.get(username="je-1")
    Card.objects.create(
        person=asha, name_hi="काल्पनिक देवी", name_en="Kalpanik Devi", mobile="916000000001", email="je@example.in"
    )
    staff.give_key(user="je-1", lasts=timedelta(days=1), at=timezone.now(), by="chief")
    return asha.pk


@pytest.fixture
def pages(district: District) -> dict[str, dict[str, str]]:
    """Return the pages of each person, by what they are called."""
    people, section = district.people, district.section.pk
    # A link is of the one message that the person got, so it is made before the runs send more.
    links = {name: token_for(people[name]) for name in ("unproved", "read", "not_owner")}
    unsubscribe = token_for(people["unproved"], purpose="unsubscribe")
    found = {state: run_at(district, state) for state in STATES}
    Import.objects.create(
        pk=found["ready"], what="consumers", mapping="uppcl", file="march.csv", size=9, received=9, by="chief",
        at=timezone.now(), taken_at=timezone.now(), state="done", reasons={"name missing": 1}, rejects=b"NAME",
        counts={"rows": 3, "imported": 2, "new": 1, "changed": 1, "unchanged": 0, "rejected": 1, "incomplete": 0},
    )  # fmt: skip
    inspect(rules=rules.read(rules.shipped()), at=timezone.now(), by="clock")
    values = {
        "complaint": build.complaint(people["failed"], at=timezone.now()).number,
        "office": district.circle.pk, "consumer": people["failed"].pk, "feeder": district.feeder.pk,
        "number": found["ready"], "page": "reach", "subject": "home", "file": "hygiene-rules",
        "system": build.system(district.circle, name="scada").name,
        "notice": Notice.objects.filter(run=found["ready"])[0].pk,
        "campaign": build.campaign(district.circle, at=timezone.now()),
        "telling": build.telling(district.circle).pk, "person": people_at_work(district),
        "outage": with_outage(district.feeder, by="chief", of=district.circle).number,
        "challenge": build.challenge(people["failed"], NUMBER, at=timezone.now()).pk,
        "serial": build.sheet(district.section, *(people[name] for name in ("failed", "no_address", "waiting"))),
    }  # fmt: skip
    chief = {**addresses(values), **{f"run {state}": f"/office/run/{run}/" for state, run in found.items()}}
    Stop.objects.create(scope="channel:sms", at=timezone.now(), by="chief", why="जाँच")
    return {
        "chief": {
            **{name.replace("office:", ""): at for name, at in chief.items() if name.startswith(("office:", "run "))},
            "release": f"/office/run/{found['canary']}/release/",
            "correction": f"/office/run/{found['stopped']}/correction/?{urlencode(WORDS)}",
            "certificate": f"/office/run/{found['finished']}/certificate/",
            "people waiting": f"/office/people/{section}/?degree=waiting&on=bills:2026-11",
            "people failed": f"/office/people/{section}/?degree=failed&on=bills:2026-11",
            "people nobody": f"/office/people/{district.elsewhere.pk}/?degree=read&on=bills:2026-11",
            "reach section": f"/office/reach/{section}/",
            "search found": "/office/search?asked",
            "counter several": "/office/counter/?asked",
            "search nothing": "/office/search",
            "answers decided": f"/office/answers/{district.circle.pk}/?shown=decided",
            "worklist empty": f"/office/worklist/{district.elsewhere.pk}/?reason=refused",
            "drive section": f"/office/drive/{section}/",
            "drive none": f"/office/drive/{district.elsewhere.pk}/honesty/",
            "run foreseen": f"/office/runs/{district.circle.pk}/new/?month=2026-11",
            "campaign foreseen": f"/office/campaigns/{district.circle.pk}/new/?kind=fraud_warning",
            "not here": "/office/run/999999/",
        },
        "engineer": {
            "home": "/office/", "worklist": f"/office/worklist/{section}/", "field": "/field/door/",
            "consumer": f"/office/consumer/{people['failed'].pk}/", "answers": f"/office/answers/{section}/",
        },
        "clerk": {
            "home": "/office/", "search": "/office/search", "consumer": f"/office/consumer/{people['failed'].pk}/",
        },
        "visitor": {"home": "/office/"},
        "": {
            "login": "/office/login/", **{f"bill {name}": f"/b/{link}" for name, link in links.items()},
            "bill doubt": f"/b/{links['unproved']}/not-mine", "unsubscribe": f"/u/{unsubscribe}",
            "complaint": "/complaint/", "complaint look": "/complaint/look/",
            "link closed": "/b/abc", "not here": "/nowhere/",
        },
    }  # fmt: skip


@pytest.fixture(scope="session", autouse=True)
def _nothing_old() -> None:
    shutil.rmtree(BUILD, ignore_errors=True)


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield str(request.param)


def window(browser: Browser, served: str, language: str, who: str, district: District) -> BrowserContext:
    """Return a window in which the person is logged in."""
    context = browser.new_context(locale="hi-IN", reduced_motion="reduce")
    cookies = {"django_language": language}
    if who:
        client = Client()
        client.force_login(_login(who, district))
        if who == "chief":
            build.second_factor(client)
            for box in ("counter/", "search"):
                client.post(f"/office/{box}", {"q": "परीक्षण"})
        cookies["sessionid"] = client.cookies["sessionid"].value
    context.add_cookies([{"name": name, "value": value, "url": served} for name, value in cookies.items()])
    return context


def _login(who: str, district: District) -> User:
    posts = {
        "chief": (district.circle, "officer"),
        "engineer": (district.section, "je"),
        "clerk": (district.section, "clerk"),
    }
    if who in posts:
        office, role = posts[who]
        build.officer(who, of=office, role=role)
    user, _ = User.objects.get_or_create(username=who)
    return user


def keep(page: Page, language: str, name: str) -> None:
    """Keep the open page at both sizes, the whole of it, and say if it is wider than its window."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        path = BUILD / language / str(width) / f"{name.replace(' ', '-')}.png"
        page.screenshot(path=path, full_page=True)
        if width == WIDTHS[0]:  # a phone goes dark by itself
            page.emulate_media(color_scheme="dark")
            page.screenshot(path=BUILD / language / f"{width}-dark" / path.name, full_page=True)
            page.emulate_media(color_scheme="light")
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            print(f"wider than its window ({wide} > {width}): {path.relative_to(BUILD)}")  # noqa: T201


def test_keep_every_page(
    browser: Browser, served: str, pages: dict[str, dict[str, str]], district: District, language: str
) -> None:
    for who, theirs in pages.items():
        context = window(browser, served, language, who, district)
        page = context.new_page()
        for name, address in theirs.items():
            page.goto(f"{served}{address}")
            keep(page, language, f"{who or 'anybody'} {name}")
        context.close()


def test_keep_what_a_press_leads_to(
    browser: Browser, served: str, pages: dict[str, dict[str, str]], district: District, language: str
) -> None:
    context = window(browser, served, language, "engineer", district)
    page = context.new_page()
    for name in ("worklist", "field", "consumer"):
        page.goto(f"{served}{pages['engineer'][name]}")
        page.fill("form.repair input[name=address]", NUMBER[-10:])
        page.check("form.repair input[name=proof][value=visit]")
        page.click("form.repair button[type=submit], form.repair button.deed")
        keep(page, language, f"press {name} doubt")
    page.goto(f"{served}{pages['engineer']['worklist']}")
    page.click("button[name=outcome] >> nth=0")
    keep(page, language, "press worklist outcome")
    context.close()
    context = window(browser, served, language, "", district)
    page = context.new_page()
    page.goto(f"{served}/office/login/")
    page.fill("input[name=username]", "nobody")
    page.fill("input[name=password]", "wrong wrong wrong")
    page.click("form button.deed, form button[type=submit] >> nth=-1")
    keep(page, language, "press login refused")
    page.goto(f"{served}{pages['']['bill unproved']}")
    page.click("a[href$='/not-mine'], button:has-text('✗')")
    keep(page, language, "press bill not mine")
    page.click("main form button")
    keep(page, language, "press bill struck out")
    context.close()


def test_keep_a_walk_along_a_beat(browser: Browser, served: str, language: str) -> None:
    office = Offices()
    context = browser.new_context(locale="hi-IN", reduced_motion="reduce")
    context.add_cookies([{"name": "django_language", "value": language, "url": served}])
    phone = Phone(context, served)
    phone.log_in()
    phone.open()
    phone.page.wait_for_selector(".next-door")
    for screen in screens(phone, office):
        keep(phone.page, language, f"walker {screen}")
    context.close()


def test_keep_a_day_without_anything(browser: Browser, served: str, transactional_db: None, language: str) -> None:
    cache.clear()
    office = build.office("circle", name="TEST CIRCLE")
    client, context = Client(), browser.new_context(locale="hi-IN")
    client.force_login(User.objects.get(username=build.officer("chief", of=office)))
    cookies = {"django_language": language, "sessionid": client.cookies["sessionid"].value}
    context.add_cookies([{"name": name, "value": value, "url": served} for name, value in cookies.items()])
    page = context.new_page()
    for name in ("", f"worklist/{office.pk}/", f"answers/{office.pk}/", f"people/{office.pk}/", "runs/", "delivery/"):
        page.goto(f"{served}/office/{name}")
        keep(page, language, f"empty {name.partition('/')[0] or 'home'}")
    context.close()


def test_keep_the_phones_and_a_bill(browser: Browser, district: District, language: str) -> None:
    sent = [(channel, state) for channel in ("sms", "whatsapp") for state in phones.TICKS]
    bubbles = [
        Bubble(at=1_790_000_000 + place, channel=channel, text="आपका बिल बन गया है।", state=state, sender="UPPCLT")
        for place, (channel, state) in enumerate(sent)
    ]
    page = browser.new_page()
    sheet = (phones.files("bijlisetu.simulator.phone") / "page.css").read_text()
    shown = {
        "phone": phones.phone("6000000001", bubbles),
        "phones": phones.index(numbers=["6000000001"], mailboxes=["a@example.in"]),
    }
    for name, html in shown.items():
        page.set_content(html)
        page.add_style_tag(content=sheet)
        keep(page, language, name)
    page.close()
    bill = replace(page_of(Bill.objects.get(consumer=district.people["read"])), language=Language(language))
    compiler = typst.Compiler(
        input=str(TEMPLATE), root=str(TEMPLATE.parent), font_paths=font_paths(settings.HOME / "fonts"),
        ignore_system_fonts=True,
    )  # fmt: skip
    picture = compiler.compile(format="png", ppi=110, sys_inputs=inputs(bill))
    assert isinstance(picture, bytes)
    (BUILD / language / "bill.png").write_bytes(picture)
