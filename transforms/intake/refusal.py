"""A file that cannot be taken in: raised while reading, turned into one issue by `take_in`."""

from __future__ import annotations


class Refused(Exception):
    """One reason why a whole file is rejected; `message` says what and why, `fix` what to do next."""

    def __init__(
        self,
        code: str,
        message: str,
        fix: str,
        column_name: str | None = None,
        dataset: str | None = None,
        sheet: str | None = None,
    ):
        super().__init__(message)
        self.code = code
        self.message = message
        self.fix = fix
        self.column_name = column_name
        self.dataset = dataset
        self.sheet = sheet


RESEND = "请提供单位重新导出后再报送"


def unreadable(what: str) -> Refused:
    """The container is broken: truncated, damaged, or not what it seems."""
    return Refused("unreadable_file", f"文件无法读取：{what}", RESEND)


def no_table_file(what: str) -> Refused:
    """The file is of a kind that holds no table."""
    return Refused(
        "unknown_file",
        f"这不是数据表：{what}",
        "请报送 xlsx、xls、ods、csv 或 parquet 格式的数据表；通知、说明无需放入收件夹",
    )
