"""Whether two records describe one work: by titles, names of authors, years and venues, never by identifiers.

Pure; stands above `schema`, beside `independence`; `stages.dedupe` asks it and groups what it says. A record is
described first (`description`); two of them are held against each other (`comparison`), also with the values put back
that slipped into a title (`misplaced`).
"""

from generator.identity.comparison import likeness, same_title
from generator.identity.description import Description, describe

__all__ = ["Description", "describe", "likeness", "same_title"]
