"""The doctor: each fault with its mend, no secret in any output, and a network only where it is asked for."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from generator import cli, doctor, settings
from generator.commands import asking
from generator.doctor import Point, State
from generator.models import onnx
from generator.schema import Failure, Lock, QuestionRun, Runs, SourceRun, StoreText
from generator.sources import FULL_TEXTS, LOOK_UPS, SERVICES
from generator.sources.http import Door
from generator.store import locks

NOW = datetime(2026, 5, 20, 3, tzinfo=UTC)
QUESTION = """\
title: Red light and pears
question: Does red light keep the firmness of pears?
facets:
  population: [{name: pears}]
  intervention: [{name: red light}]
  outcome: [{name: firmness}]
sources: [library, openalex]
"""
PLANTED = {
    "OPENALEX_API_KEY": "planted-openalex-73921",
    "SEMANTIC_SCHOLAR_API_KEY": "planted-scholar-73922",
    "NCBI_API_KEY": "planted-ncbi-73923",
    "CROSSREF_PLUS_TOKEN": "planted-plus-73924",
    "CLAIMBOOK_CONTACT": "planted73925@orchard.example",
}


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in settings.KEY_VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "pears.yml").write_text(QUESTION, encoding="utf-8")
    bib = "@misc{a, title={Red light, pears and firmness}, abstract={x}}"
    (tmp_path / "questions" / "library" / "lib.bib").write_text(bib, encoding="utf-8")
    return tmp_path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["doctor", *arguments], catch_exceptions=False)


def of(part: str, points: tuple[Point, ...]) -> list[Point]:
    return [point for point in points if point.part == part]


def faults(project: Path) -> list[Point]:
    found = [point for point in doctor.examine(project, NOW) if point.state is State.FAULT]
    assert all(point.mend for point in found)
    return found


def test_a_sound_project_is_well(project: Path) -> None:
    points = doctor.examine(project, NOW)
    assert doctor.well(points)
    assert [point.what for point in of("questions", points)] == ["1 questions without a fault"]
    assert [point.state for point in of("models", points)] == [State.WELL] * len(onnx.MODEL_FILES)
    assert of("locks", points)[1].mend == "Run claimbook refresh pears."
    assert "min_consensus 6.5" in of("policy", points)[0].what
    assert invoke("--root", str(project)).exit_code == 0


def test_every_file_of_the_manifest_is_looked_at() -> None:
    assert set(onnx.MODEL_FILES) == set(json.loads(onnx.MANIFEST.read_text(encoding="utf-8")))


def test_a_faulty_file_is_told_with_its_mend(project: Path) -> None:
    (project / "questions" / "pears.yml").write_text(QUESTION + "colour: red\n", encoding="utf-8")
    (found,) = faults(project)
    assert (found.what, found.mend) == ("1 fault in questions, libraries and locks", "Run claimbook check.")
    told = invoke("--root", str(project))
    assert told.exit_code == 1
    assert "  fault: 1 fault in questions, libraries and locks\n    Run claimbook check.\n" in told.output


def test_a_model_that_is_another_file_is_a_fault(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "weights"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"embedder.onnx": {"sha256": "0"}}', encoding="utf-8")
    (folder / "embedder.onnx").write_bytes(b"cut short")
    real = onnx.weights
    monkeypatch.setattr(doctor, "weights", lambda name: real(name, folder))
    told = {point.what for point in faults(project)}
    assert any(what.startswith("embedder.onnx has the hash") for what in told)
    assert "roles.npz is not in manifest.json (KeyError)" in told


@pytest.mark.parametrize(
    ("installed", "wanted", "told"),
    [
        ("1.4", "pears<2,>=1.3", None),
        ("2.0.1", "pears<2,>=1.3", "pears is 2.0.1, but pears<2,>=1.3 is due"),
        ("1.2.9", "pears>=1.3", "pears is 1.2.9, but pears>=1.3 is due"),
        ("3", "pears>=3.0", None),
        ("2", "pears[ripe]<2.0", "pears is 2, but pears[ripe]<2.0 is due"),
    ],
)
def test_a_package_of_another_version_is_a_fault(
    installed: str, wanted: str, told: str | None, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: [wanted])
    monkeypatch.setattr(doctor, "version", lambda _: installed)
    assert [point.what for point in faults(project)] == ([told] if told else [])


def test_a_package_that_is_missing_is_a_fault(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "requires", lambda _: ["no-such-package-of-pears>=1"])
    assert [point.what for point in faults(project)] == ["no-such-package-of-pears is missing"]


def test_runs_tell_their_age_and_what_failed(project: Path) -> None:
    ran = [
        SourceRun(source="openalex", answered=NOW - timedelta(days=1), tried=NOW, works=4),
        SourceRun(source="arxiv", answered=NOW - timedelta(days=9), tried=NOW),
        SourceRun(source="pubmed", answered=None, tried=NOW, failure=Failure(kind="refused", why="it answered 403")),
        SourceRun(source="crossref", answered=NOW, tried=NOW, failure=Failure(kind="network", why="no route")),
    ]
    locks.save_runs(project, Runs(questions=(QuestionRun(slug="pears", sources=tuple(ran)),)))
    found = of("runs", doctor.examine(project, NOW))
    assert [point.state for point in found] == [State.WELL, State.NOTE, State.FAULT, State.FAULT]
    assert found[0].what == "pears: openalex answered 2026-05-19, 1 days ago; 4 works"
    assert found[2].mend == "Check NCBI_API_KEY, then run claimbook refresh pears."
    assert found[3].mend == "Check the connection, then run claimbook refresh pears."


def test_one_failure_of_many_sources_and_questions_is_told_once(project: Path) -> None:
    lost = Failure(kind="unreachable", why="no service could be reached: no route")
    slugs = [f"pears-{n}" for n in range(7)]
    ran = [SourceRun(source=one, answered=None, tried=NOW, failure=lost) for one in ("openalex", "crossref")]
    runs = tuple(QuestionRun(slug=slug, sources=tuple(ran)) for slug in slugs)
    locks.save_runs(project, Runs(questions=runs))
    (found,) = of("runs", doctor.examine(project, NOW))
    assert found.state is State.FAULT
    assert found.what == (
        "openalex, crossref failed for pears-0, pears-1, pears-2, pears-3, pears-4 and 2 more questions (unreachable): "
        "no service could be reached: no route; none of them ever answered"
    )
    assert found.mend == "Check the connection, then run claimbook refresh."
    answered = ran[0].model_copy(update={"answered": NOW - timedelta(days=2)})
    locks.save_runs(project, Runs(questions=(QuestionRun(slug="pears", sources=(answered, ran[1])),)))
    (found,) = of("runs", doctor.examine(project, NOW))
    assert found.what.endswith("; the last answer is of 2026-05-18")
    assert found.mend == "Check the connection, then run claimbook refresh pears."


def test_locks_and_ledgers_that_nothing_reads_are_told(project: Path) -> None:
    locks.save(project, Lock(slug="pears", store_text=StoreText.OPEN, concepts="c", queries=(), works=()))
    (project / "questions" / "ledger").mkdir()
    for slug in ("pears", "plums"):
        (project / "questions" / "ledger" / f"{slug}.jsonl").write_text("", encoding="utf-8")
    (left,) = of("ledgers", doctor.examine(project, NOW))
    assert (left.state, left.what) == (State.NOTE, "questions/ledger/plums.jsonl: no question has this ledger")
    assert not any("no service" in one.what for one in of("locks", doctor.examine(project, NOW)))
    path = project / "questions" / "pears.yml"
    path.write_text(QUESTION.replace("[library, openalex]", "[library]"), encoding="utf-8")
    (told,) = (one for one in of("locks", doctor.examine(project, NOW)) if "no service" in one.what)
    assert told.state is State.NOTE
    assert told.what == "pears: its sources name no service; of its lock's 0 works only retractions are heard"
    assert told.mend.endswith("or delete questions/evidence/pears.json.")


def test_caches_are_weighed(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = project / ".cache" / "claimbook"
    folder.mkdir(parents=True)
    (folder / "answers.db").write_bytes(b"x" * 2**21)
    (point,) = of("caches", doctor.examine(project, NOW))
    assert (point.state, point.what) == (State.WELL, ".cache/claimbook: answers.db 2.0 MiB")
    monkeypatch.setattr(doctor, "LARGE_MB", 1)
    assert of("caches", doctor.examine(project, NOW))[0].state is State.NOTE


# --- keys -----------------------------------------------------------------------------------------------------------


def test_keys_are_told_by_name_and_place(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_API_KEY", PLANTED["NCBI_API_KEY"])
    (project / ".env").write_text(f"OPENALEX_API_KEY={PLANTED['OPENALEX_API_KEY']}\n", encoding="utf-8")
    told = {point.what for point in of("keys", doctor.examine(project, NOW)) if point.state is State.WELL}
    assert told == {"NCBI_API_KEY is set, in environment", "OPENALEX_API_KEY is set, in .env"}


def test_a_value_that_is_no_key_is_a_fault_and_not_shown(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NCBI_API_KEY", "planted with blanks")
    monkeypatch.setattr(asking, "Door", door(lambda _: httpx.Response(503)))
    (found,) = faults(project)
    assert found.what.startswith("NCBI_API_KEY, in environment")
    for arguments in ((), ("--json",), ("--online",)):
        told = invoke("--root", str(project), *arguments)
        assert told.exit_code == 1
        assert "planted" not in told.output


def door(handler: object) -> object:
    def opened(keys: settings.Keys, **more: object) -> Door:
        assert callable(handler)
        return Door(keys, transport=httpx.MockTransport(handler), gates={}, **more)  # type: ignore[arg-type]

    return opened


@pytest.mark.parametrize("status", [200, 401, 429, 500])
@pytest.mark.parametrize("arguments", [(), ("--json",)])
@pytest.mark.parametrize("where", ["environment", ".env"])
def test_no_planted_secret_is_in_any_output(
    status: int, arguments: tuple[str, ...], where: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Services that send back all that they were sent, in the body and in headers."""
    if where == "environment":
        for name, value in PLANTED.items():
            monkeypatch.setenv(name, value)
    else:
        text = "".join(f"{name}={value}\n" for name, value in PLANTED.items())
        (project / ".env").write_text(text, encoding="utf-8")
    seen: list[str] = []

    def echo(request: httpx.Request) -> httpx.Response:
        said = f"{request.url} {dict(request.headers)}"
        seen.append(said)
        body = {"message": said, "error": said, "status": "error", "ERROR": said}
        return httpx.Response(status, json=body, headers={"x-echo": said})

    monkeypatch.setattr(asking, "Door", door(echo))
    told = invoke("--online", "--root", str(project), *arguments)
    assert told.exit_code == 1
    assert all(any(value in said for said in seen) for value in PLANTED.values()), "each was sent to its host"
    assert [value for value in PLANTED.values() if value in told.output or value[8:] in told.output] == []


