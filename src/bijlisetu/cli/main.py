"""The command `bijlisetu`: finds its subcommands, sets up what they need, and says in one line what went wrong."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import EntryPoint, entry_points

import click
import django.db
import psycopg
from django.core.exceptions import ImproperlyConfigured

from bijlisetu.plumbing.refusal import Refusal
from bijlisetu.plumbing.startup import DATABASE_URL

logger = logging.getLogger(__name__)

#: Those that another server, user or database may mend: not there, not allowed, not ours.
MENDED_BY_URL = (
    *(django.db.OperationalError, django.db.InterfaceError, django.db.ProgrammingError),
    *(psycopg.OperationalError, psycopg.InterfaceError, psycopg.ProgrammingError),
)


class Commands(click.Group):
    """Subcommands of all entrances; each is imported only when it is called."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Return the names of all commands."""
        return sorted(_found())

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """Return the command of the name, imported now; none if there is no such command."""
        found = _found().get(name)
        if found is None:
            return None
        command: click.Command = found.load()
        return command


def _found() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group="bijlisetu.commands")}


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="bijlisetu")
def bijlisetu() -> None:
    """Bijli Setu (बिजली सेतु): reach every consumer, and turn each one not reached into somebody's work."""


def main() -> None:
    """Run the command; what a person can mend is one line on the error stream and exit code 1."""
    # Asked first: the entrances set it themselves for the embedded server.
    configured = bool(os.environ.get(DATABASE_URL))
    try:
        bijlisetu(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _end("stopped", 130)
    except (Refusal, ImproperlyConfigured) as refusal:
        _end(str(refusal))
    except (django.db.Error, psycopg.Error) as fault:
        _end(_words_of(fault, configured=configured))
    except BrokenPipeError:
        sys.exit(0)
    except OSError as fault:
        if fault.filename is None:
            raise
        _end(f"{fault.filename}: {fault.strerror}")


def _words_of(fault: Exception, *, configured: bool) -> str:
    first = str(fault).strip().splitlines()
    logger.debug("database fault", exc_info=fault)
    hint = f"; check {DATABASE_URL}" if configured and isinstance(fault, MENDED_BY_URL) else ""
    return f"the database does not do its part: {first[0] if first else type(fault).__name__}{hint}"


def _end(words: str, code: int = 1) -> None:
    click.echo(f"bijlisetu: {words}", err=True)
    sys.exit(code)
