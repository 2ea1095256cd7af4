"""Our signature under each e-mail, so that nobody else can write in our name (DKIM: RFC 6376, RFC 8463)."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections.abc import Callable

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

#: One-click unsubscription counts only where its headers are signed (RFC 8058 4).
SIGNED = (
    "from", "to", "subject", "date", "message-id", "mime-version", "content-type", "content-transfer-encoding",
    "list-unsubscribe", "list-unsubscribe-post",
)  # fmt: skip
#: Each is named once more than it occurs, so that a second one added on the way breaks the signature.
AT_MOST_AS_SIGNED = ("from", "to", "subject", "content-type")
LEAST_BITS = 1024  # RFC 8301: receivers ignore a signature by a shorter key
SELECTOR = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class NotASigningKey(ValueError):
    """The text is no private key that mail can be signed with."""


class NotASelector(ValueError):
    """The selector is no name that a DNS record can have."""


class Signer:
    """Our domain's key under one selector."""

    def __init__(self, *, domain: str, selector: str, key: bytes, clock: Callable[[], float] = time.time) -> None:
        """
        Take the key as PEM.

        :raises NotASigningKey: if it is none
        :raises NotASelector: if the selector is no name
        """
        if not SELECTOR.fullmatch(selector):
            raise NotASelector("the selector must be a name like bill2026")
        self._domain, self._selector = domain, selector
        self._algorithm, self._sign = _signing(key)
        self._clock = clock

    def signed(self, message: bytes) -> bytes:
        """Return the message, its lines ended by CRLF, with our signature above it."""
        head, _, body = message.partition(b"\r\n\r\n")
        headers = _headers(head + b"\r\n")
        names = [name for name in SIGNED if name in headers] + [name for name in AT_MOST_AS_SIGNED if name in headers]
        digest = base64.b64encode(hashlib.sha256(_relaxed_body(body)).digest()).decode()
        fields = (
            f"v=1; a={self._algorithm}; c=relaxed/relaxed; d={self._domain}; s={self._selector};\r\n"
            f" t={int(self._clock())}; h={':'.join(names[:5])}\r\n :{':'.join(names[5:])};\r\n bh={digest};\r\n b="
        )
        text = b"".join(headers[name] + b"\r\n" for name in dict.fromkeys(names))
        ours = _relaxed_header(b"DKIM-Signature", b" " + fields.encode())
        signature = base64.b64encode(self._sign(text + ours)).decode()
        folded = "\r\n ".join(signature[at : at + 72] for at in range(0, len(signature), 72))
        return f"DKIM-Signature: {fields}{folded}\r\n".encode() + message


def _signing(pem: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise NotASigningKey("this is no private key in PEM without a password") from None
    if isinstance(key, Ed25519PrivateKey):
        return "ed25519-sha256", lambda text: key.sign(hashlib.sha256(text).digest())
    if not isinstance(key, RSAPrivateKey):
        raise NotASigningKey("the key must be RSA or Ed25519")
    if key.key_size < LEAST_BITS:
        raise NotASigningKey(f"an RSA key of {key.key_size} bits is too short; take 2048")
    return "rsa-sha256", lambda text: key.sign(text, PKCS1v15(), SHA256())


def _headers(head: bytes) -> dict[str, bytes]:
    """Return the headers that are to be signed, as the signature sees them; each of ours stands there once."""
    found: dict[str, bytes] = {}
    for line in re.split(rb"\r\n(?![ \t])", head.removesuffix(b"\r\n")):
        name, _, value = line.partition(b":")
        key = name.strip().lower().decode("ascii", "replace")
        if key in SIGNED:
            found[key] = _relaxed_header(name, value)
    return found


def _relaxed_header(name: bytes, value: bytes) -> bytes:
    unfolded = re.sub(rb"[ \t]+", b" ", value.replace(b"\r\n", b""))
    return name.strip().lower() + b":" + unfolded.strip(b" \t")


def _relaxed_body(body: bytes) -> bytes:
    # Plain replacing is used: a regular expression takes ten times as long over an attached bill as the signature.
    body = body.replace(b"\t", b" ")
    while b"  " in body:
        body = body.replace(b"  ", b" ")
    lines = body.replace(b" \r\n", b"\r\n").removesuffix(b" ")
    while lines.endswith(b"\r\n"):
        lines = lines.removesuffix(b"\r\n")
    return lines + b"\r\n" if lines else b""
