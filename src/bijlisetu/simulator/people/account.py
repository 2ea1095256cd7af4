"""How a text names the account it is about."""

import re

# Every text to a person holds the account's last four digits as ..1234. Where a template's text is not known, its
# values stand on lines of their own, and the two dots are in the text.
LAST_FOUR = re.compile(r"\.\.(\d{4})(?!\d)|^(\d{4})$", re.MULTILINE)


def account_in(text: str) -> str:
    """Return the last four digits of the account that the text names, or nothing."""
    found = LAST_FOUR.search(text)
    return (found.group(1) or found.group(2)) if found else ""
