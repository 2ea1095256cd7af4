"""Whether a call is the aggregator's own, and of now."""

from __future__ import annotations

import hmac
import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from bijlisetu.payments.callbacks.mapping import Signature
from bijlisetu.payments.callbacks.moments import NoZone, moment_of

PREFIX = re.compile(rb"(sha256|v1)=", re.IGNORECASE)


class NotSigned(Exception):
    """The call proves nothing; its words are told to whoever calls, and say nothing of secrets."""


def prove(
    body: bytes, headers: Mapping[bytes, bytes], *, signature: Signature, secrets: Sequence[str], at: datetime
) -> None:
    """
    Return if the call is signed with one of the secrets, a moment ago.

    :raises NotSigned: if it is not
    """
    claimed = PREFIX.sub(b"", headers.get(signature.header.lower().encode(), b"").strip(), count=1)
    if not claimed:
        raise NotSigned("the signature is missing")
    signed = body
    if signature.moment_header:
        moment = headers.get(signature.moment_header.lower().encode(), b"").strip()
        signed_at = _seconds(moment)
        signed = moment + signature.joint.encode() + body
    proofs = [hmac.digest(secret.encode(), signed, "sha256") for secret in secrets]
    ours = [(proof.hex().encode(), claimed.lower()) for proof in proofs]
    ours += [(b64encode(proof), claimed) for proof in proofs]
    if not any([hmac.compare_digest(*both) for both in ours]):  # noqa: C419 - all of them, in any case
        raise NotSigned("the signature does not match")
    if signature.moment_header and abs(at.timestamp() - signed_at) > signature.fresh_for:
        raise NotSigned("it was signed too long ago, or by another clock")


def _seconds(moment: bytes) -> float:
    try:
        return moment_of(moment.decode()).timestamp()
    except NoZone:
        raise NotSigned("the moment of signing has no zone") from None
    except ValueError:
        raise NotSigned("the moment of signing is missing, or is none") from None
