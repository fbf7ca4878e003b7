"""The MkDocs hook that puts a Content-Security-Policy into every built page: the second wall behind the escaping.

Stands at the top, beside `site`; MkDocs calls `on_post_build` (see mkdocs.yml). The policy lets a page load what the
site itself serves, and run inline what the theme put there and nothing else: the theme's own error page, which holds no
word of a stranger, says what that is. A page with any other inline script or style ends the build, instead of being
blessed with a hash. It writes below the site's folder, and nothing but the policy.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import event_priority

THEME_PAGE = "404.html"
CHARSET = '<meta charset="utf-8">'
OPENING = '<meta http-equiv="Content-Security-Policy" content="'

# Compatible with https://www.w3.org/TR/CSP3/; `frame-ancestors` and reports have no effect in a meta element.
_DIRECTIVES = (
    ("default-src", "'none'"),
    ("script-src", "'self'"),
    ("style-src", "'self'"),
    ("img-src", "'self' data:"),  # the theme's icons are masks of data in its style sheet
    ("font-src", "'self'"),
    ("connect-src", "'self'"),  # the search index
    ("worker-src", "'self'"),  # the search
    ("base-uri", "'none'"),
    ("form-action", "'self'"),
    ("object-src", "'none'"),
)
_INLINE = re.compile(r"<(script|style)\b([^>]*)>(.*?)</\1", re.DOTALL | re.IGNORECASE)
_DATA = re.compile(r'\btype="application/(?:ld\+)?json"')
_SERVED = re.compile(r"\bsrc=")
# The theme writes the way to the site's root into a script: it differs from page to page and is made of dots alone.
_WAY = re.compile(r'new URL\("(?:[./]+|/(?!/)[\w./~-]*)",location\)')


@event_priority(-100)  # after every plugin that may still change a page
def on_post_build(config: MkDocsConfig) -> None:
    """Guard every page below the built site. Raises PluginError for inline code that is not the theme's."""
    site = Path(config.site_dir)
    theme = site / THEME_PAGE
    known = inline(theme.read_text(encoding="utf-8")) if theme.is_file() else frozenset()
    for path in sorted(site.rglob("*.html")):
        page = path.read_text(encoding="utf-8")
        try:
            path.write_text(guarded(page, known), encoding="utf-8", newline="\n")
        except ValueError as error:
            raise PluginError(f"{path.relative_to(site).as_posix()}: {error}") from error


def inline(page: str) -> frozenset[str]:
    """What a page runs or applies that stands in it, with the ways to the site's root made one."""
    return frozenset(_normal(code) for _, code in _pieces(page))


def guarded(page: str, known: frozenset[str]) -> str:
    """The page with its policy behind the character set. Raises ValueError for inline code that is not `known`."""
    if OPENING in page:  # a page of an earlier build that was not built again
        return page
    if CHARSET not in page:
        raise ValueError(f"the page has no {CHARSET}, behind which its Content-Security-Policy could stand")
    allowed: dict[str, set[str]] = {"script": set(), "style": set()}
    for kind, code in _pieces(page):
        if _normal(code) not in known:
            raise ValueError(
                f"an inline {kind} that the theme did not write: {code[:80]!r}; put it into a file of its own"
            )
        allowed[kind].add(digest(code))
    return page.replace(CHARSET, f'{CHARSET}\n      {OPENING}{policy(allowed)}">', 1)


def policy(allowed: dict[str, set[str]]) -> str:
    """The policy, with the hashes of inline scripts and styles that it allows."""
    hashes = {f"{kind}-src": "".join(f" '{one}'" for one in sorted(found)) for kind, found in allowed.items()}
    return "; ".join(f"{name} {sources}{hashes.get(name, '')}" for name, sources in _DIRECTIVES)


def digest(code: str) -> str:
    """The hash of inline code as a policy names it."""
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()


def _pieces(page: str) -> Iterator[tuple[str, str]]:
    """Kind and text of inline code; data in JSON is none, and a script with an address that is empty is none."""
    for match in _INLINE.finditer(page):
        kind, attributes, code = match[1].lower(), match[2], match[3]
        if not (_DATA.search(attributes) or (_SERVED.search(attributes) and not code.strip())):
            yield kind, code


def _normal(code: str) -> str:
    return _WAY.sub('new URL(".",location)', code)
