"""The inbox folder: which files it holds, and one fingerprint over them.

Only regular files are read, below the folder itself. Hidden files are left alone. A link or a device is never followed:
it becomes an issue of its own, like a file that cannot be read, and one that is still being copied: its size or time
changes between two looks, or its name is one that copying programs give until they are done.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.clock import COUNTY_TIME
from flows.errors import BatchError
from schemas.model import Catalog

if TYPE_CHECKING:
    from transforms.intake import Correction

OTHERS = "其他"
SETTLE = 0.4
"""Seconds between two looks at an inbox in which something changed a moment ago."""
BEING_COPIED = "being_copied"
LARGEST = 2 * 1024**3
"""Bytes of a file; a register of a million rows and thirty columns takes half of it."""
DEEPEST = 20
"""Folders below folders that are looked into."""
MARKER = ".done"  # of a file that says a delivery is complete (flows/service/inbox_watch.py); no delivery itself
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".download", ".tmp")
_EARLIEST, _LATEST = -2_000_000_000, 253_000_000_000  # 1906, 9987
_JUST_NOW = 3_000_000_000  # nanoseconds
_BLOCK = 1 << 20
Content = bytes  # under a name that no field of Delivered has
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Delivered:
    """One entry of the inbox. `refusal` says why it is not read; then content_id stands for its name only.

    `content_id` is the identity of what is read from it: its name and bytes, the reader, and the corrections of it.
    """

    path: Path
    name: str  # relative to the inbox, with /, safe to print
    content_id: str
    sha256: str
    bytes: int
    modified_ns: int
    refusal: str | None = None
    corrections: tuple[Correction, ...] = ()

    @property
    def is_correction_file(self) -> bool:
        """更正_….yaml, whatever stands between."""
        return self.refusal is None and self.base.startswith("更正") and self.base.lower().endswith((".yaml", ".yml"))

    def corrected(self, corrections: tuple[Correction, ...]) -> Delivered:
        """The same file with corrections, which make it another content."""
        digest = hashlib.sha256(f"{self.content_id}\0{corrections!r}".encode())
        return replace(self, corrections=corrections, content_id=digest.hexdigest())

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]

    @property
    def modified_at(self) -> datetime:
        """Modification time on the county's clock, without zone."""
        seconds = min(
            max(self.modified_ns // 1_000_000_000, _EARLIEST), _LATEST
        )  # a disk may know years that no calendar has
        return datetime.fromtimestamp(seconds, UTC).astimezone(COUNTY_TIME).replace(tzinfo=None)

    @property
    def modified_on(self) -> date:
        return self.modified_at.date()

    def read(self) -> Content:
        """The bytes that were fingerprinted; a ChangedError when the file changed since, or went."""
        try:
            content = self.path.read_bytes()
        except OSError:
            content = b""
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise ChangedError(
                f"{self.name} changed while the batch was reading it; wait until the delivery is complete and run again"
            )
        return content


class ChangedError(BatchError):
    """A file is no longer what it was when the inbox was listed."""


def _content_id(base: str, content: str, reader: str) -> str:
    """Identity of a content: sha256 over the file's name, the sha256 of its bytes, and the reader."""
    return hashlib.sha256(f"{base}\0{content}\0{reader}".encode()).hexdigest()


def shown(raw: str) -> str:
    """A file name that is safe to print and to store.

    Names written on Chinese Windows arrive as GB18030 bytes; what is text in neither encoding, and control
    characters, become �.
    """
    octets = os.fsencode(raw)
    for encoding in ("utf-8", "gb18030"):
        try:
            return _CONTROL.sub("�", octets.decode(encoding))
        except UnicodeDecodeError:
            continue
    return _CONTROL.sub("�", octets.decode("utf-8", "replace"))


def _walk(folder: Path, depth: int = 0) -> Iterator[tuple[Path, str | None]]:
    """Every path that is no folder, and the folders that are not looked into with why."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda e: os.fsencode(e.name))
    except OSError:
        if not depth:
            raise
        yield folder, "unreadable"
        return
    for entry in entries:
        if entry.name.startswith(".") or entry.name.endswith(MARKER):
            continue
        path = Path(entry.path)
        if not entry.is_dir(follow_symlinks=False):
            yield path, None
        elif depth < DEEPEST:
            yield from _walk(path, depth + 1)
        else:
            yield path, "too_deep"


def _refused(path: Path, name: str, why: str, modified_ns: int) -> Delivered:
    digest = hashlib.sha256(f"{why}\0{name}".encode()).hexdigest()
    return Delivered(path, name, _content_id(name, digest, ""), digest, 0, modified_ns, why)


def _delivered(inbox: Path, path: Path, refusal: str | None, reader: str) -> Delivered:
    name = "/".join(shown(part) for part in path.relative_to(inbox).parts)
    try:
        found = os.lstat(path)
    except OSError:  # gone since
        return _refused(path, name, BEING_COPIED, 0)
    if refusal is not None:
        return _refused(path, name, refusal, found.st_mtime_ns)
    if not stat.S_ISREG(found.st_mode):
        return _refused(path, name, "link" if stat.S_ISLNK(found.st_mode) else "not_a_file", found.st_mtime_ns)
    if name.lower().endswith(_UNFINISHED):
        return _refused(path, name, BEING_COPIED, found.st_mtime_ns)
    if found.st_size > LARGEST:
        return _refused(path, name, "too_large", found.st_mtime_ns)
    digest = hashlib.sha256()
    try:
        with open(path, "rb") as file:
            while block := file.read(_BLOCK):
                digest.update(block)
    except OSError:
        return _refused(path, name, "unreadable", found.st_mtime_ns)
    base = name.rpartition("/")[2]
    return Delivered(
        path, name, _content_id(base, digest.hexdigest(), reader), digest.hexdigest(), found.st_size, found.st_mtime_ns
    )


def listed(inbox: Path, reader: str = "", settle: float = 0) -> tuple[Delivered, ...]:
    """Every entry of the inbox, by name. `reader` is the fingerprint of how files are read; `settle` the
    seconds before a second look."""
    first = sorted((_delivered(inbox, path, refusal, reader) for path, refusal in _walk(inbox)), key=lambda d: d.name)
    newest = max((entry.modified_ns for entry in first), default=0)
    if settle and abs(time.time_ns() - newest) < _JUST_NOW:
        time.sleep(settle)
    return tuple(_looked_at_again(entry) for entry in first)


def _looked_at_again(entry: Delivered) -> Delivered:
    if entry.refusal is not None:
        return entry
    try:
        now = os.lstat(entry.path)
    except OSError:
        return _refused(entry.path, entry.name, BEING_COPIED, entry.modified_ns)
    same = (now.st_size, now.st_mtime_ns) == (entry.bytes, entry.modified_ns)
    return entry if same else _refused(entry.path, entry.name, BEING_COPIED, now.st_mtime_ns)


def fingerprint(entries: Iterable[Delivered], kind: str, jurisdiction: str) -> str:
    """sha256 over the names and contents of the inbox, the kind of batch and the jurisdiction."""
    digest = hashlib.sha256(f"{kind}\0{jurisdiction}\n".encode())
    for entry in entries:
        digest.update(f"{entry.name}\0{entry.sha256}\n".encode())
    return digest.hexdigest()


def by_department(entries: Iterable[Delivered], catalog: Catalog) -> Mapping[str, list[Delivered]]:
    """Entries under the title of the department their name begins with, else under 其他; the
    department with most bytes first.

    This only shares the work out, so that nobody is left alone with a large one at the end; which
    dataset a file is, the intake says.
    """
    words = {word: d.title for d in catalog.departments.values() for word in (d.title, *d.aliases)}
    grouped: dict[str, list[Delivered]] = {}
    for entry in entries:
        grouped.setdefault(words.get(re.split(r"[_\-－—＿ ]", entry.base, maxsplit=1)[0], OTHERS), []).append(entry)
    return dict(sorted(grouped.items(), key=lambda shared: -sum(entry.bytes for entry in shared[1])))
