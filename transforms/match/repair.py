"""Damaged resident IDs: the few valid IDs that one slip could have damaged into a text. Candidates are
computed, never searched for.

The check digit leaves at most one digit per place: 17 substitutions, the check digit itself, 17 swaps of neighbours; 18
for a lost and 19 for a doubled character. Candidates are then looked up among known IDs by one join on the integer key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from duckdb import DuckDBPyConnection

from schemas.identity import WEIGHTS

W = np.array((*WEIGHTS, 1), dtype=np.int64)  # with weight 1 for the check digit every valid ID sums to 1 (MOD 11)
INVERSE = np.array([pow(int(w), -1, 11) for w in W], dtype=np.int64)
POWER = 10 ** np.arange(16, -1, -1, dtype=np.int64)
DAMAGES = ("wrong", "wrong_check", "swapped", "lost", "extra")
BATCH = 10_000  # texts looked up at a time, so that memory does not grow with the damage

COLUMNS = {"number": np.int32, "key": np.int64, "damage": np.int8, "place": np.int8}


def _values(texts: Sequence[str], length: int) -> np.ndarray:
    """One row per text: digits as 0–9, X as 10, anything else as −1."""
    codes = np.array(texts, dtype=f"S{length}").view(np.uint8).reshape(-1, length).astype(np.int64)
    digits = np.where((codes >= 48) & (codes <= 57), codes - 48, -1)
    return np.where(codes == ord("X"), 10, digits)


def _key(digits: np.ndarray) -> np.ndarray:
    return digits @ POWER


class _Found:
    """Candidates gathered place by place. numbers: the texts' places in the whole list."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers = numbers
        self.parts: list[tuple[np.ndarray, ...]] = []

    def add(self, holds: np.ndarray, keys: np.ndarray, damage: str, place: int) -> None:
        rows = np.flatnonzero(holds)
        if len(rows):
            self.parts.append(
                (
                    self.numbers[rows],
                    keys[rows],
                    np.full(len(rows), DAMAGES.index(damage), np.int8),
                    np.full(len(rows), place, np.int8),
                )
            )


def _of_right_length(numbers: np.ndarray, v: np.ndarray) -> _Found:
    """Eighteen characters: one is wrong, or two neighbours are swapped."""
    found = _Found(numbers)
    bad = np.concatenate([(v[:, :17] < 0) | (v[:, :17] > 9), v[:, 17:] < 0], axis=1)
    number_bad = bad.sum(axis=1)
    d = np.where(bad, 0, v)
    body = d[:, :17]
    key = _key(body)
    missing = (1 - d @ W) % 11  # what the sum lacks
    whole = number_bad == 0
    for i in range(17):
        digit = (d[:, i] + missing * INVERSE[i]) % 11
        here = (digit <= 9) & ((whole & (digit != d[:, i])) | ((number_bad == 1) & bad[:, i]))
        found.add(here, key + (digit - d[:, i]) * POWER[i], "wrong", i + 1)
    found.add((number_bad == bad[:, 17]) & ((missing != 0) | bad[:, 17]), key, "wrong_check", 18)
    for i in range(16):
        step = d[:, i + 1] - d[:, i]
        found.add(
            whole & (step != 0) & ((W[i] - W[i + 1]) * step % 11 == missing),
            key + step * (POWER[i] - POWER[i + 1]),
            "swapped",
            i + 1,
        )
    step = d[:, 17] - d[:, 16]
    found.add(whole & (step != 0) & (d[:, 17] <= 9) & ((W[16] - 1) * step % 11 == missing), key + step, "swapped", 17)
    x_early = (v[:, 16] == 10) & (number_bad == 1) & ~bad[:, 17] & (d[:, 17] <= 9)  # "…X7" for "…7X"
    turned = np.concatenate([d[:, :16], d[:, 17:], np.full((len(d), 1), 10)], axis=1)
    found.add(x_early & (turned @ W % 11 == 1), _key(turned[:, :17]), "swapped", 17)
    return found


