"""The page that needs no network: the same for everybody, small, whole on the phone, without strangers."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest
from django.test import Client

import bijlisetu
from bijlisetu.plumbing.fonts import web_font

SCRIPTS = Path(bijlisetu.__file__).parent / "web" / "static" / "web" / "app"
FRAMES = Path(bijlisetu.__file__).parent / "web" / "templates" / "web" / "field" / "app"
MOST_SCRIPT = 60_000  #: octets, as they are written
MOST_LATER = 5_000  #: of a page that is read when it is asked for
MOST = 100_000  #: octets of the first screen on the line
COMPRESSED = {"Accept-Encoding": "gzip"}

pytestmark = pytest.mark.django_db  # the notice about data may have been edited


def octets(client: Client, address: str) -> bytes:
    answer = client.get(address, headers=COMPRESSED)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def told(client: Client) -> dict[str, object]:
    """What the worker is told above its own lines."""
    text = client.get("/field/worker.js").content.decode()
    return {name: json.loads(value) for name, value in re.findall(r"^const (\w+) = (.*);$", text, re.MULTILINE)[:3]}


def test_it_opens_without_login_and_knows_nobody(client: Client, officer: Client) -> None:
    page = Client().get("/field/")

    assert page.content == officer.get("/field/").content
    assert "csrf" not in page.content.decode()
    assert "sessionid" not in page.cookies


@pytest.mark.parametrize(
    ("address", "language", "words"), [("/field/", "hi", "आज की मेरी बीट"), ("/field/en/", "en", "My beat today")]
)
def test_each_language_has_an_address_of_its_own(client: Client, address: str, language: str, words: str) -> None:
    page = client.get(address).content.decode()

    assert f'<html lang="{language}">' in page
    assert f"<h1>{words}</h1>" in page


def test_nothing_on_it_comes_from_strangers(client: Client) -> None:
    answer = client.get("/field/")
    sources = "".join(path.read_text() for path in SCRIPTS.rglob("*.js"))

    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"https?://|eval\(|innerHTML|insertAdjacentHTML|document\.write", sources)
    assert not re.findall(
        r"<script(?![^>]*(?:type=\"module\" src=|type=\"application/json\"))", answer.content.decode()
    )


def test_its_script_is_small() -> None:
    sizes = {path: path.stat().st_size for path in SCRIPTS.rglob("*.js")}
    later = {path for path in sizes if path.parent.name == "later"}

    assert sum(size for path, size in sizes.items() if path not in later) < MOST_SCRIPT
    assert all(sizes[path] < MOST_LATER for path in later)


@pytest.mark.parametrize("address", ["/field/", "/field/en/"])
def test_what_is_seldom_asked_for_is_kept_on_the_phone_and_read_later(client: Client, address: str) -> None:
    kept, page = told(client)["FILES"], client.get(address).content.decode()

    assert isinstance(kept, list)
    assert [file for file in kept if "/later/" in file]
    assert "/later/" not in page


@pytest.mark.parametrize("address", ["/field/", "/field/en/"])
def test_its_first_screen_is_small(client: Client, tmp_path: Path, address: str) -> None:
    page = octets(client, address)
    loaded = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', gzip.decompress(page).decode()))

    parts = [octets(client, part) for part in (*loaded, "/field/worker.js", "/field/app.webmanifest")]

    assert len(loaded) > 15
    assert len(page) + sum(map(len, parts)) + web_font(tmp_path).stat().st_size < MOST


def test_the_phone_keeps_every_part_of_the_page(client: Client) -> None:
    kept = told(client)
    files = kept["FILES"]
    assert isinstance(files, list)

    page = "".join(client.get(address).content.decode() for address in ("/field/", "/field/en/"))

    assert kept["PAGES"] == ["/field/", "/field/en/"]
    named = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert {name for name in named if "/icons." not in name} <= set(files)
    assert all(octets(client, file) for file in files)
    folder = {file.split("/")[3] for file in files if "/web/app." in file}
    assert len(folder) == 1


def test_the_worker_stands_where_it_may_keep_the_page(client: Client) -> None:
    answer = client.get("/field/worker.js")

    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "no-store"


def test_it_can_be_put_among_the_programs_of_a_phone(client: Client) -> None:
    said = client.get("/field/app.webmanifest").json()

    assert (said["start_url"], said["display"], said["lang"]) == ("/field/", "standalone", "hi")
    assert {icon["sizes"] for icon in said["icons"]} >= {"192x192", "512x512"}
    assert all(octets(client, icon["src"]) for icon in said["icons"])


def test_scripts_name_only_pieces_and_words_that_the_page_has() -> None:
    sources = "".join(path.read_text() for path in SCRIPTS.rglob("*.js"))
    frames = "".join(path.read_text() for path in FRAMES.rglob("*.html"))
    pieces = set(re.findall(r'<template id="([^"]+)"', frames))

    assert set(re.findall(r'piece\("([^"]+)"', sources)) <= pieces
    assert {name for name in pieces if f'"{name}"' not in sources} == set()


def test_a_phone_without_script_is_led_to_the_page_that_needs_none(client: Client) -> None:
    page = client.get("/field/").content.decode()

    (shown,) = re.findall("<noscript>.*?</noscript>", page, re.DOTALL)
    assert 'href="/field/door/"' in shown
