"""Files through the browser: pieces, reading, and an undo that takes back what the file changed and nothing newer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError
from django.utils import timezone

import bijlisetu.contact.actions as contact
from bijlisetu.audit.models import Entry
from bijlisetu.consumers.models import Consumer
from bijlisetu.contact.imports.models import ImportedFact, ImportPiece
from bijlisetu.contact.imports.receiving import FileNotTaken, announce, take_piece
from bijlisetu.contact.imports.states import Hindrance, NothingToUndo
from bijlisetu.contact.imports.undoing import undo
from bijlisetu.contact.lists import ClaimProof, ClaimSource, ClaimWord
from bijlisetu.contact.models import Address, Claim, Health, Import
from bijlisetu.contact.queries import astray
from bijlisetu.jobs import imports
from bijlisetu.jobs.imports import run_next
from tests import build

pytestmark = pytest.mark.django_db

HEAD = "ACCT_ID,NAME,FEEDER_CODE,ADDRESS,BOOK_NO,SANCTION_LOAD,MOBILE_NO,EMAIL\n"
PHONE, OTHER = "919415078263", "919415078264"


def brought(text: str, *, what: str = "consumers", piece: int = 40, file: str = "march.csv") -> Import:
    """Send the text piece by piece and have it read."""
    octets = text.encode()
    made = announce(what=Import.What(what), mapping="uppcl", file=file, size=len(octets), at=timezone.now(), by="asha")
    for begins in range(0, len(octets), piece):
        take_piece(number=made.pk, begins=begins, content=octets[begins : begins + piece], by="asha")
    assert run_next()
    made.refresh_from_db()
    return made


def row(of: Consumer, *, name: str = "", book: str = "", load: str = "", mobile: str = "", address: str = "") -> str:
    return f"{of.account},{name or of.name},{of.feeder.code},{address},{book},{load},{mobile},\n"


def usable(of: Consumer) -> set[str]:
    return set(Address.objects.filter(consumer=of).exclude(owner="not_owner").values_list("value", flat=True))


def test_a_file_comes_in_pieces_and_a_piece_that_comes_twice_is_kept_once() -> None:
    made = announce(what=Import.What.CONSUMERS, mapping="uppcl", file="a.csv", size=6, at=timezone.now(), by="asha")

    assert take_piece(number=made.pk, begins=0, content=b"abc", by="asha") == 3
    assert take_piece(number=made.pk, begins=0, content=b"abc", by="asha") == 3
    assert take_piece(number=made.pk, begins=4, content=b"xx", by="asha") == 3
    assert not run_next()
    assert take_piece(number=made.pk, begins=3, content=b"def", by="asha") == 6

    assert b"".join(bytes(one.content) for one in ImportPiece.objects.order_by("begins")) == b"abcdef"


@pytest.mark.parametrize(
    ("begins", "content", "by"), [(0, b"", "asha"), (0, b"1234567", "asha"), (5, b"12", "asha"), (0, b"1", "gopal")]
)
def test_what_does_not_belong_to_the_file_is_refused(begins: int, content: bytes, by: str) -> None:
    made = announce(what=Import.What.CONSUMERS, mapping="uppcl", file="a.csv", size=6, at=timezone.now(), by="asha")

    with pytest.raises(FileNotTaken):
        take_piece(number=made.pk, begins=begins, content=content, by=by)


@pytest.mark.parametrize(("file", "size"), [("", 5), ("a.csv", 0), ("a.csv", 2 * 1024**3), ("\x00", 5)])
def test_a_file_without_a_name_or_too_large_is_refused(file: str, size: int) -> None:
    with pytest.raises(FileNotTaken):
        announce(what=Import.What.CONSUMERS, mapping="uppcl", file=file, size=size, at=timezone.now(), by="asha")


def test_a_name_that_leads_elsewhere_is_only_a_name() -> None:
    made = announce(
        what=Import.What.CONSUMERS, mapping="uppcl", file="../../etc/passwd", size=5, at=timezone.now(), by="asha"
    )

    assert "/" not in made.file


def test_a_long_name_in_hindi_is_no_hindrance() -> None:
    made = brought(HEAD + row(build.consumer(), name="RAM SYNTHETIC"), file=f"{'उपभोक्ता सूची ' * 12}.csv")

    assert (made.state, made.file[-4:]) == (Import.State.DONE, ".csv")


def test_its_counts_add_up_and_the_refused_rows_are_kept_with_their_reasons() -> None:
    known = build.consumer()

    made = brought(HEAD + row(known, name="RAM SYNTHETIC") + "123,X,NOWHERE,,,,,\n")

    assert made.state == Import.State.DONE
    assert made.counts == {
        "rows": 2, "imported": 1, "new": 0, "changed": 1, "unchanged": 0, "rejected": 1, "incomplete": 0
    }  # fmt: skip
    assert sum(made.reasons.values()) >= 1
    assert b"REJECTED_BECAUSE" in bytes(made.rejects)
    assert not ImportPiece.objects.exists()


def test_a_file_that_cannot_be_read_changes_nothing_and_says_why() -> None:
    made = brought("NAME,X\nRam,1\n")

    assert made.state == Import.State.REFUSED
    assert "march.csv lacks the column" in made.words
    assert made.words.startswith("march.csv")


def test_undone_every_fact_and_number_is_as_it_was() -> None:
    someone = build.consumer(mobile=PHONE, book="B1", load="2.00")
    before = Consumer.objects.values("name", "address", "book", "load", "feeder").get(pk=someone.pk)
    made = brought(HEAD + row(someone, name="WRONG NAME", book="B9", load="7.5", mobile="9415078264", address="WRONG"))
    assert usable(someone) == {PHONE, OTHER}

    done = undo(number=made.pk, at=timezone.now(), by="chief")

    assert Consumer.objects.values("name", "address", "book", "load", "feeder").get(pk=someone.pk) == before
    assert usable(someone) == {PHONE}
    assert done.taken_back == {"facts": 4, "facts_newer": 0, "numbers": 1, "numbers_newer": 0, "accounts": 0}
    assert astray() == []
    assert Entry.objects.get(deed="consumers.import_undone").by == "chief"


def test_what_is_newer_stands() -> None:
    someone, other = build.consumer(book="B1"), build.consumer()
    made = brought(
        HEAD + row(someone, book="B9", mobile="9415078264") + row(other, mobile="9415078265", name="WRONG NAME")
    )
    later = timezone.now() + timedelta(hours=1)
    Consumer.objects.filter(pk=someone.pk).update(book="B10")
    said = Claim(
        consumer=someone, value=OTHER, word=ClaimWord.OWN, source=ClaimSource.COUNTER, proof=ClaimProof.OTP, at=later
    )
    contact.take(claims=[said], at=later, by="clerk")

    done = undo(number=made.pk, at=later, by="chief")

    someone.refresh_from_db()
    assert someone.book == "B10"
    assert usable(someone) == {OTHER}
    assert usable(other) == set()
    assert done.taken_back == {"facts": 1, "facts_newer": 1, "numbers": 1, "numbers_newer": 1, "accounts": 0}


def test_of_two_wrong_files_undone_in_either_order_the_first_state_comes_back() -> None:
    for order in ((0, 1), (1, 0)):
        someone = build.consumer(book="B1")
        files = [brought(HEAD + row(someone, book=book)) for book in ("B2", "B3")]

        for place in order:
            undo(number=files[place].pk, at=timezone.now(), by="chief")

        someone.refresh_from_db()
        assert someone.book == "B1", order


def test_a_number_that_the_file_only_repeats_stays() -> None:
    someone = build.consumer(mobile=PHONE)
    made = brought(HEAD + row(someone, mobile="9415078263"))

    undo(number=made.pk, at=timezone.now(), by="chief")

    assert usable(someone) == {PHONE}


def test_accounts_that_only_the_file_named_stay_without_its_numbers_and_are_counted() -> None:
    on = build.feeder()
    made = brought(f"{HEAD}9900001111,NEW SYNTHETIC,{on.code},,,,9415078263,\n")

    done = undo(number=made.pk, at=timezone.now(), by="chief")

    assert done.taken_back["accounts"] == 1
    assert usable(Consumer.objects.get(account="9900001111")) == set()


def test_words_beside_a_number_that_shut_a_channel_are_taken_back_too() -> None:
    someone = build.consumer()
    made = brought(HEAD + row(someone, mobile="9415078263 no whatsapp"))
    assert Health.objects.filter(value=PHONE).exists()

    undo(number=made.pk, at=timezone.now(), by="chief")

    assert not Health.objects.filter(value=PHONE).exists()


def test_the_right_file_after_the_wrong_one_holds() -> None:
    someone = build.consumer()
    wrong = brought(HEAD + row(someone, mobile="9415078264"))
    undo(number=wrong.pk, at=timezone.now(), by="chief")

    brought(HEAD + row(someone, mobile="9415078263"))

    assert usable(someone) == {PHONE}


def test_what_is_undone_or_was_refused_is_not_undone_again() -> None:
    someone = build.consumer()
    made, refused = brought(HEAD + row(someone, name="OTHER")), brought("NAME,X\nRam,1\n")
    undo(number=made.pk, at=timezone.now(), by="chief")

    for number in (made.pk, refused.pk, 999999):
        with pytest.raises(NothingToUndo):
            undo(number=number, at=timezone.now(), by="chief")


def broken(by: type[BaseException]) -> Callable[..., None]:
    def breaks(*_: object, **__: object) -> None:
        raise by("synthetic")

    return breaks


@pytest.mark.parametrize("death", [SystemExit, OperationalError])
def test_who_dies_while_reading_has_done_nothing_and_the_file_is_read_again(
    monkeypatch: pytest.MonkeyPatch, death: type[BaseException]
) -> None:
    someone = build.consumer()
    keep = imports._keep
    monkeypatch.setattr(imports, "_keep", broken(death))
    with pytest.raises(death):
        brought(HEAD + row(someone, name="OTHER"))
    assert not ImportedFact.objects.exists()
    monkeypatch.setattr(imports, "_keep", keep)

    assert run_next()

    assert Import.objects.get().state == Import.State.DONE
    assert ImportedFact.objects.get().after == "OTHER"


@pytest.mark.parametrize("fault", [OverflowError, KeyError, IntegrityError])
def test_a_file_on_which_reading_breaks_is_told_as_such_and_the_next_is_read(
    monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    someone, load = build.consumer(), imports._load
    monkeypatch.setattr(imports, "_load", broken(fault))

    wrong = brought(HEAD + row(someone, name="OTHER"))

    assert (wrong.state, wrong.fault) == (Import.State.REFUSED, "Unforeseen")
    assert not ImportPiece.objects.filter(of=wrong).exists()
    monkeypatch.setattr(imports, "_load", load)
    assert brought(HEAD + row(someone, name="OTHER")).state == Import.State.DONE


def test_an_undo_that_breaks_leaves_the_file_taken_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    someone = build.consumer()
    made = brought(HEAD + row(someone, name="OTHER"))
    monkeypatch.setattr(imports.files, "undo", broken(OverflowError))
    Import.objects.update(state=Import.State.UNDOING)

    assert run_next()

    made.refresh_from_db()
    assert (made.state, made.hindrance) == (Import.State.DONE, Hindrance.UNFORESEEN)
