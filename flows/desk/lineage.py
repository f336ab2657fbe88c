"""The lineage of this product: which file makes each table, from the deliveries of
departments to the lists of townships.

SQL files speak for themselves. Said here is what no SQL file says: what steps in Python make and
read, and which list a report is.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from flows.storage.star import NAMED_FROM
from schemas.model import Catalog, Dataset, catalog, tables
from transforms.lineage import Graph, Maker
from transforms.scheduler import Step
from transforms.statements import head, look_at, made_by, read_by, sql_of

DELIVERIES, EVIDENCE, POLICY, MATCHING = "deliveries", "evidence", "policy", "matching"
QUEUE, ASSESSING, ANSWERS = "pairs for people to judge", "assessment", "answers"
PUBLISHING, TRIAL, LISTS = "publishing", "trial of a policy", "lists"

LISTED: Mapping[str, tuple[str, ...]] = {
    "applications": ("申请核对结果",),
    "card": ("证据卡",),
    "changes": ("政策试算",),
    "leads": ("拟新增线索", "先行救助"),
    "notices": ("告知书",),
    "page": ("批次报告",),
    "period": ("期间统计",),
    "proposals": ("拟退出名单", "拟调整名单", "渐退名单"),
    "publicity": ("公示",),
    "pushes": ("推送清单",),
    "returns": ("退回单",),
    "review": ("复核清单",),
    "standing": ("进度",),
    "statistics": ("批次统计",),
    "verification": ("核对报告",),
    "visits": ("入户工作计划",),
}
"""What each folder of `reports` with SQL is to those who get it; `证据卡` is what hedui explain
prints, `进度` hedui status."""
LISTED_TITLES = frozenset(title for titles in LISTED.values() for title in titles)
NO_NODES = {
    "flows/storage/core.sql": "the empty tables of core.duckdb",
    "flows/storage/star/of_table.sql": "matches of a version that stored them as a table",
    "transforms/evidence/sql/": "templates that are filled in for each dataset; the graph has the dataset's own file",
}
"""SQL files that are not in the graph, and what they are."""
_GATHER = "transforms/evidence/gather.py"


@cache
def lineage() -> Graph:
    """The whole graph: built once, from the files of the program."""
    found = catalog()
    makers = (
        *_deliveries(found),
        *_evidence(found),
        *_policy(),
        *_matching(),
        *_assessment(),
        *_answers(),
        *_publishing(),
        *_trial(),
        *_lists(),
    )
    return Graph(makers, _columns(found), _macros())


def delivered_as(dataset: Dataset) -> str:
    """How the delivery of a dataset is called: 公安_机动车."""
    return f"{catalog().departments[dataset.department].title}_{dataset.title}"


def _deliveries(found: Catalog) -> Iterator[Maker]:
    for dataset in found.datasets.values():
        file = f"schemas/departments/{dataset.department}/{dataset.name}.yaml"
        yield Maker(f"clean.{dataset.name}", file, DELIVERIES, reads=frozenset({delivered_as(dataset)}))


def _evidence(found: Catalog) -> Iterator[Maker]:
    ledgers = set()
    for dataset in found.datasets.values():
        clean = f"clean.{dataset.name}"
        if dataset.evidence_sql:
            file = f"schemas/departments/{dataset.department}/{dataset.name}.sql"
            yield Maker("evidence", file, EVIDENCE, dataset.evidence_sql, names={"facts": clean})
        else:
            ledgers.add(f"ledger_{dataset.name}")
            yield Maker(f"ledger_{dataset.name}", _GATHER, EVIDENCE, f"SELECT * FROM {clean}")
    known = {"ledger_roster_households", "ledger_application_households"} & ledgers
    members = {"ledger_roster_members", "ledger_application_members"} & ledgers
    for table, reads in {
        "mentions": {"evidence"},
        "coverage": {"store.core.files"},
        "kind_sources": set(),
        "delivered_households": known,
        "delivered_members": members | {"delivered_households"},
        "known_people": {"delivered_members", "delivered_households", "mentions"},
    }.items():
        yield Maker(table, _GATHER, EVIDENCE, reads=frozenset(reads))


def _policy() -> Iterator[Maker]:
    from transforms.policy.frames import SHAPES

    for name in SHAPES:
        yield Maker(name, "transforms/assess/policy_tables.py", POLICY, reads=frozenset({"policies"}))
    for name in ("department_labels", "dataset_labels"):
        yield Maker(name, "transforms/assess/stages.py", POLICY, reads=frozenset({"schemas/departments"}))
    known = sql_of("transforms.assess", "people", "known_kinds")
    yield Maker("known_kinds", "transforms/assess/people/known_kinds.sql", POLICY, known)


def _matching() -> Iterator[Maker]:
    """Temporary tables are called temp.<name>, for later stages have tables of the same names."""
    from transforms.match import CHAPTERS, own_steps
    from transforms.scheduler import steps_of

    temporary = {step.makes for step in own_steps() if step.makes and (step.run or head(step.sql).is_temporary)}
    names = {name: f"temp.{name}" for name in temporary}
    yield Maker("judgements", "flows/batch/kernels.py", MATCHING, "FROM store.core.judgements")
    for chapter in CHAPTERS:
        for step in steps_of("transforms.match", [chapter]):
            if step.makes:
                yield _made(step, "transforms/match", f"{MATCHING}: {chapter.title}", names)
    for name, place in (("person_ids", f"{MATCHING}: who is who across batches"), ("match_queue", QUEUE)):
        called = {"doubted_evidence": "raised", "decisive_kinds": ""}
        sql = sql_of("transforms.match", "sql", name)
        yield Maker(name, f"transforms/match/sql/{name}.sql", place, sql, names=called)
    people, pairs = frozenset({"person_ids", "people"}), frozenset({"match_queue"})
    yield Maker("store.core.persons", "transforms/match/register.py", QUEUE, reads=people, is_aside=True)
    yield Maker("store.core.match_queue", "transforms/match/review.py", QUEUE, reads=pairs, is_aside=True)


def _made(step: Step, folder: str, chapter: str, names: Mapping[str, str]) -> Maker:
    """The maker that a step is. Of a step in Python the module is told, by which it is called."""
    table = names.get(step.makes, step.makes)
    if step.run is None or table == "raised":  # a rule runs its own file and looks at what it raised
        sql = step.sql if table == "raised" else _text(folder, step.name)  # the stage adds the code, on the first line
        return Maker(table, f"{folder}/{step.name}.sql", chapter, sql, names=names)
    reads = frozenset(names.get(name, name) for name in read_by(step.sql))
    return Maker(table, f"{folder}/{step.name.partition('/')[0]}.py", chapter, reads=reads)


def _text(folder: str, name: str) -> str:
    """A step's file as it stands: a bare query without what the stage puts around it."""
    return sql_of(folder.replace("/", "."), *name.split("/"))


