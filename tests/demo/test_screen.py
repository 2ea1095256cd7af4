"""What the demo writes fits a terminal of 80 columns, whatever the numbers."""

from __future__ import annotations

from rich.cells import cell_len

from bijlisetu.demo.figures import RunMoment
from bijlisetu.demo.screen import _flow


def test_no_line_of_what_is_going_out_is_longer_than_the_terminal() -> None:
    attempts = {"whatsapp": 350_000, "sms": 120_000, "email": 30_000}
    seen = RunMoment(
        notices=350_000, open=1, unledgered=0, to_fold=0, attempts=attempts, reached=275_000, unreached=75_000,
        proved=1, tasks_open=75_000,
    )  # fmt: skip

    lines = _flow(seen).plain.splitlines()

    assert [cell_len(line) for line in lines if cell_len(line) > 80] == []
