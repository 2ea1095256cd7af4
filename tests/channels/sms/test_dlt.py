"""Scrubbing as the operators do it, before they do it."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Registration, Sms
from bijlisetu.channels.sms.dlt import GAP, IGNORED, Breach, Rule, scrub

HINDI = "बिजली विभाग: खाता ..{#numeric#} का {#var#} बिल ₹{#var#} है। देखें {#url#} नहीं? NO {#numeric#} भेजें"


def breach(registered: str, text: str, **more: object) -> Breach | None:
    settings = {
        "header": "BIJLIS",
        "template_id": "1107000000000000011",
        "urls": ("https://bill.example.in/",),
        "call_back_numbers": ("1800-000-1912",),
        **more,
    }
    sms = Sms(text=text, header="BIJLIS", entity_id="1101000000000000001", template_id="1107000000000000011")
    return scrub(sms, Registration(text=registered, **settings))  # type: ignore[arg-type]


def rule(registered: str, text: str, **more: object) -> Rule | None:
    found = breach(registered, text, **more)
    return found.rule if found else None


@pytest.mark.parametrize(
    "text",
    [
        "बिजली विभाग: खाता ..1234 का नवम्बर 2026 बिल ₹1,253.00 है। देखें https://bill.example.in/b/x-Y_z- नहीं? NO 1234 भेजें",
        "बिजली विभाग खाता 1234 का नवम्बर 2026 बिल ₹ 1,253.00 है।\nदेखें https://bill.example.in/b/x नहीं NO 1234 भेजें।",
        " बिजली   विभाग: खाता ..1234 का नवम्बर, 2026 बिल ₹0 है| देखें".replace("|", "।")
        + " https://bill.example.in/ नहीं? NO 1234 भेजें",
    ],
)
def test_spaces_and_punctuation_of_the_fixed_text_are_ignored(text: str) -> None:
    assert breach(HINDI, text) is None


@pytest.mark.parametrize(
    ("registered", "text", "expected"),
    [
        ("Your bill is Rs {#numeric#} now", "Your bill is Rs 1253 now", None),
        ("Your bill is Rs {#numeric#} now", "Your bill is Rs 1,234.50 now", Rule.VARIABLE_TYPE),
        ("Your bill is Rs {#numeric#} now", "Your bill is Rs १२५३ now", Rule.VARIABLE_TYPE),
        ("Your bill is Rs {#numeric#}", "Your bill is Rs 1,234.50", Rule.VARIABLE_TYPE),
        ("Your bill is Rs {#var#} now", "Your bill is Rs 1,234.50 now", None),
        ("Dear {#alphanumeric#}, pay your bill", "Dear Ram Lal 2, pay your bill", None),
        ("Dear {#alphanumeric#}, pay your bill", "Dear रामलाल, pay your bill", Rule.VARIABLE_TYPE),
        ("Dear {#alphanumeric#}, pay your bill", "Dear A-12, pay your bill", Rule.VARIABLE_TYPE),
        ("Dear {#var#}, pay your bill", "Dear " + "x" * 40 + ", pay your bill", None),
        ("Dear {#var#}, pay your bill", "Dear " + "x" * 41 + ", pay your bill", Rule.VARIABLE_TOO_LONG),
        ("Dear {#var#}, pay your bill", "Dear , pay your bill", Rule.TEXT_DIFFERS),
        ("Dear {#var#}{#var#}, pay your bill", "Dear " + "x" * 80 + ", pay your bill", None),
        ("Dear {#var#}{#var#}, pay your bill", "Dear " + "x" * 81 + ", pay your bill", Rule.VARIABLE_TOO_LONG),
        ("Dear {#var#} {#numeric#} pay your bill", "Dear Ram 7 pay your bill", None),
        ("Dear {#var#} {#numeric#} pay your bill", "Dear Ram Lal pay your bill", Rule.VARIABLE_TYPE),
        ("Open {#url#} for your bill", "Open https://bill.example.in/b/" + "x" * 60 + " for your bill", None),
        ("Open {#url#} for your bill", "Open https://evil.example/b for your bill", Rule.URL_NOT_WHITELISTED),
        ("Open {#url#} for your bill", "Open nothing for your bill", Rule.URL_NOT_WHITELISTED),
        ("Open {#var#} for your bill", "Open https://evil.example/b for your bill", Rule.URL_NOT_WHITELISTED),
        ("Get our app: {#urlott#} today", "Get our app: https://bill.example.in/app today", None),
        ("Call {#cbn#} for your bill", "Call 1800 000 1912 for your bill", None),
        ("Call {#cbn#} for your bill", "Call 1800 000 1913 for your bill", Rule.NUMBER_NOT_REGISTERED),
        ("Write to {#email#} for help", "Write to help@example.in for help", None),
        ("Write to {#email#} for help", "Write to nobody for help", Rule.VARIABLE_TYPE),
        ("Your bill is ready", "Your bill is ready!", None),
        ("Your bill is ready", "Your bill is not ready", Rule.TEXT_DIFFERS),
        ("Your bill is ready", "Your bill is ready now", Rule.TEXT_DIFFERS),
        ("Your bill is ready", "your bill is ready", Rule.TEXT_DIFFERS),
        ("Your bill of {#numeric#} is ready", "Your bill is ready", Rule.TEXT_DIFFERS),
        ("Your bill is ready", "Your bill is <ready>", Rule.FORBIDDEN_CHARACTER),
        ("Your bill is <ready>", "Your bill is ready", Rule.FORBIDDEN_CHARACTER),
        ("Your  bill is ready", "Your bill is ready", Rule.DOUBLE_SPACE),
        ("Bill {#var#} {#var#}", "Bill of 1", Rule.FIXED_TEXT_TOO_SHORT),
        ("Your bill is {#amount#}", "Your bill is 1", Rule.UNKNOWN_VARIABLE),
        ("{#numeric#} is due, and {#numeric#} too", "1 is due, and 1,0 too", Rule.VARIABLE_TYPE),
        ("{#numeric#} is due, and {#numeric#} too", "1,0 is due, and 1,0 too", Rule.VARIABLE_TYPE),
    ],
)
def test_rules(registered: str, text: str, expected: Rule | None) -> None:
    assert rule(registered, text) == expected


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({"header": "bijlis"}, Rule.HEADER_WRONG),
        ({"template_id": "1107000000000000012"}, Rule.TEMPLATE_ID_WRONG),
        ({"urls": ()}, Rule.URL_NOT_WHITELISTED),
        ({"urls": ("https://bill.example.in",)}, None),
        ({"urls": ("bill.example.in",)}, None),
        ({"urls": ("https://bill.example",)}, Rule.URL_NOT_WHITELISTED),
        ({"urls": ("http://bill.example.in/",)}, Rule.URL_NOT_WHITELISTED),
    ],
)
def test_what_is_registered_beside_the_text_counts(settings: dict[str, object], expected: Rule | None) -> None:
    assert rule("Open {#url#} for your bill", "Open https://bill.example.in/b/x for your bill", **settings) == expected


def test_the_variable_at_fault_is_told_and_nothing_of_the_text() -> None:
    found = breach("Account {#numeric#}: pay {#numeric#} rupees", "Account 12: pay 1,234.50 rupees")

    assert found is not None
    assert found.words == (
        "variable 2 {#numeric#} takes the digits 0 to 9 only; an amount like 1,234.50 is not numeric"
    )


def test_a_long_value_is_told_in_words() -> None:
    found = breach("Dear {#var#}, pay your bill", "Dear " + "x" * 41 + ", pay your bill")

    assert found is not None
    assert found.words == "variable 1 {#var#} takes 40 characters; register two where more are needed"


@pytest.mark.parametrize("broken", Rule)
def test_every_rule_has_its_words(broken: Rule) -> None:
    assert Breach(rule=broken).words


TOKENS = st.sampled_from(["a", "b", " ", "-", "1", "{#var#}", "{#numeric#}", "{#alphanumeric#}"])
TEXTS = st.text(st.sampled_from("ab1 -,"), max_size=30)
VALUE = {"var": r".", "numeric": r"[0-9]", "alphanumeric": r"[A-Za-z0-9 ]"}


def plainly_matches(registered: str, text: str) -> bool:
    """Hold the text against the registration by trying everything, as nobody would in earnest."""
    pieces = [piece for piece in re.split(r"(\{#\w+#\}|.)", registered) if piece and piece not in IGNORED]

    @cache
    def rest(place: int, at: int) -> bool:
        if place == len(pieces):
            return not text[at:].strip(IGNORED)
        if at < len(text) and text[at] in IGNORED and rest(place, at + 1):
            return True
        if not pieces[place].startswith("{#"):
            return text[at : at + 1] == pieces[place] and rest(place + 1, at + 1)
        allowed = VALUE[pieces[place][2:-2]]
        return any(
            text[end - 1] not in IGNORED and text[at] not in IGNORED
            and re.fullmatch(f"{allowed}{{1,40}}", text[at:end]) is not None
            and rest(place + 1, end)
            for end in range(at + 1, min(at + 40, len(text)) + 1)
        )  # fmt: skip

    return rest(0, 0)


@settings(max_examples=500)
@given(st.lists(TOKENS, max_size=8).map("".join), TEXTS)
def test_every_way_to_fill_the_variables_is_found(registered: str, text: str) -> None:
    registered = re.sub(" {2,}", " ", "Registered:" + registered)

    found = rule(registered, "Registered" + text)

    assert (found is None) == plainly_matches(registered, "Registered" + text)


@settings(max_examples=200)
@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters=IGNORED + "<>"), min_size=1, max_size=40)))
def test_whatever_is_filled_in_passes(values: list[str]) -> None:
    registered = "Registered text: " + "; ".join("{#var#} and" for _ in values)
    text = "Registered text: " + "; ".join(f"{value} and" for value in values)

    if "://" not in text and "www." not in text.lower():
        assert breach(registered, text) is None


@pytest.mark.parametrize(("tail", "is_found"), [("b", True), ("!c", False)])
def test_many_ways_to_match_come_to_an_end(tail: str, is_found: bool) -> None:
    registered = "Registered text " + "{#var#} a " * 12 + "{#var#}{#var#}{#var#} b"

    # Trying everything would outlast us all.
    assert (breach(registered, "Registered text " + "a " * 250 + tail) is None) == is_found


def test_gaps_have_no_end_to_go_back_to() -> None:
    assert GAP.fullmatch(IGNORED)
