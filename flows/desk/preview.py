"""What each file of an inbox would be taken for, before anything runs: nothing is stored and no workspace is needed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flows.batch.ingest import refusal_of
from flows.batch.minimums import valid_rows, wanting
from flows.errors import BatchError, described, known_refusal
from flows.storage.inbox import ChangedError, Delivered
from schemas.model import Catalog


@dataclass(frozen=True)
class Preview:
    """One file: `verdict` in one line, `details` below it; `is_left_out` when something of it would not be used."""

    file: str
    verdict: str
    details: tuple[str, ...] = ()
    is_left_out: bool = False
    dataset: str | None = None
    sha256: str = ""
    rows_read: int = 0
    rows_accepted: int = 0
    rows_valid: int = 0


def previews(entries: Sequence[Delivered], catalog: Catalog) -> Iterator[Preview]:
    """One after the other, in the order of the names. A correction that does not fit is a BatchError, as in a batch."""
    for entry in entries:
        yield _preview(entry, catalog)


def short_of_minimum(found: Sequence[Preview], catalog: Catalog) -> list[str]:
    """Why datasets would not count as delivered, all their files together and the same bytes once: too
    few rows, or too few valid IDs."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    once = {(preview.dataset, preview.sha256): preview for preview in found if preview.dataset}
    for (dataset, _), preview in once.items():
        counts[dataset] += Counter(read=preview.rows_read, accepted=preview.rows_accepted, valid=preview.rows_valid)
    why = (
        wanting(catalog.datasets[name], rows["read"], rows["accepted"], rows["valid"]) for name, rows in counts.items()
    )
    return [said for said in why if said]


def _preview(entry: Delivered, catalog: Catalog) -> Preview:
    from reports.shared import labels
    from transforms.intake import take_in
    from transforms.intake.reading import said

    if entry.refusal is not None:
        return Preview(entry.name, "不读取：" + "；".join(refusal_of(entry.refusal)), is_left_out=True)
    if entry.is_correction_file:
        return Preview(entry.name, "更正单：用于所列文件，不是数据")
    try:
        intake = take_in(entry.base, entry.read(), catalog, entry.corrections)
    except ChangedError:
        return Preview(entry.name, "不读取：" + "；".join(refusal_of("being_copied")), is_left_out=True)
    except Exception as error:
        if known_refusal(error):
            raise BatchError(*error.args) from None
        return Preview(entry.name, f"读不出：{described(error, 'reading')}", is_left_out=True)
    if intake.disposition == "passed_over":
        return Preview(entry.name, "跳过：编辑软件的临时文件，不是数据")
    if intake.disposition == "rejected":
        message, fix = intake.issues.select("message", "fix").row(0)
        return Preview(entry.name, f"退回：{message}；{fix}", is_left_out=True)
    if intake.dataset is None or intake.read_as is None:
        raise ValueError("an accepted file has a dataset and says how it was read")
    dataset = catalog.datasets[intake.dataset]
    observed = f"数据截止 {intake.observed_on or entry.modified_on}"
    details = [
        said(intake.read_as, dataset),
        f"读 {intake.rows_read} 行，可用 {intake.rows_accepted}，隔离 {intake.rows_quarantined}；{observed}",
    ]
    if intake.read_as.missing:
        details.append("没有的列：" + "、".join(dataset.columns[name].title for name in intake.read_as.missing))
    kinds = Counter(intake.issues.filter(intake.issues["code"] != "reading").select("severity", "code").rows())
    details += [f"{labels.SEVERITIES[severity]} {code} {count} 条" for (severity, code), count in sorted(kinds.items())]
    verdict = f"{catalog.departments[dataset.department].title} {dataset.title}（{dataset.name}）"
    counts = (intake.rows_read, intake.rows_accepted, valid_rows(dataset, intake.clean))
    return Preview(
        entry.name, verdict, tuple(details), intake.rows_quarantined > 0, dataset.name, entry.sha256, *counts
    )
