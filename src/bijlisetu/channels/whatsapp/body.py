"""A letter in the shape the Cloud API takes."""

from __future__ import annotations

import re
from typing import Any

import orjson

from bijlisetu.channels.letter import Letter
from bijlisetu.channels.whatsapp.content import (
    Button,
    CopyCode,
    Document,
    Header,
    HeaderText,
    Image,
    MapSpot,
    Otp,
    QuickReply,
    Session,
    Template,
    UrlSuffix,
)
from bijlisetu.channels.whatsapp.limits import (
    LONGEST_BODY,
    LONGEST_CODE,
    LONGEST_HEADER,
    LONGEST_PAYLOAD,
    LONGEST_URL,
    MOST_BUTTONS,
    DoesNotFit,
    within,
)
from bijlisetu.channels.whatsapp.session import file_body, session_body

#: Stands where a parameter is empty, for the API refuses empty ones.
NOTHING = "-"
#: A person of whom WhatsApp gives no number: two letters, a dot, and up to 128 letters, digits and dots.
USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9.]{1,160}")
PARAMETER_NAME = re.compile(r"[a-z0-9_]+")


class NeedsNumber(DoesNotFit):
    """A one-time password cannot go to a user id."""


def written(letter: Letter) -> bytes:
    """
    Return the letter as the body of a request.

    :raises DoesNotFit: if it breaks a rule of WhatsApp's
    """
    body = message_body(letter)
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        raise DoesNotFit("the text holds half a character") from None


def message_body(letter: Letter) -> dict[str, Any]:
    """
    Return the JSON of the letter; its content must be one of WhatsApp's.

    :raises DoesNotFit: if it breaks a rule of WhatsApp's
    """
    content = letter.content
    body: dict[str, Any] = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    to = letter.to
    if to.isdigit() and to.isascii() and 8 <= len(to) <= 15:
        body["to"] = to
    elif USER_ID.fullmatch(to):
        if isinstance(content, Otp):
            raise NeedsNumber("a one-time password needs a telephone number")
        body["recipient"] = to  # in `to` a user id is dropped without a word
    else:
        raise DoesNotFit("the address is neither a number with its country code nor a user id")
    if letter.in_reply_to:
        body["context"] = {"message_id": letter.in_reply_to}
    if isinstance(content, Template):
        body["type"] = "template"
        body["template"] = _template(content)
    elif isinstance(content, Session):
        body |= session_body(content)
    elif isinstance(content, Otp):
        body["type"] = "template"
        body["template"] = _otp(content)
    else:
        raise TypeError(f"WhatsApp does not carry {type(content).__name__}")
    # Comes back in every status, so an answer we lost can still be matched.
    body["biz_opaque_callback_data"] = str(letter.attempt)
    return body


def _template(template: Template) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if template.header is not None:
        components.append({"type": "header", "parameters": [_header(template.header)]})
    if template.body:
        components.append({"type": "body", "parameters": _parameters(template)})
    if len(template.buttons) > MOST_BUTTONS:
        raise DoesNotFit(f"{len(template.buttons)} buttons, WhatsApp takes {MOST_BUTTONS}")
    for index, button in enumerate(template.buttons):
        if button is not None:
            components.append(_button(button, index))
    return {"name": template.name, "language": {"code": template.language.value}, "components": components}


def _otp(otp: Otp) -> dict[str, Any]:
    code = within(otp.code, LONGEST_CODE, "the one-time password")
    return {
        "name": otp.name,
        "language": {"code": otp.language.value},
        "components": [
            {"type": "body", "parameters": [{"type": "text", "text": code}]},
            # The button copies the same code: WhatsApp wants it in both places.
            {"type": "button", "sub_type": "url", "index": "0", "parameters": [{"type": "text", "text": code}]},
        ],
    }


def _header(header: Header) -> dict[str, Any]:
    if isinstance(header, Document | Image):
        kind = "document" if isinstance(header, Document) else "image"
        return {"type": kind, kind: file_body(header)}
    if isinstance(header, HeaderText):
        text = within(_one_line(header.text), LONGEST_HEADER, "the header's text")
        return {"type": "text", "text": text, **({"parameter_name": header.name} if header.name else {})}
    return {"type": "location", "location": _place(header)}


def _place(place: MapSpot) -> dict[str, Any]:
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        raise DoesNotFit("the place is not on the map")
    return {
        "latitude": place.latitude,
        "longitude": place.longitude,
        "name": within(place.name, 1000, "the name of the place"),
        "address": within(place.address, 1000, "the address of the place"),
    }


def _parameters(template: Template) -> list[dict[str, Any]]:
    texts = [_one_line(text) for text in template.body]
    if (length := sum(map(len, texts))) > LONGEST_BODY:
        raise DoesNotFit(f"the body's parameters alone have {length} characters, WhatsApp takes {LONGEST_BODY} in all")
    if not template.names:
        return [{"type": "text", "text": text} for text in texts]
    if len(template.names) != len(texts) or not all(map(PARAMETER_NAME.fullmatch, template.names)):
        raise DoesNotFit("each parameter of the body needs its name, of small letters, digits and underscores")
    return [
        {"type": "text", "parameter_name": name, "text": text} for name, text in zip(template.names, texts, strict=True)
    ]


def _button(button: Button, index: int) -> dict[str, Any]:
    if isinstance(button, QuickReply):
        payload = within(button.payload, LONGEST_PAYLOAD, "a quick reply's payload")
        return _pressed("quick_reply", index, {"type": "payload", "payload": payload})
    if isinstance(button, UrlSuffix):
        suffix = within(button.suffix, LONGEST_URL, "a link's end")
        return _pressed("url", index, {"type": "text", "text": suffix})
    return _pressed("copy_code", index, {"type": "coupon_code", "coupon_code": _code(button)})


def _code(button: CopyCode) -> str:
    code = within(button.code, LONGEST_CODE, "the code to copy")
    if not (code.isascii() and code.isalnum()):
        raise DoesNotFit("the code to copy may hold letters and digits only")
    return code


def _pressed(kind: str, index: int, parameter: dict[str, str]) -> dict[str, Any]:
    return {"type": "button", "sub_type": kind, "index": str(index), "parameters": [parameter]}


def _one_line(text: str) -> str:
    # A parameter with a line break, a tab or a run of blanks is refused whole.
    return " ".join(text.split()) or NOTHING
