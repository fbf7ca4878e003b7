"""Questions with known verdicts on an invented library: how they are read, made, asked and counted."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from generator import cli, pipeline
from generator.errors import InputError
from generator.evaluate import answers, questions
from generator.evaluate.answers import Case, Edits
from generator.evaluate.frames import Frame, findings, pairs
from generator.evaluate.occurrence import Texts, stands
from generator.evaluate.phrases import Phrases
from generator.evaluate.rewording import Wordings, definitions
from generator.results import load_names
from generator.schema import AnswerStatus, Batch
from generator.sources import library as sources
from generator.workbench import RULES
from tests.makers import entry

METHODS = ("ZorNet", "PlumBERT", "QuinceLM", "FigNet", "MediaLM", "SloeNet", "DateBERT", "LimeNet")
TASKS = ("pear sorting", "orchard mapping", "fruit counting", "leaf parsing")
PLACES = ("PearQA", "OrchardBench", "FruitNet", "LeafBank")
MEASURED = ("accuracy", "robustness", "latency", "recall")
TABLE = (
    "PomeLM-7B scores 61.3 on PearQA under 4-bit ZRQ, against 61.1 under 4-bit YRQ and 62.0 in BF16 (Table 2)."
    " PomeLM-7B scores 71.4 on LeafBank under 4-bit ZRQ, against 70.2 under 4-bit XRQ (Table 2)."
    " PomeLM-2B scores 51.3 on FruitNet under 4-bit ZRQ, against 52.0 in BF16 (Table 2)."
    " PomeLM-2B scores 50.3 on PearQA under INT4 ZRQ, against 52.0 in BF16 (Table 3)."
)


def abstract(at: int) -> str:
    method, task, place, what = METHODS[at], TASKS[at % 4], PLACES[at % 4], MEASURED[at % 4]
    return (
        f"The art of {TASKS[(at + 1) % 4]} is old. Farmers need more of it. We propose {method}, a network for growers."
        f" In our experiments, {method} improves {what} for {task} on {place}."
        f" Our results show that {method} improves {MEASURED[(at + 1) % 4]} for {TASKS[(at + 2) % 4]}."
        " The diaries of growers tell of natural hedges."
    )


LIBRARY = "".join(
    [
        *(entry(f"w{at}", f"{name}: {TASKS[at % 4]}", abstract(at)) for at, name in enumerate(METHODS)),
        *(entry(f"t{at}", f"On {TASKS[at % 4]} in year {at}", "A tale of hedges. It is long.") for at in range(16)),
        entry("table", "A table of the pome models", TABLE, field="digest"),
    ]
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("library") / "orchard.bib"
    path.write_text(LIBRARY, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def texts(library: Path) -> Texts:
    return Texts(answers.works([library]))


@pytest.fixture(scope="module")
def cases(texts: Texts) -> tuple[Case, ...]:
    return questions.generate(texts, load_names(), count=12, seed=3)


def asked(expected: str = "answered", *, facets: Mapping[str, str] | None = None, **more: object) -> dict[str, object]:
    given = facets or {"population": "pear sorting", "intervention": "ZorNet", "outcome": "accuracy"}
    concepts = {facet: [{"name": name}] for facet, name in given.items()}
    question = {"title": "ZorNet", "question": "How does ZorNet change the accuracy?", "facets": concepts}
    return {"id": "q1", "expected": expected, "question": question, **more}


def case(expected: str = "answered", *, facets: Mapping[str, str] | None = None, **more: object) -> Case:
    return Case.model_validate(asked(expected, facets=facets, **more))


def put(folder: Path, *rows: Mapping[str, object]) -> Path:
    path = folder / "questions.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(cli.cli, ["eval", *arguments])


# --- reading --------------------------------------------------------------------------------------------------------


def test_a_line_is_read_as_it_is_written(tmp_path: Path) -> None:
    (read,) = answers.read(put(tmp_path, asked(library={"rename": {"ZorNet": "Vel"}}, half="development")))
    assert read.library.rename == {"ZorNet": "Vel"}
    assert read.question.facets.outcome[0].name == "accuracy"
    assert Case.model_validate_json(read.line()) == read
    assert "slug" not in read.line()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (asked("maybe"), r"questions.jsonl:1: expected: Input should be 'answered', 'partly' or 'not_answered'"),
        (asked(half="other"), "half: Input should be"),
        (asked() | {"question": {"title": "x"}}, r"question.question: Field required"),
    ],
)
def test_a_line_of_another_form_is_refused_with_its_place(row: Mapping[str, object], said: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=said):
        answers.read(put(tmp_path, row))


def test_files_that_do_not_belong_together_are_refused(texts: Texts, tmp_path: Path) -> None:
    path = put(tmp_path, asked(library={"drop": ["w-nothing"]}))
    with pytest.raises(InputError, match="Names the work 'w-nothing', which is not there"):
        answers.check(path, answers.read(path), texts)
    with pytest.raises(InputError, match="No question is of the half 'held_out'"):
        answers.of_half(path, answers.read(path), "held_out")
    with pytest.raises(InputError, match="holds no work"):
        answers.works([path])
    with pytest.raises(InputError, match="Two records have the id 'q1'"):
        answers.read(put(tmp_path, asked(), asked()))


# --- asking ---------------------------------------------------------------------------------------------------------


def test_the_edits_of_a_case_change_its_verdict_alone(texts: Texts) -> None:
    (owner,) = (texts.works[at].key for at in texts.having(["ZorNet"]))
    assert answers.verdict(case(), texts, RULES) is AnswerStatus.ANSWERED
    assert answers.verdict(case(library={"drop": [owner]}), texts, RULES) is AnswerStatus.NOT_ANSWERED
    assert answers.verdict(case(library={"rename": {"ZorNet": "Velmav"}}), texts, RULES) is AnswerStatus.NOT_ANSWERED
    assert answers.verdict(case(), texts, RULES) is AnswerStatus.ANSWERED


def test_a_new_name_is_found_in_works_that_had_the_old_one(texts: Texts) -> None:
    facets = {"population": "pear sorting", "intervention": "Velmav", "outcome": "accuracy"}
    assert answers.verdict(case(facets=facets), texts, RULES) is AnswerStatus.NOT_ANSWERED
    changed = case(facets=facets, library={"rename": {"ZorNet": "Velmav"}})
    assert answers.verdict(changed, texts, RULES) is AnswerStatus.ANSWERED


def test_the_verdict_is_that_of_a_build_over_the_whole_library(texts: Texts, cases: tuple[Case, ...]) -> None:
    for one in cases:
        if one.library == Edits():
            batch = Batch(source="library/orchard", query="every entry", works=texts.works)
            whole = pipeline.build(one.question, [batch], pipeline.load_policy(), RULES).answer.status
            assert answers.verdict(one, texts, RULES) is whole


def test_rights_and_wrongs_are_counted_by_kind_group_and_half(texts: Texts) -> None:
    found = answers.evaluate(
        [
            case(id="a", kind="finding", half="development"),
            case("not_answered", id="b", kind="never", group="hard", half="development", because="so it is"),
            case("partly", id="c", kind="never", half="held_out"),
        ],
        texts,
        RULES,
    )
    values = {one.name: one.value for one in found.measures}
    assert values["accuracy"] == pytest.approx(1 / 3)
    assert values["false_answered"] == values["false_answered_held_out"] == 1.0
    assert (values["accuracy_finding"], values["accuracy_never"], values["accuracy_never_hard"]) == (1.0, 0.0, 0.0)
    assert (values["accuracy_development"], values["accuracy_held_out"]) == (0.5, 0.0)
    assert found.per_class["answered"]["precision"] == pytest.approx(1 / 3)
    assert found.confusion["partly"] == {"answered": 1, "partly": 0, "not_answered": 0}
    assert [(one["id"], one["said"], one["because"]) for one in found.wrong] == [("b", "answered", "so it is")]


# --- making ---------------------------------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_questions(texts: Texts, cases: tuple[Case, ...]) -> None:
    again = questions.generate(texts, load_names(), count=12, seed=3)
    assert [one.line() for one in again] == [one.line() for one in cases]
    other = questions.generate(texts, load_names(), count=12, seed=4)
    assert [one.line() for one in other] != [one.line() for one in cases]


def test_every_kind_is_made(cases: tuple[Case, ...]) -> None:
    kinds = Counter((one.kind, one.expected.value) for one in cases)
    made = {"pair", "finding", "never_together", "deleted", "renamed", "uncompared", "synonym"}
    assert {kind for kind, _ in kinds} == made
    assert {kind for kind, expected in kinds if expected == "partly"} == {"uncompared"}
    assert {one.group for one in cases if one.kind == "never_together"} == {"no_work", "bystander", "crossed"}
    assert len({one.id for one in cases}) == len(cases)


def test_a_derived_question_is_of_its_origins_half(cases: tuple[Case, ...]) -> None:
    halves = {one.id: one.half for one in cases}
    derived = [one for one in cases if one.of]
    assert {one.kind for one in derived} == {"deleted", "renamed", "synonym", "uncompared"}
    assert all(halves[one.of] == one.half for one in derived)
    assert {one.half for one in cases} == {"development", "held_out"}


def test_what_is_held_out_stays_so(texts: Texts, cases: tuple[Case, ...]) -> None:
    other = questions.generate(texts, load_names(), count=8, seed=4)
    made = [{one.question.question: one.half for one in some if not one.of} for some in (cases, other)]
    both = made[0].keys() & made[1].keys()
    assert both
    assert {title: made[0][title] for title in both} == {title: made[1][title] for title in both}


def terms(one: Case) -> list[tuple[str, ...]]:
    return [concept.terms for _, concept in one.question.facets.required()]


def sentences(texts: Texts, one: Case) -> list[str]:
    gone = set(one.library.drop)
    return [sentence for at, work in enumerate(texts.works) if work.key not in gone for sentence in texts.sentences(at)]


def test_what_is_answered_stands_in_one_sentence_and_what_is_not_does_not(
    texts: Texts, cases: tuple[Case, ...]
) -> None:
    for one in cases:
        beside = any(all(stands(sentence, term) for term in terms(one)) for sentence in sentences(texts, one))
        if one.kind == "finding":
            assert beside
        if one.kind in {"never_together", "deleted"}:
            assert not beside


def test_a_name_that_is_listed_is_no_other_name(cases: tuple[Case, ...]) -> None:
    asked_of = [{name for term in terms(one) for name in term} for one in cases if one.group == "crossed"]
    assert not any({"PomeLM-2B", "INT4 ZRQ", "FruitNet"} <= names for names in asked_of)


def test_renamed_ones_ask_for_the_old_name(cases: tuple[Case, ...]) -> None:
    for one in cases:
        if one.kind == "renamed":
            ((old, new),) = one.library.rename.items()
            assert (old,) in terms(one)
            assert one.expected is AnswerStatus.NOT_ANSWERED
            assert new not in LIBRARY


# --- reading what a library says ------------------------------------------------------------------------------------


def one_work(text: str, field: str = "abstract") -> Texts:
    return Texts(sources.parse(entry("one", "A work", text, field=field), "one.bib", "one")[0])


def terms_of(frames: Iterable[Frame]) -> list[dict[str, str]]:
    return [{facet.value: term for facet, term in frame.terms.items()} for frame in frames]


def read_findings(text: str) -> list[dict[str, str]]:
    known = Phrases([*("On pear sorting" for _ in range(4)), *(f"Plums of the garden {at}" for at in range(20))])
    return terms_of(findings(one_work(f"Pears are old. Pears are known. {text}"), known, 0))


def test_a_finding_is_taken_apart_by_its_verb_and_prepositions() -> None:
    found = read_findings(
        "Our results show that ZorNet improves accuracy by 3 points over PlumBERT for pear sorting on PearQA."
    )
    assert found == [
        {
            "outcome": "accuracy",
            "intervention": "ZorNet",
            "comparator": "PlumBERT",
            "population": "pear sorting",
            "setting": "PearQA",
        }
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "We find that ZorNet does not improve it and reduces accuracy for pear sorting.",
        "We hope that ZorNet improves accuracy for pear sorting.",
        "Previous experiments show that ZorNet improves accuracy for pear sorting.",
        "We ask whether ZorNet improves accuracy for pear sorting.",
        "Our results: a new layer of ZorNet, which was found later, improves accuracy for pear sorting.",
        "Our results show that training on ZorNet improves accuracy for pear sorting.",
        "Our ZorNet is a network for pear sorting and its accuracy.",
        "Our results show that ZorNet improves the mood for pear sorting.",
    ],
)
def test_what_is_not_told_plainly_gives_no_question(sentence: str) -> None:
    assert read_findings(sentence) == []


def test_results_that_differ_in_method_alone_are_pairs() -> None:
    found = terms_of(pairs(one_work(TABLE, "digest"), load_names(), 0))
    methods = {(one["setting"], one["intervention"], one["comparator"]) for one in found}
    assert ("PearQA", "4-bit ZRQ", "4-bit YRQ") in methods
    assert ("FruitNet", "4-bit ZRQ", "BF16") in methods
    assert {one["population"] for one in found if one["setting"] == "LeafBank"} == {"PomeLM-7B"}
    assert not any(one["intervention"] == "BF16" for one in found)


def test_acronyms_are_read_with_what_they_stand_for() -> None:
    text = "We use masked pear models (MPM), pear error rate (PER) and a thing (XYZ)."
    assert list(definitions(text)) == [("MPM", "masked pear models"), ("PER", "pear error rate")]


def test_other_words_are_told_by_who_must_know_them() -> None:
    text = "Pear models (PM) sort. A pear model is labelled, labeled. It can optimise, optimize."
    wordings = Wordings([text] * 5, load_names())

    def of(term: str) -> set[tuple[str, bool]]:
        return {(other.term, other.known) for other in wordings.of(term)}

    assert of("PM") == {("pear models", False)}
    assert of("pear models") == {("PM", False), ("pear model", True), ("pear-models", True)}
    assert of("optimise") == {("optimize", True)}
    assert of("labeled") == {("labelled", False)}
    assert ("F1 score", True) in of("F1")
    assert of("ZorNet") == set()


# --- the commands ---------------------------------------------------------------------------------------------------


def test_questions_are_written_and_answered(library: Path, tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    written = ("questions", "--library", str(library), "--count", "8")
    assert invoke(*written, "--out", str(path)).exit_code == 0
    assert invoke(*written).output == path.read_text(encoding="utf-8")
    answer = ("answers", "--questions", str(path), "--library", str(library), "--rules")
    found = json.loads(invoke(*answer, "--json").output)
    half = json.loads(invoke(*answer, "--json", "--half", "development").output)
    assert found["task"] == "answers"
    assert 0 < half["n"] < found["n"] == len(answers.read(path))
    assert found["accuracy_finding"] == 1.0
    assert half["wrong"] == found["wrong"]
    assert found["accuracy_development"] == half["accuracy"]
