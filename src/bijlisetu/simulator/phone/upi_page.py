"""The screens of a phone's UPI app in HTML."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from bijlisetu.simulator.phone.page import screen
from bijlisetu.values.money import rupees


def empty(number: str, *, fault: str = "") -> str:
    """Return the screen that asks for a link, as a real app asks for a code to look at."""
    told = f"<p class=fault role=alert>{fault}</p>" if fault else ""
    return _app(
        number,
        f"""{told}<form method=get action="/phone/{number}/upi">
<label for=link>बिल का UPI लिंक</label>
<input id=link name=link required maxlength=1000 autocomplete=off placeholder="upi://pay?…">
<button class=deed>आगे बढ़ें</button></form>""",
    )


def asked(number: str, link: str, *, to: str, at: str, amount: Decimal, note: str) -> str:
    """Return the screen that shows whom to pay how much, before anything is paid."""
    return _app(
        number,
        f"""<p>किसे<br><b>{escape(to)}</b><small>{escape(at)}</small></p>
<p class=sum>{rupees(amount)}</p><p><small>{escape(note)}</small></p>
<form method=post action="/phone/{number}/upi"><input type=hidden name=link value="{escape(link)}">
<button class=deed>{rupees(amount)} चुकाएँ</button></form>""",
    )


def paid(number: str, *, to: str, amount: str, rrn: str) -> str:
    """Return the screen that says that the bank has paid."""
    return _app(
        number,
        f"""<p class=sum role=status>✓ {escape(amount)} चुकाए</p>
<p>{escape(to)}<small>बैंक का संदर्भ (UTR) {rrn}</small></p>""",
    )


def _app(number: str, inside: str) -> str:
    return screen(
        "UPI",
        f"""<main class="phone upi"><header><a href="/phone/{number}" aria-label="संदेश">‹</a>
<div><h1>UPI ऐप</h1><small>नमूना बैंक</small></div></header><div class=inside>{inside}
<p><a href="/phone/{number}">संदेशों पर लौटें</a></p></div></main>""",
    )
