"""What several test modules share: the project's own reports, and those on the starter questions, built once."""

import os
from pathlib import Path

import hypothesis
import pytest

from generator import pipeline
from generator.schema import Report
from tests import starters

ROOT = Path(__file__).parent.parent

# A merge waits for the same examples each time; everybody else's runs look for new ones. How long one takes tells of
# the machine, and nothing of the code.
hypothesis.settings.register_profile("any", deadline=None)
hypothesis.settings.register_profile("ci", derandomize=True, deadline=None)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "any")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: as long as it is open, no other test can have an event loop of its own."""
    items.sort(key=lambda item: "browser" in item.path.parts)


@pytest.fixture(scope="session")
def root() -> Path:
    return ROOT


@pytest.fixture(scope="session")
def reports() -> dict[str, Report]:
    """The reports on the project's own questions, by slug."""
    return {report.question.slug: report for report in pipeline.build_all(ROOT)}


@pytest.fixture(scope="session")
def starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of the starter questions and their library alone; tests that need it skip on a site of one's own.

    What a site adds to them, questions, libraries or the evidence of its nights, changes nothing here.
    """
    if not starters.are_all_at(ROOT):
        pytest.skip("the starter questions are not here: this is a site of its own")
    return starters.copied(ROOT, tmp_path_factory.mktemp("starter"))


@pytest.fixture(scope="session")
def starter_reports(starter: Path) -> dict[str, Report]:
    """The reports on the starter questions, by slug."""
    return {report.question.slug: report for report in pipeline.build_all(starter)}


@pytest.fixture(scope="session")
def shared() -> Path:
    """Material that lies beside the project and is not part of it; tests that need it skip where it is absent."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"no shared material at {folder}: what is measured against it was not measured")
    return folder
