"""Message templates: registered, approved at once, filled in."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bijlisetu.simulator.graph.refused import ALREADY_THERE, MALFORMED, GraphRefused, malformed
from bijlisetu.simulator.store import Store

NAME = re.compile(r"[a-z0-9_]{1,512}")
VARIABLE = re.compile(r"\{\{\s*(\w+)\s*\}\}")
CATEGORIES = ("UTILITY", "MARKETING", "AUTHENTICATION")
#: Known from the start, so that a product that registers no templates can send bills; its text is not known.
KNOWN = (("bill_issued", "hi"), ("bill_issued", "en"))

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

    def component(self, kind: str) -> Component:
        """Return the component of the kind (HEADER, BODY, FOOTER, BUTTONS), empty if there is none."""
        return next((part for part in self.components if part.get("type", "").upper() == kind), {})

    @property
    def text(self) -> str:
        """The body with its variables."""
        return str(self.component("BODY").get("text", ""))

    @property
    def variables(self) -> tuple[str, ...]:
        """The body's variables, each once, in the order of their values."""
        names = dict.fromkeys(VARIABLE.findall(self.text))
        return tuple(sorted(names, key=int) if all(name.isdecimal() for name in names) else names)

    @property
    def header(self) -> str:
        """The header's format (TEXT, DOCUMENT, …), or nothing."""
        return str(self.component("HEADER").get("format", "")).upper()

    @property
    def buttons(self) -> tuple[str, ...]:
        """The buttons' labels."""
        return tuple(str(button.get("text", "")) for button in self.component("BUTTONS").get("buttons", ()))

    def fill(self, values: Sequence[str]) -> str:
        """Return the body with the values in place of its variables."""
        if not self.text:
            return "\n".join(values)
        by_name = dict(zip(self.variables, values, strict=False))
        return VARIABLE.sub(lambda found: by_name.get(found.group(1), found.group()), self.text)

    def shown(self) -> dict[str, object]:
        """Return the template as the API lists it."""
        return {
            "name": self.name,
            "parameter_format": self.parameter_format,
            "components": list(self.components),
            "language": self.language,
            "status": "APPROVED",
            "category": self.category,
            "id": self.id,
        }


class Templates:
    """All templates registered, kept in the log."""

    def __init__(self, store: Store) -> None:
        """Know those of an earlier life and those everybody knows."""
        self._store = store
        self._all: dict[tuple[str, str], Template] = {}
        for name, language in KNOWN:
            self._all[name, language] = Template(id=_new_id(), name=name, language=language)
        for row in store.read("SELECT template FROM templates"):
            template = Template(**json.loads(row["template"]))
            self._all[template.name, template.language] = template

    def get(self, name: str, language: str) -> Template | None:
        """Return the template, if it is registered in the language."""
        return self._all.get((name, language))

    def all(self, name: str = "") -> list[Template]:
        """Return the templates, or those of the name; one whose text nobody registered is not listed."""
        return [one for one in self._all.values() if one.components and (not name or one.name == name)]

    def create(self, body: object) -> Template:
        """
        Register a template and approve it at once.

        :raises GraphRefused: if it is malformed, or one with other content has the name and language
        """
        wanted = _parse(body)
        there = self.get(wanted.name, wanted.language)
        if there and there.components:
            # Meta refuses even the same content; we let a product say it again after its own restart.
            if there.components != wanted.components:
                words = "Content in this language already exists"
                raise GraphRefused(MALFORMED, words, subcode=ALREADY_THERE)
            return there
        self._keep(wanted)
        return wanted

    def edit(self, template_id: str, body: object) -> bool:
        """
        Change the content of the template with the id; return whether there is one.

        :raises GraphRefused: if the content is malformed
        """
        there = next((template for template in self._all.values() if template.id == template_id), None)
        if not there:
            return False
        changes = body if isinstance(body, dict) else {}
        self._keep(_parse(there.shown() | changes, template_id=there.id))
        return True

    def delete(self, name: str) -> bool:
        """Forget the template in all languages; return whether there was one."""
        gone = [key for key in self._all if key[0] == name]
        for key in gone:
            del self._all[key]
            self._store.write("DELETE FROM templates WHERE name = ? AND language = ?", *key)
        return bool(gone)

    def _keep(self, template: Template) -> None:
        self._all[template.name, template.language] = template
        text = json.dumps({name: getattr(template, name) for name in template.__slots__})
        statement = "INSERT OR REPLACE INTO templates VALUES (?, ?, ?)"
        self._store.write(statement, template.name, template.language, text)


def _parse(body: object, template_id: str = "") -> Template:
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
        id=template_id or _new_id(),
        name=name,
        language=language,
        category=body["category"],
        parameter_format=str(body.get("parameter_format") or "POSITIONAL").upper(),
        components=components,
    )
    _check(template)
    return template


def _check(template: Template) -> None:
    # The text of a one-time password is Meta's own.
    if len(template.text) > 1024 or not (template.text or template.category == "AUTHENTICATION"):
        raise malformed("components: BODY needs a text of 1 to 1024 characters")
    if template.parameter_format == "POSITIONAL" and template.variables != tuple(
        str(number) for number in range(1, len(template.variables) + 1)
    ):
        raise malformed("components: BODY variables must be {{1}}, {{2}} and so on")
    if VARIABLE.match(template.text) or template.text.rstrip().endswith("}}"):
        raise GraphRefused(MALFORMED, "Variables can't be at the start or end of the template.", subcode=2388299)
    if template.header in ("DOCUMENT", "IMAGE", "VIDEO") and not _has_sample(template):
        raise malformed("components: HEADER of this format needs a sample: example.header_handle of an upload")
    if any(len(label) > 25 for label in template.buttons):
        raise malformed("components: BUTTONS text must have at most 25 characters")


def _has_sample(template: Template) -> bool:
    example = template.component("HEADER").get("example")
    return bool(isinstance(example, dict) and example.get("header_handle"))


def _new_id() -> str:
    return str(secrets.randbelow(9 * 10**14) + 10**14)
