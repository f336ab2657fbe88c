"""The key of core.duckdb: read from the file named by HEDUI_KEY_FILE, never printed.

DuckDB 1.5 writes encrypted files only with its httpfs extension loaded (it brings OpenSSL). The PyPI package
duckdb-extension-httpfs carries it, so this works without a network. Where it is missing, hedui refuses
rather than writing plain data.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import duckdb

from flows.errors import BatchError, UsageError
from schemas.ddl import quoted

VARIABLE = "HEDUI_KEY_FILE"
SHORTEST = 16
IS_OPEN = "another program"
STORAGE = "STORAGE_VERSION 'v1.5.0', ROW_GROUP_SIZE 30720"
"""How these databases, which only hedui opens, are written: as DuckDB 1.5 packs texts, and in small groups of rows, so
that little is written again where a new file begins in a group that is not full: half the CPU
time of DuckDB's usual ways."""
PLAIN_NOTICE = f"Note: {VARIABLE} is not set, so core.duckdb is read and written plain (not encrypted)."


def key() -> str | None:
    """The key, or None when HEDUI_KEY_FILE is not set. A file that cannot be read or is empty is a BatchError."""
    named = os.environ.get(VARIABLE)
    return read(Path(named), f"named by {VARIABLE}") if named else None


def read(path: Path, named: str) -> str:
    """The key in a file; `named` says who named it."""
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise BatchError(f"the key file {path} {named} cannot be read; check the path and its permissions") from None
    if not text:
        raise BatchError(f"the key file {path} {named} is empty; put the key on its first line")
    return text


def make(path: Path) -> None:
    """Write a new random key (256 bits) to a file of mode 0600 that must not exist yet."""
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        raise UsageError(
            f"{path} exists already; a key is never overwritten, for what it encrypted could not be read any more: name a new file"
        ) from None
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}); name a file in a folder of yours") from None


def remarks(path: Path) -> list[str]:
    """What is unsafe about a key file that can be read."""
    found, told = path.stat(), []
    if found.st_mode & 0o077:
        told.append(f"others on this machine may reach it (mode {found.st_mode & 0o777:03o}); run: chmod 600 {path}")
    if found.st_uid != os.getuid():
        told.append("it belongs to another user of this machine")
    if len(read(path, "")) < SHORTEST:
        told.append(
            f"it is shorter than {SHORTEST} characters and may be guessed; make a better one: hedui key new FILE, then hedui key rotate --new FILE"
        )
    return told


def extension() -> Path | None:
    """The httpfs extension for this DuckDB, from the installed package; None when there is none."""
    spec = find_spec("duckdb_extension_httpfs")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        found = Path(folder) / "extensions" / f"v{duckdb.__version__}" / "httpfs.duckdb_extension"
        if found.is_file():
            return found
    return None


def enable(con: duckdb.DuckDBPyConnection) -> None:
    """Make `con` able to write encrypted files, spill files included."""
    found = extension()
    if found is None:
        raise BatchError(
            f"{VARIABLE} is set, but DuckDB cannot encrypt here; "
            f"install duckdb-extension-httpfs=={duckdb.__version__}, or unset {VARIABLE} to work plain"
        )
    con.execute(f"LOAD {quoted(str(found))}")
    con.execute("SET temp_file_encryption = true")


def attach(con: duckdb.DuckDBPyConnection, path: Path, alias: str, secret: str | None, read_only: bool = False) -> None:
    """ATTACH a database of the workspace as `alias`, encrypted when there is a key."""
    options = [f"ENCRYPTION_KEY {quoted(secret)}"] if secret is not None else []
    options += ["READ_ONLY" if read_only else STORAGE]
    try:
        con.execute(f"ATTACH {quoted(str(path))} AS {alias} ({', '.join(options)})")
        return
    except duckdb.Error as error:
        said = str(error)
    raise BatchError(f"{path.name} cannot be opened: {_why(said)}")


@contextmanager
def looking(core: Path, spill: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection of its own with core.duckdb attached as `store`, to be read only, under the key that is set.
    `spill`: where it may spill to."""
    config: dict[str, str | bool | int | float | list[str]] = {"autoinstall_known_extensions": "false"}
    if spill is not None:
        config["temp_directory"] = spill
    with duckdb.connect(config=config) as con:
        secret = key()
        if secret is not None:
            enable(con)
        attach(con, core, "store", secret, read_only=True)
        yield con


def _why(said: str) -> str:
    if "lock on file" in said:
        holder = said.partition("(PID ")[2].partition(")")[0]
        return f"{IS_OPEN}{f' (pid {holder})' if holder else ''} has it open; close that program and run again"
    if "without a key" in said:
        return f"it is encrypted; set {VARIABLE} to the file that holds its key"
    if "is not encrypted" in said:
        return f"it is plain, but {VARIABLE} is set; unset it; or encrypt the file: unset it and run hedui key rotate --new FILE"
    if "Wrong encryption key" in said:
        return f"the key in the file named by {VARIABLE} is not the one it was written with"
    return "DuckDB does not accept the file; restore it from a backup, or start a new workspace"
