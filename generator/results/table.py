"""Reads results out of a table's rows, once it is told which of its headers name what: the axes.

Pure, over `lines` and `headers`. The axes are told from the whole table by `layout`; where they cannot be told there is
no layout, and no row is read: silence is better than a figure with the wrong owner. For the same reason a column or a
row whose header says neither who nor what is left out, and so is a cell that holds more than one main number.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from generator.results.cells import Amount, amount, is_absent
from generator.results.figure import Figure
from generator.results.headers import (
    Kind,
    Label,
    head_kind,
    is_count,
    is_difference,
    is_group,
    is_of_tests,
    is_share,
    is_size,
    is_span,
    is_time,
    parts,
)
from generator.results.lines import Cell, read_line
from generator.results.names import Names
from generator.text import names as stands_in

UNDER_SOMETHING = "…"
"""Label over a row of which a table does not say for certain what it stands under."""

MOSTLY = 0.5
LONGEST_HEAD = 2
"""Words that a head over numbers may have for them to be labels: "Bits", "Week"."""
_WHO: frozenset[Kind] = frozenset({"method", "system"})
_PROTOCOL: tuple[Kind, ...] = ("bits", "setting")
_LETTER = re.compile(r"[^\W\d_]")
_ANSWER = re.compile(r"yes|no|unknown|missing|(?:fe)?males?|(?:wo)?men|none|other|present|absent|total", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Layout:
    """The axes of a table: what each column of labels names, and what the headers over each column of values say.

    Columns count from 0, and only those that are read are here; `heads` are their headers as they are printed. `again`
    says what labels name that come back below several others; None leaves their rows out. `metric` is the caption's,
    for a table whose headers name none.
    """

    labels: tuple[Kind | None, ...]
    heads: Mapping[int, tuple[str, ...]]
    columns: Mapping[int, tuple[Label, ...]]
    again: Mapping[str, Kind | None]
    metric: str | None = None


def layout(lines: Sequence[str], names: Names) -> Layout | None:
    """The axes of a table from its caption and all its rows, in order; None where they cannot be told."""
    body = [cells for cells in map(read_line, lines[1:]) if any(cell.head for cell in cells)]
    width = len(body[0]) if body else 0
    if any(len(cells) != width for cells in body):
        return None
    heads = [_head(body, at) for at in range(width)]
    count = _label_columns(heads, body)
    if not 0 < count < width or is_of_tests(lines[0]):
        return None
    alone = _label_kind(heads[0], [row[0] for row in body], names) if count == 1 else None
    columns = _columns(heads, body, count, names, "metric" if alone == "method" and not heads[0] else None)
    kinds = {part.kind for read in columns.values() for part in read}
    filled = [at for at in range(count) if any(row[at].text for row in body)]
    found = _label_kinds([heads[at] for at in filled], [[row[at] for row in body] for at in filled], kinds, names)
    if found is None:
        return None
    told = tuple(found[filled.index(at)] if at in filled else None for at in range(count))
    metric = _of_caption(lines[0], names) if "dataset" in kinds and "metric" not in {*kinds, *told} else None
    columns = {at: read for at, read in columns.items() if _is_readable(read, told, metric)}
    printed = {at: heads[at] for at in columns}
    return Layout(told, printed, columns, _again(body, kinds, names), metric) if columns else None


def read_row(line: str, axes: Layout, names: Names) -> tuple[Figure, ...]:
    """The figures of one row, in the order of its columns; `Figure.column` counts them from 1."""
    cells = read_line(line)
    if not any(cell.head for cell in cells) or len(cells) <= max(axes.columns):
        return ()
    owners = _of_row(cells, axes, names)
    if owners is None:
        return ()
    figures = (
        _figure(cells[at], at, (*owners, *said), axes, names)
        for at, said in axes.columns.items()
        if cells[at].head == axes.heads[at]  # below a further row of headers stands something else
    )
    return tuple(figure for figure in figures if figure is not None)


# --- columns --------------------------------------------------------------------------------------------------------


def _head(body: Sequence[tuple[Cell, ...]], at: int) -> tuple[str, ...]:
    return next((row[at].head for row in body if row[at].head), ())


def _label_columns(heads: Sequence[tuple[str, ...]], body: Sequence[tuple[Cell, ...]]) -> int:
    """How many columns from the left hold labels: words, or numbers under a head that says what they label."""
    blank = last = 0
    for at, head in enumerate(heads):
        filled = _filled(body, at)
        wordy = sum(map(_is_figure, filled)) < MOSTLY * len(filled) and any(map(_LETTER.search, filled))
        follows = wordy and _said(head) is not None and at > 0 and _labels_numbers(heads[at - 1], first=True)
        if at == blank and not filled:
            blank = last = at + 1
        elif (at == last and (wordy or _labels_numbers(head, first=at == blank))) or (at == last + 1 and follows):
            last = at + 1
    return last


def _labels_numbers(head: Sequence[str], *, first: bool) -> bool:
    """Whether a head says that the numbers below it are labels: "Week" over the first column, "Bits" over any."""
    return _said(head) == "bits" or (first and _said(head) is not None and len(head[-1].split()) <= LONGEST_HEAD)


def _said(head: Sequence[str]) -> Kind | None:
    return head_kind(head[-1]) if head else None


def _filled(body: Sequence[tuple[Cell, ...]], at: int) -> list[str]:
    """The texts of a column but those that say that there is nothing, and those that go with the figure beside them."""
    texts = (row[at].inner for row in body)
    return [text for text in texts if text and text[0] not in "([" and not is_absent(text)]


def _columns(
    heads: Sequence[tuple[str, ...]], body: Sequence[tuple[Cell, ...]], count: int, names: Names, otherwise: Kind | None
) -> dict[int, tuple[Label, ...]]:
    """What the headers over each column of values say; columns of no results, and those that stay unknown, are out.

    `otherwise` is what headers are of whom none tells it; beside tests, they are of those whom the tests compare.
    """
    said = {
        at: tuple(part for text in heads[at] for part in parts(text, names))
        for at in range(count, len(heads))
        if heads[at]
    }
    tested = [at for at, read in said.items() if any(part.kind == "outside" and part.name for part in read)]
    kept = {
        at: read
        for at, read in said.items()
        if not any(part.kind == "outside" or is_difference(part.name) for part in read)
    }
    kept = {at: sized for at, read in kept.items() if (sized := _sized(heads, at, read)) is not None}
    if any(not heads[at] and any(_is_figure(row[at].inner) for row in body) for at in range(count, len(heads))):
        return {}  # figures below no header: the headers may stand elsewhere than over their columns
    odd = [at for at in range(count, len(heads)) if (at in kept or not heads[at]) and _is_odd(body, at)]
    if odd and max(kept, default=0) > min(odd):
        return {}  # words between the figures tell of each row what no header does
    compared = tested[-1:] == [len(heads) - 1] and sum(at < tested[0] for at in kept) > 1
    return _unified(kept, "method" if compared and otherwise is None else otherwise)


def _sized(heads: Sequence[tuple[str, ...]], at: int, read: tuple[Label, ...]) -> tuple[Label, ...] | None:
    """What is above a bare "N": beside a share it counts a row's thing, else it is a measure of its own or nothing."""
    head = heads[at]
    if not is_size(head[-1]) or any(is_share(other[-1]) for other in heads if other and other[:-1] == head[:-1]):
        return read
    return (*read[:-1], Label(head[-1], None, "metric", counted=True)) if len(read) == len(head) > 1 else None


