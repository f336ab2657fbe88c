"""The files of the program itself: what was computed by other code is not what this code would compute."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable


def fingerprint(*packages: str) -> str:
    """sha256 over path and content of every file of these packages that is no bytecode: code, SQL and YAML alike."""
    digest = hashlib.sha256()
    for package in packages:
        for path, content in _below(files(package), package):
            digest.update(f"\0{path}\0".encode() + hashlib.sha256(content).digest())
    return digest.hexdigest()


def _below(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.name.startswith((".", "__pycache__")):
            continue
        name = f"{path}/{entry.name}"
        yield from _below(entry, name) if entry.is_dir() else [(name, entry.read_bytes())]
