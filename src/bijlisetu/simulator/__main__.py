"""Run one carrier as a process: python -m bijlisetu.simulator graph|smsc|smtp."""

import sys

from bijlisetu.simulator.options import CARRIERS
from bijlisetu.simulator.process import main

if len(sys.argv) != 2 or sys.argv[1] not in CARRIERS:
    sys.exit(f"usage: python -m bijlisetu.simulator {'|'.join(CARRIERS)}")
main(sys.argv[1])
