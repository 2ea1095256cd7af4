"""A letter in the shape the Cloud API takes."""

from __future__ import annotations

from typing import Any

from bijlisetu.channels.letter import Letter, Template

#: Stands where a parameter is empty, for the API refuses empty ones.
NOTHING = "-"


def message_body(letter: Letter) -> dict[str, Any]:
    """Return the JSON of the letter; its content must be a template."""
    template = letter.content
    if not isinstance(template, Template):
        raise TypeError(f"WhatsApp carries templates, not {type(template).__name__}")
    return {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "".join(mark for mark in letter.to if mark.isdigit()),
        "type": "template",
        "template": {
            "name": template.name,
            "language": {"code": template.language.value},
            "components": [*_header(template), *_body(template), *_buttons(template)],
        },
        # Comes back in every status, so an answer we lost can still be matched.
        "biz_opaque_callback_data": str(letter.attempt),
    }


def _header(template: Template) -> list[dict[str, Any]]:
    if template.document_link is None:
        return []
    document = {"link": template.document_link}
    if template.document_name:
        document["filename"] = template.document_name
    return [{"type": "header", "parameters": [{"type": "document", "document": document}]}]


def _body(template: Template) -> list[dict[str, Any]]:
    if not template.body:
        return []
    return [{"type": "body", "parameters": [{"type": "text", "text": _one_line(text)} for text in template.body]}]


def _buttons(template: Template) -> list[dict[str, Any]]:
    return [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": payload}],
        }
        for index, payload in enumerate(template.quick_replies)
    ]


def _one_line(text: str) -> str:
    # A parameter with a line break, a tab or a run of blanks is refused whole.
    return " ".join(text.split()) or NOTHING
