"""Meta's own OpenAPI file (v23.0) as a judge of what we write: found if it lies at hand, and repaired where it errs."""

from __future__ import annotations

import json
import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator

VARIABLE = "BIJLISETU_WHATSAPP_OPENAPI"
FOLDER = Path("shared/reference/whatsapp-openapi")
MESSAGES = "/{Version}/{Phone-Number-ID}/messages"
WEBHOOKS = "/whatsapp/webhooks"


def metas_file() -> Path | None:
    """Return where the file lies: as the environment says, or beside or above the repository."""
    if given := os.environ.get(VARIABLE):
        return Path(given)
    root = Path(__file__).resolve().parents[3]
    found = (path for folder in (root, *root.parents) for path in sorted((folder / FOLDER).glob("*.yaml")))
    return next(found, None)


@cache
def published(path: Path) -> dict[str, Any]:
    """Return the file as published."""
    with path.open(encoding="utf-8") as text:
        document: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    return document


def examples(path: Path, where: str) -> dict[str, Any]:
    """Return Meta's examples of request bodies for a path."""
    body = published(path)["paths"][where]["post"]["requestBody"]["content"]["application/json"]
    # Where an address should stand, some have <http(s)://document-url>.
    whole = json.dumps({name: example["value"] for name, example in body["examples"].items()})
    filled: dict[str, Any] = json.loads(re.sub(r"<?http\(s\)://([\w-]+)>?", r"https://example.in/\1", whole))
    return filled


@cache
def message_validator(path: Path) -> Draft202012Validator:
    """Return what judges a message to be sent."""
    document = published(path)
    schemas = dict(document["components"]["schemas"])
    repair(schemas)
    root = {"$ref": "#/components/schemas/Message", "components": {"schemas": schemas}}
    return Draft202012Validator(root)


def repair(schemas: dict[str, Any]) -> None:
    """Mend what makes Meta's own examples fail, or lets anything pass."""
    _envelope(schemas)
    _unknown_keys(schemas)
    _text(schemas)
    _media(schemas)
    _location(schemas)
    _language(schemas)
    _template_components(schemas)
    _interactive(schemas)


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def _envelope(schemas: dict[str, Any]) -> None:
    base = schemas["BaseMessageProperties"]
    # User ids (2026) go to `recipient`; exactly one of the two says who.
    base["required"] = ["messaging_product", "type"]  # recipient_type has a default, which Meta's examples use
    base["oneOf"] = [{"required": ["to"]}, {"required": ["recipient"]}]
    base["properties"]["recipient"] = {"type": "string", "pattern": r"^[A-Z]{2}\."}
    # Echoed in every status; not in the file at all.
    base["properties"]["biz_opaque_callback_data"] = {"type": "string", "maxLength": 512}


def _unknown_keys(schemas: dict[str, Any]) -> None:
    # allOf [base, {additionalProperties: false}] refuses every key of the base, so nothing ever passes. What is
    # meant is that both together know all the keys.
    for name in [name for name in schemas if name.endswith("Message") and "allOf" in schemas[name]]:
        schemas[name]["allOf"][-1].pop("additionalProperties", None)
        schemas[name]["unevaluatedProperties"] = False


def _text(schemas: dict[str, Any]) -> None:
    # A text without words passes as published.
    words = {"type": "string", "minLength": 1, "maxLength": 4096}
    text = _object(["body"], body=words, preview_url={"type": "boolean"})
    schemas["TextMessage"]["allOf"][-1]["properties"]["text"] = text


def _media(schemas: dict[str, Any]) -> None:
    # Filename and caption are in Meta's examples and not in the schema; voice belongs to audio.
    schemas["MediaObject"] = {
        **_object(
            [],
            id={"type": "string"},
            link={"type": "string", "pattern": "^https?://"},
            filename={"type": "string"},
            caption={"type": "string", "maxLength": 1024},
            voice={"type": "boolean"},
        ),
        "oneOf": [{"required": ["id"]}, {"required": ["link"]}],
    }


def _location(schemas: dict[str, Any]) -> None:
    # Text in the schema, numbers in Meta's examples.
    place = schemas["LocationMessage"]["allOf"][-1]["properties"]["location"]["properties"]
    for degrees in (place["latitude"], place["longitude"]):
        degrees["type"] = ["number", "string"]


