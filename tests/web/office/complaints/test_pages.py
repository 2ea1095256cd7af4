"""The board, a complaint, the desk and the report: what they show, what a press does, who may."""

from __future__ import annotations

import csv as tables
import html
import io
import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from bijlisetu.complaints.actions import resolving, rising, working
from bijlisetu.complaints.board.pages import PAGE
from bijlisetu.complaints.lists import State, Way
from bijlisetu.complaints.models import Complaint, Escalation
from bijlisetu.complaints.numbers import as_written, number_of
from bijlisetu.staff.levels import Level
from tests import build
from tests.complaints import made
from tests.complaints.made import Place, again, answers
from tests.outages.desk import with_outage

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def place() -> Place:
    return made.place()


def entered(name: str, client: Client) -> Client:
    from django.contrib.auth.models import User

    client.force_login(User.objects.get(username=name))
    return client


@pytest.fixture
def je(place: Place, client: Client) -> Client:
    return entered("je", client)


def recent(place: Place, hours: float = 1, category: str = "FUSE", **more: object) -> Complaint:
    return made.complaint(made.consumer(place), category, at=timezone.now() - hours * HOUR, **more)


def board(client: Client, place: Place, which: str = "") -> str:
    return client.get(f"/office/complaints/{place.section.pk}/", {"list": which}).content.decode()


def test_the_board_shows_each_complaint_on_its_lists(place: Place, je: Client) -> None:
    soon, late, fresh = recent(place, 3.5, words="फ़्यूज़ उड़ा"), recent(place, 5), recent(place, 0.1)
    resolved = recent(place, 30)
    resolving.resolve(complaints=[resolved.pk], words="x", at=timezone.now() - 26 * HOUR, by="sdo")

    shown = {which: board(je, place, which) for which in ("soon", "late", "open", "silent", "mine")}

    for which, those in {"soon": {soon}, "late": {late}, "open": {soon, late, fresh}, "silent": {resolved}}.items():
        found = {one for one in (soon, late, fresh, resolved) if as_written(one.number) in shown[which]}
        assert found == those, which
    assert "फ़्यूज़ उड़ा" in shown["soon"]
    assert as_written(fresh.number) in shown["mine"]


def test_reopened_ones_stand_above_all(place: Place, je: Client) -> None:
    late, again_ = recent(place, 6), recent(place, 1)
    resolving.resolve(complaints=[again_.pk], words="x", at=timezone.now() - 0.5 * HOUR, by="je")
    answers(again_, "not_solved", at=timezone.now() - 0.4 * HOUR)

    text = board(je, place, "open")

    assert text.index(as_written(again_.number)) < text.index(as_written(late.number))


def test_several_are_given_to_a_crew_and_resolved_at_once(place: Place, je: Client) -> None:
    ones = [recent(place) for _ in range(3)]
    address = f"/office/complaints/{place.section.pk}/"
    ticked = [one.pk for one in ones]

    je.post(address, {"complaint": ticked, "deed": "assign", "words": "टीम 1"})
    assert {(again(one).crew, one.state) for one in ones} == {("टीम 1", State.ASSIGNED)}
    je.post(address, {"complaint": ticked, "deed": "resolve", "words": "फ़्यूज़ बदला"})

    assert {again(one).state for one in ones} == {State.RESOLVED}


@pytest.mark.parametrize(
    "form", [{"deed": "assign", "words": "टीम"}, {"deed": "resolve", "words": " "}, {"deed": "assign", "words": ""}]
)
def test_a_press_that_lacks_something_changes_nothing_and_says_so(
    place: Place, je: Client, form: dict[str, str]
) -> None:
    one = recent(place)
    if form["words"] != "टीम":
        form = {**form, "complaint": str(one.pk)}
    answer = je.post(f"/office/complaints/{place.section.pk}/", form, follow=True)

    assert 'class="told' in answer.content.decode()
    assert again(one).state == State.REGISTERED


