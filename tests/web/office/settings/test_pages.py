"""A utility changes its words in the browser: checked first, shown before and after, holding at once, taken back."""

from __future__ import annotations

import html
import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from bijlisetu.audit.models import Entry
from bijlisetu.contact.hygiene import current, rules
from bijlisetu.contact.hygiene.inspecting import inspect
from bijlisetu.contact.law import current as law
from bijlisetu.contact.law import notices
from bijlisetu.editions import faults as reading
from bijlisetu.editions.faults import line_of
from bijlisetu.editions.models import Edition
from bijlisetu.network import office_days, wording
from bijlisetu.network.models import Office
from bijlisetu.network.utilities import shipped
from bijlisetu.outages.timing import reading as timing
from bijlisetu.reports.law import keeping, periods
from bijlisetu.runs import prices, quiet_hours
from bijlisetu.web.office.settings.words import FAULTS
from tests import build
from tests.district import District, token_for

WORDS = "/office/settings/vocabulary-uppcl/"
RULES = "/office/settings/hygiene-rules/"
TEXT = shipped("uppcl")
HELPLINE = 'helpline = "1912"'
OTHER = TEXT.replace(HELPLINE, 'helpline = "1800-000-0001"')
#: A change that moves neither money nor a name.
PLAIN = TEXT.replace('account_hi = "खाता संख्या"', 'account_hi = "उपभोक्ता खाता"')


@pytest.fixture
def chief(client: Client, district: District) -> Client:
    Office.objects.filter(pk=district.circle.pk).update(kind="company", code="POORVANCHAL", name="PUVVNL")
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))
    build.second_factor(client)
    return client


def press(client: Client, address: str, deed: str, text: str, **more: str) -> HttpResponse:
    said = {"deed": deed, "text": text, "why": "हेल्पलाइन बदली", "holds_from": "", "newest": "0", **more}
    if deed == "hold" and "seen" not in more:
        checked = client.post(address, {**said, "deed": "check"}).content.decode()
        said["seen"] = "".join(re.findall('name="seen" value="([0-9a-f]+)"', checked))
    return client.post(address, said)  # type: ignore[return-value]


def read(answer: HttpResponse) -> str:
    return " ".join(re.sub("<[^>]*>", " ", html.unescape(answer.content.decode())).split())


def test_the_list_names_what_concerns_those_at_work(chief: Client) -> None:
    shown = chief.get("/office/settings/").content.decode()

    listed = [
        "vocabulary-uppcl", "hygiene-rules", "prices", "quiet-hours", "office-days-uppcl", "outage-timing",
        "standards-common", "standards-uppcl", "periods", "interruptions", "notice", "savings", "public",
    ]  # fmt: skip
    assert re.findall("/office/settings/([a-z-]+)/", shown) == listed


def test_a_check_shows_before_and_after_and_the_message_and_changes_nothing(chief: Client) -> None:
    edited = TEXT.replace('short_hi = "पूर्वांचल विद्युत"', 'short_hi = "नमूना विद्युत"')

    answer = press(chief, WORDS, "check", edited)

    shown = read(answer)
    assert edited != TEXT
    assert answer.status_code == 200
    assert "companies.POORVANCHAL.short_hi पूर्वांचल विद्युत नमूना विद्युत" in shown
    assert "नमूना विद्युत" in shown.split("उपभोक्ता को संदेश ऐसा मिलेगा")[1]
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        (HELPLINE, 'helpline = "बुलाओ"', HELPLINE, "हेल्पलाइन अंकों में लिखें"),
        (HELPLINE, "helpline = 1912 1912", HELPLINE, "यह पंक्ति पढ़ी नहीं जा सकी"),
        ('bill_hi = "बिल"', 'bil_hi = "बिल"', 'bill_hi = "बिल"', "यह शब्द कहीं काम नहीं आता"),
    ],
)
def test_a_fault_is_told_in_hindi_with_its_line_and_nothing_holds(
    chief: Client, old: str, new: str, line: str, words: str
) -> None:
    number = TEXT.splitlines().index(line) + 1

    for deed in ("check", "hold"):
        answer = press(chief, WORDS, deed, TEXT.replace(old, new))

        assert answer.status_code == 422
        assert f"पंक्ति {number}" in read(answer)
        assert words in read(answer)
        assert html.escape(new, quote=True) in answer.content.decode(), "what was typed stays"
    assert not Edition.objects.exists()


