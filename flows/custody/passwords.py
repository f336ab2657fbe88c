"""The passwords of files with full IDs, one per township: from a file that the operator names, or made
once and kept in core.duckdb.

They are never taken from the command line, and never printed: they go into a file that only the operator may read.
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from flows.errors import BatchError, UsageError
from flows.storage.store import Store
from flows.storage.workspace import Workspace

NAME = "名单密码.txt"
SHORTEST = 8
_KEPT = "list_password "  # + township, in core.secrets
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is read as another
_HEADER = "# 每个乡镇名单的打开密码：乡镇=密码。请分别当面或电话告知，不要与名单一同发送。\n"


def written_down(path: Path, known: Mapping[str, str]) -> Path:
    """Write the passwords to a file of mode 0600, whole or not at all."""
    draft = path.with_name(f".{path.name}.part")
    try:
        with suppress(FileNotFoundError):
            draft.unlink()
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(_HEADER + "".join(f"{name}={password}\n" for name, password in sorted(known.items())))
        os.replace(draft, path)
    except OSError as error:
        raise BatchError(
            f"{path} cannot be written ({error.strerror}); make room or check its permissions, then run again"
        ) from None
    return path


def passwords_for(
    store: Store, workspace: Workspace, names: Iterable[str], given: Path | None
) -> tuple[Mapping[str, str], Path | None]:
    """The password of each name, and the file in which those that the workspace made stand (None:
    they are the operator's own)."""
    wanted = sorted(set(names))
    if given is not None:
        return _read(given, wanted), None
    known = _made(store, wanted)
    return known, written_down(workspace.root / NAME, _all_made(store))


def _all_made(store: Store) -> dict[str, str]:
    rows = store.rows("SELECT name, value FROM core.secrets WHERE starts_with(name, ?)", [_KEPT])
    return {name.removeprefix(_KEPT): value for name, value in rows}


def _made(store: Store, wanted: list[str]) -> dict[str, str]:
    known = _all_made(store)
    new = {
        name: "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))
        for name in wanted
        if name not in known
    }
    if new:
        with store.writing() as cursor:
            cursor.executemany(
                "INSERT INTO core.secrets VALUES (?, ?)", [[_KEPT + name, password] for name, password in new.items()]
            )
    return {name: (known | new)[name] for name in wanted}


def _read(path: Path, wanted: list[str]) -> dict[str, str]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"--passwords {path}: the file cannot be read; write one 乡镇=密码 a line, as UTF-8") from None
    known = {}
    for line in lines:
        name, mark, password = (
            re.split(r"([=＝,，\t])", line.strip(), maxsplit=1) if re.search(r"[=＝,，\t]", line) else ("", "", "")
        )
        if mark and not name.startswith("#"):
            known[name.strip()] = password.strip()
    missing = [name for name in wanted if name not in known]
    if missing:
        raise UsageError(f"--passwords {path}: no password for {'、'.join(missing)}; write one 乡镇=密码 a line")
    weak = [name for name in wanted if len(known[name]) < SHORTEST]
    if weak:
        raise UsageError(f"--passwords {path}: the password of {'、'.join(weak)} is shorter than {SHORTEST} characters")
    return {name: known[name] for name in wanted}
