"""Articles in JATS that a question brings along: each `.xml` file of its folder is a work with its full text."""

from __future__ import annotations

from pathlib import Path

from generator import ids
from generator.errors import ArticleError, Fault, InputError
from generator.schema import ARTICLE_ENDING, SUPPLIED, Batch, Sighting, Work, WorkType
from generator.sources.fulltext import jats
from generator.sources.fulltext.article import MAX_BYTES, Article, version


def supplied(root: Path, slug: str) -> tuple[Batch, ...]:
    """One batch for each article in the folder of the question with this slug, in the order of their names.

    Raises InputError with every file that is no article, has no title, is too large, or leads out of the folder.
    """
    place = f"{SUPPLIED}/{slug}"
    folder = root / place
    found: list[Batch] = []
    wrong: list[Fault] = []
    for path in sorted(folder.glob(f"*{ARTICLE_ENDING}")) if folder.is_dir() else ():
        file = f"{place}/{path.name}"
        try:
            found.append(_batch(file, path.name, jats.article(_data(path))))
        except ArticleError as error:
            fix = "Get the article's JATS again from its source, for instance from Europe PMC."
            wrong.append(Fault(file, 0, "", f"{error.why[0].upper()}{error.why[1:]}.", fix))
        except OSError as error:
            wrong.append(
                Fault(file, 0, "", f"The file cannot be read: {error.strerror}.", "Mend the file or its rights.")
            )
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def _data(path: Path) -> bytes:
    """The bytes of a file; ArticleError where it is none of its folder's or too large."""
    if not path.is_file() or path.resolve().parent != path.parent.resolve():
        raise ArticleError("this is no file of the folder")
    if path.stat().st_size > MAX_BYTES:
        raise ArticleError(f"it is larger than {MAX_BYTES} bytes")
    return path.read_bytes()


def _batch(file: str, name: str, article: Article) -> Batch:
    if not article.title:
        raise ArticleError("the article has no title")
    query = f"the article in {file}"
    first = article.authors[0].family if article.authors else ""
    fallback = f"{ids.title_key(article.title)}|{first}|{article.year}"
    work = Work(
        key=ids.work_key(article.ids.doi, article.ids.arxiv, article.ids.pmid, fallback),
        title=article.title,
        authors=article.authors,
        year=article.year,
        venue=article.venue,
        type=WorkType.ARTICLE,
        ids=article.ids,
        url=None,
        checked=True,  # the article itself is there
        versions=(version(article, WorkType.ARTICLE, f"supplied/{name}", f"as supplied in {name}"),),
        sightings=(Sighting(source=f"supplied/{name}", native_id=name, query=query, rank=1),),
    )
    return Batch(source=f"supplied/{name}", query=query, works=(work,))
