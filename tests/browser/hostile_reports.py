"""Reports in which every free text holds a hostile string, and so few of them that a browser opens each one."""

from __future__ import annotations

from generator import schema as s
from tests.render.fake_report import report_of
from tests.render.hostile import STRINGS

REPORTS = 10


class Rotation:
    """Gives each free text the next hostile string, and remembers none: the report itself says where they stand."""

    def __init__(self, first: int) -> None:
        self.next = first

    def __call__(self, default: str) -> str:
        self.next += 1
        return f"{default} {STRINGS[self.next % len(STRINGS)]}"


def reports() -> tuple[s.Report, ...]:
    """Every string stands in every report or so, and no field has the same one in two of them."""
    made = []
    for number in range(REPORTS):
        report = report_of(Rotation(number * len(STRINGS) // REPORTS))
        question = report.question.model_copy(update={"slug": f"hostile-{number}"})
        made.append(report.model_copy(update={"question": question}))
    return tuple(made)
