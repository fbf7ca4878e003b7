"""How long a refresh of a hundred questions takes against what the hosts' limits make necessary; whether it keeps them.

Run by `make bench`; takes ten minutes, nearly all of them waiting. Exit code 1 if a limit is broken or it takes more
than ALLOWED times what is necessary.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.refreshes import hundred, necessary, too_fast

ALLOWED = 1.2


def main() -> int:
    """Runs it with the limits as they are and prints what the server saw."""
    with tempfile.TemporaryDirectory() as folder:
        run = hundred(Path(folder), 1.0)
    breaches, least = too_fast(run), necessary(run)
    for host, starts in run.log.items():
        print(f"{host}: {len(starts)} requests, {run.at_once[host]} at once at most")
    for breach in breaches:
        print(f"broken: {breach}")
    print(f"{run.written} locks written, {len(run.failed)} failures, {len(breaches)} breaches of a limit")
    print(f"{run.seconds:.1f} s; {least:.1f} s are necessary: {run.seconds / least:.3f} times, {ALLOWED} allowed")
    return int(bool(breaches) or bool(run.failed) or run.seconds > ALLOWED * least)


if __name__ == "__main__":
    sys.exit(main())
