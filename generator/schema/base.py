"""What all records share: their base, and the constrained types that more than one of them uses.

Stands beside `words` at the bottom of `schema`; it imports nothing of the project. It names no record of the pipeline.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=r"^[^\r\n\t]*$")]
# At least one sign that is neither space nor punctuation: a term of separators would mean nothing.
_WORDED = r"^[^\r\n\t]*[^\s!-/:-@\[-`{-~‐-―][^\r\n\t]*$"
Term = Annotated[str, StringConstraints(strip_whitespace=True, min_length=2, max_length=120, pattern=_WORDED)]
Score = Annotated[float, Field(ge=0, le=10)]


class Record(BaseModel):
    """Base of every record: frozen, and closed to keys that nobody declared."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)
