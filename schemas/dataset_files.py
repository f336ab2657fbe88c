"""Folders of datasets, read and checked: `<department>/department.yaml`, `<dataset>.yaml`, and `<dataset>.sql`
beside what proves something.

The folders that come with hedui and those in a county's policy directory are read the same way;
ContractError tells all that is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Any

from schemas.checked import ContractError, FileModel, checked, not_among, parsed, problem
from schemas.dataset_models import ColumnFile, DatasetFile, DepartmentFile
from schemas.local import plain
from schemas.model import QUERIED_ON, Catalog, Column, Dataset, Department, Minimum, Party

OURS = (
    "age", "clean_row", "content_id", "evidence_id", "fact_id", "fact_key", "newness", "place_no", "rank", "row", "rowid",
    "sheet", "source",
)  # fmt: skip
"""Names of columns that the gathering of facts puts beside those of a dataset."""
DAYS = ("date", "month")


def files_of(root: Traversable, place: str) -> dict[str, Any]:
    """`<department>/<file>` -> parsed YAML or SQL text of all such files below a folder of departments."""
    found: dict[str, Any] = {}
    problems = []
    for path, file in _below(root):
        if path.lower().endswith((".yaml", ".yml", ".sql")):
            try:
                text = file.read_text(encoding="utf-8-sig")
                found[path] = f"{text.rstrip()}\n" if path.endswith(".sql") else parsed(text, f"{place}/{path}")
            except UnicodeDecodeError:
                problems.append(f"{place}/{path}: this is not UTF-8; save it as UTF-8")
            except ContractError as error:
                problems += error.args
    if problems:
        raise ContractError(*problems)
    return found


def _below(root: Traversable) -> Iterator[tuple[str, Traversable]]:
    for found in sorted(root.iterdir(), key=lambda f: f.name):
        if found.is_file():
            yield found.name, found
        elif found.is_dir():
            yield from ((f"{found.name}/{f.name}", f) for f in sorted(found.iterdir(), key=lambda f: f.name))


def catalog_of(files: Mapping[str, Any], place: str, kinds: Iterable[str], base: Catalog) -> Catalog:
    """`base` with the departments and datasets of these files; ContractError tells all that is wrong, a line each.

    place: the folder as a reader knows it. kinds: the kinds of evidence there are.
    """
    reading = _Reading(files, place, base)
    departments = dict(base.departments) | reading.departments()
    described = reading.datasets(departments)
    datasets = dict(base.datasets)
    for name, (path, own) in described.items():
        if (whole := reading.whole(name, path, own, described)) is not None:
            datasets[name] = reading.dataset(name, path, whole, frozenset(kinds))
    if not reading.problems:
        reading.refuse_alike(departments, datasets)
    if reading.problems:
        raise ContractError(*reading.problems)
    return Catalog(departments, datasets)


class _Reading:
    """One pass over the files of a folder; `problems` gathers what is wrong."""

    def __init__(self, files: Mapping[str, Any], place: str, base: Catalog) -> None:
        self.files, self.place, self.base = files, place, base
        self.problems: list[str] = []

    def _refuse(self, path: str, keys: Iterable[object], why: str) -> None:
        self.problems.append(problem(f"{self.place}/{path}", keys, why))

    def _checked(self, model: type[FileModel], path: str) -> Any:
        try:
            return checked(model, self.files[path], f"{self.place}/{path}")
        except ContractError as error:
            self.problems += error.args
            return None

    def departments(self) -> dict[str, Department]:
        """The departments described here. A folder needs a department.yaml unless its department is known already."""
        found = {}
        for folder in sorted({path.partition("/")[0] for path in self.files if "/" in path}):
            path = f"{folder}/department.yaml"
            if folder in self.base.departments:
                if path in self.files:
                    title = self.base.departments[folder].title
                    self._refuse(path, (), f"there is a department {folder} ({title}) already; remove this file")
            elif path not in self.files:
                self._refuse(path, (), f"this file is missing; it gives the title of department {folder}")
            elif (told := self._checked(DepartmentFile, path)) is not None:
                found[folder] = Department(folder, told.title, tuple(told.aliases))
        return found

    def datasets(self, departments: Mapping[str, Department]) -> dict[str, tuple[str, DatasetFile]]:
        """Name -> (path, what the file says) of every dataset; files that belong to none are refused."""
        found: dict[str, tuple[str, DatasetFile]] = {}
        for path in self.files:
            folder, _, file = path.partition("/")
            name, _, ending = file.rpartition(".")
            if not file or ending not in ("yaml", "sql"):
                allowed = "<department>/department.yaml, <department>/<dataset>.yaml, <department>/<dataset>.sql"
                self._refuse(path, (), f"no file of a dataset is named so; allowed: {allowed}")
            elif ending == "sql":
                self._refuse_alone(path, folder, name)
            elif name != "department":
                self._name(path, name, found)
                if (told := self._checked(DatasetFile, path)) is not None:
                    found[name] = path, told
        return found

    def _name(self, path: str, name: str, found: Mapping[str, tuple[str, DatasetFile]]) -> None:
        if not (name.isascii() and name.isidentifier() and name == name.lower()):
            self._refuse(path, (), f"{name!r} is no name of a dataset; allowed: small letters, digits and _")
        other = f"{self.place}/{found[name][0]}" if name in found else ""
        if name in self.base.datasets:
            other = self.base.datasets[name].place
        if other:
            self._refuse(path, (), f"there is a dataset {name} already: {other}; give this one another name")

    def _refuse_alone(self, path: str, folder: str, name: str) -> None:
        if f"{folder}/{name}.yaml" not in self.files:
            beside = [p.partition("/")[2].removesuffix(".yaml") for p in self.files if p.startswith(f"{folder}/")]
            names = [n for n in beside if n != "department" and not n.endswith(".sql")]
            self._refuse(path, (), f"no {name}.yaml lies beside it; {not_among(name, names, 'no dataset here')}")

    def whole(
        self, name: str, path: str, own: DatasetFile, described: Mapping[str, tuple[str, DatasetFile]]
    ) -> DatasetFile | None:
        """The dataset with what it takes from another by `like`; None when it cannot be told."""
        if own.like is None:
            return own
        like = {n: told for n, (_, told) in described.items() if told.like is None and n != name}
        if own.like not in like:
            self._refuse(path, ("like",), not_among(own.like, like, "no dataset that can be taken"))
            return None
        return own.on(like[own.like])

    def dataset(self, name: str, path: str, told: DatasetFile, kinds: frozenset[str]) -> Dataset:
        columns = {c: _column(c, described) for c, described in told.columns.items()}
        sql = self.files.get(path.removesuffix(".yaml") + ".sql")
        self._refuse_columns(path, columns)
        self._refuse_references(path, told, columns)
        for kind in sorted(told.proves.keys() - kinds):
            self._refuse(path, ("proves",), not_among(kind, kinds, "no kind of evidence"))
        if told.proves and sql is None:
            self._refuse(path, ("proves",), f"it needs {name}.sql beside it, which says the evidence; it is missing")
        if sql is not None and not told.proves:
            self._refuse(path, ("proves",), f"this key is missing, and {name}.sql says evidence; name its kinds")
        return Dataset(
            name=name,
            department=path.partition("/")[0],
            title=told.title,
            grain=told.grain,
            mode=told.mode,
            keeps=tuple(map(tuple, told.keeps)),
            sender_column=told.sender,
            parties=_parties(told, columns),
            proves=told.proves,
            columns=columns,
            evidence_sql=sql,
            minimum=Minimum(told.minimum.rows, told.minimum.valid_ids),
            place=f"{self.place}/{path}",
        )

    def _refuse_columns(self, path: str, columns: Mapping[str, Column]) -> None:
        if not columns:
            self._refuse(path, ("columns",), "this key is missing")
        heard: dict[str, str] = {}
        for name, column in columns.items():
            if name in OURS:
                self._refuse(path, ("columns", name), f"this name is hedui's own, as {', '.join(OURS)} are")
            if name == QUERIED_ON and column.type not in DAYS:
                why = f"it is the day a row speaks of, and its type is {column.type}; allowed: {', '.join(DAYS)}"
                self._refuse(path, ("columns", name), why)
            for header in column.headers:
                other = heard.setdefault(plain(header), name)
                if other != name:
                    why = f"{header!r} is already a header of {other}; remove it from one of the two"
                    self._refuse(path, ("columns", name, "headers"), why)

    def _refuse_references(self, path: str, told: DatasetFile, columns: Mapping[str, Column]) -> None:
        """Every column that another key names has to be there, and be of the right type."""
        signed = ("money", "number", "int")
        named: list[tuple[tuple[object, ...], str, tuple[str, ...]]] = [
            (("keeps", n), key.removesuffix(".sign"), signed if key.endswith(".sign") else ())
            for n, keep in enumerate(told.keeps)
            for key in keep
        ]
        named += [(("sender",), told.sender, ())] if told.sender else []
        for n, party in enumerate(told.parties or ()):
            named += [(("parties", n, "id"), column, ("id", "text")) for column in party.id]
            named += [(("parties", n, "name"), party.name, ("name",))] if party.name else []
        for keys, column, types in named:
            if column not in columns:
                self._refuse(path, keys, not_among(column, columns, "no column"))
            elif types and columns[column].type not in types:
                self._refuse(path, keys, f"{column} is of type {columns[column].type}; allowed: {', '.join(types)}")

    def refuse_alike(self, departments: Mapping[str, Department], datasets: Mapping[str, Dataset]) -> None:
        """A file is recognised by the words of its name, so no two departments or datasets may share one."""
        words = [
            (f"{d.name}/department.yaml", word, d.name) for d in departments.values() for word in (d.title, *d.aliases)
        ]
        titles = [(f"{d.department}/{d.name}.yaml", d.title, d.name) for d in datasets.values()]
        for spoken in (words, titles):
            heard: dict[str, str] = {}
            for path, word, name in spoken:
                other = heard.setdefault(plain(word), name)
                if other != name:
                    self._refuse(path, ("title",), f"{word!r} is already what {other} is called; choose another word")


def _column(name: str, told: ColumnFile) -> Column:
    return Column(
        name=name,
        title=told.title,
        type=told.type,
        headers=tuple(told.headers),
        personal=told.personal,
        required=told.required,
        unit=told.unit,
        delivered_unit=told.delivered_unit,
        codes={code: tuple(spellings) for code, spellings in told.codes.items()},
    )


def _parties(told: DatasetFile, columns: Mapping[str, Column]) -> tuple[Party, ...]:
    """As the file says; else the person of `resident_id` and `name`, where there is such a column."""
    if told.parties is not None:
        return tuple(Party(tuple(party.id), party.name) for party in told.parties)
    ids, name = ("resident_id",) if "resident_id" in columns else (), "name" if "name" in columns else None
    return (Party(ids, name),) if ids or name else ()
