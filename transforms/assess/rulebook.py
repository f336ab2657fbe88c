"""The rule book (docs/rules.md): the words of `rulebook.md`, filled from headers of SQL files, a
policy's texts and its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from textwrap import fill

import yaml

from schemas.outcomes import RESULTS
from transforms.assess import rules
from transforms.assess.context import MACROS
from transforms.assess.policy_text import Parameter, PolicyText
from transforms.assess.stages import CHAPTERS, own_steps
from transforms.statements import read_by, sql_of

_HEADER = re.compile(r"\A(?:--[^\n]*\n)+")
_CITATION = re.compile(r"docs/rules\.md#([\w.-]+)")
_NAMED = re.compile(r"\b(?:p|words)\('([a-z_.]+)'\)")
_PREFIX = re.compile(r"\bid = '([a-z_.]+\.)' \|\|")
_EFFECT = re.compile(r"(?:THEN|ELSE)\s+'(exit|review|adjust)'|'(exit|review|adjust)' AS effect")
_CALLED = {macro.partition("(")[0]: macro for macro in MACROS if not macro.startswith(("p(", "words("))}
_fill = partial(fill, width=120, break_long_words=False, break_on_hyphens=False)
CLAUSE = "Clause: "
"""The line of a finding's header that cites its clause, as findings.yaml has it."""


@dataclass(frozen=True)
class Rule:
    """One SQL file of a chapter: what its header says, and the parameters that it names."""

    folder: str
    name: str
    sql: str
    parameters: tuple[str, ...]

    @property
    def says(self) -> str:
        """The header as one line, without the name of the file and the clause; citations as links of the page."""
        lines = [line.removeprefix("--").strip() for line in header(self.sql)]
        text = " ".join(line for line in lines if not line.startswith(CLAUSE))
        text = _CITATION.sub(r"[\1](#\1)", text)
        return re.sub(r"^[\w.]+(?: [^\x00-\x7f]+)?: ", "", text)

    @property
    def place(self) -> str:
        return f"[{self.name}.sql](../transforms/assess/{self.folder}/{self.name}.sql)"


def rulebook(policy: PolicyText) -> str:
    """The whole page, with the values and texts of a policy."""
    book = [_rule(step.name, policy.definitions) for step in own_steps()]
    parts = {
        "code": policy.code,
        "title": policy.title,
        "as_of": policy.as_of.isoformat(),
        "contents": _fill(
            " · ".join(f"[{rule.name}](#{rule.name.lower()})" for rule in book if rule.folder == "findings")
        ),
        "findings": "\n".join(
            line for rule in book if rule.folder == "findings" for line in _finding(rule, book, policy)
        ),
        "signals": "\n".join(f"| {name} | {s.title} | {s.strength} |" for name, s in policy.signals.items()),
        "results": "\n".join(f"| {code} | {text} |" for code, text in RESULTS.items()),
        "parameters": "\n".join(_parameters(book, policy)),
    }
    for _, folder, _ in CHAPTERS:
        parts[f"chapter:{folder}"] = "\n".join(_chapter([rule for rule in book if rule.folder == folder]))
    page = (files("transforms.assess") / "rulebook.md").read_text(encoding="utf-8")
    return re.sub(r"\{\{([\w:]+)\}\}", lambda found: parts[found.group(1)], page)


def header(sql: str) -> list[str]:
    """The lines of comment that a file opens with."""
    found = _HEADER.match(sql)
    return found.group().splitlines() if found else []


def named_parameters(sql: str, known: Mapping[str, object]) -> tuple[str, ...]:
    """The ids that a statement asks for, itself or through the words it is written in, in
    the order of the definitions."""
    code = re.sub(r"--[^\n]*", "", sql)
    code += " ".join(macro for name, macro in _CALLED.items() if f"{name}(" in code)
    found = set(_NAMED.findall(code)) | ({"review_cycle_months"} if "review_cycles" in read_by(sql) else set())
    for prefix in _PREFIX.findall(code):
        found |= {id for id in known if id.startswith(prefix)}
    return tuple(id for id in known if id in found)


def _rule(step: str, known: Mapping[str, object]) -> Rule:
    folder, _, name = step.partition("/")
    sql = sql_of(rules.SQL, folder, name)
    return Rule(folder, name, sql, named_parameters(sql, known))


def _finding(rule: Rule, book: list[Rule], policy: PolicyText) -> Iterator[str]:
    text = policy.findings[rule.name]
    effects = dict.fromkeys(effect for pair in _EFFECT.findall(rule.sql) for effect in pair if effect)
    makers = [other for other in book if other.folder != "findings" and other.name in read_by(rule.sql)]
    through = [f"[{maker.name}](#table-{maker.name})" for maker in makers if maker.parameters]
    yield f'<a id="{rule.name.lower()}"></a>\n'
    yield f"### {rule.name} {text.title}\n"
    yield _fill(f"{rule.says[0].upper()}{rule.says[1:]}") + "\n"
    yield f"- Clause: {text.clause}"
    yield f"- Class: {text.subject}"
    yield f"- Effect: {', '.join(sorted(effects, key=lambda effect: effect == 'review'))}"
    if rule.parameters:
        yield f"- Limits: {'; '.join(_limit(id, policy) for id in rule.parameters)}"
    if through:
        yield f"- Further limits through: {', '.join(through)}"
    yield f"- Rule: {rule.place}"
    yield _fill(f"- Cases: {'; '.join(_cases(rule.name))}", subsequent_indent="  ") + "\n"


def _cases(code: str) -> list[str]:
    text = (files("transforms.assess") / "findings" / f"{code}.cases.yaml").read_text(encoding="utf-8")
    return [str(case["case"]) for case in yaml.safe_load(text)]


def _chapter(book: list[Rule]) -> Iterator[str]:
    yield "| table | what it holds | parameters |"
    yield "|---|---|---|"
    for rule in book:
        links = ", ".join(f"[{id}](#{id})" for id in rule.parameters)
        yield f'| <a id="table-{rule.name}"></a>{rule.place} | {_cell(rule.says)} | {links} |'


def _parameters(book: list[Rule], policy: PolicyText) -> Iterator[str]:
    for id, definition in policy.definitions.items():
        readers = ", ".join(f"`{rule.name}`" for rule in book if id in rule.parameters)
        if id not in policy.values:
            yield f'| <a id="{id}"></a>`{id}` | {definition.title} | | | | | {readers} |'
            continue
        value = policy.values[id]
        since = f"from {value.valid_from}" + (f" to {value.valid_to}" if value.valid_to else "")
        yield (
            f'| <a id="{id}"></a>`{id}` | {definition.title} | {said(value)} | {since} '
            f"| {value.jurisdiction}, {value.status} | {_cell(value.clause)}；{_cell(value.source)} | {readers} |"
        )


def said(value: Parameter) -> str:
    """A value with its unit, for a reader."""
    if value.flag is not None:
        return "yes" if value.flag else "no"
    if value.kind == "words":
        return "、".join(value.words)
    number = "" if value.number is None else format(value.number.normalize(), "f")
    if value.kind == "cycle":
        number = "、".join(f"{word} {months}" for word, months in [*value.mapping.items(), ("default", number)])
    return f"{number} {value.unit or ''}".strip()


def _limit(id: str, policy: PolicyText) -> str:
    value = policy.values.get(id)
    return f"[{id}](#{id}) {policy.definitions[id].title}" + (f" {said(value)}" if value else "")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
