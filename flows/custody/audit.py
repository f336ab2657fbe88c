"""The audit: one entry per act in audit.jsonl, each hashed together with the one before, and the newest hash
kept in core.duckdb as well.

An entry says who did what, when, to which batch or household, how many, and why. It holds no personal data: numbers of
households and batches, counts, and the operator's reason with runs of digits masked. A changed, removed or reordered
entry breaks the chain; entries cut off at the end are missed by core.duckdb, which an outsider
without its key cannot put right.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import pwd
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import duckdb

from flows.clock import COUNTY_TIME
from flows.errors import BatchError
from flows.storage import keys
from schemas.masking import mask_digits

if TYPE_CHECKING:
    from flows.storage.store import Store
    from flows.storage.workspace import Workspace

NAME = "audit.jsonl"
FIRST = "0" * 64  # what the first entry names as the hash before it
_REASON = 300
_HEADS = "CREATE TABLE IF NOT EXISTS core.audit_heads (sequence BIGINT, hash VARCHAR)"
Entry = dict[str, Any]


def county_now() -> datetime:
    return datetime.now(COUNTY_TIME).replace(microsecond=0)


def operator() -> str:
    """Who runs this, by the kernel's word and not by the environment's."""
    with suppress(KeyError):
        return pwd.getpwuid(os.getuid()).pw_name
    return f"uid {os.getuid()}"


@dataclass(frozen=True)
class Audit:
    """The audit of one workspace. `clock` and `who` are given by tests."""

    workspace: Workspace
    clock: Callable[[], datetime] = county_now
    who: Callable[[], str] = operator

    @property
    def path(self) -> Path:
        return self.workspace.root / NAME

    def record(
        self, command: str, action: str, *, store: Store | None = None, secret: str | None = None, about: Mapping[str, Any] | None = None,
        reason: str | None = None,
    ) -> Entry:  # fmt: skip
        """Append one entry and remember its hash in core.duckdb: through `store` where it is open, else on its own
        (`secret`: a key other than the set one).

        While a batch holds core.duckdb the entry only joins the chain; the batch's own next
        entry is remembered after it.
        """
        entry = self._append(command, action, about or {}, reason)
        if store is not None:
            with store.writing() as cursor:
                remember(cursor, self.path)
        else:
            self._remember_alone(secret or keys.key())
        return entry

    def note(self, command: str, action: str, about: Mapping[str, Any], reason: str | None = None) -> None:
        """Record an act on masked tables alone. An analyst, to whom the log may be closed, is told that it
        is not recorded, and goes on."""
        if not self.workspace.core.is_file():
            return  # not the workspace but a copy of hedui.duckdb
        try:
            self.record(command, action, about=about, reason=reason)
        except BatchError as problem:
            print(f"Note: this is not recorded: {problem}", file=sys.stderr)

    def _append(self, command: str, action: str, about: Mapping[str, Any], reason: str | None) -> Entry:
        entry = {
            "at": self.clock().isoformat(), "who": self.who(), "command": command, "action": action, "about": _safe(about),
            "reason": mask_digits(" ".join(reason.split()))[:_REASON] if reason else None,
        }  # fmt: skip
        try:
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BatchError(
                f"{self.path} cannot be written ({error.strerror}), and what is not recorded is not done; check its permissions"
            ) from None
        with open(handle, "r+b") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            last = _last(log)
            entry |= {"sequence": last["sequence"] + 1, "previous": last["hash"]}
            entry["hash"] = _hash(entry)
            log.seek(0, os.SEEK_END)
            log.write(_line(entry))
            log.flush()
            os.fsync(log.fileno())
        return entry

    def _remember_alone(self, secret: str | None) -> None:
        if not self.workspace.core.is_file():
            return
        con = duckdb.connect(config={"autoinstall_known_extensions": "false"})
        try:
            if secret is not None:
                keys.enable(con)
            with suppress(BatchError):  # another program has it open
                keys.attach(con, self.workspace.core, "store", secret)
                con.execute("USE store")
                remember(con, self.path)
        finally:
            con.close()


def remember(con: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Keep the newest hash in core.duckdb, the current catalog of `con`. A hash kept before that the log no
    longer holds stays, as evidence."""
    con.execute(_HEADS)
    kept = [tuple(row) for row in con.execute("SELECT sequence, hash FROM core.audit_heads").fetchall()]
    newest = None
    for entry in _entries(path):
        newest = (entry.get("sequence"), entry.get("hash"))
        if newest in kept:
            con.execute("DELETE FROM core.audit_heads WHERE sequence = ? AND hash = ?", list(newest))
    if newest is not None:
        con.execute("INSERT INTO core.audit_heads VALUES (?, ?)", list(newest))


