"""
The least of a Graph API: it answers each message with an id, and keeps nothing.

`python -m bench.yardstick.graph PORT`
"""

from __future__ import annotations

import asyncio
import itertools
import sys

import uvloop

NUMBERS = itertools.count(1)
ANSWER = (
    b'{"messaging_product":"whatsapp","contacts":[{"input":"916000000001","wa_id":"916000000001"}],'
    b'"messages":[{"id":"wamid.%048d","message_status":"accepted"}]}'
)


class Door(asyncio.Protocol):
    """One connection."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin."""
        self._transport = transport
        self._buffer = b""

    def data_received(self, octets: bytes) -> None:
        """Answer each request that is whole."""
        self._buffer += octets
        while (head := self._buffer.partition(b"\r\n\r\n"))[1]:
            length = int(head[0].lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
            if len(head[2]) < length:
                return
            self._buffer = head[2][length:]
            body = ANSWER % next(NUMBERS)
            self._transport.write(  # type: ignore[attr-defined]
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
            )


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Door, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