def _unified(said: Mapping[int, tuple[Label, ...]], otherwise: Kind | None) -> dict[int, tuple[Label, ...]]:
    """Headers of one level name things of one kind: those that tell it tell it for those that do not."""
    levels = defaultdict(list)
    for read in said.values():
        for level, part in enumerate(read):
            if not _names_nothing(part):
                levels[level].append(part)
    kinds = {level: _kind_of(found, otherwise) for level, found in levels.items()}
    told = {at: tuple(_told(read, kinds)) for at, read in said.items()}
    known = {at: read for at, read in told.items() if all(part.kind is not None for part in read)}
    # A column that names nobody is everybody's only where all the others are known.
    return known if len(known) == len(told) else {at: read for at, read in known.items() if read}


def _kind_of(found: Sequence[Label], otherwise: Kind | None) -> Kind | None:
    """The kind of the labels of one level, or None where they are of several, or tell none."""
    kinds = [part.kind for part in found if part.kind not in {None, "statistic", "total"}]
    if kinds.count("method") >= MOSTLY * len(found) and len({part.name for part in found}) > 1:
        return "method"
    if not kinds and len({part.name for part in found}) > 1:
        return otherwise
    return kinds[0] if len(set(kinds)) == 1 else None


def _told(read: Sequence[Label], kinds: Mapping[int, Kind | None]) -> Iterator[Label]:
    """The labels over a column, each with its kind; "All" below a group is all of that group."""
    has_owner = any(kinds.get(level) == "method" for level in range(len(read)))
    for level, part in enumerate(read):
        if part.kind == "total" and has_owner and len(read) > 1:
            yield replace(part, kind="method")
        elif not _names_nothing(part):
            yield _as(part, kinds.get(level))


