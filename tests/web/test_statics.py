"""A phone on a slow line: pages come compressed, sheets and scripts once for ever."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

import bijlisetu
from bijlisetu.plumbing.fonts import web_font
from bijlisetu.reach.models import Task
from bijlisetu.web.statics import HashedNames
from tests import build
from tests.district import District

SHEETS = Path(bijlisetu.__file__).parent / "web" / "static"
COMPRESSED = {"Accept-Encoding": "gzip"}
MOST = 100 * 1024  #: octets of a page at its first load
A_YEAR = 365 * 24 * 3600


def octets(client: Client, address: str) -> bytes:
    answer = client.get(address, headers=COMPRESSED)
    assert answer.status_code == 200
    return b"".join(answer) if answer.streaming else answer.content


def kept_for(client: Client, address: str) -> str:
    answer = client.get(address)
    assert b"".join(answer)
    return str(answer["Cache-Control"])


def statics(page: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))


@pytest.mark.parametrize("address", ["/office/worklist/{office}/", "/field/door/"])
def test_the_first_load_of_a_full_list_is_small(
    client: Client, district: District, tmp_path: Path, address: str
) -> None:
    Task.objects.all().delete()
    for number in range(60):
        build.task(build.consumer(on=district.feeder, pole=f"P-{number}", address=f"मकान {number}, बाज़ार रोड"))
    client.force_login(district.officer)
    page = octets(client, address.format(office=district.division.pk))

    sheets = statics(gzip.decompress(page).decode())

    loaded = len(page) + sum(len(octets(client, sheet)) for sheet in sheets)
    assert loaded + web_font(tmp_path).stat().st_size < MOST
    assert len(sheets) >= 3


def test_a_static_name_holds_what_is_in_the_file_and_is_kept_for_ever(officer: Client, district: District) -> None:
    page = officer.get(f"/office/worklist/{district.division.pk}/").content.decode()

    for sheet in statics(page):
        answer = officer.get(sheet)
        (name, ending) = re.fullmatch(r"/static/(.*)\.[0-9a-f]{12}(\.\w+)", sheet).groups()  # type: ignore[union-attr]
        assert b"".join(answer) == (SHEETS / f"{name}{ending}").read_bytes()
        assert "immutable" in answer["Cache-Control"]
        assert int(re.search(r"max-age=(\d+)", answer["Cache-Control"])[1]) >= A_YEAR  # type: ignore[index]


def test_files_of_a_folder_are_named_by_all_that_is_in_it(client: Client) -> None:
    address = HashedNames().url("web/icons/192.png")

    assert re.fullmatch(r"/static/web/icons\.[0-9a-f]{12}/192\.png", address)
    assert address.split("/")[3] == HashedNames().url("web/icons/512.png").split("/")[3]
    assert gzip.decompress(octets(client, address)) == (SHEETS / "web/icons/192.png").read_bytes()
    assert "immutable" in kept_for(client, address)
    assert "immutable" not in kept_for(client, "/static/web/icons/192.png")


def test_the_same_page_is_never_of_one_length(officer: Client, district: District) -> None:
    address = f"/office/worklist/{district.division.pk}/"

    lengths = {len(octets(officer, address)) for _ in range(12)}

    assert len(lengths) > 1  # its CSRF token cannot be guessed by how well it is compressed
