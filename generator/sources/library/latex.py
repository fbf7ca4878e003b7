"""LaTeX in the fields of a BibTeX entry, as text."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from functools import cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import LatexToken, LatexWalker
from pylatexenc.latexwalker import get_default_latex_context_db as get_parsing_context_db
from pylatexenc.macrospec import LatexContextDb, std_macro

_SIGN = re.compile(r"\\.|\$\s*(?:\\[a-zA-Z]+|[-+<>=±~])\s*\$|\$[^\s$](?:[^$]*[^\s\\$])?\$(?!\d)|[$%]", re.DOTALL)
_LATEX = re.compile(r"[\\{}$~%#]|--|``|''")
_ESCAPED = re.compile(r"\\.", re.DOTALL)
_RUN = re.compile(r"( ?)([^\W_]+(?:(?:[.,:;/] ?| )[^\W_]+)*)")
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)][.?!] )(?=[A-Z])")
# What the decoder's own tables would swallow: words in boxes and fonts, and signs that carry the meaning of a number.
_SILENT = ("today", "title", "author", "date", "maketitle", "input", "include")
_WRAPPERS = (
    "url",
    "mbox",
    "hbox",
    "texttt",
    "textsf",
    "textmd",
    "textup",
    "textnormal",
    "textsubscript",
    "underline",
    "fbox",
)
_SIGNS: Mapping[str, str] = {
    "textless": "<", "textgreater": ">", "textminus": "−", "textleq": "≤", "textgeq": "≥", "textapprox": "≈",
    "permil": "‰", "textperthousand": "‰", "degree": "°", "micro": "µ", "celsius": "°C", "textpercent": "%",
    "percent": "%", "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "href": "%(2)s",
}  # fmt: skip

# What it cannot decode is kept as it stands; its log would say so for every field.
logging.getLogger("pylatexenc").setLevel(logging.CRITICAL)


def literal(raw: str) -> str:
    """An address or identifier: only the escapes that exporters add are taken back."""
    return re.sub(r"\\([%_&#~$])", r"\1", raw) if "\\" in raw else raw


def decoded(raw: str) -> str:
    """LaTeX as text. A bare per cent sign is one: in BibTeX it opens no comment, and none may swallow a sentence.

    A dollar sign opens mathematics only where it closes again as Pandoc has it: no space inside, no digit after.
    """
    if not _LATEX.search(raw):
        return raw
    raw = re.sub(r"(?<=[0-9])\\textsuperscript\{([-−+]?[0-9]+)\}", r"^\1", raw)
    safe = _SIGN.sub(lambda match: match.group() if len(match.group()) > 1 else f"\\{match.group()}", raw)
    try:
        return "".join(_text(piece) for piece in _pieces(safe))
    except (ValueError, IndexError, KeyError, AttributeError, TypeError, RecursionError):
        return raw  # what the decoder cannot read is kept as it stands


def _pieces(latex: str) -> Iterator[str]:
    """Sentences, each whole in its braces and mathematics: the decoder is slow, and most sentences have no LaTeX."""
    piece = ""
    for part in (latex,) if r"\begin" in latex else _SENTENCE_END.split(latex):
        piece += part
        bare = _ESCAPED.sub("", piece) if "\\" in piece else piece
        if bare.count("{") == bare.count("}") and bare.count("$") % 2 == 0:
            yield piece
            piece = ""
    yield piece


def _text(latex: str) -> str:
    if not _LATEX.search(latex):
        return latex
    nodes, _, _ = _Walker(latex, latex_context=_parsing_context()).get_latex_nodes()
    return str(_latex().nodelist_to_text(nodes))


def _latex() -> LatexNodes2Text:
    """A decoder for one field: decoders remember a title and give it to whoever asks for it next."""
    return LatexNodes2Text(latex_context=_latex_context(), math_mode="text", strict_latex_spaces=False)


class _Walker(LatexWalker):  # type: ignore[misc] # it has no types
    """A reader of LaTeX that takes words in one step: they are most of a text, and its own step is a character."""

    def get_token(self, pos: int, include_brace_chars: object = None, **kwargs: object) -> object:
        """The token at a place. What asks for an argument, which may be a single character, names `environments`."""
        run = _RUN.match(self.s, pos) if "parsing_state" in kwargs and "environments" not in kwargs else None
        if run is None:
            return super().get_token(pos, include_brace_chars=include_brace_chars, **kwargs)
        return LatexToken(tok="char", arg=run[2], pos=run.start(2), len=len(run[2]), pre_space=run[1])


class _Macros(LatexContextDb):  # type: ignore[misc] # it has no types
    """A table of macros that looks for a sign of TeX, such as a ligature, only where one may begin."""

    def test_for_specials(self, s: str, pos: int, parsing_state: object = None) -> object:
        """The sign at a place of a text, or None."""
        return None if s[pos].isalnum() or s[pos] == " " else super().test_for_specials(s, pos, parsing_state)


@cache
def _parsing_context() -> LatexContextDb:
    """The macros whose arguments pylatexenc knows; left to itself it makes this table again for every text."""
    known, context = get_parsing_context_db(), _Macros()
    for name in known.categories():
        context.add_context_category(
            name,
            known.iter_macro_specs([name]),
            known.iter_environment_specs([name]),
            known.iter_specials_specs([name]),
        )
    context.add_context_category(
        "fields", [*(std_macro(name, "{") for name in _WRAPPERS), std_macro("href", "{{")], prepend=True
    )
    context.set_unknown_macro_spec(known.unknown_macro_spec)
    context.set_unknown_environment_spec(known.unknown_environment_spec)
    return context


@cache
def _latex_context() -> LatexContextDb:
    context = get_default_latex_context_db()
    shown = {**dict.fromkeys(_SILENT, ""), **dict.fromkeys(_WRAPPERS, "%s"), **_SIGNS}
    macros = [MacroTextSpec(name, simplify_repl=text) for name, text in shown.items()]
    context.add_context_category("fields", prepend=True, macros=macros)
    return context