def _as(part: Label, kind: Kind | None) -> Label:
    if kind == "method" and part.kind not in {None, "method", "setting", "total"}:
        return replace(part, kind=None)  # a measure beside groups: of which of them, nobody says
    return replace(part, kind=kind) if part.kind is None else part


def _names_nothing(part: Label) -> bool:
    return (part.kind in {"statistic", "total"} and not part.unit) or (is_count(part.name) and not part.counted)


def _is_odd(body: Sequence[tuple[Cell, ...]], at: int) -> bool:
    """Whether a column holds something else than figures."""
    filled = _filled(body, at)
    return sum(map(_is_figure, filled)) < MOSTLY * len(filled)


def _is_figure(text: str) -> bool:
    return amount(text) is not None and not is_time(text)


# --- rows -----------------------------------------------------------------------------------------------------------


def _label_kinds(
    heads: Sequence[tuple[str, ...]], cells: Sequence[Sequence[Cell]], columns: set[Kind | None], names: Names
) -> tuple[Kind, ...] | None:
    """What each column of labels names, or None where that cannot be told or does not go with the columns."""
    found = [_label_kind(head, column, names) for head, column in zip(heads, cells, strict=True)]
    if "method" in columns:
        # Whose figures these are is said above them: what stands beside them is what was measured.
        found = [_not_whom(kind, head, column, names) for kind, head, column in zip(found, heads, cells, strict=True)]
        unsaid = [kind is None and not (head and "metric" in columns) for kind, head in zip(found, heads, strict=True)]
        found = ["metric" if is_unsaid else kind for kind, is_unsaid in zip(found, unsaid, strict=True)]
        if _WHO & set(found) or not {"metric", "setting", "dataset", "statistic"} >= set(found):
            return None
        return _whole(found) if "metric" in {*found, *columns} else None
    if columns & {"metric", "dataset"}:
        if found.count("system") and "method" not in found:
            found = ["method" if kind == "system" else kind for kind in found]
        return _whole(found) if _WHO & set(found) and "metric" not in found else None
    if len(found) == 1 and found[0] is None:
        found = ["metric"] if columns <= {"statistic"} else [None]
    return _whole(found) if "metric" in found else None


def _not_whom(kind: Kind | None, head: tuple[str, ...], cells: Sequence[Cell], names: Names) -> Kind | None:
    """A head of several words, "Residual drug", names what was measured where no label below it is that of a group."""
    is_loose = kind in _WHO and bool(head) and len(head[-1].split()) > 1
    return "metric" if is_loose and not any(is_group(cell.inner, names) for cell in cells) else kind


def _whole(found: Sequence[Kind | None]) -> tuple[Kind, ...] | None:
    whole = tuple(kind for kind in found if kind is not None)
    once = all(kind in {"metric", "statistic"} or whole.count(kind) == 1 for kind in whole)
    return whole if len(whole) == len(found) and once else None


def _label_kind(head: tuple[str, ...], cells: Sequence[Cell], names: Names) -> Kind | None:
    """The kind that a head says, or that most of the labels below it tell."""
    labels = list(dict.fromkeys(cell.text[0] for cell in cells if cell.text))
    said = [parts(label, names)[0].kind for label in labels]
    if said.count("statistic") + said.count("outside") > MOSTLY * len(said):
        return "statistic"
    if said.count("setting") > MOSTLY * len(said):
        return "setting"
    by_head = _said(head)
    groups = sum(is_group(label, names) for label in labels)
    nested = by_head == "setting" and any(len(cell.text) > 1 for cell in cells)
    if by_head is not None and not nested:
        return by_head
    if groups and groups >= said.count("metric"):
        return "method"
    return "metric" if "metric" in said else None


