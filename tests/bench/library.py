"""Times how long library files take to load and to index, again from the archive, and a query to answer: `make bench`.

No test: what it prints depends on the machine and on what else runs there.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter

from generator.ranking import Document, Index
from generator.schema import Work
from generator.sources import library
from generator.store.archive import Archive, Kept

QUERIES = ("translation of low-resource languages", "numbers in generated summaries", "smaller language models")
ROUNDS = 5
KIB = 1 if sys.platform != "darwin" else 1024
"""Bytes of what the system counts memory in, relative to a KiB: macOS counts in bytes."""


def main(paths: list[str]) -> None:
    """Print seconds, milliseconds and MiB for the files at `paths` taken together."""
    start = perf_counter()
    works = read(paths, Archive())
    loaded = perf_counter()
    texts = [" ".join(one.text or "" for version in work.versions for one in version.sections) for work in works]
    index = Index([Document(work.key, work.title, text) for work, text in zip(works, texts, strict=True)])
    indexed = perf_counter()
    warm = [timed(index, query) for _ in range(ROUNDS) for query in QUERIES]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KIB / 1024
    write(f"{len(works)} works of {len(paths)} files")
    write(f"load {loaded - start:.1f} s, index {indexed - loaded:.1f} s, together {indexed - start:.1f} s")
    write(f"from the archive: load {again(paths):.1f} s")
    write(f"warm query {statistics.median(warm) * 1000:.1f} ms (median), peak of memory {peak:.0f} MiB")


def read(paths: list[str], kept: Archive) -> list[Work]:
    """Every work of the files, as a build reads them."""
    texts = [(path, Path(path).read_text("utf-8-sig")) for path in paths]
    return [
        work
        for path, text in texts
        for work in kept.get(Path(path).stem, (path, text), partial(make, path, text)).works
    ]


def make(path: str, text: str) -> Kept:
    """What the archive keeps of a file."""
    works, dropped = library.parse(text, path, Path(path).stem)
    return Kept(works=works, dropped=dropped)


def again(paths: list[str]) -> float:
    """Seconds that a second process takes to load the files, once a first one has read them."""
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(1, get_context("spawn")) as pool:
        read(paths, Archive(Path(folder)))
        return pool.submit(timed_read, paths, folder).result()


def timed_read(paths: list[str], folder: str) -> float:
    """Seconds that reading the files takes with the archive in the folder."""
    start = perf_counter()
    read(paths, Archive(Path(folder)))
    return perf_counter() - start


def write(line: str) -> None:
    """One line of the result."""
    sys.stdout.write(f"{line}\n")


def timed(index: Index, query: str) -> float:
    """Seconds that one ranking by words takes."""
    start = perf_counter()
    index.rank(query, limit=50)
    return perf_counter() - start


if __name__ == "__main__":
    main(sys.argv[1:])
