"""Where money goes, whom people call and who speaks to them: one officer asks, another lets it hold."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.editions.models import Edition, Proposal
from bijlisetu.memos.models import Memo
from bijlisetu.reports.editable import editable
from bijlisetu.reports.law import periods
from bijlisetu.runs import prices
from bijlisetu.staff.called import name_of
from tests import build
from tests.district import District, token_for
from tests.web.office.settings.test_pages import HELPLINE, OTHER, PLAIN, TEXT, WORDS, chief, press, read

__all__ = ["chief"]
UPI = TEXT.replace("puvvnl.synthetic@example", "other.synthetic@example")


@pytest.fixture
def second(chief: Client, district: District) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=build.officer("second", of=district.circle)))
    build.second_factor(client)
    return client


def decide(client: Client, deed: str = "let_hold") -> str:
    return read(client.post(WORDS, {"deed": deed, "proposal": str(Proposal.objects.latest("pk").pk)}, follow=True))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (HELPLINE, 'helpline = "1800-000-0001"'),
        ('header = "UPPCLT"', 'header = "OTHERS"'),
        ('upi = "puvvnl.synthetic@example"', 'upi = "other.synthetic@example"'),
        ('upi = "puvvnl.synthetic@example"', ""),
        ('upi = "puvvnl.synthetic@example"', 'upi = "puvvnl.synthetic@example"\nhelpline = "155333"'),
        ('upi = "puvvnl.synthetic@example"', 'upi = "puvvnl.synthetic@example"\nheader = "OTHERS"'),
        ('en = "Purvanchal Vidyut Vitran Nigam Ltd."', 'en = "Somebody Else"'),
        ('short_hi = "पूर्वांचल विद्युत"', 'short_hi = "कोई और"'),
        ('pay_hi = "', 'pay_hi = "x@y पर भेजें। '),
        ('pay_en = "', 'pay_en = "Pay to x@y. '),
        ('late_hi = "', 'late_hi = "x@y पर भेजें। '),
    ],
)
def test_what_moves_money_or_a_name_is_asked_for_and_does_not_hold(chief: Client, old: str, new: str) -> None:
    edited = TEXT.replace(old, new, 1)
    assert edited != TEXT

    checked = read(press(chief, WORDS, "check", edited))
    done = press(chief, WORDS, "hold", edited)

    assert "दूसरे अधिकारी से कहें" in checked
    assert done.status_code == 302
    assert not Edition.objects.exists()
    assert Entry.objects.get(deed="editions.asked").by == "chief"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("vocabulary-uppcl", PLAIN),
        ("vocabulary-uppcl", TEXT.replace('officer_hi = "अवर अभियंता"', 'officer_hi = "कनिष्ठ अभियंता"')),
        ("prices", prices.shipped().replace('"0.20"', '"0.16"')),
        ("periods", periods.shipped().replace("days = 90", "days = 91")),
    ],
)
def test_what_moves_neither_holds_by_one_officer(chief: Client, file: str, text: str) -> None:
    press(chief, f"/office/settings/{file}/", "hold", text)

    assert Edition.objects.get().text == text
    assert Edition.objects.get().seconded_by == ""


def test_the_second_sees_whom_people_would_pay_and_lets_it_hold(
    chief: Client, second: Client, district: District
) -> None:
    press(chief, WORDS, "hold", UPI, why="नया खाता")
    bill = f"/b/{token_for(district.people['unproved'])}"
    before = Client().get(bill).content.decode()

    page = second.get(WORDS)
    shown = read(page)  # type: ignore[arg-type]
    assert f"{name_of('chief')[0]} ने" in shown
    assert "नया खाता" in shown
    assert "companies.POORVANCHAL.upi puvvnl.synthetic@example other.synthetic@example" in shown
    assert page.content.decode().count("data:image/svg") == UPI.count("upi = ")
    assert "दूसरे अधिकारी की राह" in second.get("/office/settings/").content.decode()
    assert "लागू कर दिया" in decide(second)

    made, after = Edition.objects.get(), Client().get(bill).content.decode()
    assert (made.by, made.seconded_by) == ("chief", "second")
    assert before != after
    entry = Entry.objects.get(deed="editions.issued")
    assert (entry.by, entry.detail["asked_by"]) == ("second", "chief")
    assert f"लागू किया: {name_of('second')[0]}" in read(second.get(WORDS))  # type: ignore[arg-type]


def test_whoever_asked_may_withdraw_it_and_not_let_it_hold(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)

    assert 'value="let_hold"' not in chief.get(WORDS).content.decode()
    assert name_of("second")[0] in read(chief.get(WORDS))  # type: ignore[arg-type]
    assert "आपने ही" in decide(chief)
    assert not Edition.objects.exists()
    assert "कुछ नहीं बदला" in decide(chief, "decline")
    assert "इस बीच" in decide(second)
    assert not Edition.objects.exists()


def test_a_password_alone_lets_nothing_hold(chief: Client, district: District) -> None:
    press(chief, WORDS, "hold", UPI)
    bare = Client()
    bare.force_login(User.objects.get(username=build.officer("bare", of=district.circle)))

    asked = bare.post(WORDS, {"deed": "let_hold", "proposal": str(Proposal.objects.get().pk)})

    assert asked["Location"] == f"/office/second/?next={WORDS}"
    assert not Edition.objects.exists()


def test_while_something_is_asked_for_nothing_else_of_the_file_changes(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)

    for text in (OTHER, PLAIN):
        assert "पहले से" in read(press(second, WORDS, "hold", text))
    assert not Edition.objects.exists()


def test_to_take_such_a_change_back_two_are_asked_too(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)
    decide(second)
    made = Edition.objects.get()

    second.post(WORDS, {"deed": "take_back", "edition": str(made.pk)})
    assert Edition.objects.get().taken_back_at is None
    shown = read(chief.get(WORDS))  # type: ignore[arg-type]
    assert "companies.POORVANCHAL.upi other.synthetic@example puvvnl.synthetic@example" in shown
    decide(chief)

    made.refresh_from_db()
    assert made.taken_back_at is not None
    assert Entry.objects.get(deed="editions.taken_back").by == "chief"


def test_a_plain_text_that_would_undo_a_coming_change_needs_two(chief: Client, second: Client) -> None:
    soon, later = (f"{timezone.localtime() + timedelta(days=days):%Y-%m-%dT%H:%M}" for days in (1, 2))
    press(chief, WORDS, "hold", UPI, holds_from=soon)
    decide(second)
    coming = str(Edition.objects.get().pk)

    press(chief, WORDS, "hold", PLAIN, holds_from=later, newest=coming)

    assert Edition.objects.count() == 1
    assert Proposal.objects.latest("pk").touches == ["companies.POORVANCHAL.upi"]


def test_of_every_file_that_may_be_edited_it_is_known_what_two_change() -> None:
    for_two = {name: one.for_two is not None for name, one in editable().items()}

    assert {name for name, is_so in for_two.items() if is_so} == {name for name in for_two if name.startswith("voc")}


def told(state: str = "queued") -> list[str]:
    found = Memo.objects.filter(kind="second_officer_asked", state=state, channel="email")
    return list(found.values_list("person__username", flat=True))


def test_whoever_may_decide_is_told_once_with_the_page_and_whoever_asks_is_not(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)
    press(chief, WORDS, "hold", UPI)  # asked already

    assert told() == ["second"]
    facts = Memo.objects.filter(channel="email").get().facts
    assert (facts["who_hi"], facts["page"]) == (name_of("chief")[0], WORDS)
    assert facts["what_hi"] == "कंपनी के शब्द: UPPCL"
    assert facts["what_en"] == "Words of the utility: UPPCL"


@pytest.mark.parametrize("deed", ["let_hold", "decline"])
def test_of_what_is_decided_nobody_is_told_any_more(chief: Client, second: Client, deed: str) -> None:
    press(chief, WORDS, "hold", UPI)

    decide(second, deed)

    assert (told(), told("withdrawn")) == ([], ["second"])


def test_whoever_asked_and_thinks_better_of_it_disturbs_nobody(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)

    decide(chief, "decline")

    assert (told(), told("withdrawn")) == ([], ["second"])


def test_that_an_edition_is_to_end_is_told_too(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)
    decide(second)
    Memo.objects.all().delete()

    chief.post(WORDS, {"deed": "take_back", "edition": str(Edition.objects.get().pk)})

    assert told() == ["second"]


def test_a_decision_that_comes_too_late_leaves_what_others_are_told(chief: Client, second: Client) -> None:
    press(chief, WORDS, "hold", UPI)
    second.post(WORDS, {"deed": "let_hold", "proposal": "999999"})

    assert told() == ["second"]
