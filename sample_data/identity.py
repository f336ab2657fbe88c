"""Resident IDs and names.

An ID is valid by GB 11643 (ISO 7064 MOD 11-2), but its division code lies in 990000–999999, which is given to nobody.
"""

from __future__ import annotations

from datetime import date
from random import Random

from sample_data import words

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def check_digit(first_seventeen: str) -> str:
    """The 18th character of an ID that begins with these 17 digits."""
    return "10X98765432"[sum(w * int(d) for w, d in zip(_WEIGHTS, first_seventeen, strict=True)) % 11]


def is_valid_id(text: str) -> bool:
    """True when the text is a synthetic ID: 18 characters, division 99xxxx, a date that exists, right check digit."""
    if len(text) != 18 or not text[:17].isdecimal() or not text.startswith("99"):
        return False
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    return text[17] == check_digit(text[:17])


class Identities:
    """Gives out IDs that are all different and names that no two people of one birth date share."""

    def __init__(self) -> None:
        self._ids: set[str] = set()
        self._namesakes: set[tuple[str, date]] = set()

    def resident_id(self, rng: Random, birth: date, is_male: bool, ending: str = "") -> str:
        """An unused ID. None ends in 000, so that a rounded number is never a valid ID by luck;
        `ending` asks for a last character."""
        while True:
            sequence = rng.randrange(1, 999)
            sequence += (sequence % 2 == 1) != is_male
            stem = f"{rng.choice(words.DIVISIONS)}{birth:%Y%m%d}{sequence:03d}"
            text = stem + check_digit(stem)
            luckily_round = check_digit(stem[:15] + "00") == "0"
            if text not in self._ids and text.endswith(ending) and not text.endswith("000") and not luckily_round:
                self._ids.add(text)
                return text

    def is_free(self, name: str, birth: date) -> bool:
        """Take the pair of name and birth date, unless somebody has it."""
        if (name, birth) in self._namesakes:
            return False
        self._namesakes.add((name, birth))
        return True


def surname(rng: Random) -> str:
    return rng.choice(words.COMPOUND_SURNAMES) if rng.random() < 0.01 else rng.choice(words.SURNAMES)


def given_name(rng: Random, is_male: bool, generation: str | None = None) -> str:
    """Two characters mostly; `generation` is the first one that siblings share."""
    characters = words.MALE if is_male else words.FEMALE
    last = rng.choice(characters)
    if generation:
        return generation + last
    if rng.random() < 0.15:
        return last
    first = rng.choice(characters + words.NEUTRAL)
    return first + last


def minority_name(rng: Random, is_male: bool, father: str) -> str:
    return f"{rng.choice(words.MINORITY_MALE if is_male else words.MINORITY_FEMALE)}·{father}"
