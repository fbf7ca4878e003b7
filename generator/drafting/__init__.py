"""Drafts of question files, out of a sentence or out of the fields of the issue form: a proposal, and what to look at.

Stands above `linting` and `questions`; `cli` calls it. A draft is valid by the rules of question files, or there is
none: then InputError says what to mend. It must not decide what a question means: whoever takes it up does.

    idea ─► sentence, form ─► writing ─► Draft
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from generator import ids, linting, questions
from generator.drafting import form, sentence, writing
from generator.drafting.idea import Ideas, clean, once
from generator.errors import Fault, InputError, one_line
from generator.linting import Near, near
from generator.schema import LIBRARY_ENDINGS, Facet, Question
from generator.store.writing import created
from generator.text import content_words

__all__ = ["Draft", "as_data", "from_form", "from_sentence", "told", "write"]

ASKED = "the question"
"""What the sentence is called in faults."""

MAX_QUESTION = 2000
MAX_TITLE = 200
MAX_SLUG = 60
"""Characters of a slug that is made up; shorter than what is allowed, for it is typed."""

_UNREAD = "Concepts cannot be read out of it."
_SAY = "Ask for an effect: 'Does A improve B in C compared with D?'"


@dataclass(frozen=True, slots=True)
class Draft:
    """A question file that is valid and not written yet; `look_at` is what a person must look at, one line each."""

    slug: str
    text: str
    near: tuple[Near, ...]
    look_at: tuple[str, ...]

    @property
    def file(self) -> str:
        """Where it belongs."""
        return f"questions/{self.slug}.yml"


def from_sentence(root: Path, question: str, title: str | None = None, slug: str | None = None) -> Draft:
    """A draft of a question. Raises InputError where no valid file can be made of it."""
    asked = clean(question)
    if len(asked) > MAX_QUESTION:
        raise InputError([Fault(ASKED, 0, "", f"It is longer than {MAX_QUESTION} characters.", "Shorten it.")])
    if asked and not asked.endswith("?"):
        asked = f"{asked.rstrip('.! ')}?"
    found = sentence.read(asked)
    if not any(found.ideas.values()):
        raise InputError([Fault(ASKED, 0, "", _UNREAD, _SAY)])
    headed = clean(title) if title else _title(found.ideas)
    notes = [f"The title is made up: {headed!r}. It must assert no finding."] if not title else []
    stated = {"title": headed, "question": asked, "facets": _facets(found.ideas)}
    try:
        draft = _drafted(root, stated, slug)
    except InputError as error:
        raise InputError({replace(one, file=ASKED, line=0) for one in error.faults}) from None
    return Draft(draft.slug, draft.text, draft.near, (*notes, *found.look_at, *draft.look_at))


def from_form(root: Path, data: bytes, slug: str | None = None) -> Draft:
    """A draft of the fields of a form, in JSON. Raises InputError with every fault, each named after its field."""
    fields = form.fields_of(data)
    ideas = once(form.ideas(fields))
    limits = form.years(fields.get("years", ""))
    pins = list(form.pins(fields))
    stated: dict[str, object] = {
        **{key: clean(fields[key]) for key in ("title", "question") if key in fields},
        "facets": _facets(ideas),
        **({"years": limits} if limits else {}),
        **({"pins": pins} if pins else {}),
    }
    try:
        return _drafted(root, stated, slug, fields.get("why", ""))
    except InputError as error:
        raise InputError({form.of_field(one) for one in error.faults}) from None


def _facets(ideas: Ideas) -> dict[str, object]:
    return {facet.value: [one.stated() for one in ideas[facet]] for facet in Facet if ideas[facet]}


def _drafted(root: Path, stated: Mapping[str, object], slug: str | None, why: str = "") -> Draft:
    defaults = questions.defaults(root)
    unsourced = "sources" not in defaults.values and not _has_library(root)
    whole = {**stated, **({"sources": ["services"]} if unsourced else {})}
    named = slug or _slug(str(stated.get("title", "")), str(stated.get("question", "")))
    text = writing.written(whole, why)
    file = f"questions/{named}.yml"
    examined = questions.examine(text.encode(), file, defaults)
    if examined.question is None or examined.tree is None:
        raise InputError(examined.faults)
    known = [one.question for one in questions.examined(root) if one.question]
    if repeated := [fault for one in known if (fault := _repeated(examined.question, one, file))]:
        raise InputError(repeated)
    found = linting.lints_of(root, examined.question, examined.tree, ())
    notes = (f"{one.fault.path}: {one.code}: {one.fault.message} {one.fault.fix}" for one in found)
    return Draft(named, text, near(examined.question, known), tuple(notes))


def _repeated(ours: Question, theirs: Question, file: str) -> Fault | None:
    """The fault of a question that another file has in the same words, which `claimbook check` would refuse."""
    for key in ("question", "title"):
        left, right = (" ".join(str(getattr(one, key)).casefold().split()) for one in (ours, theirs))
        if left == right and ours.slug != theirs.slug:
            message = f"is the same as in questions/{theirs.slug}.yml."
            return Fault(file, 0, key, message, "Add to that question, or word it differently.")
    return None


def _has_library(root: Path) -> bool:
    folder = root / "questions" / "library"
    return folder.is_dir() and any(path.suffix in LIBRARY_ENDINGS for path in folder.iterdir())


def _title(ideas: Ideas) -> str:
    """A heading that names the subject: outcome with intervention, then what is left."""

    def named(facet: Facet, joined: str = " and ") -> str:
        return joined.join(one.name for one in ideas[facet])

    outcome, intervention = named(Facet.OUTCOME), named(Facet.INTERVENTION)
    parts = [" with ".join(filter(None, (outcome, intervention)))]
    for word, facet in (("in", Facet.POPULATION), ("compared with", Facet.COMPARATOR), ("on", Facet.SETTING)):
        if ideas[facet]:
            parts.append(f"{word} {named(facet)}" if parts[0] else named(facet))
    made = " ".join(filter(None, parts))[:MAX_TITLE].strip()
    return made[:1].upper() + made[1:]


def _slug(title: str, question: str) -> str:
    """A slug of the title's content words; of a hash where its letters are none of ASCII's."""
    words = ids.slugify(" ".join(content_words(title))) or ids.slugify(title)
    cut = words[:MAX_SLUG]
    whole = cut if cut == words else cut.rpartition("-")[0] or cut
    return whole.strip("-") or f"question-{ids.digest(title, question, length=8)}"


def write(root: Path, draft: Draft) -> None:
    """Writes a draft to its file. Raises InputError where there is such a file, or no folder for it."""
    path = root / draft.file
    if not path.parent.is_dir():
        fix = "Run the command in a project, or name it with --root."
        raise InputError([Fault("questions", 0, "", "There is no such folder.", fix)])
    try:
        created(path, draft.text.encode())
    except FileExistsError:
        fix = "Add to that question, or give another name with --slug."
        raise InputError([Fault(draft.file, 0, "", "There is such a file; it was left as it is.", fix)]) from None


def told(draft: Draft, *, was_written: bool) -> Iterator[str]:
    """What a person reads: the file, what asks much the same, what to look at."""
    yield from (f"{draft.file}: written",) if was_written else draft.text.splitlines()
    yield from _listed("Asks much the same:", (one_line(f"{one.slug}: {one.why}") for one in draft.near))
    yield from _listed("Look at:", map(one_line, draft.look_at))
    yield "Facets and synonyms are a proposal: docs/contribute.md says what belongs into them. Then: claimbook check"


def _listed(head: str, lines: Iterable[str]) -> Iterator[str]:
    some = list(lines)
    yield from (head, *(f"  {line}" for line in some)) if some else ()


def as_data(draft: Draft, *, was_written: bool) -> dict[str, object]:
    """The same for programs."""
    alike = [
        {"slug": one.slug, "title": one.title, "likeness": round(one.likeness), "why": one.why} for one in draft.near
    ]
    return {
        "slug": draft.slug,
        "file": draft.file,
        "written": was_written,
        "text": draft.text,
        "near": alike,
        "look_at": list(draft.look_at),
        "faults": [],
    }