def _of_one_lost(numbers: np.ndarray, v: np.ndarray) -> _Found:
    """Seventeen characters: one is lost."""
    found = _Found(numbers)
    is_digit = (v >= 0) & (v <= 9)
    found.add(np.all(is_digit, axis=1), _key(np.where(is_digit, v, 0)), "lost", 18)
    fits = is_digit[:, :16].all(axis=1) & (v[:, 16] >= 0)
    d = np.where(v < 0, 0, v)
    for i in range(17):
        opened = np.insert(d, i, 0, axis=1)
        digit = (1 - opened @ W) * INVERSE[i] % 11
        found.add(fits & (digit <= 9), _key(opened[:, :17]) + digit * POWER[i], "lost", i + 1)
    return found


def _of_one_extra(numbers: np.ndarray, v: np.ndarray) -> _Found:
    """Nineteen characters: one is too many (most often doubled)."""
    found = _Found(numbers)
    for i in range(19):
        left = np.delete(v, i, axis=1)
        fits = ((left[:, :17] >= 0) & (left[:, :17] <= 9)).all(axis=1) & (left[:, 17] >= 0)
        found.add(fits & (left @ W % 11 == 1), _key(np.where(left < 0, 0, left)[:, :17]), "extra", i + 1)
    return found


def candidates(texts: Sequence[str]) -> dict[str, np.ndarray]:
    """One row per text and slip that could have damaged a valid ID into it: number (the text's place), key, damage
    (place in DAMAGES), place (1-based)."""
    found: list[tuple[np.ndarray, ...]] = []
    for length, repair in ((18, _of_right_length), (17, _of_one_lost), (19, _of_one_extra)):
        chosen = [(number, text) for number, text in enumerate(texts) if len(text) == length and text.isascii()]
        if chosen:
            numbers, alike = zip(*chosen, strict=True)
            found += repair(np.array(numbers, np.int32), _values(alike, length)).parts
    if not found:
        return {name: np.empty(0, kind) for name, kind in COLUMNS.items()}
    return {name: np.concatenate(column) for name, column in zip(COLUMNS, zip(*found, strict=True), strict=True)}


def _repaired(con: DuckDBPyConnection, texts: str) -> Iterator[None]:
    """The candidates of the texts of a query, a batch at a time as the view `repaired`; `torn` holds the
    texts, by number as its rowid."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE torn AS {texts}")
    ordered = [text for (text,) in con.execute("SELECT text FROM torn ORDER BY rowid").fetchall()]
    for start in range(0, len(ordered), BATCH):
        found = candidates(ordered[start : start + BATCH])
        con.register("repaired", {**found, "number": found["number"] + start})
        yield
        con.unregister("repaired")
    con.execute("DROP TABLE torn")


def repair_texts(con: DuckDBPyConnection) -> None:
    """Write `slips`: one row per damaged text and ID of `known_ids` (or one that rounding made a known row's) that one
    slip explains. Reads `broken_texts`."""
    con.execute("CREATE OR REPLACE TEMP TABLE slips (text VARCHAR, key BIGINT, damage VARCHAR, place TINYINT)")
    for _ in _repaired(con, "SELECT DISTINCT text FROM broken_texts WHERE is_slip AND length(text) BETWEEN 17 AND 19"):
        con.execute(
            """INSERT INTO slips
            WITH found AS (
                FROM repaired r SEMI JOIN known_ids k ON k.key = r.key
                UNION
                FROM repaired r SEMI JOIN known_breaks b ON b.first_15 = r.key // 100
            )
            SELECT text, key, list_extract($damages, damage + 1), place FROM found JOIN torn ON torn.rowid = number""",
            {"damages": list(DAMAGES)},
        )


def repair_known(con: DuckDBPyConnection) -> None:
    """Write `own_slips`: one row per damaged ID of a known row and valid ID that it may have been
    (T3 b, the other way round)."""
    con.execute("CREATE OR REPLACE TEMP TABLE own_slips (text VARCHAR, key BIGINT, damage VARCHAR, place TINYINT)")
    for _ in _repaired(con, "SELECT DISTINCT id_text AS text FROM known_rows WHERE key IS NULL"):
        con.execute(
            """INSERT INTO own_slips
            SELECT text, key, list_extract($damages, arg_min(damage, (place, damage)) + 1), min(place)
            FROM repaired JOIN torn ON torn.rowid = number WHERE key_is_dated(key) GROUP BY text, key""",
            {"damages": list(DAMAGES)},
        )