# --- services -------------------------------------------------------------------------------------------------------

NAMES = {one.name for some in (LOOK_UPS, SERVICES, FULL_TEXTS) for one in some} | {"doi.org"}


def asked(project: Path, monkeypatch: pytest.MonkeyPatch, handler: object) -> dict[str, dict[str, str]]:
    monkeypatch.setattr(asking, "Door", door(handler))
    found = json.loads(invoke("--online", "--json", "--root", str(project)).output)["points"]
    return {point["what"].split()[0]: point for point in found if point["part"] == "services"}


def test_every_service_is_asked_once(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_for: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked_for.append(f"{request.url.host}{request.url.path}")
        raise httpx.ConnectError("no route")

    monkeypatch.setenv("CLAIMBOOK_CONTACT", PLANTED["CLAIMBOOK_CONTACT"])
    found = asked(project, monkeypatch, refuse)
    assert set(found) == NAMES
    assert len(asked_for) == len(set(asked_for)) == len(NAMES)
    assert {"www.ebi.ac.uk/europepmc/webservices/rest/PMC2707599/fullTextXML", "arxiv.org/html/1706.03762"} < set(
        asked_for
    )
    assert {point["state"] for point in found.values()} == {"fault"}
    assert {point["mend"] for point in found.values()} == {"Check the connection, then ask again."}


def test_one_that_answers_is_told_and_one_that_wants_a_contact_is_not_asked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.host == "doi.org":
            return httpx.Response(200, json={"responseCode": 1})
        return httpx.Response(403, json={"error": "go away"})

    found = asked(project, monkeypatch, answer)
    assert found["doi.org"]["what"] == "doi.org answers"
    assert found["unpaywall"]["state"] == "note"
    assert found["openalex"]["mend"] == "Check OPENALEX_API_KEY, then ask again."


JATS = """<article article-type="research-article"><front><article-meta>
<article-id pub-id-type="pmcid">PMC2707599</article-id>
<title-group><article-title>{title}</article-title></title-group></article-meta></front>
<body><sec><title>Methods</title><p>Pears were kept cold for ten days.</p></sec></body></article>"""
PRISMA = "Preferred reporting items for systematic reviews and meta-analyses: the PRISMA statement"


@pytest.mark.parametrize(
    ("body", "state", "said"),
    [
        (JATS.format(title=PRISMA), "ok", "europe_pmc_full_text answers"),
        (JATS.format(title="Bees"), "fault", "europe_pmc_full_text answers with an error (broken): "),
        ("<html>Moved</html>", "fault", "europe_pmc_full_text answers with an error (broken): "),
    ],
)
def test_the_address_of_full_texts_has_to_give_the_text_that_is_asked_for(
    project: Path, monkeypatch: pytest.MonkeyPatch, body: str, state: str, said: str
) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/fullTextXML"):
            return httpx.Response(200, text=body, headers={"content-type": "application/xml"})
        return httpx.Response(404)

    found = asked(project, monkeypatch, answer)
    assert found["europe_pmc_full_text"]["state"] == state
    assert found["europe_pmc_full_text"]["what"].startswith(said)
    assert found["arxiv_html"]["what"].startswith("arxiv_html answers with an error (absent): ")


def test_nobody_is_asked_unless_that_is_wanted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("no door is needed")

    monkeypatch.setattr(asking, "Door", never)
    assert invoke("--root", str(project)).exit_code == 0
