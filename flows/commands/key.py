"""hedui key new|check|rotate: the key that core.duckdb is encrypted with. It is never printed and never an
argument: only files are named."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import Annotated

import duckdb
import typer

from flows.commands import options
from flows.errors import BatchError, UsageError, explained
from flows.storage import keys
from flows.storage.workspace import Workspace

app = typer.Typer(help="Make, check or change the key of core.duckdb.", no_args_is_help=False)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="The file to write; it must not exist.")]
NewOption = Annotated[Path, typer.Option("--new", metavar="FILE", help="The file with the new key.")]
STEPS = f"set {keys.VARIABLE} to it, and keep a copy in another safe place: without the key nobody can read core.duckdb"


@app.command()
def new(file: FileArgument) -> int:
    """Make a new random key in a file that its owner alone may read."""
    keys.make(file)
    print(f"Key 密钥          {file} (mode 600); {STEPS}")
    return 0


@app.command()
def check(workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE) -> int:
    """Tell whether the key file is safe and opens core.duckdb; 1 when something is wrong."""
    told, problems = findings(Workspace(workspace))
    for line in told:
        print(line)
    if problems:
        raise BatchError("; ".join(problems))
    return 0


@app.command()
def rotate(new: NewOption, workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE) -> int:
    """Encrypt core.duckdb with another key (a plain one for the first time); until the very
    end the old key stays in force."""
    from flows.batch.run import open_store
    from flows.custody.audit import Audit
    from flows.storage.rewrite import copy, rewriting

    home, old = Workspace(workspace.resolve()), keys.key()
    if not home.core.is_file():
        raise UsageError(
            f"--workspace {workspace}: there is no core.duckdb to encrypt; just set {keys.VARIABLE} before the first batch"
        )
    try:
        fresh = keys.read(new, "named by --new")
    except BatchError as error:
        raise UsageError(f"{error}; make one with hedui key new FILE") from None
    if fresh == old:
        raise UsageError(f"--new {new}: this is the key in use already; make another one: hedui key new FILE")
    os.umask(0o077)
    with home.writer(), explained("changing the key"):
        with closing(open_store(home)) as store:
            Audit(home).record(
                "key",
                "started",
                store=store,
                about={"from": "plain" if old is None else "encrypted", "to": "encrypted"},
            )
        with rewriting(home, old, fresh) as con:
            copy(con)
        Audit(home).record(
            "key", "rotated", secret=fresh, about={"from": "plain" if old is None else "encrypted", "to": "encrypted"}
        )
    print(f"Key 密钥          core.duckdb is now encrypted with the key in {new}; {STEPS}")
    for remark in keys.remarks(new):
        print(f"  note: {remark}")
    if old is not None:
        print("  Keep the old key for as long as you keep backups made with it.")
    else:
        print("  Backups made before are plain; so may be what a disk keeps of the old file: see docs/security.md.")
    return 0


def findings(home: Workspace) -> tuple[list[str], list[str]]:
    """Lines to print, and what is wrong."""
    named = os.environ.get(keys.VARIABLE)
    secret = keys.key()
    told = [f"key file          {named or f'not set ({keys.VARIABLE})'}"]
    problems = [f"the key file {named}: {remark}" for remark in keys.remarks(Path(named))] if named else []
    if secret is not None and keys.extension() is None:
        problems.append(f"DuckDB cannot encrypt here; install duckdb-extension-httpfs=={duckdb.__version__}")
    if not home.core.is_file():
        told.append(f"core.duckdb       none yet in {home.root}")
        return told, problems
    try:
        with keys.looking(home.core):
            pass
        told.append(
            "core.duckdb       "
            + ("encrypted, and this key opens it" if secret is not None else "plain (not encrypted)")
        )
    except BatchError as error:
        problems.append(str(error))
    mode = home.core.stat().st_mode & 0o777
    if mode & 0o077:
        problems.append(f"others on this machine may reach {home.core} (mode {mode:03o}); run: chmod 600 {home.core}")
    return told, problems
