"""Drafts of question files: what the wording shows, what a form says, and that a stranger's text stays data."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator import cli, drafting, questions
from generator.drafting import form, sentence, writing
from generator.errors import InputError
from generator.schema import Facet, Question
from tests.render.hostile import ROUTES

ASKED = "Does red light raise the firmness of pears compared with darkness in cold storage?"
FIELDS = {
    "title": "Firmness of pears under red light",
    "question": "Does red light raise the firmness of pears compared with darkness?",
    "population": "pears: pear, Pyrus communis",
    "intervention": "- red light: red LED, red illumination",
    "comparator": "optional darkness: dark storage",
    "outcome": "firmness\nsugar content: Brix",
    "setting": "_No response_",
    "years": "2015 to 2025",
    "works": "https://doi.org/10.5555/Orchard.2024.17\narXiv:2306.00978\nLamps in the Pear Store",
    "why": "Growers would buy other lamps.",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "questions" / "library").mkdir(parents=True)
    (tmp_path / "questions" / "library" / "orchard.bib").write_text(
        "@article{l, title={Red light, pears, darkness, firmness, cold storage}, year={2020}}", encoding="utf-8"
    )
    return tmp_path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, arguments, catch_exceptions=False)


def parsed(draft: drafting.Draft) -> Question:
    return questions.parse(draft.text.encode(), draft.file)


def found(asked: str) -> dict[str, list[str]]:
    """Names of the concepts by facet, without empty facets."""
    return {facet.value: [one.name for one in some] for facet, some in sentence.read(asked).ideas.items() if some}


# --- a sentence -----------------------------------------------------------------------------------------------------

WORDINGS = {
    "Does red light improve firmness compared with darkness in pears on PearBench?": {
        "intervention": ["red light"], "outcome": ["firmness"], "comparator": ["darkness"],
        "population": ["pears"], "setting": ["PearBench"],
    },
    ASKED: {
        "intervention": ["red light"], "outcome": ["firmness"], "comparator": ["darkness"],
        "population": ["pears"], "setting": ["cold storage"],
    },
    "What is the effect of zorvine on the flare rate of adults with gout versus placebo?": {
        "intervention": ["zorvine"], "outcome": ["flare rate"], "population": ["adults with gout"],
        "comparator": ["placebo"],
    },
    "How does quantization-aware training influence accuracy and latency on ScienceQA compared to AWQ?": {
        "intervention": ["quantization-aware training"], "outcome": ["accuracy", "latency"],
        "setting": ["ScienceQA"], "comparator": ["AWQ"],
    },
    "How much accuracy do vision-language models lose when using four-bit weights?": {
        "population": ["vision-language models"], "outcome": ["accuracy"], "intervention": ["four-bit weights"],
    },
    "Is zorvine more effective than placebo in adults with gout?": {
        "intervention": ["zorvine"], "outcome": ["effective"], "comparator": ["placebo"],
        "population": ["adults with gout"],
    },
    "How does the firmness of red-lit pears compare to that of shaded pears in terms of bite and crunch?": {
        "outcome": ["firmness", "bite", "crunch"], "intervention": ["red-lit pears"],
        "comparator": ["that of shaded pears"],
    },
    "Which lamps increase sugar content in apples?": {
        "intervention": ["lamps"], "outcome": ["sugar content"], "population": ["apples"],
    },
    "What is the degradation for LLaVA-1.5 on ScienceQA when applying AWQ versus round-to-nearest?": {
        "outcome": ["degradation"], "population": ["LLaVA-1.5"], "setting": ["ScienceQA"],
        "intervention": ["AWQ"], "comparator": ["round-to-nearest"],
    },
}  # fmt: skip


@pytest.mark.parametrize("asked", WORDINGS)
def test_the_wording_shows_the_facets(asked: str) -> None:
    assert found(asked) == WORDINGS[asked]


def test_examples_alternatives_and_abbreviations_are_synonyms() -> None:
    ideas = sentence.read(
        "Does red light improve firmness in pears such as Conference or Ostara versus dark (DK)?"
    ).ideas
    assert [(one.name, one.any) for one in ideas[Facet.POPULATION]] == [
        ("pears such as Conference or Ostara", ("pears", "Conference", "Ostara"))
    ]
    assert [(one.name, one.any) for one in ideas[Facet.COMPARATOR]] == [("dark", ("DK",))]


def test_known_names_bring_their_synonyms_and_are_found_without_a_pattern() -> None:
    ideas = sentence.read("Tell us of AWQ, please, and of ScienceQA, and of word error rate").ideas
    names = {facet: [one.name for one in some] for facet, some in ideas.items() if some}
    assert names == {
        Facet.INTERVENTION: ["AWQ"], Facet.OUTCOME: ["word error rate"], Facet.SETTING: ["ScienceQA"],
    }  # fmt: skip
    assert "activation-aware weight quantization" in ideas[Facet.INTERVENTION][0].any
    (outcome,) = sentence.read("Does red light improve word error rate?").ideas[Facet.OUTCOME]
    assert "WER" in outcome.any


def test_what_is_a_guess_is_said(project: Path) -> None:
    draft = drafting.from_sentence(project, "pears and lamps, what of them")
    assert any("none of the known forms" in line for line in draft.look_at)
    assert any("No outcome was found" in line for line in draft.look_at)
    assert any("Q102" in line for line in draft.look_at)
    assert parsed(draft).question == "pears and lamps, what of them?"


def test_a_draft_is_valid_for_check_and_says_what_asks_the_same(project: Path) -> None:
    told = invoke("new", ASKED, "--root", str(project))
    slug = "firmness-red-light-pears-compared-darkness-cold-storage"
    assert told.exit_code == 0
    assert f"questions/{slug}.yml: written" in told.output
    assert invoke("check", "--strict", "--root", str(project)).output == "No faults.\n"
    other = ASKED.replace("raise", "increase")
    again = json.loads(invoke("new", other, "--json", "--title", "On pears", "--root", str(project)).output)
    assert [one["slug"] for one in again["near"]] == [slug]
    assert (again["file"], again["written"]) == ("questions/pears.yml", True)


def test_nothing_is_overwritten_and_a_dry_run_writes_nothing(project: Path) -> None:
    shown = invoke("new", ASKED, "--slug", "pears", "--dry-run", "--root", str(project))
    file = project / "questions" / "pears.yml"
    assert shown.exit_code == 0
    assert "question: Does red light" in shown.output
    assert not file.exists()
    file.write_text("title: [\n", encoding="utf-8")
    with pytest.raises(InputError, match="left as it is") as caught:
        invoke("new", ASKED, "--slug", "pears", "--root", str(project))
    assert caught.value.faults[0].file == "questions/pears.yml"
    assert file.read_text(encoding="utf-8") == "title: [\n"


@pytest.mark.parametrize("slug", ["../../etc/passwd", "A B", "a/b", "-", "a" * 90])
def test_a_slug_that_is_none_writes_nowhere(slug: str, project: Path) -> None:
    before = sorted(project.rglob("*"))
    with pytest.raises(InputError, match="name"):
        invoke("new", ASKED, "--slug", slug, "--root", str(project))
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize("asked", ["", "?", "   ", "of the", "why?", "!!! ??? ...", "x" * 2001])
def test_what_cannot_become_a_question_is_one_message(asked: str, project: Path) -> None:
    with pytest.raises(InputError) as caught:
        invoke("new", asked, "--root", str(project))
    assert all(fault.file == drafting.ASKED and fault.fix for fault in caught.value.faults)
    told = invoke("new", asked, "--json", "--root", str(project))
    assert (told.exit_code, bool(json.loads(told.output)["faults"])) == (2, True)


def test_the_same_question_again_is_refused(project: Path) -> None:
    invoke("new", ASKED, "--root", str(project))
    with pytest.raises(InputError, match="is the same as in questions/firmness-red"):
        invoke("new", ASKED.upper(), "--slug", "other", "--root", str(project))


def test_a_project_without_a_library_asks_the_services(tmp_path: Path) -> None:
    (tmp_path / "questions").mkdir()
    assert parsed(drafting.from_sentence(tmp_path, ASKED)).sources == ("services",)
    invoke("new", ASKED, "--root", str(tmp_path))
    assert invoke("check", "--root", str(tmp_path)).exit_code == 0


def test_there_must_be_a_project(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no such folder"):
        invoke("new", ASKED, "--root", str(tmp_path))


def test_either_a_question_or_a_form() -> None:
    assert invoke("new").exit_code == 2
    assert invoke("new", ASKED, "--from-form", __file__).exit_code == 2


def test_a_title_without_letters_of_ascii_gets_a_slug(project: Path) -> None:
    draft = drafting.from_sentence(project, "赤い光は梨を硬くしますか、それとも甘くしますか?")
    assert draft.slug.startswith("question-")
    assert parsed(draft).slug == draft.slug


@settings(max_examples=150, suppress_health_check=[*HealthCheck])
@given(asked=st.one_of(st.text(max_size=300), st.lists(st.sampled_from(
    "does how what is the effect of on in vs such as like or and , ( ) pears INT4 ScienceQA when using - ? 5".split()
), max_size=30).map(" ".join)))  # fmt: skip
def test_nonsense_gives_a_valid_file_or_a_message(project: Path, asked: str) -> None:
    try:
        draft = drafting.from_sentence(project, asked)
    except InputError as error:
        assert all(fault.fix for fault in error.faults)  # noqa: PT017 - either way is right
    else:
        assert parsed(draft).slug == draft.slug
        assert draft.look_at


@pytest.mark.parametrize(
    "piece", ["does a ", "how much of ", "in on at ", "such as or ", "what is the effect of ", "( "]
)
def test_a_long_sentence_takes_no_long_time(piece: str) -> None:
    began = time.process_time()
    sentence.read((piece * 1000)[:2000])
    assert time.process_time() - began < 5


# --- a form ---------------------------------------------------------------------------------------------------------


def of_form(project: Path, **changed: str | None) -> drafting.Draft:
    return drafting.from_form(project, json.dumps(FIELDS | changed).encode())


def test_a_form_becomes_the_file_that_it_says(project: Path) -> None:
    draft = of_form(project)
    asked = parsed(draft)
    assert (asked.title, asked.question, asked.slug) == (
        FIELDS["title"], FIELDS["question"], "firmness-pears-under-red-light",
    )  # fmt: skip
    assert [(one.name, one.any, one.required) for _, one in asked.facets.each()] == [
        ("pears", ("pear", "Pyrus communis"), True),
        ("red light", ("red LED", "red illumination"), True),
        ("darkness", ("dark storage",), False),
        ("firmness", (), True),
        ("sugar content", ("Brix",), True),
    ]
    assert (asked.years.from_, asked.years.to) == (2015, 2025)
    assert [pin.work for pin in asked.pins] == [
        "doi:10.5555/orchard.2024.17", "arxiv:2306.00978", "Lamps in the Pear Store",
    ]  # fmt: skip
    assert "# Why it matters: Growers would buy other lamps.\n" in draft.text


def test_the_command_takes_a_form_and_writes_once(project: Path, tmp_path: Path) -> None:
    file = tmp_path / "fields.json"
    file.write_text(json.dumps(FIELDS), encoding="utf-8")
    done = json.loads(invoke("new", "--from-form", str(file), "--json", "--root", str(project)).output)
    assert (project / done["file"]).read_text(encoding="utf-8") == done["text"]
    again = invoke("new", "--from-form", str(file), "--json", "--root", str(project))
    assert again.exit_code == 2
    assert "left as it is" in json.loads(again.output)["faults"][0]["message"]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2022 to 2026", {"from": 2022, "to": 2026}), ("2022–2026", {"from": 2022, "to": 2026}),
        ("since 2020", {"from": 2020}), ("2020 onwards", {"from": 2020}), ("2020-", {"from": 2020}),
        ("until 2019", {"to": 2019}), ("up to 2019", {"to": 2019}), ("", {}), ("any", {}),
    ],
)  # fmt: skip
def test_years_are_read(text: str, years: dict[str, int]) -> None:
    assert form.years(text) == years


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"title": None}, {"title"}),
        ({"title": "x" * 201}, {"title"}),
        ({"question": "Pears?"}, {"question"}),
        ({"question": "Red light raises the firmness of pears."}, {"question"}),
        ({"years": "recent ones"}, {"years"}),
        ({"years": "2022"}, {"years"}),
        ({"years": "2026 to 2022"}, {"years"}),
        ({"population": "p"}, {"population"}),
        ({"outcome": "firmness\n" + "y" * 130}, {"outcome"}),
        ({"intervention": "\n".join(f"lamp {at}" for at in range(21))}, {"intervention"}),
        ({"intervention": "\n".join(f"lamp {at}" for at in range(99))}, {"intervention"}),
        ({"title": "x" * 201, "question": "Pears?"}, {"title", "question"}),
        (dict.fromkeys(("population", "intervention", "comparator", "outcome", "setting")), {"population"}),
        ({"colour": "red"}, {"colour"}),
    ],
)
def test_what_is_to_be_mended_is_named_by_its_field(
    changed: dict[str, str | None], fields: set[str], project: Path
) -> None:
    with pytest.raises(InputError) as caught:
        of_form(project, **changed)
    assert {fault.path for fault in caught.value.faults} == fields
    assert {(fault.file, fault.line) for fault in caught.value.faults} == {("form", 0)}


@pytest.mark.parametrize(
    "data", [b"", b"\xff", b"[]", b'"x"', b'{"title": 3}', b"{" * 9999, b"[" * 200_000, b" " * 300_000]
)
def test_what_is_no_form_is_one_message(data: bytes, project: Path) -> None:
    with pytest.raises(InputError):
        drafting.from_form(project, data)


COMMANDS = (
    "::set-output name=x::y", "a\n::error::b", "##[command]ls", "$(touch x)", "`id`", "${{ secrets.TOKEN }}",
    "title: forged\nslug: x", "- name: x\n  required: false", "x\u2028sources: [y]", "a\x85b: c", "'\"", "!!python/x",
    "&a b", "*a", "{a: b}", "[a", "%YAML 1.1", "---\nb", "# no comment", "a #b", "null", "yes", "1e3", "0x1F",
    "2024-01-01",
)  # fmt: skip


@pytest.mark.parametrize("hostile", [*COMMANDS, *(text for some in ROUTES.values() for text in some[:2])])
@pytest.mark.parametrize("field", form.FIELDS)
def test_a_hostile_text_is_data_in_every_field(field: str, hostile: str, project: Path) -> None:
    given_text = f"Is it so that {hostile} does it?" if field == "question" else f"lamp {hostile}"
    try:
        draft = of_form(project, **{field: given_text})
    except InputError as error:
        assert all(str(fault).isprintable() for fault in error.faults)  # noqa: PT017 - it may be refused
        assert {fault.path for fault in error.faults} == {field}  # noqa: PT017 - for itself alone
        return
    plain = of_form(project)
    told, kept = yaml.safe_load(draft.text), yaml.safe_load(plain.text)
    assert set(told) - {"facets"} == (set(kept) - {"facets"}) - ({"years"} if field == "years" else set())
    for key in told:
        assert told[key] == kept[key] or key in {field, "facets", "pins"}, "only its own field changed"
    for facet, some in told["facets"].items():
        assert some == kept["facets"].get(facet) or facet == field
    assert "\n::" not in draft.text.replace("\n ", "\n")
    assert draft.file == f"questions/{draft.slug}.yml"
    assert parsed(draft).slug == draft.slug


@settings(max_examples=100, suppress_health_check=[*HealthCheck])
@given(stated=st.dictionaries(st.sampled_from(form.FIELDS), st.text(max_size=200)))
def test_any_form_gives_a_valid_file_or_faults_of_its_fields(project: Path, stated: dict[str, str]) -> None:
    try:
        draft = drafting.from_form(project, json.dumps(FIELDS | stated).encode())
        assert parsed(draft).slug == draft.slug
    except InputError as error:
        assert {fault.path for fault in error.faults} <= {*form.FIELDS, ""}  # noqa: PT017 - either way is right


@given(st.text(max_size=80), st.text(max_size=80))
def test_what_is_written_reads_as_it_was_meant(first: str, second: str) -> None:
    title, why = " ".join(questions.UNWANTED.sub(" ", first).split()), second
    assert yaml.safe_load(writing.written({"title": title}, why)) == {"title": title}