def test_what_holds_is_on_bills_pages_at_once_and_in_the_book(chief: Client, district: District) -> None:
    bill = f"/b/{token_for(district.people['unproved'])}"
    assert "उपभोक्ता खाता" not in Client().get(bill).content.decode()

    held = press(chief, WORDS, "hold", PLAIN)

    assert (held.status_code, held["Location"]) == (302, WORDS)
    assert "उपभोक्ता खाता" in Client().get(bill).content.decode()
    assert Entry.objects.get(deed="editions.issued").by == "chief"
    assert "अब लागू है" in chief.get(WORDS).content.decode()

    number = Edition.objects.get().pk
    chief.post(WORDS, {"deed": "take_back", "edition": str(number)})

    assert "उपभोक्ता खाता" not in Client().get(bill).content.decode()
    assert Entry.objects.get(deed="editions.taken_back").by == "chief"


def test_it_holds_from_a_time_to_come_and_not_from_one_that_is_gone(chief: Client) -> None:
    tomorrow = timezone.localtime() + timedelta(days=1)
    press(chief, WORDS, "hold", PLAIN, holds_from=f"{tomorrow:%Y-%m-%dT%H:%M}")
    made = Edition.objects.get()

    assert abs(made.holds_from - tomorrow) < timedelta(minutes=1)

    gone = press(chief, WORDS, "hold", PLAIN, holds_from="2020-01-01T10:00", newest=str(made.pk))
    assert "बीता समय नहीं बदलता" in read(gone)
    assert Edition.objects.count() == 1


def test_it_does_not_hold_without_a_reason(chief: Client) -> None:
    assert "लिखें कि क्यों बदला जा रहा है" in read(press(chief, WORDS, "hold", PLAIN, why=" "))
    assert not Edition.objects.exists()


def test_of_two_who_edit_at_once_the_later_looks_again(chief: Client) -> None:
    press(chief, WORDS, "hold", PLAIN)

    second = press(chief, WORDS, "hold", TEXT.replace(HELPLINE, 'helpline = "155333"'))

    assert second.status_code == 409
    assert "इस बीच किसी और ने इसे बदला है" in read(second)
    assert Edition.objects.count() == 1


def test_another_limit_of_accounts_holds_at_the_next_look(chief: Client) -> None:
    edited = rules.shipped().replace("accounts_above = 5", "accounts_above = 9")

    assert "rules.shared.accounts_above 5 9" in read(press(chief, RULES, "check", edited))
    press(chief, RULES, "hold", edited)

    shared = current.rules(at=timezone.now()).named("shared")
    assert shared
    assert shared.limit == 9


def test_a_rule_of_a_new_name_is_named_on_the_page_of_numbers(chief: Client, district: District) -> None:
    edited = (
        rules.shipped().replace('name = "crowd"', 'name = "bazaar"').replace("बहुत अधिक खातों पर एक नंबर", "बाज़ार का नंबर")
    )

    press(chief, RULES, "hold", edited)
    at = timezone.now()
    inspect(rules=current.rules(at=at), at=at, by="clock")

    assert "बाज़ार का नंबर" in chief.get(f"/office/hygiene/{district.circle.pk}/").content.decode()


@pytest.mark.parametrize("text", ["", " ", "x" * 100_001])
def test_no_text_and_too_much_of_it_is_refused(chief: Client, text: str) -> None:
    assert press(chief, WORDS, "hold", text).status_code == 422
    assert not Edition.objects.exists()


def test_markup_in_a_text_stays_text(chief: Client) -> None:
    edited = TEXT.replace('bill_hi = "बिल"', 'bill_hi = "<script>alert(1)</script>"')

    assert "<script>alert" not in press(chief, WORDS, "check", edited).content.decode()


def test_a_file_that_is_not_there_is_not_here(chief: Client) -> None:
    assert chief.get("/office/settings/vocabulary-nobody/").status_code == 404
    assert chief.post(WORDS, {"deed": "take_back", "edition": "x"}).status_code == 302


def test_of_several_companies_nobody_edits_alone(officer: Client, district: District) -> None:
    assert officer.get("/office/settings/").status_code == 404
    assert press(officer, WORDS, "hold", OTHER).status_code == 404
    assert not Edition.objects.exists()


