"""`python -m bijlisetu` is the command `bijlisetu`."""

from bijlisetu.cli.main import main

main()
