"""What changed between a ledger and a report: events of its claims, its answer and its decision, each with its cause.

Pure; stands above `schema` and knows neither files nor stages. The same lines and the same report give the same new
lines, and give them again where only some of them were written: no line depends on another one of its recording.

    lines ─► History (history) ─┬─► Differences (inputs) ─► Cause (causes) ─┐
    Report ─────────────────────┴───────────────────────────────────────────┴─► lines (events)

    all lines, Report, the last Edition ─► the next one (editions) ─► two of them differ (comparison)
"""

from generator.changes.comparison import Cited, Difference, Held, State, compared, state_of
from generator.changes.editions import as_json, events_told, is_recorded, next_edition, seal_of
from generator.changes.events import changes
from generator.changes.history import History, told_by
from generator.changes.strength import CONFIDENCE_STEP, STANDINGS, standing_of

__all__ = [
    "CONFIDENCE_STEP",
    "STANDINGS",
    "Cited",
    "Difference",
    "Held",
    "History",
    "State",
    "as_json",
    "changes",
    "compared",
    "events_told",
    "is_recorded",
    "next_edition",
    "seal_of",
    "standing_of",
    "state_of",
    "told_by",
]
