"""The hand-written documentation is held against the code: what it names exists, what exists is named, examples run."""

from __future__ import annotations

import ast
import io
import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, files, metadata, packages_distributions
from pathlib import Path
from typing import NamedTuple

import click
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pydantic import SecretStr

from generator import bodies, cli, errors, labels, manners, questions, refusal, schema, service, settings
from generator.changes import CONFIDENCE_STEP, STANDINGS
from generator.commands import options as shared
from generator.linting import CODES, evidence, nearness
from generator.pipeline import build, load_policy
from generator.questions.moved import examine_moved
from generator.render import site_files
from generator.results import Aliases, load_names, sentence
from generator.schema import Report
from generator.settings import Keys
from generator.sources import (
    LOOK_UPS,
    SERVICES,
    arxiv,
    crossref,
    datacite,
    europe_pmc,
    library,
    openalex,
    pubmed,
    semantic_scholar,
)
from generator.sources.handle import Existence
from generator.sources.library import bibtex, csl, ris
from generator.sources.library import fields as library_fields
from generator.stages.extract import kind_of
from generator.stages.review import DIMENSIONS, MANDATES
from generator.stages.review.faults import FaultKind
from generator.stages.review.findings import CHALLENGED, CONFIRMED
from generator.stages.synthesise.rule import RULES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = (
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    ROOT / "SECURITY.md",
    *sorted(DOCS.rglob("*.md")),
)
GENERATED = frozenset(
    [
        "index.md",
        *(f"{one}/index.md" for one in "benchmarks bibliography changes claims coverage reports schema".split()),
    ]
)
"""Pages below docs/ that the build makes: the navigation and links may name them although they are no files."""

KINDS_OF_ERRORS = tuple(re.findall(r"`(\w+)` \(", str(errors.ServiceError.__doc__)))
WORDS = {name: kind for name, kind in vars(schema).items() if isinstance(kind, type) and issubclass(kind, StrEnum)}
LIBRARY = ast.parse((ROOT / "generator" / "sources" / "library" / "fields.py").read_text(encoding="utf-8"))
READERS = [
    ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "generator" / "sources" / "library").glob("*.py"))
]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())


# --- reading Markdown -----------------------------------------------------------------------------------------------


class Block(NamedTuple):
    """A fenced block of a page."""

    page: Path
    language: str
    text: str


