"""The counter: found, updated, proved, next; each within one's own offices."""

from __future__ import annotations

import re
import uuid
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

import bijlisetu.contact.proof.actions as proof
from bijlisetu.contact.law.current import notice
from bijlisetu.contact.law.informing import told_to
from bijlisetu.contact.models import Address, Challenge, Change, Claim, Detail
from bijlisetu.fieldwork.models import Visit
from bijlisetu.outbox.models import Notice
from bijlisetu.plumbing.codes import code_of
from bijlisetu.values import Language, Mobile
from tests import build
from tests.district import NUMBER, District

NEW = "6000000009"


@pytest.fixture
def clerk(client: Client, district: District) -> Client:
    client.force_login(district.officer)
    return client


def page(client: Client, address: str, *, status: int = 200, **query: str) -> str:
    answer = client.get(address, query)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def ask(client: Client, consumer: int, number: str = NEW, **more: str) -> str:
    answer = client.post(f"/office/counter/{consumer}/", {"address": number, "role": "own", **more})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def say(client: Client, where: str, code: str | None = None) -> Any:
    asked = Challenge.objects.order_by("-at").first()
    assert asked
    path, _, query = where.partition("?instead=")
    right = code_of(asked.pk.hex, secret=settings.SECRET_KEY)
    return client.post(path, {"code": right if code is None else code, "instead": query}, follow=True)


def seek(client: Client, **typed: str) -> str:
    """Type into the field and press Enter; return the page that follows."""
    return client.post("/office/counter/", typed, follow=True).content.decode()


def test_one_that_fits_opens_at_once(clerk: Client, district: District) -> None:
    someone = district.people["failed"]

    for typed in (someone.account, someone.account.translate(str.maketrans("0123456789", "०१२३४५६७८९"))):
        answer = clerk.post("/office/counter/", {"q": typed})
        assert answer["Location"] == f"/office/counter/{someone.pk}/"


def test_of_several_the_digit_and_enter_open_one(clerk: Client, district: District) -> None:
    found = seek(clerk, q="परीक्षण")
    people = [int(part.partition("/")[0]) for part in found.split("/office/counter/")[1:] if part[0].isdigit()]

    assert len(people) > 2
    for digit in (1, 2):
        answer = clerk.post("/office/counter/", {"q": str(digit), "among": "परीक्षण"})
        assert answer["Location"] == f"/office/counter/{people[digit - 1]}/"
    assert "परीक्षण" in seek(clerk, q="0", among="परीक्षण")


def test_a_digit_that_is_not_in_the_list_keeps_the_list(clerk: Client, district: District) -> None:
    for typed in ("99", "0", "10"):
        told = seek(clerk, q=typed, among="परीक्षण")

        assert told.count("/office/counter/") > 2
        assert f"सूची में {typed} नहीं है" in told


@pytest.mark.parametrize("typed", ["", "1", "ab", "nobody", "9" * 200, "%", "\\", "'"])
def test_what_finds_nobody_says_so_and_keeps_the_field(clerk: Client, typed: str) -> None:
    assert "autofocus" in seek(clerk, q=typed)


def test_what_is_missing_comes_first(clerk: Client, district: District) -> None:
    nobody = page(clerk, f"/office/counter/{district.people['no_address'].pk}/")
    unproved = page(clerk, f"/office/counter/{district.people['unproved'].pk}/")
    proved = page(clerk, f"/office/counter/{district.people['read'].pk}/")

    assert "मोबाइल नंबर नहीं है" in nobody
    assert "किसी मोबाइल नंबर की पुष्टि नहीं है" in unproved
    assert "पुष्टि नहीं" not in proved
    assert "ई-मेल नहीं है" in proved
    assert NUMBER not in unproved


def test_a_code_proves_the_number_and_the_next_person_comes(clerk: Client, district: District) -> None:
    someone = district.people["failed"]

    where = ask(clerk, someone.pk, role="family")
    assert "91" + NEW not in page(clerk, where)
    answer = say(clerk, where)

    assert answer.redirect_chain[-1][0] == "/office/counter/"
    assert "पुष्टि के साथ सहेजा गया" in answer.content.decode()
    claim = Claim.objects.get(value=f"91{NEW}")
    assert (claim.word, claim.source, claim.proof, claim.by, claim.role) == (
        "own", "counter", "otp", district.officer.get_username(), "family"
    )  # fmt: skip


