"""Pictures of pages that tests go through, where somebody wants to look."""

from __future__ import annotations

import os

from playwright.sync_api import Page


def shot(page: Page, name: str) -> None:
    """Keep the page as a picture in the folder that BIJLISETU_SHOTS names."""
    if folder := os.environ.get("BIJLISETU_SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
