"""A filled template is held against the registered one before the network."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bijlisetu.channels.letter import Halts, Letter, Outcome, Reason
from bijlisetu.channels.news import TemplateState
from bijlisetu.channels.whatsapp.content import CopyCode, Document, HeaderText, Otp, QuickReply, Template, UrlSuffix
from bijlisetu.channels.whatsapp.templates.registered import Registered, mismatch
from bijlisetu.values import Language
from tests.channels.on_a_loop import on_a_loop
from tests.channels.whatsapp.local_graph import PERSON, accepting, bill, graph, whatsapp

REGISTERED = Registered(
    id="1",
    name="bill_issued",
    language="hi",
    state=TemplateState.APPROVED,
    category="utility",
    parameters=2,
    header="document",
    buttons=("quick_reply", "url", "fixed", "copy_code"),
)
FILLED = Template(
    name="bill_issued",
    language=Language.HINDI,
    body=("..1234", "10"),
    header=Document(link="https://bill.example.in/c/x.pdf"),
    buttons=(QuickReply("confirm:1"), UrlSuffix("x"), None, CopyCode("AB12")),
)
OTP = Otp(name="code", language=Language.HINDI, code="123456")


def test_a_template_filled_as_registered_fits() -> None:
    assert mismatch(FILLED, REGISTERED) == ""


def test_a_quick_reply_may_do_without_a_payload() -> None:
    assert mismatch(replace(FILLED, buttons=(None, *FILLED.buttons[1:])), REGISTERED) == ""


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"body": ("one",)}, "1 parameters, 2 are registered"),
        ({"names": ("a", "b")}, "parameters named a, b, registered are not at all"),
        ({"header": None}, "header is none, registered is document"),
        ({"header": HeaderText("x")}, "header is text, registered is document"),
        ({"buttons": FILLED.buttons[:1]}, "button 1 is not filled, registered is url"),
        ({"buttons": (UrlSuffix("x"), *FILLED.buttons[1:])}, "button 0 is UrlSuffix, registered is quick_reply"),
        (
            {"buttons": (*FILLED.buttons[:2], QuickReply("x"), CopyCode("A"))},
            "button 2 is QuickReply, registered is fixed",
        ),
        ({"buttons": (*FILLED.buttons, None)}, "5 buttons, 4 are registered"),
    ],
)
def test_what_does_not_fit_is_said(change: dict[str, Any], why: str) -> None:
    assert mismatch(replace(FILLED, **change), REGISTERED) == why


def test_names_may_come_in_any_order() -> None:
    named = replace(REGISTERED, names=("amount", "due"))

    assert mismatch(replace(FILLED, names=("due", "amount")), named) == ""


def test_a_headers_name_is_held_against_the_registered_one() -> None:
    named = replace(REGISTERED, header="text", header_name="account")

    assert mismatch(replace(FILLED, header=HeaderText("..1234", "account")), named) == ""
    assert "header's parameter" in mismatch(replace(FILLED, header=HeaderText("..1234")), named)


def test_a_one_time_password_wants_a_template_of_its_own_category() -> None:
    assert mismatch(OTP, replace(REGISTERED, category="authentication")) == ""
    assert mismatch(OTP, REGISTERED) == "registered as utility"
    assert mismatch(FILLED, replace(REGISTERED, category="authentication")) == "registered as authentication"


@on_a_loop
async def test_a_letter_that_does_not_fit_its_template_stays_here() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        channel.know([replace(REGISTERED, parameters=7)])
        verdict = await channel.send(bill())

    assert server.messages == []
    assert (verdict.outcome, verdict.reason, verdict.scope) == (
        Outcome.REFUSED,
        Reason.TEXT_REFUSED,
        Halts.TEMPLATE,
    )
    assert verdict.detail == "not sent: 3 parameters, 7 are registered"


@on_a_loop
async def test_a_letter_by_a_template_we_know_nothing_of_goes_out() -> None:
    async with graph(accepting()) as server, whatsapp(server.url) as channel:
        channel.know([REGISTERED])
        verdict = await channel.send(Letter(attempt=1, to=PERSON, content=replace(FILLED, name="another")))

    assert verdict.outcome is Outcome.ACCEPTED
