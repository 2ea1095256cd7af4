"""A request to send, read and checked roughly as Meta does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bijlisetu.simulator.graph.refused import NO_TEMPLATE, PARAMETER_COUNT, PARAMETER_FORMAT, GraphRefused, malformed
from bijlisetu.simulator.graph.templates import Template, Templates

NUMBER = re.compile(r"\+?\d{7,15}")
MEDIA = ("image", "document", "video", "audio", "sticker")
KINDS = ("template", "text", "interactive", "location", "contacts", "reaction", *MEDIA)
COMPONENTS = ("header", "body", "button", "carousel", "limited_time_offer")
LONGEST_ECHO = 512
LONGEST_PAYLOAD = 256
#: For a template whose text we were not told.
USUAL_LABELS = {"confirm:": "हाँ, मेरा है", "not_mine:": "यह मेरा कनेक्शन नहीं"}


class QuickReply(NamedTuple):
    """A button below a message."""

    place: int
    label: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What the API understood of a request to send."""

    number: str
    kind: str
    attempt: str = ""
    text: str = ""  #: the text, or the template's body filled in
    document: str = ""  #: link to the header's document, for Meta to fetch
    payloads: Mapping[int, str] = field(default_factory=dict)  #: of the quick replies, by index
    labels: Sequence[str] = ()  #: of the template's buttons, as far as they are known
    category: str = "service"

    def replies(self) -> list[QuickReply]:
        """Return the quick replies one can press."""
        return [QuickReply(index, self._label(index), payload) for index, payload in sorted(self.payloads.items())]

    def _label(self, index: int) -> str:
        if index < len(self.labels):
            return self.labels[index]
        payload = self.payloads[index]
        return next((label for start, label in USUAL_LABELS.items() if payload.startswith(start)), payload)