def _assessment() -> Iterator[Maker]:
    from transforms.assess.remember import STATEMENTS
    from transforms.assess.stages import CHAPTERS, chapter_steps

    for chapter in CHAPTERS:
        for step in chapter_steps([chapter]):
            yield _made(step, "transforms/assess", f"{ASSESSING}: {chapter.title}", {})
    for statement in STATEMENTS:
        if table := made_by(statement):
            names = {name: name.removeprefix("batch.main.") for name in read_by(statement)}
            yield Maker(table, "transforms/assess/remember.py", ASSESSING, statement, names=names, is_aside=True)


def _answers() -> Iterator[Maker]:
    names = {"answers_shown": "mart.outcomes", "cases_shown": "mart.cases"}
    for name, table in (("outcomes", "mart.outcomes"), ("ledger", "mart.ledger"), ("closed_cases", "mart.cases")):
        sql = sql_of("transforms.feedback", "sql", name)
        yield Maker(table, f"transforms/feedback/sql/{name}.sql", ANSWERS, sql, names=names)


def _publishing() -> Iterator[Maker]:
    yield Maker(
        "mart.batches", "flows/batch/publish.py", PUBLISHING, reads=frozenset({"mart.households", "mart.members"})
    )
    for table, source in NAMED_FROM.items():
        reads = frozenset({source.removeprefix("main.")})
        yield Maker(f"mart.{table}", "flows/storage/star/__init__.py", PUBLISHING, reads=reads)
    stored = {f"published.mart.{name}": f"mart.{name}" for name in tables("stored")}
    stored |= {name: f"mart.{name}" for name in tables("stored")}
    for name, table in (("of_batch", "mart.match_ties"), ("matches", "mart.matches")):
        sql = sql_of("flows.storage.star", name)
        yield Maker(table, f"flows/storage/star/{name}.sql", PUBLISHING, sql, names=stored)