def blocks(page: Path, *languages: str) -> list[Block]:
    found = re.findall(r"^```(\w*)[^\n]*\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [Block(page, language, text) for language, text in found if language in languages]


def prose(page: Path) -> str:
    """The page without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def folded(text: str) -> str:
    return " ".join(text.split())


def section(page: Path, heading: str) -> str:
    """What stands under a heading of the second level, up to the next one."""
    parts = re.split(r"^## (.*)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    found = dict(zip(parts[1::2], parts[2::2], strict=True))
    assert heading in found, f"{page.name} has no section {heading!r}"
    return found[heading]


def rows(text: str) -> list[list[str]]:
    """The cells of every table row but headings and rules."""
    lines = text.splitlines()
    kept = [
        line
        for at, line in enumerate(lines)
        if line.startswith("|") and not set(line) <= set("|-: ") and not set(next_of(lines, at)) <= set("|-: ")
    ]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def next_of(lines: list[str], at: int) -> str:
    """The line after `at`, or something that is no rule of a table."""
    return lines[at + 1] if at + 1 < len(lines) and lines[at + 1].startswith("|") else "none"


def code(cell: str) -> list[str]:
    """What stands in backticks."""
    return re.findall(r"`([^`]+)`", cell)


def first_codes(text: str) -> list[str]:
    """What stands in backticks in the first cells of the tables."""
    return [word for row in rows(text) for word in code(row[0])]


def anchors(page: Path) -> set[str]:
    """The anchors that MkDocs and GitHub give to a page's headings."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", heading).strip().lower()) for heading in headings}


# --- commands, settings ---------------------------------------------------------------------------------------------


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command of a group by the words that call it; a group within stands for its own commands."""
    for name, one in group.commands.items():
        if isinstance(one, click.Group):
            yield from commands(one, f"{before}{name} ")
        else:
            yield f"{before}{name}", one


COMMANDS = sorted(commands(cli.cli))


def options(command: click.Command) -> set[str]:
    return {name for one in command.params if isinstance(one, click.Option) for name in one.opts}


def test_every_command_has_a_section() -> None:
    headings = re.findall(r"^## `([\w ]+)`$", (REFERENCE / "cli.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == [name for name, _ in COMMANDS]


@pytest.mark.parametrize(("name", "command"), COMMANDS, ids=[name for name, _ in COMMANDS])
def test_every_option_of_a_command_is_described(name: str, command: click.Command) -> None:
    text = section(REFERENCE / "cli.md", f"`{name}`")
    assert set(first_codes(text)) == options(command)
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    assert [one.name for one in arguments if f"`{str(one.name).upper()}`" not in text] == []


def test_every_choice_of_an_option_is_described() -> None:
    for name, command in COMMANDS:
        text = section(REFERENCE / "cli.md", f"`{name}`")
        choices = [c for one in command.params if isinstance(one.type, click.Choice) for c in one.type.choices]
        assert [choice for choice in choices if f"`{choice}`" not in text] == []


def test_every_answer_of_doi_org_is_described() -> None:
    described = [row[0] for row in rows(section(REFERENCE / "cli.md", "`resolve`")) if not code(row[0])]
    assert sorted(described) == sorted(Existence)


def test_every_option_of_the_program_is_described() -> None:
    names = options(cli.cli) | set(cli.cli.context_settings["help_option_names"])
    assert set(first_codes(section(REFERENCE / "cli.md", "Options of `claimbook` itself"))) == names


def test_every_exit_code_is_described() -> None:
    text = (REFERENCE / "cli.md").read_text(encoding="utf-8").partition("\n## ")[0]
    codes = {value for name, value in vars(shared).items() if name.isupper() and isinstance(value, int)}
    assert {int(row[0]) for row in rows(text)} == {0} | codes


def test_every_environment_variable_is_described() -> None:
    site = set(re.findall(r"!ENV \[?(\w+)", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))
    assert set(first_codes(section(REFERENCE / "cli.md", "Environment"))) == site | {
        settings.ROOT_VARIABLE,
        *settings.KEY_VARIABLES,
    }


def test_every_setting_of_make_is_described() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = section(REFERENCE / "cli.md", "Environment")
    assert [name for name in re.findall(r"^(\w+) \?=", makefile, re.MULTILINE) if f"`{name}`" not in text] == []


# --- words ----------------------------------------------------------------------------------------------------------


def test_every_set_of_words_has_a_section() -> None:
    headings = re.findall(r"^## .*\(`(\w+)`\)$", (REFERENCE / "reasons.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(headings) == sorted(WORDS)


@pytest.mark.parametrize("name", sorted(WORDS))
def test_every_word_is_described(name: str) -> None:
    page = (REFERENCE / "reasons.md").read_text(encoding="utf-8")
    found = re.search(rf"^## .*\(`{name}`\)$(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found
    assert sorted(first_codes(found.group(1))) == sorted(WORDS[name])


def test_every_reason_names_its_stage() -> None:
    table = rows(section(REFERENCE / "reasons.md", "Reasons (`Reason`)"))
    assert {word for row in table for word in code(row[1])} == set(schema.Stage)


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("The answer", schema.AnswerStatus),
        ("The report", schema.DecisionStatus),
        ("A claim", schema.ClaimStatus),
        ("A check", schema.Outcome),
    ],
)
def test_every_mark_is_described_by_shape_and_name(heading: str, kind: type[StrEnum]) -> None:
    assert marks(heading) == {f"{labels.label(one).shape} {labels.label(one).word}" for one in kind}


def test_every_mark_of_a_work_is_described() -> None:
    notices = {f"{labels.label(one).shape} {labels.label(one).word}" for one in schema.Notice}
    assert marks("A work") == notices | {"? Not checked at the source"}


def marks(heading: str) -> set[str]:
    text = section(DOCS / "reading.md", "Marks")
    parts = re.split(r"^### (.*)$", text, flags=re.MULTILINE)
    return {row[0] for row in rows(dict(zip(parts[1::2], parts[2::2], strict=True))[heading])}


@pytest.mark.parametrize("kind", [schema.CheckName, schema.ClaimKind, schema.Origin])
def test_every_word_of_the_claims_table_is_explained(kind: type[StrEnum]) -> None:
    text = folded((DOCS / "reading.md").read_text(encoding="utf-8"))
    assert [one for one in kind if labels.label(one).word not in text] == []


def test_every_event_and_cause_of_the_ledger_has_its_rule() -> None:
    page = REFERENCE / "ledger.md"
    assert sorted(first_codes(section(page, "Events"))) == sorted(schema.Change)
    assert {word for row in rows(section(page, "Causes")) for word in code(row[0])} == set(schema.CauseKind)


def test_every_key_of_a_ledger_line_is_described() -> None:
    page = REFERENCE / "ledger.md"
    lines = folded(section(page, "Lines"))
    assert f"this is format `{schema.LEDGER_FORMAT}`" in lines
    kinds = (schema.ClaimLine, schema.AnswerLine, schema.DecisionLine, schema.InputsLine, schema.Standing, schema.Cause)
    text = lines + folded(section(page, "Causes")) + folded(section(page, "Inputs"))
    keys = {key for kind in (*kinds, schema.WorkState) for key in kind.model_fields}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []


def test_the_order_of_standings_is_the_one_that_is_compared() -> None:
    text = folded(section(REFERENCE / "ledger.md", "Events"))
    assert f"1. status: {', '.join(f'`{status}`' for status in STANDINGS)}, from the highest" in text
    assert f"less than {CONFIDENCE_STEP}" in text


# --- services -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["What is sent", "Limits", "How answers are read"])
def test_every_service_is_described(heading: str) -> None:
    shown = first_codes(section(REFERENCE / "services.md", heading))
    assert [name for name in shown if name not in KINDS_OF_ERRORS] == [service.name for service in SERVICES]


def test_every_limit_of_a_service_is_described() -> None:
    limits = {code(row[0])[0]: " ".join(row[1:]) for row in rows(section(REFERENCE / "services.md", "Limits"))}
    stated = {name: [int(number) for number in re.findall(r"\d+", text)] for name, text in limits.items()}
    assert stated == {
        "openalex": [openalex.MAX_TEXT, openalex.MAX_OPERATORS, openalex.PER_PAGE, openalex.MAX_WORKS],
        "crossref": [crossref.ROWS, crossref.MAX_OFFSET],
        "semantic_scholar": [semantic_scholar.MAX_TEXT, 1000],
        "arxiv": [service.MAX_ENCODED, arxiv.PAGE, arxiv.MAX_WORKS],
        "europe_pmc": [service.MAX_ENCODED, europe_pmc.PAGE],
        "pubmed": [service.MAX_ENCODED, pubmed.PAGE, pubmed.MAX_WORKS],
    }
    assert f"more than {bodies.MAX_FIELD} characters" in folded((REFERENCE / "services.md").read_text(encoding="utf-8"))


def test_every_look_up_and_its_limit_is_described() -> None:
    text = section(REFERENCE / "services.md", "Look-ups")
    assert first_codes(text) == [one.name for one in LOOK_UPS]
    assert f"address of {service.MAX_ADDRESS} characters" in folded(text)
    assert {code(row[0])[0]: int(row[2]) for row in rows(text)} == {
        "openalex": openalex.PER_PAGE,
        "crossref": crossref.ROWS,
        "datacite": datacite.BATCH,
        "arxiv": arxiv.PAGE,
        "europe_pmc": europe_pmc.PAGE // 2,
        "pubmed": pubmed.PAGE,
        "unpaywall": 1,
    }


def test_what_records_state_is_described_of_every_service() -> None:
    told = {
        code(row[0])[0]: row[2]
        for row in rows(section(REFERENCE / "services.md", "What records state beside their words"))
    }
    assert set(told) == {one.name for one in SERVICES} | {one.name for one in LOOK_UPS}
    assert set(code(told["crossref"])) == set(crossref.VERSIONS)
    assert set(code(told["datacite"])) == set(datacite.VERSIONS)


def test_the_prefixes_of_copies_and_the_mark_of_our_reports_are_stated() -> None:
    page = REFERENCE / "identity.md"
    assert set(code(section(page, "DOIs of copies"))) >= refusal.COPYCAT_PREFIXES
    signs = {row[0]: code(row[1]) for row in rows(section(page, "Reports of our own"))}
    assert signs["venue or publisher"] == [refusal.OWN_VENUE, refusal.OWN]
    assert signs["author"] == [refusal.OWN]


def test_every_kind_of_a_services_error_is_described() -> None:
    shown = first_codes(section(REFERENCE / "services.md", "How answers are read"))
    assert [name for name in shown if name in KINDS_OF_ERRORS] == list(KINDS_OF_ERRORS)


def test_the_pace_of_every_host_stands_in_the_services_page() -> None:
    key, contact = SecretStr("planted-0123456789"), "ana@orchard.example"
    table = rows(section(REFERENCE / "services.md", "Pace"))
    assert {code(row[0])[0]: tuple(row[1:3]) for row in table} == {
        host: (f"{one.every:.3g}", str(one.at_once)) for host, one in manners.GATES.items()
    }
    keys = {
        (manners.OPENALEX, "a key"): Keys(openalex=key),
        (manners.CROSSREF, "a contact"): Keys(contact=contact),
        (manners.CROSSREF, "a Plus token"): Keys(crossref_plus=key),
        (manners.NCBI, "a key"): Keys(ncbi=key),
    }
    opened = {(host, said): manners.gates(held)[host] for (host, said), held in keys.items()}
    assert {(code(row[0])[0], row[3]): tuple(row[4:]) for row in table if row[3]} == {
        named: (f"{one.every:.3g}", str(one.at_once)) for named, one in opened.items()
    }


def test_every_figure_of_patience_stands_in_the_services_page() -> None:
    table = rows(section(REFERENCE / "services.md", "Retries"))
    assert {code(row[0])[0]: float(row[1]) for row in table} == asdict(manners.Patience())


def test_every_lifetime_stands_in_the_services_page() -> None:
    hours = [float(row[1]) for row in rows(section(REFERENCE / "services.md", "Cache"))]
    assert hours == [one / manners.HOUR_S for one in (manners.SEARCH_S, manners.LOOK_UP_S, manners.FULL_TEXT_S)]


def test_every_key_says_where_it_goes() -> None:
    table = rows(section(REFERENCE / "services.md", "Keys"))
    shown = {(name, host) for row in table for name in code(row[0]) for host in code(row[1])}
    key, contact = SecretStr("planted-0123456789"), "ana@orchard.example"
    gone = set()
    for name, field in settings.KEY_VARIABLES.items():
        held = Keys.model_validate({field: contact if field == "contact" else key})
        for host in manners.GATES:
            found = manners.credentials(host, held)
            said = f"{dict(found.headers)} {dict(found.params)}"
            gone |= {(name, host)} if contact in said or key.get_secret_value() in said else set()
    assert shown == gone


# --- policy, rules --------------------------------------------------------------------------------------------------


def test_the_gates_stand_in_the_policy_page() -> None:
    shown = {code(row[0])[0]: yaml.safe_load(row[1]) for row in rows(section(REFERENCE / "policy.md", "Gates"))}
    assert shown == dict(load_policy().gates)


def test_the_tiers_stand_in_the_policy_page() -> None:
    shown = [(code(row[0])[0], float(row[1]), float(row[2])) for row in rows(section(REFERENCE / "policy.md", "Tiers"))]
    assert shown == [(tier.name, tier.from_, tier.to) for tier in load_policy().tiers]


def test_the_dimensions_are_defined_as_the_code_defines_them() -> None:
    shown = {code(row[0])[0]: row[1] for row in rows(section(REFERENCE / "policy.md", "Dimensions"))}
    assert shown == {name.value: definition for name, (definition, _) in DIMENSIONS.items()}


def test_the_reviewers_have_the_mandates_of_the_code() -> None:
    shown = {code(row[0])[0]: row[1:] for row in rows(section(REFERENCE / "policy.md", "Reviewers"))}
    assert set(shown) == set(schema.ReviewerName)
    for name, (mandate, dimensions) in MANDATES.items():
        assert shown[name.value] == [mandate, ", ".join(one.value.replace("_", " ") for one in dimensions)]


def test_the_faults_are_looked_for_by_whom_the_page_says() -> None:
    shown = {row[0]: row[1] for row in rows(section(REFERENCE / "policy.md", "Faults"))}
    by = {kind.value: "challenger" if kind in CHALLENGED else "confirmer" for kind in FaultKind}
    assert shown == by
    assert set(FaultKind) == CHALLENGED | CONFIRMED


def test_the_decisions_are_all_described() -> None:
    assert sorted(first_codes(section(REFERENCE / "policy.md", "Decisions"))) == sorted(schema.DecisionStatus)


@pytest.mark.parametrize("rule", RULES.values())
def test_the_answer_rule_stands_word_for_word(rule: str) -> None:
    assert f"*{rule}*" in folded(section(DOCS / "methodology.md", "Answer"))


def test_every_form_of_figures_that_is_shown_is_read() -> None:
    (shown,) = blocks(DOCS / "methodology.md", "text")
    read = [sentence.read_figures(line, load_names()) for line in shown.text.splitlines()]
    assert [len(figures) for figures in read] == [3, 3, 2, 2, 1, 2, 1]


def test_the_entries_of_the_list_of_names_are_described() -> None:
    assert first_codes((REFERENCE / "aliases.md").read_text(encoding="utf-8")) == list(Aliases.model_fields)


def test_every_cue_gives_the_kind_that_it_stands_for() -> None:
    table = rows(section(DOCS / "methodology.md", "Extract"))
    assert {code(row[0])[0] for row in table} == set(schema.ClaimKind)
    wrong = [
        (row[0], cue)
        for row in table
        for cue in code(row[2])
        if kind_of(f"The pear {cue} 5 of them." if "comparison" in row[0] else f"The pear {cue} it.") != code(row[0])[0]
    ]
    assert wrong == []


# --- dependencies ---------------------------------------------------------------------------------------------------


EXPLAINED = rows((REFERENCE / "dependencies.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("heading", "wanted"),
    [
        ("At run time", PROJECT["project"]["dependencies"]),
        ("For development", PROJECT["dependency-groups"]["dev"]),
    ],
)
def test_every_dependency_is_explained(heading: str, wanted: list[str]) -> None:
    table = rows(section(REFERENCE / "dependencies.md", heading))
    assert sorted(code(row[0])[0] for row in table) == sorted(Requirement(line).name for line in wanted)
    assert [row for row in table if not all(row)] == []


@pytest.mark.parametrize("row", EXPLAINED, ids=lambda row: row[0])
def test_the_licence_is_the_one_that_the_package_states(row: list[str]) -> None:
    name = code(row[0])[0]
    try:
        about = metadata(name)
    except PackageNotFoundError:
        pytest.skip(f"{name} is not installed here")
    keys = ("License-Expression", "License", "Classifier")
    stated = " ".join(value for key in keys for value in about.get_all(key, []))
    if "License" not in "".join(about.get_all("Classifier", [])) and not any(map(about.get_all, keys[:2])):
        # Then the licence itself is all that the package has to say.
        texts = [file for file in files(name) or () if file.name.startswith("LICENSE")]
        stated = " ".join(text.read_text(encoding="utf-8").partition("\n")[0] for text in texts)
    assert re.findall(r"MIT|BSD|Apache|MPL", row[2])[0] in stated


def test_every_dependency_is_used() -> None:
    run_by_make = {"mkdocs-material", "properdocs"}
    modules = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "generator").rglob("*.py"))
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", modules, re.MULTILINE))
    used = {canonicalize_name(dist) for name in imported for dist in packages_distributions().get(name, ())}
    wanted = {canonicalize_name(Requirement(line).name) for line in PROJECT["project"]["dependencies"]}
    assert wanted - used == run_by_make


# --- library files --------------------------------------------------------------------------------------------------


def fields_read() -> Iterator[str]:
    """Names of fields that the readers of libraries and of an entry's fields look up."""
    for node in (node for module in READERS for node in ast.walk(module)):
        match node:
            case ast.Call(func=ast.Attribute(attr="get", value=owner), args=[ast.Constant(value=str(name)), *_]):
                if is_fields(owner):
                    yield name
            case ast.Subscript(value=owner, slice=ast.Constant(value=str(name))) if is_fields(owner):
                yield name
            case ast.Compare(left=ast.Constant(value=str(name)), comparators=[owner]) if is_fields(owner):
                yield name
            case ast.comprehension(target=ast.Name(id="field"), iter=ast.Tuple(elts=listed)):
                yield from (str(one.value) for one in listed if isinstance(one, ast.Constant))
    yield from keys_of("_TEXT_FIELDS")


def is_fields(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "fields") or (
        isinstance(node, ast.Attribute) and node.attr == "fields_dict"
    )


def keys_of(table: str) -> dict[str, str]:
    """Keys of a table of the module, each with the source text of its value."""
    for node in ast.walk(LIBRARY):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == table:
            assert isinstance(node.value, ast.Dict)
            return {
                key.value: ast.unparse(value)
                for key, value in zip(node.value.keys, node.value.values, strict=True)
                if isinstance(key, ast.Constant) and isinstance(key.value, str)
            }
    raise AssertionError(f"fields.py has no table {table}")


def test_every_field_that_is_read_is_described() -> None:
    read = set(fields_read())
    assert {"title", "author", "doi", "digest", "booktitle"} <= read, "the code changed: mend fields_read()"
    assert set(first_codes(section(REFERENCE / "library.md", "Fields"))) == read == library_fields.READ | {"author"}


def test_every_entry_type_is_described() -> None:
    table = rows(section(REFERENCE / "library.md", "Entry types"))
    described = {name: code(row[1])[0] for row in table for name in code(row[0])}
    read = {name: getattr(schema.WorkType, value.rpartition(".")[2]) for name, value in keys_of("_TYPES").items()}
    assert described == read


def test_every_loss_of_a_library_is_described() -> None:
    text = section(REFERENCE / "library.md", "Entries and fields that cannot be read")
    nodes = (node for module in READERS for node in ast.walk(module))
    named = {node.attr for node in nodes if isinstance(node, ast.Attribute) and is_reason(node.value)}
    assert {word for row in rows(text) for word in code(row[1])} == {schema.Reason[name] for name in named}


def is_reason(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "Reason"


def test_every_notice_is_described_with_what_it_means() -> None:
    table = rows(section(REFERENCE / "library.md", "Fields"))
    (cell,) = (row[1] for row in table if code(row[0]) == ["notice"])
    described = {word: part.split(":")[0] for part in cell.split(". ") for word in code(part)}
    meanings = {one.name.capitalize(): one for one in schema.Notice}
    entries = "\n".join(f"@misc{{n{at}, title={{A}}, notice={{{word}}}}}" for at, word in enumerate(described))
    works, dropped = library.parse(entries, "questions/library/example.bib", "example")
    assert dropped == ()
    assert [work.notice for work in works] == [meanings[meaning] for meaning in described.values()]
    assert set(described.values()) == set(meanings)


def test_every_field_whose_misspelling_is_reported_is_named() -> None:
    (named,) = re.findall(r"almost one of (.*?), such as", folded(section(REFERENCE / "library.md", "Fields")))
    assert code(named) == sorted(bibtex.VOCABULARY.own)


def test_every_tag_of_ris_and_every_variable_of_csl_is_described() -> None:
    table = rows(section(REFERENCE / "library.md", "RIS and CSL-JSON"))
    described = [(code(name)[0], tuple(code(tags)), tuple(code(variables))) for name, tags, variables in table]
    variables = {ours: [one for one, field in csl.VARIABLES.items() if field == ours] for ours in ris.TAGS}
    more = {"author": ["author"], "year": ["issued"], "note": ["note"], "key": ["id"]}
    read = [(name, tags, tuple(variables[name] or more[name])) for name, tags in ris.TAGS.items()]
    assert described == read


def test_every_type_of_ris_and_csl_is_described() -> None:
    table = rows(section(REFERENCE / "library.md", "Types in RIS and CSL-JSON"))
    for column, types in ((1, ris.TYPES), (2, csl.TYPES)):
        assert {name: code(row[0])[0] for row in table for name in code(row[column])} == types


def test_the_examples_in_ris_and_csl_say_the_same_as_the_one_in_bibtex() -> None:
    whole, _ = example()
    for kind in ("ris", "json"):
        (entry,) = blocks(REFERENCE / "library.md", kind)
        (work,), dropped = library.parse(entry.text, f"questions/library/example.{kind}", "example")
        assert dropped == ()
        assert work.model_copy(update={"sightings": whole.sightings}) == whole


def example() -> tuple[schema.Work, str]:
    (entry,) = blocks(REFERENCE / "library.md", "bibtex")
    works, dropped = library.parse(entry.text, "questions/library/example.bib", "example")
    assert dropped == ()
    (work,) = works
    return work, entry.text


def test_the_example_entry_is_read_whole() -> None:
    work, text = example()
    assert work.ids.doi
    assert work.checked is True
    assert (work.type, work.language) == (schema.WorkType.ARTICLE, "en")
    (written,) = work.versions[0].sections
    raw = re.search(r"digest = \{(.*)\}\n\}", text, re.DOTALL)
    assert raw
    assert written.text == folded(raw.group(1)).replace("\\%", "%")


def test_the_example_entry_has_a_figure_of_the_grammar() -> None:
    work, _ = example()
    sentences = re.split(r"(?<=\.) (?=[A-Z])", work.versions[0].sections[0].text or "")
    roles = [figure.role for line in sentences for figure in sentence.read_figures(line, load_names())]
    assert roles == ["subject", "baseline"]


def test_the_library_for_a_new_field_answers_the_question_beside_it() -> None:
    page = DOCS / "contribute.md"
    (file,), (entries,) = blocks(page, "yaml"), blocks(page, "bibtex")
    question = questions.parse(file.text.encode(), "questions/red-light-pears.yml")
    assert question.sources == ("library/orchard", "services")
    orchard = library.Library("orchard", "questions/library/orchard.bib", entries.text)
    batch = orchard.batch(*library.parse(orchard.text, orchard.path, orchard.name))
    assert batch.dropped == ()
    assert [work.notice for work in batch.works] == [None, schema.Notice.RETRACTION]
    report = build(question, [batch], load_policy())
    assert (report.answer.status, report.decision.status) == ("answered", "preview")
    assert report.answer.works == (batch.works[0].key,)
    assert {work.key for work in batch.works} == {one.work for one in report.inclusions}


# --- questions ------------------------------------------------------------------------------------------------------


EXAMPLES = [b for page in (DOCS / "contribute.md", REFERENCE / "questions.md") for b in blocks(page, "yaml")]


def test_both_pages_have_a_question() -> None:
    pages = {block.page.name for block in EXAMPLES if "facets:" in block.text}
    assert pages == {"contribute.md", "questions.md"}


@each_page
def test_examples_of_files_fit_a_narrow_window(page: Path) -> None:
    lines = [line for block in blocks(page, "yaml", "bibtex") for line in block.text.splitlines()]
    assert [line for line in lines if len(line) > 80] == []


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: block.page.name)
def test_every_example_of_a_file_is_valid(block: Block) -> None:
    try:
        if "facets:" in block.text:
            assert questions.parse(block.text.encode(), "questions/an-example.yml").facets.required()
        elif "_moved.yml" in block.text:
            assert examine_moved(block.text.encode(), {"red-light-pears"})[1] == ()
        else:
            assert questions.parse_defaults(block.text.encode()).values
    except errors.InputError as error:
        pytest.fail(str(error))


def test_the_page_on_disputes_has_every_key_and_a_valid_example() -> None:
    page = REFERENCE / "disputes.md"
    keys = [name for name in schema.Dispute.model_fields if name != "name"]
    assert first_codes(page.read_text(encoding="utf-8")) == keys
    (example,) = blocks(page, "yaml")
    found = questions.examine_dispute(example.text.encode(), "questions/disputes/an-example.yml")
    assert found.faults == ()
    assert set(found.dispute.model_dump(exclude_none=True) if found.dispute else ()) == {*keys, "name"}


# --- commands in the text -------------------------------------------------------------------------------------------


class Run(NamedTuple):
    """A command as a page shows it, with the exit code and the output that it is said to have."""

    page: str
    arguments: list[str]
    exit_code: int
    shown: str


def runs(block: Block) -> Iterator[Run]:
    """Commands of one block; `$ echo $?` after a command gives its exit code, which else is 0."""
    parts = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)[1:]
    steps = list(zip(parts[::2], parts[1::2], strict=True))
    for at, (command, shown) in enumerate(steps):
        if command == "echo $?":
            continue
        program, *arguments = shlex.split(command)
        assert program == ".venv/bin/claimbook", f"{block.page.name} shows {command!r}"
        told = steps[at + 1][1] if at + 1 < len(steps) and steps[at + 1][0] == "echo $?" else "0"
        yield Run(block.page.name, arguments, int(told), shown)


