"""What the departments sent, byte for byte, in core.duckdb: the raw layer.

The rows of a content as delivered, columns that nobody uses included, are `take_in(name, content_of(con, content_id), catalog).tables`.
"""

from __future__ import annotations

import duckdb
import pyarrow

PIECE = 1 << 20
"""Bytes of one piece before it is compressed, so that a large file is never held twice."""


def keep(con: duckdb.DuckDBPyConnection, content_id: str, content: bytes) -> None:
    """Store the bytes of one content as rows of raw.contents; `con` has core.duckdb as its current catalog."""
    for piece, start in enumerate(range(0, len(content), PIECE)):
        part = memoryview(content)[start : start + PIECE]
        packed = len(part).to_bytes(4, "big") + pyarrow.compress(part, codec="zstd", asbytes=True)
        con.execute("INSERT INTO raw.contents VALUES (?, ?, ?)", [content_id, piece, packed])


def content_of(con: duckdb.DuckDBPyConnection, content_id: str) -> bytes:
    """The bytes of one content as delivered; empty when it was not accepted, or was taken in by a version that did not keep them."""
    pieces = con.execute("SELECT bytes FROM raw.contents WHERE content_id = ? ORDER BY piece", [content_id]).fetchall()
    return b"".join(pyarrow.decompress(packed[4:], int.from_bytes(packed[:4], "big"), codec="zstd", asbytes=True) for (packed,) in pieces)
