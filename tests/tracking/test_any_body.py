"""Whatever Meta may bring is understood, or kept and laid before a clerk; nothing is lost and nobody held up."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from bijlisetu.complaints.models import Complaint
from bijlisetu.outbox.models import Attempt
from bijlisetu.tracking import actions
from bijlisetu.tracking.models import Inbound, Reply, Unclear
from bijlisetu.tracking.replies import taking
from tests import build
from tests.carried import LATER, PHONE, send, status
from tests.complaints import made

pytestmark = pytest.mark.django_db
STAMP = str(int(LATER.timestamp()))
FILE = {"id": "1003383421387256", "mime_type": "image/jpeg", "sha256": "x"}
LIGHT = {"body": "light nahi hai"}
CHOICE = {"id": "complain:SUP-OFF"}


def message(kind: object, part: Any = None, **more: Any) -> dict[str, Any]:
    named = {kind: part} if isinstance(kind, str) else {}
    return {"from": PHONE, "id": "wamid.R1", "timestamp": STAMP, "type": kind, **named, **more}


def whole(*messages: Any, statuses: Any = (), **more: Any) -> dict[str, Any]:
    metadata = {"display_phone_number": "911912000001", "phone_number_id": "100000000000001"}
    value = {"messaging_product": "whatsapp", "metadata": metadata, "messages": list(messages), **more}
    changes = [{"field": "messages", "value": {**value, "statuses": list(statuses)}}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "1", "time": STAMP, "changes": changes}]}


def brought(*bodies: Any) -> None:
    raw = [body if isinstance(body, bytes) else json.dumps(body).encode() for body in bodies]
    actions.store(source="whatsapp", bodies=raw, at=LATER)
    actions.fold(at=LATER)
    taking.hand_out(at=LATER)


COMPLAINS = [
    message("text", LIGHT),
    message("text", {**LIGHT, "preview_url": False, "new": {"x": [1]}}, a_new_field=[None]),
    message("text", LIGHT, referral={"source_url": "https://fb.example.in/x", "source_type": "ad", "headline": None}),
    message("text", LIGHT, context={"from": "911912000001", "id": "wamid.of.long.ago"}),
    message("text", LIGHT, context={"from": "9", "id": "w", "referred_product": {"catalog_id": "1"}}),
    message("text", LIGHT, context=None, errors=None, identity={"hash": "x", "acknowledged": True}),
    message("text", LIGHT, timestamp=int(STAMP)),
    message("text", LIGHT, timestamp=None),
    message("text", LIGHT, timestamp="yesterday"),
    message("text", LIGHT, **{"from": int(PHONE)}),
    message("button", {"text": "Light nahi hai", "payload": "a template of old"}),
    message("interactive", {"type": "button_reply", "button_reply": {**CHOICE, "title": "Only in my house"}}),
    message("interactive", {"type": "list_reply", "list_reply": {**CHOICE, "title": "x", "description": "y"}}),
    message("image", {**FILE, "caption": "light nahi hai"}),
    message("video", {**FILE, "caption": "light nahi hai"}),
    message("document", {**FILE, "caption": "light nahi hai", "filename": "a.pdf"}),
    message("audio", {**FILE, "voice": True}),
    message("edit", {"original_message_id": "w", "message": message("text", LIGHT)}),
]  # fmt: skip
LISTED = [
    message("image", FILE), message("video", FILE), message("document", FILE), message("audio", {"id": None}),
    message("sticker", {**FILE, "animated": False}), message("location", {"latitude": 25.1, "longitude": 82.6}),
    message("location", {}), message("contacts", [{"name": {"formatted_name": "A"}, "phones": [{"phone": "1912"}]}]),
    message("contacts", []), message("contacts", {}),
    message("order", {"catalog_id": "1", "text": "do bulb", "product_items": [{"quantity": 2}]}),
    message("order", None),
    message("unsupported", errors=[{"code": 131051, "title": "Message type unknown"}]), message("unsupported", {}),
    message("unknown"), message("a_new_type", {"body": "x"}), message("a_new_type", "x"), message("a_new_type", None),
    message("text", None), message("text", "light nahi hai"), message("text", {"body": None}),
    message("text", {"body": 7}),
    message("text", []), message("text", {}), message("image", None), message("image", []), message("interactive", {}),
    message("interactive", None), message("interactive", {"type": "button_reply", "button_reply": None}),
    message("interactive", {"type": "a_new_reply", "a_new_reply": {"id": "x"}}), message("button", None),
    message("interactive", {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{}"}}),
    message(None), message(7), message(["text"]), message({}),
]  # fmt: skip
SILENT = [
    message("reaction", {"message_id": "wamid.1", "emoji": "👍"}), message("reaction", {"message_id": "wamid.1"}),
    message("system", {"type": "user_changed_number", "wa_id": "916000000002"}), message("system", None),
    message("system", {"type": "a_new_thing"}), message("revoke", {"original_message_id": "wamid.R0"}),
    message("request_welcome"), message("edit", {"message": None}), message("text", LIGHT, group_id="g"),
]  # fmt: skip


@pytest.mark.parametrize("said", COMPLAINS, ids=str)
def test_it_is_a_complaint(said: dict[str, Any]) -> None:
    of = made.consumer(made.place(), mobile=PHONE)

    brought(whole(said))

    assert Complaint.objects.get().consumer == of


@pytest.mark.parametrize("said", LISTED, ids=str)
def test_it_is_laid_before_a_clerk(said: dict[str, Any]) -> None:
    of = made.consumer(made.place(), mobile=PHONE)

    brought(whole(said))

    assert Unclear.objects.get().consumer == of
    assert Reply.objects.get().meaning == Reply.UNCLEAR


@pytest.mark.parametrize("said", SILENT, ids=str)
def test_it_says_nothing_that_anybody_should_read(said: dict[str, Any]) -> None:
    made.consumer(made.place(), mobile=PHONE)

    brought(whole(said))

    assert not Unclear.objects.exists()
    assert not Complaint.objects.exists()
    assert Inbound.objects.get().folded_at == LATER


def test_forwarded_once_or_often_it_is_somebody_elses() -> None:
    made.consumer(made.place(), mobile=PHONE)

    for n, how in enumerate(("forwarded", "frequently_forwarded")):
        brought(whole(message("text", {"body": f"Sector {n} me taar toot gaya"}, context={how: True}, id=f"in.{n}")))

    assert set(Reply.objects.values_list("is_forwarded", flat=True)) == {True}
    assert Complaint.objects.filter(way="forwarded").exists()


def test_without_a_number_a_person_is_known_by_their_user_id() -> None:
    made.place()
    person = [{"profile": {"name": "A"}, "user_id": "IN.1349"}]

    brought(whole(message("text", LIGHT, **{"from": None, "from_user_id": "IN.1349"}), contacts=person))

    assert Reply.objects.get().user_id == "IN.1349"


def test_several_in_one_body_with_statuses_beside_them_are_each_taken() -> None:
    place = made.place()
    of = made.consumer(place, mobile=PHONE)
    build.notice(of)
    claimed = send()
    odd: list[Any] = [
        None,
        7,
        [],
        "x",
        {},
        message("a_new_type", {"x": 1}, id="in.2"),
        message("text", LIGHT, id="in.3"),
    ]

    brought(whole(*odd, statuses=[None, {}, {"status": 5}, status(claimed, "delivered"), {"id": "x", "errors": "y"}]))

    assert Complaint.objects.get().consumer == of
    assert Unclear.objects.filter(consumer=of).count() >= 1
    assert Attempt.objects.get(pk=claimed.attempt).delivered_at is not None


ODD: Sequence[Any] = [
    b"", b"null", b"[]", b"7", b'"x"', b"{", b"\xff\xfe", b"{}", {"object": None}, {"object": "page", "entry": []},
    {"object": "whatsapp_business_account"}, {"object": "whatsapp_business_account", "entry": None},
    {"object": "whatsapp_business_account", "entry": "x"}, {"object": "whatsapp_business_account", "entry": [None, 7]},
    {"object": "whatsapp_business_account", "entry": [{"changes": None}]},
    {"object": "whatsapp_business_account", "entry": [{"changes": [None, {"field": "messages"}]}]},
    {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "messages", "value": []}]}]},
    {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": 7, "value": {}}]}]},
    {"object": "whatsapp_business_account", "entry": [{"changes": [{"field": "a_new_field", "value": {"x": 1}}]}]},
    whole(errors=[{"code": 130429, "title": "Rate limit hit"}]), whole(errors="x"), whole(contacts="x", metadata=None),
]  # fmt: skip


@pytest.mark.parametrize("body", ODD, ids=str)
def test_a_body_out_of_shape_is_kept_and_holds_up_nobody(body: Any) -> None:
    made.consumer(made.place(), mobile=PHONE)

    brought(body, whole(message("text", LIGHT)))

    assert Complaint.objects.count() == 1
    assert Inbound.objects.filter(folded_at=LATER).count() == Inbound.objects.count() == 2
