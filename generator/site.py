"""The mkdocs-gen-files script: reports → pages. The only writer of the site besides MkDocs itself.

Stands at the top, beside `cli`: it asks `pipeline` for the reports and `render` for text. MkDocs runs this file (see
mkdocs.yml); whoever imports it instead gets `write_site`, and nothing is written.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Protocol

from mkdocs.exceptions import PluginError
from mkdocs_gen_files.editor import FilesEditor

from generator import ids
from generator.errors import ClaimbookError
from generator.pipeline import build_all
from generator.published import beside_of
from generator.render import Beside, site_files
from generator.schema import Report


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


def write_site(reports: tuple[Report, ...], sink: PageSink, beside: Beside | None = None) -> None:
    """Write every generated file of the site to the sink."""
    for page in site_files(reports, beside or Beside()):
        sink.write(page.path, page.text)


def run(editor: FilesEditor) -> None:
    """Build the project that MkDocs is building. Raises PluginError, which MkDocs prints without a traceback."""
    root = Path(editor.config.config_file_path).resolve().parent
    try:
        reports = build_all(root)
        repository = repository_of(editor.config.extra.get("repository"))
        beside = beside_of(root, reports, editor.config.site_url or "")
        beside = replace(beside, repository=repository, name=editor.config.site_name)
    except ClaimbookError as error:
        raise PluginError(str(error)) from error
    write_site(reports, GenFilesSink(editor), beside)


def repository_of(stated: object) -> str:
    """The address of the repository that mkdocs.yml states, without a slash at its end; empty where it states none."""
    return (ids.safe_url(str(stated)) or "").rstrip("/") if stated else ""


if __name__ == "<run_path>":  # the name that runpy, and so mkdocs-gen-files, gives to a script
    run(FilesEditor.current())
