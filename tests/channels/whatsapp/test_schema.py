"""Every body we write is one that Meta's own OpenAPI file allows, once its faults are mended."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from bijlisetu.channels.letter import Letter, Reply, Report
from bijlisetu.channels.news import Moved
from bijlisetu.channels.whatsapp.body import message_body
from bijlisetu.channels.whatsapp.content import Otp
from bijlisetu.channels.whatsapp.webhook import parse
from tests.channels.whatsapp.letters_of_all_kinds import CONTENTS
from tests.channels.whatsapp.local_graph import PERSON
from tests.channels.whatsapp.metas_schema import MESSAGES, VARIABLE, WEBHOOKS, examples, message_validator, metas_file

FILE = metas_file()
pytestmark = pytest.mark.skipif(
    FILE is None, reason=f"Meta's OpenAPI file is not at hand: name it in {VARIABLE} to have bodies checked against it"
)
#: What we never send, and what is no message or holds placeholders of the wrong shape.
NOT_JUDGED = {
    "Send Catalog Template Message",
    "Send Multi-Product Message",
    "Send Order Details Message",
    "Send Order Status Message",
    "Send Reply to List Message",
    "Send Sample Issue Resolution Template",
    "Send Text Message with Preview URL",
    "Send typing indicator and read receipt",
}


@pytest.fixture
def file() -> Path:
    assert FILE is not None
    return FILE


def body(kind: str, **more: Any) -> dict[str, Any]:
    return message_body(Letter(attempt=4711, to=PERSON, content=CONTENTS[kind], **more))


@pytest.mark.parametrize("kind", CONTENTS)
def test_a_body_is_one_that_meta_allows(kind: str, file: Path) -> None:
    message_validator(file).validate(body(kind, in_reply_to="wamid.R1"))


@pytest.mark.parametrize("kind", [kind for kind, content in CONTENTS.items() if not isinstance(content, Otp)])
def test_a_body_to_a_user_id_is_one_that_meta_allows(kind: str, file: Path) -> None:
    message_validator(file).validate(message_body(Letter(attempt=1, to="IN.1349x", content=CONTENTS[kind])))


def test_metas_own_examples_pass(file: Path) -> None:
    judge = message_validator(file)
    refused = {name for name, example in examples(file, MESSAGES).items() if not judge.is_valid(example)}

    assert refused <= NOT_JUDGED


@pytest.mark.parametrize(
    ("kind", "place", "odd"),
    [
        ("text", ("text", "body"), 5),
        ("text", ("text", "more"), "x"),
        ("text", ("more",), "x"),
        ("text", ("recipient",), "IN.1"),
        ("text", ("biz_opaque_callback_data",), "x" * 513),
        ("template with document by link", ("template", "language"), {}),
        ("template with document by link", ("template", "components", 0, "parameters", 0, "document", "id"), "1"),
        ("template with document by link", ("template", "components", 0, "parameters", 0, "type"), "image"),
        ("template with document by link", ("template", "components", 1, "parameters", 0, "text"), ""),
        ("template with names", ("template", "components", 0, "parameters", 0, "parameter_name"), "Account"),
        ("template with every button", ("template", "components", 1, "index"), "10"),
        ("template with every button", ("template", "components", 1, "sub_type"), "phone_number"),
        ("template with every button", ("template", "components", 1, "parameters", 0, "type"), "text"),
        ("reply buttons", ("interactive", "action", "buttons", 0, "reply", "title"), "x" * 21),
        ("reply buttons", ("interactive", "type"), "buttons"),
        ("menu", ("interactive", "action", "sections", 0, "rows", 0, "description"), "x" * 73),
        ("link", ("interactive", "action", "parameters", "url"), ""),
    ],
)
def test_the_judge_does_refuse(kind: str, place: tuple[Any, ...], odd: Any, file: Path) -> None:
    wrong = copy.deepcopy(body(kind))
    node: Any = wrong
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = odd

    assert not message_validator(file).is_valid(wrong)


def test_every_webhook_of_metas_examples_says_something_but_of_groups_and_orders(file: Path) -> None:
    silent = {
        name
        for name, example in examples(file, WEBHOOKS).items()
        if not any(isinstance(item, Report | Reply | Moved) for item in parse(json.dumps(example).encode()))
    }

    assert all("group" in name.lower() or "order" in name.lower() for name in silent), silent
