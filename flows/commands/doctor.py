"""hedui doctor: what is installed, which key is set, whether the policy is complete for a date; with --inbox, what
each file would be taken for."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands import options
from flows.commands.key import findings
from flows.desk import asked
from flows.errors import BatchError, explained
from flows.storage import keys
from flows.storage.workspace import Workspace

if TYPE_CHECKING:
    from transforms.policy import Policy

PACKAGES = (
    "hedui",
    "prefect",
    "duckdb",
    "duckdb-extension-httpfs",
    "polars",
    "pyarrow",
    "pandera",
    "rapidfuzz",
    "python-calamine",
    "xlsxwriter",
)


def command(
    policy: options.PolicyOption = options.DEFAULT_POLICY,
    as_of: options.AsOfOption = None,
    workspace: options.WorkspaceOption = options.DEFAULT_WORKSPACE,
    inbox: Annotated[
        Path | None,
        typer.Option("--inbox", metavar="DIR", help="Tell what each file of this folder would be taken for, and why."),
    ] = None,
) -> int:
    """Tell whether machine and policy are ready for a batch. With --inbox, what its files would be taken for."""
    day, code = asked.day(as_of), asked.known_policy(policy)
    if inbox is not None:
        return _look_through(asked.readable_inbox(inbox), code, day)

    from schemas.model import catalog
    from transforms.assess import RuleError, check_rules
    from transforms.evidence.contract import refuse_misfits
    from transforms.policy import PolicyError, load

    asked.say_whether_plain()
    print(f"python            {platform.python_version()} on {platform.system()}, {os.cpu_count()} processors")
    for package in PACKAGES:
        print(f"{package:<25} {_version(package)}")
    print(f"encryption        {_encryption()}")
    _tell_of_key(workspace)
    try:
        found = load(code, day)
        check_rules(found)
    except PolicyError as error:
        raise BatchError(*error.args) from None
    except RuleError as error:
        raise BatchError(f"rules and policy do not fit: {error}") from None
    print(
        f"policy {code:<10} complete on {day}: version {found.version}, {len(found.values)} parameters, {len(found.catalogue)} aid items"
    )
    print(
        f"rules             {len(found.findings)} findings, each with its text; every parameter, kind of evidence and dataset they name exists"
    )
    refuse_misfits(found.catalog)
    departments, datasets = found.catalog.departments, found.catalog.datasets
    own = sorted(datasets.keys() - catalog().datasets.keys())
    told = f"; the county's own: {', '.join(own)}" if own else ""
    print(f"datasets          {len(datasets)} of {len(departments)} departments, their evidence SQL fits{told}")
    print(f"rehearsal         {_rehearsed(found, day)}")
    return 0


def _rehearsed(policy: Policy, day: date) -> str:
    from flows.desk.rehearsal import rehearse

    try:
        keys.key()
    except BatchError:
        return "not tried: the key cannot be read"
    with explained("the rehearsal"):
        rehearse(policy, day)
    return "a batch without deliveries went through: every statement fits the tables it reads"


def _tell_of_key(workspace: Path) -> None:
    """Where the key and core.duckdb stand; doctor looks and goes on."""
    told, problems = findings(Workspace(workspace))
    for line in (*told, *(f"to mend           {problem}" for problem in problems)):
        print(line)


def _look_through(inbox: Path, code: str, day: date) -> int:
    """One paragraph a file, nothing stored; 3 when something would be left out."""
    from flows.batch.corrections import corrected
    from flows.desk.preview import previews, short_of_minimum
    from flows.storage.inbox import SETTLE, listed
    from transforms.policy import load

    known = load(code, day).catalog
    entries = corrected(listed(inbox, settle=SETTLE), known)
    found = []
    for preview in previews(entries, known):
        found.append(preview)
        print("\n  ".join((f"{preview.file}: {preview.verdict}", *preview.details)))
    thin = short_of_minimum(found, known)
    print("\n".join((f"共 {len(found)} 个文件，{sum(p.dataset is not None for p in found)} 个可采用", *thin)))
    return 3 if thin or any(preview.is_left_out for preview in found) else 0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _encryption() -> str:
    can = "possible" if keys.extension() else "not possible (duckdb-extension-httpfs is missing)"
    return f"{can}; key {'set' if keys.key() is not None else 'not set'} ({keys.VARIABLE})"