def test_what_the_counter_took_is_a_visit_too(clerk: Client, district: District) -> None:
    someone = district.people["failed"]

    say(clerk, ask(clerk, someone.pk, role="shop"))

    visit = Visit.objects.get(consumer=someone)
    assert (visit.entrance, visit.outcome, visit.answers) == ("desk", "updated", {"number": NEW, "whose": "shop"})
    assert visit.person == district.officer


@pytest.mark.parametrize("from_the_code", [True, False])
def test_a_number_that_got_no_code_is_saved_unproved(clerk: Client, district: District, from_the_code: bool) -> None:
    someone = district.people["failed"]
    if from_the_code:
        path, _, instead = ask(clerk, someone.pk, role="family", instead="1").partition("?instead=")
        answer = clerk.post(path, {"unproved": "1", "instead": instead}, follow=True)
    else:
        form = {"address": NEW, "role": "family", "instead": "1", "unproved": "1"}
        answer = clerk.post(f"/office/counter/{someone.pk}/", form, follow=True)

    assert answer.redirect_chain[-1][0] == "/office/counter/"
    assert "अभी पुष्टि नहीं" in answer.content.decode()
    claim = Claim.objects.get(value=f"91{NEW}")  # told, and kept in place of another, in one moment
    assert (claim.word, claim.source, claim.role) == ("reaches", "counter", "family")
    assert Visit.objects.get(consumer=someone).answers == {"number": NEW, "whose": "family"}
    assert Address.objects.get(consumer=someone, value=NUMBER).owner == "not_owner"  # it took the place of this one


def test_a_number_that_said_no_is_not_saved_without_a_code(clerk: Client, district: District) -> None:
    someone = district.people["failed"]
    build.address(someone, f"91{NEW}", owner="not_owner", owner_at=build.NOON)

    form = {"address": NEW, "role": "own", "unproved": "1"}
    answer = clerk.post(f"/office/counter/{someone.pk}/", form)
    of_code = clerk.post(ask(clerk, someone.pk), {"unproved": "1"})

    assert (answer.status_code, of_code.status_code) == (422, 422)
    assert "यह मेरा कनेक्शन नहीं" in answer.content.decode()
    assert not Visit.objects.exists()


def test_a_mailbox_has_no_code_to_be_typed(clerk: Client, district: District) -> None:
    asked = build.challenge(district.people["failed"], "ek@example.in")

    assert clerk.get(f"/office/counter/{district.people['failed'].pk}/code/{asked.pk}/").status_code == 404


@pytest.mark.parametrize("typed", ["{0} {1}", " {0}{1} ", "{0}-{1}", "hindi"])
def test_a_code_is_taken_as_people_write_it(clerk: Client, district: District, typed: str) -> None:
    where = ask(clerk, district.people["failed"].pk)
    right = code_of(Challenge.objects.get().pk.hex, secret=settings.SECRET_KEY)
    hindi = right.translate(str.maketrans("0123456789", "०१२३४५६७८९"))

    say(clerk, where, hindi if typed == "hindi" else typed.format(right[:3], right[3:]))

    assert Address.objects.get(value=f"91{NEW}").owner == "proved"


def test_a_wrong_code_says_how_many_tries_are_left(clerk: Client, district: District) -> None:
    where = ask(clerk, district.people["failed"].pk)
    right = code_of(Challenge.objects.get().pk.hex, secret=settings.SECRET_KEY)

    answer = say(clerk, where, f"{(int(right) + 1) % 1_000_000:06}")

    assert answer.status_code == 422
    assert "कोड सही नहीं है। 4 बार" in answer.content.decode()
    assert not Claim.objects.filter(value=f"91{NEW}").exists()


