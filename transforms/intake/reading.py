"""How a file was read: decided once per file, said in one line, so that a person can see a wrong guess."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from schemas.model import Dataset
from transforms.intake.recognise import RecognisedBy

ObservedFrom = Literal["name", "above", "query", "modified"]

_BY = {"name": "文件名写明", "headers": "按表头认出", "headers against the name": "按表头认出，与文件名不符"}
_OBSERVED = {
    "name": "取自文件名",
    "above": "取自表头上方",
    "query": "取自最新查询日期",
    "modified": "文件中没有，取文件修改日期",
}
_SEPARATORS = {",": "逗号", "\t": "制表符", "|": "竖线", ";": "分号"}


@dataclass(frozen=True)
class TableRead:
    """One sheet: the row its header ends in, as a spreadsheet shows it, its rows, and the unit of each
    money column that is not in yuan."""

    sheet: str
    header_row: int
    header_rows: int
    rows: int
    units: Mapping[str, str]


@dataclass(frozen=True)
class ReadAs:
    """What was decided about one file. `encoding` and `separator` are a CSV's; `missing` are
    optional columns it does not have."""

    by: RecognisedBy
    tables: tuple[TableRead, ...]
    observed_from: ObservedFrom
    encoding: str | None = None
    separator: str | None = None
    missing: tuple[str, ...] = ()


def said(read_as: ReadAs, dataset: Dataset) -> str:
    """The decisions in one line of plain words."""
    parts = [f"识别为“{dataset.title}”（{_BY[read_as.by]}）"]
    if read_as.encoding:
        parts.append(f"编码 {read_as.encoding}，{_SEPARATORS[read_as.separator or ',']}分隔")
    parts += [_table(table, len(read_as.tables) > 1, dataset) for table in read_as.tables]
    parts.append(f"数据截止日{_OBSERVED[read_as.observed_from]}")
    return "；".join(parts)


def _table(table: TableRead, is_one_of_many: bool, dataset: Dataset) -> str:
    where = f"工作表“{table.sheet}”" if is_one_of_many else ""
    header = f"表头在第 {table.header_row} 行" if table.header_rows == 1 else f"两行表头，到第 {table.header_row} 行"
    units = "".join(f"，“{dataset.columns[name].title}”按{unit}" for name, unit in table.units.items())
    return f"{where}{header}，{table.rows} 行数据{units}"
