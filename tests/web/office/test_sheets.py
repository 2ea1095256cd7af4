"""Beats on paper: printed with a line for each open door, keyed in by sheet and line, scans beside them."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from bijlisetu.arrears.models import Recovery
from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.informing import told_to
from bijlisetu.contact.models import Claim
from bijlisetu.fieldwork import actions
from bijlisetu.fieldwork.forms.files import form_named
from bijlisetu.fieldwork.models import Beat, Round, Scan, Sheet, Visit
from bijlisetu.fieldwork.paper.render import label_of, on_paper
from bijlisetu.network.models import Office
from bijlisetu.staff.called import name_of
from bijlisetu.staff.levels import Level
from bijlisetu.staff.models import Card
from tests import build
from tests.fieldwork.field import Field, laid

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n" + b"x" * 50


@pytest.fixture
def field() -> Field:
    made = laid(4)
    build.officer("clerk", of=Office.objects.get(pk=made.office), role="clerk")
    return made


@pytest.fixture
def clerk(field: Field) -> Client:
    client = Client()
    client.force_login(User.objects.get(username="clerk"))
    return client


@pytest.fixture
def sheet(clerk: Client, field: Field) -> Sheet:
    clerk.post(f"/office/sheets/{field.office}/", {"beat": field.beat})
    return Sheet.objects.get()


def today() -> str:
    return timezone.localdate().isoformat()


def print_days_ago(sheet: Sheet, days: int) -> None:
    Sheet.objects.filter(pk=sheet.pk).update(printed_at=timezone.now() - timedelta(days=days))


def keyed(client: Client, sheet: Sheet, field: Field, **typed: str) -> object:
    form = {"walker": field.worker.pk, "on": today(), **{name.replace("_", "-"): told for name, told in typed.items()}}
    return client.post(f"/office/sheet/{sheet.serial}/", form)


def test_who_walks_stands_there_by_name(clerk: Client, field: Field) -> None:
    Card.objects.create(person_id=field.worker.pk, name_hi="काल्पनिक राम")

    clerk.post(f"/office/sheets/{field.office}/", {"beat": field.beat})

    assert "काल्पनिक राम" in clerk.get(f"/office/sheets/{field.office}/").content.decode()
    assert "काल्पनिक राम</option>" in clerk.get(f"/office/sheet/{Sheet.objects.get().serial}/").content.decode()


def test_a_beat_is_printed_with_a_line_for_each_open_door(clerk: Client, field: Field) -> None:
    actions.close_doors(doors=[field.doors[1].pk], by="reach", at=build.NOON)

    printed = clerk.post(f"/office/sheets/{field.office}/", {"beat": field.beat})

    made = Sheet.objects.get()
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
    assert printed["Content-Type"] == "application/pdf"
    assert made.serial in text
    assert list(made.lines.order_by("line").values_list("line", "door")) == [
        (1, field.doors[0].pk), (2, field.doors[2].pk), (3, field.doors[3].pk),
    ]  # fmt: skip
    assert f"…{field.doors[0].consumer.account[-4:]}" in text
    assert field.doors[0].consumer.account not in text
    again = clerk.get(f"/office/sheet/{made.serial}/sheet.pdf")
    assert again.content[:5] == b"%PDF-"


def test_a_question_asked_after_one_answer_alone_says_after_which(clerk: Client, field: Field, sheet: Sheet) -> None:
    form = form_named("contact")
    said = "यदि “WhatsApp इसी नंबर पर है?” में 2 दूसरे नंबर पर, तो: WhatsApp नंबर"

    shown = html.unescape(clerk.get(f"/office/sheet/{sheet.serial}/").content.decode())

    # What a PDF gives back of Hindi is in the order of its signs on paper.
    assert said in [label_of(question, form) for question in on_paper("contact")]
    assert clerk.get(f"/office/sheet/{sheet.serial}/sheet.pdf").content[:5] == b"%PDF-"
    assert said in shown


def test_an_answer_without_what_it_depends_on_is_refused_on_its_line(clerk: Client, field: Field, sheet: Sheet) -> None:
    line = {"outcome-1": "updated", "number-1": "6000000001", "whose-1": "own", "whatsapp_number-1": "6000000002"}
    said = {"walker": field.worker.pk, "on": today(), **line}

    clerk.post(f"/office/sheet/{sheet.serial}/", said)
    assert not Visit.objects.exists()
    clerk.post(f"/office/sheet/{sheet.serial}/", {**said, "whatsapp-1": "other"})

    assert Visit.objects.get().answers["whatsapp_number"]


def test_a_name_that_is_markup_is_printed_as_it_stands(clerk: Client, field: Field) -> None:
    consumer = field.doors[0].consumer
    consumer.name = '#panic() *x* $y$ <svg> "'
    consumer.save()

    printed = clerk.post(f"/office/sheets/{field.office}/", {"beat": field.beat})

    assert "#panic()" in PdfReader(BytesIO(printed.content)).pages[0].extract_text()


def test_a_sheet_is_keyed_in_by_its_lines(clerk: Client, field: Field, sheet: Sheet) -> None:
    done = keyed(
        clerk, sheet, field, outcome_1="updated", number_1="60000 00001", whose_1="own", whatsapp_1="same",
        outcome_3="locked",
    )  # fmt: skip

    assert done.status_code == 302  # type: ignore[attr-defined]
    first, third = Visit.objects.order_by("line")
    assert (first.answers, first.entrance, first.line, first.sheet, first.person, first.by) == (
        {"number": "6000000001", "whose": "own", "whatsapp": "same"}, "paper", 1, sheet, field.worker, "clerk",
    )  # fmt: skip
    assert (third.outcome, third.consumer_id) == ("locked", field.doors[2].consumer_id)
    assert timezone.localdate(first.said_at).isoformat() == today()
    assert [field.door(place).state for place in range(4)] == ["done", "open", "open", "open"]
    assert Claim.objects.filter(value="916000000001", source="paper").count() == 1
    page = clerk.get(f"/office/sheet/{sheet.serial}/").content.decode()
    assert re.findall(r'<li id="line-(\d)">', page) == ["1", "2", "3", "4"]
    assert page.count("लिया गया:") == 2


def test_a_taken_line_shows_its_numbers_masked_and_where_they_are_corrected(
    clerk: Client, field: Field, sheet: Sheet
) -> None:
    typed = {
        "outcome-1": "updated", "number-1": "6000000001", "whose-1": "own", "whatsapp-1": "other",
        "whatsapp_number-1": "6000000022", "outcome-3": "locked",
    }  # fmt: skip
    clerk.post(f"/office/sheet/{sheet.serial}/", {"walker": field.worker.pk, "on": today(), **typed})

    page = clerk.get(f"/office/sheet/{sheet.serial}/").content.decode()
    first, third = (page.split(f'id="line-{n}"')[1].split("</li>")[0] for n in (1, 3))
    assert "60xxxxxx01" in first
    assert "60xxxxxx22" in first
    assert "6000000001" not in page
    assert f"/office/consumer/{field.doors[0].consumer_id}/" in first
    assert f"/office/consumer/{field.doors[2].consumer_id}/" in third
    assert "उपभोक्ता के पन्ने पर सुधारें" in first
    assert "xxxxxx" not in third


def test_good_lines_are_taken_and_bad_ones_keep_what_was_typed(clerk: Client, field: Field, sheet: Sheet) -> None:
    said = keyed(
        clerk,
        sheet,
        field,
        outcome_1="updated",
        number_1="12345",
        whose_1="own",
        outcome_2="locked",
        number_3="6000000003",
    )  # fmt: skip

    page = said.content.decode()  # type: ignore[attr-defined]
    assert said.status_code == 422  # type: ignore[attr-defined]
    assert Visit.objects.get().line == 2
    assert 'value="12345"' in page
    assert "“मोबाइल नंबर”" in page
    assert "नतीजा क्या रहा?" in page
    keyed(clerk, sheet, field, outcome_1="updated", number_1="6000000001", whose_1="own")
    assert Visit.objects.count() == 2


def test_a_line_is_taken_once_whoever_keys_it_in(clerk: Client, field: Field, sheet: Sheet) -> None:
    for outcome in ("locked", "not_found"):
        keyed(clerk, sheet, field, outcome_1=outcome)

    assert Visit.objects.get().outcome == "locked"


def typed(field: Field, **line: str) -> dict[str, str]:
    return {"walker": str(field.worker.pk), "on": today(), **{f"{name}-1": told for name, told in line.items()}}


GIVEN = {"outcome": "updated", "number": "6000000001", "whose": "own"}


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({**GIVEN, "number": "6000000002"}, "6000000002"),
        ({**GIVEN, "whose": "family"}, "परिवार का"),
        ({**GIVEN, "whatsapp": "none"}, "WhatsApp नहीं है"),
        ({"outcome": "locked"}, "ताला लगा है"),
        ({"outcome": "", "number": "6000000002"}, "6000000002"),
        ({**GIVEN, "number": "12345"}, "12345"),
    ],
)
def test_who_keys_a_taken_line_in_otherwise_is_told_what_was_first(
    clerk: Client, field: Field, sheet: Sheet, other: dict[str, str], said: str
) -> None:
    build.officer("second", of=Office.objects.get(pk=field.office), role="clerk")
    second = Client()
    second.force_login(User.objects.get(username="second"))
    clerk.post(f"/office/sheet/{sheet.serial}/", typed(field, **GIVEN))

    told = second.post(f"/office/sheet/{sheet.serial}/", typed(field, **other))

    first = html.unescape(told.content.decode()).split('id="line-1"')[1].split("</li>")[0]
    assert told.status_code == 409
    assert "60xxxxxx01" in first
    assert "6000000001" not in first.split("आपने लिखा")[0]
    assert name_of("clerk")[0] in first
    assert said in first.split("आपने लिखा")[1]
    assert f'/office/consumer/{field.doors[0].consumer_id}/#mend"' in first
    assert Visit.objects.get().answers["number"] == "6000000001"


def test_who_keys_a_taken_line_in_alike_is_told_nothing(clerk: Client, field: Field, sheet: Sheet) -> None:
    for number in ("60000 00001", "+91 6000000001"):
        told = clerk.post(f"/office/sheet/{sheet.serial}/", typed(field, **{**GIVEN, "number": number}))

        assert told.status_code == 302
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ({**GIVEN, "whose": ""}, "“नंबर किसका है?”: एक जवाब चुनें"),
        ({**GIVEN, "number": "123"}, "“मोबाइल नंबर”: मोबाइल नंबर में दस अंक होते हैं"),
        ({**GIVEN, "number": ""}, "“मोबाइल नंबर”: यह खाली है। इसे लिखें"),
        ({**GIVEN, "whatsapp": "other"}, "“WhatsApp नंबर”: यह खाली है। इसे लिखें"),
        (
            {**GIVEN, "whatsapp": "same", "whatsapp_number": "6000000002"},
            "“WhatsApp नंबर” बाकी जवाबों के साथ नहीं पूछा जाता",
        ),
        ({**GIVEN, "outcome": "locked"}, "बाकी जवाबों के साथ नहीं पूछा जाता"),
    ],
)
def test_a_keying_error_says_what_is_to_be_done(
    clerk: Client, field: Field, sheet: Sheet, line: dict[str, str], words: str
) -> None:
    told = clerk.post(f"/office/sheet/{sheet.serial}/", typed(field, **line))

    assert told.status_code == 422
    assert words in html.unescape(told.content.decode())
    assert not Visit.objects.exists()


@pytest.mark.parametrize("more", [{"walker": ""}, {"walker": "999999"}, {"on": ""}, {"on": "2999-01-01"}, {"on": "x"}])
def test_who_walked_and_when_must_be_said(clerk: Client, field: Field, sheet: Sheet, more: dict[str, str]) -> None:
    said = keyed(clerk, sheet, field, outcome_1="locked", **more)

    assert said.status_code == 422  # type: ignore[attr-defined]
    assert not Visit.objects.exists()


@pytest.mark.parametrize(
    ("printed", "begins", "ends", "on", "is_taken"),
    [
        (3, 9, -9, 3, True), (3, 9, -9, 0, True), (3, 9, -9, 4, False), (3, 9, -9, 400, False), (3, 9, -9, -1, False),
        (3, 2, -9, 3, False), (3, 2, -9, 2, True), (8, 9, 5, 6, True), (8, 9, 5, 5, False), (8, 9, 5, 0, False),
    ],
)  # fmt: skip
def test_nobody_walked_before_a_sheet_was_printed_nor_outside_the_drive(
    clerk: Client, field: Field, sheet: Sheet, printed: int, begins: int, ends: int, on: int, is_taken: bool
) -> None:
    now = timezone.localdate()
    print_days_ago(sheet, printed)
    Round.objects.update(begins_on=now - timedelta(days=begins), ends_on=now - timedelta(days=ends))
    day = (now - timedelta(days=on)).isoformat()

    said = keyed(clerk, sheet, field, on=day, outcome_1="updated", number_1="6000000001", whose_1="own")

    assert Visit.objects.exists() == is_taken
    if not is_taken:
        page = said.content.decode()  # type: ignore[attr-defined]
        assert "जो आपने लिखा, वह नीचे है" in page
        assert f'value="{day}"' in page
        assert 'value="6000000001"' in page
        assert f'<option value="{field.worker.pk}" selected>' in page


def test_a_beat_that_nobody_holds_names_nobody_beforehand(clerk: Client, field: Field, sheet: Sheet) -> None:
    chosen = re.compile(r'<option value="(\d*)" selected>')
    assert chosen.findall(clerk.get(f"/office/sheet/{sheet.serial}/").content.decode().partition("walk")[2]) == [
        str(field.worker.pk)
    ]
    Beat.objects.filter(pk=field.beat).update(worker=None, assigned_at=None)

    page = clerk.get(f"/office/sheet/{sheet.serial}/").content.decode()

    walker = page.partition('name="walker"')[2].partition("</select>")[0]
    assert "selected" not in walker
    assert walker.index('value=""') < walker.index(f'value="{field.worker.pk}"')


def test_after_a_beat_changed_hands_its_sheet_still_counts_for_who_walked(
    clerk: Client, field: Field, sheet: Sheet
) -> None:
    heir, _ = User.objects.get_or_create(username="heir")
    actions.assign(beats=[field.beat], worker=heir.pk, by="chief", at=build.NOON)

    keyed(clerk, sheet, field, outcome_1="locked")

    assert (Visit.objects.get().person, Visit.objects.get().is_late) == (field.worker, True)


def test_a_sheet_is_found_by_its_number_and_a_slip_finds_none(clerk: Client, field: Field, sheet: Sheet) -> None:
    address, serial = f"/office/sheets/{field.office}/", sheet.serial
    slip = serial[:-1] + str((int(serial[-1]) + 1) % 10)

    assert clerk.get(address, {"serial": f"{serial[:3]} {serial[3:]}"}).url == f"/office/sheet/{serial}/"  # type: ignore[attr-defined]
    assert "इस नंबर की कोई शीट नहीं है" in clerk.get(address, {"serial": slip}).content.decode()


def test_a_scan_is_kept_once_and_shown(clerk: Client, sheet: Sheet) -> None:
    for _ in range(2):
        clerk.post(f"/office/sheet/{sheet.serial}/scan/", {"scan": SimpleUploadedFile("x.exe", PDF)})

    kept = Scan.objects.get()
    shown = clerk.get(f"/office/sheet/{sheet.serial}/scan/{kept.pk}/")
    assert (shown.content, shown["Content-Type"], shown["X-Content-Type-Options"]) == (
        PDF,
        "application/pdf",
        "nosniff",
    )


@pytest.mark.parametrize(
    "content", [b"<svg onload=alert(1)>", b"GIF89a" + b"\0" * 40, b"", b"%PDF-" + b"x" * 8_400_000]
)
def test_a_false_scan_is_refused(clerk: Client, sheet: Sheet, content: bytes) -> None:
    sent = {"scan": SimpleUploadedFile("scan.pdf", content, "application/pdf")}

    said = clerk.post(f"/office/sheet/{sheet.serial}/scan/", sent, follow=True)

    assert "8 MB" in said.content.decode()
    assert not Scan.objects.exists()


def test_another_offices_sheet_is_not_there(field: Field, sheet: Sheet) -> None:
    build.officer("stranger", of=build.office(), role="clerk")
    stranger = Client()
    stranger.force_login(User.objects.get(username="stranger"))
    pages = ("", "sheet.pdf", "scan/1/")

    assert {stranger.get(f"/office/sheet/{sheet.serial}/{page}").status_code for page in pages} == {404}
    assert stranger.post(f"/office/sheet/{sheet.serial}/scan/").status_code == 404
    assert stranger.post(f"/office/sheets/{field.office}/", {"beat": field.beat}).status_code == 404
    own = Office.objects.get(posts__person__username="stranger")
    stranger.post(f"/office/sheets/{own.pk}/", {"beat": field.beat})
    assert Sheet.objects.count() == 1


def test_beats_of_closed_rounds_and_without_open_doors_are_not_printed(clerk: Client, field: Field) -> None:
    actions.close_doors(doors=[door.pk for door in field.doors], by="reach", at=build.NOON)

    said = clerk.post(f"/office/sheets/{field.office}/", {"beat": field.beat}, follow=True)

    assert "छापने के लिए बीट चुनें" in said.content.decode()
    assert Beat.objects.count() == 1
    assert not Sheet.objects.exists()


def test_the_sheet_says_what_people_are_told_and_each_line_keeps_that_they_were(
    clerk: Client, field: Field, sheet: Sheet
) -> None:
    held = notice(at=timezone.now())
    printed = clerk.get(f"/office/sheet/{sheet.serial}/sheet.pdf")

    keyed(clerk, sheet, field, outcome_1="updated", number_1="6000000001", whose_1="own", outcome_2="locked")

    assert f"({held.name})" in PdfReader(BytesIO(printed.content)).pages[0].extract_text()
    (told,) = told_to(field.doors[0].consumer_id)
    assert (told.value, told.notice, told.language, told.source, told.by) == (
        "916000000001", held.name, "hi", "paper", "clerk",
    )  # fmt: skip
    assert told_to(field.doors[1].consumer_id) == []


def test_a_sheet_printed_without_it_tells_nobody(clerk: Client, field: Field, sheet: Sheet) -> None:
    Sheet.objects.update(read_out="")

    keyed(clerk, sheet, field, outcome_1="updated", number_1="6000000001", whose_1="own")

    assert Claim.objects.filter(value="916000000001").exists()
    assert told_to(field.doors[0].consumer_id) == []


def test_a_promise_comes_back_on_paper_and_nobody_is_told_of_numbers(clerk: Client, field: Field) -> None:
    Round.objects.update(form="arrears")
    owing = Recovery.objects.create(
        consumer=field.doors[0].consumer, amount=4000, level=Level.JE, office_id=field.office, bill_date=build.CYCLE,
        least=100, opened_at=timezone.now() - timedelta(days=9), due_on=timezone.localdate(),
    )  # fmt: skip
    printed = clerk.post(f"/office/sheets/{field.office}/", {"beat": field.beat})
    made = Sheet.objects.get()
    print_days_ago(made, 3)

    keyed(clerk, made, field, outcome_1="promise", promised_1="week", on=str(timezone.localdate() - timedelta(days=2)))

    owing.refresh_from_db()
    assert (owing.outcome, owing.promised_on) == ("promise", timezone.localdate() + timedelta(days=5))
    held = notice(at=timezone.now()).name
    assert f"({held})" not in PdfReader(BytesIO(printed.content)).pages[0].extract_text()
