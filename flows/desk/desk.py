"""What commands between batches work with: the published tables to read, core.duckdb to keep
numbers in, the policy of a batch."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from flows.batch import publish
from flows.custody.audit import Audit
from flows.desk import asked
from flows.errors import BatchError, explained
from flows.storage import published
from flows.storage.store import Store
from flows.storage.workspace import Workspace

if TYPE_CHECKING:
    from reports.shared.texts import Texts
    from transforms.policy import Policy


@dataclass(frozen=True)
class Decided:
    """One batch that is published, as later papers need it."""

    batch_id: str
    number: int
    as_of: date
    jurisdiction: str
    out: Path

    @cached_property
    def policy(self) -> Policy:
        """The policy it was decided under. Raises PolicyError when that is no longer there."""
        from transforms.policy import load

        return load(self.jurisdiction, self.as_of)

    @cached_property
    def texts(self) -> Texts:
        from flows.batch.lists import texts

        return texts(self.policy)

    def template(self, name: str) -> bytes | None:
        """policies/<jurisdiction>/templates/<name>.docx of the jurisdiction or of the nearest parent that has one."""
        for code in self.policy.lineage:
            file = files("policies") / code / "templates" / f"{name}.docx"
            if file.is_file():
                return file.read_bytes()
        return None


@dataclass(frozen=True)
class Desk:
    """`con` reads schema mart; `store` writes core.duckdb; the workspace is ours until the desk is left."""

    con: duckdb.DuckDBPyConnection
    store: Store
    workspace: Workspace

    def record(self, command: str, action: str, about: dict, reason: str | None = None) -> None:
        """Write the act into the audit."""
        Audit(self.workspace).record(command, action, store=self.store, about=about, reason=reason)

    def batch(self, batch_id: str) -> Decided:
        number, as_of, code = self.con.execute(
            "SELECT batch_number, as_of, jurisdiction FROM mart.batches WHERE batch_id = ?", [batch_id]
        ).fetchall()[0]
        return Decided(batch_id, number, as_of, code, self.workspace.out_of(batch_id))


@contextmanager
def desk(root: Path, title: str, is_told: bool = False) -> Iterator[Desk]:
    """Hold the workspace for papers; UsageError when it has no batch yet, BatchError when a run holds it or
    something unforeseen happens."""
    os.umask(0o077)  # what is written here names people
    workspace = Workspace(root)
    published.reading(root).close()
    if not is_told:
        asked.say_whether_plain()
    with workspace.writer(), explained(title):
        store = Store(workspace.core, workspace.work / "spill")
        try:
            publish.recover(store, workspace)
            with published.reading(root) as con:
                yield Desk(con, store, workspace)
        finally:
            store.close()


def placed(path: Path, content: bytes) -> Path:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise BatchError(
            f"{path.name} cannot be written ({error.strerror}); close it where it is open, make room, then run again"
        ) from None
    return path
