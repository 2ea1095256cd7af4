"""Kinds: every text says the same facts, and the lint sees when one does not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bijlisetu.channels.letter import Attachment, Mail, Sms
from bijlisetu.channels.sms.dlt import scrub
from bijlisetu.channels.whatsapp.content import Document, QuickReply, Template
from bijlisetu.kinds.files import FOLDER, KindNotUsable, kinds, read
from bijlisetu.kinds.fill import SAMPLE, fill
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.lint.texts import faults, faults_of
from bijlisetu.values import ChannelKind, Language

BILL = kinds()["bill_issued"]
FACTS = {
    "account_end": "4321", "utility_hi": "परीक्षण विद्युत", "utility_en": "Test Power", "month": "2026-11",
    "units": "1530.00", "amount": "123456.50", "due": "2026-12-07", "bill": "B1",
}  # fmt: skip


CHANNELS = (ChannelKind.WHATSAPP, ChannelKind.SMS, ChannelKind.EMAIL)


def letter(
    channel: ChannelKind, language: Language = Language.HINDI, *, kind: Kind = BILL, **said: str
) -> Template | Sms | Mail:
    return fill(
        kind,
        channel,
        language=language,
        facts={**FACTS, **said},
        attempt=7,
        link="https://x/b/t",
        public_url="https://x",
        document_link="https://x/c/t.pdf",
        unsubscribe_link="https://x/u/t",
    )


def test_all_kinds_are_in_order() -> None:
    assert faults() == []


def test_the_template_carries_the_bill_and_both_answers() -> None:
    template = letter(ChannelKind.WHATSAPP)

    assert isinstance(template, Template)
    assert template.body == ("परीक्षण विद्युत", "4321", "नवम्बर 2026", "1,530", "1,23,456.50", "07-12-2026", SAMPLE)
    assert template.header == Document(link="https://x/c/t.pdf", name="bill-4321.pdf")
    assert template.buttons == (QuickReply("confirm:7"), QuickReply("not_mine:7"))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("channel", [ChannelKind.SMS, ChannelKind.EMAIL])
def test_every_text_names_the_account_the_amount_the_day_and_the_bill(channel: ChannelKind, language: Language) -> None:
    words = letter(channel, language)

    assert isinstance(words, Sms | Mail)
    for fact in ("..4321", "1,23,456.50", "07-12-2026", "https://x/b/t"):
        assert fact in words.text


@pytest.mark.parametrize(
    ("amount", "hindi", "english"),
    [
        ("0", "₹ 0.00 (कुछ जमा न करें)", "₹ 0.00 (nothing to pay)"),
        ("-12.00", "₹ 0.00 (आपकी जमा 12.00)", "₹ 0.00 (credit 12.00)"),
        ("-1000000.00", "₹ 0.00 (आपकी जमा 10,00,000.00)", "₹ 0.00 (credit 10,00,000.00)"),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_a_bill_that_asks_for_nothing_says_so_in_every_channel(
    amount: str, hindi: str, english: str, language: Language
) -> None:
    said = hindi if language is Language.HINDI else english
    words = {channel: letter(channel, language, amount=amount) for channel in CHANNELS}
    template, sms, mail = words[ChannelKind.WHATSAPP], words[ChannelKind.SMS], words[ChannelKind.EMAIL]

    assert isinstance(template, Template)
    assert isinstance(sms, Sms)
    assert isinstance(mail, Mail)
    assert f"₹ {template.body[4]}" == said
    assert said.removeprefix("₹ ") in sms.text
    assert said in mail.text
    assert said in mail.subject
    assert sms.registration
    assert scrub(sms, sms.registration) is None


@pytest.mark.parametrize(("units", "said"), [("99.90", "99.9"), ("1530.00", "1,530"), ("0.5", "0.5")])
def test_units_are_written_as_on_the_bill(units: str, said: str) -> None:
    template = letter(ChannelKind.WHATSAPP, units=units)

    assert isinstance(template, Template)
    assert template.body[3] == said


@pytest.mark.parametrize("language", Language)
def test_an_sms_from_letters_asks_for_no_sms_but_leads_a_stranger_to_its_link(language: Language) -> None:
    words = letter(ChannelKind.SMS, language)

    assert isinstance(words, Sms)
    assert "NO 4321" not in words.text
    assert {Language.HINDI: "इसी लिंक पर बताएँ", Language.ENGLISH: "Tell us at this link"}[language] in words.text


ASKING = [
    "Not yours? Reply NO {account_end}",
    "Not yours? Send NO {account_end}",
    "Reply YES if it is yours",
    "Not yours? Text NO",
    "SMS us if it is not yours",
    "आपका नहीं? NO {account_end} भेजें",
    "आपका नहीं? NO लिखकर भेजें",
    "अपना हो तो हाँ लिखें",
]


@pytest.mark.parametrize("asks", ASKING)
@pytest.mark.parametrize(("where", "is_faulty"), [("", True), (" to 56161", False), (" +916000000001", False)])
def test_a_text_that_asks_for_an_sms_must_say_where_to_send_it(asks: str, where: str, is_faulty: bool) -> None:
    sms = BILL.sms[Language.HINDI]
    asking = replace(BILL, sms={**BILL.sms, Language.HINDI: replace(sms, text=f"{sms.text} {asks}{where}")})

    found = [fault for fault in faults_of(asking) if "nobody can answer" in fault]

    assert len(found) == is_faulty


def test_no_kind_of_ours_asks_for_an_sms_that_nobody_can_send() -> None:
    assert not [fault for kind in kinds().values() for fault in faults_of(kind) if "nobody can answer" in fault]


def test_a_text_that_forgets_a_fact_is_found() -> None:
    sms = BILL.sms[Language.HINDI]
    forgetful = replace(BILL, sms={**BILL.sms, Language.HINDI: replace(sms, text=sms.text.replace("{due}", "…"))})

    assert "sms.hi: says nothing of due" in list(faults_of(forgetful))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"header": "UP12"}, "six letters"),
        ({"category": "any"}, "category must be"),
        ({"template_id": "1"}, "19 digits"),
        ({"text": "{amount}" * 80}, "parts"),
    ],
)
def test_an_sms_outside_the_operators_limits_is_found(change: dict[str, str], rule: str) -> None:
    sms = replace(BILL.sms[Language.ENGLISH], **change)
    kind = replace(BILL, sms={**BILL.sms, Language.ENGLISH: sms})

    assert any(rule in fault for fault in faults_of(kind))


@pytest.mark.parametrize(
    ("language", "change", "words"),
    [
        (Language.ENGLISH, ("{#numeric#}-{#numeric#}-{#numeric#}", "{#numeric#}"), "1,234.50 is not numeric"),
        (Language.HINDI, ("{#var#}: खाता", "{#alphanumeric#}: खाता"), "a Hindi name"),
        (Language.HINDI, ("देय तिथि", "अंतिम तिथि"), "fixed words"),
        (Language.ENGLISH, (" Bill:", "  Bill:"), "double spaces"),
        (Language.ENGLISH, ("{#url#}", "{#link#}"), "none of var, numeric"),
    ],
)
def test_a_text_that_does_not_match_its_registration_is_told_in_words(
    language: Language, change: tuple[str, str], words: str
) -> None:
    sms = BILL.sms[language]
    differing = replace(sms, registered=sms.registered.replace(*change))
    kind = replace(BILL, sms={**BILL.sms, language: differing})

    [fault] = faults_of(kind)
    assert fault.startswith(f"sms.{language}: ")
    assert words in fault


def test_a_link_outside_the_whitelist_is_found() -> None:
    sms = replace(BILL.sms[Language.HINDI], urls=("https://elsewhere.example.in/",))

    [fault] = faults_of(replace(BILL, sms={**BILL.sms, Language.HINDI: sms}))
    assert "url_not_whitelisted" in fault


@pytest.mark.parametrize("language", Language)
def test_what_is_sent_passes_its_own_registration(language: Language) -> None:
    words = letter(ChannelKind.SMS, language)

    assert isinstance(words, Sms)
    assert words.registration is not None
    assert words.registration.urls == ("https://x/b/",)
    assert scrub(words, words.registration) is None


@pytest.mark.parametrize("text", ["lane =", 'lane = "no such"\npurpose=""', ""])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text)

    with pytest.raises(KindNotUsable, match=r"broken\.toml"):
        read(path)


def test_the_folder_of_kinds_is_the_packages_own() -> None:
    assert (FOLDER / "bill_issued.toml").exists()


def test_the_page_of_an_email_has_its_link_in_the_button_and_no_words_left_dangling() -> None:
    mail = letter(ChannelKind.EMAIL)

    assert isinstance(mail, Mail)
    assert mail.html.count("https://x/b/t") == 1
    assert "भुगतान करें" not in mail.html


@pytest.mark.parametrize("language", Language)
def test_a_reminder_may_be_refused_and_a_bill_may_not(language: Language) -> None:
    reminder = letter(ChannelKind.EMAIL, language, kind=replace(BILL, purpose="reminder"))
    bill = letter(ChannelKind.EMAIL, language)

    assert isinstance(reminder, Mail)
    assert reminder.unsubscribe == "https://x/u/t"
    assert reminder.text.count("https://x/u/t") == reminder.html.count("https://x/u/t") == 1
    assert isinstance(bill, Mail)
    assert bill.unsubscribe == ""
    assert "https://x/u/t" not in bill.text + bill.html


def test_a_bill_is_attached_only_where_its_kind_says_so() -> None:
    link_alone = letter(ChannelKind.EMAIL)
    attached = letter(ChannelKind.EMAIL, kind=replace(BILL, mail_has_document=True))

    assert isinstance(link_alone, Mail)
    assert link_alone.attachment is None
    assert isinstance(attached, Mail)
    assert attached.attachment == Attachment(
        filename="बिल-4321.pdf", mime_type="application/pdf", link="https://x/c/t.pdf"
    )


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ('purpose = "service"', 'purpose = "fun"', "purpose must be one of"),
        ('attaches = "bill"', 'attaches = "map"', "attaches must be one of bill, not 'map'"),
        ('opens = "bill"', 'opens = "map"', "opens must be one of bill, notice, office, services, not 'map'"),
        ('occasion = "month"', 'occasion = "moon"', "occasion must be one of"),
        ('no = "not_mine"', 'no = "never"', "answers.no must be one of confirm, not_mine"),
        ('due = "day"', 'due = "week"', "'week' is not a valid FactType"),
        ('due = "day"', 'due = "text"', "facts.due must say how it looks when it is long"),
    ],
)
def test_a_word_that_means_nothing_is_named(tmp_path: Path, before: str, after: str, rule: str) -> None:
    path = tmp_path / "kind.toml"
    path.write_text((FOLDER / "bill_issued.toml").read_text().replace(before, after))

    with pytest.raises(KindNotUsable, match=rule):
        read(path)


def test_a_kind_says_in_its_file_that_the_bill_is_attached(tmp_path: Path) -> None:
    path = tmp_path / "kind.toml"
    path.write_text(
        (FOLDER / "bill_issued.toml").read_text().replace("[email.hi]", "[email]\nwith_document = true\n[email.hi]")
    )

    assert read(path).mail_has_document


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"subject": "{amount} " * 20}, "longest subject"),
        ({"subject": "a\nb"}, "one line"),
        ({"subject": "{weather}"}, "'weather'"),
        ({"text": "no link: {utility} {account_end} {month} {units} {amount} {due}"}, "must have the link"),
    ],
)
def test_an_email_outside_its_limits_is_found(change: dict[str, str], rule: str) -> None:
    mail = replace(BILL.email[Language.HINDI], **change)
    kind = replace(BILL, email={**BILL.email, Language.HINDI: mail})

    assert any(rule in fault for fault in faults_of(kind))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("missed_for_hours = 72", "mised_for_hours = 72"), "nothing here is called mised_for_hours"),
        (("valid_for_hours = 240", "valid_for_hours = -5"), "valid_for_hours must be a number"),
        (("valid_for_hours = 240", 'valid_for_hours = 240\nquiet_hours = ["22:00+05:30", "06:00"]'), "bear no zone"),
        (('no = "not_coming"', 'no = "coming"'), "yes and no mean the same"),
        (("coming", "Coming"), "answers.Coming"),
        (("शुल्क ₹{fee}", "शुल्क ₹{fee!r}"), "must be { and the name of a fact and }"),
        (("शुल्क ₹{fee}", "शुल्क ₹{fee"), "braces"),
        (('occasion = "camp"', 'occasion = "place"'), "an occasion has one name"),
    ],
)
def test_a_slip_in_a_departments_own_file_is_told_in_words(
    change: tuple[str, str], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    camp = (Path(__file__).parents[1] / "journeys" / "kinds" / "meter_camp.toml").read_text(encoding="utf-8")
    assert change[0] in camp
    (tmp_path / "meter_camp.toml").write_text(camp.replace(*change), encoding="utf-8")
    monkeypatch.setenv("BIJLISETU_KINDS", str(tmp_path))

    assert any(words in fault for fault in faults()), faults()
