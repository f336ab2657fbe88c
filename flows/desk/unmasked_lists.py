"""The township lists of a batch with full IDs, each workbook under its township's password."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from flows.batch.answers import row_keys
from flows.custody.passwords import passwords_for
from flows.custody.unmasked import unmasked_mart
from flows.desk.desk import Desk
from flows.errors import BatchError
from reports.shared import protect


@dataclass(frozen=True)
class Exported:
    """What was written, and where the passwords stand (None: in the operator's own file)."""

    batch_id: str
    folder: Path
    files: int
    rows: int
    passwords: Path | None


def export_lists(opened: Desk, batch_id: str, reason: str | None, given: Path | None) -> Exported:
    """Write out/<batch>/全证号名单/乡镇/<乡镇>/…, in place of what an earlier export wrote there."""
    decided = opened.batch(batch_id)
    target, draft = decided.out / protect.FOLDER / "乡镇", opened.workspace.work / "export"
    with unmasked_mart(opened.store, opened.workspace) as con:
        known, told = passwords_for(opened.store, opened.workspace, protect.townships(con, batch_id), given)
        opened.record("export", "started", {"batch": batch_id, "full_ids": True, "townships": len(known)}, reason)
        try:
            written = protect.write_lists(
                con, batch_id, draft, decided.texts, row_keys(opened.store), known.__getitem__
            )
            shutil.rmtree(target, ignore_errors=True)
            target.parent.mkdir(parents=True, exist_ok=True)
            if written.paths:
                (draft / "乡镇").rename(target)
        except OSError as error:
            raise BatchError(
                f"the lists below {target} cannot be written ({error.strerror}); make room, then run again"
            ) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    per_township: dict[str, int] = {}
    for (_, township), rows in written.per_township.items():
        per_township[township] = per_township.get(township, 0) + rows
    opened.record(
        "export",
        "exported",
        {"batch": batch_id, "full_ids": True, "files": len(written.paths), "rows": per_township},
        reason,
    )
    return Exported(batch_id, target, len(written.paths), sum(written.written.values()), told)
