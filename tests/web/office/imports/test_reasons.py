"""Why rows are refused, in the reader's language: the list is closed, and the page and the CSV say what to do next."""

from __future__ import annotations

import ast
import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone, translation

import bijlisetu
from bijlisetu.billing.lines import _called
from bijlisetu.billing.mapping import DAYS, FIGURES, bill_mapping, bill_mappings
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.imports.receiving import announce, take_piece
from bijlisetu.contact.models import Import, Revoked, Validated
from bijlisetu.jobs.imports import run_next
from bijlisetu.network.models import Office, Switching
from bijlisetu.network.reading import ABOVE, NEEDED
from bijlisetu.web.office.imports.reasons import ALL, why
from tests import build

PACKAGE = Path(bijlisetu.__file__).parent
READERS = (
    "plumbing/files", "consumers", "billing", "network", "outages/measuring", "contact/hygiene", "payments", "metering",
)  # fmt: skip
DEVANAGARI = re.compile("[\u0900-\u097f]")
HEADS = {
    "consumers": "ACCT_ID,NAME,FEEDER_CODE,ADDRESS,BOOK_NO,SANCTION_LOAD,MOBILE_NO,EMAIL\n",
    "network": "discom,zone,circle,division,substation,feeder,feeder_code,voltage_kv\n",
    "switching": "feeder_code,transformer,fed_by,from,until\n",
    "revoked": "MOBILE_NUMBER,DATE_OF_DISCONNECTION\n",
    "validated": "MOBILE_NUMBER,RESULT\n",
}


def sources() -> Iterator[str]:
    for room in READERS:
        for path in (PACKAGE / room).rglob("*.py"):
            yield path.read_text()


def reasons_written() -> set[str]:
    """Return every reason that stands in the source as it is: in Python, in SQL, and of rows that are none."""
    found: set[str] = set()
    for text in sources():
        found |= set(re.findall(r"SET reason = '([^'{}]+)'", text))
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                first = node.args[0] if node.args else None
                if name in ("Unfit", "_Unfit") and isinstance(first, ast.Constant):
                    found.add(first.value)
                if name == "BrokenLine" and isinstance(node.args[1], ast.Constant):
                    found.add(node.args[1].value)
                for word in node.keywords:
                    if word.arg == "reason" and isinstance(word.value, ast.Constant) and name == "_replace":
                        found.add(word.value.value)
                    if word.arg == "called" and isinstance(word.value, ast.Constant) and name != "format":
                        found.add(f"{word.value.value} repeated")
    return found - {""}


def reasons_made() -> set[str]:
    """Return those that are put together of a field and what is wrong with it."""
    made = {f"{name} missing" for name in NEEDED}
    made |= {f"{office} under two {parents}" for office, _, parents in ABOVE}
    for name in bill_mappings():
        mapping = bill_mapping(name)
        items = [item.name for item in (*mapping.charges, *mapping.dues)]
        made |= {f"{_called(field)} unreadable" for field in (*DAYS, *FIGURES, *items, *mapping.months)}
        made |= {f"{_called(field)} absurd" for field in DAYS} | {f"{_called(field)} below zero" for field in FIGURES}
    return made


def test_every_reason_of_every_reader_is_on_the_list() -> None:
    written = reasons_written()

    assert len(written) > 45
    assert sorted(one for one in written | reasons_made() | {"wrong number of columns"} if why(one) is None) == []


def test_nothing_is_on_the_list_that_no_reader_says() -> None:
    said = (
        "\n".join(sources())
        + (PACKAGE / "contact/listing.py").read_text()
        + (PACKAGE / "contact/written.py").read_text()
    )
    made = reasons_written() | reasons_made() | {"wrong number of columns"}

    assert [one for one in ALL if one not in made and f'"{one}"' not in said] == []


@pytest.mark.parametrize("reason", [*ALL, *sorted(reasons_made())])
def test_each_says_in_hindi_what_is_wrong_and_what_to_do(reason: str) -> None:
    known = why(reason)

    assert known
    with translation.override("hi"):
        assert DEVANAGARI.search(str(known.words))
        assert DEVANAGARI.search(str(known.todo))


@pytest.fixture
def chief(client: Client) -> Client:
    """An officer of the one company that is kept here."""
    company = build.office("company", name="COMPANY")
    Office.objects.filter(pk=company.pk).update(code="COMPANY")
    build.consumer(account="9900000001", on=build.feeder(section=build.office(parent=company)))
    build.officer("chief", of=company)
    client.force_login(User.objects.get(username="chief"))
    return client


def brought(text: str | bytes, *, what: str = "consumers") -> Import:
    octets = text.encode() if isinstance(text, str) else text
    made = announce(
        what=Import.What(what), mapping="uppcl", file="march.csv", size=len(octets), at=timezone.now(), by="chief"
    )
    take_piece(number=made.pk, begins=0, content=octets, by="chief")
    assert run_next()
    return Import.objects.get(pk=made.pk)


def good(account: str = "9900000001") -> str:
    return f"{account},RAM SYNTHETIC,{Consumer.objects.get(account='9900000001').feeder.code},,,,,\n"


