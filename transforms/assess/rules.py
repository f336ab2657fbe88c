"""The rules that are here, and what they lean on: every slip is told in one line before a batch is decided.

A rule is a file `findings/<code>.sql`; nobody keeps a list of them. What a rule is called, and what it is
about, stands in the policy.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Protocol

from duckdb import ConstraintException, DuckDBPyConnection

from schemas.model import catalog, evidence_kinds, tables
from transforms.statements import read_by, sql_of, trees

SQL: Traversable = files("transforms.assess")
"""The folder whose chapters hold the SQL of the assessment."""
_COMMENT = re.compile(r"--[^\n]*")
_WORD = re.compile(r"'([^']*)'")
_ID = r"\(\s*('[^']*')\s*\)"
_IS = r"\s*(?:=|<>|(?:NOT\s+)?IN\b)\s*('[^']*'|\([^()]*\))"
_TOTAL = re.compile(r"'([^']*)'\s+AS\s+total\b")


class RuleError(ValueError):
    """A rule that cannot be used; the message is one line: what, where, why, what next."""


class Defined(Protocol):
    """What this module asks about a parameter or a finding's text."""

    @property
    def kind(self) -> str: ...


class PolicyWithTexts(Protocol):
    """What the rules lean on; the policy stage provides it."""

    @property
    def code(self) -> str: ...

    @property
    def definitions(self) -> Mapping[str, Defined]: ...

    @property
    def findings(self) -> Mapping[str, object]: ...

    @property
    def signals(self) -> Mapping[str, object]: ...


def findings() -> tuple[str, ...]:
    """The codes of all rules; last those that ask what other rules have raised."""
    codes = [file.name.removesuffix(".sql") for file in (SQL / "findings").iterdir() if file.name.endswith(".sql")]
    return tuple(sorted(codes, key=lambda code: ("raised" in read_by(sql_of(SQL, "findings", code)), code)))


def check(policy: PolicyWithTexts) -> None:
    """RuleError when a rule has no text, a text has no rule, or SQL names what does not exist."""
    rules = findings()
    if lacking := sorted(set(rules) - policy.findings.keys()):
        raise RuleError(
            f"transforms/assess/findings/{lacking[0]}.sql has no entry in the findings.yaml of policy {policy.code}; "
            f"add {', '.join(lacking)} to policies/national/findings.yaml, or remove the rule"
        )
    if idle := sorted(policy.findings.keys() - set(rules)):
        raise RuleError(
            f"findings.yaml of policy {policy.code} names {', '.join(idle)}, but there is no "
            f"transforms/assess/findings/{idle[0]}.sql; add the rule, or remove the text"
        )
    for code in rules:
        if not (SQL / "findings" / f"{code}.cases.yaml").is_file():
            raise RuleError(
                f"transforms/assess/findings/{code}.cases.yaml is missing; write households and what must come out, as "
                "the .cases.yaml files beside it do"
            )
    for slip in (*slips(policy), *_odd_effects(rules)):
        raise RuleError(slip)


def slips(policy: PolicyWithTexts) -> Iterator[str]:
    """One line for each name in the SQL of the assessment that does not exist.

    Names of parameters, kinds of evidence, datasets, totals and signals: a wrong one would find nothing, which looks
    like a household that has nothing.
    """
    texts, definitions = list(_texts()), policy.definitions
    numbers = {id for id, known in definitions.items() if known.kind != "words"}
    numbers |= {f"{id}.default" for id, known in definitions.items() if known.kind == "cycle"}
    words = definitions.keys() - numbers
    asked: tuple[tuple[re.Pattern[str], str, Collection[str]], ...] = (
        (re.compile(r"\bp" + _ID), "p(…) asks for {}, which is no parameter with a number", numbers),
        (re.compile(r"\bwords" + _ID), "words(…) asks for {}, which is no parameter with words", words),
        (re.compile(r"\bis_known" + _ID), "is_known(…) asks for {}, which is no kind of evidence", evidence_kinds()),
        (re.compile(r"\bis_delivered" + _ID), "is_delivered(…) asks for {}, which is no dataset", catalog().datasets),
        (re.compile(r"\bkind" + _IS), "{} is no kind of evidence", evidence_kinds()),
        (re.compile(r"\btotal" + _IS), "{} is no total", {name for _, sql in texts for name in _TOTAL.findall(sql)}),
        (re.compile(r"\bsignal" + _IS), "{} is no signal", policy.signals),
    )
    for place, sql in texts:
        for pattern, why, known in asked:
            new = "; or describe it in policies/national/definitions.yaml" if "parameter" in why else ""
            for found in pattern.finditer(sql):
                for word in _WORD.finditer(found[1]):
                    if word[1] not in known:
                        line = sql.count("\n", 0, found.start(1) + word.start()) + 1
                        yield f"{place}, line {line}: {why.format(repr(word[1]))}; {_nearest(word[1], known)}" + new


