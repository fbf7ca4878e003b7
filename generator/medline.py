"""The words by which PubMed and Europe PMC say what a publication is, and what was said of it since.

Stands above `notices`. Both services use the publication types of the National Library of Medicine and its names of
links between records; they differ in case and blanks alone, so that words are compared by their letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from generator import languages, notices
from generator.schema import Notice, Question, WorkType

_UNREVIEWED = frozenset(
    "addresses biography bookreview comment editorial interview lecture letter meetingabstract meetingreport news"
    " newspaperarticle personalnarrative productreview studyprotocol".split()
)
_ARTICLES = frozenset(
    "journalarticle researcharticle review reviewarticle systematicreview metaanalysis casereport casereports"
    " clinicaltrial controlledclinicaltrial randomizedcontrolledtrial pragmaticclinicaltrial observationalstudy"
    " comparativestudy evaluationstudy validationstudy multicenterstudy twinstudy briefreport rapidcommunication"
    " practiceguideline guideline datapaper".split()
)
_KINDS: tuple[tuple[frozenset[str], WorkType], ...] = (
    (frozenset({"preprint"}), WorkType.PREPRINT),
    (frozenset({"academicdissertation", "dissertation", "thesis"}), WorkType.THESIS),
    (frozenset({"bookchapter", "chapter"}), WorkType.CHAPTER),
    (frozenset({"book", "monograph"}), WorkType.BOOK),
    (frozenset({"technicalreport", "governmentpublication"}), WorkType.REPORT),
    (_UNREVIEWED, WorkType.OTHER),
    (frozenset({"conferencepaper", "proceedingspaper"}), WorkType.CONFERENCE_PAPER),
    (_ARTICLES, WorkType.ARTICLE),
)
"""The first kind holds of which a word is said."""

_ARE_NOTICES = frozenset(
    "retraction retractionofpublication retractionnotice partialretraction withdrawal expressionofconcern correction"
    " corrigendum erratum publishederratum".split()
)
_OF_VERSIONS = frozenset({"preprintof", "preprintin", "publishedin"})
_RETRACTED = frozenset({"retractedpublication", "retractedarticle"})


def kind(types: Iterable[str]) -> WorkType:
    """The type of a work with these publication types; one that is said to be nothing known is `other`.

    Letters, editorials and comments are `other` even where they are called journal articles, too: nobody reviewed them.
    """
    said = frozenset(map(_letters, types))
    return next((found for words, found in _KINDS if said & words), WorkType.OTHER)


def notice(types: Iterable[str], links: Iterable[str]) -> Notice | None:
    """The gravest notice that publication types or links to other records tell of; comments and updates are none.

    A link's name ends in "in" where the other record is the notice. A retraction of parts counts as a retraction:
    nobody says which parts stand.
    """
    found = {notices.stated(link) for link in links if _letters(link).endswith("in")}
    if any(_letters(word) in _RETRACTED for word in types):
        found.add(Notice.RETRACTION)
    return next((one for one in (Notice.RETRACTION, Notice.CONCERN, Notice.CORRECTION) if one in found), None)


def is_of_a_version(link: str) -> bool:
    """Whether a link's name says that the other record is of the same work: its preprint or its publication."""
    return _letters(link) in _OF_VERSIONS


def names_another(types: Iterable[str], links: Iterable[str]) -> str | None:
    """The word by which a record says that it is itself a notice about another work, or None if it is a work."""
    own = [word for word in types if _letters(word) in _ARE_NOTICES]
    about = [link for link in links if _letters(link).endswith(("of", "for")) and notices.stated(link)]
    return next(iter(own + about), None)


def codes(question: Question) -> Sequence[str]:
    """The question's languages as libraries write them; none where one is unknown, or the question asks for none."""
    found = [code for one in question.languages if (code := languages.three_letters(one))]
    return found if len(found) == len(question.languages) else ()


def either(filters: Sequence[str]) -> str:
    """Filters of which any will do."""
    return f"({' OR '.join(filters)})" if len(filters) > 1 else filters[0]


def without_stop(title: str) -> str:
    """A title without the full stop that ends every title; an ellipsis stays."""
    return title[:-1].rstrip() if title.endswith(".") and not title.endswith("..") else title


def _letters(word: str) -> str:
    return re.sub(r"[^a-z]", "", word.casefold())
