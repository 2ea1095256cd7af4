"""The bill is one page whatever stands on it, the same bytes everywhere, and its QR pays the right amount."""

from __future__ import annotations

import hashlib
import io
import pickle
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import typst
import zxingcpp
from pypdf import PdfReader

from bijlisetu.billing.page import Basis, BillPage, Charge, MonthOfUse, Printer, Remark, upi_link
from bijlisetu.billing.page.render import HERE, TEMPLATE, inputs
from bijlisetu.plumbing.typefaces.typesetter import font_paths
from bijlisetu.values import Language
from tests.typefaces import NEEDS_THE_MACHINES

ABill = Callable[..., BillPage]
LAKHS = Decimal("123456789.00")
#: What differs from the plain bill, by what the sample is about.
SAMPLES: dict[str, dict[str, Any]] = {
    "plain": {},
    "english first": {"language": Language.ENGLISH, "name": "RAM NARESH YADAV"},
    "credit": {"amount_payable": Decimal("-842.15")},
    "zero": {"amount_payable": Decimal(0)},
    "no UPI address": {"upi": None},
    "no reading": {
        "previous": None,
        "current": None,
        "remark": Remark("NA", "परिसर बंद", "Not accessible", Basis.ESTIMATED),
        "maximum_demand": None,
        "meter_no": "",
    },
    "first bill": {"history": (), "last_payment": None, "notes": ()},
    "extreme": {
        "name": "श्री विश्वम्भर प्रसाद त्रिपाठी पुत्र स्वर्गीय ज्ञानेन्द्र नाथ त्रिपाठी " * 5,
        "address": "प्लॉट 1184/2-बी, द्वितीय तल, राष्ट्रीय राजमार्ग 39 के किनारे, तहसील दुद्धी, " * 5,
        "charges": tuple(Charge(f"शुल्क {at}", f"Charge {at} of many", LAKHS) for at in range(20)),
        "dues": tuple(Charge(f"देय {at}", f"Due {at} of many", LAKHS) for at in range(5)),
        "amount_payable": LAKHS,
        "units": Decimal(1234567),
        "history": tuple(MonthOfUse(f"माह {at}", Decimal(2000000 + at)) for at in range(30)),
        "notes": ("लंबी सूचना " * 60,) * 5,
    },
    "markup": {
        "name": '#panic("x") $x$ [*b*] \\ " \' // /* <a> @b `raw` = h ]]]] ))',
        "address": "#" * 300,
        "subdivision": '"); #read("/etc/passwd")',
        "feeder": "]}])#",
        "notes": ('#include "x.typ"', "$" * 300),
    },
    "no letters of ours": {
        "name": "\u202eأحمد 👨‍👩‍👧 விஜய் \ud800\x00\n" * 12,
        "address": "ं" * 150 + "क्ष्म्य" * 60,
        "tariff": "",
        "load": "\u2066",
    },
}


@pytest.fixture(scope="module", params=list(SAMPLES.values()), ids=list(SAMPLES))
def sample(request: pytest.FixtureRequest, a_bill: ABill) -> BillPage:
    return a_bill(**request.param)


def test_every_bill_is_one_page_and_light(printer: Printer, sample: BillPage) -> None:
    pdf = printer.render(sample)

    assert len(PdfReader(io.BytesIO(pdf)).pages) == 1
    assert len(pdf) < 100 * 1024


def test_the_page_asks_for_no_sms_that_nobody_can_send(printer: Printer, a_bill: ABill) -> None:
    text = _text(printer.render(a_bill()))

    assert "the page behind its link" in " ".join(text.split())
    assert "NO" not in text.split()


def test_the_page_says_what_matters(printer: Printer, a_bill: ABill) -> None:
    text = _text(printer.render(a_bill(name="RAM NARESH YADAV")))

    for words in ("RAM NARESH YADAV", "3800360461", "1,235.00", "7 December 2026", "UP48213377", "1912"):
        assert words in text