def rows_of(client: Client, made: Import) -> list[list[str]]:
    content = client.get(f"/office/import/{made.pk}/rejects.csv").content
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.django_db
def test_the_page_says_reason_column_lines_and_what_to_do_in_hindi(chief: Client) -> None:
    made = brought(HEADS["consumers"] + good() + ",NO ACCOUNT,X,,,,,\n" + "9900000002,X,NOWHERE,,,,,\n" + good())

    told = chief.get(f"/office/import/{made.pk}/").content.decode()

    for words in ("खाता नंबर नहीं है।", "फीडर सूची में नहीं है", "यह खाता इस फ़ाइल में पहले आ चुका है।"):
        assert words in told
    assert "ACCT_ID" in told
    assert "FEEDER_CODE" in told
    assert "पहले वह फीडर सूची भेजें" in told
    assert "feeder unknown" not in told
    assert 'lang="en">' not in told.split("<h2>")[1]


@pytest.mark.django_db
def test_the_csv_says_it_row_by_row_and_in_english_to_who_reads_english(chief: Client) -> None:
    made = brought(HEADS["consumers"] + good() + ",NO ACCOUNT,X,,,,,\n" + good())

    heading, missing, repeated = rows_of(chief, made)

    assert heading[:3] == ["REJECTED_LINE", "REJECTED_BECAUSE", "ACCT_ID"]
    assert missing[:2] == ["3", "खाता नंबर नहीं है। कॉलम: ACCT_ID (ख़ाली)। इस फ़ाइल में यह खाना ठीक करें और फ़ाइल फिर भेजें।"]
    assert repeated[1].startswith("यह खाता इस फ़ाइल में पहले आ चुका है। पंक्ति 2 देखें।")
    chief.cookies["django_language"] = "en"
    assert rows_of(chief, made)[1][1].startswith("The account number is missing. Column: ACCT_ID (blank).")


@pytest.mark.django_db
def test_the_csv_can_be_mended_and_sent_again_as_it_is(chief: Client) -> None:
    made = brought(HEADS["consumers"] + good("9900000077").replace("RAM SYNTHETIC", "") + good())
    text = "\r\n".join(",".join(cells).replace(",,X", ",") for cells in rows_of(chief, made))

    again = brought(text.replace("9900000077,", "9900000077,SITA SYNTHETIC", 1).replace("SYNTHETIC,,", "SYNTHETIC,"))

    assert (again.state, again.counts["imported"], again.counts["rejected"]) == (Import.State.DONE, 1, 0)
    assert Consumer.objects.get(account="9900000077").name == "SITA SYNTHETIC"


@pytest.mark.django_db
def test_formulas_stay_guarded_in_the_csv(chief: Client) -> None:
    made = brought(HEADS["consumers"] + good() + ",=cmd|calc,X,,,,,\n")

    assert rows_of(chief, made)[1][3] == "'=cmd|calc"


@pytest.mark.django_db
def test_of_a_file_of_which_nothing_was_taken_the_page_says_the_same(chief: Client) -> None:
    made = brought(HEADS["consumers"] + ",NO ACCOUNT,X,,,,,\n")

    told = chief.get(f"/office/import/{made.pk}/").content.decode()

    assert made.state == Import.State.REFUSED
    assert "फ़ाइल की कोई पंक्ति नहीं ली जा सकी" in told
    assert "खाता नंबर नहीं है।" in told
    assert rows_of(chief, made)[1][1].startswith("खाता नंबर नहीं है।")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("NAME,X\nRam,1\n", "फ़ाइल में ये कॉलम नहीं हैं: ACCT_ID, FEEDER_CODE। इसमें ये हैं: NAME, X।"),
        ("ACCT_ID,NAME\n1,Ram\n", "फ़ाइल में यह कॉलम नहीं है: FEEDER_CODE। इसमें ये हैं: ACCT_ID, NAME।"),
        ("ACCT_ID,NAME,NAME,FEEDER_CODE\n1,Ram,R,X\n", "कॉलम NAME एक से ज़्यादा बार है"),
        ("ACCT ID,ACCT-ID,NAME,FEEDER_CODE\n1,1,Ram,X\n", "शायद ACCT ID, ACCT-ID"),
        (HEADS["consumers"], "फ़ाइल में शीर्षक हैं, उनके नीचे कोई पंक्ति नहीं"),
        (b"NAME\xe9,X\nRam,1\n", "सही तरह का टेक्स्ट नहीं"),
    ],
)
def test_why_a_whole_file_was_refused_is_said_in_hindi(chief: Client, text: str | bytes, words: str) -> None:
    made = brought(text)

    assert words in chief.get(f"/office/import/{made.pk}/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "rows", "words", "column"),
    [
        ("network", "COMPANY,,C,D,S,F,1001,11\nCOMPANY,Z,C,D,S,F,1002,11\n", "खाना ख़ाली है, यह ज़रूरी है।", "zone"),
        ("network", "COMPANY,Z,C,D,S,F,1002,11\nCOMPANY,Z,C,D,S,F,1003,high\n", "वोल्टेज किलोवोल्ट में", "voltage_kv"),
        ("revoked", "12,01-10-2026\n9415078263,01-10-2026\n", "यह मोबाइल नंबर नहीं है।", ""),
        ("validated", "9415078263,perhaps\n9415078264,matches\n", "उत्तर matches, differs", ""),
    ],
)
def test_other_sorts_of_files_say_it_too(chief: Client, what: str, rows: str, words: str, column: str) -> None:
    made = brought(heading(what) + rows, what=what)

    told = chief.get(f"/office/import/{made.pk}/").content.decode()

    assert made.counts["rejected"] == 1
    assert words in told
    assert column in told
    assert words in rows_of(chief, made)[1][1]


