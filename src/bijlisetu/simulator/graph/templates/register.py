"""All message templates: registered, approved at once, kept in the log."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bijlisetu.simulator.graph.refused import ALREADY_THERE, MALFORMED, GraphRefused
from bijlisetu.simulator.graph.templates.template import Template, parse
from bijlisetu.simulator.log.store import Store

#: These are known from the start, so that a product that registers none can send bills; their texts are not known.
KNOWN = (("bill_issued", "hi"), ("bill_issued", "en"))


class Templates:
    """All templates registered, kept in the log."""

    def __init__(self, store: Store) -> None:
        """Know those of an earlier life and those everybody knows."""
        self._store = store
        self._all: dict[tuple[str, str], Template] = {}
        for number, (name, language) in enumerate(KNOWN):
            self._all[name, language] = Template(id=f"10000000000000{number}", name=name, language=language)
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
        wanted = parse(body)
        there = self.get(wanted.name, wanted.language)
        if there and there.components:
            # Meta refuses even the same content; we take it, so that a product may register again after its restart.
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
        self._keep(parse(there.shown() | changes, template_id=there.id))
        return True

    def change(self, template: Template, **changes: Any) -> Template:
        """Change what Meta may change by itself: status, quality, category."""
        changed = replace(template, **changes)
        self._keep(changed)
        return changed

    def delete(self, name: str) -> bool:
        """Forget the template in all languages; return whether there was one."""
        gone = [key for key in self._all if key[0] == name]
        for key in gone:
            del self._all[key]
            self._store.write("DELETE FROM templates WHERE name = ? AND language = ?", *key)
        return bool(gone)

    def _keep(self, template: Template) -> None:
        self._all[template.name, template.language] = template
        statement = "INSERT OR REPLACE INTO templates VALUES (?, ?, ?)"
        self._store.write(statement, template.name, template.language, json.dumps(template.kept()))
