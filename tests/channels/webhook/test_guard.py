"""Nothing is sent inside our own walls, however an address is written and wherever a name leads."""

from __future__ import annotations

import asyncio

import pytest

from bijlisetu.channels.webhook.guard import Guarded, NotGoneTo, fault_of, is_open

OPENED = ("10.2.0.0/16",)


@pytest.mark.parametrize("address", [
    "https://oms.example.in/hook", "https://oms.example.in:8443/a?b=c", "https://93.184.216.34/", "https://10.2.0.7/x",
    "http://10.2.0.7:8080/x", "https://[2606:2800:220:1::1]/", "https://[64:ff9b::93.184.216.34]/",
])  # fmt: skip
def test_an_address_outside_or_one_that_was_opened_is_taken(address: str) -> None:
    assert fault_of(address, inside=OPENED) == ""


@pytest.mark.parametrize(("address", "fault"), [
    ("http://oms.example.in/", "not_https"), ("http://93.184.216.34/", "not_https"),
    ("ftp://oms.example.in/", "not_an_address"), ("oms.example.in", "not_an_address"), ("", "not_an_address"),
    ("https://user:secret@oms.example.in/", "not_an_address"), ("https://oms.example.in/#x", "not_an_address"),
    ("https://oms.example.in:99999/", "not_an_address"), ("https://[::1", "not_an_address"),
    ("https://oms.example.in/\r\nHost: x", "not_an_address"), (f"https://oms.example.in/{'x' * 500}", "not_an_address"),
    *((f"https://{host}/", "inside") for host in (
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1",
        "169.254.169.254", "0.0.0.0",  # noqa: S104 - as somebody may write it
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:10.0.0.1]", "[fe80::1]", "[fc00::1]",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "[2002:7f00:1::]",
        "[64:ff9b::a9fe:a9fe]", "[64:ff9b:1::7f00:1]", "[::127.0.0.1]", "[::ffff:0:127.0.0.1]", "[fec0::1]",
        "192.88.99.1",
    )),
    ("http://10.3.0.7/", "inside"),
])  # fmt: skip
def test_an_address_inside_or_none_is_not(address: str, fault: str) -> None:
    assert fault_of(address, inside=OPENED) == fault


@pytest.mark.parametrize(("told", "may"), [
    ("93.184.216.34", True), ("10.2.255.1", True), ("10.1.0.1", False), ("::1", False), ("fe80::1%eth0", False),
])  # fmt: skip
def test_what_a_name_leads_to_is_looked_at(told: str, may: bool) -> None:
    assert is_open(told, inside=OPENED) is may


def test_a_name_that_leads_to_this_machine_is_not_gone_to() -> None:
    async def look_up(*inside: str) -> list[str]:
        resolver = Guarded(inside=inside)
        try:
            return [one["host"] for one in await resolver.resolve("localhost", 443)]
        finally:
            await resolver.close()

    with pytest.raises(NotGoneTo):
        asyncio.run(look_up())
    assert asyncio.run(look_up("127.0.0.0/8")) == ["127.0.0.1"]
