"""One name per township, village or department, fit for files or sheets: cleaned so that no two
different ones fall together.

A name that is usable stays as it is; of those that would fall together, the rest get a short mark made from the name
itself, so that the same name is spelled the same way in every batch with the same neighbours.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable

FILE_BYTES = 120  # of the 255 bytes of a path part, so that a list's name and the batch fit beside it
SHEET_UNITS = 31  # Excel's limit, in UTF-16 units

_FORBIDDEN = re.compile(r"""[\\/:*?"<>|\[\]]""")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def _visible(name: str) -> str:
    """Without control, format, surrogate and line-separating characters; other blanks become a space."""
    kept = (" " if unicodedata.category(c) == "Zs" else c for c in name)
    return "".join(c for c in kept if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})


def _cut(text: str, limit: int, size: Callable[[str], int]) -> str:
    while size(text) > limit:
        text = text[:-1]
    return text


def _bytes(text: str) -> int:
    return len(text.encode("utf-8"))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _clean_file(name: str, limit: int = FILE_BYTES) -> str:
    text = _FORBIDDEN.sub("_", _visible(name)).strip(" ")
    text = _cut(text, limit, _bytes).rstrip(" .")
    if text.startswith((".", "~")):
        text = "_" + text[1:]
    if _RESERVED.fullmatch(text):
        text = f"_{text}"
    return text or "_"


def _clean_sheet(name: str, limit: int = SHEET_UNITS) -> str:
    text = _FORBIDDEN.sub("_", _visible(name)).strip(" '")
    text = _cut(text, limit, _units).rstrip(" .'")
    if text.casefold() == "history":
        text = f"_{text}"
    return text or "_"


def _key(text: str) -> str:
    """Two names with one key are one file on some machine."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())


def _unique(names: Iterable[str], clean: Callable[..., str], limit: int) -> dict[str, str]:
    wanted = sorted(set(names))
    # Names that need no cleaning come first and keep their spelling.
    wanted.sort(key=lambda name: (clean(name) != name, name))
    taken: set[str] = set()
    given: dict[str, str] = {}
    for name in wanted:
        text, length = clean(name), 4
        digest = hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()
        while _key(text) in taken:
            text, length = f"{clean(name, limit - length - 1)}_{digest[:length]}", length + 2
        taken.add(_key(text))
        given[name] = text
    return given


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Each name → its part of a path: no separators, reserved or hidden names, trailing dots;
    unique without regard to case."""
    return _unique(names, _clean_file, FILE_BYTES)


def sheet_names(names: Iterable[str]) -> dict[str, str]:
    """Each name → its sheet: at most 31 characters, none of Excel's forbidden ones; unique without regard to case."""
    return _unique(names, _clean_sheet, SHEET_UNITS)


def file_name(name: str) -> str:
    """One name as a part of a path, without regard to others (a batch number)."""
    return _clean_file(name)
