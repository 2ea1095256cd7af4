"""Webhooks of Meta's: as documented, as they come, and as nobody should send them."""

from __future__ import annotations

import contextlib
import copy
import json
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bijlisetu.channels.letter import Halts, Reason, Remedy, Reply, Report, ReportState
from bijlisetu.channels.news import News
from bijlisetu.channels.outside import FOREIGN
from bijlisetu.channels.whatsapp.webhook import NotAWebhook, challenge, parse, verify
from bijlisetu.values import ChannelKind

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAMP = str(int(NOON.timestamp()))
PERSON = "916000000001"
METADATA = {"display_phone_number": "911140000000", "phone_number_id": "106540352242922"}


def webhook(*values: Any, field: str = "messages") -> dict[str, Any]:
    """A POST with one change for each value."""
    changes = [{"field": field, "value": value} for value in values]
    return {"object": "whatsapp_business_account", "entry": [{"id": "102290129340398", "changes": changes}]}


def statuses(*rows: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "metadata": METADATA, "statuses": list(rows)}


def messages(*rows: Any) -> dict[str, Any]:
    return {"messaging_product": "whatsapp", "metadata": METADATA, "messages": list(rows)}


def status(state: str = "delivered", **more: Any) -> dict[str, Any]:
    return {
        "id": "wamid.A1",
        "status": state,
        "timestamp": STAMP,
        "recipient_id": PERSON,
        "biz_opaque_callback_data": "4711",
        **more,
    }


def message(kind: str, part: Any, **more: Any) -> dict[str, Any]:
    return {"from": PERSON, "id": "wamid.R1", "timestamp": STAMP, "type": kind, kind: part, **more}


def read(body: Any) -> list[Report | Reply | News]:
    return list(parse(json.dumps(body).encode()))


OURS = METADATA["phone_number_id"]
THEIRS = {"display_phone_number": "911140009999", "phone_number_id": "200000000000002"}


@pytest.mark.parametrize(
    ("metadata", "is_ours"),
    [
        (METADATA, True),
        ({**METADATA, "phone_number_id": int(OURS)}, True),
        ({**METADATA, "phone_number_id": f" {OURS} "}, True),
        ({**METADATA, "tier": "new"}, True),
        ({"display_phone_number": "911140000000"}, True),  # names no number
        ({**METADATA, "phone_number_id": ""}, True),
        ({**METADATA, "phone_number_id": None}, True),
        ({**METADATA, "phone_number_id": ["200000000000002"]}, True),
        ("nonsense", True),
        (None, True),
        (THEIRS, False),
        ({"phone_number_id": 200000000000002}, False),
        ({**METADATA, "phone_number_id": OURS[:-1]}, False),
    ],
)
@pytest.mark.parametrize("sort", ["statuses", "messages"])
def test_what_names_another_number_of_the_account_is_somebody_elses(sort: str, metadata: Any, is_ours: bool) -> None:
    said = statuses(status()) if sort == "statuses" else messages(message("text", {"body": "NO"}))
    body = json.dumps(webhook({**said, "metadata": metadata})).encode()
    skipped: Counter[str] = Counter()

    items = list(parse(body, skipped, [OURS, "106540352242923"]))

    assert (len(items), dict(skipped)) == ((1, {}) if is_ours else (0, {"somebody else's number": 1}))
    assert len(list(parse(body))) == 1  # as long as no number of ours is known


def test_of_one_webhook_our_part_counts_and_theirs_does_not() -> None:
    theirs = {**statuses(status(biz_opaque_callback_data="5")), "metadata": THEIRS}

    items = list(parse(json.dumps(webhook(theirs, statuses(status()), theirs)).encode(), None, [OURS]))

    assert [item.attempt for item in items if isinstance(item, Report)] == [4711]


def test_a_wish_told_to_another_teams_number_is_none_of_ours() -> None:
    wish = {"wa_id": PERSON, "category": "marketing_messages", "value": "stop", "timestamp": STAMP}
    body = webhook({"metadata": THEIRS, "user_preferences": [wish]}, field="user_preferences")

    assert list(parse(json.dumps(body).encode(), None, [OURS])) == []


