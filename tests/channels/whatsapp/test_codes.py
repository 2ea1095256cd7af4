"""Meta's codes: every one of the reference, with the deed it asks for."""

from __future__ import annotations

import pytest

from bijlisetu.channels.letter import Halts, Outcome, Reason, Remedy
from bijlisetu.channels.whatsapp.codes import CODES, RANGES, meaning_in_table, meaning_of
from bijlisetu.watch.flows import TROUBLES

L, P, R, U = Outcome.TRY_LATER, Halts.PERSON, Outcome.REFUSED, Outcome.UNSURE
ONE, ALL, NUMBER, TEMPLATE, PAIR = (
    Halts.LETTER,
    Halts.CHANNEL,
    Halts.SENDER,
    Halts.TEMPLATE,
    Halts.PAIR,
)

#: By hand from the reference's table: R and L there are tried later, F, S, P and B refused, X stops.
EXPECTED = {
    0: (L, ALL), 1: (L, ONE), 2: (L, ONE), 3: (L, ALL), 4: (L, ALL), 10: (L, ALL), 200: (L, ALL), 299: (L, ALL),
    33: (L, NUMBER), 100: (R, ONE), 190: (L, ALL), 368: (L, ALL), 506: (U, ONE), 80007: (L, ALL), 80008: (L, ALL),
    130429: (L, NUMBER), 130472: (R, ONE), 130497: (R, ONE),
    131000: (L, ONE), 131005: (L, ALL), 131008: (R, ONE), 131009: (R, ONE), 131016: (L, ONE), 131020: (R, ONE),
    131021: (R, ONE), 131026: (R, P), 131030: (R, ONE), 131031: (L, ALL), 131037: (L, NUMBER), 131041: (R, ONE),
    131042: (L, ALL), 131043: (R, ONE), 131044: (L, ALL), 131045: (L, NUMBER), 131047: (R, ONE), 131048: (L, NUMBER),
    131049: (R, PAIR), 131050: (R, P), 131051: (R, ONE), 131052: (R, ONE), 131053: (R, ONE), 131056: (L, PAIR),
    131057: (L, NUMBER), 131059: (R, ONE), 131062: (R, ONE), 131063: (R, ONE), 131064: (L, ALL),
    131201: (R, ONE), 131202: (R, ONE), 131204: (R, ONE), 131207: (R, ONE), 131208: (R, ONE), 131215: (R, ONE),
    132000: (R, TEMPLATE), 132001: (R, TEMPLATE), 132005: (R, ONE), 132007: (R, TEMPLATE), 132008: (R, ONE),
    132012: (R, ONE), 132015: (R, TEMPLATE), 132016: (R, TEMPLATE), 132018: (R, ONE), 132068: (R, TEMPLATE),
    132069: (L, TEMPLATE),
    133000: (L, NUMBER), 133004: (L, NUMBER), 133005: (L, NUMBER), 133006: (L, NUMBER), 133008: (L, NUMBER),
    133009: (L, NUMBER), 133010: (L, NUMBER), 133015: (L, NUMBER), 133016: (L, NUMBER),
    134011: (L, ALL), 135000: (L, ONE), 136025: (L, NUMBER), 137000: (R, ONE),
    138000: (R, ONE), 138999: (R, ONE), 139000: (R, ONE), 139004: (R, ONE), 139100: (R, ONE), 139199: (R, ONE),
    147001: (R, ONE), 147005: (R, ONE), 2388293: (R, TEMPLATE), 2388299: (R, TEMPLATE), 2494102: (R, TEMPLATE),
}  # fmt: skip
STOPPING = {
    0, 3, 10, 200, 299, 33, 190, 368, 131005, 131031, 131037, 131042, 131044, 131045, 131048, 131064, 133000, 133005,
    133006, 133008, 133009, 133010, 134011, 136025,
}  # fmt: skip
OUR_FAULT = {
    100, 130497, 131008, 131009, 131020, 131021, 131030, 131041, 131051, 131059, 131062, 131063, 137000, 131201,
    138000, 139000, 139100, 147001,
}  # fmt: skip


