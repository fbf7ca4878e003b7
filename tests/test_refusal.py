from typing import Any

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


PEARS = "Red light and pears"
OTHERS = ("Mina Ide", "Tobe Okoro")


@pytest.mark.parametrize(
    ("record", "told"),
    [
        ({"venue": refusal.OWN_VENUE}, "published in Claimbook reports"),
        ({"venue": "Zenodo (Claimbook Report 7)"}, "published in Zenodo (Claimbook Report 7)"),
        ({"venue": "Claimbook"}, "published in Claimbook"),
        ({"note": "A Claimbook report, deposited by its owner"}, "its note says so"),
        ({"title": f"Claimbook report: {PEARS}"}, "its title says so"),
        ({"title": f"{PEARS} [Claimbook report]"}, "its title says so"),
        ({"title": f"{PEARS} - Claimbook"}, "its title says so"),
        ({"authors": (*OTHERS, "claimbook")}, "Claimbook is its author"),
        ({"urls": (None, "https://example.org/claimbook/reports/red-light-pears/")},
         "it stands at https://example.org/claimbook/reports/red-light-pears/"),
        ({"urls": ("https://Claimbook.example.org/reports/pears",)},
         "it stands at https://Claimbook.example.org/reports/pears"),
        ({"urls": ("https://claimbook.example.org/reports/pears/report.json",)},
         "it stands at https://claimbook.example.org/reports/pears/report.json"),
    ],
)  # fmt: skip
def test_our_reports_are_told_by_their_mark_author_or_address(record: dict[str, Any], told: str) -> None:
    fields: dict[str, Any] = {"title": PEARS, "venue": None, "note": None, "authors": OTHERS, "urls": ()}
    assert refusal.own_report(**fields | record) == told
    assert refusal.own_report(**fields) is None


@pytest.mark.parametrize(
    "record",
    [
        {"title": "Claimbook: syntheses whose every sentence can be checked"},
        {"title": "An evaluation of Claimbook reports"},
        {"title": "How readers use Claimbook"},
        {"venue": "Orchard Letters", "authors": ("Ada Claimbook",)},
        {"urls": ("https://example.org/claimbook/methodology/", "https://example.org/reports/pears/")},
        {"urls": ("https://claimbook.example.org/reports/", "https://example.org/claimbook/reports/")},
        {"urls": ("https://[claimbook/reports/pears/",)},
    ],
)
def test_what_others_write_about_us_is_a_work(record: dict[str, Any]) -> None:
    fields: dict[str, Any] = {"title": PEARS, "venue": None, "note": None, "authors": OTHERS, "urls": ()}
    assert refusal.own_report(**fields | record) is None
