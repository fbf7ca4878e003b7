"""What every reader of results gives: a value with what its sentence or table says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Role = Literal["subject", "comparator", "baseline"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured level; None is what the text does not name. Names stand as they are printed.

    `protocol`: conditions that the text names for this value, under bits, shots, version or setting. `role` tells the
    sentence's subject from what it is held against; a baseline is one that `aliases.yml` lists. `column` is where in a
    table the value stands, counted from 1; a name from labels below each other is written "outer / inner".
    """

    system: str | None
    method: str | None
    dataset: str | None
    split: str | None
    metric: str | None
    value: Decimal
    unit: str | None
    role: Role
    protocol: dict[str, str] = field(default_factory=dict)
    column: int | None = None
