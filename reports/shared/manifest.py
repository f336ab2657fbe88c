"""manifest.json of a batch: one entry per input and per output file, each with its sha256.
Nothing in it comes from the clock."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time
from pathlib import Path
from typing import Any

from schemas.batch import Batch

NAME = "manifest.json"
VERSION = 1


def sha256_of(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def write(out: Path, batch: Batch, inputs: Iterable[Mapping[str, Any]], counts: Mapping[str, int]) -> Path:
    """Write out/manifest.json and return its path.

    `inputs` are mappings with `file` and `sha256` (and whatever else is known of a file: rows, disposition); `counts`
    are rows per mart table. The outputs are all files under `out` but the manifest itself and editors' lock files.
    """
    out = Path(out)
    files = sorted((path.relative_to(out).as_posix(), path) for path in out.rglob("*") if path.is_file())
    outputs = [
        {"file": name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}
        for name, path in files
        if name != NAME and not path.name.startswith((".~", "~$"))
    ]
    content = {
        "manifest_version": VERSION,
        "batch_id": batch.batch_id,
        "batch_number": batch.number,
        "kind": batch.kind,
        "as_of": batch.as_of.isoformat(),
        "created_at": datetime.combine(batch.as_of, time()).isoformat(),
        "jurisdiction": batch.jurisdiction,
        "policy_version": batch.policy_version,
        "inputs_sha256": batch.inputs_sha256,
        "inputs": sorted(
            (dict(entry) for entry in inputs), key=lambda entry: (str(entry["file"]), str(entry["sha256"]))
        ),
        "rows": dict(sorted(counts.items())),
        "outputs": outputs,
    }
    path = out / NAME
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n", encoding="utf-8")
    return path


def is_whole(out: Path) -> bool:
    """Whether `out` holds the files that its manifest names, and no others, byte for byte."""
    try:
        named = {
            entry["file"]: entry["sha256"] for entry in json.loads((out / NAME).read_text(encoding="utf-8"))["outputs"]
        }
        found = {
            path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file() and path != out / NAME
        }
        return found.keys() == named.keys() and all(sha256_of(path) == named[name] for name, path in found.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False
