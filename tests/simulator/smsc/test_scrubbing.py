"""Scrubbing against what is registered: the judge of our own check, which it does not share a line with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bijlisetu.simulator.smsc.parts import Whole
from bijlisetu.simulator.smsc.pdu import Short, Tag
from bijlisetu.simulator.smsc.registry import Registry, RegistryUnreadable
from bijlisetu.simulator.smsc.scrubbing import objection
from tests.simulator.carriers_world import ENTITY, OWNER, SMS_TEMPLATE, on_a_loop, options
from tests.simulator.smsc.smsc_client import bound, fields, next_delivery, smsc, submit

OTHER_TEMPLATE = "1107000000000000012"
TEXT = "खाता ..{#numeric#} का बिल ₹ {#var#} देय है, {#url#} देखें। {#alphanumeric#}"
GOOD = "खाता ..1234 का बिल ₹ 1,253.00 देय है, https://bill.example.in/b/abc देखें। UPPCL"
REGISTERED: dict[str, Any] = {
    "entity": ENTITY,
    "urls": ["bill.example.in"],
    "headers": [{"name": "UPPCLT"}, {"name": "UPPCLP"}, {"name": "UPPOLD", "state": "inactive"}],
    "templates": [
        {"id": SMS_TEMPLATE, "headers": ["UPPCLT", "UPPOLD"], "text": TEXT},
        {"id": OTHER_TEMPLATE, "headers": ["UPPCLT"], "text": "x {#var#}{#var#}", "state": "blacklisted"},
    ],
}


def registry(folder: Path, **changes: Any) -> Registry:
    path = folder / "dlt.json"
    path.write_text(json.dumps(REGISTERED | changes))
    return Registry.read(path)


def whole(text: str = GOOD, *, header: str = "UPPCLT", **tags: str) -> Whole:
    wanted = {"dlt_entity": ENTITY, "dlt_template": SMS_TEMPLATE} | tags
    optional = {int(Tag[name.upper()]): value.encode() for name, value in wanted.items()}
    return Whole(text, ("1",), (Short(source=header, destination="916000000001", optional=optional),))


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (whole(), ""),
        (whole(GOOD.replace(" ", "\n")), ""),
        (whole(dlt_entity="1101000000000000009"), "601"),
        (whole(header="NOBODY"), "620"),
        (whole(header="uppclt"), "620"),
        (whole(header="UPPOLD"), "621"),
        (whole(header="UPPCLP"), "634"),
        (whole(dlt_template="1107000000000000099"), "630"),
        (whole(dlt_template=OTHER_TEMPLATE), "632"),
        (whole(GOOD.replace("देय", "बकाया")), "633"),
        (whole(GOOD.replace("..1234", "..12A4")), "633"),
        (whole(GOOD + "!"), "633"),
        (whole(GOOD.replace("bill.example.in", "bill.example.com")), "633"),
        (whole(GOOD.replace("1,253.00", "1" * 41)), "635"),
        (whole(GOOD.replace("1,253.00", "1" * 40)), ""),
    ],
)
def test_only_what_is_registered_passes(tmp_path: Path, message: Whole, code: str) -> None:
    assert objection(message, registry(tmp_path)) == code


def test_two_variables_side_by_side_hold_twice_as_much(tmp_path: Path) -> None:
    templates = [{"id": SMS_TEMPLATE, "headers": ["UPPCLT"], "text": "x {#var#}{#var#}"}]
    known = registry(tmp_path, templates=templates)

    assert [objection(whole("x " + "y" * length), known) for length in (80, 81)] == ["", "635"]


@pytest.mark.parametrize(
    ("chain", "code"), [({}, "614"), ({"dlt_chain": "b" * 64}, "615"), ({"dlt_chain": "a" * 64}, "")]
)
def test_a_registered_chain_must_be_carried(tmp_path: Path, chain: dict[str, str], code: str) -> None:
    assert objection(whole(**chain), registry(tmp_path, chain="a" * 64)) == code


def test_the_register_may_be_toml(tmp_path: Path) -> None:
    path = tmp_path / "dlt.toml"
    path.write_text(
        f'entity = "{ENTITY}"\n[[headers]]\nname = "UPPCLT"\n'
        f'[[templates]]\nid = "{SMS_TEMPLATE}"\nheaders = ["UPPCLT"]\ntext = "बिल {{#numeric#}} है"\n'
    )

    assert objection(whole("बिल 10 है"), Registry.read(path)) == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        json.dumps({"entity": ENTITY}),
        json.dumps(REGISTERED | {"templates": [{"id": "1", "headers": [], "text": "{#poem#}"}]}),
        json.dumps(REGISTERED | {"headers": [{"name": "UPPCLT", "state": "tired"}]}),
    ],
)
def test_what_is_no_register_is_refused_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "dlt.json"
    path.write_text(text)

    with pytest.raises(RegistryUnreadable, match=r"dlt\.json"):
        Registry.read(path)


@on_a_loop
async def test_a_text_that_is_not_registered_comes_back_with_its_code(tmp_path: Path) -> None:
    registry(tmp_path)
    setting = options(tmp_path, dlt=tmp_path / "dlt.json")
    async with smsc(setting) as place, bound(place) as session:
        answer = await submit(session, OWNER[1], "आपने इनाम जीता")
        event = await next_delivery(session)

    assert answer.is_success
    assert (fields(event)["stat"], fields(event)["err"]) == ("REJECTD", "633")