def test_news_of_templates_and_of_the_account_names_no_number_and_counts() -> None:
    template = {"event": "PAUSED", "message_template_name": "bill", "message_template_language": "hi"}
    alert = {"event": "ACCOUNT_RESTRICTION"}
    bodies = [webhook(template, field="message_template_status_update"), webhook(alert, field="account_update")]

    assert [len(list(parse(json.dumps(body).encode(), None, [OURS]))) for body in bodies] == [1, 1]


def test_a_status_becomes_a_report() -> None:
    [report] = read(webhook(statuses(status())))

    assert report == Report(
        channel=ChannelKind.WHATSAPP, state=ReportState.DELIVERED, at=NOON, carrier_id="wamid.A1", attempt=4711
    )


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("sent", ReportState.SENT),
        ("delivered", ReportState.DELIVERED),
        ("read", ReportState.READ),
        ("played", ReportState.READ),
        ("failed", ReportState.FAILED),
    ],
)
def test_each_word_of_metas_has_its_state(word: str, state: ReportState) -> None:
    assert [report.state for report in read(webhook(statuses(status(word)))) if isinstance(report, Report)] == [state]


def test_everything_in_a_post_is_read() -> None:
    body = {
        "object": "whatsapp_business_account",
        "entry": [
            {
                "id": str(entry),
                "changes": [
                    {"field": "messages", "value": statuses(*(status(id=f"w{entry}{change}{n}") for n in range(3)))}
                    for change in range(2)
                ],
            }
            for entry in range(2)
        ],
    }

    ids = [report.carrier_id for report in read(body) if isinstance(report, Report)]

    assert ids == [f"w{entry}{change}{n}" for entry in range(2) for change in range(2) for n in range(3)]


def test_a_failure_is_told_by_its_code_and_details() -> None:
    error = {
        "code": 131026,
        "title": "Message undeliverable",
        "message": "Message undeliverable",
        "error_data": {"details": f"Message Undeliverable to {PERSON}."},
        "href": "https://developers.facebook.com/",
    }

    [report] = read(webhook(statuses(status("failed", errors=[error]))))

    assert isinstance(report, Report)
    assert (report.state, report.reason) == (ReportState.FAILED, Reason.NOT_ON_WHATSAPP)
    assert report.detail.startswith("131026 cannot be delivered")
    assert PERSON not in report.detail


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([{"code": 131053}], Reason.MEDIA_UNREACHABLE),
        ([{"code": 131049}], Reason.HELD_BACK),
        ([{"code": 132015}], Reason.TEXT_REFUSED),
        ([{"code": 130429}], Reason.CARRIER_BUSY),
        ([{"code": 31337}], Reason.OTHER),
        ([{"code": "131026"}], Reason.NOT_ON_WHATSAPP),
        ([{"code": True}], Reason.OTHER),
        ([{"code": 31337}, {"code": 131026}], Reason.NOT_ON_WHATSAPP),
        ({"code": 131026}, Reason.NOT_ON_WHATSAPP),
        ([], Reason.OTHER),
        (None, Reason.OTHER),
        ([None, {"code": 131026}], Reason.NOT_ON_WHATSAPP),
    ],
)
def test_a_failure_has_a_reason_whatever_comes_with_it(errors: Any, reason: Reason) -> None:
    [report] = read(webhook(statuses(status("failed", errors=errors))))

    assert report.reason is reason  # type: ignore[union-attr]


def test_a_status_without_number_and_contacts_is_as_good() -> None:
    bare = {"id": "wamid.A1", "status": "read", "timestamp": STAMP, "recipient_user_id": "IN.abc"}

    [report] = read(webhook({"statuses": [bare]}))

    assert isinstance(report, Report)
    assert (report.state, report.attempt) == (ReportState.READ, None)


def test_a_status_tells_its_price_and_the_persons_id() -> None:
    pricing = {"billable": False, "pricing_model": "PMP", "type": "free_customer_service", "category": "utility"}

    [report] = read(webhook(statuses(status(pricing=pricing, recipient_user_id="IN.1349", recipient_id=None))))

    assert isinstance(report, Report)
    assert (report.billable, report.category, report.user_id) == (False, "utility", "IN.1349")


