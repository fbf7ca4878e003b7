import pytest

from generator import languages, medline
from generator.schema import Notice, WorkType


@pytest.mark.parametrize(
    ("types", "kind"),
    [
        (["Journal Article", "Randomized Controlled Trial"], WorkType.ARTICLE),
        (["review-article"], WorkType.ARTICLE),
        (["Preprint", "Journal Article"], WorkType.PREPRINT),
        (["Letter", "Journal Article"], WorkType.OTHER),
        (["Academic Dissertation"], WorkType.THESIS),
        (["book-chapter"], WorkType.CHAPTER),
        (["Technical Report"], WorkType.REPORT),
        (["conference-paper"], WorkType.CONFERENCE_PAPER),
        (["Dataset"], WorkType.OTHER),
        ([], WorkType.OTHER),
    ],
)
def test_types_follow_from_publication_types(types: list[str], kind: WorkType) -> None:
    assert medline.kind(types) is kind


@pytest.mark.parametrize(
    ("links", "notice"),
    [
        (["RetractionIn"], Notice.RETRACTION),
        (["Partial retraction in"], Notice.RETRACTION),
        (["RetractedandRepublishedIn"], Notice.RETRACTION),
        (["ExpressionOfConcernIn", "ErratumIn"], Notice.CONCERN),
        (["CorrectedandRepublishedIn"], Notice.CORRECTION),
        (["CorrectedandRepublishedFrom", "CommentIn", "UpdateIn", "Cites", ""], None),
    ],
)
def test_links_to_notices_tell_the_notice(links: list[str], notice: Notice | None) -> None:
    assert medline.notice([], links) is notice
    assert medline.names_another([], links) is None


@pytest.mark.parametrize("link", ["RetractionOf", "ErratumFor", "Expression of concern for", "PartialRetractionOf"])
def test_links_to_what_a_notice_is_about_tell_that_it_is_one(link: str) -> None:
    assert medline.names_another(["Journal Article"], [link]) == link
    assert medline.notice([], [link]) is None


@pytest.mark.parametrize("link", ["CommentOn", "UpdateOf", "OriginalReportIn", "PreprintOf"])
def test_comments_and_updates_are_works(link: str) -> None:
    assert medline.names_another(["Journal Article"], [link]) is None


@pytest.mark.parametrize(
    ("title", "bare"), [("A trial.", "A trial"), ("And then...", "And then..."), ("Why?", "Why?"), ("", "")]
)
def test_titles_lose_their_full_stop(title: str, bare: str) -> None:
    assert medline.without_stop(title) == bare


@pytest.mark.parametrize(
    ("code", "two", "three"),
    [
        ("eng", "en", "eng"),
        ("en", "en", "eng"),
        ("deu", "de", "ger"),
        ("ger", "de", "ger"),
        ("qqq", None, None),
        ("qq", "qq", None),
    ],
)
def test_codes_of_languages_have_two_letters_or_three(code: str, two: str | None, three: str | None) -> None:
    assert languages.two_letters(code) == two
    assert languages.three_letters(code) == three