def test_every_fault_that_a_reader_tells_has_plain_words() -> None:
    told = [reading.UNREADABLE, reading.TOO_MUCH, rules.NO_RULES, rules.NO_NAME, rules.NO_WORDS, rules.NO_END]
    told += [
        reading.UNASKED,
        reading.NO_TRUTH,
        rules.NO_LOOK,
        rules.TWICE,
        *(shape.words for shape in rules.SHAPES.values()),
    ]
    told += [value for name, value in vars(wording).items() if name.isupper() and isinstance(value, str)]

    for read in (prices, quiet_hours, office_days, periods, timing, notices, law):
        told += [value for name, value in vars(read).items() if name.isupper() and str(value).endswith(".")]

    assert set(told) <= FAULTS.keys()


def test_a_holiday_that_is_added_is_left_out_by_a_new_drive(chief: Client) -> None:
    file = "uppcl"
    company = Office.objects.order_by("pk")[0].pk
    # Neither a Sunday nor a second Saturday, nor a holiday already.
    days = (timezone.localdate() + timedelta(days=n) for n in range(9, 30))
    day = next(one for one in days if office_days.of_file(file).is_open(one, known_on=one))
    added = f'[[holidays]]\non = {day}\nhi = "नमूना पर्व"\nen = "Sample feast"\nsource = "GO 1"\n'
    assert str(day) not in read(chief.get(f"/office/drive/{company}/new/"))

    press(chief, f"/office/settings/office-days-{file}/", "hold", f"{office_days.shipped(file)}\n{added}")

    assert str(day) in read(chief.get(f"/office/drive/{company}/new/"))


def test_what_is_kept_shorter_leaves_earlier(chief: Client) -> None:
    text = periods.shipped().replace("days = 90", "days = 30")
    press(chief, "/office/settings/periods/", "hold", text)

    held = {one.name: one.days for one in keeping.periods(at=timezone.now())}

    assert (held["challenges"], held["facts"]) == (30, 1095)


def test_before_a_period_is_cut_it_is_told_what_leaves_for_good(chief: Client, district: District) -> None:
    build.challenge(district.people["read"], "916000000001", at=timezone.now() - timedelta(days=40))

    shorter = read(
        press(chief, "/office/settings/periods/", "check", periods.shipped().replace("days = 90", "days = 30"))
    )
    longer = read(
        press(chief, "/office/settings/periods/", "check", periods.shipped().replace("days = 90", "days = 91"))
    )

    assert "वापस नहीं लाया जा सकता" in shorter
    assert "माँगे गए कोड 90 30 1" in shorter
    assert "वापस नहीं लाया जा सकता" not in longer


def test_another_notice_is_shown_where_a_number_is_taken_and_kept_with_who_was_told(chief: Client) -> None:
    told = "हम आधार नहीं माँगते, और न माँगेंगे।"
    edited = notices.shipped().replace('name = "2026-12"', 'name = "2027-01"').replace("हम आधार नहीं माँगते।", told)
    assert told not in Client().get("/field/").content.decode()
    before = Client().get("/field/worker.js").content

    press(chief, "/office/settings/notice/", "hold", edited)

    assert told in Client().get("/field/").content.decode()
    assert Client().get("/field/worker.js").content != before, "telephones fetch the page with the other words"
    assert {"2026-12", "2027-01"} <= law.versions().keys()


@pytest.mark.parametrize(
    ("file", "text", "line"),
    [
        ("office-days-common", office_days.shipped("common").replace("weekdays = [", "weekdays = [9, "), 8),
        ("periods", periods.shipped().replace("days = 90", "days = 0"), 31),
        ("periods", periods.shipped().replace("days = 90", "days = true"), 31),
        ("periods", f'[letters]\ndays = 9\nwhy = "x"\nsource = "y"\n{periods.shipped()}', 1),
        ("periods", periods.shipped().replace("[photos]", "[foto]"), line_of(periods.shipped(), "photos")),
        ("prices", prices.shipped().replace("whatsapp =", "whatsap ="), line_of(prices.shipped(), "rupees.whatsapp")),
        (
            "quiet-hours",
            quiet_hours.shipped().replace("bill_issued = []", 'bill_issued = ["21:00"]'),
            line_of(quiet_hours.shipped(), "quiet_hours.bill_issued"),
        ),
        (
            "quiet-hours",
            quiet_hours.shipped().replace("bill_issued = []", 'bill_issued = ["9:00", "08:00"]'),
            line_of(quiet_hours.shipped(), "quiet_hours.bill_issued"),
        ),
        (
            "quiet-hours",
            quiet_hours.shipped().replace("bill_issued = []", 'bill_issued = ["08:00", "07:00"]'),
            line_of(quiet_hours.shipped(), "quiet_hours.bill_issued"),
        ),
        ("quiet-hours", '[quiet_hours]\noutage_breakdown = ["21:00", "08:00"]\n', 2),
        ("quiet-hours", '[quiet_hours]\ncomplaint_rises = ["21:00", "08:00"]\n', 2),
        ("quiet-hours", "[quiet_hours]\n\nnobody = []\n", 3),
        ("hygiene-rules", f"# x\n[[rulez]]\n{rules.shipped()}", 2),
        ("notice", notices.shipped().replace("{helpline} पर या", "{phone} पर या"), line_of(notices.shipped(), "hi")),
        ("notice", notices.shipped().replace("और ई-मेल", "और पता"), line_of(notices.shipped(), "name")),
        ("prices", f"# x\na = {'[' * 5000}", 2),
        ("prices", prices.shipped().replace('"0.20"', '"zwanzig"'), 5),
    ],
)
def test_a_fault_of_a_new_file_is_said_with_its_line_and_changes_nothing(
    chief: Client, file: str, text: str, line: int
) -> None:
    answer = press(chief, f"/office/settings/{file}/", "hold", text)

    assert answer.status_code == 422
    assert f"पंक्ति {line}" in read(answer)
    assert not Edition.objects.exists()


