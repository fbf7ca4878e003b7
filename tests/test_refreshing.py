"""Refreshing against a real server: every source found, with proof, whatever the network does."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest

from generator import identification, manners, pipeline, questions, refreshing
from generator.errors import BusyError, InputError, UnknownNameError
from generator.locking import BY_IDENTIFIER, FULL_TEXT, NOT_SEARCHED
from generator.render import Beside, site_files
from generator.schema import (
    Batch,
    ClaimStatus,
    Dispute,
    Notice,
    Origin,
    Outcome,
    Passage,
    Question,
    Reason,
    Report,
    Section,
    WorkType,
)
from generator.sources import SERVICES
from generator.sources.http import Door
from generator.store import locks
from generator.workbench import RULES, Workbench
from tests.loopback import FAULTS, Asked, Reply, Server
from tests.refreshes import (
    LATER,
    OPEN_GATES,
    QUICK,
    SLUG,
    lock,
    lock_bytes,
    project,
    refresh,
    runs,
    seen,
    server,
    stated,
)
from tests.world import PAPERS, World, more

HOST_OF = {
    "openalex": manners.OPENALEX,
    "crossref": manners.CROSSREF,
    "semantic_scholar": manners.SEMANTIC_SCHOLAR,
    "arxiv": manners.ARXIV,
    "europe_pmc": manners.EUROPE_PMC,
    "pubmed": manners.NCBI,
}


def report(root: Path) -> Report:
    asked = questions.find(root, SLUG)
    return pipeline.build(
        asked, identification.batches(root, asked, locks.load(root, SLUG)), pipeline.load_policy(), RULES
    )


def page(root: Path) -> str:
    found = {one.path: one.text for one in site_files((report(root),), Beside(runs=locks.runs(root)))}
    return unescape(found[f"reports/{SLUG}/index.md"])


# --- what is found ----------------------------------------------------------------------------------------------------


def test_every_service_gives_its_works_and_they_become_a_report(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        (found,) = refresh(tmp_path, played)
    assert found.written
    told = seen(lock(tmp_path))
    for service in HOST_OF:
        assert told[service] == {one.title for one in PAPERS if service in one.at}, service
    assert all(run.failure is None and run.answered for run in runs(tmp_path).values())
    built = report(tmp_path)
    assert {query.source for query in built.queries} >= set(HOST_OF)
    assert built.answer.status == "answered"


def test_a_page_says_what_is_of_a_preprint_and_which_terms_were_not_sent(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
    told = page(tmp_path)
    preprint, published = "in silence, in 20 hives.", "in silence, in 24 hives."
    claims = told[told.index("## Claims") :]
    assert "abstract of the preprint (arXiv v1), characters 0 to 94" in claims[claims.index(preprint) :][:2500]
    assert "of the preprint" not in claims[claims.index(published) :][:2500]
    assert "<br>Terms that were not sent: bees, foragers, hives, hum box, slow tones, return</td>" in told


def test_a_second_refresh_finds_nothing_new_and_leaves_every_byte(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
        before = lock_bytes(tmp_path)
        (again,) = refresh(tmp_path, played, now=LATER)
    assert lock_bytes(tmp_path) == before
    assert not again.written
    assert {run.new for run in again.run.sources} == {0}
    assert runs(tmp_path)["openalex"].answered == LATER


def test_a_new_work_changes_no_line_of_the_others(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
        before = stated(lock(tmp_path))["works"]
        grown = World((replace(PAPERS[0], number=99, title="Hum boxes in snow", doi="10.5555/hum.99", pmid="90000099",
                               pmcid=""), *PAPERS))  # fmt: skip
        for host in HOST_OF.values():
            played.play(host, grown.answer)
        (found,) = refresh(tmp_path, played)
    after = stated(lock(tmp_path))["works"]
    assert [work for work in after if work["title"] != "Hum boxes in snow"] == before
    assert {run.source: run.new for run in found.run.sources if run.new} == {
        "openalex": 1, "crossref": 1, "semantic_scholar": 1, "europe_pmc": 1, "pubmed": 1,
    }  # fmt: skip


def test_another_synonym_changes_the_lines_of_the_searches_and_of_no_record(tmp_path: Path) -> None:
    project(tmp_path)
    path = tmp_path / "questions" / f"{SLUG}.yml"
    with server() as played:
        refresh(tmp_path, played)
        before = stated(lock(tmp_path))
        path.write_text(
            path.read_text(encoding="utf-8").replace("[hum box,", "[hum box, singing box,"), encoding="utf-8"
        )
        (found,) = refresh(tmp_path, played)
    after = stated(lock(tmp_path))
    assert found.written
    assert after["works"] == before["works"]
    assert after["queries"] != before["queries"]
    assert not [run.source for run in found.run.sources if run.new]


def test_as_many_works_are_taken_as_the_question_wants(tmp_path: Path) -> None:
    project(tmp_path, more="limits: {retrieved: 150}\n")
    with server(World((*PAPERS, *more(230)))) as played:
        refresh(tmp_path, played)
    found = [work.sightings[0] for work in lock(tmp_path).works if work.sightings[0].query not in NOT_SEARCHED]
    for service in HOST_OF:
        assert len([one for one in found if one.source == service]) == 150, service


def test_notices_are_told_apart_and_what_was_retracted_supports_nothing(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
    built = report(tmp_path)
    notices = {work.title: work.notice for work in built.works if work.notice}
    assert notices == {
        "Hum boxes double the honey of a hive": Notice.RETRACTION,
        "A law of tones for all winged insects": Notice.RETRACTION,
        "Return rates of foragers near hum boxes in rain": Notice.CORRECTION,
    }
    retracted = {work.key for work in built.works if work.notice is Notice.RETRACTION}
    assert not retracted & set(built.answer.works)
    statuses = {verdict.status for verdict in built.verdicts for claim in built.claims
                if claim.id == verdict.claim and claim.work in retracted}  # fmt: skip
    assert statuses == {ClaimStatus.RETRACTED}


def test_a_retraction_stays_until_its_source_says_otherwise_whatever_the_question_names(tmp_path: Path) -> None:
    key, path = "doi-10.5555-hum.1", tmp_path / "questions" / f"{SLUG}.yml"
    retracted = World(tuple(replace(one, notice="retraction") if one.number == 1 else one for one in PAPERS))

    def asking(*sources: str) -> None:
        project(tmp_path)
        text = path.read_text(encoding="utf-8").replace("[services]", f"[{', '.join(sources)}]")
        path.write_text(text, encoding="utf-8")

    def said() -> tuple[Notice | None, bool, str]:
        built = report(tmp_path)
        (work,) = [one for one in built.works if one.key == key]
        limits = " ".join(one.text for one in built.limitations if "editorial notice" in one.text)
        return work.notice, key in built.answer.works, limits

    asking("services")
    with server(plays={manners.CROSSREF: retracted.answer}) as played:
        refresh(tmp_path, played)
        assert said()[:2] == (Notice.RETRACTION, False)
        asking("openalex", "pubmed")
        assert said()[:2] == (Notice.RETRACTION, False), "before the next refresh"
        refresh(tmp_path, played, now=LATER)
        notice, stands, limits = said()
        assert (notice, stands) == (Notice.RETRACTION, False)
        assert "Moor and Tamm (2021) (retracted, as last said by Crossref on 2026-11-20)" in limits
        (kept,) = [one for one in lock(tmp_path).works if one.sightings[0].source == "crossref" and one.key == key]
        assert kept.versions[0].sections == ()
        bytes_then = lock_bytes(tmp_path)
        refresh(tmp_path, played, now=LATER)
        assert lock_bytes(tmp_path) == bytes_then
        queries = {one.source for one in report(tmp_path).queries}
        assert queries >= {"openalex", "pubmed"}
        assert "crossref" not in queries
        asking("services")
        played.play(manners.CROSSREF, World().answer)
        refresh(tmp_path, played, now=LATER)
    assert said() == (None, True, said()[2])
    assert "Crossref" not in said()[2]


def test_a_withdrawn_preprint_costs_its_article_nothing_and_none_of_its_own_sentences_supports(tmp_path: Path) -> None:
    project(tmp_path)
    withdrawn = World(tuple(replace(one, notice="withdrawal") if one.number == 3 else one for one in PAPERS))
    with server(withdrawn) as played:
        refresh(tmp_path, played)
    built = report(tmp_path)
    (work,) = [one for one in built.works if one.ids.doi == "10.5555/hum.2"]
    assert work.notice is None
    standing = {one.id: one.kind is not WorkType.PREPRINT for one in work.versions}
    assert {one.id: not work.is_retracted(one.id) for one in work.versions} == standing
    assert set(standing.values()) == {True, False}
    version_of = {one.id: one.version for one in built.passages}
    statuses = {verdict.claim: verdict.status for verdict in built.verdicts}
    of_work = {claim.id: standing[version_of[claim.passage]] for claim in built.claims if claim.work == work.key}
    assert set(of_work.values()) == {True, False}
    assert {one: statuses[one] is not ClaimStatus.RETRACTED for one in of_work} == of_work
    (told,) = (one.text for one in built.limitations if "editorial notice" in one.text)
    assert "Okafor and Brandt (2021) (the preprint version: retracted)" in told
    assert "of the withdrawn preprint" in page(tmp_path)


def test_a_work_that_no_search_shows_any_more_is_looked_up_for_it_may_be_retracted(tmp_path: Path) -> None:
    project(tmp_path)
    retracted = World(tuple(replace(one, notice="retraction") if one.number == 1 else one for one in PAPERS))
    others = World(PAPERS[1:])

    def later(asked: Asked) -> Reply:
        said = f"{asked.path} {asked.query}"
        return (retracted if re.search(r"hum\.1\b(?!\d)|90000001", said) else others).answer(asked)

    with server() as played:
        refresh(tmp_path, played)
        key = "doi-10.5555-hum.1"
        assert key in report(tmp_path).answer.works
        before = {work.sightings[0] for work in lock(tmp_path).works}
        for host in HOST_OF.values():
            played.play(host, later)
        refresh(tmp_path, played, now=LATER)
        bytes_then = lock_bytes(tmp_path)
        refresh(tmp_path, played, now=LATER)
    built = report(tmp_path)
    assert {work.key: work.notice for work in built.works}[key] is Notice.RETRACTION
    assert key not in built.answer.works
    assert before <= {work.sightings[0] for work in lock(tmp_path).works}, "each is where it was found"
    assert lock_bytes(tmp_path) == bytes_then


def test_of_a_look_up_only_works_that_were_asked_for_are_taken(tmp_path: Path) -> None:
    project(tmp_path)
    strange = tuple(replace(one, title=f"Hum boxes, {one.title}", number=900 + one.number) for one in more(20))

    def crossref(asked: Asked) -> Reply:
        looked_up = "doi:" in asked.params.get("filter", "")
        return World((*PAPERS, *strange) if looked_up else PAPERS).answer(asked)

    with server(plays={manners.CROSSREF: crossref}) as played:
        refresh(tmp_path, played)
        assert any("doi:" in one.asked.params.get("filter", "") for one in played.seen(manners.CROSSREF))
    assert not {one.title for one in strange} & seen(lock(tmp_path))["crossref"]


def test_a_preprint_and_its_published_version_are_one_work(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
    (work,) = [one for one in report(tmp_path).works if one.ids.doi == "10.5555/hum.2"]
    assert work.ids.arxiv == "2001.00003"
    assert {version.kind for version in work.versions} == {"article", "preprint"}


def test_what_only_the_preprint_says_is_not_put_into_the_articles_mouth(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
    built = report(tmp_path)
    kinds = {version.id: version.kind for work in built.works for version in work.versions}
    passages = {one.id: one for one in built.passages}
    (key,) = [work.key for work in built.works if work.ids.doi == "10.5555/hum.2"]
    claims = {one.id: one for one in built.claims if one.work == key}
    sections = (*built.answer.statements, *(s for section in built.sections for s in section.statements))
    quoted = {True: 0, False: 0}
    for statement in sections:
        for claim in (claims[one] for one in statement.claims if one in claims):
            if f"“{claim.quote}”" in statement.text:
                preprint = kinds[passages[claim.passage].version] is WorkType.PREPRINT
                quoted[preprint] += 1
                assert ("Okafor and Brandt (2021) (preprint version): “" in statement.text) is preprint, statement.text
    assert all(quoted.values())
    alone = [work for work in built.works if work.type is WorkType.PREPRINT]
    assert alone
    assert not any(f"{work.byline} (preprint version)" in s.text for work in alone for s in sections)


def test_pins_are_asked_for_by_their_identifiers_and_exclusions_hold(tmp_path: Path) -> None:
    hidden = replace(PAPERS[0], number=77, title="A pinned trial of hum boxes", doi="10.5555/hum.77", pmid="", pmcid="")
    pins = "pins: [{work: 'doi:10.5555/hum.77', reason: It began the field.}]\n"
    project(tmp_path, more=pins + "exclusions: [{work: 'doi:10.5555/hum.1', reason: A poster.}]\n")
    known = World((hidden,))

    def crossref(asked: Asked) -> Reply:
        return (known if "filter" in asked.params and "hum.77" in asked.params["filter"] else World()).answer(asked)

    with server(plays={manners.CROSSREF: crossref}) as played:
        refresh(tmp_path, played)
        built = report(tmp_path)
        asked = [dict(one.asked.query).get("filter", "") for one in played.seen(manners.CROSSREF)]
    assert any("10.5555/hum.77" in one for one in asked)
    pinned = next(work for work in built.works if work.ids.doi == "10.5555/hum.77")
    assert pinned.sightings[0].query == BY_IDENTIFIER
    assert [one.pinned for one in built.inclusions if one.work == pinned.key] == ["It began the field."]
    assert [one.detail for one in built.dropped if one.reason is Reason.EXCLUDED_BY_QUESTION] == ["A poster."]
    assert "It began the field." in page(tmp_path)


DIGEST = (
    "@article{hum, title={Hum boxes and the return of honey bees: a field trial}, author={Moor, Ilse and Tamm, Anders},"
    " year={2021}, doi={10.5555/hum.1}, checked={no}, digest={Hum boxes raised the return rate of foragers from 61.0%"
    " to 74.0% (abstract). Bees of hives without a box returned at 99.0% (abstract).}}"
)


def test_the_works_own_text_takes_the_place_of_our_digest_and_tells_which_of_its_sentences_survive(
    tmp_path: Path,
) -> None:
    project(tmp_path)
    (tmp_path / "questions" / "library").mkdir()
    (tmp_path / "questions" / "library" / "bees.bib").write_text(DIGEST, encoding="utf-8")
    path = tmp_path / "questions" / f"{SLUG}.yml"
    told = path.read_text(encoding="utf-8").replace("[services]", "[library, services]")
    path.write_text(told, encoding="utf-8")
    before = report(tmp_path)
    assert {passage.origin for passage in before.passages} == {Origin.DIGEST}
    assert not before.digests
    with server() as played:
        refresh(tmp_path, played)
    built = report(tmp_path)
    assert {passage.origin for passage in built.passages} == {Origin.SOURCE}
    assert [(fate.text[:9], fate.outcome) for fate in built.digests] == [
        ("Hum boxes", Outcome.PASSED),
        ("Bees of h", Outcome.FAILED),
    ]
    assert "99" in built.digests[1].why
    assert "Of 2 sentences of theirs, 1 was found again" in page(tmp_path)
    (work,) = [one for one in built.works if one.ids.doi == "10.5555/hum.1"]
    assert work.checked, "a service described it"


def test_texts_that_may_not_be_kept_are_nowhere_but_in_excerpts(tmp_path: Path) -> None:
    unquoted = "The weather was fine on all of these days."
    closed = replace(PAPERS[1], abstract=f"{PAPERS[1].abstract} {unquoted}")
    project(tmp_path)
    with server(World((PAPERS[0], closed, *PAPERS[2:]))) as played:
        refresh(tmp_path, played, cache=None)
    assert PAPERS[1].abstract.split(". ")[0] in lock_bytes(tmp_path).decode()
    written = [path for path in tmp_path.rglob("*") if path.is_file() and unquoted in path.read_text(encoding="utf-8")]
    assert not written
    made = [one.path for one in site_files((report(tmp_path),)) if unquoted in one.text]
    assert not made
    assert any(claim.quote in closed.abstract for claim in report(tmp_path).claims), "what is quoted can be claimed"


@pytest.mark.parametrize("kept", ["open", "quotes", "all"])
def test_a_build_from_a_lock_claims_what_the_whole_texts_would_have_given(kept: str, tmp_path: Path) -> None:
    texts = {}
    for store_text in (kept, "all"):
        root = tmp_path / store_text
        project(root, more=f"store_text: {store_text}\n")
        with server() as played:
            refresh(root, played)
        texts[store_text] = {(claim.text, claim.work) for claim in report(root).claims}
    assert texts[kept] == texts["all"]


def test_filters_hold_on_this_side_and_what_is_not_stated_is_kept_and_flagged(tmp_path: Path) -> None:
    project(tmp_path, more="years: {from: 2020}\nlanguages: [en]\n")
    unstated = replace(
        PAPERS[6], number=70, title="Hum boxes at an unknown hour: the return rates of bees", doi="", language="",
        arxiv="2301.00070", at=frozenset({"arxiv"}),
    )  # fmt: skip
    with server(World((*PAPERS, unstated))) as played:
        refresh(tmp_path, played)
    built = report(tmp_path)
    years = {work.year for work in built.works if work.key in {one.work for one in built.inclusions}}
    assert min(year for year in years if year) >= 2020
    assert "language" in {name for one in built.inclusions for name in one.unstated}
    reasons = {one.reason for one in built.dropped}
    assert Reason.OUTSIDE_YEARS in reasons


# --- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "service"),
    [
        (fault, sorted(HOST_OF)[(at + turn) % len(HOST_OF)])
        for at, fault in enumerate(sorted(FAULTS))
        for turn in (0, 3)
    ],
)
def test_a_fault_of_one_service_costs_nothing_but_its_news(fault: str, service: str, tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played)
        before = seen(lock(tmp_path))
        grown = World((replace(PAPERS[0], number=99, title="Hum boxes in snow", doi="10.5555/hum.99", pmid="90000099",
                               pmcid=""), *PAPERS))  # fmt: skip
        for name, host in HOST_OF.items():
            played.play(host, FAULTS[fault]() if name == service else grown.answer)
        began = time.monotonic()
        (found,) = refresh(tmp_path, played, now=LATER)
        assert time.monotonic() - began < 20
    after = seen(lock(tmp_path))
    assert after[service] == before[service], "nothing earlier is lost"
    others = set(HOST_OF) - {service, "arxiv"}
    assert all("Hum boxes in snow" in after[name] for name in others), "the others finish"
    run = runs(tmp_path)[service]
    assert run.failure is not None
    assert run.answered
    assert run.answered < LATER == run.tried
    assert run.works == sum(work.sightings[0].source == service for work in lock(tmp_path).works)
    told = page(tmp_path)
    assert "failed on 2026-11-21 03:17 UTC" in told
    assert "it last answered on 2026-11-20 03:17 UTC" in told
    assert all(one.failure is None for one in found.run.sources if one.source in others)


MANY = (*PAPERS, *more(150))
ODD = {
    "a cursor that repeats": World(MANY, repeats=True, token_page=40),
    "a work vanishes": World(MANY, shift=1, token_page=100),
    "a work comes twice": World(MANY, shift=-1, token_page=100),
}


@pytest.mark.parametrize("service", sorted(HOST_OF))
@pytest.mark.parametrize("odd", sorted(ODD))
def test_what_goes_wrong_between_pages_ends_is_told_and_loses_no_other_work(
    odd: str, service: str, tmp_path: Path
) -> None:
    world = ODD[odd]
    project(tmp_path, more="limits: {retrieved: 2000}\n")
    with server(plays={HOST_OF[service]: world.answer}) as played:
        refresh(tmp_path, played)
        assert len(played.seen(HOST_OF[service])) < 2 * refreshing.MAX_PAGES
    run, found = runs(tmp_path)[service], seen(lock(tmp_path))[service]
    missing = {one.title for one in world.held(service)} - found
    told = page(tmp_path)
    if world.repeats and service == "semantic_scholar":  # the others' readers know how many works there are
        assert run.failure is not None
        assert "go round in circles" in run.failure.why
        assert "go round in circles" in told
    elif world.shift:
        assert len(missing) <= max(0, world.shift)
        assert run.note is not None
        assert run.note in told
    else:
        assert not missing
        assert run.failure is None


def test_a_first_refresh_without_any_network_says_so_and_a_build_goes_on(tmp_path: Path) -> None:
    project(tmp_path)
    with Server() as nobody:
        (found,) = refresh(tmp_path, nobody)
    assert locks.load(tmp_path, SLUG) is None
    assert not found.written
    assert next(refreshing.summary(found)).endswith(
        "0 of 0 records new or changed; no source answered, no lock written"
    )
    assert {run.failure is not None for run in found.run.sources if run.source in HOST_OF} == {True}
    assert "it has not answered yet" in page(tmp_path)
    assert report(tmp_path).answer.status == "not_answered"


def test_without_any_network_each_report_is_told_once_with_the_evidence_that_it_keeps(tmp_path: Path) -> None:
    project(tmp_path, SLUG, "hum-boxes-again")
    with server() as played:
        refresh(tmp_path, played, SLUG)
    held = len(lock(tmp_path).works)
    with Server() as gone:
        pass
    found = refresh(tmp_path, gone, patience=replace(QUICK, attempts=4), now=LATER)
    assert [list(refreshing.summary(one)) for one in found] == [
        [f"{SLUG}: no service could be reached; it keeps {held} records, last answered 2026-11-20 03:17 UTC"],
        ["hum-boxes-again: no service could be reached; it has no evidence from services"],
    ]
    assert {run.failure.kind for one in found for run in one.run.sources if run.failure} == {refreshing.UNREACHABLE}


def test_what_makes_a_reader_fail_is_that_services_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path)

    def broken(*_: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr(type(SERVICES[0]), "parse", broken)
    with server() as played:
        refresh(tmp_path, played)
    failure = runs(tmp_path)["openalex"].failure
    assert failure is not None
    assert failure.why == "its answer made the reader fail (KeyError)"
    assert runs(tmp_path)["crossref"].failure is None


def test_a_record_that_lacks_several_fields_is_named_once(tmp_path: Path) -> None:
    project(tmp_path)
    path = tmp_path / "questions" / f"{SLUG}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[services]", "[library]"), encoding="utf-8")
    (tmp_path / "questions" / "library").mkdir()
    entry = "@misc{a, title={Hum boxes}, year={twenty}, doi={none}, abstract={Hum boxes return bees.}}"
    (tmp_path / "questions" / "library" / "a.bib").write_text(entry, encoding="utf-8")
    (told,) = (one.text for one in report(tmp_path).limitations if one.text.startswith("Records kept"))
    assert told.endswith("that do not read: questions/library/a.bib:1.")


def test_withheld_full_texts_are_read_again_for_other_concepts_and_where_more_may_be_kept(tmp_path: Path) -> None:
    project(tmp_path, more="store_text: quotes\n")
    path = tmp_path / "questions" / f"{SLUG}.yml"

    def full() -> list[Section]:
        texts = [work for work in lock(tmp_path).works if work.sightings[0].query == FULL_TEXT]
        return [section for work in texts for version in work.versions for section in version.sections]

    with server() as played:
        refresh(tmp_path, played)
        assert {name for section in full() for name in section.named} == {"honey bees", "hum boxes", "return rate"}
        told = path.read_text(encoding="utf-8").replace(
            "name: hum boxes, any: [", "name: calling boxes, any: [hum boxes, "
        )
        path.write_text(told, encoding="utf-8")
        refresh(tmp_path, played)
        assert {name for section in full() for name in section.named} == {"honey bees", "calling boxes", "return rate"}
        path.write_text(told.replace("store_text: quotes", "store_text: all"), encoding="utf-8")
        refresh(tmp_path, played)
        assert full()
        assert all(section.text for section in full())
        path.write_text(told, encoding="utf-8")
        refresh(tmp_path, played)
    assert {section.text for section in full()} == {None}


# --- questions and files ----------------------------------------------------------------------------------------------


def test_a_question_that_names_no_service_is_passed_over(tmp_path: Path) -> None:
    project(tmp_path)
    path = tmp_path / "questions" / f"{SLUG}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[services]", "[library]"), encoding="utf-8")
    (tmp_path / "questions" / "library").mkdir()
    (tmp_path / "questions" / "library" / "a.bib").write_text("@misc{a, title={A}, year={2020}}", encoding="utf-8")
    with server() as played:
        (found,) = refresh(tmp_path, played)
        assert not played.log
    assert list(refreshing.summary(found)) == [f"{SLUG}: its sources name no scholarly service; nothing was asked"]


def test_only_the_services_that_are_named_are_searched(tmp_path: Path) -> None:
    project(tmp_path)
    path = tmp_path / "questions" / f"{SLUG}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("[services]", "[arxiv, crossref]"), encoding="utf-8")
    with server() as played:
        refresh(tmp_path, played)
    assert {query.source for query in lock(tmp_path).queries} == {"arxiv", "crossref"}
    assert "openalex" not in seen(lock(tmp_path))


def test_wrong_files_and_names_are_told_before_anybody_is_asked(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        with pytest.raises(UnknownNameError):
            refresh(tmp_path, played, "no-such-question")
        (tmp_path / locks.FOLDER).mkdir()
        (tmp_path / locks.FOLDER / f"{SLUG}.json").write_text("{", encoding="utf-8")
        with pytest.raises(InputError, match="cut short"):
            refresh(tmp_path, played)
        (tmp_path / locks.FOLDER / f"{SLUG}.json").unlink()
        with locks.refreshing(tmp_path), pytest.raises(BusyError):
            refresh(tmp_path, played)
        assert not played.log


def test_what_goes_wrong_with_one_question_costs_no_other_its_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path, "first", "second")
    quotable = pipeline.quotable

    def failing(
        asked: Question, found: Sequence[Batch], models: Workbench, disputes: Sequence[Dispute]
    ) -> tuple[Passage, ...]:
        if asked.slug == "first":
            raise RecursionError("a fault of ours")
        return quotable(asked, found, models, disputes)

    monkeypatch.setattr(pipeline, "quotable", failing)
    with server() as played, pytest.raises(RecursionError, match="a fault of ours"):
        refresh(tmp_path, played)
    assert locks.load(tmp_path, "first") is None
    assert locks.load(tmp_path, "second") is not None


def test_a_disk_that_is_full_ends_the_refresh_with_its_own_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project(tmp_path)

    def full(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(locks, "save", full)
    with server() as played, pytest.raises(OSError, match="No space"):
        refresh(tmp_path, played)


def test_answers_of_an_earlier_run_are_taken_from_the_cache_and_date_from_then(tmp_path: Path) -> None:
    project(tmp_path)
    with server() as played:
        refresh(tmp_path, played, cache=tmp_path / ".cache")
        asked = len(played.log)
        refresh(tmp_path, played, now=LATER, cache=tmp_path / ".cache")
        assert len(played.log) == asked
    assert runs(tmp_path)["openalex"].answered < LATER  # type: ignore[operator] # it did answer


def test_a_run_that_is_interrupted_leaves_what_is_done(tmp_path: Path) -> None:
    project(tmp_path, "first", "second")

    async def interrupted(played: Server) -> None:
        done = asyncio.Event()
        async with Door(transport=played.transport(), gates=OPEN_GATES, patience=QUICK) as door:
            running = asyncio.create_task(
                refreshing.refresh(tmp_path, (), door, tell=lambda _: done.set(), bench=RULES)
            )
            await done.wait()
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running

    with server() as played:
        asyncio.run(interrupted(played))
    assert not locks.faults(tmp_path, ["first", "second"])
    assert any(locks.load(tmp_path, slug) for slug in ("first", "second"))
