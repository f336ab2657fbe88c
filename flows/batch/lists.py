"""The files of a batch: wording from the policy in force, workbooks from the mart tables, and
the manifest over both ends."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

from flows.batch.answers import row_keys
from flows.errors import BatchError
from flows.storage import published
from reports.shared.texts import Texts, Workload

if TYPE_CHECKING:
    from flows.batch.run import Run
    from transforms.policy import Policy


def texts(policy: Policy) -> Texts:
    """The wording of a policy: titles, clauses and check methods by finding code, titles of signals and aid
    items, what a township can visit."""
    findings = policy.findings.values()
    return Texts(
        finding_titles={f.code: f.title for f in findings},
        check_methods={f.code: f.check_method for f in findings},
        clauses={f.code: f.clause for f in findings},
        signal_titles={s.signal: s.title for s in policy.signals.values()},
        item_titles={item.id: item.item for item in policy.catalogue},
        policy_notice=policy_notice(policy),
        catalog=policy.catalog,
        workload=Workload(
            hours_per_visit=float(policy.number("visit.hours")),
            staff=policy.count("visit.staff_per_township"),
            hours_per_day=float(policy.number("visit.hours_per_day")),
            working_days=policy.count("review.working_days"),
        ),
    )


def wording(jurisdiction: str, as_of: date) -> Texts:
    """The wording of the policy a batch was decided under; what every county inherits when
    that policy is no longer there."""
    from transforms.policy import PolicyError, called, load

    try:
        return texts(load(jurisdiction, as_of))
    except PolicyError:
        findings, signals = called("national")
        return Texts(
            finding_titles={f.code: f.title for f in findings.values()},
            signal_titles={s.signal: s.title for s in signals.values()},
        )


def policy_notice(policy: Policy) -> str:
    """One line when a value that the county answers for is still a sample (status 示例); empty when all are verified.

    A county answers for what it, or a parent below the top of the chain, says: the standards, caps and terms of local
    documents. What only the national layer says is the same everywhere; `hedui policy check` names its samples.
    """
    top = policy.lineage[-1]
    local = [value for value in policy.values.values() if value.jurisdiction != top or top == policy.code]
    samples = sum(value.status == "示例" for value in local)
    return (
        f"示例政策：本批次 {len(local)} 项政策参数中有 {samples} 项为示例，不是任何县的正式标准，结果不得用于办理"
        if samples
        else ""
    )


def _history(run: Run) -> list[dict[str, Any]]:
    """The trend of the batches published before this one."""
    from reports.page import trend

    if not run.workspace.published.is_file():
        return []
    with published.reading(run.workspace.root) as con:
        return trend(con, 1, run.batch.number - 1)


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Rows and cells are many objects and hardly any garbage; to look through them as often as Python does costs
    a twelfth of the lists' time."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def write(run: Run) -> None:
    """Write every list of the batch and its manifest below the work folder; they are moved in whole at the end.

    The manifest comes last: it waits for the rows that the warehouse, built meanwhile, has.
    """
    from reports.shared import files, manifest

    def go_on() -> None:
        if run.called_off.is_set():
            raise BatchError("the lists were left unfinished, for the batch ended; see why there")

    batch_id = run.batch.batch_id
    run.lists.mkdir()
    with _collecting_rarely():
        files.write(run.con, batch_id, run.lists, texts(run.policy), _history(run), row_keys(run.store), go_on)
    columns = (
        "file",
        "sha256",
        "bytes",
        "department",
        "dataset",
        "disposition",
        "observed_on",
        "rows_read",
        "rows_accepted",
        "rows_quarantined",
    )
    inputs = run.store.rows(f"SELECT {', '.join(columns)} FROM core.files WHERE batch_id = ? ORDER BY file", [batch_id])
    try:
        rows = run.rows.result()
    except CancelledError:
        raise BatchError("the lists have no manifest, for the warehouse could not be built; see why there") from None
    manifest.write(run.lists, run.batch, (dict(zip(columns, row, strict=True)) for row in inputs), rows)
