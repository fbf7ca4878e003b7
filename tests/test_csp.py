"""The policy of every page: what it allows, and that no inline code of a stranger gets a hash."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest
from mkdocs.exceptions import PluginError

from generator import csp

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

HEAD = '<!doctype html>\n<head>\n<meta charset="utf-8">\n'
WAY = 'a=new URL("{}",location);b()'
THEME = f"{HEAD}<script>{WAY.format('/claimbook/')}</script><style>p{{}}</style>"


def built(folder: Path, **pages: str) -> SimpleNamespace:
    for name, page in pages.items():
        (folder / f"{name.strip('_')}.html").write_text(page, encoding="utf-8")
    return SimpleNamespace(site_dir=str(folder))


def run(config: SimpleNamespace) -> None:
    csp.on_post_build(cast("MkDocsConfig", config))


def sources(page: str) -> dict[str, list[str]]:
    """The directives of a page's policy with their sources."""
    (found,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    return {name: rest for name, *rest in (directive.split() for directive in found.split("; "))}


def hashed(code: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def test_a_page_may_load_what_the_site_serves_and_nothing_else() -> None:
    assert sources(csp.guarded(HEAD, frozenset())) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "worker-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }


def test_the_theme_s_inline_code_is_allowed_by_its_hash(tmp_path: Path) -> None:
    page = f"{HEAD}<script>{WAY.format('../..')}</script><style>p{{}}</style><script src='x.js'></script>"
    run(built(tmp_path, _404_=THEME, page=page))
    policy = sources((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert policy["script-src"] == ["'self'", hashed(WAY.format("../.."))]
    assert policy["style-src"] == ["'self'", hashed("p{}")]
    assert hashed(WAY.format("/claimbook/")) in sources((tmp_path / "404.html").read_text())["script-src"]


@pytest.mark.parametrize(
    "foreign",
    [
        "<script>window.PWN=1</script>",
        "<SCRIPT type=module>window.PWN=1</SCRIPT >",
        '<script src="x.js">window.PWN=1</script>',
        "<style>body{display:none}</style>",
        f"<script>{WAY.format('https:' + '//evil.example')}</script>",
        f"<script>{WAY.format('//evil.example')}</script>",
        '<script data-x=">">b()</script>',
        f"<!-- <script>{WAY.format('..')};c()</script> -->",
    ],
)
def test_inline_code_of_another_ends_the_build(tmp_path: Path, foreign: str) -> None:
    with pytest.raises(PluginError, match=r"page\.html: an inline s\w+ that the theme did not write"):
        run(built(tmp_path, _404_=THEME, page=HEAD + foreign))


def test_without_the_theme_s_page_no_inline_code_is_known(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match="inline script"):
        run(built(tmp_path, page=THEME))


def test_data_is_no_code() -> None:
    data = '<script id="__config" type="application/json">{}</script><script type="application/ld+json">{}</script>'
    assert sources(csp.guarded(HEAD + data, frozenset()))["script-src"] == ["'self'"]


def test_the_policy_stands_before_anything_is_loaded() -> None:
    page = csp.guarded(f'{HEAD}<link rel="stylesheet" href="x.css">', frozenset())
    assert page.index("Content-Security-Policy") < page.index("<link")


def test_a_page_without_a_character_set_ends_the_build(tmp_path: Path) -> None:
    with pytest.raises(PluginError, match=r"page\.html: the page has no <meta charset"):
        run(built(tmp_path, page="<p>Text"))


def test_a_page_that_has_its_policy_keeps_it(tmp_path: Path) -> None:
    config = built(tmp_path, _404_=THEME, page=HEAD)
    run(config)
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    run(config)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_hashes_stand_in_one_order() -> None:
    one, other = "a()", "b()"
    pages = [f"{HEAD}<script>{x}</script><script>{y}</script>" for x, y in ((one, other), (other, one))]
    first, second = (sources(csp.guarded(page, frozenset({one, other}))) for page in pages)
    assert first == second
    assert len(first["script-src"]) == 3