def test_a_browsers_line_ends_are_no_change(chief: Client) -> None:
    shown = press(chief, WORDS, "check", TEXT.replace("\n", "\r\n"))

    assert "वही है जो अभी लागू है" in read(shown)


def test_a_password_alone_changes_nothing_and_is_asked_before_anything_is_typed(
    client: Client, district: District
) -> None:
    Office.objects.filter(pk=district.circle.pk).update(kind="company", code="POORVANCHAL", name="PUVVNL")
    client.force_login(User.objects.get(username=build.officer("chief", of=district.circle)))

    asked = [client.get(WORDS), *(press(client, WORDS, deed, OTHER) for deed in ("check", "hold", "take_back"))]

    assert {one["Location"] for one in asked} == {f"/office/second/?next={WORDS}"}
    assert not Edition.objects.exists()
    assert client.get("/office/settings/").status_code == 200


def test_a_check_shows_whom_people_would_call_and_pay(chief: Client) -> None:
    edited = TEXT.replace("kesco.synthetic@example", "other.synthetic@example")

    page = press(chief, WORDS, "check", edited)

    shown = read(page).split("बिल पर UPI पता")
    assert edited != TEXT
    assert any(one.strip().startswith("other.synthetic@example") for one in shown)
    assert len(shown) - 1 == TEXT.count("[companies.")
    assert page.content.decode().count("data:image/svg") == edited.count("upi = ")


def seal_of(chief: Client, address: str, text: str) -> str:
    (found,) = re.findall('name="seen" value="([0-9a-f]+)"', press(chief, address, "check", text).content.decode())
    return str(found)


def test_only_the_text_that_was_seen_holds(chief: Client) -> None:
    seen = prices.shipped().replace('"0.20"', '"0.16"')
    other = prices.shipped().replace('"0.20"', '"9.16"')
    seal = seal_of(chief, "/office/settings/prices/", seen)

    for wrong in (seal, "", "0" * 64, seal_of(chief, WORDS, OTHER), "é"):
        answer = press(chief, "/office/settings/prices/", "hold", other, seen=wrong)
        assert answer.status_code == 409
        assert "जाँच के बाद लिखा बदल गया है" in read(answer)
        assert "9.16" in read(answer).split("ठीक है। यह बदलेगा")[1]
    assert not Edition.objects.exists()

    again = seal_of(chief, "/office/settings/prices/", other)
    press(chief, "/office/settings/prices/", "hold", other, seen=again)
    assert Edition.objects.get().text == other


@pytest.mark.parametrize("instead", ["[companies.OTHER]", ""])
def test_a_company_with_offices_here_cannot_leave_the_words(chief: Client, instead: str) -> None:
    header = "[companies.POORVANCHAL]"
    before, _, after = TEXT.partition(header)
    edited = f"{before}{instead}{after}" if instead else before + after[after.index("[") :]

    for deed in ("check", "hold"):
        answer = press(chief, WORDS, deed, edited)

        assert answer.status_code == 422
        assert "companies.POORVANCHAL" in read(answer)
        assert "इस कंपनी के कार्यालय हैं" in read(answer)
    assert not Edition.objects.exists()


def test_a_company_without_offices_here_may_leave_the_words(chief: Client) -> None:
    edited = TEXT.replace("[companies.KESCO]", "[companies.OTHER]")

    assert edited != TEXT
    assert press(chief, WORDS, "check", edited).status_code == 200
