"""Chapters of steps, and the runner of them: one after another, or side by side, each as soon as all
that it reads has been made.

What a step reads is told by DuckDB's own parser (transforms/statements.py), so that nobody keeps a list of it. The
order in which steps are declared is a table of contents: a step reads only what was declared before it. Steps that add
to one table do not wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from typing import NamedTuple

from duckdb import BinderException, CatalogException, DuckDBPyConnection, ParserException

from schemas.ddl import quoted
from transforms.statements import look_at, made_by, read_by, sql_of

STEPS = "steps"
"""The catalog in memory that holds what nobody reads after the assessment: shared by all lanes, neither compressed
nor logged, dropped at the end."""


class StepError(ValueError):
    """A step whose SQL does not fit the tables; the message is one line: which file, why."""


@dataclass(frozen=True)
class Step:
    """One table or view made, or added to, from what `sql` reads; by running it, unless `run` does the work.

    Of a step in Python, `sql` is only a query of what it reads. `makes` is empty where no table is made.
    """

    name: str
    makes: str
    sql: str
    run: Callable[[DuckDBPyConnection], object] | None = None

    def perform(self, con: DuckDBPyConnection) -> None:
        """Raises StepError, with the file, for SQL that DuckDB does not understand; such a message quotes no row."""
        try:
            if self.run is None:
                con.execute(self.sql)
            else:
                self.run(con)
        except (BinderException, CatalogException, ParserException) as error:
            said = " ".join(str(error).split("LINE ")[0].split())
            raise StepError(
                f"{self.name}.sql: DuckDB does not understand it: {said}; correct it, then run again"
            ) from None


class Chapter(NamedTuple):
    """Steps that belong together: a title, the folder of their files, and the files by name or the steps in Python."""

    title: str
    folder: str
    steps: tuple[str | Step, ...]


def steps_of(
    package: str | Traversable, chapters: Iterable[Chapter], of_query: Callable[[str, str, str], Step] | None = None
) -> list[Step]:
    """The steps of chapters in order. `of_query` (folder, file, text) makes one of a file
    that does not say what it makes."""
    found = []
    for chapter in chapters:
        for name in chapter.steps:
            if isinstance(name, Step):
                found.append(name)
                continue
            sql = sql_of(package, chapter.folder, name)
            makes = made_by(sql)
            if makes:
                found.append(Step(f"{chapter.folder}/{name}", makes, sql))
            elif of_query:
                found.append(of_query(chapter.folder, name, sql))
            else:
                raise ValueError(
                    f"{chapter.folder}/{name}.sql does not say what it makes; begin it with CREATE … AS or INSERT INTO …"
                )
    return found


def waits(steps: Sequence[Step]) -> list[set[int]]:
    """For each step, the places of the earlier ones that make what it reads."""
    look_at(step.sql for step in steps)
    makers: dict[str, list[int]] = {}
    found = []
    for place, step in enumerate(steps):
        found.append({maker for name in read_by(step.sql) for maker in makers.get(name, ())})
        makers.setdefault(step.makes, []).append(place)
    return found


def chains(ahead: Sequence[set[int]]) -> list[int]:
    """For each step, how many steps the longest chain has that begins with it: the
    longer, the sooner it should begin."""
    lengths = [1] * len(ahead)
    for place in reversed(range(len(ahead))):
        for maker in ahead[place]:
            lengths[maker] = max(lengths[maker], lengths[place] + 1)
    return lengths


@contextmanager
def shared_steps(con: DuckDBPyConnection) -> Iterator[None]:
    """Attach `steps` to the instance of `con` while it lasts."""
    con.execute(f"ATTACH ':memory:' AS {STEPS}")
    try:
        yield
    finally:
        con.execute(f"DETACH {STEPS}")


@contextmanager
def lane(con: DuckDBPyConnection) -> Iterator[DuckDBPyConnection]:
    """A cursor that finds tables without saying whether they are the batch's or steps; what it makes
    without saying is the batch's."""
    ((current,),) = con.execute("SELECT current_database()").fetchall()
    with closing(con.cursor()) as cursor:
        path = quoted(f'"{current}".main,{STEPS}.main')
        cursor.execute(f"SET search_path = {path}")
        yield cursor


def perform_in_order(con: DuckDBPyConnection, steps: Iterable[Step]) -> None:
    """Run all steps one after another on `con` itself, where its temporary tables are."""
    for step in steps:
        step.perform(con)


def perform(con: DuckDBPyConnection, steps: Sequence[Step], lanes: int) -> None:
    """Run all steps, `lanes` at a time, the longest chains first. The first error is raised when
    the steps that run have ended.

    They run in threads of their own, however few, so that a signal finds this one waiting: it interrupts the
    statements that run and goes on up.
    """
    awaited = waits(steps)
    lengths = chains(awaited)
    left = sorted(range(len(steps)), key=lambda place: -lengths[place])
    done: set[int] = set()
    working: dict[Future, tuple[int, DuckDBPyConnection]] = {}
    with ExitStack() as stack:
        idle = [stack.enter_context(lane(con)) for _ in range(lanes)]
        pool = stack.enter_context(ThreadPoolExecutor(lanes, thread_name_prefix="lane"))
        try:
            while left or working:
                for place in [place for place in left if awaited[place] <= done][: len(idle)]:
                    left.remove(place)
                    cursor = idle.pop()
                    working[pool.submit(steps[place].perform, cursor)] = (place, cursor)
                for ended in wait(working, return_when=FIRST_COMPLETED).done:
                    place, cursor = working.pop(ended)
                    ended.result()
                    done.add(place)
                    idle.append(cursor)
        except BaseException as stop:
            if not isinstance(stop, Exception):  # a request to stop
                for _, cursor in working.values():
                    cursor.interrupt()
            raise
