"""A request to send, read and checked as strictly as Meta does, and cheaply, for lakhs of them come."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bijlisetu.simulator.graph.people import number_of
from bijlisetu.simulator.graph.refused import (
    NEEDS_PHONE,
    NO_TEMPLATE,
    PARAMETER_COUNT,
    PARAMETER_FORMAT,
    PARAMETER_MISSING,
    TEMPLATE_DISABLED,
    TEMPLATE_PAUSED,
    TOO_LONG,
    GraphRefused,
    malformed,
)
from bijlisetu.simulator.graph.session import MEDIA, medium, session_text
from bijlisetu.simulator.graph.templates.register import Templates
from bijlisetu.simulator.graph.templates.template import MEDIA_HEADERS, Template

NUMBER = re.compile(r"\+?\d{7,15}")
#: Meta refuses these in a parameter: they would let a sender lay out a text of its own.
LAYOUT = re.compile(r"[\n\t]| {5}")
KINDS = frozenset(("template", "text", "interactive", "location", "contacts", "reaction", *MEDIA))
COMPONENTS = ("header", "body", "button", "carousel", "limited_time_offer")
LONGEST_ECHO = 512
LONGEST_PAYLOAD = 256
LONGEST_BODY = 1024
LONGEST_CODE = 15
#: Why a template in these states cannot be sent; in any other state it counts as not there.
UNSENDABLE = {"PAUSED": TEMPLATE_PAUSED, "DISABLED": TEMPLATE_DISABLED}
#: For a template whose text we were not told.
USUAL_LABELS = {"confirm:": "हाँ, मेरा है", "not_mine:": "यह मेरा कनेक्शन नहीं"}
NOTHING: Mapping[int, str] = {}


class QuickReply(NamedTuple):
    """A button below a message."""

    place: int
    label: str
    payload: str


class Submission(NamedTuple):
    """What the API understood of a request to send."""

    number: str
    kind: str
    attempt: str
    text: str  #: the text, or the template's body filled in
    template: Template | None = None
    media: str = ""  #: id of the uploaded medium
    document: str = ""  #: link to the header's document, for Meta to fetch
    payloads: Mapping[int, str] = NOTHING  #: of the quick replies, by index
    labels: tuple[str, ...] = ()  #: of the choices below words that are no template

    @property
    def category(self) -> str:
        """What the message is charged as."""
        return self.template.category.lower() if self.template else "service"

    @property
    def holding(self) -> str:
        """The message_status, if the message must wait for its template."""
        return self.template.holding if self.template else ""

    @property
    def template_key(self) -> tuple[str, str]:
        """The name and the language of the template, if it is one."""
        return (self.template.name, self.template.language) if self.template else ("", "")

    def replies(self) -> list[QuickReply]:
        """Return the quick replies one can press."""
        return [QuickReply(index, self._label(index), payload) for index, payload in sorted(self.payloads.items())]

    def reply_that(self, beginning: str) -> QuickReply | None:
        """Return the quick reply whose payload begins so."""
        for index, payload in self.payloads.items():
            if payload.startswith(beginning):
                return QuickReply(index, self._label(index), payload)
        return None

    def _label(self, index: int) -> str:
        if self.template and index < len(self.template.buttons):
            return self.template.buttons[index]
        if index < len(self.labels):
            return self.labels[index]
        payload = self.payloads[index]
        return next((label for start, label in USUAL_LABELS.items() if payload.startswith(start)), payload)


def submission(body: object, *, templates: Templates, is_taken: bool = False) -> Submission:
    """
    Return what the request asks to send; if it was taken already, its template need no longer be in force.

    :raises GraphRefused: if it is malformed or does not fit its template
    """
    if not isinstance(body, dict):
        raise malformed("The request is no JSON object.")
    if body.get("messaging_product") != "whatsapp":
        raise malformed("The parameter messaging_product is required.")
    kind = body.get("type", "text")
    if kind not in KINDS:
        raise malformed(f"Param type must be one of {{{', '.join(sorted(KINDS)).upper()}}}")
    content = {"contacts": body.get(kind)} if kind == "contacts" else body.get(kind)
    if not isinstance(content, dict):
        raise malformed(f"The parameter {kind} is required.")
    number, attempt = _number(body), _echo(body)
    if kind == "template":
        return _template(content, templates, number, attempt, has_phone="to" in body, is_taken=is_taken)
    uploaded, link = medium(content, kind) if kind in MEDIA else ("", "")
    text = session_text(content, kind)
    choices = _choices(content.get("action")) if kind == "interactive" else []
    return Submission(
        number, kind, attempt, text, media=uploaded, document=link if kind == "document" else "",
        payloads={place: payload for place, (payload, _) in enumerate(choices)},
        labels=tuple(label for _, label in choices),
    )  # fmt: skip


def _choices(action: object) -> list[tuple[str, str]]:
    """Return payload and label of each button, or of each row of a menu."""
    parts = action if isinstance(action, dict) else {}
    buttons = [button.get("reply", {}) for button in parts.get("buttons", [])]
    rows = [row for section in parts.get("sections", []) for row in section.get("rows", [])]
    return [(str(one.get("id", "")), str(one.get("title", ""))) for one in (*buttons, *rows)]


def _number(body: Mapping[str, Any]) -> str:
    to = body.get("to")
    if isinstance(to, str) and NUMBER.fullmatch(to):
        return to.removeprefix("+")
    user = body.get("recipient")
    if to is None and isinstance(user, str):
        number = number_of(user)
        if not number:
            raise malformed("Param recipient is not a valid business-scoped user ID")
        return number
    if not isinstance(to, str) or not to:
        raise malformed("The parameter to is required.")
    raise malformed("Param to is not a valid whatsapp number")


def _echo(body: Mapping[str, Any]) -> str:
    attempt = body.get("biz_opaque_callback_data", "")
    if not isinstance(attempt, str) or len(attempt) > LONGEST_ECHO:
        raise malformed(f"Param biz_opaque_callback_data must be a string of at most {LONGEST_ECHO} characters")
    return attempt


def _template(
    content: Mapping[str, Any], templates: Templates, number: str, attempt: str, *, has_phone: bool, is_taken: bool
) -> Submission:
    name, language = content.get("name"), content.get("language")
    if not isinstance(name, str) or not name:
        raise malformed("The parameter template['name'] is required.")
    if not isinstance(language, dict) or not isinstance(language.get("code"), str):
        raise malformed("The parameter template['language']['code'] is required.")
    template = templates.get(name, language["code"])
    if not template:
        raise GraphRefused(NO_TEMPLATE, f"template name ({name}) does not exist in {language['code']}")
    if template.status != "APPROVED" and not is_taken:
        code = UNSENDABLE.get(template.status, NO_TEMPLATE)
        raise GraphRefused(code, f"template {name} ({language['code']}) is {template.status}")
    if template.category == "AUTHENTICATION" and not has_phone:
        raise GraphRefused(NEEDS_PHONE, "Authentication templates cannot be sent to a business-scoped user ID.")
    given = _Given(content.get("components", ()), template)
    text = template.fill(given.values)
    if len(text) > LONGEST_BODY:
        raise GraphRefused(TOO_LONG, f"body: the text would have {len(text)} characters, at most {LONGEST_BODY} may be")
    return Submission(number, "template", attempt, text, template, given.media, given.link, given.payloads)


class _Given:
    """The components of a template message, taken apart and held against the template."""

    __slots__ = ("header", "link", "media", "parametered", "payloads", "template", "values")

    def __init__(self, components: object, template: Template) -> None:
        self.template = template
        self.header = self.media = self.link = ""
        self.values: Sequence[str] = ()
        self.payloads: dict[int, str] = {}
        self.parametered: list[int] = []
        if not isinstance(components, list | tuple):
            raise malformed("Param template['components'] must be an array.")
        for place, component in enumerate(components):
            self._take(component, place)
        if template.components:
            self._fit()

    def _take(self, component: object, place: int) -> None:
        kind = str(component.get("type")).lower() if isinstance(component, dict) else ""
        if not isinstance(component, dict) or kind not in COMPONENTS:
            raise malformed(f"Param template['components'][{place}]['type'] must be one of {COMPONENTS}")
        parameters = component.get("parameters", ())
        if not isinstance(parameters, list | tuple):
            raise malformed(f"Param template['components'][{place}]['parameters'] must be an array of objects.")
        if kind == "body":
            self.values = self._body(parameters, place)
        elif kind == "button":
            self._take_button(component, parameters, place)
        elif kind == "header":
            self._take_header(parameters, place)

    def _body(self, parameters: Sequence[object], place: int) -> Sequence[str]:
        if not (self.template.is_named and self.template.components):
            return [_value(one, place) for one in parameters]
        by_name = {_name(one): _value(one, place) for one in parameters}
        if len(parameters) != len(self.template.variables):
            raise _miscounted("body", len(parameters), len(self.template.variables))
        unknown = next((name for name in by_name if name not in self.template.variables), None)
        if unknown or len(by_name) != len(parameters):
            raise GraphRefused(PARAMETER_FORMAT, f"body: parameter_name {unknown or 'given twice'}")
        return [by_name[name] for name in self.template.variables]

    def _take_header(self, parameters: Sequence[object], place: int) -> None:
        where = f"template['components'][{place}]['parameters']"
        first = parameters[0] if len(parameters) == 1 else None
        if not isinstance(first, dict):
            raise malformed(f"Param {where} of a header must have one item.")
        kind = str(first.get("type", "")).lower()
        self.header = kind.upper()
        if kind == "text":
            _value(first, place)
            if self.template.is_named:
                _name(first)
        if kind == "location" and not _is_location(first.get("location")):
            raise malformed(f"Param {where}[0]['location'] needs latitude, longitude, name and address.")
        if kind in MEDIA:
            content = first.get(kind)
            if not isinstance(content, dict):
                raise malformed(f"The parameter {where}[0]['{kind}'] is required.")
            self.media, self.link = medium(content, kind)

    def _take_button(self, component: Mapping[str, Any], parameters: Sequence[Any], place: int) -> None:
        index = component.get("index", "")
        at = int(index) if isinstance(index, str | int) and str(index).isdecimal() else 10
        kind = str(component.get("sub_type", "")).upper()
        if not kind or at > 9:
            raise malformed(f"Param template['components'][{place}] of a button needs sub_type and an index of 0 to 9.")
        first = parameters[0] if parameters and isinstance(parameters[0], dict) else {}
        if kind == "QUICK_REPLY":
            payload = first.get("payload")
            if not isinstance(payload, str) or not 1 <= len(payload) <= LONGEST_PAYLOAD:
                raise malformed(f"Param payload of button {at} must have 1 to {LONGEST_PAYLOAD} characters.")
            self.payloads[at] = payload
        elif kind == "URL":
            _value(first, place)
        elif kind == "COPY_CODE":
            code = first.get("coupon_code")
            if not isinstance(code, str) or not code.isalnum() or len(code) > LONGEST_CODE:
                raise malformed(f"Param coupon_code of button {at} must have 1 to {LONGEST_CODE} letters and digits.")
        self.parametered.append(at)
        self._fit_button(at, kind)

    def _fit_button(self, at: int, kind: str) -> None:
        kinds = self.template.button_kinds
        if not self.template.components or self.template.category == "AUTHENTICATION":
            return
        if at >= len(kinds):
            raise GraphRefused(PARAMETER_FORMAT, f"buttons: the template has {len(kinds)}")
        if kinds[at] != kind:
            raise GraphRefused(PARAMETER_FORMAT, f"buttons: button {at} takes {kinds[at]}, received {kind}")

    def _fit(self) -> None:
        template = self.template
        if len(self.values) != len(template.variables):
            raise _miscounted("body", len(self.values), len(template.variables))
        wanted = template.header
        if wanted in MEDIA_HEADERS or wanted == "LOCATION" or (wanted == "TEXT" and template.header_variables):
            if self.header != wanted:
                words = f"header: Format mismatch, expected {wanted}, received {self.header or 'UNKNOWN'}"
                raise GraphRefused(PARAMETER_FORMAT, words)
        elif self.header:
            raise _miscounted("header", 1, 0)
        for at, kind in enumerate(template.button_kinds):
            if kind in ("URL", "COPY_CODE") and at not in self.parametered:
                words = f"buttons: Button at index {at} of type {kind.title()} requires a parameter"
                raise GraphRefused(PARAMETER_MISSING, words)


def _value(parameter: object, place: int) -> str:
    if not isinstance(parameter, dict):
        raise malformed(f"Param template['components'][{place}]['parameters'] must be an array of objects.")
    kind, text = parameter.get("type"), parameter.get("text")
    if kind in ("currency", "date_time"):
        content = parameter.get(kind)
        return str(content.get("fallback_value", "")) if isinstance(content, dict) else ""
    if kind != "text" or not isinstance(text, str) or not text:
        raise malformed(f"Param template['components'][{place}]['parameters'] needs type text and a text, not empty.")
    if LAYOUT.search(text):
        raise malformed("Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
    return text


def _name(parameter: object) -> str:
    name = parameter.get("parameter_name") if isinstance(parameter, dict) else None
    if not isinstance(name, str) or not name:
        raise malformed("Parameter name is missing or empty")
    return name


def _is_location(content: object) -> bool:
    return isinstance(content, dict) and all(content.get(key) for key in ("latitude", "longitude", "name", "address"))


def _miscounted(part: str, given: int, wanted: int) -> GraphRefused:
    words = f"{part}: number of localizable_params ({given}) does not match the expected number of params ({wanted})"
    return GraphRefused(PARAMETER_COUNT, words)