def _texts() -> Iterator[tuple[str, str]]:
    """(place, SQL without comments) of every file of every chapter."""
    for folder in sorted(SQL.iterdir(), key=lambda folder: folder.name):
        for file in sorted(folder.iterdir(), key=lambda file: file.name) if folder.is_dir() else ():
            if file.name.endswith(".sql"):
                yield f"transforms/assess/{folder.name}/{file.name}", _COMMENT.sub("", file.read_text(encoding="utf-8"))


def _odd_effects(codes: Iterable[str]) -> Iterator[str]:
    """One line for each effect a rule can raise and that there is not; a computed one is seen in the batch."""
    for code in codes:
        sql = sql_of(SQL, "findings", code)
        tree = next(trees([sql]))
        for word in sorted({word for node in _selects(tree) for word in _words_of(node)} - set(effects())):
            line = sql.count("\n", 0, sql.index(f"'{word}'")) + 1
            place = f"transforms/assess/findings/{code}.sql, line {line}"
            yield f"{place}: {word!r} is no effect; allowed: {', '.join(effects())}"


def _selects(node: Any) -> Iterator[Mapping[str, Any]]:
    """The expressions that stand under the name `effect`, of every SELECT of a parsed query."""
    if isinstance(node, list):
        for part in node:
            yield from _selects(part)
    elif isinstance(node, Mapping):
        yield from (item for item in node.get("select_list", ()) if item.get("alias") == "effect")
        for part in node.values():
            yield from _selects(part)


def _words_of(expression: Mapping[str, Any]) -> Iterator[str]:
    """The texts that an expression may give, through the arms of CASE."""
    if expression.get("class") == "CONSTANT" and not expression["value"]["is_null"]:
        yield str(expression["value"]["value"])
    elif expression.get("class") == "CASE":
        for arm in expression["case_checks"]:
            yield from _words_of(arm["then_expr"])
        yield from _words_of(expression["else_expr"])


def _nearest(word: str, known: Collection[str]) -> str:
    near = get_close_matches(word, known, 3, 0.5)
    return f"did you mean {' or '.join(near)}?" if near else f"known are {', '.join(sorted(known))}"


def effects() -> tuple[str, ...]:
    """What a finding can do."""
    return next(column.values for column in tables("mart")["findings"].columns if column.name == "effect")


def raising(code: str, statement: str) -> Callable[[DuckDBPyConnection], None]:
    """Runs the statement of a rule; RuleError when what it raises has another effect than there are."""

    def run(con: DuckDBPyConnection) -> None:
        try:
            con.execute(statement)
        except ConstraintException:  # quotes the row
            raise RuleError(
                f"transforms/assess/findings/{code}.sql raises a finding with an effect that is none of "
                f"{', '.join(effects())}; correct the column effect, then run again"
            ) from None

    return run


def refuse_unheeded(con: DuckDBPyConnection) -> None:
    """RuleError when a finding that stands changed nothing for its household; see decide/unheeded.sql."""
    unheeded = con.execute("SELECT code, households FROM steps.unheeded ORDER BY code").fetchall()
    if unheeded:
        told = ", ".join(f"{code} ({households} households)" for code, households in unheeded)
        raise RuleError(
            f"a finding that nobody answered and nothing exempts left its household as it is: {told}; "
            "nothing is decided: transforms/assess/decide/decisions.sql must lead it to a line"
        )
