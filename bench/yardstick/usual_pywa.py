"""pywa's sync client in threads, storing nothing: `python -m bench.yardstick.usual_pywa PORT SECONDS`."""

from __future__ import annotations

import itertools
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
from pywa import WhatsApp
from pywa.types.templates import BodyText, HeaderDocument, TemplateLanguage

from bench.yardstick.letter import LINK, NUMBER_ID, VALUES, told

THREADS = 8


class ToLocal(httpx.HTTPTransport):
    """Carries what is meant for Meta to our port: pywa has no setting for the address."""

    def __init__(self, port: int) -> None:
        """Take the port."""
        super().__init__()
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request there."""
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self.port)
        return super().handle_request(request)


def main(port: int, seconds: float) -> None:
    """Send as its documentation shows."""
    numbers, began, spent = itertools.count(1), time.monotonic(), time.process_time()

    with httpx.Client(transport=ToLocal(port)) as session, ThreadPoolExecutor(THREADS) as threads:
        client = WhatsApp(phone_id=NUMBER_ID, token="token", session=session)  # noqa: S106 - of this measure alone

        def one_after_the_other(_: int) -> int:
            sent = 0
            while time.monotonic() - began < seconds:
                client.send_template(
                    to=f"91{6_000_000_000 + next(numbers)}",
                    name="bill_issued",
                    language=TemplateLanguage.HINDI,
                    params=[
                        HeaderDocument.params(document=LINK, filename="bill-1234.pdf"),
                        BodyText.params(*VALUES),
                    ],
                    tracker="8",
                )
                sent += 1
            return sent

        sent = sum(threads.map(one_after_the_other, range(THREADS)))
    print(told(sent, time.monotonic() - began, time.process_time() - spent))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
