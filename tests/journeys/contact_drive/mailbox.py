"""The chief engineer's mailbox, and the figures in the files that come there."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from playwright.sync_api import Page
from pypdf import PdfReader

from tests.journeys.contact_drive.town import Town, until
from tests.pictures import shot


@dataclass
class Mailbox:
    """A mailbox, opened on its owner's screen."""

    page: Page
    town: Town
    address: str

    def has_mail(self) -> None:
        """Wait until a mail has come."""

        def is_there() -> bool:
            self.page.goto(f"{self.town.phones}/mailbox/{self.address}")
            return self.page.locator("article.letter").count() > 0

        until(is_there)
        shot(self.page, "chief-mailbox")

    def file(self, ending: str) -> bytes:
        """Return the file of the last mail whose name ends so."""
        with self.page.expect_download() as download:
            self.page.locator(f".files a:has-text('{ending}')").first.click()
        return download.value.path().read_bytes()

    def table(self) -> list[dict[str, str]]:
        """Return the lines of the table, each cell by its English heading."""
        lines = csv.DictReader(io.StringIO(self.file(".csv").decode("utf-8-sig")))
        return [{name.rpartition(" / ")[2].lower(): cell for name, cell in line.items()} for line in lines]

    def paper(self) -> str:
        """Return the words on the paper."""
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(self.file(".pdf"))).pages)