def test_a_press_that_lacks_words_keeps_what_was_ticked(place: Place, je: Client) -> None:
    one, other = recent(place), recent(place)

    shown = je.post(
        f"/office/complaints/{place.section.pk}/?list=open", {"deed": "resolve", "words": " ", "complaint": one.pk}
    )

    assert shown.status_code == 422
    assert f'value="{one.pk}" checked' in shown.content.decode()
    assert f'value="{other.pk}" checked' not in shown.content.decode()


def test_complaints_of_another_office_are_not_touched(place: Place, je: Client) -> None:
    other = made.complaint(build.consumer(), at=timezone.now())
    je.post(f"/office/complaints/{place.section.pk}/", {"complaint": other.pk, "deed": "begin"})

    assert again(other).state == State.REGISTERED
    assert je.get(f"/office/complaint/{other.number}/").status_code == 404


def test_a_clerk_sees_the_board_and_works_on_nothing(place: Place, client: Client) -> None:
    build.officer("clerk", of=place.section, role="clerk")
    one, clerk = recent(place), entered("clerk", client)

    assert "deeds-at-once" not in board(clerk, place, "open")
    answer = clerk.post(f"/office/complaints/{place.section.pk}/", {"complaint": one.pk, "deed": "begin"})
    assert answer.status_code == 404
    assert clerk.post(f"/office/complaint/{one.number}/", {"deed": "resolve", "words": "x"}).status_code == 404
    assert clerk.post(f"/office/complaint/{one.number}/", {"deed": "note", "words": "x"}).status_code == 302


def test_a_complaint_shows_its_clock_history_and_where_the_limit_stands(place: Place, je: Client) -> None:
    one = recent(place, 1, words="तीन घंटे से बंद")
    text = je.get(f"/office/complaint/{as_written(one.number)}/").content.decode()

    assert "तीन घंटे से बंद" in text
    assert "TGSPDCL" in text
    assert "25 %" in text


def test_of_a_complaint_said_to_be_mended_nobody_reads_that_time_is_left(place: Place, je: Client) -> None:
    one = recent(place, 1)
    resolving.resolve(complaints=[one.pk], words="x", at=timezone.now(), by="je")

    text = je.get(f"/office/complaint/{one.number}/").content.decode()

    assert "घंटे बाकी" not in text
    assert "समय रुक गया, अब उपभोक्ता को बताना है" in text


def test_a_page_in_hindi_says_in_hindi_where_the_limit_stands(place: Place, je: Client) -> None:
    text = je.get(f"/office/complaint/{recent(place).number}/").content.decode()

    assert "नागरिक चार्टर" in text
    assert "citizen charter" not in text


def test_a_list_with_nothing_on_it_is_not_shown_in_the_colour_of_faults(place: Place, je: Client) -> None:
    assert 'class="late"' not in board(je, place)
    recent(place, 5)
    assert 'class="late"' in board(je, place)


def test_an_officers_look_is_kept(place: Place, client: Client) -> None:
    one = recent(place, 2.5)
    rising.rise_due(at=timezone.now())
    entered("sdo", client).get(f"/office/complaint/{one.number}/")

    seen = dict(Escalation.objects.values_list("level", "seen_at"))
    assert seen[Level.SDO] is not None


DEEDS = [
    ({"deed": "assign", "words": "टीम 2"}, State.ASSIGNED),
    ({"deed": "begin"}, State.IN_PROGRESS),
    ({"deed": "wait", "why": "locked", "words": "ताला"}, State.AWAITING_CONSUMER),
    ({"deed": "change", "category": "LINE", "area": "rural"}, State.REGISTERED),
    ({"deed": "resolve", "words": "हो गया"}, State.RESOLVED),
    ({"deed": "note", "words": "जा रहे हैं"}, State.REGISTERED),
]


@pytest.mark.parametrize(("form", "state"), DEEDS, ids=lambda one: one["deed"] if isinstance(one, dict) else str(one))
def test_each_deed_does_what_it_says(place: Place, je: Client, form: dict[str, str], state: State) -> None:
    one = recent(place)

    assert je.post(f"/office/complaint/{one.number}/", form).status_code == 302

    assert again(one).state == state


