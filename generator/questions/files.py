"""The folder of question files: which there are, what each holds, and what must hold across them.

The last step of `questions`, over `records`, and the only one that reads a disk. It must not write, nor read what is
no plain file of the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from pathlib import Path, PurePath

from generator.errors import Fault, InputError, UnknownNameError
from generator.questions.disputes import ExaminedDispute, examine_dispute, settled_disputes
from generator.questions.moved import FILE as MOVED_FILE
from generator.questions.moved import examine_moved
from generator.questions.records import (
    DEFAULTS_FILE,
    FOLDER,
    Defaults,
    Examined,
    examine,
    examine_defaults,
    name_faults,
)
from generator.questions.text import MAX_BYTES, line_fault, printable
from generator.questions.tree import Tree
from generator.questions.wording import guess
from generator.schema import DISPUTES, LIBRARY_ENDINGS, SUPPLIED, SUPPLIED_ENDINGS, Dispute, Moved, Question

_LIBRARY = f"{FOLDER}/library"
_ENDINGS = f"{', '.join(LIBRARY_ENDINGS[:-1])} or {LIBRARY_ENDINGS[-1]}"
_SUPPLIED_ENDINGS = f"{', '.join(SUPPLIED_ENDINGS[:-1])} or {SUPPLIED_ENDINGS[-1]}"


def load(root: Path) -> tuple[Question, ...]:
    """Every question of the project at `root`, sorted by slug.

    Raises InputError with every fault of every file.
    """
    outcomes, found = _survey(root)
    if found:
        raise InputError(found)
    return tuple(sorted((o.question for o in outcomes if o.question), key=lambda question: question.slug))


def slugs(root: Path) -> tuple[str, ...]:
    """The slugs of all question files, valid or not, sorted."""
    return tuple(Path(name).stem for name in _listing(root)[0] if not name.startswith("_"))


def examined(root: Path) -> tuple[Examined, ...]:
    """The question files that are valid, each with its record and its tree, sorted by name."""
    return tuple(outcome for outcome in _survey(root)[0] if outcome.question is not None)


def find(root: Path, slug: str) -> Question:
    """The question with a slug. Raises InputError, or UnknownNameError where there is none."""
    known = load(root)
    for question in known:
        if question.slug == slug:
            return question
    raise UnknownNameError("question", slug, (question.slug for question in known))


def faults(root: Path) -> tuple[Fault, ...]:
    """Every fault of every question file and of the defaults file, sorted by file and line."""
    return tuple(sorted(_survey(root)[1]))


def _survey(root: Path) -> tuple[list[Examined], list[Fault]]:
    """What came of every question file, and every fault of the project's questions."""
    names, found = _listing(root)
    defaults_tree, default_faults = _defaults_of(root) if Path(DEFAULTS_FILE).name in names else (None, ())
    defaults = Defaults(defaults_tree.data if defaults_tree else {})
    outcomes = [_outcome_of(root, name, defaults) for name in names if not name.startswith("_")]
    found += [*default_faults, *(fault for outcome in outcomes for fault in outcome.faults)]
    trees = [outcome.tree for outcome in outcomes if outcome.tree]
    libraries = _libraries(root)
    unsaid = () if "sources" in defaults.values else Question.model_fields["sources"].default
    found += [
        fault for tree in trees for fault in _source_faults(root, tree, tree.data.get("sources", unsaid), libraries)
    ]
    if defaults_tree:
        found += _source_faults(root, defaults_tree, defaults.values.get("sources"), libraries)
    found += [*_moved(root)[1], *_disputes(root)[1]]
    known = {PurePath(outcome.file).stem for outcome in outcomes}
    return outcomes, [*found, *_repeats(trees), *_supplied_faults(root, known), *_library_faults(root)]


