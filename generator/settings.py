"""Typed settings; the only module that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from types import MappingProxyType

from dotenv.parser import parse_stream
from pydantic import BaseModel, ConfigDict, SecretStr, field_validator

from generator.errors import Fault, InputError

ROOT_VARIABLE = "CLAIMBOOK_ROOT"

KEY_VARIABLES: Mapping[str, str] = MappingProxyType(
    {
        "OPENALEX_API_KEY": "openalex",
        "SEMANTIC_SCHOLAR_API_KEY": "semantic_scholar",
        "NCBI_API_KEY": "ncbi",
        "CROSSREF_PLUS_TOKEN": "crossref_plus",
        "CLAIMBOOK_CONTACT": "contact",
    }
)
"""Variables, and what each of them sets in `Keys`."""

ENV_FILE = ".env"

_KEY = re.compile(r"[!-~]{8,500}")
_CONTACT = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,200}")


class Settings(BaseModel):
    """Where the project is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    root: Path


class Keys(BaseModel):
    """What services want to know of whoever asks. No text, error or log of it shows a secret."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    openalex: SecretStr | None = None
    semantic_scholar: SecretStr | None = None
    ncbi: SecretStr | None = None
    crossref_plus: SecretStr | None = None
    contact: str | None = None

    @field_validator("openalex", "semantic_scholar", "ncbi", "crossref_plus")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _KEY.fullmatch(value.get_secret_value()):
            raise ValueError("is no key: 8 to 500 letters, digits and signs of ASCII are, without blanks")
        return value

    @field_validator("contact")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not _CONTACT.fullmatch(value):
            raise ValueError("is no e-mail address")
        return value

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets themselves, for whoever has to take them out of a text."""
        held = (self.openalex, self.semantic_scholar, self.ncbi, self.crossref_plus)
        return tuple(one.get_secret_value() for one in held if one is not None)


NO_KEYS = Keys()


def load(root: Path | None = None) -> Settings:
    """Settings from the argument, else CLAIMBOOK_ROOT, else the nearest folder upwards that has a `questions/`.

    Where there is none, the working folder is taken, and reading the questions says what is missing.
    """
    if root is not None:
        return Settings(root=root.resolve())
    named = os.environ.get(ROOT_VARIABLE)
    if named:
        return Settings(root=Path(named).resolve())
    here = Path.cwd()
    return Settings(root=next((p for p in (here, *here.parents) if (p / "questions").is_dir()), here))


def keys(root: Path) -> Keys:
    """The keys of the environment, else of the file `.env` in the project's root.

    Raises InputError for a file that cannot be read and for a value that is no key; it never shows a value.
    """
    stated = _stated(root)
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for name, (file, line, raw) in stated.items():
        value, field = raw.strip(), KEY_VARIABLES[name]
        try:
            Keys.model_validate({field: value or None})
        except ValueError:
            wants = "an e-mail address" if field == "contact" else "8 to 500 signs of ASCII without blanks"
            faults.append(Fault(file, line, name, "Its value cannot be used; it is not shown.", f"Give it {wants}."))
        else:
            found |= {field: value} if value else {}
    if faults:
        raise InputError(faults)
    return Keys.model_validate(found)


def key_places(root: Path) -> Mapping[str, str]:
    """Where each variable that is set stands: "environment" or ".env". Raises InputError as `keys` does."""
    return {name: file for name, (file, _, value) in _stated(root).items() if value.strip()}


def _stated(root: Path) -> dict[str, tuple[str, int, str]]:
    """File, line and value of each variable that is stated; the environment wins."""
    stated = {name: (ENV_FILE, line, value) for name, (line, value) in _filed(root).items()}
    found = {name: os.environ.get(name, "") for name in KEY_VARIABLES}
    return stated | {name: ("environment", 0, value) for name, value in found.items() if value.strip()}


def _filed(root: Path) -> dict[str, tuple[int, str]]:
    """Our variables in `.env`, each with its line; the last of several counts."""
    try:
        raw = (root / ENV_FILE).read_bytes()
    except FileNotFoundError:
        return {}
    except OSError as error:
        fault = Fault(ENV_FILE, 0, "", f"It cannot be read: {error.strerror}.", "Make it a file that you may read.")
        raise InputError([fault]) from None
    text = raw.decode("utf-8-sig", "surrogateescape")
    if strange := re.search(r"[\ud800-\udfff]", text):  # an error of decoding would hold the whole file
        line = text.count("\n", 0, strange.start()) + 1
        raise InputError([Fault(ENV_FILE, line, "", "It is not UTF-8.", "Save it as UTF-8.")])
    bindings = list(parse_stream(StringIO(text)))
    garbled = [
        Fault(ENV_FILE, one.original.line, "", "The line is no NAME=value; it is not shown.", "Correct or delete it.")
        for one in bindings
        if one.error
    ]
    if garbled:
        raise InputError(garbled)
    return {one.key: (one.original.line, one.value or "") for one in bindings if one.key and one.key in KEY_VARIABLES}
