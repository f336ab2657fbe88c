"""Opening a file in a process of its own first, with little memory and time: if it has to
die of it, that process dies."""

from __future__ import annotations

import subprocess
import sys
from enum import Enum
from typing import Literal

from transforms.safety.extent import CELLS_LIMIT, COLUMNS_LIMIT

MEMORY = 3 * 1024**3
"""Address space of the process: what the file becomes, and about 0.2 GB for Python."""
SECONDS = 120
TEXT_LIMIT = 2 * 1024**3
"""Bytes of text that a parquet file may become."""
_LIMITS = f"""
import io, resource, sys
sys.path[:] = {sys.path!r}
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}))
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
content = io.BytesIO(sys.stdin.buffer.read())
"""
_OPEN = {
    "workbook": """
import python_calamine as calamine
try:
    book = calamine.CalamineWorkbook.from_filelike(content)
    sheets = [book.get_sheet_by_index(index) for index in range(len(book.sheet_names))]
except calamine.PasswordError:
    sys.exit(0)
if sum(sheet.total_height * sheet.total_width for sheet in sheets) > {cells} or any(sheet.total_width > {columns} for sheet in sheets):
    sys.exit(3)
""",
    "parquet": """
import polars
frame = polars.read_parquet(content)
if sum(column.cast(polars.String, strict=False).str.len_bytes().sum() or 0 for column in frame if not column.dtype.is_nested()) > {text}:
    sys.exit(3)
""",
}


class Trial(Enum):
    """How it ended: the file can be opened, it is damaged (or made by no program we know), or it
    asks for more than there is."""

    OPENS = "opens"
    DAMAGED = "damaged"
    TOO_MUCH = "too much"


def tried(kind: Literal["workbook", "parquet"], content: bytes) -> Trial:
    """Open `content` as intake would, elsewhere. Takes as long as opening it, and the start of a process."""
    code = _LIMITS + _OPEN[kind].format(cells=2 * CELLS_LIMIT, columns=COLUMNS_LIMIT, text=TEXT_LIMIT)
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", code], input=content, capture_output=True, timeout=2 * SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return Trial.TOO_MUCH
    except BrokenPipeError:  # it died before it had read everything
        return Trial.TOO_MUCH
    if done.returncode == 0:
        return Trial.OPENS
    return Trial.DAMAGED if done.returncode == 1 and b"MemoryError" not in done.stderr else Trial.TOO_MUCH
