"""From a claimed try to a letter: the kind's words, this consumer's facts, links signed for this attempt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bijlisetu.channels.letter import Letter
from bijlisetu.delivery.actions import Claimed
from bijlisetu.kinds.fill import fill, with_codes
from bijlisetu.kinds.kind import Kind, Lane
from bijlisetu.plumbing import genuine, links
from bijlisetu.values import ChannelKind

MINUTE = timedelta(minutes=1)
#: A bill stays openable from its message for two billing cycles.
LINK_LIFE = timedelta(days=60)
#: Who keeps a mail may unsubscribe by it for half a year.
UNSUBSCRIBE_LIFE = timedelta(days=180)
#: A carrier fetches at once, and now and then again while it retries.
FETCH_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """Writes letters: knows the kinds, our public address and the secret that signs links."""

    kinds: Mapping[str, Kind]
    public_url: str
    secret: str
    short_sms: bool = False  #: for an operator that allows three variables and no more

    def write(self, claimed: Claimed, *, at: datetime) -> Letter:
        """Return the letter for the claimed try."""
        kind, attempt = self.kinds[claimed.kind], claimed.attempt
        # A signature costs as much as all the rest of a letter: only links that the letter shows are made.
        is_whatsapp = claimed.channel is ChannelKind.WHATSAPP
        shows_link = not is_whatsapp or kind.shows_link_on_whatsapp
        content = fill(
            kind,
            claimed.channel,
            language=claimed.language,
            facts=self._facts(kind, claimed),
            attempt=attempt,
            link=f"{self.public_url}/b/{self._token(attempt, 'bill', at + LINK_LIFE)}" if shows_link else "",
            public_url=self.public_url,
            document_link=f"{self.public_url}/c/{self._token(attempt, 'carrier', at + FETCH_LIFE)}.pdf",
            unsubscribe_link=self._unsubscribe_link(attempt, at) if kind.may_be_refused else "",
            short=self.short_sms,
            genuine=genuine.code_of(attempt, secret=self.secret) if kind.shows_genuine else "",
            good_for=max(timedelta(minutes=(claimed.expires_at - at) // MINUTE), MINUTE),
        )
        return Letter(
            attempt=attempt, to=claimed.address, content=content, brings_document=claimed.brings_document
        )  # fmt: skip

    def _facts(self, kind: Kind, claimed: Claimed) -> Mapping[str, str]:
        if kind.lane is not Lane.OTP:
            return claimed.facts
        return with_codes(kind, claimed.facts, secret=self.secret)

    def _unsubscribe_link(self, attempt: int, at: datetime) -> str:
        return f"{self.public_url}/u/{self._token(attempt, 'unsubscribe', at + UNSUBSCRIBE_LIFE)}"

    def _token(self, attempt: int, purpose: str, last: datetime) -> str:
        return links.sign(attempt, purpose=purpose, last_day=last.date(), secret=self.secret)
