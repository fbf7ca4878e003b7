"""The mkdocs-gen-files script: reports → pages. The only writer of the site besides MkDocs itself.

Stands at the top, beside `cli`: it asks `pipeline` for the reports and `render` for text. MkDocs runs this file (see
mkdocs.yml); whoever imports it instead gets `write_site`, and nothing is written.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from mkdocs.exceptions import PluginError
from mkdocs_gen_files.editor import FilesEditor

from generator import questions
from generator.errors import ClaimbookError
from generator.pipeline import build_all
from generator.render import NO_LEDGERS, NO_RUNS, Ledgers, site_files
from generator.schema import Moved, Report, Runs
from generator.store import ledger, locks


class PageSink(Protocol):
    """Where pages go: a running MkDocs build, or a test's dictionary."""

    def write(self, path: str, text: str) -> None:
        """Take one file; `path` is relative to the site's source folder, with forward slashes."""


class GenFilesSink:
    """Hands files to a MkDocs build that is running."""

    def __init__(self, editor: FilesEditor) -> None:
        self._editor = editor

    def write(self, path: str, text: str) -> None:
        """Add one virtual file to the build."""
        with self._editor.open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)


def write_site(  # noqa: PLR0913 - what the site is made of, each with a default for tests
    reports: tuple[Report, ...],
    sink: PageSink,
    runs: Runs = NO_RUNS,
    ledgers: Ledgers = NO_LEDGERS,
    address: str = "",
    moved: tuple[Moved, ...] = (),
) -> None:
    """Write every generated file of the site to the sink; `address` is the site's own, if it is known."""
    for page in site_files(reports, runs, ledgers, address, moved):
        sink.write(page.path, page.text)


def run(editor: FilesEditor) -> None:
    """Build the project that MkDocs is building. Raises PluginError, which MkDocs prints without a traceback."""
    try:
        root = Path(editor.config.config_file_path).resolve().parent
        reports = build_all(root)
        moved = questions.moved(root)
        kept = ledger.load_all(root, [report.question.slug for report in reports])
    except ClaimbookError as error:
        raise PluginError(str(error)) from error
    lines = {one.path.stem: one.lines for one in kept}
    write_site(reports, GenFilesSink(editor), locks.runs(root), lines, editor.config.site_url or "", moved)


if __name__ == "<run_path>":  # the name that runpy, and so mkdocs-gen-files, gives to a script
    run(FilesEditor.current())
