"""What goes wrong with an ID or a name on its way through offices: one function a kind of damage, text in, text out."""

from __future__ import annotations

from random import Random

from sample_data import words


class Verbatim(str):
    """A cell that is delivered as it stands, whatever the column's type: the planted faults."""

    __slots__ = ()


class Rounded(str):
    """An ID that a spreadsheet took for a number: a number cell in a workbook, digits ending in 000 in CSV."""

    __slots__ = ()


def fifteen_digits(text: str) -> str:
    return text[:6] + text[8:17]


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) for c in text)


def spaced(text: str) -> str:
    return f"{text[:6]} {text[6:14]} {text[14:]}"


def wrong_digit(rng: Random, text: str) -> str:
    """One of the last six digits is another one: the check digit no longer fits."""
    at = rng.randrange(11, 17)
    other = rng.choice([d for d in "0123456789" if d != text[at]])
    return text[:at] + other + text[at + 1 :]


def swapped(rng: Random, text: str) -> str:
    """Two different neighbours change places."""
    places = [i for i in range(8, 16) if text[i] != text[i + 1]]
    at = rng.choice(places)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def lost_digit(rng: Random, text: str) -> str:
    at = rng.randrange(6, 17)
    return text[:at] + text[at + 1 :]


def doubled_digit(rng: Random, text: str) -> str:
    at = rng.randrange(6, 17)
    return text[: at + 1] + text[at] + text[at + 1 :]


def rounded(text: str) -> Rounded:
    return Rounded(text[:15] + "000")


def masked(text: str) -> str:
    return text[:6] + "*" * 8 + text[14:]


def traditional(name: str) -> str:
    return "".join(words.TRADITIONAL.get(c, c) for c in name)


def replaced_once(name: str, table: dict[str, str]) -> str:
    """The last character that the table knows, replaced; the surname stays."""
    for at in range(len(name) - 1, 0, -1):
        if name[at] in table:
            return name[:at] + table[name[at]] + name[at + 1 :]
    raise ValueError(f"no character of {name} is in the table; give the person a name that has one")


def one_character_off(rng: Random, name: str) -> str:
    """The middle character is one that no name of the county has."""
    return name[0] + rng.choice(words.UNRELATED) + name[2:]


def unknown_glyph(name: str) -> str:
    return name[:-1] + "□"