@pytest.mark.parametrize(
    ("name", "typeface"),
    [
        ("শ্রীমতী তপন দত্ত", "NotoSansBengali"),
        ("ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "NotoSansGurmukhi"),
        ("હરીશ પટેલ", "NotoSansGujarati"),
        ("ସୁଭାଷ ପଟ୍ଟନାୟକ", "NotoSansOriya"),
        ("முத்துக்குமார்", "NotoSansTamil"),
        ("శ్రీనివాస్", "NotoSansTelugu"),
        ("ಕೃಷ್ಣಮೂರ್ತಿ", "NotoSansKannada"),
        ("രാധാകൃഷ്ണൻ", "NotoSansMalayalam"),
        ("محمد عارف خان", "NotoSansArabic"),
        pytest.param("ᱥᱟᱱᱛᱟᱲ", "NotoSansOlChiki", marks=NEEDS_THE_MACHINES),
        pytest.param("ꯃꯤꯇꯩ", "NotoSansMeeteiMayek", marks=NEEDS_THE_MACHINES),
        ("Śrī Ṣaḍī", "NotoSans-"),
    ],
)
def test_a_name_is_set_in_the_typeface_of_its_script(printer: Printer, a_bill: ABill, name: str, typeface: str) -> None:
    plain, named = printer.render(a_bill()), printer.render(a_bill(name=name))

    assert not [font for font in _typefaces(plain) if "Devanagari" not in font]
    assert [font for font in _typefaces(named) if typeface in font]
    assert len(named) < 80 * 1024


def test_a_mark_that_no_typeface_has_is_no_box(printer: Printer, a_bill: ABill) -> None:
    assert "RAM ?? KUMAR" in _text(printer.render(a_bill(name="RAM 王王 KUMAR")))


def test_names_are_shown_as_written_and_never_obeyed(printer: Printer, a_bill: ABill) -> None:
    name = '#panic("x") [*b*] \\ $x$'

    assert name in _text(printer.render(a_bill(name=name)))


def test_an_estimate_says_so(printer: Printer, a_bill: ABill) -> None:
    assert "this bill is an estimate" in _text(
        printer.render(a_bill(current=None, remark=Remark("NR", basis=Basis.ESTIMATED)))
    )


def test_the_file_has_a_title_and_its_bill_s_own_date(printer: Printer, a_bill: ABill) -> None:
    facts = PdfReader(io.BytesIO(printer.render(a_bill()))).metadata

    assert facts is not None
    assert facts.title == "बिल 380036046126110"
    assert facts.creation_date is not None
    assert f"{facts.creation_date:%Y-%m-%d}" == "2026-11-22"


def test_one_code_pays_exactly_this_bill_and_one_leads_to_outages_around_it(fonts: Path, a_bill: ABill) -> None:
    bill = a_bill()
    assert bill.upi is not None

    pays, leads = _scan(_picture(bill, fonts))

    assert pays == upi_link(amount=bill.amount_payable, **bill.upi._asdict())
    assert leads == bill.outages
    assert bill.account not in leads


def test_a_page_that_knows_no_address_of_ours_has_no_second_code(printer: Printer, a_bill: ABill) -> None:
    assert "Outages around you" in _text(printer.render(a_bill()))
    assert "Outages around you" not in _text(printer.render(a_bill(outages="")))


def test_on_a_phone_the_code_and_the_helpline_can_be_touched(printer: Printer, a_bill: ABill) -> None:
    annotations = PdfReader(io.BytesIO(printer.render(a_bill()))).pages[0].annotations

    assert annotations is not None
    links = [one.get_object()["/A"]["/URI"].partition("?")[0] for one in annotations]
    assert links == ["upi://pay", "upi://pay", "tel:1912", "https://bijli.example.in/outages/"]


def test_a_screen_reader_finds_headings_tables_and_pictures_in_words(printer: Printer, a_bill: ABill) -> None:
    reader = PdfReader(io.BytesIO(printer.render(a_bill())))
    root = reader.trailer["/Root"]

    tags = list(_tags(root["/StructTreeRoot"]))
    kinds = [kind for kind, _ in tags]
    alternatives = " ".join(words for _, words in tags)

    assert (root["/MarkInfo"]["/Marked"], root["/Lang"]) == (True, "hi")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert (kinds.count("/H1"), kinds.count("/Table"), kinds.count("/H2") > 5) == (1, 2, True)
    assert kinds.count("/TH") == 8
    assert "QR" in alternatives
    assert "नव 26: 153" in alternatives


def test_it_says_what_comes_after_the_due_date_and_how_else_one_pays(printer: Printer, a_bill: ABill) -> None:
    text = _text(printer.render(a_bill(language=Language.ENGLISH)))

    assert "After it a late payment surcharge is added." in text
    assert "Other ways to pay" in text
    assert "or pay at a counter." in text


def test_a_credit_is_not_asked_for(printer: Printer, a_bill: ABill) -> None:
    assert "ways to pay" not in _text(printer.render(a_bill(amount_payable=Decimal(-5))))


def test_a_bill_without_lines_has_no_made_up_ones(printer: Printer, a_bill: ABill) -> None:
    text = _text(printer.render(a_bill(charges=(), dues=())))

    assert "1,235.00" in text
    assert not [word for word in ("Charges of this month", "Arrears", "Other", "Rounding") if f"{word} ₹" in text]


def test_another_process_sets_the_same_bytes(printer: Printer, a_bill: ABill, tmp_path: Path) -> None:
    # Typefaces made anew as well: nothing may depend on this machine's history.
    other = subprocess.run(
        [sys.executable, "-c", SET_AND_HASH, str(tmp_path)],
        input=pickle.dumps(a_bill()),
        capture_output=True,
        check=True,
        timeout=60,
    )

    assert other.stdout.decode().strip() == hashlib.sha256(printer.render(a_bill())).hexdigest()


def test_threads_share_a_page(printer: Printer, a_bill: ABill) -> None:
    bills = [a_bill(account=f"38003604{at:02}") for at in range(12)]
    alone = [printer.render(bill) for bill in bills]

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(printer.render, bills)) == alone


