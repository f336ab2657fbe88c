"""What the departments sent, byte for byte, in core.duckdb: the raw layer.

The rows of a content as delivered, columns that nobody uses included, are
`take_in(name, content_of(con, content_id), catalog).tables`.
"""

from __future__ import annotations

import duckdb
import pyarrow

PIECE = 1 << 20
"""Bytes of one piece before it is compressed, so that a large file is never held twice."""


def packed(content: bytes) -> list[bytes]:
    """The pieces of one content, compressed, each after its length: what `keep` stores."""
    view = memoryview(content)
    parts = (view[start : start + PIECE] for start in range(0, len(content), PIECE))
    return [len(part).to_bytes(4, "big") + pyarrow.compress(part, codec="zstd", asbytes=True) for part in parts]


def keep(con: duckdb.DuckDBPyConnection, content_id: str, pieces: list[bytes]) -> None:
    """Store the packed bytes of one content as rows of raw.contents; `con` has core.duckdb as its current catalog."""
    for number, piece in enumerate(pieces):
        con.execute("INSERT INTO raw.contents VALUES (?, ?, ?)", [content_id, number, piece])


def content_of(con: duckdb.DuckDBPyConnection, content_id: str) -> bytes:
    """The bytes of one content as delivered; empty when it was not accepted, or was taken in by a
    version that did not keep them."""
    pieces = con.execute("SELECT bytes FROM raw.contents WHERE content_id = ? ORDER BY piece", [content_id]).fetchall()
    return b"".join(
        pyarrow.decompress(packed[4:], int.from_bytes(packed[:4], "big"), codec="zstd", asbytes=True)
        for (packed,) in pieces
    )