@pytest.mark.parametrize("pricing", [None, [], "free", {"billable": "no", "category": 7}])
def test_a_price_that_is_none_is_not_told(pricing: Any) -> None:
    [report] = read(webhook(statuses(status(pricing=pricing))))

    assert isinstance(report, Report)
    assert (report.billable, report.category) == (None, "")


def test_a_failure_says_what_else_it_stops_and_what_may_help() -> None:
    failures = [status("failed", errors=[{"code": code}]) for code in (132015, 131053, 131049)]

    paused, unfetched, held = read(webhook(statuses(*failures)))

    assert isinstance(paused, Report)
    assert isinstance(unfetched, Report)
    assert isinstance(held, Report)
    assert paused.scope is Halts.TEMPLATE
    assert unfetched.remedy is Remedy.UPLOAD
    assert (held.scope, held.wait) == (Halts.PAIR, 86_400)


def test_of_several_errors_the_first_we_know_counts_and_all_are_told() -> None:
    [report] = read(webhook(statuses(status("failed", errors=[{"code": 31337}, {"code": "131026"}, {"code": 131053}]))))

    assert isinstance(report, Report)
    assert report.reason is Reason.NOT_ON_WHATSAPP
    assert report.detail.endswith("; also 31337, 131053")


def test_an_id_may_be_a_number() -> None:
    [report] = read(webhook(statuses(status(id=12345))))

    assert isinstance(report, Report)
    assert report.carrier_id == "12345"


def test_one_object_may_stand_where_a_list_should() -> None:
    value = {**statuses(), "statuses": status()}
    body = {"object": "whatsapp_business_account", "entry": {"id": 1, "changes": {"field": "messages", "value": value}}}

    assert len(read(body)) == 1


def test_the_same_body_again_says_the_same_again() -> None:
    body = json.dumps(webhook(statuses(status()), messages(message("text", {"body": "x"})))).encode()

    assert list(parse(body)) == list(parse(body))


@pytest.mark.parametrize("escaped", [True, False])
def test_hindi_may_come_escaped_or_as_it_is(escaped: bool) -> None:
    body = json.dumps(webhook(messages(message("text", {"body": "नहीं"}))), ensure_ascii=escaped).encode()

    [reply] = parse(body)

    assert isinstance(reply, Reply)
    assert reply.text == "नहीं"


@pytest.mark.parametrize(
    "foreign", ["", "abc", "-5", "4711.0", "४७११", " 4711", "0", "9" * 19, "9" * 400, 4711, None, {}]
)
def test_callback_data_not_ours_is_no_attempt(foreign: Any) -> None:
    [report] = read(webhook(statuses(status(biz_opaque_callback_data=foreign))))

    assert isinstance(report, Report)
    assert report.attempt is None


@pytest.mark.parametrize("stamp", [None, "", "soon", "-1", "1e400", 10**400, "NaN", {}, [], True, "99999999999999999"])
def test_a_time_that_is_none_does_not_lose_the_report(stamp: Any) -> None:
    [report] = read(webhook(statuses(status(timestamp=stamp))))

    assert report.at.tzinfo is UTC


def test_a_status_without_an_id_is_known_by_our_own() -> None:
    [report] = read(webhook(statuses(status(id=None, biz_opaque_callback_data="4711"))))

    assert isinstance(report, Report)
    assert (report.carrier_id, report.attempt) == ("", 4711)


@pytest.mark.parametrize("stamp", [int(STAMP), float(STAMP), f"{STAMP}.0", int(STAMP) * 1000, f"{STAMP}000"])
def test_a_time_in_numbers_or_thousandths_is_read_too(stamp: Any) -> None:
    [report] = read(webhook(statuses(status(timestamp=stamp))))

    assert report.at == NOON


def test_a_button_of_our_template_becomes_a_reply() -> None:
    part = {"payload": "not_mine:4711", "text": "यह मेरा कनेक्शन नहीं"}
    context = {"from": "911140000000", "id": "wamid.A1"}

    [reply] = read(webhook(messages(message("button", part, context=context))))

    assert reply == Reply(
        channel=ChannelKind.WHATSAPP,
        at=NOON,
        sender=PERSON,
        text="यह मेरा कनेक्शन नहीं",
        payload="not_mine:4711",
        in_reply_to="wamid.A1",
        carrier_id="wamid.R1",
        kind="button",
    )


