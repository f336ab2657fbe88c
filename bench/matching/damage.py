"""The ways in which a department's row about a person goes wrong: 26 kinds, each a function on arrays of rows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl

from bench.matching import names as words

Rows = dict[str, np.ndarray]
Random = np.random.Generator


def _codes(ids: np.ndarray) -> np.ndarray:
    return np.array(ids, dtype="U18").view("U1").reshape(len(ids), 18).copy()


def _joined(codes: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(codes).view(f"U{codes.shape[1]}").reshape(-1)


def wrong_digit(rng: Random, ids: np.ndarray, first: int = 0, places: int = 17) -> np.ndarray:
    """One of the places holds another digit."""
    codes, rows = _codes(ids), np.arange(len(ids))
    where = rng.integers(first, first + places, len(ids))
    old = codes[rows, where].astype(int)
    codes[rows, where] = ((old + rng.integers(1, 10, len(ids))) % 10).astype("U1")
    codes[:, 0] = np.where(codes[:, 0] == "0", "9", codes[:, 0])
    return _joined(codes)


def swapped(rng: Random, ids: np.ndarray) -> np.ndarray:
    """Two neighbours that differ are swapped."""
    codes, rows = _codes(ids), np.arange(len(ids))
    able = codes[:, 1:17] != codes[:, :16]
    able[:, 0] = False
    where = (rng.random(able.shape) * able).argmax(axis=1)
    codes[rows, where], codes[rows, where + 1] = codes[rows, where + 1].copy(), codes[rows, where].copy()
    return _joined(codes)


def lost(rng: Random, ids: np.ndarray) -> np.ndarray:
    where = rng.integers(1, 18, len(ids))[:, None]
    place = np.arange(17)[None, :]
    return _joined(np.take_along_axis(_codes(ids), place + (place >= where), axis=1))


def doubled(rng: Random, ids: np.ndarray) -> np.ndarray:
    where = rng.integers(0, 18, len(ids))[:, None]
    place = np.arange(19)[None, :]
    return _joined(np.take_along_axis(_codes(ids), place - (place > where), axis=1))


def letter(rng: Random, ids: np.ndarray) -> np.ndarray:
    """A 0 written as O, or a 1 as I; where there is neither, a wrong check digit."""
    codes, rows = _codes(ids), np.arange(len(ids))
    able = (codes == "0") | (codes == "1")
    where = (rng.random(able.shape) * able).argmax(axis=1)
    codes[rows, where] = np.where(codes[rows, where] == "0", "O", np.where(codes[rows, where] == "1", "I", "Z"))
    return _joined(codes)


def rounded(ids: np.ndarray) -> np.ndarray:
    return np.char.add(np.array(ids, dtype="U15"), "000")


def masked(ids: np.ndarray, head: int, tail: int) -> np.ndarray:
    codes = _codes(ids)
    codes[:, head : 18 - tail] = "*"
    return _joined(codes)


def short(ids: np.ndarray) -> np.ndarray:
    return _joined(np.delete(_codes(ids), (6, 7, 17), axis=1))


def _wrong_check(rng: Random, ids: np.ndarray) -> np.ndarray:
    codes = _codes(ids)
    signs = np.array(list("0123456789X"))
    codes[:, 17] = signs[(np.searchsorted(signs, codes[:, 17]) + rng.integers(1, 11, len(ids))) % 11]
    return _joined(codes)


def _id(change: Callable[[Random, np.ndarray], np.ndarray]) -> Callable[[Random, Rows], None]:
    def apply(rng: Random, rows: Rows) -> None:
        rows["id_text"] = change(rng, rows["id_text"])

    return apply


def _name(kind: str) -> Callable[[Random, Rows], None]:
    def apply(rng: Random, rows: Rows) -> None:
        rows["name"] = words.spoilt(rng, rows["name"].astype("U10"), kind)

    return apply


def _without_id(*kept: str) -> Callable[[Random, Rows], None]:
    """No ID; the birth date is stated, of the contacts only those named."""

    def apply(rng: Random, rows: Rows) -> None:
        rows["id_text"] = np.full(len(rows["id_text"]), "")
        rows["says_birth"] = np.ones(len(rows["id_text"]), bool)
        for contact in ("phone", "address", "hukou", "guardian"):
            rows[f"says_{contact}"] = np.full(len(rows["id_text"]), contact in kept)

    return apply


def _alike(agrees: bool) -> Callable[[Random, Rows], None]:
    def apply(rng: Random, rows: Rows) -> None:
        rows["name"] = words.spoilt(rng, rows["name"].astype("U10"), "look_alike")
        for contact in ("birth", "phone", "address", "hukou"):
            rows[f"says_{contact}"] = np.full(len(rows["name"]), agrees and contact in ("birth", "phone"))

    return apply


def _dots(rng: Random, rows: Rows) -> None:
    signs = np.array(["", "•", "．", "."])[rng.integers(0, 4, len(rows["name"]))]
    rows["name"] = np.array(
        [n.replace("·", s) for n, s in zip(rows["name"].tolist(), signs.tolist(), strict=True)], dtype="U10"
    )


def _cut_off(rng: Random, rows: Rows) -> None:
    rows["name"] = rows["name"].astype(f"U{4}")


def _former(rng: Random, rows: Rows) -> None:
    rows["name"] = rows["former_name"].astype("U10")


def _both(*steps: Callable[[Random, Rows], None]) -> Callable[[Random, Rows], None]:
    def apply(rng: Random, rows: Rows) -> None:
        for step in steps:
            step(rng, rows)

    return apply


ANYONE = pl.lit(True)
HAS_DOT = pl.col("name").str.contains("·")
# kind: (who it can befall, what it does, whether the ID stays intact)
KINDS: dict[str, tuple[pl.Expr, Callable[[Random, Rows], None], bool]] = {
    "id_wrong_digit": (ANYONE, _id(wrong_digit), False),
    "id_swapped": (ANYONE, _id(swapped), False),
    "id_lost_digit": (ANYONE, _id(lost), False),
    "id_doubled_digit": (ANYONE, _id(doubled), False),
    "id_wrong_check_digit": (ANYONE, _id(_wrong_check), False),
    "id_letter_for_digit": (ANYONE, _id(letter), False),
    "id_rounded": (ANYONE, _id(lambda _, i: rounded(i)), False),
    "id_birth_masked": (ANYONE, _id(lambda _, i: masked(i, 6, 4)), False),
    "id_middle_masked": (ANYONE, _id(lambda _, i: masked(i, 10, 4)), False),
    "id_two_digits_wrong": (ANYONE, _id(lambda r, i: wrong_digit(r, wrong_digit(r, i, 0, 8), 9, 8)), False),
    "id_of_15": (pl.col("key") // 10**9 % 100 == 19, _id(lambda _, i: short(i)), True),
    "id_of_15_wrong_digit": (
        pl.col("key") // 10**9 % 100 == 19,
        _id(lambda r, i: short(wrong_digit(r, i, 8, 9))),
        False,
    ),
    "no_id_phone": (ANYONE, _without_id("phone"), False),
    "no_id_address": (ANYONE, _without_id("address"), False),
    "no_id_hukou": (ANYONE, _without_id("hukou"), False),
    "no_id_guardian": (pl.col("guardian").is_not_null(), _without_id("guardian"), False),
    "no_id_birth_only": (ANYONE, _without_id(), False),
    "name_traditional": (ANYONE, _name("traditional"), True),
    "name_homophone": (ANYONE, _name("homophone"), True),
    "name_unknown_glyph": (ANYONE, _name("unknown"), True),
    "name_dots": (HAS_DOT, _dots, True),
    "name_cut_off": (HAS_DOT, _cut_off, True),
    "name_former": (pl.col("former_name").is_not_null(), _former, True),
    "name_look_alike_agreeing": (~HAS_DOT, _alike(True), True),
    "name_look_alike_alone": (~HAS_DOT, _alike(False), True),
    "name_one_off": (ANYONE, _name("other"), True),
    "id_wrong_digit_name_homophone": (ANYONE, _both(_id(wrong_digit), _name("homophone")), False),
    "id_rounded_name_traditional": (ANYONE, _both(_id(lambda _, i: rounded(i)), _name("traditional")), False),
}


def damaged(rng: Random, rows: pl.DataFrame, share: float) -> tuple[pl.DataFrame, np.ndarray]:
    """The rows with `share` of them damaged, each kind equally often, and the kind of each row ("" = none)."""
    kind = np.full(len(rows), "", dtype="U32")
    each = round(len(rows) * share / len(KINDS))
    parts: dict[str, np.ndarray] = {}
    columns = [*(c for c in rows.columns if c.startswith("says_")), "id_text", "name"]
    whole = {c: rows[c].to_numpy().copy() for c in columns}
    for name, (who, _, _) in KINDS.items():
        is_free = pl.Series(kind == "")
        able = np.flatnonzero((rows.select(able=who & is_free)["able"]).fill_null(False).to_numpy())
        parts[name] = chosen = rng.choice(able, min(each, len(able)), replace=False)
        kind[chosen] = name
    for name, chosen in parts.items():
        if not len(chosen):
            continue
        part = {c: whole[c][chosen] for c in columns} | {"former_name": rows["former_name"].to_numpy()[chosen]}
        KINDS[name][1](rng, part)
        for c in columns:
            whole[c][chosen] = part[c]
    return rows.with_columns(
        **{c: pl.Series(whole[c].tolist() if whole[c].dtype == object else whole[c]) for c in columns}
    ), kind
