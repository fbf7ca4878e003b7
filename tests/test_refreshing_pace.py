"""A hundred questions at once keep every host within its limit, by the server's own log.

The limits are those of `manners`, all divided by one factor, so that the test takes seconds. The server sees a request
a little late when the machine is busy, and the next one in time: hence twenty intervals are measured, without any
allowance. `make bench` runs the same with the limits as they are, measures each interval, and how long it takes.
"""

from __future__ import annotations

from pathlib import Path

from tests.refreshes import HUNDRED, SCALE, hundred, too_fast

WINDOW = 20


def test_a_hundred_questions_keep_every_hosts_limit(tmp_path: Path) -> None:
    run = hundred(tmp_path, SCALE)
    assert run.written == HUNDRED
    assert not run.failed
    assert not too_fast(run, WINDOW)
    assert min(len(starts) for starts in run.log.values()) >= HUNDRED, "each host was asked for every question"
