"""Open full texts as Europe PMC has them, read whole: 230 articles and an answer of efetch."""

import sys
import time
from collections import Counter
from pathlib import Path

from generator.schema import Form
from generator.sources.fulltext import Article, jats, sections_of
from generator.stages.read import read
from generator.text import paragraphs, sentences
from tests.makers import work

ARTICLES = 230


def counted(article: Article) -> Counter[str]:
    """What an article gave; every passage is asserted to be its slice, and to say where it stands."""
    sections = sections_of(article)
    assert len({one.name.casefold() for one in sections}) == len(sections)
    held = {one.name: one for one in sections}
    passages = read([work(sections=sections)])[0]
    for passage in passages:
        text = held[passage.section].text or ""
        assert text[passage.start : passage.end] == passage.text
        assert passage.place.startswith(passage.section)
        assert "\n" not in passage.text
    prose = [one.text or "" for one in sections if one.form is Form.PROSE]
    return Counter(
        {
            "articles": 1,
            "sections": len(prose),
            "paragraphs": sum(len(paragraphs(text)) for text in prose),
            "sentences": sum(len(sentences(text)) for text in prose),
            "tables": len(article.tables),
            "tables without cells": sum(bool(one.fault) for one in article.tables),
            "tables without cells, but with a grid": sum(
                "0 tables" not in one.fault for one in article.tables if one.fault
            ),
            "rows": sum(len(one.rows) for one in article.tables),
            "located rows": sum(one.form is Form.TABLE and ", row " in one.place for one in passages),
            "without a body": not article.body,
            "without any text": not sections,
        }
    )


def told(counts: Counter[str]) -> None:
    sys.stdout.write("\n" + "".join(f"  {name:<40}{count:>8}\n" for name, count in counts.items()))


def test_recorded_full_texts_give_sections_and_located_cells(shared: Path) -> None:
    files = sorted((shared / "data" / "fulltext").glob("*.nxml"))
    bodies = [file.read_bytes() for file in files]
    started = time.perf_counter()
    articles = [jats.article(body) for body in bodies]
    seconds = time.perf_counter() - started
    counts: Counter[str] = sum((counted(one) for one in articles), Counter())
    told(counts)
    sys.stdout.write(f"  read in {seconds:.1f} s\n")
    assert counts["articles"] == ARTICLES
    scans = sum(b"<p>" not in body and b"<p " not in body for body in bodies)  # pictures of pages, and their references
    assert counts["without any text"] == scans
    assert counts["located rows"] == sum(any(row.cells) for one in articles for t in one.tables for row in t.rows)
    assert counts["tables without cells, but with a grid"] <= 3
    assert seconds < ARTICLES * 0.5


def test_recorded_answer_of_efetch_holds_articles(shared: Path) -> None:
    found = jats.articles((shared / "data" / "api" / "bodies" / "pmc_efetch.xml").read_bytes())
    told(sum((counted(one) for one in found), Counter()))
    assert len(found) == 3
    assert all(one.body and one.title and one.authors and one.ids.pmcid for one in found)
