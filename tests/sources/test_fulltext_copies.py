from __future__ import annotations

import pytest

from generator.errors import ServiceError
from generator.sources.fulltext import EuropePmcFullText
from tests.makers import work

PEARS = work("Red light and the ripening of pears")


def jats(title: str = PEARS.title, pmcid: str = "PMC1") -> bytes:
    numbered = f'<article-id pub-id-type="pmcid">{pmcid}</article-id>' if pmcid else ""
    named = f"<title-group><article-title>{title}</article-title></title-group>" if title else ""
    front = f"<front><article-meta>{numbered}{named}</article-meta></front>"
    return f"<article>{front}<body><sec><title>Results</title><p>It ripened.</p></sec></body></article>".encode()


@pytest.mark.parametrize("body", [jats(), jats(pmcid=""), jats(title="")])
def test_a_text_that_names_its_work_by_title_or_number_is_taken(body: bytes) -> None:
    assert EuropePmcFullText().version(body, "PMC1", PEARS).sections[0].text == "It ripened."


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (jats(title="Bees in winter, a survey of hives"), "of another work: Bees in winter"),
        (jats(pmcid="PMC2"), "of another work: PMC2"),
        (jats(title="", pmcid="PMC2"), "of another work: PMC2"),
        (jats(title="", pmcid=""), "does not say of which work"),
    ],
)
def test_a_text_of_another_work_or_of_nobody_knows_which_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(ServiceError, match=said):
        EuropePmcFullText().version(body, "PMC1", PEARS)
