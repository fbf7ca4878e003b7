"""The embedded default: works that people curated in files under questions/library/, in BibTeX, RIS or CSL-JSON.

`parse` reads text and cannot open a file; it gives the whole file, since a library is taken whole and screened
afterwards. An entry that cannot be read becomes a record with file, line and cause, never silence.

    file ─► text ─► entries, one form for all formats ─► works, and what was lost
    files           bibtex (with latex), ris, csl        fields
"""

from generator.sources.library.fields import MAX_FIELD
from generator.sources.library.files import Library, faults, lines, load, parse, supplied

__all__ = ["MAX_FIELD", "Library", "faults", "lines", "load", "parse", "supplied"]