@pytest.mark.parametrize(
    ("kind", "part", "text", "payload"),
    [
        ("text", {"body": "नहीं"}, "नहीं", ""),
        ("text", {"body": "\ufeffNO\u200b \u200e1234\u2060\x00"}, "NO 1234", ""),
        ("button", {"payload": "confirm:1", "text": "हाँ"}, "हाँ", "confirm:1"),
        ("interactive", {"type": "button_reply", "button_reply": {"id": "x", "title": "हाँ"}}, "हाँ", "x"),
        ("interactive", {"type": "list_reply", "list_reply": {"id": "y", "title": "दो"}}, "दो", "y"),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "y", "title": "दो", "description": "दूसरा"}},
            "दो\nदूसरा",
            "y",
        ),
        (
            "interactive",
            {
                "type": "nfm_reply",
                "nfm_reply": {"name": "flow", "body": "Sent", "response_json": '{"reading": "1530"}'},
            },
            "Sent",
            '{"reading": "1530"}',
        ),
    ],
)
def test_what_a_person_writes_or_presses_is_read(kind: str, part: Any, text: str, payload: str) -> None:
    [reply] = read(webhook(messages(message(kind, part))))

    assert isinstance(reply, Reply)
    assert (reply.text, reply.payload, reply.in_reply_to) == (text, payload, "")


@pytest.mark.parametrize(
    ("sender", "kept"),
    [
        (PERSON, PERSON),
        (int(PERSON), PERSON),
        (None, ""),
        ("", ""),
        *((odd, FOREIGN) for odd in ("447911123456", "14155550123", "IN.abc", " ", 0, [])),
    ],
)
def test_a_sender_is_an_indian_mobile_or_a_foreigner_or_withheld(sender: Any, kept: str) -> None:
    [reply] = read(webhook(messages(message("text", {"body": "x"}, **{"from": sender}))))

    assert isinstance(reply, Reply)
    assert reply.sender == kept


def test_what_is_not_for_us_is_counted() -> None:
    body = webhook(
        statuses(
            status("warning"), status(id=None, biz_opaque_callback_data="x"), status(recipient_type="group"), status()
        ),
        messages(
            message("request_welcome", None),
            message("system", {"type": "a_new_thing", "body": "x"}),
            message("text", {"body": "hello, crew"}, group_id="g"),
        ),
    )
    for field in ("group_lifecycle_update", "group_participants_update", "a_new_field", "account_alerts"):
        body["entry"][0]["changes"].append({"field": field, "value": {"entity_type": "WABA"}})
    skipped: Counter[str] = Counter()

    found = list(parse(json.dumps(body).encode(), skipped))

    assert len(found) == 1
    assert skipped == {
        "status warning": 1,
        "status delivered": 2,
        "message request_welcome": 1,
        "message system": 1,
        "message text": 1,
        "field group_lifecycle_update": 1,
        "field group_participants_update": 1,
        "field a_new_field": 1,
        "field account_alerts": 1,
    }


def test_another_products_webhook_says_nothing_to_us() -> None:
    assert read({**webhook(statuses(status())), "object": "page"}) == []


def test_text_no_database_keeps_is_mended() -> None:
    body = (
        rb'{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"messages":['
        rb'{"from":"916000000001","type":"text","timestamp":"1","text":{"body":"a\u0000b\ud83dc"}}]}}]}]}'
    )

    [reply] = parse(body)

    assert isinstance(reply, Reply)
    assert reply.text == "ab?c"


@pytest.mark.parametrize("body", [b"", b"no", b"{", b"\xff\xfe", b"[1]", b"null", b"7", b"[" * 200_000, b"1" * 5000])
def test_what_is_no_json_object_is_no_webhook(body: bytes) -> None:
    with pytest.raises(NotAWebhook):
        list(parse(body))