def heads(con: duckdb.DuckDBPyConnection, catalog: str) -> list[tuple[int, str]]:
    """The hashes that core.duckdb, attached as `catalog`, remembers."""
    known = con.execute(
        "SELECT 1 FROM duckdb_tables() WHERE database_name = ? AND table_name = 'audit_heads'", [catalog]
    ).fetchall()
    return (
        con.execute(f"SELECT sequence, hash FROM {catalog}.core.audit_heads ORDER BY sequence").fetchall()
        if known
        else []
    )


def problems(path: Path, remembered: list[tuple[int, str]]) -> tuple[list[str], int]:
    """What is wrong with a log, in words, and how many entries it has. `remembered`: `heads` of its core.duckdb."""
    if not path.is_file():
        return ([f"the log is gone: core.duckdb remembers {max(remembered)[0]} entries"] if remembered else []), 0
    found: list[str] = []
    hashes: dict[int, str] = {}
    expected = 1
    previous: str | None = FIRST
    lines = path.read_bytes().split(b"\n")
    if lines.pop() != b"":
        found.append("the last line is incomplete")
    for number, line in enumerate(lines, start=1):
        entry = _parsed(line)
        if entry is None or _line(entry) != line + b"\n":
            found.append(f"line {number} is no entry as hedui writes them")
            expected, previous = expected + 1, None
            continue
        sequence = entry["sequence"]
        if sequence != expected:
            found.append(
                f"line {number}: entry {sequence} stands where {expected} should: entries are missing, added or out of order"
            )
        elif previous is not None and entry["previous"] != previous:
            found.append(
                f"entry {sequence} does not follow the entry before it: one of the two was changed or replaced"
            )
        if entry["hash"] != _hash(entry):
            found.append(f"entry {sequence} was changed after it was written")
        hashes[sequence] = entry["hash"]
        expected, previous = sequence + 1, entry["hash"]
    for sequence, known in remembered:
        if sequence not in hashes:
            found.append(
                f"entries up to {sequence} were written, as core.duckdb remembers; the log ends at {max(hashes, default=0)}"
            )
        elif hashes[sequence] != known:
            found.append(
                f"entry {sequence} is not the one that core.duckdb remembers: the log was rewritten from there or before"
            )
    return found, len(lines)


def entries(path: Path) -> list[Entry]:
    """The entries that can be read, in order."""
    return list(_entries(path))


def _entries(path: Path) -> Iterator[Entry]:
    if path.is_file():
        with open(path, "rb") as log:
            for line in log:
                entry = _parsed(line)
                if entry is not None:
                    yield entry


def _last(log: IO[bytes]) -> Entry:
    """The last entry of the open log, where writing goes on. What a power cut left of an unfinished line was
    never acknowledged, and goes."""
    end = log.seek(0, os.SEEK_END)
    tail, start = b"", end
    while start and tail.count(b"\n") < 2:
        start = max(0, start - 65_536)
        log.seek(start)
        tail = log.read(end - start)
    whole = tail[: tail.rfind(b"\n") + 1]
    log.seek(end - len(tail) + len(whole))
    log.truncate()
    entry = _parsed(whole.rstrip(b"\n").rpartition(b"\n")[2])
    if entry is not None:
        return entry
    # A last line that is no entry: the chain is broken there, which verify tells; the numbers go on.
    log.seek(0)
    count = sum(1 for _ in log)
    return {"sequence": count, "hash": FIRST}


def _parsed(line: bytes) -> Entry | None:
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    is_entry = (
        isinstance(entry, dict)
        and isinstance(entry.get("sequence"), int)
        and isinstance(entry.get("hash"), str)
        and "previous" in entry
    )
    return entry if is_entry else None


def _line(entry: Entry) -> bytes:
    return (
        json.dumps(entry, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8", "backslashreplace")
        + b"\n"
    )


def _hash(entry: Entry) -> str:
    """sha256 over the hash before and the entry as canonical JSON."""
    told = {name: value for name, value in entry.items() if name not in ("previous", "hash")}
    return hashlib.sha256(str(entry["previous"]).encode() + _line(told)).hexdigest()


def _safe(value: Any) -> Any:
    """A value for the log: text with runs of digits masked, dates as text."""
    if isinstance(value, Mapping):
        return {str(name): _safe(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_safe(inner) for inner in value]
    return value if value is None or isinstance(value, int) else mask_digits(str(value))