def pressed_on(page: str, **form: str) -> dict[str, str]:
    """What is sent from a page that is open: it says what had happened last when it was made."""
    (latest,) = set(re.findall(r'name="latest" value="(\d+)"', page))
    return {**form, "latest": latest}


@pytest.mark.parametrize("deed", ["resolve", "assign", "wait"])
def test_the_second_of_two_officers_is_told_what_the_first_did_and_loses_no_word(
    place: Place, je: Client, deed: str
) -> None:
    one = recent(place)
    page = je.get(f"/office/complaint/{one.number}/").content.decode()
    working.assign(complaints=[one.pk], crew="टीम 1", at=timezone.now(), by="sdo")

    second = je.post(
        f"/office/complaint/{one.number}/", pressed_on(page, deed=deed, words="फ़्यूज़ “नया” <b>", why="locked")
    )

    assert second.status_code == 409
    text = second.content.decode()
    assert "इसलिए कुछ नहीं किया गया" in text
    assert 'value="फ़्यूज़ “नया” &lt;b&gt;"' in text
    assert (again(one).crew, again(one).state) == ("टीम 1", State.ASSIGNED)
    assert je.post(f"/office/complaint/{one.number}/", pressed_on(text, deed="begin")).status_code == 302


def test_a_note_is_kept_whatever_happened_meanwhile(place: Place, je: Client) -> None:
    one = recent(place)
    page = je.get(f"/office/complaint/{one.number}/").content.decode()
    working.assign(complaints=[one.pk], crew="टीम 1", at=timezone.now(), by="sdo")

    assert je.post(f"/office/complaint/{one.number}/", pressed_on(page, deed="note", words="x")).status_code == 302


def test_it_is_joined_by_the_number_of_the_first(place: Place, je: Client) -> None:
    first, second = recent(place), recent(place)
    je.post(f"/office/complaint/{second.number}/", {"deed": "join", "first": as_written(first.number)})

    assert (again(second).state, second.primary_id) == (State.JOINED, first.pk)


def test_a_call_by_another_settles_and_by_the_same_person_does_not(place: Place, client: Client) -> None:
    one = recent(place, 30)
    resolving.resolve(complaints=[one.pk], words="x", at=timezone.now() - 26 * HOUR, by="je")
    form = {"deed": "called", "is_mended": "yes", "words": "कहा ठीक है"}

    entered("je", client).post(f"/office/complaint/{one.number}/", form)
    assert again(one).state == State.RESOLVED
    entered("sdo", client).post(f"/office/complaint/{one.number}/", form)

    assert again(one).state == State.CLOSED_UNCONFIRMED


@pytest.mark.parametrize("form", [{"deed": "tea"}, {"deed": "wait", "why": "tea", "words": "x"}, {}])
def test_what_no_button_sends_is_not_there(place: Place, je: Client, form: dict[str, str]) -> None:
    assert je.post(f"/office/complaint/{recent(place).number}/", form).status_code == 404


@pytest.mark.parametrize("number", ["x", "2026-00001-0", "999", "20260000179999999999999"])
def test_a_number_that_is_none_is_not_there(je: Client, number: str) -> None:
    assert je.get(f"/office/complaint/{number}/").status_code == 404


def desk(place: Place) -> str:
    return f"/office/complaints/{place.section.pk}/new/"


FORM = {"category": "SUP-OFF", "words": "बिजली नहीं", "way": "phone", "level": "0"}


def test_the_desk_finds_the_person_and_says_the_number(place: Place, je: Client) -> None:
    of = made.consumer(place, account="9900004321")
    found = je.post(desk(place), {"q": "4321"}).content.decode()
    assert f"?consumer={of.pk}" in found

    answer = je.post(desk(place), {**FORM, "consumer": of.pk}, follow=True).content.decode()

    one = Complaint.objects.get()
    assert (one.consumer, one.way, one.by) == (of, Way.PHONE, "je")
    assert as_written(one.number) in answer


