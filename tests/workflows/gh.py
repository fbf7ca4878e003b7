"""`gh`, as far as workflows call it: a small GitHub in a file, which FAKE_GH names; it keeps every call."""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import sys
import zipfile
from fnmatch import fnmatch
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

BOT = {"login": "github-actions[bot]"}


def main(arguments: list[str]) -> int:
    file = Path(os.environ["FAKE_GH"])
    held = json.loads(file.read_text(encoding="utf-8"))
    assert os.environ.get("GH_TOKEN"), "gh has no token"
    code, said = answered(held, arguments)
    file.write_text(json.dumps(held), encoding="utf-8")
    data = said if isinstance(said, bytes) else said.encode()
    (sys.stderr if code else sys.stdout).buffer.write(data)
    return code


def answered(held: dict[str, Any], arguments: list[str]) -> tuple[int, str | bytes]:
    match arguments:
        case ["api", "--method", method, path, *rest]:
            body = json.loads(sys.stdin.read()) if rest == ["--input", "-"] else None
        case ["api", path]:
            method, body = "GET", None
        case ["run", "download", _, "--repo", _, "--name", name, "--dir", folder]:
            held["calls"].append(["download", name])
            source = Path(held["artefacts"]) / name
            if not source.is_dir():
                return 1, "no valid artifacts found to download\n"
            shutil.copytree(source, folder)
            return 0, ""
        case ["run", "download", _, "--repo", _, *patterns, "--dir", folder]:
            wanted = patterns[1::2]
            held["calls"].append(["download", *wanted])
            assert set(patterns[::2]) == {"--pattern"}
            found = [name for name in names(held) if any(fnmatch(name, one) for one in wanted)]
            for name in found:  # with a pattern each has a folder of its own, also a single one
                shutil.copytree(Path(held["artefacts"]) / name, Path(folder) / name)
            return (0, "") if found else (1, "no artifact matches any of the names or patterns provided\n")
        case ["release", "create", *rest]:
            held["calls"].append(["release", *rest])
            return 0, ""
        case _:
            return 2, f"unknown command {arguments}\n"
    address = urlsplit(path.removeprefix("repos/").partition("/")[2].partition("/")[2])
    held["calls"].append([method, address.path, dict(parse_qsl(address.query)), body])
    found = api(held, method, address.path, dict(parse_qsl(address.query)), body or {})
    return (
        (1, "gh: Not Found (HTTP 404)\n")
        if found is None
        else (0, found if isinstance(found, str | bytes) else json.dumps(found))
    )


def api(held: dict[str, Any], method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 - a table
    one = next(iter(re.findall(r"\d+", path)), "")
    kind = re.sub(r"\d+", "N", path)
    if (method, kind) == ("GET", "actions/runs/N/jobs"):
        return {"jobs": held["jobs"].get(one, [])}
    if (method, kind) == ("GET", "actions/jobs/N/logs"):
        return held["logs"].get(one)
    if (method, kind) == ("GET", "actions/runs/N/artifacts"):
        return {"artifacts": [artefact(held, at, name) for at, name in enumerate(names(held), 1)]}
    if (method, kind) == ("GET", "actions/artifacts/N/zip"):
        return zipped(held, names(held)[int(one) - 1])
    if (method, kind) == ("PUT", "actions/workflows/nightly.yml/enable"):
        return ""
    if (method, kind) == ("GET", "issues"):
        label = query.get("labels")
        return [i for i in held["issues"] if i["state"] == query["state"] and label in (None, *i["labels"])]
    if (method, kind) == ("GET", "pulls"):
        owner, _, ref = query["head"].partition(":")
        fits = [p for p in held["pulls"] if p["head"]["ref"] == ref and p["head"]["user"]["login"] == owner]
        return [p for p in fits if p["state"] == query["state"]]
    if (method, kind) == ("GET", "issues/N/comments"):
        return [c for c in held["comments"] if c["issue"] == int(one)]
    if (method, kind) == ("POST", "issues/N/comments"):
        return added(held, "comments", {**body, "issue": int(one), "user": BOT})
    if (method, kind) == ("POST", "issues"):
        return added(held, "issues", {"labels": [], **body, "state": "open", "user": BOT})
    if (method, kind) == ("POST", "pulls"):
        head = {"ref": body["head"], "user": {"login": "orchard"}}
        return added(held, "pulls", {**body, "state": "open", "user": BOT, "head": head})
    if method == "PATCH" and kind in {"issues/N", "pulls/N", "issues/comments/N"}:
        listed = held["comments" if "comments" in kind else kind.partition("/")[0]]
        changed = next((i for i in listed if i["number"] == int(one)), None)
        if changed is not None:
            changed.update(body)
        return changed
    return None


def names(held: dict[str, Any]) -> list[str]:
    return sorted(path.name for path in Path(held["artefacts"]).glob("*"))


def artefact(held: dict[str, Any], number: int, name: str) -> dict[str, Any]:
    return {"id": number, "name": name, "size_in_bytes": len(zipped(held, name))}


def zipped(held: dict[str, Any], name: str) -> bytes:
    """An artefact as it is downloaded; one that a test made into a file is a zip already."""
    source = Path(held["artefacts"]) / name
    if source.is_file():
        return source.read_bytes()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as files:
        for path in sorted(source.rglob("*")):
            files.write(path, path.relative_to(source))
    return packed.getvalue()


def added(held: dict[str, Any], kind: str, one: dict[str, Any]) -> dict[str, Any]:
    number = 1 + max((i["number"] for listed in ("issues", "pulls", "comments") for i in held[listed]), default=0)
    held[kind].append({**one, "number": number, "id": number})
    return {**one, "number": number, "id": number}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