def _language(schemas: dict[str, Any]) -> None:
    # Meta's own examples leave the policy out.
    schemas["LanguageObject"]["required"] = ["code"]
    schemas["LanguageObject"]["additionalProperties"] = False


def _template_components(schemas: dict[str, Any]) -> None:
    # The published part cannot work: its discriminators are ignored, so no parameter is looked at; its pattern for
    # the index forbids 0 and 1; its kinds of button are three of ten. This is the table of Meta's prose instead.
    text = _object(
        ["type", "text"],
        type={"const": "text"},
        text={"type": "string", "minLength": 1},
        parameter_name={"type": "string", "pattern": "^[a-z0-9_]+$"},
    )
    files = [_object(["type", kind], type={"const": kind}, **{kind: _ref("MediaObject")}) for kind in FILES]
    place = _object(
        ["latitude", "longitude", "name", "address"],
        # Written as text in Meta's examples, as numbers in its prose.
        latitude={"type": ["number", "string"]},
        longitude={"type": ["number", "string"]},
        name={"type": "string", "minLength": 1},
        address={"type": "string", "minLength": 1},
    )
    location = _object(["type", "location"], type={"const": "location"}, location=place)
    money = [
        _object(["type", kind], type={"const": kind}, **{kind: {"type": "object"}})
        for kind in ("currency", "date_time")
    ]
    schemas["TemplateComponent"] = {
        "oneOf": [
            _component("header", [text, location, *files]),
            _component("body", [text, *money]),
            *(_button(kind, parameter) for kind, parameter in BUTTONS.items()),
        ]
    }
    schemas["TemplateObject"]["additionalProperties"] = False
    schemas["TemplateObject"]["properties"]["namespace"] = {"type": "string"}


FILES = ("image", "document", "video")
WORDS = {"type": "string", "minLength": 1}
BUTTONS = {
    "quick_reply": _object(["type", "payload"], type={"const": "payload"}, payload={**WORDS, "maxLength": 256}),
    "url": _object(["type", "text"], type={"const": "text"}, text=WORDS),
    "copy_code": _object(
        ["type", "coupon_code"], type={"const": "coupon_code"}, coupon_code={**WORDS, "maxLength": 15}
    ),
    **{
        kind: _object(["type", "action"], type={"const": "action"}, action={"type": "object"})
        for kind in ("flow", "catalog", "mpm")
    },
}


def _component(kind: str, parameters: list[dict[str, Any]]) -> dict[str, Any]:
    listed = {"type": "array", "minItems": 1, "items": {"oneOf": parameters}}
    return _object(["type", "parameters"], type={"const": kind}, parameters=listed)


def _button(kind: str, parameter: dict[str, Any]) -> dict[str, Any]:
    return _object(
        ["type", "sub_type", "index", "parameters"],
        type={"const": "button"},
        sub_type={"const": kind},
        index={"type": ["string", "integer"], "pattern": "^[0-9]$"},
        parameters={"type": "array", "minItems": 1, "maxItems": 1, "items": parameter},
    )


def _interactive(schemas: dict[str, Any]) -> None:
    interactive = schemas["InteractiveObject"]
    # Both are documented in prose and missing in the file.
    interactive["properties"]["type"]["enum"] += ["location_request_message", "cta_url"]
    interactive["additionalProperties"] = False
    link = _object(["display_text", "url"], display_text={**WORDS, "maxLength": 20}, url=WORDS)
    actions = schemas["ActionObject"]["oneOf"]
    actions += [
        _object(["name", "parameters"], name={"const": "cta_url"}, parameters=link),
        _object(["name"], name={"const": "send_location"}),
    ]
    # Unknown keys of an action pass as published.
    for action in actions:
        action["additionalProperties"] = False
        for item in action["properties"].get("buttons", {}).get("items", {}).get("properties", {}).values():
            item.setdefault("additionalProperties", False)
    row = schemas["SectionObject"]["properties"]["rows"]["items"]
    schemas["SectionObject"]["additionalProperties"] = row["additionalProperties"] = False
    for name in ("BodyObject", "FooterObject"):
        schemas[name]["additionalProperties"] = False
