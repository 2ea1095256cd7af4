"""Mailboxes that nobody reads, and those that were mistyped."""

from __future__ import annotations

import pytest

from bijlisetu.values import Email, NotAnEmail


def fault_of(text: str) -> NotAnEmail | None:
    """Return why the mailbox is not taken."""
    try:
        Email.parse(text)
    except NotAnEmail as fault:
        return fault
    return None


@pytest.mark.parametrize(
    "text",
    [
        "test@test.com",
        "Test@gmail.com",
        "na@na.com",
        "NA@gmail.com",
        "noemail@noemail.com",
        "no-email@discom.in",
        "abc@gmail.com",
        "xyz@yahoo.in",
        "xxx@xxx.com",
        "0000@gmail.com",
        "12345@gmail.com",
        "a@b.co",
        "no-reply@bank.co.in",
        "donotreply@shop.in",
        "ramesh@example.com",
        "ramesh@mail.example.org",
        "ramesh@shop.example",
        "ramesh@mail.invalid",
        "ramesh@office.localhost",
        "ramesh@pc.local",
        "ramesh@test.com",
    ],
)
def test_a_mailbox_that_nobody_reads_is_none(text: str) -> None:
    fault = fault_of(text)

    assert fault is not None
    assert fault.why == "nobody"


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmail.con", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gmail.cm", "gmail.com"),
        ("gmail.in", "gmail.com"),
        ("Gmail.CON", "gmail.com"),
        ("gmial.com", "gmail.com"),
        ("gmai.com", "gmail.com"),
        ("gamil.con", "gmail.com"),
        ("gnail.co.in", "gmail.com"),
        ("yaho.com", "yahoo.com"),
        ("yahoo.con", "yahoo.com"),
        ("yahooo.cm", "yahoo.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("redifmail.com", "rediffmail.com"),
        ("rediffmail.con", "rediffmail.com"),
        ("utility.con", "utility.com"),
        ("utility.co.inn", "utility.co.in"),
    ],
)
def test_a_slip_of_the_finger_is_told_with_what_was_meant(domain: str, meant: str) -> None:
    fault = fault_of(f"ramesh.kumar@{domain}")

    assert fault is not None
    assert (fault.why, fault.meant) == ("mistyped", meant)


@pytest.mark.parametrize(
    "text",
    [
        "ramesh@gmail.com",
        "ramesh@yahoo.co.in",
        "ramesh@yahoo.in",
        "ramesh@outlook.in",
        "ramesh@rediff.com",
        "ramesh@hotmail.co.uk",
        "ramesh@ymail.com",
        "ramesh@mail.com",
        "ramesh@gmx.com",
        "ramesh@aol.com",
        "ramesh@gov.in",
        "ramesh@gail.co.in",
        "ramesh@example.in",
        "hotelraj@hotelraj.com",
        "info@utility.co",
        "nina@utility.in",
        "testa.rossa@utility.in",
        "abcraj@gmail.com",
        "r@utility.in",
        "jj@utility.in",
        "mail@x.com",
    ],
)
def test_mailboxes_that_people_read_are_taken(text: str) -> None:
    assert fault_of(text) is None


def test_a_mailbox_on_file_and_one_of_our_own_are_read_as_they_stand() -> None:
    assert Email.written("no-reply@Example.org").mailbox == "no-reply@example.org"