def test_a_missed_call_and_enter_do_as_well(clerk: Client, district: District) -> None:
    where = ask(clerk, district.people["failed"].pk)
    asked = Challenge.objects.get()
    proof.missed_call(number=Mobile(NEW), at=asked.at)

    answer = say(clerk, where, "")

    assert answer.redirect_chain[-1][0] == "/office/counter/"
    assert Address.objects.get(value=f"91{NEW}").proof == "missed_call"


def test_the_new_number_takes_the_place_of_the_old_and_that_can_be_undone(clerk: Client, district: District) -> None:
    someone = district.people["failed"]
    say(clerk, ask(clerk, someone.pk, instead="1"))
    assert Address.objects.get(consumer=someone, value=NUMBER).owner == "not_owner"

    change = Change.objects.get()
    assert "पलटें" in page(clerk, f"/office/counter/{someone.pk}/")
    clerk.post(f"/office/counter/{someone.pk}/undo/{change.pk}/")

    assert Address.objects.get(consumer=someone, value=NUMBER).owner == "unknown"
    again = clerk.post(f"/office/counter/{someone.pk}/undo/{change.pk}/", follow=True)
    assert "पहले ही पलटा" in again.content.decode()


@pytest.mark.parametrize("instead", ["7", "0", "-1", "x", "१", "1;2"])
def test_a_place_that_is_not_on_the_list_replaces_nothing(clerk: Client, district: District, instead: str) -> None:
    say(clerk, ask(clerk, district.people["failed"].pk, instead=instead))

    assert not Change.objects.exists()
    assert Address.objects.get(value=f"91{NEW}").owner == "proved"


def test_a_mailbox_gets_a_link(clerk: Client, district: District) -> None:
    assert ask(clerk, district.people["failed"].pk, "ramesh@example.in") == "/office/counter/"
    assert "ramesh@example.in पर लिंक" in page(clerk, "/office/counter/")
    assert Visit.objects.get().answers == {"email": "ramesh@example.in", "whose": "own"}
    assert Address.objects.get(value="ramesh@example.in").owner == "unknown"


@pytest.mark.parametrize(
    ("typed", "told"),
    [("", "मोबाइल नंबर या ई-मेल लिखें"), ("98111", "दस अंक"), ("ramesh@gmial.com", "gmail.com"), ("abc", "न मोबाइल नंबर")],
)
def test_what_cannot_be_asked_is_said_beside_the_field(
    clerk: Client, district: District, typed: str, told: str
) -> None:
    answer = clerk.post(f"/office/counter/{district.people['failed'].pk}/", {"address": typed, "role": "own"})

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Challenge.objects.exists()


def test_a_number_asked_too_often_is_said_so(clerk: Client, district: District) -> None:
    for one in [build.consumer(on=district.feeder) for _ in range(5)]:
        ask(clerk, one.pk)

    answer = clerk.post(f"/office/counter/{district.people['failed'].pk}/", {"address": NEW, "role": "own"})

    assert answer.status_code == 422
    assert "कई कोड" in answer.content.decode()


def test_nobody_of_another_office_is_served(clerk: Client, district: District) -> None:
    stranger = district.outsider
    asked = build.challenge(stranger, f"91{NEW}")
    change = build.change(stranger, NUMBER, f"91{NEW}")

    assert f"/counter/{stranger.pk}/" not in page(clerk, "/office/counter/", q=stranger.account)
    for address in ("", f"code/{asked.pk}/", f"undo/{change.pk}/"):
        for answer in (clerk.get, clerk.post):
            assert answer(f"/office/counter/{stranger.pk}/{address}").status_code == 404
    assert Change.objects.get().state == "made"


def test_what_was_asked_of_one_person_is_not_answered_for_another(clerk: Client, district: District) -> None:
    asked = build.challenge(district.people["read"], f"91{NEW}")
    change = build.change(district.people["read"], NUMBER, f"91{NEW}")
    other = district.people["failed"].pk

    assert clerk.post(f"/office/counter/{other}/code/{asked.pk}/", {"code": "1"}).status_code == 404
    assert clerk.post(f"/office/counter/{other}/undo/{change.pk}/").status_code == 404
    assert clerk.post(f"/office/counter/{other}/code/{uuid.uuid4()}/", {"code": "1"}).status_code == 404


