"""hedui doctor: what is installed, which key is set, whether the policy is complete for a date."""

from __future__ import annotations

import os
import platform
from importlib.metadata import PackageNotFoundError, version

from flows import keys
from flows.commands import options
from flows.errors import BatchError

PACKAGES = ("hedui", "prefect", "duckdb", "duckdb-extension-httpfs", "polars", "pyarrow", "pandera", "rapidfuzz", "python-calamine", "xlsxwriter")


def command(policy: options.PolicyOption = options.DEFAULT_POLICY, as_of: options.AsOfOption = None) -> int:
    """Tell whether this machine and the policy are ready for a batch on a date."""
    day, code = options.day(as_of), options.known_policy(policy)

    from transforms.policy import PolicyError, load

    options.say_whether_plain()
    print(f"python            {platform.python_version()} on {platform.system()}, {os.cpu_count()} processors")
    for package in PACKAGES:
        print(f"{package:<25} {_version(package)}")
    print(f"encryption        {_encryption()}")
    try:
        found = load(code, day)
    except PolicyError as error:
        raise BatchError(f"the policy is not complete: {error}") from None
    print(f"policy {code:<10} complete on {day}: version {found.version}, {len(found.values)} parameters, {len(found.catalogue)} aid items")
    return 0


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _encryption() -> str:
    can = "possible" if keys.extension() else "not possible (duckdb-extension-httpfs is missing)"
    return f"{can}; key {'set' if keys.key() is not None else 'not set'} ({keys.VARIABLE})"
