"""Small stand-ins for the stages that the flow wires, so that the flow is tested by itself; reports
and policy are the real ones.

As a program (`python -m tests.flows.fake_stages run …`) it is `hedui` with these stages. FAKE_KILL names the moment at
which the process kills itself, FAKE_PAUSE the stage that stays until it is killed from outside,
having made the file FAKE_MARK.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import types
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl

import transforms
from schemas import ddl, model
from transforms.assess import PolicyInForce, Step

ISSUE_SCHEMA = dict.fromkeys(
    ("sheet", "column_name", "value_masked", "code", "severity", "message", "fix"), pl.String
) | {"row": pl.Int64}


@dataclass
class Table:
    sheet: str
    header: list[str]
    frame: pl.DataFrame


@dataclass
class Intake:
    disposition: str
    dataset: str | None
    department: str | None
    tables: list[Table] = field(default_factory=list)
    clean: pl.DataFrame | None = None
    issues: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=ISSUE_SCHEMA))
    rows_read: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    observed_on: date | None = None


taken: list[str] = []


def take_in(name: str, content: bytes, catalog: model.Catalog, corrected: tuple = ()) -> Intake:
    """A file holds one household number a line; `broken` in its name means a bug in the
    intake, `bad` a file to reject."""
    moment("take_in")
    taken.append(name)
    if "broken" in name:
        raise ValueError(f"bug while reading 张三 {content!r}")
    if "bad" in name:
        issue = pl.DataFrame(
            [{"code": "no_table", "severity": "file_rejected", "message": "这个文件不是表格", "fix": "请报送表格"}]
        )
        return Intake("rejected", None, "civil_affairs", issues=issue)
    households = content.decode().split()
    numbers = range(1, len(households) + 1)
    rows = pl.DataFrame(
        {"row": numbers, "cells": [[h] for h in households]}, schema={"row": pl.Int64, "cells": pl.List(pl.String)}
    )
    clean = pl.DataFrame(
        {"sheet": "", "row": numbers, "household_id": households, "township": "城关镇", "village": "东村"}
    )
    return Intake(
        "accepted", "roster_households", "civil_affairs", [Table("", ["户编号"], rows)], clean,
        rows_read=len(households), rows_accepted=len(households),
    )  # fmt: skip


def gather(con, catalog, batch, staleness_days) -> None:
    moment("gather")
    for name in ("evidence", "mentions", "matches"):
        con.execute(ddl.create(model.tables("core")[name], replace=True))


def match(con) -> None:
    moment("match")


def queue(con, batch_id, doubted) -> None:
    con.execute(ddl.create(model.tables("core")["match_queue"], replace=True))


def register(con) -> None:
    pass


def remember_people(con, batch) -> None:
    pass


def remember_queue(con, batch_id) -> None:
    pass


def remember(con, batch) -> None:
    person = "SELECT 'p1' AS person_id, ? AS first_batch_id WHERE NOT EXISTS (FROM store.core.persons)"
    con.execute(f"INSERT INTO store.core.persons BY NAME {person}", [batch.batch_id])
    moment("remember")


def assess(con, batch, policy, beside) -> None:
    con.execute("CREATE SCHEMA IF NOT EXISTS mart")
    for table in model.tables("mart").values():
        if table.name != "batches":
            con.execute(ddl.create(table, "mart", replace=True))
    con.execute(
        """
        INSERT INTO mart.households BY NAME
        SELECT DISTINCT ? AS batch_id, household_id, 'rural_dibao' AS programme, township, village, 1 AS size, 1 AS covered, 9 AS decided_by,
               'keep' AS list, '绿' AS colour, []::VARCHAR[] AS reasons, []::VARCHAR[] AS signals, true AS is_complete, false AS is_in_grace
        FROM store.clean.roster_households JOIN store.core.files f USING (content_id) WHERE f.batch_number <= ?
        """,
        [batch.batch_id, batch.number],
    )
    con.execute(
        """
        INSERT INTO mart.issues BY NAME
        SELECT ? AS batch_id, f.department, f.dataset, f.file, i.* EXCLUDE (content_id)
        FROM store.core.content_issues i JOIN store.core.files f USING (content_id) WHERE f.batch_id = ?
        """,
        [batch.batch_id, batch.batch_id],
    )
    con.execute(
        "CREATE OR REPLACE VIEW matched_people AS SELECT 1::BIGINT AS person_no, 'p1' AS person_id, 'H1' AS household_id"
    )
    for step in beside:
        step.perform(con)
    moment("assess")


def check_rules(policy) -> None:
    pass


def moment(name: str) -> None:
    """Die here, or stay here, when the environment says so."""
    if os.environ.get("FAKE_KILL") == name:
        os.kill(os.getpid(), signal.SIGKILL)
    if os.environ.get("FAKE_PAUSE") == name:
        Path(os.environ["FAKE_MARK"]).touch()
        time.sleep(120)


def modules() -> dict[str, types.ModuleType]:
    """The stand-ins by the names under which the flow imports them."""
    found = {}
    functions_of: dict[str, list[Any]] = {
        "intake": [take_in],
        "evidence": [gather],
        "match": [match, queue, register, remember_people, remember_queue],
        "assess": [PolicyInForce, Step, assess, check_rules, remember],
    }
    for name, functions in functions_of.items():
        found[f"transforms.{name}"] = module = types.ModuleType(f"transforms.{name}")
        module.__path__ = [str(Path(transforms.__path__[0]) / name)]  # modules below it are the real ones
        for function in functions:
            setattr(module, function.__name__, function)
    return found


def _wrap_publication() -> None:
    from flows.batch import publish

    finish, replace = publish.finish, os.replace

    def dying_finish(*arguments: Any) -> None:
        moment("before renames")
        finish(*arguments)

    def dying_replace(*arguments: Any) -> None:
        replace(*arguments)
        moment("between renames")

    mock.patch.object(publish, "finish", dying_finish).start()
    mock.patch.object(os, "replace", dying_replace).start()


def main(arguments: list[str] | None = None) -> None:
    """`hedui` with these stages."""
    from flows import cli

    sys.modules.update(modules())
    _wrap_publication()
    cli.main(arguments)


if __name__ == "__main__":
    main()
