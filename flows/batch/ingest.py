"""Deliveries into core.duckdb: each content is read once, and stored whole in one transaction or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from importlib.resources import files

import duckdb
import polars as pl

from flows.errors import BatchError, described, is_unforeseen, known_refusal
from flows.storage import raw
from flows.storage.inbox import BEING_COPIED, ChangedError, Delivered
from flows.storage.store import Store
from schemas.batch import Batch
from schemas.model import Catalog

FAILED = "intake_failed"
PASSING = (FAILED, BEING_COPIED)  # a content refused with one of these codes is read again by the next batch
REREAD = "请重新运行；仍不成功请另存为 xlsx 后重新放入，或联系维护人员"

_REFUSALS: Mapping[str, tuple[str, str]] = {
    "link": ("这是指向别处的链接，未读取", "请把文件本身放入收件夹"),
    "not_a_file": ("这不是普通文件，未读取", "请从收件夹移走"),
    "unreadable": ("文件打不开", "请检查文件的读取权限，或重新复制到收件夹"),
    "too_large": ("文件超过 2 GB，未读取", "请核实文件来源；确为真实数据的，请分成几个文件报送"),
    "too_deep": ("文件夹套得太深，其中的文件未读取", "请把文件直接放入收件夹"),
    BEING_COPIED: (
        "文件还在复制中（大小或时间仍在变化，或文件名是未完成的临时名），本批次未采用",
        "请等复制完成后再运行；已完成的请改回正式文件名",
    ),
}


def refusal_of(why: str) -> tuple[str, str]:
    """Message and fix for an entry of the inbox that is not read."""
    return _REFUSALS[why]


def reader(catalog: Catalog) -> str:
    """Fingerprint of how files are read: the code of the intake, and every spelling it takes in. With another
    one, contents are read again."""
    digest = hashlib.sha256()
    for folder, names in (("transforms", ["intake"]), ("schemas", ["clean.py", "masking.py"])):
        for name in names:
            found = files(folder) / name
            for file in sorted(found.iterdir(), key=lambda f: f.name) if found.is_dir() else [found]:
                if file.name.endswith(".py"):
                    digest.update(file.read_bytes())
    digest.update(repr(list(catalog.departments.values())).encode())
    for dataset in catalog.datasets.values():
        digest.update(repr((dataset.name, dataset.department, dataset.title, dict(dataset.columns))).encode())
    return digest.hexdigest()[:16]


def unread(store: Store, entries: Iterable[Delivered], again: bool = False) -> list[Delivered]:
    """Those contents that core.duckdb does not hold yet, each once; a content whose reading failed counts as not
    held, and `again` none as held."""
    failed = "SELECT content_id FROM core.content_issues WHERE code IN (?, ?)"
    held = store.rows(f"SELECT content_id FROM core.contents WHERE content_id NOT IN ({failed})", [*PASSING])
    known = {content_id for (content_id,) in held} if not again else set()
    first = {entry.content_id: entry for entry in reversed(list(entries)) if entry.content_id not in known}
    return sorted(first.values(), key=lambda entry: entry.name)


def take_in_one(store: Store, entry: Delivered, catalog: Catalog) -> int:
    """Read one content and store its raw tables, clean rows, issues and counts. Returns the rows read."""
    from transforms.intake import take_in

    if entry.refusal is not None:
        reject(store, entry, entry.refusal, *refusal_of(entry.refusal))
        return 0
    if entry.is_correction_file:  # applied to the files it names, and listed there
        with store.writing() as cursor:
            _store_content(cursor, entry, (None, None, "passed_over", None, 0, 0, 0))
        return 0
    try:
        content = entry.read()
    except ChangedError:
        reject(store, entry, BEING_COPIED, *refusal_of(BEING_COPIED))
        return 0
    intake = take_in(entry.base, content, catalog, entry.corrections)
    counts = (intake.rows_read, intake.rows_accepted, intake.rows_quarantined)
    pieces = raw.packed(content) if intake.disposition == "accepted" else []
    del content
    with store.adding() as cursor:
        _forget(cursor, entry)
        _store_content(
            cursor, entry, (intake.department, intake.dataset, intake.disposition, intake.observed_on, *counts)
        )
        for table in intake.tables:
            cursor.execute(
                "INSERT INTO raw.tables VALUES (?, ?, ?)", [entry.content_id, table.sheet, list(table.header)]
            )
        raw.keep(cursor, entry.content_id, pieces)
        if intake.dataset is not None and intake.clean is not None:
            _append(cursor, f'clean."{intake.dataset}"', entry.content_id, intake.clean)
        _append(cursor, "core.content_issues", entry.content_id, intake.issues)
    return intake.rows_read


def reject(store: Store, entry: Delivered, code: str, message: str, fix: str, department: str | None = None) -> None:
    """Store a content as rejected, with the one issue that says why."""
    with store.writing() as cursor:
        _forget(cursor, entry)
        _store_content(cursor, entry, (department, None, "rejected", None, 0, 0, 0))
        values = {"code": code, "severity": "file_rejected", "message": message, "fix": fix}
        cursor.execute(
            "INSERT INTO core.content_issues BY NAME SELECT ? AS content_id, ? AS code, ? AS severity, ? AS message, ? AS fix",
            [entry.content_id, *values.values()],
        )


def take_in_all(
    store: Store, entries: Iterable[Delivered], catalog: Catalog, count: Callable[[int, int], None], again: bool = False
) -> dict[str, str]:
    """Read the contents one after the other, each counted by its bytes and rows; with `again` also
    those that were read before.

    What went wrong unexpectedly is returned by content_id and stops none of the others.
    """
    failures = {}
    store.take_in()
    for entry in unread(store, entries, again):
        try:
            rows = take_in_one(store, entry, catalog)
        except BatchError:
            raise
        except BaseException as error:
            if not is_unforeseen(error):
                raise
            if known_refusal(error):  # a correction that does not fit stops the batch before anything is decided
                raise BatchError(f"{error}. Nothing was decided") from None
            failures[entry.content_id] = described(error, "reading")
        else:
            count(entry.bytes, rows)
    return failures


def reject_unread(store: Store, entries: Iterable[Delivered], catalog: Catalog, department: str) -> None:
    """The last resort for a department whose reading kept failing: what is not stored is rejected,
    so that the batch can go on."""
    names = {d.title: d.name for d in catalog.departments.values()}
    for entry in unread(store, entries):
        reject(store, entry, FAILED, "读取时程序出错，本批次未采用这个文件", REREAD, names.get(department))


def register_files(store: Store, batch: Batch, entries: Iterable[Delivered]) -> None:
    """Write core.files for the batch; the rows of an earlier run of it are put aside until the batch is decided."""
    columns = "batch_id, batch_number, file, content_id, sha256, bytes, modified_at"
    store.compute()
    with store.writing() as cursor:
        cursor.execute("INSERT INTO core.running VALUES (?)", [batch.batch_id])
        cursor.execute("INSERT INTO core.files_before SELECT * FROM core.files WHERE batch_id = ?", [batch.batch_id])
        cursor.execute("DELETE FROM core.files WHERE batch_id = ?", [batch.batch_id])
        cursor.execute("DELETE FROM core.file_issues WHERE batch_id = ?", [batch.batch_id])
        rows = [
            (batch.batch_id, batch.number, e.name, e.content_id, e.sha256, e.bytes, e.modified_at, e.modified_on)
            for e in entries
        ]
        names = [*columns.split(", "), "modified_on"]
        if not rows:
            return
        cursor.register("delivered_files", pl.DataFrame(rows, schema=names, orient="row").to_arrow())
        cursor.execute(f"""
            INSERT INTO core.files BY NAME
            SELECT {columns}, c.department, c.dataset, c.disposition, coalesce(c.observed_on, d.modified_on) AS observed_on,
                   c.rows_read, c.rows_accepted, c.rows_quarantined
            FROM delivered_files d JOIN (SELECT * EXCLUDE (sha256) FROM core.contents) c USING (content_id)
            ORDER BY file
            """)
        cursor.unregister("delivered_files")


def _forget(cursor: duckdb.DuckDBPyConnection, entry: Delivered) -> None:
    """Drop what is held of this content, so that it can be read anew."""
    held = cursor.execute("SELECT dataset FROM core.contents WHERE content_id = ?", [entry.content_id]).fetchall()
    for (dataset,) in held:
        for table in (
            "core.content_issues",
            "raw.tables",
            "raw.contents",
            *([f'clean."{dataset}"'] if dataset else []),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE content_id = ?", [entry.content_id])


def _store_content(cursor: duckdb.DuckDBPyConnection, entry: Delivered, found: tuple) -> None:
    cursor.execute(
        "INSERT OR REPLACE INTO core.contents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [entry.content_id, entry.sha256, entry.base, *found],
    )


def _append(cursor: duckdb.DuckDBPyConnection, table: str, content_id: str, frame: pl.DataFrame) -> None:
    """Append a frame under its content_id; columns go by name. `table` comes from the
    catalog, never from a delivery."""
    if frame.is_empty():
        return
    cursor.register("appended", frame.to_arrow())
    cursor.execute(f"INSERT INTO {table} BY NAME SELECT ? AS content_id, * FROM appended", [content_id])
    cursor.unregister("appended")
