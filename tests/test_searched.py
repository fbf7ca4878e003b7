"""The search index holds titles, answers and abstracts, and as many of their sentences as weigh little enough."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from generator.searched import BYTES, INDEX, lean, on_post_build

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def entry(location: str, text: str) -> dict[str, str]:
    return {"location": location, "title": f"Title of {location}", "text": text}


def index(*docs: dict[str, str]) -> str:
    return json.dumps({"config": {"lang": ["en"]}, "docs": docs})


def listed(*sentences: str) -> str:
    return f"<p>\N{BLACK CIRCLE} Answered</p> <ol> {' '.join(f'<li>{one}</li>' for one in sentences)} </ol>"


def texts(made: str) -> dict[str, str]:
    return {one["location"]: one["text"] for one in json.loads(made)["docs"]}


def large(reports: int) -> str:
    """An index of so many reports, whose words repeat as seldom as letters drawn by lot do."""
    dice = random.Random(1)  # noqa: S311 - no secret

    def sentence() -> str:
        return " ".join("".join(dice.choices(LETTERS, k=5)) for _ in range(20)) + "."

    docs = []
    for at in range(reports):
        docs.append(entry(f"reports/r-{at}/", f"<p>{sentence()}</p>"))
        docs.append(entry(f"reports/r-{at}/#answer", listed(*(sentence() for _ in range(5)))))
        docs.append(entry(f"reports/r-{at}/#abstract", listed(*(sentence() for _ in range(4)))))
    return index(*docs)


def test_what_is_no_report_keeps_its_title_and_a_page_its_opening() -> None:
    made = lean(
        index(
            entry("reading/#marks", "<p>Prose.</p>"),
            entry("reading/", "<p>How to\nread.</p> <p>More.</p>"),
            entry("reports/", ""),
        )
    )
    assert texts(made) == {"reading/#marks": "", "reading/": "<p>How to\nread.</p>", "reports/": ""}
    assert json.loads(made)["docs"][0]["title"] == "Title of reading/#marks"
    assert json.loads(made)["config"] == {"lang": ["en"]}


def test_an_abstract_loses_what_its_own_answer_says() -> None:
    made = lean(
        index(
            entry("reports/x/", "<p>A question?</p>"),
            entry("reports/x/#answer", listed("One.", "Two.")),
            entry("reports/x/#abstract", listed("Zero.", "Two.")),
            entry("reports/y/", "<p>Another?</p>"),
            entry("reports/y/#abstract", listed("Two.")),
        )
    )
    found = texts(made)
    assert found["reports/x/"] == "<p>A question?</p>"
    assert found["reports/x/#answer"] == listed("One.", "Two.")
    assert "<li>Zero.</li>" in found["reports/x/#abstract"]
    assert "Two." not in found["reports/x/#abstract"]
    assert found["reports/y/#abstract"] == listed("Two.")


def test_a_light_index_is_whole_and_a_heavy_one_is_cut_by_sentences_until_it_is_light() -> None:
    whole = large(20)
    assert texts(lean(whole)) == texts(whole)
    weights, before = [], len(whole)
    for most in (20_000, 12_000, 6_000, 4_000):
        made = lean(whole, most)
        weights.append(len(gzip.compress(made.encode())))
        assert weights[-1] <= most
        assert len(made) < before
        before = len(made)
        assert {text.count("<li>") for place, text in texts(made).items() if place.endswith("answer")} < {
            0,
            1,
            2,
            3,
            4,
            5,
            6,
        }
        assert all(text for place, text in texts(made).items() if place.endswith("/"))
    assert weights == sorted(weights, reverse=True)


def test_the_index_of_a_thousand_reports_weighs_less_than_a_first_query_may() -> None:
    """Random letters are the worst case for what packs an index: real sentences leave more room."""
    made = lean(large(1000))
    assert BYTES / 2 < len(gzip.compress(made.encode())) <= BYTES
    assert len(json.loads(made)["docs"]) == 3000


def test_the_hook_rewrites_the_index_where_there_is_one(tmp_path: Path) -> None:
    config = MkDocsConfig()
    config.site_dir = str(tmp_path)
    on_post_build(config)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / INDEX).parent.mkdir()
    (tmp_path / INDEX).write_text(index(entry("reading/", "<p>Prose.</p><p>More.</p>")), encoding="utf-8")
    on_post_build(config)
    assert texts((tmp_path / INDEX).read_text(encoding="utf-8")) == {"reading/": "<p>Prose.</p>"}