def _supplied_faults(root: Path, slugs: AbstractSet[str]) -> Iterator[Fault]:
    """Faults for what no question takes: folders that are not named after one, and files of another kind."""
    for folder in _entries(root / SUPPLIED):
        place = f"{SUPPLIED}/{printable(folder.name)}"
        if not folder.is_dir() or folder.is_symlink():
            fix = f"Put it into {SUPPLIED}/<slug>/, the folder of the question that it is for."
            yield line_fault(place, 0, "This is no folder of a question.", fix)
        elif folder.name not in slugs:
            fix = f"{guess(folder.name, sorted(slugs))}Name the folder after its question's file."
            yield line_fault(place, 0, "There is no question of this name, so that no report reads the files.", fix)
        else:
            for path in _entries(folder):
                if path.suffix not in SUPPLIED_ENDINGS:
                    file = f"{place}/{printable(path.name)}"
                    yield line_fault(file, 0, "Files of this kind are not read.", f"Supply {_SUPPLIED_ENDINGS}.")


def _library_faults(root: Path) -> Iterator[Fault]:
    """Faults for what stands in the library's folder and no question reads."""
    for path in _entries(root / _LIBRARY):
        if path.suffix in LIBRARY_ENDINGS or path.stem.upper() == "README":
            continue
        file = f"{_LIBRARY}/{printable(path.name)}"
        if path.suffix.lower() in LIBRARY_ENDINGS:
            message = f"The file's name does not end in {_ENDINGS}, in lower case."
            yield line_fault(file, 0, message, f"Rename it to {printable(path.name.lower())}.")
        else:
            fix = f"Put its works into a file that ends in {_ENDINGS}, and take this out of the folder."
            yield line_fault(file, 0, "This is no library file, and no question reads it.", fix)


def _entries(folder: Path) -> list[Path]:
    """What stands in a folder, but hidden files; nothing where there is no folder that can be read."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return []


def moved(root: Path) -> tuple[Moved, ...]:
    """The former slugs of questions, sorted. Raises InputError with every fault of their file."""
    found, wrong = _moved(root)
    if wrong:
        raise InputError(wrong)
    return found


def _moved(root: Path) -> tuple[tuple[Moved, ...], tuple[Fault, ...]]:
    if not (root / MOVED_FILE).exists():
        return (), ()
    try:
        return examine_moved(_bytes_of(root, Path(MOVED_FILE).name), slugs(root))
    except InputError as error:
        return (), error.faults


def defaults(root: Path) -> Defaults:
    """The defaults of the project, without keys that are at fault."""
    tree = _defaults_of(root)[0] if (root / DEFAULTS_FILE).exists() else None
    return Defaults(tree.data if tree else {})


def disputes(root: Path) -> tuple[Dispute, ...]:
    """The disputes of claims, sorted by name. Raises InputError with every fault of their files."""
    found, wrong = _disputes(root)
    if wrong:
        raise InputError(wrong)
    return found


def _disputes(root: Path) -> tuple[tuple[Dispute, ...], tuple[Fault, ...]]:
    if not (root / DISPUTES).exists():
        return (), ()
    names, astray = _listing(root, PurePath(DISPUTES).name)
    examined = [_dispute_of(root, name) for name in names]
    found, wrong = settled_disputes(examined, slugs(root), _moved(root)[0])
    return found, (*astray, *wrong)


def _dispute_of(root: Path, name: str) -> ExaminedDispute:
    try:
        data = _bytes_of(root, name)
    except InputError as error:
        return ExaminedDispute(None, None, (*name_faults(_file(name)), *error.faults))
    return examine_dispute(data, _file(name))


def _defaults_of(root: Path) -> tuple[Tree | None, tuple[Fault, ...]]:
    try:
        data = _bytes_of(root, Path(DEFAULTS_FILE).name)
    except InputError as error:
        return None, error.faults
    return examine_defaults(data, DEFAULTS_FILE)


def _outcome_of(root: Path, name: str, defaults: Defaults) -> Examined:
    try:
        data = _bytes_of(root, name)
    except InputError as error:
        return Examined(_file(name), None, None, (*name_faults(_file(name)), *error.faults))
    return examine(data, _file(name), defaults)


def _libraries(root: Path) -> tuple[str, ...]:
    """Names of the library's files without their endings, exactly as they are spelt."""
    try:
        names = [entry.name for entry in (root / FOLDER / "library").iterdir()]
    except OSError:
        return ()
    paths = (PurePath(name) for name in names)
    return tuple(sorted({path.stem for path in paths if path.suffix in LIBRARY_ENDINGS}))


