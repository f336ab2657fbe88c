"""From the files of jurisdictions to checked plain data.

YAML is read by a safe loader that refuses tags, anchors and repeated keys; numbers are int or Decimal, dates stay text.
Every file is checked against its model in `contract.py`; all that is wrong is told at once, one line per problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import BaseModel

from schemas.checked import ContractError, checked, full_width_colons
from schemas.dataset_files import files_of
from schemas.loaders import SafeLoader

from .contract import FILES
from .model import PolicyError

DEEPEST = 50
"""Lists and mappings within one another; reading deeper takes time that grows with the square of the depth."""


class _Loader(SafeLoader):
    """Safe, and with fewer surprises: 07 and yes are text, 1.5 is Decimal, a date is text,
    keys are text and stand once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict:
        content: dict = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.YAMLError(f"line {key.start_mark.line + 1}: a key must be a plain word")
            if key.value in content:
                raise yaml.YAMLError(f"line {key.start_mark.line + 1}: {key.value!r} stands twice")
            content[key.value] = self.construct_object(value, deep=deep)
        return content


_Loader.yaml_implicit_resolvers = {}  # its own, not those it inherits
for _tag, _pattern, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?(?:0|[1-9][0-9]*)\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_pattern), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: Decimal(node.value))


@dataclass(frozen=True)
class Layer:
    """The checked files of one jurisdiction: file stem -> content; `place` is the folder as a reader knows it."""

    code: str
    place: str
    content: Mapping[str, Any]

    def of(self, stem: str) -> Any:
        return self.content.get(stem) or {}


def one_line(text: object, limit: int = 200) -> str:
    line = " ".join(str(text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def _refused(place: str, event: yaml.Event, why: str) -> PolicyError:
    line = f", line {event.start_mark.line + 1}" if event.start_mark else ""
    return PolicyError(f"{place}{line}: {why}")


def parse(text: str, place: str) -> Any:
    """The content of a YAML text; PolicyError (naming `place`) for what is no plain data."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                why = f"lists or mappings stand {depth} deep; no policy file needs more than {DEEPEST}"
                raise _refused(place, event, why)
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise _refused(place, event, "anchors and aliases are not allowed; write the value out")
            if tag := getattr(event, "tag", None):
                raise _refused(place, event, f"the tag {tag!r} is not allowed; policy files are plain data")
        return yaml.load(text, Loader=_Loader)  # _Loader is a SafeLoader
    except PolicyError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a number of 5000 digits is a ValueError
        mark, said = getattr(error, "problem_mark", None), getattr(error, "problem", None) or error
        line = f", line {mark.line + 1}" if mark else ""
        raise PolicyError(f"{place}{line}: this is no readable YAML: {one_line(said)}") from None


def check(content: Any, model: type[BaseModel], place: str, inside: Sequence[object] = ()) -> None:
    """PolicyError with all that does not fit the model; `inside` leads to the content within the file."""
    try:
        checked(model, content, place, inside=inside)
    except ContractError as error:
        raise PolicyError(*error.args) from None


def all_at_once(attempts: Iterable[Callable[[], Any]]) -> list[Any]:
    """What the attempts give; when some raise PolicyError, one with the problems of all."""
    found: list[Any] = []
    problems: list[str] = []
    for attempt in attempts:
        try:
            found.append(attempt())
        except PolicyError as error:
            problems += error.args
    if problems:
        raise PolicyError(*problems)
    return found


def _read(folder: Traversable, stem: str) -> Any:
    file = folder / f"{stem}.yaml"
    if not file.is_file():
        return None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyError(f"{file}: this is not UTF-8; save it as UTF-8") from None
    try:
        content = parse(text, str(file))
        content = {} if content is None else content
        check(content, FILES[stem], str(file))
    except PolicyError as error:
        colons = [f"{file}, {problem}" for problem in full_width_colons(text)]
        follows = colons and any("no readable YAML" in problem for problem in error.args)  # of the colon
        raise PolicyError(*colons, *(() if follows else error.args)) from None
    return content


def _departments(folder: Traversable) -> dict[str, Any]:
    """The files of the jurisdiction's own datasets, `departments/<department>/<file>`, as stem
    `departments`; nothing where it has none."""
    own = folder / "departments"
    if not own.is_dir():
        return {}
    try:
        return {"departments": files_of(own, f"{folder}/departments")}
    except ContractError as error:
        raise PolicyError(*error.args) from None


def _folders(roots: Sequence[Traversable] | None) -> dict[str, Traversable]:
    """Code -> folder. A root is a directory of jurisdictions, or one jurisdiction's own folder; the
    first root that has a code wins."""
    found: dict[str, Traversable] = {}
    for root in (*(roots or ()), files("policies")):
        if not root.is_dir():
            raise PolicyError(f"{root}: there is no such policy directory")
        if (root / "jurisdiction.yaml").is_file():
            found.setdefault(_read(root, "jurisdiction")["code"], root)
            continue
        for folder in sorted(root.iterdir(), key=lambda f: f.name):
            if folder.is_dir() and (folder / "jurisdiction.yaml").is_file():
                found.setdefault(folder.name, folder)
    return found


def available(roots: Sequence[Traversable] | None = None) -> tuple[str, ...]:
    """The codes of all jurisdictions within reach, sorted."""
    return tuple(sorted(_folders(roots)))


def lineage(code: str, roots: Sequence[Traversable] | None = None) -> tuple[Layer, ...]:
    """The jurisdiction first, then its parent, and so on; unknown, misnamed and circular ones raise PolicyError."""
    folders = _folders(roots)
    layers: list[Layer] = []
    wanted: str | None = code
    while wanted is not None:
        if wanted in (layer.code for layer in layers):
            raise PolicyError(
                f"policy {code}: the chain of 'inherits' comes back to {wanted}; a jurisdiction cannot be its own parent"
            )
        if wanted not in folders:
            by = f", which {layers[-1].code} inherits from" if layers else ""
            raise PolicyError(
                f"there is no policy for jurisdiction {wanted!r}{by}; available: {', '.join(sorted(folders))}"
            )
        folder = folders[wanted]
        read = all_at_once(partial(_read, folder, stem) for stem in FILES)
        content = {stem: given for stem, given in zip(FILES, read, strict=True) if given is not None}
        content |= _departments(folder)
        named = content["jurisdiction"]["code"]
        if named != wanted:
            raise PolicyError(
                f"{folder}/jurisdiction.yaml: code is {named!r} but the folder is {wanted!r}; make them equal"
            )
        layers.append(Layer(wanted, str(folder), content))
        wanted = content["jurisdiction"].get("inherits")
    return tuple(layers)
