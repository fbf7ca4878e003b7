"""`python -m generator.training.roles --data FOLDER`: fits the weights of roles, measures them and writes the file.

Reads the sectioned abstracts of `fulltext` (JATS) and of `claims/scifact` (headings in capitals), whose labels are the
sections' titles; and abstracts of computer science, in the project's own words (`roles_extra.jsonl`) and of `library`,
labelled by reading (`roles_anthology.tsv`). A fifth of the articles and papers is never learnt from: `claimbook eval`
measures on it what ships. Needs the `train` dependency group.
"""

from __future__ import annotations

import argparse
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generator.engine import Embedder
from generator.evaluate import corpora
from generator.evaluate.jats import reads_as_title, role_of_title
from generator.evaluate.metrics import Result
from generator.evaluate.roles import Labelled, evaluate, held_out, read
from generator.models.embedder import MiniLmEmbedder
from generator.models.onnx import WEIGHTS
from generator.models.roles import Chain, ChainRoles, Observed, observed
from generator.roles import PLACE_WIDTH, ROLES, Role, places
from generator.text import plain
from generator.training.chain import Example, Penalty, fit
from generator.training.manifest import vouch

EXTRA = Path(__file__).parent / "roles_extra.jsonl"
ANTHOLOGY = Path(__file__).parent / "roles_anthology.tsv"
LETTERS = {role.value[0].upper(): role for role in ROLES}
WEIGHTS_NAME = "roles.npz"
FOLDS = 5
ROUNDS = 60
"""Steps of the optimiser; the figures stop changing before."""
SEED = 20_261_121

WEIGHT_READ, WEIGHT_ALONE = 1.0, 0.3
"""How much an example counts beside a sectioned abstract: one labelled by reading, a sentence by itself."""
ALONE = 0.35
"""Share of the sentences that are also shown by themselves, so that the model knows them without their abstract."""
MIN_SENTENCES, MAX_SENTENCES = 3, 40
HEADINGS = re.compile(r"(?:[A-Z][A-Z'’-]*|&)(?:(?:, |,|/| )(?:[A-Z][A-Z'’-]+|&))*(?=:|\s)")


@dataclass(frozen=True, slots=True)
class Source:
    """An abstract to learn from, as the model sees it, and how much it counts."""

    labelled: Labelled
    passage: Observed
    weight: float

    def example(self) -> Example:
        """The abstract with the roles that its labels allow."""
        return Example(self.passage, allowed(self.labelled.roles), self.weight)


def scifact(path: Path) -> Iterator[Labelled]:
    """The structured abstracts of SciFact, whose sections begin with a heading in capitals."""
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        if record["structured"]:
            yield unheaded(f"scifact-{record['doc_id']}", record["abstract"])


def unheaded(article: str, texts: Sequence[str]) -> Labelled:
    """Sentences without their headings; a heading gives its role to all up to the next; one of no role drops them."""
    role: Role | None = None
    kept: list[tuple[str, Role]] = []
    for text in texts:
        folded = plain(text)
        heading = _heading(folded)
        if heading:
            role = role_of_title(heading)
            folded = folded[len(heading) :].lstrip(": ")
        if role is not None and folded:
            kept.append((folded, role))
    return Labelled(article, tuple(text for text, _ in kept), tuple(role for _, role in kept))


_NO_ROLE = re.compile(r"(?:REGISTRATION|FUNDING)$")
_SHORTEST_HEADING = 4


def _heading(text: str) -> str:
    """The longest run of capitals at the beginning that is a title: "METHODS A total of" begins with METHODS."""
    found = HEADINGS.match(text)
    words = found.group().split(" ") if found else []
    for length in range(len(words), 0, -1):
        title = " ".join(words[:length])
        if len(title) >= _SHORTEST_HEADING and (reads_as_title(title) or _NO_ROLE.search(title)):
            return title
    return ""


def anthology(folder: Path) -> list[Labelled]:
    """Abstracts of the library's BibTeX files, labelled by reading: a letter for each sentence."""
    articles = corpora.anthology(folder)
    rows = (line.split("\t") for line in ANTHOLOGY.read_text(encoding="utf-8").splitlines())
    return [
        Labelled(key, articles[key].sentences, tuple(LETTERS[letter] for letter in letters)) for key, letters in rows
    ]


def allowed(roles: Sequence[Role | None]) -> NDArray[np.bool_]:
    """The roles that each sentence may have: the one that is named, or any."""
    return np.array([[role is None or role is one for one in ROLES] for role in roles], dtype=np.bool_)


def alone(examples: Sequence[Example], draw: np.random.Generator) -> Iterator[Example]:
    """Some sentences of known role as passages of their own."""
    for example in examples:
        for at in np.flatnonzero(draw.random(len(example.passage)) < ALONE):
            if example.allowed[at].sum() == 1:
                weight = example.weight * WEIGHT_ALONE / ALONE
                yield Example(sentence(example.passage, int(at)), example.allowed[at : at + 1], weight)


