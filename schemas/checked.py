"""Files that people write, checked against a pydantic model: every problem is one line that says file, key, what
stands there, what is allowed.

`checked(model, content, place)` returns the model or raises ContractError. For content that may be
personal, give `quotes=False`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from difflib import get_close_matches
from types import UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

import yaml
from pydantic import BaseModel, ConfigDict, RootModel, ValidationError

from schemas.loaders import SafeLoader

Model = TypeVar("Model", bound=BaseModel)


_ALLOWED: Mapping[str, str] = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
"""What pydantic's types are called in a YAML file."""


ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
AT_THE_START = re.compile(r"""\s*(?:- +)*["']?[A-Za-z0-9_.]+["']?\s*：""")
IN_BRACES = re.compile(r"""[{,]\s*["']?[A-Za-z0-9_.]+["']?\s*：""")
MOST_PROBLEMS = 30


class ContractError(ValueError):
    """What does not fit a contract, one argument per problem: file, key, what stands there, what is allowed."""

    def __str__(self) -> str:
        return "\n".join(self.args)


class FileModel(BaseModel):
    """Base of the models of files: unknown keys are refused, and nothing is converted (5 is no text, "yes" no bool)."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def checked(model: type[Model], content: Any, place: str, quotes: bool = True, inside: Sequence[object] = ()) -> Model:
    """The content as the model; ContractError with all that is wrong.

    quotes: whether a message may repeat what stands there. inside: the keys of the file that lead to the content.
    """
    try:
        return model.model_validate(content)
    except ValidationError as error:
        found = error.errors(include_url=False)
        # a misspelt key explains a missing one, so it is told first
        found.sort(key=lambda e: e["type"] != "extra_forbidden")
        lines = [_line(model, content, e, place, quotes, inside) for e in found[:MOST_PROBLEMS]]
        if len(found) > MOST_PROBLEMS:
            lines.append(f"{place}: and {len(found) - MOST_PROBLEMS} more problems")
        raise ContractError(*lines) from None


class _Loader(SafeLoader):
    """Plain data; a key that stands twice is refused."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise yaml.YAMLError(f"line {key.start_mark.line + 1}: the key {key.value!r} stands twice")
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else None)
        return super().construct_mapping(node, deep=deep)


def parsed(text: str, place: str) -> Any:
    """The content of a YAML text; ContractError for what is no plain data."""
    try:
        return yaml.load(text, Loader=_Loader)
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        colons = [f"{place}, {line}" for line in full_width_colons(text)]
        if not colons:
            colons = [f"{place}: this is no readable YAML: {' '.join(str(error).split())}"]
        raise ContractError(*colons) from None


def problem(place: str, keys: Iterable[object], why: str) -> str:
    """One line: `schemas/departments/finance/payroll.yaml, columns / gross_pay / type: why`."""
    path = " / ".join(map(_step, keys))
    return f"{place}, {path}: {why}" if path else f"{place}: {why}"


def _step(key: object) -> str:
    """A key, or a place in a list, counted from one."""
    if not isinstance(key, int):
        return " ".join(str(key).split())
    return f"{ORDINALS[key]} entry" if key < len(ORDINALS) else f"entry {key + 1}"


def full_width_colons(text: str) -> list[str]:
    """One line per line of YAML whose key is followed by ： instead of : (ask only of text that is wrong)."""
    lines = enumerate(text.splitlines(), start=1)
    found = [
        n
        for n, line in lines
        if AT_THE_START.match(line) or ("{" in line and IN_BRACES.search(line[line.index("{") :]))
    ]
    return [f"line {n}: the full-width colon ： stands where : belongs" for n in found[:MOST_PROBLEMS]]


def not_among(word: object, allowed: Iterable[str], what: str = "not known") -> str:
    """`'depost' is not known; allowed: deposit, ... (did you mean deposit?)`"""
    return f"{word!r} is {what}; {allowed_of(str(word), allowed)}"