def test_three_megabytes_are_read_whole() -> None:
    rows = [status(id=f"wamid.{number:060}") for number in range(15_500)]
    body = json.dumps(webhook(statuses(*rows))).encode()

    assert len(body) > 2_900_000
    assert len(list(parse(body))) == len(rows)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["messages", "failed"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
WHOLE = {
    "object": "whatsapp_business_account",
    "entry": [
        {
            "id": "102290129340398",
            "time": int(STAMP),
            "changes": [
                {
                    "field": "messages",
                    "value": {
                        **statuses(
                            status("failed", id="s0", errors=[{"code": 131026, "error_data": {"details": "x"}}]),
                            status("read", id="s1", pricing={"billable": True, "category": "utility"}),
                            status("sent", id="s2"),
                        ),
                        **messages(
                            message("button", {"payload": "p", "text": "t"}, id="m0", context={"id": "wamid.A1"}),
                            message("image", {"id": "1", "mime_type": "image/jpeg", "caption": "x"}, id="m1"),
                            message("location", {"latitude": 26.8, "longitude": 80.9}, id="m2"),
                            message(
                                "contacts", [{"name": {"formatted_name": "x"}, "phones": [{"phone": "1"}]}], id="m3"
                            ),
                            message("system", {"type": "user_changed_number", "wa_id": "916000000001"}, id="m4"),
                            message(
                                "interactive",
                                {"type": "list_reply", "list_reply": {"id": "x", "title": "t", "description": "d"}},
                                id="m5",
                            ),
                        ),
                    },
                },
                {"field": "messages", "value": statuses(status(id="s3"))},
                {"field": "messages", "value": {"errors": [{"code": 130429, "title": "slow"}]}},
            ],
        },
        {
            "id": "102290129340399",
            "time": int(STAMP),
            "changes": [
                {
                    "field": "message_template_status_update",
                    "value": {
                        "event": "PAUSED",
                        "message_template_id": 594425479261596,
                        "message_template_name": "bill_issued",
                        "message_template_language": "hi",
                        "other_info": {"title": "FIRST_PAUSE"},
                    },
                },
                {
                    "field": "business_capability_update",
                    "value": {"max_daily_conversations_per_business": "TIER_10K"},
                },
                {
                    "field": "account_update",
                    "value": {"event": "ACCOUNT_RESTRICTION", "restriction_info": [{"restriction_type": "x"}]},
                },
                {
                    "field": "user_preferences",
                    "value": {
                        "user_preferences": [
                            {
                                "wa_id": "916000000001",
                                "category": "marketing_messages",
                                "value": "stop",
                                "timestamp": int(STAMP),
                            }
                        ]
                    },
                },
            ],
        },
    ],
}
Place = tuple[Any, ...]
ITEMS = ("statuses", "messages", "user_preferences")


def _places(node: Any, path: Place = ()) -> list[Place]:
    rows = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, value in rows for place in _places(value, (*path, key)))]


def _owner(place: Place) -> Place:
    """The smallest of item, change and entry that the place lies in: what is odd there may spoil all of that."""
    if len(place) > 6 and place[5] in ITEMS:
        return place[:7]
    return place[:4] if len(place) > 4 else place[:2] if len(place) > 2 else place


def _kept_without(place: Place) -> list[Any]:
    """What the whole says beside the owner of the place."""
    rest = copy.deepcopy(WHOLE)
    owner = _owner(place)
    if len(owner) < 2:
        return []
    node: Any = rest
    for key in owner[:-1]:
        node = node[key]
    node[owner[-1]] = None
    return list(parse(json.dumps(rest).encode()))


DEEP, HUGE, HALF = '"DEEP"', '"HUGE"', '"HALF"'
ODD = JSON | st.sampled_from([json.loads(word) for word in (DEEP, HUGE, HALF)])


def _written(body: Any) -> bytes:
    text = json.dumps(body)
    text = text.replace(DEEP, '[{"x":' * 3000 + "1" + "}]" * 3000).replace(HUGE, "9" * 5000)
    return text.replace(HALF, '"\\ud83d"').encode()


@settings(max_examples=400)
@given(place=st.sampled_from(_places(WHOLE)[1:]), odd=ODD)
def test_an_odd_value_at_any_place_does_not_lose_its_neighbours(place: Place, odd: Any) -> None:
    body: Any = copy.deepcopy(WHOLE)
    node = body
    for key in place[:-1]:
        node = node[key]
    node[place[-1]] = odd

    found = list(parse(_written(body)))

    for item in _kept_without(place):
        assert item in found
    for item in found:
        repr(item).encode()
        assert "\x00" not in repr(item)


