"""What a workspace shows and holds, in a form that can be compared: equal when nothing but clock times differ."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

TIMES = {
    ("mart", "batches"): "started_at, finished_at",
    ("core", "batches"): "started_at, finished_at",
    ("core", "files"): "modified_at",
}
LEFT_OUT = {("core", "audit_heads")}  # as many entries as there were attempts


def tables(path: Path) -> dict[str, tuple[int, str]]:
    """Table → number of rows and a digest of them, whatever their order."""
    found = {}
    con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
    try:
        con.execute(f"ATTACH '{path}' AS seen (READ_ONLY)")
        names = con.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'seen' ORDER BY ALL"
        ).fetchall()
        for schema, name in set(names) - LEFT_OUT:
            but = f"EXCLUDE ({TIMES[schema, name]})" if (schema, name) in TIMES else ""
            query = f'SELECT count(*), coalesce(sum(hash(t)::HUGEINT), 0)::VARCHAR FROM (SELECT * {but} FROM seen."{schema}"."{name}") t'
            found[f"{schema}.{name}"] = con.execute(query).fetchall()[0]
    finally:
        con.close()
    return found


def lists(out: Path) -> dict[str, str]:
    """Every file below out/ with the digest of its bytes."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
    }


def broken_manifests(out: Path) -> list[str]:
    """Batches below out/ whose files are not exactly those that their manifest names."""
    found = []
    for folder in sorted(path for path in out.iterdir() if path.is_dir() and path.name != "反馈退回"):
        manifest = folder / "manifest.json"
        named = (
            {f["file"]: f["sha256"] for f in json.loads(manifest.read_text(encoding="utf-8"))["outputs"]}
            if manifest.is_file()
            else None
        )
        held = {name: digest for name, digest in lists(folder).items() if name != "manifest.json"}
        if named != held:
            found.append(folder.name)
    return found


@dataclass(frozen=True)
class Shown:
    """What others see: the published tables, and the lists."""

    mart: dict[str, tuple[int, str]]
    lists: dict[str, str]


def shown(workspace: Path) -> Shown:
    return Shown(tables(workspace / "hedui.duckdb"), lists(workspace / "out"))


def held(workspace: Path) -> dict[str, tuple[int, str]]:
    """Everything in core.duckdb."""
    return tables(workspace / "core.duckdb")


def leftovers(workspace: Path) -> list[str]:
    """What should not be there when nothing runs."""
    known = {".lock", ".timings.json", "audit.jsonl", "core.duckdb", "evidence.duckdb", "hedui.duckdb", "out", "work"}
    return sorted(
        [
            *(path.name for path in workspace.iterdir() if path.name not in known),
            *(f"work/{path.name}" for path in (workspace / "work").iterdir()),
        ]
    )