def allowed_of(word: str, allowed: Iterable[str]) -> str:
    """`allowed: a, b (did you mean a?)`"""
    names = sorted(allowed)
    close = get_close_matches(word, names, n=1)
    return f"allowed: {', '.join(names) or 'none'}" + (f" (did you mean {close[0]}?)" if close else "")


def shortened(value: object, limit: int = 60) -> str:
    """The value as a file would hold it, on one line."""
    if value is None:
        return "nothing"
    text = str(value).lower() if isinstance(value, bool | Decimal) else " ".join(repr(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _line(
    model: type[BaseModel], content: Any, error: Mapping[str, Any], place: str, quotes: bool, inside: Sequence[object]
) -> str:
    kind, context = error["type"], error.get("ctx", {})
    keys = _keys_to(content, error["loc"])
    stands = f"{shortened(error['input'])} stands here; " if quotes else ""
    if kind == "extra_forbidden":
        name, known = str(keys[-1]), _keys_at(model, keys[:-1])
        why = f"unknown key; {allowed_of(name, known)}"
        if not quotes and not get_close_matches(name, known, n=1):
            keys = keys[:-1]  # unlike any key: perhaps a value that lost its key
    elif kind == "missing":
        why = "this key is missing"
    elif kind == "literal_error":
        expected = context["expected"]
        known = expected.replace("'", "").replace(" or ", ", ").split(", ")
        why = stands + allowed_of(str(error["input"]) if quotes else "", known)
    elif kind == "value_error":
        why = str(context["error"])
    elif kind in _ALLOWED:
        why = f"{stands}allowed: {_ALLOWED[kind]}"
    elif kind == "string_pattern_mismatch":
        why = f"{stands}allowed: what fits {context['pattern']}"
    elif kind == "too_short":
        why = f"{stands}allowed: {context['min_length']} or more"
    else:
        why = stands + error["msg"].replace("Input should be", "allowed:")
    return problem(place, (*inside, *keys), why)


def _keys_to(content: Any, location: Iterable[int | str]) -> list[object]:
    """The keys as text and the places in lists as int; a number may be either, so the content is followed."""
    keys: list[object] = []
    for key in location:
        if key != "[key]":  # pydantic's mark: what is wrong is the key itself
            keys.append(key if isinstance(content, list) else str(key))
            with suppress(KeyError, IndexError, TypeError):  # the name of a branch of a union leads nowhere deeper
                content = content[key]
    return keys


def _keys_at(model: type[BaseModel], keys: list[object]) -> set[str]:
    """The keys that may stand in the mapping at this place of the file."""
    reached: set[Any] = {model}
    for key in keys:
        reached = {below for shape in reached for below in _below(shape, key)}
    return {field.alias or name for shape in _models(reached) for name, field in shape.model_fields.items()}


def _models(shapes: Iterable[Any]) -> Iterator[type[BaseModel]]:
    for shape in shapes:
        for part in _parts(shape):
            if isinstance(part, type) and issubclass(part, BaseModel):
                yield part


def _below(shape: Any, key: object) -> Iterator[Any]:
    """The shapes that a key of this shape may have; a name that pydantic gives to a branch of
    a union leads nowhere deeper."""
    for part in _parts(shape):
        if isinstance(part, type) and issubclass(part, BaseModel):
            fields = {field.alias or name: field for name, field in part.model_fields.items()}
            yield fields[key].annotation if key in fields else part
        elif get_origin(part) in (dict, Mapping, list, tuple):
            yield get_args(part)[1 if get_origin(part) in (dict, Mapping) else 0]


def _parts(shape: Any) -> Iterator[Any]:
    """The members of a union, what a root model holds, what Annotated says it of; any other shape itself."""
    if get_origin(shape) in (Union, UnionType):
        for member in get_args(shape):
            yield from _parts(member)
    elif get_origin(shape) is Annotated:
        yield from _parts(get_args(shape)[0])
    elif isinstance(shape, type) and issubclass(shape, RootModel):
        yield from _parts(shape.model_fields["root"].annotation)
    else:
        yield shape
