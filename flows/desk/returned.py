"""Returned workbooks into the workspace: read, judged, stored in one transaction, then shown.

The one moment that counts is the transaction in core.duckdb. Before it nothing of the answers is visible; after it only
a fresh hedui.duckdb and the return workbooks are left to be put in place, and running the same command again does that:
answers already known change nothing.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from flows.batch.answers import known_to, notices, row_keys
from flows.batch.run import open_store
from flows.custody.audit import Audit
from flows.errors import UsageError, explained
from flows.storage import published
from flows.storage.disk import sync
from flows.storage.inbox import shown
from flows.storage.store import Store
from flows.storage.workspace import Workspace
from schemas.ddl import quoted
from schemas.row_keys import RowKeys
from transforms.feedback import (
    BYTES_LIMIT,
    TOO_LARGE,
    AnsweredRow,
    Judged,
    Known,
    Unreadable,
    close_answered,
    judge,
    read_book,
    show,
)

SUFFIXES = {".xlsx", ".xls", ".xlsm", ".xlsb", ".ods", ".et"}


@dataclass(frozen=True)
class Taken:
    """Counts of one import. Rows: accepted, sent back, left blank; answers: new ones, by what they answer; files that
    could not be read, with why."""

    files: int
    files_without_lists: int
    unreadable: tuple[tuple[str, str], ...]
    rows_accepted: int
    rows_sent_back: int
    rows_blank: int
    answers_new: int
    answers_known: int
    returned_to: tuple[Path, ...]


def found_files(paths: Iterable[Path]) -> list[tuple[str, Path]]:
    """The workbooks named, and those below the folders named: (name to show, path), by name. Links and
    editors' lock files are left alone."""
    found = []
    for path in paths:
        if path.is_dir():
            inside = [
                entry
                for entry in path.rglob("*")
                if _is_workbook(entry) and not any(part.startswith(".") for part in entry.relative_to(path).parts)
            ]
            found += [("/".join(shown(part) for part in entry.relative_to(path).parts), entry) for entry in inside]
        elif path.is_file():
            found.append((shown(path.name), path))
        else:
            raise UsageError(f"{path}: there is no such file or folder; name returned workbooks, or a folder of them")
    return sorted(found, key=lambda named: (named[0], str(named[1])))


def _is_workbook(path: Path) -> bool:
    return (
        path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not path.is_symlink()
        and not path.name.startswith(("~", "."))
    )


def take_feedback(workspace: Workspace, paths: Iterable[Path]) -> Taken:
    """Take returned workbooks in. A BatchError when the workspace is in use or cannot be read."""
    found = found_files(paths)
    if not workspace.core.is_file() or not workspace.published.is_file():
        raise UsageError(f"--workspace {workspace.root}: there is no finished batch yet; run `hedui run` first")
    with workspace.writer():
        with explained("opening the workspace"):
            store = open_store(workspace)
        try:
            with explained("taking answers in"):
                taken = _take(workspace, store, found)
                about = {
                    "files": taken.files,
                    "rows": taken.rows_accepted,
                    "rows_sent_back": taken.rows_sent_back,
                    "new_answers": taken.answers_new,
                }
                Audit(workspace).record("feedback", "imported", store=store, about=about)
                return taken
        finally:
            shutil.rmtree(workspace.work_of("feedback"), ignore_errors=True)
            store.close()


def _take(workspace: Workspace, store: Store, found: list[tuple[str, Path]]) -> Taken:
    files, contents, unreadable, blank, without_lists = [], set(), [], 0, 0
    for name, path in found:
        try:
            if path.stat().st_size > BYTES_LIMIT:
                unreadable.append((name, TOO_LARGE))
                continue
            content = path.read_bytes()
        except OSError:
            unreadable.append((name, "文件打不开，请检查读取权限"))
            continue
        digest = hashlib.sha256(content).digest()
        if digest in contents:
            continue
        contents.add(digest)
        try:
            read = read_book(content)
        except Unreadable as why:
            unreadable.append((name, str(why)))
            continue
        blank += read.unanswered
        without_lists += not read.lists
        if read.answered:
            files.append((name, read.answered))
    keys = row_keys(store)
    asked = sorted({key.batch_id for _, rows in files for row in rows if (key := keys.read(row.key))})
    known = known_to(workspace, store, asked)
    judged = judge(files, keys, known)
    number, latest, jurisdiction, as_of = store.rows(
        "SELECT number, batch_id, jurisdiction, as_of FROM core.batches ORDER BY number DESC LIMIT 1"
    )[0]
    work = workspace.work_of("feedback")
    work.mkdir(parents=True)
    returned = _write_returns(judged, work, as_of)
    stored = _store(workspace, store, judged.answers, number)
    _show(workspace, store, work, latest, number, jurisdiction, as_of)
    placed = _place_returns(workspace, work, returned, _answering(files, keys, known))
    return Taken(
        files=len(contents), files_without_lists=without_lists, unreadable=tuple(unreadable), rows_accepted=judged.rows_accepted,
        rows_sent_back=len(judged.sent_back), rows_blank=blank, answers_new=stored, answers_known=judged.answers.height - stored, returned_to=placed,
    )  # fmt: skip


