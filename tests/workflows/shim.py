"""`claimbook` as a workflow's job runs it, but asking the server of tests/loopback.py, and without models."""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import yaml

from generator import cli, workbench
from generator.settings import Keys
from generator.sources.http import Door
from generator.workbench import RULES, Workbench
from tests.loopback import Detour
from tests.refreshes import OPEN_GATES, QUICK


def door(keys: Keys, cache: Path | None = None) -> Door:
    return Door(keys, cache, Detour(int(os.environ["WORLD_PORT"])), OPEN_GATES, QUICK)


def rules(_root: Path, _folder: Path | None = None) -> Workbench:
    return RULES


def stand_in(form: str) -> None:
    """What `claimbook new --from-form` does, where this checkout has no such command: a file, or exit code 2."""
    told = json.loads(Path(form).read_text(encoding="utf-8"))
    if not told["question"].endswith("?"):
        sys.stdout.write(f"question: {told['question']!r} does not end with a question mark\n")
        sys.exit(2)
    slug = re.sub(r"[^a-z0-9]+", "-", told["title"].lower()).strip("-")[:40].strip("-")
    name = told["intervention"].partition(":")[0]
    facets = {"intervention": [{"name": name}], "outcome": [{"name": told["outcome"].partition(":")[0]}]}
    text = yaml.safe_dump({"title": told["title"], "question": told["question"], "facets": facets})
    Path("questions", f"{slug}.yml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:3] == ["new", "--from-form"] and "new" not in cli.cli.commands:
        stand_in(sys.argv[3])
        sys.exit()
    vars(cli)["Door"] = door
    vars(workbench)["load"] = rules
    cli.main()