def _trial() -> Iterator[Maker]:
    """hedui whatif: the same assessment twice. What it adds to deliveries is no part of a batch."""
    for name in ("would_be_households", "would_be_members", "would_be_links", "standings", "changes", "by_township"):
        sql = sql_of("transforms.assess", "trial", name)
        file = f"transforms/assess/trial/{name}.sql"
        yield Maker(made_by(sql) or "", file, TRIAL, sql, is_aside=name.startswith("would_be"))
    for name in ("standings_before", "standings_after"):
        yield Maker(name, "transforms/assess/comparison.py", TRIAL, "FROM standings")


def _lists() -> Iterator[Maker]:
    root = files("reports")
    asked = {folder: {(folder, name) for name in _named_in(folder)} | _asked_by(folder) for folder in LISTED}
    for folder, queries in asked.items():
        for home, name in sorted(queries):
            sql = (root / home / f"{name}.sql").read_text(encoding="utf-8")
            for title in LISTED[folder]:
                yield Maker(title, f"reports/{home}/{name}.sql", LISTS, sql)


def _named_in(folder: str) -> Iterator[str]:
    """The SQL files of a report, without `.sql`."""
    for file in (files("reports") / folder).iterdir():
        if file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql")


def _asked_by(folder: str) -> set[tuple[str, str]]:
    """The SQL files, of this report or another, that its Python asks for: batch.query("statistics", "coverage")."""
    found = set()
    for file in (files("reports") / folder).iterdir():
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if file.name.endswith(".py") else ():
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr.startswith("query")
            ):
                said = tuple(a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str))
                if len(said) == 2:
                    found.add(said)
    return found


def _columns(found: Catalog) -> dict[str, tuple[str, ...]]:
    """The columns of tables that are declared; of the others the SQL tells."""
    from transforms.policy.frames import SHAPES

    declared = {f"clean.{d.name}": (*d.columns, "source") for d in found.datasets.values()}
    declared |= {name: tuple(shape) for name, shape in SHAPES.items()}
    declared |= {f"mart.{t.name}": tuple(c.name for c in t.columns) for t in tables("mart").values()}
    declared |= {f"mart.{t.name}": tuple(c.name for c in t.columns) for t in tables("stored").values()}
    for table in tables("core").values():
        declared[f"store.core.{table.name}" if table.lasting else table.name] = tuple(c.name for c in table.columns)
    for name in ("households", "members"):
        delivered = (declared[f"clean.{register}_{name}"] for register in ("roster", "application"))
        declared[f"delivered_{name}"] = tuple(dict.fromkeys(["register", *(c for cs in delivered for c in cs)]))
    declared["delivered_members"] += ("known_no",)
    declared["kind_sources"] = ("kind", "dataset")
    declared["department_labels"] = ("name", "department")
    declared["dataset_labels"] = ("dataset", "party", "department", "id_title", "household_title")
    return declared | {"coverage": declared["mart.coverage"]}


def _macros() -> dict[str, frozenset[str]]:
    """The tables that each macro of the assessment reads."""
    from transforms.assess.context import MACROS

    bodies = {macro.partition("(")[0]: "SELECT " + re.split(r"\)\s+AS\s", macro, maxsplit=1)[1] for macro in MACROS}
    look_at(bodies.values())
    return {name: read_by(body) for name, body in bodies.items()}
