"""
What a department has registered with the operators: its entity, headers and content templates.

Written in TOML or JSON:

    entity = "1101000000000000001"
    chain = "c0c9…"                    # optional: the hash of the PE-TM chain each message must carry
    urls = ["bill.example.in"]         # optional: whitelisted hosts; without, any

    [[headers]]
    name = "BIJLEE"
    state = "inactive"                 # optional: inactive or blacklisted

    [[templates]]
    id = "1107000000000000011"
    headers = ["BIJLEE"]
    text = "बिल ₹ {#var#} देय {#alphanumeric#}, {#url#}"
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

from bijlisetu.plumbing.refusal import Refusal

VARIABLE = re.compile(r"\{#(\w+)#\}")
LONGEST = 40  #: characters of one variable
#: What each kind of variable may hold; {many} stands for how often.
KINDS = {
    "var": r"[^\r\n]{many}",
    "numeric": r"[0-9]{many}",
    "alphanumeric": r"[^\W_]{many}",
    "url": r"(?:https?://)?[^\s/]+\.[^\s]{many}",
    "urlott": r"(?:https?://)?[^\s/]+\.[^\s]{many}",
    "cbn": r"\+?[0-9]{many}",
    "email": r"[^\s@]+@[^\s@]{many}",
}
#: Links may be longer, for only their host is registered.
UNBOUNDED = frozenset(("url", "urlott"))
STATES = ("active", "inactive", "blacklisted")


class RegistryUnreadable(Refusal):
    """The file of what is registered is missing or is not one."""


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered text."""

    state: str
    headers: frozenset[str]
    within: re.Pattern[str]  #: the text with every variable as long as it may be
    beyond: re.Pattern[str]  #: the same with variables of any length
    links: tuple[int, ...]  #: which variables are links

    @classmethod
    def of(cls, text: str, *, headers: Iterable[str], state: str) -> Self:
        """Return the text's patterns; :raises ValueError: if it has variables of no known kind."""
        fixed, kinds = VARIABLE.split(text)[::2], VARIABLE.findall(text)
        unknown = next((kind for kind in kinds if kind not in KINDS), None)
        if unknown:
            raise ValueError(f"{{#{unknown}#}} is no kind of variable")
        links = tuple(place for place, kind in enumerate(kinds) if kind in UNBOUNDED)
        within, beyond = _pattern(fixed, kinds, is_bounded=True), _pattern(fixed, kinds, is_bounded=False)
        return cls(state, frozenset(headers), within, beyond, links)


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """All that is registered."""

    entity: str
    chain: str
    urls: frozenset[str]
    headers: Mapping[str, str]  #: their states
    templates: Mapping[str, Registered]

    @classmethod
    def read(cls, path: Path) -> Self:
        """
        Return what the file says.

        :raises RegistryUnreadable: if it cannot be read or says something else
        """
        try:
            text = path.read_text(encoding="utf-8")
            return cls._of(tomllib.loads(text) if path.suffix == ".toml" else json.loads(text))
        except OSError as error:
            raise RegistryUnreadable(f"{path}: cannot be read ({error.strerror})") from None
        except KeyError as error:
            raise RegistryUnreadable(f"{path}: {error.args[0]} is missing") from None
        except (ValueError, TypeError, AttributeError) as error:
            raise RegistryUnreadable(f"{path}: is no register of DLT ({error})") from None

    @classmethod
    def _of(cls, said: Mapping[str, Any]) -> Self:
        return cls(
            entity=str(said["entity"]),
            chain=str(said.get("chain", "")),
            urls=frozenset(said.get("urls", ())),
            headers={header["name"]: _state(header) for header in said["headers"]},
            templates={
                str(one["id"]): Registered.of(one["text"], headers=one["headers"], state=_state(one))
                for one in said["templates"]
            },
        )

    def has_strange_link(self, template: Registered, values: tuple[str, ...]) -> bool:
        """Return whether a link of the text leads to a host that is not whitelisted."""
        return bool(self.urls) and any(_host(values[place]) not in self.urls for place in template.links)


def _pattern(fixed: list[str], kinds: list[str], *, is_bounded: bool) -> re.Pattern[str]:
    parts = [_fixed(fixed[0])]
    for kind, after in zip(kinds, fixed[1:], strict=True):
        many = "*?" if kind in UNBOUNDED else f"{{1,{LONGEST}}}?" if is_bounded else "+?"
        parts += [f"({KINDS[kind].replace('{many}', many)})", _fixed(after)]
    return re.compile("".join(parts), re.ASCII if kinds and set(kinds) <= {"numeric", "cbn"} else 0)


def _fixed(text: str) -> str:
    # Operators count neither kind nor number of spaces and line breaks.
    words = re.split(r"(\s+)", text)
    return "".join(r"\s+" if word.isspace() else re.escape(word) for word in words)


def _state(said: Mapping[str, Any]) -> str:
    state = str(said.get("state", "active"))
    if state not in STATES:
        raise ValueError(f"state must be one of {', '.join(STATES)}")
    return state


def _host(link: str) -> str:
    return urlsplit(link if "://" in link else f"https://{link}").hostname or ""
