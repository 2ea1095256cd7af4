"""A photo shows what it shows, and says no more: not where, when and with which telephone it was taken."""

from __future__ import annotations

import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bijlisetu.plumbing.pictures.traces import without_traces

PLACE = b"GPS 25.4358 81.8463 SYNTHETIC PHONE"


def segment(marker: int, octets: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", len(octets) + 2) + octets


def exif(*, turned: int, order: str = ">") -> bytes:
    head = {">": b"MM\0*\0\0\0\x08", "<": b"II*\0\x08\0\0\0"}[order]
    tag = struct.pack(f"{order}HHIHH", 0x0112, 3, 1, turned, 0)
    return b"Exif\0\0" + head + struct.pack(f"{order}H", 1) + tag + struct.pack(f"{order}I", 0) + PLACE


HEAD = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
COLOURS = segment(0xE2, b"ICC_PROFILE\0\1\1 profile")
TABLES = segment(0xDB, bytes(65)) + segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"\x12\xff\0\x34\xff\xd0\x56"
SHOWN = TABLES + SCAN
TRACES = (
    segment(0xE1, exif(turned=1)) + segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + PLACE)
    + segment(0xED, b"Photoshop 3.0\0" + PLACE) + segment(0xFE, PLACE) + segment(0xE2, b"MPF\0" + PLACE)
)  # fmt: skip


def test_of_a_jpeg_the_picture_and_its_colours_are_left() -> None:
    taken = b"\xff\xd8" + HEAD + TRACES + COLOURS + SHOWN + b"\xff\xd9" + b"\xff\xd8 a film behind it " + PLACE

    assert without_traces(taken) == b"\xff\xd8" + HEAD + COLOURS + SHOWN + b"\xff\xd9"


def test_traces_between_two_scans_go_too() -> None:
    taken = b"\xff\xd8" + SHOWN + TRACES + SCAN + b"\xff\xd9"

    assert without_traces(taken) == b"\xff\xd8" + SHOWN + SCAN + b"\xff\xd9"


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_photo_stays_turned_as_it_was_taken(turned: int, order: str) -> None:
    clean = without_traces(b"\xff\xd8" + segment(0xE1, exif(turned=turned, order=order)) + SHOWN + b"\xff\xd9")

    assert PLACE not in clean
    assert clean.count(b"Exif") == (turned != 1)
    assert without_traces(clean) == clean
    if turned != 1:
        assert struct.unpack_from(">H", clean, clean.index(b"\x01\x12\0\x03") + 8) == (turned,)


@pytest.mark.parametrize("came", [30, 90, 200, 400])
def test_of_a_photo_that_came_in_part_the_part_is_cleaned(came: int) -> None:
    taken = b"\xff\xd8" + TRACES + SHOWN

    assert PLACE not in without_traces(taken[: len(TRACES) + came])


def chunk(name: bytes, octets: bytes) -> bytes:
    return struct.pack(">I", len(octets)) + name + octets + struct.pack(">I", zlib.crc32(name + octets))


def test_of_a_png_only_what_is_seen_is_left() -> None:
    shown = [chunk(b"IHDR", bytes(13)), chunk(b"tRNS", b"\0"), chunk(b"IDAT", b"x"), chunk(b"IEND", b"")]
    traces = [chunk(name, PLACE) for name in (b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME")]
    begins = b"\x89PNG\r\n\x1a\n"

    taken = begins + shown[0] + b"".join(traces) + b"".join(shown[1:]) + PLACE

    assert without_traces(taken) == begins + b"".join(shown)


def riff(*chunks: tuple[bytes, bytes]) -> bytes:
    body = b"WEBP" + b"".join(n + struct.pack("<I", len(o)) + o + b"\0" * (len(o) % 2) for n, o in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def test_of_a_webp_only_what_is_seen_is_left() -> None:
    flags, clean_flags = b"\x2c" + bytes(9), b"\x20" + bytes(9)

    taken = riff((b"VP8X", flags), (b"ICCP", b"abc"), (b"VP8 ", b"xyz"), (b"EXIF", PLACE), (b"XMP ", PLACE)) + PLACE

    assert without_traces(taken) == riff((b"VP8X", clean_flags), (b"ICCP", b"abc"), (b"VP8 ", b"xyz"))


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b""]), st.binary(max_size=80))
@example(b"\xff\xd8\xff", b"")
@example(b"RIFF\0\0\0\0WEBP", b"VP8X\1\0\0\0")
def test_whatever_comes_ends_and_is_clean_the_second_time(begins: bytes, rest: bytes) -> None:
    once = without_traces(begins + rest)

    assert len(once) <= len(begins + rest) + 40
    assert without_traces(once) == once
