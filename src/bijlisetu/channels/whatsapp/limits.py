"""What WhatsApp takes at most: asked before the network, and never met by cutting."""

from __future__ import annotations

LONGEST_BODY = 1024
LONGEST_TEXT = 4096
LONGEST_HEADER = 60
LONGEST_FOOTER = 60
LONGEST_LABEL = 25  #: of a template's button
LONGEST_TITLE = 20  #: of a session message's button
LONGEST_PAYLOAD = 256
LONGEST_CODE = 15
LONGEST_URL = 2000
LONGEST_ROW_ID = 200
LONGEST_ROW_TITLE = 24
LONGEST_ROW_DESCRIPTION = 72
MOST_REPLY_BUTTONS = 3
MOST_ROWS = 10
MOST_BUTTONS = 10  #: of a template


class DoesNotFit(ValueError):
    """The letter breaks a rule of WhatsApp's: it says which, and nothing of the person."""


def within(text: str, longest: int, what: str) -> str:
    """
    Return the text, which must be there and not too long.

    :raises DoesNotFit: if it is not so
    """
    if not text:
        raise DoesNotFit(f"{what} is empty")
    if len(text) > longest:
        raise DoesNotFit(f"{what} has {len(text)} characters, WhatsApp takes {longest}")
    return text


def at_most(count: int, most: int, what: str) -> None:
    """
    Hold a count against WhatsApp's limit.

    :raises DoesNotFit: if there are none or too many
    """
    if not 0 < count <= most:
        raise DoesNotFit(f"{count} {what}, WhatsApp takes 1 to {most}")
