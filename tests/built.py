"""Builds websites as a person would: the project's own configuration and looks around reports that a test makes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

from generator.render.page import Page

ROOT = Path(__file__).parents[1]
GENERATED = {
    f"{name}index.md"
    for name in ("", *(f"{one}/" for one in "reports claims bibliography benchmarks changes coverage schema".split()))
}
HOOKS = ("generator/csp.py", "generator/headings.py", "generator/searched.py")
REPOSITORY = "https://github.com/orchard/claims"
SCRIPT = """
from datetime import date
from mkdocs_gen_files.editor import FilesEditor
from generator.changes import History, changes, next_edition
from generator.render import Beside
from generator.schema import Moved
from generator.site import GenFilesSink, write_site
from {module} import {maker}
reports = {maker}()
ledgers = {{one.question.slug: changes(History(), one, date(2026, 3, 1)) for one in reports}}
moved = (Moved(slug="tea-of-old", to=reports[0].question.slug),)


def recorded(report):
    lines = ledgers[report.question.slug]
    first = next_edition(report, lines, None, date(2026, 3, 1))
    fewer = report.model_copy(update={{"claims": report.claims[1:], "works": report.works}})
    return first, next_edition(fewer, (*lines, lines[0]), first, date(2026, 4, 1))


editions = {{one.question.slug: recorded(one) for one in reports}}
editions["tea-of-old"] = tuple(
    one.model_copy(update={{"slug": "tea-of-old"}}) for one in editions[reports[0].question.slug]
)
beside = Beside(
    ledgers, moved=moved, site_url="https://example.org/claimbook/", repository="{repository}", editions=editions
)
write_site(reports, GenFilesSink(FilesEditor.current()), beside)
"""


def project(root: Path, module: str, maker: str) -> Path:
    """A project around the reports that `maker` of `module` gives, without arguments; prose pages are stubs."""
    return _around(root, SCRIPT.format(module=module, maker=maker, repository=REPOSITORY), GENERATED)


def framed(root: Path, pages: Iterable[Page]) -> Path:
    """The site of these pages alone, built in the theme's frame; whatever else its navigation names is a stub."""
    made = {page.path: page.text for page in pages}
    _around(root / "project", "", made)
    for path, text in made.items():
        _write(root / "project" / "docs" / path, text)
    return build(root / "project", root / "site")


def _around(root: Path, script: str, generated: Collection[str]) -> Path:
    configuration = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for hook in HOOKS:
        configuration = configuration.replace(f"- {hook}", f"- {ROOT / hook}")
    _write(root / "mkdocs.yml", configuration.replace("generator/site.py", "fake.py"))
    _write(root / "fake.py", script)
    for folder in ("stylesheets", "javascripts", "overrides", "schema"):
        shutil.copytree(ROOT / "docs" / folder, root / "docs" / folder)
    for name in set(re.findall(r": (\S+\.md)$", configuration, re.MULTILINE)) - set(generated):
        _write(root / "docs" / name, "# A page\n\nText.\n")
    return root


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def build(root: Path, folder: Path, runner: str = "properdocs") -> Path:
    """Build the project at `root` into `folder`, which is returned."""
    quiet = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "PYTHONPATH": str(ROOT)}
    quiet |= {"REPOSITORY_URL": REPOSITORY, "SITE_URL": "https://example.org/claimbook/"}
    command = [sys.executable, "-m", runner, "build", "--strict", "--config-file", "mkdocs.yml"]
    done = subprocess.run(
        [*command, "--site-dir", str(folder)],
        cwd=root,
        env={**os.environ, **quiet},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
