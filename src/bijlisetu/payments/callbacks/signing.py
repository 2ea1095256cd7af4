"""Whether a call is the aggregator's own, and of now."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime

from bijlisetu.payments.callbacks.mapping import Signature


class NotSigned(Exception):
    """The call proves nothing; its words are told to whoever calls, and say nothing of secrets."""


def prove(
    body: bytes, headers: Mapping[bytes, bytes], *, signature: Signature, secrets: Sequence[str], at: datetime
) -> None:
    """
    Return if the call is signed with one of the secrets, a moment ago.

    :raises NotSigned: if it is not
    """
    claimed = headers.get(signature.header.lower().encode(), b"").strip().lower().removeprefix(b"sha256=")
    if not claimed:
        raise NotSigned("the signature is missing")
    signed = body
    if signature.moment_header:
        moment = headers.get(signature.moment_header.lower().encode(), b"").strip()
        if not moment.isdigit() or len(moment) > 12:
            raise NotSigned("the moment of signing is missing")
        signed = moment + b"." + body
    proofs = [hmac.digest(secret.encode(), signed, "sha256").hex().encode() for secret in secrets]
    if not any([hmac.compare_digest(proof, claimed) for proof in proofs]):  # noqa: C419 - all of them, in any case
        raise NotSigned("the signature does not match")
    if signature.moment_header and abs(at.timestamp() - int(moment)) > signature.fresh_for:
        raise NotSigned("it was signed too long ago, or by another clock")