def _source_faults(root: Path, tree: Tree, sources: object, libraries: tuple[str, ...]) -> Iterator[Fault]:
    """Faults for the sources that no file of the library answers to."""
    for position, source in enumerate(sources if isinstance(sources, list | tuple) else ()):
        name = source.removeprefix("library/") if isinstance(source, str) and source.startswith("library/") else ""
        if source == "library" and not libraries:
            message, fix = f"{FOLDER}/library holds no library file.", f"Put one there that ends in {_ENDINGS}."
            yield tree.fault(("sources", position), message, fix)
        elif name and name not in libraries:
            fix = _renamed(root, name) or guess(name, libraries)
            fix += f"Files there: {', '.join(libraries)}." if libraries else "" if fix else "Add the file."
            yield tree.fault(
                ("sources", position), f"{FOLDER}/{printable(source)} with the ending {_ENDINGS} does not exist.", fix
            )


def _renamed(root: Path, name: str) -> str:
    """What to rename where a file has the name of a library but for its case; else nothing."""
    for path in _entries(root / _LIBRARY):
        if path.stem.lower() == name and path.suffix.lower() in LIBRARY_ENDINGS:
            return f"Rename {_LIBRARY}/{printable(path.name)} to {printable(path.name.lower())}. "
    return ""


def _repeats(trees: Iterable[Tree]) -> Iterator[Fault]:
    """Faults for titles and questions that an earlier file has already, whatever their case and spacing."""
    seen: dict[tuple[str, str], str] = {}
    for tree in trees:
        for key in ("title", "question"):
            text = tree.data.get(key)
            folded = " ".join(text.casefold().split()) if isinstance(text, str) else ""
            first = seen.setdefault((key, folded), tree.file) if folded else tree.file
            if first != tree.file:
                yield tree.fault((key,), f"is the same as in {first}.", "Word it differently, or remove one file.")


def _listing(root: Path, below: str = "") -> tuple[list[str], list[Fault]]:
    """The .yml files to read, as paths below questions/, and faults for names that would be passed over unnoticed."""
    place = PurePath(FOLDER, below)
    try:
        names = sorted(entry.name for entry in (root / place).iterdir() if not entry.name.startswith("."))
    except OSError as error:
        message = f"The folder cannot be read: {error.strerror}."
        fix = "Make a folder of this name, with the question files in it." if not below else "Make it a plain folder."
        return [], [line_fault(place.as_posix(), 0, message, fix)]
    paths = [PurePath(below, name) for name in names]
    astray = [path for path in paths if path.suffix.lower() in {".yml", ".yaml"} and path.suffix != ".yml"]
    message = "The file's name does not end in .yml."
    files = [_file(path.as_posix()) for path in astray]
    found = [line_fault(file, 0, message, f"Rename it to {PurePath(file).stem}.yml.") for file in files]
    return [path.as_posix() for path in paths if path.suffix == ".yml"], found


def _file(name: str) -> str:
    # No name is cut: a slug is shorter than MAX_SHOWN, and other names must stay distinct.
    return f"{FOLDER}/{''.join(printable(c) for c in name)}"


def _bytes_of(root: Path, name: str) -> bytes:
    """The file's bytes, one more than allowed at most; InputError where it is no readable file of this project."""
    path, file = root / FOLDER / name, _file(name)
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            message = "The file is a link that leaves the project."
            raise InputError([line_fault(file, 0, message, "Put the file itself in its place.")])
        # Asked before opening, which would wait for ever at a pipe.
        if not path.is_file():
            raise InputError(
                [line_fault(file, 0, "This is no file.", "Remove it, or put a question file in its place.")]
            )
        with path.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, up to Python 3.12
        message = f"The file cannot be read: {getattr(error, 'strerror', None) or 'its links form a loop'}."
        raise InputError([line_fault(file, 0, message, "Make it a plain file that you may read.")]) from None
