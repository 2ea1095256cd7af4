"""Free-form messages, which may go out while a person's conversation is open: Meta's shapes and limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bijlisetu.simulator.graph.refused import malformed

MEDIA = ("image", "document", "video", "audio", "sticker")
LONGEST_TEXT = 4096
LONGEST_BODY = 1024
MOST_ROWS = 10
#: What an interactive message's action must hold.
ACTIONS = {
    "button": "buttons",
    "list": "sections",
    "location_request_message": "name",
    "cta_url": "parameters",
    "flow": "parameters",
}


def session_text(content: Mapping[str, Any], kind: str) -> str:
    """
    Return what the message says.

    :raises GraphRefused: if it is not as Meta wants it
    """
    if kind == "text":
        return _within(content.get("body"), LONGEST_TEXT, "text['body']")
    if kind == "interactive":
        return _interactive(content)
    if kind == "location" and not (_is_number(content.get("latitude")) and _is_number(content.get("longitude"))):
        raise malformed("Param location needs latitude and longitude")
    return str(content.get("caption", ""))


def medium(content: Mapping[str, Any], kind: str) -> tuple[str, str]:
    """
    Return the medium's id, or the link it is to be fetched from; one of them is empty.

    :raises GraphRefused: if not exactly one of them is given, or the link is none
    """
    link, uploaded = content.get("link"), content.get("id")
    if bool(link) == bool(uploaded):
        raise malformed(f"Param {kind} must have exactly one of id and link")
    if not link:
        return str(uploaded), ""
    if not isinstance(link, str) or not link.startswith(("http://", "https://")):
        raise malformed(f"Param {kind}['link'] is not a valid URL")
    return "", link


def _interactive(content: Mapping[str, Any]) -> str:
    kind, body, action = content.get("type"), content.get("body"), content.get("action")
    if kind not in ACTIONS:
        raise malformed(f"Param interactive['type'] must be one of {tuple(ACTIONS)}")
    if not isinstance(body, dict) or not isinstance(action, dict) or not action.get(ACTIONS[kind]):
        raise malformed(f"Param interactive of type {kind} needs body and action['{ACTIONS[kind]}']")
    if kind == "button":
        _check_buttons(action["buttons"])
    if kind == "list":
        _within(action.get("button"), 20, "action['button']")
        _check_sections(action["sections"])
    if kind == "location_request_message" and action["name"] != "send_location":
        raise malformed("Param action['name'] must be send_location")
    return _within(body.get("text"), LONGEST_BODY, "interactive['body']['text']")


def _check_buttons(buttons: object) -> None:
    replies = [_object(one, "button").get("reply") for one in _array(buttons, "buttons")]
    if len(replies) > 3:
        raise malformed("Invalid buttons count. Min allowed buttons: 1, Max allowed buttons: 3")
    ids = [_within(_object(reply, "reply").get("id"), 256, "reply['id']") for reply in replies]
    titles = [_within(_object(reply, "reply").get("title"), 20, "reply['title']") for reply in replies]
    if len(set(ids)) < len(ids) or len(set(titles)) < len(titles):
        raise malformed("The ids and titles of buttons must differ")


def _check_sections(sections: object) -> None:
    rows = [row for one in _array(sections, "sections") for row in _array(_object(one, "section").get("rows"), "rows")]
    if not 1 <= len(rows) <= MOST_ROWS:
        raise malformed(f"Total row count exceed max allowed count: {MOST_ROWS}")
    for row in rows:
        _within(_object(row, "row").get("id"), 200, "row['id']")
        _within(row.get("title"), 24, "row['title']")
        _within(row.get("description", "-"), 72, "row['description']")


def _within(text: object, longest: int, name: str) -> str:
    if not isinstance(text, str) or not 1 <= len(text) <= longest:
        raise malformed(f"Param {name} must be a string of 1 to {longest} characters")
    return text


def _array(given: object, name: str) -> Sequence[Any]:
    if not isinstance(given, list):
        raise malformed(f"Param {name} must be an array")
    return given


def _object(given: object, name: str) -> Mapping[str, Any]:
    if not isinstance(given, dict):
        raise malformed(f"Param {name} must be an object")
    return given


def _is_number(given: object) -> bool:
    try:
        return isinstance(given, int | float | str) and float(given) is not None
    except ValueError:
        return False
