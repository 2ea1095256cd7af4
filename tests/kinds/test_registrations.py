"""One text for each id of a registrar, whichever kinds use it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bijlisetu.cli.system.check import check
from bijlisetu.kinds.files import FOLDER, kinds
from bijlisetu.kinds.kind import Kind
from bijlisetu.kinds.lint.registrations import registered_twice
from bijlisetu.values import Language

BILL = kinds()["bill_issued"]
HINDI, ENGLISH = Language.HINDI, Language.ENGLISH


def with_sms(kind: Kind = BILL, **more: str) -> Kind:
    """Return the kind with another text in Hindi."""
    return replace(kind, sms={**kind.sms, HINDI: replace(kind.sms[HINDI], **more)})


def with_template(kind: Kind = BILL, **more: str) -> Kind:
    return replace(kind, whatsapp={**kind.whatsapp, HINDI: replace(kind.whatsapp[HINDI], **more)})


def faults(second: Kind) -> list[str]:
    return list(registered_twice([("bill_issued.toml", BILL), ("second.toml", second)]))


def test_our_own_kinds_keep_to_it() -> None:
    assert list(registered_twice((name, kind) for name, kind in kinds().items())) == []


def test_two_kinds_may_say_the_same_registered_text() -> None:
    assert faults(with_sms(registered=BILL.sms[HINDI].registered.replace(" ", "  "))) == []


@pytest.mark.parametrize(
    "more", [{"registered": "और कुछ {#var#}"}, {"header": "OTHERS"}, {"entity_id": "1101000000000000099"}]
)
def test_one_dlt_id_for_two_texts_is_found(more: dict[str, str]) -> None:
    [fault] = faults(with_sms(**more))

    assert fault == (
        "second.toml: sms.hi: the DLT id 1107000000000000011 stands for another text in bill_issued.toml, sms.hi"
    )


def test_the_short_texts_and_the_languages_of_one_kind_count_too() -> None:
    borrowed = replace(BILL.short_sms[ENGLISH], template_id=BILL.sms[HINDI].template_id)
    kind = replace(BILL, short_sms={**BILL.short_sms, ENGLISH: borrowed})

    assert [fault.partition(": ")[2][:12] for fault in registered_twice([("one.toml", kind)])] == ["sms.short.en"]


@pytest.mark.parametrize("more", [{"text": "और कुछ {{1}}"}, {"footer": "x"}, {"category": "MARKETING"}])
def test_one_template_for_two_texts_is_found(more: dict[str, str]) -> None:
    [fault] = faults(with_template(**more))

    assert "the template bill_issued (hi) stands for another text in bill_issued.toml" in fault


def test_check_tells_of_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (FOLDER / "bill_issued.toml").read_text(encoding="utf-8")
    (tmp_path / "bill_again.toml").write_text(text.replace("यूनिट, देय तिथि", "यूनिट, अंतिम तिथि"), encoding="utf-8")
    monkeypatch.setenv("BIJLISETU_KINDS", str(tmp_path))

    said = CliRunner().invoke(check)

    assert said.exit_code == 1
    assert "the DLT id 1107000000000000011 stands for another text" in said.stderr