def plain_runs(block: Block) -> Iterator[Run]:
    """Calls of claimbook in a block that shows no output."""
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == [".venv/bin/claimbook"]:
            yield Run(block.page.name, words[1:], 0, "[...]")


RUNS = [run for page in PAGES for block in blocks(page, "console") for run in runs(block)]
RUNS += [run for page in PAGES for block in blocks(page, "sh") for run in plain_runs(block)]


def test_the_readme_and_the_command_page_show_commands() -> None:
    assert {"README.md", "cli.md"} <= {run.page for run in RUNS}
    # No test may ask doi.org or a service, or write a ledger, what `eval` reads lies beside the project,
    # `score --check` fails on a new question, `gather` wants a night, `preview` and `comment` a pull request,
    # and `dispute` a form.
    untried = {"refresh", "resolve", "score", "gather", "record", "preview", "comment", "dispute"}
    offline = {name for name, _ in COMMANDS if not name.startswith("eval ")} - untried
    assert {run.arguments[0] for run in RUNS if run.page == "cli.md"} == offline


OF_ANY_PROJECT = {"check", "doctor", "new", "schema"}
"""Commands that a page may show without an output that comes from the starter questions."""


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.page}-{'-'.join(run.arguments)}")
def test_a_command_in_the_text_does_what_the_text_shows(
    run: Run, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if run.arguments[0] in {"schema", "score"}:
        assert "--check" in run.arguments, "the tests write nothing into the project"
    anywhere = run.arguments[0] in OF_ANY_PROJECT and "--strict" not in run.arguments
    root = ROOT if anywhere else request.getfixturevalue("starter")
    exit_code, printed = claimbook(run.arguments, root, monkeypatch)
    assert exit_code == run.exit_code, printed
    assert matches(run.shown, printed), f"{run.page} shows what the command does not print:\n{printed}"


def matches(shown: str, printed: str) -> bool:
    """Whether a text is what a page shows of it: `[...]` stands for anything, and lines may be wrapped."""
    pattern = ".*".join(re.escape(folded(piece)) for piece in shown.split("[...]"))
    return re.fullmatch(pattern, folded(printed), re.DOTALL) is not None


@pytest.mark.parametrize(
    ("shown", "fits"), [("a b", True), ("a", False), ("a [...]", True), ("[...] a", False), ("", False)]
)
def test_an_excerpt_is_held_to_the_letter(shown: str, fits: bool) -> None:  # noqa: FBT001 - a table of cases
    assert matches(shown, "a\n  b") is fits


def claimbook(arguments: list[str], root: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """Exit code and output of a command, run in this process on the project at `root`."""
    monkeypatch.setenv(settings.ROOT_VARIABLE, str(root))
    monkeypatch.setattr(sys, "argv", ["claimbook", *arguments])
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0), printed.getvalue()


@each_page
def test_every_target_of_make_that_a_page_names_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    text = page.read_text(encoding="utf-8")
    named = re.findall(r"`(?:\w+=\S+ )?make ([a-z]+)", text)
    named += re.findall(r"^ *(?:\w+=\S+ )?make ([a-z]+)", "\n".join(b.text for b in blocks(page, "sh")), re.MULTILINE)
    named += re.findall(r"^    make ([a-z]+)", text, re.MULTILINE)
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_the_readme_names_targets_of_make() -> None:
    assert {"site", "serve", "test"} <= set(re.findall(r"make (\w+)", (ROOT / "README.md").read_text(encoding="utf-8")))


# --- links, navigation, addresses -----------------------------------------------------------------------------------


@each_page
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", prose(page))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, fragment = link.partition("#")
        file = (page.parent / target).resolve() if target else page
        if file.is_relative_to(DOCS) and file.relative_to(DOCS).as_posix() in GENERATED:
            continue
        if not file.is_file() or (fragment and fragment not in anchors(file)):
            broken.append(link)
        if page.is_relative_to(DOCS) and not file.is_relative_to(DOCS):
            broken.append(f"{link} (leaves docs/, where the site cannot follow)")
    assert broken == []


def in_navigation() -> set[str]:
    def walk(part: object) -> Iterator[str]:
        if isinstance(part, str):
            yield part
        for inner in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
            yield from walk(inner)

    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return set(walk(yaml.safe_load(re.sub(r"!\S+ ", "", text))["nav"]))


def test_the_navigation_names_every_page_and_no_other() -> None:
    written = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    assert in_navigation() == written | GENERATED


@pytest.fixture(scope="module")
def site(starter_reports: dict[str, Report]) -> dict[str, str]:
    return {page.path: page.text for page in site_files(tuple(starter_reports.values()))}


def test_every_generated_page_is_listed_here(site: dict[str, str]) -> None:
    single = {path for path in site if path.endswith("index.md") and path.count("/") < 2}
    assert single == GENERATED


LATER = frozenset(
    f"{one}/<n>/" for one in "bibliography benchmarks changes coverage claims/topics claims/reports".split()
)
"""Pages that only a larger site has."""

FEEDS = frozenset({"changes/feed.xml", "reports/<slug>/changes.xml"})
"""Files that only a site with ledgers has."""
VERSIONED = frozenset({"reports/<slug>/v<n>/", "reports/<slug>/v<n>/version.json"})
"""Pages and files that only a site with recorded versions has."""


def test_every_address_of_the_site_is_in_the_contract(site: dict[str, str]) -> None:
    listed = first_codes(section(REFERENCE / "addresses.md", "Pages and files"))
    patterns = {one: re.compile(re.sub(r"<\w+>", "[^/]+", re.escape(one.removeprefix("./")))) for one in listed}
    real = {path.removesuffix("index.md") for path in site}
    real |= {path.relative_to(DOCS).as_posix() for path in (DOCS / "schema").glob("*.json")}
    assert [address for address in sorted(real) if not any(p.fullmatch(address) for p in patterns.values())] == []
    idle = {one for one, pattern in patterns.items() if not any(map(pattern.fullmatch, real))}
    assert idle <= {*LATER, *FEEDS, *VERSIONED}, "addresses that no page of this site has"


def test_every_anchor_of_a_report_is_in_the_contract(site: dict[str, str]) -> None:
    page = site["reports/awq-gqa-llava/index.md"]
    listed = first_codes(section(REFERENCE / "addresses.md", "Anchors of a report"))
    parts = re.findall(r"^## .* \{ #([\w-]+)", page, re.MULTILINE)
    assert [anchor.removeprefix("#") for anchor in listed if re.fullmatch(r"#[a-z]+", anchor)] == parts
    assert [word for word in ("c", "ref", "figure", "derived", "excluded") if f' id="{word}-' not in page] == []
    assert {"#<claim id>", "#ref-<n>", "#figure-<figure id>", "#derived-<derived id>"} <= set(listed)
    assert "#excluded-<work key>" in listed


def test_the_parts_of_a_report_are_explained_in_their_order(site: dict[str, str]) -> None:
    headings = re.findall(r"^## (.*?) \{", site["reports/awq-gqa-llava/index.md"], re.MULTILINE)
    assert [row[0] for row in rows(section(DOCS / "reading.md", "From the top"))] == headings


def test_the_format_of_reports_is_the_one_that_is_written() -> None:
    text = folded(section(REFERENCE / "addresses.md", "Format of `report.json`"))
    assert f"this is format `{schema.REPORT_FORMAT}`" in text


NO_FILES = frozenset(
    {
        "questions/red-light-pears.yml",
        "questions/_moved.yml",
        "questions/disputes",
        "questions/library/orchard.bib",
    }
)
"""Paths that a page gives as examples."""


@pytest.mark.parametrize(
    "page", [p for p in PAGES if p.name not in {"CHANGELOG.md", "CONTRIBUTING.md"}], ids=lambda page: page.name
)
def test_every_path_of_the_project_that_a_page_names_exists(page: Path) -> None:
    named = re.findall(r"`((?:generator|tests|questions|docs|\.github|\.ci)/[\w./-]*)`", prose(page))
    assert [name for name in named if name not in NO_FILES and not (ROOT / name).exists()] == []


# --- lints ----------------------------------------------------------------------------------------------------------


def test_every_code_of_a_lint_has_a_section_with_its_title() -> None:
    text = (REFERENCE / "lints.md").read_text(encoding="utf-8")
    assert dict(re.findall(r"^## (Q\d+)\n\n\*\*(.*?)\.\*\*", text, re.MULTILINE)) == {
        code: told.title for code, told in CODES.items()
    }


def test_the_figures_of_the_lints_are_the_ones_of_the_code() -> None:
    text = folded((REFERENCE / "lints.md").read_text(encoding="utf-8"))
    assert f"{nearness.SAME_SENTENCE:.0f} % alike, or {nearness.ALIKE:.0f} % where" in text
    assert evidence.FEW == 5
    assert "There are five works at hand or more" in text


def test_every_key_of_a_version_is_described() -> None:
    text = folded(section(REFERENCE / "versions.md", "The file"))
    assert f"format `{schema.EDITION_FORMAT}`" in text
    assert f"the first {schema.MAX_AUTHORS};" in text
    parts = (
        schema.Edition, schema.EditionAnswer, schema.EditionCause, schema.EditionClaim, schema.EditionDecision,
        schema.EditionEvent, schema.EditionStatement, schema.EditionWork,
    )  # fmt: skip
    keys = {key for kind in parts for key in kind.model_fields}
    assert [key for key in sorted(keys) if f"`{key}`" not in text] == []
    assert f"less than {CONFIDENCE_STEP}" in folded(section(REFERENCE / "versions.md", "When one is written"))
