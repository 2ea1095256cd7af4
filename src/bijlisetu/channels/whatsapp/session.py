"""Messages in our own words, as the Cloud API takes them within a day of the person's last one."""

from __future__ import annotations

from typing import Any

from bijlisetu.channels.whatsapp.content import (
    Attachment,
    Choice,
    Document,
    Image,
    LinkButton,
    LocationRequest,
    Menu,
    ReplyButtons,
    Session,
    Text,
)
from bijlisetu.channels.whatsapp.limits import (
    LONGEST_BODY,
    LONGEST_FOOTER,
    LONGEST_HEADER,
    LONGEST_PAYLOAD,
    LONGEST_ROW_DESCRIPTION,
    LONGEST_ROW_ID,
    LONGEST_ROW_TITLE,
    LONGEST_TEXT,
    LONGEST_TITLE,
    LONGEST_URL,
    MOST_REPLY_BUTTONS,
    MOST_ROWS,
    DoesNotFit,
    at_most,
    within,
)


def session_body(content: Session) -> dict[str, Any]:
    """
    Return the message's type and what goes with it.

    :raises DoesNotFit: if it breaks a rule of WhatsApp's
    """
    match content:
        case Text():
            text = {"body": within(content.text, LONGEST_TEXT, "the text"), "preview_url": content.preview}
            return {"type": "text", "text": text}
        case ReplyButtons():
            return _interactive("button", content, _buttons(content))
        case Menu():
            return _interactive("list", content, _sections(content))
        case LocationRequest():
            return _interactive("location_request_message", content, {"name": "send_location"})
        case LinkButton():
            return _interactive("cta_url", content, _link(content))
        case Attachment():
            return _attached(content)


def file_body(file: Document | Image) -> dict[str, str]:
    """
    Return where the file is: uploaded, or at a link.

    :raises DoesNotFit: if it is at none of them, or at both
    """
    if bool(file.media_id) == bool(file.link):
        raise DoesNotFit("a file is either uploaded or at a link")
    body = {"id": file.media_id} if file.media_id else {"link": within(file.link, LONGEST_URL, "the file's link")}
    return {**body, "filename": file.name} if isinstance(file, Document) and file.name else body


def _interactive(
    kind: str, content: ReplyButtons | Menu | LinkButton | LocationRequest, action: dict[str, Any]
) -> dict[str, Any]:
    message: dict[str, Any] = {"type": kind}
    if not isinstance(content, LocationRequest) and content.header:
        message["header"] = {"type": "text", "text": within(content.header, LONGEST_HEADER, "the header")}
    message["body"] = {"text": within(content.text, LONGEST_BODY, "the text")}
    if not isinstance(content, LocationRequest) and content.footer:
        message["footer"] = {"text": within(content.footer, LONGEST_FOOTER, "the footer")}
    return {"type": "interactive", "interactive": {**message, "action": action}}


def _buttons(content: ReplyButtons) -> dict[str, Any]:
    at_most(len(content.buttons), MOST_REPLY_BUTTONS, "buttons")
    _tell_apart("id", [button.id for button in content.buttons])
    _tell_apart("title", [button.title for button in content.buttons])
    return {
        "buttons": [
            {
                "type": "reply",
                "reply": {
                    "id": within(button.id, LONGEST_PAYLOAD, "a button's id"),
                    "title": within(button.title, LONGEST_TITLE, "a button's title"),
                },
            }
            for button in content.buttons
        ]
    }


def _sections(content: Menu) -> dict[str, Any]:
    rows = [row.id for section in content.sections for row in section.rows]
    at_most(len(rows), MOST_ROWS, "rows")
    _tell_apart("id", rows)
    if not all(section.rows for section in content.sections):
        raise DoesNotFit("a section without rows")
    return {
        "button": within(content.button, LONGEST_TITLE, "the button's title"),
        "sections": [
            {
                **_titled(section.title, needed=len(content.sections) > 1),
                "rows": [_row(row) for row in section.rows],
            }
            for section in content.sections
        ],
    }


def _titled(title: str, *, needed: bool) -> dict[str, str]:
    return {"title": within(title, LONGEST_ROW_TITLE, "a section's title")} if title or needed else {}


def _row(row: Choice) -> dict[str, str]:
    body = {
        "id": within(row.id, LONGEST_ROW_ID, "a row's id"),
        "title": within(row.title, LONGEST_ROW_TITLE, "a row's title"),
    }
    if row.description:
        body["description"] = within(row.description, LONGEST_ROW_DESCRIPTION, "a row's description")
    return body


def _tell_apart(what: str, words: list[str]) -> None:
    if len(set(words)) < len(words):
        raise DoesNotFit(f"two choices have the same {what}")


def _link(content: LinkButton) -> dict[str, Any]:
    label = within(content.label, LONGEST_TITLE, "the button's label")
    return {
        "name": "cta_url",
        "parameters": {"display_text": label, "url": within(content.url, LONGEST_URL, "the button's link")},
    }


def _attached(content: Attachment) -> dict[str, Any]:
    kind = "document" if isinstance(content.file, Document) else "image"
    file = file_body(content.file)
    if content.caption:
        file["caption"] = within(content.caption, LONGEST_BODY, "the caption")
    return {"type": kind, kind: file}
