"""
Hold what is suspected against made-up circles whose cuts are known, seed by seed.

python -m bench.finding --seeds 10 [--wrong 0.3] [--cuts 40] [--everyday 0.001]
"""

from __future__ import annotations

from argparse import ArgumentParser

import click
from tests.outages.learning.finding import play, shown
from tests.outages.learning.world import World


def main() -> None:
    """Print a line for each seed, and what all of them come to."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--wrong", type=float, default=0.3, help="share of the registry that is wrong")
    parser.add_argument("--cuts", type=int, default=40, help="a day")
    parser.add_argument("--everyday", type=float, default=0.001, help="of people who call a day for themselves")
    asked = parser.parse_args()
    cuts = in_time = false = 0
    for seed in range(asked.seeds):
        found = play(World(seed, wrong=asked.wrong, cuts_a_day=asked.cuts, everyday=asked.everyday))
        cuts, in_time, false = cuts + found.cuts, in_time + found.in_time, false + found.false
        click.echo(f"seed {seed:>3}  {shown(found)}")
    click.echo(
        f"{in_time} of {cuts} found in time ({100 * in_time / max(cuts, 1):.0f} %), {false} false in {asked.seeds} days"
    )


if __name__ == "__main__":
    main()