def test_the_desk_takes_a_complaint_of_a_place_with_a_photo(place: Place, je: Client) -> None:
    photo = SimpleUploadedFile("a.jpg", b"\xff\xd8\xffx", content_type="text/html")
    je.post(desk(place), {**FORM, "category": "SAFETY", "place": "पुलिया के पास", "photo": photo})

    one = Complaint.objects.get()
    assert (one.office, one.place, one.level) == (place.section, "पुलिया के पास", Level.MD)
    shown = je.get(f"/office/complaint/{one.number}/file/{one.enclosed.get().enclosure_id}/")
    assert (shown["Content-Type"], shown["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert je.get(f"/office/complaint/{one.number}/file/{'0' * 64}/").status_code == 404


@pytest.mark.parametrize(
    "wrong", [{"place": ""}, {"category": "TEA"}, {"way": "x", "place": "y"}, {"way": "chat"}, {"level": "9"},
              {"place": "y", "way": "x", "link": "javascript:alert(1)"}]
)  # fmt: skip
def test_what_the_desk_lacks_is_asked_for_and_nothing_is_registered(
    place: Place, je: Client, wrong: dict[str, str]
) -> None:
    answer = je.post(desk(place), {**FORM, "place": "y", **wrong})

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_a_file_that_is_no_photo_is_refused_in_words(place: Place, je: Client) -> None:
    page = SimpleUploadedFile("a.jpg", b"<script>", content_type="image/jpeg")
    answer = je.post(desk(place), {**FORM, "place": "y", "photo": page})

    assert answer.status_code == 422
    assert not Complaint.objects.exists()


def test_a_person_of_another_office_is_not_found_and_not_taken(place: Place, je: Client) -> None:
    stranger = build.consumer(account="9900008765")
    assert "8765</span>" not in je.post(desk(place), {"q": "8765"}).content.decode()

    assert je.post(desk(place), {**FORM, "consumer": stranger.pk}).status_code == 422


def test_the_report_tells_confirmed_from_closed(place: Place, client: Client) -> None:
    now = timezone.now()
    ones = [recent(place, 30) for _ in range(4)]
    for one in ones[:3]:
        resolving.resolve(complaints=[one.pk], words="x", at=now - 28 * HOUR, by="je")
    answers(ones[0], "solved", at=now - 27 * HOUR)
    answers(ones[1], "not_solved", at=now - 27 * HOUR)
    resolving.called(complaint=ones[2].pk, is_mended=True, words="x", at=now, by="sdo")

    from bijlisetu.complaints.queries import ended_by_category, ended_by_office

    given = {"begins": now - 40 * HOUR, "ends": now, "at": now}
    (line,) = ended_by_category(place.section.pk, **given)
    assert (line.what, line.received, line.confirmed, line.unconfirmed, line.reopened, line.late) == (
        "FUSE", 4, 1, 1, 1, 2,
    )  # fmt: skip
    assert line.first_answer == pytest.approx(2 * 3600, abs=5)
    (division,) = ended_by_office(place.offices["circle"].pk, **given)
    assert (division.what, division.received) == (place.offices["division"].name, 4)
    text = entered("se", client).get(f"/office/complaints/{place.offices['circle'].pk}/report/")
    assert f'href="/office/complaints/{division.office}/report/?quarter=' in text.content.decode()


def test_the_return_adds_up_and_comes_as_csv_and_pdf(place: Place, client: Client) -> None:
    october = made.TEN.replace(month=10)
    for hours in (1, 3, 7, 30):  # a fuse has four
        one = made.complaint(made.consumer(place), at=october)
        resolving.resolve(complaints=[one.pk], words="x", at=october + hours * HOUR, by="je")
    made.complaint(made.consumer(place), at=october)
    made.complaint(made.consumer(place), at=october - timedelta(days=90))
    address = f"/office/complaints/{place.offices['company'].pk}/return"
    md = entered("md", client)

    sheet = md.get(f"{address}.csv", {"quarter": "2026-10"}).content.decode("utf-8-sig")
    paper = md.get(f"{address}.pdf", {"quarter": "2026-10"}).content

    *_, fuse, total = list(tables.reader(io.StringIO(sheet)))
    assert [int(cell) for cell in fuse[1:]] == [1, 5, 1, 1, 1, 1, 2, 0]
    assert fuse[1:] == total[1:]
    assert place.offices["company"].name in PdfReader(io.BytesIO(paper)).pages[0].extract_text()
    for wrong in ("2026-11", "x", "2026-13"):
        assert md.get(f"{address}.csv", {"quarter": wrong}).status_code == 404
    assert md.get(f"{address}.xls").status_code == 404


def test_a_complaint_of_an_outage_leads_there_and_says_that_it_waits_with_it(place: Place, je: Client) -> None:
    assert place.feeder
    outage = with_outage(place.feeder, by="chief", of=place.section)
    one = recent(place, 0, "SUP-OFF")

    text = je.get(f"/office/complaint/{one.number}/").content.decode()

    assert f'href="/office/outage/{outage.number}/"' in text
    assert "इस पर कटौती के साथ काम हो रहा है" in text


def test_the_page_of_the_heads_shows_last_looks_and_answers(place: Place, client: Client) -> None:
    recent(place, 2.5)
    rising.rise_due(at=timezone.now())
    sdo = entered("sdo", client)
    address = f"/office/complaints/{place.offices['subdivision'].pk}/heads/"
    assert "अब तक नहीं" in sdo.get(address).content.decode()

    sdo.get(f"/office/complaints/{place.offices['subdivision'].pk}/")
    text = sdo.get(address, {"days": "7"}).content.decode()

    assert "क्या अधिकारी सक्रिय हैं?" in text
    assert text.count("अब तक नहीं") == 1  # the JE's
    assert "उपखंड अधिकारी" in text or "एसडीओ" in text
    assert sdo.get(address, {"days": "nonsense"}).status_code == 200


def many(place: Place, count: int) -> list[Complaint]:
    """Have so many open complaints of the section, the one that ends first first."""
    one = recent(place)
    assert one.due_at
    columns = {field.attname: getattr(one, field.attname) for field in Complaint._meta.concrete_fields}
    more = [
        Complaint(**columns | {"id": None, "number": number_of(2026, 90_000 + n), "due_at": one.due_at + n * HOUR})
        for n in range(1, count)
    ]
    return [one, *Complaint.objects.bulk_create(more)]


def test_a_long_list_goes_on_on_a_next_page_and_a_deed_there_comes_back_to_it(place: Place, je: Client) -> None:
    ones = many(place, PAGE + 3)
    first = board(je, place, "open")
    assert as_written(ones[PAGE - 1].number) in first
    assert as_written(ones[PAGE].number) not in first
    (address,) = re.findall(r'rel="next" href="([^"]+)"', first)

    at = f"/office/complaints/{place.section.pk}/{html.unescape(address)}"
    second = je.get(at).content.decode()

    assert all(as_written(one.number) in second for one in ones[PAGE:])
    assert as_written(ones[PAGE - 1].number) not in second
    assert je.post(at, {"deed": "assign", "words": "टीम 1", "complaint": ones[PAGE].pk})["Location"] == at


def test_a_list_stays_narrowed_while_one_goes_from_list_to_list(place: Place, je: Client) -> None:
    fuse, low = recent(place), recent(place, category="VOLT-LOW")
    address = f"/office/complaints/{place.section.pk}/"

    text = je.get(address, {"list": "open", "category": "VOLT-LOW"}).content.decode()

    assert as_written(low.number) in text
    assert as_written(fuse.number) not in text
    assert 'href="?list=late&amp;category=VOLT-LOW"' in text
    assert re.search(r'<option value="VOLT-LOW" selected>\s*\S.*\(1\)', text)
    empty = je.get(address, {"list": "reopened", "category": "VOLT-LOW"}).content.decode()
    assert 'href="?list=reopened">पूरी सूची दिखाएँ' in empty


@pytest.mark.parametrize("wrong", [{"category": "TEA"}, {"transformer": "x"}, {"transformer": "9" * 30}])
def test_a_word_that_is_no_choice_narrows_nothing(place: Place, je: Client, wrong: dict[str, str]) -> None:
    one = recent(place)

    text = je.get(f"/office/complaints/{place.section.pk}/", {"list": "open", **wrong}).content.decode()

    assert as_written(one.number) in text