def _store(workspace: Workspace, store: Store, answers: pl.DataFrame, number: int) -> int:
    """Append the answers that core.outcomes does not hold, and the source rows of those that say the
    source is wrong. Returns how many."""
    with store.writing() as cursor:
        held = {
            key
            for (key,) in cursor.execute("SELECT answer_key FROM core.outcomes WHERE answer_key IS NOT NULL").fetchall()
        }
        ((last,),) = cursor.execute("SELECT coalesce(max(sequence), 0) FROM core.outcomes").fetchall()
        new = answers.filter(~pl.col("answer_key").is_in(list(held)))
        if new.is_empty():
            return 0
        new = new.with_row_index("sequence", offset=last + 1).with_columns(
            pl.col("sequence").cast(pl.Int64), after_batch_number=pl.lit(number)
        )
        cursor.register("new_answers", new.to_arrow())
        cursor.execute("INSERT INTO core.outcomes BY NAME SELECT * FROM new_answers ORDER BY sequence")
        cursor.unregister("new_answers")
        wrong = new.filter((pl.col("outcome") == "32") & (pl.col("subject") == "case"))
        if not wrong.is_empty():
            cursor.register("wrong_rows", _wrong_rows(workspace, wrong).to_arrow())
            cursor.execute("INSERT INTO core.source_errors BY NAME SELECT * FROM wrong_rows ORDER BY ALL")
            cursor.unregister("wrong_rows")
        return new.height


def _wrong_rows(workspace: Workspace, answers: pl.DataFrame) -> pl.DataFrame:
    """The source rows on which the findings rested that these answers are about."""
    with published.reading(workspace.root) as con:
        con.register("answers", answers.select("sequence", "case_id", "answered_batch_id").to_arrow())
        return con.sql("""
            SELECT DISTINCT a.sequence, a.case_id, r.dataset, r.file, r.sheet, r."row"
            FROM answers a JOIN mart.findings f ON f.batch_id = a.answered_batch_id AND f.case_id = a.case_id
            JOIN mart.finding_rows r ON r.batch_id = f.batch_id AND r.finding_id = f.finding_id
            """).pl()


def _show(
    workspace: Workspace, store: Store, work: Path, batch_id: str, number: int, jurisdiction: str, as_of: date
) -> None:
    """Swap in a hedui.duckdb in which the answers stand."""
    from transforms.policy import load

    fresh = work / "hedui.duckdb"
    shutil.copyfile(workspace.published, fresh)
    days = notices(load(jurisdiction, as_of))
    con = store.con
    con.execute(f"ATTACH {quoted(str(fresh))} AS published")
    try:
        con.execute("BEGIN")
        show(con, "published.mart", *days)
        close_answered(con, "published.mart", batch_id, number)
        con.execute("COMMIT")
        con.execute("CHECKPOINT published")
    finally:
        con.execute("DETACH published")
    fresh.chmod(0o644)
    sync(fresh)
    os.replace(fresh, workspace.published)
    sync(workspace.root)


def _write_returns(judged: Judged, work: Path, as_of: date) -> list[Path]:
    from reports import sent_back

    lines = [
        sent_back.Line(
            back.file,
            back.township,
            back.reasons,
            back.answered.sheet,
            back.answered.row,
            back.answered.key,
            back.answered.whole,
        )
        for back in judged.sent_back
    ]
    return sent_back.write(lines, work, as_of)


def _answering(
    files: Iterable[tuple[str, Iterable[AnsweredRow]]], keys: RowKeys, known: Known
) -> set[tuple[str | None, str]]:
    """(township, file) for every row that came back; a row whose key says nothing has no township."""
    read = ((keys.read(row.key), file) for file, rows in files for row in rows)
    return {
        (known.townships.get((key.kind, key.batch_id, key.subject_id)) if key else None, file) for key, file in read
    }


def _place_returns(
    workspace: Workspace, work: Path, written: list[Path], answering: set[tuple[str | None, str]]
) -> tuple[Path, ...]:
    """Move the return workbooks in; those that an earlier import wrote for the same township and file go: what they
    ask is answered, or asked anew."""
    from reports import sent_back

    for township, file in answering:
        (workspace.out / sent_back.path_of(township, file)).unlink(missing_ok=True)
    placed = []
    for path in written:
        target = workspace.out / path.relative_to(work)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(path, target)
        placed.append(target)
    return tuple(placed)
