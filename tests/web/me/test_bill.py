"""The page behind the link of a message."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from bijlisetu.billing.models import Bill
from bijlisetu.billing.page.stranger import half_hidden
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.models import Address
from bijlisetu.kinds.files import kinds
from bijlisetu.network.models import Office
from bijlisetu.outbox.models import Attempt, Notice
from bijlisetu.reach.queries import find
from bijlisetu.values import Language
from tests import build
from tests.build import NOON
from tests.district import District, attempt_to, token_for


@pytest.fixture
def token(district: District) -> str:
    return token_for(district.people["unproved"])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().replace("\xa0", " ")


def test_no_line_parts_the_sign_from_the_figure(client: Client, token: str) -> None:
    assert "₹ 1" not in client.get(f"/b/{token}").content.decode()


def test_it_says_what_is_owed_until_when_and_how_to_pay(client: Client, district: District, token: str) -> None:
    page = text(client, f"/b/{token}")

    assert "₹ 1,253.00" in page
    assert "7 दिसम्बर 2026" in page
    assert f"..{district.people['unproved'].account[-4:]}" in page


def test_it_does_not_tell_a_stranger_the_name_or_the_account(client: Client, district: District, token: str) -> None:
    page = text(client, f"/b/{token}")

    assert "परीक्षण उपभोक्ता" not in page
    assert "प••• उ•••" in page
    assert district.people["unproved"].account not in page


@pytest.mark.parametrize(
    ("name", "hidden"),
    [("श्यामलाल नमूना", "श्या••• न•••"), ("RAM K", "R••• K•••"), ("क्षमा", "क्ष•••"), ("শ্রীমতী", "শ্রী•••"), ("", "")],
)
def test_a_name_is_hidden_without_cutting_a_letter(name: str, hidden: str) -> None:
    assert half_hidden(name) == hidden


LINES = {
    "previous_on": "2026-10-21", "previous_reading": "4210", "current_on": "2026-11-21", "current_reading": "4363",
    "remark": "OK", "charges": {"energy": "842.50", "fixed": "195.50"}, "dues": {"arrears": "215.00"},
    "history": ["161", "190"], "last_paid": "1034.00", "last_paid_on": "2026-10-30",
}  # fmt: skip


@pytest.fixture
def lines(district: District) -> None:
    Bill.objects.filter(consumer=district.people["unproved"]).update(lines=LINES)


@pytest.mark.usefixtures("lines")
def test_it_says_why_it_is_that_much_with_arrears_apart_and_how_many_units(client: Client, token: str) -> None:
    page = text(client, f"/b/{token}")

    for words in ("यह राशि क्यों?", "₹ 1,038.00", "बकाया", "₹ 215.00", "ऊर्जा शुल्क", "₹ 842.50", "यूनिट: 153", "4,363"):
        assert words in page
    assert "विलंब भुगतान अधिभार" not in page.partition("यह राशि क्यों?")[2]  # nothing was asked under it


def test_it_says_how_else_one_pays_and_what_is_added_after_the_due_date(client: Client, token: str) -> None:
    page = text(client, f"/b/{token}")

    assert "जन सेवा केंद्र" in page
    assert "विलंब अधिभार" in page


def test_the_code_on_it_pays_the_bill_and_the_helpline_can_be_touched(
    client: Client, district: District, token: str
) -> None:
    Office.objects.filter(pk=district.circle.pk).update(kind="company", code="POORVANCHAL")

    page = text(client, f"/b/{token}")

    assert 'href="tel:1912"' in page
    assert unescape(page).count("upi://pay?pa=puvvnl.synthetic@example") == 1
    assert "data:image/svg+xml" in page
    assert page.index("पूर्वांचल विद्युत वितरण निगम लि.") < page.index("₹ 1,253.00")


@pytest.mark.usefixtures("lines")
def test_the_pdf_shows_no_more_than_the_page(client: Client, district: District, token: str) -> None:
    person = district.people["unproved"]
    Consumer.objects.filter(pk=person.pk).update(
        name="RAM SYNTHETIC", address="HOUSE 7 NOWHERE", meter_number="SYN0000123", language="en", tariff="LMV-1"
    )

    page = unescape(text(client, f"/b/{token}")).replace("\xa0", " ")
    pdf = _text(client.get(f"/b/{token}/bill.pdf").content)

    for secret in ("SYNTHETIC", "HOUSE", "NOWHERE", "SYN0000123", person.account):
        assert secret not in page
        assert secret not in pdf
    figures = set(re.findall(r"\d[\d,.]*\d", pdf)) - {"1930"}  # where fraud is reported, on the page's last line too
    assert not {figure for figure in figures if figure not in page and not _is_known_otherwise(figure)}


def test_the_carrier_gets_the_whole_bill_for_the_chat(client: Client, district: District) -> None:
    person = district.people["unproved"]
    Consumer.objects.filter(pk=person.pk).update(name="RAM SYNTHETIC")

    assert "SYNTHETIC" in _text(client.get(f"/c/{token_for(person, purpose='carrier')}.pdf").content)


def test_looking_at_the_page_is_no_proof_of_reading(client: Client, district: District, token: str) -> None:
    text(client, f"/b/{token}")

    assert attempt_to(district.people["unproved"]).state == Attempt.State.DELIVERED


def test_opening_the_bill_is(client: Client, district: District, token: str) -> None:
    answer = client.get(f"/b/{token}/bill.pdf")

    assert answer.content.startswith(b"%PDF")
    assert attempt_to(district.people["unproved"]).state == Attempt.State.READ


def test_asking_for_the_head_alone_is_not(client: Client, district: District, token: str) -> None:
    client.head(f"/b/{token}/bill.pdf")

    assert attempt_to(district.people["unproved"]).state == Attempt.State.DELIVERED


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
        *(
            {"User-Agent": agent}
            for agent in (
                "WhatsApp/2.23.20.0 A",
                "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
                "Mozilla/5.0 (Macintosh) Safari/601.2.4 facebookexternalhit/1.1 Facebot Twitterbot/1.0",
                "TelegramBot (like TwitterBot)",
                "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "Slack-ImgProxy (+https://api.slack.com/robots)",
                "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
                "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
                "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
                "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
                "Mozilla/5.0 BarracudaCentral/1.0",
                "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/140.0.0.0 Safari/537.36",
                "python-requests/2.32",
                "curl/8.5.0",
                "Go-http-client/2.0",
            )
        ),
    ],
)
def test_neither_is_a_preview_or_looking_ahead(
    client: Client, district: District, token: str, headers: dict[str, str]
) -> None:
    assert client.get(f"/b/{token}/bill.pdf", headers=headers).status_code == 200
    assert attempt_to(district.people["unproved"]).state == Attempt.State.DELIVERED


@pytest.mark.parametrize(
    "agent",
    [
        "Mozilla/5.0 (Linux; Android 14; K) AppleWebKit/537.36 Chrome/140.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X19) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Linux; Android 12; wv) AppleWebKit/537.36 [FB_IAB/FB4A;FBAV/400.0.0.37.76;]",
        "Mozilla/5.0 (Linux; Android 12) Chrome/120 Mobile Safari/537.36 Telegram-Android/10.0 (Realme)",
        "Nokia5130c-2/2.0 (07.97) Profile/MIDP-2.1 UCBrowser8.4.0.159/70/352",
        "Opera/9.80 (J2ME/MIDP; Opera Mini/7.1/191.318; U; en) Presto/2.12 Version/12.16",
    ],
)
def test_a_person_on_any_phone_is_a_reader(client: Client, district: District, token: str, agent: str) -> None:
    client.get(f"/b/{token}/bill.pdf", headers={"User-Agent": agent})

    assert attempt_to(district.people["unproved"]).state == Attempt.State.READ


def test_a_carrier_gets_the_bill_and_proves_nothing(client: Client, district: District) -> None:
    token = token_for(district.people["unproved"], purpose="carrier")

    assert client.get(f"/c/{token}.pdf").content.startswith(b"%PDF")
    assert attempt_to(district.people["unproved"]).state == Attempt.State.DELIVERED


def test_after_not_mine_no_carrier_gets_it_either(client: Client, district: District, token: str) -> None:
    carriers = token_for(district.people["delivered"], purpose="carrier")
    Address.objects.filter(consumer=district.people["delivered"]).update(owner="not_owner")

    assert client.get(f"/c/{carriers}.pdf").status_code == 404


def test_the_carriers_link_is_not_the_persons(client: Client, district: District, token: str) -> None:
    assert client.get(f"/c/{token}.pdf").status_code == 404


def test_a_stranger_is_asked_once_more_and_then_struck_out(client: Client, district: District, token: str) -> None:
    question = text(client, f"/b/{token}/not-mine")
    before = Address.objects.get(consumer=district.people["unproved"]).owner

    answer = client.post(f"/b/{token}/answer/not_mine", follow=True)

    assert "मेरा नहीं, मेरा नंबर हटाएँ" in question
    assert before == "unknown"
    assert "धन्यवाद। आपका नंबर हटा दिया गया है" in answer.content.decode()
    assert Address.objects.get(consumer=district.people["unproved"]).owner == "not_owner"


def test_after_that_the_bill_is_no_longer_shown(client: Client, token: str) -> None:
    client.post(f"/b/{token}/answer/not_mine")

    assert "1,253" not in text(client, f"/b/{token}")
    led = client.get(f"/b/{token}/bill.pdf")
    assert (led.status_code, led["Location"]) == (302, f"/b/{token}?bill")
    assert "बिल अब यहाँ नहीं खुलता" in text(client, led["Location"])
    assert "बिल अब यहाँ नहीं खुलता" not in text(client, f"/b/{token}")


def test_the_owner_can_say_so(client: Client, district: District) -> None:
    consumer = district.people["unproved"]

    client.post(f"/b/{token_for(consumer)}/answer/confirm")

    assert Address.objects.get(consumer=consumer).owner == "proved"


def test_a_wrong_press_on_yes_can_be_taken_back(client: Client, token: str) -> None:
    client.post(f"/b/{token}/answer/confirm")

    thanked = client.get(f"/b/{token}").content.decode()
    client.post(f"/b/{token}/answer/not_mine")

    assert f'href="/b/{token}/not-mine"' in thanked
    assert "1,253" not in text(client, f"/b/{token}")


def test_the_owner_is_thanked_and_not_asked_again(client: Client, district: District) -> None:
    address = f"/b/{token_for(district.people['unproved'])}"

    client.post(f"{address}/answer/confirm")

    page = text(client, address)
    assert '<p class="told success" role="status">धन्यवाद' in page
    assert "क्या यह आपका कनेक्शन है?" not in page


def test_nothing_is_struck_out_by_following_a_link(client: Client, district: District, token: str) -> None:
    answer = client.get(f"/b/{token}/answer/not_mine")

    assert answer["Location"] == f"/b/{token}"
    assert Address.objects.get(consumer=district.people["unproved"]).owner == "unknown"


def test_nothing_is_struck_out_from_another_site(district: District, token: str) -> None:
    strict = Client(enforce_csrf_checks=True)

    assert strict.post(f"/b/{token}/answer/not_mine").status_code == 403


@pytest.mark.parametrize("tail", ["", "/bill.pdf", "/not-mine"])
def test_a_link_past_its_day_says_so(client: Client, district: District, tail: str) -> None:
    expired = token_for(district.people["unproved"], days=-1)

    answer = client.get(f"/b/{expired}{tail}")

    assert answer.status_code == 410
    assert "समय पूरा हो चुका है" in answer.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/b",
        "/b/",
        "/b/{}/",
        "/b/{}/bill",
        "/b/{}/bill.pdf/",
        "/b/{}/x/y",
        "/c/",
        "/c/{}",
        "/c/{}.pdf/",
        "/u",
        "/u/",
        "/u/{}/",
    ],
)
@pytest.mark.parametrize("language", ["hi", "en"])
def test_a_sign_too_much_or_too_few_is_answered_as_consumers_are(
    client: Client, token: str, address: str, language: str
) -> None:
    client.cookies["django_language"] = language

    answer = client.get(address.format(token))

    page = answer.content.decode()
    assert answer.status_code == 404
    assert ("This link does not open a bill" if language == "en" else "इस लिंक से बिल नहीं खुला") in page
    assert 'href="tel:' in page
    assert 'action="/language/"' in page
    assert "/office/" not in page


@pytest.mark.parametrize("token", ["abc", "A" * 27, "नमस्ते", "a" * 5000])
def test_a_link_that_is_not_ours_says_what_to_do(client: Client, db: None, token: str) -> None:
    answer = client.get(f"/b/{token}")

    assert answer.status_code == 404
    assert "1912" in answer.content.decode()


def test_a_credit_asks_for_nothing(client: Client, district: District, token: str) -> None:
    Bill.objects.filter(consumer=district.people["unproved"]).update(amount_payable="-40.50")

    page = text(client, f"/b/{token}")

    assert "₹ 40.50" in page
    assert "upi://" not in page


def test_a_cancelled_bill_says_so_and_asks_for_nothing(client: Client, district: District, token: str) -> None:
    Bill.objects.filter(consumer=district.people["unproved"]).update(is_cancelled=True)

    page = text(client, f"/b/{token}")
    pdf = _text(client.get(f"/b/{token}/bill.pdf").content)

    assert "यह बिल रद्द है।" in page
    assert "This bill is cancelled, do not pay it" in pdf
    for paper in (page, pdf):
        assert "upi://" not in paper
        assert "Other ways to pay" not in paper
        assert "भुगतान के और तरीके" not in paper


def test_another_bill_of_the_month_takes_the_cancelled_ones_place(
    client: Client, district: District, token: str
) -> None:
    first = Bill.objects.get(consumer=district.people["unproved"])
    Bill.objects.create(
        number="AGAIN", consumer=first.consumer, cycle=first.cycle, bill_date=first.bill_date, due_date=first.due_date,
        units=100, amount_payable="735.00", mapping="uppcl", imported_at=first.imported_at,
    )  # fmt: skip
    Bill.objects.filter(pk=first.pk).update(is_cancelled=True, bill_date="2026-11-30")

    page = text(client, f"/b/{token}")

    assert "₹ 735.00" in page
    assert "रद्द" not in page


def test_the_whole_account_is_shown_to_whoever_proved_that_it_is_theirs(client: Client, district: District) -> None:
    person = district.people["unproved"]
    address = f"/b/{token_for(person)}"
    before, paper = text(client, address), _text(client.get(f"{address}/bill.pdf").content)
    client.post(f"{address}/answer/confirm")
    after, paper_after = text(client, address), _text(client.get(f"{address}/bill.pdf").content)

    assert person.account not in before + paper
    assert "काउंटर पर नाम और मीटर" in " ".join(before.split())
    assert "the counter finds it by your name and meter" in " ".join(paper.split())
    assert person.account in after
    assert person.account in paper_after
    assert "पिछले काग़ज़ी बिल" not in after
    proved = district.people["delivered"]
    assert proved.account in text(client, f"/b/{token_for(proved)}")


def all_behind(client: Client, token: str) -> str:
    """Return all that the holder of the link can come by: page, paper with its links, the file of what is held."""
    reader = PdfReader(io.BytesIO(client.get(f"/b/{token}/bill.pdf").content))
    links = [str(one.get_object().get("/A", {}).get("/URI", "")) for one in reader.pages[0].get("/Annots", [])]
    held = client.get(f"/b/{token}/data.json").content.decode()
    page = unquote(unescape(client.get(f"/b/{token}").content.decode()))
    return "\n".join(
        [page, reader.pages[0].extract_text(), *links, held, client.get(f"/b/{token}/data").content.decode()]
    )


@pytest.fixture
def secret_bill(district: District) -> Bill:
    Office.objects.filter(pk=district.circle.pk).update(kind="company", code="POORVANCHAL")
    Bill.objects.filter(consumer=district.people["unproved"]).update(number="SECRET/2611-0052")
    for notice in Notice.objects.filter(consumer=district.people["unproved"]):
        Notice.objects.filter(pk=notice.pk).update(facts={**notice.facts, "bill": "SECRET/2611-0052"})
    return Bill.objects.get(consumer=district.people["unproved"])


@pytest.mark.parametrize("presses", [(), ("confirm",), ("confirm", "confirm")])
def test_who_holds_a_link_does_not_hold_both_that_the_front_door_asks_for(
    client: Client, district: District, token: str, secret_bill: Bill, presses: tuple[str, ...]
) -> None:
    for press in presses:
        client.post(f"/b/{token}/answer/{press}")

    behind = all_behind(client, token)

    assert behind.count("upi://pay") >= 2
    assert "0052" in behind
    for written in (secret_bill.number, "SECRET", "26110052"):
        assert written not in behind
    assert (secret_bill.consumer.account in behind) == bool(presses)


@pytest.mark.parametrize(("proof", "shows"), [("otp", True), ("missed_call", True), ("link", False), ("visit", False)])
def test_the_bearer_of_a_phone_that_said_a_code_sees_their_bills_number(
    client: Client, district: District, token: str, secret_bill: Bill, proof: str, shows: bool
) -> None:
    held = Address.objects.get(consumer=secret_bill.consumer)
    build.claim(held, word="own", source="counter", proof=proof, at=timezone.now())

    client.post(f"/b/{token}/answer/confirm")
    behind = all_behind(client, token)

    assert (secret_bill.number in behind) == shows
    assert ("कोड" in text(client, f"/b/{token}").partition("बिल संख्या")[2]) != shows


def test_a_code_of_a_number_that_was_taken_back_shows_nothing(
    client: Client, district: District, token: str, secret_bill: Bill
) -> None:
    held = Address.objects.get(consumer=secret_bill.consumer)
    build.claim(held, word="own", source="counter", proof="otp", at=NOON)
    build.claim(held, word="not_own", source="reply", proof="reply", at=NOON + timedelta(hours=1))
    client.post(f"/b/{token}/answer/confirm")

    assert secret_bill.number not in all_behind(client, token)


def test_what_a_payer_brings_back_finds_the_bill(client: Client, token: str, secret_bill: Bill) -> None:
    (link,) = re.findall(r'href="(upi://[^"]*)"', text(client, f"/b/{token}"))
    told = dict(parse_qsl(urlsplit(unescape(link)).query))
    offices = [office.pk for office in Office.objects.all()]

    assert told["tn"] == f"{told['tr']} 11-2026"
    for typed in (told["tr"], told["tr"].lower()):
        assert [one.consumer for one in find(typed, offices=offices)] == [secret_bill.consumer_id]
    wrong = told["tr"][:-3] + str((int(told["tr"][-3]) + 1) % 10) + told["tr"][-2:]
    assert find(wrong, offices=offices) == ()


def test_it_speaks_the_consumers_language(client: Client, district: District, token: str) -> None:
    Consumer.objects.filter(pk=district.people["unproved"].pk).update(language="en")

    assert "Amount payable" in text(client, f"/b/{token}")


def test_it_is_kept_out_of_caches_search_engines_and_other_sites_logs(client: Client, token: str) -> None:
    answer = client.get(f"/b/{token}")

    assert answer["Cache-Control"] == "no-store"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "noindex" in answer["X-Robots-Tag"]


def test_a_message_without_a_bill_shows_its_own_words(client: Client, district: District) -> None:
    person = district.people["unproved"]
    attempt = attempt_to(person)
    attempt.notice = build.notice(person, kind="correction", bill="none")
    attempt.save()

    page = text(client, f"/b/{token_for(person)}")

    assert str(kinds()["correction"].title[Language.HINDI]) in page
    assert attempt.notice.facts["what_hi"] in page


def _text(pdf: bytes) -> str:
    return PdfReader(io.BytesIO(pdf)).pages[0].extract_text().replace("\xa0", " ")


def _is_known_otherwise(figure: str) -> bool:
    # The paper writes days in figures, the page in words; of a due of nothing the page is silent.
    return len(figure) == 2 or figure == "0.00"
