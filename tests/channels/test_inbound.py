"""One door for all raw records."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from bijlisetu.channels.inbound import UnknownSource, parse


@pytest.mark.parametrize("source", ["whatsapp", "sms", "email"])
def test_each_source_has_its_reader(source: str) -> None:
    skipped: Counter[str] = Counter()

    assert list(parse(source, json.dumps({"object": "none"}).encode(), skipped)) == []
    assert skipped.total() == 1


@pytest.mark.parametrize("source", ["whatsapp", "sms", "email"])
def test_what_no_channel_made_is_a_value_error(source: str) -> None:
    with pytest.raises(ValueError, match="no JSON"):
        list(parse(source, b"\x00"))


def test_an_unknown_source_is_named() -> None:
    with pytest.raises(UnknownSource, match="'fax'"):
        parse("fax", b"{}")