def heading(what: str) -> str:
    """Return the heading as the layout that comes with us has it."""
    if what not in ("revoked", "validated"):
        return HEADS[what]
    from bijlisetu.contact.hygiene.reading import layout_of

    layout = layout_of({"revoked": "mnrl", "validated": "validated"}[what])
    return ",".join(layout.parts(field)[0] for field in ("number", "on" if what == "revoked" else "says")) + "\n"


@pytest.mark.django_db
def test_a_list_of_switchings_comes_through_the_browser_and_says_it_too(chief: Client) -> None:
    section = Office.objects.get(kind="company")
    one, two = build.feeder(section=section), build.feeder(section=section)
    rows = f"{one.code},,{two.code},2026-11-28 10:00,\n{two.code},,{one.code},28-11-2026,\n"

    made = brought(heading("switching") + rows, what="switching")

    assert Switching.objects.get().feeder == one
    assert "शुरू का दिन और समय दोनों लिखें" in rows_of(chief, made)[1][1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("what", "rows", "said"),
    [
        ("switching", "{one},,{one},28-11-2026 10:00,\n", ["fed_by (“{one}”)", "feeder_code (“{one}”)"]),
        ("switching", "9999,,{one},28-11-2026 10:00,\n", ["feeder_code (“9999”)"]),
        ("switching", "{one},DT 9,{two},28-11-2026 10:00,\n", ["transformer (“DT 9”)", "feeder_code (“{one}”)"]),
        ("switching", "{one},,,28-11-2026 10:00,\n", ["fed_by (ख़ाली)"]),
        ("switching", "{one},,{two},28-11-2026,\n", ["from (“28-11-2026”)"]),
        ("switching", "{one},,{two},28-11-2026 10:00,27-11-2026 10:00\n", ["until (“27-11-2026 10:00”)", "from (“28"]),
        (
            "switching", "{one},,{two},28-11-2026 10:00,\n{one},,{three},28-11-2026 11:00,\n",
            ["from (“28-11-2026 11:00”)"],
        ),
        (
            "switching", "{one},,{two},28-11-2026 10:00,\n{one},,{three},28-11-2026 10:00,\n",
            ["पंक्ति 2 देखें", "feeder_code (“{one}”)", "from (“28-11-2026 10:00”)"],
        ),
        ("network", "COMPANY,Z,C,D,S,F,1003,high\n", ["voltage_kv (“high”)"]),
        ("consumers", "12 34,SITA,{one},,,,,\n", ["ACCT_ID (“12 34”)"]),
        ("consumers", "9900000002,SITA,NOWHERE,,,,,\n", ["FEEDER_CODE (“NOWHERE”)"]),
        ("revoked", "12,01-10-2026\n", ["(“12”)"]),
        ("validated", "9415078263,perhaps\n", ["(“perhaps”)"]),
    ],
)  # fmt: skip
def test_a_refused_row_of_every_sort_names_column_and_value(
    chief: Client, what: str, rows: str, said: list[str]
) -> None:
    section = Office.objects.get(kind="company")
    feeders = {name: build.feeder(section=section).code for name in ("one", "two", "three")}

    made = brought(heading(what) + rows.format(**feeders), what=what)

    words = rows_of(chief, made)[-1][1]
    for part in said:
        assert part.format(**feeders) in words


@pytest.mark.django_db
def test_the_value_of_a_bills_column_is_named(chief: Client) -> None:
    layout = bill_mapping("uppcl").layout
    names = [part for field in layout.required for part in layout.parts(field)]
    row = ["no account" if name in layout.parts("account") else "1" for name in names]

    made = brought(",".join(names) + "\n" + ",".join(row) + "\n", what="bills")

    assert f"{layout.parts('account')[0]} (“no account”)" in rows_of(chief, made)[1][1]


@pytest.mark.django_db
def test_lists_of_numbers_come_through_the_browser_too(chief: Client) -> None:
    sent = {"what": "revoked", "mapping": "uppcl", "file": "mnrl.csv", "size": 5, "month": "2026-10"}
    chief.post("/office/imports/", sent)
    assert str(Import.objects.get().month) == "2026-10-01"
    Import.objects.all().delete()

    brought(heading("revoked") + "9415078263,01-10-2026\n", what="revoked")
    brought(heading("validated") + "9415078263,differs\n", what="validated")

    assert str(Revoked.objects.get().on) == "2026-10-01"
    assert Validated.objects.get().says == "differs"