SET_AND_HASH = """
import hashlib, pathlib, pickle, sys
from bijlisetu.billing.page import Printer
bill = pickle.load(sys.stdin.buffer)
print(hashlib.sha256(Printer(pathlib.Path(sys.argv[1])).render(bill)).hexdigest())
"""


def _typefaces(pdf: bytes) -> list[str]:
    fonts = PdfReader(io.BytesIO(pdf)).pages[0]["/Resources"]["/Font"]
    return [str(font.get_object()["/BaseFont"]) for font in fonts.values()]


def _tags(of: Any) -> Iterator[tuple[str, str]]:
    """Yield the kind and the alternative words of every element of the page's structure."""
    for child in of["/K"] if isinstance(of.get("/K"), list) else [of.get("/K")]:
        element = child.get_object() if child is not None else None
        if isinstance(element, dict) and "/S" in element:
            yield str(element["/S"]), str(element.get("/Alt", ""))
            yield from _tags(element)


def _text(pdf: bytes) -> str:
    text = PdfReader(io.BytesIO(pdf)).pages[0].extract_text()
    return " ".join(text.replace("\u00a0", " ").split())


def _picture(bill: BillPage, fonts: Path) -> bytes:
    """Return the bill as the template sets it, but as a PNG."""
    picture = typst.compile(
        str(TEMPLATE), root=str(HERE), font_paths=font_paths(fonts), ignore_system_fonts=True, format="png",
        ppi=110, sys_inputs=inputs(bill),
    )  # fmt: skip
    assert isinstance(picture, bytes)
    return picture


def _scan(png: bytes) -> list[str]:
    """Return what the QR codes in the picture say, from the top."""
    width, grey = _grey(png)
    found = zxingcpp.read_barcodes(memoryview(grey).cast("B", (len(grey) // width, width)))
    return [str(one.text) for one in sorted(found, key=lambda one: one.position.top_left.y)]


def _grey(png: bytes) -> tuple[int, bytes]:
    """Return the width and the green channel of an RGBA picture."""
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert png[24:26] == b"\x08\x06"
    rows, pixels, above = io.BytesIO(zlib.decompress(_chunks(png))), b"", bytes(width * 4)
    for _ in range(height):
        above = _unfiltered(rows.read(1)[0], rows.read(width * 4), above)
        pixels += above[1::4]
    return width, pixels


def _chunks(png: bytes) -> bytes:
    packed, at = b"", 8
    while at < len(png):
        size = int.from_bytes(png[at : at + 4], "big")
        if png[at + 4 : at + 8] == b"IDAT":
            packed += png[at + 8 : at + 8 + size]
        at += size + 12
    return packed


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    """Undo a PNG row filter (specification, 9.2)."""
    plain = bytearray(4)
    for at, here, up, slant in zip(count(), row, above, bytes(4) + above, strict=False):
        left = plain[at]
        plain.append((here + (0, left, up, (left + up) // 2, _paeth(left, up, slant))[kind]) & 255)
    return bytes(plain[4:])


def _paeth(left: int, up: int, slant: int) -> int:
    guess = left + up - slant
    return min((left, up, slant), key=lambda one: abs(guess - one))
