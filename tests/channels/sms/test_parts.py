"""Texts cut into parts, and the parts' states put together again."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bijlisetu.channels.letter import ReportState
from bijlisetu.channels.sms import alphabet as sms_alphabet
from bijlisetu.channels.sms.parts import Alphabet, parts_of, state_of_parts
from bijlisetu.simulator.smsc import alphabet as another

SENT, DELIVERED, READ, FAILED = ReportState.SENT, ReportState.DELIVERED, ReportState.READ, ReportState.FAILED


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "count"),
    [
        ("", Alphabet.GSM_7, 0, 1),
        ("a" * 160, Alphabet.GSM_7, 160, 1),
        ("a" * 161, Alphabet.GSM_7, 161, 2),
        ("a" * 306, Alphabet.GSM_7, 306, 2),
        ("a" * 307, Alphabet.GSM_7, 307, 3),
        ("€" * 80, Alphabet.GSM_7, 160, 1),
        ("€" * 81, Alphabet.GSM_7, 162, 2),
        ("a" * 152 + "€" * 5, Alphabet.GSM_7, 162, 2),
        ("Δ§ñ", Alphabet.GSM_7, 3, 1),
        ("₹ 1", Alphabet.UCS_2, 3, 1),
        ("क" * 70, Alphabet.UCS_2, 70, 1),
        ("क" * 71, Alphabet.UCS_2, 71, 2),
        ("क" * 134, Alphabet.UCS_2, 134, 2),
        ("क" * 135, Alphabet.UCS_2, 135, 3),
        ("💡" * 35, Alphabet.UCS_2, 70, 1),
        ("क" * 66 + "💡" * 34, Alphabet.UCS_2, 134, 3),
    ],
)
def test_a_text_is_counted_as_operators_bill_it(text: str, alphabet: Alphabet, units: int, count: int) -> None:
    parts = parts_of(text)

    assert (parts.alphabet, parts.units, parts.count) == (alphabet, units, count)


@given(st.text(st.sampled_from("ab€[^\\"), max_size=500))
@example("a" * 152 + "€" + "b" * 20)
def test_no_escape_is_parted_from_its_mark(text: str) -> None:
    parts = parts_of(text)

    assert "".join(sms_alphabet.decode(octets) for octets in parts.octets) == text
    assert all(len(octets) <= (160 if parts.count == 1 else 153) for octets in parts.octets)


@given(st.text(st.sampled_from("aक₹💡🔌"), max_size=300))
@example("क" * 66 + "💡" + "क" * 66)
def test_no_surrogate_pair_is_parted(text: str) -> None:
    parts = parts_of("क" + text)

    assert "".join(octets.decode("utf-16-be") for octets in parts.octets) == "क" + text
    assert all(len(octets) <= (140 if parts.count == 1 else 134) for octets in parts.octets)


@given(st.text(st.sampled_from(another.BASIC.replace("\x1b", "") + "".join(another.EXTENDED.values()))))
def test_the_alphabet_is_that_of_the_simulated_carrier(text: str) -> None:
    assert sms_alphabet.encode(text) == another.encode(text)[0]
    assert sms_alphabet.decode(sms_alphabet.encode(text)) == text


@pytest.mark.parametrize(("octets", "text"), [(b"a\x1b", "a "), (b"\x1b\x01b", " b"), (b"\xffa", "\ufffda")])
def test_octets_that_are_no_gsm_are_marked(octets: bytes, text: str) -> None:
    assert sms_alphabet.decode(octets) == text


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(UnicodeEncodeError):
        parts_of("\ud83d")


@pytest.mark.parametrize(
    ("total", "states", "whole"),
    [
        (1, [], SENT),
        (1, [SENT], SENT),
        (1, [DELIVERED], DELIVERED),
        (1, [FAILED], FAILED),
        (3, [DELIVERED], SENT),
        (3, [DELIVERED, DELIVERED], SENT),
        (3, [DELIVERED, SENT, DELIVERED], SENT),
        (3, [DELIVERED] * 3, DELIVERED),
        (3, [FAILED], FAILED),
        (3, [DELIVERED, FAILED, DELIVERED], FAILED),
        (3, [READ], READ),
        (3, [READ, FAILED], READ),
    ],
)
def test_a_message_is_as_its_parts_are(total: int, states: list[ReportState], whole: ReportState) -> None:
    assert state_of_parts(total, states) is whole


@given(st.lists(st.sampled_from([SENT, DELIVERED, FAILED, READ]), min_size=1, max_size=5))
def test_the_order_of_the_parts_says_nothing(states: list[ReportState]) -> None:
    assert state_of_parts(5, states) is state_of_parts(5, states[::-1])


@pytest.mark.parametrize(("total", "states"), [(0, []), (1, [SENT, SENT])])
def test_more_states_than_parts_are_a_mistake(total: int, states: list[ReportState]) -> None:
    with pytest.raises(ValueError, match="states of"):
        state_of_parts(total, states)
