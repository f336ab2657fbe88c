"""hedui feedback: returned township workbooks."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from flows.commands import options
from flows.desk import asked
from flows.storage import published
from flows.storage.workspace import Workspace


def command(
    returned: Annotated[
        list[Path],
        typer.Argument(metavar="FILE_OR_DIR...", help="Returned workbooks (xlsx, xls, ods), or folders of them."),
    ],
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
) -> int:
    """Take in what townships filled into their lists. Rows that break a rule come back with
    their reason, the others count."""
    from flows.desk.returned import found_files, take_feedback

    os.umask(0o077)
    found_files(returned)
    published.reading(workspace).close()
    asked.say_whether_plain()
    taken = take_feedback(Workspace(workspace.resolve()), returned)
    print(
        f"Files 文件        {taken.files} read, {taken.files_without_lists} of them without a list to answer, {len(taken.unreadable)} could not be read"
    )
    print(
        f"Rows 行           {taken.rows_accepted} taken in 采用, {taken.rows_sent_back} sent back 退回, {taken.rows_blank} without a result code 未填"
    )
    print(f"Answers 答复      {taken.answers_new} new 新增, {taken.answers_known} known before 已有")
    for path in taken.returned_to:
        print(f"Sent back 退回    {path}")
    for name, why in taken.unreadable:
        print(f"not read: {name}: {why}", file=sys.stderr)
    return 3 if taken.rows_sent_back or taken.unreadable else 0