def submission(body: object, *, templates: Templates) -> Submission:
    """
    Return what the request asks to send.

    :raises GraphRefused: if it is malformed or does not fit its template
    """
    if not isinstance(body, dict):
        raise malformed("The request is no JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise malformed("The parameter messaging_product is required.")
    kind = body.get("type", "text")
    if kind not in KINDS:
        raise malformed(f"Param type must be one of {{{', '.join(KINDS).upper()}}}")
    content = {"contacts": body.get(kind)} if kind == "contacts" else body.get(kind)
    if not isinstance(content, dict):
        raise malformed(f"The parameter {kind} is required.")
    common = {"number": _number(body), "kind": kind, "attempt": _echo(body)}
    if kind == "template":
        return _template(content, templates=templates, **common)
    if kind in MEDIA:
        _media(content, kind)
    return Submission(text=_free_text(content, kind), **common)


def _number(body: Mapping[str, Any]) -> str:
    to = body.get("to")
    if not isinstance(to, str) or not to:
        raise malformed("The parameter to is required.")
    if not NUMBER.fullmatch(to):
        raise malformed("Param to is not a valid whatsapp number")
    return to.removeprefix("+")


def _echo(body: Mapping[str, Any]) -> str:
    attempt = body.get("biz_opaque_callback_data", "")
    if not isinstance(attempt, str) or len(attempt) > LONGEST_ECHO:
        raise malformed(f"Param biz_opaque_callback_data must be a string of at most {LONGEST_ECHO} characters")
    return attempt


def _free_text(content: Mapping[str, Any], kind: str) -> str:
    if kind == "text":
        text = content.get("body")
        if not isinstance(text, str) or not 1 <= len(text) <= 4096:
            raise malformed("Param text['body'] must be a string of 1 to 4096 characters")
        return text
    if kind == "interactive":
        body = content.get("body")
        return str(body.get("text", "")) if isinstance(body, dict) else ""
    return str(content.get("caption", ""))


def _media(content: Mapping[str, Any], kind: str) -> str:
    """Return the link of the medium, or nothing if it is given by id."""
    link, uploaded = content.get("link"), content.get("id")
    if bool(link) == bool(uploaded):
        raise malformed(f"Param {kind} must have exactly one of id and link")
    if not link:
        return ""
    if not isinstance(link, str) or not link.startswith(("http://", "https://")):
        raise malformed(f"Param {kind}['link'] is not a valid URL")
    return link


def _template(content: Mapping[str, Any], *, templates: Templates, **common: Any) -> Submission:
    name, language = content.get("name"), content.get("language")
    if not isinstance(name, str) or not name:
        raise malformed("The parameter template['name'] is required.")
    if not isinstance(language, dict) or not isinstance(language.get("code"), str):
        raise malformed("The parameter template['language']['code'] is required.")
    template = templates.get(name, language["code"])
    if not template:
        raise GraphRefused(NO_TEMPLATE, f"template name ({name}) does not exist in {language['code']}")
    given = _Components(content.get("components", []))
    _fit(given, template)
    return Submission(
        text=template.fill(given.values),
        document=given.document,
        payloads=given.payloads,
        labels=template.buttons,
        category=template.category.lower(),
        **common,
    )


class _Components:
    """The components of a template message, taken apart."""

    def __init__(self, components: object) -> None:
        self.header = ""
        self.document = ""
        self.values: list[str] = []
        self.payloads: dict[int, str] = {}
        if not isinstance(components, list):
            raise malformed("Param template['components'] must be an array.")
        for place, component in enumerate(components):
            if not isinstance(component, dict) or str(component.get("type")).lower() not in COMPONENTS:
                raise malformed(f"Param template['components'][{place}]['type'] must be one of {COMPONENTS}")
            self._take(component, f"template['components'][{place}]")

    def _take(self, component: Mapping[str, Any], where: str) -> None:
        parameters = component.get("parameters", [])
        if not isinstance(parameters, list) or not all(isinstance(one, dict) for one in parameters):
            raise malformed(f"Param {where}['parameters'] must be an array of objects.")
        kind = component["type"].lower()
        if kind == "body":
            self.values = [_value(one, where) for one in parameters]
        if kind == "header":
            self._take_header(parameters, where)
        if kind == "button":
            self._take_button(component, parameters, where)

    def _take_header(self, parameters: list[Mapping[str, Any]], where: str) -> None:
        if len(parameters) != 1:
            raise malformed(f"Param {where}['parameters'] of a header must have one item.")
        kind = str(parameters[0].get("type", "")).lower()
        self.header = kind.upper()
        if kind in MEDIA:
            content = parameters[0].get(kind)
            if not isinstance(content, dict):
                raise malformed(f"The parameter {where}['parameters'][0]['{kind}'] is required.")
            self.document = _media(content, kind)

    def _take_button(self, component: Mapping[str, Any], parameters: list[Mapping[str, Any]], where: str) -> None:
        index = str(component.get("index", ""))
        if not component.get("sub_type") or not index.isdecimal() or int(index) > 9:
            raise malformed(f"Param {where} of a button needs sub_type and an index of 0 to 9.")
        if str(component["sub_type"]).lower() != "quick_reply":
            return
        payload = parameters[0].get("payload") if parameters else None
        if not isinstance(payload, str) or not 1 <= len(payload) <= LONGEST_PAYLOAD:
            raise malformed(f"Param {where} needs a payload of 1 to {LONGEST_PAYLOAD} characters.")
        self.payloads[int(index)] = payload


def _value(parameter: Mapping[str, Any], where: str) -> str:
    kind = parameter.get("type")
    if kind in ("currency", "date_time"):
        content = parameter.get(kind)
        return str(content.get("fallback_value", "")) if isinstance(content, dict) else ""
    text = parameter.get("text")
    if kind != "text" or not isinstance(text, str) or not text:
        raise malformed(f"Param {where}['parameters'] needs type text and a text that is not empty.")
    # Meta refuses these in a parameter: they would let a sender lay out a text of its own.
    if "\n" in text or "\t" in text or "     " in text:
        raise malformed("Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return text


def _fit(given: _Components, template: Template) -> None:
    if not template.components:
        return
    if len(given.values) != len(template.variables):
        raise GraphRefused(
            PARAMETER_COUNT,
            f"body: number of localizable_params ({len(given.values)}) does not match "
            f"the expected number of params ({len(template.variables)})",
        )
    wanted = template.header if template.header in ("DOCUMENT", "IMAGE", "VIDEO", "LOCATION") else ""
    if wanted and given.header != wanted:
        words = f"header: Format mismatch, expected {wanted}, received {given.header or 'UNKNOWN'}"
        raise GraphRefused(PARAMETER_FORMAT, words)
    if given.payloads and max(given.payloads) >= len(template.buttons):
        raise GraphRefused(PARAMETER_FORMAT, f"buttons: the template has {len(template.buttons)}")
