"""The command line: puts the commands of `generator/commands` together, and turns errors into words.

Exit codes: 0 all is well · 1 a schema file, a stored score or a ledger is not current, deployments differ, an
identifier does not exist, or the doctor finds a fault · 2 the input is wrong, or a name names nothing · 3 a service
could not be asked.
"""

from __future__ import annotations

import contextlib
import io
import sys

import click

from generator import __version__
from generator.commands import asking, comparing, contributing, reading, storing
from generator.commands.options import BAD_INPUT
from generator.errors import ClaimbookError, InputError
from generator.evaluate.command import evaluate

COMMANDS = [
    contributing.check,
    contributing.new,
    contributing.dispute_claim,
    contributing.preview,
    contributing.comment,
    contributing.schema,
    reading.report,
    reading.explain,
    reading.query,
    asking.refresh,
    asking.resolve,
    asking.examine,
    storing.build,
    storing.score,
    storing.gather,
    storing.record,
    comparing.diff,
    evaluate,
]


@click.group(commands=COMMANDS, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="claimbook")
def cli() -> None:
    """Research questions in, a website of literature syntheses out, in which every sentence can be checked."""


def main() -> None:
    """Runs the command line; an error that the project knows becomes one message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a sign that the terminal cannot show must not end the command
            stream.reconfigure(errors="backslashreplace")
    try:
        cli(standalone_mode=True)
    except OSError as error:
        _say(f"claimbook: {error.strerror or error}: {error.filename or 'output'}")
        sys.exit(BAD_INPUT)
    except InputError as error:
        click.echo(str(error), err=True)
        sys.exit(BAD_INPUT)
    except ClaimbookError as error:
        click.echo(f"claimbook: {error}", err=True)
        sys.exit(BAD_INPUT)


def _say(text: str) -> None:
    with contextlib.suppress(OSError):
        click.echo(text, err=True)
