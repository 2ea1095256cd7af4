"""Everything a person can send us, and people who move."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bijlisetu.channels.letter import Reply
from bijlisetu.channels.news import Moved
from bijlisetu.channels.outside import FOREIGN, written
from bijlisetu.channels.whatsapp.webhook import parse

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
STAMP = str(int(NOON.timestamp()))
PERSON, NEIGHBOUR = "916000000001", "916000000002"


def read(*messages: Any, contacts: Any = None) -> list[Any]:
    value = {"messages": list(messages), **({"contacts": contacts} if contacts is not None else {})}
    changes = [{"field": "messages", "value": value}]
    body = {"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": changes}]}
    return list(parse(json.dumps(body).encode()))


def message(kind: str, part: Any, **more: Any) -> dict[str, Any]:
    return {"from": PERSON, "id": "wamid.R1", "timestamp": STAMP, "type": kind, kind: part, **more}


def reply(kind: str, part: Any, **more: Any) -> Reply:
    [said] = read(message(kind, part, **more))
    assert isinstance(said, Reply)
    return said


@pytest.mark.parametrize("kind", ["image", "document", "audio", "video", "sticker"])
def test_a_file_comes_with_its_id_type_and_caption(kind: str) -> None:
    part = {"id": "1003383421387256", "mime_type": "image/jpeg", "sha256": "x", "caption": "मीटर"}

    said = reply(kind, part)

    assert (said.kind, said.media_id, said.mime_type, said.text) == (kind, "1003383421387256", "image/jpeg", "मीटर")


def test_a_file_may_have_a_number_for_an_id_and_no_caption() -> None:
    said = reply("image", {"id": 1003383421387256})

    assert (said.media_id, said.mime_type, said.text) == ("1003383421387256", "", "")


@pytest.mark.parametrize(
    ("part", "place"),
    [
        ({"latitude": 26.8467, "longitude": 80.9462}, (26.8467, 80.9462)),
        ({"latitude": "26.8467", "longitude": "80.9462"}, (26.8467, 80.9462)),
        ({"latitude": 26, "longitude": 80}, (26.0, 80.0)),
        ({"latitude": 126.8, "longitude": 80.9}, None),
        ({"latitude": 26.8}, None),
        ({"latitude": float("nan"), "longitude": 80.9}, None),
        ({"latitude": True, "longitude": 80.9}, None),
        ({"latitude": 10**400, "longitude": 80.9}, None),
        ({"latitude": "north", "longitude": []}, None),
        ({}, None),
    ],
)
def test_a_place_is_two_numbers_on_the_map_or_none(part: dict[str, Any], place: object) -> None:
    assert reply("location", part).place == place


def test_a_place_has_name_and_address_as_its_text() -> None:
    part = {"latitude": 26.8, "longitude": 80.9, "name": "Substation 4", "address": "Ring Road"}

    assert reply("location", part).text == "Substation 4, Ring Road"


@pytest.mark.parametrize("emoji", ["👍", ""])
def test_a_reaction_answers_the_message_it_is_put_on(emoji: str) -> None:
    said = reply("reaction", {"message_id": "wamid.A1", "emoji": emoji})

    assert (said.kind, said.text, said.in_reply_to) == ("reaction", emoji, "wamid.A1")


def test_a_form_comes_whole() -> None:
    filled = json.dumps({"reading": "1530", "remark": "x" * 3000})
    part = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": filled}}

    said = reply("interactive", part)

    assert (said.kind, said.payload) == ("form", filled)


def test_cards_come_with_name_and_numbers() -> None:
    cards = [
        {"name": {"formatted_name": "A"}, "phones": [{"phone": "+91 60000 00001"}, {"phone": None}]},
        {"name": None, "phones": [{"phone": "1912"}]},
        None,
        {},
    ]

    assert reply("contacts", cards).text == "A +91 60000 00001\n1912"


@pytest.mark.parametrize("kind", ["unsupported", "unknown"])
def test_what_cannot_be_shown_to_us_was_sent_all_the_same(kind: str) -> None:
    [said] = read({"from": PERSON, "id": "w", "timestamp": STAMP, "type": kind, "errors": [{"code": 131051}]})

    assert (said.kind, said.text, said.sender) == ("unsupported", "", PERSON)


def test_words_that_were_changed_are_a_later_message_of_their_own() -> None:
    changed = {
        "from": NEIGHBOUR,
        "id": "wamid.old",
        "type": "text",
        "text": {"body": "NO 1234"},
        "context": {"id": "A"},
    }

    [said] = read(message("edit", {"original_message_id": "wamid.old", "message": changed}))

    assert (said.kind, said.text, said.sender, said.in_reply_to) == ("text", "NO 1234", PERSON, "A")
    assert said.carrier_id != "wamid.old"


@pytest.mark.parametrize("part", [{}, {"message": None}, {"message": {"type": "edit"}}, {"message": []}, None])
def test_a_change_without_words_is_passed_over(part: Any) -> None:
    assert read(message("edit", part)) == []


def test_a_person_without_a_number_is_known_by_user_id() -> None:
    [said] = read(message("text", {"body": "x"}, **{"from": None, "from_user_id": "IN.1349"}))

    assert (said.sender, said.user_id) == ("", "IN.1349")


@pytest.mark.parametrize(
    ("given", "contacts", "known"),
    [
        ({"from": PERSON}, [{"wa_id": PERSON, "user_id": "IN.1"}], (PERSON, "IN.1")),
        ({"from": int(PERSON)}, [{"wa_id": PERSON, "user_id": "IN.1"}], (PERSON, "IN.1")),
        ({"from": PERSON}, [{"wa_id": int(PERSON), "user_id": "IN.1"}], (PERSON, "IN.1")),
        ({"from": None, "from_user_id": "IN.1"}, [{"wa_id": PERSON, "user_id": "IN.1"}], (PERSON, "IN.1")),
        ({"from": None}, [{"wa_id": PERSON, "user_id": "IN.1"}], (PERSON, "IN.1")),
        ({"from": None}, [{"wa_id": PERSON}, {"wa_id": NEIGHBOUR}], ("", "")),
        ({"from": PERSON}, [{"wa_id": NEIGHBOUR, "user_id": "IN.2"}], (PERSON, "")),
        ({"from": PERSON, "from_user_id": "IN.1"}, [{"wa_id": PERSON, "user_id": "IN.9"}], (PERSON, "IN.1")),
        ({"from": "14155550123"}, [{"user_id": "US.1"}], (FOREIGN, "")),
        ({"from": PERSON}, None, (PERSON, "")),
        ({"from": PERSON}, "nobody", (PERSON, "")),
    ],
)
def test_who_wrote_is_looked_up_among_the_contacts(
    given: dict[str, Any], contacts: Any, known: tuple[str, str]
) -> None:
    [said] = read(message("text", {"body": "x"}, **given), contacts=contacts)

    assert (said.sender, said.user_id) == known


def system(kind: str, **more: Any) -> dict[str, Any]:
    return message("system", {"type": kind, "body": "somebody changed something", **more})


@pytest.mark.parametrize("kind", ["user_changed_number", "customer_changed_number"])
@pytest.mark.parametrize("name", ["wa_id", "new_wa_id"])
def test_a_person_takes_another_number(kind: str, name: str) -> None:
    [moved] = read(system(kind, **{name: NEIGHBOUR, "user_id": "IN.2", "previous_user_id": "IN.1"}))

    assert moved == Moved(at=NOON, sender=PERSON, number=NEIGHBOUR, user_id="IN.2", old_user_id="IN.1")


def test_a_person_takes_another_user_id() -> None:
    body = system("user_changed_user_id", user_id="IN.2") | {"from": None, "from_user_id": "IN.1"}

    assert read(body) == [Moved(at=NOON, user_id="IN.2", old_user_id="IN.1")]


def test_another_telephone_answers_to_the_number() -> None:
    [moved] = read(system("customer_identity_changed", customer=PERSON, identity="hash", wa_id=PERSON))

    assert moved == Moved(at=NOON, sender=PERSON, has_new_keys=True)


def test_a_number_abroad_is_none_of_ours() -> None:
    [moved] = read(system("user_changed_number", wa_id="14155550123"))

    assert moved.number == FOREIGN


@pytest.mark.parametrize("part", [None, {}, {"type": 7}, {"type": "a_new_thing"}])
def test_a_system_message_that_says_nothing_to_us_is_passed_over(part: Any) -> None:
    assert read(message("system", part)) == []


def test_a_move_of_nobody_is_passed_over() -> None:
    assert read(system("user_changed_number", wa_id=NEIGHBOUR) | {"from": None}) == []


def test_what_people_write_steers_no_terminal() -> None:
    assert written("a\x1b[2J\x9b2K\x08b\nनहीं\t!", longest=50) == "a[2J2Kb\nनहीं\t!"
