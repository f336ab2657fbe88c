"""Two names of a person: how close they are, as one level per pair. Characters are compared, never bytes (RapidFuzz, numpy)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from duckdb import DuckDBPyConnection
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from transforms.match import glyphs

# Levels, best first. Those down to cut_off are the same person's name written otherwise (T2 under the same ID).
LEVELS = ("same", "dots", "script", "unknown_glyph", "homophone", "cut_off", "look_alike", "one_off", "unrelated", "missing")
CHOICES = ("missing", "same", "script", "script", "script", "dots", "unknown_glyph", "homophone", "cut_off", "look_alike", "one_off")  # as they are asked
LONGEST = 40  # characters looked at
LONG_NAME, CUT_KEEPS = 5, 3  # a name of at least 5 characters may be cut off, and keeps at least 3
THREE = 3  # one character off counts only in names of three or more
BATCH = 20_000  # pairs compared at a time, so that memory does not grow with the rows


def _matrix(names: Sequence[str | None]) -> np.ndarray:
    """One row per name, one code point a column, padded with 0."""
    texts = [(name or "")[:LONGEST] for name in names]
    width = max(1, max(map(len, texts), default=1))
    return np.array(texts, dtype=f"U{width}").view(np.uint32).reshape(len(texts), width)


def _closed_up(codes: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """The kept characters of each row moved to its front, in order."""
    order = np.argsort(~keep, axis=1, kind="stable")
    return np.take_along_axis(np.where(keep, codes, 0), order, axis=1)


def _texts(codes: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(codes).view(f"U{codes.shape[1]}").reshape(-1)


def levels(left: Sequence[str | None], right: Sequence[str | None]) -> np.ndarray:
    """One level per pair of names, as its place in LEVELS; the order of the two does not matter."""
    if not len(left):
        return np.empty(0, np.int8)
    both = _matrix([*left, *right])
    distinct, place = np.unique(both, return_inverse=True)
    place = place.reshape(both.shape)
    characters = [chr(code) if code else "" for code in distinct.tolist()]
    plain = [c if c else "" for c in glyphs.simplified([c or "\0" for c in characters])]
    simple = np.array([0 if p in ("", "\0") else ord(p) for p in plain], dtype=np.uint32)
    separator = np.array([c in glyphs.SEPARATORS for c in characters])
    unknown = np.array([bool(c) and glyphs.is_unknown(c) for c in plain])
    sounds, sound_number = np.unique(np.array(glyphs.readings(plain)), return_inverse=True)
    sound_number = np.where(sounds[sound_number] == "", 0, sound_number + 1)

    keep = (both != 0) & ~separator[place]
    script = simple[place]
    folded = _closed_up(script, keep)
    n = len(left)
    a, b = folded[:n], folded[n:]
    mark = _closed_up(unknown[place].astype(np.uint32), keep).astype(bool)
    sound = _closed_up(sound_number[place].astype(np.uint32), keep)
    length = keep.sum(axis=1)
    len_a, len_b = length[:n], length[n:]
    shorter, longer = np.minimum(len_a, len_b), np.maximum(len_a, len_b)

    differs = a != b
    count = differs.sum(axis=1)
    same_length = len_a == len_b
    rows = np.arange(n)
    first = differs.argmax(axis=1)
    one_differs = same_length & (count == 1)
    marked = mark[:n][rows, first] | mark[n:][rows, first]
    sounds_alike = same_length & (~differs | ((sound[:n] == sound[n:]) & (sound[:n] > 0))).all(axis=1)
    is_prefix = (shorter >= CUT_KEEPS) & (longer >= LONG_NAME) & ~same_length & (first >= shorter)
    alike = np.zeros(n, dtype=bool)
    open_pairs = one_differs & ~marked & ~sounds_alike
    alike[open_pairs] = glyphs.lookalikes(a[rows, first][open_pairs], b[rows, first][open_pairs])
    one_off = np.zeros(n, dtype=bool)
    rest = np.flatnonzero((longer >= THREE) & (longer - shorter <= 1) & (count > 0))
    if len(rest):
        distance = cpdist(_texts(a[rest]).tolist(), _texts(b[rest]).tolist(), scorer=OSA.distance, dtype=np.int32, workers=-1)
        one_off[rest] = distance == 1

    return np.select(
        [
            shorter == 0,
            (both[:n] == both[n:]).all(axis=1),
            (count == 0) & (script[:n] == script[n:]).all(axis=1),
            (count == 0) & (simple[place[:n]] != both[:n]).sum(axis=1).astype(bool),
            (count == 0) & (simple[place[n:]] != both[n:]).sum(axis=1).astype(bool),
            count == 0,
            one_differs & marked,
            sounds_alike,
            is_prefix,
            alike,
            one_off,
        ],
        [np.int8(LEVELS.index(level)) for level in CHOICES],
        default=np.int8(LEVELS.index("unrelated")),
    )


def compare_names(con: DuckDBPyConnection, pairs: str, into: str) -> None:
    """Write `into`: one row per distinct (left_name, right_name) of the temporary table `pairs`, with its level."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT left_name, right_name, NULL::VARCHAR AS level FROM {pairs} LIMIT 0")
    con.execute(f"CREATE OR REPLACE TEMP TABLE compared_pairs AS SELECT DISTINCT left_name, right_name FROM {pairs}")
    (number,) = con.execute("SELECT count(*) FROM compared_pairs").fetchall()[0]
    for start in range(0, number, BATCH):
        batch = con.execute("SELECT left_name, right_name FROM compared_pairs WHERE rowid >= $1 AND rowid < $2", [start, start + BATCH]).fetchnumpy()
        compared = levels(batch["left_name"], batch["right_name"])
        con.register("compared_levels", {"number": np.arange(start, start + len(compared)), "level": compared})
        con.execute(f"""INSERT INTO {into} SELECT left_name, right_name, list_extract($levels, level + 1)
            FROM compared_levels JOIN compared_pairs ON compared_pairs.rowid = number""", {"levels": list(LEVELS)})
        con.unregister("compared_levels")
    con.execute("DROP TABLE compared_pairs")