def _is_readable(read: Sequence[Label], told: Sequence[Kind | None], metric: str | None) -> bool:
    """Whether every figure of a column has one owner at most, and something that was measured."""
    kinds = [part.kind for part in read]
    has_what = metric is not None or "metric" in {*kinds, *told} or "dataset" in {*kinds, *told}
    return has_what and not (_WHO & set(kinds) and _WHO & set(told))


def _again(body: Sequence[tuple[Cell, ...]], columns: set[Kind | None], names: Names) -> dict[str, Kind | None]:
    """Labels that come back, all together, below several others, and what they name: groups, or who knows what."""
    below = defaultdict(set)
    for row in body:
        label = next((cell for cell in row if cell.text), row[0])
        if len(label.text) > 1:
            below[label.text[:-1]].add(label.inner)
    sets = [frozenset(labels) for labels in below.values() if len(labels) > 1]
    back = {label for labels in sets if sets.count(labels) > 1 for label in labels if not _ANSWER.fullmatch(label)}
    groups = "method" not in columns and any(is_group(label, names) for label in back)
    return {label: "method" if groups else None for label in sorted(back) if not is_time(label)}


def _of_row(cells: Sequence[Cell], axes: Layout, names: Names) -> tuple[Label, ...] | None:
    """What a row's labels say, or None for a row that is not read."""
    found: list[Label] = []
    for at, (kind, cell) in enumerate(zip(axes.labels, cells, strict=False)):
        if kind is None:
            continue
        if not cell.text or UNDER_SOMETHING in cell.text or is_absent(cell.inner):
            return None
        path = [parts(text, names) for text in cell.text]
        if any(part.kind == "outside" for part in path[-1]) or is_size(cell.inner):
            return None
        if not path[-1][-1].name and len(path) == 1 and kind != "statistic":
            return None
        is_visit = is_time(cell.inner) and (len(path) > 1 or at > 0) and not any(map(is_span, cell.text[:-1]))
        inner = axes.again.get(cell.inner, "setting" if is_visit else kind) if len(path) > 1 or is_visit else kind
        if inner is None:
            return None
        outer = [replace(part, kind=kind, unit=None) for read in path[:-1] for part in read if part.name]
        found += [*outer, *(replace(part, kind=inner) for part in path[-1])]
    return tuple(found)


# --- cells ----------------------------------------------------------------------------------------------------------


def _figure(cell: Cell, at: int, said: Sequence[Label], axes: Layout, names: Names) -> Figure | None:
    found = amount(cell.inner)
    if found is None:
        return None
    method = _joined(said, "method")
    protocol: dict[str, str] = {kind: name for kind in _PROTOCOL if (name := _joined(said, kind)) is not None}
    return Figure(
        system=_joined(said, "system"),
        method=method,
        dataset=_joined(said, "dataset"),
        split=None,
        metric=_joined(said, "metric") or axes.metric,
        value=found.value,
        unit=found.unit or _unit(said, found),
        role="subject" if names.baseline(method) is None else "baseline",
        protocol=protocol,
        column=at + 1,
    )


def _unit(said: Sequence[Label], found: Amount) -> str | None:
    """The unit that labels give, where they give one; a share behind a number tells that it is a count."""
    units = {part.unit for part in said if part.unit is not None}
    if len(units) != 1 or any(part.counted for part in said) or "%" in found.spread:
        return None
    (unit,) = units
    return None if unit == "%" and "(" in found.spread else unit


def _joined(said: Sequence[Label], kind: Kind) -> str | None:
    return " / ".join(dict.fromkeys(part.name for part in said if part.kind == kind and part.name)) or None


def _of_caption(caption: str, names: Names) -> str | None:
    """The one metric that a caption names, or None."""
    found = {one.name for one in names.aliases.metrics if stands_in(caption, one.terms)}
    return found.pop() if len(found) == 1 else None
