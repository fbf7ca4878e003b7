"""The words by which PubMed and Europe PMC say what a publication is, and what was said of it since.

Stands above `schema`. Both services use the publication types of the National Library of Medicine and its names of
links between records; they differ in case and blanks alone, so that words are compared by their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from generator.schema import Notice, WorkType

_PREPRINTS = frozenset({"preprint"})
_THESES = frozenset({"academicdissertation", "dissertation", "thesis"})
_REPORTS = frozenset({"technicalreport", "governmentpublication"})
_CHAPTERS = frozenset({"bookchapter", "chapter"})
_BOOKS = frozenset({"book", "monograph"})
_PAPERS = frozenset({"conferencepaper", "proceedingspaper"})
_UNREVIEWED = frozenset(
    "addresses biography bookreview comment editorial interview lecture letter meetingabstract meetingreport news"
    " newspaperarticle personalnarrative productreview studyprotocol".split()
)
_ARTICLES = frozenset(
    "journalarticle researcharticle review reviewarticle systematicreview metaanalysis casereport casereports"
    " clinicaltrial controlledclinicaltrial randomizedcontrolledtrial pragmaticclinicaltrial observationalstudy"
    " comparativestudy evaluationstudy validationstudy multicenterstudy twinstudy briefreport rapidcommunication"
    " practiceguideline guideline dataset datapaper".split()
)
_BY_WORDS: tuple[tuple[frozenset[str], WorkType], ...] = (
    (_PREPRINTS, WorkType.PREPRINT),
    (_THESES, WorkType.THESIS),
    (_CHAPTERS, WorkType.CHAPTER),
    (_BOOKS, WorkType.BOOK),
    (_REPORTS, WorkType.REPORT),
    (_UNREVIEWED, WorkType.OTHER),
    (_PAPERS, WorkType.CONFERENCE_PAPER),
    (_ARTICLES, WorkType.ARTICLE),
)

_ARE_NOTICES = frozenset(
    "retraction retractionofpublication retractionnotice partialretraction withdrawal expressionofconcern correction"
    " corrigendum erratum publishederratum".split()
)
_OF_OTHERS = frozenset("retractionof partialretractionof expressionofconcernfor erratumfor".split())
_BY_NOTICE: tuple[tuple[frozenset[str], Notice], ...] = (
    (frozenset("retractedpublication retractedarticle retractionin partialretractionin".split()), Notice.RETRACTION),
    (frozenset({"expressionofconcernin"}), Notice.CONCERN),
    (frozenset("erratumin correctedandrepublishedin".split()), Notice.CORRECTION),
)
"""From the gravest down; a work may have a correction and a retraction."""


def kind(types: Iterable[str]) -> WorkType:
    """The type of a work with these publication types; one that is said to be nothing known is `other`.

    Letters, editorials and comments are `other` even where they are called journal articles, too: nobody reviewed them.
    """
    said = _letters(types)
    return next((found for words, found in _BY_WORDS if said & words), WorkType.OTHER)


def notice(types: Iterable[str], links: Iterable[str]) -> Notice | None:
    """The gravest notice that publication types or links to other records tell of; comments and updates are none.

    A retraction of parts counts as a retraction: nobody says which parts stand.
    """
    said = _letters(types) | _letters(links)
    return next((found for words, found in _BY_NOTICE if said & words), None)


def names_another(types: Iterable[str], links: Iterable[str]) -> str | None:
    """The word by which a record says that it is itself a notice on another work, or None if it is a work."""
    return next(
        (
            word
            for words, known in ((types, _ARE_NOTICES), (links, _OF_OTHERS))
            for word in words
            if _bare(word) in known
        ),
        None,
    )


def _letters(words: Iterable[str]) -> frozenset[str]:
    return frozenset(map(_bare, words))


def _bare(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.casefold())
