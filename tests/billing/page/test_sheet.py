"""Values of the page are printed text: clean, bounded, and adding up."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from bijlisetu.billing.page import Basis, BillPage, Charge, Remark
from bijlisetu.billing.page.sheet import clean, is_estimate, sheet
from bijlisetu.values import in_figures

ABill = Callable[..., BillPage]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  राम \n\t यादव ", "राम यादव"),
        ("RAM\u202eYADAV\u2066", "RAMYADAV"),
        ("राम\x00 \ud800यादव", "राम यादव"),
        ("राम 😀👨\u200d👩", "राम \u200d"),
        ("क्\u200dष", "क्\u200dष"),
        ("#[$x$] \\ \"'", "#[$x$] \\ \"'"),
    ],
)
def test_text_of_strangers_becomes_one_plain_line(text: str, shown: str) -> None:
    assert clean(text, 40) == shown


def test_long_text_is_cut_between_words() -> None:
    assert clean("ज्ञानेन्द्र नाथ त्रिपाठी एवं अन्य", 20) == "ज्ञानेन्द्र नाथ…"


def test_a_word_too_long_is_cut_between_letters() -> None:
    assert clean("क्षि" * 10, 11) == "क्षि" * 2 + "…"


@pytest.mark.parametrize(
    ("number", "printed"), [("153", "153"), ("1250.50", "1,250.5"), ("99987654.25", "9,99,87,654.25"), ("-0.5", "-0.5")]
)
def test_numbers_are_printed_in_indian_groups(number: str, printed: str) -> None:
    assert in_figures(Decimal(number)) == printed


def test_the_column_of_amounts_adds_up(a_bill: ABill) -> None:
    money = sheet(a_bill())

    # 1017.50 + 215.00 + 2.69 = 1235.19, and 1235 is asked.
    assert (money["charges_sum"], money["rest"], money["rounded"]) == ("₹ 1,017.50", "-₹ 0.19", True)


def test_too_many_charges_are_summed_and_none_is_lost(a_bill: ABill) -> None:
    many = tuple(Charge(f"शुल्क {at}", f"Charge {at}", Decimal(1)) for at in range(20))

    money = sheet(a_bill(charges=many))

    assert money["charges"][-1] == ["अन्य शुल्क", "Other charges", "₹ 7.00"]
    assert money["charges_sum"] == "₹ 20.00"


@pytest.mark.parametrize("amount", [Decimal(0), Decimal("-842.15")])
def test_nothing_is_asked_of_one_who_owes_nothing(a_bill: ABill, amount: Decimal) -> None:
    assert sheet(a_bill(amount_payable=amount))["pay"] is None


@pytest.mark.parametrize("basis", Basis)
def test_a_bill_without_a_reading_is_an_estimate_unless_there_is_no_meter(a_bill: ABill, basis: Basis) -> None:
    assert is_estimate(a_bill(current=None, remark=Remark("", basis=basis))) is (basis is not Basis.UNMETERED)


def test_a_bill_of_which_no_reading_is_known_is_not_called_an_estimate(a_bill: ABill) -> None:
    assert not is_estimate(a_bill(previous=None, current=None, remark=Remark("")))


@pytest.mark.parametrize(("basis", "estimate"), [(Basis.READ, False), (Basis.ESTIMATED, True), (Basis.DEFECTIVE, True)])
def test_a_register_that_was_seen_does_not_make_a_reading(a_bill: ABill, basis: Basis, estimate: bool) -> None:
    assert is_estimate(a_bill(remark=Remark("", basis=basis))) is estimate
