"""Templates of kinds: read, linted, filled in and put before Meta."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bijlisetu.channels.whatsapp.content import (
    CopyCode,
    Document,
    HeaderText,
    Image,
    MapSpot,
    Otp,
    QuickReply,
    Template,
    UrlSuffix,
)
from bijlisetu.channels.whatsapp.templates.text import (
    Call,
    CodeToCopy,
    HeaderMap,
    HeaderWords,
    LinkButton,
    QuickReplyLabel,
    Sample,
)
from bijlisetu.kinds.files import FOLDER, kinds, read
from bijlisetu.kinds.fill import fill
from bijlisetu.kinds.kind import Action, Fact, FactType, Kind, Lane
from bijlisetu.kinds.lint.structure import structure_faults
from bijlisetu.kinds.lint.whatsapp import template_faults
from bijlisetu.kinds.registration import SampleMissing, to_register
from bijlisetu.values import ChannelKind, Language

BILL = kinds()["bill_issued"]
TEXT = BILL.whatsapp[Language.ENGLISH]
PUBLIC = "https://bill.example.in"
FACTS = {
    "account_end": "4321", "utility_en": "Test Power", "month": "2026-11", "units": "1530.00", "amount": "123456.50",
    "due": "2026-12-07", "latitude": "26.8467", "longitude": "80.9462", "place": "Substation 4", "area": "Ring Road",
    "picture": f"{PUBLIC}/m/x.jpg", "code": "654321",
}  # fmt: skip
SAMPLE = Sample(content=b"%PDF", mime_type="application/pdf", name="sample.pdf")
PICTURE = Sample(content=b"\xff\xd8", mime_type="image/jpeg", name="sample.jpg")


def faults(*, lane: Lane = Lane.BULK, **change: Any) -> list[str]:
    return list(template_faults(replace(TEXT, **change), lane, "whatsapp.en"))


def filled(**change: Any) -> Template | Otp:
    kind = with_text(**change)
    letter = fill(
        kind, ChannelKind.WHATSAPP, language=Language.ENGLISH, facts=FACTS, attempt=7,
        link=f"{PUBLIC}/b/token", document_link=f"{PUBLIC}/c/token.pdf", public_url=PUBLIC,
    )  # fmt: skip
    assert isinstance(letter, Template | Otp)
    return letter


#: Facts that the bill has not, for headers and buttons that it has not either.
MORE = {
    name: Fact(name=name, type=FactType.TEXT, longest=dict.fromkeys(Language, f"({name})"))
    for name in ("latitude", "longitude", "place", "area", "picture", "code", "x")
}


def with_text(**change: Any) -> Kind:
    return replace(BILL, facts={**BILL.facts, **MORE}, whatsapp=dict.fromkeys(Language, replace(TEXT, **change)))


def test_our_own_templates_have_no_fault() -> None:
    assert faults() == []


PLACE = ("latitude", "longitude", "place", "area")
LINK = Action(url="{public}/b/{{1}}", fact="link")


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"template": "Bill"}, "small letters"),
        ({"category": "SERVICE"}, "category must be one of"),
        ({"text": "Account {{1}} {{2}} and {{3}}, {{4}}, {{5}}, {{6}}."}, "side by side"),
        ({"text": "{{1}}, {{2}}, {{3}}, {{4}}, {{5}}, {{6}}."}, "begin or end"),
        ({"text": "A {{1}}, {{2}}, {{3}}, {{4}}, {{5}}, {{6}}"}, "begin or end"),
        ({"text": "A {{1}}, {{3}}, {{2}}, {{4}}, {{5}}, {{6}}."}, "each once and in order"),
        ({"text": TEXT.text + "x" * 1024}, "Meta takes 1024"),
        ({"footer": "x" * 61}, "footer has 61"),
        ({"footer": "Call {{1}} now"}, "no variable"),
        ({"buttons": ("Yes",)}, "2 buttons need as many labels"),
        ({"buttons": ("Yes", "x" * 26)}, "has 26 characters"),
        ({"buttons": ("Yes", "")}, "has 0 characters"),
        ({"quick_replies": ("x" * 250, "y")}, "longer than a payload"),
        ({"named": True}, "the text names"),
        ({"named": True, "parameters": ("Amount",), "text": "Rs {{Amount}} due"}, "small letters"),
        ({"header": "sound"}, "none of document"),
        ({"header": "image"}, "needs 1 header_facts"),
        ({"header": "location", "header_facts": ("latitude",)}, "needs 4 header_facts"),
        ({"header": "", "header_facts": ("amount",)}, "needs 0 header_facts"),
        ({"header_text": "Bill"}, "header that is no text"),
        ({"header": "text", "header_text": "x" * 61}, "header has 61"),
        ({"header": "text", "header_text": ""}, "header has 0"),
        ({"header": "text", "header_text": "Bill {{1}}"}, "do not fit its facts"),
        ({"header": "text", "header_text": "Bill", "header_facts": ("amount",)}, "do not fit its facts"),
        ({"actions": (Action(url="http://x.example.in"),), "buttons": (*TEXT.buttons, "See")}, "begin with https"),
        ({"actions": (replace(LINK, url="{public}/b/"),), "buttons": (*TEXT.buttons, "See")}, "must end in {{1}}"),
        ({"actions": (replace(LINK, fact=""),), "buttons": (*TEXT.buttons, "See")}, "must end in {{1}}"),
        ({"actions": (replace(LINK, url="{public}/{{1}}/b"),), "buttons": (*TEXT.buttons, "See")}, "must end in"),
        ({"actions": (LINK, LINK, LINK), "buttons": (*TEXT.buttons, "1", "2", "3")}, "3 buttons of the kind url"),
        ({"actions": (Action(),)}, "a url, a phone or a fact"),
        ({"actions": (Action(url="{public}/x", phone="1912"),), "buttons": (*TEXT.buttons, "x")}, "a url, a phone or"),
        ({"quick_replies": ("x",) * 11, "buttons": ("x",) * 11}, "11 buttons"),
        ({"ttl_seconds": 29}, "Meta takes 30 to 43200"),
        ({"ttl_seconds": 43_201}, "Meta takes 30 to 43200"),
        ({"category": "AUTHENTICATION"}, "needs one fact"),
        ({"category": "AUTHENTICATION", "parameters": ("code",)}, "Meta's own"),
    ],
)  # fmt: skip
def test_what_meta_would_refuse_is_found(change: dict[str, Any], rule: str) -> None:
    assert any(rule in fault for fault in faults(**change))


@pytest.mark.parametrize(
    "change",
    [
        {"ttl_seconds": 30},
        {"ttl_seconds": 43_200},
        {"header": "location", "header_facts": PLACE},
        {"header": "image", "header_facts": ("picture",)},
        {"header": "text", "header_text": "Bill of {{1}}", "header_facts": ("month",)},
        {"header": "text", "header_text": "Electricity bill"},
        {"named": True, "parameters": ("amount", "due"), "text": "Rs {{amount}} by {{due}}. Late is {{amount}} more."},
        {"actions": (LINK, Action(phone="+911912")), "buttons": (*TEXT.buttons, "See", "Call")},
        {"actions": (Action(url="https://help.example.in"), Action(fact="code")), "buttons": (*TEXT.buttons, "Help")},
        {
            "category": "AUTHENTICATION",
            "parameters": ("code",),
            "text": "",
            "header": "",
            "footer": "",
            "quick_replies": (),
            "buttons": (),
            "ttl_seconds": 300,
        },
    ],
)
def test_what_meta_takes_has_no_fault(change: dict[str, Any]) -> None:
    assert faults(**change) == []


def test_news_of_an_outage_must_not_come_next_week() -> None:
    assert any("needs ttl_seconds" in fault for fault in faults(lane=Lane.OUTAGE))
    assert faults(lane=Lane.OUTAGE, ttl_seconds=3600) == []


@pytest.mark.parametrize(("seconds", "many"), [(3599, 0), (3600, 1), (7200, 1)])
def test_what_meta_tries_as_long_as_it_is_good_would_never_be_sent(seconds: int, many: int) -> None:
    kind = replace(with_text(ttl_seconds=seconds), valid_for=timedelta(hours=1))

    assert len([fault for fault in structure_faults(kind) if "ttl_seconds" in fault]) == many


@pytest.mark.parametrize(
    ("change", "header"),
    [
        ({}, Document(link=f"{PUBLIC}/c/token.pdf", name="bill-4321.pdf")),
        ({"header": "image", "header_facts": ("picture",)}, Image(link=f"{PUBLIC}/m/x.jpg")),
        (
            {"header": "location", "header_facts": PLACE},
            MapSpot(latitude=26.8467, longitude=80.9462, name="Substation 4", address="Ring Road"),
        ),
        ({"header": "text", "header_text": "Bill {{1}}", "header_facts": ("month",)}, HeaderText("November 2026")),
        (
            {"header": "text", "header_text": "Bill {{month}}", "header_facts": ("month",), "named": True},
            HeaderText("November 2026", "month"),
        ),
        ({"header": "text", "header_text": "Electricity bill"}, None),
        ({"header": ""}, None),
    ],
)
def test_each_header_is_filled(change: dict[str, Any], header: object) -> None:
    letter = filled(**change)

    assert isinstance(letter, Template)
    assert letter.header == header


def test_names_go_along_where_the_template_has_them() -> None:
    letter = filled(named=True)

    assert isinstance(letter, Template)
    assert letter.names == TEXT.parameters
    assert filled() == replace(letter, names=())


def test_buttons_come_in_their_registered_order() -> None:
    letter = filled(actions=(LINK, Action(phone="+911912"), Action(fact="code")))

    assert isinstance(letter, Template)
    assert letter.buttons == (
        QuickReply("confirm:7"),
        QuickReply("not_mine:7"),
        UrlSuffix("token"),
        None,
        CopyCode("654321"),
    )


def test_a_one_time_password_is_a_letter_of_its_own() -> None:
    assert filled(category="AUTHENTICATION", parameters=("code",)) == Otp(
        name="bill_issued", language=Language.ENGLISH, code="654321"
    )


def test_all_of_it_can_be_written_in_a_kinds_file(tmp_path: Path) -> None:
    text = (FOLDER / "bill_issued.toml").read_text()
    extended = text.replace(
        'header = "document"',
        'header = "location"\nheader_facts = ["latitude", "longitude", "place", "area"]\n'
        "named = true\nttl_seconds = 3600\n"
        'actions = [{ url = "{public}/b/{{1}}", fact = "link" }, { phone = "+911912" }]\n#',
    )
    assert tomllib.loads(extended)
    path = tmp_path / "extended.toml"
    path.write_text(extended)

    whatsapp = read(path).whatsapp[Language.HINDI]

    assert (whatsapp.header, whatsapp.header_facts, whatsapp.named, whatsapp.ttl_seconds) == (
        "location", ("latitude", "longitude", "place", "area"), True, 3600,
    )  # fmt: skip
    assert whatsapp.actions == (LINK, Action(phone="+911912"))


def registered(**change: Any) -> Any:
    return to_register([with_text(**change)], public_url=PUBLIC, document=SAMPLE, image=PICTURE)[0]


def test_a_kind_is_registered_in_each_language_with_examples_and_a_sample() -> None:
    hindi, english = to_register([BILL], public_url=PUBLIC, document=SAMPLE)

    assert {hindi.language, english.language} == set(Language)
    assert hindi.header == SAMPLE
    assert len(hindi.examples) == len(TEXT.parameters)
    assert all(hindi.examples)
    assert [button.label for button in hindi.buttons if isinstance(button, QuickReplyLabel)] == [
        "हाँ, मेरा है",
        "यह मेरा कनेक्शन नहीं",
    ]


@pytest.mark.parametrize(
    ("change", "header"),
    [
        ({"header": "image", "header_facts": ("picture",)}, PICTURE),
        ({"header": "location", "header_facts": PLACE}, HeaderMap()),
        ({"header": "text", "header_text": "Bill"}, HeaderWords("Bill")),
        (
            {"header": "text", "header_text": "Bill {{x}}", "header_facts": ("x",), "named": True},
            HeaderWords("Bill {{x}}", "(x)", "x"),
        ),
        ({"header": ""}, None),
    ],
)
def test_each_header_is_registered(change: dict[str, Any], header: object) -> None:
    assert registered(**change).header == header


def test_each_button_is_registered_with_its_label() -> None:
    buttons = registered(
        actions=(LINK, Action(phone="+911912"), Action(fact="code")), buttons=("Yes", "No", "See", "Call")
    ).buttons

    assert buttons == [
        QuickReplyLabel("Yes"),
        QuickReplyLabel("No"),
        LinkButton("See", f"{PUBLIC}/b/{{{{1}}}}", f"{PUBLIC}/b/example"),
        Call("Call", "+911912"),
        CodeToCopy("(code)"),
    ]


def test_the_time_a_template_lives_is_registered() -> None:
    assert registered(ttl_seconds=3600).valid_for == 3600


def test_a_header_without_a_sample_is_not_registered() -> None:
    with pytest.raises(SampleMissing, match="bill_issued needs a sample of its document"):
        to_register([BILL], public_url=PUBLIC)
