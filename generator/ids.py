"""Identifiers and stable keys: DOI, arXiv, PubMed, PubMed Central, slugs, and the hashes that name records.

Pure; imports nothing of the project but errors. Every normal form is idempotent: normalise(normalise(x)) is x.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

SLUG_PATTERN = r"^[a-z0-9]+(-[a-z0-9]+)*$"
SCHEMES = ("doi", "arxiv", "pmid", "pmcid")

_DOI = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)?(10\.\d{4,9}/\S+)", re.IGNORECASE | re.ASCII)
_ARXIV = re.compile(
    r"(?:https?://(?:www\.)?arxiv\.org/(?:abs|pdf|html)/|arxiv:\s*)?"
    r"(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v(\d{1,3}))?(?:\.pdf)?/?",
    re.IGNORECASE | re.ASCII,
)
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.(\S+)", re.IGNORECASE | re.ASCII)
_PMID = re.compile(r"(?:https?://pubmed\.ncbi\.nlm\.nih\.gov/|pmid:\s*)?(\d{1,9})/?", re.IGNORECASE | re.ASCII)
_PMCID = re.compile(
    r"(?:https?://(?:www\.ncbi\.nlm\.nih\.gov/pmc|pmc\.ncbi\.nlm\.nih\.gov|europepmc\.org)/articles?/(?:PMC/)?|pmcid:\s*)?"
    r"(?:PMC)?(\d{1,9})/?",
    re.IGNORECASE | re.ASCII,
)


def doi(raw: str) -> str | None:
    """The DOI in lower case without a resolver's address, or None if `raw` is none (DOI Handbook, 2.2)."""
    value = raw.strip()
    bare = (unquote(value) if value[:4].lower() == "http" else value).rstrip(".,;/")
    found = _DOI.fullmatch(bare)
    return found.group(1).lower() if found else None


def arxiv(raw: str) -> str | None:
    """The arXiv identifier without its version, or None (arXiv identifier scheme, 2007 and before)."""
    found = _ARXIV.fullmatch(raw.strip())
    return found.group(1).lower() if found else None


def arxiv_of_doi(value: str) -> str | None:
    """The arXiv identifier behind a DOI that arXiv itself registered, else None."""
    found = _ARXIV_DOI.fullmatch(value)
    return arxiv(found.group(1)) if found else None


def doi_of_arxiv(value: str) -> str:
    """The DOI, in normal form, that arXiv registers for its preprints."""
    return f"10.48550/arxiv.{value}"


def pmid(raw: str) -> str | None:
    """The PubMed number as digits without leading zeros, or None."""
    found = _PMID.fullmatch(raw.strip())
    return found.group(1).lstrip("0") or None if found else None


def pmcid(raw: str) -> str | None:
    """The PubMed Central identifier, "PMC" and digits without leading zeros, or None."""
    found = _PMCID.fullmatch(raw.strip())
    digits = found.group(1).lstrip("0") if found else ""
    return f"PMC{digits}" if digits else None


def normalise(scheme: str, raw: str) -> str | None:
    """Normal form of an identifier of one of SCHEMES, or None where it does not read as one."""
    return {"doi": doi, "arxiv": arxiv, "pmid": pmid, "pmcid": pmcid}[scheme](raw)


def address(scheme: str, value: str) -> str:
    """The web address of a normalised identifier, percent-encoded."""
    base = {
        "doi": "https://doi.org/",
        "arxiv": "https://arxiv.org/abs/",
        "pmid": "https://pubmed.ncbi.nlm.nih.gov/",
        "pmcid": "https://pmc.ncbi.nlm.nih.gov/articles/",
    }
    return base[scheme] + quote(value, safe="/.-_()")


@lru_cache(maxsize=64)  # a record's address is asked for more than once while the record is read
def safe_url(raw: str) -> str | None:
    """`raw` if it is an http(s) address with a host and without credentials or control characters, else None."""
    value = raw.strip()
    if re.search(r"[\s\x00-\x1f<>\"'`\\]", value):
        return None
    try:
        parts = urlsplit(value)
        host = parts.hostname
    except ValueError:
        return None
    return value if parts.scheme in {"http", "https"} and host and "@" not in parts.netloc else None


def digest(*parts: str, length: int = 12) -> str:
    """First `length` hex digits of the SHA-256 of the parts, which no joining of other parts can imitate."""
    joined = "".join(f"{len(part.encode())}:{part}" for part in parts)
    return hashlib.sha256(joined.encode()).hexdigest()[:length]


def sha256(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def title_key(title: str) -> str:
    """A title without case, marks, punctuation and spaces, for comparing titles."""
    plain = unicodedata.normalize("NFKD", title).casefold()
    if not plain.isascii():  # only then is there a mark to leave out
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"[\W_]+", "", plain)


def work_key(doi_value: str | None, arxiv_value: str | None, pmid_value: str | None, fallback: str) -> str:
    """A stable key for a work from its best identifier, else from `fallback` (title, first author, year)."""
    if arxiv_value:
        return f"arxiv-{arxiv_value.replace('/', '-')}"
    if doi_value:
        plain = re.sub(r"[^a-z0-9.-]+", "-", doi_value.replace("/", "-", 1))
        # Two DOIs that differ only in a character that an address cannot show must not share a key.
        exact = plain == doi_value.replace("/", "-", 1)
        return f"doi-{plain}" if exact else f"doi-{plain}-{digest(doi_value, length=6)}"
    if pmid_value:
        return f"pmid-{pmid_value}"
    return f"w-{digest(fallback)}"


def slugify(title: str) -> str:
    """A slug made of a title's ASCII letters and digits."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
