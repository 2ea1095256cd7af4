"""Which words are a wish, and which may mean something else."""

from __future__ import annotations

import pytest

from bijlisetu.channels.letter import Reply
from bijlisetu.tracking.replies.wishing import wish_in, wish_in_words
from bijlisetu.values import ChannelKind
from tests.build import NOON


@pytest.mark.parametrize(
    "text",
    [
        "STOP",
        "stop.",
        "Stop!!! 😡",
        "STOP ALL",
        "stopall",
        "Please stop",
        "stop sending messages",
        "stoppp",
        "*STOP*",
        "UNSUBSCRIBE",
        "unsub",
        "Unsubscribe me please",
        "opt out",
        "opt-out",
        "OPTOUT",
        "don't send messages",
        "do not send me SMS",
        "no more messages",
        "I don't want these messages",
        "बंद करो",
        "बंद करें",
        "बन्द करो",
        "बंद कर दीजिए",
        "कृपया बंद करें।",
        "मैसेज बंद करो",
        "संदेश भेजना बंद करें 🙏",
        "रोको",
        "रोक दो",
        "मत भेजो",
        "मुझे मैसेज मत भेजो",
        "संदेश नहीं चाहिए",
        "मैसेज मत करो",
        "सभी संदेश बंद कीजिये",
        "band karo",
        "Band kar do",
        "bandh karo",
        "msg band karo",
        "ye message band kijiye sir",
        "mat bhejo",
        "mat bhejiye",
        "mujhe message mat bhejo",
        "aage se msg mat bhejna",
        "message nahi chahiye",
        "stòp",
        "ＳＴＯＰ",
        "un-subscribe",
        "DND",
        "do not disturb",
        "stop karo",
        "STOP kar do",
        "message stop kijiye",
        "स्टॉप करो",
        "sms roko",
        "bhejna band karo",
        "বন্ধ করুন",
        "ਬੰਦ ਕਰੋ",
        "બંધ કરો",
        "ବନ୍ଦ କରନ୍ତୁ",
        "நிறுத்து",
        "ఆపండి",
        "ನಿಲ್ಲಿಸಿ",
        "നിർത്തുക",
        "بند کرو",
        "बंद करा",
        "STOP \u2764\ufe0f",  # a heart, as phones draw it
        "STOP \u203c\ufe0f",
        "\u26d4\ufe0f मैसेज बंद करो",
        "S\u200bTOP",
        "ST\u00adOP",
        "\u202eSTOP\u202c",
    ],
)
def test_no_more_messages(text: str) -> None:
    assert wish_in_words(text) == "stop"


@pytest.mark.parametrize(
    "text",
    [
        "Stop promotions",
        "STOP PROMO",
        "stop promotional messages",
        "no more offers",
        "unsubscribe from marketing",
        "प्रचार बंद करें",
        "ऑफर के मैसेज मत भेजो",
        "offer band karo",
        "विज्ञापन नहीं चाहिए",
    ],
)
def test_no_more_offers(text: str) -> None:
    assert wish_in_words(text) == "stop_marketing"


@pytest.mark.parametrize(
    "text",
    [
        "START",
        "start again",
        "Resume",
        "unstop",
        "subscribe",
        "मैसेज चालू करो",
        "sms shuru kar do",
        "message phir se chalu karo",
        "मैसेज फिर से चालू करो",
        "stárt",
    ],
)
def test_messages_again(text: str) -> None:
    assert wish_in_words(text) == "resume"


def test_offers_again() -> None:
    assert wish_in_words("resume promotions") == "resume_marketing"


@pytest.mark.parametrize(
    "text",
    [
        "light band hai",
        "bijli band hai",
        "बिजली बंद है",
        "bijli band karo nahi",
        "bijli band karo",
        "light band mat karo",
        "बिजली बंद मत करो",
        "meter band kar do",
        "connection band karo",
        "कनेक्शन बंद करें",
        "supply stop",
        "stop the light",
        "power stop",
        "don't stop",
        "do not stop",
        "stop nahi",
        "stop mat karo",
        "band mat karo",
        "band karo nahi",
        "STOP 12345",
        "STOP 0424",
        "stop bill",
        "bill mat bhejo",
        "bill band karo",
        "बिल मत भेजो",
        "nahi chahiye",
        "no",
        "नहीं",
        "NO 0424",
        "phir se message bhejo",
        "light stop karo",
        "bill stop karo",
        "kab stop karoge",
        "bus stop",
        "non stop",
        "stop start",
        "why did you stop?",
        "when will it stop raining",
        "light start",
        "chalu karo",
        "शुरू करो",
        "please",
        "message",
        "😡",
        "",
        "stop " * 40,
        "aapka bill band karo",
        "message bhejo",
        "mat",
        "mere phone me whatsapp nahi hai",
        "ye message mera nahi hai",
        "yeh sms mera nahi hai",
        "koi message nahi hai",
        "ye whatsapp number mera nahi hai",
    ],
)
def test_what_may_mean_something_else_is_no_wish(text: str) -> None:
    assert wish_in_words(text) == ""


def reply(text: str = "", *, payload: str = "", kind: str = "button", **more: bool) -> Reply:
    return Reply(
        channel=ChannelKind.WHATSAPP, at=NOON, sender="916000000001", text=text, payload=payload, kind=kind, **more
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "wish"),
    [
        (reply("Stop promotions", payload="Stop promotions"), "stop_marketing"),  # Meta's own button
        (reply("प्रचार बंद करें", payload="no_offers:12"), "stop_marketing"),
        (reply("…", payload="stop:12"), "stop"),
        (reply("…", payload="stop_promotions:12"), "stop_marketing"),
        (reply("…", payload="opt_out:12"), "stop"),
        (reply("Stop promotions", payload="x", kind="list"), "stop_marketing"),
        (reply("हाँ, मेरा है", payload="confirm:12"), ""),
        (reply("STOP", kind="text"), "stop"),
        (reply("STOP", kind="text", is_forwarded=True), ""),
        (reply("STOP", kind="image"), ""),
        (reply("STOP", kind="reaction"), ""),
    ],
)
def test_a_buttons_label_or_name_says_it_too(said: Reply, wish: str) -> None:
    assert wish_in(said) == wish
