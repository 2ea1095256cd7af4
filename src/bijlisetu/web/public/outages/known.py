"""What everybody may know of outages, asked of the database once in a while however many look."""

from __future__ import annotations

from django.utils import timezone

from bijlisetu.outages.public.lists import Board, Dark, Known, board, dark
from bijlisetu.outages.public.places import Places, at_place, places_of
from bijlisetu.plumbing.remember import remembered
from bijlisetu.reports.disclosure.making import wishes
from bijlisetu.reports.disclosure.wishes import Wishes
from bijlisetu.web.public.kept import LEAST


def board_now() -> Board:
    """Return all outages that people have been told of."""
    return remembered("public-board", lambda: board(at=timezone.now()), least=LEAST)


def dark_now() -> Dark:
    """Return which lines and transformers are off with them, or will be."""
    return remembered("public-dark", _dark, least=LEAST)


def at_place_now(text: str, shown: Board) -> tuple[Known, ...]:
    """Return the outages of the board at the place that somebody wrote."""
    known: tuple[Board, Places] = remembered("public-places", lambda: (shown, places_of(shown)), least=LEAST)
    return at_place(*known, text)


def wishes_now() -> Wishes:
    """Return what the utility wishes everybody to see of how it keeps its word."""
    return remembered("public-wishes", lambda: wishes(at=timezone.now()), least=LEAST)


def _dark() -> Dark:
    return dark((one.id for one in board_now().outages if not one.is_over), at=timezone.now())
