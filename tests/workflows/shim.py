"""`claimbook` as a workflow's job runs it, but asking the server of tests/loopback.py, and without models."""

from __future__ import annotations

import os
from pathlib import Path

from generator import cli, workbench
from generator.commands import asking
from generator.settings import Keys
from generator.sources.http import Door
from generator.workbench import RULES, Workbench
from tests.loopback import Detour
from tests.refreshes import OPEN_GATES, QUICK


def door(keys: Keys, cache: Path | None = None) -> Door:
    return Door(keys, cache, Detour(int(os.environ["WORLD_PORT"])), OPEN_GATES, QUICK)


def rules(_root: Path, _folder: Path | None = None) -> Workbench:
    return RULES


if __name__ == "__main__":
    vars(asking)["Door"] = door
    vars(workbench)["load"] = rules
    cli.main()
