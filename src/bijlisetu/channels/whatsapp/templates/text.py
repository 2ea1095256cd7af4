"""A template's text as it is put before Meta."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bijlisetu.values import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A file as one will stand in the header: a PDF or a picture."""

    content: bytes
    mime_type: str
    name: str

    @property
    def form(self) -> str:
        """Meta's word for such a header."""
        return "DOCUMENT" if self.mime_type == "application/pdf" else "IMAGE"


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """A header of text, with at most one variable and an example for it."""

    text: str
    example: str = ""
    name: str = ""  #: of the variable, where parameters have names


@dataclass(frozen=True, slots=True)
class HeaderMap:
    """A header that shows a place."""


@dataclass(frozen=True, slots=True)
class QuickReplyLabel:
    """A button that answers."""

    label: str

    def body(self) -> dict[str, Any]:
        """Return the JSON of the button."""
        return {"type": "QUICK_REPLY", "text": self.label}


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens a page; where the address ends in {{1}}, example is one such address in full."""

    label: str
    url: str
    example: str = ""

    def body(self) -> dict[str, Any]:
        """Return the JSON of the button."""
        body: dict[str, Any] = {"type": "URL", "text": self.label, "url": self.url}
        return {**body, "example": [self.example]} if self.example else body


@dataclass(frozen=True, slots=True)
class Call:
    """A button that calls a number."""

    label: str
    number: str

    def body(self) -> dict[str, Any]:
        """Return the JSON of the button."""
        return {"type": "PHONE_NUMBER", "text": self.label, "phone_number": self.number}


@dataclass(frozen=True, slots=True)
class CodeToCopy:
    """A button that copies a code; its label is Meta's."""

    example: str

    def body(self) -> dict[str, Any]:
        """Return the JSON of the button."""
        return {"type": "COPY_CODE", "example": self.example}


TemplateButton = QuickReplyLabel | LinkButton | Call | CodeToCopy


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A template as it is registered: its text with {{1}}, {{2}} or with names, and an example for each."""

    name: str
    language: Language
    body_text: str = ""  #: empty in a template for one-time passwords, whose words are Meta's
    examples: Sequence[str] = ()
    names: Sequence[str] = ()  #: of the parameters, in the order of the examples; none if they are numbered
    category: str = "UTILITY"
    header: Sample | HeaderWords | HeaderMap | None = None
    footer: str = ""
    buttons: Sequence[TemplateButton] = ()
    valid_for: int | None = None  #: seconds; utility takes 30 to 43,200. Unset, Meta tries for 30 days
    code_valid_minutes: int | None = None  #: said below a one-time password

    def body(self, handles: Mapping[Sample, str]) -> dict[str, Any]:
        """Return the JSON that creates the template; handles are those of the samples uploaded."""
        parts = self._otp_parts() if self.category == "AUTHENTICATION" else self._parts(handles)
        body = {
            "name": self.name,
            "language": self.language.value,
            "category": self.category,
            "parameter_format": "NAMED" if self.names else "POSITIONAL",
            "components": parts,
        }
        return body if self.valid_for is None else {**body, "message_send_ttl_seconds": self.valid_for}

    def _otp_parts(self) -> list[dict[str, Any]]:
        minutes = self.code_valid_minutes
        return [
            {"type": "BODY", "add_security_recommendation": True},
            *([{"type": "FOOTER", "code_expiration_minutes": minutes}] if minutes else []),
            {"type": "BUTTONS", "buttons": [{"type": "OTP", "otp_type": "COPY_CODE"}]},
        ]

    def _parts(self, handles: Mapping[Sample, str]) -> list[dict[str, Any]]:
        parts = [] if self.header is None else [{"type": "HEADER", **self._header(handles)}]
        parts.append({"type": "BODY", "text": self.body_text, **self._body_example()})
        if self.footer:
            parts.append({"type": "FOOTER", "text": self.footer})
        if self.buttons:
            parts.append({"type": "BUTTONS", "buttons": [button.body() for button in self.buttons]})
        return parts

    def _header(self, handles: Mapping[Sample, str]) -> dict[str, Any]:
        header = self.header
        if isinstance(header, Sample):
            return {"format": header.form, "example": {"header_handle": [handles[header]]}}
        if not isinstance(header, HeaderWords):
            return {"format": "LOCATION"}
        if not header.example:
            return {"format": "TEXT", "text": header.text}
        named = {"header_text_named_params": [{"param_name": header.name, "example": header.example}]}
        return {
            "format": "TEXT",
            "text": header.text,
            "example": named if header.name else {"header_text": [header.example]},
        }

    def _body_example(self) -> dict[str, Any]:
        if not self.examples:
            return {}
        if not self.names:
            return {"example": {"body_text": [list(self.examples)]}}
        named = [
            {"param_name": name, "example": example} for name, example in zip(self.names, self.examples, strict=True)
        ]
        return {"example": {"body_text_named_params": named}}
