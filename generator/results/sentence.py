"""Reads benchmark and trial figures out of a sentence by a small grammar; what a sentence does not name stays None.

Pure. The grammar, with VERB one of scores, reaches,
achieves, attains, obtains:

    SYSTEM VERB [a METRIC of] VALUE [METRIC] on DATASET [under METHOD][, VALUE under METHOD]*
        [, against VALUE under METHOD [and VALUE in METHOD]*] [(PLACE)].

A sentence of another build gives no figure: silence is better than a figure with the wrong owner. So does one that
denies or supposes ("never scores", "if … scores"), tells a change instead of a level ("scores 2.1 lower"), or has a
part that does not read.
"""

from __future__ import annotations

import re

from generator.numbers import quantities
from generator.results.figure import Figure, Role
from generator.results.names import Names
from generator.text import without_place

_NUMBER = r"[-−+]?[0-9][0-9,]*(?:\.[0-9]+)?\s?%?"
_HEAD = re.compile(
    rf"""^(?:The\s+|the\s+)?(?P<system>[^,;:]+?)\s+(?:scor|reach|achiev|attain|obtain)(?:es|ed|s)\s+
    (?:an?\s+(?P<before>[\w@ -]+?)\s+of\s+)?(?P<rest>{_NUMBER}(?:\s+(?P<after>[a-z][\w@-]*))?\s+on\s+.+)$""",
    re.VERBOSE,
)
_ON = re.compile(rf"^(?P<value>{_NUMBER})(?:\s+[a-z][\w@-]*)?\s+on\s+(?P<dataset>.+)$")
_LONGEST = 2000
_DOUBT = re.compile(
    r"\b(?:no|not|never|nobody|none|nor|neither|if|that|whether|unless|while|unlike|when|claims?|expect\w*|would|could|may"
    r"|might|should|hardly|barely|almost|nearly|rarely|seldom|reportedly|cannot|fails?|says?|project\w*|hypothetical\w*|assum\w+)\b",
    re.IGNORECASE,
)
_METRIC = re.compile(
    r"(?:(?:top-\d+|mean|average|overall|macro|micro|zero-shot|few-shot|exact|relative|balanced)[ -])*"
    r"(?:accurac(?:y|ies)|scores?|f1|f-score|bleu|chrf|rouge(?:-\w)?|match|em|auc|auroc|map|recall|precision|perplexity"
    r"|pass@\d+|(?:win|success|error|response|event|flare|survival) rate|wer|cer|iou|dice|psnr|ssim|mrr|ndcg(?:@\d+)?)",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"\b(?:on|in|for|of|under|at|by|across|over|from|using|than|below|above|between)\s|[;]", re.IGNORECASE
)
_AGAINST = re.compile(r",?\s+(?:against|compared (?:with|to)|versus|vs\.?)\s+")
_NEXT = re.compile(rf"(?:,\s+and|,|\s+and)\s+(?={_NUMBER}\s+(?:under|with|in|for|by|at)\s)")
_ITEM = re.compile(rf"^(?P<value>{_NUMBER})\s+(?P<how>under|with|in|for|by|at)\s+(?P<what>.+)$")
_UNDER = re.compile(r"\s+(?P<how>under|with|in|for|by|at|after)\s+(?P<what>.+)$")
_ASIDE = re.compile(r",\s.*$")


_PRECISION = re.compile(r"\b(?:int|fp|bf)\d+\b|\b\d+-bit\b|\bW\d+A\d+\b", re.IGNORECASE)


def read_figures(sentence: str, names: Names) -> tuple[Figure, ...]:
    """The figures of one sentence, subject first; empty where the sentence is not of the grammar."""
    bare = without_place(sentence)
    head = _HEAD.match(bare) if len(bare) <= _LONGEST and not _DOUBT.search(bare) else None
    if head is None or _tells_a_change(head):
        return ()
    own, *held_against = _AGAINST.split(head.group("rest"))
    first, *more = _NEXT.split(own)
    on = _ON.match(first)
    if on is None:
        return ()
    dataset, method = _split_method(on.group("dataset"))
    metric = head.group("before") or head.group("after")
    system = head.group("system").strip()
    figures = [_figure(system, method, dataset, metric, on.group("value"), "subject")]
    figures += [_item(item, system, dataset, metric, "subject", names) for item in more]
    figures += [
        _item(item, system, dataset, metric, "comparator", names) for part in held_against for item in _NEXT.split(part)
    ]
    read = tuple(figure for figure in figures if figure is not None)
    return (
        read
        if len(read) == len(figures) and not _ELSEWHERE.search(f"{dataset} {method or ''} ") and " and " not in dataset
        else ()
    )


def _tells_a_change(head: re.Match[str]) -> bool:
    named = [name for name in (head.group("before"), head.group("after")) if name]
    return not all(_METRIC.fullmatch(name.strip()) for name in named) or head.group("rest")[:1] in "+-−"


def _split_method(text: str) -> tuple[str, str | None]:
    bare = _ASIDE.sub("", text).strip().removeprefix("the ")
    under = _UNDER.search(bare)
    return (bare, None) if under is None else (bare[: under.start()].strip(), under.group("what").strip())


def _item(  # noqa: PLR0913 - the fields of a figure
    text: str, system: str, dataset: str, metric: str | None, role: Role, names: Names
) -> Figure | None:
    """A further value. After "for" stands another system, unless what stands there is a baseline."""
    match = _ITEM.match(text.strip())
    if match is None:
        return None
    what = _ASIDE.sub("", match.group("what")).strip().removeprefix("the ")
    how = match.group("how")
    is_baseline = names.baseline(what) is not None
    owned = how in {"under", "with", "for"} or (how == "in" and is_baseline)
    if not owned or _ELSEWHERE.search(what) or (how != "under" and re.search(r"\bwith\b", what)):
        return None
    if is_baseline:
        # "The INT4 model scores 70, against 67 for the FP16 baseline": the baseline is not the INT4 model.
        system = "" if _PRECISION.search(system) else system
        return _figure(
            system or None, what, dataset, metric, match.group("value"), "baseline" if role != "subject" else role
        )
    if match.group("how") == "for":
        return _figure(what, None, dataset, metric, match.group("value"), role)
    return _figure(system, what, dataset, metric, match.group("value"), role)


def _figure(  # noqa: PLR0913 - the fields of a figure
    system: str | None, method: str | None, dataset: str, metric: str | None, raw: str, role: Role
) -> Figure | None:
    """A figure, or None where the value reads in two ways, as 61,3 does."""
    found = quantities(raw.strip())
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(raw.strip())):
        return None
    return Figure(system, method, dataset, None, metric, found[0].value, found[0].unit, role)