@pytest.mark.parametrize("code", EXPECTED)
def test_a_code_has_the_outcome_and_the_scope_of_the_reference(code: int) -> None:
    meaning = meaning_of(code)

    assert (meaning.outcome, meaning.scope) == EXPECTED[code]


def test_no_code_is_in_our_table_that_the_reference_does_not_list() -> None:
    assert set(CODES) <= set(EXPECTED)


@pytest.mark.parametrize("code", EXPECTED)
def test_who_must_act_is_told_by_the_reason(code: int) -> None:
    reason = meaning_of(code).reason

    assert (reason is Reason.CHANNEL_STOPPED) == (code in STOPPING)
    assert code not in OUR_FAULT or reason is Reason.OUR_FAULT


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        (131047, Remedy.TEMPLATE),
        (131052, Remedy.ASK_AGAIN),
        (131053, Remedy.UPLOAD),
        (131062, Remedy.NUMBER),
        (132001, Remedy.OTHER_LANGUAGE),
        (132016, Remedy.NEW_TEMPLATE),
    ],
)
def test_where_something_else_may_help_it_is_named(code: int, remedy: Remedy) -> None:
    assert meaning_of(code).remedy is remedy


def test_nothing_else_is_said_to_help() -> None:
    helped = {131047, 131052, 131053, 131062, 132001, 132016}

    assert {code for code, meaning in CODES.items() if meaning.remedy} == helped


@pytest.mark.parametrize(("code", "tries"), [(1, 4), (131000, 4), (135000, 2), (2, 0), (130429, 0)])
def test_some_errors_are_tried_again_a_few_times_only(code: int, tries: int) -> None:
    assert meaning_of(code).most_tries == tries


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (131026, Reason.NOT_ON_WHATSAPP),
        (131043, Reason.EXPIRED),
        (131049, Reason.HELD_BACK),
        (131050, Reason.MARKETING_STOPPED),
    ],
)
def test_what_lies_with_the_person_has_a_reason_of_its_own(code: int, reason: Reason) -> None:
    assert meaning_of(code).reason is reason


def test_who_was_held_back_is_left_alone_for_a_day() -> None:
    assert meaning_of(131049).verdict("131049").wait == 86_400


@pytest.mark.parametrize(
    "details",
    [
        "The recipient is not a valid WhatsApp user",
        "Parameter 'to' is not valid",
        "Param to must be a phone number",
    ],
)
def test_an_invalid_parameter_may_be_the_person(details: str) -> None:
    meaning = meaning_of(100, details=details)

    assert (meaning.reason, meaning.scope) == (Reason.NOT_ON_WHATSAPP, Halts.PERSON)


@pytest.mark.parametrize(
    "details", ["", "recipient_type must be individual", "Unknown phone number ID", "Param text must be shorter"]
)
def test_an_invalid_parameter_is_our_fault_otherwise(details: str) -> None:
    assert meaning_of(100, details=details).reason is Reason.OUR_FAULT


def test_a_number_of_ours_that_is_gone_is_told_by_its_subcode_too() -> None:
    assert meaning_of(100, subcode=33) is CODES[33]


@pytest.mark.parametrize(
    ("status", "is_transient", "outcome"),
    [(500, False, L), (400, True, L), (429, False, L), (503, False, L), (400, False, R), (0, False, R)],
)
def test_an_unknown_code_is_judged_by_its_company(status: int, is_transient: bool, outcome: Outcome) -> None:
    assert meaning_of(987654, status=status, is_transient=is_transient).outcome is outcome


def test_every_row_has_words_for_the_operator_and_a_wait_where_it_may_be_tried_again() -> None:
    for meaning in (*CODES.values(), *(meaning for _, meaning in RANGES)):
        assert meaning.english
        assert meaning.wait > 0 or meaning.outcome is not Outcome.TRY_LATER


def test_a_code_outside_the_table_has_no_row() -> None:
    assert meaning_in_table(31337) is None


def test_words_that_come_a_day_late_are_no_fault_of_the_words() -> None:
    assert meaning_of(131047).reason not in TROUBLES
