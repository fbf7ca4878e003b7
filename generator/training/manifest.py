"""Enters files of weights into the manifest that vouches for them: `models.onnx` runs no file that it does not list."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from generator.models.onnx import MANIFEST


def vouch(folder: Path, name: str, title: str) -> str:
    """Puts the hash of a new file of `folder` into the manifest there, under its name; gives the hash."""
    manifest = folder / MANIFEST.name
    listed = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
    listed[name] = {"name": title, "sha256": sha256((folder / name).read_bytes()).hexdigest()}
    manifest.write_text(json.dumps(listed, indent=1, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")
    return str(listed[name]["sha256"])