def sentence(passage: Observed, at: int) -> Observed:
    """One sentence of a passage as a passage by itself."""
    row = passage.rows[at : at + 1].copy()
    row[:, -PLACE_WIDTH:] = places(1)
    return Observed(row, (passage.terms[at],))


def train(sources: Sequence[Source]) -> Chain:
    """The chain fitted to the sources; the same sources give the same weights."""
    examples = [source.example() for source in sources]
    examples += alone(examples, np.random.default_rng(SEED))
    return fit(examples, Penalty(), rounds=ROUNDS)


class _Fitted:
    """Answers for abstracts that were observed before, so that nothing is embedded twice."""

    name = "roles being fitted"
    hash = ""

    def __init__(self, chains: Sequence[Chain], sources: Sequence[Source]) -> None:
        pairs = zip(chains, sources, strict=True)
        self._known = {source.labelled.sentences: chain.probabilities(source.passage) for chain, source in pairs}

    def classify(self, passages: Sequence[Sequence[str]]) -> tuple[NDArray[np.float32], ...]:
        return tuple(self._known[tuple(passage)].astype(np.float32) for passage in passages)


def cross_validate(tested: Sequence[Source], others: Sequence[Source]) -> Result:
    """Each article judged by a chain that was fitted to the other folds and to `others`."""
    folds = np.random.default_rng(SEED).permutation(len(tested)) % FOLDS
    kept = [[one for one, at in zip(tested, folds, strict=True) if at != fold] for fold in range(FOLDS)]
    chains = [train([*some, *others]) for some in kept]
    return evaluate([one.labelled for one in tested], _Fitted([chains[fold] for fold in folds], tested))


def hold_out(found: Sequence[Source]) -> tuple[list[Source], list[Source]]:
    """Those to learn from, and those that are kept from the model that ships, to measure it on."""
    apart: tuple[list[Source], list[Source]] = ([], [])
    for one in found:
        apart[held_out(one.labelled.article)].append(one)
    return apart


def measure(chain: Chain, kept: Sequence[Source]) -> Result:
    """How the chain does on abstracts that it has not seen."""
    return evaluate([one.labelled for one in kept], _Fitted([chain] * len(kept), kept))


def packed(chain: Chain) -> bytes:
    """The weights in half precision as the bytes of an .npz file; the same weights give the same bytes."""
    parts = {name: getattr(chain, name).astype(np.float16) for name in ("rows", "terms", "steps", "first", "last")}
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **parts)
    return stream.getvalue()


def write(chain: Chain, folder: Path) -> Path:
    """Writes the weights and enters their hash into the manifest."""
    target = folder / WEIGHTS_NAME
    target.write_bytes(packed(chain))
    vouch(folder, WEIGHTS_NAME, ChainRoles.name)
    return target


def sources(abstracts: Sequence[Labelled], embedder: Embedder, weight: float) -> list[Source]:
    """The abstracts of usual length as the model sees them."""
    usual = [one for one in abstracts if MIN_SENTENCES <= len(one.sentences) <= MAX_SENTENCES]
    vectors = embedder.encode([text for one in usual for text in one.sentences])
    rows = iter(vectors)
    return [
        Source(one, observed(one.sentences, np.array(list(islice(rows, len(one.sentences))))), weight) for one in usual
    ]


def _show(name: str, result: Result) -> None:
    print(f"{name}: {result.n} sentences, {'; '.join(result.notes)}")  # noqa: T201 - the command's output
    for one in result.measures:
        print(f"  {one.name} {one.value:.3f} [{one.low:.3f}, {one.high:.3f}]")  # noqa: T201 - same
    for role, figures in result.per_class.items():
        print(f"  {role}: " + ", ".join(f"{key} {value:.3f}" for key, value in figures.items()))  # noqa: T201 - same


def main() -> None:
    """Reads, measures, fits, writes."""
    parser = argparse.ArgumentParser(description="Fits the weights of roles.")
    parser.add_argument("--data", type=Path, required=True, help="folder with fulltext, claims and library")
    parser.add_argument("--output", type=Path, default=WEIGHTS, help="folder of the weights file and the manifest")
    parser.add_argument("--folds", action="store_true", help=f"measure by {FOLDS} folds, too")
    options = parser.parse_args()
    embedder = MiniLmEmbedder()
    articles = sources(read(options.data / "fulltext"), embedder, 1.0)
    papers = sources(anthology(options.data / "library"), embedder, WEIGHT_READ)
    others = [
        *sources(list(scifact(options.data / "claims" / "scifact" / "corpus.jsonl")), embedder, 1.0),
        *sources(read(EXTRA), embedder, WEIGHT_READ),
    ]
    if options.folds:
        _show(f"{FOLDS} folds by article", cross_validate(articles, [*others, *papers]))
    (articles, kept_articles), (papers, kept_papers) = hold_out(articles), hold_out(papers)
    chain = train([*articles, *papers, *others])
    _show("articles held out", measure(chain, kept_articles))
    _show("papers of computer science held out", measure(chain, kept_papers))
    target = write(chain, options.output)
    print(f"{target}: {target.stat().st_size} bytes")  # noqa: T201 - the command's output


if __name__ == "__main__":
    main()
