"""Two names of a person: how close they are, as one level per pair. Characters are compared,
never bytes (numpy, RapidFuzz)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from duckdb import DuckDBPyConnection
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from transforms.match import glyphs

# Levels, best first. Those down to cut_off are the same person's name written otherwise (T2 under the same ID).
LEVELS = (
    "same",
    "dots",
    "script",
    "unknown_glyph",
    "homophone",
    "cut_off",
    "look_alike",
    "one_off",
    "unrelated",
    "missing",
)
SAME, DOTS, SCRIPT, UNKNOWN_GLYPH, HOMOPHONE, CUT_OFF, LOOK_ALIKE, ONE_OFF, UNRELATED, MISSING = range(len(LEVELS))
LONGEST = 40  # characters looked at
LONG_NAME, CUT_KEEPS = 5, 3  # a name of at least 5 characters may be cut off, and keeps at least 3
THREE = 3  # one character off counts only in names of three or more
SHORT = 4  # characters of most names: looked at apart, so that a long name among them does not make all of them wide
BATCH = 20_000  # pairs compared at a time, so that memory does not grow with the rows


def levels(left: Sequence[str | None], right: Sequence[str | None]) -> np.ndarray:
    """One level per pair of names, as its place in LEVELS; the order of the two does not matter."""
    found = np.empty(len(left), np.int8)
    if not len(left):
        return found
    codes = _codes([*left, *right])
    a, b = codes[:, : len(left)], codes[:, len(left) :]
    is_long = (a[SHORT:] | b[SHORT:]).any(axis=0)
    for rows, width in ((np.flatnonzero(~is_long), SHORT), (np.flatnonzero(is_long), LONGEST)):
        if len(rows):
            found[rows] = _compared(a[:width, rows], b[:width, rows])
    return found


def _codes(names: Sequence[str | None]) -> np.ndarray:
    """One column per name, one code point a row, padded with 0."""
    texts = [(name or "")[:LONGEST] for name in names]
    width = max(1, max(map(len, texts)))
    return np.ascontiguousarray(np.array(texts, dtype=f"U{width}").view(np.uint32).reshape(len(texts), width).T)


def _compared(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """One level per pair of columns. A better level is entered over a worse one; look-alikes, which cost most, are
    asked about only where none is better."""
    known = glyphs.known(left, right)
    (a, len_a), (b, len_b) = _folded(left, known), _folded(right, known)
    shorter, longer = np.minimum(len_a, len_b), np.maximum(len_a, len_b)
    differs = a != b
    count, first = differs.sum(axis=0), differs.argmax(axis=0)
    is_as_long = len_a == len_b
    columns = np.arange(len(count))
    x, y = a[first, columns], b[first, columns]

    found = np.full(len(count), UNRELATED, np.int8)
    one = np.flatnonzero(is_as_long & (count == 1))
    near = np.flatnonzero((longer >= THREE) & np.where(is_as_long, (count == 1) | (count == 2), longer - shorter == 1))
    found[
        near[
            cpdist(
                _texts(a[:, near]), _texts(b[:, near]), scorer=OSA.distance, score_cutoff=1, dtype=np.int8, workers=-1
            )
            == 1
        ]
    ] = ONE_OFF
    found[(shorter >= CUT_KEEPS) & (longer >= LONG_NAME) & ~is_as_long & (first >= shorter)] = CUT_OFF
    sounds = np.flatnonzero(is_as_long & (known.sound[x] == known.sound[y]) & (known.sound[x] > 0))
    found[sounds[_sounds_alike(a[:, sounds], b[:, sounds], known.sound)]] = HOMOPHONE
    found[one[known.is_unknown[x[one]] | known.is_unknown[y[one]]]] = UNKNOWN_GLYPH
    asked = one[found[one] > LOOK_ALIKE]
    found[asked[glyphs.lookalikes(x[asked], y[asked])]] = LOOK_ALIKE
    equal = np.flatnonzero(count == 0)
    found[equal] = _writing(left[:, equal], right[:, equal], known)
    found[shorter == 0] = MISSING
    return found


def _folded(codes: np.ndarray, known: glyphs.Known) -> tuple[np.ndarray, np.ndarray]:
    """Names in simplified script without separators, zeros behind; their lengths."""
    keep = known.is_part[codes]
    folded = np.where(keep, known.simple[codes], 0)
    torn = np.flatnonzero((keep[1:] > keep[:-1]).any(axis=0))
    if len(torn):
        order = np.argsort(~keep[:, torn], axis=0, kind="stable")
        folded[:, torn] = np.take_along_axis(folded[:, torn], order, axis=0)
    return folded, keep.sum(axis=0)


def _texts(codes: np.ndarray) -> list[str]:
    """One text per column."""
    return np.ascontiguousarray(codes.T).view(f"U{len(codes)}").ravel().tolist()


def _sounds_alike(a: np.ndarray, b: np.ndarray, sound: np.ndarray) -> np.ndarray:
    """Whether every character is the same or has the same reading."""
    return ((a == b) | ((sound[a] == sound[b]) & (sound[a] > 0))).all(axis=0)


def _writing(left: np.ndarray, right: np.ndarray, known: glyphs.Known) -> np.ndarray:
    """Names that are the same when folded: same, script or dots."""
    plain_left, plain_right = known.simple[left], known.simple[right]
    is_script = (
        (plain_left == plain_right).all(axis=0) | (plain_left != left).any(axis=0) | (plain_right != right).any(axis=0)
    )
    return np.where((left == right).all(axis=0), SAME, np.where(is_script, SCRIPT, DOTS))


def compare_names(con: DuckDBPyConnection, pairs: str, into: str) -> None:
    """Write `into`: one row per row of the temporary table `pairs`, the level of its left_name and
    right_name; number: its rowid."""
    (number,) = con.execute(f"SELECT count(*) FROM {pairs}").fetchall()[0]
    compared = np.empty(number, np.int8)
    for start in range(0, number, BATCH):
        batch = con.execute(
            f"SELECT left_name, right_name FROM {pairs} WHERE rowid >= $1 AND rowid < $2", [start, start + BATCH]
        ).fetchnumpy()
        compared[start : start + BATCH] = levels(batch["left_name"].tolist(), batch["right_name"].tolist())
    con.register("compared_levels", {"number": np.arange(number), "grade": compared})
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {into} AS SELECT number, list_extract($1, grade + 1) AS level FROM compared_levels",
        [list(LEVELS)],
    )
    con.unregister("compared_levels")
