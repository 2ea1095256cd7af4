"""How people say that the light is off, that it is on, and what only sounds so: Hindi, English, both, misspelt."""

from __future__ import annotations

import pytest

from bijlisetu.complaints.categories import meant, tokens_of
from bijlisetu.complaints.darkness.words import says_light_is_on, says_only_here

OFF = (
    "light nahi hai|light nhi h|lite nahi aa rahi|bijli gul hai|bijlee nahi|bijali band hai|light chali gayi|"
    "light gayi|light gayi hui hai|light kab aayegi|bijli kab tak aayegi|no light|NOLIGHT|NO LIGHT 9900001111|no power|"
    "power cut|powercut|power is off|electricity gone|electricity went off|no supply since morning|supply band hai|"
    "blackout|andhera hai ghar me|बिजली नहीं है|बिजली नही आ रही|बिजली गुल|बिजली चली गई|बिजली कब आएगी|लाइट नहीं है|लाइट गई|"
    "लाइट कट गई|लाइट ऑफ है|बत्ती गुल|सप्लाई बंद है|पावर नहीं है|करंट नहीं आ रहा|अँधेरा है|light gaayab hai|ligth nahi hai|"
    "lihgt nahi|light ni hai|bijli ni h|load shedding|light not coming|lights are out|line nahi hai|लाइन नहीं है|"
    "phase nahi aa raha|electric nahi hai|ek ghante se light nahi hai bhai kuch karo|light band hai kuch karo|"
    "light bhej do|bijli chalu karo|abhi bhi light nahi aayi"
)
ON = (
    "bijli aa gayi|light aa gayi hai|Light aagayi thanks|बिजली आ गई|लाइट आ गई है|power is back|light is back|"
    "electricity restored|light wapas aa gayi|bijli aa gyi bhai|electricity has come back|bijli aa chuki hai"
)
NEITHER = (
    "bijli bill nahi mila|light bill|no light bill received|bijli ka bill nahi aaya|electricity bill not received|"
    "बिजली का बिल नहीं मिला|street light nahi jal rahi|traffic light nahi chal rahi|naya bijli connection|"
    "bijli ka rate kya hai|bijli bill galat hai|light ka bill zyada aaya|light theek ho gayi|bijli band mat karo|"
    "bijli mat kaato bill jama kar diya|light bill kab aayega|bijli kab kategi|namaste|power of attorney|ok"
)


@pytest.mark.parametrize("text", OFF.split("|"))
def test_it_is_off(text: str) -> None:
    found = meant(tokens_of(text))

    assert found is not None
    assert found.code.startswith("SUP-OFF")
    assert not says_light_is_on(text)


@pytest.mark.parametrize("text", ON.split("|"))
def test_it_is_on(text: str) -> None:
    assert meant(tokens_of(text)) is None
    assert says_light_is_on(text)


@pytest.mark.parametrize("text", NEITHER.split("|"))
def test_it_only_sounds_so(text: str) -> None:
    found = meant(tokens_of(text))

    assert found is None or not found.code.startswith("SUP-OFF")
    assert not says_light_is_on(text)


@pytest.mark.parametrize(
    ("text", "is_so"),
    [
        ("sirf mere ghar me light nahi hai", True), ("only my house has no light", True), ("सिर्फ़ मेरे घर में", True),
        ("mere ghar me light nahi", False), ("sirf 2 ghante light aati hai", False),
    ],
)  # fmt: skip
def test_it_is_off_in_one_house_alone(text: str, is_so: bool) -> None:
    assert says_only_here(text) is is_so
