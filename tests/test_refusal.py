import pytest

from generator import refusal


@pytest.mark.parametrize(
    ("title", "doi", "what"),
    [
        ("Erratum to: A trial of zorvine", None, "a notice on a work"),
        ("Author Correction: A trial of zorvine", None, "a notice on a work"),
        ("Retraction note: A trial of zorvine", None, "a notice on a work"),
        ("Expression of concern: A trial of zorvine", None, "a notice on a work"),
        ('Review for "A trial of zorvine"', None, "a peer review of a work"),
        ("Decision letter: A trial of zorvine", None, "a peer review of a work"),
        ("A trial of zorvine", "10.5555/zorvine/v1/review2", "a peer review of a work"),
        ("Flares by week", "10.5555/zorvine/fig-2", "a component of a work"),
        ("A trial of zorvine", "10.5555/zorvine", None),
        ("Correction of gait in adults with gout", None, None),
        ("Retraction of the soft palate", None, None),
        ("A review for clinicians", None, None),
    ],
)
def test_what_is_no_work_of_its_own(title: str, doi: str | None, what: str | None) -> None:
    assert refusal.no_work(title, doi) == what


def test_a_mark_of_retraction_is_no_part_of_the_title() -> None:
    assert refusal.unmarked("RETRACTED: A trial of zorvine") == "A trial of zorvine"
    assert refusal.unmarked("Withdrawn ARTICLE: A trial") == "A trial"
    assert refusal.unmarked("Retracted") == "Retracted"


def test_a_prefix_is_that_of_copies_as_a_whole() -> None:
    assert refusal.is_copycat("10.65215/zorvine")
    assert not refusal.is_copycat("10.652150/zorvine")