def test_what_is_too_deep_is_cut_out_and_the_rest_is_read() -> None:
    body = _written(webhook(statuses(status(id="before"), {"id": "DEEP", "status": "DEEP"}, status(id="after"))))

    assert [report.carrier_id for report in parse(body) if isinstance(report, Report)] == ["before", "after"]


def test_octets_that_are_no_text_do_not_lose_their_neighbours() -> None:
    body = json.dumps(webhook(messages(message("text", {"body": "ODD"}), message("text", {"body": "x"})))).encode()

    assert len(list(parse(body.replace(b"ODD", b"\xff\xfe\x01")))) == 2


@settings(max_examples=200)
@given(st.binary(max_size=200))
def test_odd_octets_raise_nothing_else(body: bytes) -> None:
    with contextlib.suppress(NotAWebhook):
        list(parse(body))


# By openssl: printf '%s' BODY | openssl dgst -sha256 -hmac SECRET
BODY = b'{"object":"whatsapp_business_account","entry":[]}'
SECRET = "app-secret-of-a-test"
SIGNATURE = "sha256=afd7b5e6a221ef497bc688b27678ab68490909e3dad96e99ac8b04f6df5ba9dc"


@pytest.mark.parametrize("secrets", [[SECRET], ["a new one", SECRET], [SECRET, "an old one"], ["", SECRET]])
def test_a_signature_by_one_of_our_secrets_is_good(secrets: list[str]) -> None:
    assert verify(BODY, SIGNATURE, secrets)


@pytest.mark.parametrize(
    "header",
    [SIGNATURE.replace("afd7", "AFD7"), f" {SIGNATURE} ", SIGNATURE.replace("=", "= "), SIGNATURE.upper()],
)
def test_a_signature_is_the_same_in_capitals_and_with_spaces(header: str) -> None:
    assert verify(BODY, header, [SECRET])


# By openssl, over the text with its escapes: {"text":"\\u092c\\u093f\\u091c\\u0932\\u0940 \\ud83d\\ude00 \\u00e9"}
ESCAPED = "sha256=b3ded9a2081d8d0bca47f0e6097f061008cafe7737280e2a31ffcee2eadebc30"


def test_a_signature_over_the_escaped_text_is_good_for_the_text_without_escapes() -> None:
    assert verify('{"text":"बिजली 😀 é"}'.encode(), ESCAPED, [SECRET])
    assert not verify('{"text":"बिजली 😀 è"}'.encode(), ESCAPED, [SECRET])
    assert not verify(b'{"text":"\xff"}', ESCAPED, [SECRET])


@pytest.mark.parametrize(
    ("body", "header", "secrets"),
    [
        (BODY, None, [SECRET]),
        (BODY, "", [SECRET]),
        (BODY, SIGNATURE.removeprefix("sha256="), [SECRET]),
        (BODY, f"sha256 {SIGNATURE}", [SECRET]),
        (BODY, SIGNATURE.replace("sha256", "sha1"), [SECRET]),
        (BODY, SIGNATURE[:-1], [SECRET]),
        (BODY, "sha256=", [SECRET]),
        (BODY, "sha256=बिजली", [SECRET]),
        (BODY, "sha256=\udce0", [SECRET]),
        (BODY + b" ", SIGNATURE, [SECRET]),
        (BODY, SIGNATURE, ["another"]),
        (BODY, SIGNATURE, []),
        (b"", "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad", [""]),  # by an empty secret
    ],
)
def test_anything_else_is_not(body: bytes, header: str | None, secrets: list[str]) -> None:
    assert not verify(body, header, secrets)


@pytest.mark.parametrize(
    ("mode", "token", "ours", "good"),
    [
        ("subscribe", "t0ken", "t0ken", True),
        ("subscribe", "other", "t0ken", False),
        ("unsubscribe", "t0ken", "t0ken", False),
        (None, None, "t0ken", False),
        ("subscribe", "", "", False),
        ("subscribe", "टोकन", "t0ken", False),
    ],
)
def test_a_subscription_needs_our_own_token(mode: str | None, token: str | None, ours: str, good: bool) -> None:
    assert challenge(mode, token, ours) is good
