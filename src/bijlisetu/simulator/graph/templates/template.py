"""One message template in one language: read, checked, filled in."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from bijlisetu.simulator.graph.refused import MALFORMED, GraphRefused, malformed

NAME = re.compile(r"[a-z0-9_]{1,512}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
OTP_TEXTS = {
    "hi": "*{{1}}* आपका सत्यापन कोड है। अपनी सुरक्षा के लिए इसे किसी को न बताएँ।",
    "en": "*{{1}}* is your verification code. For your security, do not share this code.",
}
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
MEDIA_HEADERS = ("DOCUMENT", "IMAGE", "VIDEO")
EDGE_VARIABLE = 2388299  #: subcode of 100
#: Seconds a message may live, by category (MB/templates/time-to-live).
LIVES = {"AUTHENTICATION": (30, 900), "UTILITY": (30, 43_200), "MARKETING": (43_200, 2_592_000)}

Component = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template in one language; one without components takes any parameters."""

    id: str
    name: str
    language: str
    category: str = "UTILITY"
    parameter_format: str = "POSITIONAL"
    components: Sequence[Component] = field(default=())
    message_send_ttl_seconds: int | None = None
    status: str = "APPROVED"
    quality: str = "UNKNOWN"
    rated_at: int = 0  #: seconds of the epoch; 0 if it was not yet
    holding: str = ""  #: the message_status of messages that wait: held_for_quality_assessment or paused

    # These are worked out once, for every message needs them.
    text: str = field(init=False)  #: the body with its variables
    variables: tuple[str, ...] = field(init=False)  #: the body's, each once, in the order of their values
    header: str = field(init=False)  #: the header's format (TEXT, DOCUMENT, …), or nothing
    header_variables: tuple[str, ...] = field(init=False)
    buttons: tuple[str, ...] = field(init=False)  #: the buttons' labels
    button_kinds: tuple[str, ...] = field(init=False)  #: QUICK_REPLY, URL, …; a button that takes no parameter: FIXED
    _frame: str = field(init=False)
    _order: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Work out what the components mean."""
        text = str(self.component("BODY").get("text", ""))
        if self.category == "AUTHENTICATION":  # Meta itself writes the text of a one-time password
            text = OTP_TEXTS.get(self.language, OTP_TEXTS["en"])
        header = self.component("HEADER")
        buttons = self.component("BUTTONS").get("buttons", ())
        variables = _variables(text)
        worked_out = {
            "text": text,
            "variables": variables,
            "header": str(header.get("format", "")).upper(),
            "header_variables": _variables(str(header.get("text", ""))),
            "buttons": tuple(str(button.get("text", "")) for button in buttons),
            "button_kinds": tuple(_kind(button) for button in buttons),
            "_frame": "%s".join(part.replace("%", "%%") for part in VARIABLE.split(text)[::2]),
            "_order": tuple(variables.index(name) for name in VARIABLE.findall(text)),
        }
        for name, value in worked_out.items():
            object.__setattr__(self, name, value)

    @property
    def is_named(self) -> bool:
        """Whether the variables go by name."""
        return self.parameter_format == "NAMED"

    def component(self, kind: str) -> Component:
        """Return the component of the kind (HEADER, BODY, FOOTER, BUTTONS), empty if there is none."""
        return next((part for part in self.components if part.get("type", "").upper() == kind), {})

    def fill(self, values: Sequence[str]) -> str:
        """Return the body with the values in place of its variables."""
        if not self.text:
            return "\n".join(values)
        return self._frame % tuple([values[place] for place in self._order])

    def kept(self) -> dict[str, object]:
        """Return what the log needs to make it again."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.init}

    def shown(self) -> dict[str, object]:
        """Return the template as the API lists it."""
        shown: dict[str, object] = {
            "name": self.name,
            "parameter_format": self.parameter_format,
            "components": list(self.components),
            "language": self.language,
            "status": self.status,
            "category": self.category,
            "id": self.id,
        }
        if self.rated_at:
            shown["quality_score"] = {"score": self.quality, "date": self.rated_at}
        if self.message_send_ttl_seconds is not None:
            shown["message_send_ttl_seconds"] = self.message_send_ttl_seconds
        return shown


def parse(body: object, template_id: str = "") -> Template:
    """
    Return the template that somebody asks to register.

    :raises GraphRefused: if it is malformed
    """
    if not isinstance(body, dict):
        raise malformed("The request is no JSON object.")
    name, language, components = body.get("name"), body.get("language"), body.get("components")
    if not isinstance(name, str) or not NAME.fullmatch(name):
        raise malformed("name: lower-case letters, digits and underscores only, at most 512")
    if not isinstance(language, str) or not language:
        raise malformed("The parameter language is required.")
    if body.get("category") not in CATEGORIES:
        raise malformed(f"category must be one of {{{', '.join(CATEGORIES)}}}")
    if not isinstance(components, list) or not all(isinstance(part, dict) for part in components):
        raise malformed("components must be a list of objects")
    template = Template(
        id=template_id or str(secrets.randbelow(9 * 10**14) + 10**14),
        name=name,
        language=language,
        category=body["category"],
        parameter_format=str(body.get("parameter_format") or "POSITIONAL").upper(),
        components=components,
        message_send_ttl_seconds=_life(body),
    )
    _check(template)
    return template


def _life(body: Mapping[str, Any]) -> int | None:
    life = body.get("message_send_ttl_seconds")
    if life is None or life == -1:
        return None
    least, most = LIVES[body["category"]]
    if not isinstance(life, int) or not least <= life <= most:
        raise malformed(f"message_send_ttl_seconds must be {least} to {most}")
    return life


def _check(template: Template) -> None:
    if not 1 <= len(template.text) <= 1024:
        raise malformed("components: BODY needs a text of 1 to 1024 characters")
    numbered = tuple(str(number) for number in range(1, len(template.variables) + 1))
    if not template.is_named and template.variables != numbered:
        raise malformed("components: BODY variables must be {{1}}, {{2}} and so on")
    if VARIABLE.match(template.text) or template.text.rstrip().endswith("}}"):
        words = "Variables can't be at the start or end of the template."
        raise GraphRefused(MALFORMED, words, subcode=EDGE_VARIABLE)
    if template.header in MEDIA_HEADERS and not _has_sample(template):
        raise malformed("components: HEADER of this format needs a sample: example.header_handle of an upload")
    if len(template.header_variables) > 1:
        raise malformed("components: HEADER takes one variable")
    if any(len(label) > 25 for label in template.buttons) or len(template.buttons) > 10:
        raise malformed("components: at most 10 BUTTONS, their text at most 25 characters")


def _has_sample(template: Template) -> bool:
    example = template.component("HEADER").get("example")
    return bool(isinstance(example, dict) and example.get("header_handle"))


def _variables(text: str) -> tuple[str, ...]:
    names = dict.fromkeys(VARIABLE.findall(text))
    return tuple(sorted(names, key=int) if all(name.isdecimal() for name in names) else names)


def _kind(button: Mapping[str, Any]) -> str:
    kind = str(button.get("type", "")).upper()
    if kind == "URL" and not VARIABLE.search(str(button.get("url", ""))):
        return "FIXED"
    return kind if kind in ("QUICK_REPLY", "URL", "COPY_CODE", "FLOW") else "FIXED"
