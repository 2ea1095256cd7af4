"""Is this message ours? Yes with its kind and day, or no; nothing else, however often somebody guesses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bijlisetu.outbox.models import Attempt
from bijlisetu.plumbing.genuine import code_of
from bijlisetu.tracking.genuine.forged import listed, note
from tests import build
from tests.carried import PHONE, send
from tests.district import District, token_for
from tests.web.public.test_outages import main_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def bill() -> Attempt:
    build.notice(build.consumer(mobile=PHONE, account="9900001111", name="काल्पनिक देवी"))
    return Attempt.objects.get(pk=send().attempt)


def test_a_message_of_ours_is_told_by_its_kind_and_day_and_nothing_else(client: Client, bill: Attempt) -> None:
    code = code_of(bill.pk, secret=settings.SECRET_KEY)

    for answer in (
        client.post("/verify/", {"code": f"खाता का बिल, कोड {code}"}),
        client.get("/verify/", {"code": code}),
    ):
        said = main_of(answer.content)
        assert "हाँ, यह संदेश हमारा है" in said
        assert "बिल" in said
        assert "2026" in said
        for secret in ("9900001111", "1111", PHONE[-10:], "काल्पनिक", bill.notice.facts["amount"]):
            assert secret not in said
        assert answer["Cache-Control"] == "no-store"


def test_a_link_of_ours_is_enough(client: Client, district: District) -> None:
    link = f"https://bill.example.in/b/{token_for(district.people['delivered'])}"

    assert "हाँ, यह संदेश हमारा है" in main_of(client.post("/verify/", {"code": link}).content)


def test_all_that_is_not_ours_reads_alike(client: Client, bill: Attempt) -> None:
    code = code_of(bill.pk, secret=settings.SECRET_KEY)
    wrong = [
        code[:-1] + ("0" if code[-1] != "0" else "1"),
        "ABCDEFGHJKMNPQ",
        code_of(999, secret=settings.SECRET_KEY),
        "x",
    ]

    pages = {main_of(client.post("/verify/", {"code": one}).content) for one in wrong}

    assert len(pages) == 1
    assert "इस कोड का कोई संदेश हमारा नहीं है" in pages.pop()


def test_whoever_guesses_is_put_off_and_others_are_not(client: Client, bill: Attempt) -> None:
    found = [client.post("/verify/", {"code": f"9V4K2QXD3F{place:04}"}).status_code for place in range(61)]

    assert (found[:30], found[60]) == ([200] * 30, 429)  # a new ten minutes may have begun once
    assert client.post("/verify/", {"code": "x"}, REMOTE_ADDR="192.0.2.9").status_code == 200


def test_a_forged_one_is_kept_and_ours_is_not(client: Client) -> None:
    told = client.post("/verify/", {"sender": "+91 60000 00001", "text": "आज रात बिजली कटेगी"})
    ours = client.post("/verify/", {"sender": "VM-UPPCLT", "text": "बिल"})
    nothing = client.post("/verify/", {"sender": " ", "text": ""})

    assert (told.status_code, ours.status_code, nothing.status_code) == (200, 422, 422)
    assert "यह नंबर या नाम हमारा ही है" in main_of(ours.content)
    assert [(one.sender, one.text) for one in listed()] == [("6000000001", "आज रात बिजली कटेगी")]


def test_one_place_tells_so_many_an_hour(client: Client) -> None:
    found = [client.post("/verify/", {"sender": f"60000000{place:02}"}).status_code for place in range(12)]

    assert found == [200] * 10 + [429] * 2


def test_what_is_no_text_is_refused_and_markup_is_repeated_as_text(client: Client) -> None:
    assert client.post("/verify/", {"code": "a\0b"}).status_code == 400
    said = main_of(client.post("/verify/", {"code": "call <script>x</script> now"}).content)
    assert "<script>x" not in said


def test_the_office_sees_them_with_their_count_and_hands_them_on_as_a_table(
    officer: Client, district: District
) -> None:
    now = timezone.now()
    for text in ("=cmd()", "another"):
        note(sender="6000000001", text=text, way="web", at=now - timedelta(hours=1))

    shown = officer.get(f"/office/forged/{district.division.pk}/").content.decode()
    table = officer.get(f"/office/forged/{district.division.pk}/table.csv").content.decode("utf-8-sig")

    assert "6000000001" in shown
    assert "6000000001,2,1," in table
    assert "भेजने वाले के बारे में बताया / Told of the sender" in table
    assert "'=cmd()" in table