def test_the_notice_told_at_the_counter_is_kept_with_what_else_was_answered(clerk: Client, district: District) -> None:
    someone = district.people["failed"]

    shown = page(clerk, f"/office/counter/{someone.pk}/")
    ask(clerk, someone.pk, informed="1", whatsapp="none", no_mailbox="1")

    held = notice(at=timezone.now())
    assert held.in_short(Language.HINDI, utility=utility_in(shown), helpline="1912") in shown
    (told,) = told_to(someone.pk)
    assert (told.value, told.notice, told.language, told.source, told.by) == (
        f"91{NEW}", held.name, "hi", "counter", district.officer.username,
    )  # fmt: skip
    assert set(Detail.objects.filter(consumer=someone).values_list("matter", "by")) == {
        ("whatsapp", district.officer.username), ("email", district.officer.username)
    }  # fmt: skip


def test_who_was_not_told_is_not_said_to_have_been(clerk: Client, district: District) -> None:
    someone = district.people["failed"]

    ask(clerk, someone.pk, address="ek@example.in")
    clerk.post(f"/office/counter/{someone.pk}/", {"address": "12", "role": "own", "informed": "1", "whatsapp": "yes"})

    assert told_to(someone.pk) == []
    assert not Detail.objects.filter(matter="whatsapp").exists()


def utility_in(shown: str) -> str:
    found = re.search(r"<p>(\S.*?) आपका नंबर और ई-मेल बिल", shown)
    assert found
    return found[1]


@pytest.mark.parametrize("is_proved", [True, False])
def test_whose_bill_had_arrived_is_not_said_to_wait_for_it(clerk: Client, district: District, is_proved: bool) -> None:
    """What only asks or tells the new number itself is no message that is on its way to the person."""
    someone = district.people["read"]
    Notice.objects.filter(consumer=someone.pk).update(state="reached")
    where = ask(clerk, someone.pk)

    answer = say(clerk, where) if is_proved else clerk.post(where, {"unproved": "1"}, follow=True)

    assert Notice.objects.filter(consumer=someone.pk, state="open").exclude(to="").exists()
    told = " ".join(str(one) for one in answer.context["messages"])
    assert "पहले ही पहुँच चुका है" in told
    assert "रास्ते में" not in told


@pytest.mark.parametrize("way", ["code", "missed_call", "unproved"])
def test_undone_a_change_leaves_nothing_of_the_number_that_it_brought(
    clerk: Client, district: District, way: str
) -> None:
    someone = district.people["failed"]
    where = ask(clerk, someone.pk, instead="1")
    if way == "missed_call":
        proof.missed_call(number=Mobile.parse(NEW), at=timezone.now())
    if way == "unproved":
        clerk.post(where.partition("?")[0], {"unproved": "1", "instead": where.partition("=")[2]})
    else:
        say(clerk, where, code="" if way == "missed_call" else None)
    new = Address.objects.get(consumer=someone, value=f"91{NEW}")
    assert new.owner == ("unknown" if way == "unproved" else "proved")

    clerk.post(f"/office/counter/{someone.pk}/undo/{Change.objects.get().pk}/")

    new.refresh_from_db()
    assert (new.owner, new.proof) == ("not_owner", "")
    assert Address.objects.get(consumer=someone, value=NUMBER).owner == "unknown"
    history = page(clerk, f"/office/consumer/{someone.pk}/history/").partition("<tbody>")[2]
    said = [line for line in history.split("<tr>") if "60xxxxxx09" in line]
    assert said
    assert all("वापस" in line for line in said)
    assert "तब की बात वापस ली गई" in said[0]


def test_undone_a_change_a_number_proved_anew_counts_again(clerk: Client, district: District) -> None:
    someone = district.people["failed"]
    say(clerk, ask(clerk, someone.pk, instead="1"))
    clerk.post(f"/office/counter/{someone.pk}/undo/{Change.objects.get().pk}/")

    say(clerk, ask(clerk, someone.pk))

    assert Address.objects.get(consumer=someone, value=f"91{NEW}").proof == "otp"
    assert Address.objects.get(consumer=someone, value=NUMBER).owner == "unknown"
